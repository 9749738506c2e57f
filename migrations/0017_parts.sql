-- Parts of the work that a lead gives to coordinating units, corrections of what a plan says, what has to be done first, and
-- where every task stands in one row, so that lists need not add up all assignments.

-- A part is a task of its own, below an assignment. It is not counted beside the whole.
ALTER TABLE tasks ADD COLUMN is_part BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE task_parts (
    task_id BIGINT NOT NULL PRIMARY KEY REFERENCES tasks (id),
    -- Of the unit that gave it and answers what comes of it.
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    given_on TEXT NOT NULL CHECK (length(given_on) = 10),
    given_by BIGINT NOT NULL REFERENCES users (id)
);
CREATE INDEX task_parts_by_assignment ON task_parts (assignment_id);

-- What was changed by hand, and by which document.
CREATE TABLE amendments (
    id {id},
    task_id BIGINT NOT NULL REFERENCES tasks (id),
    -- Absent where it concerns the whole task.
    assignment_id BIGINT REFERENCES assignments (id),
    field TEXT NOT NULL CHECK (field IN ('name', 'deliverable', 'due', 'unit')),
    before TEXT,
    after TEXT,
    basis_number TEXT NOT NULL,
    basis_on TEXT NOT NULL CHECK (length(basis_on) = 10),
    amended_on TEXT NOT NULL CHECK (length(amended_on) = 10),
    amended_by BIGINT NOT NULL REFERENCES users (id)
);
CREATE INDEX amendments_by_task ON amendments (task_id);

-- Of work without an end: each period that was confirmed. The deadline of the assignment is then that of the next one.
CREATE TABLE check_points (
    id {id},
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    due_on TEXT NOT NULL CHECK (length(due_on) = 10),
    -- Day on which the unit sent what was then confirmed.
    met_on TEXT NOT NULL CHECK (length(met_on) = 10),
    evidence TEXT,
    confirmed_by BIGINT NOT NULL REFERENCES users (id)
);
CREATE INDEX check_points_by_assignment ON check_points (assignment_id, due_on);

CREATE TABLE task_prerequisites (
    task_id BIGINT NOT NULL REFERENCES tasks (id),
    -- Has to be done before.
    needs_id BIGINT NOT NULL REFERENCES tasks (id),
    added_on TEXT NOT NULL CHECK (length(added_on) = 10),
    added_by BIGINT NOT NULL REFERENCES users (id),
    PRIMARY KEY (task_id, needs_id),
    CHECK (task_id <> needs_id)
);
CREATE INDEX task_prerequisites_by_need ON task_prerequisites (needs_id);
