"""Returns memory to the system after the large steps of a load, for the other programs on the council's server."""

import ctypes

import pyarrow

_LARGE = 2 * 1024**2
_KEPT = 16 * 1024**2
"""So much free memory is kept at most: given back and asked for again each time, it took a tenth of matching."""
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
"""What glibc calls the parameters (`malloc.h`)."""


def free_large_tables_at_once() -> None:
    """From now on the memory of a large table or column is the system's again as soon as it is freed.

    Otherwise glibc takes more and more of them from memory that it keeps, and Arrow keeps its own: a third more for a
    load. glibc only, as `release_memory`.
    """
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_TRIM_THRESHOLD, _KEPT)


def release_memory() -> None:
    """Return freed memory to the system: what was freed in small pieces is kept otherwise.

    glibc only: with other C libraries (musl, macOS) its memory is not returned.
    """
    pyarrow.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
