"""The one way a file leaves the tool: `/download/COUNCIL/TICKET`, checked and recorded before anything is sent.

Streamlit's own downloads could be fetched by anyone who knew their address, signed out.
"""

import json
from collections.abc import Callable
from datetime import date

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from config import clock
from data_access.accounts import download_tickets
from data_access.accounts.sessions import Actor
from data_access.errors import DataAccessError, NotPermitted, NotSignedIn
from data_access.loading import quality_reports
from data_access.oversight import audit_export, usage_figures
from data_access.oversight.audit_records import AuditFilters
from data_access.oversight.periods import Period
from data_access.research import findings, participants, results
from data_access.review import processing, subject_reports
from data_access.review.subject_reports import NotReady
from pages.components.audit_words import ROLE_WORDS
from pages.components.disclosure import agreements, subject_report
from pages.components.documents import quality_files
from pages.components.documents.audit_csv import audit_csv
from pages.components.documents.research import findings_files, record_files
from pages.components.documents.usage_csv import figures_csv
from pages.components.download_link import show_download_link
from pages.components.text import html_text
from pages.visit import subject_request
from pages.visit.guard import callback
from server import session_routes

PATH = "download"
READY = "visit_download_ready"
SECONDS = int(download_tickets.LIFETIME.total_seconds())
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
}
RUN_OUT = ("This download has run out", "A link works once, for half a minute. Go back and ask for the file again.")
NOT_FOR_ROLE = ("This file is not for your role", "That you asked for it has been recorded.")
CHANGED = (
    "Something has changed",
    "A line you ticked says something else now. Go back and check the lines again.",
)
UNAVAILABLE = ("The file could not be made", "Family Context is not available at the moment. Try again later.")


@callback
def offer(actor: Actor, kind: str, **options: str) -> None:
    """Give out a ticket for a file; the next run shows its link, or what went wrong. For callbacks."""
    ticket = download_tickets.make_ticket(actor, {"kind": kind, "options": options})
    address, until = f"{PATH}/{actor.council.id}/{ticket}", clock.now() + download_tickets.LIFETIME
    st.session_state[READY] = (kind, address, until, options)


def withdraw() -> None:
    """Take away the link to a file, whose contents are no longer those on the page. For callbacks."""
    st.session_state.pop(READY, None)


def show_offered(kind: str, label: str, options: dict[str, str] | None = None) -> None:
    """The link to the file of that kind that is ready, or nothing once it has run out. With `options`, only the link to
    the file that was asked for with them."""
    ready = st.session_state.get(READY)
    if ready and ready[0] == kind and clock.now() < ready[2] and options in (None, ready[3]):
        show_download_link(ready[1], label, seconds=SECONDS)


def filter_options(filters: AuditFilters) -> dict[str, str]:
    """The filters as a ticket keeps them: those that are set, as text."""
    return {name: str(value) for name, value in vars(filters).items() if value}


def audit_name(actor: Actor, filters: AuditFilters) -> str:
    """What the file of these filters is called: the council and the days, and never anyone's name.

    "audit-stockport-one-person-from-2026-11-01-to-2026-11-29.csv"
    """
    whose = [words for words, one in (("one-person", filters.person_id), ("one-worker", filters.username)) if one]
    what = [(filters.flag or filters.action).replace("_", "-")] if filters.flag or filters.action else []
    first = [f"from-{filters.first_day}"] if filters.first_day else ["all-days"]
    return (
        "-".join(["audit", actor.council.id, *whose, *what, *first, f"to-{filters.last_day or clock.today()}"]) + ".csv"
    )


def fetch(request: Request) -> Response:
    """Hand over the file a ticket is for. Plain `def`: Starlette runs it beside the event loop."""
    council = session_routes.find_council(request.path_params["council"])
    try:
        asks = session_routes.get_actor(request)
        # A link that was passed on works in no other browser.
        if council is None or asks is None or asks.council.id != council.id:
            raise NotSignedIn
        ticket = request.path_params["ticket"]
        actor, what = download_tickets.use_ticket(council, ticket, session_id=asks.session_id)
        return _MADE[what["kind"]](actor, what["options"])
    except NotSignedIn:
        return _refusal(404, RUN_OUT)
    except NotPermitted:
        return _refusal(403, NOT_FOR_ROLE)
    except NotReady:
        return _refusal(409, CHANGED)
    except DataAccessError:
        return _refusal(503, UNAVAILABLE)


