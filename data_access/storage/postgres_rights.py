"""What PostgreSQL itself lets the tool's roles do in one council's database, from its catalogues.

Any role may read these catalogues, so the doctor sees the rights of all roles while it is connected as the tool's own.
The roles are those of deploy/postgresql-roles.sql.
"""

from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, text

from config.council import Council
from data_access.storage.database import database_of

OWNER, APP, LOAD = "family_context_owner", "family_context_app", "family_context_load"
ROLES = (APP, LOAD)
"""The roles that the tool is used with. The owner's own work may do anything."""
EVERYONE = "PUBLIC"
"""Every role of the server, in PostgreSQL's word."""
RUN_AS, SHADOWING, TRIGGERS_OFF = "role", "search_path", "session_replication_role"
"""Settings of a role with which it is another, finds other tables by the same name, or is not checked by triggers."""


@dataclass(frozen=True)
class Right:
    """`who` may do `may` to `on`: `Right("family_context_app", "UPDATE", "TABLE public.account", "role")`.

    `may` is PostgreSQL's word, or MEMBER, OWNER, the name of a role's attribute (SUPERUSER), or a setting and its
    value. `column` is "" for the whole of it. `undo` is the statement that takes it away.
    """

    who: str
    may: str
    on: str = ""
    column: str = ""
    undo: str = field(default="", compare=False)


@dataclass(frozen=True)
class Check:
    """A trigger of the app half: its name, its table and its definition, without schema. `is_on` is False if it was
    switched off."""

    name: str
    table: str
    definition: str
    is_on: bool = True


@dataclass(frozen=True)
class Rights:
    """What was found. `columns` are those of each table of the app half, `sequences` its sequences, `extract_tables`
    the tables of every extract; `functions` the text of each function of the app half; `foreign` the objects of the app
    half that do not belong to the owner (who has them, kind and name); `rules` (name and table) rewrite statements."""

    database: str
    connected_as: str
    roles: frozenset[str]
    rights: frozenset[Right]
    checks: tuple[Check, ...]
    functions: dict[str, str]
    columns: dict[str, tuple[str, ...]]
    sequences: tuple[str, ...]
    extract_tables: tuple[str, ...]
    foreign: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str], ...]


def read_rights(council: Council) -> Rights | None:
    """Everything that the roles may do; None on SQLite, which has no roles. Raises Unavailable."""
    database = database_of(council)
    if database.is_sqlite:
        return None
    with database.reading_app() as connection:
        found = [Right(*row) for query in _RIGHTS for row in connection.execute(text(query), _NAMES)]
        tables: dict[str, tuple[str, ...]] = {
            row.name: tuple(row.columns) for row in connection.execute(text(_COLUMNS), _NAMES)
        }
        return Rights(
            database=connection.execute(text("SELECT current_database()")).scalar_one(),
            connected_as=connection.execute(text("SELECT session_user")).scalar_one(),
            roles=frozenset(
                connection.scalars(text("SELECT rolname FROM pg_roles WHERE rolname = ANY (:all)"), _NAMES)
            ),
            rights=frozenset(found),
            checks=tuple(Check(*row) for row in _rows(connection, _CHECKS)),
            functions=dict(tuple(row) for row in _rows(connection, _FUNCTIONS)),
            columns=tables,
            sequences=tuple(row.name for row in _rows(connection, _SEQUENCES)),
            extract_tables=tuple(row.name for row in _rows(connection, _EXTRACT_TABLES)),
            foreign=tuple((row.owner, row.what) for row in _rows(connection, _FOREIGN)),
            rules=tuple((row.name, row.table_name) for row in _rows(connection, _RULES)),
        )


def _rows(connection: Connection, query: str) -> list[Row]:
    return list(connection.execute(text(query), _NAMES))


