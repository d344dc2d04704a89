"""Drafts the part of a council's YAML that says which kinds of relationship are shown."""

import json
from collections.abc import Iterator, Mapping

from config.council import Council
from config.relationships import Kind, kind_key
from pages.components.formatting import counted


def draft_relationships(council: Council, counts: Mapping[str, int]) -> Iterator[str]:
    """The lines of YAML, from the settings and from the kinds in the extract in use with the links each has.

    What is not set up stays a comment until someone decides. Kinds that are alike are one.
    """
    links: dict[str, int] = {}
    for kind, number in counts.items():
        links[kind_key(kind)] = links.get(kind_key(kind), 0) + number
    kinds = council.relationships.split(counts)
    yield "# Whoever is linked to a child in one of these ways is shown on the child's page. Check each."
    yield from _listed("shown_relationships", [*(council.shown_relationships or ()), *kinds[Kind.SHOWN]], links)
    yield "# Whoever is linked in one of these ways only is never shown."
    yield from _listed("excluded_relationships", [*council.excluded_relationships, *kinds[Kind.EXCLUDED]], links)
    if kinds[Kind.NOT_SET_UP]:
        yield "# Not set up, so not shown. Move each of these into one of the two lists."
        yield from (f"# {line.strip()}" for line in list(_listed("", kinds[Kind.NOT_SET_UP], links))[1:])


def _listed(key: str, kinds: list[str], links: Mapping[str, int]) -> Iterator[str]:
    different: dict[str, str] = {}
    for kind in kinds:
        different.setdefault(kind_key(kind), kind)
    yield f"{key}:" if different else f"{key}: []"
    for own, kind in different.items():
        number = links.get(own, 0)
        yield f"  - {json.dumps(kind, ensure_ascii=False)}  # {counted(number, 'link')}"
