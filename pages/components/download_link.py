"""The link to a file that is ready. It works once and not for long, and says so."""

import streamlit as st

from pages.components.text import html_text


def show_download_link(address: str, label: str, *, seconds: int) -> None:
    """The link, read aloud when it appears."""
    st.html(
        f'<p class="fc-notice" role="status">Ready: <a href="{html_text(address)}" target="_blank" rel="noopener">'
        f"{html_text(label)}</a>. The link works once, for {seconds} seconds.</p>"
    )
