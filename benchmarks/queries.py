"""Queries that a worker might type, by kind, for people who are on record and people who are not: for `make quality`.

The typing errors are made by separate rules and lists, which the search does not know.
"""

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from unicodedata import combining, normalize

from benchmarks.population import Made
from data_access.values import SearchTerms


def _pairs(words: str) -> tuple[tuple[str, str], ...]:
    return tuple(tuple(word.split("/")) for word in words.split())


# (typed, on record): first names. Common knowledge, written by hand.
SHORT_FORMS = _pairs(
    """
    Kate/Katherine Bill/William Bex/Rebecca Mo/Mohammed Liz/Elizabeth Tony/Anthony Peggy/Margaret Jack/John
    Ted/Edward Sandy/Alexandra Harry/Henry Chas/Charles Dick/Richard Gaz/Gareth Shaz/Sharon Becky/Rebecca
    Abi/Abigail Nat/Natalie Tash/Natasha Gus/Angus Ollie/Oliver Dom/Dominic Vicky/Victoria Debs/Deborah
    Kath/Kathleen Jo/Joanne Steph/Stephanie Mags/Margaret Lottie/Charlotte Theo/Theodore Bertie/Albert
    Ned/Edward Trish/Patricia Pippa/Philippa Millie/Amelia Polly/Mary Nell/Eleanor Libby/Elizabeth Bob/Robert
    Stu/Stuart Wes/Wesley Zac/Zachary Seb/Sebastian Baz/Barry Izzy/Isabella Fran/Frances Gerry/Gerald
    Ellie/Eleanor Jamie/James Andy/Andrew Lexi/Alexandra Maddie/Madeleine Effie/Euphemia Archie/Archibald
    Josh/Joshua Lenny/Leonard Geoff/Geoffrey Flo/Florence Hattie/Harriet Jess/Jessica Mandy/Amanda Mick/Michael
    Nicky/Nicola
    """
)
SPELLINGS = _pairs(
    """
    Muhammad/Mohammed Shivaun/Siobhan Agneshka/Agnieszka Stephen/Steven Jon/John Catherine/Katherine
    Zaynab/Zainab Husain/Hussein Yusef/Yusuf Aysha/Aisha Kristofer/Christopher Ewan/Euan Neve/Niamh Sean/Shaun
    Rees/Rhys Sarah/Sara Phillip/Philip Geoffrey/Jeffrey Ahmad/Ahmed Fatimah/Fatima Khalil/Khaleel
    Suleman/Suleiman Tomasz/Tomas Mikhail/Mikail Vikram/Wikram Laxmi/Lakshmi Abdulrahman/Abdurrahman Jakub/Jacob
    Elzbieta/Elizbieta Krystyna/Christina Graham/Graeme Keira/Ciara Alastair/Alistair Sofia/Sophia Isobel/Isabel
    Nadya/Nadia Evgeny/Yevgeni Aleksander/Alexander Oluwaseun/Oluwasheun Chidiebere/Chidibere Xiao/Hsiao
    Jamal/Gamal Kareem/Karim Saeed/Said Mahmoud/Mehmood Mariam/Maryam Rachael/Rachel Tadhg/Teague Caoimhe/Keeva
    Eilidh/Ailey Dafydd/Davith Sinead/Shinade Zofia/Sofia Wojciech/Voycheck Lukasz/Lukas Andrzej/Andrei
    """
)
# (heard, written): a family name or a first name changed by one of these sounds the same.
SOUND_ALIKES = (
    ("ph", "f"), ("f", "ph"), ("ck", "k"), ("ie", "ei"), ("ea", "ee"), ("ee", "ea"), ("y", "ie"), ("ll", "l"),
    ("tt", "t"), ("nn", "n"), ("ss", "s"), ("c", "k"), ("k", "c"), ("ay", "ey"), ("ai", "ay"), ("er", "ar"),
    ("son", "sen"), ("wr", "r"), ("th", "t"), ("z", "s"), ("ou", "ow"), ("oo", "u"), ("gh", "g"), ("ie", "y"),
    ("rr", "r"), ("mm", "m"), ("l", "ll"), ("dg", "j"), ("que", "k"), ("au", "aw"), ("i", "y"),
)  # fmt: skip


@dataclass(frozen=True)
class Query:
    """The text typed and the person meant (None for a person who is not there)."""

    kind: str
    terms: SearchTerms
    meant: Made | None


Slip = Callable[[Random, Made], SearchTerms | None]


def as_typed(made: Made) -> SearchTerms:
    """The full name on record, without a middle name."""
    return SearchTerms(first_name=made.first_name.split()[0], family_name=made.family_name)


