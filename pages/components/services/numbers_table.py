"""Every service's own number in one table, for a page to print and for when the tool is away. Nothing personal."""

from config.council import Council
from config.service import GeneralContact
from pages.components.services.contact_card import phone_html
from pages.components.text import html_text

COLUMNS = ("Service", "Call", "Number", "Hours", "Out of hours")


def numbers_html(council: Council) -> str:
    """The table. What a council has not given reads "Not given". Roles are set: narrow pages lay it out as a list."""
    teams = [(service.title, service.general_contact) for service in council.services]
    teams += [("Emergency duty team", council.emergency_duty_team)] if council.emergency_duty_team else []
    head = "".join(f'<th scope="col" role="columnheader">{column}</th>' for column in COLUMNS)
    rows = "".join(_row_html(title, general) for title, general in teams)
    return (
        '<table class="fc-numbers" role="table">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row_html(title: str, general: GeneralContact) -> str:
    otherwise = phone_html(general.out_of_hours_phone) if general.out_of_hours_phone else "Not given"
    values = [
        html_text(general.name),
        phone_html(general.phone),
        html_text(general.opening_hours or "Not given"),
        otherwise,
    ]
    cells = "".join(
        f'<td role="cell"><span class="fc-cell-label" aria-hidden="true">{column}</span> <span>{value}</span></td>'
        for column, value in zip(COLUMNS[1:], values, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{html_text(title)}</th>{cells}</tr>'
