-- Reminders: rules of a plan, the run of a day, what each person is told, e-mail on its way, and calendars of one's own.

-- How a plan reminds where it does not go by the configuration; it has all lines or none.
CREATE TABLE reminder_rules (
    plan_id BIGINT NOT NULL REFERENCES plans (id),
    occasion TEXT NOT NULL CHECK (occasion IN ('officer', 'head', 'focal-point', 'leader', 'approval', 'answer', 'extension')),
    -- Days before, with commas between them.
    before_days TEXT NOT NULL,
    on_day BOOLEAN NOT NULL,
    -- After the day: from which day on, and every how many days; 0: not at all.
    after_from BIGINT NOT NULL CHECK (after_from BETWEEN 0 AND 365),
    after_every BIGINT NOT NULL CHECK (after_every BETWEEN 0 AND 365),
    PRIMARY KEY (plan_id, occasion)
);

-- One for each working day. It goes through the work in stages and notes how far it is: what was cut off goes on from there.
CREATE TABLE reminder_runs (
    day TEXT NOT NULL PRIMARY KEY CHECK (length(day) = 10),
    -- The first day whose reminders come with it: days off before it, days on which the board did not run.
    first_day TEXT NOT NULL CHECK (length(first_day) = 10),
    stage TEXT NOT NULL CHECK (stage IN ('deadlines', 'results', 'extensions', 'mails', 'done')),
    -- The last id that the stage has gone through.
    passed BIGINT NOT NULL,
    finished_at BIGINT,
    CHECK (first_day <= day),
    CHECK ((stage = 'done') = (finished_at IS NOT NULL))
);

-- What one person is told on one day, all in one.
CREATE TABLE digests (
    id {id},
    user_id BIGINT NOT NULL REFERENCES users (id),
    day TEXT NOT NULL REFERENCES reminder_runs (day),
    -- Opened on the board, in seconds since 1970-01-01 UTC.
    read_at BIGINT,
    UNIQUE (user_id, day)
);
CREATE INDEX digests_by_day ON digests (day, id);

CREATE TABLE reminders (
    digest_id BIGINT NOT NULL REFERENCES digests (id),
    -- No reference: a new reading of a plan may take out work on which nothing was done; that it was reminded of stays.
    assignment_id BIGINT NOT NULL,
    -- The line of the rules.
    occasion TEXT NOT NULL CHECK (occasion IN ('officer', 'head', 'focal-point', 'leader', 'approval', 'answer', 'extension')),
    -- The deadline, or the day something was asked or is to be answered.
    about TEXT NOT NULL CHECK (length(about) = 10),
    PRIMARY KEY (digest_id, assignment_id, occasion)
);
CREATE INDEX reminders_by_assignment ON reminders (assignment_id);

-- Digests that go by e-mail. The address is the person's own at the time of sending and is not kept here.
CREATE TABLE mails (
    id {id},
    digest_id BIGINT NOT NULL UNIQUE REFERENCES digests (id),
    -- The same at each try.
    message_id TEXT NOT NULL UNIQUE CHECK (message_id <> ''),
    -- handing-over: the server is about to be given the text. doubtful: it may have it or not (docs/decisions).
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'handing-over', 'sent', 'failed', 'doubtful')),
    tries BIGINT NOT NULL CHECK (tries >= 0),
    queued_at BIGINT NOT NULL,
    -- Next try; on its way: until when whoever sends it holds it.
    due_at BIGINT NOT NULL,
    handed_at BIGINT,
    -- Why the last try failed.
    reason TEXT,
    CHECK ((state = 'sent') = (handed_at IS NOT NULL))
);
CREATE INDEX mails_by_due ON mails (state, due_at);

-- The secret address under which a person's own calendar asks for deadlines; of the token only a digest is kept.
CREATE TABLE calendar_feeds (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id),
    token_digest TEXT NOT NULL UNIQUE CHECK (length(token_digest) = 64),
    made_at BIGINT NOT NULL,
    asked_at BIGINT
);
