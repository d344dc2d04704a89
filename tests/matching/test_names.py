"""The rules of likeness (matching/names.py), one by one."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.people.search import FARTHEST, NEAR
from extracts.placeholders import is_new_baby
from matching import name_costs, name_parts, names
from matching.name_costs import ALIKE, OTHER
from matching.names import Token
from matching.similarity import folded_given
from matching.typed_names import HeldName, NamesBeside, TypedName
from tests.any_text import any_text

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def cost(one: str, other: str) -> float:
    return name_costs.cost(Token.of(one), Token.of(other))


def between(typed: tuple[str, str], held: tuple[str, str]) -> float:
    name, on_record = TypedName.of(*typed), HeldName.of(*held)
    return NamesBeside(name, name.costs(on_record)).cost(on_record)


def test_a_rule_of_sound_is_left_out_only_where_it_would_change_nothing():
    spelt = {part for _, written, _ in names._HEARD for part in re.findall("[a-zSJ]+", written.pattern)}
    for token in map("".join, product(spelt.union(LETTERS), repeat=2)):
        assert all(letter in token or not written.search(token) for letter, written, _ in names._HEARD), token


@pytest.mark.parametrize(
    "written", ["O'Brien", "O\u2019Brien", "OBrien", "O' Brien", "o brien", "O\u02bcBRIEN", "O`Brien*"]
)
def test_every_way_to_write_an_apostrophe_is_one_name(written):
    assert names.tokens(written) == ("obrien",)


@pytest.mark.parametrize(
    ("written", "plain"),
    [("Zo\u00eb", "zoe"), ("\u0141ukasz", "lukasz"), ("\u00d8deg\u00e5rd", "odegard"), ("Nguy\u1ec5n", "nguyen"),
     ("\u0424\u0451\u0434\u043e\u0440", "fedor"), ("Stra\u00dfe", "strasse")],
)  # fmt: skip
def test_accents_and_other_scripts_become_plain_letters(written, plain):
    assert names.tokens(written) == (plain,)


@pytest.mark.parametrize("written", ["\U0001f469\u200d\U0001f467", "\u2014", "\\ . /", "*%"])
def test_signs_are_no_names(written):
    assert names.tokens(written) == ()


@pytest.mark.parametrize("written", ["Mc Donald", "McDonald", "MCDONALD", "M'cDonald"])
def test_mc_is_part_of_the_name_it_precedes(written):
    assert names.tokens(written) == ("mcdonald",)


@pytest.mark.parametrize(
    "pair",
    ["pierce pearce", "siobhan shivaun", "agnieszka agneshka", "mohammed muhammad", "geoffrey jeffrey", "philip filip",
     "mcdonald macdonald", "yusuf jusuf", "ciara keira", "hussein hussain", "murphey murphy", "wikram vikram"],
)  # fmt: skip
def test_what_sounds_alike_is_near(pair):
    assert cost(*pair.split()) <= NEAR


@pytest.mark.parametrize("pair", ["thompson tomson", "tompkins tomkins", "hampton hamton", "dempster demster"])
def test_a_silent_p_is_not_heard(pair):
    """So that a second error in the name, or one in the other, does not put it out of reach."""
    one, other = pair.split()
    assert names.heard(one) == names.heard(other)


@pytest.mark.parametrize(
    "pair",
    ["kate katherine", "bill william", "bex rebecca", "mo mohammed", "bob robert", "peggy margaret", "liz elizabeth",
     "gus angus", "sammie samuel", "chris christopher", "seb sebastian", "will bill"],
)  # fmt: skip
def test_short_forms_are_near_both_ways(pair):
    one, other = pair.split()
    assert cost(one, other) == cost(other, one) <= NEAR


@pytest.mark.parametrize("slip", ["wiliams", "willaims", "williasm", "wiklliams", "wjlliams", "williams1"])
def test_one_typing_error_is_near(slip):
    assert cost(slip, "williams") <= NEAR


@pytest.mark.parametrize(
    "pair",
    ["dominic pierce", "kate john", "ann sue", "smith jones", "gowan smith", "amelia oliver", "lee kim", "ali omar"],
)
def test_different_names_are_not_alike(pair):
    assert cost(*pair.split()) > ALIKE


def test_the_exact_name_costs_nothing_and_every_other_something():
    assert between(("Dominic", "Pierce"), ("DOMINIC", "pierce")) == 0
    assert between(("Dominic", "Peirce"), ("Dominic", "Pierce")) > 0


def test_a_part_of_a_double_barrelled_name_matches_and_one_too_many_is_near():
    assert between(("Ann", "Smith"), ("Ann", "Smith-Jones")) == 0
    assert 0 < between(("Ann", "Smith-Jones"), ("Ann", "Smith")) <= NEAR


def test_run_together_is_the_same_name():
    assert between(("Maryanne", "SmithJones"), ("Mary Anne", "Smith-Jones")) == 0


def test_swapped_names_are_near_but_never_match():
    assert 0 < between(("Pierce", "Dominic"), ("Dominic", "Pierce")) <= NEAR


def test_a_middle_name_may_be_typed_or_held():
    assert between(("Tommy", "Williams"), ("Tommy James", "Williams")) == 0
    assert 0 < between(("Tommy James", "Williams"), ("Tommy", "Williams")) <= NEAR
    assert 0 < between(("James", "Williams"), ("Tommy James", "Williams")) <= NEAR


def test_an_initial_typed_matches_and_an_initial_held_is_near():
    assert between(("D", "Pierce"), ("Dominic", "Pierce")) == 0
    assert 0 < between(("Dominic", "Pierce"), ("D", "Pierce")) <= NEAR
    assert between(("K", "Pierce"), ("Dominic", "Pierce")) > FARTHEST


def test_an_error_in_each_name_is_within_reach():
    assert NEAR < between(("Domnic", "Peirche"), ("Dominic", "Pierce")) <= FARTHEST


def test_with_the_right_date_of_birth_one_name_may_be_another():
    def that_day(*typed):
        name, held = TypedName.of(*typed), HeldName.of("Rachel", "Banks")
        return NamesBeside(name, name.costs(held)).cost_born_that_day(held)

    assert that_day("Rachael", "Featherstone") < OTHER
    # Two first names as one word, with a slip: no key of the index leads from one to the other.
    held = HeldName.of("Mary Jane", "Quill")
    assert NamesBeside(TypedName.of("Naryjane", "Featherstone"), {}).cost_born_that_day(held) < OTHER
    assert that_day("Olga", "Featherstone") == OTHER


@given(any_text(max_size=120))
def test_any_text_can_be_cut_into_plain_tokens(text):
    for token in names.tokens(text):
        assert token.isascii() and token.isalnum() and token == token.lower()
        assert 0 < len(token) <= names.LONGEST_TOKEN
        assert names.keys(Token.of(token)) <= names.wanted(Token.of(token), first_name=True)


@given(st.text(alphabet=LETTERS, min_size=1, max_size=24), st.text("aehkoz", min_size=1, max_size=9))
def test_the_cost_of_two_tokens_is_the_same_either_way_round(one, other):
    assert cost(one, other) == cost(other, one) >= 0
    assert (cost(one, other) == 0) == (one == other)


@given(st.text(alphabet=LETTERS, min_size=4, max_size=20), st.data())
def test_one_letter_missing_shares_a_key(token, data):
    place = data.draw(st.integers(0, len(token) - 1))
    slip = token[:place] + token[place + 1 :]
    assert names.wanted(Token.of(slip), first_name=False) & names.keys(Token.of(token))


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("Silva", "da Silva"), ("da Silva", "Silva"), ("Elmasry", "Masry"),
        ("Anjos", "dos Anjos"), ("Velde", "van de Velde"), ("Brien", "O'Brien"), ("Hashimi", "al-Hashimi"),
        ("MacLeod", "NicLe\u00f2id"), ("Novak", "Nov\u00e1kov\u00e1"), ("Kazlauskas", "Kazlauskien\u0117"),
        ("Grodzki", "Grodzka"), ("Stoyanov", "Stoyanova"), ("Zelensky", "Zelenska"),
        ("Jonsson", "J\u00f3nsd\u00f3ttir"),
        ("Brian", "N\u00ed Bhriain"), ("O'Sullivan", "\u00d3 S\u00failleabh\u00e1in"), ("Jama", "Jaamac"),
        ("McCready", "M'Cready"),
        ("Gallagher", "\u00d3 Gallch\u00f3ir"), ("Higgins", "\u00d3 hUiginn"), ("Smith", "Mac Gabhann"),
        ("Mackenzie", "MacCoinnich"), ("Ferguson", "MacFhearghais"), ("Hassan", "Hesen"), ("Jamal", "Cemal"),
    ],
)  # fmt: skip
def test_a_family_name_is_near_without_its_particle_and_for_another_gender_or_origin(typed, held):
    assert 0 < between(("Ann", typed), ("Ann", held)) <= FARTHEST


@pytest.mark.parametrize(
    ("name", "bare"),
    [("da Cruz", "Cruz"), ("de la Luz", "Luz"), ("El Din", "Din"), ("Abu Ali", "Ali"), ("ap Rhys", "Rhys")],
)  # fmt: skip
def test_a_short_name_is_found_without_its_particle_and_with_one_that_is_not_on_record(name, bare):
    assert between(("Ana", bare), ("Ana", name)) <= NEAR and between(("Ana", name), ("Ana", bare)) <= NEAR
    assert between(("Ana", name.replace(" ", "")), ("Ana", name)) == 0
    assert between((bare, "Tran"), (name, "Tran")) <= NEAR


@pytest.mark.parametrize(
    "typed", ["Baby", "Unborn", "Infant", "Twin 2", "Newborn", "Baby Boy", "Unborn Baby", "Baby due 03/12"]
)
@pytest.mark.parametrize(
    "held", ["Baby", "UNBORN BABY", "Twin 1", "", "Baby of Ann", "Unborn (EDD 03/12/2026)", "Boy 2", "NYN"]
)
def test_children_without_a_first_name_yet_are_one_kind(typed, held):
    assert between((typed, "Quill"), (held, "Quill")) <= NEAR < between((typed, "Quill"), ("Thomas", "Quill"))


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        (("Harpreet", "Kaur"), ("Harpreet Kaur", "Bhogal")), (("Rukhsar", "Begum"), ("Rukhsar", "")),
        (("", "Rukhsar"), ("Rukhsar", "")), (("Lily", "Narrowgate"), ("", "Narrowgate")),
        (("MJ", "Sweeney"), ("Martin Joseph", "Sweeney")), (("", "Nguyen Thi Nhung"), ("Thi Nhung", "Nguyen")),
        (("Ina", "Lowther"), ("Ian", "Lowther")), (("Ann", "Gn"), ("Ann", "Ng")),
    ],
)  # fmt: skip
def test_parts_typed_elsewhere_or_not_on_record_are_near(typed, held):
    assert 0 < between(typed, held) <= NEAR


@pytest.mark.parametrize(
    "typed",
    [("", "SMITH, John"), ("Smith, John", ""), ("John Smith", ""), ("", "John Smith"), ("Mr John", "Smith"),
     ("J.", "Smith"), ("John\u00a0", "Smith"), ("John", "Smith n\u00e9e"), ("Dr. J", "Smith"), ("John", "John Smith")],
)  # fmt: skip
def test_a_right_name_is_an_exact_match_however_it_was_laid_out(typed):
    assert between(typed, ("John", "Smith")) == 0


def test_a_former_name_a_nickname_and_a_dotted_initial_on_record_are_parts_of_the_name():
    assert between(("Priscilla", "Greatorex"), ("Priscilla", "Tallis (n\u00e9e Greatorex)")) == 0
    assert 0 < between(("Bobby", "Quilligan"), ('Robert "Bobby"', "Quilligan")) <= NEAR
    assert between(("Karthikeyan", ""), ("Karthikeyan S.", "")) == 0


def test_a_record_without_any_name_is_like_no_name():
    assert between(("Ann", "Smith"), ("", "")) == between(("", "Smith"), ("-", ".")) == OTHER


@pytest.mark.parametrize("written", ["Neonate 1", "Bby 2", "Foetus 1", "Babies 2", "Bump 1", "Quad 2", "Twin Two"])
def test_a_child_who_is_only_numbered_has_no_name_for_a_search_a_link_and_a_file(written):
    assert name_parts.is_baby(name_parts.parts(written))
    assert folded_given(written) == ""
    assert is_new_baby(written, "Lowe")
