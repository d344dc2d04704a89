"""`make drill`, the faults: each ends as the docs promise, with screenshots of what people see.

One process behind nginx over TLS, with a worker in a real browser who has a child's page open: the database is stopped
and started, the process killed, nginx restarted, the certificate expires, the clock is put forward and back, a load is
killed, the disk is filled, a backup is restored. Screenshots go into a folder (--pictures, screenshots/faults). Exits
with 1 if anything fails; prints what cannot be tried here (no nginx, no faketime, no small disk).
"""

import argparse
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from playwright.sync_api import Error, Page, expect, sync_playwright

from benchmarks.users import Site, worker_name
from config.environment import ROOT
from tests.browser import steps
from tests.browser.chromium import launch
from tests.browser.server import environment, free_port
from tests.browser.test_tls import write_certificate
from tests.nginx import Nginx, running_nginx
from tests.postgres import Postgres, running_postgres

CHILD = "249012"
AWAY = "Family Context is not available at the moment"
AWAY_PAGE = "Family Context is not available"
SIGN_IN = "Sign in to Family Context"


class NotTried(Exception):
    """This machine cannot run the drill; the message is the reason."""


@dataclass
class Rig:
    """Everything that runs, and how to stop and start the process of the tool."""

    site: Site
    port: int
    nginx: Nginx
    page: Page
    pictures: Path
    process: ExitStack

    def start(self, *, shifted: str | None = None) -> None:
        """Start the tool; `shifted` as faketime takes it ("+20m")."""
        self.process = ExitStack()
        before = ("faketime", "-f", shifted) if shifted else ()
        self.process.enter_context(self.site.served(port=self.port, before=before))

    def stop(self) -> None:
        """Stop it, as an upgrade does."""
        self.process.close()

    def picture(self, name: str) -> None:
        """The text people see now."""
        steps.settled(self.page) if self.page.get_by_test_id("stApp").count() else None
        self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)

    def open_child(self) -> None:
        """Sign the worker in, if they are not, and open the child's page."""
        self.page.goto(self.nginx.url)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        if self.page.get_by_role("heading", name=SIGN_IN).count():
            self.page.get_by_label("User name (firstname.lastname)").fill(worker_name(0))
            steps.start_session(self.page)
        reason = self.page.get_by_role("heading", name="Why are you searching?")
        back = self.page.get_by_role("button", name="New search")
        form = self.page.get_by_label("Case ID")
        expect(reason.or_(back).or_(form).first).to_be_visible()
        if reason.count():
            steps.give_reason(self.page)
        elif back.count():
            # A session that goes on comes back to where it was.
            back.first.click()
        steps.open_case_id(self.page, CHILD)
        steps.expect_heading(self.page, "Tommy Williams")

    def ready(self) -> str:
        """The answer of /ready through nginx: "ok", "database", or the HTTP status if it has no answer."""
        trust = ssl.create_default_context(cafile=self.nginx.certificate)
        try:
            return urlopen(f"{self.nginx.url}/ready", timeout=20, context=trust).read().decode()
        except HTTPError as error:
            answer = error.read().decode()
            return answer if len(answer) < 20 else str(error.code)

    def manage(self, *words: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess:
        """Run a command of manage.py and return how it ended."""
        command = [*before, sys.executable, "manage.py", *words]
        env = environment(self.site.data, self.site.councils, **self.site.more)
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)


