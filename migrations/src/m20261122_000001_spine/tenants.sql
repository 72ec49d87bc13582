-- Who uses Billify. Every other table carries org_id.

CREATE TABLE organisations (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (name <> ''),
    -- The last number given to an event. Taken under the row lock, so that events of one
    -- organisation become visible in the order of their numbers.
    last_event bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
    id            uuid PRIMARY KEY,
    org_id        uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    email         text NOT NULL CHECK (email = lower(email)),
    name          text NOT NULL,
    role          text NOT NULL CHECK (role IN ('viewer', 'clerk', 'operator', 'admin')),
    password_hash text NOT NULL,
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now()
);
-- Sign-in knows only the address, so it is unique across organisations.
CREATE UNIQUE INDEX users_email ON users (email);
CREATE INDEX users_org ON users (org_id, id);

CREATE TABLE sessions (
    -- SHA-256 of the cookie: a copy of this table signs nobody in.
    token_hash bytea PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    user_agent text,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE idempotency_keys (
    org_id       uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    operation    text NOT NULL,
    key          text NOT NULL,
    -- What was asked, so that the same key with another request is refused.
    request_hash bytea NOT NULL,
    status       smallint,
    response     jsonb,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, operation, key)
);

CREATE TABLE events (
    org_id     uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    number     bigint NOT NULL,
    kind       text NOT NULL,
    subject_id uuid NOT NULL,
    payload    jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, number)
);
