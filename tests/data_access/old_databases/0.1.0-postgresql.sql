CREATE TABLE public.account (
    username text NOT NULL,
    display_name text NOT NULL,
    role text NOT NULL,
    password_hash text NOT NULL,
    is_demo boolean NOT NULL
);
CREATE TABLE public.audit_event (
    seq integer NOT NULL,
    at timestamp with time zone NOT NULL,
    username text NOT NULL,
    session_id text NOT NULL,
    action text NOT NULL,
    service_id text,
    record text NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL
);
CREATE TABLE public.audit_subject (
    person_id text NOT NULL,
    seq integer NOT NULL
);
CREATE TABLE public.current_extract (
    "only" integer NOT NULL,
    number integer NOT NULL,
    switched_at timestamp with time zone NOT NULL
);
CREATE TABLE public.problem_report (
    number integer NOT NULL,
    person_id text NOT NULL,
    service_id text NOT NULL,
    record_id text NOT NULL,
    reported_by text NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    settled_by text,
    settled_at timestamp with time zone,
    outcome text
);
CREATE SEQUENCE public.problem_report_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.problem_report_number_seq OWNED BY public.problem_report.number;
CREATE TABLE public.restricted_person (
    person_id text NOT NULL,
    reason text NOT NULL,
    marked_by text NOT NULL,
    marked_at timestamp with time zone NOT NULL
);
CREATE TABLE public.worker_session (
    session_id text NOT NULL,
    key_hash text NOT NULL,
    username text NOT NULL,
    address text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);
