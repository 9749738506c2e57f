-- One text for SQLite and PostgreSQL. Words in braces are written by store/dialect.rs for each database:
-- {id} a key the database gives out, {bytes} a byte string, {sort_key} text compared byte by byte.
-- Days are text 'YYYY-MM-DD' (civil days, UTC+7); instants are seconds since 1970-01-01 UTC; open ends are 9999-12-31.

CREATE TABLE org_units (
    id {id},
    code TEXT NOT NULL UNIQUE CHECK (code <> ''),
    identifier TEXT,
    name TEXT NOT NULL CHECK (name <> ''),
    short_name TEXT,
    kind TEXT NOT NULL CHECK (kind <> ''),
    hierarchy TEXT NOT NULL CHECK (hierarchy IN ('government', 'party', 'front', 'territory')),
    valid_from TEXT NOT NULL CHECK (length(valid_from) = 10),
    valid_to TEXT NOT NULL CHECK (length(valid_to) = 10),
    name_folded TEXT NOT NULL,
    sort_key {sort_key} NOT NULL,
    CHECK (valid_from <= valid_to)
);

-- Every way a plan may write the unit, the name itself included; match_key keeps the diacritics.
CREATE TABLE org_unit_aliases (
    match_key TEXT NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES org_units (id),
    alias TEXT NOT NULL,
    PRIMARY KEY (match_key, unit_id)
);
CREATE INDEX org_unit_aliases_by_unit ON org_unit_aliases (unit_id);

-- Depth 0 is the unit itself, 1 its parent.
CREATE TABLE unit_ancestors (
    hierarchy TEXT NOT NULL CHECK (hierarchy IN ('government', 'party', 'front', 'territory')),
    ancestor_id BIGINT NOT NULL REFERENCES org_units (id),
    unit_id BIGINT NOT NULL REFERENCES org_units (id),
    depth BIGINT NOT NULL CHECK (depth >= 0),
    valid_from TEXT NOT NULL CHECK (length(valid_from) = 10),
    valid_to TEXT NOT NULL CHECK (length(valid_to) = 10),
    PRIMARY KEY (hierarchy, ancestor_id, unit_id, valid_from),
    CHECK (valid_from <= valid_to)
);
CREATE INDEX unit_ancestors_by_unit ON unit_ancestors (unit_id, hierarchy);

CREATE TABLE unit_groups (
    id {id},
    code TEXT NOT NULL UNIQUE CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    -- In whose plans the name means this group: each commune has its own "các phòng, đơn vị thuộc UBND xã".
    owner_id BIGINT REFERENCES org_units (id)
);

CREATE TABLE unit_group_aliases (
    match_key TEXT NOT NULL,
    group_id BIGINT NOT NULL REFERENCES unit_groups (id),
    alias TEXT NOT NULL,
    PRIMARY KEY (match_key, group_id)
);

CREATE TABLE unit_group_members (
    group_id BIGINT NOT NULL REFERENCES unit_groups (id),
    unit_id BIGINT NOT NULL REFERENCES org_units (id),
    valid_from TEXT NOT NULL CHECK (length(valid_from) = 10),
    valid_to TEXT NOT NULL CHECK (length(valid_to) = 10),
    PRIMARY KEY (group_id, unit_id, valid_from),
    CHECK (valid_from <= valid_to)
);

CREATE TABLE users (
    id {id},
    login TEXT NOT NULL UNIQUE CHECK (login <> ''),
    full_name TEXT NOT NULL CHECK (full_name <> ''),
    password_hash TEXT NOT NULL CHECK (password_hash <> ''),
    disabled BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL
);

CREATE TABLE posts (
    id {id},
    user_id BIGINT NOT NULL REFERENCES users (id),
    unit_id BIGINT REFERENCES org_units (id),
    role TEXT NOT NULL CHECK (role IN ('leader', 'focal-point', 'unit-head', 'unit-officer', 'inspector', 'administrator')),
    valid_from TEXT NOT NULL CHECK (length(valid_from) = 10),
    valid_to TEXT NOT NULL CHECK (length(valid_to) = 10),
    CHECK (valid_from <= valid_to)
);
CREATE INDEX posts_by_user ON posts (user_id);

