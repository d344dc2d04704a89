"""What `undefended` takes out of the program, attack by attack, is named and still there to be taken out."""

import ast
from pathlib import Path

import pytest

from config.environment import ROOT


def test_each_line_of_defence_that_an_attack_names_is_in_the_code(request: pytest.FixtureRequest):
    named = {mark.args[:2] for item in request.session.items for mark in item.iter_markers("without")}
    gone = [(file, line) for file, line in named if line not in (ROOT / file).read_text(encoding="utf-8")]
    assert sorted(gone) == []


def test_each_attack_names_the_line_without_which_it_succeeds():
    """From the files, so that a run of a few tests says the same."""
    without_any = []
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        if path.name == Path(__file__).name:
            continue
        tests = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]
        without_any += [
            f"{path.name}: {test.name}"
            for test in tests
            if test.name.startswith("test_")
            and not any("mark.without" in ast.unparse(one) for one in test.decorator_list)
        ]
    assert without_any == []
