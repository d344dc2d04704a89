-- The three roles of Family Context on PostgreSQL 15 or newer, for one council's database. docs/install.md explains them.
-- Run it as a superuser, once before the first start and again after every upgrade:
--   psql -v council=stockport -f deploy/postgresql-roles.sql postgres
-- Set the passwords separately: \password family_context_app and so on.

\set ON_ERROR_STOP on
SELECT format('CREATE ROLE %I LOGIN', role) FROM unnest(ARRAY['family_context_owner', 'family_context_app', 'family_context_load']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
SELECT format('CREATE DATABASE %I OWNER family_context_owner', :'council')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'council') \gexec

-- No role may make others, or become another. Whatever was granted by hand is taken back.
SELECT format('ALTER ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', role)
FROM unnest(ARRAY['family_context_owner', 'family_context_app', 'family_context_load']) AS role \gexec
SELECT format('REVOKE %s FROM %s%s CASCADE', roleid::regrole, member::regrole,
              (SELECT format(' GRANTED BY %I', rolname) FROM pg_roles WHERE oid = grantor)) FROM pg_auth_members
WHERE member::regrole::text IN ('family_context_app', 'family_context_load') \gexec

-- The tool never waits for ever and never takes all connections. A load and an upgrade have no limit.
ALTER ROLE family_context_app CONNECTION LIMIT 60;
ALTER ROLE family_context_app SET statement_timeout = '60s';
ALTER ROLE family_context_app SET idle_in_transaction_session_timeout = '60s';

\connect :council
REVOKE ALL ON DATABASE :council FROM PUBLIC, family_context_app, family_context_load;
GRANT CONNECT ON DATABASE :council TO family_context_app, family_context_load;
REVOKE ALL ON SCHEMA public FROM PUBLIC, family_context_app, family_context_load;
ALTER SCHEMA public OWNER TO family_context_owner;
GRANT USAGE ON SCHEMA public TO family_context_app, family_context_load;

-- The app half: what each role may write, by table and column. A table that is not in the list can only be read.
-- Columns: NULL for all; '-' for all but the number, which the database gives, so that none can be taken in advance.
-- A sequence may be used and never set.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, family_context_app, family_context_load;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, family_context_app, family_context_load;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO family_context_app, family_context_load;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO family_context_app, family_context_load;
SELECT format('GRANT %s %s ON public.%I TO %s', right_to, CASE columns WHEN '-' THEN (
           SELECT format('(%s)', string_agg(quote_ident(attname), ', ')) FROM pg_attribute
           WHERE attrelid = to_regclass('public.' || name) AND attnum > 0 AND NOT attisdropped AND attname <> 'number'
       ) ELSE '(' || columns || ')' END, name, CASE who WHEN 'both' THEN 'family_context_app, family_context_load'
       ELSE 'family_context_' || who END)
