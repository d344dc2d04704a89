"""People easily mistaken for the research families, in families of their own, so that selecting is a real choice."""

from random import Random
from typing import NamedTuple

from demo_data.people import Extract
from demo_data.places import Place


class _One(NamedTuple):
    """`born` is day and month, None if not known. `known_as` is the case ID, else the source they come from."""

    first_name: str
    family_name: str
    gender: str
    age: int
    born: tuple[int, int] | None
    known_as: str
    relationship: str = ""


# Each family: its children (without a relationship), then the adults, with what they are to the children.
_FAMILIES = (
    (
        _One("Sarah", "Murphey", "Female", 11, (10, 7), "249015"),
        _One("Finn", "Murphey", "Male", 9, (3, 1), "249016"),
        _One("Sarah", "Murphey", "Female", 40, (12, 5), "housing", "Mother"),
    ),
    (
        _One("Sara", "Murphy", "Female", 9, (2, 11), "251330"),
        _One("Declan", "Murphy", "Male", 38, (19, 6), "251331", "Father"),
    ),
    # The same child twice in the CMS, or two children: same name and date of birth, another address and case ID.
    (
        _One("Sarah", "Murphy", "Female", 8, (21, 9), "206845"),
        _One("Lisa", "Murphy", "Female", 30, (8, 8), "206846", "Mother"),
    ),
    (
        _One("Sarah", "Murphy", "Female", 8, (21, 9), "258102"),
        _One("Lisa", "Murphy", "Female", 30, (8, 8), "258103", "Mother"),
    ),
    (
        _One("Tommy", "Williams", "Male", 5, (5, 12), "252208"),
        _One("Kate", "Williams", "Female", 13, (29, 8), "252209"),
        _One("Katherine", "Williams", "Female", 33, (29, 9), "252210", "Mother"),
    ),
    (
        _One("Thomas", "Williams", "Male", 7, (21, 5), "247761"),
        _One("Amelia", "Williams", "Female", 17, (1, 10), "247762"),
        _One("Lisa", "Williams", "Female", 38, (11, 2), "247763", "Mother"),
        _One("Thomas", "Williams", "Male", 63, (12, 5), "adult_social_care", "Grandfather"),
    ),
    (
        _One("Tom", "Williams", "Male", 15, (17, 3), "238004"),
        _One("Amelia", "Williams", "Female", 4, (22, 6), "238005"),
        _One("Kate", "Williams", "Female", 52, (29, 8), "238006", "Mother"),
        _One("Catherine", "Williams", "Female", 34, (14, 1), "238007", "Aunt"),
    ),
    (
        _One("Tommy", "Williamson", "Male", 8, (12, 5), "255519"),
        _One("Amelia-Rose", "Williamson", "Female", 6, (9, 9), "school"),
        _One("Lisa", "Williamson", "Female", 29, (30, 4), "255520", "Mother"),
        _One("Kate", "Williams", "Female", 30, None, "police", "Family friend"),
    ),
    (
        _One("Dominic", "Pearce", "Male", 9, (3, 4), "244930"),
        _One("Erin", "Pearce", "Female", 3, (16, 12), "244931"),
        _One("Dominic", "Pearce", "Male", 36, (4, 3), "244932", "Father"),
        _One("Dominick", "Pierce", "Male", 45, (27, 7), "244933", "Uncle"),
    ),
    (
        _One("Mason", "Pierce", "Male", 1, (6, 6), "261240"),
        _One("Dominic", "Pierce", "Male", 22, (18, 11), "police", "Father"),
    ),
    (
        _One("Charlie", "Banks", "Male", 10, (7, 10), "139917"),
        _One("Charley", "Banks", "Female", 15, (24, 2), "139918"),
        _One("Rachael", "Banks", "Female", 33, (2, 2), "139919", "Mother"),
        _One("John", "Banks", "Male", 44, (28, 1), "139920", "Father"),
    ),
    (
        _One("Charles", "Banks", "Male", 7, (7, 10), "140226"),
        _One("Rachel", "Banks", "Female", 24, (13, 12), "140227", "Mother"),
        _One("Jon", "Banks", "Male", 70, (1, 5), "140228", "Grandfather"),
        _One("Kate", "Ellison", "Female", 27, (20, 10), "140229", "Family friend"),
    ),
    (
        _One("Jason", "Lee", "Male", 13, (23, 3), "233375"),
        _One("Jayson", "Leigh", "Male", 7, (11, 6), "233376"),
        _One("Paula", "Leigh", "Female", 35, (10, 10), "233377", "Mother"),
        _One("Paula", "Lee", "Female", 58, (4, 4), "housing", "Grandmother"),
    ),
)


def add_namesakes(extract: Extract, place: Place, rng: Random, sources: tuple[str, ...]) -> None:
    """Add every family above; their records are invented like everyone else's.

    An adult known from a source not in `sources` becomes known from another one or, if none fits, from the CMS.
    """
    for_adults = tuple(source for source in sources if source != "school")
    for members in _FAMILIES:
        home = place.address(rng)
        children, adults = [], []
        for one in members:
            in_cms = one.known_as.isdigit()
            others = for_adults if one.relationship else ()
            known_from = one.known_as if one.known_as in sources else (*others, "cms")[0]
            at_home = one.relationship in ("", "Mother", "Father")
            person = extract.add_person(
                one.first_name,
                one.family_name,
                one.gender,
                one.age,
                one.born or (1, 1),
                address=home if at_home else place.address(rng),
                cms_id=one.known_as if in_cms else "",
                source="cms" if in_cms else known_from,
                named=True,
            )
            if one.born is None:
                person.date_of_birth = None
            if one.relationship:
                adults.append((person, one.relationship))
            else:
                children.append(person)
        for child in children:
            for adult, relationship in adults:
                extract.link(child, adult, relationship)
            for other in children:
                if other is not child:
                    extract.link(child, other, "Sister" if other.gender == "Female" else "Brother")
