"""Write a dump of the app half as one version's own code makes it, with invented data: what its upgrade is tested from.

At each release, in a checkout of it: `python PATH/make_dump.py FOLDER VERSION [POSTGRESQL-URL PG_DUMP]`, twice: once
for SQLite and once with the URL of a server and its pg_dump. Dumps of earlier versions were made by their own.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

KEY = "a key of the tests that signs these dumps"


def main() -> None:
    """Make a council's database and write it as SQL."""
    folder, version, *server = sys.argv[1:]
    sys.path.insert(0, os.getcwd())
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"FAMILY_CONTEXT_DATA": data, "FAMILY_CONTEXT_AUDIT_KEY": KEY}
        if server:
            os.environ["FAMILY_CONTEXT_DATABASE_URL"] = server[0]
        _use(Path(data))
        out = Path(folder) / f"{version}-{'postgresql' if server else 'sqlite'}.sql"
        out.write_text(_dump_postgres(*server) if server else _dump_sqlite(Path(data)), encoding="utf-8")


def _use(data: Path) -> None:
    """A load, two workers, a search, a person and a service opened, a report, one restricted, one refused."""
    from config.reading import read_council
    from data_access.accounts import accounts, sessions
    from data_access.loading.extracts import load_extract
    from data_access.people import person_page, reports, search, services
    from data_access.people.person_ids import person_id_for
    from data_access.people.restricting import restrictions
    from data_access.values import Grounds, SearchTerms
    from extracts.checks import read_extract
    from tests.small_extract import SmallExtract

    council = read_council(Path("config/councils/stockport.yaml"))
    load_extract(council, read_extract(council, SmallExtract(council).write(data / "in")), loaded_by="council.it")
    workers = (("helen.marks", "Helen Marks", "social_worker"), ("sam.carter", "Sam Carter", "manager"))
    for username, name, role in workers:
        accounts.save_account(council, username=username, display_name=name, role=role, password_hash="$2b$none")
    key = sessions.start_session(council, "helen.marks", address="192.0.2.7")
    helen, grounds = sessions.get_actor(council, key), Grounds("Strategy meeting", "SW-1")
    search.search_people(helen, SearchTerms(family_name="Pierce", first_name="Dominic"), grounds=grounds)
    dominic = person_id_for(council, cms_id="249014", source_id="cms", person_key="dominic")
    person_page.get_person(helen, dominic, grounds=grounds)
    services.get_service(helen, dominic, "police", grounds=grounds)
    reports.report_record(helen, dominic, "police", "0", grounds=grounds)
    restrictions.restrict_person(council, "249020", reason="Relative of staff", by="council.it")
    amelia = person_id_for(council, cms_id="249020", source_id="cms", person_key="amelia")
    try:
        person_page.get_person(helen, amelia, grounds=grounds)
    except Exception as refused:
        print(type(refused).__name__)


def _dump_sqlite(data: Path) -> str:
    connection = sqlite3.connect(data / "stockport" / "app.db")
    try:
        return "\n".join(connection.iterdump()) + "\n"
    finally:
        connection.close()


def _dump_postgres(url: str, pg_dump: str) -> str:
    host = url.partition("host=")[2]
    command = [pg_dump, "-h", host, "-U", "postgres", "--schema=public", "--inserts", "--no-owner", "stockport"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # What is for psql and the session, not for the database; and the schema is there.
    left_out = ("--", "SET ", "SELECT pg_catalog.set_config", "\\", "CREATE SCHEMA", "COMMENT ON SCHEMA")
    return "".join(f"{line}\n" for line in text.splitlines() if line and not line.startswith(left_out))


if __name__ == "__main__":
    main()
