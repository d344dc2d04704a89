"""One record of one service: whom to call, what the source holds, and the entries of its repeated group."""

from collections.abc import Mapping, Sequence
from datetime import date

from config.service import RepeatedGroup, Service, ServiceField
from data_access.values import Record
from pages.components.details import Detail, details_html
from pages.components.formatting import NOT_HELD, case_state_words, date_words, phone_link
from pages.components.text import html_text

Value = str | date | bool | None


def phone_html(phone: str) -> str:
    """A number to call, as a link where it is one that can be called."""
    href = phone_link(phone)
    return f'<a href="{html_text(href)}">{html_text(phone)}</a>' if href else html_text(phone)


def email_html(address: str) -> str:
    """An address to write to. Only a plain address becomes a link: "?" could fill in the message for somebody."""
    plain_address = "@" in address and not set(address) & set("?&%#<>\"' ,;:")
    said = html_text(address)
    return f'<a href="mailto:{said}">{said}</a>' if plain_address else said


def value_detail(field: ServiceField, value: Value) -> Detail:
    """A field's value as it is said. Nothing held is said, and never reads as "No"."""
    meaning = field.meaning or ""
    if value is None or value == "":
        return Detail(field.label, NOT_HELD, meaning, held=False)
    if isinstance(value, bool):
        return Detail(field.label, "Yes" if value else "No", meaning, strong=value)
    if isinstance(value, date):
        return Detail(field.label, date_words(value), meaning)
    if field.type == "case_state":
        return Detail(field.label, case_state_words(value), meaning, strong=value == "Case open")
    return Detail(field.label, str(value), meaning)


def listed_fields(service: Service) -> list[ServiceField]:
    """The fields of the list: the involvement first, then YAML order, without what is shown elsewhere."""
    elsewhere = set(service.contact.field_ids) | ({service.group.held_field} if service.group else set())
    fields = [field for field in service.fields if field.id not in elsewhere]
    return sorted(fields, key=lambda field: field.type != "involvement")


def _held(values: Mapping[str, Value], field_id: str | None) -> str:
    value = values.get(field_id) if field_id else None
    return "" if value is None or value is False else str(value).strip()


def _who(service: Service, values: Mapping[str, Value]) -> tuple[str, list[str], str, str]:
    """Whom to call: the name ("" if not held), what stands beside it, the phone number and the e-mail address."""
    contact = service.contact
    name, role, place = (_held(values, field_id) for field_id in (contact.name, contact.role, contact.organisation))
    title = name or ("" if contact.name else place)
    beside = [text for text in (role, place) if text and text != title]
    return title, beside, _held(values, contact.phone), _held(values, contact.email)


def contact_text(service: Service, values: Mapping[str, Value]) -> str:
    """Whom to call, as one line of plain text."""
    title, beside, phone, email = _who(service, values)
    general = service.general_contact
    parts = [title or "contact not held by the source", *beside, phone or f"{general.name} {general.phone}", email]
    return f"{service.title}: {', '.join(part for part in parts if part)}"


def contact_html(service: Service, values: Mapping[str, Value], *, about: str = "") -> str:
    """Whom to call. When the source names nobody or no number, that is said, with the service's general number.

    `about` says whom it is about, where that is not plain from the page.
    """
    title, beside, phone, email = _who(service, values)
    who = f"<b>{html_text(title)}</b>" if title else '<span class="fc-not-held">Contact not held by the source</span>'
    lines = [f'<p class="fc-contact-who">{", ".join([who, *map(html_text, beside)])}</p>']
    ways = [phone_html(phone) if phone else "", email_html(email) if email else ""]
    if any(ways):
        lines.append(f'<p class="fc-contact-ways">{"".join(f"<span>{way}</span>" for way in ways if way)}</p>')
    if not phone:
        general = service.general_contact
        lines.append(
            '<p class="fc-contact-general">Phone number not held by the source. '
            f"Call {html_text(general.name)} on {phone_html(general.phone)}.</p>"
        )
    if about:
        lines.append(f'<p class="fc-contact-general">{html_text(about)}</p>')
    return f'<div class="fc-contact">{"".join(lines)}</div>'


def entry_noun(group: RepeatedGroup) -> str:
    """What one entry is called.

    >>> entry_noun(RepeatedGroup.model_construct(id="offences"))
    'Offence'
    """
    noun = group.id.replace("_", " ").capitalize()
    return noun[:-1] if noun.endswith("s") else noun


def group_html(service: Service, record: Record) -> str:
    """The repeated group: whether it is held, and its entries one by one, each with every field."""
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
    ]
    parts.append(
        f'<span class="fc-meaning">{html_text(held_field.meaning)}</span></p>' if held_field.meaning else "</p>"
    )
    for number, entry in enumerate(record.entries, 1):
        pairs = [value_detail(field, entry.get(field.id)) for field in group.fields]
        parts.append(f"<h5>{html_text(entry_noun(group))} {number}</h5>{details_html(pairs)}")
    return f'<div class="fc-group">{"".join(parts)}</div>'


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
    pairs = [value_detail(field, record.values.get(field.id)) for field in listed_fields(service)]
    listed = details_html(pairs) if pairs else ""
    return f'<div class="fc-record">{listed}{group_html(service, record)}</div>'


def record_html(service: Service, record: Record, *, number: int = 1, of: int = 1) -> str:
    """A whole record as HTML."""
    return number_html(number, of) + contact_html(service, record.values) + held_html(service, record)
