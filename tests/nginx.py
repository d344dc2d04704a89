"""A real nginx with the site of deploy/, in front of processes that run already, for as long as it is needed."""

import os
import shutil
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.browser.server import ROOT, free_port
from tests.browser.test_tls import write_certificate

DEPLOY = ROOT / "deploy"
SECOND_ADDRESS = "127.0.0.9"


@dataclass
class Nginx:
    """Where it is, and the certificate to trust."""

    url: str
    certificate: Path
    folder: Path
    process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(["nginx", "-c", self.folder / "nginx.conf"], stderr=subprocess.DEVNULL)
        _wait(self)

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(10)

    def reload(self) -> None:
        """Read its settings and certificate again, as `systemctl reload nginx` does."""
        subprocess.run(["nginx", "-s", "reload", "-c", self.folder / "nginx.conf"], check=True, capture_output=True)
        # Its old workers answer a moment longer.
        time.sleep(2)


def site(folder: Path, ports: list[int], port: int) -> str:
    """The site as it is installed, but for the host, ports and paths of this machine."""
    text = (DEPLOY / "nginx.conf").read_text().replace("@HOST@", "127.0.0.1")
    # Its second address stands for the one by which others on the network know the machine.
    both = f"listen {SECOND_ADDRESS}:{port} ssl;\n    listen 127.0.0.1:{port} ssl"
    text = text.replace("listen 443 ssl http2", both).replace("listen 80;", "")
    text = "\n".join(line for line in text.splitlines() if "[::]:" not in line)
    text = text.replace(
        "server_name 127.0.0.1;\n    access_log off;", f"listen 127.0.0.1:{free_port()};\n    access_log off;"
    )
    for path in ("/etc/ssl/family-context/site.pem", "/etc/ssl/family-context/site.key"):
        text = text.replace(path, str(folder / "site.pem"))
    text = text.replace("/var/log/family-context", str(folder)).replace("/usr/share/family-context", str(DEPLOY))
    text = text.replace("/etc/nginx/family-context-headers.conf", str(DEPLOY / "nginx-headers.conf"))
    processes = (DEPLOY / "nginx-processes.conf").read_text()
    kept = [line for line in processes.splitlines() if " 127.0.0.1:850" not in line]
    place = next(number for number, line in enumerate(kept) if "hash " in line) + 1
    kept[place:place] = [f"    server 127.0.0.1:{one} max_fails=1 fail_timeout=5s;" for one in ports]
    # As root, nginx's workers would be another account, which may enter no folder of a test.
    user = "user root;\n" if os.geteuid() == 0 else ""
    own = "".join(
        f"    {name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"{user}pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\ndaemon off;\nworker_processes 1;\n"
        f"events {{ worker_connections 2048; }}\nhttp {{\n{own}    include /etc/nginx/mime.types;\n"
        f"{text}\n" + "\n".join(kept) + "\n}\n"
    )


@contextmanager
def running_nginx(ports: list[int]) -> Iterator[Nginx]:
    """Start it in front of the processes on these ports; stop it afterwards."""
    folder, port = Path(tempfile.mkdtemp(prefix="family-context-nginx-")), free_port()
    try:
        certificate = write_certificate(folder / "site.pem")
        (folder / "nginx.conf").write_text(site(folder, ports, port))
        found = Nginx(f"https://127.0.0.1:{port}", certificate, folder)
        found.start()
        try:
            yield found
        finally:
            found.stop()
    finally:
        shutil.rmtree(folder)


def _wait(nginx: Nginx) -> None:

    trust = ssl.create_default_context(cafile=nginx.certificate)
    for _ in range(100):
        try:
            urlopen(f"{nginx.url}/", timeout=5, context=trust).close()
            return
        except HTTPError:
            return
        except (URLError, OSError):
            assert nginx.process.poll() is None, (nginx.folder / "error.log").read_text()
            time.sleep(0.1)
    raise RuntimeError("nginx does not answer")
