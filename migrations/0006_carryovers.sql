-- Work that goes on under another document: which one gave it before, which one does now, and how far it had come.

CREATE TABLE carryovers (
    id {id},
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    carried_on TEXT NOT NULL CHECK (length(carried_on) = 10),
    carried_by BIGINT REFERENCES users (id),
    -- Kind, number and day: "Kế hoạch 12/KH-UBND ngày 15/01/2026".
    from_document TEXT NOT NULL CHECK (from_document <> ''),
    to_document TEXT NOT NULL CHECK (to_document <> ''),
    percent BIGINT NOT NULL CHECK (percent BETWEEN 0 AND 100),
    due_before TEXT CHECK (length(due_before) = 10),
    due_after TEXT CHECK (length(due_after) = 10),
    -- Of the task, where the document before had other words.
    name_before TEXT
);
CREATE INDEX carryovers_by_assignment ON carryovers (assignment_id);
