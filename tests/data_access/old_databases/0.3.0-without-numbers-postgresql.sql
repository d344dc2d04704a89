CREATE TABLE public.account (
    username text NOT NULL,
    display_name text NOT NULL,
    role text NOT NULL,
    password_hash text NOT NULL,
    is_demo boolean NOT NULL
);
CREATE TABLE public.account_standing (
    username text NOT NULL,
    team text NOT NULL,
    must_change_password boolean NOT NULL,
    added_at timestamp with time zone NOT NULL,
    last_signed_in_at timestamp with time zone,
    disabled_at timestamp with time zone
);
CREATE TABLE public.address_turn (
    address text NOT NULL,
    failures integer NOT NULL,
    last_at timestamp with time zone NOT NULL,
    next_turn_at timestamp with time zone NOT NULL
);
CREATE TABLE public.audit_checkpoint (
    "only" integer NOT NULL,
    last_seq integer NOT NULL,
    last_hash text NOT NULL,
    text text NOT NULL,
    signature text NOT NULL
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
CREATE TABLE public.audit_flag (
    flag text NOT NULL,
    seq integer NOT NULL,
    at timestamp with time zone NOT NULL,
    username text NOT NULL
);
CREATE TABLE public.audit_person (
    person_id text NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    cms_id text,
    date_of_birth date
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
CREATE TABLE public.download_ticket (
    ticket_hash text NOT NULL,
    session_id text NOT NULL,
    what text NOT NULL,
    made_at timestamp with time zone NOT NULL
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
CREATE TABLE public.session_end (
    session_id text NOT NULL,
    why text NOT NULL
);
CREATE TABLE public.settings_seen (
    "only" integer NOT NULL,
    digests text NOT NULL,
    seen_at timestamp with time zone NOT NULL
);
CREATE TABLE public.sign_in_failure (
    name_key text NOT NULL,
    tries integer NOT NULL,
    last_at timestamp with time zone NOT NULL,
    locked_until timestamp with time zone
);
CREATE TABLE public.sign_in_ticket (
    ticket_hash text NOT NULL,
    username text NOT NULL,
    browser_hash text NOT NULL,
    address text NOT NULL,
    made_at timestamp with time zone NOT NULL
);
CREATE TABLE public.spot_check (
    number integer NOT NULL,
    drawn_by text NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL
);
CREATE TABLE public.spot_check_access (
    number integer NOT NULL,
    seq integer NOT NULL,
    outcome text,
    note text,
    noted_by text,
    noted_at timestamp with time zone
);
CREATE SEQUENCE public.spot_check_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.spot_check_number_seq OWNED BY public.spot_check.number;
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
ALTER TABLE ONLY public.spot_check ALTER COLUMN number SET DEFAULT nextval('public.spot_check_number_seq'::regclass);
INSERT INTO public.account VALUES ('helen.marks', 'Helen Marks', 'social_worker', '$2b$none', false);
INSERT INTO public.account VALUES ('sam.carter', 'Sam Carter', 'manager', '$2b$none', false);
INSERT INTO public.account_standing VALUES ('sam.carter', '', false, '2026-11-24 20:38:52.250953+00', NULL, NULL);
INSERT INTO public.account_standing VALUES ('helen.marks', '', false, '2026-11-24 20:38:52.244749+00', '2026-11-24 20:38:52.253082+00', NULL);
INSERT INTO public.audit_event VALUES (1, '2026-11-24 20:38:52.225078+00', 'council.it', '', 'loaded_extract', NULL, '{"about":{},"grounds":{},"extract":1,"role":"system","address":"","people":[],"flags":[],"seq":1,"at":"2026-11-24T20:38:52.225078+00:00","username":"council.it","session_id":"","action":"loaded_extract","service_id":null,"version":2}', '0000000000000000000000000000000000000000000000000000000000000000', '3b3aa6ca45242ad7a7133cd69bd3eddce2681b448a77e0a2e6e3dd9d2c1b6252');
INSERT INTO public.audit_event VALUES (2, '2026-11-24 20:38:52.25875+00', 'helen.marks', '4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3', 'signed_in', NULL, '{"about":{},"grounds":{},"extract":null,"role":"social_worker","address":"192.0.2.7","people":[],"flags":[],"seq":2,"at":"2026-11-24T20:38:52.258750+00:00","username":"helen.marks","session_id":"4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3","action":"signed_in","service_id":null,"version":2}', '3b3aa6ca45242ad7a7133cd69bd3eddce2681b448a77e0a2e6e3dd9d2c1b6252', '56978e7741fb01110336470905072f18929064d6f52c25447d1d2c1682ac80e1');
INSERT INTO public.audit_event VALUES (3, '2026-11-24 20:38:52.358247+00', 'helen.marks', '4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3', 'searched', NULL, '{"about":{"terms":{"first_name":"Dominic","family_name":"Pierce","date_of_birth":null,"case_id":""},"found":{"matches":1,"similar":0,"too_many":null,"direct":false,"case_id_of_another":false}},"grounds":{"reason":"Strategy meeting","case_reference":"SW-1","child_id":null,"cover":null},"extract":1,"role":"social_worker","address":"192.0.2.7","people":[],"flags":[],"seq":3,"at":"2026-11-24T20:38:52.358247+00:00","username":"helen.marks","session_id":"4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3","action":"searched","service_id":null,"version":2}', '56978e7741fb01110336470905072f18929064d6f52c25447d1d2c1682ac80e1', '155df9df9f7dc2aae6ab4531bcfced38d2baf7f11c7cb60adbc5bc276edf58f6');
INSERT INTO public.audit_event VALUES (4, '2026-11-24 20:38:52.358247+00', 'helen.marks', '4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3', 'shown_individuals', NULL, '{"about":{},"grounds":{"reason":"Strategy meeting","case_reference":"SW-1","child_id":null,"cover":null},"extract":1,"role":"social_worker","address":"192.0.2.7","people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"flags":[],"seq":4,"at":"2026-11-24T20:38:52.358247+00:00","username":"helen.marks","session_id":"4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3","action":"shown_individuals","service_id":null,"version":2}', '155df9df9f7dc2aae6ab4531bcfced38d2baf7f11c7cb60adbc5bc276edf58f6', '341ce86a53bb2865ac84b39b189b15bdb20dc783d676876a3d1b8497f18e99dc');
INSERT INTO public.audit_event VALUES (5, '2026-11-24 20:38:52.387852+00', 'helen.marks', '4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3', 'viewed_person', NULL, '{"about":{"flags":{"school":"not shown at this age","adult_social_care":"no records found","housing":"no records found","police":"records found"}},"grounds":{"reason":"Strategy meeting","case_reference":"SW-1","child_id":null,"cover":null},"extract":1,"role":"social_worker","address":"192.0.2.7","people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"flags":[],"seq":5,"at":"2026-11-24T20:38:52.387852+00:00","username":"helen.marks","session_id":"4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3","action":"viewed_person","service_id":null,"version":2}', '341ce86a53bb2865ac84b39b189b15bdb20dc783d676876a3d1b8497f18e99dc', '709b4ae91d8231b6a4667b8eaaa2e93a4f2577b86f0168892fbf1bdcc861a95b');
INSERT INTO public.audit_event VALUES (6, '2026-11-24 20:38:52.404429+00', 'helen.marks', '4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3', 'viewed_service', 'police', '{"about":{"answer":"records found"},"grounds":{"reason":"Strategy meeting","case_reference":"SW-1","child_id":null,"cover":null},"extract":1,"role":"social_worker","address":"192.0.2.7","people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"flags":[],"seq":6,"at":"2026-11-24T20:38:52.404429+00:00","username":"helen.marks","session_id":"4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3","action":"viewed_service","service_id":"police","version":2}', '709b4ae91d8231b6a4667b8eaaa2e93a4f2577b86f0168892fbf1bdcc861a95b', '37337bf3ccbd6feb3619654e9a7d5c4f66ee1b5992c23495904ede91599b9346');
INSERT INTO public.audit_event VALUES (7, '2026-11-24 20:38:52.421532+00', 'helen.marks', '4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3', 'reported_record', 'police', '{"about":{"record":"0"},"grounds":{"reason":"Strategy meeting","case_reference":"SW-1","child_id":null,"cover":null},"extract":1,"role":"social_worker","address":"192.0.2.7","people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"flags":[],"seq":7,"at":"2026-11-24T20:38:52.421532+00:00","username":"helen.marks","session_id":"4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3","action":"reported_record","service_id":"police","version":2}', '37337bf3ccbd6feb3619654e9a7d5c4f66ee1b5992c23495904ede91599b9346', '68dcf458d8c8cf788a4a90b5cc527e147032beeb182132291a39f6dba460fa5d');
INSERT INTO public.audit_event VALUES (8, '2026-11-24 20:38:52.432965+00', 'council.it', '', 'restricted_person', NULL, '{"about":{"person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92","reason":"Relative of staff"},"grounds":{},"extract":1,"role":"system","address":"","people":[{"cms_id":"249020","date_of_birth":"2009-10-24","name":"Amelia Williams","person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92"}],"flags":[],"seq":8,"at":"2026-11-24T20:38:52.432965+00:00","username":"council.it","session_id":"","action":"restricted_person","service_id":null,"version":2}', '68dcf458d8c8cf788a4a90b5cc527e147032beeb182132291a39f6dba460fa5d', '1afcf8910d6cd2c8e52167254cda7945af9b690d80ad60a4d821333c830cacba');
INSERT INTO public.audit_event VALUES (9, '2026-11-24 20:38:52.439624+00', 'helen.marks', '4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3', 'refused', NULL, '{"about":{"why":"this person is restricted"},"grounds":{"reason":"Strategy meeting","case_reference":"SW-1","child_id":null,"cover":null},"extract":1,"role":"social_worker","address":"192.0.2.7","people":[{"cms_id":"249020","date_of_birth":"2009-10-24","name":"Amelia Williams","person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92"}],"flags":[],"seq":9,"at":"2026-11-24T20:38:52.439624+00:00","username":"helen.marks","session_id":"4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3","action":"refused","service_id":null,"version":2}', '1afcf8910d6cd2c8e52167254cda7945af9b690d80ad60a4d821333c830cacba', '2f1974387653c13303d54e4987f7b3f46abbb6bcb90f16a0e6230d88edde39ba');
INSERT INTO public.audit_person VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 'Dominic Pierce', 'dominic pierce', '249014', '1990-10-24');
INSERT INTO public.audit_person VALUES ('b547d465-67a3-55a4-a9d5-a6b9902d3c92', 'Amelia Williams', 'amelia williams', '249020', '2009-10-24');
INSERT INTO public.audit_subject VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 4);
INSERT INTO public.audit_subject VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 5);
INSERT INTO public.audit_subject VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 6);
INSERT INTO public.audit_subject VALUES ('299be024-44f9-5fa7-9e38-a363854c23ef', 7);
INSERT INTO public.audit_subject VALUES ('b547d465-67a3-55a4-a9d5-a6b9902d3c92', 8);
INSERT INTO public.audit_subject VALUES ('b547d465-67a3-55a4-a9d5-a6b9902d3c92', 9);
INSERT INTO public.current_extract VALUES (1, 1, '2026-11-24 20:38:52.218783+00');
INSERT INTO public.problem_report VALUES (1, '299be024-44f9-5fa7-9e38-a363854c23ef', 'police', '0', 'helen.marks', '2026-11-24 20:38:52.417368+00', NULL, NULL, NULL);
INSERT INTO public.quality_report VALUES (1, '2026-11-24 20:38:51.956212+00', '{"council_id":"stockport","council_name":"Stockport Council","cms_name":"LiquidLogic","extract":1,"measured_at":"2026-11-24T20:38:51.956212Z","people":9,"people_not_in_cms":1,"relationships":5,"allocations":2,"notes":[],"sources":[{"source_id":"cms","title":"LiquidLogic","system_name":"Cms system","current_as_of":"2026-11-24T18:38:51.225826Z","arrived":true,"out_of_date":false,"rows":8,"parts":[{"heading":"What it says of the person","counted":"people","shares":[{"key":"person.first_name","label":"First name","having":8,"of":8,"more_is_better":true},{"key":"person.family_name","label":"Family name","having":8,"of":8,"more_is_better":true},{"key":"person.date_of_birth","label":"Date of birth","having":7,"of":8,"more_is_better":true},{"key":"person.address","label":"Address","having":8,"of":8,"more_is_better":true},{"key":"person.postcode","label":"Postcode","having":4,"of":8,"more_is_better":true},{"key":"person.gender","label":"Gender","having":7,"of":8,"more_is_better":true}]}]},{"source_id":"school","title":"School","system_name":"School system","current_as_of":"2026-11-24T18:38:51.225839Z","arrived":true,"out_of_date":false,"rows":1,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":1,"of":1,"more_is_better":true},{"key":"matching.marked","label":"Marked as possible matches","having":0,"of":1,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":1,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.school_name","label":"School name","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":1,"of":1,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.service_involvement","label":"Service involvement","having":1,"of":1,"more_is_better":true},{"key":"field.service_involvement.Current","label":"Service involvement: Current","having":1,"of":1,"more_is_better":false},{"key":"field.service_involvement.Historic","label":"Service involvement: Historic","having":0,"of":1,"more_is_better":false},{"key":"field.service_involvement.None found","label":"Service involvement: None found","having":0,"of":1,"more_is_better":false},{"key":"field.admission_type","label":"Admission type","having":1,"of":1,"more_is_better":true}]}]},{"source_id":"adult_social_care","title":"Adult Social Care","system_name":"Adult_Social_Care system","current_as_of":"2026-11-24T18:38:51.225845Z","arrived":true,"out_of_date":false,"rows":0,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":0,"of":0,"more_is_better":true},{"key":"matching.marked","label":"Marked as possible matches","having":0,"of":0,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":0,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.local_authority_organisation","label":"Local authority organisation","having":0,"of":0,"more_is_better":true},{"key":"field.contact_name","label":"Contact name","having":0,"of":0,"more_is_better":true},{"key":"field.contact_role","label":"Contact role","having":0,"of":0,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":0,"of":0,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":0,"of":0,"more_is_better":true},{"key":"field.contact_email","label":"Contact email","having":0,"of":0,"more_is_better":true},{"key":"field.contact_email.whole","label":"Contact email well formed","having":0,"of":0,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.service_involvement","label":"Service involvement","having":0,"of":0,"more_is_better":true},{"key":"field.service_involvement.Current","label":"Service involvement: Current","having":0,"of":0,"more_is_better":false},{"key":"field.service_involvement.Historic","label":"Service involvement: Historic","having":0,"of":0,"more_is_better":false},{"key":"field.service_involvement.None found","label":"Service involvement: None found","having":0,"of":0,"more_is_better":false},{"key":"field.start_date_of_last_involvement","label":"Start date of last involvement","having":0,"of":0,"more_is_better":true},{"key":"field.date_of_most_recent_interaction","label":"Date of most recent interaction","having":0,"of":0,"more_is_better":true}]}]},{"source_id":"housing","title":"Housing","system_name":"Housing system","current_as_of":"2026-11-24T18:38:51.225851Z","arrived":true,"out_of_date":false,"rows":1,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":1,"of":1,"more_is_better":true},{"key":"matching.marked","label":"Marked as possible matches","having":0,"of":1,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":1,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.housing_association","label":"Housing association","having":1,"of":1,"more_is_better":true},{"key":"field.contact_name","label":"Contact name","having":1,"of":1,"more_is_better":true},{"key":"field.contact_role","label":"Contact role","having":0,"of":1,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":1,"of":1,"more_is_better":true},{"key":"field.contact_email","label":"Contact email","having":0,"of":1,"more_is_better":true},{"key":"field.contact_email.whole","label":"Contact email well formed","having":0,"of":1,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.service_involvement","label":"Service involvement","having":1,"of":1,"more_is_better":true},{"key":"field.service_involvement.Current","label":"Service involvement: Current","having":1,"of":1,"more_is_better":false},{"key":"field.service_involvement.Historic","label":"Service involvement: Historic","having":0,"of":1,"more_is_better":false},{"key":"field.service_involvement.None found","label":"Service involvement: None found","having":0,"of":1,"more_is_better":false},{"key":"field.tenancy_start","label":"Tenancy start","having":1,"of":1,"more_is_better":true},{"key":"field.anti_social_behaviour","label":"Anti-social behaviour","having":0,"of":1,"more_is_better":true},{"key":"field.eviction","label":"Eviction","having":1,"of":1,"more_is_better":true},{"key":"field.notice_seeking_possession","label":"Notice seeking possession","having":0,"of":1,"more_is_better":true},{"key":"field.rent_arrears","label":"Rent arrears","having":1,"of":1,"more_is_better":true}]}]},{"source_id":"police","title":"Police","system_name":"Police system","current_as_of":"2026-11-24T18:38:51.225856Z","arrived":true,"out_of_date":false,"rows":1,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":1,"of":1,"more_is_better":true},{"key":"matching.marked","label":"Marked as possible matches","having":0,"of":1,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":1,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.police_area","label":"Police area","having":1,"of":1,"more_is_better":true},{"key":"field.contact_name","label":"Contact name","having":0,"of":1,"more_is_better":true},{"key":"field.contact_role","label":"Contact role","having":0,"of":1,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":1,"of":1,"more_is_better":true},{"key":"field.contact_email","label":"Contact email","having":0,"of":1,"more_is_better":true},{"key":"field.contact_email.whole","label":"Contact email well formed","having":0,"of":1,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.safeguarding_offences","label":"Safeguarding offences","having":1,"of":1,"more_is_better":true},{"key":"field.non_safeguarding_offences","label":"Non-safeguarding offences","having":1,"of":1,"more_is_better":true}]},{"heading":"Safeguarding offences (a maximum of 3 will be listed)","counted":"offences","shares":[{"key":"group.offences","label":"Records with details of their offences","having":1,"of":1,"more_is_better":true},{"key":"group.offences.date_of_offence","label":"Date of offence","having":1,"of":1,"more_is_better":true},{"key":"group.offences.type_of_offence","label":"Type of offence","having":1,"of":1,"more_is_better":true},{"key":"group.offences.nature_of_involvement","label":"Nature of involvement","having":1,"of":1,"more_is_better":true}]}]}]}');
INSERT INTO public.restricted_person VALUES ('b547d465-67a3-55a4-a9d5-a6b9902d3c92', 'Relative of staff', 'council.it', '2026-11-24 20:38:52.426025+00');
INSERT INTO public.worker_session VALUES ('4d2b9c88-3416-4e67-84c5-ebe8d3e1e1b3', '4e5601091aed0129272f13693346236d892284d4a325d5d74090a46e88cbfae5', 'helen.marks', '192.0.2.7', '2026-11-24 20:38:52.253082+00', '2026-11-24 20:38:52.253082+00', NULL);
SELECT pg_catalog.setval('public.match_decision_number_seq', 1, false);
SELECT pg_catalog.setval('public.problem_report_number_seq', 1, true);
SELECT pg_catalog.setval('public.spot_check_number_seq', 1, false);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (username);
ALTER TABLE ONLY public.account_standing
    ADD CONSTRAINT account_standing_pkey PRIMARY KEY (username);
