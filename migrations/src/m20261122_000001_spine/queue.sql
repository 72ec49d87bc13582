-- The job queue. All statements on these tables are in shared/src/queue.

CREATE TABLE workers (
    id           uuid PRIMARY KEY,
    host         text NOT NULL,
    process_id   integer NOT NULL,
    version      text NOT NULL,
    slots        integer NOT NULL CHECK (slots > 0),
    state        text NOT NULL CHECK (state IN ('alive', 'draining', 'stopped', 'lost')),
    started_at   timestamptz NOT NULL DEFAULT now(),
    heartbeat_at timestamptz NOT NULL DEFAULT now()
);

-- Every claim takes the next number: a late answer to an earlier claim can always be told.
CREATE SEQUENCE job_claim_tokens AS bigint;

CREATE TABLE jobs (
    id           uuid PRIMARY KEY,
    org_id       uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    queue        text NOT NULL,
    kind         text NOT NULL,
    payload      jsonb NOT NULL,
    document_id  uuid,
    state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'dead')),
    priority     smallint NOT NULL DEFAULT 0,
    run_at       timestamptz NOT NULL DEFAULT now(),
    attempts     smallint NOT NULL DEFAULT 0,
    max_attempts smallint NOT NULL CHECK (max_attempts > 0),
    -- How often the process reading it died; kept apart from ordinary failures.
    crashes      smallint NOT NULL DEFAULT 0,
    worker_id    uuid,
    claim_token  bigint,
    lease_until  timestamptz,
    stage        text,
    failure_kind text CHECK (failure_kind IN ('transient', 'permanent', 'resource_limit', 'worker_lost')),
    last_error   text,
    dead_reason  text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz,
    -- A job that waits can be claimed: one without attempts left is dead, never stuck.
    CHECK (state <> 'waiting' OR attempts < max_attempts),
    CHECK ((state = 'running') = (claim_token IS NOT NULL)),
    CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CHECK ((state = 'dead') = (dead_reason IS NOT NULL)),
    CHECK ((state IN ('done', 'dead')) = (finished_at IS NOT NULL))
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX jobs_claim ON jobs (queue, priority DESC, run_at) WHERE state = 'waiting';
CREATE INDEX jobs_lease ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_org ON jobs (org_id, id);
CREATE INDEX jobs_document ON jobs (document_id) WHERE document_id IS NOT NULL;

CREATE TABLE job_attempts (
    job_id       uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    claim_token  bigint NOT NULL,
    number       smallint NOT NULL,
    worker_id    uuid NOT NULL,
    outcome      text NOT NULL DEFAULT 'running'
        CHECK (outcome IN ('running', 'succeeded', 'failed', 'handed_back', 'worker_lost')),
    stage        text,
    stage_millis jsonb,
    failure_kind text,
    error        text,
    started_at   timestamptz NOT NULL DEFAULT now(),
    ended_at     timestamptz,
    PRIMARY KEY (job_id, claim_token)
);

-- Wakes idle workers: one notification a statement, however many rows.
CREATE FUNCTION notify_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('billify_jobs', '');
    RETURN NULL;
END $$;
CREATE TRIGGER jobs_inserted AFTER INSERT ON jobs
    FOR EACH STATEMENT EXECUTE FUNCTION notify_jobs();
