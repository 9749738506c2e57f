-- The audit is read from an entry on, newest first: by time alone, and by time within a person, an action, a thing.

DROP INDEX audit_entries_by_time;
CREATE INDEX audit_entries_by_time ON audit_entries (at, id);
CREATE INDEX audit_entries_by_user ON audit_entries (user_id, at, id);
CREATE INDEX audit_entries_by_action ON audit_entries (action, at, id);
DROP INDEX audit_entries_by_subject;
CREATE INDEX audit_entries_by_subject ON audit_entries (subject, subject_id, at, id);
