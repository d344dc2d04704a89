"""Finding people (people/search.py): in both journeys, with restrictions, on both databases, by index only."""

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from string import ascii_lowercase

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, event, select, text

from benchmarks.council import invented
from config import clock
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import accounts, sessions
from data_access.errors import NotEnoughToSearch, NotPermitted
from data_access.loading.extracts import load_extract
from data_access.people.extract_facts import facts_of
from data_access.people.finding.birth_dates import near_dates
from data_access.people.restricting import restrictions
from data_access.people.search import search_people
from data_access.storage import database
from data_access.storage.extract_tables import name_pair
from data_access.values import Grounds, SearchTerms
from extracts.checks import read_extract
from tests.any_text import any_text
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS
from tests.small_extract import PEOPLE, SmallExtract

pytest_generate_tests = only_these_on_both(
    "test_a_person_is_found_however_the_name_was_typed",
    "test_a_right_date_of_birth_finds_the_person_whatever_their_family_name_is_now",
    "test_a_crowd_is_counted_not_read",
    "test_a_restricted_person_is_neither_listed_nor_counted",
    "test_journey_2_finds_only_children_on_the_caseload",
    "test_no_text_raises_or_reaches_an_adult_or_a_stranger_in_journey_2",
    "test_only_pairs_of_names_that_somebody_has_are_looked_up",
)

MANY = 1_000


def find(actor, *, cover=None, **terms):
    grounds = replace(STOCKPORT_GROUNDS, cover=cover) if actor.council.journey == 1 else Grounds(cover=cover)
    return search_people(actor, SearchTerms(**terms), grounds=grounds)


def shown(answer):
    return [f"{one.first_name} {one.family_name}" for one in answer.matches + answer.similar]


def with_people(council, *people):
    """The small extract and these besides: (first name, family name, date of birth as it is in a file)."""
    extract = SmallExtract(council)
    for number, (first, family, born) in enumerate(people):
        line = dict(extract.files["people"][0])
        line |= {"person_key": f"extra{number}", "cms_id": f"7{number:05}", "first_name": first, "family_name": family}
        extract.files["people"].append(line | {"date_of_birth": born})
    return extract


@pytest.fixture
def helen_among(stockport, load, sign_in):
    """Helen, in a council that also has the people given."""
    return lambda *people: sign_in(load(stockport, with_people(stockport, *people)))


TYPED_AND_HELD = [
    (("Kate", "Obrien"), ("Katherine", "O\u2019Brien")), (("Katherine", "O Brien"), ("Kate", "O'Brien")),
    (("Bex", "Smythe"), ("Rebecca", "Smythe-Jones")), (("Zoe", "Muller"), ("Zo\u00eb", "M\u00fcller")),
    (("Mo", "Ahmad"), ("Mohammed", "Ahmed")), (("Shivaun", "MacDonald"), ("Siobhan", "Mc Donald")),
    (("Agneshka", "Novak"), ("Agnieszka", "Nowak")), (("Peerce", "Domink"), ("Dominik", "Pierce")),
    (("Anne Marie", "Hill"), ("Annmarie", "Hill")), (("D", "Zebedee"), ("Dominic", "Zebedee")),
    (("Dominic", "Wynn"), ("D", "Wynn")), (("Mary Jane", "Quill"), ("Mary", "Quill")),
]  # fmt: skip


def test_a_person_is_found_however_the_name_was_typed(helen_among):
    helen = helen_among(*((*held, "1990-02-11") for _, held in TYPED_AND_HELD))
    answers = {(typed, held): shown(find(helen, first_name=typed[0], family_name=typed[1])) for typed, held in
               TYPED_AND_HELD}  # fmt: skip
    assert {one: found for one, found in answers.items() if " ".join(one[1]) not in found} == {}


def test_a_family_name_alone_finds_its_bearers_and_those_of_a_like_name(helen_among):
    helen = helen_among(("Ada", "Quillfeather", "1990-02-11"), ("Bea", "Quilfeather", "1991-02-11"))
    answer = find(helen, family_name="Quillfeather")
    assert [[one.first_name for one in group] for group in (answer.matches, answer.similar)] == [["Ada"], ["Bea"]]


