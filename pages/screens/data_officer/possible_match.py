"""A record beside the person it may be of, or was matched to: what agrees, what does not, and the decision."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.errors import NotFound
from data_access.review import past_decisions, possible_matches
from data_access.review.past_decisions import DecidedPair
from data_access.review.possible_matches import Pair, Said
from data_access.values import SourcePerson
from pages.components.comparison import compare_people, show_comparison
from pages.components.details import Detail, show_details
from pages.components.formatting import cms_id_words, time_words
from pages.components.frame import (
    show_back_and_new_search,
    show_empty,
    show_heading,
    show_hint,
    show_page_heading,
    show_warning,
)
from pages.components.person_table import show_rows
from pages.screens.data_officer import review
from pages.visit import memory, navigation

GONE = "This match is no longer here: someone else has decided on it, or a load has removed it. Nothing changed."
ACCEPTED = "Saved: same person. The next load puts the record on their page."
REJECTED = "Saved: not the same person. The next load does not ask again."
UNDONE = "Link undone. The service now shows “Could not be checked” for that person."
WITHDRAWN = "Decision withdrawn. The next load compares the two records again."
NOT_LINKED = "; not linked: "


def show(actor: Actor) -> None:
    """The pair that is open; the list where none is."""
    which = memory.chosen("pair")
    if which is None:
        navigation.go_now("review")
    decided = _decision_on(actor, which)
    try:
        pair = memory.opened_to_review(
            actor, "pair", which, lambda shown: possible_matches.get_pair(actor, *which, shown=shown)
        )
    except NotFound:
        # The load has obeyed a decision: there is no pair any more, but the decision can still be taken back.
        if decided is None:
            review.leave_with(warning=GONE)
            st.rerun()
        pair = None
    title = actor.council.title_of(which[0])
    show_back_and_new_search("Back to the list", on_back=review.leave_with)
    heading = "Is this link right?" if pair and pair.is_linked else "Are these the same person?"
    show_page_heading(heading, f"A record of {title}, and {_person_words(actor, pair)}")
    _show_decided(decided)
    if pair is None:
        show_empty("The two records are no longer side by side", ["The last load has carried out the decision."])
    else:
        _show_pair(actor, pair, title)
    if pair and pair.is_linked and (decided is None or decided.decision == "accepted"):
        _show_undo(actor, pair, title)
    elif decided is not None:
        _show_withdraw(actor, decided)
    elif pair is not None:
        _show_decision(actor, pair, title)


def _person_words(actor: Actor, pair: Pair | None) -> str:
    cms = actor.council.cms.name
    if pair is None:
        return "a person"
    return f"case ID {pair.candidate.cms_id} in {cms}" if pair.candidate.cms_id else f"a person not found in {cms}"


def _decision_on(actor: Actor, which: tuple[str, str, str]) -> DecidedPair | None:
    """What was decided lately on this very pair; an accepted link is a link like any other."""
    lately = {(one.source_id, one.source_key, one.person_id): one for one in past_decisions.list_decided(actor)}
    return lately.get(tuple(which))


def _show_decided(decided: DecidedPair | None) -> None:
    if decided is not None:
        what = review.DECISION_WORDS[decided.decision]
        show_warning(f"Decided: {what}, by {decided.decided_by} on {time_words(decided.decided_at)}.")


def _show_pair(actor: Actor, pair: Pair, title: str) -> None:
    show_side_by_side(actor, pair, title)
    if pair.others:
        _show_others(actor, pair)


def show_side_by_side(actor: Actor, pair: Pair, title: str, *, which: str = "") -> None:
    """The comparison, and why the match is likely and why not certain. `which` tells several on one page apart."""
    cms = actor.council.cms.name
    rows = compare_people(_said(pair.person), _said(pair.record))
    sources = dict.fromkeys(one.source_id for one in pair.person)
    named = [cms if one == "cms" else actor.council.title_of(one) for one in sources]
    caption = f"What other sources hold on the person, and what {title} holds{which}"
    show_comparison(rows, caption=caption, left=", ".join(named) or "The person", right=title)
    likely, _, uncertain = pair.candidate.why.partition(NOT_LINKED)
    reasons = [Detail("Why it is likely", _sentence(likely))]
    reasons += [Detail("Why it is not certain", _sentence(uncertain), strong=True)] if uncertain else []
    show_details(reasons)


def _said(said: Sequence[Said]) -> list[SourcePerson]:
    return [
        SourcePerson("", one.first_name, one.family_name, one.date_of_birth, one.gender, (one.address,))
        for one in said
    ]  # fmt: skip


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else "Not given."


def _show_others(actor: Actor, pair: Pair) -> None:
    """The record's other candidates: no more than one of them can be the person."""
    show_heading(f"Other people it may be: {len(pair.others)}")
    show_hint("The record can be about one of them at most. If you accept one, the others are ruled out.")
    cms = actor.council.cms.name
    columns = {f"{cms} case ID": 24, "Why": 0, "Decided": 18}
    rows = [
        [cms_id_words(one.cms_id, cms), _sentence(one.why), review.DECISION_WORDS.get(one.decision, "Not yet")]
        for one in pair.others
    ]
    names = [f"View {row[0]}" for row in rows]
    token = "-".join(one.person_id for one in pair.others)
    show_rows(
        columns, rows, names, token=token, caption="Other candidates", key="others",
        on_view=lambda row: memory.choose("pair", (pair.source_id, pair.source_key, pair.others[row].person_id)),
    )  # fmt: skip


