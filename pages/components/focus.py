"""What Streamlit's own elements cannot do: move the focus, and name a group of inputs. One small component."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pages.components.assets import component


@cache
def _page_behaviour() -> Any:
    """Registered when first used; Streamlit then makes it known to whichever server runs the script."""
    return component(Path(__file__).with_name("focus.js"))


def name_group(key: str, *, labelled_by: str, described_by: Sequence[str] = ()) -> None:
    """Make the container of that key a group, named and described by elements of these ids."""
    data = {"group": key, "labelledBy": labelled_by, "describedBy": " ".join(described_by)}
    _page_behaviour()(key=f"quiet_group_{key}", data=data)


def describe_field(key: str, *, label_id: str, described_by: Sequence[str] = ()) -> None:
    """Tell those who hear the field its hint and error, and let a click on its label go to it."""
    data = {"field": key, "labelId": label_id, "describedBy": " ".join(described_by)}
    _page_behaviour()(key=f"quiet_field_{key}", data=data)


def follow_heading(title: str) -> None:
    """Move the focus to the heading when it changes and the focus was lost with what was there before."""
    _page_behaviour()(key="quiet_heading", data={"heading": title})
