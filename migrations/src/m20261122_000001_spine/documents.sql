-- Documents, what was read from them, and the invoices they became.

CREATE TABLE documents (
    id               uuid PRIMARY KEY,
    org_id           uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    sha256           bytea NOT NULL CHECK (length(sha256) = 32),
    byte_size        bigint NOT NULL CHECK (byte_size > 0),
    media_type       text NOT NULL,
    filename         text NOT NULL,
    status           text NOT NULL CHECK (status IN ('queued', 'processing', 'ready', 'needs_review', 'failed')),
    page_count       integer,
    pages_read       integer NOT NULL DEFAULT 0,
    language         text,
    failure_code     text,
    failure_detail   text,
    job_id           uuid NOT NULL,
    uploaded_by      uuid REFERENCES users ON DELETE SET NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    deleted_at       timestamptz,
    CHECK ((status = 'failed') = (failure_code IS NOT NULL))
);
-- The same bytes are one document for as long as it is not deleted.
CREATE UNIQUE INDEX documents_content ON documents (org_id, sha256) WHERE deleted_at IS NULL;
CREATE INDEX documents_newest ON documents (org_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX documents_status ON documents (org_id, status, created_at DESC, id DESC) WHERE deleted_at IS NULL;

CREATE TABLE document_pages (
    document_id      uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
    org_id           uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    number           integer NOT NULL CHECK (number > 0),
    width            real NOT NULL,
    height           real NOT NULL,
    rotation_degrees smallint NOT NULL,
    skew_degrees     real NOT NULL,
    source           text NOT NULL CHECK (source IN ('text_layer', 'ocr', 'blank', 'xml')),
    word_count       integer NOT NULL,
    words_key        text NOT NULL,
    -- Null until the preview has been rendered.
    preview_key      text,
    PRIMARY KEY (document_id, number)
);

-- The first reading is kept beside the corrected invoice, so that accuracy can be measured.
CREATE TABLE extractions (
    id               uuid PRIMARY KEY,
    org_id           uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    document_id      uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
    sha256           bytea NOT NULL,
    pipeline_version integer NOT NULL,
    invoice          jsonb NOT NULL,
    stage_millis     jsonb NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    UNIQUE (document_id, sha256, pipeline_version)
);

CREATE TABLE invoices (
    id              uuid PRIMARY KEY,
    org_id          uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    document_id     uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
    extraction_id   uuid NOT NULL REFERENCES extractions,
    version         integer NOT NULL DEFAULT 1,
    status          text NOT NULL CHECK (status IN ('needs_review', 'ready', 'approved')),
    document_type   text NOT NULL,
    invoice_number  text,
    issue_date      date,
    due_date        date,
    currency        text,
    supplier_name   text,
    supplier_vat_id text,
    supplier_iban   text,
    customer_name   text,
    -- Without a fixed scale, so that an amount is given back as it was printed.
    total_net       numeric,
    total_tax       numeric,
    total_gross     numeric,
    amount_due      numeric,
    confidence      real NOT NULL,
    touchless       boolean NOT NULL,
    -- Every field with its evidence: the domain's `Invoice`.
    fields          jsonb NOT NULL,
    -- The descriptions of the lines, for the search.
    line_text       text NOT NULL DEFAULT '',
    search          tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple',
        coalesce(invoice_number, '') || ' ' || coalesce(supplier_name, '') || ' ' ||
        coalesce(supplier_vat_id, '') || ' ' || coalesce(supplier_iban, '') || ' ' ||
        coalesce(customer_name, '') || ' ' || coalesce(total_gross::text, '') || ' ' || line_text)) STORED,
    approved_by     uuid REFERENCES users ON DELETE SET NULL,
    approved_at     timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CHECK ((status = 'approved') = (approved_at IS NOT NULL))
);
CREATE UNIQUE INDEX invoices_document ON invoices (document_id);
CREATE INDEX invoices_newest ON invoices (org_id, created_at DESC, id DESC);
CREATE INDEX invoices_issued ON invoices (org_id, issue_date, id);
CREATE INDEX invoices_due ON invoices (org_id, due_date, id);
-- For finding the same invoice in two documents.
CREATE INDEX invoices_number ON invoices (org_id, invoice_number);
CREATE INDEX invoices_gross ON invoices (org_id, total_gross, id);
CREATE INDEX invoices_search ON invoices USING gin (search);

CREATE TABLE invoice_changes (
    id         uuid PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    invoice_id uuid NOT NULL REFERENCES invoices ON DELETE CASCADE,
    -- The version of the invoice after this change.
    version    integer NOT NULL,
    action     text NOT NULL CHECK (action IN ('extracted', 'corrected', 'approved', 'reopened')),
    -- Null for the system.
    user_id    uuid REFERENCES users ON DELETE SET NULL,
    -- [{"field", "before", "after"}]
    changes    jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX invoice_changes_invoice ON invoice_changes (invoice_id, version);

CREATE TABLE uploads (
    id          uuid PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    user_id     uuid REFERENCES users ON DELETE SET NULL,
    filename    text NOT NULL,
    byte_size   bigint NOT NULL CHECK (byte_size > 0),
    sha256      bytea,
    object_key  text NOT NULL,
    -- The storage's name of a multipart put, to give up after a crash.
    multipart_id text,
    document_id uuid REFERENCES documents ON DELETE SET NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL
);
CREATE INDEX uploads_expiry ON uploads (expires_at);
CREATE INDEX uploads_object ON uploads (org_id, object_key);
