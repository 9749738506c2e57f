-- Units true in time: a ledger of what happened to them, each entry with its day and its document; names, places and shares by
-- day follow from it. An entry made by mistake is taken back by another that names it. In org_units a unit taken back has
-- both days 0001-01-01: it is on no map, and its code may be entered again.

CREATE TABLE org_unit_changes (
    id {id},
    kind TEXT NOT NULL CHECK (kind IN ('creation', 'rename', 'merge', 'split', 'dissolution', 'transfer', 'reversal')),
    -- First day on which it is so.
    effective_on TEXT NOT NULL CHECK (length(effective_on) = 10),
    basis_number TEXT NOT NULL CHECK (basis_number <> ''),
    basis_on TEXT NOT NULL CHECK (length(basis_on) = 10),
    -- domain::unit_change::Operation; of a reversal the one it takes back.
    operation_json TEXT NOT NULL,
    reverses_id BIGINT UNIQUE REFERENCES org_unit_changes (id),
    -- Why it is taken back.
    reason TEXT,
    entered_at BIGINT NOT NULL,
    entered_by BIGINT REFERENCES users (id),
    -- Open work has gone over and names have changed; NULL until the day has come.
    carried_out_at BIGINT,
    CHECK ((kind = 'reversal') = (reverses_id IS NOT NULL)),
    CHECK ((kind = 'reversal') = (reason IS NOT NULL))
);
CREATE INDEX org_unit_changes_waiting ON org_unit_changes (effective_on) WHERE carried_out_at IS NULL;

CREATE TABLE org_unit_change_parties (
    change_id BIGINT NOT NULL REFERENCES org_unit_changes (id),
    unit_id BIGINT NOT NULL REFERENCES org_units (id),
    role TEXT NOT NULL CHECK (role IN ('founded', 'renamed', 'merged', 'divided', 'dissolved', 'into', 'moved', 'parent')),
    -- On that day; later names do not alter what was entered.
    name TEXT NOT NULL,
    -- Of a unit that the change ends.
    valid_to_before TEXT CHECK (length(valid_to_before) = 10),
    PRIMARY KEY (change_id, unit_id, role)
);
CREATE INDEX org_unit_change_parties_by_unit ON org_unit_change_parties (unit_id);

-- The name from a day on, until the next one.
CREATE TABLE org_unit_names (
    unit_id BIGINT NOT NULL REFERENCES org_units (id),
    valid_from TEXT NOT NULL CHECK (length(valid_from) = 10),
    name TEXT NOT NULL CHECK (name <> ''),
    short_name TEXT,
    change_id BIGINT REFERENCES org_unit_changes (id),
    PRIMARY KEY (unit_id, valid_from)
);
INSERT INTO org_unit_names (unit_id, valid_from, name, short_name) SELECT id, valid_from, name, short_name FROM org_units;

-- Under whom a unit stands in a hierarchy from a day on, until the day given or the next statement; unit_ancestors follows from it.
CREATE TABLE org_unit_placements (
    id {id},
    hierarchy TEXT NOT NULL CHECK (hierarchy IN ('government', 'party', 'front', 'territory')),
    unit_id BIGINT NOT NULL REFERENCES org_units (id),
    -- NULL at the top.
    parent_id BIGINT REFERENCES org_units (id),
    valid_from TEXT NOT NULL CHECK (length(valid_from) = 10),
    valid_to TEXT NOT NULL CHECK (length(valid_to) = 10),
    change_id BIGINT REFERENCES org_unit_changes (id),
    CHECK (valid_from <= valid_to)
);
CREATE INDEX org_unit_placements_by_unit ON org_unit_placements (hierarchy, unit_id);
CREATE INDEX unit_ancestors_by_ancestor ON unit_ancestors (ancestor_id, hierarchy, depth);
INSERT INTO org_unit_placements (hierarchy, unit_id, parent_id, valid_from, valid_to)
    SELECT s.hierarchy, s.unit_id,
        (SELECT p.ancestor_id FROM unit_ancestors p WHERE p.hierarchy = s.hierarchy AND p.unit_id = s.unit_id AND p.depth = 1
            ORDER BY p.valid_from DESC LIMIT 1),
        s.valid_from, s.valid_to
    FROM unit_ancestors s WHERE s.depth = 0;

-- What share of a unit belongs to which from a day on; a unit that goes on with others in it succeeds itself.
CREATE TABLE org_unit_successions (
    change_id BIGINT NOT NULL REFERENCES org_unit_changes (id),
    predecessor_id BIGINT NOT NULL REFERENCES org_units (id),
    successor_id BIGINT NOT NULL REFERENCES org_units (id),
    effective_on TEXT NOT NULL CHECK (length(effective_on) = 10),
    per_mille BIGINT NOT NULL CHECK (per_mille BETWEEN 1 AND 1000),
    -- Open work goes to this one.
    takes_work BOOLEAN NOT NULL,
    PRIMARY KEY (change_id, predecessor_id, successor_id)
);
CREATE INDEX org_unit_successions_by_predecessor ON org_unit_successions (predecessor_id);

-- What a change brought with it goes when the change is taken back.
ALTER TABLE org_unit_aliases ADD COLUMN change_id BIGINT REFERENCES org_unit_changes (id);
ALTER TABLE unit_group_members ADD COLUMN change_id BIGINT REFERENCES org_unit_changes (id);

-- Work that went to another unit, or ended because that unit has the same task already.
CREATE TABLE assignment_handovers (
    id {id},
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    change_id BIGINT NOT NULL REFERENCES org_unit_changes (id),
    from_unit_id BIGINT NOT NULL REFERENCES org_units (id),
    to_unit_id BIGINT NOT NULL REFERENCES org_units (id),
    handed_on TEXT NOT NULL CHECK (length(handed_on) = 10),
    percent BIGINT NOT NULL CHECK (percent BETWEEN 0 AND 100),
    -- Phase before, where it was stopped in favour of the other unit's assignment.
    stopped_from TEXT CHECK (stopped_from IN ('open', 'waiting', 'returned')),
    -- Taken back by this entry.
    returned_by BIGINT REFERENCES org_unit_changes (id)
);
CREATE INDEX assignment_handovers_by_assignment ON assignment_handovers (assignment_id);
CREATE INDEX assignment_handovers_by_change ON assignment_handovers (change_id);

-- Posts that ended with their unit, and the ones that took their place.
CREATE TABLE post_handovers (
    change_id BIGINT NOT NULL REFERENCES org_unit_changes (id),
    post_id BIGINT NOT NULL REFERENCES posts (id),
    new_post_id BIGINT REFERENCES posts (id),
    valid_from_before TEXT NOT NULL CHECK (length(valid_from_before) = 10),
    valid_to_before TEXT NOT NULL CHECK (length(valid_to_before) = 10),
    PRIMARY KEY (change_id, post_id)
);
