"""A council's local details: invented streets, schools, organisations and professionals to call."""

import unicodedata
from dataclasses import dataclass
from random import Random

from config.council import Council
from demo_data.names import STREETS, choose_community, choose_first_name, family_name_for
from demo_data.people import Row, fixed_random

_INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_ROLES = {
    "adult_social_care": ("Social worker", "Senior social worker", "Support planner", "Occupational therapist"),
    "housing": ("Housing officer", "Tenancy support officer", "Income officer", "Neighbourhood officer"),
    "police": ("Safeguarding unit officer", "Child protection detective", "Information sharing officer"),
}


@dataclass(frozen=True)
class School:
    name: str
    phone: str
    ages: tuple[int, int]


@dataclass(frozen=True)
class _Locality:
    """`phone_prefix` is one of Ofcom's number ranges for drama, without the last three digits."""

    town: str
    phone_prefix: str
    areas: tuple[tuple[str, str], ...]
    """Area and outward code; the area "" is the town itself."""
    police_areas: tuple[str, ...]
    adult_teams: tuple[str, ...]
    housing: str
    schools: tuple[tuple[str, int, int], ...]


_STOCKPORT = _Locality(
    town="Stockport",
    phone_prefix="0161 496 0",
    areas=(
        ("Romiley", "SK6"), ("Marple", "SK6"), ("Bredbury", "SK6"), ("Offerton", "SK2"), ("Brinnington", "SK5"),
        ("Reddish", "SK5"), ("Edgeley", "SK3"), ("Heaton Norris", "SK4"), ("Cheadle", "SK8"), ("", "SK1"),
    ),
    police_areas=("Stockport district", "Stockport district", "Tameside district", "City of Manchester district"),
    adult_teams=("Stockport Council adult care, north", "Stockport Council adult care, south", "Stockport Council"),
    housing="Stockport Homes",
    schools=(
        ("Brindlewood Primary School", 4, 10), ("Garrowby Road Primary School", 4, 10),
        ("Larkfold Primary School", 4, 10),
        ("St Osyth's RC Primary School", 4, 10), ("Millrace Community Primary School", 4, 10),
        ("Hallowmere High School", 11, 15), ("Ravensmere Academy", 11, 15), ("St Werburga's RC High School", 11, 15),
        ("Oakenroyd School", 4, 18), ("Hollin Edge Sixth Form College", 16, 20), ("Tollbar College", 16, 20),
    ),
)  # fmt: skip
_LEEDS = _Locality(
    town="Leeds",
    phone_prefix="0113 496 0",
    areas=(
        ("Seacroft", "LS14"), ("Chapel Allerton", "LS7"), ("Harehills", "LS8"), ("Beeston", "LS11"), ("Armley", "LS12"),
        ("Middleton", "LS10"), ("Bramley", "LS13"), ("Headingley", "LS6"), ("Cross Gates", "LS15"), ("", "LS9"),
    ),
    police_areas=("Leeds district", "Leeds district", "Bradford district", "City of Leeds district"),
    adult_teams=("Leeds City Council adult care, east", "Leeds City Council adult care, west", "Leeds City Council"),
    housing="Leeds Homes",
    schools=(
        ("Whinmoss Primary School", 4, 10), ("Coppergill Primary School", 4, 10),
        ("Beckfoot Lane Primary School", 4, 10),
        ("St Hybald's Catholic Primary School", 4, 10), ("Dyehouse Row Primary School", 4, 10),
        ("Kestrel Bank Academy", 11, 15), ("Highthorn High School", 11, 15),
        ("St Alcuin's Catholic High School", 11, 15),
        ("Fernshaw Park School", 4, 18), ("Westerdale Sixth Form College", 16, 20), ("Ironbridge Fold College", 16, 20),
    ),
)  # fmt: skip
_LOCALITIES = {"stockport": _STOCKPORT, "leeds": _LEEDS}


