"""How names are compared. Every rule of likeness is here; `search.py` says how people are found by it.

A name is cut into tokens (`tokens`). Two tokens have a **cost**, 0 for the same and 1 for nothing alike: the cheapest
of three ways to see them.

* Spelling: how many typing errors lie between them, dearer in short names.
* Sound: the same, between what is heard (`heard`): Pierce and Pearce, Siobhan and Shivaun, Agnieszka and Agneshka.
* Short form: known to stand for one another (`short_forms.py`), or by its shape it could (`stem`): Benny, Benjamin.

So that a council's names need not all be compared, each token held has keys (`keys`) and a typed one says which keys
it wants (`wanted`): what shares no key is never looked at, so the keys must be generous, and the costs strict.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from anyascii import anyascii
from rapidfuzz.distance import OSA

from data_access import short_forms

LONGEST_NAME = 100
# Keys grow with a token's length; what differs only beyond this is the same name.
LONGEST_TOKEN = 24

ALIKE = 0.22
"""Tokens of a higher cost are different names."""
OTHER = 1.0
"""The cost of tokens that have nothing to do with one another."""
SHAPE = 0.11
"""Cost of what is short for the other by its shape only: its beginning, or that with -ie, -y, -o (a little more)."""
INITIAL = 0.12
"""Cost of an initial for a name that begins with it."""
PREFIXED = 0.10
"""Cost of a name without the particle the other has: Brien and O'Brien, Hassan and Al-Hassan."""
EACH_ERROR = 0.55
"""A typing error costs this, divided by the letters of the longer name."""
SOUNDS_SAME = 0.02
EACH_SOUND = 0.32
EACH_OTHER_LETTER = 0.02
"""What sounds alike costs this, a share of EACH_SOUND for sounds that differ, and a little for each letter."""
SWAPPED = 0.04
"""Cost of a first name typed as the family name and the family name as the first."""
NOT_THERE = 0.06
"""Cost of a typed part the person does not have: a middle name, half of a double-barrelled name."""
SURE = 0.15
CHANGED = 0.40
"""Where the date of birth is right and one name costs no more than SURE, the other may be anything, and costs this."""
NOT_FIRST = 0.04
"""Cost of a first name that the person has as a middle name."""

# Written as a word of its own or with the name it precedes: O Brien, Mc Donald, van der Berg.
PARTICLES = frozenset(
    ("o", "mc", "mac", "de", "da", "do", "dos", "du", "del", "der", "den", "di", "la", "le", "les", "st", "van", "von")
    + ("ter", "ten", "ni", "nic", "nan", "ap", "ab", "abd")
)
PREFIXES = frozenset(("o", "mc", "mac", "de", "al", "el", "ap", "abdul", "van"))