def _show_decision(actor: Actor, pair: Pair, title: str) -> None:
    show_heading("Your decision")
    show_details(
        [
            ("Same person", f"With the next load the {title} record is on this person’s page. Until then the service "
             "shows “Could not be checked” for them."),
            ("Not the same person", "From the next load you are not asked about these two again. If it has no other "
             f"possible match, the record stays a separate person, “Not found in {actor.council.cms.name}”."),
            ("Leave for later", "Nothing changes: the service keeps showing “Could not be checked”."),
        ]
    )  # fmt: skip
    which = _which(pair)
    _show_choices(
        ("Same person", "accept", lambda: possible_matches.decide(actor, *which, accept=True), ACCEPTED),
        ("Not the same person", "reject", lambda: possible_matches.decide(actor, *which, accept=False), REJECTED),
        leave="Leave for later",
    )


def _show_undo(actor: Actor, pair: Pair, title: str) -> None:
    show_heading("Your decision")
    show_details(
        [
            ("Undo the link", f"{title} shows “Could not be checked” for this person immediately, and their page no "
             "longer shows what the record says. From the next load the record is a separate person."),
            ("Leave it as it is", "The record stays on this person’s page."),
        ]
    )  # fmt: skip
    undo = ("Undo the link", "undo_link", lambda: possible_matches.undo_link(actor, *_which(pair)), UNDONE)
    _show_choices(undo, leave="Leave it as it is")


def _show_withdraw(actor: Actor, decided: DecidedPair) -> None:
    show_heading("Withdraw the decision")
    show_hint(
        "The link is restored immediately, and the next load compares the two records again."
        if decided.decision == "undone"
        else "The next load compares the two records again. Until then nothing else changes."
    )
    withdraw = ("Withdraw it", "withdraw", lambda: past_decisions.withdraw(actor, decided.number), WITHDRAWN)
    _show_choices(withdraw, leave="Leave it as it is")


def _which(pair: Pair) -> tuple[str, str, str]:
    return pair.source_id, pair.source_key, pair.candidate.person_id


def _show_choices(*choices: tuple[str, str, Callable[[], None], str], leave: str) -> None:
    """A button for each decision (label, key, what it does, what is then said), and one that decides nothing."""
    with st.container(key="fc-decide", horizontal=True, vertical_alignment="center", gap="small"):
        for label, key, decide, done in choices:
            st.button(label, key=key, on_click=partial(review.decide_and_leave, decide, done=done, gone=GONE))
    st.button(leave, key="later", type="tertiary", on_click=review.leave_with)
