"""The shape of the code (DESIGN.md): what may stand where, and that nothing runs when a screen is imported."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()
)  # fmt: skip
MODULES = [path for path in MODULES if path.exists()]
SCREENS = sorted(path for path in (ROOT / "pages" / "screens").rglob("*.py") if path.name != "__init__.py")
PRODUCT = [path for path in MODULES if path.relative_to(ROOT).parts[0] not in ("tests", "benchmarks", "docs", "deploy")]
# What another room may use of these is what their docstring names; the rest is their own.
ROOMS = ["matching", "extracts", "config", *sorted(path.parent.relative_to(ROOT).as_posix() for path in
                                                   (ROOT / "data_access").glob("*/__init__.py"))]  # fmt: skip
MOST_MODULES = 15


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_screen_stands_directly_in_pages():
    """Streamlit serves pages/*.py by itself, without app.py and its sign-in, when it is the first thing asked for."""
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("path", SCREENS, ids=name_of)
def test_every_screen_defines_show_and_runs_nothing_when_imported(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert "show" in {node.name for node in body if isinstance(node, ast.FunctionDef)}
    allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    docstring, *rest = body
    assert isinstance(docstring, ast.Expr)
    assert all(isinstance(node, allowed) for node in rest), "a screen must only define"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for_and_stays_readable(path):
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert len(text.splitlines()) <= 400, "over 400 lines"


@pytest.mark.parametrize("path", [path for path in MODULES if "tests" not in path.parts], ids=name_of)
def test_untrusted_text_has_no_way_into_markup(path):
    assert "unsafe_allow" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES if "tests" not in path.parts}), ids=name_of)
def test_no_folder_holds_more_modules_than_one_can_look_through(folder):
    assert len([path for path in MODULES if path.parent == folder and path.name != "__init__.py"]) <= MOST_MODULES


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_used_by_the_modules_its_docstring_names(room):
    said = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8")))
    own = {path.stem for path in (ROOT / room).glob("*.py")}
    named = set(re.findall(r"`(\w+)`", said)) & own
    used = {module for path in PRODUCT if ROOT / room not in path.parents for module in used_of(room, path)} & own
    assert used == named, "the docstring names what other rooms use of this one, and nothing else"


def used_of(room: str, path: Path) -> set[str]:
    """The modules of a room that a file imports, whole or in part."""
    package = room.replace("/", ".")
    inside = [name.removeprefix(f"{package}.") for name in imported_by(path) if name.startswith(f"{package}.")]
    return {name.partition(".")[0] for name in inside}


@cache
def imported_by(path: Path) -> set[str]:
    """What a file imports from, each name with the module before it."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
