"""What a data officer's list of what is processed says beside the settings: each source's system, and the roles."""

from data_access.accounts.roles import MAY
from data_access.accounts.sessions import Actor
from data_access.errors import NoExtract
from data_access.people import access
from data_access.people.services import list_sources

ASKED_FOR = "the list of what is processed"


def require_officer(actor: Actor) -> None:
    """Check that this is a data officer. Raises NotSignedIn, WrongRole (recorded) or Unavailable."""
    access.require_role(actor, access.MAY_REVIEW, ASKED_FOR)


def get_systems(actor: Actor) -> dict[str, str]:
    """The name of each source's system by its ID, as last loaded; empty before the first load. Names no one.

    Raises as `require_officer` does.
    """
    require_officer(actor)
    try:
        return {source_id: state.system_name for source_id, state in list_sources(actor).items()}
    except NoExtract:
        return {}


def list_roles() -> dict[str, tuple[str, ...]]:
    """What each role may do, in the words of docs/accounts.md."""
    return {role: tuple(sorted(may.value for may in allowed)) for role, allowed in MAY.items()}
