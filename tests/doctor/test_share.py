"""SQLite on a network share: the check refuses it, and knows a share by the mount that the folder is on."""

from pathlib import Path

import pytest

from doctor import Level
from doctor.machine import check_share

MOUNTS = """/dev/sda1 / ext4 rw 0 0
//files/share /srv/family\\040context cifs rw 0 0
files:/export /mnt nfs4 rw 0 0
/dev/sdb1 /mnt/local ext4 rw 0 0
tmpfs /var/lib tmpfs rw 0 0
files:/var /var/lib nfs rw 0 0
sshfs#me@files: /home/me fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "is_share"),
    [("/srv/family context/data", True), ("/mnt/data", True), ("/mnt/local/data", False), ("/var/lib/data", True),
     ("/home/me/data", True), ("/opt/data", False), ("/srv/family", False)],
)  # fmt: skip
def test_a_folder_on_a_share_is_a_fault(tmp_path, folder, is_share):
    (tmp_path / "mounts").write_text(MOUNTS)
    found = list(check_share(Path(folder), tmp_path / "mounts"))
    assert [one.level for one in found] == ([Level.ERROR] if is_share else [])


def test_where_it_cannot_be_told_nothing_is_said(tmp_path):
    assert list(check_share(tmp_path, tmp_path / "no mounts")) == []
