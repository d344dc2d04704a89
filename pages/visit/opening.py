"""A screen that shows one thing out of a list: what is open there, or the way back to the list."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.errors import NotFound
from pages.visit import memory, navigation

Fetched = TypeVar("Fetched")


def opened(kind: str, list_screen: str, fetch: Callable[[Any], Fetched], *, gone: Callable[[], None]) -> Fetched:
    """What is open of that kind in the audit, fetched and recorded once; to its list where nothing is.

    `fetch` takes what tells one from another. Where that is not there any more, `gone` says so and leaves the screen.
    """
    which = memory.chosen(kind)
    if which is None:
        navigation.go_now(list_screen)
    try:
        return memory.opened_in_audit(kind, which, lambda: fetch(which))
    except NotFound:
        gone()
        st.rerun()


def opened_to_review(
    actor: Actor,
    kind: str,
    list_screen: str,
    fetch: Callable[[Any, Fetched | None], Fetched],
    *,
    gone: Callable[[], None],
) -> Fetched:
    """The same for what a data officer reviews, checked again when something has changed.

    `fetch` also takes what is shown already.
    """
    which = memory.chosen(kind)
    if which is None:
        navigation.go_now(list_screen)
    try:
        return memory.opened_to_review(actor, kind, which, lambda shown: fetch(which, shown))
    except NotFound:
        gone()
        st.rerun()
