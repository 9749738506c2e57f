-- Directives (ý kiến chỉ đạo): words of a leader that become a task with a source document of its own, on a task, an indicator,
-- a unit, or free; and the meetings at which they were given.

CREATE TABLE meetings (
    id {id},
    -- Whose meeting it is: the unit of whoever gave a directive there first.
    unit_id BIGINT REFERENCES org_units (id),
    name TEXT NOT NULL CHECK (name <> ''),
    name_folded TEXT NOT NULL,
    held_on TEXT NOT NULL CHECK (length(held_on) = 10),
    noted_by BIGINT NOT NULL REFERENCES users (id)
);
CREATE UNIQUE INDEX meetings_by_day ON meetings (held_on, name_folded, (COALESCE(unit_id, 0)));

CREATE TABLE directives (
    id {id},
    task_id BIGINT NOT NULL UNIQUE REFERENCES tasks (id),
    -- As they were said; the name of the task also tells what they are about.
    words TEXT NOT NULL CHECK (words <> ''),
    -- Document they rest on.
    basis TEXT,
    giver_id BIGINT NOT NULL REFERENCES users (id),
    -- The post in which they were given, as it was called then.
    giver_title TEXT NOT NULL,
    -- The giver, or the focal point that wrote it down for the giver.
    written_by BIGINT NOT NULL REFERENCES users (id),
    -- Seconds since 1970-01-01 UTC, and the day.
    given_at BIGINT NOT NULL,
    given_on TEXT NOT NULL CHECK (length(given_on) = 10),
    about_task_id BIGINT REFERENCES tasks (id),
    about_indicator_id BIGINT REFERENCES indicators (id),
    about_unit_id BIGINT REFERENCES org_units (id),
    meeting_id BIGINT REFERENCES meetings (id),
    amended_on TEXT CHECK (length(amended_on) = 10),
    withdrawn_on TEXT CHECK (length(withdrawn_on) = 10),
    CHECK ((about_task_id IS NULL OR (about_indicator_id IS NULL AND about_unit_id IS NULL))
        AND (about_indicator_id IS NULL OR about_unit_id IS NULL))
);
CREATE INDEX directives_by_time ON directives (given_at);
CREATE INDEX directives_by_giver ON directives (giver_id);
CREATE INDEX directives_by_meeting ON directives (meeting_id);
CREATE INDEX directives_about_task ON directives (about_task_id);
CREATE INDEX directives_about_indicator ON directives (about_indicator_id);
CREATE INDEX directives_about_unit ON directives (about_unit_id);
