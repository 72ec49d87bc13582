DROP TABLE uploads, invoice_changes, invoices, extractions, document_pages, documents;
DROP TABLE job_attempts, jobs, workers;
DROP FUNCTION notify_jobs;
DROP SEQUENCE job_claim_tokens;
DROP TABLE events, idempotency_keys, sessions, users, organisations;
