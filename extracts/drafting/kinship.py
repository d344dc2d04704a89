"""Kinds of relationship as councils write them: which column has them, and which kind each one is."""

from functools import lru_cache

from config.not_known import letters_and_digits
from config.relationships import kind_key
from extracts.drafting.headers import listed, words_of_kind
from extracts.drafting.looking import LookedAt
from extracts.drafting.values import ENOUGH, without_words, words_beside

_OF_THE_CHILD = {"child", "son", "daughter", "stepson", "stepdaughter", "grandchild", "grandson", "granddaughter",
                 "niece", "nephew"}  # fmt: skip
"""What a child is to the others."""


_SAMPLE, _MOST_KINDS = 1_000, 100
"""Among so many lines there are no more different kinds."""


@lru_cache(maxsize=1)
def usual_kinds() -> tuple[frozenset[str], frozenset[str]]:
    """The kinds that are usually shown, and those that are usually excluded, as `plain_kind` writes them."""
    shown, excluded = (frozenset(map(kind_key, listed("value", key))) for key in ("shown=", "excluded="))
    return shown, excluded


def plain_kind(kind: str) -> str:
    """A kind as kinds are compared, without what only says more of it: maternal, full, birth, a code.

    >>> plain_kind("Grandparent (Maternal)"), plain_kind("01 - Mother"), plain_kind("is half sister of")
    ('grandparent', 'mother', 'halfsister')
    """
    shown, excluded = usual_kinds()
    kind = _of_code(kind) or kind
    for text in (kind, without_words(kind, "kinship"), *words_beside(kind)):
        if kind_key(text) in shown | excluded:
            return kind_key(text)
    return kind_key(kind)


def in_words(kind: str) -> str | None:
    """A kind that is a code, or has one beside it, in words: MOT and "01 - Mother" are Mother. None for any other."""
    shown, excluded = usual_kinds()
    beside = words_beside(kind)
    is_known = len(beside) == 1 and kind_key(beside[0]) in shown | excluded
    return _of_code(kind) or (beside[0] if is_known else None)


def _of_code(kind: str) -> str | None:
    """What a code such as MOT, or a word of another language, stands for."""
    meant = (one.partition("=") for one in words_of_kind("value").get(letters_and_digits(kind), ()))
    return next((ours for what, _, ours in meant if what == "relationship"), None)


def kinship_column(looked: LookedAt) -> str | None:
    """The column with kinds of relationship, several of them; None if there is none.

    Of two, such as what each is to the other, the one that says who the adults are: children have parents.
    """
    shown, excluded = usual_kinds()
    best: tuple[float, str | None] = (0.0, None)
    for name in looked.header:
        if looked.table[name].head(_SAMPLE).nunique() > _MOST_KINDS:
            continue
        held = looked.held(name)
        kinds = {kind: plain_kind(kind) for kind in held.counts}
        usual = sum(held.counts[kind] for kind, plain in kinds.items() if plain in shown | excluded)
        if len(shown & {*kinds.values()}) > 1 and usual >= ENOUGH * held.filled:
            of_children = sum(held.counts[kind] for kind, plain in kinds.items() if plain in _OF_THE_CHILD)
            best = max(best, (1.0 - of_children / held.filled, name), key=lambda one: one[0])
    return best[1]
