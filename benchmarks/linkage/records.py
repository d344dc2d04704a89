"""Records of the invented people in a CMS and three services, with the usual errors and the truth about each record.

The error rates are guesses for a council with poor data; each set of records has slightly different ones.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

import pandas as pd

from benchmarks.linkage.people import TODAY, Being, make_people

SERVICES = ("school", "housing", "police")
KEYS = "qwertyuiop asdfghjkl zxcvbnm"
_SHORT = (
    "Christopher/Chris, Matthew/Matt, Daniel/Dan, Daniel/Danny, Michael/Mick, Michael/Mike, Margaret/Maggie, "
    "Susan/Sue, Joshua/Josh, Nicola/Nicky, Jessica/Jess, Abigail/Abby, Patrick/Paddy, Katarzyna/Kasia, Samuel/Sam, "
    "Joanne/Jo, James/Jim, James/Jamie, Stephen/Steve, Thomas/Tom, Thomas/Tommy, Benjamin/Ben, Frederick/Fred, "
    "Alexander/Alex, Kenneth/Ken, Ronald/Ron, Stuart/Stu, Peter/Pete, Gary/Gaz, Derek/Del, Charlotte/Lottie, "
    "Rebecca/Becky, Bethany/Beth, Elizabeth/Liz, Elizabeth/Betty, Emily/Em, Amelia/Millie, Isabella/Bella, "
    "Jacob/Jake, Joseph/Joe, Oliver/Ollie, Archie/Archibald, Alfie/Alfred, Harry/Henry, Jack/John, Lauren/Loz, "
    "Natalie/Nat, Kathleen/Kath, Dorothy/Dot, Brenda/Bren, Maureen/Mo, Sharon/Shaz, Tracey/Trace, Gemma/Gem, "
    "Olivia/Liv, Sophie/Soph, Megan/Meg, Eleanor/Ellie, Małgorzata/Gosia, Magdalena/Magda, Agnieszka/Aga, "
    "Joanna/Asia, Zofia/Zosia, Tomasz/Tomek, Gurpreet/Gurp, Manpreet/Mani, Vikram/Vik, Oluwaseun/Seun, "
    "Chukwuemeka/Emeka, Fatima/Fatma, Brendan/Bren"
)
_SPELT = (
    "Muhammad/Mohammed/Mohammad/Mohamed, Stephen/Steven, Zoë/Zoe, Siobhan/Siobhán, Ayesha/Aisha, Tracey/Tracy, "
    "Seán/Sean/Shaun/Shawn, Catherine/Katherine/Kathryn, Sarah/Sara, Jon/John, Stuart/Stewart, Stacey/Stacy, "
    "Yusuf/Yousef, Hussain/Hussein, Ahmed/Ahmad, Ellie-Mae/Ellie Mae, Conor/Connor, Kieran/Kieron, Philip/Phillip, "
    "Aidan/Aiden, Clarke/Clark, Browne/Brown, Reid/Read, Hussain/Hussein, Chaudhry/Choudhury, McDonald/MacDonald, "
    "Rahman/Rehman, McKenzie/MacKenzie, O'Brien/OBrien/O Brien, Begum/Begam, Mohammed/Muhammed, Ionuț/Ionut, "
    "Łukasz/Lukasz"
)


def _others(pairs: str, both_ways: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for group in pairs.split(", "):
        names = group.split("/")
        for name in names if both_ways else names[:1]:
            found.setdefault(name, []).extend(other for other in names if other != name)
    return found


SHORT_FORMS, SPELLINGS = _others(_SHORT, both_ways=False), _others(_SPELT, both_ways=True)


@dataclass(frozen=True)
class Quality:
    """How often a source has each kind of error, from 0 to 1."""

    no_date: float
    wrong_date: float
    typing: float
    short_form: float
    no_address: float
    old_address: float
    no_gender: float


CMS = Quality(no_date=0.05, wrong_date=0.01, typing=0.012, short_form=0.06, no_address=0.04, old_address=0.3,
              no_gender=0.03)  # fmt: skip
QUALITIES = {
    "school": Quality(0.004, 0.01, 0.015, 0.05, 0.03, 0.25, 0.03),
    "housing": Quality(0.06, 0.02, 0.03, 0.12, 0.02, 0.3, 0.1),
    "police": Quality(0.08, 0.03, 0.045, 0.12, 0.15, 0.5, 0.08),
}  # fmt: skip


@dataclass(frozen=True)
class LinkageSet:
    """People in the CMS, records in the services, and the truth: the number of the invented person behind each."""

    people: pd.DataFrame
    records: pd.DataFrame
    person_being: dict[str, int]
    record_being: dict[tuple[str, str], int]


def make_set(seed: int, people: int = 40_000) -> LinkageSet:
    """A set of this many people, about two in three of them in the CMS. The same seed gives the same set."""
    rng = Random(seed)
    beings = make_people(rng, people)
    worse = rng.uniform(0.6, 1.5)
    in_cms = [being for being in beings if rng.random() < 0.62]
    cms_rows, person_being = [], {}
    for being in in_cms:
        for _ in range(2 if rng.random() < 0.003 else 1):
            key = f"P{len(cms_rows):07d}"
            no_date = 0.12 if _age(being) >= 18 else 0.01
            quality = Quality(**{**vars(CMS), "no_date": no_date * worse})
            cms_rows.append({"person_key": key, **say(being, quality, worse, rng)})
            person_being[key] = being.number
    rng.shuffle(cms_rows)
    records, record_being = [], {}
    for service in SERVICES:
        ages = range(4, 20) if service == "school" else range(16, 120)
        share = {"school": 0.8, "housing": 0.4, "police": 0.15}[service]
        for being in beings:
            if _age(being) in ages and rng.random() < share:
                for _ in range(2 if rng.random() < 0.006 else 1):
                    key = f"{service[0].upper()}{rng.randrange(10**9):09d}"
                    rows = _rows(being, QUALITIES[service], worse, rng)
                    records += [{"source": service, "source_key": key, **row} for row in rows]
                    record_being[service, key] = being.number
    rng.shuffle(records)
    return LinkageSet(pd.DataFrame(cms_rows), pd.DataFrame(records), person_being, record_being)


def _rows(being: Being, quality: Quality, worse: float, rng: Random) -> list[dict]:
    """One row, or two if the source also has an earlier address."""
    row = say(being, quality, worse, rng)
    if being.moved_from and rng.random() < 0.1:
        return [row, {**row, "address": _written(being.moved_from, rng)}]
    return [row]


def say(being: Being, quality: Quality, worse: float, rng: Random) -> dict:
    """A person's details in a source of this quality, with `worse` times as many errors as usual."""

    def happens(share: float) -> bool:
        return rng.random() < share * worse

    first = _first_name(being, quality, happens, rng)
    family = being.family
    if being.family_before and rng.random() < 0.35:
        family = being.family_before
    if "-" in family and rng.random() < 0.3:
        family = rng.choice(family.split("-"))
    elif family in SPELLINGS and happens(0.04):
        family = rng.choice(SPELLINGS[family])
    if happens(quality.typing):
        family = mistyped(family, rng)
    if happens(0.004):
        family = ""
    elif first and happens(0.005):
        first, family = family, first
    address = being.moved_from if being.moved_from and rng.random() < quality.old_address else being.address
    gender = being.gender if not happens(0.004) else rng.choice(("Female", "Male", "Other"))
    return {
        "first_name": _cased(first, rng),
        "family_name": _cased(family, rng),
        "date_of_birth": _date_of_birth(being, quality, happens, rng),
        "gender": "Unknown" if happens(quality.no_gender) else gender,
        "address": "" if happens(quality.no_address) else _written(address, rng),
    }


