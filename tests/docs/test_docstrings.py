"""The examples in docstrings are true, in every module that has any."""

import doctest
from importlib import import_module

from config.environment import ROOT

FOLDERS = ("commands", "config", "data_access", "demo_data", "deploy", "docs", "doctor", "extracts", "matching",
           "pages", "server")  # fmt: skip


def test_every_example_gives_what_it_says():
    files = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    names = [path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in files
             if ">>> " in path.read_text(encoding="utf-8")]  # fmt: skip
    results = {name: doctest.testmod(import_module(name)) for name in names}
    assert sum(one.attempted for one in results.values()) > 100
    assert [name for name, one in results.items() if one.failed] == []
