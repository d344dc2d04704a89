"""How names are compared. All rules of similarity are here; `search.py` uses them to find people.

A name is split into tokens (`tokens`). Two tokens have a **cost**, from 0 for the same to 1 for completely different:
the lowest of three comparisons.

* Spelling: the number of typing errors between them; they cost more in short names.
* Sound: the same for how they sound (`heard`): Pierce and Pearce, Siobhan and Shivaun, Agnieszka and Agneshka.
* Short form: known as forms of one name (`short_forms.py`), or looking like it (`stem`): Benny, Benjamin.

So as not to compare all of a council's names, each stored token has keys (`keys`), and a typed one is looked up by keys
(`wanted`). Names that share no key are never compared, so keys must be generous and costs strict.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from anyascii import anyascii
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from matching import short_forms

LONGEST_NAME = 100
# A longer token would have more keys. Names that differ only after this many letters count as the same.
LONGEST_TOKEN = 24

ALIKE = 0.22
"""Tokens with a higher cost are different names."""
OTHER = 1.0
"""The cost of tokens with nothing in common."""
SHAPE = 0.11
MADE_FROM = 0.14
"""Cost of a name that only looks like a short form of the other: its beginning, or that with -ie, -y, -o (`stem`)."""
INITIAL = 0.12
"""Cost of an initial for a name that begins with it."""
PREFIXED = 0.10
"""Cost of a name without the particle the other has: Brien and O'Brien, Hassan and Al-Hassan."""
EACH_ERROR = 0.55
FIRST_LETTER = 0.03
"""A typing error costs EACH_ERROR divided by the length of the longer name. A different first letter adds FIRST_LETTER:
it is the letter least often mistyped."""
MOST_SLIPS = 3
"""With more typing errors than this, names are not compared by spelling."""
SOUNDS_SAME = 0.02
EACH_SOUND = 0.32
EACH_OTHER_LETTER = 0.02
"""Comparing sounds costs SOUNDS_SAME, plus a share of EACH_SOUND for different sounds, plus EACH_OTHER_LETTER for each
different letter."""
MOST_ERRORS = 6
"""With more different letters than this, names are not compared by sound."""
SWAPPED = 0.04
"""Cost of first and family name typed the wrong way round."""
NOT_THERE = 0.06
"""Cost of a typed part that the person does not have: a middle name, half of a double-barrelled name."""
SURE = 0.15
CHANGED = 0.40
"""If the date of birth is right and one name costs no more than SURE, the other may be any name, and costs at most
CHANGED."""
NOT_FIRST = 0.04
"""Cost of a first name that the person has as a middle name."""

# Written as a separate word or together with the name after it: O Brien, Mc Donald, van der Berg.
PARTICLES = frozenset(
    ("o", "mc", "mac", "de", "da", "do", "dos", "du", "del", "der", "den", "di", "la", "le", "les", "st", "van", "von")
    + ("ter", "ten", "ni", "nic", "nan", "ap", "ab", "abd")
)
PREFIXES = frozenset(("o", "mc", "mac", "de", "al", "el", "ap", "abdul", "van"))

# (spelling, sound), applied in this order. S is for sh, ch, zh and similar sounds; J is the j in James. Languages are
# mixed on purpose: no one knows the language of a name when it is typed.
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
    """One part of a name, how it sounds, and its stem as a pet name ("" if it does not look like one).

    `number` is its number in the council's index (name_index.py); "" for a typed token.
    """

    text: str
    heard: str
    stem: str
    number: str = ""

    @classmethod
    def of(cls, text: str, number: int | None = None) -> "Token":
        return cls(text, heard(text), stem(text), "" if number is None else str(number))


def tokens(name: str) -> tuple[str, ...]:
    """The parts of a name in plain letters, without wildcards; particles are joined to the part after them.

    >>> tokens("O\u2019Brien-Smythe  Zo\u00eb*"), tokens("O' Brien"), tokens("van der Berg")
    (('obrien', 'smythe', 'zoe'), ('obrien',), ('vanderberg',))
    """
    if name.isascii() and name.isalpha():
        # Most names are like this. The rest of this function took half the time of a search.
        return (name.casefold()[:LONGEST_TOKEN],)
    joined = re.sub(r"['`\u00b4\u2018\u2019\u02bb\u02bc]\s*|[*%]", "", name)
    parts: list[str] = []
    particles = ""
    words = re.findall(r"[a-z0-9]+", _plain(joined).casefold())
    for place, word in enumerate(words):
        if word in PARTICLES and place + 1 < len(words):
            particles += word
        else:
            parts.append((particles + word)[:LONGEST_TOKEN])
            particles = ""
    return tuple(parts)


