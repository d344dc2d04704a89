"""Going back keeps who was restricted since: the new version adds it to the backup, which the one before restores."""

import os
import subprocess
from pathlib import Path

import pytest

from config.environment import ROOT

pytestmark = pytest.mark.deploy
STUBS = {
    "id": "echo 0",
    # Only folders are made, by whoever runs the test.
    "install": 'for last; do :; done; mkdir -p "$last"',
    # Which version was asked for what. The one before cannot upgrade a newer database.
    "family-context": """
version=$(basename "$(readlink -f "$HOME_OF/current")")
echo "$version: $*" >> "$HOME_OF/asked"
case $1 in
    upgrade) exit 6 ;;
    add-since) [ ! -f "$HOME_OF/refuses" ] || exit 1; mkdir -p "$3"; touch "$3/stockport-20261201T030000Z.backup" ;;
esac
""",
}


@pytest.fixture
def machine(tmp_path) -> Path:
    """Where a new version is in use beside the old one, with a backup from before the upgrade."""
    for name in ("new", "old", "bin", "settings/councils", "state/backups/before-new"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "current").symlink_to(tmp_path / "new")
    (tmp_path / "previous").write_text(f"{tmp_path / 'old'}\n")
    (tmp_path / "before").write_text(f"{tmp_path / 'state/backups/before-new'}\n")
    (tmp_path / "state/backups/before-new/stockport-20261130T020000Z.backup").touch()
    (tmp_path / "settings/councils/stockport.yaml").write_text("id: stockport\ndatabase: stockport\n")
    for name, script in STUBS.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{script}")
        (tmp_path / "bin" / name).chmod(0o755)
    common = (ROOT / "deploy/common.sh").read_text()
    for there, here in {
        "/opt/family-context": "",
        "/etc/family-context": "settings",
        "/var/lib/family-context": "state",
    }.items():
        common = common.replace(f"={there}\n", f"={tmp_path / here}\n")
    (tmp_path / "common.sh").write_text(f"{common}\nhas_systemd() {{ false; }}\n")
    (tmp_path / "roll-back.sh").write_text((ROOT / "deploy/roll-back.sh").read_text())
    return tmp_path


def roll_back(machine) -> tuple[str, list[str]]:
    """What the script said, and what was asked of which version, with the machine's folders left out."""
    environment = {"PATH": f"{machine / 'bin'}:{os.environ['PATH']}", "HOME_OF": str(machine)}
    done = subprocess.run(
        ["/bin/sh", machine / "roll-back.sh"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    asked = (machine / "asked").read_text().replace(f"{machine}/state/backups/", "")
    after = next(path.name for path in (machine / "state/backups").glob("rolled-back-*"))
    return done.stdout, asked.replace(after, "AFTER").splitlines()


def test_the_backup_is_restored_with_what_was_decided_since(machine):
    _, asked = roll_back(machine)
    assert asked == [
        "new: backup AFTER",
        "old: upgrade",
        "new: add-since before-new/stockport-20261130T020000Z.backup AFTER/with-since --council stockport",
        "old: restore AFTER/with-since/stockport-20261201T030000Z.backup --council stockport --yes",
    ]
    assert (machine / "current").resolve() == machine / "old"


def test_where_nothing_can_be_added_the_backup_itself_is_restored_and_that_is_said(machine):
    (machine / "refuses").touch()
    said, asked = roll_back(machine)
    assert asked[-1] == "old: restore before-new/stockport-20261130T020000Z.backup --council stockport --yes"
    assert "Restrictions, reports and decisions made since the upgrade are not in stockport: go through" in said
