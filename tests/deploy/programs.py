"""Programs that the tests of deploy/ need besides Python. `python -m tests.deploy.programs` installs missing ones.

A computer without them tests everything else (`make test`); on the build machine nothing is left out.
"""

import os
import re
import shutil
import subprocess
import sys

import pytest

PACKAGES = {"nginx": "nginx-light", "systemd-analyze": "systemd", "openssl": "openssl"}
"""Each program, and its Debian package."""
OLDEST_SYSTEMD = 250
"""The first version that can check a unit that is not installed."""


def faults() -> dict[str, str]:
    """A sentence for each program that is missing or too old."""
    found = {name: f"There is no {name} here." for name in PACKAGES if shutil.which(name) is None}
    if "systemd-analyze" not in found:
        said = subprocess.run(["systemd-analyze", "--version"], capture_output=True, text=True, timeout=60).stdout
        version = re.match(r"systemd (\d+)", said)
        if version is None or int(version[1]) < OLDEST_SYSTEMD:
            found["systemd-analyze"] = f"systemd here is older than {OLDEST_SYSTEMD}."
    return found


def require(name: str) -> None:
    """Fail the test, saying what to do, unless the program is here."""
    if name in (missing := faults()):
        pytest.fail(f"{missing[name]} `make test-deploy` installs it on Debian as root.", pytrace=False)


def install() -> None:
    """Try to install missing programs from Debian's packages, if we are root."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        names = [PACKAGES[name] for name in faults()]
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *names]):
            subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL)


def main() -> None:
    """Find or install the programs; if neither works, say what to do."""
    if missing := faults():
        print(f"{' '.join(missing.values())} Installing it for the tests of deploy/ …", flush=True)
        install()
    if missing := faults():
        names = " ".join(PACKAGES[name] for name in missing)
        sys.exit(f"{' '.join(missing.values())} Install it (on Debian, as root: apt-get install {names}).")


if __name__ == "__main__":
    main()
