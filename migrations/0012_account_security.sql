-- Accounts: what ends a sign-in under way, passwords used before, whose account at the provider is whose here, wrong
-- sign-ins under names nobody has. And the audit by post, for inspectors of a part of the units.

-- Counts what ends every sign-in that has begun: another password, a disabled account, sessions ended.
ALTER TABLE users ADD COLUMN security_stamp BIGINT NOT NULL DEFAULT 0;
-- From here the age of the password is counted; NULL as long as there is nothing to count from.
ALTER TABLE users ADD COLUMN password_set_at BIGINT;

-- Hashes of passwords that are not to be chosen again, the one in use among them.
CREATE TABLE password_history (
    id {id},
    user_id BIGINT NOT NULL REFERENCES users (id),
    password_hash TEXT NOT NULL,
    set_at BIGINT NOT NULL
);
CREATE INDEX password_history_by_user ON password_history (user_id, id);

-- OpenID Connect Core 1.0, 5.7: only issuer and subject together name somebody for ever; a login may be given to another.
CREATE TABLE provider_accounts (
    user_id BIGINT NOT NULL REFERENCES users (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    bound_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, issuer),
    UNIQUE (issuer, subject)
);

-- By where they came from; what was typed is kept nowhere, it may be a password. Told to the audit once in a while.
CREATE TABLE unknown_sign_ins (
    source TEXT NOT NULL PRIMARY KEY,
    tries BIGINT NOT NULL CHECK (tries >= 0),
    told_at BIGINT NOT NULL
);

CREATE INDEX audit_entries_by_post ON audit_entries (post_id, at, id);