def _plain(name: str) -> str:
    if name.isascii():
        return name
    # Signs are not part of a name: anyascii would write an emoji out in words.
    return anyascii("".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in name))


def heard(token: str) -> str:
    """How a token sounds, in any language: only three vowels, and without silent letters.

    >>> heard("pierce") == heard("peirce"), heard("agnieszka") == heard("agneshka"), heard("philip") == heard("filip")
    (True, True, True)
    """
    for written, sounds in _HEARD:
        token = written.sub(sounds, token)
    return token


def skeletons(token: str) -> set[str]:
    """The consonants of a token's sound, with similar ones treated as the same; "a" means a vowel at the beginning.

    If there are only one or two, the number of vowels is added; otherwise half the names would share the skeleton.
    There are several if a letter can be read in two ways: ch in Michael, j in Jusuf, g in Gillian, w.

    >>> skeletons("yusuf") & skeletons("jusuf"), skeletons("siobhan"), skeletons("shaun") == skeletons("sean")
    ({'asf2'}, {'sfn'}, True)
    """
    readings = {token}
    for pattern, other in ((r"ch", "k"), (r"^j", "y"), (r"^g(?=[eiy])", "J"), (r"(?<=.)w", ""), (r"j", "i")):
        readings |= {re.sub(pattern, other, reading) for reading in readings}
    return {_skeleton(heard(reading)) for reading in readings}


def stem(token: str) -> str:
    """The sound a pet name is made from: Benny and Bennie from "bin", Cathi from "kat"; "" if it is not like one.

    >>> stem("bennie"), stem("cathi")
    ('bin', 'kat')
    """
    cut = _SHORT_ENDING.sub("", token) if len(token) < 8 else token
    sounds = heard(cut) if cut != token else ""
    return sounds if len(sounds) > 2 else ""


def keys(token: str) -> set[str]:
    """The keys a token is stored under: its spelling, also with any one letter missing, its sound and its stem."""
    made_from = stem(token)
    shape = {f"<{made_from}"} if made_from else set()
    return spelt(token) | {f"~{sounds}" for sounds in skeletons(token)} | shape


def spelt(token: str) -> set[str]:
    """A token's keys by spelling only: enough for a middle name, which may be left out anyway."""
    without_one = {token[:place] + token[place + 1 :] for place in range(len(token))} if len(token) > 2 else set()
    return {f"={part}" for part in (token, *without_one)}


def wanted(token: str, first_name: bool) -> set[str]:
    """The keys a typed token is looked up by: its own, and those of its known forms, its beginnings, and itself with or
    without a particle; for a first name also those of its pet names and its initial."""
    begins = {f"={token[:end]}" for end in range(1 if first_name else 3, len(token))}
    as_heard = heard(token)
    short = {f"<{as_heard[:end]}" for end in range(3, len(as_heard) + 1)} if first_name else set()
    known = {f"={other}" for other in short_forms.related(token)}
    prefixed = {f"={prefix}{token}" for prefix in PREFIXES}
    bare = {f"={token.removeprefix(prefix)}" for prefix in PREFIXES if len(token) - len(prefix) > 3}
    return keys(token) | begins | short | known | prefixed | bare


def beginnings(token: str) -> tuple[str, str]:
    """The beginning of longer names a typed first name may be short for, and the same without its ending (-ie, -y and
    so on); "" if too short.

    >>> beginnings("kath"), beginnings("sammie"), beginnings("jo")
    (('kath', ''), ('sammie', 'sam'), ('', ''))
    """
    cut = re.sub(r"(.)\1$", r"\1", _SHORT_ENDING.sub("", token)) if len(token) < 8 else token
    return token if len(token) > 2 else "", cut if len(cut) > 2 and cut != token else ""


def cost(one: Token, other: Token) -> float:
    """The cost of two tokens: 0 for the same, up to ALIKE for similar, OTHER for nothing in common. Symmetric."""
    return float(costs([one], [other])[0, 0])


