-- What a person said of one row of a superior plan: which of our rows answers it, or that none has to.

CREATE TABLE cascade_decisions (
    plan_id BIGINT NOT NULL REFERENCES plans (id),
    superior_id BIGINT NOT NULL REFERENCES plans (id),
    kind TEXT NOT NULL CHECK (kind IN ('task', 'indicator')),
    -- Task or indicator of the superior plan; of an indicator the year its target is for, 0 where it names none.
    row_id BIGINT NOT NULL,
    horizon BIGINT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('answered', 'not-ours', 'uncovered')),
    -- Ours, likewise.
    own_id BIGINT,
    own_horizon BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    decided_by BIGINT REFERENCES users (id),
    PRIMARY KEY (plan_id, superior_id, kind, row_id, horizon),
    CHECK ((verdict = 'answered') = (own_id IS NOT NULL)),
    CHECK (plan_id <> superior_id)
);
