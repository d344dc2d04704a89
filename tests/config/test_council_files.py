"""Council files: the shipped ones, broken YAML, and several councils in one folder."""

from pathlib import Path

import pytest
import yaml

from config.problems import SettingsError
from config.reading import read_council, read_councils
from tests.config.conftest import COUNCILS

ALLOWED = "YAML: each key once, spaces and no tabs, and quotes round a text with a colon or a # in it"
SERVICES = ["school", "adult_social_care", "housing", "police"]


def said_of_folder(folder: Path) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_councils(folder)
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


def stockport_text() -> str:
    return (COUNCILS / "stockport.yaml").read_text(encoding="utf-8")


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


@pytest.mark.parametrize(("name", "journey", "cms"), [("stockport", 1, "LiquidLogic"), ("leeds", 2, "Mosaic")])
def test_each_shipped_council_is_read_with_its_journey_and_services(name: str, journey: int, cms: str):
    council = read_council(COUNCILS / f"{name}.yaml")
    assert (council.id, council.journey, council.cms.name) == (name, journey, cms)
    assert [service.id for service in council.services] == SERVICES
    assert all(service.agreement.reference and service.general_contact.phone for service in council.services)


def test_both_shipped_councils_are_read_together_by_name():
    councils = read_councils(COUNCILS)
    assert [council.name for council in councils] == ["Leeds City Council", "Stockport Council"]
    assert len({council.database for council in councils}) == 2


@pytest.mark.parametrize(("name", "adult_social_care"), [("stockport", 15), ("leeds", 16)])
def test_ages_of_the_shipped_services_are_those_of_the_research(name: str, adult_social_care: int):
    council = read_council(COUNCILS / f"{name}.yaml")
    assert {service.id: service.ages.in_words for service in council.services} == {
        "school": "aged 4 to 20",
        "adult_social_care": f"aged {adult_social_care} and over",
        "housing": "aged 16 and over",
        "police": "aged 18 and over",
    }


def test_a_service_is_found_by_its_id_and_an_unknown_id_is_an_error():
    council = read_council(COUNCILS / "stockport.yaml")
    assert council.service("police").title == "Police"
    with pytest.raises(KeyError):
        council.service("probation")


def test_a_council_read_cannot_be_changed():
    council = read_council(COUNCILS / "stockport.yaml")
    with pytest.raises(ValueError, match="frozen"):
        council.journey = 2


@pytest.mark.parametrize(("by", "name", "case_id"), [
    ("name", True, False), ("case_id", False, True), ("either", True, True),
])  # fmt: skip
def test_search_by_says_which_boxes_are_shown(tmp_path: Path, by: str, name: bool, case_id: bool):
    path = tmp_path / "stockport.yaml"
    path.write_text(stockport_text().replace("by: either", f"by: {by}"), encoding="utf-8")
    council = read_council(path)
    assert (council.searches_by_name, council.searches_by_case_id) == (name, case_id)


def test_a_key_given_twice_is_refused_with_its_line(said_of_text):
    text = stockport_text() + "journey: 2\n"
    assert said_of_text(text) == [
        f"stockport.yaml: line {len(text.splitlines())}: found the key journey is given twice; allowed: {ALLOWED}"
    ]


def test_a_key_given_twice_deep_inside_is_refused_with_its_line(said_of_text):
    text = stockport_text().replace("ages: {from: 4, to: 20}", "ages: {from: 4, to: 20, from: 5}")
    line = line_of(text, "from: 5")
    assert said_of_text(text) == [f"stockport.yaml: line {line}: found the key from is given twice; allowed: {ALLOWED}"]


