"""docs/architecture.md shows the rooms as they are, and pages for developers name files that exist."""

import re
import tomllib
from functools import cache

import pytest

from config.environment import ROOT
from tests.docs.pages import PAGES, code_in, table

ARCHITECTURE = PAGES[ROOT / "docs" / "architecture.md"]


def test_everything_in_the_table_of_rooms_is_there():
    for row in table(ARCHITECTURE, "The rooms"):
        path = row[0].strip("`")
        assert (ROOT / path).is_dir() if path.endswith("/") else (ROOT / path).is_file(), path


def test_every_room_is_in_the_table_of_rooms():
    rooms = [path.parent.relative_to(ROOT) for depth in ("*", "pages/*") for path in ROOT.glob(f"{depth}/__init__.py")]
    named = {row[0].strip("`/") for row in table(ARCHITECTURE, "The rooms")}
    # "pages" is named by its three rooms.
    assert {str(room) for room in rooms} - {"pages"} <= named


def layers() -> list[list[str]]:
    """The rooms in each of import-linter's layers, from the top, with those of data_access in its place."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    whole, inside = (one["layers"] for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    rooms, within = ([[room.strip() for room in layer.split("|")] for layer in one] for one in (whole, inside))
    at = next(place for place, layer in enumerate(rooms) if "data_access" in layer)
    return [*rooms[: at + 1], *within, *rooms[at + 1 :]]


def read_diagram(page: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The node of each room in the diagram, and its arrows from node to node."""
    [diagram] = re.findall(r"^```mermaid\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    labels = re.findall(r'(\w+)\["([^"]+)"\]', diagram)
    nodes = {room.strip(): node for node, label in labels for room in label.partition(":")[0].split(",")}
    bare = re.sub(r'\["[^"]+"\]', "", diagram)
    ends = re.findall(r"^ *(\w+) --> (.+)$", bare, re.MULTILINE)
    return nodes, [(one, other) for one, others in ends for other in others.split(" & ")]


def upward(page: str) -> list[tuple[str, str]]:
    """The arrows of the diagram that do not lead to a lower layer, such as import-linter would refuse."""
    nodes, arrows = read_diagram(page)
    order = [[nodes[room] for room in layer] for layer in layers()]
    height = {node: place for place, layer in enumerate(order) for node in layer}
    return [(one, other) for one, other in arrows if one in height and height[one] >= height[other]]


def test_the_diagram_has_every_room_and_points_down():
    nodes, arrows = read_diagram(ARCHITECTURE)
    assert {room for layer in layers() for room in layer} <= set(nodes)
    assert len(arrows) > 20 and upward(ARCHITECTURE) == []


@pytest.mark.parametrize("wrong", ["storage --> people", "review --> oversight", "config --> matching"])
def test_an_arrow_that_leads_up_or_aside_is_noticed(wrong: str):
    assert upward(ARCHITECTURE.replace("```mermaid\nflowchart TD\n", f"```mermaid\nflowchart TD\n    {wrong}\n")) != []


def test_every_term_of_the_glossary_is_there_once_in_order():
    terms = [row[0] for row in table(ARCHITECTURE, "Glossary")]
    assert terms == sorted(set(terms), key=str.lower)


def test_the_table_of_decisions_is_the_pages_there_are():
    folder = ROOT / "docs" / "decisions"
    said = re.findall(r"^\| \[(\d+)\]\(([\w-]+\.md)\) \| (\S+) \| (.*) \|$", PAGES[folder / "README.md"], re.MULTILINE)
    pages = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    assert [name for _, name, _, _ in said] == [path.name for path in pages]
    for number, name, day, title in said:
        assert name.startswith(f"{number:0>4}-")
        assert PAGES[folder / name].startswith(f"# {number}. {title}\n\n{day}\n\n**Context.** ")
        assert "\n**Decision.** " in PAGES[folder / name] and "\n**Consequences.** " in PAGES[folder / name]


@cache
def module_files() -> frozenset[str]:
    folders = [path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")]
    within = (path for folder in folders for path in folder.rglob("*.py"))
    return frozenset(path.name for path in (*ROOT.glob("*.py"), *within))


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md", *(
    f"docs/decisions/{path.name}" for path in (ROOT / "docs" / "decisions").glob("*.md"))])  # fmt: skip
def test_every_path_that_is_named_is_there(page: str):
    """Written from the top of the repository, or, for a module, its name alone."""
    for piece in code_in(PAGES[ROOT / page]):
        if re.fullmatch(r"[\w.]+(/[\w.-]+)+/?", piece):
            assert (ROOT / piece).exists(), piece
        elif re.fullmatch(r"\w+\.py", piece):
            assert piece in module_files(), piece