def costs(typed: Sequence[Token], held: Sequence[Token]) -> np.ndarray:
    """The costs of each typed token (rows) with each stored one (columns), all together: a search compares hundreds."""
    found = np.minimum(*_spelling_and_sound(typed, held))
    places = {other.text: place for place, other in enumerate(held)}
    stems: dict[str, list[int]] = defaultdict(list)
    for place, other in enumerate(held):
        stems[other.stem].append(place)
        if len(other.text) == 1:
            found[:, place] = OTHER
    for row, one in zip(found, typed, strict=True):
        if len(one.text) == 1:
            row[:] = OTHER
        for place, known in (*_known_forms(one, places), *_similar_shapes(one, held, places, stems)):
            row[place] = min(known, row[place])
        if one.text in places:
            row[places[one.text]] = 0.0
    return found


def alike(typed: Sequence[Token], held: Sequence[Token]) -> dict[tuple[str, str], float]:
    """The costs of the similar pairs, by their texts: (typed, stored)."""
    if not typed or not held:
        return {}
    found = costs(typed, held)
    rows, columns = np.nonzero(found <= ALIKE)
    near = found[rows, columns].tolist()
    return {
        (typed[row].text, held[column].text): cost
        for row, column, cost in zip(rows.tolist(), columns.tolist(), near, strict=True)
    }


def _spelling_and_sound(typed: Sequence[Token], held: Sequence[Token]) -> tuple[np.ndarray, np.ndarray]:
    texts = [other.text for other in held]
    errors, shorter, longer = _errors_and_lengths([one.text for one in typed], texts)
    sounds, _, longer_sound = _errors_and_lengths([one.heard for one in typed], [other.heard for other in held])
    first_letter = np.array([[one.text[0] != text[0] for text in texts] for one in typed])
    spelling = errors * EACH_ERROR / longer + first_letter * FIRST_LETTER
    sound = SOUNDS_SAME + EACH_OTHER_LETTER * errors + sounds * EACH_SOUND / np.maximum(longer_sound, 1)
    spelling[(errors > MOST_SLIPS) | (shorter < 3)] = OTHER
    sound[(errors > MOST_ERRORS) | (longer_sound < 2)] = OTHER
    return spelling, sound


