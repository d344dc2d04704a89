"""Which tests of a file run on PostgreSQL too: those that, together, send every statement the file is about."""

from collections.abc import Callable, Sequence

import pytest


def only_these_on_both(*names: str) -> Callable[[pytest.Metafunc], None]:
    """For a file whose other tests differ in what Python makes of the answers: they run on SQLite alone.

    Give it to the file as its `pytest_generate_tests`.
    """

    def generate(metafunc: pytest.Metafunc) -> None:
        missing = [name for name in names if not hasattr(metafunc.module, name)]
        assert not missing, f"{metafunc.module.__name__} has no {missing}"
        own = [mark for mark in metafunc.definition.iter_markers("parametrize") if "storage" in mark.args[0]]
        if "storage" in metafunc.fixturenames and not own:
            both = metafunc.function.__name__ in names
            which = ["sqlite", "postgresql"] if both else ["sqlite"]
            # As if it stood above the test: what is parametrized here would be so a second time by the fixture itself.
            metafunc.definition.add_marker(pytest.mark.parametrize("storage", which, indirect=True))

    return generate


def first_on_both(names: str, values: Sequence) -> pytest.MarkDecorator:
    """Parametrize a test with these values: all on SQLite, and the first on PostgreSQL too, as all send the same."""
    rows = [value if "," in names else (value,) for value in values]
    each = [*(("sqlite", *row) for row in rows), ("postgresql", *rows[0])]
    return pytest.mark.parametrize(f"storage, {names}", each, indirect=["storage"])
