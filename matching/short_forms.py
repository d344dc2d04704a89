"""Names that are known to stand for one another: short forms, and spellings that no rule of sound would bring together.

PyPI's `nicknames` knows the American ones. `short_forms.txt` adds what British records hold; council IT may add to it.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

from nicknames import NickNamer

SPELLING = 0.05
"""Cost of another spelling of the same name, or of a short form for its full form."""
SIBLING = 0.10
"""Cost of two short forms of the same name: Ted and Ned."""
FROM_THE_LIBRARY = 0.03
"""Dearer by so much where only the library says so: it also has forms nobody has used for a century."""


@cache
def related(token: str) -> dict[str, float]:
    """The names known to stand for this one, with the cost of each; empty for a name on no list.

    >>> related("bex")["rebecca"], related("ted")["ned"], related("kate")["katherine"]
    (0.05, 0.1, 0.05)
    """
    return _all_related().get(token, {})


@cache
def _all_related() -> dict[str, dict[str, float]]:
    costs: dict[str, dict[str, float]] = defaultdict(dict)

    def relate(one: str, other: str, cost: float) -> None:
        if one != other:
            costs[one][other] = costs[other][one] = min(cost, costs[one].get(other, cost))

    for full, short, dearer in _families():
        for one in full:
            for other in (*full, *short):
                relate(one, other, SPELLING + dearer)
        for one in short:
            for other in short:
                relate(one, other, SIBLING + dearer)
    return dict(costs)


def _families() -> list[tuple[list[str], list[str], float]]:
    """Full forms, short forms and what is added to their cost: of the list beside this file, then of the library's."""
    lines = Path(__file__).with_name("short_forms.txt").read_text(encoding="utf-8").splitlines()
    parted = [line.partition(":") for line in lines if line and not line.startswith("#")]
    ours = [(full.split(), short.split(), 0.0) for full, _, short in parted]
    library = NickNamer().nickname_lookup
    return ours + [([name], sorted(library[name]), FROM_THE_LIBRARY) for name in sorted(library)]
