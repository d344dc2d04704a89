"""How a name as written becomes the parts a search compares.

A name is cut into `parts`, with particles joined to the word after them. A part has other `forms` by rule: without its
particle (Silva for da Silva), a family name for a man or a woman (Novák, Nováková), as English writes it (Cabdi, Abdi).
Names that no rule connects are in lists (`short_forms.py`).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from anyascii import anyascii

from config.not_known import BABY, BESIDE_BABY, CHILD

# A longer part would have more keys. Names that differ only after this many letters count as the same.
LONGEST_PART = 24
SHORTEST_FORM = 3

SAME_NAME = 0.04
"""Cost of another form of the same name: without a weightless particle, for another gender, in English spelling."""
OTHER_PARTICLE = 0.09
"""Cost of a name without a particle that often makes it another name: Brien and O'Brien, Donald and MacDonald."""


def _list(written: str) -> tuple[str, ...]:
    return tuple(written.split())


_WEIGHTLESS = _list(
    """da das de del dela della der den di do dos du la las le les los van von vom zu zur ter ten te y
    al el ul ur bin ibn bint binti abd abdul abdel abdal abu abou saint st ap ab ferch verch"""
)
_OF_A_FAMILY = _list("o mc mac nic ni ui nan mhic")
PARTICLES = frozenset((*_WEIGHTLESS, *_OF_A_FAMILY))
"""Written as a separate word or together with the name after it: O Brien, Mc Donald, van der Berg, Al-Hashimi."""

_SAYS_BABY, _OF_BABY = BABY | CHILD, BABY | BESIDE_BABY
TITLES = frozenset(_list("mr mrs ms miss mx dr prof professor rev revd sir cllr mstr"))
"""Never part of a name in front of another part."""
UNSURE = frozenset(
    _list(
        """sheikh shaikh sheik hajji haji hajj hafiz imam mullah maulana pastor father sister mother nee ne born
        formerly previously prev alias aka known as also called jnr jr junior snr sr senior"""
    )
)
"""Typed with a name, these may be missing on record at no cost: a title that is also a name, words before another
name."""

_APOSTROPHES = re.compile(r"(?<=\w)['`\u00b4\u2018\u2019\u02b9\u02bb\u02bc\u02be\u02bf]\s*(?=\w)")
_WORDS = re.compile(r"[a-z0-9]+")
_IDEOGRAPHS = re.compile("([\u3400-\u9fff\uac00-\ud7a3])")

# What may be left out in front, and the fewest letters that must remain.
_IN_FRONT: dict[str, list[tuple[str, int, float]]] = {}
for _written, _least, _cost in (
    ([one for one in _WEIGHTLESS if len(one) > 2], 4, SAME_NAME),
    ([one for one in _WEIGHTLESS if len(one) == 2 and one not in ("du", "ab")], 5, SAME_NAME),
    ([one for one in _OF_A_FAMILY if len(one) > 1], 4, OTHER_PARTICLE),
    (["o"], 5, OTHER_PARTICLE),
    # What given names of West Africa and the Horn begin with, and what is often left out.
    (_list("oluwa olu ola ade ayo oye baba omo chukwu oghene nwa gebre wolde"), 4, SAME_NAME),
):
    for _one in _written:
        _IN_FRONT.setdefault(_one[:1], []).append((_one, _least, _cost))
# Feminine ending, and the masculine ones it may stand for.
_FEMININE = (
    ("ova", ("", "ov", "o")), ("eva", ("", "ev", "o")), ("ovna", ("ov",)), ("skaya", ("sky", "ski")),
    ("skaia", ("sky", "ski")), ("ska", ("ski", "sky")), ("cka", ("cki", "cky")), ("dzka", ("dzki",)),
    ("iene", ("as", "is", "ys", "ius")), ("aite", ("as", "us")), ("yte", ("is", "ys")), ("ute", ("us", "ius")),
    ("dottir", ("son", "sson")), ("datter", ("sen",)), ("opoulou", ("opoulos",)),
)  # fmt: skip
_LENITED = re.compile(r"^(?:nic|ni|ui|mhic)([bcdfgmpst])h(?=[aeiour])")
# Somali spelling is told by a doubled vowel or an x; without either, only in the names most often met.
_LOOKS_SOMALI = re.compile(r"aa|ee|ii|oo|uu|x|^c(?:abd|ali$|umar|awo|ilmi|ige|adan|awa|asha|ibaad|arab|isman)")
_SOMALI = re.compile(r"^c(?=[aeiou])|(?<=[aeiou])c(?=[aeiou]|$|[dmln])|x(?=[aeiou]|$|[mds])")