FROM (VALUES
    ('both', 'INSERT', 'audit_event', NULL),
    ('both', 'INSERT', 'audit_subject', NULL),
    ('both', 'INSERT', 'audit_person', NULL),
    ('both', 'INSERT', 'audit_flag', NULL),
    ('both', 'INSERT', 'revision', NULL),
    ('both', 'UPDATE', 'revision', 'number'),
    ('both', 'INSERT', 'settings_seen', NULL),
    ('both', 'DELETE', 'settings_seen', NULL),
    ('app', 'INSERT', 'account', NULL),
    ('app', 'UPDATE', 'account', 'display_name, role, password_hash, is_demo'),
    ('load', 'DELETE', 'account', NULL),
    ('app', 'INSERT', 'account_standing', NULL),
    ('app', 'UPDATE', 'account_standing', 'team, must_change_password, last_signed_in_at, disabled_at'),
    ('load', 'DELETE', 'account_standing', NULL),
    ('app', 'INSERT, DELETE', 'account_identity', NULL),
    ('app', 'INSERT', 'worker_session', NULL),
    ('app', 'UPDATE', 'worker_session', 'last_seen_at, ended_at'),
    ('load', 'DELETE', 'worker_session', NULL),
    ('app', 'INSERT', 'session_end', NULL),
    ('load', 'DELETE', 'session_end', NULL),
    ('app', 'INSERT, UPDATE, DELETE', 'kept_place', NULL),
    ('load', 'DELETE', 'kept_place', NULL),
    ('app', 'INSERT', 'sign_in_ticket', NULL),
    ('both', 'DELETE', 'sign_in_ticket', NULL),
    ('app', 'INSERT, UPDATE, DELETE', 'sign_in_failure', NULL),
    ('app', 'INSERT, UPDATE, DELETE', 'address_turn', NULL),
    ('app', 'INSERT, UPDATE, DELETE', 'failed_tries', NULL),
    ('app', 'INSERT, DELETE', 'second_factor', NULL),
    ('app', 'UPDATE', 'second_factor', 'last_step, confirmed_at'),
    ('load', 'DELETE', 'second_factor', NULL),
    ('app', 'INSERT', 'second_step', NULL),
    ('both', 'DELETE', 'second_step', NULL),
    ('app', 'INSERT, DELETE', 'download_ticket', NULL),
    ('app', 'INSERT, UPDATE', 'day_figures', NULL),
    ('app', 'INSERT', 'spot_check', '-'),
    ('app', 'INSERT', 'spot_check_access', NULL),
    ('app', 'UPDATE', 'spot_check_access', 'outcome, note, noted_by, noted_at'),
    ('both', 'INSERT', 'restricted_person', NULL),
    ('app', 'DELETE', 'restricted_person', NULL),
    ('load', 'INSERT', 'unsettled_restriction', NULL),
    ('app', 'UPDATE', 'unsettled_restriction', 'settled_by, settled_at, is_same'),
    ('app', 'DELETE', 'unsettled_restriction', NULL),
    ('both', 'INSERT', 'person_key', NULL),
    ('both', 'INSERT, DELETE', 'person_alias', NULL),
    ('app', 'INSERT', 'match_decision', '-'),
    ('app', 'DELETE', 'match_decision', NULL),
    ('load', 'UPDATE', 'match_decision', 'source_key'),
    ('app', 'INSERT', 'problem_report', '-'),
    ('app', 'UPDATE', 'problem_report', 'settled_by, settled_at, outcome'),
    ('app', 'INSERT, DELETE', 'wrong_record', NULL),
    ('app', 'INSERT', 'feedback', '-'),
    ('app', 'UPDATE', 'feedback', 'status'),
    ('load', 'INSERT, DELETE', 'current_extract', NULL),
    ('load', 'INSERT, DELETE', 'quality_report', NULL),
    ('app', 'INSERT, UPDATE, DELETE', 'research_setup', NULL),
    ('app', 'INSERT, UPDATE, DELETE', 'research_variation', NULL),
    ('app', 'INSERT, UPDATE, DELETE', 'research_reported', NULL),
    ('app', 'INSERT, UPDATE, DELETE', 'research_record', NULL),
    ('app', 'INSERT, UPDATE, DELETE', 'research_task', NULL),
    ('app', 'INSERT, UPDATE, DELETE', 'research_finding', NULL),
    ('app', 'INSERT, UPDATE, DELETE', 'research_note', NULL),
    ('app', 'INSERT, DELETE', 'research_record_session', NULL),
    ('app', 'INSERT, DELETE', 'research_note_change', NULL),
    ('app', 'INSERT, UPDATE, DELETE', 'research_draft', NULL),
    ('app', 'INSERT, DELETE', 'research_other_finding', NULL)
) AS may (who, right_to, name, columns) WHERE to_regclass('public.' || name) IS NOT NULL \gexec

-- What rights alone cannot say the database checks itself, by functions of the owner that the roles can neither change nor
-- call. The owner's own work (upgrade, restore, purge-audit, move-to-postgresql) is not checked.
SET ROLE family_context_owner;

CREATE OR REPLACE FUNCTION public.may_do_anything() RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT pg_has_role(session_user, 'family_context_owner', 'MEMBER') $$;

-- The records that this transaction has added. They are the last ones, because it holds the lock on adding.
SELECT $$
CREATE OR REPLACE FUNCTION public.records_of_transaction() RETURNS SETOF public.audit_event LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $body$
DECLARE one record;
BEGIN
    FOR one IN SELECT xmin AS made_by, seq FROM public.audit_event ORDER BY seq DESC LOOP
        EXIT WHEN one.made_by <> pg_current_xact_id()::xid;
        RETURN QUERY SELECT * FROM public.audit_event WHERE seq = one.seq;
    END LOOP;
