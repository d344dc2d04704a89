"""How a part of a name is read: its sound, its short forms, and the keys it is found by.

So as not to compare all of a council's names, each part on record has keys (`keys`), and a typed one is looked up by
keys (`wanted`). Names that share no key are never compared, so keys must be generous, and costs (`name_costs.py`)
strict.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from matching import short_forms
from matching.name_parts import forms

LONGEST_NAME = 100
# A longer token would have more keys. Names that differ only after this many letters count as the same.
LONGEST_TOKEN = 24

# Written as a separate word or together with the name after it: O Brien, Mc Donald, van der Berg.
PARTICLES = frozenset(
    ("o", "mc", "mac", "de", "da", "do", "dos", "du", "del", "der", "den", "di", "la", "le", "les", "st", "van", "von")
    + ("ter", "ten", "ni", "nic", "nan", "ap", "ab", "abd")
)

# (a part of all that is spelt so, "" if there is none; spelling; sound), applied in this order. S is for sh, ch, zh
# and similar sounds; J is the j in James. Languages are mixed on purpose: no one knows the language of a name when it
# is typed. Most rules have nothing to do in most names, and looking for a part takes a tenth of the time.
_HEARD = tuple(
    (part, re.compile(written), heard)
    for part, written, heard in (
        ("c", r"^ma?c(?=[^aeiouyhk])", "mak"), ("n", r"^(kn|gn|pn)", "n"), ("w", r"^wr", "r"), ("ps", r"^ps", "s"),
        ("rh", r"^rh", "r"), ("hs", r"^hs", "S"), ("x", r"^x", "S"), ("t", r"^(ts|tz)", "s"),
        ("s", r"^s(?=[ei][aou])", "S"), ("g", r"^ge|^gi(?=[ao])", "Ji"), ("j", r"^j", "J"),
        ("c", r"tsch|tzsch|tch|szcz|shch|sch(?=[aeiouw]|$)", "S"), ("z", r"sz|cz|zh", "S"), ("sh", r"sh", "S"),
        ("ch", r"ch(?=[rlnm])", "k"), ("ch", r"ch", "S"), ("i", r"[sct]i(?=[oa])", "S"),
        ("dg", r"dg(?=e)", "J"), ("dzh", r"dzh", "J"), ("j", r"dj|j", "J"), ("c", r"sc(?=[eiy])|c(?=[eiy])", "s"),
        ("p", r"ph|pf", "f"), ("mp", r"(?<=m)p(?=[stk])", ""), ("h", r"(?<=[aeiou])[bm]h", "v"),
        ("gh", r"(?<=[aiou])gh(?=t|$|[aeiou])", ""), ("gh", r"gh", "g"), ("k", r"kh|ck", "k"), ("q", r"q", "k"),
        ("c", r"c", "k"), ("h", r"[dt]h", "t"),
        ("x", r"x", "ks"), ("", r"[dt]?z|ts", "s"), ("w", r"w", "v"), ("h", r"h", ""), ("y", r"y", "i"),
        ("", r"[ei][aeiou]*", "i"), ("a", r"a[aeiou]*", "a"), ("", r"[ou][aeiou]*", "u"), ("", r"(.)(?=\1)", ""),
        ("i", r"(?<=[^aiu]..)i$", ""), ("i", r"(?<=[^aiu][^aiu])i$", ""),
    )
)  # fmt: skip
_READ_IN_TWO_WAYS = tuple(
    (part, re.compile(written), other)
    for part, written, other in (
        ("ch", r"ch", "k"), ("j", r"^j", "y"), ("g", r"^g(?=[eiy])", "J"), ("w", r"(?<=.)w", ""), ("j", r"j", "i"),
    )
)  # fmt: skip
_CLASSES = str.maketrans({"v": "f", "b": "p", "d": "t", "g": "k", "S": "s", "J": "s", "a": "", "i": "", "u": ""})
_SHORT_ENDING = re.compile(r"(?<=..)(ies?|ey|y|i|e|o|a|s|ers|za|zza)$")


class Token(NamedTuple):
    """One part of a name, how it sounds, and its stem as a pet name ("" if it does not look like one).

    `number` is its number in the council's index (name_index.py); "" for a typed token. For another form of a part
    (`name_parts.forms`), `form_of` is that part and `form_cost` what the form costs, as text; "" and "0" for any other.
    """

    text: str
    heard: str
    stem: str
    number: str = ""
    form_of: str = ""
    form_cost: str = "0"

    @classmethod
    def of(cls, text: str, number: int | None = None) -> "Token":
        return cls(text, heard(text), stem(text), "" if number is None else str(number))

    @property
    def part(self) -> str:
        """The part as it was written, of which this may be another form."""
        return self.form_of or self.text

    def other_forms(self) -> Iterator["Token"]:
        """The other forms of this part, each with its number."""
        for form, cost in forms(self.text).items():
            yield Token(form, heard(form), stem(form), self.number, self.text, f"{cost:.2f}")


class Tokens(NamedTuple):
    """Many tokens, column by column: a search reads hundreds for each part typed. `parts` is each `Token.part`."""

    texts: tuple[str, ...]
    heard: tuple[str, ...]
    stems: tuple[str, ...]
    numbers: tuple[str, ...]
    parts: tuple[str, ...]
    form_costs: tuple[str, ...]

    @classmethod
    def of(cls, tokens: Collection[Iterable[str]]) -> "Tokens":
        """The columns of tokens, each a `Token` or the list of its fields.

        >>> Tokens.of([Token.of("kate")]).parts, Tokens.of([]).parts
        (('kate',), ())
        """
        texts, sounds, stems, numbers, form_of, costs = zip(*tokens, strict=True) if tokens else [()] * 6
        parts = tuple([form or text for form, text in zip(form_of, texts, strict=True)])
        return cls(texts, sounds, stems, numbers, parts, costs)


def tokens(name: str) -> tuple[str, ...]:
    """The parts of a name in plain letters, as records are compared; particles are joined to the part after them.

    A search has more particles, titles and nicknames to read: `name_parts.parts`.

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


