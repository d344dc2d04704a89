"""A family about one of whom a report is asked for: a restricted mother, a witness, and a record that is not theirs."""

from config.council import Council
from config.service import ServiceField
from tests.small_extract import SmallExtract

REFUGE = "4 Safe Haven Court, Stockport SK1 4QQ"
WITNESS = "Paula Lee"
ANSWERS = {
    "asked_by": "a parent",
    "identity": "documents",
    "responsibility": "seen in writing",
    "child_view": "too young to say",
    "exemptions": dict.fromkeys(
        ("crime", "serious harm", "child abuse data", "adoption", "third parties"), "nothing to leave out"
    ),
}
OTHERS = ("Kate", "Dominic", "Amelia", "Paula", "Lee", "Pierce", "Wendy", "Safe Haven", "SK1 4QQ", "0161 496 0900")
"""What may be in no report on Tommy: names of the family, the witness, a named officer, the refuge, direct numbers."""


def with_free_text(council: Council) -> Council:
    """The council with a field of free text, in which a school may write anything, and its place."""
    school = council.service("school")
    notes = ServiceField(id="notes", label="Notes", type="text")
    changed = school.model_copy(update={"fields": (*school.fields, notes)})
    others = tuple(changed if service.id == "school" else service for service in council.services)
    return council.model_copy(update={"services": others})


def family_extract(council: Council) -> SmallExtract:
    """Tommy and Kate are in the refuge now; his school names a witness; the police name an officer."""
    extract = SmallExtract(council)
    extract.line("people", person_key="kate")["address"] = REFUGE
    extract.line("people", person_key="tommy")["address"] = "4 Safe Haven Ct, SK1 4QQ"
    extract.line("school", person_key="tommy")["notes"] = f"{WITNESS} saw his father at the gate"
    extract.line("police", person_key="dominic")["contact_name"] = "Wendy Shaw"
    return extract
