-- What a change of units has handed on already, and tables of units that wait to be entered.

-- Memberships of a unit that its successors have taken over: what is given or ended by hand afterwards is not undone on the day.
CREATE TABLE group_handovers (
    change_id BIGINT NOT NULL REFERENCES org_unit_changes (id),
    group_id BIGINT NOT NULL REFERENCES unit_groups (id),
    -- The member that was.
    unit_id BIGINT NOT NULL REFERENCES org_units (id),
    PRIMARY KEY (change_id, group_id, unit_id)
);

-- A table of units as it was sent, between its preview and its entry.
CREATE TABLE unit_tables (
    id {id},
    name TEXT NOT NULL CHECK (name <> ''),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    -- import_units::Row, in the order of the table.
    rows_json TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    sent_by BIGINT NOT NULL REFERENCES users (id)
);
