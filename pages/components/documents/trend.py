"""How a figure went over the last loads: a small picture, and the same in words beside it. Pure functions."""

from collections.abc import Callable, Sequence

from pages.components.documents.quality_words import percent_words

_EXACT = 1_000_000
FEWEST = 3
"""Fewer loads show no trend: two are compared already."""


def trend(values: Sequence[float], words: Callable[[float], str]) -> tuple[str, str] | None:
    """A shape for the picture (`clip-path`), and the lowest and the highest value in words; None for too few loads.

    >>> trend([80.0, 90.0, 85.0], percent)
    ('polygon(0.0% 100%, 0.0% 100.0%, 50.0% 10.0%, 100.0% 55.0%, 100.0% 100%)', '80.0% to 90.0%')
    >>> trend([7, 7, 7], count)[1], trend([7, 8], count)
    ('always 7', None)
    """
    if len(values) < FEWEST:
        return None
    low, high = min(values), max(values)
    if words(low) == words(high):
        return _shape([0.5] * len(values)), f"always {words(low)}"
    heights = [(value - low) / (high - low) for value in values]
    return _shape(heights), f"{words(low)} to {words(high)}"


def percent(value: float) -> str:
    """A share, from 0 to 100, in the words of `percent_words`: rounded down, and "0%" and "100%" only where it is that.

    >>> percent(80.06), percent(99.99), percent(0.01), percent(100.0)
    ('80.0%', '99.9%', '0.1%', '100%')
    """
    return percent_words(round(value * _EXACT), 100 * _EXACT)


def count(value: float) -> str:
    """A whole number.

    >>> count(1204)
    '1,204'
    """
    return f"{int(value):,}"


def _shape(heights: Sequence[float]) -> str:
    """A line from the first value to the last, filled below. A tenth above the highest stays free."""
    last = len(heights) - 1
    points = [f"{100 * place / last:.1f}% {100 - 90 * height:.1f}%" for place, height in enumerate(heights)]
    return f"polygon(0.0% 100%, {', '.join(points)}, 100.0% 100%)"
