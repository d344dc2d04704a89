"""README and docs/ are true: their commands run, their links work, and everything they name exists."""

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

import manage
from config.council import Council
from config.environment import KNOWN, ROOT
from config.reading import read_council
from data_access.accounts import accounts, sessions
from data_access.accounts.sessions import Actor
from data_access.audit.anchors import write_anchor
from data_access.people import person_page, reports
from data_access.people.restricting import restrictions
from data_access.people.search import search_people
from data_access.storage import database
from data_access.upkeep.backup import make_backup
from data_access.values import Grounds, NotChecked, SearchAnswer, SearchTerms
from demo_data.workers import DEMO_PASSWORD, DEMO_WORKERS
from docs.take_screenshots import FOR_README, README_FOLDER, options
from tests.docs.pages import PAGES, code_in, name_of, table
from tests.postgres import drop_databases
from tests.ready_made import ReadyMade

README = PAGES[ROOT / "README.md"]
COMMANDS, SETTINGS = PAGES[ROOT / "docs" / "commands.md"], PAGES[ROOT / "docs" / "settings.md"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PASSWORD = "long enough to be taken"


def commands(program: str) -> list[str]:
    """Every command of this program in README and docs/, once, without the program's name."""
    # Those of draft.md are run in their order by test_draft_page.py.
    pieces = [piece for page, text in PAGES.items() if page.name != "draft.md" for piece in code_in(text)]
    return sorted({piece.removeprefix(program).strip() for piece in pieces if piece.startswith(f"{program} ")})


@pytest.fixture(autouse=True)
def closed_databases() -> Iterator[None]:
    yield
    database.close_databases()


def council_of(council_id: str) -> Council:
    return read_council(ROOT / "config" / "councils" / f"{council_id}.yaml")


def sign_in(council: Council, username: str) -> Actor:
    actor = sessions.get_actor(council, sessions.start_session(council, username, address=""))
    assert actor is not None
    return actor


# Commands


def test_commands_of_manage_are_named():
    assert {"demo", "load", "add-user", "restrict", "unrestrict", "reports", "settle", "verify-audit"} <= {
        command.split()[0] for command in commands("python manage.py")
    }


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(one, marks=pytest.mark.postgresql if "postgresql" in one else ())
        for one in commands("python manage.py")
        # The list itself: tests/commands/test_manage.py
        if one != "--help"
    ],
)
def test_each_command_of_manage_runs_as_written(
    command: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    databases: ReadyMade,
    monkeypatch: pytest.MonkeyPatch,
):
    words = shlex.split(command)
    if words == ["demo"]:
        request.getfixturevalue("demonstration")
        return
    council = council_of(words[words.index("--council") + 1] if "--council" in words else "stockport")
    folder = tmp_path / "incoming"
    databases.load(council, folder)
    _prepare(council)
    leavers = tmp_path / "leavers.txt"
    leavers.write_text("Somebody Else\n", encoding="utf-8")
    given = {"DIR": str(folder), "LEAVERS": str(leavers), "FOLDER": str(tmp_path / "backups")}
    given["FILE"] = str(tmp_path / "drafted.yaml")
    if "BACKUP" in words:
        given["BACKUP"] = str(make_backup(council, tmp_path / "backups", by="test").path)
    if words[0] == "move-to-postgresql":
        url = request.getfixturevalue("postgres_url")
        monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", url)
        request.addfinalizer(lambda: drop_databases(url))
        words += ["--council", council.id]
    done = CliRunner().invoke(
        manage.app_with(words[0]), [given.get(word, word) for word in words], input=f"{PASSWORD}\n{PASSWORD}\n"
    )
    # The doctor ends with its worst finding, and real data in a demonstration is an error.
    ends = {2} if words[0] == "check" else {0}
    assert done.exit_code in ends, f"{done.output}\n{done.exception!r}"


def _prepare(council: Council) -> None:
    """One restricted person and one open report: something for every command to work on."""
    accounts.save_account(
        council, username="204417", display_name="Priya Shah", role="social_worker", password_hash="$2b$none"
    )
    worker, grounds = sign_in(council, "204417"), grounds_of(council)
    child = search_people(worker, SearchTerms(case_id="249012"), grounds=grounds).direct
    assert child is not None
    reports.report_record(worker, child, "school", "0", grounds=grounds)
    restrictions.restrict_person(council, "249014", reason="So that it can be taken back", by="test")
    write_anchor(council)


def grounds_of(council: Council) -> Grounds:
    return Grounds(council.reason.choices[0], "SW-1") if council.reason.ask else Grounds()


def test_a_command_that_does_not_exist_is_noticed():
    with pytest.raises(KeyError):
        manage.app_with("loads")


@pytest.mark.parametrize("command", commands("make"))
def test_each_make_target_and_variable_is_in_the_makefile(command: str):
    for word in shlex.split(command):
        name, is_variable, _ = word.partition("=")
        assert re.search(rf"^{name} \?=" if is_variable else rf"^{name}:.*## ", MAKEFILE, re.MULTILINE), word


def test_make_run_and_make_test_are_in_the_readme():
    assert {"make run", "make test"} <= set(code_in(README))


def test_every_command_is_on_the_page_of_commands():
    said = [piece.split() for piece in code_in(COMMANDS)]
    assert {name for names in manage.COMMANDS.values() for name in names} <= {
        words[2] for words in said if words[:2] == ["python", "manage.py"] and len(words) > 2
    }
    targets = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE)) - {"help"}
    assert targets == {words[1] for words in said if words[0] == "make" and len(words) == 2} - {"PORT=8600"}