END $body$
$$ WHERE to_regclass('public.audit_event') IS NOT NULL \gexec

-- A record is the next one, follows the last, and leaves room for the one after it. Otherwise one row could stop recording
-- for good: at the highest number, or with a hash that another record has followed already.
CREATE OR REPLACE FUNCTION public.check_next_record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE last record;
BEGIN
    IF public.may_do_anything() THEN RETURN NEW; END IF;
    PERFORM pg_advisory_xact_lock(7204105);
    SELECT seq, hash INTO last FROM public.audit_event ORDER BY seq DESC LIMIT 1;
    IF NEW.seq <> coalesce(last.seq, 0) + 1 OR NEW.previous_hash <> coalesce(last.hash, repeat('0', 64))
        OR NEW.hash !~ '^[0-9a-f]{64}$' OR NEW.hash = NEW.previous_hash
        OR EXISTS (SELECT FROM public.audit_event WHERE previous_hash = NEW.hash)
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied: not the next record of the audit';
    END IF;
    RETURN NEW;
END $$;

-- What finds a record is added together with it: for a later number it would stand in the way of that record.
CREATE OR REPLACE FUNCTION public.check_of_record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF public.may_do_anything() OR EXISTS (
        SELECT FROM public.records_of_transaction() AS made LEFT JOIN public.audit_subject AS subject USING (seq)
        WHERE CASE TG_TABLE_NAME WHEN 'audit_person' THEN subject.person_id = to_jsonb(NEW) ->> 'person_id'
              ELSE made.seq = (to_jsonb(NEW) ->> 'seq')::bigint END
    ) THEN RETURN NEW; END IF;
    RAISE insufficient_privilege USING MESSAGE = 'permission denied: not part of a record of this transaction';
END $$;

-- A change is in the audit, in one transaction: with one of these actions (the second argument), by or about the value of
-- a column (the first; '' for any). Checked at the end of the transaction.
CREATE OR REPLACE FUNCTION public.check_is_recorded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE value jsonb;
BEGIN
    IF public.may_do_anything() THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN value := to_jsonb(NEW) -> TG_ARGV[0]; ELSE value := to_jsonb(OLD) -> TG_ARGV[0]; END IF;
    IF EXISTS (
        SELECT FROM public.records_of_transaction() AS made WHERE made.action = ANY (string_to_array(TG_ARGV[1], ' '))
        AND (value IS NULL OR to_jsonb(made.username) = value
             OR jsonb_path_exists(made.record::jsonb -> 'about', '$.* ? (@ == $value)', jsonb_build_object('value', value)))
    ) THEN RETURN NULL; END IF;
    -- Restricting someone again replaces the restriction.
    IF TG_TABLE_NAME = 'restricted_person' AND EXISTS (
        SELECT FROM public.restricted_person WHERE to_jsonb(person_id) = value
    ) THEN RETURN NULL; END IF;
    RAISE insufficient_privilege USING MESSAGE = 'permission denied: the change is not recorded in the audit';
END $$;

-- A session that has ended is not opened again, a code is not used again, and changes are counted one by one: the highest
-- number would be the last.
CREATE OR REPLACE FUNCTION public.check_only_forward() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF public.may_do_anything() THEN RETURN NEW; END IF;
    IF TG_TABLE_NAME = 'worker_session' THEN
        IF OLD.ended_at IS NULL OR NEW.ended_at = OLD.ended_at THEN RETURN NEW; END IF;
    ELSIF TG_TABLE_NAME = 'second_factor' THEN
        IF NEW.last_step >= OLD.last_step THEN RETURN NEW; END IF;
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.only = 1 AND NEW.number = 1 THEN RETURN NEW; END IF;
    ELSIF NEW.number = OLD.number + 1 THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'permission denied: it can only go forward';
END $$;

