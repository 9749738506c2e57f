-- Tracking spreadsheets: files received, what people decided about them, and the columns they decided on for next time.

CREATE TABLE spreadsheets (
    id {id},
    name TEXT NOT NULL CHECK (name <> ''),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    -- Kept byte for byte.
    bytes {bytes} NOT NULL,
    -- What the person has decided so far.
    choices_json TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    received_by BIGINT NOT NULL REFERENCES users (id),
    -- The plan its rows went to, and what came of them.
    plan_id BIGINT REFERENCES plans (id),
    outcome_json TEXT,
    CHECK ((plan_id IS NULL) = (outcome_json IS NULL))
);

-- Which column is what under one header, as a person last loaded it.
CREATE TABLE sheet_mappings (
    fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
    user_id BIGINT NOT NULL REFERENCES users (id),
    unit_id BIGINT REFERENCES org_units (id),
    columns_json TEXT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (fingerprint, user_id)
);