def test_who_has_only_half_of_a_double_barrelled_name_typed_alone_is_near(helen_among):
    helen = helen_among(("Ada", "Quillfeather", "1990-02-11"))
    answer = find(helen, family_name="Quillfeather-Smythe")
    assert (answer.matches, [one.first_name for one in answer.similar]) == ((), ["Ada"])


def test_a_double_barrelled_name_alone_does_not_bring_everybody_of_either_half(helen_among):
    crowd = [(f"Ann{letter}", "Jones", "1980-01-01") for letter in "abcdefgh"]
    helen = helen_among(("Ada", "Smith-Jones", "1990-02-11"), *crowd)
    assert shown(find(helen, family_name="Smith-Jones")) == ["Ada Smith-Jones"]


def test_a_date_of_birth_nearly_right_finds_the_person_among_the_similar(helen_among):
    helen = helen_among(("Ada", "Quill", "1990-02-11"))
    for typed in (date(1990, 11, 2), date(1990, 2, 12), date(1991, 2, 11), date(1980, 2, 11)):
        answer = find(helen, first_name="Ada", family_name="Quill", date_of_birth=typed)
        assert (answer.matches, shown(answer)) == ((), ["Ada Quill"]), typed


def test_a_right_date_of_birth_finds_the_person_whatever_their_family_name_is_now(helen_among):
    helen = helen_among(("Ada", "Quill", "1990-02-11"), ("Bert", "Stranger", "1990-02-11"))
    answer = find(helen, first_name="Ada", family_name="Featherstone", date_of_birth=date(1990, 2, 11))
    assert (answer.matches, shown(answer)) == ((), ["Ada Quill"])


def test_a_right_full_name_is_similar_whatever_the_date_of_birth_typed(helen_among):
    helen = helen_among(("Ada", "Quill", ""), ("Ada", "Quill", "1951-07-30"), ("Adam", "Quilter", "1951-07-30"))
    answer = find(helen, first_name="Ada", family_name="Quill", date_of_birth=date(1990, 2, 11))
    assert (answer.matches, [one.date_of_birth for one in answer.similar]) == ((), [date(1951, 7, 30), None])


def test_near_dates_are_few_and_never_the_date_itself():
    born = date(2012, 2, 29)
    assert born not in near_dates(born) and len(near_dates(born)) < 100


def test_similar_names_are_a_handful_and_the_nearest(helen_among):
    others = [(f"Ada{letter}", "Quellfether", "1980-01-01") for letter in "bcdfgklmn"]
    helen = helen_among(("Ada", "Quillfeather", "1990-02-11"), *others)
    assert shown(find(helen, first_name="Ada", family_name="Quilfeather")) == ["Ada Quillfeather"]


def test_somebody_equally_near_is_never_left_out(helen_among):
    twins = [("Katherine", "Quill", f"19{year}-01-01") for year in range(70, 90)]
    assert len(find(helen_among(*twins), first_name="Kate", family_name="Quill").similar) == len(twins)


def test_over_the_limit_of_similar_names_only_the_count_is_given(helen_among):
    crowd = [("Katherine", "Quill", f"19{year}-01-01") for year in range(20, 99)]
    answer = find(helen_among(*crowd), first_name="Kate", family_name="Quill")
    assert (answer.matches, answer.similar, answer.too_many) == ((), (), len(crowd))


def test_people_of_two_family_names_are_counted_once(helen_among):
    """Each is in the index under both names: 60 rows of 30 people are no crowd."""
    both = [("Ann", "Quillfeather-Smythe", f"{year}-01-01") for year in range(1960, 1990)]
    helen = helen_among(*both, ("Anne", "Quillfeather-Smythe", "1950-01-01"))
    answer = find(helen, first_name="Ann", family_name="Quillfeather-Smythe")
    assert (len(answer.matches), answer.too_many) == (30, None)


def test_a_crowd_is_counted_not_read(helen_among):
    crowd = [("Ann", "Quill", f"{year}-01-01") for year in range(1900, 2020)]
    helen = helen_among(*crowd)
    most = helen.council.search.most_individuals
    with statements(helen.council) as said:
        answer = find(helen, family_name="Quill")
    assert answer.too_many == len(crowd)
    asked = [(one, parameters) for one, parameters in said if "name_pair." in one]
    assert asked and all("count(" in one or most + 1 in list_of(parameters) for one, parameters in asked)


