"""Above the list: the flags of the chosen days, each a way to filter, and who looked at the person, in a picture.

Of one worker nothing is counted: there the flags have no numbers, and there is no picture.
"""

from dataclasses import replace

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.oversight.audit_filters import ANY_FLAG, FLAG_GROUPS
from data_access.oversight.audit_records import AuditFilters, LookCounts
from data_access.oversight.visits import look_counts
from pages.components.assets import show_styles
from pages.components.audit_words import GROUP_WORDS
from pages.components.formatting import date_words
from pages.components.frame import show_hint
from pages.components.oversight.look_picture import looks_html
from pages.visit import memory
from pages.visit.audit_asked import Asked, ask


def show(actor: Actor, asked: Asked) -> None:
    """The flags, and for one person the picture."""
    if asked.filters.username:
        _show_flags(asked, asked.filters, dict.fromkeys((*FLAG_GROUPS, ANY_FLAG), ""))
        return
    counts: LookCounts = memory.opened_in_audit(
        "audit", ("counts", asked.filters, actor.revision), lambda: look_counts.count_visits(actor, asked.filters)
    )
    _show_flags(asked, counts.filters, {flag: _number_words(number) for flag, number in counts.flags.items()})
    if asked.person:
        show_styles("documents/quality.css", "oversight/pictures.css")
        st.html(looks_html(counts, asked.person.name))


def _show_flags(asked: Asked, filters: AuditFilters, flags: dict[str, str]) -> None:
    """A button for each flag, with its number where there may be one. Pressing one lists its visits in these days."""
    days = ""
    if filters.first_day and filters.last_day:
        days = f", {date_words(filters.first_day)} to {date_words(filters.last_day)}"
    show_hint(f"Worth checking{days}")
    with st.container(key="audit_flags", horizontal=True, gap="small", vertical_alignment="center"):
        for flag, number in flags.items():
            label = f"{GROUP_WORDS[flag]}: {number}" if number else GROUP_WORDS[flag]
            if flag == asked.filters.flag:
                st.html(f'<span class="fc-here" aria-current="true">{label}</span>')
            elif number == "0":
                st.html(f'<span class="fc-no-flag">{label}</span>')
            else:
                only = replace(filters, flag=flag, action="")
                flagged = replace(asked, filters=only, befores=(), upto=None)
                st.button(label, key=f"flag_{flag}", on_click=ask, args=(flagged,))
        if asked.filters.flag:
            every = replace(asked, filters=replace(asked.filters, flag=""), befores=(), upto=None)
            st.button("Show all visits", key="flag_none", type="tertiary", on_click=ask, args=(every,))


def _number_words(number: int) -> str:
    """A count of visits; at the most that is counted, "or more".

    >>> _number_words(3), _number_words(50)
    ('3', '50 or more')
    """
    return f"{number} or more" if number == look_counts.MOST_FLAGGED else str(number)
