"""manage.py itself: its list of commands, and what it says of one that it does not have."""

import subprocess
import sys

import pytest
import typer

import manage
from config.environment import ROOT


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("module", manage.COMMANDS)
def test_the_list_has_every_command_of_a_module_and_no_other(module):
    first = next(iter(manage.COMMANDS[module]))
    assert set(typer.main.get_group(manage.app_with(first)).commands) == set(manage.COMMANDS[module])


def test_help_names_every_command_and_fits_a_narrow_terminal():
    done = run("--help")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    listed = [line.split()[0] for line in lines if line.startswith("  ")]
    assert listed == [name for names in manage.COMMANDS.values() for name in names]
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("typed", "said"),
    [("lod", "Did you mean load?"), ("backups", "Did you mean backup?"), ("xyz", "python manage.py --help lists them")],
)
def test_a_command_that_there_is_not_is_said_with_the_nearest(typed, said):
    done = run(typed)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"There is no command {typed}." in done.stderr and said in done.stderr


def test_without_a_command_the_list_is_shown():
    done = run()
    assert (done.returncode, done.stdout) == (2, run("--help").stdout)


NEEDS_NO_TABLES = """
import sys, manage
for words in (["--help"], ["add-user", "--help"], ["restricted", "--help"]):
    sys.argv[1:] = words
    try:
        manage.main()
    except SystemExit as end:
        assert end.code == 0
print(*sys.modules, file=sys.stderr)
"""


def test_what_needs_no_tables_does_not_wait_for_pandas_or_streamlit():
    """One process for all of them: what any of them loads is loaded at the end."""
    done = subprocess.run([sys.executable, "-c", NEEDS_NO_TABLES], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stdout.count("Usage: ") == 3
    assert "typer" in done.stderr.split()
    assert {"pandas", "pyarrow", "streamlit", "alembic"}.isdisjoint(done.stderr.split())