_NAMES = {
    "roles": list(ROLES),
    "all": [OWNER, *ROLES],
    "owner": OWNER,
    "everyone": EVERYONE,
    "extracts": "^extract_[0-9]+$",
    "settings": [RUN_AS, SHADOWING, TRIGGERS_OFF],
}
# Each query gives who, may, on, column and undo.
_ATTRIBUTES = """
SELECT rolname, name, '', '', format('ALTER ROLE %I NO%s', rolname, name)
FROM pg_roles, LATERAL (VALUES ('SUPERUSER', rolsuper), ('CREATEDB', rolcreatedb), ('CREATEROLE', rolcreaterole),
    ('REPLICATION', rolreplication), ('BYPASSRLS', rolbypassrls)) AS attribute (name, is_set)
WHERE is_set AND rolname = ANY (:all)
"""
_MEMBERSHIPS = """
SELECT member::regrole::text, 'MEMBER', 'ROLE ' || roleid::regrole, '', format('REVOKE %s FROM %s%s CASCADE',
    roleid::regrole, member::regrole, (SELECT format(' GRANTED BY %I', rolname) FROM pg_roles WHERE oid = grantor))
FROM pg_auth_members JOIN pg_roles ON pg_roles.oid = member WHERE rolname = ANY (:roles)
"""
_OWNED = """
SELECT rolname, 'OWNER', upper(type) || ' ' || identity, '',
    format('ALTER %s %s OWNER TO %I', upper(type), identity, CAST(:owner AS text))
FROM pg_shdepend JOIN pg_roles ON refobjid = pg_roles.oid AND rolname = ANY (:roles)
        AND refclassid = 'pg_authid'::regclass AND deptype = 'o',
    LATERAL pg_identify_object(classid, objid, objsubid)
    JOIN pg_database ON datname = current_database()
WHERE dbid IN (0, pg_database.oid) AND (classid <> 'pg_database'::regclass OR objid = pg_database.oid)
    AND classid <> 'pg_default_acl'::regclass AND coalesce(schema, '') !~ :extracts
    AND NOT (type = 'schema' AND identity ~ :extracts) AND NOT (type = 'sequence' AND EXISTS (
        SELECT FROM pg_depend WHERE pg_depend.objid = pg_shdepend.objid AND pg_depend.deptype IN ('a', 'i')))
"""
# A right that was given on by someone other than the owner can only be taken away as that role.
_GRANTS = """
WITH thing (kind, name, owner, rights, part, is_system) AS (
    SELECT 'DATABASE', quote_ident(datname), datdba, coalesce(datacl, acldefault('d', datdba)), '', false
    FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT 'SCHEMA', quote_ident(nspname), nspowner, coalesce(nspacl, acldefault('n', nspowner)), '',
        nspname ~ '^pg_|^information_schema$' FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)'
    UNION ALL SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, format('%I.%I', nspname, relname),
        relowner, relacl, '', nspname ~ '^pg_|^information_schema$'
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE relacl IS NOT NULL
    UNION ALL SELECT 'TABLE', format('%I.%I', nspname, relname), relowner, attacl, attname,
        nspname ~ '^pg_|^information_schema$'
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE attacl IS NOT NULL AND NOT attisdropped
    UNION ALL SELECT 'ROUTINE', format('%I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(pg_proc.oid)),
        proowner, CASE nspname WHEN 'public' THEN coalesce(proacl, acldefault('f', proowner)) ELSE proacl END, '',
        nspname ~ '^pg_|^information_schema$'
            OR EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
    UNION ALL SELECT 'PARAMETER', parname, 10, paracl, '', false FROM pg_parameter_acl
), given AS (
    SELECT thing.*, grantee, grantor, coalesce(rolname, :everyone) AS who, CASE WHEN part = '' THEN '' ELSE
        format(' (%I)', part) END AS columns, unnest(CASE WHEN is_grantable THEN
        ARRAY[privilege_type, 'GRANT OPTION FOR ' || privilege_type] ELSE ARRAY[privilege_type] END) AS may
    FROM thing, LATERAL aclexplode(rights) LEFT JOIN pg_roles ON oid = grantee AND rolname = ANY (:roles)
    WHERE grantee <> owner AND (rolname IS NOT NULL OR grantee = 0 AND NOT is_system)
)
SELECT who, may, kind || ' ' || name, part, concat(
    CASE WHEN grantor <> owner AND grantor <> 10 THEN format('SET ROLE %s; ', grantor::regrole) END,
    format('REVOKE %s%s ON %s %s FROM %s CASCADE', may, columns, kind, name, who),
    CASE WHEN grantor <> owner AND grantor <> 10 THEN '; RESET ROLE' END)
FROM given
"""
_DEFAULTS = """
WITH later AS (
    SELECT coalesce(rolname, :everyone) AS who, privilege_type AS may, defaclrole::regrole AS maker,
        CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
        WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind,
        (SELECT format(' IN SCHEMA %I', nspname) FROM pg_namespace WHERE oid = defaclnamespace) AS place
    FROM pg_default_acl, LATERAL aclexplode(defaclacl)
        LEFT JOIN pg_roles ON pg_roles.oid = grantee AND rolname = ANY (:roles)
    WHERE grantee <> defaclrole AND (rolname IS NOT NULL OR grantee = 0)
)
SELECT who, may, concat(kind, ' MADE LATER BY ', maker, place), '',
    format('ALTER DEFAULT PRIVILEGES FOR ROLE %s%s REVOKE %s ON %s FROM %s', maker, place, may, kind, who)
FROM later
"""
_SETTINGS = """
SELECT coalesce(rolname, :everyone), setting,
    CASE WHEN setdatabase = 0 THEN '' ELSE 'DATABASE ' || current_database() END, '',
    CASE WHEN setrole = 0 AND setdatabase <> 0 THEN format('ALTER DATABASE %I RESET %s', current_database(), name)
    ELSE format('ALTER ROLE %s%s RESET %s', CASE WHEN setrole = 0 THEN 'ALL' ELSE quote_ident(rolname) END,
        CASE WHEN setdatabase <> 0 THEN format(' IN DATABASE %I', current_database()) END, name) END
FROM pg_db_role_setting LEFT JOIN pg_roles ON pg_roles.oid = setrole, LATERAL unnest(setconfig) AS setting,
    LATERAL split_part(setting, '=', 1) AS name
WHERE (setrole = 0 OR rolname = ANY (:roles)) AND name = ANY (:settings)
    AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
_OTHER_KINDS = """
SELECT rolname, 'ALL', upper(type) || ' ' || identity, '',
    format('REVOKE ALL ON %s %s FROM %I', replace(upper(type), '-', ' '), identity, rolname)