def test_a_restricted_person_is_neither_listed_nor_counted(helen_among):
    crowd = [("Ann", "Quill", f"{year}-01-01") for year in range(1900, 1960)]
    helen = helen_among(*crowd)
    restrictions.restrict_person(helen.council, "700000", reason="refuge", by="it")
    assert find(helen, family_name="Quill").too_many == len(crowd) - 1
    assert find(helen, first_name="Ann", family_name="Quill", date_of_birth=date(1900, 1, 1)).matches == ()


def test_journey_2_finds_only_children_on_the_caseload(leeds, load, sign_in):
    young = (clock.today() - timedelta(days=3_000)).isoformat()
    extract = with_people(leeds, ("Thomas", "Williams", young), ("Tommy", "Williams", "1960-01-01"))
    priya = sign_in(load(leeds, extract))
    assert shown(find(priya, first_name="Tommy", family_name="Williams")) == ["Tommy Williams"]
    covered = find(priya, first_name="Tommy", family_name="Williams", cover=leeds.caseload.cover[0])
    assert sorted(shown(covered)) == ["Thomas Williams", "Tommy Williams"]
    assert {one.date_of_birth.year for one in covered.matches + covered.similar} != {1960}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    first=any_text(max_size=110), family=any_text(max_size=110), case_id=st.sampled_from(["", "249012", "\0", "%"]),
    born=st.none() | st.dates(date(1900, 1, 1), date(2030, 1, 1)),
)  # fmt: skip
def test_no_text_raises_or_reaches_an_adult_or_a_stranger_in_journey_2(priya, first, family, case_id, born):
    terms = SearchTerms(first, family, born, case_id)
    try:
        answer = search_people(priya, terms, grounds=Grounds())
    except (NotEnoughToSearch, NotPermitted):
        return
    assert {one.cms_id for one in answer.matches + answer.similar} <= {PEOPLE["tommy"][1]}


def test_everybody_is_found_by_their_own_family_name(helen):
    for first in ("", "K", "Kate"):
        held = {person[3] for person in PEOPLE.values() if not first or person[2].startswith(first)}
        for family in held:
            assert family in {one.family_name for one in find(helen, first_name=first, family_name=family).matches}


# --- the same on both databases, by index only, at some thousands of people


@contextmanager
def many_people(council, tmp_path, monkeypatch, database_url):
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(tmp_path / ("pg" if database_url else "lite")))
    monkeypatch.delenv("FAMILY_CONTEXT_DATABASE_URL", raising=False)
    if database_url:
        monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", database_url)
    extract = SmallExtract(council)
    template = extract.files["people"][0]
    for one in invented(MANY, seed=6):
        born = one.date_of_birth.isoformat() if one.date_of_birth else ""
        line = {"person_key": one.person_key, "cms_id": one.cms_id, "source": "cms" if one.cms_id else "housing"}
        line |= {"first_name": one.first_name, "family_name": one.family_name, "date_of_birth": born}
        extract.files["people"].append({**template, **line, "gender": one.gender, "address": one.address})
    folder = extract.write(tmp_path / "many")
    load_extract(council, read_extract(council, folder), loaded_by="test")
    accounts.save_account(council, username="w", display_name="W", role="social_worker", password_hash="$2b$none")
    yield sessions.get_actor(council, sessions.start_session(council, "w", address="127.0.0.1"))
    database.close_databases()


