"""The progress of long work, and what may be personal: shown on a terminal only."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from config.progress import Tick, quiet


def is_on_terminal() -> bool:
    """Whether somebody reads it now. What a timer runs is kept in a log."""
    return sys.stderr.isatty()


@contextmanager
def shown_progress() -> Generator[Tick]:
    """Show each stage of long work with its rows, on a terminal only."""
    if not is_on_terminal():
        yield quiet
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        stages: dict[str, TaskID] = {}

        def finish() -> None:
            for stage in list(stages.values())[-1:]:
                bars.update(stage, total=1, completed=1)

        def tick(stage: str, done: int, of: int) -> None:
            if stage not in stages:
                finish()
                stages[stage] = bars.add_task(stage, rows="")
            rows = f"{done:,} rows" if done else ""
            bars.update(stages[stage], completed=done, total=max(of, done + 1), rows=rows)

        yield tick
        finish()
