"""`make upgrade-check`: whether the installed Streamlit still has every name in docs/streamlit.md."""

import re
import sys
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "streamlit.md"


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading of the page, without the header row."""
    under = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in under.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def browser_words() -> frozenset[str]:
    """Every word in the scripts and styles that Streamlit sends to the browser."""
    static = Path(find_spec("streamlit").origin).parent / "static"
    files = (path for path in static.rglob("*") if path.suffix in (".js", ".css"))
    # Split as bytes: looked for in the text, 20 million letters took three times as long.
    between = bytes(one for one in range(256) if not re.fullmatch(rb"[\w-]", bytes([one])))
    apart = bytes.maketrans(between, b" " * len(between))
    words = frozenset().union(*(path.read_bytes().translate(apart).split() for path in files))
    return frozenset(map(bytes.decode, words))


def is_there(name: str, words: frozenset[str]) -> bool:
    """Whether exactly this word is there: a name is often the beginning of another.

    >>> is_there("stMain", frozenset({"stMainMenu"})), is_there("st-key-", frozenset({"st-key-"}))
    (False, True)
    """
    return name in words


def is_importable(name: str) -> bool:
    """Whether `module:name.name` leads to something.

    >>> is_importable("pathlib:Path.home"), is_importable("pathlib:Path.house"), is_importable("no.such:thing")
    (True, False, False)
    """
    module, _, inside = name.partition(":")
    try:
        found = import_module(module)
        for part in inside.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError):
        return False
    return True


def problems(page: str, words: frozenset[str]) -> list[str]:
    """A plain sentence for everything on the page that the installed Streamlit lacks, or that has no test."""
    said = []
    tables = ("Names in the browser", "Names in Python", "Behaviours")
    browser, python, behaviours = (rows(page, heading) for heading in tables)
    if not (browser and python and behaviours):
        said.append(f"{PAGE.name} has lost one of its three tables.")
    for name, what, used, breaks in browser:
        if not is_there(name.strip("`"), words):
            said.append(f"{name} ({what}) is no longer in the browser half. Used in {used}; without it: {breaks}.")
    for name, used, breaks, _ in python:
        if not is_importable(name.strip("`")):
            said.append(f"{name} is no longer in Python. Used in {used}; without it: {breaks}.")
    for what, *_, held in python + behaviours:
        if not (ROOT / held.strip("`")).exists():
            said.append(f"{held}, which tests {what}, does not exist.")
    return said


def main() -> None:
    """Say what is missing and end with 1, or say that nothing is."""
    said = problems(PAGE.read_text(encoding="utf-8"), browser_words())
    which = f"Streamlit {version('streamlit')}"
    if said:
        sys.exit("\n".join([f"{which} lacks what Family Context relies on:", *(f"- {one}" for one in said)]))
    sys.stdout.write(f"{which} has every name on docs/streamlit.md. `make test` tests the behaviours there.\n")


if __name__ == "__main__":
    main()
