"""Memory that a long load no longer uses is given back to the system, for the other programs of a council's server."""

import ctypes

import pyarrow


def release_memory() -> None:
    """Give back what was freed. Both allocators keep it: after matching a million people, about a gigabyte.

    Does nothing where the C library cannot (musl, macOS).
    """
    pyarrow.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