@lru_cache(maxsize=200_000)
def folded(name: str) -> str:
    """A name in the form used for comparing: its tokens, separated by spaces.

    >>> folded("O\u2019Brien-Smythe  Zo\u00eb")
    'obrien smythe zoe'
    """
    return " ".join(tokens(name))


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
    for part, written, sounds in _HEARD:
        if part in token:
            token = written.sub(sounds, token)
    return token


def skeletons(token: str, as_heard: str | None = None) -> set[str]:
    """The consonants of a token's sound, with similar ones treated as the same; "a" means a vowel at the beginning.

    If there are only one or two, the number of vowels is added; otherwise half the names would share the skeleton.
    There are several if a letter can be read in two ways: ch in Michael, j in Jusuf, g in Gillian, w. `as_heard` is the
    token's sound, if it is known already.

    >>> skeletons("yusuf") & skeletons("jusuf"), skeletons("siobhan"), skeletons("shaun") == skeletons("sean")
    ({'asf2'}, {'sfn'}, True)
    """
    readings = {token}
    for part, written, other in _READ_IN_TWO_WAYS:
        if part in token:
            readings |= {written.sub(other, reading) for reading in readings}
    readings.discard(token)
    return {_skeleton(as_heard or heard(token)), *(_skeleton(heard(reading)) for reading in readings)}


def stem(token: str) -> str:
    """The sound a pet name is made from: Benny and Bennie from "bin", Cathi from "kat"; "" if it is not like one.

    >>> stem("bennie"), stem("cathi")
    ('bin', 'kat')
    """
    cut = _SHORT_ENDING.sub("", token) if len(token) < 8 else token
    sounds = heard(cut) if cut != token else ""
    return sounds if len(sounds) > 2 else ""


def keys(token: Token, *, slips: bool = True) -> set[str]:
    """The keys a token is stored under: its spelling, also with any one letter missing, its sound and its stem.

    Without `slips`, no letter may be missing: for several first names as one word, which had a third of all keys. If
    one is mistyped besides, its sound finds it, or the family name (loose_names.py).
    """
    shape = {f"<{token.stem}"} if token.stem else set()
    spelling = spelt(token.text) if slips else {f"={token.text}"}
    return spelling | {f"~{sounds}" for sounds in skeletons(token.text, token.heard)} | shape


def spelt(token: str) -> set[str]:
    """A token's keys by spelling only: enough for a middle name, which may be left out anyway."""
    without_one = {token[:place] + token[place + 1 :] for place in range(len(token))} if len(token) > 2 else set()
    return {f"={part}" for part in (token, *without_one)}


def wanted(token: Token, first_name: bool) -> set[str]:
    """The keys a typed token is looked up by: its own, its beginnings, and those of its forms and known forms; for a
    first name also those of its pet names and its initial."""
    text, sounds = token.text, token.heard
    begins = {f"={text[:end]}" for end in range(1 if first_name else 3, len(text))}
    short = {f"<{sounds[:end]}" for end in range(3, len(sounds) + 1)} if first_name else set()
    turned_round = {f"={text[::-1]}"} if len(text) == 2 else set()
    found = begins | short | turned_round
    for one in (token, *token.other_forms()):
        found |= keys(one) | _known(one.text)
    return found


def _known(token: str) -> set[str]:
    return {f"={other}" for other in short_forms.searched(token)}


def beginnings(token: str) -> tuple[str, str]:
    """The beginning of longer names a typed first name may be short for, and the same without its ending (-ie, -y and
    so on); "" if too short.

    >>> beginnings("kath"), beginnings("sammie"), beginnings("jo")
    (('kath', ''), ('sammie', 'sam'), ('', ''))
    """
    cut = re.sub(r"(.)\1$", r"\1", _SHORT_ENDING.sub("", token)) if len(token) < 8 else token
    return token if len(token) > 2 else "", cut if len(cut) > 2 and cut != token else ""


def _skeleton(sounds: str) -> str:
    vowel_first = "a" if sounds[:1] in ("a", "i", "u") else ""
    consonants = re.sub(r"(.)(?=\1)", "", sounds.translate(_CLASSES))
    vowels = str(len(re.findall("[aiu]", sounds))) if len(consonants) < 3 else ""
    return vowel_first + consonants + vowels
