"""Invented people to match: households with twins, namesakes, and children named after a parent.

Names are as unevenly distributed as in life: very many people share a few names, and most family names are rare.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from benchmarks.population import frequencies
from demo_data.names import COMMUNITIES, STREETS, Community

TODAY = date(2026, 11, 1)
# Of children born, the share that are twins; of those, the share whose names are chosen to be alike.
TWINS, ALIKE_TWINS = 0.03, 0.35
NAMED_AFTER_A_PARENT = 0.03
# People who know only the year they were born in; their papers say 1 January.
ONLY_THE_YEAR = {"Female": 0.012, "Male": 0.015}

_ALIKE = (
    "Jayden/Jaden, Ella/Ellie, Amy/Emmy, Hassan/Hussain, Mia/Maya, Jack/Jake, Harry/Harvey, Lily/Lilly, Ava/Eva, "
    "Oliver/Olivia, Daniel/Danielle, Mark/Mary, Aaron/Arran, Kayden/Hayden, Jasmin/Jasmine, Tyler/Taylor, Leo/Leon, "
    "Amina/Aminah, Muhammad Ali/Muhammad Hassan, Sara/Sana, Lucas/Luke, Anna/Hannah, Jamie/James, Ben/Bea, Zain/Zayn"
)
_ALIKE_PAIRS = [tuple(pair.split("/")) for pair in _ALIKE.split(", ")]
# Of most people, names come from a public census table, as for the other benchmarks.
FROM_THE_CENSUS = {"family": 0.75, "first": 0.5}


@dataclass
class Being:
    """One invented person. `moved_from` and `family_before` are "" if they have not moved or changed name."""

    number: int
    first: str
    middle: str
    family: str
    born: date
    gender: str
    address: str
    moved_from: str = ""
    family_before: str = ""
    household: int = 0


def make_people(rng: Random, number: int) -> list[Being]:
    """About this many people, household by household."""
    made = _Town(rng, number)
    while len(made.people) < number:
        made.add_household()
    made.add_namesakes()
    return made.people


class _Town:
    def __init__(self, rng: Random, number: int):
        self.rng = rng
        self.people: list[Being] = []
        self.households = 0
        self.postcodes = [self._postcode() for _ in range(max(20, number // 40))]
        self.shared = [self._address(several=True) for _ in range(max(3, number // 1500))]
        self.weights = {id(community): _uneven(community) for community in COMMUNITIES}

    def add_household(self) -> None:
        """A family, people sharing a flat, or a person in a hostel."""
        rng = self.rng
        self.households += 1
        community = rng.choices(COMMUNITIES, [one.families_in_a_hundred for one in COMMUNITIES])[0]
        address = rng.choice(self.shared) if rng.random() < 0.04 else self._address()
        family = self._family_name(community)
        kind = rng.choices(("family", "couple", "alone", "sharing"), (52, 20, 20, 8))[0]
        if kind == "sharing":
            for _ in range(rng.randint(2, 4)):
                self._add(community, self._family_name(community), rng.randint(18, 45), address)
            return
        oldest = rng.randint(22, 55) if kind == "family" else rng.randint(20, 90)
        parents = [self._add(community, family, oldest, address, "Female" if rng.random() < 0.55 else "Male")]
        if kind != "alone" and rng.random() < 0.7:
            theirs = family if rng.random() < 0.6 else self._family_name(community)
            other = "Male" if parents[0].gender == "Female" else "Female"
            parents.append(self._add(community, theirs, max(18, oldest + rng.randint(-6, 6)), address, other))
        if kind == "family":
            self._add_children(community, parents, oldest, address)

    def _add_children(self, community: Community, parents: list[Being], oldest: int, address: str) -> None:
        rng = self.rng
        family = rng.choice(parents).family
        if len(parents) == 2 and parents[0].family != parents[1].family and rng.random() < 0.3:
            family = f"{parents[0].family}-{parents[1].family}"
        age = max(0, oldest - rng.randint(18, 32))
        for _ in range(rng.choices((1, 2, 3, 4, 5), (34, 36, 18, 8, 4))[0]):
            if age < 0:
                break
            child = self._add(community, family, age, address)
            after = [parent for parent in parents if parent.gender == child.gender]
            if after and rng.random() < NAMED_AFTER_A_PARENT:
                child.first, child.family = after[0].first, after[0].family
            elif rng.random() < TWINS / 2:
                self._add_twin(community, child)
            age -= rng.randint(1, 4)

    def _add_twin(self, community: Community, child: Being) -> None:
        rng = self.rng
        twin = self._add(community, child.family, 0, child.address)
        twin.born, twin.middle, twin.moved_from = child.born, child.middle, child.moved_from
        if rng.random() < ALIKE_TWINS:
            child.first, twin.first = rng.choice(_ALIKE_PAIRS)
            twin.gender = child.gender
        while twin.first == child.first:
            twin.first = self._first_name(community, twin.gender)

    def add_namesakes(self) -> None:
        """Other people with the same name, born in the same year, in the same month, or (rarely) on the same day."""
        rng = self.rng
        for being in rng.sample(self.people, len(self.people) // 60):
            born = rng.choice([
                being.born.replace(day=rng.randint(1, 28)), being.born.replace(month=rng.randint(1, 12), day=1),
                _date_in(being.born.year + rng.randint(-3, 3), rng), _date_in(rng.randint(1940, 2022), rng),
            ])  # fmt: skip
            born = min(born, TODAY)
            if rng.random() < 0.004:
                born = being.born
            namesake = Being(len(self.people), being.first, "", being.family, born, being.gender, self._address())
            self.households += 1
            namesake.household = self.households
            self.people.append(namesake)

    def _add(self, community: Community, family: str, age: int, address: str, gender: str = "") -> Being:
        rng = self.rng
        gender = gender or rng.choice(("Female", "Male"))
        born = min(_date_in(TODAY.year - age, rng), TODAY)
        if rng.random() < ONLY_THE_YEAR[gender] and age > 15:
            born = born.replace(month=1, day=1)
        middle = self._first_name(community, gender) if rng.random() < 0.5 else ""
        being = Being(len(self.people), self._first_name(community, gender), middle, family, born, gender, address)
        being.household = self.households
        if rng.random() < 0.3:
            being.moved_from = self._address()
        if age >= 20 and rng.random() < (0.2 if gender == "Female" else 0.02):
            being.family_before = self._family_name(community)
        self.people.append(being)
        return being

    def _first_name(self, community: Community, gender: str) -> str:
        if community is COMMUNITIES[0] and self.rng.random() < FROM_THE_CENSUS["first"]:
            census, summed = frequencies(gender.lower())
            return self.rng.choices(census, cum_weights=summed)[0]
        names = community.female if gender == "Female" else community.male
        return self.rng.choices(names, cum_weights=self.weights[id(community)][gender])[0]

    def _family_name(self, community: Community) -> str:
        if community is COMMUNITIES[0] and self.rng.random() < FROM_THE_CENSUS["family"]:
            census, summed = frequencies("last")
            return self.rng.choices(census, cum_weights=summed)[0]
        return self.rng.choices(community.family, cum_weights=self.weights[id(community)]["family"])[0]

    def _postcode(self) -> str:
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        rng = self.rng
        return f"SK{rng.randint(1, 16)} {rng.randint(1, 9)}{rng.choice(letters)}{rng.choice(letters)}"

    def _address(self, several: bool = False) -> str:
        rng = self.rng
        postcode = rng.choice(self.postcodes)
        street = STREETS[hash_of(postcode) % len(STREETS)]
        number = rng.randint(1, 60) if not several else rng.randint(100, 160)
        flat = f"Flat {rng.randint(1, 30)}, " if not several and rng.random() < 0.15 else ""
        return f"{flat}{number} {street}, Stockport, {postcode}"


def hash_of(text: str) -> int:
    """A number made from a text, the same in every run."""
    number = 7
    for letter in text:
        number = (number * 31 + ord(letter)) % 1_000_003
    return number


def _uneven(community: Community) -> dict[str, list[float]]:
    """Cumulative weights: the second name is a bit more than half as frequent as the first, and so on."""
    lists = {"Female": community.female, "Male": community.male, "family": community.family}
    return {kind: list(accumulate((place + 1) ** -0.8 for place in range(len(names)))) for kind, names in lists.items()}


def _date_in(year: int, rng: Random) -> date:
    return date(year, 1, 1) + timedelta(days=rng.randrange(365))
