"""Where this installation keeps things: FAMILY_CONTEXT_* environment variables, which keep secrets out of files."""

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config.problems import Problem, SettingsError

ROOT = Path(__file__).resolve().parent.parent
KNOWN = (
    "FAMILY_CONTEXT_MODE",
    "FAMILY_CONTEXT_DATA",
    "FAMILY_CONTEXT_COUNCILS",
    "FAMILY_CONTEXT_DATABASE_URL",
    "FAMILY_CONTEXT_AUDIT_KEY",
    "FAMILY_CONTEXT_BACKUP_KEY",
    "FAMILY_CONTEXT_CERTIFICATE",
    "FAMILY_CONTEXT_SIGN_ON",
    "FAMILY_CONTEXT_SIGN_ON_SECRET",
    "FAMILY_CONTEXT_PASSWORD_ROUNDS",
    "FAMILY_CONTEXT_ANCHORS",
)
EXAMPLES = ROOT / "config" / "councils"
"""The invented councils of the demonstration."""
MODES = ("production", "demonstration")
PASSWORD_ROUNDS = 12
"""bcrypt's rounds: one guess at a password takes a quarter of a second. Each further round doubles that."""


@dataclass(frozen=True)
class Environment:
    """`database_url` is a PostgreSQL server's URL; None means SQLite files in `data`.

    Anything not called a demonstration is production: real people, behind a web server with TLS. It refuses what only
    a demonstration may have (server/start.py), and its cookies go over TLS only.
    `audit_key` is None when the key is kept in the file `audit.key` in `data` (made on first use, readable by its
    owner only); production gives it as a variable, so that no one who can change the database can also sign.
    `backup_key` is the key that backups are encrypted for (data_access/upkeep/encryption.py), None for no encryption.
    `certificate` is the web server's certificate file, read by `manage.py check` only; None where it is on another
    machine. `sign_on` is the settings file of single sign-on (config/sign_on.py), None where people have a password
    here; `sign_on_secret` is the client secret from the identity provider. `password_rounds` is PASSWORD_ROUNDS, or
    fewer for quick tests; production refuses fewer. `anchors` is a file with the audit's anchors as another machine
    kept them, None where none is read.
    """

    is_production: bool
    data: Path
    councils: Path
    database_url: str | None
    audit_key: bytes | None
    backup_key: str | None
    certificate: Path | None
    sign_on: Path | None
    sign_on_secret: str | None
    password_rounds: int
    anchors: Path | None = None


def read_environment() -> Environment:
    """The environment as it is now. Raises SettingsError for an unknown FAMILY_CONTEXT_ variable."""
    ours = {name: os.environ[name] for name in os.environ if name.startswith("FAMILY_CONTEXT_")}
    unknown = sorted(name for name in ours if name not in KNOWN)
    if unknown:
        raise SettingsError([Problem("environment", name, "set", ", ".join(KNOWN)) for name in unknown])
    return _environment(frozenset(ours.items()))


@lru_cache(maxsize=8)
def _environment(ours: frozenset[tuple[str, str]]) -> Environment:
    """Cached, because every read asks for it: the folders are looked up once for the same variables."""
    given = dict(ours).get
    mode, key = given("FAMILY_CONTEXT_MODE"), given("FAMILY_CONTEXT_AUDIT_KEY")
    if mode is not None and mode not in MODES:
        raise SettingsError([Problem("environment", "FAMILY_CONTEXT_MODE", mode, " or ".join(MODES))])
    if key is not None and len(key) < 32:
        raise SettingsError(
            [Problem("environment", "FAMILY_CONTEXT_AUDIT_KEY", f"{len(key)} characters", "32 or more")]
        )
    rounds = given("FAMILY_CONTEXT_PASSWORD_ROUNDS") or str(PASSWORD_ROUNDS)
    if not re.fullmatch(r"[4-9]|1[0-6]", rounds):
        raise SettingsError([Problem("environment", "FAMILY_CONTEXT_PASSWORD_ROUNDS", rounds, "a number from 4 to 16")])
    return Environment(
        is_production=mode != "demonstration",
        data=Path(given("FAMILY_CONTEXT_DATA") or ROOT / "data").resolve(),
        councils=Path(given("FAMILY_CONTEXT_COUNCILS") or EXAMPLES).resolve(),
        database_url=given("FAMILY_CONTEXT_DATABASE_URL") or None,
        audit_key=key.encode() if key else None,
        backup_key=given("FAMILY_CONTEXT_BACKUP_KEY") or None,
        certificate=_path(given("FAMILY_CONTEXT_CERTIFICATE")),
        sign_on=_path(given("FAMILY_CONTEXT_SIGN_ON")),
        sign_on_secret=given("FAMILY_CONTEXT_SIGN_ON_SECRET") or None,
        password_rounds=int(rounds),
        anchors=_path(given("FAMILY_CONTEXT_ANCHORS")),
    )


def _path(given: str | None) -> Path | None:
    return Path(given).resolve() if given else None