ROUTE = Route(f"/{PATH}/{{council}}/{{ticket}}", fetch, methods=["GET"])


def _audit(actor: Actor, options: dict[str, str]) -> Response:
    titles = {service.id: service.title for service in actor.council.services}
    filters = AuditFilters(
        **{name: value for name, value in options.items() if name not in ("first_day", "last_day")},
        first_day=date.fromisoformat(options["first_day"]) if "first_day" in options else None,
        last_day=date.fromisoformat(options["last_day"]) if "last_day" in options else None,
    )
    text = audit_export.export_audit(actor, filters, lambda records: audit_csv(records, titles))
    return _file(text, "text/csv", audit_name(actor, filters))


def _quality_csv(actor: Actor, options: dict[str, str]) -> Response:
    quality = quality_reports.download_quality(actor, "CSV")
    return _file(quality_files.csv_bytes(quality), "text/csv", quality_files.CSV_NAME)


def _quality_html(actor: Actor, options: dict[str, str]) -> Response:
    quality = quality_reports.download_quality(actor, "HTML")
    return _file(quality_files.quality_page(quality).encode(), "text/html", quality_files.HTML_NAME)


def _figures(actor: Actor, options: dict[str, str]) -> Response:
    period = Period(*(date.fromisoformat(options[name]) for name in ("first_day", "last_day")))
    told = usage_figures.get_figures(actor, period, taken_away=True)
    return _file(figures_csv(told, actor.council), "text/csv", f"usage-figures-{actor.council.id}.csv")


def _research(actor: Actor, options: dict[str, str], made: Callable, media_type: str, suffix: str) -> Response:
    record = participants.get_participant(actor, int(options["number"]), taken_away=True)
    content = made(record, actor.council, options["scenario"])
    return _file(content, media_type, f"participant-{record.code}.{suffix}")


def _research_csv(actor: Actor, options: dict[str, str]) -> Response:
    return _research(actor, options, record_files.record_csv, "text/csv", "csv")


def _research_html(actor: Actor, options: dict[str, str]) -> Response:
    return _research(actor, options, record_files.record_page, "text/html", "html")


def _findings_csv(actor: Actor, options: dict[str, str]) -> Response:
    found = findings.list_findings(actor, taken_away="CSV")
    return _file(findings_files.findings_csv(found), "text/csv", f"findings-{actor.council.id}.csv")


def _findings_html(actor: Actor, options: dict[str, str]) -> Response:
    told, found = results.get_results(actor), findings.list_findings(actor, taken_away="HTML")
    page = findings_files.findings_page(found, told, actor.council, record_files.scenario_titles(actor.council))
    return _file(page, "text/html", f"findings-{actor.council.id}.html")


def _subject_report(actor: Actor, options: dict[str, str]) -> Response:
    answers = subject_request.answers_of(json.loads(options["answers"]))
    report = subject_reports.make(actor, options["person_id"], answers, line_ids=options["lines"].split())
    return _file(subject_report.report_page(report, actor.council), "text/html", "report-on-a-person.html")


def _annex(actor: Actor, options: dict[str, str]) -> Response:
    systems = processing.get_systems(actor)
    page = agreements.annex_page(actor.council, systems, _roles_in_words(), clock.today())
    return _file(page, "text/html", f"dpia-annex-{actor.council.id}.html")


def _roles_in_words() -> dict[str, tuple[str, ...]]:
    return {ROLE_WORDS[role].capitalize(): may for role, may in processing.list_roles().items()}


_MADE: dict[str, Callable[[Actor, dict[str, str]], Response]] = {
    "audit": _audit,
    "quality_csv": _quality_csv,
    "quality_html": _quality_html,
    "figures": _figures,
    "research_csv": _research_csv,
    "research_html": _research_html,
    "findings_csv": _findings_csv,
    "findings_html": _findings_html,
    "subject_report": _subject_report,
    "processing_annex": _annex,
}


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=f"{media_type}; charset=utf-8", headers=headers)


def _refusal(status: int, words: tuple[str, str]) -> Response:
    heading, text = (html_text(one) for one in words)
    page = (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{heading} – Family Context</title>'
        f"</head><body><h1>{heading}</h1><p>{text}</p></body></html>"
    )
    return HTMLResponse(page, status, headers=HEADERS)