ALTER TABLE ONLY public.address_turn
    ADD CONSTRAINT address_turn_pkey PRIMARY KEY (address);
ALTER TABLE ONLY public.audit_checkpoint
    ADD CONSTRAINT audit_checkpoint_pkey PRIMARY KEY ("only");
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_previous_hash_key UNIQUE (previous_hash);
ALTER TABLE ONLY public.audit_flag
    ADD CONSTRAINT audit_flag_pkey PRIMARY KEY (flag, seq);
ALTER TABLE ONLY public.audit_person
    ADD CONSTRAINT audit_person_pkey PRIMARY KEY (person_id, name);
ALTER TABLE ONLY public.audit_subject
    ADD CONSTRAINT audit_subject_pkey PRIMARY KEY (person_id, seq);
ALTER TABLE ONLY public.current_extract
    ADD CONSTRAINT current_extract_pkey PRIMARY KEY ("only");
ALTER TABLE ONLY public.download_ticket
    ADD CONSTRAINT download_ticket_pkey PRIMARY KEY (ticket_hash);
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
ALTER TABLE ONLY public.session_end
    ADD CONSTRAINT session_end_pkey PRIMARY KEY (session_id);
ALTER TABLE ONLY public.settings_seen
    ADD CONSTRAINT settings_seen_pkey PRIMARY KEY ("only");