def test_the_pictures_command_has_its_options():
    said = commands("python docs/take_screenshots.py")
    assert said
    for command in said:
        options().parse_args(command.split())


# What is named


def test_the_demonstration_workers_are_those_of_the_demo_data():
    said = [(council.lower(), name.strip("`"), who, role) for council, name, who, role in table(README, "Sign in")]
    assert [row[:3] for row in said] == [(one.council_id, one.username, one.display_name) for one in DEMO_WORKERS]
    for worker, row in zip(DEMO_WORKERS, said, strict=True):
        assert row[3].startswith(worker.role.replace("_", " "))


def test_the_password_is_that_of_the_demo_data():
    assert re.findall(r"The password of every demonstration worker is `([^`]+)`", README) == [DEMO_PASSWORD]


def test_every_environment_variable_is_named():
    assert [row[0].strip("`") for row in table(SETTINGS, "Environment variables")] == list(KNOWN)


# Links and pictures


def links_of(page: Path) -> list[tuple[Path, str]]:
    """The targets of a page's links in this repository: the file and the heading."""
    targets = [one.partition("#") for one in re.findall(r"\]\(([^)\s]+)\)", PAGES[page]) if "://" not in one]
    return [((page.parent / name).resolve() if name else page, heading) for name, _, heading in targets]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path):
    for path, heading in links_of(page):
        assert path.is_file(), path
        if heading:
            assert heading in anchors(path.read_text(encoding="utf-8")), (path, heading)


def test_every_page_is_reached_from_the_readme():
    reached, ahead = set(), {ROOT / "README.md"}
    while ahead:
        reached |= ahead
        ahead = {path for page in ahead for path, _ in links_of(page) if path in PAGES} - reached
    assert set(PAGES) - reached == set()


def test_the_readme_is_short():
    assert len(README.splitlines()) <= 150


def anchors(text: str) -> set[str]:
    """The headings as links write them.

    >>> anchors("## What is not here yet")
    {'what-is-not-here-yet'}
    """
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_pictures_are_those_that_are_taken():
    pages = (ROOT / "README.md", ROOT / "docs" / "demonstration.md")
    shown = {page.parent / target for page in pages for target in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", PAGES[page])}
    assert shown == {README_FOLDER / name for name in FOR_README.values()} == set(README_FOLDER.iterdir())


@pytest.mark.parametrize(("name", "file"), FOR_README.items())
def test_each_picture_is_a_small_png_as_wide_as_it_says(name: str, file: str):
    path = README_FOLDER / file
    with Image.open(path) as picture:
        picture.verify()
        assert (picture.format, str(picture.width)) == ("PNG", name.split("-")[1])
    assert path.stat().st_size < 300_000


# Things to try


@pytest.fixture
def in_demonstration(demonstration: Path, tmp_path: Path) -> None:
    """The demonstration as this test's own data."""
    shutil.copytree(demonstration, tmp_path, dirs_exist_ok=True)


@pytest.fixture
def helen(in_demonstration: None) -> Actor:
    return sign_in(council_of("stockport"), "helen.marks")


def find(actor: Actor, *, cover: str | None = None, **terms: str) -> SearchAnswer:
    grounds = replace(grounds_of(actor.council), cover=cover)
    return search_people(actor, SearchTerms(**terms), grounds=grounds)


def test_dominic_pierce_is_found_misspelt(helen: Actor):
    found = find(helen, family_name="Peirce", first_name="Dominik")
    assert not found.matches
    born = {one.cms_id: f"{one.date_of_birth:%d %B}" for one in found.similar}
    assert born["249014"] == "03 April"
    assert len(born) > 1


def test_a_case_id_opens_tommy_directly(helen: Actor):
    direct = find(helen, case_id="249012").direct
    details = person_page.get_person(helen, direct, grounds=grounds_of(helen.council)).details
    assert (details.first_name, details.family_name) == ("Tommy", "Williams")
    assert f"{details.date_of_birth:%d %B}" == "12 May"


def test_a_kate_williams_could_not_be_checked(helen: Actor):
    [kate] = [one for one in find(helen, first_name="Kate", family_name="Williams").matches if not one.date_of_birth]
    answers = person_page.get_person(helen, kate.person_id, grounds=grounds_of(helen.council)).answers
    assert all(isinstance(answers[service], NotChecked) for service in ("school", "adult_social_care", "police"))


def test_tommy_is_among_the_similar_of_tom(helen: Actor):
    assert "Tommy" in {one.first_name for one in find(helen, first_name="Tom", family_name="Williams").similar}


def test_there_are_too_many_smiths_to_list(helen: Actor):
    found = find(helen, family_name="Smith")
    assert found.too_many and not (found.matches or found.similar)


def test_in_leeds_an_adult_is_not_found_and_another_child_only_by_cover(in_demonstration: None):
    leeds = council_of("leeds")
    priya, daniel = sign_in(leeds, "204417"), sign_in(leeds, "204533")
    assert find(priya, first_name="Dominic", family_name="Pierce") == SearchAnswer()
    assert find(daniel, case_id="136594") == SearchAnswer()
    assert find(daniel, case_id="136594", cover="Duty").direct