def planted() -> list[Made]:
    """People whose first names are on the lists above, so that each short form and spelling is tried."""
    rng = Random(77)
    family = ("Ashcroft", "Bellamy", "Carrick", "Dunmore", "Ellwood", "Farrant", "Garside", "Hebden", "Illing")
    pairs = [*SHORT_FORMS, *SPELLINGS]
    return [
        Made(f"x{place}-{turn}", f"9{place:03}{turn}", name, f"{rng.choice(family)}{ending}",
             date(1950, 1, 1) + timedelta(days=rng.randrange(25_000)), "Female", "1 Planted Road")
        for place, pair in enumerate(pairs)
        for turn, (name, ending) in enumerate(((pair[1], ""), (pair[0], "e")))
    ]  # fmt: skip


def queries(made: list[Made], absent: list[Made], *, of_each: int, seed: int) -> Iterator[Query]:
    """This many queries of each kind for people chosen from `made`, one for each planted one, some for `absent`."""
    rng = Random(seed)
    for kind, slip in KINDS.items():
        yield from _of_kind(kind, slip, rng, made, of_each)
    for one in made:
        if one.person_key.startswith("x"):
            yield _for_planted(one)
    there = {name for one in made for name in _names(one)}
    away = [one for one in absent if there.isdisjoint(_names(one))][: 2 * of_each]
    for one in away:
        yield Query("absent, name only", as_typed(one), None)
    for one in away:
        if one.date_of_birth:
            yield Query("absent, with date of birth", replace(as_typed(one), date_of_birth=one.date_of_birth), None)


def _names(one: Made) -> set[tuple[str, str]]:
    """The names under which somebody is there: half of a double-barrelled family name is a match too."""
    first, family = one.first_name.split()[0].casefold(), one.family_name.casefold()
    return {(first, part) for part in (family, *family.split("-"))}


def _for_planted(one: Made) -> Query:
    place, turn = (int(part) for part in one.person_key[1:].split("-"))
    kind = "spelling" if place >= len(SHORT_FORMS) else ("short form", "full name for short")[turn]
    return Query(kind, SearchTerms((*SHORT_FORMS, *SPELLINGS)[place][turn], one.family_name), one)


def _of_kind(kind: str, slip: Slip, rng: Random, made: list[Made], count: int) -> Iterator[Query]:
    """Choose people until enough have the detail that this kind changes."""
    found = 0
    for _ in range(count * 3_000):
        one = rng.choice(made)
        terms = slip(rng, one)
        if terms is not None:
            yield Query(kind, terms, one)
            found += 1
            if found == count:
                return
    raise RuntimeError(f"no one to mistype: {kind}")


def typing_error(rng: Random, name: str) -> str:
    """One letter left out, doubled, swapped with its neighbour, or replaced; never the first."""
    place = rng.randrange(2, len(name))
    letter = rng.choice(string.ascii_lowercase)
    before, here, after = name[: place - 1], name[place - 1 : place + 1], name[place + 1 :]
    return rng.choice((before + here[0] + after, before + here[0] + letter + here[1] + after,
                       before + here[0] + letter + after, before + here[1] + here[0] + after))  # fmt: skip


def sound_alike(rng: Random, name: str) -> str | None:
    """The name with one of the changes in SOUND_ALIKES after its first letter, None if none applies."""
    can = [(written, other) for written, other in SOUND_ALIKES if written in name[1:]]
    if not can:
        return None
    written, other = rng.choice(can)
    return name[0] + name[1:].replace(written, other, 1)


def _long(name: str) -> bool:
    return len(name) > 4 and name.isascii() and name.isalpha()


def _first_changed(change: Callable[[Random, str], str | None]) -> Slip:
    def slip(rng: Random, one: Made) -> SearchTerms | None:
        terms = as_typed(one)
        new = change(rng, terms.first_name) if _long(terms.first_name) else None
        return replace(terms, first_name=new) if new and new != terms.first_name else None

    return slip


def _family_changed(change: Callable[[Random, str], str | None], accept: Callable[[str], bool] = _long) -> Slip:
    def slip(rng: Random, one: Made) -> SearchTerms | None:
        new = change(rng, one.family_name) if accept(one.family_name) else None
        return replace(as_typed(one), family_name=new) if new and new != one.family_name else None

    return slip


def _born_changed(change: Callable[[Random, date], date | None]) -> Slip:
    def slip(rng: Random, one: Made) -> SearchTerms | None:
        new = change(rng, one.date_of_birth) if one.date_of_birth else None
        return replace(as_typed(one), date_of_birth=new) if new and new != one.date_of_birth else None

    return slip


