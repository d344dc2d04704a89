"""Any number of invented people, from a fixed seed: name frequencies as uneven as real ones, households, namesakes.

Most names are chosen by the frequencies of a public census table (PyPI's `names`), the rest from the demonstration's
communities, so that apostrophes, accents and names from other languages are as common as in an English city.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

import names

from demo_data.names import COMMUNITIES

TODAY = date(2026, 11, 24)
FROM_A_COMMUNITY = 0.35
DOUBLE_BARRELLED = 0.05
MIDDLE_NAME = 0.12
NO_DATE_OF_BIRTH = 0.02
NOT_IN_THE_CMS = 0.03
STREETS = ("High", "Station", "Church", "Mill", "Park", "Victoria", "Green", "Manor", "Kings", "Queens", "Moor", "Dale")
STREET_KINDS = ("Road", "Street", "Lane", "Avenue", "Close", "Drive", "Grove", "Terrace")


@dataclass(frozen=True)
class Made:
    """One invented person, as in a line of people.csv. `cms_id` is "" for a person who is not in the CMS."""

    person_key: str
    cms_id: str
    first_name: str
    family_name: str
    date_of_birth: date | None
    gender: str
    address: str


def people(count: int, *, seed: int) -> Iterator[Made]:
    """This many people, household by household. The same count and seed give the same people."""
    rng = Random(seed)
    made = 0
    while made < count:
        community = rng.random() < FROM_A_COMMUNITY and _community(rng)
        family_name, address = _family_name(rng, community), _address(rng)
        for place in range(min(rng.choices((1, 2, 3, 4, 5), (30, 30, 17, 15, 8))[0], count - made)):
            made += 1
            gender = rng.choice(("Female", "Male"))
            own = family_name if rng.random() < 0.8 else _family_name(rng, community)
            yield Made(
                person_key=f"p{made:07d}",
                cms_id="" if rng.random() < NOT_IN_THE_CMS else str(200_000 + made),
                first_name=_first_name(rng, community, gender),
                family_name=own,
                date_of_birth=_born(rng, grown=place < 2),
                gender=gender,
                address=address,
            )


@cache
def frequencies(which: str) -> tuple[list[str], list[float]]:
    """Names of one of the tables "female", "male" and "last", and how common each is, added up."""
    path = Path(names.FILES["last" if which == "last" else f"first:{which}"])
    lines = [line.split() for line in path.read_text(encoding="ascii").splitlines()]
    return [line[0].title() for line in lines], list(accumulate(float(line[1]) + 0.0002 for line in lines))


def _common(rng: Random, which: str) -> str:
    held, summed = frequencies(which)
    return rng.choices(held, cum_weights=summed)[0]


def _community(rng: Random):
    return rng.choices(COMMUNITIES, [one.families_in_a_hundred for one in COMMUNITIES])[0]


def _first_name(rng: Random, community, gender: str) -> str:
    def one() -> str:
        return rng.choice(getattr(community, gender.lower())) if community else _common(rng, gender.lower())

    return f"{one()} {one()}" if rng.random() < MIDDLE_NAME else one()


def _family_name(rng: Random, community) -> str:
    def one() -> str:
        return rng.choice(community.family) if community and rng.random() < 0.5 else _common(rng, "last")

    return f"{one()}-{one()}" if rng.random() < DOUBLE_BARRELLED else one()


def _born(rng: Random, *, grown: bool) -> date | None:
    if rng.random() < NO_DATE_OF_BIRTH:
        return None
    years = rng.triangular(17, 95, 30) if grown else rng.uniform(0, 18)
    born = TODAY - timedelta(days=int(years * 365.25))
    # An unknown date is often recorded as 1 January.
    return born.replace(month=1, day=1) if rng.random() < 0.01 else born


def _address(rng: Random) -> str:
    street = f"{rng.choice(STREETS)}{rng.choice(('', 'field', 'gate', 'wood'))} {rng.choice(STREET_KINDS)}"
    code = f"SK{rng.randint(1, 14)} {rng.randint(1, 9)}{rng.choice('ABDEFGHJLN')}{rng.choice('ABDEFGHJLN')}"
    return f"{rng.randint(1, 300)} {street}, Stockport {code}"
