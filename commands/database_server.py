"""Why the database cannot be used, in words that name the server: whoever reads them at night must know which one."""

import socket
from urllib.parse import urlsplit

from config.environment import read_environment

SECONDS = 3
POSTGRES_PORT = 5432


def unusable_words(error: Exception) -> str:
    """A sentence; the server's host and port without user name and password. Without a server: that of SQLite.

    The server is asked once more, for a few seconds, to tell one that is not reached from one that refuses.
    """
    url = read_environment().database_url
    if url is None:
        return f"The database cannot be used ({error})."
    try:
        found = urlsplit(url)
        host, port = found.hostname or "localhost", found.port or POSTGRES_PORT
    except ValueError:
        return f"The database cannot be used ({error})."
    try:
        socket.create_connection((host, port), timeout=SECONDS).close()
    except OSError as unreached:
        return f"The database server {host}, port {port}, is not reached ({unreached.strerror or 'no answer'})."
    return f"The database on the server {host}, port {port}, cannot be used ({error})."
