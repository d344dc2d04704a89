"""How alike two names are. All rules of similarity between single names are here; `typed_names.py` puts them together.

Two tokens have a **cost**, from 0 for the same to 1 for completely different: the lowest of four comparisons.

* Spelling: the number of typing errors between them; they cost more in short names.
* Sound: the same for how they sound (`names.heard`): Pierce and Pearce, Siobhan and Shivaun, Agnieszka and Agneshka.
* Short form: known as forms of one name (`short_forms.py`), or looking like it (`names.stem`): Benny, Benjamin.
* Form: the lowest cost of their other forms by rule (`name_parts.forms`): Silva and da Silva, Novák and Nováková.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from matching import short_forms
from matching.names import Token, Tokens

ALIKE = 0.22
"""Tokens with a higher cost are different names."""
OTHER = 1.0
"""The cost of tokens with nothing in common."""
SHAPE = 0.11
MADE_FROM = 0.14
"""Cost of a name that only looks like a short form of the other: its beginning, or that with -ie, -y, -o (`stem`)."""
INITIAL = 0.12
"""Cost of an initial for a name that begins with it."""
TURNED_ROUND = 0.13
"""Highest cost of two neighbouring letters typed the wrong way round in a short name: Ian and Ina."""
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


def cost(one: Token, other: Token) -> float:
    """The cost of two tokens: 0 for the same, up to ALIKE for similar, OTHER for nothing in common. Symmetric."""
    return float(costs([one], Tokens.of([other]))[0, 0])


def costs(typed: Sequence[Token], held: Tokens) -> np.ndarray:
    """The costs of each typed token (rows) with each stored one (columns), all together: a search compares hundreds."""
    lengths = np.array(list(map(len, held.texts)))
    found = np.minimum(*_spelling_and_sound(typed, held, lengths))
    places = _places(held.texts, {text for one in typed for text in _exactly_alike(one.text)})
    stems = _places(held.stems, {stem for one in typed for stem in _beginnings(one.heard)})
    found[:, lengths == 1] = OTHER
    for row, one in zip(found, typed, strict=True):
        if len(one.text) == 1:
            row[:] = OTHER
        # A form is not shortened as well: that would be a name three steps away.
        shapes = () if one.form_of else _similar_shapes(one, held, places, stems)
        for place, known in chain(_known_forms(one, places), shapes):
            if known < row[place]:
                row[place] = known
        row[places.get(one.text, [])] = 0.0
    return found


def _places(texts: Sequence[str], wanted: Set[str]) -> dict[str, list[int]]:
    """Where each of the wanted texts is."""
    found: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if text in wanted:
            found.setdefault(text, []).append(place)
    return found


def _beginnings(text: str) -> list[str]:
    return [text[:end] for end in range(1, len(text) + 1)]


def _exactly_alike(text: str) -> list[str]:
    """The names that are looked up as they are: its known forms, and its beginnings with itself."""
    return [*short_forms.searched(text), *_beginnings(text)]


Costs = Mapping[tuple[str, str], float]
"""The cost of a typed token and a stored one, by their texts. A missing pair has nothing in common."""


def alike(typed: Sequence[Token], held: Tokens) -> dict[tuple[str, str], float]:
    """The costs of the similar pairs, by the texts of the parts as written: (typed, stored).

    `held` has the other forms of stored parts besides (`Token.other_forms`); those of typed ones are added here.
    """
    if not typed or not held.texts:
        return {}
    rows = [*typed, *(form for one in typed for form in one.other_forms())]
    least = np.maximum.outer([float(one.form_cost) for one in rows], np.array(held.form_costs, dtype=float))
    costs_found = costs(rows, held) + least
    near: dict[tuple[str, str], float] = {}
    row_parts, held_parts = [one.part for one in rows], held.parts
    places, columns = np.nonzero(costs_found <= ALIKE)
    values = costs_found[places, columns].tolist()
    for row, column, value in zip(places.tolist(), columns.tolist(), values, strict=True):
        pair = row_parts[row], held_parts[column]
        near[pair] = min(value, near.get(pair, value))
    return near


def _spelling_and_sound(typed: Sequence[Token], held: Tokens, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    texts, sounds = [one.text for one in typed], [one.heard for one in typed]
    letters = np.array([[len(text)] for text in texts])
    shorter, longer = np.minimum(letters, lengths), np.maximum(letters, lengths)
    longer_sound = np.maximum([[len(sound)] for sound in sounds], list(map(len, held.heard)))
    errors = cdist(texts, held.texts, scorer=OSA.distance)
    sound_errors = cdist(sounds, held.heard, scorer=OSA.distance)
    first_letter = np.not_equal.outer(_first_letters(texts), _first_letters(held.texts))
    spelling = errors * EACH_ERROR / longer + first_letter * FIRST_LETTER
    spelling[_turned_round(errors, longer, texts, held.texts)] = TURNED_ROUND
    sound = SOUNDS_SAME + EACH_OTHER_LETTER * errors + sound_errors * EACH_SOUND / np.maximum(longer_sound, 1)
    spelling[(errors > MOST_SLIPS) | ((shorter < 3) & (spelling > TURNED_ROUND))] = OTHER
    sound[(errors > MOST_ERRORS) | (longer_sound < 2)] = OTHER
    return spelling, sound


def _first_letters(texts: Iterable[str]) -> list[int]:
    return [ord(text[0]) for text in texts]


def _turned_round(
    errors: np.ndarray, longer: np.ndarray, typed: Sequence[str], held: Sequence[str]
) -> tuple[list[int], list[int]]:
    """The places of short names that differ in the order of two letters only."""
    rows, columns = np.nonzero((errors == 1) & (longer <= 4))
    places = [
        (row, column)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if sorted(typed[row]) == sorted(held[column])
    ]
    return [row for row, _ in places], [column for _, column in places]


def _known_forms(one: Token, places: Mapping[str, list[int]]) -> Iterator[tuple[int, float]]:
    """The positions and costs of its known forms."""
    known = short_forms.searched(one.text)
    for other in known.keys() & places.keys():
        for place in places[other]:
            yield place, known[other]


def _similar_shapes(
    one: Token, held: Tokens, places: Mapping[str, list[int]], stems: Mapping[str, list[int]]
) -> Iterator[tuple[int, float]]:
    """The positions and costs of names that only look like a short or long form of this one."""
    letters = len(one.text)
    if letters > 1:
        yield from ((place, INITIAL) for place in places.get(one.text[0], ()))
    if letters == 2:
        return
    shorter = INITIAL if letters == 1 else SHAPE
    yield from [(place, shorter) for place, text in enumerate(held.texts) if text.startswith(one.text)]
    if one.stem:
        yield from [
            (place, MADE_FROM)
            for place, sounds in enumerate(held.heard)
            if sounds.startswith(one.stem) and len(held.texts[place]) > letters
        ]
    for end in range(3, letters):
        yield from [(place, SHAPE) for place in places.get(one.text[:end], ())]
    # Shorter names whose stem this one begins with.
    for end in range(3, len(one.heard) + 1):
        found = stems.get(one.heard[:end], ())
        yield from [(place, MADE_FROM) for place in found if len(held.texts[place]) < letters]
