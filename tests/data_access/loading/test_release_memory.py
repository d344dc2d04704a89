"""What a load gives back to the system, and by which calls."""

from types import SimpleNamespace

import pyarrow
import pytest

from data_access.loading import release_memory

MB = 1024**2


@pytest.fixture
def called(monkeypatch):
    """The calls to Arrow, and to the C library once a test has said what that can do."""
    calls = []
    pool = SimpleNamespace(release_unused=lambda: calls.append("release_unused"))
    monkeypatch.setattr(pyarrow, "set_memory_pool", lambda pool: calls.append(pool.backend_name))
    monkeypatch.setattr(pyarrow, "default_memory_pool", lambda: pool)
    return calls


def c_library(monkeypatch, **functions):
    library = SimpleNamespace(**functions)
    monkeypatch.setattr(release_memory.ctypes, "CDLL", lambda _name: library)


def test_with_glibc_large_tables_are_the_systems_again_at_once_and_small_pieces_when_asked(called, monkeypatch):
    c_library(
        monkeypatch,
        mallopt=lambda parameter, value: called.append((parameter, value)),
        malloc_trim=lambda kept: called.append(("trim", kept)),
    )
    release_memory.free_large_tables_at_once()
    # M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of malloc.h.
    assert called == ["system", (-3, 2 * MB), (-1, 16 * MB)]
    called.clear()
    release_memory.release_memory()
    assert called == ["release_unused", ("trim", 0)]


def test_with_another_c_library_only_arrows_memory_is_given_back(called, monkeypatch):
    c_library(monkeypatch)
    release_memory.free_large_tables_at_once()
    release_memory.release_memory()
    assert called == ["system", "release_unused"]
