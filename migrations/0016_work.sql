-- The life of an assignment: results sent up with what proves them, files kept by their hash outside the database, extensions,
-- the days on which nobody works, and forms that came twice over a bad line.

ALTER TABLE progress_notes ADD COLUMN difficulties TEXT;
ALTER TABLE progress_notes ADD COLUMN proposals TEXT;

-- A unit says that the product is there.
CREATE TABLE completions (
    id {id},
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    -- asked: waits for the head of the unit; sent: waits for the assigner; declined: by the head.
    state TEXT NOT NULL CHECK (state IN ('asked', 'sent', 'confirmed', 'returned', 'declined', 'withdrawn')),
    document_number TEXT,
    -- Day of the document, or on which it took place.
    document_on TEXT CHECK (length(document_on) = 10),
    counted BIGINT CHECK (counted >= 0),
    observation_id BIGINT REFERENCES observations (id),
    words TEXT NOT NULL,
    asked_on TEXT NOT NULL CHECK (length(asked_on) = 10),
    asked_by BIGINT NOT NULL REFERENCES users (id),
    sent_on TEXT CHECK (length(sent_on) = 10),
    sent_by BIGINT REFERENCES users (id),
    -- Last day for the assigner's answer.
    answer_due TEXT CHECK (length(answer_due) = 10),
    -- By the head who declined, the assigner, or the unit that took it back.
    answered_on TEXT CHECK (length(answered_on) = 10),
    answered_by BIGINT REFERENCES users (id),
    reason TEXT,
    CHECK (state NOT IN ('sent', 'confirmed', 'returned') OR (sent_on IS NOT NULL AND answer_due IS NOT NULL)),
    CHECK ((state IN ('asked', 'sent')) = (answered_on IS NULL)),
    CHECK (state NOT IN ('returned', 'declined') OR reason IS NOT NULL)
);
CREATE INDEX completions_by_assignment ON completions (assignment_id);
CREATE UNIQUE INDEX completions_open ON completions (assignment_id) WHERE state IN ('asked', 'sent');
CREATE INDEX completions_by_state ON completions (state, answer_due);

-- A file of a completion. Its bytes lie in the folder of files under the hash; a row is never taken out.
CREATE TABLE evidence_files (
    id {id},
    completion_id BIGINT NOT NULL REFERENCES completions (id),
    -- Lower-case hex.
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    byte_count BIGINT NOT NULL CHECK (byte_count > 0)
);
CREATE INDEX evidence_files_by_completion ON evidence_files (completion_id);

CREATE TABLE extensions (
    id {id},
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'withdrawn')),
    due_before TEXT NOT NULL CHECK (length(due_before) = 10),
    due_asked TEXT NOT NULL CHECK (length(due_asked) = 10),
    -- What was granted may be less than what was asked for.
    due_granted TEXT CHECK (length(due_granted) = 10),
    reason TEXT NOT NULL,
    asked_on TEXT NOT NULL CHECK (length(asked_on) = 10),
    asked_by BIGINT NOT NULL REFERENCES users (id),
    answered_on TEXT CHECK (length(answered_on) = 10),
    answered_by BIGINT REFERENCES users (id),
    -- Document by which it is granted or refused.
    basis_number TEXT,
    basis_on TEXT CHECK (length(basis_on) = 10),
    answer TEXT,
    CHECK (due_asked > due_before),
    CHECK ((state = 'asked') = (answered_on IS NULL)),
    CHECK ((state = 'granted') = (due_granted IS NOT NULL)),
    CHECK (state NOT IN ('granted', 'refused') OR (basis_number IS NOT NULL AND basis_on IS NOT NULL))
);
CREATE INDEX extensions_by_assignment ON extensions (assignment_id);
CREATE UNIQUE INDEX extensions_open ON extensions (assignment_id) WHERE state = 'asked';
CREATE INDEX extensions_by_state ON extensions (state, asked_on);

-- Days that are not as their weekday would have them.
CREATE TABLE calendar_days (
    day TEXT NOT NULL PRIMARY KEY CHECK (length(day) = 10),
    kind TEXT NOT NULL CHECK (kind IN ('off', 'worked')),
    name TEXT NOT NULL
);

-- Keys of forms that were taken: the same form sent again over a bad line does nothing.
CREATE TABLE taken_forms (
    user_id BIGINT NOT NULL REFERENCES users (id),
    form_key TEXT NOT NULL CHECK (length(form_key) BETWEEN 16 AND 64),
    -- Seconds since 1970-01-01 UTC.
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, form_key)
);
CREATE INDEX taken_forms_by_time ON taken_forms (taken_at);
