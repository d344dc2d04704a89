"""The licence, the hooks and the settings for editors agree with the rest of the repository."""

import re
import subprocess
import sys
import tomllib

import yaml

from config.environment import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOOKS = ROOT / ".pre-commit-config.yaml"


def validate(path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_pre_commit_takes_its_settings_and_notices_a_wrong_one(tmp_path):
    assert validate(HOOKS).returncode == 0
    wrong = tmp_path / HOOKS.name
    wrong.write_text(HOOKS.read_text(encoding="utf-8").replace("language: system", "language: none"), encoding="utf-8")
    assert validate(wrong).returncode == 1


def test_the_hooks_run_what_make_check_runs_with_the_same_programs():
    [repository] = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))["repos"]
    entries = [hook["entry"] for hook in repository["hooks"]]
    assert "make check" in entries
    assert all(entry == "make check" or entry.startswith(".venv/bin/python -m ruff check") for entry in entries)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^check:", makefile, re.MULTILINE) and "$(PY) -m ruff check ." in makefile


def test_the_licence_is_the_one_that_is_declared():
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith(f"{PROJECT['project']['license']} License\n")


def test_editors_have_the_same_line_length_as_ruff():
    said = re.findall(r"^max_line_length = (\d+)$", (ROOT / ".editorconfig").read_text(encoding="utf-8"), re.MULTILINE)
    assert said == [str(PROJECT["tool"]["ruff"]["line-length"])]
