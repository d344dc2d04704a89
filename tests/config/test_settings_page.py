"""docs/settings.md names every key and variable, and every YAML example in it is accepted."""

import re
import textwrap
from typing import Any, get_args

import pytest
import yaml
from pydantic import BaseModel, TypeAdapter

import config.council
import config.extract
import config.not_known
import config.service
from config.council import Council
from config.environment import KNOWN, ROOT
from config.service import ServiceField

PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
EXAMPLES = [textwrap.dedent(block) for block in re.findall(r"^ *```yaml\n(.*?)^ *```$", PAGE, re.DOTALL | re.MULTILINE)]
PART = re.compile(r"# part: (\w+)\n")


def models_within(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The model and all models in it."""
    found = {model.__name__: model}
    for field in model.model_fields.values():
        for inner in (field.annotation, *get_args(field.annotation)):
            if hasattr(inner, "model_fields"):
                found |= models_within(inner)
    return found


MODELS = models_within(Council)


@pytest.mark.parametrize("name", MODELS)
def test_every_key_is_on_the_page(name: str):
    keys = {field.alias or key for key, field in MODELS[name].model_fields.items()}
    assert not {key for key in keys if f"`{key}`" not in PAGE}


@pytest.mark.parametrize(("heading", "name"), [
    ("## The council", "Council"), ("### `cms`", "CaseManagementSystem"), ("### `sign_in`", "SignIn"),
    ("### `search`", "Search"), ("### `reason`", "Reason"), ("### `caseload`", "Caseload"),
    ("### `family_at_a_glance`", "FamilyAtAGlance"),
    ("### `guidance`", "Guidance"), ("### `notices`", "Notices"), ("## A service", "Service"), ("### `ages`", "Ages"),
    ("### `contact`", "ContactFields"), ("### `fields`", "ServiceField"), ("### `group`", "RepeatedGroup"),
    ("## The council's own files", "Extract"), ("### `not_known`", "NotKnown"),
    ("### `sources`", "SourceSettings"), ("### `files`", "ExtractFile"),
    ("### `join`", "Join"), ("### `split`", "Split"), ("### `leave_out` and `only`", "Rule"),
])  # fmt: skip
def test_the_table_of_each_part_lists_its_keys_in_order(heading: str, name: str):
    part = PAGE.split(f"\n{heading}\n")[1]
    table = re.search(r"^\| Key \|.*?\n\n", part + "\n\n", re.DOTALL | re.MULTILINE)
    listed = re.findall(r"^\| `(\w+)` \|", table.group(), re.MULTILINE)
    assert listed == [field.alias or key for key, field in MODELS[name].model_fields.items()]


def test_every_type_of_field_is_on_the_page():
    types = get_args(ServiceField.model_fields["type"].annotation)
    table = PAGE.split("| `type` | The column holds |\n")[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(types)


def test_every_environment_variable_is_on_the_page_and_no_other():
    assert set(re.findall(r"`(FAMILY_CONTEXT_\w+[A-Z])`", PAGE)) == set(KNOWN)


def test_every_example_says_which_part_it_is_and_probation_is_one_of_them():
    assert PAGE.count("```yaml") == len(EXAMPLES)
    assert all(PART.match(example) for example in EXAMPLES)
    assert any("id: probation" in example for example in EXAMPLES)


def settings_of(example: str) -> dict[str, Any]:
    """An example's content; the council's own keys are completed with parts shown elsewhere on the page."""
    held = yaml.safe_load(example)
    if PART.match(example).group(1) == "Council":
        by_part = {PART.match(one).group(1): yaml.safe_load(one) for one in EXAMPLES}
        parts = {"cms": "CaseManagementSystem", "sign_in": "SignIn", "search": "Search", "reason": "Reason",
                 "caseload": "Caseload", "guidance": "Guidance"}  # fmt: skip
        held |= {key: by_part[part] for key, part in parts.items()} | {"services": [by_part["Service"]]}
    return held


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: PART.match(example).group(1))
def test_every_example_is_accepted(example: str):
    name = PART.match(example).group(1)
    model = next(
        getattr(room, name)
        for room in (config.council, config.service, config.extract, config.not_known)
        if hasattr(room, name)
    )
    TypeAdapter(model).validate_python(settings_of(example))
