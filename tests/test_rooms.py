"""The shape of the code (DESIGN.md): what may stand where, and that nothing runs when a screen is imported."""

import ast
import re
import subprocess
from collections import Counter
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


def is_test(path: Path) -> bool:
    return "tests" in path.parts


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_screen_stands_directly_in_pages():
    """Streamlit serves pages/*.py by itself, without app.py and its sign-in, when it is the first thing asked for."""
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["__init__.py"]


def test_every_screen_defines_show_and_runs_nothing_when_imported():
    allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    wrong = []
    for path in SCREENS:
        docstring, *rest = tree_of(path).body
        only_defines = isinstance(docstring, ast.Expr) and all(isinstance(node, allowed) for node in rest)
        if not only_defines or "show" not in {node.name for node in rest if isinstance(node, ast.FunctionDef)}:
            wrong.append(name_of(path))
    assert wrong == []


def test_every_module_says_what_it_is_for():
    assert [name_of(path) for path in MODULES if not ast.get_docstring(tree_of(path))] == []


def test_every_module_stays_readable():
    assert [name_of(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_untrusted_text_has_no_way_into_markup():
    assert [name_of(path) for path in MODULES if not is_test(path) and "unsafe_allow" in path.read_text("utf-8")] == []


def test_no_folder_holds_more_modules_than_one_can_look_through():
    held = Counter(path.parent for path in MODULES if not is_test(path) and path.name != "__init__.py")
    assert [name_of(folder) for folder, modules in held.items() if modules > MOST_MODULES] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_used_by_the_modules_its_docstring_names(room):
    said = ast.get_docstring(tree_of(ROOT / room / "__init__.py"))
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
    nodes = ast.walk(tree_of(path))
    return {f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
