-- People: what their list is searched and sorted by, when they were last here, second factors, invitations, delegated posts,
-- whose a session is, sign-ins that wait for the answer of a provider.

-- Name and login without diacritics; the program fills it in for people from before.
ALTER TABLE users ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
-- Given name first, as lists of people are sorted here.
ALTER TABLE users ADD COLUMN sort_key {sort_key} NOT NULL DEFAULT '';
-- Personal data: whoever reads them leaves an audit entry.
ALTER TABLE users ADD COLUMN phone TEXT;
ALTER TABLE users ADD COLUMN email TEXT;
-- Somebody else knows the password: the person chooses another one at the next sign-in.
ALTER TABLE users ADD COLUMN password_is_given BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN last_sign_in_at BIGINT;
-- From here days without a sign-in are counted; NULL as long as there is nothing to count from.
ALTER TABLE users ADD COLUMN active_from BIGINT;
-- RFC 6238: the shared secret in Base32, and the last time step whose code was taken: none is taken twice.
ALTER TABLE users ADD COLUMN totp_secret TEXT;
ALTER TABLE users ADD COLUMN totp_last_step BIGINT;
CREATE INDEX users_by_sort_key ON users (sort_key, id);

-- One for each time the authenticator is not at hand; a digest, deleted with its use.
CREATE TABLE recovery_codes (
    user_id BIGINT NOT NULL REFERENCES users (id),
    code_digest TEXT NOT NULL CHECK (length(code_digest) = 64),
    PRIMARY KEY (user_id, code_digest)
);

-- The link by which a person sets a password, one at a time; deleted with its use.
CREATE TABLE invitations (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id),
    token_digest TEXT NOT NULL UNIQUE CHECK (length(token_digest) = 64),
    made_at BIGINT NOT NULL,
    made_by BIGINT REFERENCES users (id),
    expires_at BIGINT NOT NULL
);

-- The post that this one stands in for: its holder has delegated it for a time.
ALTER TABLE posts ADD COLUMN delegates_id BIGINT REFERENCES posts (id);
-- The last review that kept the post.
ALTER TABLE posts ADD COLUMN reviewed_at BIGINT;
ALTER TABLE posts ADD COLUMN reviewed_by BIGINT REFERENCES users (id);
CREATE INDEX posts_by_unit ON posts (unit_id);
CREATE INDEX posts_by_delegated ON posts (delegates_id);

-- NULL before signing in. seen_at is the last request that was noted: a session that rests too long is locked.
ALTER TABLE sessions ADD COLUMN user_id BIGINT REFERENCES users (id);
ALTER TABLE sessions ADD COLUMN began_at BIGINT;
ALTER TABLE sessions ADD COLUMN seen_at BIGINT;
ALTER TABLE sessions ADD COLUMN source TEXT;
ALTER TABLE sessions ADD COLUMN agent TEXT;
CREATE INDEX sessions_by_user ON sessions (user_id);

-- Sent to the OpenID Connect provider and not back yet; taken out by the first answer, so that none counts twice.
CREATE TABLE provider_sign_ins (
    state_digest TEXT NOT NULL PRIMARY KEY CHECK (length(state_digest) = 64),
    nonce TEXT NOT NULL,
    -- RFC 7636.
    verifier TEXT NOT NULL,
    next TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
