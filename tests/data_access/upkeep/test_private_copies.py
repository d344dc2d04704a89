"""Of the copies that a backup or restore makes for some minutes, nothing stays behind, however its process ends."""

import threading

import pytest

from config.environment import ROOT, read_environment
from data_access.upkeep import backup, private_copies
from tests.data_access.both_databases import only_these_on_both

pytest_generate_tests = only_these_on_both(
    "test_what_a_stopped_machine_left_behind_is_deleted_by_the_next_backup",
)

KILLED = """
import os, signal
from pathlib import Path
from config.reading import read_council
from data_access.upkeep import {module}
council = read_council(Path({council!r}))
# A program started in the background of a script may be told to ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
def die(*given, **more):
    os.kill(os.getpid(), signal.SIG{how})
    signal.pause()
{module}.{moment} = die
{work}
"""

# At every moment by the kill that nothing can answer to; where Python ends by itself or is interrupted, once in each.
MOMENTS = [("backup", "describe"), ("backup", "_pack"), ("backup", "_flush"), ("restoring", "describe")]
KILLS = [(*moment, "KILL") for moment in MOMENTS] + [(*MOMENTS[1], "TERM"), (*MOMENTS[1], "INT"), (*MOMENTS[3], "INT")]


@pytest.mark.parametrize(("module", "moment", "how"), KILLS)
def test_a_backup_or_restore_that_is_killed_leaves_nothing_that_can_be_read(
    helen, tmp_path, forking, module, moment, how
):
    """0.3 left the folder with the whole database in it until somebody ran the doctor, a day later."""
    folder = tmp_path / "backups"
    before = backup.make_backup(helen.council, tmp_path / "backups", by="it").path
    work = f"backup.make_backup(council, Path({str(folder)!r}), by='it')"
    if module == "restoring":
        work = f"with restoring.checked_backup(council, Path({str(before)!r})): pass"
    where = ROOT / "config" / "councils" / "stockport.yaml"
    program = KILLED.format(module=module, moment=moment, work=work, council=str(where), how=how)
    assert forking.run(program) != 0
    # The program that deletes ends just after the one that was killed.
    with private_copies.private_folder(read_environment().data) as own:
        for _ in range(500):
            left = [*read_environment().data.glob("copy-*"), *folder.iterdir()]
            if sorted(left) == sorted([own, before]):
                break
            threading.Event().wait(0.01)
        assert sorted(left) == sorted([own, before])


def test_what_a_stopped_machine_left_behind_is_deleted_by_the_next_backup(helen, tmp_path):
    data = read_environment().data
    (data / "copy-left").mkdir()
    (data / "copy-left" / "app.db").write_text("everything")
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / f"{helen.council.database}-20260101T000000Z.backup.unfinished").write_text("everything")
    with private_copies.private_folder(data) as in_use:
        backup.make_backup(helen.council, tmp_path / "backups", by="it")
        assert list(data.glob("copy-*")) == [in_use]
    assert len(list((tmp_path / "backups").iterdir())) == 1
