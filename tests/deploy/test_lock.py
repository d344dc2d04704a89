"""The locks follow the lists, have hashes for each package, and are what the tests run on."""

from importlib import metadata

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement

from deploy.lock import LOCKS, ROOT, disagreements, plain, read_lock

TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in [*LOCKS, *LOCKS.values()]}
EVERY_LOCK = pytest.mark.parametrize("lock", LOCKS)


@EVERY_LOCK
def test_a_lock_follows_its_list(lock: str):
    assert disagreements(TEXTS[LOCKS[lock]], TEXTS[lock]) == []


def test_a_pin_that_differs_a_package_that_is_missing_and_one_without_a_hash_are_found():
    listed, lock = TEXTS["requirements.txt"], TEXTS["requirements.lock"]
    [rich] = [one for one in read_lock(lock) if one.name == "rich"]
    assert disagreements(listed.replace(f"rich=={rich.version}", "rich==1.0"), lock) == [
        f"rich is 1.0 in the list and {rich.version} in the lock"
    ]
    assert disagreements(f"{listed}\nnew==1.0\n", lock) == ["new is 1.0 in the list and missing in the lock"]
    assert disagreements(listed, lock + lock[lock.index("rich==") :]) != []
    without = lock
    for digest in rich.hashes:
        without = without.replace(f" \\\n    {digest}", "")
    assert disagreements(listed, without) == ["rich has no hash"]


def test_a_line_that_names_where_packages_come_from_is_no_lock():
    with pytest.raises(ValueError, match="--index-url"):
        read_lock("--index-url https://packages.example/simple\n" + TEXTS["requirements.lock"])


@EVERY_LOCK
def test_a_lock_names_no_host(lock: str):
    assert "://" not in TEXTS[lock] and "--find-links" not in TEXTS[lock]


def test_what_runs_in_production_is_what_the_tests_run_on():
    tested = {one.name: one for one in read_lock(TEXTS["requirements-dev.lock"])}
    for one in read_lock(TEXTS["requirements.lock"]):
        assert (tested[one.name].version, tested[one.name].hashes) == (one.version, one.hashes), one.name


def test_the_installed_packages_are_those_of_the_lock():
    here = [one for one in read_lock(TEXTS["requirements-dev.lock"]) if not one.marker or Marker(one.marker).evaluate()]
    assert {one.name: metadata.version(one.name) for one in here} == {one.name: one.version for one in here}


def test_everything_a_locked_package_needs_is_locked():
    """Each installed package's own list of what it needs on this machine."""
    locked = {one.name for one in read_lock(TEXTS["requirements-dev.lock"])}
    for name in locked:
        for line in _needs(name):
            need = Requirement(line)
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                assert plain(need.name) in locked, f"{name} needs {need.name}"


def _needs(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        # Locked for another system, such as colorama for Windows.
        return []


@pytest.mark.parametrize("name", ["numpy", "pandas", "pyarrow", "rapidfuzz", "pydantic-core", "cryptography"])
def test_a_compiled_package_has_the_hashes_of_other_machines_too(name: str):
    """One file for each system, processor and Python: a lock made for one machine would have one or two."""
    [one] = [one for one in read_lock(TEXTS["requirements.lock"]) if one.name == name]
    assert len(one.hashes) > 10
