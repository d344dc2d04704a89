"""A file of findings from another council, read as what it is: text that nobody here has checked.

It is the file that "Findings" makes (pages/components/documents/research). Whatever is in it is checked whole before
any of it is kept, and only ever shown as text. What is wrong is said by line, and never repeats the text.
"""

import csv
import io
import unicodedata
from dataclasses import replace

from data_access.personal_details import why_not_kept
from data_access.research.research_values import COMPONENTS, FINDINGS_COLUMNS, Finding, Quote

MOST_SIGNS = 1_000_000
MOST_FINDINGS = 500
MOST_QUOTES = 200
MOST_PARTICIPANTS = 999
LONGEST_COUNCIL = 60
MOST_SAID = 10
"""Mistakes that are listed; of more, only that there are more."""
_SEPARATORS = ",;\t"
_FORMULA_SIGNS = "=+-@\u2212"
_NOT_READ = "\ufffd"
"""What a browser puts in place of what is not UTF-8."""
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Kinds of signs that cannot be seen, or that turn the writing round."""


class FindingsFileError(ValueError):
    """What is wrong with the file, as sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


def read_findings(text: str) -> list[Finding]:
    """The findings of the file, of every council in it. Raises FindingsFileError with everything that is wrong."""
    lines = _lines(text)
    found: list[Finding] = []
    problems: list[str] = []
    seen: set[tuple[str, str, str]] = set()
    for number, cells in lines:
        wrong = _wrong(cells)
        if wrong:
            problems.append(f"Line {number}: {wrong}")
            continue
        finding = _finding(cells)
        key = (finding.council.casefold(), finding.component, finding.words.casefold())
        if key in seen:
            problems.append(f"Line {number}: the same finding of the same council is there already")
        seen.add(key)
        found.append(finding)
    if problems:
        more = [f"And {len(problems) - MOST_SAID} more"] if len(problems) > MOST_SAID else []
        raise FindingsFileError(problems[:MOST_SAID] + more)
    return _councils_spelt_alike(found)


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The lines under the heading with their numbers, seven cells each, without the marks against formulas."""
    text = text.removeprefix("\ufeff")
    if len(text) > MOST_SIGNS:
        raise FindingsFileError([f"The file is too large: {MOST_SIGNS:,} characters are the most"])
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        lines = [(reader.line_num, [_unmarked(cell) for cell in cells]) for cells in reader if any(cells)][1:]
    except csv.Error:
        raise FindingsFileError(["The file cannot be read as CSV"]) from None
    if not lines:
        raise FindingsFileError(["The file has no findings"])
    if len(lines) > MOST_FINDINGS:
        raise FindingsFileError([f"The file has more than {MOST_FINDINGS} findings"])
    return lines


def _separator(text: str) -> str:
    """The separator of the heading. Raises FindingsFileError if it has other columns."""
    heading = text.lstrip("\r\n").splitlines()[:1]
    for separator in _SEPARATORS if heading else "":
        names = [name.strip().strip('"').casefold() for name in heading[0].split(separator)]
        if names == [name.casefold() for name in FINDINGS_COLUMNS]:
            return separator
    raise FindingsFileError([f"The first line must have these columns: {', '.join(FINDINGS_COLUMNS)}"])


def _unmarked(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from reading a formula.

    >>> _unmarked("'=1+1"), _unmarked("'tis clear")
    ('=1+1', "'tis clear")
    """
    lines = [
        line[1:] if line.startswith("'") and line[1:].lstrip()[:1] in tuple(_FORMULA_SIGNS) else line
        for line in cell.strip().splitlines()
    ]
    return "\n".join(lines)


def _wrong(cells: list[str]) -> str | None:
    """What is wrong with a line; None if it can be kept."""
    if len(cells) != len(FINDINGS_COLUMNS):
        return f"it has {len(cells)} columns, not {len(FINDINGS_COLUMNS)}"
    component, council, words, participants, of, action, quotes = cells
    if component not in COMPONENTS:
        return f"the component must be one of: {', '.join(COMPONENTS)}"
    if not council or len(council) > LONGEST_COUNCIL:
        return f"the council must have a name of at most {LONGEST_COUNCIL} characters"
    if not words:
        return "it has no finding"
    if not _is_count(participants) or not _is_count(of) or int(participants) > int(of):
        return f"participants must be whole numbers from 1 to {MOST_PARTICIPANTS}, no more than there were"
    if len(quotes.splitlines()) > MOST_QUOTES:
        return f"it has more than {MOST_QUOTES} quotes"
    for text in (council, words, action, *quotes.splitlines()):
        wrong = _wrong_text(text)
        if wrong:
            return wrong
    return None


def _wrong_text(text: str) -> str | None:
    if _NOT_READ in text:
        return "it has signs that could not be read: save the file as CSV in UTF-8"
    if any(unicodedata.category(sign) in _UNSEEN for sign in text):
        return "it has signs that cannot be seen"
    why = why_not_kept(text)
    return f"{why[0].lower()}{why[1:]}" if why else None


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(MOST_PARTICIPANTS)) and int(text) >= 1


def _finding(cells: list[str]) -> Finding:
    component, council, words, participants, of, action, quotes = cells
    said = tuple(Quote("", line.strip()) for line in quotes.splitlines() if line.strip())
    return Finding(None, " ".join(council.split()), component, words, action, int(participants), int(of), said)


def _councils_spelt_alike(found: list[Finding]) -> list[Finding]:
    """Each council's name as its first line has it: capitals alone do not make another council."""
    spelling: dict[str, str] = {}
    for one in found:
        spelling.setdefault(one.council.casefold(), one.council)
    return [replace(one, council=spelling[one.council.casefold()]) for one in found]
