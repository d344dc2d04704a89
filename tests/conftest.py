"""How the tests are run: what they are marked as, and how their files are shared out. Fixtures: fixtures.py."""

import gc
import os
from collections import Counter
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

from tests.postgres import MEMORY, may_use_memory

# Few tests, each a walk through dozens of screens.
LONGEST = "test_accessibility.py"
BROWSER = Path(__file__).parent / "browser"


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests' folders in memory where Linux has one. SQLite waits for the disk at each commit (measured: 8 ms,
    in memory 0.1) and at each new file (73 ms, in memory 2).

    A process that only shares the files out imports nothing of the program: those that run them begin two seconds
    earlier. These look for no garbage until everything is imported.
    """
    if hasattr(config, "workerinput") or config.option.dist == "no":
        gc.disable()
        config.pluginmanager.import_plugin("tests.fixtures")
    if may_use_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser or a PostgreSQL server, so that `make check` can leave it out; put long files first.

    A test that starts a server in another way than by `postgres_url` has the mark itself. Files are given out from both
    ends of this order (`FromBothEnds`), so that the shortest come last and no process waits for the other.
    """
    for item in items:
        if BROWSER in item.path.parents:
            item.add_marker("browser")
        parameters = getattr(item, "callspec", None)
        on_server = parameters is not None and "postgresql" in parameters.params.values()
        if on_server or "postgres_url" in getattr(item, "fixturenames", ()):
            item.add_marker("postgresql")
    tests_in = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple:
        with_browser = BROWSER in item.path.parents
        many = tests_in[item.path]
        return not with_browser, item.path.name != LONGEST, -many if with_browser else many, item.path

    items.sort(key=place)


class FromBothEnds(LoadFileScheduling):
    """One process drives the browser, the others begin with the rest: a browser keeps its process waiting, and two at
    once would each start a Chromium and a server."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        if node is not self.nodes[0]:
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """A process of several tells of a test that passed once, not five times: that what goes before and after it also
    passed is asked by `--durations` alone."""
    if not hasattr(item.config, "workerinput") or item.config.option.durations is not None:
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FromBothEnds:
    """How files are shared out (`--dist loadfile`)."""
    return FromBothEnds(config, log)