def parts(name: str) -> tuple[str, ...]:
    """The parts of a name in plain letters; particles are joined to the part after them, signs and wildcards left out.

    One before a name so short that no rule finds it inside the whole (Cruz in dacruz) is a part of its own.

    >>> parts("O\u2019Brien-Smythe  Zo\u00eb*"), parts("van der Berg"), parts('Robert "Bobby"'), parts("da Cruz")
    (('obrien', 'smythe', 'zoe'), ('vanderberg',), ('robert', 'bobby'), ('da', 'cruz'))
    """
    if name.isascii() and name.isalpha():
        # Most names are like this. The rest of this function took half the time of a search.
        return (name.casefold()[:LONGEST_PART],)
    joined: list[str] = []
    particles: list[str] = []
    found = words(name)
    for place, word in enumerate(found):
        if word in PARTICLES and place + 1 < len(found):
            particles.append(word)
            continue
        whole = "".join((*particles, word))[:LONGEST_PART]
        is_another_without = any(one in _OF_A_FAMILY for one in particles)
        stays_apart = particles and not is_another_without and word not in forms(whole)
        joined += ["".join(particles), word[:LONGEST_PART]] if stays_apart else [whole]
        particles = []
    return tuple(joined)


def words(name: str) -> list[str]:
    """The words of a name in plain letters.

    >>> words("Shi\u2019anne J.R. (n\u00e9e O'Dwyer)"), words("\u738b\u5c0f\u660e")
    (['shianne', 'j', 'r', 'nee', 'odwyer'], ['wang', 'xiao', 'ming'])
    """
    return _WORDS.findall(_plain(_APOSTROPHES.sub("", name)).casefold())


def _plain(name: str) -> str:
    if name.isascii():
        return name
    # Signs are not part of a name: anyascii would write an emoji out in words.
    letters = "".join(
        letter if unicodedata.category(letter)[0] in "LMN" else "" if unicodedata.category(letter) == "Cf" else " "
        for letter in _IDEOGRAPHS.sub(r" \1 ", name)
    )
    return anyascii(letters)


def is_baby(found: Sequence[str]) -> bool:
    """Whether these parts of a first name only say that a child is not named yet: Baby, Unborn, Twin 1, Baby of Ann.

    >>> is_baby(["unborn", "baby"]), is_baby(["boy", "2"]), is_baby(["baby", "of", "ann"]), is_baby(["anna"])
    (True, True, True, False)
    """
    if not found or found[0] not in _SAYS_BABY and not (found[-1] in BABY and found[0] in BESIDE_BABY):
        return False
    rest = [part for part in found if part not in _OF_BABY and len(part) > 1 and not part.isdigit()]
    return not rest or "of" in found[1:3]


def stored_parts(found: Sequence[str]) -> tuple[str, ...]:
    """What a first or family name on record is found by: its parts, and all of them as one word.

    >>> stored_parts(["ka", "wai"]), stored_parts(["ann"])
    (('ka', 'wai', 'kawai'), ('ann',))
    """
    return tuple(dict.fromkeys((*found, "".join(found)[:LONGEST_PART]))) if found else ()


def initials(found: Sequence[str]) -> str:
    """The first letters of these parts.

    >>> initials(["martin", "joseph"])
    'mj'
    """
    return "".join(part[0] for part in found)[:LONGEST_PART]


def forms(part: str) -> dict[str, float]:
    """The other forms of a part by rule, with their costs; empty for most. No form is the part itself.

    >>> forms("dasilva")["silva"], forms("grodzka")["grodzki"], forms("cabdi"), forms("smith")
    (0.04, 0.04, {'abdi': 0.04}, {})
    """
    found: dict[str, float] = {}
    for other, cost in (*_without_particle(part), *_masculine(part), *_in_english(part)):
        if other != part and len(other) >= SHORTEST_FORM:
            found[other] = min(cost, found.get(other, cost))
    return found


def are_forms(one: str, other: str) -> bool:
    """Whether two parts are one name by rule: without a weightless particle, for another gender, in English spelling.

    >>> are_forms("dacruz", "cruz"), are_forms("novakova", "novak"), are_forms("obrien", "brien")
    (True, True, False)
    """
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST_FORM:
        return False
    is_bare = longer.endswith(shorter) and longer[: -len(shorter)] in _WEIGHTLESS
    return is_bare or min(forms(one).get(other, 1.0), forms(other).get(one, 1.0)) <= SAME_NAME


def _without_particle(part: str, more: float = 0.0) -> Iterator[tuple[str, float]]:
    for particle, least, cost in _IN_FRONT.get(part[:1], ()):
        if len(part) >= len(particle) + least and part.startswith(particle):
            bare = part[len(particle) :]
            yield bare, max(cost, more)
            yield from _without_particle(bare, max(cost, more))


def _masculine(part: str) -> Iterator[tuple[str, float]]:
    if part[-1:] not in "aeru":
        return
    for ending, others in _FEMININE:
        if part.endswith(ending) and len(part) - len(ending) > 2:
            yield from ((part[: -len(ending)] + other, SAME_NAME) for other in others)


def _in_english(part: str) -> Iterator[tuple[str, float]]:
    """Irish after Ní or Nic (Bhriain, Briain), and Somali, which writes c and x for sounds English does not write."""
    yield _LENITED.sub(r"\1", part), SAME_NAME
    if ("c" in part or "x" in part) and _LOOKS_SOMALI.search(part):
        yield re.sub(r"([aeiou])\1", r"\1", _SOMALI.sub(lambda found: "h" if found[0] == "x" else "", part)), SAME_NAME
