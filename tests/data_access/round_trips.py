"""A socket before a PostgreSQL server that counts round trips: each time a client waited for the server."""

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select
from threading import Thread

SOCKET = ".s.PGSQL.5432"


class Counter:
    """`trips` so far, of all connections together."""

    def __init__(self) -> None:
        self.trips = 0

    def carry(self, client: socket.socket, server: socket.socket) -> None:
        """Pass on what either side sends, until one of them closes.

        Whoever closes may leave the other in mid-sentence: its words then meet a closed socket, which is an end too.
        """
        with client, server, suppress(ConnectionError):
            self._carry(client, server)

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        other = {client: server, server: client}
        server_spoke_last = True
        while True:
            for one in select([client, server], [], [])[0]:
                said = one.recv(1 << 16)
                if not said:
                    return
                if one is client and server_spoke_last:
                    self.trips += 1
                server_spoke_last = one is server
                other[one].sendall(said)


@contextmanager
def counted(url: str) -> Iterator[tuple[str, Counter]]:
    """The address of the same server behind the socket, and its counter."""
    folder = url.partition("host=")[2]
    counter = Counter()
    # /tmp itself: a socket's path may have 107 characters.
    with tempfile.TemporaryDirectory(dir="/tmp") as place, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(Path(place) / SOCKET))
        listening.listen()

        def accept() -> None:
            while True:
                try:
                    client = listening.accept()[0]
                except OSError:
                    return
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(Path(folder) / SOCKET))
                Thread(target=counter.carry, args=(client, server), daemon=True).start()

        Thread(target=accept, daemon=True).start()
        yield url.replace(folder, place), counter
        listening.shutdown(socket.SHUT_RDWR)
