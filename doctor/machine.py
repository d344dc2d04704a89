"""The machine: its clock, disk, the data's permissions, leftover copies, and the web server's certificate."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509

from config import clock
from config.environment import Environment
from data_access.upkeep import room
from data_access.upkeep.moving import MOVED
from data_access.upkeep.private_copies import find_leftovers, find_unfinished
from doctor import Finding, error, fine, warning

LITTLE, TOO_LITTLE = 0.20, 0.05
"""The shares of the disk that should and must be free: a load needs as much space again as the extract in use."""
MOUNTS = Path("/proc/mounts")
ON_A_NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "glusterfs", "ceph", "lustre", "gfs2", "ocfs2")
)
SOON_DAYS, NOW_DAYS = 30, 7
"""Days before a certificate expires. A council may take weeks to order a new one."""


def check_machine(environment: Environment) -> Iterator[Finding]:
    """All checks of the machine."""
    yield from check_clock()
    yield from check_disk(environment.data)
    if environment.database_url is None:
        yield from check_share(environment.data)
    if environment.is_production and environment.database_url is None:
        yield from check_reserve(environment.data)
    yield from check_permissions(environment.data)
    yield from check_leftovers(environment.data)
    yield from check_certificate(environment.certificate)


def check_share(data: Path, mounts: Path = MOUNTS) -> Iterator[Finding]:
    """Whether the data folder is on this machine: on a network share SQLite's locks do not hold, and the audit can be
    torn."""
    kind = _file_system(data.resolve(), mounts)
    if kind in ON_A_NETWORK or kind.startswith("fuse."):
        yield error(
            "share",
            f"The databases are on a network share ({kind}): {data}. SQLite's locks do not hold on one.",
            "Move the data folder to a disk of this machine, or use PostgreSQL (docs/install.md).",
        )


def _file_system(path: Path, mounts: Path) -> str:
    """The kind of file system a path is on, by the longest mount point above it; "" if that cannot be told."""
    try:
        lines = [line.split() for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return ""
    # The kernel writes a space in a path as \\040.
    points = [(Path(line[1].replace("\\040", " ")), line[2]) for line in lines if len(line) > 2]
    above = sorted((len(point.parts), place) for place, (point, _) in enumerate(points) if path.is_relative_to(point))
    # Of two mounts on one point the later one is in use.
    return points[above[-1][1]][1] if above else ""


def check_clock() -> Iterator[Finding]:
    """Whether a time server keeps the system's clock right."""
    program = shutil.which("timedatectl")
    asked = [program, "show", "--property=NTPSynchronized", "--value"] if program else None
    try:
        # The path was looked up, and nothing comes from outside.
        said = subprocess.run(asked, capture_output=True, text=True, timeout=10).stdout if asked else ""  # noqa: S603
    except subprocess.TimeoutExpired:
        said = ""
    if said.strip() == "yes":
        yield fine("clock", "A time server keeps the clock right.")
    elif said.strip() == "no":
        yield warning(
            "clock",
            "No time server keeps the clock right. Sessions, ages and the audit depend on it.",
            "Run timedatectl set-ntp true, and check that the council's time server can be reached.",
        )
    else:
        yield fine("clock", "This system cannot say whether a time server keeps the clock right.")


def check_disk(data: Path) -> Iterator[Finding]:
    """Free space where the data is."""
    usage = shutil.disk_usage(_nearest(data))
    free = usage.free / usage.total
    words = f"{usage.free / 1e9:,.1f} GB free on the data's disk, {free:.0%}."
    if free >= LITTLE:
        yield fine("disk", words)
        return
    fix = (
        "Free some space or get a larger disk: when it is full nothing can be recorded, so nothing is shown. If it is "
        "full now, run: python manage.py reserve --free"
    )
    yield (error if free < TOO_LITTLE else warning)("disk", words, fix)


def check_reserve(data: Path) -> Iterator[Finding]:
    """Whether there is space to give up when the disk is full."""
    if room.has_reserve(data):
        yield fine("reserve", f"{room.RESERVE_BYTES / 1e6:,.0f} MB are held for the day the disk is full.")
    else:
        words = "No space is held for the day the disk is full. Nothing could be shown until some is found."
        yield warning("reserve", words, "Run: python manage.py reserve")


def check_permissions(data: Path) -> Iterator[Finding]:
    """No other user of the machine can open the data, and the tool's user owns it."""
    secret = [data, *data.glob("*/"), *data.glob("audit.key"), *data.glob("*/*.db*")] if data.exists() else []
    found = [path for path in secret if path.exists() and path.stat().st_mode & 0o077]
    if found:
        more = f", and {len(found) - 1} more." if found[1:] else "."
        words = f"{found[0]} can be opened by other users of this machine{more}"
        yield error("permissions", words, f"Run: chmod -R go= {data}")
    elif data.exists() and data.stat().st_uid != os.geteuid():
        owner = _name(data.stat().st_uid)
        yield warning(
            "permissions",
            f"The data belongs to {owner}, but this ran as {_name(os.geteuid())}.",
            f"Run it as {owner}, or the tool cannot open the files it makes.",
        )
    else:
        yield fine("permissions", "Only the tool's user can open its data.")


def check_leftovers(data: Path) -> Iterator[Finding]:
    """Copies left by a backup, restore or move that was killed. They hold everything the database does."""
    unfinished = [path for folder in (data, data.parent, data.parent / "backups") for path in find_unfinished(folder)]
    for path in [*find_leftovers(data), *dict.fromkeys(unfinished)]:
        fix = f"The next backup or start deletes it. To delete it now, run: rm -r {path}"
        yield error("leftovers", f"{path} is a copy of the data that a killed backup or restore left behind.", fix)
    for path in sorted(data.glob(f"*/app.db.{MOVED}")):
        words = f"{path} is the database from before the move to PostgreSQL, with everything that was in it."
        yield warning("leftovers", words, f"Keep it for as long as you may go back to it, then run: rm {path}*")


def check_certificate(path: Path | None) -> Iterator[Finding]:
    """How long the web server's certificate is valid."""
    if path is None:
        yield fine("certificate", "Not checked: FAMILY_CONTEXT_CERTIFICATE is not set.")
        return
    try:
        certificate = x509.load_pem_x509_certificates(path.read_bytes())[0]
    except (OSError, ValueError):
        yield error("certificate", f"{path} cannot be read as a certificate.", "Let the tool's user read it.")
        return
    ends, begins, now = certificate.not_valid_after_utc, certificate.not_valid_before_utc, clock.now()
    words = f"The certificate is valid until {ends.astimezone(clock.LONDON):%d/%m/%Y}."
    fix = "Install the council's new certificate and run: systemctl reload nginx"
    if begins > now:
        yield error("certificate", "The certificate is not valid yet. Is the clock right?", fix)
    elif ends < now:
        yield error("certificate", f"The certificate expired on {ends:%d/%m/%Y}: browsers refuse the site.", fix)
    elif (ends - now).days < SOON_DAYS:
        yield (error if (ends - now).days < NOW_DAYS else warning)("certificate", words, fix)
    else:
        yield fine("certificate", words)


def _nearest(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
