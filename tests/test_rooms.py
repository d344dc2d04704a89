"""The shape of the code (DESIGN.md): what may stand where, and that nothing runs when a screen is imported."""

import ast
import subprocess
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
SCREENS = sorted(path for path in (ROOT / "pages" / "screens").glob("*.py") if path.name != "__init__.py")


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
