"""An actor made up, borrowed or promoted: what code, or whoever can make the program run some, could hand to a read."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from config.council import Council
from config.environment import ROOT
from config.reading import read_council
from data_access.accounts import accounts, sessions
from data_access.accounts.roles import MAY, ROLES, May
from data_access.accounts.sessions import Actor
from data_access.errors import NotPermitted, NotSignedIn, OnlyInvented, WrongRole
from data_access.people import person_page, search, services
from data_access.review import possible_matches
from data_access.values import Grounds, SearchTerms
from tests.data_access.conftest import audit_rows, person_id
from tests.ready_made import ReadyMade

GROUNDS = Grounds(reason="Strategy meeting", case_reference="SW-1")
ANY_SESSION = (
    "data_access/accounts/sessions.py",
    "if session is None or not _is_live(session) or (session.username, session.role) != (actor.username, actor.role):",
    "if False:",
)
ANY_ROLE = ("data_access/people/access.py", "if actor.role not in MAY_SEARCH and setup is None:\n", "if False:\n")
ONLY_INVENTED = ("data_access/people/access.py", "    if not is_invented(connection):\n", "    if False:\n")


@pytest.fixture
def loaded(tmp_path: Path, databases: ReadyMade) -> Council:
    council = read_council(ROOT / "config" / "councils" / "stockport.yaml")
    databases.load(council, tmp_path / "incoming")
    return council


@pytest.fixture
def enter(loaded: Council) -> Callable[..., Actor]:
    def sign_in(role: str = "social_worker") -> Actor:
        accounts.save_account(loaded, username=role, display_name=role, role=role, password_hash="$2b$none")
        return sessions.get_actor(loaded, sessions.start_session(loaded, role, address=""))

    return sign_in


def _search(actor: Actor) -> object:
    return search.search_people(actor, SearchTerms(family_name="Williams"), grounds=GROUNDS)


def _open(actor: Actor) -> object:
    return person_page.get_person(actor, person_id(actor.council, "dominic"), grounds=GROUNDS)


def _open_police(actor: Actor) -> object:
    return services.get_service(actor, person_id(actor.council, "dominic"), "police", grounds=GROUNDS)


READS = [_search, _open, _open_police]


@pytest.mark.without(*ANY_SESSION)
@pytest.mark.parametrize("read", READS)
def test_an_actor_made_up_reads_nothing(loaded, read):
    with pytest.raises(NotSignedIn):
        read(Actor(loaded, "helen.marks", "Helen", "social_worker", "made-up", ""))


@pytest.mark.without(*ANY_SESSION)
@pytest.mark.parametrize("read", READS)
def test_an_actor_kept_after_the_sign_out_reads_nothing(enter, read):
    actor = enter()
    sessions.end_session(actor)
    with pytest.raises(NotSignedIn):
        read(actor)


@pytest.mark.without(*ANY_SESSION)
@pytest.mark.parametrize("read", READS)
def test_a_role_given_to_oneself_reads_nothing(enter, read):
    with pytest.raises(NotSignedIn):
        read(replace(enter("data_officer"), role="social_worker"))


@pytest.mark.without(*ANY_SESSION)
def test_another_workers_name_on_ones_own_session_reads_nothing(enter):
    enter("manager")
    with pytest.raises(NotSignedIn):
        _search(replace(enter(), username="manager", role="manager"))


@pytest.mark.without(*ANY_ROLE)
@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("role", [role for role in ROLES if not MAY[role] & {May.SEARCH, May.RESEARCH}])
def test_a_role_that_may_not_search_is_refused_and_recorded(loaded, enter, role, read):
    with pytest.raises(WrongRole):
        read(enter(role))
    assert audit_rows(loaded)[-1].action == "refused"


@pytest.mark.without(*ONLY_INVENTED)
@pytest.mark.parametrize("read", READS)
def test_a_researcher_reads_nothing_of_real_families_and_it_is_recorded(loaded, enter, read):
    with pytest.raises(OnlyInvented):
        read(enter("researcher"))
    assert audit_rows(loaded)[-1].action == "refused"


@pytest.mark.without("data_access/people/access.py", "    if actor.role not in roles:\n", "    if False:\n")
@pytest.mark.parametrize("role", [role for role in ROLES if May.REVIEW not in MAY[role]])
def test_a_role_that_may_not_settle_sees_no_match(loaded, enter, role):
    with pytest.raises(WrongRole):
        possible_matches.list_to_review(enter(role))
    assert audit_rows(loaded)[-1].action == "refused"


@pytest.mark.without(
    "data_access/storage/database.py",
    "return _database(council.database, environment",
    'return _database("one", environment',
)
@pytest.mark.parametrize("read", READS)
def test_an_actor_of_one_council_reads_nothing_at_another(enter, tmp_path, databases, read):
    leeds = read_council(ROOT / "config" / "councils" / "leeds.yaml").model_copy(update={"journey": 1})
    actor = enter()
    if not (tmp_path / "one").exists():
        databases.load(leeds, tmp_path / "incoming-leeds")
    with pytest.raises(NotSignedIn):
        read(replace(actor, council=leeds))


@pytest.mark.without(
    "data_access/people/access.py",
    "grounds.reason in actor.council.reason.choices and grounds.case_reference.strip()",
    "True",
)
@pytest.mark.parametrize(
    "grounds", [Grounds(), Grounds("Curiosity", "SW-1"), Grounds("Strategy meeting", "  "), Grounds("", "SW-1")]
)
@pytest.mark.parametrize("read", [search.search_people])
def test_no_reason_of_the_councils_own_no_answer(enter, grounds, read):
    with pytest.raises(NotPermitted):
        read(enter(), SearchTerms(family_name="Williams"), grounds=grounds)
