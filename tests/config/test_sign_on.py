"""The settings of single sign-on: mistakes are explained, and names and groups are read as documented."""

import pytest
import yaml

from config.environment import ROOT, read_environment
from config.problems import SettingsError
from config.reading import read_councils
from config.sign_on import Group, SignOn, read_sign_on, require_sign_on
from data_access.accounts.roles import ROLES

GOOD = {
    "provider": "https://login.example/tenant/",
    "client_id": "an-id",
    "site": "https://family-context.council.example",
    "groups": [{"group": "g-1", "council": "stockport", "role": "manager"}],
}


@pytest.fixture
def write(tmp_path, monkeypatch):
    def write(**changed) -> None:
        path = tmp_path / "sign-on.yaml"
        kept = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
        path = tmp_path / f"sign-on-{len(list(tmp_path.iterdir()))}.yaml"
        path.write_text(yaml.safe_dump(kept))
        monkeypatch.setenv("FAMILY_CONTEXT_SIGN_ON", str(path))
        monkeypatch.setenv("FAMILY_CONTEXT_SIGN_ON_SECRET", "secret")

    return write


def require() -> None:
    require_sign_on(read_environment(), read_councils(ROOT / "config" / "councils"))


def test_without_the_variable_there_is_none():
    assert read_sign_on(read_environment()) is None
    require()


def test_good_settings_are_read(write):
    write()
    require()
    found = read_sign_on(read_environment())
    assert (found.provider, found.callback) == (
        "https://login.example/tenant", "https://family-context.council.example/sign-on/callback"
    )  # fmt: skip
    assert not found.passwords


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"groups": None}, "groups: found nothing"),
        ({"groups": []}, "groups: found an empty list; allowed: at least one"),
        (
            {"provider": "http://login.example"},
            "provider: found http://login.example; allowed: an address that begins with https://",
        ),
        ({"site": "http://family-context.example"}, "site: found http://family-context.example"),
        ({"group": "x"}, "group: found a key that is not known; allowed: provider, client_id, site"),
        ({"groups": [{**GOOD["groups"][0], "role": "boss"}]}, "groups.1.role: found boss; allowed: social_worker, "),
        ({"groups": [{**GOOD["groups"][0], "council": "york"}]}, "groups.1.council: found york; allowed: "),
    ],
)
def test_a_mistake_is_named_by_its_key(write, changed, said):
    write(**changed)
    with pytest.raises(SettingsError, match=said.replace("(", r"\(")):
        require()


def test_without_the_secret_nothing_starts(write, monkeypatch):
    write()
    monkeypatch.delenv("FAMILY_CONTEXT_SIGN_ON_SECRET")
    with pytest.raises(SettingsError, match="FAMILY_CONTEXT_SIGN_ON_SECRET: found nothing"):
        require()


def test_the_roles_are_those_of_the_tool():
    assert Group.model_fields["role"].annotation.__args__ == ROLES


@pytest.mark.parametrize(
    ("ends", "claimed", "name"),
    [
        (None, "Jane.Doe", "jane.doe"),
        (None, "", None),
        ("@council.example", "Jane.Doe@Council.Example", "jane.doe"),
        ("@council.example", "jane.doe@elsewhere.example", None),
        ("@council.example", "@council.example", None),
    ],
)
def test_a_name_must_have_the_ending_and_loses_it(ends, claimed, name):
    assert SignOn(**GOOD, user_name_ends=ends).read_user_name(claimed) == name


def test_the_first_group_of_the_file_counts_and_only_at_its_council():
    two = [*GOOD["groups"], {"group": "g-2", "council": "leeds", "role": "social_worker"}]
    two += [{"group": "g-2", "council": "stockport", "role": "data_officer"}]
    found = SignOn(**{**GOOD, "groups": two})
    assert found.find_group("stockport", ["g-2", "g-1"]).role == "manager"
    assert found.find_group("leeds", ["g-2", "g-1"]).role == "social_worker"
    assert found.find_group("leeds", ["g-1"]) is None and found.find_group("stockport", []) is None