FROM pg_shdepend JOIN pg_roles ON refobjid = pg_roles.oid AND refclassid = 'pg_authid'::regclass AND deptype = 'a'
        AND rolname = ANY (:roles),
    LATERAL pg_identify_object(classid, objid, objsubid)
WHERE dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
    AND classid NOT IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_namespace'::regclass, 'pg_database'::regclass,
        'pg_default_acl'::regclass, 'pg_parameter_acl'::regclass, 'pg_auth_members'::regclass)
"""
_RIGHTS = (_ATTRIBUTES, _MEMBERSHIPS, _OWNED, _GRANTS, _DEFAULTS, _SETTINGS, _OTHER_KINDS)

_COLUMNS = """
SELECT relname AS name, array_agg(attname::text ORDER BY attnum) AS columns
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
GROUP BY relname
"""
_SEQUENCES = "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'"
_EXTRACT_TABLES = """
SELECT format('%I.%I', nspname, relname) AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname ~ :extracts AND relkind = 'r' ORDER BY 1
"""
_CHECKS = """
SELECT tgname, relname, replace(pg_get_triggerdef(pg_trigger.oid), 'public.', ''), tgenabled IN ('O', 'A')
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
"""
_FUNCTIONS = """
SELECT proname, concat_ws(' ', CASE WHEN prosecdef THEN 'SECURITY DEFINER' END, array_to_string(proconfig, ' '), prosrc)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""
_FOREIGN = """
SELECT owner::regrole::text AS owner, what FROM (
    SELECT relowner AS owner, CASE relkind WHEN 'S' THEN 'SEQUENCE ' WHEN 'v' THEN 'VIEW ' ELSE 'TABLE ' END
        || format('public.%I', relname) AS what, oid
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
    UNION ALL SELECT proowner, format('ROUTINE public.%I(%s)', proname, pg_get_function_identity_arguments(oid)), oid
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT nspowner, 'SCHEMA public', oid FROM pg_namespace WHERE nspname = 'public'
    UNION ALL SELECT datdba, format('DATABASE %I', datname), oid FROM pg_database WHERE datname = current_database()
) AS thing WHERE owner::regrole::text <> ALL (:all)
    AND NOT EXISTS (SELECT FROM pg_depend
        WHERE objid = thing.oid AND (deptype = 'e' OR deptype IN ('a', 'i') AND what ~ '^SEQUENCE'))
"""
_RULES = """
SELECT rulename AS name, relname AS table_name FROM pg_rewrite JOIN pg_class ON pg_class.oid = ev_class
WHERE relnamespace = 'public'::regnamespace AND rulename <> '_RETURN'
"""
