"""Known forms of one name: short forms, and spellings that the rules of sound do not match.

PyPI's `nicknames` has the American ones. `short_forms.txt` adds those in British records; council IT may add to it, and
to `names_by_origin.txt`: one name as several languages write it, which a search looks for and record linkage does not.
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

IN_RECORDS = "short_forms.txt"
BY_ORIGIN = "names_by_origin.txt"

Forms = dict[str, dict[str, float]]
"""For each name its forms, with the cost of each."""
_Group = tuple[list[str], list[str], float]


@cache
def related(token: str) -> dict[str, float]:
    """The known forms of this name, with the cost of each; empty for a name on no list.

    >>> related("bex")["rebecca"], related("ted")["ned"], related("kate")["katherine"]
    (0.05, 0.1, 0.05)
    """
    return _all_related().get(token, {})


def searched(token: str) -> dict[str, float]:
    """The same with the names of other languages: too many for record linkage, which links what nobody looks at.

    >>> searched("meadhbh")["maeve"], "maeve" in related("meadhbh")
    (0.05, False)
    """
    return _all_searched().get(token, {})


@cache
def _all_related() -> Forms:
    library = _in_library()
    # Where both are full names (Emily and Emma, Hannah and Anna), one is no form of the other: twins may have one each.
    full = {one for names, _, _ in library for one in names}
    short = [(names, [one for one in forms if one not in full], cost) for names, forms, cost in library]
    return _forms([*_listed(IN_RECORDS), *short])


@cache
def _all_searched() -> Forms:
    return _forms([*_listed(IN_RECORDS), *_listed(BY_ORIGIN), *_in_library()])


def _forms(groups: list[_Group]) -> Forms:
    costs: Forms = defaultdict(dict)

    def relate(one: str, other: str, cost: float) -> None:
        if one != other:
            costs[one][other] = costs[other][one] = min(cost, costs[one].get(other, cost))

    for full, short, extra_cost in groups:
        for one in full:
            for other in (*full, *short):
                relate(one, other, SPELLING + extra_cost)
        for one in short:
            for other in short:
                relate(one, other, SIBLING + extra_cost)
    return dict(costs)


def _listed(name: str) -> list[_Group]:
    """(full forms, short forms, added cost) from a list beside this file."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    parted = [line.partition(":") for line in lines if line and not line.startswith("#")]
    return [(full.split(), short.split(), 0.0) for full, _, short in parted]


def _in_library() -> list[_Group]:
    library = NickNamer().nickname_lookup
    return [([name], sorted(library[name]), FROM_THE_LIBRARY) for name in sorted(library)]
