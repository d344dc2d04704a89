"""Who a person's page is about, in a few lines: born, age, gender, case ID, address; what else is held folds."""

from datetime import date

from config import clock
from config.council import Council
from data_access.values import BasicDetails
from pages.components.details import Detail, details_html, facts_html, fold_html
from pages.components.formatting import (
    NOT_KNOWN,
    address_lines,
    age_words,
    cms_id_words,
    counted,
    date_of_birth_words,
    date_words,
)
from pages.components.text import html_text


def basic_details_html(council: Council, details: BasicDetails) -> str:
    """Date of birth, age, gender, case ID, address. No ethnicity (report, "Viewing basic details").

    Both names are in the heading; one that is not known is said here.
    """
    missing = [("First name", details.first_name), ("Family name", details.family_name)]
    facts = [
        *((label, NOT_KNOWN) for label, name in missing if not name.strip()),
        *_born(details.date_of_birth),
        ("Gender", details.gender),
        ("Case ID", cms_id_words(details.cms_id, council.cms.name)),
    ]
    return f'<div class="fc-basic">{facts_html(facts)}{_address_html(council, details)}{_others_html(details)}</div>'


def _born(date_of_birth: date | None) -> list[tuple[str, str]]:
    age = ("Age", age_words(date_of_birth, clock.today()))
    unborn = date_of_birth is not None and date_of_birth > clock.today()
    return [age] if unborn else [("Born", date_of_birth_words(date_of_birth)), age]


def _address_html(council: Council, details: BasicDetails) -> str:
    """In one line: it is read, and copied, as a whole."""
    address = ", ".join(address_lines(details.address)) or NOT_KNOWN
    held_by = f"Held by {details.address_source}, not in {council.cms.name}." if details.address_source else ""
    note = f' <span class="fc-meaning">{html_text(held_by)}</span>' if held_by else ""
    return f'<dl class="fc-facts fc-address"><div><dt>Address</dt> <dd>{html_text(address)}{note}</dd></div></dl>'


def _others_html(details: BasicDetails) -> str:
    """Other addresses and dates of birth, under how many there are."""
    addresses, dates = details.other_addresses, details.other_dates_of_birth
    if not addresses and not dates:
        return ""
    held = [counted(len(addresses), "other address", "other addresses")] if addresses else []
    held += [counted(len(dates), "other date of birth", "other dates of birth")] if dates else []
    born = [Detail(f"Date of birth, {one.source}", date_words(date.fromisoformat(one.value))) for one in dates]
    lived = [Detail(f"Address, {one.source}", ", ".join(address_lines(one.value))) for one in addresses]
    return fold_html(f"{' and '.join(held)} held", details_html([*lived, *born]))
