BEGIN TRANSACTION;
CREATE TABLE account (
	username TEXT NOT NULL, 
	display_name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	password_hash TEXT NOT NULL, 
	is_demo BOOLEAN NOT NULL, 
	PRIMARY KEY (username)
);
INSERT INTO "account" VALUES('helen.marks','Helen Marks','social_worker','$2b$none',0);
INSERT INTO "account" VALUES('sam.carter','Sam Carter','manager','$2b$none',0);
CREATE TABLE account_standing (
	username TEXT NOT NULL, 
	team TEXT NOT NULL, 
	must_change_password BOOLEAN NOT NULL, 
	added_at DATETIME NOT NULL, 
	last_signed_in_at DATETIME, 
	disabled_at DATETIME, 
	PRIMARY KEY (username), 
	FOREIGN KEY(username) REFERENCES account (username)
);
INSERT INTO "account_standing" VALUES('helen.marks','',0,'2026-11-24 20:38:44.714630','2026-11-24 20:38:44.719420',NULL);
INSERT INTO "account_standing" VALUES('sam.carter','',0,'2026-11-24 20:38:44.718261',NULL,NULL);
CREATE TABLE address_turn (
	address TEXT NOT NULL, 
	failures INTEGER NOT NULL, 
	last_at DATETIME NOT NULL, 
	next_turn_at DATETIME NOT NULL, 
	PRIMARY KEY (address)
);
CREATE TABLE audit_checkpoint (
	only INTEGER NOT NULL, 
	last_seq INTEGER NOT NULL, 
	last_hash TEXT NOT NULL, 
	text TEXT NOT NULL, 
	signature TEXT NOT NULL, 
	PRIMARY KEY (only)
);
CREATE TABLE audit_event (
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	username TEXT NOT NULL, 
	session_id TEXT NOT NULL, 
	action TEXT NOT NULL, 
	service_id TEXT, 
	record TEXT NOT NULL, 
	previous_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (previous_hash)
);
INSERT INTO "audit_event" VALUES(1,'2026-11-24 20:38:44.703151','council.it','','loaded_extract',NULL,'{"about":{},"grounds":{},"extract":1,"role":"system","address":"","people":[],"flags":[],"seq":1,"at":"2026-11-24T20:38:44.703151+00:00","username":"council.it","session_id":"","action":"loaded_extract","service_id":null,"version":2}','0000000000000000000000000000000000000000000000000000000000000000','5546e2ff537dadcc6dc14ba3bbb819b9a94fa0ea740a5bd9d97542b31865202b');
INSERT INTO "audit_event" VALUES(2,'2026-11-24 20:38:44.721608','helen.marks','c259db5f-3c30-48ab-a4d8-2d8ab3c5b846','signed_in',NULL,'{"about":{},"grounds":{},"extract":null,"role":"social_worker","address":"192.0.2.7","people":[],"flags":[],"seq":2,"at":"2026-11-24T20:38:44.721608+00:00","username":"helen.marks","session_id":"c259db5f-3c30-48ab-a4d8-2d8ab3c5b846","action":"signed_in","service_id":null,"version":2}','5546e2ff537dadcc6dc14ba3bbb819b9a94fa0ea740a5bd9d97542b31865202b','e81fffa3f369e59ff0d65f11621f67dd14e493d856557e7636706e62149731dc');
INSERT INTO "audit_event" VALUES(3,'2026-11-24 20:38:44.764397','helen.marks','c259db5f-3c30-48ab-a4d8-2d8ab3c5b846','searched',NULL,'{"about":{"terms":{"first_name":"Dominic","family_name":"Pierce","date_of_birth":null,"case_id":""},"found":{"matches":1,"similar":0,"too_many":null,"direct":false,"case_id_of_another":false}},"grounds":{"reason":"Strategy meeting","case_reference":"SW-1","child_id":null,"cover":null},"extract":1,"role":"social_worker","address":"192.0.2.7","people":[],"flags":[],"seq":3,"at":"2026-11-24T20:38:44.764397+00:00","username":"helen.marks","session_id":"c259db5f-3c30-48ab-a4d8-2d8ab3c5b846","action":"searched","service_id":null,"version":2}','e81fffa3f369e59ff0d65f11621f67dd14e493d856557e7636706e62149731dc','d75d6098e7914d436f9351eb5fe322769e9b38f99db797873b35460103dcec4c');
INSERT INTO "audit_event" VALUES(4,'2026-11-24 20:38:44.764397','helen.marks','c259db5f-3c30-48ab-a4d8-2d8ab3c5b846','shown_individuals',NULL,'{"about":{},"grounds":{"reason":"Strategy meeting","case_reference":"SW-1","child_id":null,"cover":null},"extract":1,"role":"social_worker","address":"192.0.2.7","people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"flags":[],"seq":4,"at":"2026-11-24T20:38:44.764397+00:00","username":"helen.marks","session_id":"c259db5f-3c30-48ab-a4d8-2d8ab3c5b846","action":"shown_individuals","service_id":null,"version":2}','d75d6098e7914d436f9351eb5fe322769e9b38f99db797873b35460103dcec4c','92da8088a5097de955cb64ca3fed1cade9c9ff0c73489e4811fe3d144eee73d8');
INSERT INTO "audit_event" VALUES(5,'2026-11-24 20:38:44.777361','helen.marks','c259db5f-3c30-48ab-a4d8-2d8ab3c5b846','viewed_person',NULL,'{"about":{"flags":{"school":"not shown at this age","adult_social_care":"no records found","housing":"no records found","police":"records found"}},"grounds":{"reason":"Strategy meeting","case_reference":"SW-1","child_id":null,"cover":null},"extract":1,"role":"social_worker","address":"192.0.2.7","people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"flags":[],"seq":5,"at":"2026-11-24T20:38:44.777361+00:00","username":"helen.marks","session_id":"c259db5f-3c30-48ab-a4d8-2d8ab3c5b846","action":"viewed_person","service_id":null,"version":2}','92da8088a5097de955cb64ca3fed1cade9c9ff0c73489e4811fe3d144eee73d8','4af9668688d40436933f6b3db1b0584da2eadd8bd7ebad4847f939e49fefd517');
INSERT INTO "audit_event" VALUES(6,'2026-11-24 20:38:44.783406','helen.marks','c259db5f-3c30-48ab-a4d8-2d8ab3c5b846','viewed_service','police','{"about":{"answer":"records found"},"grounds":{"reason":"Strategy meeting","case_reference":"SW-1","child_id":null,"cover":null},"extract":1,"role":"social_worker","address":"192.0.2.7","people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"flags":[],"seq":6,"at":"2026-11-24T20:38:44.783406+00:00","username":"helen.marks","session_id":"c259db5f-3c30-48ab-a4d8-2d8ab3c5b846","action":"viewed_service","service_id":"police","version":2}','4af9668688d40436933f6b3db1b0584da2eadd8bd7ebad4847f939e49fefd517','8a79c8fcd60f5c26c9ec03629f26e1bd30a19acb48fcddddeadee1b3663b6c75');
INSERT INTO "audit_event" VALUES(7,'2026-11-24 20:38:44.789051','helen.marks','c259db5f-3c30-48ab-a4d8-2d8ab3c5b846','reported_record','police','{"about":{"record":"0"},"grounds":{"reason":"Strategy meeting","case_reference":"SW-1","child_id":null,"cover":null},"extract":1,"role":"social_worker","address":"192.0.2.7","people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"flags":[],"seq":7,"at":"2026-11-24T20:38:44.789051+00:00","username":"helen.marks","session_id":"c259db5f-3c30-48ab-a4d8-2d8ab3c5b846","action":"reported_record","service_id":"police","version":2}','8a79c8fcd60f5c26c9ec03629f26e1bd30a19acb48fcddddeadee1b3663b6c75','81e11701b0ec0f24e7a44c2b85b56afb3f96cb543d40aeab3e4119c94ef3bed4');
INSERT INTO "audit_event" VALUES(8,'2026-11-24 20:38:44.793712','council.it','','restricted_person',NULL,'{"about":{"person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92","reason":"Relative of staff"},"grounds":{},"extract":1,"role":"system","address":"","people":[{"cms_id":"249020","date_of_birth":"2009-10-24","name":"Amelia Williams","person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92"}],"flags":[],"seq":8,"at":"2026-11-24T20:38:44.793712+00:00","username":"council.it","session_id":"","action":"restricted_person","service_id":null,"version":2}','81e11701b0ec0f24e7a44c2b85b56afb3f96cb543d40aeab3e4119c94ef3bed4','ed56a51c037185614548ba1734b888c9da4d3f74fd7b26fc4090eaa337dc9f90');
INSERT INTO "audit_event" VALUES(9,'2026-11-24 20:38:44.796250','helen.marks','c259db5f-3c30-48ab-a4d8-2d8ab3c5b846','refused',NULL,'{"about":{"why":"this person is restricted"},"grounds":{"reason":"Strategy meeting","case_reference":"SW-1","child_id":null,"cover":null},"extract":1,"role":"social_worker","address":"192.0.2.7","people":[{"cms_id":"249020","date_of_birth":"2009-10-24","name":"Amelia Williams","person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92"}],"flags":[],"seq":9,"at":"2026-11-24T20:38:44.796250+00:00","username":"helen.marks","session_id":"c259db5f-3c30-48ab-a4d8-2d8ab3c5b846","action":"refused","service_id":null,"version":2}','ed56a51c037185614548ba1734b888c9da4d3f74fd7b26fc4090eaa337dc9f90','ef5c48370208eeed1862a4939a6f629ef814812e48f5c5abe34d511b2879c371');
CREATE TABLE audit_flag (
	flag TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	username TEXT NOT NULL, 
	PRIMARY KEY (flag, seq)
);
CREATE TABLE audit_person (
	person_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	name_key TEXT NOT NULL, 
	cms_id TEXT, 
	date_of_birth DATE, 
	PRIMARY KEY (person_id, name)
);
INSERT INTO "audit_person" VALUES('299be024-44f9-5fa7-9e38-a363854c23ef','Dominic Pierce','dominic pierce','249014','1990-10-24');
INSERT INTO "audit_person" VALUES('b547d465-67a3-55a4-a9d5-a6b9902d3c92','Amelia Williams','amelia williams','249020','2009-10-24');
CREATE TABLE audit_subject (
	person_id TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	PRIMARY KEY (person_id, seq), 
	FOREIGN KEY(seq) REFERENCES audit_event (seq)
);
INSERT INTO "audit_subject" VALUES('299be024-44f9-5fa7-9e38-a363854c23ef',4);
INSERT INTO "audit_subject" VALUES('299be024-44f9-5fa7-9e38-a363854c23ef',5);
INSERT INTO "audit_subject" VALUES('299be024-44f9-5fa7-9e38-a363854c23ef',6);
INSERT INTO "audit_subject" VALUES('299be024-44f9-5fa7-9e38-a363854c23ef',7);
INSERT INTO "audit_subject" VALUES('b547d465-67a3-55a4-a9d5-a6b9902d3c92',8);
INSERT INTO "audit_subject" VALUES('b547d465-67a3-55a4-a9d5-a6b9902d3c92',9);
CREATE TABLE current_extract (
	only INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	switched_at DATETIME NOT NULL, 
	PRIMARY KEY (only)
);
INSERT INTO "current_extract" VALUES(1,1,'2026-11-24 20:38:44.700814');
CREATE TABLE download_ticket (
	ticket_hash TEXT NOT NULL, 
	session_id TEXT NOT NULL, 
	what TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (ticket_hash)
);
CREATE TABLE match_decision (
	number INTEGER NOT NULL, 
	source_id TEXT NOT NULL, 
	source_key TEXT NOT NULL, 
	person_id TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE person_alias (
	old_id TEXT NOT NULL, 
	new_id TEXT NOT NULL, 
	PRIMARY KEY (old_id, new_id)
);
CREATE TABLE problem_report (
	number INTEGER NOT NULL, 
	person_id TEXT NOT NULL, 
	service_id TEXT NOT NULL, 
	record_id TEXT NOT NULL, 
	reported_by TEXT NOT NULL, 
	reported_at DATETIME NOT NULL, 
	settled_by TEXT, 
	settled_at DATETIME, 
	outcome TEXT, 
	PRIMARY KEY (number)
);
INSERT INTO "problem_report" VALUES(1,'299be024-44f9-5fa7-9e38-a363854c23ef','police','0','helen.marks','2026-11-24 20:38:44.788027',NULL,NULL,NULL);
CREATE TABLE quality_report (
	extract INTEGER NOT NULL, 
	measured_at DATETIME NOT NULL, 
	report TEXT NOT NULL, 
	PRIMARY KEY (extract)
);
INSERT INTO "quality_report" VALUES(1,'2026-11-24 20:38:44.580288','{"council_id":"stockport","council_name":"Stockport Council","cms_name":"LiquidLogic","extract":1,"measured_at":"2026-11-24T20:38:44.580288Z","people":9,"people_not_in_cms":1,"relationships":5,"allocations":2,"notes":[],"sources":[{"source_id":"cms","title":"LiquidLogic","system_name":"Cms system","current_as_of":"2026-11-24T18:38:44.324067Z","arrived":true,"out_of_date":false,"rows":8,"parts":[{"heading":"What it says of the person","counted":"people","shares":[{"key":"person.first_name","label":"First name","having":8,"of":8,"more_is_better":true},{"key":"person.family_name","label":"Family name","having":8,"of":8,"more_is_better":true},{"key":"person.date_of_birth","label":"Date of birth","having":7,"of":8,"more_is_better":true},{"key":"person.address","label":"Address","having":8,"of":8,"more_is_better":true},{"key":"person.postcode","label":"Postcode","having":4,"of":8,"more_is_better":true},{"key":"person.gender","label":"Gender","having":7,"of":8,"more_is_better":true}]}]},{"source_id":"school","title":"School","system_name":"School system","current_as_of":"2026-11-24T18:38:44.324082Z","arrived":true,"out_of_date":false,"rows":1,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":1,"of":1,"more_is_better":true},{"key":"matching.marked","label":"Marked as possible matches","having":0,"of":1,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":1,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.school_name","label":"School name","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":1,"of":1,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.service_involvement","label":"Service involvement","having":1,"of":1,"more_is_better":true},{"key":"field.service_involvement.Current","label":"Service involvement: Current","having":1,"of":1,"more_is_better":false},{"key":"field.service_involvement.Historic","label":"Service involvement: Historic","having":0,"of":1,"more_is_better":false},{"key":"field.service_involvement.None found","label":"Service involvement: None found","having":0,"of":1,"more_is_better":false},{"key":"field.admission_type","label":"Admission type","having":1,"of":1,"more_is_better":true}]}]},{"source_id":"adult_social_care","title":"Adult Social Care","system_name":"Adult_Social_Care system","current_as_of":"2026-11-24T18:38:44.324088Z","arrived":true,"out_of_date":false,"rows":0,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":0,"of":0,"more_is_better":true},{"key":"matching.marked","label":"Marked as possible matches","having":0,"of":0,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":0,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.local_authority_organisation","label":"Local authority organisation","having":0,"of":0,"more_is_better":true},{"key":"field.contact_name","label":"Contact name","having":0,"of":0,"more_is_better":true},{"key":"field.contact_role","label":"Contact role","having":0,"of":0,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":0,"of":0,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":0,"of":0,"more_is_better":true},{"key":"field.contact_email","label":"Contact email","having":0,"of":0,"more_is_better":true},{"key":"field.contact_email.whole","label":"Contact email well formed","having":0,"of":0,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.service_involvement","label":"Service involvement","having":0,"of":0,"more_is_better":true},{"key":"field.service_involvement.Current","label":"Service involvement: Current","having":0,"of":0,"more_is_better":false},{"key":"field.service_involvement.Historic","label":"Service involvement: Historic","having":0,"of":0,"more_is_better":false},{"key":"field.service_involvement.None found","label":"Service involvement: None found","having":0,"of":0,"more_is_better":false},{"key":"field.start_date_of_last_involvement","label":"Start date of last involvement","having":0,"of":0,"more_is_better":true},{"key":"field.date_of_most_recent_interaction","label":"Date of most recent interaction","having":0,"of":0,"more_is_better":true}]}]},{"source_id":"housing","title":"Housing","system_name":"Housing system","current_as_of":"2026-11-24T18:38:44.324094Z","arrived":true,"out_of_date":false,"rows":1,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":1,"of":1,"more_is_better":true},{"key":"matching.marked","label":"Marked as possible matches","having":0,"of":1,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":1,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.housing_association","label":"Housing association","having":1,"of":1,"more_is_better":true},{"key":"field.contact_name","label":"Contact name","having":1,"of":1,"more_is_better":true},{"key":"field.contact_role","label":"Contact role","having":0,"of":1,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":1,"of":1,"more_is_better":true},{"key":"field.contact_email","label":"Contact email","having":0,"of":1,"more_is_better":true},{"key":"field.contact_email.whole","label":"Contact email well formed","having":0,"of":1,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.service_involvement","label":"Service involvement","having":1,"of":1,"more_is_better":true},{"key":"field.service_involvement.Current","label":"Service involvement: Current","having":1,"of":1,"more_is_better":false},{"key":"field.service_involvement.Historic","label":"Service involvement: Historic","having":0,"of":1,"more_is_better":false},{"key":"field.service_involvement.None found","label":"Service involvement: None found","having":0,"of":1,"more_is_better":false},{"key":"field.tenancy_start","label":"Tenancy start","having":1,"of":1,"more_is_better":true},{"key":"field.anti_social_behaviour","label":"Anti-social behaviour","having":0,"of":1,"more_is_better":true},{"key":"field.eviction","label":"Eviction","having":1,"of":1,"more_is_better":true},{"key":"field.notice_seeking_possession","label":"Notice seeking possession","having":0,"of":1,"more_is_better":true},{"key":"field.rent_arrears","label":"Rent arrears","having":1,"of":1,"more_is_better":true}]}]},{"source_id":"police","title":"Police","system_name":"Police system","current_as_of":"2026-11-24T18:38:44.324099Z","arrived":true,"out_of_date":false,"rows":1,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":1,"of":1,"more_is_better":true},{"key":"matching.marked","label":"Marked as possible matches","having":0,"of":1,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":1,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.police_area","label":"Police area","having":1,"of":1,"more_is_better":true},{"key":"field.contact_name","label":"Contact name","having":0,"of":1,"more_is_better":true},{"key":"field.contact_role","label":"Contact role","having":0,"of":1,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":1,"of":1,"more_is_better":true},{"key":"field.contact_email","label":"Contact email","having":0,"of":1,"more_is_better":true},{"key":"field.contact_email.whole","label":"Contact email well formed","having":0,"of":1,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.safeguarding_offences","label":"Safeguarding offences","having":1,"of":1,"more_is_better":true},{"key":"field.non_safeguarding_offences","label":"Non-safeguarding offences","having":1,"of":1,"more_is_better":true}]},{"heading":"Safeguarding offences (a maximum of 3 will be listed)","counted":"offences","shares":[{"key":"group.offences","label":"Records with details of their offences","having":1,"of":1,"more_is_better":true},{"key":"group.offences.date_of_offence","label":"Date of offence","having":1,"of":1,"more_is_better":true},{"key":"group.offences.type_of_offence","label":"Type of offence","having":1,"of":1,"more_is_better":true},{"key":"group.offences.nature_of_involvement","label":"Nature of involvement","having":1,"of":1,"more_is_better":true}]}]}]}');
CREATE TABLE restricted_person (
	person_id TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	marked_by TEXT NOT NULL, 
	marked_at DATETIME NOT NULL, 
	PRIMARY KEY (person_id)
);
INSERT INTO "restricted_person" VALUES('b547d465-67a3-55a4-a9d5-a6b9902d3c92','Relative of staff','council.it','2026-11-24 20:38:44.791349');
CREATE TABLE session_end (
	session_id TEXT NOT NULL, 
	why TEXT NOT NULL, 
	PRIMARY KEY (session_id), 
	FOREIGN KEY(session_id) REFERENCES worker_session (session_id)
);
CREATE TABLE settings_seen (
	only INTEGER NOT NULL, 
	digests TEXT NOT NULL, 
	seen_at DATETIME NOT NULL, 
	PRIMARY KEY (only)
);
CREATE TABLE sign_in_failure (
	name_key TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	last_at DATETIME NOT NULL, 
	locked_until DATETIME, 
	PRIMARY KEY (name_key)
);
CREATE TABLE sign_in_ticket (
	ticket_hash TEXT NOT NULL, 
	username TEXT NOT NULL, 
	browser_hash TEXT NOT NULL, 
	address TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (ticket_hash)
);
CREATE TABLE spot_check (
	number INTEGER NOT NULL, 
	drawn_by TEXT NOT NULL, 
	drawn_at DATETIME NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE spot_check_access (
	number INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	outcome TEXT, 
	note TEXT, 
	noted_by TEXT, 
	noted_at DATETIME, 
	PRIMARY KEY (number, seq)
);
CREATE TABLE worker_session (
	session_id TEXT NOT NULL, 
	key_hash TEXT NOT NULL, 
	username TEXT NOT NULL, 
	address TEXT NOT NULL, 
	started_at DATETIME NOT NULL, 
	last_seen_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	PRIMARY KEY (session_id), 
	UNIQUE (key_hash), 
	FOREIGN KEY(username) REFERENCES account (username)
);
INSERT INTO "worker_session" VALUES('c259db5f-3c30-48ab-a4d8-2d8ab3c5b846','6a23c5b6aa510a63a286ed9b347e5eac6d8619e920e353062dca9dee21c142d9','helen.marks','192.0.2.7','2026-11-24 20:38:44.719420','2026-11-24 20:38:44.719420',NULL);
CREATE TABLE wrong_record (
	number INTEGER NOT NULL, 
	note TEXT NOT NULL, 
	marked_by TEXT NOT NULL, 
	marked_at DATETIME NOT NULL, 
	PRIMARY KEY (number), 
	FOREIGN KEY(number) REFERENCES problem_report (number)
);
CREATE INDEX audit_event_by_worker ON audit_event (username, at, seq);
CREATE INDEX audit_event_by_action ON audit_event (action, at, seq);
CREATE INDEX audit_event_by_worker_and_action ON audit_event (username, action, at, seq);
CREATE INDEX audit_event_by_time ON audit_event (at, seq);
CREATE INDEX audit_event_by_session ON audit_event (session_id, action);
CREATE INDEX match_decision_by_record ON match_decision (source_id, source_key);
CREATE INDEX match_decision_by_person ON match_decision (person_id);
CREATE INDEX person_alias_by_new ON person_alias (new_id);
CREATE INDEX problem_report_by_person ON problem_report (person_id, service_id);
CREATE INDEX audit_person_by_cms_id ON audit_person (cms_id);
CREATE INDEX audit_person_by_name ON audit_person (name_key);
CREATE INDEX audit_flag_by_time ON audit_flag (flag, at, seq);
CREATE INDEX audit_flag_by_worker ON audit_flag (flag, username, at, seq);
CREATE INDEX audit_flag_by_seq ON audit_flag (seq);
CREATE INDEX audit_subject_by_seq ON audit_subject (seq, person_id);
COMMIT;
