"""Invented households: parents, children, grandparents and others, and the children they are linked to."""

from datetime import timedelta
from random import Random

from demo_data.names import Community, choose_community, choose_first_name, family_name_for
from demo_data.people import Extract, Person
from demo_data.places import Place

# How many households in a hundred are of each kind.
_KINDS = {"two parents": 34, "mother": 22, "father": 4, "step family": 12, "grandparents": 6, "no children": 22}
_PROFESSIONALS = ("Foster carer", "Adoptive parent", "Social worker", "Other professional")
_UNBORN = 8


class Households:
    """Adds households to an extract until it has enough people."""

    def __init__(self, extract: Extract, place: Place, rng: Random) -> None:
        self.extract = extract
        self.place = place
        self.rng = rng
        numbers = rng.sample(range(150_000, 232_000), 4_000)
        taken = {person.cms_id for person in extract.people}
        self._cms_ids = [str(number) for number in numbers if str(number) not in taken]

    def add_until(self, people: int) -> None:
        """Add households until there are about this many people, including a few unborn children."""
        kinds, weights = list(_KINDS), list(_KINDS.values())
        mothers: list[Person] = []
        while len(self.extract.people) < people - _UNBORN:
            kind = self.rng.choices(kinds, weights)[0]
            mother = self._household(kind)
            if mother and 17 <= (mother.age or 0) <= 42:
                mothers.append(mother)
        for mother in self.rng.sample(mothers, _UNBORN):
            self._unborn_child_of(mother)

    def _household(self, kind: str) -> Person | None:
        """One household. Returns the mother of its children, if she lives there."""
        community, home = choose_community(self.rng), self.place.address(self.rng)
        name = self.rng.choice(community.family)
        if kind == "no children":
            self._adults_without_children(community, name, home)
            return None
        count = self.rng.choices((1, 2, 3, 4, 5), (30, 38, 20, 9, 3))[0]
        ages = sorted((self.rng.randint(0, 19) for _ in range(count)), reverse=True)
        mothers_age = min(max(ages) + self.rng.randint(18, 36), 49 + min(ages))
        mothers_name = self.rng.choice(community.family) if self.rng.random() < 0.25 else name
        childrens_name = f"{name}-{mothers_name}" if mothers_name != name and self._happens(0.35) else name
        if "-" in name or "-" in mothers_name or " " in name + mothers_name:
            childrens_name = name
        children = [self._person(community, childrens_name, age, home) for age in ages]
        mother = father = None
        if kind != "father":
            mothers_home = self.place.address(self.rng) if kind == "grandparents" else home
            mother = self._person(community, mothers_name, mothers_age, mothers_home, "Female")
        if kind in ("two parents", "father") or self._happens(0.5):
            fathers_home = home if kind in ("two parents", "father") else self.place.address(self.rng)
            father = self._person(community, name, max(mothers_age + self.rng.randint(-3, 9), 18), fathers_home, "Male")
        self._link_all(children, mother, "Mother")
        self._link_all(children, father, "Father")
        if kind == "step family" and mother:
            self._step_family(children, mother, home)
        self._siblings(children, "")
        self._grandparents(children, community, name, mothers_age, home if kind == "grandparents" else None)
        self._others(children)
        return mother if kind != "grandparents" else None

    def _adults_without_children(self, community: Community, name: str, home: str) -> None:
        first = self._person(community, name, self.rng.randint(18, 92), home)
        if self._happens(0.5):
            age = max(18, (first.age or 18) + self.rng.randint(-6, 6))
            self._person(community, name, age, home)

    def _step_family(self, children: list[Person], mother: Person, home: str) -> None:
        """The mother's partner, and sometimes a younger child they have together."""
        community = choose_community(self.rng)
        name = self.rng.choice(community.family)
        partner = self._person(community, name, max(18, (mother.age or 18) + self.rng.randint(-6, 8)), home, "Male")
        self._link_all(children, partner, self.rng.choice(("Stepfather", "Mother's partner")))
        youngest = min(child.age or 0 for child in children)
        if youngest > 1 and self._happens(0.6):
            baby = self._person(community, name, self.rng.randint(0, youngest - 1), home)
            self.extract.link(baby, mother, "Mother")
            self.extract.link(baby, partner, "Father")
            for child in children:
                self._siblings([child, baby], "Half ")

    def _grandparents(
        self, children: list[Person], community: Community, name: str, parents_age: int, home: str | None
    ) -> None:
        """Grandparents: always linked if the children live with them, otherwise sometimes."""
        if home is None and not self._happens(0.28):
            return
        age = min(parents_age + self.rng.randint(19, 32), 96)
        where = home or self.place.address(self.rng)
        self._link_all(children, self._person(community, name, age, where, "Female"), "Grandmother")
        if self._happens(0.5):
            self._link_all(children, self._person(community, name, age + 2, where, "Male"), "Grandfather")

    def _others(self, children: list[Person]) -> None:
        """Friends, relatives and professionals whom the CMS also links to the children."""
        if self._happens(0.16):
            words = ("Aunt", "Uncle", "Family friend", "Neighbour", "Babysitter", "Godparent")
            relationship = self.rng.choice(words)
            gender = {"Aunt": "Female", "Uncle": "Male"}.get(relationship, "")
            self._link_all(children, self._stranger(self.rng.randint(19, 68), gender), relationship)
        if self._happens(0.07):
            self._link_all(children, self._stranger(self.rng.randint(28, 62)), self.rng.choice(_PROFESSIONALS))

    def _siblings(self, children: list[Person], prefix: str) -> None:
        for child in children:
            for other in children:
                if other is not child and child.is_child:
                    words = {"Female": "sister", "Male": "brother"}.get(other.gender, "sibling")
                    self.extract.link(child, other, f"{prefix}{words}".capitalize())

    def _link_all(self, children: list[Person], individual: Person | None, relationship: str) -> None:
        for child in children:
            if individual and child.is_child:
                self.extract.link(child, individual, relationship)

    def _unborn_child_of(self, mother: Person) -> None:
        """A child expected within nine months, as recorded in the CMS before there is a name."""
        child = self._person(choose_community(self.rng), mother.family_name, 0, mother.address)
        child.first_name, child.gender, child.age = "Unborn", "Unknown", None
        child.date_of_birth = self.extract.today + timedelta(days=self.rng.randint(12, 250))
        self.extract.link(child, mother, "Mother")

    def _stranger(self, age: int, gender: str = "") -> Person:
        community = choose_community(self.rng)
        return self._person(community, self.rng.choice(community.family), age, self.place.address(self.rng), gender)

    def _person(self, community: Community, family_name: str, age: int, home: str, gender: str = "") -> Person:
        gender = gender or self.rng.choices(("Female", "Male", "Other", "Unknown"), (495, 495, 4, 6))[0]
        return self.extract.add_person(
            choose_first_name(community, gender, self.rng),
            family_name_for(family_name, gender),
            gender,
            age,
            self._birthday(),
            address=home,
            cms_id=self._cms_ids.pop(),
        )

    def _birthday(self) -> tuple[int, int]:
        """A day and month, possibly 29 February."""
        month = self.rng.randint(1, 12)
        last = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
        return self.rng.randint(1, last), month

    def _happens(self, share: float) -> bool:
        return self.rng.random() < share
