"""What `undefended` takes out of the program, attack by attack, is still there to be taken out."""

import pytest

from config.environment import ROOT


def test_each_line_of_defence_that_an_attack_names_is_in_the_code(request: pytest.FixtureRequest):
    named = {mark.args[:2] for item in request.session.items for mark in item.iter_markers("without")}
    gone = [(file, line) for file, line in named if line not in (ROOT / file).read_text(encoding="utf-8")]
    assert sorted(gone) == []
