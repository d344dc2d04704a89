"""Stored data quality reports: one for each load, in the app half, so that a load can be compared with the last."""

from sqlalchemy import Connection, delete, insert, select

from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry, append
from data_access.errors import NotFound
from data_access.people import access
from data_access.storage.app_tables import current_extract, quality_report
from data_access.storage.database import database_of
from extracts.quality_report import Quality, QualityReport, from_json, to_json

LOADS_SHOWN = 30
"""How far back the trends go: a month, if every night is loaded."""


def save_within(connection: Connection, report: QualityReport) -> None:
    """Save the report in the transaction that switches to its extract, so that every extract in use has one."""
    connection.execute(delete(quality_report).where(quality_report.c.extract == report.extract))
    row = {"extract": report.extract, "measured_at": report.measured_at, "report": to_json(report)}
    connection.execute(insert(quality_report).values(row))


def get_quality(actor: Actor) -> Quality | None:
    """`read_quality` for the data officer. Raises NotSignedIn, WrongRole (recorded) or Unavailable."""
    access.require_role(actor, access.MAY_REVIEW, "data quality")
    return read_quality(actor.council)


def download_quality(actor: Actor, form: str) -> Quality:
    """The reports for a file to download; recorded before it returns. Also raises NotFound."""
    quality = get_quality(actor)
    if quality is None:
        raise NotFound
    entry = Entry(Action.DOWNLOADED_QUALITY, about={"form": form})
    append(database_of(actor.council), actor.who, [entry], extract=quality.report.extract)
    return quality


def read_quality(council: Council, *, loads: int = LOADS_SHOWN) -> Quality | None:
    """The reports of the extract in use and of the loads before it, `loads` in all; None if no load has made one yet.

    Holds no personal data. Raises Unavailable.
    """
    latest = (
        select(quality_report.c.report)
        .where(quality_report.c.extract <= select(current_extract.c.number).scalar_subquery())
        .order_by(quality_report.c.extract.desc())
        .limit(loads)
    )
    with database_of(council).reading_app() as connection:
        reports = [from_json(text) for text in connection.scalars(latest)]
    if not reports or reports[0] is None:
        return None
    history = tuple(report for report in reversed(reports) if report is not None)
    return Quality(reports[0], reports[1] if len(reports) > 1 else None, history)