ALTER TABLE ONLY public.problem_report ALTER COLUMN number SET DEFAULT nextval('public.problem_report_number_seq'::regclass);
INSERT INTO public.account VALUES ('helen.marks', 'Helen Marks', 'social_worker', '$2b$none', false);
INSERT INTO public.account VALUES ('sam.carter', 'Sam Carter', 'manager', '$2b$none', false);
INSERT INTO public.audit_event VALUES (1, '2026-11-24 20:38:28.09075+00', 'council.it', '', 'loaded_extract', NULL, '{"about":{},"action":"loaded_extract","address":"","at":"2026-11-24T20:38:28.090750+00:00","extract":1,"grounds":{},"people":[],"role":"system","seq":1,"service_id":null,"session_id":"","username":"council.it","version":1}', '0000000000000000000000000000000000000000000000000000000000000000', '14c5caa9a5a682ee694ac9db1ca951c854cd407c2d3aca9fdf4ab06c80c2f5be');
INSERT INTO public.audit_event VALUES (2, '2026-11-24 20:38:28.101158+00', 'helen.marks', '41ae253d-0ba1-4c27-845f-6ee998f4ed80', 'signed_in', NULL, '{"about":{},"action":"signed_in","address":"192.0.2.7","at":"2026-11-24T20:38:28.101158+00:00","extract":null,"grounds":{},"people":[],"role":"social_worker","seq":2,"service_id":null,"session_id":"41ae253d-0ba1-4c27-845f-6ee998f4ed80","username":"helen.marks","version":1}', '14c5caa9a5a682ee694ac9db1ca951c854cd407c2d3aca9fdf4ab06c80c2f5be', '70a786ec8b4240a621dfc9785113d176cc0d5c1e409d18126862c26197572408');
INSERT INTO public.audit_event VALUES (3, '2026-11-24 20:38:28.133972+00', 'helen.marks', '41ae253d-0ba1-4c27-845f-6ee998f4ed80', 'searched', NULL, '{"about":{"found":{"case_id_of_another":false,"direct":false,"matches":1,"similar":0,"too_many":null},"terms":{"case_id":"","date_of_birth":null,"family_name":"Pierce","first_name":"Dominic"}},"action":"searched","address":"192.0.2.7","at":"2026-11-24T20:38:28.133972+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[],"role":"social_worker","seq":3,"service_id":null,"session_id":"41ae253d-0ba1-4c27-845f-6ee998f4ed80","username":"helen.marks","version":1}', '70a786ec8b4240a621dfc9785113d176cc0d5c1e409d18126862c26197572408', 'b875839f4a6b3e5788ed8e24470504c109edbaae650a4ac4215a817e8fad4f25');
INSERT INTO public.audit_event VALUES (4, '2026-11-24 20:38:28.133972+00', 'helen.marks', '41ae253d-0ba1-4c27-845f-6ee998f4ed80', 'shown_individuals', NULL, '{"about":{},"action":"shown_individuals","address":"192.0.2.7","at":"2026-11-24T20:38:28.133972+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":4,"service_id":null,"session_id":"41ae253d-0ba1-4c27-845f-6ee998f4ed80","username":"helen.marks","version":1}', 'b875839f4a6b3e5788ed8e24470504c109edbaae650a4ac4215a817e8fad4f25', '7f61d00d6655f9a8c99966e4b0fa9881a6c1d5b51fc078b6563ca05e4df50d8f');
INSERT INTO public.audit_event VALUES (5, '2026-11-24 20:38:28.150052+00', 'helen.marks', '41ae253d-0ba1-4c27-845f-6ee998f4ed80', 'viewed_person', NULL, '{"about":{"flags":{"adult_social_care":"no records found","housing":"no records found","police":"records found","school":"not shown at this age"}},"action":"viewed_person","address":"192.0.2.7","at":"2026-11-24T20:38:28.150052+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":5,"service_id":null,"session_id":"41ae253d-0ba1-4c27-845f-6ee998f4ed80","username":"helen.marks","version":1}', '7f61d00d6655f9a8c99966e4b0fa9881a6c1d5b51fc078b6563ca05e4df50d8f', 'f37b443ce04b71a1ca7e8fd5e11845d4665b24b447040f62c774eeef2ea5f390');
INSERT INTO public.audit_event VALUES (6, '2026-11-24 20:38:28.156905+00', 'helen.marks', '41ae253d-0ba1-4c27-845f-6ee998f4ed80', 'viewed_service', 'police', '{"about":{"answer":"records found"},"action":"viewed_service","address":"192.0.2.7","at":"2026-11-24T20:38:28.156905+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":6,"service_id":"police","session_id":"41ae253d-0ba1-4c27-845f-6ee998f4ed80","username":"helen.marks","version":1}', 'f37b443ce04b71a1ca7e8fd5e11845d4665b24b447040f62c774eeef2ea5f390', '395d91900329458a81d135653645eab5ea6bf8d94d5eda2b689203aaf57dc354');
INSERT INTO public.audit_event VALUES (7, '2026-11-24 20:38:28.165028+00', 'helen.marks', '41ae253d-0ba1-4c27-845f-6ee998f4ed80', 'reported_record', 'police', '{"about":{"record":"0"},"action":"reported_record","address":"192.0.2.7","at":"2026-11-24T20:38:28.165028+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":7,"service_id":"police","session_id":"41ae253d-0ba1-4c27-845f-6ee998f4ed80","username":"helen.marks","version":1}', '395d91900329458a81d135653645eab5ea6bf8d94d5eda2b689203aaf57dc354', '519c875fff16a78e1794ff49bdeb320ab9ec52233bfaabe903385d7950b716b3');
INSERT INTO public.audit_event VALUES (8, '2026-11-24 20:38:28.170538+00', 'council.it', '', 'restricted_person', NULL, '{"about":{"person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92","reason":"Relative of staff"},"action":"restricted_person","address":"","at":"2026-11-24T20:38:28.170538+00:00","extract":null,"grounds":{},"people":[],"role":"system","seq":8,"service_id":null,"session_id":"","username":"council.it","version":1}', '519c875fff16a78e1794ff49bdeb320ab9ec52233bfaabe903385d7950b716b3', '72e01aa1ea20144d8e80148ae57d6c17a57bde8e9ebb03d50c245a4cd3886fb3');
INSERT INTO public.audit_event VALUES (9, '2026-11-24 20:38:28.174478+00', 'helen.marks', '41ae253d-0ba1-4c27-845f-6ee998f4ed80', 'refused', NULL, '{"about":{"why":"this person is restricted"},"action":"refused","address":"192.0.2.7","at":"2026-11-24T20:38:28.174478+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249020","date_of_birth":"2009-10-24","name":"Amelia Williams","person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92"}],"role":"social_worker","seq":9,"service_id":null,"session_id":"41ae253d-0ba1-4c27-845f-6ee998f4ed80","username":"helen.marks","version":1}', '72e01aa1ea20144d8e80148ae57d6c17a57bde8e9ebb03d50c245a4cd3886fb3', 'b9e5e4164f1b3356fd5bdc55ed5760d50ab78142046d9a2b09ad464a3476f911');
INSERT INTO public.audit_subject VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 4);
INSERT INTO public.audit_subject VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 5);
INSERT INTO public.audit_subject VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 6);
INSERT INTO public.audit_subject VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 7);
INSERT INTO public.audit_subject VALUES ('b547d465-67a3-55a4-a9d5-a6b9902d3c92', 9);
INSERT INTO public.current_extract VALUES (1, 1, '2026-11-24 20:38:28.087871+00');
INSERT INTO public.problem_report VALUES (1, '299be024-44f9-5fa7-9e38-a363854c23ef', 'police', '0', 'helen.marks', '2026-11-24 20:38:28.162341+00', NULL, NULL, NULL);
INSERT INTO public.restricted_person VALUES ('b547d465-67a3-55a4-a9d5-a6b9902d3c92', 'Relative of staff', 'council.it', '2026-11-24 20:38:28.167956+00');
INSERT INTO public.worker_session VALUES ('41ae253d-0ba1-4c27-845f-6ee998f4ed80', 'd1b81f54a4b8457b2553276d51ff5586d3128e377abd3cd50ec7f3d26ee1fc4d', 'helen.marks', '192.0.2.7', '2026-11-24 20:38:28.097776+00', '2026-11-24 20:38:28.097776+00', NULL);
SELECT pg_catalog.setval('public.problem_report_number_seq', 1, true);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (username);
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_previous_hash_key UNIQUE (previous_hash);
ALTER TABLE ONLY public.audit_subject
    ADD CONSTRAINT audit_subject_pkey PRIMARY KEY (person_id, seq);
ALTER TABLE ONLY public.current_extract
    ADD CONSTRAINT current_extract_pkey PRIMARY KEY ("only");
ALTER TABLE ONLY public.problem_report
    ADD CONSTRAINT problem_report_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.restricted_person
    ADD CONSTRAINT restricted_person_pkey PRIMARY KEY (person_id);
ALTER TABLE ONLY public.worker_session
    ADD CONSTRAINT worker_session_key_hash_key UNIQUE (key_hash);
ALTER TABLE ONLY public.worker_session
    ADD CONSTRAINT worker_session_pkey PRIMARY KEY (session_id);
CREATE INDEX audit_event_by_session ON public.audit_event USING btree (session_id, action);
CREATE INDEX audit_event_by_username ON public.audit_event USING btree (username, seq);
CREATE INDEX problem_report_by_person ON public.problem_report USING btree (person_id, service_id);
ALTER TABLE ONLY public.audit_subject
    ADD CONSTRAINT audit_subject_seq_fkey FOREIGN KEY (seq) REFERENCES public.audit_event(seq);
ALTER TABLE ONLY public.worker_session
    ADD CONSTRAINT worker_session_username_fkey FOREIGN KEY (username) REFERENCES public.account(username);