def asked_of_many():
    rng = Random(8)
    for one in rng.sample(invented(MANY, seed=6), 30):
        family = one.family_name
        yield SearchTerms(family_name=family)
        yield SearchTerms(one.first_name, family)
        yield SearchTerms(one.first_name, family[: len(family) // 2] + family[len(family) // 2 + 1 :])
        yield SearchTerms(family, one.first_name)
        yield SearchTerms(one.first_name[0], family)
        if one.date_of_birth:
            yield SearchTerms(one.first_name, "Featherstone", one.date_of_birth)


@pytest.fixture
def stockport_only():
    return read_council(ROOT / "config" / "councils" / "stockport.yaml")


def test_both_databases_give_the_same_people_in_the_same_order_by_index_only(
    stockport_only, tmp_path, monkeypatch, postgres_url
):
    answers = []
    for url in (None, postgres_url):
        with many_people(stockport_only, tmp_path, monkeypatch, url) as actor, statements(stockport_only) as said:
            answers.append([search_people(actor, terms, grounds=STOCKPORT_GROUNDS) for terms in asked_of_many()])
            plans = plans_of(stockport_only, said, is_sqlite=url is None)
            assert len(plans) > 100
            assert [plan for plan in plans if any(scan in plan for scan in SCANS)] == []
    drop_database(postgres_url, stockport_only.database)
    assert answers[0] == answers[1] and sum(len(one.matches) for one in answers[0]) > 50


TABLES = [f"{schema}{table}" for schema in ("", "extract.") for table in ("person", "name_", "waiting")]
SCANS = [f"{scan}{table}" for scan in ("Seq Scan on ", "SCAN ") for table in TABLES]


def plans_of(council, said, *, is_sqlite):
    with database.database_of(council).reading() as (connection, _):
        # As with a million people: with a thousand a server may find reading them all quicker.
        if not is_sqlite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        prefix = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
        asked = [one for one in said[:500] if "name_" in one[0] or "person" in one[0]]
        explained = [connection.exec_driver_sql(f"{prefix} {one}", parameters) for one, parameters in asked]
        return ["\n".join(str(row[-1]) for row in rows) for rows in explained]


@contextmanager
def statements(council):
    """The statements executed on the readers of the extract in use."""
    said = []
    reader = database.database_of(council)
    engine = reader._reader(reader.current_extract())

    def note(connection, cursor, statement, parameters, context, many):
        if statement.lstrip().upper().startswith("SELECT"):
            said.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def list_of(parameters):
    return list(parameters.values() if isinstance(parameters, dict) else parameters)


def drop_database(url, name):
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    engine.dispose()


def test_only_pairs_of_names_that_somebody_has_are_looked_up(helen_among):
    others = ("Adam", "Quinn", "1991-02-11"), ("Ida", "Quilter", "1992-02-11")
    helen = helen_among(("Ada", "Quill", "1990-02-11"), *others)
    with database.database_of(helen.council).reading() as (connection, number):
        held = set(connection.scalars(select(name_pair.c.pair)))
        assert facts_of(database.database_of(helen.council), connection, number).pairs.tolist() == sorted(held)
    with statements(helen.council) as said:
        find(helen, first_name="Ada", family_name="Quil")
    asked = {one for statement, parameters in said for one in looked_up(statement, parameters)}
    assert asked and asked <= held


def looked_up(statement, parameters):
    """The pairs of names a statement looks up: a list, on SQLite the text of one."""
    if "name_pair" in statement:
        lists = (json.loads(one) if isinstance(one, str) and one[:1] == "[" else one for one in list_of(parameters))
        yield from (one for pairs in lists if isinstance(pairs, list) for one in pairs)


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
def test_names_are_looked_up_one_after_another_and_not_as_conditions_joined_by_or(load, stockport, sign_in):
    """Of dozens of conditions SQLite expects a crowd, and reads a whole million people into a Bloom filter first."""
    families = {name for one in ascii_lowercase for name in (f"{one}ill", f"h{one}ll", f"hi{one}l", f"hil{one}")}
    people = ((f"Ada{letter}", one.title(), "1990-02-11") for one in sorted(families) for letter in "abcdefghij")
    helen = sign_in(load(stockport, with_people(stockport, *people)))
    with statements(helen.council) as said:
        assert find(helen, family_name="Hill").matches
    with database.database_of(helen.council).reading() as (connection, _):
        plans = [
            "\n".join(row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))
            for statement, parameters in said
            if "name_pair" in statement
        ]
    assert plans and [plan for plan in plans if "BLOOM FILTER" in plan or plan.count("name_pair USING") > 1] == []


def test_who_is_new_in_an_extract_is_found_by_a_process_that_searched_the_one_before(load, stockport, sign_in):
    helen = sign_in(load(stockport, with_people(stockport)))
    assert shown(find(helen, first_name="Ada", family_name="Quill")) == []
    load(stockport, with_people(stockport, ("Ada", "Quill", "1990-02-11")))
    assert shown(find(helen, first_name="Ada", family_name="Quill")) == ["Ada Quill"]
