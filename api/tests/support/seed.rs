//! An organisation's document with its pages, invoice, job and upload, as the worker leaves them.

use billify_shared::domain::ids::{DocumentId, InvoiceId, JobId, OrgId, UploadId};
use billify_shared::domain::invoice::{Invoice, InvoiceLine};
use billify_shared::domain::page::BoundingBox;
use billify_shared::objects::{ContentHash, keys};
use billify_shared::store::{invoices, organisations};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::TestApi;

#[derive(Clone, Copy, Debug)]
pub struct Seeded {
    pub document: DocumentId,
    pub invoice: InvoiceId,
    pub job: JobId,
    pub upload: UploadId,
}

/// A document that was read into this invoice; its job is dead, as if a later one had failed.
pub async fn seed(api: &TestApi, org: OrgId, invoice: &Invoice) -> Seeded {
    let seeded = Seeded {
        document: DocumentId::new(),
        invoice: InvoiceId::new(),
        job: JobId::new(),
        upload: UploadId::new(),
    };
    let Seeded { document, job, upload, .. } = seeded;
    let content = format!("%PDF-1.7 {document}");
    let hash = ContentHash::of(content.as_bytes());
    let extraction = Uuid::now_v7();
    let (words, preview) = (keys::words(org, &hash, 1, 1), keys::preview(org, &hash, 1, 1));
    let sql = format!(
        "INSERT INTO documents (id, org_id, sha256, byte_size, media_type, filename, status, page_count, pages_read, job_id)
         VALUES ('{document}', '{org}', '\\x{hash}', {length}, 'application/pdf', 'seeded.pdf', 'needs_review', 1, 1, '{job}');
         INSERT INTO document_pages (document_id, org_id, number, width, height, rotation_degrees, skew_degrees, source, word_count, words_key, preview_key)
         VALUES ('{document}', '{org}', 1, 595, 842, 0, 0, 'text_layer', 0, '{words}', '{preview}');
         INSERT INTO extractions (id, org_id, document_id, sha256, pipeline_version, invoice, stage_millis)
         VALUES ('{extraction}', '{org}', '{document}', '\\x{hash}', 1, '{{}}', '{{}}');
         INSERT INTO jobs (id, org_id, queue, kind, payload, document_id, state, max_attempts, dead_reason, finished_at)
         VALUES ('{job}', '{org}', 'documents', 'render_pages', '{{}}', '{document}', 'dead', 5, 'test', now());
         INSERT INTO uploads (id, org_id, filename, byte_size, object_key, expires_at)
         VALUES ('{upload}', '{org}', 'later.pdf', 10, '{upload_key}', now() + interval '1 hour');",
        length = content.len(),
        upload_key = keys::upload(org, upload),
    );
    api.state.db.execute_unprepared(&sql).await.unwrap();
    insert_invoice(api, org, seeded, extraction, invoice).await;
    let objects = &api.state.objects;
    objects.put(&keys::original(org, &hash), content, "application/pdf").await.unwrap();
    let page = r#"{"number":1,"width":595,"height":842,"rotation_degrees":0,"skew_degrees":0,
        "source":"text_layer","languages":[],"words":[]}"#;
    objects.put(&words, page, "application/json").await.unwrap();
    objects.put(&preview, "not really a picture", "image/jpeg").await.unwrap();
    seeded
}

async fn insert_invoice(
    api: &TestApi,
    org: OrgId,
    seeded: Seeded,
    extraction_id: Uuid,
    invoice: &Invoice,
) {
    // Distinct times, so that the order of creation is known.
    let now = chrono::Utc::now();
    let mut row = invoices::Model {
        id: seeded.invoice,
        org_id: org,
        document_id: seeded.document,
        extraction_id,
        version: 1,
        status: "needs_review".to_owned(),
        document_type: String::new(),
        invoice_number: None,
        issue_date: None,
        due_date: None,
        currency: None,
        supplier_name: None,
        supplier_vat_id: None,
        supplier_iban: None,
        customer_name: None,
        total_net: None,
        total_tax: None,
        total_gross: None,
        amount_due: None,
        confidence: 0.0,
        touchless: false,
        fields: serde_json::Value::Null,
        line_text: String::new(),
        approved_by: None,
        approved_at: None,
        created_at: now,
        updated_at: now,
    };
    row.take_over(invoice).unwrap();
    let insert = invoices::Entity::insert(row.into_active_model());
    insert.exec_without_returning(&api.state.db).await.unwrap();
    assert!(organisations::find(&api.state.db, org).await.unwrap().is_some());
}

impl Seeded {
    /// An invoice as the worker would read it.
    pub fn sample_invoice(number: &str, supplier: &str, gross: Option<&str>) -> Invoice {
        let mut invoice = Invoice::default();
        invoice.invoice_number.value = Some(number.to_owned());
        invoice.supplier_name.value = Some(supplier.to_owned());
        invoice.currency.value = Some("EUR".to_owned());
        invoice.total_gross.value = gross.map(|gross| gross.parse().unwrap());
        invoice.total_gross.raw = gross.map(str::to_owned);
        invoice.total_gross.page = Some(1);
        invoice.total_gross.bbox = Some(BoundingBox::from([0.1, 0.2, 0.3, 0.4]));
        let mut line = InvoiceLine::default();
        line.description.value = Some("Espresso beans".to_owned());
        line.amount.value = Some("100.00".parse().unwrap());
        invoice.lines = vec![line];
        invoice
    }
}
