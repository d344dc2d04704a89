"""Programs that are to be killed, each in a process of its own, begun by one that has imported what they need."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from config.environment import ROOT

_BEGINS_THEM = """
import json, os, sys
from data_access.loading import extracts
from data_access.upkeep import backup, restoring

for line in sys.stdin:
    if not (process := os.fork()):
        program, environment = json.loads(line)
        os.environ.update(environment)
        exec(program, {})
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""


class Forking:
    """The process that begins the others."""

    def __init__(self, process: subprocess.Popen) -> None:
        self._process = process

    def run(self, program: str) -> int:
        """Run the text of a program with the settings of this test. Returns what a subprocess would: -9 for a kill."""
        environment = {name: value for name, value in os.environ.items() if name.startswith("FAMILY_CONTEXT_")}
        print(json.dumps([program, environment]), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())


@contextmanager
def forking_process() -> Iterator[Forking]:
    """Importing for each program again took most of the time of their tests."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FAMILY_CONTEXT_")}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen([sys.executable, "-c", _BEGINS_THEM], cwd=ROOT, env=plain, **pipes) as process:
        yield Forking(process)
        process.stdin.close()
