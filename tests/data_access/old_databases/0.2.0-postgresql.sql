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
CREATE TABLE public.match_decision (
    number integer NOT NULL,
    source_id text NOT NULL,
    source_key text NOT NULL,
    person_id text NOT NULL,
    decision text NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.match_decision_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.match_decision_number_seq OWNED BY public.match_decision.number;
CREATE TABLE public.person_alias (
    old_id text NOT NULL,
    new_id text NOT NULL
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
CREATE TABLE public.quality_report (
    "extract" integer NOT NULL,
    measured_at timestamp with time zone NOT NULL,
    report text NOT NULL
);
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
CREATE TABLE public.wrong_record (
    number integer NOT NULL,
    note text NOT NULL,
    marked_by text NOT NULL,
    marked_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.match_decision ALTER COLUMN number SET DEFAULT nextval('public.match_decision_number_seq'::regclass);
ALTER TABLE ONLY public.problem_report ALTER COLUMN number SET DEFAULT nextval('public.problem_report_number_seq'::regclass);
INSERT INTO public.account VALUES ('helen.marks', 'Helen Marks', 'social_worker', '$2b$none', false);
INSERT INTO public.account VALUES ('sam.carter', 'Sam Carter', 'manager', '$2b$none', false);
INSERT INTO public.audit_event VALUES (1, '2026-11-24 20:38:39.669253+00', 'council.it', '', 'loaded_extract', NULL, '{"about":{},"action":"loaded_extract","address":"","at":"2026-11-24T20:38:39.669253+00:00","extract":1,"grounds":{},"people":[],"role":"system","seq":1,"service_id":null,"session_id":"","username":"council.it","version":1}', '0000000000000000000000000000000000000000000000000000000000000000', '02277a6b49517547844ba0c50b2afd4d2fa522234fd9ea6b7e5a95b3ca70f248');
INSERT INTO public.audit_event VALUES (2, '2026-11-24 20:38:39.688503+00', 'helen.marks', '05378e39-cbe3-46d4-97b1-9127ad9dc386', 'signed_in', NULL, '{"about":{},"action":"signed_in","address":"192.0.2.7","at":"2026-11-24T20:38:39.688503+00:00","extract":null,"grounds":{},"people":[],"role":"social_worker","seq":2,"service_id":null,"session_id":"05378e39-cbe3-46d4-97b1-9127ad9dc386","username":"helen.marks","version":1}', '02277a6b49517547844ba0c50b2afd4d2fa522234fd9ea6b7e5a95b3ca70f248', 'a7958ee155a541dd98fbebc7866012a67c03cc58f81ffa207f10831914e5411c');
INSERT INTO public.audit_event VALUES (3, '2026-11-24 20:38:39.821069+00', 'helen.marks', '05378e39-cbe3-46d4-97b1-9127ad9dc386', 'searched', NULL, '{"about":{"found":{"case_id_of_another":false,"direct":false,"matches":1,"similar":0,"too_many":null},"terms":{"case_id":"","date_of_birth":null,"family_name":"Pierce","first_name":"Dominic"}},"action":"searched","address":"192.0.2.7","at":"2026-11-24T20:38:39.821069+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[],"role":"social_worker","seq":3,"service_id":null,"session_id":"05378e39-cbe3-46d4-97b1-9127ad9dc386","username":"helen.marks","version":1}', 'a7958ee155a541dd98fbebc7866012a67c03cc58f81ffa207f10831914e5411c', 'b7bf0892e190c7278e58aadf4240a829ce97254327d8685dbe895d75a2a7e007');
INSERT INTO public.audit_event VALUES (4, '2026-11-24 20:38:39.821069+00', 'helen.marks', '05378e39-cbe3-46d4-97b1-9127ad9dc386', 'shown_individuals', NULL, '{"about":{},"action":"shown_individuals","address":"192.0.2.7","at":"2026-11-24T20:38:39.821069+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":4,"service_id":null,"session_id":"05378e39-cbe3-46d4-97b1-9127ad9dc386","username":"helen.marks","version":1}', 'b7bf0892e190c7278e58aadf4240a829ce97254327d8685dbe895d75a2a7e007', '953b1f39ddce08db9cad9f19dfa33dab1b305b65da08abd63d7e9186fc46c17d');
INSERT INTO public.audit_event VALUES (5, '2026-11-24 20:38:39.839458+00', 'helen.marks', '05378e39-cbe3-46d4-97b1-9127ad9dc386', 'viewed_person', NULL, '{"about":{"flags":{"adult_social_care":"no records found","housing":"no records found","police":"records found","school":"not shown at this age"}},"action":"viewed_person","address":"192.0.2.7","at":"2026-11-24T20:38:39.839458+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":5,"service_id":null,"session_id":"05378e39-cbe3-46d4-97b1-9127ad9dc386","username":"helen.marks","version":1}', '953b1f39ddce08db9cad9f19dfa33dab1b305b65da08abd63d7e9186fc46c17d', '2e6c2f60a857aeda3ca5f38d1d3c38b30c171005d56851c3b9224af2b5c21d37');
INSERT INTO public.audit_event VALUES (6, '2026-11-24 20:38:39.846973+00', 'helen.marks', '05378e39-cbe3-46d4-97b1-9127ad9dc386', 'viewed_service', 'police', '{"about":{"answer":"records found"},"action":"viewed_service","address":"192.0.2.7","at":"2026-11-24T20:38:39.846973+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":6,"service_id":"police","session_id":"05378e39-cbe3-46d4-97b1-9127ad9dc386","username":"helen.marks","version":1}', '2e6c2f60a857aeda3ca5f38d1d3c38b30c171005d56851c3b9224af2b5c21d37', 'c7b0b2b1fa952d3b78d5a4e019a1fd24840bc6b12385d1c2af3489ed88180d7e');
INSERT INTO public.audit_event VALUES (7, '2026-11-24 20:38:39.855959+00', 'helen.marks', '05378e39-cbe3-46d4-97b1-9127ad9dc386', 'reported_record', 'police', '{"about":{"record":"0"},"action":"reported_record","address":"192.0.2.7","at":"2026-11-24T20:38:39.855959+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":7,"service_id":"police","session_id":"05378e39-cbe3-46d4-97b1-9127ad9dc386","username":"helen.marks","version":1}', 'c7b0b2b1fa952d3b78d5a4e019a1fd24840bc6b12385d1c2af3489ed88180d7e', '71df2ba9ea5ad186d44ce1729ddf4a5fa8a2dcddc99255e7bbd1ca97e5073700');
INSERT INTO public.audit_event VALUES (8, '2026-11-24 20:38:39.861815+00', 'council.it', '', 'restricted_person', NULL, '{"about":{"person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92","reason":"Relative of staff"},"action":"restricted_person","address":"","at":"2026-11-24T20:38:39.861815+00:00","extract":null,"grounds":{},"people":[],"role":"system","seq":8,"service_id":null,"session_id":"","username":"council.it","version":1}', '71df2ba9ea5ad186d44ce1729ddf4a5fa8a2dcddc99255e7bbd1ca97e5073700', 'f2a53b46c35bb3e803b817c408c1fcd35cfcff4b36a755840aa3246ebd54932b');
INSERT INTO public.audit_event VALUES (9, '2026-11-24 20:38:39.865492+00', 'helen.marks', '05378e39-cbe3-46d4-97b1-9127ad9dc386', 'refused', NULL, '{"about":{"why":"this person is restricted"},"action":"refused","address":"192.0.2.7","at":"2026-11-24T20:38:39.865492+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249020","date_of_birth":"2009-10-24","name":"Amelia Williams","person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92"}],"role":"social_worker","seq":9,"service_id":null,"session_id":"05378e39-cbe3-46d4-97b1-9127ad9dc386","username":"helen.marks","version":1}', 'f2a53b46c35bb3e803b817c408c1fcd35cfcff4b36a755840aa3246ebd54932b', '9a52ad2e302ca747cafec64a212b85bf98a25efa96ab213b4f8ed4ae3e491882');
INSERT INTO public.audit_subject VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 4);
INSERT INTO public.audit_subject VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 5);
INSERT INTO public.audit_subject VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 6);
INSERT INTO public.audit_subject VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 7);
INSERT INTO public.audit_subject VALUES ('b547d465-67a3-55a4-a9d5-a6b9902d3c92', 9);
INSERT INTO public.current_extract VALUES (1, 1, '2026-11-24 20:38:39.662247+00');
INSERT INTO public.problem_report VALUES (1, '299be024-44f9-5fa7-9e38-a363854c23ef', 'police', '0', 'helen.marks', '2026-11-24 20:38:39.853501+00', NULL, NULL, NULL);
INSERT INTO public.quality_report VALUES (1, '2026-11-24 20:38:39.540885+00', '{"council_id":"stockport","council_name":"Stockport Council","cms_name":"LiquidLogic","extract":1,"measured_at":"2026-11-24T20:38:39.540885Z","people":9,"people_not_in_cms":1,"relationships":5,"allocations":2,"notes":[],"sources":[{"source_id":"cms","title":"LiquidLogic","system_name":"Cms system","current_as_of":"2026-11-24T18:38:38.928253Z","arrived":true,"out_of_date":false,"rows":8,"parts":[{"heading":"What it says of the person","counted":"people","shares":[{"key":"person.first_name","label":"First name","having":8,"of":8,"more_is_better":true},{"key":"person.family_name","label":"Family name","having":8,"of":8,"more_is_better":true},{"key":"person.date_of_birth","label":"Date of birth","having":7,"of":8,"more_is_better":true},{"key":"person.address","label":"Address","having":8,"of":8,"more_is_better":true},{"key":"person.postcode","label":"Postcode","having":4,"of":8,"more_is_better":true},{"key":"person.gender","label":"Gender","having":7,"of":8,"more_is_better":true}]}]},{"source_id":"school","title":"School","system_name":"School system","current_as_of":"2026-11-24T18:38:38.928273Z","arrived":true,"out_of_date":false,"rows":1,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":1,"of":1,"more_is_better":true},{"key":"matching.waiting","label":"Waiting for a decision","having":0,"of":1,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":1,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.school_name","label":"School name","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":1,"of":1,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.service_involvement","label":"Service involvement","having":1,"of":1,"more_is_better":true},{"key":"field.service_involvement.Current","label":"Service involvement: Current","having":1,"of":1,"more_is_better":false},{"key":"field.service_involvement.Historic","label":"Service involvement: Historic","having":0,"of":1,"more_is_better":false},{"key":"field.service_involvement.None found","label":"Service involvement: None found","having":0,"of":1,"more_is_better":false},{"key":"field.admission_type","label":"Admission type","having":1,"of":1,"more_is_better":true}]}]},{"source_id":"adult_social_care","title":"Adult Social Care","system_name":"Adult_Social_Care system","current_as_of":"2026-11-24T18:38:38.928282Z","arrived":true,"out_of_date":false,"rows":0,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":0,"of":0,"more_is_better":true},{"key":"matching.waiting","label":"Waiting for a decision","having":0,"of":0,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":0,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.local_authority_organisation","label":"Local authority organisation","having":0,"of":0,"more_is_better":true},{"key":"field.contact_name","label":"Contact name","having":0,"of":0,"more_is_better":true},{"key":"field.contact_role","label":"Contact role","having":0,"of":0,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":0,"of":0,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":0,"of":0,"more_is_better":true},{"key":"field.contact_email","label":"Contact email","having":0,"of":0,"more_is_better":true},{"key":"field.contact_email.whole","label":"Contact email well formed","having":0,"of":0,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.service_involvement","label":"Service involvement","having":0,"of":0,"more_is_better":true},{"key":"field.service_involvement.Current","label":"Service involvement: Current","having":0,"of":0,"more_is_better":false},{"key":"field.service_involvement.Historic","label":"Service involvement: Historic","having":0,"of":0,"more_is_better":false},{"key":"field.service_involvement.None found","label":"Service involvement: None found","having":0,"of":0,"more_is_better":false},{"key":"field.start_date_of_last_involvement","label":"Start date of last involvement","having":0,"of":0,"more_is_better":true},{"key":"field.date_of_most_recent_interaction","label":"Date of most recent interaction","having":0,"of":0,"more_is_better":true}]}]},{"source_id":"housing","title":"Housing","system_name":"Housing system","current_as_of":"2026-11-24T18:38:38.928291Z","arrived":true,"out_of_date":false,"rows":1,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":1,"of":1,"more_is_better":true},{"key":"matching.waiting","label":"Waiting for a decision","having":0,"of":1,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":1,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.housing_association","label":"Housing association","having":1,"of":1,"more_is_better":true},{"key":"field.contact_name","label":"Contact name","having":1,"of":1,"more_is_better":true},{"key":"field.contact_role","label":"Contact role","having":0,"of":1,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":1,"of":1,"more_is_better":true},{"key":"field.contact_email","label":"Contact email","having":0,"of":1,"more_is_better":true},{"key":"field.contact_email.whole","label":"Contact email well formed","having":0,"of":1,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.service_involvement","label":"Service involvement","having":1,"of":1,"more_is_better":true},{"key":"field.service_involvement.Current","label":"Service involvement: Current","having":1,"of":1,"more_is_better":false},{"key":"field.service_involvement.Historic","label":"Service involvement: Historic","having":0,"of":1,"more_is_better":false},{"key":"field.service_involvement.None found","label":"Service involvement: None found","having":0,"of":1,"more_is_better":false},{"key":"field.tenancy_start","label":"Tenancy start","having":1,"of":1,"more_is_better":true},{"key":"field.anti_social_behaviour","label":"Anti-social behaviour","having":0,"of":1,"more_is_better":true},{"key":"field.eviction","label":"Eviction","having":1,"of":1,"more_is_better":true},{"key":"field.notice_seeking_possession","label":"Notice seeking possession","having":0,"of":1,"more_is_better":true},{"key":"field.rent_arrears","label":"Rent arrears","having":1,"of":1,"more_is_better":true}]}]},{"source_id":"police","title":"Police","system_name":"Police system","current_as_of":"2026-11-24T18:38:38.928300Z","arrived":true,"out_of_date":false,"rows":1,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":1,"of":1,"more_is_better":true},{"key":"matching.waiting","label":"Waiting for a decision","having":0,"of":1,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":1,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.police_area","label":"Police area","having":1,"of":1,"more_is_better":true},{"key":"field.contact_name","label":"Contact name","having":0,"of":1,"more_is_better":true},{"key":"field.contact_role","label":"Contact role","having":0,"of":1,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":1,"of":1,"more_is_better":true},{"key":"field.contact_email","label":"Contact email","having":0,"of":1,"more_is_better":true},{"key":"field.contact_email.whole","label":"Contact email well formed","having":0,"of":1,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.safeguarding_offences","label":"Safeguarding offences","having":1,"of":1,"more_is_better":true},{"key":"field.non_safeguarding_offences","label":"Non-safeguarding offences","having":1,"of":1,"more_is_better":true}]},{"heading":"Safeguarding offences (a maximum of 3 will be listed)","counted":"offences","shares":[{"key":"group.offences","label":"Records with details of their offences","having":1,"of":1,"more_is_better":true},{"key":"group.offences.date_of_offence","label":"Date of offence","having":1,"of":1,"more_is_better":true},{"key":"group.offences.type_of_offence","label":"Type of offence","having":1,"of":1,"more_is_better":true},{"key":"group.offences.nature_of_involvement","label":"Nature of involvement","having":1,"of":1,"more_is_better":true}]}]}]}');
INSERT INTO public.restricted_person VALUES ('b547d465-67a3-55a4-a9d5-a6b9902d3c92', 'Relative of staff', 'council.it', '2026-11-24 20:38:39.859117+00');
INSERT INTO public.worker_session VALUES ('05378e39-cbe3-46d4-97b1-9127ad9dc386', '5114f3b26b1b56b41882bedc4390dde97c64425af7921aa63199a5fbfbb51556', 'helen.marks', '192.0.2.7', '2026-11-24 20:38:39.685186+00', '2026-11-24 20:38:39.685186+00', NULL);
SELECT pg_catalog.setval('public.match_decision_number_seq', 1, false);
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
ALTER TABLE ONLY public.match_decision
    ADD CONSTRAINT match_decision_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.person_alias
    ADD CONSTRAINT person_alias_pkey PRIMARY KEY (old_id, new_id);
