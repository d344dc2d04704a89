"""What a worker asks a data officer to check: a possible match because of which a service could not be checked."""

from data_access.accounts.sessions import Actor
from data_access.audit.chain import Action, Entry
from data_access.errors import NotFound
from data_access.people import access
from data_access.people.services import answers_for
from data_access.values import Grounds, MatchCheck, NotChecked


def ask_for_check(actor: Actor, person_id: str, service_id: str, *, grounds: Grounds) -> None:
    """Ask a data officer to check who a service's record is about. Recorded; that record is what puts the person's
    possible matches at the top of the officer's list, until they are decided.

    Raises NotFound if there is nothing to check or it was asked for before, and as `services.get_service` does.
    """
    with access.reading(actor, grounds) as read:
        row = access.open_person(read, person_id)
        answer = answers_for(read, row, only=service_id).get(service_id)
        if not isinstance(answer, NotChecked) or answer.check is not MatchCheck.MAY_ASK:
            raise NotFound
    access.record(read, Entry(Action.ASKED_FOR_CHECK, [access.subject_of(row)], service_id))
