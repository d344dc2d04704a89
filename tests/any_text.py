"""Any text a file or a browser can hold, for hypothesis."""

from hypothesis import strategies as st

# All but the halves of surrogate pairs. `st.text()` has the same, and tries a million characters to find out (3.5 s).
ANY_CHARACTER = st.characters(exclude_categories=("Cs",))


def any_text(*, max_size: int | None = None) -> st.SearchStrategy[str]:
    return st.text(ANY_CHARACTER, max_size=max_size)
