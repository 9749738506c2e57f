-- What has changed of where work stands, in the order in which it was committed: a server keeps all of it in memory and reads here
-- what it has not seen yet, whoever wrote it. The last rows always stay.
CREATE TABLE work_changes (
    id {id},
    kind TEXT NOT NULL CHECK (kind IN ('assignment', 'task', 'plan', 'units', 'all')),
    -- 0 where the kind says it all.
    object_id BIGINT NOT NULL
);
