"""Two records side by side: what each source says, and in words whether it is the same."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

import streamlit as st

from data_access.values import SourcePerson
from pages.components.formatting import address_lines, date_words
from pages.components.text import html_text


class Verdict(Enum):
    """Whether both say the same: its words, the sign for the eye, and its tone."""

    SAME = ("Same", "=", "same")
    ONE_OF_THEM = ("One is the same", "≈", "one-only")
    DIFFERENT = ("Different", "≠", "different")
    ONE_ONLY = ("Held by one only", "–", "one-only")
    NEITHER = ("Held by neither", "–", "one-only")


@dataclass(frozen=True)
class Compared:
    """One detail. `left` and `right` are what each source says, () where it says nothing."""

    label: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """Whether the values of both sides are the same, apart from capitals, spaces and punctuation."""
        if not self.left or not self.right:
            return Verdict.ONE_ONLY if self.left or self.right else Verdict.NEITHER
        ours, theirs = {_plain(value) for value in self.left}, {_plain(value) for value in self.right}
        if ours == theirs:
            return Verdict.SAME
        return Verdict.ONE_OF_THEM if ours & theirs else Verdict.DIFFERENT


def compare_people(left: Sequence[SourcePerson], right: Sequence[SourcePerson]) -> list[Compared]:
    """Names, date of birth, gender and addresses, each different value once. A gender of "Unknown" says nothing."""
    ours, theirs = _values(left), _values(right)
    return [Compared(label, ours[label], theirs[label]) for label in ours]


def _values(said: Sequence[SourcePerson]) -> dict[str, tuple[str, ...]]:
    born = [one.date_of_birth for one in said if one.date_of_birth]
    return {
        "First name": _each_once(one.first_name for one in said),
        "Family name": _each_once(one.family_name for one in said),
        "Date of birth": _each_once(date_words(day) for day in born),
        "Gender": _each_once(one.gender for one in said if one.gender != "Unknown"),
        "Address": _each_once(", ".join(address_lines(address)) for one in said for address in one.addresses),
    }


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts that say something, one of those that are the same apart from how they are written."""
    kept: dict[str, str] = {}
    for text in texts:
        if text.strip():
            kept.setdefault(_plain(text), text.strip())
    return tuple(kept.values())


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def verdict_html(verdict: Verdict) -> str:
    """The words, and a sign that only the eye needs."""
    words, sign, tone = verdict.value
    return (
        f'<span class="fc-verdict fc-verdict-{tone}"><span class="fc-sign" aria-hidden="true">{sign}</span>'
        f"{html_text(words)}</span>"
    )


def comparison_html(rows: Sequence[Compared], *, caption: str, left: str, right: str) -> str:
    """The table. `left` and `right` name the two sources; the roles hold where narrow screens lay it out as cards."""
    columns = ("Detail", left, right, "Same or different")
    heads = "".join(f'<th scope="col" role="columnheader">{html_text(column)}</th>' for column in columns)
    body = []
    for row in rows:
        cells = (_values_html(row.left), _values_html(row.right), verdict_html(row.verdict))
        labelled = (
            f'<td role="cell"><span class="fc-cell-label" aria-hidden="true">{html_text(column)}</span>'
            f'<span class="fc-cell-value">{cell}</span></td>'
            for column, cell in zip(columns[1:], cells, strict=True)
        )
        header = f'<th scope="row" role="rowheader">{html_text(row.label)}</th>'
        body.append(f'<tr role="row">{header}{"".join(labelled)}</tr>')
    head = f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
    return (
        f'<table class="fc-compare" role="table"><caption class="fc-hidden">{html_text(caption)}</caption>'
        f'{head}<tbody role="rowgroup">{"".join(body)}</tbody></table>'
    )


def _values_html(values: Sequence[str]) -> str:
    lines = [f'<span class="fc-value">{html_text(value)}</span>' for value in values]
    return "".join(lines) or '<span class="fc-not-held">Not held</span>'


def show_comparison(rows: Sequence[Compared], *, caption: str, left: str, right: str) -> None:
    """Draw the table."""
    st.html(comparison_html(rows, caption=caption, left=left, right=right))
