"""What a manager should look at first: a worker who looks up somebody of their own family name. Signed with the record.

Cover and refusals are actions of their own. A flag accuses nobody: many people share a name.
"""

from rapidfuzz.distance import OSA
from sqlalchemy import Connection, bindparam, select

from data_access.storage.app_tables import account
from matching import names

SAME_FAMILY_NAME = "same_family_name"
LOOK_UPS = frozenset(("searched", "viewed_person", "viewed_service", "refused"))
"""The actions that are looked at: somebody was asked for by name, or opened. A list that was shown is not."""
ONE_SLIP_FROM = 5
"""Names of so many letters are also alike with one typing error between them: Smyth and Smith, not Lee and Lea."""

_DISPLAY_NAME = select(account.c.display_name).where(account.c.username == bindparam("of"))


def worker_family_name(connection: Connection, username: str) -> str:
    """The last word of the worker's name as their account has it, "" for no account."""
    display_name = connection.scalar(_DISPLAY_NAME, {"of": username}) or ""
    return display_name.split()[-1] if display_name.strip() else ""


def looks_up_own_name(own: str, family_names: list[str]) -> bool:
    """Whether one of these has a part like a part of the worker's own family name.

    >>> looks_up_own_name("Marks-Shaw", ["Pierce", "Shaw"]), looks_up_own_name("Smith", ["Smyth"])
    (True, True)
    """
    mine = names.tokens(own)
    theirs = {token for name in family_names for token in names.tokens(name)}
    return any(_alike(one, other) for one in mine for other in theirs)


def family_part(name: str) -> str:
    """What may be the family name in a whole one: all but its first word.

    >>> family_part("Mary Ann Pierce"), family_part("Pierce")
    ('Ann Pierce', 'Pierce')
    """
    first, _, rest = name.strip().partition(" ")
    return rest or first


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < ONE_SLIP_FROM:
        return one == other and len(one) > 1
    return OSA.distance(one, other, score_cutoff=1) <= 1