ALTER TABLE ONLY public.problem_report
    ADD CONSTRAINT problem_report_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.quality_report
    ADD CONSTRAINT quality_report_pkey PRIMARY KEY ("extract");
ALTER TABLE ONLY public.restricted_person
    ADD CONSTRAINT restricted_person_pkey PRIMARY KEY (person_id);
ALTER TABLE ONLY public.worker_session
    ADD CONSTRAINT worker_session_key_hash_key UNIQUE (key_hash);
ALTER TABLE ONLY public.worker_session
    ADD CONSTRAINT worker_session_pkey PRIMARY KEY (session_id);
ALTER TABLE ONLY public.wrong_record
    ADD CONSTRAINT wrong_record_pkey PRIMARY KEY (number);
CREATE INDEX audit_event_by_session ON public.audit_event USING btree (session_id, action);
CREATE INDEX audit_event_by_username ON public.audit_event USING btree (username, seq);
CREATE INDEX match_decision_by_person ON public.match_decision USING btree (person_id);
CREATE INDEX match_decision_by_record ON public.match_decision USING btree (source_id, source_key);
CREATE INDEX person_alias_by_new ON public.person_alias USING btree (new_id);
CREATE INDEX problem_report_by_person ON public.problem_report USING btree (person_id, service_id);
ALTER TABLE ONLY public.audit_subject
    ADD CONSTRAINT audit_subject_seq_fkey FOREIGN KEY (seq) REFERENCES public.audit_event(seq);
ALTER TABLE ONLY public.worker_session
    ADD CONSTRAINT worker_session_username_fkey FOREIGN KEY (username) REFERENCES public.account(username);
ALTER TABLE ONLY public.wrong_record
    ADD CONSTRAINT wrong_record_number_fkey FOREIGN KEY (number) REFERENCES public.problem_report(number);