def _first_name(being: Being, quality: Quality, happens, rng: Random) -> str:
    first = being.first
    if first in SHORT_FORMS and happens(quality.short_form):
        first = rng.choice(SHORT_FORMS[first])
    elif first in SPELLINGS and happens(quality.short_form):
        first = rng.choice(SPELLINGS[first])
    elif being.middle and happens(0.008):
        return being.middle
    if happens(quality.typing):
        first = mistyped(first, rng)
    if happens(0.01):
        return first[:1]
    if happens(0.004):
        return ""
    if being.middle and happens(0.12):
        return f"{first} {being.middle if rng.random() < 0.6 else being.middle[:1]}"
    return first


def _date_of_birth(being: Being, quality: Quality, happens, rng: Random) -> date | None:
    born = being.born
    if happens(quality.no_date):
        return None
    if not happens(quality.wrong_date):
        return born
    kind = rng.choice(("turned", "digit", "digit", "year", "new year", "default"))
    if kind == "turned" and born.day <= 12:
        return _date(born.year, born.day, born.month)
    if kind == "year":
        return _date(born.year + rng.choice((-10, -1, 1, 10)), born.month, born.day)
    if kind == "new year":
        return date(born.year, 1, 1)
    if kind == "default":
        return date(1900, 1, 1)
    return _date(born.year, born.month, rng.choice([day for day in (born.day - 1, born.day + 1, born.day + 10) if day]))


def _date(year: int, month: int, day: int) -> date:
    return min(date(year, month, max(1, min(day, 28))), TODAY)


def mistyped(name: str, rng: Random) -> str:
    """A name with one or, rarely, two typing errors."""
    for _ in range(2 if rng.random() < 0.12 else 1):
        if len(name) < 2:
            return name
        at = rng.randrange(len(name))
        kind = rng.choice(("left out", "doubled", "turned", "beside", "beside"))
        if kind == "left out":
            name = name[:at] + name[at + 1 :]
        elif kind == "doubled":
            name = name[:at] + name[at] + name[at:]
        elif kind == "turned" and at + 1 < len(name):
            name = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        else:
            place = KEYS.find(name[at].lower())
            name = name[:at] + (KEYS[place + 1] if 0 <= place < len(KEYS) - 1 else "e").strip() + name[at + 1 :]
    return name


def _cased(name: str, rng: Random) -> str:
    return name.upper() if rng.random() < 0.15 else f" {name}" if rng.random() < 0.01 else name


def _written(address: str, rng: Random) -> str:
    """An address in one of the ways sources write it."""
    chance = rng.random()
    if chance < 0.2:
        address = address.replace(" Road", " Rd").replace(" Street", " St").replace(" Avenue", " Ave")
    if chance < 0.1:
        address = address.upper()
    if 0.1 < chance < 0.16:
        address = address.rsplit(", ", 1)[0]
    if 0.16 < chance < 0.3:
        address = address.replace(", Stockport, ", "\n")
    if 0.3 < chance < 0.33:
        head, tail = address[:-2], address[-2:]
        address = head + tail[::-1]
    if 0.33 < chance < 0.4:
        head, _, tail = address.rpartition(" ")
        address = head + tail
    return address


def _age(being: Being) -> int:
    return TODAY.year - being.born.year
