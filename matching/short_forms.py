"""Known forms of one name: short forms, and spellings that the rules of sound do not match.

PyPI's `nicknames` has the American ones. `short_forms.txt` adds those in British records, `names_by_origin.txt` one
name as several languages write it; council IT may add to both.
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
"""Added to the cost if only the library has the form: it includes forms that no one has used for a century."""

LISTS = ("short_forms.txt", "names_by_origin.txt")


@cache
def related(token: str) -> dict[str, float]:
    """The known forms of this name, with the cost of each; empty for a name on no list.

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

    for full, short, extra_cost in _name_groups():
        for one in full:
            for other in (*full, *short):
                relate(one, other, SPELLING + extra_cost)
        for one in short:
            for other in short:
                relate(one, other, SIBLING + extra_cost)
    return dict(costs)


def _name_groups() -> list[tuple[list[str], list[str], float]]:
    """(full forms, short forms, added cost), first from the lists beside this file, then from the library."""
    texts = [Path(__file__).with_name(name).read_text(encoding="utf-8") for name in LISTS]
    lines = [line for text in texts for line in text.splitlines()]
    parted = [line.partition(":") for line in lines if line and not line.startswith("#")]
    ours = [(full.split(), short.split(), 0.0) for full, _, short in parted]
    library = NickNamer().nickname_lookup
    return ours + [([name], sorted(library[name]), FROM_THE_LIBRARY) for name in sorted(library)]
