"""Folders for copies of everything the database holds, which a backup, a restore or an upgrade needs for some minutes.

Nothing of them may stay behind, however the process ends. A second process, which only waits for the end of the first,
deletes the folder even if the first was killed. Should the machine have stopped with both, whoever next makes a copy or
starts the tool deletes it. A folder in use is held with a lock, so that only leftovers are deleted.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "copy-"
"""The beginning of a folder's name."""
LOCK = "lock"
UNFINISHED = ".unfinished"
"""The end of a backup's name until it is whole."""
# It waits on a pipe that ends with the process that opened it, whatever ends that. Signals to both do not end it first.
_DELETE_AT_END = """
import os, shutil, signal, sys
for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(one, signal.SIG_IGN)
sys.stdin.buffer.read()
for path in sys.argv[1:]:
    if os.path.isdir(path):
        shutil.rmtree(path, ignore_errors=True)
    elif os.path.exists(path):
        os.unlink(path)
"""


@contextmanager
def private_folder(data: Path, *others: Path) -> Generator[Path]:
    """A folder in `data` that only this account may open. It and the files `others` are deleted at the end, even if
    this process is killed. Leftovers of earlier ones are deleted first."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    delete_leftovers(data)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=data))
    with _deleted_at_end(folder, *others), (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def find_leftovers(data: Path) -> Iterator[Path]:
    """Folders of copies that no process uses any more."""
    yield from (path for path in sorted(data.glob(f"{PREFIX}*")) if path.is_dir() and not _is_in_use(path / LOCK))


def delete_leftovers(data: Path) -> list[Path]:
    """Delete what killed processes left; returns the folders."""
    found = list(find_leftovers(data))
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    return found


def find_unfinished(folder: Path, database: str = "*") -> Iterator[Path]:
    """Backups in a folder that no process is writing any more. Without encryption they can be read."""
    for path in sorted(folder.glob(f"{database}-*.backup*{UNFINISHED}")):
        if not _is_in_use(path):
            yield path


@contextmanager
def _deleted_at_end(*paths: Path) -> Generator[None]:
    arguments = [sys.executable, "-I", "-c", _DELETE_AT_END, *(str(path.absolute()) for path in paths)]
    nowhere = subprocess.DEVNULL
    # Nothing comes from outside. The pipe's other end is in this process alone: it is closed in those it starts.
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere, start_new_session=True):  # noqa: S603
        # Leaving closes the pipe, and waits until all is deleted.
        yield


def _is_in_use(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
