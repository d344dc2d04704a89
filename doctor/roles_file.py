"""What deploy/postgresql-roles.sql gives each role in a council's database, read from the file itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from config.environment import ROOT
from data_access.storage.postgres_rights import APP, LOAD, Check, Right, Rights

FILE = "deploy/postgresql-roles.sql"
_WHO = {"app": (APP,), "load": (LOAD,), "both": (APP, LOAD)}
_MAY = re.compile(r"^ +\('(both|app|load)', '([A-Z, ]+)', '(\w+)', (?:NULL|'([^']*)')\)", re.MULTILINE)
_CHECK = re.compile(r"^ +\('(check_\w+)', '([A-Z ]+)', '(\w+)'\)", re.MULTILINE)
_RECORDED = re.compile(r"^ +\((\d+), '([^']+)', '(\w+)', '(\w*)', '([^']+)'\)", re.MULTILINE)
_FUNCTION = re.compile(r"FUNCTION public\.(\w+)\(\) (.*?)AS (\$\w*\$)(.*?)\3", re.DOTALL)


@dataclass(frozen=True)
class Granted:
    """What the file gives: each right, each check and the text of each function, as `Rights` has them."""

    rights: frozenset[Right]
    checks: tuple[Check, ...]
    functions: dict[str, str]


def read_granted(found: Rights) -> Granted:
    """What the file would give in the database that was found, of the tables that are there."""
    script = (ROOT / FILE).read_text(encoding="utf-8")
    rights = {*_of_all(found), *_of_tables(script, found.columns)}
    checks = tuple(check for check in _checks(script) if check.table in found.columns)
    return Granted(frozenset(rights), checks, dict(_functions(script)))


def _of_all(found: Rights) -> Iterator[Right]:
    yield Right(LOAD, "CREATE", f"DATABASE {found.database}")
    for who in (APP, LOAD):
        yield Right(who, "CONNECT", f"DATABASE {found.database}")
        yield Right(who, "USAGE", "SCHEMA public")
        yield from (Right(who, "SELECT", f"TABLE public.{table}") for table in found.columns)
        yield from (Right(who, "USAGE", f"SEQUENCE public.{name}") for name in found.sequences)
    yield Right(APP, "USAGE", f"SCHEMAS MADE LATER BY {LOAD}")
    yield Right(APP, "SELECT", f"TABLES MADE LATER BY {LOAD}")
    for table in found.extract_tables:
        yield Right(APP, "USAGE", f"SCHEMA {table.partition('.')[0]}")
        yield Right(APP, "SELECT", f"TABLE {table}")


def _of_tables(script: str, columns: dict[str, tuple[str, ...]]) -> Iterator[Right]:
    for whose, may, table, only in _MAY.findall(script):
        if table not in columns:
            continue
        without_number = [name for name in columns[table] if name != "number"]
        parts = without_number if only == "-" else only.split(", ")
        for who in _WHO[whose]:
            yield from (Right(who, one, f"TABLE public.{table}", part) for one in may.split(", ") for part in parts)


def _checks(script: str) -> Iterator[Check]:
    """Each trigger, as PostgreSQL itself writes its definition."""
    for name, event, table in _CHECK.findall(script):
        made = f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        yield Check(name, table, made)
    for number, event, table, about, actions in _RECORDED.findall(script):
        made = (
            f"CREATE CONSTRAINT TRIGGER recorded_{number} AFTER {event} ON {table} DEFERRABLE INITIALLY DEFERRED "
            f"FOR EACH ROW EXECUTE FUNCTION check_is_recorded('{about}', '{actions}')"
        )
        yield Check(f"recorded_{number}", table, made)


def _functions(script: str) -> Iterator[tuple[str, str]]:
    for name, options, _, text in _FUNCTION.findall(script):
        definer = "SECURITY DEFINER " if "SECURITY DEFINER" in options else ""
        yield name, f"{definer}search_path=pg_catalog, pg_temp {text}"