-- Real data replaces the demonstration's accounts, and nothing else deletes an account or its history.
CREATE OR REPLACE FUNCTION public.check_is_demo() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone jsonb := to_jsonb(OLD);
BEGIN
    IF public.may_do_anything() OR EXISTS (
        SELECT FROM public.account LEFT JOIN public.worker_session USING (username)
        WHERE is_demo AND (username = gone ->> 'username' OR session_id = gone ->> 'session_id')
    ) THEN RETURN OLD; END IF;
    RAISE insufficient_privilege USING MESSAGE = 'permission denied: not an account of the demonstration';
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, family_context_app, family_context_load;

SELECT format('CREATE OR REPLACE TRIGGER %s BEFORE %s ON public.%I FOR EACH ROW EXECUTE FUNCTION public.%s()',
              check_name, event, name, check_name)
FROM (VALUES
    ('check_next_record', 'INSERT', 'audit_event'),
    ('check_of_record', 'INSERT', 'audit_subject'),
    ('check_of_record', 'INSERT', 'audit_person'),
    ('check_of_record', 'INSERT', 'audit_flag'),
    ('check_only_forward', 'UPDATE', 'worker_session'),
    ('check_only_forward', 'UPDATE', 'second_factor'),
    ('check_only_forward', 'INSERT OR UPDATE', 'revision'),
    ('check_is_demo', 'DELETE', 'account'),
    ('check_is_demo', 'DELETE', 'account_standing'),
    ('check_is_demo', 'DELETE', 'worker_session'),
    ('check_is_demo', 'DELETE', 'session_end')
) AS checks (check_name, event, name) WHERE to_regclass('public.' || name) IS NOT NULL \gexec

SELECT format('DROP TRIGGER IF EXISTS %s ON public.%I', 'recorded_' || number, name),
       format('CREATE CONSTRAINT TRIGGER %s AFTER %s ON public.%I DEFERRABLE INITIALLY DEFERRED FOR EACH ROW '
              'EXECUTE FUNCTION public.check_is_recorded(%L, %L)', 'recorded_' || number, event, name, about, actions)
FROM (VALUES
    (1, 'INSERT OR UPDATE OF username, role, is_demo', 'account', 'username', 'saved_account'),
    (2, 'UPDATE OF display_name, password_hash', 'account', 'username', 'saved_account changed_password'),
    (3, 'UPDATE OF disabled_at', 'account_standing', 'username', 'saved_account disabled_account'),
    (4, 'INSERT', 'worker_session', 'username', 'signed_in'),
    (5, 'INSERT', 'restricted_person', '', 'restricted_person'),
    (6, 'DELETE', 'restricted_person', 'person_id', 'unrestricted_person'),
    (7, 'UPDATE', 'unsettled_restriction', '', 'settled_restriction unrestricted_person restricted_person'),
    (8, 'DELETE', 'unsettled_restriction', 'restricted_id', 'settled_restriction unrestricted_person'),
    (9, 'DELETE', 'person_alias', '', 'settled_restriction loaded_extract'),
    (10, 'INSERT', 'match_decision', '', 'accepted_match rejected_match undid_link'),
    (11, 'UPDATE', 'match_decision', '', 'loaded_extract'),
    (12, 'DELETE', 'match_decision', 'person_id', 'withdrew_decision'),
    (13, 'UPDATE', 'problem_report', '', 'settled_report reopened_report withdrew_report'),
    (14, 'DELETE', 'wrong_record', '', 'settled_report reopened_report'),
    (15, 'INSERT OR DELETE', 'current_extract', '', 'loaded_extract'),
    (16, 'INSERT OR DELETE', 'account_identity', 'username', 'saved_account'),
    (17, 'INSERT', 'second_factor', 'username', 'began_second_factor'),
    (18, 'UPDATE OF confirmed_at', 'second_factor', 'username', 'confirmed_second_factor'),
    (19, 'DELETE', 'second_factor', 'username', 'began_second_factor reset_second_factor saved_account loaded_extract')
) AS checks (number, event, name, about, actions) WHERE to_regclass('public.' || name) IS NOT NULL \gexec
RESET ROLE;

-- The extract half: each load makes its own schema, which the app can only read.
GRANT CREATE ON DATABASE :council TO family_context_load;
ALTER DEFAULT PRIVILEGES FOR ROLE family_context_load GRANT USAGE ON SCHEMAS TO family_context_app, family_context_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE family_context_load GRANT SELECT ON TABLES TO family_context_app, family_context_owner;
