"""Which offences are of safeguarding, by a column of Yes and No in the police's own file or in a list apart."""

from pathlib import Path

import pytest

from tests.extracts.drafting.shapes import drafted, load
from tests.extracts.drafting.test_not_silently_wrong import CRIMES, PERSON, REF, Cell, of, service
from tests.extracts.drafting.test_other_files import write, write_people

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


@pytest.mark.parametrize("columns", [
    CRIMES | {"Safeguarding Y/N": of("Y", "N", "")}, {"Safeguarding Y/N": of("Y", "N", "")},
    {"Other offences": of("Y", "N", "-")}, {"Safeguarding flag": of("Y", "N", ""), "Other offences": of("Y")},
    CRIMES | {"Safeguarding Y/N": of("✓", "✓", "")},
], ids=["offences", "people", "the other sort", "both", "a mark that is no word"])  # fmt: skip
def test_lines_without_an_answer_are_said(tmp_path: Path, columns: dict[str, Cell]):
    """Seen to fail: nobody was told that these could not be checked."""
    said = service(tmp_path, POLICE | columns, "police.csv")["to_do"]
    flag = next(name for name in columns if name not in CRIMES)
    assert any(f"lines have nothing in {flag}" in words and '`""`' in words for words in said)


@pytest.mark.parametrize(("header", "flags", "kept"), [
    ("Safeguarding Y/N", ("Y", "N", ""), {0}), ("Safeguarding Y/N", ("y", "N", "Y", "n"), {0, 2}),
    ("Non Safeguarding Y/N", ("Y", "N"), {1}), ("Non Safeguarding Y/N", ("Y", "N", "Unknown"), {1}),
    ("Other offence", ("Y", "N", ""), {1}),
])  # fmt: skip
def test_a_list_apart_leaves_out_what_it_does_not_call_an_offence_of_safeguarding(
    tmp_path: Path, header: str, flags: tuple[str, ...], kept: set[int]
):
    """Seen to fail: with a flag for other offences, each of them was listed as one of safeguarding."""
    made = list_apart(tmp_path, header, flags)
    held = load(tmp_path, drafted(tmp_path)).entries["police"]
    assert held["source_key"].tolist() == [f"NM{place}" for place in range(made) if place % len(flags) in kept]


@pytest.mark.parametrize(("header", "flags"), [
    ("Safeguarding excluded", ("Y", "N")), ("Safeguarding relevant", ("Y", "N")), ("Safeguarding concern", ("N", "Y")),
    ("No safeguarding offence", ("Y", "N")), ("Safeguarding Y/N", ("Y", "N", "see file 4")),
])  # fmt: skip
def test_a_list_apart_with_a_flag_that_may_mean_either_is_left_to_do(
    tmp_path: Path, header: str, flags: tuple[str, ...]
):
    list_apart(tmp_path, header, flags)
    said = f"{header} may say which lines are safeguarding_offences"
    assert any("offence list.csv" in words and said in words for words in drafted(tmp_path).to_do)


def list_apart(folder: Path, header: str, flags: tuple[str, ...]) -> int:
    """The police's people and a list of their offences with this flag; how many lines it has."""
    made = write_people(folder)
    nominals = [[f"NM{place}", one["family"], one["first"], one["born"], "Fernshire"] for place, one in enumerate(made)]
    write(folder, "police nominals.csv", [["Nominal", "Surname", "Forename", "DOB", "Force"], *nominals])
    offences = [[f"NM{place}", "04/05/2026", "Robbery", "Suspect", flags[place % len(flags)]]
                for place, _ in enumerate(made)]  # fmt: skip
    write(folder, "offence list.csv", [["Nominal", "Offence date", "Offence", "Role", header], *offences])
    return len(made)
