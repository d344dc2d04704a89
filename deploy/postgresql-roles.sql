-- The three roles of Family Context on PostgreSQL 15 or newer, for one council's database. docs/install.md explains them.
-- Run it as a superuser, once before the first start and again after every upgrade:
--   psql -v council=stockport -f deploy/postgresql-roles.sql postgres
-- Set the passwords separately: \password family_context_app and so on.

\set ON_ERROR_STOP on
SELECT format('CREATE ROLE %I LOGIN', role) FROM unnest(ARRAY['family_context_owner', 'family_context_app', 'family_context_load']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
SELECT format('CREATE DATABASE %I OWNER family_context_owner', :'council')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'council') \gexec

-- The tool never waits for ever and never takes all connections. A load and an upgrade have no limit.
ALTER ROLE family_context_app CONNECTION LIMIT 60;
ALTER ROLE family_context_app SET statement_timeout = '60s';
ALTER ROLE family_context_app SET idle_in_transaction_session_timeout = '60s';

\connect :council
REVOKE ALL ON DATABASE :council FROM PUBLIC;
GRANT CONNECT ON DATABASE :council TO family_context_app, family_context_load;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO family_context_owner;
GRANT USAGE ON SCHEMA public TO family_context_app, family_context_load;

-- The app half. Both roles add to the audit, and neither can change or delete from it.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO family_context_app, family_context_load;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO family_context_app, family_context_load;
SELECT format('REVOKE UPDATE, DELETE ON %I FROM family_context_app, family_context_load', name)
FROM unnest(ARRAY['audit_event', 'audit_subject', 'audit_person', 'audit_flag', 'audit_checkpoint', 'alembic_version']) AS name
WHERE to_regclass(name) IS NOT NULL \gexec
SELECT format('REVOKE INSERT ON %I FROM family_context_app, family_context_load', name)
FROM unnest(ARRAY['audit_checkpoint', 'alembic_version']) AS name WHERE to_regclass(name) IS NOT NULL \gexec

-- The extract half: each load makes its own schema, which the app can only read.
GRANT CREATE ON DATABASE :council TO family_context_load;
ALTER DEFAULT PRIVILEGES FOR ROLE family_context_load GRANT USAGE ON SCHEMAS TO family_context_app, family_context_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE family_context_load GRANT SELECT ON TABLES TO family_context_app, family_context_owner;
