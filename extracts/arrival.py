"""Whether a council's files have all arrived: a marker (`done`) that is written after the last of them."""

from pathlib import Path

from extracts.sheet import FileProblem, Sheet


def marker_problem(folder: Path, name: str | None) -> FileProblem | None:
    """What is wrong if the marker is not there; None if it is, or if the council has none."""
    if name is None or (folder / name).is_file():
        return None
    return FileProblem(name, None, "", "", "this marker (`done`) is missing, so the files may still be arriving")


def check_older_than_marker(folder: Path, name: str | None, sheet: Sheet) -> None:
    """A file that was written after the marker may be half of tomorrow's: a problem of the sheet."""
    marker = folder / name if name else None
    if marker is None or not marker.is_file() or not sheet.arrived:
        return
    path = folder / sheet.file
    if path.is_file() and path.stat().st_mtime > marker.stat().st_mtime:
        sheet.add(f"was written after the marker {name} (`done`), so it may not be complete")
