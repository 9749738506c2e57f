-- Taking in a document: files read once, what the machine compiled, what people changed, what was accepted.

CREATE TABLE intakes (
    id {id},
    origin TEXT NOT NULL CHECK (origin IN ('plan', 'document', 'meeting', 'spreadsheet')),
    state TEXT NOT NULL CHECK (state IN ('reading', 'failed', 'cancelled', 'review', 'accepted', 'discarded')),
    -- File names, or the words a person gave.
    title TEXT NOT NULL,
    failure TEXT,
    -- The intake that keeps the files: another one when the same files are read again.
    files_of BIGINT REFERENCES intakes (id),
    sha256 TEXT CHECK (length(sha256) = 64),
    -- What the machine compiled; never changed.
    base_json TEXT,
    -- Number of the last edit: people who change the draft at the same time take turns on it.
    version BIGINT NOT NULL DEFAULT 0,
    -- The plan made by acceptance, or before that the plan these files are loaded again for.
    plan_id BIGINT REFERENCES plans (id),
    created_at BIGINT NOT NULL,
    created_by BIGINT REFERENCES users (id),
    accepted_at BIGINT,
    accepted_by BIGINT REFERENCES users (id),
    CHECK ((state = 'failed') = (failure IS NOT NULL)),
    CHECK (state NOT IN ('review', 'accepted') OR base_json IS NOT NULL),
    CHECK (state <> 'accepted' OR plan_id IS NOT NULL)
);
CREATE INDEX intakes_by_state ON intakes (state, created_at);
CREATE INDEX intakes_by_plan ON intakes (plan_id);

-- Kept byte for byte.
CREATE TABLE intake_files (
    intake_id BIGINT NOT NULL REFERENCES intakes (id),
    position BIGINT NOT NULL CHECK (position >= 0),
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    pages BIGINT,
    bytes {bytes} NOT NULL,
    PRIMARY KEY (intake_id, position)
);

-- Appended only: an undo is an edit too.
CREATE TABLE intake_edits (
    intake_id BIGINT NOT NULL REFERENCES intakes (id),
    number BIGINT NOT NULL CHECK (number > 0),
    at BIGINT NOT NULL,
    user_id BIGINT REFERENCES users (id),
    -- Taken over from an earlier reading of the same plan, not made by a person here.
    carried BOOLEAN NOT NULL,
    edit_json TEXT NOT NULL,
    PRIMARY KEY (intake_id, number)
);

ALTER TABLE plans ADD COLUMN origin TEXT NOT NULL DEFAULT 'plan' CHECK (origin IN ('plan', 'document', 'meeting', 'spreadsheet'));
-- The reading in force.
ALTER TABLE plans ADD COLUMN intake_id BIGINT REFERENCES intakes (id);

-- Key of the row in the draft that was accepted last.
ALTER TABLE tasks ADD COLUMN row_key TEXT;
ALTER TABLE indicators ADD COLUMN row_key TEXT;
-- The plan no longer has it; what was observed stays readable.
ALTER TABLE indicators ADD COLUMN ended_on TEXT CHECK (length(ended_on) = 10);
ALTER TABLE reporting_duties ADD COLUMN row_key TEXT;

-- Plans loaded before there were intakes: the plan's id is free in the empty table.
INSERT INTO intakes (id, origin, state, title, sha256, base_json, plan_id, created_at, created_by, accepted_at, accepted_by)
    SELECT id, 'plan', 'accepted', title, sha256, compiled_json, id, imported_at, imported_by, imported_at, imported_by FROM plans;
UPDATE plans SET intake_id = id;
{restart intakes}
INSERT INTO intake_files (intake_id, position, name, format, sha256, pages, bytes)
    SELECT plan_id, position, name, format, sha256, pages, bytes FROM plan_files;
DROP TABLE plan_files;
UPDATE tasks SET row_key = CAST(plan_id AS TEXT) || '-t' || CAST(position AS TEXT);
UPDATE reporting_duties SET row_key = CAST(plan_id AS TEXT) || '-d' || CAST(position AS TEXT);
UPDATE indicators SET row_key = CAST(plan_id AS TEXT) || '-i'
    || CAST((SELECT MIN(t.position) FROM indicator_targets t WHERE t.indicator_id = indicators.id) AS TEXT);
CREATE UNIQUE INDEX tasks_by_row ON tasks (plan_id, row_key);
CREATE UNIQUE INDEX indicators_by_row ON indicators (plan_id, row_key);
CREATE UNIQUE INDEX reporting_duties_by_row ON reporting_duties (plan_id, row_key);
