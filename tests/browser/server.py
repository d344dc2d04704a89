"""Family Context as council IT starts it, on a free port and with a data folder of its own."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from config.environment import read_environment
from config.reading import read_councils
from data_access.accounts import sessions
from data_access.storage import database
from server import cookies

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 60
# As a council runs it. Chromium takes cookies for TLS only from its own machine without TLS as well.
PRODUCTION = {"FAMILY_CONTEXT_MODE": "production", "FAMILY_CONTEXT_AUDIT_KEY": "0123456789abcdefghijklmnopqrstuv"}


# A password is hashed in a millisecond: at full cost each takes a quarter of a second. Not for production.
QUICK = {"FAMILY_CONTEXT_PASSWORD_ROUNDS": "4"}
RUNNING: dict[str, "Server"] = {}
"""The servers of this process, by where they are."""


@dataclass(frozen=True)
class Server:
    """A running server. `log` is what it has printed, standard error included; `folder` holds its data.

    `settings` are its environment variables.
    """

    url: str
    pid: int
    log: Path
    folder: Path
    settings: Mapping[str, str]

    @contextmanager
    def here(self) -> Iterator[None]:
        """This process works on the server's data, with the server's settings."""
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("FAMILY_CONTEXT_")]:
                patch.delenv(name)
            for name, value in self.settings.items():
                patch.setenv(name, value)
            yield
            database.close_databases(read_environment())

    def start_session(self, council_id: str, username: str) -> dict[str, str | bool]:
        """Start a session without the sign-in form, and give the cookie of the browser it is for."""
        with self.here():
            council = next(one for one in read_councils(read_environment().councils) if one.id == council_id)
            key = sessions.start_session(council, username, address="127.0.0.1")
            name, is_secure = cookies.session_name(), read_environment().is_production
        about = {"httpOnly": True, "sameSite": "Strict", "secure": is_secure}
        # Chromium keeps secure cookies of its own machine without TLS, but has to be given them as if there were.
        url = self.url.replace("http:", "https:") if is_secure else self.url
        return {"name": name, "value": f"{council_id}.{key}", "url": url, **about}


def environment(data_folder: Path, councils_folder: Path | None = None, **more: str) -> dict[str, str]:
    """The environment for `data_folder`: this process's own without its FAMILY_CONTEXT_ settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAMILY_CONTEXT_")}
    councils = {"FAMILY_CONTEXT_COUNCILS": str(councils_folder)} if councils_folder else {}
    mode = {"FAMILY_CONTEXT_MODE": "demonstration"}
    return {**kept, **mode, "FAMILY_CONTEXT_DATA": str(data_folder), **councils, **more}


def manage(data_folder: Path, *arguments: str, councils_folder: Path | None = None, **more: str) -> str:
    """Run `manage.py` with `arguments` and give what it printed; fails with its output when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(data_folder, councils_folder, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, f"manage.py {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


@contextmanager
def serve(
    data_folder: Path,
    councils_folder: Path | None = None,
    certificate: Path | None = None,
    port: int | None = None,
    before: tuple[str, ...] = (),
    app: str = "app.py",
    **more: str,
) -> Iterator[Server]:
    """Start a server that nobody has visited, wait until it is healthy, and stop it afterwards.

    `more` are further environment variables. The data folder is used as it is: call `manage(folder, "demo")` first.
    `before` is a program that starts it, such as faketime. With a `certificate`, a file that holds its key too, it is
    served over TLS. `app` is another program of Streamlit, to compare with.
    """
    port = port or free_port()
    command = [*before, sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port)]
    # No file watcher: it costs a thread, and nobody edits the code under a test.
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--server.fileWatcherType", "none"]
    if certificate:
        command += ["--server.sslCertFile", str(certificate), "--server.sslKeyFile", str(certificate)]
    settings = environment(data_folder, councils_folder, **more)
    # A file and not a pipe: a pipe that nobody reads fills up and stops the server.
    with tempfile.NamedTemporaryFile(prefix="family-context-", suffix=".log") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # What stands before the command (faketime) may wait for it in a process of its own: both are stopped.
            start_new_session=True,
        )
        try:
            scheme = "https" if certificate else "http"
            own = {name: value for name, value in settings.items() if name.startswith("FAMILY_CONTEXT_")}
            server = Server(f"{scheme}://127.0.0.1:{port}", process.pid, Path(log.name), data_folder, own)
            _wait_until_healthy(server, process, certificate)
            RUNNING[server.url] = server
            yield server
        finally:
            RUNNING.pop(f"{scheme}://127.0.0.1:{port}", None)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_until_healthy(server: Server, process: subprocess.Popen, certificate: Path | None) -> None:
    trust = ssl.create_default_context(cafile=certificate) if certificate else None
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}. It printed:\n{server.log.read_text()}")
        try:
            with urlopen(f"{server.url}/_stcore/health", timeout=5, context=trust) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"The server was not healthy in {PATIENCE_SECONDS} s. It printed:\n{server.log.read_text()}")
