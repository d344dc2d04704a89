"""Drafts a council's settings from a folder of its files, and writes them where `load` finds them."""

import re
from pathlib import Path

from commands.council import stop
from config.environment import read_environment
from config.progress import Tick
from extracts.drafting.draft import CannotDraft, draft_settings
from extracts.drafting.services import id_from
from pages.components.formatting import counted

BEFORE = ".before"
"""What the name of a replaced file ends in."""


def write_draft(
    folder: Path, name: str, journey: int | None, out: Path | None, tick: Tick, *, replace: bool
) -> tuple[Path, list[str]]:
    """Draft the settings and write them; the file, and lines that say what was found and what is left to do.

    Stops with a sentence if there is nothing to draft from, or if the file is there already and not to be replaced.
    """
    council_id = _id(name or folder.resolve().name)
    path = out or read_environment().councils / f"{council_id}.yaml"
    if path.exists() and not replace:
        stop(
            f"{path} is there already, and was not changed. Add --force to draft it again; it is kept as "
            f"{path.name}{BEFORE}."
        )
    try:
        drafted = draft_settings(folder, council_id, _title(name or council_id), journey, tick)
    except CannotDraft as why:
        stop(f"{why} Nothing was written." if "\n" not in str(why) else f"{why}\nNothing was written.")
    new = path.with_name(f"{path.name}.new")
    try:
        # Only when all of it is written is the one before moved out of its way.
        new.write_text(drafted.text, encoding="utf-8")
        if path.exists():
            path.replace(path.with_name(f"{path.name}{BEFORE}"))
        new.replace(path)
    except OSError as error:
        stop(f"{path} cannot be written ({error.strerror}). Name another file with --out.")
    lines = [f"{file}: taken for {role}, {counted(rows, 'line')}" for file, role, rows in drafted.used]
    return path, [*lines, *(f"TO DO: {words}." for words in drafted.to_do)]


def _id(name: str) -> str:
    """An id from a council's name.

    >>> _id("Fernley Council"), _id("St. Mary's")
    ('fernley', 'st_marys')
    """
    words = re.findall(r"[a-z0-9]+", name.lower().replace("'", ""))
    kept = [word for word in words if word != "council"] or words
    found = "_".join(kept)[:40].strip("_")
    return found if found[:1].isalpha() else id_from(f"council_{found}")


def _title(name: str) -> str:
    """The council's name as a sentence has it; made from its id where that was given."""
    if name != name.lower():
        return name
    return f"{name.replace('_', ' ').title()} Council".replace("Council Council", "Council")