def _both_errors(rng: Random, one: Made) -> SearchTerms | None:
    terms = as_typed(one)
    if not (_long(terms.first_name) and _long(terms.family_name)):
        return None
    return replace(
        terms, first_name=typing_error(rng, terms.first_name), family_name=typing_error(rng, terms.family_name)
    )


def _with_middle(rng: Random, one: Made) -> SearchTerms | None:
    middle = rng.choice(("Jane", "James", "Marie", "Lee"))
    return replace(as_typed(one), first_name=f"{one.first_name} {middle}") if " " not in one.first_name else None


def _initial(rng: Random, one: Made) -> SearchTerms | None:
    rare = len(one.family_name) > 8
    return replace(as_typed(one), first_name=one.first_name[0]) if rare and one.first_name[0].isascii() else None


def _changed_family(rng: Random, one: Made) -> SearchTerms | None:
    other = rng.choice(("Featherstone", "Quigley", "Oyelaran", "Novak", "Marsh"))
    return _born(one, replace(as_typed(one), family_name=other))


def _born(one: Made, terms: SearchTerms) -> SearchTerms | None:
    """The terms with the right date of birth, None if it is not known."""
    return replace(terms, date_of_birth=one.date_of_birth) if one.date_of_birth else None


def _without_accents(rng: Random, one: Made) -> SearchTerms | None:
    terms = as_typed(one)
    plain = SearchTerms(_plain(terms.first_name), _plain(terms.family_name))
    return plain if plain != terms else None


def _with_accent(rng: Random, one: Made) -> SearchTerms | None:
    terms = as_typed(one)
    new = terms.first_name.replace("e", "\u00e9").replace("o", "\u00f6")
    return replace(terms, first_name=new) if new != terms.first_name else None


def _plain(name: str) -> str:
    return "".join(letter for letter in normalize("NFKD", name.replace("\u0142", "l")) if not combining(letter))


def _digit_wrong(rng: Random, born: date) -> date | None:
    digits = list(born.isoformat())
    digits[rng.choice((2, 3, 6, 9))] = rng.choice(string.digits)
    return _date("".join(digits))


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 2027 else None


KINDS: dict[str, Slip] = {
    "exact": lambda rng, one: as_typed(one),
    "case": lambda rng, one: SearchTerms(as_typed(one).first_name.upper(), one.family_name.lower()),
    "spacing": lambda rng, one: SearchTerms(f"  {as_typed(one).first_name} ", f" {one.family_name}  "),
    "wildcards": lambda rng, one: SearchTerms(f"{as_typed(one).first_name}*", f"%{one.family_name}"),
    "apostrophe": _family_changed(
        lambda rng, name: name.replace("'", rng.choice(("", "\u2019", " ", "' "))), lambda name: "'" in name
    ),
    "hyphen left out": _family_changed(
        lambda rng, name: name.replace("-", rng.choice(("", " ", " - "))), lambda name: "-" in name
    ),
    "half of a double name": _family_changed(lambda rng, name: rng.choice(name.split("-")), lambda name: "-" in name),
    "accents left out": _without_accents,
    "accents put in": _with_accent,
    "typing error, first name": _first_changed(typing_error),
    "typing error, family name": _family_changed(typing_error),
    "errors in both names": _both_errors,
    "sound-alike, first name": _first_changed(sound_alike),
    "sound-alike, family name": _family_changed(sound_alike),
    "Mc and Mac": _family_changed(
        lambda rng, name: rng.choice(("Mac", "Mc ", "mac ", "M'c")) + name[2:], lambda name: name[:2] == "Mc"
    ),
    "swapped": lambda rng, one: SearchTerms(first_name=one.family_name, family_name=as_typed(one).first_name),
    "middle name typed": _with_middle,
    "middle name on record": lambda rng, one: as_typed(one) if " " in one.first_name else None,
    "initial": _initial,
    "family name alone": lambda rng, one: replace(as_typed(one), first_name="") if len(one.family_name) > 9 else None,
    "date of birth right": lambda rng, one: _born(one, as_typed(one)),
    "day and month swapped": _born_changed(lambda rng, born: _date(f"{born.year}-{born.day:02}-{born.month:02}")),
    "digit of the date wrong": _born_changed(_digit_wrong),
    "year off by one": _born_changed(lambda rng, born: _date(f"{born.year + 1}-{born:%m-%d}")),
    "date right, family name changed": _changed_family,
    "first name and date": lambda rng, one: _born(one, replace(as_typed(one), family_name="")),
}
