"""Kinds of relationship as councils write them: which column has them, and which kind each one is."""

import re
from functools import lru_cache

from config.relationships import kind_key
from extracts.drafting.headers import listed
from extracts.drafting.looking import LookedAt
from extracts.drafting.values import ENOUGH, held_in

_OF_THE_CHILD = {"child", "son", "daughter", "stepson", "stepdaughter", "grandchild", "grandson", "granddaughter",
                 "niece", "nephew"}  # fmt: skip
"""What a child is to the others."""


@lru_cache(maxsize=1)
def usual_kinds() -> tuple[frozenset[str], frozenset[str]]:
    """The kinds that are usually shown, and those that are usually excluded, as `plain_kind` writes them."""
    shown, excluded = (frozenset(map(kind_key, listed("value", key))) for key in ("shown=", "excluded="))
    return shown, excluded


def plain_kind(kind: str) -> str:
    """A kind as kinds are compared, without words that only say more of it: maternal, full, birth.

    >>> plain_kind("Grandparent (Maternal)"), plain_kind("Sibling - Full"), plain_kind("Half Sisters")
    ('grandparent', 'sibling', 'halfsister')
    """
    shown, excluded = usual_kinds()
    if (key := kind_key(kind)) in shown | excluded:
        return key
    words = re.findall(r"[^\W_]+", kind)
    return kind_key(" ".join(word for word in words if word.casefold() not in listed("word", "kinship")))


def kinship_column(looked: LookedAt) -> str | None:
    """The column with kinds of relationship, several of them; None if there is none.

    Of two, such as what each is to the other, the one that says who the adults are: children have parents.
    """
    shown, excluded = usual_kinds()
    best: tuple[float, str | None] = (0.0, None)
    for name in looked.header:
        held = held_in(looked.table[name])
        kinds = {kind: plain_kind(kind) for kind in held.counts}
        usual = sum(held.counts[kind] for kind, plain in kinds.items() if plain in shown | excluded)
        if len(shown & {*kinds.values()}) > 1 and usual >= ENOUGH * held.filled:
            of_children = sum(held.counts[kind] for kind, plain in kinds.items() if plain in _OF_THE_CHILD)
            best = max(best, (1.0 - of_children / held.filled, name), key=lambda one: one[0])
    return best[1]
