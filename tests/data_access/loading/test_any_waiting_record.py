"""A record that waited for a restricted person is hidden, whatever becomes of it and of them, until it is somebody's of
the CMS. Of each record its key, or name with date of birth, is left from one load to the next."""

from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from data_access.people import access
from data_access.people.restricting import restrictions
from data_access.storage.app_tables import person_alias, person_key, restricted_person, unsettled_restriction
from data_access.storage.database import database_of
from data_access.storage.extract_tables import person, source_person
from tests.data_access.conftest import only_sqlite
from tests.data_access.loading.test_followed_restrictions import load_it, with_change, without
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key
from tests.small_extract import born

NUMBER_OF_RECORDS = 5
LOOKS = {
    "Dominic": {},
    "an initial": {"first_name": "D", "family_name": "Peirce"},
    "another date of birth": {"date_of_birth": "1971-01-09"},
    "no date of birth": {"date_of_birth": ""},
    "a new name": {"first_name": "Luke", "family_name": "Archer", "date_of_birth": "1999-09-09"},
    "nearly that": {"first_name": "Luke", "family_name": "Archr", "date_of_birth": "1999-09-09"},
    "somebody else": {"first_name": "Otis", "family_name": "Quennell", "date_of_birth": "1988-03-05"},
    "Kate": {"first_name": "Kate", "family_name": "Williams", "date_of_birth": born(34), "gender": "Female"},
}
TELLING = LOOKS.keys() - {"no date of birth"}
"""Those by whose name and date of birth a record is known under another key."""
DOMINIC = {
    "as he was": lambda extract: extract,
    "leaves": lambda extract: without(extract, "dominic"),
    "a new name": lambda extract: with_change(extract, "dominic", **LOOKS["a new name"]),
    "a new case ID": lambda extract: with_change(extract, "dominic", cms_id="777001"),
}
PLACE, LOOK = st.integers(0, NUMBER_OF_RECORDS - 1), st.sampled_from(sorted(LOOKS))
MOVE = st.one_of(
    st.tuples(st.just("look"), PLACE, LOOK),
    st.tuples(st.just("key"), PLACE, st.integers(1, 10**6)),
    st.tuples(st.just("is_here"), PLACE, st.booleans()),
    st.tuples(st.just("dominic"), PLACE, st.sampled_from(sorted(DOMINIC))),
)


@dataclass
class Record:
    """A record of housing or, if its number is odd, of the police."""

    number: int
    look: str
    key: str
    is_here: bool = True
    was_hidden: bool = False
    last: tuple[str, str] = ("", "")
    """Its look and key in the last load it was in."""

    @property
    def source_key(self) -> tuple[str, str]:
        return ("housing", "police")[self.number % 2], self.key

    def add_to(self, extract: UnkeyedExtract) -> None:
        if self.key != self.last[1] and self.last[1] and not (self.look == self.last[0] and self.look in TELLING):
            self.key = self.last[1]
        self.last = self.look, self.key
        add = (extract.tenant, extract.offender)[self.number % 2]
        home = {"address": f"{self.number + 1} Human Road, Leeds LS{self.number + 1} 1AA"}
        add(self.key, "dominic", **(home | LOOKS[self.look]))


FOUND = (
    # A link to a record of another service, a record between, and several records of one name and date of birth.
    (["another date of birth", *["somebody else"] * 4], [("look", 0, "a new name"), ("look", 1, "a new name")]),
    (["somebody else", "another date of birth", "somebody else", "Dominic", "no date of birth"],
     [("is_here", 4, False), ("dominic", 0, "a new name")]),
    (["an initial", "somebody else", "an initial", "an initial", "no date of birth"],
     [("key", 0, 2498), ("look", 3, "no date of birth"), ("dominic", 0, "a new name")]),
)  # fmt: skip


@only_sqlite
@settings(
    max_examples=3,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(looks=st.lists(LOOK, min_size=NUMBER_OF_RECORDS, max_size=NUMBER_OF_RECORDS),
       loads=st.lists(st.lists(MOVE, min_size=1, max_size=4), min_size=1, max_size=4))  # fmt: skip
@example(looks=FOUND[0][0], loads=[FOUND[0][1]])
@example(looks=FOUND[1][0], loads=[FOUND[1][1]])
@example(looks=FOUND[2][0], loads=[FOUND[2][1]])
def test_no_record_that_waited_for_a_restricted_person_becomes_visible(stockport, tmp_path, looks, loads):
    """Seen to fail with each of the examples, which it found."""
    council = without_shared_key(stockport)
    with database_of(council).writing() as connection:
        for table in (restricted_person, unsettled_restriction, person_key, person_alias):
            connection.execute(delete(table))
    records = [Record(number, look, f"K{number}") for number, look in enumerate(looks)]
    load(council, tmp_path, records, "as he was")
    restrictions.restrict_person(council, "249014", reason="Adoption", by="test")
    assert visible(council, records) == []
    dominic = "as he was"
    for moves in loads:
        for what, place, new in moves:
            if what == "dominic":
                dominic = str(new)
            else:
                setattr(records[place], what, f"N{new}.{place}" if what == "key" else new)
        load(council, tmp_path, records, dominic)
        assert visible(council, records) == []


def load(council, tmp_path, records, dominic) -> None:
    extract = UnkeyedExtract(council)
    for record in records:
        if record.is_here:
            record.add_to(extract)
    load_it(council, DOMINIC[dominic](extract), tmp_path, accept_lost=True)


def visible(council, records) -> list[Record]:
    """The records that were hidden and are no more, although no one of the CMS has them. Notes those hidden now."""
    found = []
    with database_of(council).reading() as (connection, _):
        may_find = access.is_findable(access.MayFind(only_children=False, only_caseload=False))
        findable = set(connection.scalars(select(person.c.person_id).where(may_find)))
        of_cms = set(connection.scalars(select(person.c.person_id).where(person.c.cms_id.is_not(None))))
        columns = (source_person.c.source_id, source_person.c.source_key, source_person.c.person_id)
        whose = {(source, key): one for source, key, one in connection.execute(select(*columns))}
    for record in records:
        if record.is_here and record.source_key in whose:
            one = whose[record.source_key]
            record.was_hidden = (record.was_hidden and one not in of_cms) or one not in findable
            found += [record] if record.was_hidden and one in findable else []
    return found
