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


def _names_in_order(individual: Individual, *, family_name_first: bool) -> list[str]:
    """Both legal names as the council orders them; what the person prefers to be called follows the second."""
    pair = [individual.first_name or "Not known", individual.family_name or "Not known"]
    one, other = reversed(pair) if family_name_first else pair
    return [one, known_words(other, individual.known_as)]


def individuals_table(
    individuals: Sequence[Individual],
    *,
    cms_name: str,
    family_name_first: bool,
    today: date,
) -> dict[str, Any]:
    """The columns and rows of the results, as plain text."""
    names = ["Family name", "First name"] if family_name_first else ["First name", "Family name"]
    rows = []
    for individual in individuals:
        pair = _names_in_order(individual, family_name_first=family_name_first)
        rows.append(
            [
                cms_id_words(individual.cms_id, cms_name),
                *pair,
                date_of_birth_words(individual.date_of_birth),
                age_words(individual.date_of_birth, today),
                individual.address_first_line or "Not known",
            ]
        )
    columns = ["Case ID", *names, "Date of birth", "Age", "Address"]
    muted = [[0] if individual.cms_id is None else [] for individual in individuals]
    return {"columns": columns, "rows": rows, "muted": muted, "header": [1, 2], "widths": [15, 14, 14, 14, 10, 0]}


def linked_table(
    linked: Sequence[LinkedIndividual], *, cms_name: str, family_name_first: bool, today: date
) -> dict[str, Any]:
    """The columns and rows of the individuals linked to a child, as plain text."""
    names = ["Family name", "First name"] if family_name_first else ["First name", "Family name"]
    rows = []
    for link in linked:
        individual = link.individual
        pair = _names_in_order(individual, family_name_first=family_name_first)
        rows.append(
            [
                link.relationship,
                cms_id_words(individual.cms_id, cms_name),
                *pair,
                date_of_birth_words(individual.date_of_birth),
                age_words(individual.date_of_birth, today),
            ]
        )
    columns = ["Relationship", f"{cms_name} case ID", *names, "Date of birth", "Age"]
    muted = [[1] if link.individual.cms_id is None else [] for link in linked]
    table = {"columns": columns, "rows": rows, "muted": muted, "header": [2, 3], "widths": [17, 18, 15, 15, 14, 0]}
    # On a narrow page a row is three short lines: what needs no label there has none.
    return table | {"labels": ["", "Case ID", "", "", "Born", ""]}


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
) -> None:
    """Any table of text with a button a row, named by `view`. `on_view` is told the row pressed: a callback, so that
    the page it was pressed on is not drawn once more.

    `table` has columns, rows, muted, header and widths, as `individuals_table` makes them; `token` changes with the
    list, so that a click on the list before this one opens nothing.
    """

    def viewed() -> None:
        row = clicked_row(st.session_state[key].get("view"), token, len(view))
        if row is not None:
            on_view(row)

    # Tuples: for a list Streamlit would load pandas.
    shown = {name: tuple(values) for name, values in (table | {"view": view}).items()}
    data = shown | {"caption": caption, "hideCaption": hide_caption, "list": token, "button": button}
    component(SCRIPT)(key=key, data=data, on_view_change=viewed)


def show_rows(
    columns: dict[str, int],
    rows: Sequence[Sequence[str]],
    view: Sequence[str],
    *,
    caption: str,
    key: str,
    on_view: Callable[[int], None],
    token: str = "",
    muted: Sequence[Sequence[int]] = (),
) -> None:
    """A table of `columns` (title and width in per cent, 0 for the rest), each row named by its first cell. `token`
    tells the rows apart where their texts do not; `muted` has the cells of each row that say that there is nothing."""
    table = {"columns": list(columns), "rows": rows, "header": [0], "widths": list(columns.values())}
    table["muted"] = muted or [[] for _ in rows]
    token = token or rows_token(rows)
    show_view_table(table, view, token, caption=caption, key=key, on_view=on_view, hide_caption=True)


def _show(
    table: dict[str, Any],
    individuals: Sequence[Individual],
    caption: str,
    hide_caption: bool,
    key: str,
    on_view: Callable[[int], None],
) -> None:
    view = [view_words(individual) for individual in individuals]
    token = list_token(individuals)
    show_view_table(table, view, token, caption=caption, key=key, on_view=on_view, hide_caption=hide_caption)


def show_individuals(
    individuals: Sequence[Individual],
    *,
    caption: str,
    cms_name: str,
    family_name_first: bool,
    today: date,
    key: str,
    on_view: Callable[[int], None],
    hide_caption: bool = False,
) -> None:
    """The individuals in the order given. `on_view` is told the row whose "View" was pressed."""
    table = individuals_table(individuals, cms_name=cms_name, family_name_first=family_name_first, today=today)
    _show(table, individuals, caption, hide_caption, key, on_view)


def show_linked_individuals(
    linked: Sequence[LinkedIndividual],
    *,
    caption: str,
    cms_name: str,
    family_name_first: bool,
    today: date,
    key: str,
    on_view: Callable[[int], None],
    hide_caption: bool = False,
) -> None:
    """The individuals linked to a child, with the relationship first; `on_view` as above."""
    table = linked_table(linked, cms_name=cms_name, family_name_first=family_name_first, today=today)
    _show(table, [link.individual for link in linked], caption, hide_caption, key, on_view)