def _errors_and_lengths(typed: list[str], held: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each pair: the number of typing errors between them, and the length of the shorter and the longer one."""
    lengths = np.array([[len(text)] for text in typed]), np.array(list(map(len, held)))
    return cdist(typed, held, scorer=OSA.distance), np.minimum(*lengths), np.maximum(*lengths)


def _known_forms(one: Token, places: Mapping[str, int]) -> Iterator[tuple[int, float]]:
    """The positions and costs of its known forms, and of itself with or without a particle."""
    for other, known in short_forms.related(one.text).items():
        if other in places:
            yield places[other], known
    for prefix in PREFIXES:
        for other, shorter in ((prefix + one.text, one.text), (one.text.removeprefix(prefix),) * 2):
            if other in places and len(shorter) > 2:
                yield places[other], PREFIXED


def _similar_shapes(
    one: Token, held: Sequence[Token], places: Mapping[str, int], stems: Mapping[str, list[int]]
) -> Iterator[tuple[int, float]]:
    """The positions and costs of names that only look like a short or long form of this one."""
    letters = len(one.text)
    if letters > 1 and one.text[0] in places:
        yield places[one.text[0]], INITIAL
    if letters == 2:
        return
    for place, other in enumerate(held):
        if other.text.startswith(one.text):
            yield place, INITIAL if letters == 1 else SHAPE
        elif one.stem and other.heard.startswith(one.stem) and len(other.text) > letters:
            yield place, MADE_FROM
    for end in range(3, letters):
        if one.text[:end] in places:
            yield places[one.text[:end]], SHAPE
    yield from ((place, MADE_FROM) for place in _stems_inside(one, held, stems))


def _stems_inside(one: Token, held: Sequence[Token], stems: Mapping[str, list[int]]) -> Iterator[int]:
    """The positions of shorter names whose stem this one begins with."""
    for end in range(3, len(one.heard) + 1):
        yield from (place for place in stems.get(one.heard[:end], ()) if len(held[place].text) < len(one.text))


def _skeleton(sounds: str) -> str:
    vowel_first = "a" if sounds[:1] in ("a", "i", "u") else ""
    consonants = re.sub(r"(.)\1+", r"\1", sounds.translate(_CLASSES))
    vowels = str(len(re.findall("[aiu]", sounds))) if len(consonants) < 3 else ""
    return vowel_first + consonants + vowels


Costs = Mapping[tuple[str, str], float]
"""The cost of a typed token and a stored one, by their texts. A missing pair has nothing in common."""


@dataclass(frozen=True)
class TypedName:
    """The typed name as tokens; either part may be empty, but not both."""

    first: tuple[Token, ...]
    family: tuple[Token, ...]

    def costs(self, held: Iterable[str]) -> Costs:
        """The costs of these tokens with each typed one."""
        typed, others = (*self.first, *self.family), [Token.of(text) for text in held]
        return alike(typed, others)

    def cost(self, first: Sequence[str], family: Sequence[str], costs: Costs) -> float:
        """The cost of a person's name, compared with the typed one; 0 is a match. Swapped parts are never a match."""
        as_typed = first_name_cost(self.first, first, costs) + part_cost(self.family, family, costs)
        return min(as_typed, self._cost_swapped(first, family, costs)) if as_typed else 0.0

    def cost_born_that_day(self, first: Sequence[str], family: Sequence[str], costs: Costs) -> float:
        """The same for a person with the right date of birth: one of the two names may then be completely different."""
        first_cost, family_cost = first_name_cost(self.first, first, costs), part_cost(self.family, family, costs)
        near = min(first_cost + family_cost, self._cost_swapped(first, family, costs))
        if self.first and self.family and min(first_cost, family_cost) <= SURE:
            return min(near, min(first_cost, CHANGED) + min(family_cost, CHANGED))
        return near if near <= 2 * ALIKE else OTHER

    def _cost_swapped(self, first: Sequence[str], family: Sequence[str], costs: Costs) -> float:
        return part_cost(self.first, family, costs) + part_cost(self.family, first, costs) + SWAPPED

    @property
    def has_initial(self) -> bool:
        """Whether only an initial was typed as the first name."""
        return len(self.first) == 1 and len(self.first[0].text) == 1


def first_name_cost(typed: Sequence[Token], held: Sequence[str], costs: Costs) -> float:
    """The cost of first names. An initial typed as the first name matches; a middle name typed alone does not."""
    if not typed or not held:
        return OTHER if typed else 0.0
    if len(typed) == 1 and len(typed[0].text) == 1 and held[0].startswith(typed[0].text):
        return 0.0
    found = part_cost(typed, held, costs)
    is_first = typed[0].text == held[0] or _is_run_together(typed, held)
    return found if found > 0.0 or is_first else NOT_FIRST


def part_cost(typed: Sequence[Token], held: Sequence[str], costs: Costs) -> float:
    """The cost of the first or family name: the highest cost of a typed token and the stored token nearest to it.

    Typing only part of a name (half of a double-barrelled name) costs nothing. Each typed token that the person does
    not have costs NOT_THERE, if at least one was found. Written as one word is the same name.
    """
    if not typed:
        return 0.0
    if len(typed) == len(held) == 1:
        # Most names are like this.
        return _cost_of(typed[0].text, held[0], costs)
    nearest = [min([_cost_of(one.text, other, costs) for other in held], default=OTHER) for one in typed]
    found = [one for one in nearest if one <= ALIKE]
    apart = max(found) + NOT_THERE * (len(nearest) - len(found)) if found else OTHER
    if apart == 0.0:
        return apart
    if _is_run_together(typed, held):
        return 0.0
    joined = "".join(held)[:LONGEST_TOKEN]
    if apart <= ALIKE or OSA.distance(_joined(typed), joined, score_cutoff=MOST_ERRORS) > MOST_ERRORS:
        return apart
    return cost(run_together(typed), Token.of(joined))


def run_together(parts: Sequence[Token]) -> Token:
    """Several tokens as one word: Mary Anne as maryanne."""
    if len(parts) == 1:
        return parts[0]
    return Token.of(_joined(parts))


def _joined(parts: Sequence[Token]) -> str:
    return "".join([part.text for part in parts])[:LONGEST_TOKEN]


def _cost_of(typed: str, held: str, costs: Costs) -> float:
    return 0.0 if typed == held else costs.get((typed, held), OTHER)


def _is_run_together(typed: Sequence[Token], held: Sequence[str]) -> bool:
    return "".join(part.text for part in typed) == "".join(held)
