"""docs/install.md and processes.md are right: the commands exist, and the paths are those of the scripts."""

import re
import shlex
import subprocess

import click
import pytest
import typer
import yaml

import manage
from config.environment import KNOWN, ROOT
from config.reading import read_council
from data_access.storage.database import POSTGRES_TIMEOUTS

PAGE = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
PROCESSES = (ROOT / "docs" / "processes.md").read_text(encoding="utf-8")
DEPLOY = ROOT / "deploy"
TEXTS = [path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc"]
ALL_OF_DEPLOY = "\n".join(path.read_text(encoding="utf-8") for path in TEXTS)
COUNCIL = "northshire"
# Programs of Debian, Ubuntu and PostgreSQL that the page may use.
THEIRS = {"install", "openssl", "python3", "curl", "journalctl", "systemctl", "psql", "sudoedit", "ln", "rm", "nginx"}


def blocks(language: str = "") -> list[str]:
    every = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE + PROCESSES, re.DOTALL | re.MULTILINE)
    return [block for name, block in every if name == language]


COMMANDS = [line for block in blocks() for line in block.splitlines() if line]


def words(command: str) -> list[str]:
    """The command without sudo and its user."""
    found = shlex.split(command)
    if found[0] == "sudo":
        found = found[1:]
    return found[2:] if found[0] == "-u" else found


def named(program: str) -> list[list[str]]:
    return [words(command) for command in COMMANDS if words(command)[0] == program]


def test_every_command_is_shell_and_a_program_that_is_there():
    for command in COMMANDS:
        assert subprocess.run(["sh", "-n", "-c", command]).returncode == 0, command
        program = words(command)[0]
        script = ROOT / program.replace("/opt/family-context/current/", "")
        assert program in THEIRS or program == "family-context" or script.is_file(), command


def _parse(given: list[str]) -> None:
    whole = typer.main.get_command(manage.app_with(given[0]))
    context = click.Context(whole)
    command = whole.get_command(context, given[0])
    assert command is not None, given
    command.make_context(given[0], given[1:], parent=context)


@pytest.mark.parametrize("given", named("family-context"), ids=" ".join)
def test_each_command_of_ours_has_what_it_needs(given: list[str]):
    _parse(given[1:])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["adduser", "x"], "adduser"),
        (["load", "--council"], "argument"),
        (["check", "--only-errors"], "No such option"),
    ],
)
def test_a_command_that_is_wrong_is_noticed(given: list[str], said: str):
    with pytest.raises(Exception, match=said):
        _parse(given)


def test_the_options_of_the_install_script_are_those_it_has():
    [given] = named("deploy/install.sh")
    options = [word for word in given if word.startswith("--")]
    script = (DEPLOY / "install.sh").read_text()
    assert options == ["--host", "--certificate", "--key", "--council"]
    assert all(f"{option}) " in script for option in options)


def test_every_script_of_the_page_says_how_it_is_run():
    """Without root each stops before it does anything; install.sh says first what it needs."""
    for script in ("deploy/install.sh", "deploy/upgrade.sh", "deploy/roll-back.sh", "deploy/sftp.sh"):
        assert any(words(command)[0].endswith(script) for command in COMMANDS)
    done = subprocess.run(["sh", ROOT / "deploy" / "install.sh"], capture_output=True, text=True)
    assert done.returncode == 1 and "Usage: sudo deploy/install.sh --host NAME" in done.stderr


def test_every_unit_of_the_page_is_there():
    units = {path.name for path in (DEPLOY / "systemd").iterdir()}
    said = set(re.findall(r"family-context[\w-]*@?\w*\.(?:service|timer)", PAGE + PROCESSES))
    assert {unit.replace(f"@{COUNCIL}", "@").replace("@8502", "@") for unit in said} <= units
    assert {unit for unit in units if unit.endswith(".timer")} == {
        unit.replace(f"@{COUNCIL}", "@") for unit in said if unit.endswith(".timer")
    }


def test_every_path_of_the_page_is_made_by_the_scripts():
    said = set(re.findall(r"/(?:etc|opt|var/lib|usr/share)/[\w./-]*family-context[\w./-]*", PAGE + PROCESSES))
    known = ALL_OF_DEPLOY.replace("$HOME_OF", "/opt/family-context").replace("$SETTINGS", "/etc/family-context")
    known = known.replace("$STATE", "/var/lib/family-context").replace("%i", COUNCIL)
    # Settings of one command are read where there are any; a council's folder and file are the council's to name.
    for path in sorted(said):
        path = path.rstrip(".").removesuffix(f"/{COUNCIL}.yaml")
        one_command = re.fullmatch(r"/etc/family-context/([a-z-]+)\.env", path)
        is_ours = one_command and one_command[1] in [name for names in manage.COMMANDS.values() for name in names]
        script = path.removeprefix("/opt/family-context/current/")
        assert path in known or is_ours or (ROOT / script).is_file(), path


def test_every_variable_of_the_page_is_one_the_tool_knows():
    assert set(re.findall(r"FAMILY_CONTEXT_\w+", PAGE)) <= set(KNOWN)


def test_the_beginning_of_a_councils_own_file_makes_a_whole_one(tmp_path):
    """The page's lines replace those of the copied file: it is read, with its own journey."""
    [own] = [yaml.safe_load(block) for block in blocks("yaml")]
    settings = yaml.safe_load((ROOT / "config" / "councils" / "leeds.yaml").read_text(encoding="utf-8"))
    (tmp_path / f"{COUNCIL}.yaml").write_text(yaml.safe_dump(settings | own, allow_unicode=True), encoding="utf-8")
    council = read_council(tmp_path / f"{COUNCIL}.yaml")
    assert (council.id, council.name, council.journey) == (COUNCIL, "Northshire Council", 2)


def test_the_shortcut_is_what_the_install_script_writes():
    [shortcut] = [block for block in blocks("ini") if "InternetShortcut" in block]
    template = re.search(r"printf '(\[InternetShortcut\].*?)' \"\$host\"", ALL_OF_DEPLOY)[1]
    written = template.replace("%s", "family-context.northshire.example").replace(r"\r\n", "\n")
    assert shortcut == written


def test_the_figures_of_the_page_are_those_of_the_code():
    assert "Python 3.11" in (DEPLOY / "install.sh").read_text() and "Debian 12, Ubuntu 24.04" in PAGE
    assert POSTGRES_TIMEOUTS["connect_timeout"] == 5 and "statement_timeout=60s" in POSTGRES_TIMEOUTS["options"]
    assert "gives up a connection after 5 seconds, a lock after 5 and a statement after 60" in PAGE
    assert "CONNECTION LIMIT 60" in ALL_OF_DEPLOY and "it has 60 connections at most" in PAGE


@pytest.mark.parametrize(
    ("unit", "said"),
    [("load@", "the load, at 4"), ("check", "the doctor, at 6:30"), ("verify", "on Sundays"), ("anchor", "every hour")],
)
def test_the_hours_of_the_timers_are_those_said(unit: str, said: str):
    at = {"load@": "04:00:00", "check": "06:30:00", "verify": "Sun ", "anchor": "hourly"}[unit]
    assert said in PAGE and at in (DEPLOY / "systemd" / f"family-context-{unit}.timer").read_text()