-- The key is a digest of the session id, so that a copy of this table opens no session.
CREATE TABLE sessions (
    id_digest TEXT NOT NULL PRIMARY KEY,
    data TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Wrong passwords by login as typed, whether such a user exists or not.
CREATE TABLE sign_in_failures (
    login TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL CHECK (failures > 0),
    last_at BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);

CREATE TABLE plans (
    id {id},
    number TEXT,
    kind TEXT,
    title TEXT NOT NULL CHECK (title <> ''),
    issuer TEXT,
    issuer_unit_id BIGINT REFERENCES org_units (id),
    issued_on TEXT CHECK (length(issued_on) = 10),
    state TEXT NOT NULL CHECK (state IN ('draft', 'issued', 'replaced')),
    -- Of the one file, or of the list of the files' digests.
    sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    compiled_json TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    imported_by BIGINT REFERENCES users (id)
);

-- Kept byte for byte.
CREATE TABLE plan_files (
    plan_id BIGINT NOT NULL REFERENCES plans (id),
    position BIGINT NOT NULL CHECK (position >= 0),
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    pages BIGINT,
    bytes {bytes} NOT NULL,
    PRIMARY KEY (plan_id, position)
);

CREATE TABLE plan_diagnostics (
    plan_id BIGINT NOT NULL REFERENCES plans (id),
    position BIGINT NOT NULL CHECK (position >= 0),
    rule TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('advice', 'warning', 'error')),
    message TEXT NOT NULL,
    help TEXT,
    quote TEXT,
    span_json TEXT NOT NULL,
    PRIMARY KEY (plan_id, position)
);

-- span_json is the place in the source file as the plan file format writes it.
CREATE TABLE indicators (
    id {id},
    plan_id BIGINT NOT NULL REFERENCES plans (id),
    position BIGINT NOT NULL CHECK (position >= 0),
    number TEXT,
    section TEXT,
    section_title TEXT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    measure_unit TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('number', 'average', 'rank', 'ratio', 'text', 'group')),
    direction TEXT NOT NULL CHECK (direction IN ('higher', 'lower')),
    data_source TEXT,
    note TEXT,
    span_json TEXT NOT NULL,
    UNIQUE (plan_id, position)
);

-- One compiled row each: the target for one year, or the grouping row itself (comparison absent).
-- position is the index among the compiled indicators of the plan.
CREATE TABLE indicator_targets (
    indicator_id BIGINT NOT NULL REFERENCES indicators (id),
    position BIGINT NOT NULL CHECK (position >= 0),
    -- Year the target is for; absent where the plan names none.
    horizon BIGINT CHECK (horizon BETWEEN 1900 AND 2200),
    text TEXT,
    comparison TEXT CHECK (comparison IN ('>=', '<=', '>', '<', '=', 'range', 'text')),
    value DOUBLE PRECISION,
    high DOUBLE PRECISION,
    span_json TEXT NOT NULL,
    PRIMARY KEY (indicator_id, position)
);

CREATE TABLE indicator_units (
    indicator_id BIGINT NOT NULL REFERENCES indicators (id),
    role TEXT NOT NULL CHECK (role IN ('lead', 'coordinating')),
    position BIGINT NOT NULL CHECK (position >= 0),
    name TEXT NOT NULL CHECK (name <> ''),
    unit_id BIGINT REFERENCES org_units (id),
    group_id BIGINT REFERENCES unit_groups (id),
    PRIMARY KEY (indicator_id, role, position),
    CHECK (unit_id IS NULL OR group_id IS NULL)
);
CREATE INDEX indicator_units_by_unit ON indicator_units (unit_id);

CREATE TABLE tasks (
    id {id},
    plan_id BIGINT NOT NULL REFERENCES plans (id),
    position BIGINT NOT NULL CHECK (position >= 0),
    number TEXT,
    section TEXT,
    section_title TEXT,
    name TEXT NOT NULL,
    -- Name, number, deliverable and units without diacritics, for search.
    search_text TEXT NOT NULL,
    sort_key {sort_key} NOT NULL,
    deliverable TEXT,
    deadline_text TEXT,
    deadline_kind TEXT CHECK (deadline_kind IN ('by', 'year', 'continuous', 'recurring', 'range', 'conditional')),
    starts_on TEXT CHECK (length(starts_on) = 10),
    due_on TEXT CHECK (length(due_on) = 10),
    then_continuous BOOLEAN NOT NULL,
    every_months BIGINT CHECK (every_months > 0),
    in_month BIGINT CHECK (in_month BETWEEN 1 AND 12),
    budget_million_vnd DOUBLE PRECISION,
    related_indicators TEXT NOT NULL,
    note TEXT,
    span_json TEXT NOT NULL,
    UNIQUE (plan_id, position)
);

CREATE TABLE task_budget_lines (
    task_id BIGINT NOT NULL REFERENCES tasks (id),
    position BIGINT NOT NULL CHECK (position >= 0),
    year BIGINT,
    source TEXT,
    million_vnd DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (task_id, position)
);

-- As the plan writes them; a unit, a group, or neither where the name is not recognised.
CREATE TABLE task_units (
    task_id BIGINT NOT NULL REFERENCES tasks (id),
    role TEXT NOT NULL CHECK (role IN ('lead', 'coordinating')),
    position BIGINT NOT NULL CHECK (position >= 0),
    name TEXT NOT NULL CHECK (name <> ''),
    unit_id BIGINT REFERENCES org_units (id),
    group_id BIGINT REFERENCES unit_groups (id),
    PRIMARY KEY (task_id, role, position),
    CHECK (unit_id IS NULL OR group_id IS NULL)
);
CREATE INDEX task_units_by_unit ON task_units (unit_id);

