-- Every entry in a chain: what it says, salted, and the entry before it go into its digest, so that none can be altered or
-- taken out unseen. One chain for each topmost unit: provinces do not wait for each other.

ALTER TABLE audit_entries ADD COLUMN post_id BIGINT REFERENCES posts (id);
-- Network address the request came from; NULL for the program itself.
ALTER TABLE audit_entries ADD COLUMN source TEXT;
-- Code of the topmost unit of the post, "-" for the program itself; NULL in entries older than the chains.
ALTER TABLE audit_entries ADD COLUMN chain TEXT;
-- From 1 in its chain.
ALTER TABLE audit_entries ADD COLUMN number BIGINT CHECK (number > 0);
-- Lower-case hex: 32 digits drawn at random, then 64 of SHA-256 each. The salt goes when what was written has to be erased.
ALTER TABLE audit_entries ADD COLUMN salt TEXT CHECK (length(salt) = 32);
ALTER TABLE audit_entries ADD COLUMN payload_digest TEXT CHECK (length(payload_digest) = 64);
ALTER TABLE audit_entries ADD COLUMN hash TEXT CHECK (length(hash) = 64);
CREATE UNIQUE INDEX audit_entries_by_number ON audit_entries (chain, number);
CREATE INDEX audit_entries_by_time ON audit_entries (at);

-- The last entry of each chain.
CREATE TABLE audit_heads (
    chain TEXT NOT NULL PRIMARY KEY CHECK (chain <> ''),
    number BIGINT NOT NULL CHECK (number >= 0),
    hash TEXT NOT NULL CHECK (length(hash) = 64)
);
-- What was written before there were chains: up to this id.
INSERT INTO audit_heads (chain, number, hash)
    SELECT '*', COALESCE(MAX(id), 0), '0000000000000000000000000000000000000000000000000000000000000000' FROM audit_entries;
