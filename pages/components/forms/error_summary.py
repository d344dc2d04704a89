"""What is wrong, said once above the heading with links to the fields, and again beside each field."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from pages.components.assets import component
from pages.components.text import html_text

SCRIPT = Path(__file__).with_name("error_summary.js")


@dataclass(frozen=True)
class FieldError:
    """One thing to put right. `field_key` is the key of the widget, or of a container with one inside.

    `fields` has the keys of all that may be wrong where that is more than one. If `together`, correcting one of them
    may put all right.
    """

    field_key: str
    message: str
    fields: tuple[str, ...] = ()
    together: bool = False


def show_error_summary(errors: Sequence[FieldError], *, attempt: int = 0) -> None:
    """The box "There is a problem", or nothing. It takes the focus when it appears and when `attempt` changes.

    Its place is there with an error and without: all that stands below would else be drawn anew, and a press or a
    letter at that moment would be lost.
    """
    with st.container(key="errors", gap=None):
        if errors:
            # A tuple: for a list Streamlit would load pandas.
            listed = tuple(
                {
                    "field": error.field_key,
                    "message": error.message,
                    "fields": list(error.fields or (error.field_key,)),
                    "together": error.together,
                }
                for error in errors
            )
            component(SCRIPT)(key="error_summary", data={"errors": listed, "attempt": attempt})


def field_error_html(message: str, *, element_id: str = "") -> str:
    """The message beside a field. "Error:" is for those who hear it and do not see that it is red."""
    named = f' id="{html_text(element_id)}"' if element_id else ""
    return f'<p class="fc-field-error"{named}><span class="fc-hidden">Error:</span> {html_text(message)}</p>'


def page_title(title: str, *, error: bool = False) -> str:
    """The browser's title of a screen.

    >>> page_title("Search", error=True)
    'Error: Search – Family Context'
    """
    return f"{'Error: ' if error else ''}{title} – Family Context"


def set_title(title: str, *, error: bool = False) -> None:
    """Set another title of the browser than the screen's own (app.py), or say in it that there are errors."""
    st.set_page_config(page_title=page_title(title, error=error))


def show_errors(title: str, errors: Sequence[FieldError], *, attempts: str) -> dict[str, str]:
    """The browser's title and the box, for a screen that counts its attempts at the key `attempts`. Returns the message
    of each field by its key."""
    set_title(title, error=bool(errors))
    show_error_summary(errors, attempt=st.session_state.get(attempts, 0))
    return {error.field_key: error.message for error in errors}
