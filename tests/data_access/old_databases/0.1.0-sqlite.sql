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
INSERT INTO "audit_event" VALUES(1,'2026-11-24 20:38:23.183609','council.it','','loaded_extract',NULL,'{"about":{},"action":"loaded_extract","address":"","at":"2026-11-24T20:38:23.183609+00:00","extract":1,"grounds":{},"people":[],"role":"system","seq":1,"service_id":null,"session_id":"","username":"council.it","version":1}','0000000000000000000000000000000000000000000000000000000000000000','42fb4f30963287af3a3019b9b69df79f72c11bed3115f44f11ecda8e55bc9bf5');
INSERT INTO "audit_event" VALUES(2,'2026-11-24 20:38:23.191632','helen.marks','3419cdeb-c67a-46dd-99ad-517cee35068d','signed_in',NULL,'{"about":{},"action":"signed_in","address":"192.0.2.7","at":"2026-11-24T20:38:23.191632+00:00","extract":null,"grounds":{},"people":[],"role":"social_worker","seq":2,"service_id":null,"session_id":"3419cdeb-c67a-46dd-99ad-517cee35068d","username":"helen.marks","version":1}','42fb4f30963287af3a3019b9b69df79f72c11bed3115f44f11ecda8e55bc9bf5','5ad45a3511e9f198a7a69eda65a87624d13f8f03fa0434ec8b118bb7f02a3763');
INSERT INTO "audit_event" VALUES(3,'2026-11-24 20:38:23.209983','helen.marks','3419cdeb-c67a-46dd-99ad-517cee35068d','searched',NULL,'{"about":{"found":{"case_id_of_another":false,"direct":false,"matches":1,"similar":0,"too_many":null},"terms":{"case_id":"","date_of_birth":null,"family_name":"Pierce","first_name":"Dominic"}},"action":"searched","address":"192.0.2.7","at":"2026-11-24T20:38:23.209983+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[],"role":"social_worker","seq":3,"service_id":null,"session_id":"3419cdeb-c67a-46dd-99ad-517cee35068d","username":"helen.marks","version":1}','5ad45a3511e9f198a7a69eda65a87624d13f8f03fa0434ec8b118bb7f02a3763','82190829f9003f5422521cd77a0624edd74293d38bece6f79b46e66fc46d9c97');
INSERT INTO "audit_event" VALUES(4,'2026-11-24 20:38:23.209983','helen.marks','3419cdeb-c67a-46dd-99ad-517cee35068d','shown_individuals',NULL,'{"about":{},"action":"shown_individuals","address":"192.0.2.7","at":"2026-11-24T20:38:23.209983+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":4,"service_id":null,"session_id":"3419cdeb-c67a-46dd-99ad-517cee35068d","username":"helen.marks","version":1}','82190829f9003f5422521cd77a0624edd74293d38bece6f79b46e66fc46d9c97','f479dff2f916c604ac7844fbc0adeeb7619a6923730d1a146b0e7ec82cc76f7b');
INSERT INTO "audit_event" VALUES(5,'2026-11-24 20:38:23.219035','helen.marks','3419cdeb-c67a-46dd-99ad-517cee35068d','viewed_person',NULL,'{"about":{"flags":{"adult_social_care":"no records found","housing":"no records found","police":"records found","school":"not shown at this age"}},"action":"viewed_person","address":"192.0.2.7","at":"2026-11-24T20:38:23.219035+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":5,"service_id":null,"session_id":"3419cdeb-c67a-46dd-99ad-517cee35068d","username":"helen.marks","version":1}','f479dff2f916c604ac7844fbc0adeeb7619a6923730d1a146b0e7ec82cc76f7b','ba0f5e884eef098d822f33f5bfc43ff8d82add54b5530e83309641beb9c74881');
INSERT INTO "audit_event" VALUES(6,'2026-11-24 20:38:23.222948','helen.marks','3419cdeb-c67a-46dd-99ad-517cee35068d','viewed_service','police','{"about":{"answer":"records found"},"action":"viewed_service","address":"192.0.2.7","at":"2026-11-24T20:38:23.222948+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":6,"service_id":"police","session_id":"3419cdeb-c67a-46dd-99ad-517cee35068d","username":"helen.marks","version":1}','ba0f5e884eef098d822f33f5bfc43ff8d82add54b5530e83309641beb9c74881','4df8b046f61473187009d7695f269d9d8279eaa53ec0f4847a32a18056463b6a');
INSERT INTO "audit_event" VALUES(7,'2026-11-24 20:38:23.232116','helen.marks','3419cdeb-c67a-46dd-99ad-517cee35068d','reported_record','police','{"about":{"record":"0"},"action":"reported_record","address":"192.0.2.7","at":"2026-11-24T20:38:23.232116+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249014","date_of_birth":"1990-10-24","name":"Dominic Pierce","person_id":"299be024-44f9-5fa7-9e38-a363854c23ef"}],"role":"social_worker","seq":7,"service_id":"police","session_id":"3419cdeb-c67a-46dd-99ad-517cee35068d","username":"helen.marks","version":1}','4df8b046f61473187009d7695f269d9d8279eaa53ec0f4847a32a18056463b6a','96bf030736bbb7e2482204732f028136841b22e566f54fd6ebfe6bb213136587');
INSERT INTO "audit_event" VALUES(8,'2026-11-24 20:38:23.237342','council.it','','restricted_person',NULL,'{"about":{"person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92","reason":"Relative of staff"},"action":"restricted_person","address":"","at":"2026-11-24T20:38:23.237342+00:00","extract":null,"grounds":{},"people":[],"role":"system","seq":8,"service_id":null,"session_id":"","username":"council.it","version":1}','96bf030736bbb7e2482204732f028136841b22e566f54fd6ebfe6bb213136587','81319222cda9b084fbadde2464ed9d9fb35fd1519081398b3e26a935c1d90d07');
INSERT INTO "audit_event" VALUES(9,'2026-11-24 20:38:23.241277','helen.marks','3419cdeb-c67a-46dd-99ad-517cee35068d','refused',NULL,'{"about":{"why":"this person is restricted"},"action":"refused","address":"192.0.2.7","at":"2026-11-24T20:38:23.241277+00:00","extract":1,"grounds":{"case_reference":"SW-1","child_id":null,"cover":null,"reason":"Strategy meeting"},"people":[{"cms_id":"249020","date_of_birth":"2009-10-24","name":"Amelia Williams","person_id":"b547d465-67a3-55a4-a9d5-a6b9902d3c92"}],"role":"social_worker","seq":9,"service_id":null,"session_id":"3419cdeb-c67a-46dd-99ad-517cee35068d","username":"helen.marks","version":1}','81319222cda9b084fbadde2464ed9d9fb35fd1519081398b3e26a935c1d90d07','d4779e6bdfc5cefc5ef525e82a4bb55af241af8a8353f3479f3839cd617969c3');
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
INSERT INTO "current_extract" VALUES(1,1,'2026-11-24 20:38:23.181926');
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
INSERT INTO "problem_report" VALUES(1,'299be024-44f9-5fa7-9e38-a363854c23ef','police','0','helen.marks','2026-11-24 20:38:23.227569',NULL,NULL,NULL);
CREATE TABLE restricted_person (
	person_id TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	marked_by TEXT NOT NULL, 
	marked_at DATETIME NOT NULL, 
	PRIMARY KEY (person_id)
);
INSERT INTO "restricted_person" VALUES('b547d465-67a3-55a4-a9d5-a6b9902d3c92','Relative of staff','council.it','2026-11-24 20:38:23.235142');
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
INSERT INTO "worker_session" VALUES('3419cdeb-c67a-46dd-99ad-517cee35068d','e7a7ffcd7aa675801cff8b7800b4f78c0e60840d6aec44020873499fa4712878','helen.marks','192.0.2.7','2026-11-24 20:38:23.189571','2026-11-24 20:38:23.189571',NULL);
CREATE INDEX audit_event_by_session ON audit_event (session_id, action);
CREATE INDEX audit_event_by_username ON audit_event (username, seq);
CREATE INDEX problem_report_by_person ON problem_report (person_id, service_id);
COMMIT;
