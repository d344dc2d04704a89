"""What the tests of deploy/ run besides Python. `python -m tests.deploy.programs` installs what is missing.

A computer without them tests everything else (`make test`); on the build machine nothing is left out.
"""

import os
import re
import shutil
import subprocess
import sys

import pytest

PACKAGES = {"nginx": "nginx-light", "systemd-analyze": "systemd"}
"""Each program, and the package of Debian that has it."""
OLDEST_SYSTEMD = 250
"""The first that weighs a unit which is not installed."""


def faults() -> dict[str, str]:
    """What is missing or too old, by program, as a sentence each."""
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
    """Try to install what is missing, from Debian's packages when we may."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        names = [PACKAGES[name] for name in faults()]
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *names]):
            subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL)


def main() -> None:
    """Find the programs or install them; say what to do when neither works."""
    if missing := faults():
        print(f"{' '.join(missing.values())} Installing it for the tests of deploy/ …", flush=True)
        install()
    if missing := faults():
        names = " ".join(PACKAGES[name] for name in missing)
        sys.exit(f"{' '.join(missing.values())} Install it (on Debian, as root: apt-get install {names}).")


if __name__ == "__main__":
    main()
