"""What Streamlit's own elements cannot do: move the focus, and name a group of inputs. One small component."""

from collections.abc import Sequence
from pathlib import Path

from pages.components.assets import component

SCRIPT = Path(__file__).with_name("focus.js")


def name_group(key: str, *, labelled_by: str, described_by: Sequence[str] = ()) -> None:
    """Make the container of that key a group, named and described by elements of these ids."""
    data = {"group": key, "labelledBy": labelled_by, "describedBy": " ".join(described_by)}
    component(SCRIPT)(key=f"quiet_group_{key}", data=data)


def describe_field(key: str, *, label_id: str, described_by: Sequence[str] = ()) -> None:
    """Tell those who hear the field its hint and error, and let a click on its label go to it."""
    data = {"field": key, "labelId": label_id, "describedBy": " ".join(described_by)}
    component(SCRIPT)(key=f"quiet_field_{key}", data=data)


def follow_heading(title: str) -> None:
    """Move the focus to the heading when it changes and the focus was lost with what was there before."""
    component(SCRIPT)(key="quiet_heading", data={"heading": title})
