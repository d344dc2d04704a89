"""Who is who: the id that means one human being at one council, the same in every load."""

from uuid import NAMESPACE_URL, uuid5

from config.council import Council


def person_id_for(council: Council, *, cms_id: str, source_id: str = "", person_key: str = "") -> str:
    """The person id: by case ID, else by the source a person is known from and its own key there.

    A number that was used again would accuse a worker of opening a stranger, so ids are made from what identifies.
    """
    name = f"{council.cms.name}/{cms_id}" if cms_id else f"{source_id}/key/{person_key}"
    return str(uuid5(NAMESPACE_URL, f"family-context:{council.id}/{name}"))
