"""Results across participants: how each task went and how long it took, and what would harm their work most.

A participant who is left out does not count. One who came twice counts once in a ranking, with the latest.
"""

import json

from sqlalchemy import Connection, Row, func, select

from data_access.accounts.sessions import Actor
from data_access.people import access
from data_access.research.participants import ASKED_FOR
from data_access.research.research_values import HARMS, OUTCOMES, Results, TaskResult
from data_access.storage.research_tables import research_record, research_task

DONE = ("success", "with_help")
"""The outcomes whose times count. Of a task not done the time says when someone gave up."""


def get_results(actor: Actor) -> Results:
    """The results. Raises NotSignedIn, WrongRole or OnlyInvented (recorded), NoExtract or Unavailable."""
    with access.researching(actor, ASKED_FOR) as read:
        people = select(func.count(func.distinct(research_record.c.participant)))
        counted = read.connection.scalar(people.where(research_record.c.left_out_at.is_(None))) or 0
        left_out = read.connection.scalar(
            select(func.count()).select_from(research_record).where(research_record.c.left_out_at.is_not(None))
        )
        tasks, rankings = _tasks(read.connection), _rankings(read.connection)
    places = {harm: tuple(sum(order[place] == harm for order in rankings) for place in range(3)) for harm in HARMS}
    return Results(counted, left_out or 0, tasks, len(rankings), places)


def _tasks(connection: Connection) -> tuple[TaskResult, ...]:
    """In the order in which they were first asked. A task that was started twice in a record counts as it went last."""
    stopped = (
        select(research_task, research_record.c.scenario)
        .join(research_record, research_record.c.number == research_task.c.record)
        .where(research_record.c.left_out_at.is_(None), research_task.c.stopped_at.is_not(None))
    )
    last = {
        (row.scenario, row.title, row.record): row
        for row in connection.execute(stopped.order_by(research_task.c.number))
    }
    by_task: dict[tuple[str, str], list[Row]] = {}
    for (scenario, title, _), row in last.items():
        by_task.setdefault((scenario, title), []).append(row)
    return tuple(
        TaskResult(
            scenario,
            title,
            {outcome: sum(row.outcome == outcome for row in rows) for outcome in OUTCOMES},
            tuple(sorted(_seconds(row) for row in rows if row.outcome in DONE)),
        )
        for (scenario, title), rows in sorted(by_task.items(), key=lambda one: one[0][0])
    )


def _seconds(row: Row) -> int:
    return int((row.stopped_at - row.started_at).total_seconds())


def _rankings(connection: Connection) -> list[list[str]]:
    ranked = select(research_record.c.participant, research_record.c.ranking).where(
        research_record.c.left_out_at.is_(None), research_record.c.ranking.is_not(None)
    )
    rows = connection.execute(ranked.order_by(research_record.c.number))
    return list({row.participant: json.loads(row.ranking) for row in rows}.values())
