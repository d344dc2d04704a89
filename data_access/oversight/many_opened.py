"""The workers who opened many people on a day, for managers: a list to ask from, not an accusation."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from data_access.accounts.sessions import Actor
from data_access.audit import chain
from data_access.audit.chain import Action, Entry
from data_access.audit.flags import MANY_PEOPLE_A_CASE, MANY_PEOPLE_A_DAY
from data_access.oversight.audit_filters import days_conditions
from data_access.oversight.audit_list import ASKED_FOR, names_of
from data_access.people import access
from data_access.storage.audit_tables import audit_flag
from data_access.storage.database import database_of


@dataclass(frozen=True)
class ManyOpened:
    """A worker with a flag on that day, and which; never how many people. Without an account the name is ""."""

    username: str
    display_name: str
    flags: tuple[str, ...]


def list_many_opened(actor: Actor, day: date) -> tuple[ManyOpened, ...]:
    """The workers with a flag for many people on that day (London), by user name; recorded if there are any.

    Raises NotSignedIn, WrongRole (recorded) or Unavailable.
    """
    access.require_role(actor, access.MAY_AUDIT, ASKED_FOR)
    database = database_of(actor.council)
    many = audit_flag.c.flag.in_((MANY_PEOPLE_A_DAY, MANY_PEOPLE_A_CASE))
    flagged = select(audit_flag.c.username, audit_flag.c.flag).where(many, *days_conditions(audit_flag.c.at, day, day))
    with database.reading_app() as connection:
        flags: dict[str, set[str]] = {}
        for username, flag in connection.execute(flagged.distinct()):
            flags.setdefault(username, set()).add(flag)
        names = names_of(connection, flags)
    found = [ManyOpened(one, names.get(one, ""), tuple(sorted(flags[one]))) for one in sorted(flags)]
    if found:
        about = {"many_opened_on": day.isoformat(), "workers": len(found)}
        chain.append(database, actor.who, [Entry(Action.READ_AUDIT, about=about)])
    return tuple(found)
