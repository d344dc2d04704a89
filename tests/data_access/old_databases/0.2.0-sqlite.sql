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
INSERT INTO "audit_event" VALUES(1,'2026-11-24 20:38:32.945427','council.it','','loaded_extract',NULL,'{"about":{},"action":"loaded_extract","address":"","at":"2026-11-24T20:38:32.945427+00:00","extract":1,"grounds":{},"people":[],"role":"system","seq":1,"service_id":null,"session_id":"","username":"council.it","version":1}','0000000000000000000000000000000000000000000000000000000000000000','55a77255b2f7f1690d98d62d43e433fb370234815b51f2d9da9b2b9daf8d7a93');
INSERT INTO "audit_event" VALUES(2,'2026-11-24 20:38:32.968980','helen.marks','a76e86c3-ded9-44ff-952a-4453f22b5f22','signed_in',NULL,'{"about":{},"action":"signed_in","address":"192.0.2.7","at":"2026-11-24T20:38:32.968980+00:00","extract":null,"grounds":{},"people":[],"role":"social_worker","seq":2,"service_id":null,"session_id":"a76e86c3-ded9-44ff-952a-4453f22b5f22","username":"helen.marks","version":1}','55a77255b2f7f1690d98d62d43e433fb370234815b51f2d9da9b2b9daf8d7a93','f37b0dedfff0fbe99a3b7654562c2f47c71f73b9745e9401846f8691da3ba4fd');
INSERT INTO "audit_event" VALUES(3,'2026-11-24 20:38:33.087325','helen.marks','a76e86c3-ded9-44ff-952a-4453f22b5f22','searched',NULL,'{"about":{"found":{"case_id_of_another":false,"direct":false,"matches":1,"similar":0,"too_many":null},"terms":{"case_id":"","date_of_birth":null,"family_name":"Pierce","first_name":"Dominic"}},"action":"searched","address":"192.0.2.7","at":"2026-11-24T20:38:33.087325+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[],"role":"social_worker","seq":3,"service_id":null,"session_id":"a76e86c3-ded9-44ff-952a-4453f22b5f22","username":"helen.marks","version":1}','f37b0dedfff0fbe99a3b7654562c2f47c71f73b9745e9401846f8691da3ba4fd','111fc8e1f411c4da124f943050a2c7fca7d37305f45bf96c9000e63a5ac94bb0');
INSERT INTO "audit_event" VALUES(4,'2026-11-24 20:38:33.087325','helen.marks','a76e86c3-ded9-44ff-952a-4453f22b5f22','shown_individuals',NULL,'{"about":{},"action":"shown_individuals","address":"192.0.2.7","at":"2026-11-24T20:38:33.087325+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":4,"service_id":null,"session_id":"a76e86c3-ded9-44ff-952a-4453f22b5f22","username":"helen.marks","version":1}','111fc8e1f411c4da124f943050a2c7fca7d37305f45bf96c9000e63a5ac94bb0','f7f9befb160d6f1bee912a1092dced1fea48f0111905f561169e40ac3ef18d19');
INSERT INTO "audit_event" VALUES(5,'2026-11-24 20:38:33.099335','helen.marks','a76e86c3-ded9-44ff-952a-4453f22b5f22','viewed_person',NULL,'{"about":{"flags":{"adult_social_care":"no records found","housing":"no records found","police":"records found","school":"not shown at this age"}},"action":"viewed_person","address":"192.0.2.7","at":"2026-11-24T20:38:33.099335+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":5,"service_id":null,"session_id":"a76e86c3-ded9-44ff-952a-4453f22b5f22","username":"helen.marks","version":1}','f7f9befb160d6f1bee912a1092dced1fea48f0111905f561169e40ac3ef18d19','ec1424b9b2c32b750d37c7cb9a4c622dc1a8e8563510da1ef6cb965277dff48b');
INSERT INTO "audit_event" VALUES(6,'2026-11-24 20:38:33.103606','helen.marks','a76e86c3-ded9-44ff-952a-4453f22b5f22','viewed_service','police','{"about":{"answer":"records found"},"action":"viewed_service","address":"192.0.2.7","at":"2026-11-24T20:38:33.103606+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":6,"service_id":"police","session_id":"a76e86c3-ded9-44ff-952a-4453f22b5f22","username":"helen.marks","version":1}','ec1424b9b2c32b750d37c7cb9a4c622dc1a8e8563510da1ef6cb965277dff48b','88e25e892538bba58c78b791bbec14a73f2f32a401580bae14e8c6dfca7f7deb');
INSERT INTO "audit_event" VALUES(7,'2026-11-24 20:38:33.109027','helen.marks','a76e86c3-ded9-44ff-952a-4453f22b5f22','reported_record','police','{"about":{"record":"0"},"action":"reported_record","address":"192.0.2.7","at":"2026-11-24T20:38:33.109027+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":7,"service_id":"police","session_id":"a76e86c3-ded9-44ff-952a-4453f22b5f22","username":"helen.marks","version":1}','88e25e892538bba58c78b791bbec14a73f2f32a401580bae14e8c6dfca7f7deb','c21e32645eda39089f03f7bd4871f1fbb1141ce348ca32decde58f542bca99e3');
INSERT INTO "audit_event" VALUES(8,'2026-11-24 20:38:33.112762','council.it','','restricted_person',NULL,'{"about":{"person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92","reason":"Relative of staff"},"action":"restricted_person","address":"","at":"2026-11-24T20:38:33.112762+00:00","extract":null,"grounds":{},"people":[],"role":"system","seq":8,"service_id":null,"session_id":"","username":"council.it","version":1}','c21e32645eda39089f03f7bd4871f1fbb1141ce348ca32decde58f542bca99e3','1094b26f1ea4caf3393afa1ab2abd677234aa1482c8491c0f52b990660432230');
INSERT INTO "audit_event" VALUES(9,'2026-11-24 20:38:33.114914','helen.marks','a76e86c3-ded9-44ff-952a-4453f22b5f22','refused',NULL,'{"about":{"why":"this person is restricted"},"action":"refused","address":"192.0.2.7","at":"2026-11-24T20:38:33.114914+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249020","date_of_birth":"2009-10-24","name":"Amelia Williams","person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92"}],"role":"social_worker","seq":9,"service_id":null,"session_id":"a76e86c3-ded9-44ff-952a-4453f22b5f22","username":"helen.marks","version":1}','1094b26f1ea4caf3393afa1ab2abd677234aa1482c8491c0f52b990660432230','a75fbc4aee11e143ecd589f09bd22b830d659901e40365f7b9e312cb8f2660ff');
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
INSERT INTO "audit_subject" VALUES('b547d465-67a3-55a4-a9d5-a6b9902d3c92',9);
CREATE TABLE current_extract (
	only INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	switched_at DATETIME NOT NULL, 
	PRIMARY KEY (only)
);
INSERT INTO "current_extract" VALUES(1,1,'2026-11-24 20:38:32.942216');
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
INSERT INTO "problem_report" VALUES(1,'299be024-44f9-5fa7-9e38-a363854c23ef','police','0','helen.marks','2026-11-24 20:38:33.107086',NULL,NULL,NULL);
CREATE TABLE quality_report (
	extract INTEGER NOT NULL, 
	measured_at DATETIME NOT NULL, 
	report TEXT NOT NULL, 
	PRIMARY KEY (extract)
);
INSERT INTO "quality_report" VALUES(1,'2026-11-24 20:38:32.883720','{"council_id":"stockport","council_name":"Stockport Council","cms_name":"LiquidLogic","extract":1,"measured_at":"2026-11-24T20:38:32.883720Z","people":9,"people_not_in_cms":1,"relationships":5,"allocations":2,"notes":[],"sources":[{"source_id":"cms","title":"LiquidLogic","system_name":"Cms system","current_as_of":"2026-11-24T18:38:32.571110Z","arrived":true,"out_of_date":false,"rows":8,"parts":[{"heading":"What it says of the person","counted":"people","shares":[{"key":"person.first_name","label":"First name","having":8,"of":8,"more_is_better":true},{"key":"person.family_name","label":"Family name","having":8,"of":8,"more_is_better":true},{"key":"person.date_of_birth","label":"Date of birth","having":7,"of":8,"more_is_better":true},{"key":"person.address","label":"Address","having":8,"of":8,"more_is_better":true},{"key":"person.postcode","label":"Postcode","having":4,"of":8,"more_is_better":true},{"key":"person.gender","label":"Gender","having":7,"of":8,"more_is_better":true}]}]},{"source_id":"school","title":"School","system_name":"School system","current_as_of":"2026-11-24T18:38:32.571130Z","arrived":true,"out_of_date":false,"rows":1,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":1,"of":1,"more_is_better":true},{"key":"matching.waiting","label":"Waiting for a decision","having":0,"of":1,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":1,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.school_name","label":"School name","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":1,"of":1,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.service_involvement","label":"Service involvement","having":1,"of":1,"more_is_better":true},{"key":"field.service_involvement.Current","label":"Service involvement: Current","having":1,"of":1,"more_is_better":false},{"key":"field.service_involvement.Historic","label":"Service involvement: Historic","having":0,"of":1,"more_is_better":false},{"key":"field.service_involvement.None found","label":"Service involvement: None found","having":0,"of":1,"more_is_better":false},{"key":"field.admission_type","label":"Admission type","having":1,"of":1,"more_is_better":true}]}]},{"source_id":"adult_social_care","title":"Adult Social Care","system_name":"Adult_Social_Care system","current_as_of":"2026-11-24T18:38:32.571141Z","arrived":true,"out_of_date":false,"rows":0,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":0,"of":0,"more_is_better":true},{"key":"matching.waiting","label":"Waiting for a decision","having":0,"of":0,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":0,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.local_authority_organisation","label":"Local authority organisation","having":0,"of":0,"more_is_better":true},{"key":"field.contact_name","label":"Contact name","having":0,"of":0,"more_is_better":true},{"key":"field.contact_role","label":"Contact role","having":0,"of":0,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":0,"of":0,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":0,"of":0,"more_is_better":true},{"key":"field.contact_email","label":"Contact email","having":0,"of":0,"more_is_better":true},{"key":"field.contact_email.whole","label":"Contact email well formed","having":0,"of":0,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.service_involvement","label":"Service involvement","having":0,"of":0,"more_is_better":true},{"key":"field.service_involvement.Current","label":"Service involvement: Current","having":0,"of":0,"more_is_better":false},{"key":"field.service_involvement.Historic","label":"Service involvement: Historic","having":0,"of":0,"more_is_better":false},{"key":"field.service_involvement.None found","label":"Service involvement: None found","having":0,"of":0,"more_is_better":false},{"key":"field.start_date_of_last_involvement","label":"Start date of last involvement","having":0,"of":0,"more_is_better":true},{"key":"field.date_of_most_recent_interaction","label":"Date of most recent interaction","having":0,"of":0,"more_is_better":true}]}]},{"source_id":"housing","title":"Housing","system_name":"Housing system","current_as_of":"2026-11-24T18:38:32.571152Z","arrived":true,"out_of_date":false,"rows":1,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":1,"of":1,"more_is_better":true},{"key":"matching.waiting","label":"Waiting for a decision","having":0,"of":1,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":1,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.housing_association","label":"Housing association","having":1,"of":1,"more_is_better":true},{"key":"field.contact_name","label":"Contact name","having":1,"of":1,"more_is_better":true},{"key":"field.contact_role","label":"Contact role","having":0,"of":1,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":1,"of":1,"more_is_better":true},{"key":"field.contact_email","label":"Contact email","having":0,"of":1,"more_is_better":true},{"key":"field.contact_email.whole","label":"Contact email well formed","having":0,"of":1,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.service_involvement","label":"Service involvement","having":1,"of":1,"more_is_better":true},{"key":"field.service_involvement.Current","label":"Service involvement: Current","having":1,"of":1,"more_is_better":false},{"key":"field.service_involvement.Historic","label":"Service involvement: Historic","having":0,"of":1,"more_is_better":false},{"key":"field.service_involvement.None found","label":"Service involvement: None found","having":0,"of":1,"more_is_better":false},{"key":"field.tenancy_start","label":"Tenancy start","having":1,"of":1,"more_is_better":true},{"key":"field.anti_social_behaviour","label":"Anti-social behaviour","having":0,"of":1,"more_is_better":true},{"key":"field.eviction","label":"Eviction","having":1,"of":1,"more_is_better":true},{"key":"field.notice_seeking_possession","label":"Notice seeking possession","having":0,"of":1,"more_is_better":true},{"key":"field.rent_arrears","label":"Rent arrears","having":1,"of":1,"more_is_better":true}]}]},{"source_id":"police","title":"Police","system_name":"Police system","current_as_of":"2026-11-24T18:38:32.571161Z","arrived":true,"out_of_date":false,"rows":1,"parts":[{"heading":"Matching","counted":"records","shares":[{"key":"matching.matched","label":"Matched to a person in LiquidLogic","having":1,"of":1,"more_is_better":true},{"key":"matching.waiting","label":"Waiting for a decision","having":0,"of":1,"more_is_better":false},{"key":"matching.unmatched","label":"Matched to nobody in LiquidLogic: a person of their own","having":0,"of":1,"more_is_better":false}]},{"heading":"Whom to call","counted":"records","shares":[{"key":"field.police_area","label":"Police area","having":1,"of":1,"more_is_better":true},{"key":"field.contact_name","label":"Contact name","having":0,"of":1,"more_is_better":true},{"key":"field.contact_role","label":"Contact role","having":0,"of":1,"more_is_better":true},{"key":"field.contact_number","label":"Contact number","having":1,"of":1,"more_is_better":true},{"key":"field.contact_number.whole","label":"Contact number of 10 or 11 digits","having":1,"of":1,"more_is_better":true},{"key":"field.contact_email","label":"Contact email","having":0,"of":1,"more_is_better":true},{"key":"field.contact_email.whole","label":"Contact email well formed","having":0,"of":1,"more_is_better":true}]},{"heading":"Other details","counted":"records","shares":[{"key":"field.safeguarding_offences","label":"Safeguarding offences","having":1,"of":1,"more_is_better":true},{"key":"field.non_safeguarding_offences","label":"Non-safeguarding offences","having":1,"of":1,"more_is_better":true}]},{"heading":"Safeguarding offences (a maximum of 3 will be listed)","counted":"offences","shares":[{"key":"group.offences","label":"Records with details of their offences","having":1,"of":1,"more_is_better":true},{"key":"group.offences.date_of_offence","label":"Date of offence","having":1,"of":1,"more_is_better":true},{"key":"group.offences.type_of_offence","label":"Type of offence","having":1,"of":1,"more_is_better":true},{"key":"group.offences.nature_of_involvement","label":"Nature of involvement","having":1,"of":1,"more_is_better":true}]}]}]}');
CREATE TABLE restricted_person (
	person_id TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	marked_by TEXT NOT NULL, 
	marked_at DATETIME NOT NULL, 
	PRIMARY KEY (person_id)
);
INSERT INTO "restricted_person" VALUES('b547d465-67a3-55a4-a9d5-a6b9902d3c92','Relative of staff','council.it','2026-11-24 20:38:33.111273');
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
INSERT INTO "worker_session" VALUES('a76e86c3-ded9-44ff-952a-4453f22b5f22','9bcecdb407020847fd8af4c992cbdb47e8324ff5a6d43a2fffd58a2cf3245989','helen.marks','192.0.2.7','2026-11-24 20:38:32.966319','2026-11-24 20:38:32.966319',NULL);
CREATE TABLE wrong_record (
	number INTEGER NOT NULL, 
	note TEXT NOT NULL, 
	marked_by TEXT NOT NULL, 
	marked_at DATETIME NOT NULL, 
	PRIMARY KEY (number), 
	FOREIGN KEY(number) REFERENCES problem_report (number)
);
CREATE INDEX audit_event_by_username ON audit_event (username, seq);
CREATE INDEX audit_event_by_session ON audit_event (session_id, action);
CREATE INDEX match_decision_by_record ON match_decision (source_id, source_key);
CREATE INDEX match_decision_by_person ON match_decision (person_id);
CREATE INDEX person_alias_by_new ON person_alias (new_id);
CREATE INDEX problem_report_by_person ON problem_report (person_id, service_id);
COMMIT;
