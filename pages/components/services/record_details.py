"""One record of one service: whom to call, what the source holds, and the entries of its repeated group."""

import re
from collections.abc import Sequence
from datetime import date

from config.service import RepeatedGroup, Service, ServiceField
from data_access.values import Record
from pages.components.details import Detail, details_html
from pages.components.formatting import NOT_HELD, case_state_words, date_words
from pages.components.services.contact_card import Value, contact_html
from pages.components.text import html_text

# “No records found” means no tenancy here: the answer a definition is of, and what it means.
_DEFINITION = re.compile('[“"]([^”"]+)[”"] means:? +(.*?)(?= *[“"][^”"]+[”"] means|$)', re.DOTALL)


def meaning_of(field: ServiceField, said: str) -> str:
    """What an answer means, where the settings say so: only the definition of this very answer, labelled.

    The definition of another answer, beside this one, would be read as a fact about the person.

    >>> eviction = ServiceField(id="e", label="E", type="case_state", meaning="“No records found” means no eviction.")
    >>> meaning_of(eviction, "No records found"), meaning_of(eviction, "Yes / Case open")
    ('This means: no eviction.', '')
    """
    meaning = field.meaning or ""
    definitions = {answer.casefold(): words for answer, words in _DEFINITION.findall(meaning)}
    if definitions:
        words = definitions.get(said.casefold(), "")
        return f"This means: {words}" if words else ""
    return f"What this covers: {meaning}" if meaning else ""


def value_detail(field: ServiceField, value: Value) -> Detail:
    """A field's value as it is said. Nothing held is said, and never reads as "No"; a definition would make it one."""
    if value is None or value == "":
        return Detail(field.label, NOT_HELD, held=False)
    if isinstance(value, bool):
        said, strong = "Yes" if value else "No", value
    elif isinstance(value, date):
        said, strong = date_words(value), False
    elif field.type == "case_state":
        said, strong = case_state_words(value), value == "Case open"
    else:
        said, strong = str(value), False
    return Detail(field.label, said, meaning_of(field, said), strong=strong)


def listed_fields(service: Service) -> tuple[list[ServiceField], list[ServiceField]]:
    """The fields of the list, without what is shown elsewhere: those before the repeated group, and those after it.

    The involvement comes first, then YAML order; the group stands where the field is that says whether it is held.
    """
    fields = sorted(service.fields, key=lambda field: field.type != "involvement")
    before: list[ServiceField] = []
    after: list[ServiceField] = []
    listed = before
    for field in fields:
        if service.group and field.id == service.group.held_field:
            listed = after
        elif field.id not in service.contact.field_ids:
            listed.append(field)
    return before, after


def group_html(service: Service, record: Record) -> str:
    """The repeated group: whether it is held, and a table of its entries, each with every field."""
    group = service.group
    if group is None:
        return ""
    held_field = next(field for field in service.fields if field.id == group.held_field)
    held = True if record.entries else record.values.get(group.held_field)
    detail = value_detail(held_field, held)
    said = _held_words(group, record, held, detail.value)
    look = "fc-strong" if held is True else "fc-value" if held is False else "fc-not-held"
    parts = [
        f"<h4>{html_text(group.label)}</h4>",
        f'<p class="fc-group-held"><span class="{look}">{html_text(said)}</span>',
        f'<span class="fc-meaning">{html_text(detail.meaning)}</span></p>' if detail.meaning else "</p>",
        entries_html(group, record),
    ]
    return f'<div class="fc-group">{"".join(parts)}</div>'


def entries_html(group: RepeatedGroup, record: Record) -> str:
    """The entries as a table, newest first, under how many of them are listed; "" if there are none."""
    if not record.entries:
        return ""
    total = max(record.entries_held, len(record.entries))
    columns = "".join(f'<th scope="col">{html_text(field.label)}</th>' for field in group.fields)
    rows = "".join(
        f"<tr>{''.join(_cell_html(value_detail(field, entry.get(field.id))) for field in group.fields)}</tr>"
        for entry in record.entries
    )
    return (
        f'<table class="fc-entries"><caption>{len(record.entries)} of {total} listed, newest first</caption>'
        f"<thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _cell_html(detail: Detail) -> str:
    look = "" if detail.held else ' class="fc-not-held-cell"'
    return f"<td{look}>{html_text(detail.value)}</td>"


def _held_words(
    group: RepeatedGroup, record: Record, held: Value, otherwise: str | Sequence[str]
) -> str | Sequence[str]:
    """Whether there are entries. Those that have lapsed are neither told of nor read as "No"."""
    if record.lapsed and group.yes_may_be_lapsed:
        return f"No records in the last {group.window.in_words}"
    if record.lapsed:
        return f"Could not be checked. The source gives no details of the last {group.window.in_words}."
    return "Yes. Details are not held by the source." if held is True and not record.entries else otherwise


def number_html(number: int, of: int) -> str:
    """ "Record 1 of 2", or nothing where there is only one."""
    return f'<div class="fc-record"><h4>Record {number} of {of}</h4></div>' if of > 1 else ""


def held_html(service: Service, record: Record) -> str:
    """What a record holds besides whom to call."""
    before, after = (_list_html(fields, record) for fields in listed_fields(service))
    return f'<div class="fc-record">{before}{group_html(service, record)}{after}</div>'


def _list_html(fields: Sequence[ServiceField], record: Record) -> str:
    return details_html([value_detail(field, record.values.get(field.id)) for field in fields]) if fields else ""


def record_html(service: Service, record: Record, *, number: int = 1, of: int = 1) -> str:
    """A whole record as HTML."""
    return number_html(number, of) + contact_html(service, record.values) + held_html(service, record)