class Place:
    """A council's streets, schools and professionals, the same in every run."""

    def __init__(self, council: Council) -> None:
        self._local = _LOCALITIES.get(council.id) or _elsewhere(council)
        self._domain = f"{council.id.replace('_', '-')}.example"
        rng = fixed_random(f"{council.id} contacts")
        last_digits = list(range(300, 1000))  # below 300 are the general numbers in the council's own YAML
        rng.shuffle(last_digits)
        self._phones = [f"{self._local.phone_prefix}{digits}" for digits in last_digits]
        self.schools = tuple(School(name, self._phones.pop(), (low, high)) for name, low, high in self._local.schools)
        self._contacts = {service_id: [self._contact(service_id, rng) for _ in range(14)] for service_id in _ROLES}

    @property
    def area_of_arrest(self) -> str:
        """The police area where Dominic Pierce was arrested: Manchester, for Stockport's police."""
        return self._local.police_areas[-1]

    def address(self, rng: Random) -> str:
        area, outward = rng.choice(self._local.areas)
        door = rng.choices((f"{rng.randint(1, 180)}", f"Flat {rng.randint(1, 40)}, {rng.randint(1, 90)}"), (88, 12))[0]
        inward = f"{rng.randint(1, 9)}{rng.choice(_INWARD_LETTERS)}{rng.choice(_INWARD_LETTERS)}"
        lines = [f"{door} {rng.choice(STREETS)}", area, f"{self._local.town} {outward} {inward}"]
        return ", ".join(line for line in lines if line)

    def school(self, age: int, rng: Random) -> School:
        """A school for this age or, if no school takes it, for the nearest age."""
        age = min(max(age, 4), 20)
        return rng.choice([school for school in self.schools if school.ages[0] <= age <= school.ages[1]])

    def contact(self, service_id: str, rng: Random) -> Row:
        """The contact and organisation columns for one professional in the service."""
        return dict(rng.choice(self._contacts[service_id]))

    def _contact(self, service_id: str, rng: Random) -> Row:
        community, gender = choose_community(rng), rng.choice(("Female", "Male"))
        first = choose_first_name(community, gender, rng)
        family = family_name_for(rng.choice(community.family), gender)
        phone = f"07700 900{rng.randint(0, 999):03}" if rng.random() < 0.2 else self._phones.pop()
        organisation = {
            "adult_social_care": ("local_authority_organisation", rng.choice(self._local.adult_teams)),
            "housing": ("housing_association", self._local.housing),
            "police": ("police_area", rng.choice(self._local.police_areas)),
        }[service_id]
        return {
            organisation[0]: organisation[1],
            "contact_name": f"{first} {family}",
            "contact_role": rng.choice(_ROLES[service_id]),
            "contact_number": phone,
            "contact_email": f"{_plain(first)}.{_plain(family)}@{service_id.replace('_', '-')}.{self._domain}",
        }


def _elsewhere(council: Council) -> _Locality:
    """A council that is not in this module: its own name, and London's number range for drama."""
    return _Locality(
        town=council.short_name,
        phone_prefix="020 7946 0",
        areas=(("Northside", "ZZ1"), ("Southside", "ZZ2"), ("", "ZZ3")),
        police_areas=(f"{council.short_name} district",),
        adult_teams=(f"{council.name} adult care",),
        housing=f"{council.short_name} Homes",
        schools=(
            ("Brindlewood Primary School", 4, 10),
            ("Hallowmere High School", 11, 15),
            ("Tollbar College", 16, 20),
        ),
    )


def _plain(name: str) -> str:
    """A name as used in an email address: "Łukasz O'Brien" becomes "lukaszobrien"."""
    letters = unicodedata.normalize("NFKD", name.replace("Ł", "L").replace("ł", "l").replace("ı", "i"))
    return "".join(letter for letter in letters.lower() if "a" <= letter <= "z" or letter == "-")
