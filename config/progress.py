"""How long work reports its progress, whether or not anyone is watching."""

from collections.abc import Callable

Tick = Callable[[str, int, int], None]
"""Called with the stage, the rows done and the rows in all (0: not known)."""


def quiet(stage: str, done: int, of: int) -> None:
    """A tick that shows nothing."""