-- One for each lead unit, one for each member of a lead group, and one without a unit where the
-- lead is missing or not recognised: no task falls out of the counts.
CREATE TABLE assignments (
    id {id},
    task_id BIGINT NOT NULL REFERENCES tasks (id),
    unit_id BIGINT REFERENCES org_units (id),
    unit_name TEXT,
    original_due TEXT CHECK (length(original_due) = 10),
    current_due TEXT CHECK (length(current_due) = 10),
    phase TEXT NOT NULL CHECK (phase IN ('open', 'waiting', 'returned', 'done', 'stopped')),
    percent BIGINT NOT NULL CHECK (percent BETWEEN 0 AND 100),
    started_on TEXT CHECK (length(started_on) = 10),
    submitted_on TEXT CHECK (length(submitted_on) = 10),
    returned_on TEXT CHECK (length(returned_on) = 10),
    return_reason TEXT,
    completed_on TEXT CHECK (length(completed_on) = 10),
    -- What proves completion: number and date of the document, or a name.
    evidence TEXT,
    stopped_on TEXT CHECK (length(stopped_on) = 10),
    stopped_by TEXT,
    UNIQUE (task_id, unit_id),
    CHECK (unit_id IS NULL OR unit_name IS NOT NULL),
    CHECK (phase <> 'waiting' OR submitted_on IS NOT NULL),
    CHECK (phase <> 'returned' OR (returned_on IS NOT NULL AND return_reason IS NOT NULL)),
    CHECK ((phase = 'done') = (completed_on IS NOT NULL)),
    CHECK ((phase = 'stopped') = (stopped_on IS NOT NULL)),
    CHECK ((phase = 'stopped') = (stopped_by IS NOT NULL)),
    CHECK (phase <> 'done' OR percent = 100)
);
CREATE INDEX assignments_by_unit ON assignments (unit_id, phase, current_due);
CREATE INDEX assignments_by_due ON assignments (phase, current_due);

CREATE TABLE progress_notes (
    id {id},
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    kind TEXT NOT NULL CHECK (kind IN ('progress', 'submitted', 'returned', 'confirmed', 'stopped')),
    written_on TEXT NOT NULL CHECK (length(written_on) = 10),
    written_by BIGINT NOT NULL REFERENCES users (id),
    percent BIGINT CHECK (percent BETWEEN 0 AND 100),
    note TEXT NOT NULL
);
CREATE INDEX progress_notes_by_assignment ON progress_notes (assignment_id);

CREATE TABLE reporting_duties (
    id {id},
    plan_id BIGINT NOT NULL REFERENCES plans (id),
    position BIGINT NOT NULL CHECK (position >= 0),
    from_name TEXT,
    to_name TEXT,
    cadence TEXT NOT NULL CHECK (cadence IN ('monthly', 'quarterly', 'half-year', 'annual', 'ad-hoc', 'other')),
    due_text TEXT,
    day BIGINT CHECK (day BETWEEN 1 AND 31),
    month BIGINT CHECK (month BETWEEN 1 AND 12),
    month_of_period TEXT CHECK (month_of_period IN ('first', 'last')),
    span_json TEXT NOT NULL,
    UNIQUE (plan_id, position)
);

-- One value of one indicator, unit and period. A ratio keeps its numerator and denominator.
-- An accepted row is never updated: a correction is a new row that names the one it corrects.
CREATE TABLE observations (
    id {id},
    indicator_id BIGINT NOT NULL REFERENCES indicators (id),
    unit_id BIGINT NOT NULL REFERENCES org_units (id),
    period TEXT NOT NULL,
    period_end TEXT NOT NULL CHECK (length(period_end) = 10),
    numerator DOUBLE PRECISION,
    denominator DOUBLE PRECISION CHECK (denominator > 0),
    value DOUBLE PRECISION,
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'accepted')),
    source TEXT NOT NULL CHECK (source IN ('typed', 'imported', 'computed')),
    corrects_id BIGINT UNIQUE REFERENCES observations (id),
    noted_on TEXT NOT NULL CHECK (length(noted_on) = 10),
    noted_by BIGINT NOT NULL REFERENCES users (id),
    CHECK ((numerator IS NULL) = (denominator IS NULL)),
    CHECK (value IS NOT NULL OR numerator IS NOT NULL)
);
CREATE UNIQUE INDEX observations_first ON observations (indicator_id, unit_id, period) WHERE corrects_id IS NULL;

CREATE TABLE audit_entries (
    id {id},
    at BIGINT NOT NULL,
    user_id BIGINT REFERENCES users (id),
    action TEXT NOT NULL CHECK (action <> ''),
    subject TEXT NOT NULL CHECK (subject <> ''),
    subject_id BIGINT,
    before_json TEXT,
    after_json TEXT
);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject, subject_id);
