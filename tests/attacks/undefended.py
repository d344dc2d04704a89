"""See every attack succeed where its defence is taken out: `python -m tests.attacks.undefended [words of a test]`.

Works in a copy of the program. A case that passes without its line of defence defends nothing, and is named at the end.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = "tests/attacks"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "data", "__pycache__", "screenshots", "*.png", ".*_cache")


class Collected:
    """A pytest plugin that keeps what was collected: the test functions and what each is to be run without."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str, str]] = {}
        self.without_any: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            name = item.nodeid.split("[")[0]
            mark = item.get_closest_marker("without")
            if mark is None:
                self.without_any.append(name)
            else:
                self.found[item.nodeid] = mark.args


def main() -> None:
    """Take out each defence by turns; end with 1 when a case still passes, or names no defence."""
    words = sys.argv[1] if len(sys.argv) > 1 else ""
    collected = Collected()
    itself = f"--ignore={ROOT / FOLDER / 'test_undefended.py'}"
    pytest.main(["--collect-only", "-qq", "-n", "0", itself, str(ROOT / FOLDER)], plugins=[collected])
    by_defence: dict[tuple[str, str, str], list[str]] = {}
    for case, defence in collected.found.items():
        if words in case:
            by_defence.setdefault(defence, []).append(case)
    held = list(collected.without_any)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(ROOT, Path(folder, "copy"), ignore=LEFT_OUT))
        for number, (defence, cases) in enumerate(by_defence.items(), 1):
            still = _passes_without(copy, defence, cases)
            print(f"{number}/{len(by_defence)} {defence[0]}: {len(cases)} cases, {len(still)} still held", flush=True)
            held += still
    seen = sum(len(cases) for cases in by_defence.values())
    print(f"{seen} cases, {seen - len(held)} seen to succeed without their defence")
    if held:
        sys.exit("These hold without it:\n" + "\n".join(f"  {case}" for case in held))


def _passes_without(copy: Path, defence: tuple[str, str, str], cases: list[str]) -> list[str]:
    """The cases that do not fail where the line is replaced."""
    path, line, instead = defence
    whole = (copy / path).read_text(encoding="utf-8")
    assert whole.count(line) == 1, f"{path} has the line {whole.count(line)} times: {line}"
    (copy / path).write_text(whole.replace(line, instead), encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "--tb=no", "-rfE", "-p", "no:cacheprovider", *cases]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=600)
    finally:
        (copy / path).write_text(whole, encoding="utf-8")
    failed = re.findall(r"^FAILED (\S.*?)(?: - .*)?$", done.stdout, re.MULTILINE)
    return [case for case in cases if case not in failed]


if __name__ == "__main__":
    main()