@pytest.mark.parametrize(("content", "line", "found"), [
    ("name: Stockport: the council\n", 1, "mapping values are not allowed in this context"),
    ("id: stockport\n\tname: x\n", 2, "a tab character that violates indentation"),
    ("id: stockport\nname: [a, b\n", 3, "found no ',' or ']'"),
    ("id: stockport\nname: " + "[" * 5_000, 2, "exceeded maximum nesting depth"),
    ("id: stockport\n? [a, b]\n: c\n", 2, "a key that is no plain text"),
    ("id: stockport\n? {a: b}\n: c\n", 2, "a key that is no plain text"),
    ("id: stockport\nname: {{ name }}\n", 2, "a key that is no plain text"),
    ("id: !!python/object:os.system x\n", 1, "could not determine a constructor"),
    ("id: a\n---\nid: b\n", 2, "but found another document"),
])  # fmt: skip
def test_yaml_that_cannot_be_read_is_refused_with_its_line(said_of_text, content: str, line: int, found: str):
    (said,) = said_of_text(content)
    assert said.startswith(f"stockport.yaml: line {line}: found ")
    assert found in said
    assert "found found" not in said
    assert said.endswith(f"; allowed: {ALLOWED}")


@pytest.mark.parametrize("content", [b"id: a\x00b\n", b"id: !!int x\n", b"id: 0x_\n"])
def test_yaml_that_its_reader_stumbles_over_is_refused_and_does_not_crash(said_of_text, content: bytes):
    assert said_of_text(content) == [f"stockport.yaml: the file: found something that is not YAML; allowed: {ALLOWED}"]


@pytest.mark.parametrize(("content", "found"), [
    ("", "no keys"), ("# nothing yet\n", "no keys"), ("{}\n", None), ("- id: stockport\n", "a list of 1"),
    ("stockport\n", "stockport"),
])  # fmt: skip
def test_a_file_without_settings_is_refused(said_of_text, content: str, found: str | None):
    said = said_of_text(content)
    if found is None:
        assert "stockport.yaml: id: found nothing; allowed: a value; this key is needed" in said
        assert "stockport.yaml: services: found nothing; allowed: a value; this key is needed" in said
    else:
        assert said == [f"stockport.yaml: the file: found {found}; allowed: the keys in docs/settings.md"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_that_is_not_utf_8_is_refused(said_of_text, encoding: str):
    content = "id: stockport\nname: Café\n".encode(encoding)
    assert said_of_text(content) == ["stockport.yaml: the file: found text that is not UTF-8; allowed: UTF-8"]


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(said_of_text):
    content = b"\xef\xbb\xbf" + stockport_text().replace("\n", "\r\n").encode()
    assert said_of_text(content) == []


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(SettingsError) as caught:
        read_council(tmp_path / "stockport.yaml")
    assert "stockport.yaml: the file: found no such file or directory; allowed: a file that can be read" in str(
        caught.value
    )


def test_an_empty_folder_is_refused(tmp_path: Path):
    assert said_of_folder(tmp_path) == [
        f"{tmp_path}: the folder: found no .yaml file; allowed: one file for each council"
    ]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    missing = tmp_path / "nowhere"
    (said,) = said_of_folder(missing)
    assert said == f"{missing}: the folder: found no .yaml file; allowed: one file for each council"


def test_a_file_ending_in_yml_is_not_silently_ignored(tmp_path: Path):
    (tmp_path / "stockport.yaml").write_text(stockport_text(), encoding="utf-8")
    (tmp_path / "leeds.yml").write_text((COUNCILS / "leeds.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert said_of_folder(tmp_path) == ["leeds.yml: the file name: found .yml; allowed: .yaml"]


@pytest.mark.parametrize(("key", "other"), [("id", "database"), ("database", "id")])
def test_two_councils_never_share_an_id_or_a_database(tmp_path: Path, key: str, other: str):
    (tmp_path / "stockport.yaml").write_text(stockport_text(), encoding="utf-8")
    twin = stockport_text().replace(f"\n{other}: stockport\n", f"\n{other}: trafford\n")
    (tmp_path / "trafford.yaml").write_text(twin, encoding="utf-8")
    assert said_of_folder(tmp_path) == [
        f"stockport.yaml and trafford.yaml: {key}: found stockport; allowed: a different {key} for each council"
    ]


def test_mistakes_in_two_files_are_listed_together(tmp_path: Path):
    for name in ("stockport", "leeds"):
        settings = yaml.safe_load((COUNCILS / f"{name}.yaml").read_text(encoding="utf-8"))
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(settings | {"journey": 3}), encoding="utf-8")
    assert said_of_folder(tmp_path) == [
        "leeds.yaml: journey: found 3; allowed: 1 or 2",
        "stockport.yaml: journey: found 3; allowed: 1 or 2",
    ]
