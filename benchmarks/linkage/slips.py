"""How details go wrong on their way into a file: keys, scanners, ears, pens, and parts that are left out."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from benchmarks.linkage.people import TODAY
from benchmarks.linkage.records import mistyped

# What a scanner or a hurried reader takes for something else.
_LOOK_ALIKE = (("rn", "m"), ("m", "rn"), ("cl", "d"), ("l", "i"), ("i", "l"), ("o", "0"), ("e", "c"), ("c", "e"),
               ("u", "v"), ("h", "b"), ("n", "h"), ("s", "5"), ("g", "q"), ("w", "vv"), ("t", "f"))  # fmt: skip
# What an ear takes for something else.
_SOUND_ALIKE = (("ph", "f"), ("f", "ph"), ("c", "k"), ("k", "c"), ("s", "z"), ("y", "ie"), ("ie", "y"), ("ck", "k"),
                ("ee", "ea"), ("ea", "ee"), ("th", "t"), ("d", "t"), ("ai", "ay"), ("v", "w"), ("j", "g"),
                ("x", "ks"), ("qu", "kw"), ("gh", ""), ("a", "e"), ("u", "o"), ("ou", "u"))  # fmt: skip


def slipped_text(text: str, rng: Random) -> str:
    """A name or an address with one error: of the fingers, of a scanner, of the ear, or a space more or less."""
    kind = rng.choices(("keys", "scanner", "ear", "space"), (6, 2, 2, 1))[0]
    if kind == "scanner":
        return _replaced(text, _LOOK_ALIKE, rng) or mistyped(text, rng)
    if kind == "ear":
        return _replaced(text, _SOUND_ALIKE, rng) or mistyped(text, rng)
    if kind == "space" and len(text) > 3:
        at = rng.randrange(1, len(text) - 1)
        return text.replace(" ", "", 1) if " " in text else f"{text[:at]} {text[at:]}"
    return mistyped(text, rng)


def _replaced(text: str, pairs: tuple[tuple[str, str], ...], rng: Random) -> str:
    """The text with one of these pairs replaced once; "" if none fits."""
    fitting = [(one, other) for one, other in pairs if one in text.lower()]
    if not fitting:
        return ""
    one, other = rng.choice(fitting)
    at = text.lower().index(one)
    return text[:at] + other + text[at + len(one) :]


def slipped_date(born: date, rng: Random) -> date:
    """A date of birth with an error of the pen or the fingers; one in seven is another date altogether."""
    return rng.choice(_DATE_SLIPS)(born, rng)


def _other_digit(born: date, rng: Random) -> date:
    digits = list(f"{born:%Y%m%d}")
    at = rng.choice((2, 3, 5, 6, 7))
    digits[at] = str(rng.randrange(10))
    return _made(digits, born)


def _digits_change_places(born: date, rng: Random) -> date:
    digits = list(f"{born:%Y%m%d}")
    at = rng.choice((2, 4, 6))
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    return _made(digits, born)


# Another digit, digits or day and month that change places, a day near in time, another year, only the year, any date.
_DATE_SLIPS: tuple[Callable[[date, Random], date], ...] = (
    _other_digit,
    _digits_change_places,
    lambda born, rng: _date(born.year, born.day, born.month) if born.day <= 12 else _other_digit(born, rng),
    lambda born, rng: born + timedelta(days=rng.choice((-31, -30, -1, 1, 30, 31))),
    lambda born, rng: _date(born.year + rng.choice((-10, -9, -2, -1, 1, 2, 9, 10)), born.month, born.day),
    lambda born, rng: date(born.year, 1, 1),
    lambda born, rng: _date(born.year + rng.randint(-3, 3), rng.randint(1, 12), rng.randint(1, 28)),
)


def _made(digits: list[str], otherwise: date) -> date:
    text = "".join(digits)
    return _date(int(text[:4]), int(text[4:6]), int(text[6:])) if "01" <= text[4:6] <= "12" else otherwise


def _date(year: int, month: int, day: int) -> date:
    return min(date(max(year, 1900), month, max(1, min(day, 28))), TODAY)
