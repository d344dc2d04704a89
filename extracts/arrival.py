"""Whether a council's files have all arrived: a marker (`done`) that is written after the last of them. And how large
they are: in which of two processes each service's are read."""

from pathlib import Path

from config.extract import Extract
from config.progress import is_done_beside
from config.service import Service
from extracts.sheet import FileProblem, Sheet

_BYTES_OF_A_ROW = 60
"""Of a service's file with few columns."""


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


def divided(folder: Path, extract: Extract, services: list[Service]) -> tuple[list[Service], list[Service]]:
    """The services to read in this process, and those to read meanwhile in a second one: none unless that is worth it.

    The two have files of about the same size.
    """
    sizes = {service.id: _size(folder, extract, service) for service in services}
    if not is_done_beside(sum(sizes.values()) // _BYTES_OF_A_ROW):
        return services, []
    here, others = list[Service](), list[Service]()
    for service in sorted(services, key=lambda one: sizes[one.id], reverse=True):
        lighter = min(here, others, key=lambda part: sum(sizes[one.id] for one in part))
        lighter.append(service)
    return here, others


def _size(folder: Path, extract: Extract, service: Service) -> int:
    names = [service.id, *([service.group.file] if service.group else [])]
    return sum(_bytes_in(path) for name in names for path in folder.glob(extract.file(name).file))


def _bytes_in(path: Path) -> int:
    """How large a file is; 0 if it is gone, or a link that leads nowhere: to say so is for whoever reads it."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