ALTER TABLE ONLY public.sign_in_failure
    ADD CONSTRAINT sign_in_failure_pkey PRIMARY KEY (name_key);
ALTER TABLE ONLY public.sign_in_ticket
    ADD CONSTRAINT sign_in_ticket_pkey PRIMARY KEY (ticket_hash);
ALTER TABLE ONLY public.spot_check_access
    ADD CONSTRAINT spot_check_access_pkey PRIMARY KEY (number, seq);
ALTER TABLE ONLY public.spot_check
    ADD CONSTRAINT spot_check_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.worker_session
    ADD CONSTRAINT worker_session_key_hash_key UNIQUE (key_hash);
ALTER TABLE ONLY public.worker_session
    ADD CONSTRAINT worker_session_pkey PRIMARY KEY (session_id);
ALTER TABLE ONLY public.wrong_record
    ADD CONSTRAINT wrong_record_pkey PRIMARY KEY (number);
CREATE INDEX audit_event_by_action ON public.audit_event USING btree (action, at, seq);
CREATE INDEX audit_event_by_session ON public.audit_event USING btree (session_id, action);
CREATE INDEX audit_event_by_time ON public.audit_event USING btree (at, seq);
CREATE INDEX audit_event_by_worker ON public.audit_event USING btree (username, at, seq);
CREATE INDEX audit_event_by_worker_and_action ON public.audit_event USING btree (username, action, at, seq);
CREATE INDEX audit_flag_by_seq ON public.audit_flag USING btree (seq);
CREATE INDEX audit_flag_by_time ON public.audit_flag USING btree (flag, at, seq);
CREATE INDEX audit_flag_by_worker ON public.audit_flag USING btree (flag, username, at, seq);
CREATE INDEX audit_person_by_cms_id ON public.audit_person USING btree (cms_id);
CREATE INDEX audit_person_by_name ON public.audit_person USING btree (name_key);
CREATE INDEX audit_subject_by_seq ON public.audit_subject USING btree (seq, person_id);
CREATE INDEX match_decision_by_person ON public.match_decision USING btree (person_id);
CREATE INDEX match_decision_by_record ON public.match_decision USING btree (source_id, source_key);
CREATE INDEX person_alias_by_new ON public.person_alias USING btree (new_id);
CREATE INDEX problem_report_by_person ON public.problem_report USING btree (person_id, service_id);
ALTER TABLE ONLY public.account_standing
    ADD CONSTRAINT account_standing_username_fkey FOREIGN KEY (username) REFERENCES public.account(username);
ALTER TABLE ONLY public.audit_subject
    ADD CONSTRAINT audit_subject_seq_fkey FOREIGN KEY (seq) REFERENCES public.audit_event(seq);
ALTER TABLE ONLY public.session_end
    ADD CONSTRAINT session_end_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.worker_session(session_id);
ALTER TABLE ONLY public.worker_session
    ADD CONSTRAINT worker_session_username_fkey FOREIGN KEY (username) REFERENCES public.account(username);
ALTER TABLE ONLY public.wrong_record
    ADD CONSTRAINT wrong_record_number_fkey FOREIGN KEY (number) REFERENCES public.problem_report(number);
