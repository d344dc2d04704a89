"""Spot checks of a team that are done, for what is counted and shown of them."""

from datetime import date, datetime
from itertools import count

from sqlalchemy import insert

from config.clock import LONDON
from config.council import Council
from data_access.accounts import accounts
from data_access.audit.chain import Action, Entry, Who, append
from data_access.storage.app_tables import audit_event
from data_access.storage.audit_tables import spot_check, spot_check_access
from data_access.storage.database import database_of

AUTUMN = date(2026, 10, 1)


def save_checked(council: Council, team: str, workers: int, outcomes: dict[str, int], *, day: date = AUTUMN) -> None:
    """A spot check of this day whose accesses are of these workers of a team in turn, with these outcomes."""
    names = [f"{team.lower()}.{number}" for number in range(workers)]
    for name in names:
        accounts.save_account(
            council, username=name, display_name=name, role="social_worker", password_hash="x", team=team
        )
    found = [outcome for outcome, number in outcomes.items() for _ in range(number)]
    database, turn = database_of(council), count()
    for _ in found:
        append(database, Who(names[next(turn) % workers], "social_worker"), [Entry(Action.SEARCHED)])
    with database.writing() as connection:
        newest = list(connection.scalars(audit_event.select().with_only_columns(audit_event.c.seq)))[-len(found) :]
        drawn_at = datetime(day.year, day.month, day.day, 12, tzinfo=LONDON)
        row = {"drawn_by": "sam.carter", "drawn_at": drawn_at, "first_day": day, "last_day": day}
        check = connection.scalar(insert(spot_check).values(row).returning(spot_check.c.number))
        rows = [
            {"number": check, "seq": seq, "outcome": outcome or None}
            for seq, outcome in zip(newest, found, strict=True)
        ]
        connection.execute(insert(spot_check_access), rows)
