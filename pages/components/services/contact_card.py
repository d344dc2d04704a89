"""Whom to call: the contact that a record names, and the service's own number with its hours beside it."""

from collections.abc import Mapping
from datetime import date

from config.service import GeneralContact, Service
from pages.components.formatting import phone_link
from pages.components.text import html_text, one_line

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


def _held(values: Mapping[str, Value], field_id: str | None) -> str:
    """What the source holds, without commas left over at its ends; "" for what has no letter or number in it."""
    value = values.get(field_id) if field_id else None
    text = "" if value is None or isinstance(value, bool) else one_line(value).strip(" ,;")
    return text if any(letter.isalnum() for letter in text) else ""


def who(service: Service, values: Mapping[str, Value]) -> tuple[str, list[str]]:
    """Whom to call, "" if not held, and what stands beside the name: role and place, those that are held.

    A service without a field for a name has its place instead.
    """
    contact = service.contact
    name, role, place = (_held(values, field_id) for field_id in (contact.name, contact.role, contact.organisation))
    title = name or ("" if contact.name else place)
    return title, [text for text in (role, place) if text and text != title]


def phone_of(service: Service, values: Mapping[str, Value]) -> str:
    """The contact's number, "" if not held."""
    return _held(values, service.contact.phone)


def email_of(service: Service, values: Mapping[str, Value]) -> str | None:
    """The contact's email address, "" if not held; None for a service that holds none of anybody."""
    return _held(values, service.contact.email) if service.contact.email else None


def contact_text(service: Service, values: Mapping[str, Value], *, doubted: bool = False) -> str:
    """Whom to call, as one line of plain text, with the service's own number: first, where the contact is `doubted`."""
    named, general = named_text(service, values), general_text(service.general_contact)
    if doubted:
        return f"{service.title}: call {general}. Reported as wrong: {named}"
    return f"{service.title}: {named}. Or call {general}"


def named_text(service: Service, values: Mapping[str, Value]) -> str:
    """The contact that a record names, in plain text: what is not held is said."""
    title, beside = who(service, values)
    email = email_of(service, values)
    parts = [title or "name not held", *beside, phone_of(service, values) or "phone number not held"]
    parts += [] if email is None else [email or "email not held"]
    return ", ".join(parts)


def own_number_text(service: Service) -> str:
    """The service's own number as one line of plain text, where no record names anybody."""
    return f"{service.title}: {general_text(service.general_contact)}"


def own_number_html(general: GeneralContact, more: str = "") -> str:
    """A team's own number as a card, where no record names anybody to call. `more` is HTML below it."""
    return (
        f'<div class="fc-contact"><p class="fc-contact-who"><b>{html_text(general.name)}</b></p>'
        f'<p class="fc-contact-ways"><span>{phone_html(general.phone)}</span>{_hours_html(general)}</p>{more}</div>'
    )


def _hours_html(general: GeneralContact) -> str:
    hours = f"<span>{html_text(general.opening_hours)}</span>" if general.opening_hours else ""
    if general.out_of_hours_phone is None:
        return hours
    return f"{hours}<span>Out of hours: {phone_html(general.out_of_hours_phone)}</span>"


def general_text(general: GeneralContact) -> str:
    """A team's own number in plain text, with its hours.

    >>> general_text(GeneralContact(name="Housing desk", phone="0161 496 0203", opening_hours="Every day, 9am to 5pm"))
    'Housing desk, 0161 496 0203 (Every day, 9am to 5pm)'
    """
    hours = f" ({general.opening_hours})" if general.opening_hours else ""
    otherwise = f". Out of hours: {general.out_of_hours_phone}" if general.out_of_hours_phone else ""
    return f"{general.name}, {general.phone}{hours}{otherwise}"


def general_html(general: GeneralContact) -> str:
    """The same, its numbers as links."""
    hours = f" ({html_text(general.opening_hours)})" if general.opening_hours else ""
    otherwise = f". Out of hours: {phone_html(general.out_of_hours_phone)}" if general.out_of_hours_phone else ""
    return f"{html_text(general.name)}, {phone_html(general.phone)}{hours}{otherwise}"


def contact_html(service: Service, values: Mapping[str, Value], *, doubted: bool = False) -> str:
    """Whom to call. What the source does not hold reads "not held"; the service's own number always stands beside it,
    because a named worker may be on leave. It stands first where the contact is `doubted`: reported as wrong."""
    title, beside = who(service, values)
    phone, email = phone_of(service, values), email_of(service, values)
    named = f"<b>{html_text(title)}</b>" if title else _not_held("Name not held")
    ways = [phone_html(phone) if phone else _not_held("Phone number not held")]
    if email is not None:
        ways.append(email_html(email) if email else _not_held("Email not held"))
    if doubted:
        wrong = ", ".join([html_text(title) or "name not held", *map(html_text, beside), *ways])
        return own_number_html(service.general_contact, f'<p class="fc-contact-general">Reported as wrong: {wrong}</p>')
    lines = [
        f'<p class="fc-contact-who">{", ".join([named, *map(html_text, beside)])}</p>',
        f'<p class="fc-contact-ways">{"".join(f"<span>{way}</span>" for way in ways)}</p>',
        f'<p class="fc-contact-general">{_or(service, title)} {general_html(service.general_contact)}</p>',
    ]
    return f'<div class="fc-contact">{"".join(lines)}</div>'


def _or(service: Service, title: str) -> str:
    """A person may be away; a place, such as a school, may not answer."""
    if not title:
        return "Call:"
    return "If they are away:" if service.contact.name else "If no one answers:"


def _not_held(words: str) -> str:
    return f'<span class="fc-not-held">{words}</span>'
