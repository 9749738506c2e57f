-- Names a person has decided to leave as they stand: no unit answers to them, and nobody is asked again.

CREATE TABLE left_open_agencies (
    match_key TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    decided_at BIGINT NOT NULL,
    decided_by BIGINT REFERENCES users (id)
);
