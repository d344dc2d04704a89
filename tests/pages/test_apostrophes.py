"""Screens write an apostrophe as it is printed (the person’s page), as they write “quotation marks”."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from config.environment import ROOT

TYPED = re.compile(r"[A-Za-z]'(?=[a-z]|\s|$)")
# Files that other programs read have the words they have always had.
FILES = [path for path in sorted((ROOT / "pages").rglob("*.py")) if not path.name.endswith("_csv.py")]
FILES += [ROOT / "config" / "research.py", ROOT / "server" / "page_frame.py"]
PAGES = [ROOT / "deploy" / "away.html", *(ROOT / "pages").rglob("*.html")]
SCRIPTS = [*(ROOT / "pages").rglob("*.js"), *(ROOT / "server").glob("*.js")]


def said_by(path: Path) -> Iterator[str]:
    """The texts in a module, but for its docstrings."""
    parsed = ast.parse(path.read_text(encoding="utf-8"))
    documented = {id(one.value) for one in ast.walk(parsed) if isinstance(one, ast.Expr)}
    for one in ast.walk(parsed):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in documented:
            yield one.value


def test_no_screen_has_an_apostrophe_of_a_typewriter():
    assert [(path.name, text) for path in FILES for text in said_by(path) if TYPED.search(text)] == []
    written = [(path.name, re.sub(r"<[^>]*>|{[#%{].*?[#%}]}", " ", path.read_text("utf-8"))) for path in PAGES]
    assert [name for name, text in written if TYPED.search(text)] == []
    texts = [(path.name, text) for path in SCRIPTS for text in re.findall('"[^"\n]*"', path.read_text("utf-8"))]
    assert [one for one in texts if TYPED.search(one[1])] == []
