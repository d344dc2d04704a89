"""`manage.py relationships` drafts a part of the council's YAML, and its lists are accepted as they are."""

import yaml

from commands.relationships import draft_relationships
from config.environment import ROOT
from config.reading import read_council

LEEDS = read_council(ROOT / "config" / "councils" / "leeds.yaml")


def drafted(council, counts):
    text = "\n".join(draft_relationships(council, counts))
    return text, yaml.safe_load(text)


def test_settings_of_0_3_get_both_lists_from_the_last_load():
    older = LEEDS.model_copy(update={"shown_relationships": None, "excluded_relationships": ("Foster carer",)})
    text, lists = drafted(older, {"Mother": 779, "mother": 2, "Foster-carers": 1, "Former foster carer": 1})
    assert lists == {
        "shown_relationships": ["Mother"],
        "excluded_relationships": ["Foster carer", "Former foster carer"],
    }
    assert '- "Mother"  # 781 links' in text


def test_what_is_not_set_up_stays_a_comment():
    council = LEEDS.model_copy(update={"shown_relationships": ("Mother",), "excluded_relationships": ()})
    text, lists = drafted(council, {"Mother": 3, "Pen friend": 1, 'yes: "no"': 1})
    assert lists == {"shown_relationships": ["Mother"], "excluded_relationships": []}
    assert '# - "Pen friend"  # 1 link\n' in text
