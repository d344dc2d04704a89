"""Tables with a "View" button a row: the results of a search, those linked to a child, and what is to be settled."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from data_access.values import Individual, LinkedIndividual
from pages.components.assets import component
from pages.components.formatting import (
    age_words,
    cms_id_words,
    date_in_full,
    date_of_birth_words,
    known_words,
    name_words,
)

SCRIPT = Path(__file__).with_name("person_table.js")


def view_words(individual: Individual) -> str:
    """The accessible name of a row's button, enough to tell two same-named people apart."""
    name = known_words(name_words(individual.first_name, individual.family_name), individual.known_as)
    if individual.date_of_birth is None:
        return f"View {name}, date of birth not known"
    return f"View {name}, born {date_in_full(individual.date_of_birth)}"


def _name_columns(family_name_first: bool) -> list[str]:
    return ["Family name", "First name"] if family_name_first else ["First name", "Family name"]


def _known_cells(individual: Individual, cms_name: str, family_name_first: bool, today: date) -> list[str]:
    """The case ID, both legal names as the council orders them, date of birth and age. What the person prefers to be
    called follows the second name."""
    pair = [individual.first_name or "Not known", individual.family_name or "Not known"]
    one, other = reversed(pair) if family_name_first else pair
    names = [one, known_words(other, individual.known_as)]
    born = individual.date_of_birth
    return [cms_id_words(individual.cms_id, cms_name), *names, date_of_birth_words(born), age_words(born, today)]


def individuals_table(
    individuals: Sequence[Individual], *, cms_name: str, family_name_first: bool, today: date
) -> dict[str, Any]:
    """The columns and rows of the results, as plain text."""
    said = (cms_name, family_name_first, today)
    return {
        "columns": ["Case ID", *_name_columns(family_name_first), "Date of birth", "Age", "Address"],
        "rows": [[*_known_cells(one, *said), one.address_first_line or "Not known"] for one in individuals],
        "muted": [[0] if one.cms_id is None else [] for one in individuals],
        "header": [1, 2],
        "widths": [15, 14, 14, 14, 10, 0],
    }


def linked_table(
    linked: Sequence[LinkedIndividual], *, cms_name: str, family_name_first: bool, today: date
) -> dict[str, Any]:
    """The columns and rows of the individuals linked to a child, as plain text."""
    said = (cms_name, family_name_first, today)
    return {
        "columns": ["Relationship", f"{cms_name} case ID", *_name_columns(family_name_first), "Date of birth", "Age"],
        "rows": [[link.relationship, *_known_cells(link.individual, *said)] for link in linked],
        "muted": [[1] if link.individual.cms_id is None else [] for link in linked],
        "header": [2, 3],
        "widths": [17, 18, 15, 15, 14, 0],
        # On a narrow page a row is three short lines: what needs no label there has none.
        "labels": ["", "Case ID", "", "", "Born", ""],
    }


def list_token(individuals: Sequence[Individual]) -> str:
    """Changes with the list, so that a click on the list before this one opens nobody."""
    joined = "\n".join(individual.person_id for individual in individuals)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def rows_token(rows: Sequence[Sequence[str]]) -> str:
    """The same for any table of text."""
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def clicked_row(clicked: Any, token: str, length: int) -> int | None:
    """The row in a browser's answer, or None when it is not a row of this very list. A browser may send anything."""
    if not isinstance(clicked, dict) or clicked.get("list") != token:
        return None
    row = clicked.get("row")
    return row if type(row) is int and 0 <= row < length else None


def show_view_table(
    table: dict[str, Any],
    view: Sequence[str],
    token: str,
    *,
    caption: str,
    key: str,
    on_view: Callable[[int], None],
    hide_caption: bool = False,
    button: str = "View",
    labels: Sequence[str] = (),
) -> None:
    """Any table of text with a button a row, named by `view`. `on_view` is told the row pressed: a callback, so that
    the page it was pressed on is not drawn once more.

    `table` has columns, rows, muted, header and widths, as `individuals_table` makes them; `token` changes with the
    list, so that a click on the list before this one opens nothing. `labels` stand in the place of the columns on a
    narrow page.
    """

    def viewed() -> None:
        row = clicked_row(st.session_state[key].get("view"), token, len(view))
        if row is not None:
            on_view(row)

    # Tuples: for a list Streamlit would load pandas.
    shown = {name: tuple(values) for name, values in (table | {"view": view}).items()}
    shown |= {"labels": tuple(labels)} if labels else {}
    data = shown | {"caption": caption, "hideCaption": hide_caption, "list": token, "button": button}
    component(SCRIPT)(key=key, data=data, on_view_change=viewed)


def show_rows(
    columns: dict[str, int],
    rows: Sequence[Sequence[str]],
    view: Sequence[str],
    *,
    token: str = "",
    header: int = 0,
    muted: Sequence[Sequence[int]] = (),
    **shown: Any,
) -> None:
    """A table of `columns` (title and width in per cent, 0 for the rest), each row named by its cell in `header`.

    `token` tells the rows apart where their texts do not; `muted` has the cells of each row that say that there is
    nothing, if not just the empty ones; `shown` is as above.
    """
    table = {"columns": list(columns), "rows": rows, "header": [header], "widths": list(columns.values())}
    table["muted"] = muted or [[place for place, cell in enumerate(row) if not cell] for row in rows]
    show_view_table(table, view, token or rows_token(rows), hide_caption=True, **shown)


def show_individuals(
    individuals: Sequence[Individual], *, cms_name: str, family_name_first: bool, today: date, **shown: Any
) -> None:
    """The individuals in the order given; `shown` as above."""
    table = individuals_table(individuals, cms_name=cms_name, family_name_first=family_name_first, today=today)
    show_view_table(table, [view_words(one) for one in individuals], list_token(individuals), **shown)


def show_linked_individuals(
    linked: Sequence[LinkedIndividual], *, cms_name: str, family_name_first: bool, today: date, **shown: Any
) -> None:
    """The individuals linked to a child, with the relationship first; `shown` as above."""
    table = linked_table(linked, cms_name=cms_name, family_name_first=family_name_first, today=today)
    individuals = [link.individual for link in linked]
    show_view_table(table, [view_words(one) for one in individuals], list_token(individuals), **shown)
