"""How long work says how far it has come, whoever is watching."""

from collections.abc import Callable

Tick = Callable[[str, int, int], None]
"""Told of long work: the stage, the rows done and the rows in all (0: not known)."""


def quiet(stage: str, done: int, of: int) -> None:
    """The tick of nobody watching."""
