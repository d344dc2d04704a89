"""docs/draft.md is true: its commands run in their order on the sample it names, and say what the page says."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import manage
from config.environment import ROOT
from data_access.storage import database
from extracts.drafting.headers import TABLE, words_of_kind

PAGE = (ROOT / "docs" / "draft.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^python manage.py (.*)$", PAGE, re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The sample as `incoming`, in the folder where the commands are typed."""
    folder = shutil.copytree(ROOT / "tests" / "shapes" / "overdale", tmp_path / "incoming")
    offences = folder / "offences.csv"
    offences.write_text(offences.read_text().replace("RECENT", "03-Apr-2026"))
    (tmp_path / "config" / "councils").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAMILY_CONTEXT_COUNCILS", "config/councils")
    yield folder
    database.close_databases()


def test_the_commands_run_in_their_order_and_say_what_the_page_says(folder: Path):
    done = [CliRunner().invoke(manage.app_with(words[0]), words) for words in map(shlex.split, COMMANDS)]
    assert [one.exit_code for one in done] == [0, 0], [one.output for one in done]
    said, excerpt = re.findall(r"^```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert done[0].stdout.replace(f"{folder.parent.resolve()}/", "") == said
    draft = (folder.parent / "config" / "councils" / "northshire.yaml").read_text(encoding="utf-8")
    assert all(line in draft.splitlines() for line in excerpt.splitlines())


def test_every_kind_of_the_table_is_on_the_page():
    kinds = {line.partition(",")[0] for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]}
    assert kinds == set(re.findall(r"^\| `(\w+)` \| .* \| .* \|$", PAGE.split("## Names that")[1], re.MULTILINE)) - {
        "kind"
    }
    sorts = {ours for several in words_of_kind("word").values() for ours in several}
    assert all(f"`{sort}`" in PAGE for sort in sorts)
