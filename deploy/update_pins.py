"""`make update`: write the newest versions that fit together into requirements.txt and requirements-dev.txt.

Nothing is installed here; `make update` installs them and runs everything again afterwards.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(?P<extras>\[[^\]]+\])?==(?P<version>\S+)$", re.MULTILINE)


def main() -> None:
    """Ask pip what it would install, write that down, and say what changed."""
    texts = {path: path.read_text(encoding="utf-8") for path in FILES}
    wanted = sorted({pin["name"] + (pin["extras"] or "") for text in texts.values() for pin in PIN.finditer(text)})
    newest = _newest(wanted)
    for path, text in texts.items():
        written = with_versions(text, newest)
        path.write_text(written, encoding="utf-8")
        for old, new in zip(PIN.finditer(text), PIN.finditer(written), strict=True):
            if old[0] != new[0]:
                print(f"{path.name}: {old['name']} {old['version']} to {new['version']}")


def with_versions(text: str, versions: dict[str, str]) -> str:
    """The lines of a requirements file with these versions, by the name of the package; all else as it was.

    >>> with_versions("# the database\\npsycopg[binary]==3.3.9\\n", {"psycopg": "3.4.0"})
    '# the database\\npsycopg[binary]==3.4.0\\n'
    """
    return PIN.sub(lambda pin: f"{pin['name']}{pin['extras'] or ''}=={versions[_plain(pin['name'])]}", text)


def _newest(wanted: list[str]) -> dict[str, str]:
    """What pip would install for these names together, with nothing that is there already."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--dry-run", "--ignore-installed", "--prefer-binary", "--report", "-", *wanted]
    # The names are our own files'.
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)  # noqa: S603
    return {_plain(one["metadata"]["name"]): one["metadata"]["version"] for one in report["install"]}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
