"""The folder that a load reads: whether it is there and may be read, said before anything else is tried."""

import os
from getpass import getuser
from pathlib import Path

from commands.council import stop


def require_folder(folder: Path, *, otherwise: str, ended: int) -> None:
    """Stop with a sentence, after the words of `otherwise`, unless the folder is there and this account may read it."""
    try:
        with os.scandir(folder) as found:
            next(found, None)
    except FileNotFoundError:
        where = "" if folder.is_absolute() else f" in {Path.cwd()}. Give the whole path, from / on"
        stop(f"{otherwise} There is no folder {folder}{where}.", ended=ended)
    except NotADirectoryError:
        stop(f"{otherwise} {folder} is a file. Give the folder that the files are in.", ended=ended)
    except PermissionError:
        _say_closed(folder, otherwise, ended)
    except OSError as error:
        stop(f"{otherwise} The folder {folder} cannot be read ({error.strerror}).", ended=ended)
    if not os.access(folder, os.X_OK):
        _say_closed(folder, otherwise, ended)


def _say_closed(folder: Path, otherwise: str, ended: int) -> None:
    stop(
        f"{otherwise} The account {getuser()} may not read the folder {folder}. Give it, or its group, the right to.",
        ended=ended,
    )
