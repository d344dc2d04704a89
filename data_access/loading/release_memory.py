"""Returns memory to the system after the large steps of a load, for the other programs on the council's server."""

import ctypes

import pyarrow


def release_memory() -> None:
    """Return freed memory to the system. Both allocators keep it: about a gigabyte after matching a million people.

    glibc only: with other C libraries (musl, macOS) its memory is not returned.
    """
    pyarrow.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
