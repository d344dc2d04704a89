"""A real identity provider on this machine while it is needed: PyPI's oidc-provider-mock, and who is in it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
import yaml

# The mock reads and proves its own key again for each token, which takes longer than all the rest of a sign-in.
START = """
from joserfc._rfc7518.rsa_key import RSABinding
from oidc_provider_mock.__main__ import run

prove, proved = RSABinding.import_private_key, {}
RSABinding.import_private_key = lambda key: proved.get(key["n"]) or proved.setdefault(key["n"], prove(key))
run()
"""
SECRET = "the provider gave this to the installation"
SOCIAL_WORKERS, MANAGERS = "8c1f-social-workers", "51e0-managers"


@dataclass(frozen=True)
class Provider:
    """Where it is. Anybody can be named at its form; `know` says what else is known of them."""

    url: str

    def know(self, sub: str, *, name: str, username: str, groups: list[str], signed_in_at: int | None = None) -> None:
        """Have it say this of somebody. `signed_in_at` is `auth_time`, in seconds since 1970; None is now."""
        said = {"name": name, "preferred_username": username, "groups": groups}
        # A minute ahead: the mock has one answer, and the test takes a while to come to it.
        said["auth_time"] = int(time.time()) + 30 if signed_in_at is None else signed_in_at
        requests.put(f"{self.url}/users/{sub}", json=said, timeout=10).raise_for_status()


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Start one, and stop it afterwards."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-c", START, "--port", str(port), "--require-nonce"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # Another site than the tool's 127.0.0.1, as it is in earnest.
    provider = Provider(f"http://localhost:{port}")
    try:
        for _ in range(200):
            try:
                requests.get(provider.url, timeout=5)
                break
            except requests.ConnectionError:
                assert process.poll() is None, "the identity provider did not start"
                time.sleep(0.1)
        yield provider
    finally:
        process.terminate()
        process.wait(10)


def write_settings(path: Path, provider: Provider, site: str, **more: object) -> Path:
    """The settings of single sign-on, as docs/single-sign-on.md has them."""
    groups = [
        {"group": MANAGERS, "council": "stockport", "role": "manager"},
        {"group": SOCIAL_WORKERS, "council": "stockport", "role": "social_worker", "team": "Duty"},
    ]
    settings = {"provider": provider.url, "client_id": "family-context", "site": site, "groups": groups}
    settings |= {"user_name_ends": "@stockport.example"} | more
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return path
