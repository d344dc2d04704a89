"""Whether PostgreSQL gives the tool's roles what deploy/postgresql-roles.sql says, no more and no less."""

from collections.abc import Iterable, Iterator
from itertools import groupby, takewhile

from config.council import Council
from data_access.storage.postgres_rights import APP, EVERYONE, OWNER, Right, Rights, read_rights
from doctor import Finding, error, fine
from doctor.roles_file import FILE, Granted, read_granted

Fault = tuple[str, str]
"""What is wrong, and how to fix it."""
AS_SUPERUSER = "As the server's superuser, in this database:"
VERBS = {
    "SELECT": "read", "INSERT": "add to", "UPDATE": "change", "DELETE": "delete from", "TRUNCATE": "empty",
    "REFERENCES": "refer to", "TRIGGER": "put checks on", "MAINTAIN": "rebuild", "EXECUTE": "run", "USAGE": "use",
    "CREATE": "create in", "CONNECT": "connect to", "TEMPORARY": "make temporary tables in", "SET": "set",
    "ALTER SYSTEM": "set for the whole server", "MEMBER": "act as", "OWNER": "do anything with, because it has",
    "ALL": "use", "SUPERUSER": "do anything on the server", "CREATEDB": "create databases",
    "CREATEROLE": "create and change roles", "REPLICATION": "copy the whole server",
    "BYPASSRLS": "pass over row security",
}  # fmt: skip


def check_rights(council: Council) -> Iterator[Finding]:
    """A finding for each difference; one that all is well if there is none, and nothing on SQLite.

    Raises Unavailable.
    """
    found = read_rights(council)
    if found is None:
        return
    faults = list(_faults(found))
    for words, fix in faults:
        yield error("rights", f"{council.name}: {words}", fix)
    if not faults:
        yield fine("rights", f"{council.name}: the database gives the tool's roles what {FILE} says, and no more.")


def _faults(found: Rights) -> Iterator[Fault]:
    if found.connected_as != APP:
        words = (
            f"the tool is connected as {found.connected_as}, so the database does not hold it to the rights of {APP}."
        )
        yield words, f"Name {APP} in FAMILY_CONTEXT_DATABASE_URL, in /etc/family-context/secrets.env."
    if missing := {OWNER, APP} - found.roles:
        yield f"the server has no role {' and no role '.join(sorted(missing))}.", _run_again(found)
        return
    granted = read_granted(found)
    for look in (_more, _less, _checks, _functions):
        yield from look(found, granted)


def _more(found: Rights, granted: Granted) -> Iterator[Fault]:
    whole = {(one.who, one.may, one.on) for one in granted.rights if not one.column}
    more = [one for one in found.rights - granted.rights if (one.who, one.may, one.on) not in whole]
    for of_one in _by_subject(more):
        undo = "; ".join(dict.fromkeys(_undo(one, granted) for one in of_one))
        yield f"{_words(of_one)}. {FILE} does not allow that.", f"{AS_SUPERUSER} {undo};"
    for owner, what in found.foreign:
        words = f"{_named(what)} belongs to {owner}, who may change it."
        yield words, f"{AS_SUPERUSER} ALTER {what} OWNER TO {OWNER};"


def _undo(right: Right, granted: Granted) -> str:
    """The statement that takes a right away. With one on a whole table PostgreSQL takes those on its columns too, so
    those that the file gives are given again."""
    again = sorted(
        one.column
        for one in granted.rights
        if one.column and (one.who, one.may, one.on) == (right.who, right.may, right.on)
    )
    if right.column or not again:
        return right.undo
    return f"{right.undo}; GRANT {right.may} ({', '.join(again)}) ON {right.on} TO {right.who}"


def _less(found: Rights, granted: Granted) -> Iterator[Fault]:
    whole = {(one.who, one.may, one.on) for one in found.rights if not one.column}
    less = [
        one
        for one in granted.rights - found.rights
        if one.who in found.roles and (one.who, one.may, one.on) not in whole
    ]
    for of_one in _by_subject(less):
        yield f"{_words(of_one, may='may not')}, which {FILE} allows.", _run_again(found)


def _checks(found: Rights, granted: Granted) -> Iterator[Fault]:
    there = {(one.name, one.table): one for one in found.checks}
    wanted = {(one.name, one.table): one for one in granted.checks}
    for key, check in wanted.items():
        name, table = key
        one = there.get(key)
        about = f"the check {name} of {table}"
        if one is None or one.definition != check.definition:
            yield f"{about} {'is missing' if one is None else f'is not the one in {FILE}'}.", _run_again(found)
        elif not one.is_on:
            fix = f"{AS_SUPERUSER} ALTER TABLE public.{table} ENABLE TRIGGER {name};"
            yield f"{about} is switched off.", fix
    for name, table in there.keys() - wanted.keys():
        words = f"{table} has a trigger {name} that is not in {FILE}."
        yield words, f"{AS_SUPERUSER} DROP TRIGGER {name} ON public.{table};"
    for name, table in found.rules:
        words = f"{table} has a rule {name}, which changes what statements do."
        yield words, f"{AS_SUPERUSER} DROP RULE {name} ON public.{table};"


def _functions(found: Rights, granted: Granted) -> Iterator[Fault]:
    for name, text in granted.functions.items():
        if found.functions.get(name) != text:
            what = "is not the one" if name in found.functions else "is missing: it is"
            yield f"the function {name} {what} in {FILE}.", _run_again(found)


def _by_subject(rights: Iterable[Right]) -> Iterator[list[Right]]:
    """The rights of one role on one thing, together."""

    def subject(one: Right) -> tuple[str, str]:
        return one.who, one.on

    for _, together in groupby(sorted(rights, key=lambda one: (*subject(one), one.may, one.column)), subject):
        yield list(together)


def _words(rights: list[Right], *, may: str = "may") -> str:
    """For example "family_context_app may add to and change (role) the table account"."""
    who = "every role" if rights[0].who == EVERYONE else rights[0].who
    columns: dict[str, list[str]] = {}
    for one in rights:
        columns.setdefault(_verb(one.may), []).extend([one.column] if one.column else [])
    verbs = [f"{verb} ({', '.join(names)})" if names else verb for verb, names in columns.items()]
    return f"{who} {may} {' and '.join(verbs)} {_named(rights[0].on)}".rstrip()


def _verb(may: str) -> str:
    setting, _, value = may.partition("=")
    if value:
        return f"work with {setting} set to {value}"
    right = may.removeprefix("GRANT OPTION FOR ")
    return VERBS[right] if right == may else f"let others {VERBS[right]}"


def _named(on: str) -> str:
    """For example "the table account", of "TABLE public.account"."""
    kind = " ".join(takewhile(str.isupper, on.split()))
    return f"the {kind.lower()} {on[len(kind) + 1 :].removeprefix('public.')}" if on else ""


def _run_again(found: Rights) -> str:
    return (
        "Run the roles' file again, as the server's superuser: "
        f"psql -v council={found.database} -f /opt/family-context/current/{FILE} postgres"
    )