# What is written, then what is heard, applied in this order. S stands for sh, ch, zh and their kin; J for the j of
# James. The origins are mixed on purpose: nobody knows the language of a name when it is typed.
_HEARD = tuple(
    (re.compile(written), heard)
    for written, heard in (
        (r"^ma?c(?=[^aeiouyhk])", "mak"), (r"^(kn|gn|pn)", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^rh", "r"),
        (r"^(hs|x)", "S"), (r"^(ts|tz)", "s"), (r"^s(?=[ei][aou])", "S"), (r"^ge|^gi(?=[ao])", "Ji"), (r"^j", "J"),
        (r"tsch|tzsch|tch|szcz|shch|sch(?=[aeiouw]|$)", "S"), (r"sz|cz|zh|sh", "S"), (r"ch(?=[rlnm])", "k"),
        (r"ch|[sct]i(?=[oa])", "S"), (r"dg(?=e)|dzh|dj|j", "J"), (r"sc(?=[eiy])|c(?=[eiy])", "s"),
        (r"ph|pf", "f"), (r"(?<=[aeiou])[bm]h", "v"), (r"(?<=[aiou])gh(?=t|$|[aeiou])", ""),
        (r"gh", "g"), (r"kh|ck|q|c", "k"), (r"[dt]h", "t"), (r"x", "ks"), (r"[dt]?z|ts", "s"), (r"w", "v"), (r"h", ""),
        (r"y", "i"), (r"[ei][aeiou]*", "i"), (r"a[aeiou]*", "a"), (r"[ou][aeiou]*", "u"), (r"(.)\1+", r"\1"),
        (r"(?<=[^aiu]..)i$", ""), (r"(?<=[^aiu][^aiu])i$", ""),
    )
)  # fmt: skip
_CLASSES = str.maketrans({"v": "f", "b": "p", "d": "t", "g": "k", "S": "s", "J": "s", "a": "", "i": "", "u": ""})
_SHORT_ENDING = re.compile(r"(?<=..)(ies?|ey|y|i|e|o|a|s|ers|za|zza)$")


class Token(NamedTuple):
    """One part of a name, how it is heard, and what it would be the pet name of ("" where it has no such shape)."""

    text: str
    heard: str
    stem: str

    @classmethod
    def of(cls, text: str) -> "Token":
        return cls(text, heard(text), stem(text))


def tokens(name: str) -> tuple[str, ...]:
    """The parts of a name in plain letters, without the wildcards people type; particles joined to what they precede.

    >>> tokens("O\u2019Brien-Smythe  Zo\u00eb*"), tokens("O' Brien"), tokens("van der Berg")
    (('obrien', 'smythe', 'zoe'), ('obrien',), ('vanderberg',))
    """
    plain = re.sub(r"['`\u00b4\u2018\u2019\u02bb\u02bc]\s*|[*%]", "", name)
    parts: list[str] = []
    before = ""
    words = re.findall(r"[a-z0-9]+", anyascii(plain).casefold())
    for place, word in enumerate(words):
        if word in PARTICLES and place + 1 < len(words):
            before += word
        else:
            parts.append((before + word)[:LONGEST_TOKEN])
            before = ""
    return tuple(parts)


def heard(token: str) -> str:
    """What is heard of a token, whatever language it was written in, with three vowels and silent letters left out.

    >>> heard("pierce") == heard("peirce"), heard("agnieszka") == heard("agneshka"), heard("philip") == heard("filip")
    (True, True, True)
    """
    for written, sounds in _HEARD:
        token = written.sub(sounds, token)
    return token


def skeletons(token: str) -> set[str]:
    """The consonants heard, with those that are often taken for one another made one; "a" stands for a vowel at first.

    More than one where a letter can be read in two ways: the ch of Michael, the j of Jusuf, the g of Gillian, a w.

    >>> skeletons("yusuf") & skeletons("jusuf"), skeletons("hussein") & skeletons("usain")
    ({'asf'}, {'asn'})
    """
    readings = {token}
    for pattern, other in ((r"ch", "k"), (r"^j", "y"), (r"^g(?=[eiy])", "J"), (r"(?<=.)w", ""), (r"j", "i")):
        readings |= {re.sub(pattern, other, reading) for reading in readings}
    return {_skeleton(heard(reading)) for reading in readings}


def stem(token: str) -> str:
    """What a pet name is made from, as heard: Benny and Bennie from "bin", Cathi from "kat"; "" for any other shape.

    >>> stem("bennie"), stem("cathi")
    ('bin', 'kat')
    """
    cut = _SHORT_ENDING.sub("", token) if len(token) < 8 else token
    sounds = heard(cut) if cut != token else ""
    return sounds if len(sounds) > 2 else ""


def keys(token: str) -> set[str]:
    """The keys a token is held under: as it is and with any one letter missing, by its sounds, and by its stem."""
    without_one = {token[:place] + token[place + 1 :] for place in range(len(token))} if len(token) > 2 else set()
    spelt = {f"={part}" for part in (token, *without_one)}
    made_from = stem(token)
    shape = {f"<{made_from}"} if made_from else set()
    return spelt | {f"~{sounds}" for sounds in skeletons(token)} | shape


def wanted(token: str) -> set[str]:
    """The keys a typed token is looked up by: its own, those of the names it is known to stand for, of what it could
    be short for, and of what it is with or without a particle."""
    begins = {f"={token[:end]}" for end in range(1, len(token))}
    as_heard = heard(token)
    short = {f"<{as_heard[:end]}" for end in range(3, len(as_heard) + 1)}
    known = {f"={other}" for other in short_forms.related(token)}
    prefixed = {f"={prefix}{token}" for prefix in PREFIXES}
    bare = {f"={token.removeprefix(prefix)}" for prefix in PREFIXES if len(token) - len(prefix) > 3}
    return keys(token) | begins | short | known | prefixed | bare


def beginnings(token: str) -> set[str]:
    """What a typed first name may be the beginning of, or made from the beginning of: Sammie begins Samuel by "sam".

    >>> sorted(beginnings("sammie"))
    ['sam', 'sammie']
    """
    if len(token) < 3:
        return set()
    cut = re.sub(r"(.)\1$", r"\1", _SHORT_ENDING.sub("", token)) if len(token) < 8 else token
    return {token, cut} if len(cut) > 2 else {token}


def cost(one: Token, other: Token) -> float:
    """How far two tokens are apart: 0 the same, up to ALIKE alike, OTHER nothing alike. The same either way round."""
    if one.text == other.text:
        return 0.0
    shorter, longer = (one, other) if len(one.text) <= len(other.text) else (other, one)
    if len(shorter.text) == 1:
        return INITIAL if longer.text.startswith(shorter.text) else OTHER
    errors = OSA.distance(shorter.text, longer.text)
    return min(
        short_forms.related(one.text).get(other.text, OTHER),
        _shape_cost(shorter, longer),
        _spelling_cost(shorter.text, longer.text, errors),
        _sound_cost(shorter.heard, longer.heard, errors),
    )


def _shape_cost(shorter: Token, longer: Token) -> float:
    if len(shorter.text) < 3:
        return OTHER
    if longer.text.endswith(shorter.text) and longer.text.removesuffix(shorter.text) in PREFIXES:
        return PREFIXED
    if longer.text.startswith(shorter.text):
        return SHAPE
    return SHAPE + 0.03 if shorter.stem and longer.heard.startswith(shorter.stem) else OTHER


def _spelling_cost(shorter: str, longer: str, errors: int) -> float:
    if len(shorter) < 3 or errors > 3:
        return OTHER
    # The first letter is the one least often mistyped.
    first = 0.03 if shorter[0] != longer[0] else 0.0
    return errors * EACH_ERROR / len(longer) + first


def _sound_cost(one: str, other: str, errors: int) -> float:
    longest = max(len(one), len(other))
    if longest < 2:
        return OTHER
    return SOUNDS_SAME + OSA.distance(one, other) * EACH_SOUND / longest + EACH_OTHER_LETTER * errors


def _skeleton(sounds: str) -> str:
    vowel_first = "a" if sounds[:1] in ("a", "i", "u") else ""
    return vowel_first + re.sub(r"(.)\1+", r"\1", sounds.translate(_CLASSES))


@dataclass(frozen=True)
class TypedName:
    """The name typed, as tokens; either part may be empty, not both."""

    first: tuple[Token, ...]
    family: tuple[Token, ...]

    def cost(self, first: Sequence[Token], family: Sequence[Token]) -> float:
        """How far a person's name is from the one typed; 0 is a match. Swapped parts are never a match."""
        as_typed = first_name_cost(self.first, first) + part_cost(self.family, family)
        swapped = part_cost(self.first, family) + part_cost(self.family, first) + SWAPPED
        return min(as_typed, swapped)

    def cost_born_that_day(self, first: Sequence[Token], family: Sequence[Token]) -> float:
        """The same for a person of the right date of birth: one of the two names may then be another altogether."""
        first_cost, family_cost = first_name_cost(self.first, first), part_cost(self.family, family)
        if self.first and self.family and min(first_cost, family_cost) <= SURE:
            return min(self.cost(first, family), min(first_cost, CHANGED) + min(family_cost, CHANGED))
        near = self.cost(first, family)
        return near if near <= 2 * ALIKE else OTHER

    @property
    def has_initial(self) -> bool:
        """Whether no more than an initial was typed for the first name."""
        return len(self.first) == 1 and len(self.first[0].text) == 1


def first_name_cost(typed: Sequence[Token], held: Sequence[Token]) -> float:
    """The cost of first names: an initial typed for the first name matches, a middle name typed alone does not."""
    if len(typed) == 1 and len(typed[0].text) == 1 and held and held[0].text.startswith(typed[0].text):
        return 0.0
    lacks_first = bool(typed and held) and typed[0].text != held[0].text
    found = part_cost(typed, held)
    return NOT_FIRST if found == 0.0 and lacks_first and not _same_run_together(typed, held) else found


def part_cost(typed: Sequence[Token], held: Sequence[Token]) -> float:
    """The cost of one part of a name: the dearest of what was typed, each beside what it is nearest to.

    What was typed may be part of what is held (half of a double-barrelled name): that costs nothing. What was typed
    and is not held costs NOT_THERE each, as long as something was found. Run together is the same name.
    """
    if not typed or _same_run_together(typed, held):
        return 0.0
    nearest = [min((cost(one, other) for other in held), default=OTHER) for one in typed]
    found = [one for one in nearest if one <= ALIKE]
    apart = max(found) + NOT_THERE * (len(nearest) - len(found)) if found else OTHER
    if apart == 0.0 or len(typed) == len(held) == 1:
        return apart
    return min(apart, cost(run_together(typed), run_together(held)))


def run_together(parts: Sequence[Token]) -> Token:
    """Several tokens as one: Mary Anne as maryanne."""
    if len(parts) == 1:
        return parts[0]
    return Token.of("".join(part.text for part in parts)[:LONGEST_TOKEN])


def _same_run_together(typed: Sequence[Token], held: Sequence[Token]) -> bool:
    return "".join(part.text for part in typed) == "".join(part.text for part in held)
