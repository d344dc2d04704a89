"""Which offences are of safeguarding, by a column of Yes and No in the police's own file or in a list apart."""

from pathlib import Path

import pytest

from tests.extracts.drafting.shapes import drafted, load
from tests.extracts.drafting.test_not_silently_wrong import CRIMES, PERSON, REF, Cell, of, service

POLICE = REF | PERSON | {"Force": of("Fernshire")}


def listed(folder: Path, columns: dict[str, Cell], number: int = 36) -> tuple[list[int], list[str]]:
    """The lines of a police file, each an offence, that are listed as safeguarding ones; and what is left to do."""
    said = service(folder, POLICE | CRIMES | columns, "police.csv", number)["to_do"]
    held = load(folder, drafted(folder)).entries["police"]
    return sorted(int(key[1:]) for key in held["source_key"]), said


@pytest.mark.parametrize("last", [("N", "N"), ("N", ""), ("N", "Unknown"), ("", "Y"), ("", ""), ("N/K", "N")])
def test_what_is_not_called_an_offence_of_safeguarding_is_not_listed_as_one(tmp_path: Path, last: tuple[str, str]):
    """Seen to fail: one line with No to both sorts, and every No was listed."""
    lines = [("Y", "N"), ("N", "Y"), ("Y", "")] * 11 + [("Y", "N"), last, last]
    names = ("Safeguarding Y/N", "Non Safeguarding Y/N")
    flags: dict[str, Cell] = {name: lambda place, _, at=at: lines[place][at] for at, name in enumerate(names)}
    assert listed(tmp_path, flags)[0] == [place for place, line in enumerate(lines) if line[0] == "Y"]


@pytest.mark.parametrize("written", [("Y", "y", "N"), ("n", "Y", "N"), ("y", "Yes", "Y", "no")])
@pytest.mark.parametrize(("flag", "yes"), [("Safeguarding Y/N", "y"), ("Non Safeguarding Y/N", "n")])
def test_an_answer_may_be_written_in_two_ways(tmp_path: Path, flag: str, yes: str, written: tuple[str, ...]):
    """Seen to fail: no folder with Y and y in one column could be drafted."""
    expected = [place for place in range(36) if written[place % len(written)].lower().startswith(yes)]
    assert listed(tmp_path, {flag: of(*written)})[0] == expected