def main() -> None:
    """Run each drill, print a line for each, and list the failures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, default=ROOT / "screenshots" / "faults")
    parser.add_argument("--only", nargs="+", help="some of them, by name")
    given = parser.parse_args()
    if not shutil.which("nginx"):
        print("the faults: not tried, since nginx is not installed here")
        return
    given.pictures.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    with running_postgres() as server, _rig(given.pictures, server.url) as rig:
        for drill in (database_stopped, process_killed, nginx_restarted, certificate_expired, clock_set_on):
            _try(drill, failed, given.only, rig, server)
    with _rig(given.pictures, None) as rig:
        for drill in (clock_set_back, load_killed, backup_restored):
            _try(drill, failed, given.only, rig, None)
    with _small_disk() as disk:
        if disk is None:
            print("disk filled: not tried, since a disk of a set size cannot be mounted here")
        else:
            with _rig(given.pictures, None, disk) as rig:
                _try(disk_filled, failed, given.only, rig, disk)
    print("failed: " + "; ".join(failed) if failed else "each fault ended as the docs promise")
    sys.exit(1 if failed else 0)


def _try(drill: Callable, failed: list[str], only: list[str] | None, rig: Rig, more: object) -> None:
    name = drill.__name__.replace("_", " ")
    if only and drill.__name__ not in only:
        return
    try:
        result = drill(rig, more)
    except NotTried as why:
        print(f"{name}: not tried, {why}", flush=True)
    except (AssertionError, Error, OSError, subprocess.SubprocessError) as error:
        print(f"{name}: FAILED: {type(error).__name__}: {str(error).strip()[:600]}", flush=True)
        rig.page.screenshot(path=rig.pictures / f"failed-{drill.__name__}.png")
        failed.append(name)
    else:
        print(f"{name}: {result}", flush=True)


@contextmanager
def _rig(pictures: Path, database_url: str | None, folder: Path | None = None) -> Iterator[Rig]:
    with ExitStack() as stack:
        folder = folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = free_port()
        site = Site.prepare(folder, 1, database_url)
        nginx = stack.enter_context(running_nginx([port]))
        browser = launch(stack.enter_context(sync_playwright()))
        context = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 900}, locale="en-GB")
        context.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        rig = Rig(site, port, nginx, context.new_page(), pictures, ExitStack())
        rig.start()
        stack.callback(lambda: rig.stop())
        stack.callback(browser.close)
        yield rig


# The faults


def database_stopped(rig: Rig, server: Postgres) -> str:
    """Nothing is shown without a record; the tool recovers without help, and people are still signed in."""
    rig.open_child()
    server.stop()
    try:
        rig.page.get_by_role("button", name="New search").first.click()
        expect(rig.page.get_by_role("heading", name=AWAY)).to_be_visible()
        rig.picture("database-stopped")
        assert rig.ready() == "database", rig.ready()
    finally:
        server.start()
    rig.page.reload()
    expect(rig.page.get_by_text("Signed in:")).to_have_count(1)
    assert rig.ready() == "ok"
    return "people read that it is not available, /ready says database; started, they are still signed in"


def process_killed(rig: Rig, _) -> str:
    """nginx says to follow current practice; after a restart people are still signed in."""
    rig.open_child()
    rig.stop()
    rig.page.reload()
    expect(rig.page.get_by_role("heading", name=AWAY_PAGE)).to_be_visible()
    expect(rig.page.get_by_text("Follow your current practice.")).to_be_visible()
    rig.picture("process-killed")
    rig.start()
    time.sleep(6)  # as long as nginx passes it over
    rig.page.goto(rig.nginx.url)
    expect(rig.page.get_by_text("Signed in:")).to_have_count(1)
    return "people read what to do from nginx; started again, they are still signed in"


def nginx_restarted(rig: Rig, _) -> str:
    """The page reconnects without help."""
    rig.open_child()
    rig.nginx.stop()
    rig.nginx.start()
    time.sleep(5)
    rig.picture("nginx-restarted")
    rig.page.get_by_role("button", name="New search").first.click()
    expect(rig.page.get_by_text("Signed in:")).to_have_count(1)
    steps.settled(rig.page)
    return "the page connects again by itself, still signed in"


def certificate_expired(rig: Rig, _) -> str:
    """Browsers refuse the site and `manage.py check` says so; a reload takes the new certificate."""
    path = rig.nginx.folder / "site.pem"
    good = path.read_bytes()
    now = datetime.now(UTC)
    write_certificate(path, begins=now - timedelta(days=9), ends=now - timedelta(days=1))
    rig.nginx.reload()
    trust = ssl.create_default_context(cafile=path)
    try:
        urlopen(f"{rig.nginx.url}/", context=trust, timeout=10)
        raise AssertionError("the browser accepted an expired certificate")
    except OSError as error:
        assert "certificate has expired" in str(error), error
    check = rig.manage("check", before=("env", f"FAMILY_CONTEXT_CERTIFICATE={path}"))
    assert check.returncode == 2 and "browsers refuse the site" in check.stdout, check.stdout
    path.write_bytes(good)
    rig.nginx.reload()
    assert rig.ready() == "ok"
    return "browsers refuse the site and the doctor says so; after a reload with the new one all is well"


def clock_set_on(rig: Rig, _) -> str:
    """Sessions end, with the right message; no one stays signed in longer."""
    _needs_faketime()
    rig.open_child()
    rig.stop()
    rig.start(shifted="+20m")
    # The tab notices by itself; if nginx has meanwhile said that the tool is unavailable, half a minute later.
    expect(rig.page.get_by_text("nothing was done for 15 minutes")).to_be_visible(timeout=60_000)
    rig.picture("clock-set-on")
    rig.stop()
    rig.start()
    time.sleep(6)
    return "20 minutes on, the session has run out and the page says so"


def clock_set_back(rig: Rig, _) -> str:
    """`manage.py check` says so; the audit still verifies, because its order is by record number."""
    _needs_faketime()
    rig.open_child()
    check = rig.manage("check", before=("faketime", "-f", "-2h"))
    assert check.returncode == 2 and "the clock went back" in check.stdout, check.stdout
    rig.manage("anchor-audit")
    assert rig.manage("verify-audit").returncode == 0
    return "2 hours back, the doctor says so, and the audit holds"


def load_killed(rig: Rig, _) -> str:
    """If a load is killed, the previous extract stays in use and readers notice nothing."""
    rig.open_child()
    command = [sys.executable, "manage.py", "demo"]
    env = environment(rig.site.data, rig.site.councils, **rig.site.more)
    for wait in (1.5, 2.5, 3.5):
        load = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait)
        load.send_signal(signal.SIGKILL)
        load.wait()
        rig.page.get_by_role("button", name="New search").first.click()
        steps.open_case_id(rig.page, CHILD)
        steps.expect_heading(rig.page, "Tommy Williams")
    rig.picture("load-killed")
    rig.manage("anchor-audit")
    assert rig.manage("verify-audit").returncode == 0
    return "killed at three points, the person is still read, and the audit holds"


def backup_restored(rig: Rig, _) -> str:
    """Everyone must sign in again and sees why; later records are gone, and the audit says so."""
    rig.open_child()
    backups = rig.site.data.parent / "backups"
    assert rig.manage("backup", str(backups)).returncode == 0
    rig.page.get_by_role("button", name="New search").first.click()
    steps.settled(rig.page)
    rig.stop()
    [file] = backups.glob("*.backup")
    done = rig.manage("restore", str(file), "--yes", "--council", "stockport")
    assert done.returncode == 0, done.stdout + done.stderr
    rig.start()
    time.sleep(6)
    rig.page.goto(rig.nginx.url)
    expect(rig.page.get_by_role("heading", name=SIGN_IN)).to_be_visible()
    rig.picture("backup-restored")
    rig.manage("anchor-audit")
    assert rig.manage("verify-audit").returncode == 0
    rig.open_child()
    return "everyone must sign in again, the audit verifies, and the person can be read"


def disk_filled(rig: Rig, disk: Path) -> str:
    """Nothing can be recorded, so nothing is shown; with space again, people carry on."""
    rig.open_child()
    with (disk / "filling").open("wb") as filling:
        try:
            while True:
                filling.write(b"x" * 65_536)
                filling.flush()
        except OSError:
            pass
    # What is open already may still fit into the room a file has left.
    for _ in range(30):
        rig.page.get_by_role("button", name="New search").first.click()
        steps.open_case_id(rig.page, CHILD)
        away = rig.page.get_by_role("heading", name=AWAY)
        opened = rig.page.get_by_role("heading", name="Service involvement", exact=True)
        expect(away.or_(opened).first).to_be_visible()
        if away.count():
            break
    expect(rig.page.get_by_role("heading", name=AWAY)).to_be_visible()
    expect(rig.page.get_by_role("heading", name="Whom to call")).to_be_visible()
    rig.picture("disk-filled")
    _sign_in_is_away(rig)
    output = rig.manage("check").stdout
    assert "free on the data's disk" in output, output
    (disk / "filling").unlink()
    rig.open_child()
    rig.manage("anchor-audit")
    assert rig.manage("verify-audit").returncode == 0
    return "people read that it is not available; with room again they go on, and the audit holds"


def _sign_in_is_away(rig: Rig) -> None:
    """Someone else who signs in meanwhile reads that it is not available, in place of an error."""
    page = rig.page.context.browser.new_context(ignore_https_errors=True, locale="en-GB").new_page()
    page.goto(rig.nginx.url)
    page.get_by_label("User name (firstname.lastname)").fill(worker_name(0))
    steps.start_session(page)
    expect(page.get_by_text(AWAY).first).to_be_visible()
    page.context.close()


def _needs_faketime() -> None:
    if not shutil.which("faketime"):
        raise NotTried("since faketime is not installed here")


@contextmanager
def _small_disk() -> Iterator[Path | None]:
    """A disk of 64 MB; None if mounting is not allowed."""
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            yield None
            return
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=False)


if __name__ == "__main__":
    main()
