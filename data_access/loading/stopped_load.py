"""A note beside the data that the last load stopped, for `manage.py check`: when, and why in a few words."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config import clock
from config.council import Council
from config.environment import read_environment

_NAME = "load-stopped.json"


@dataclass(frozen=True)
class StoppedLoad:
    """`why` holds nothing personal: a clause such as "the files were refused"."""

    at: datetime
    why: str


def note_stopped(council: Council, why: str) -> None:
    """Keep that a load stopped, until one is finished. A disk that cannot be written to is for others to say."""
    path = _path(council)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(json.dumps({"at": clock.now().isoformat(), "why": why}), encoding="utf-8")
    except OSError:
        return


def forget_stopped(council: Council) -> None:
    """A load has finished."""
    _path(council).unlink(missing_ok=True)


def get_stopped(council: Council) -> StoppedLoad | None:
    """The load that stopped, if none has finished since; None too if the note cannot be read."""
    try:
        held = json.loads(_path(council).read_text("utf-8"))
        return StoppedLoad(datetime.fromisoformat(held["at"]), str(held["why"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(council: Council) -> Path:
    """Found without the database, which may be why the load stopped."""
    return read_environment().data / council.database / _NAME
