//! Turns staged files into documents with their jobs: one transaction a request.

use billify_shared::domain::ids::{DocumentId, InvoiceId, OrgId};
use billify_shared::objects::ContentHash;
use billify_shared::queue::{self, NewJob};
use billify_shared::store::documents::NewDocument;
use billify_shared::store::events::{self, EventKind};
use billify_shared::store::{documents, uploads};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use serde_json::json;

use super::staging::StagedFile;
use super::{Caller, Intake};
use crate::problem::Problem;

/// What an accepted file is now.
#[derive(Clone, Debug)]
pub struct Taken {
    pub document: documents::Model,
    /// Read from it already, if it is a duplicate.
    pub invoice: Option<InvoiceId>,
    /// Somebody uploaded the same bytes before.
    pub duplicate: bool,
}

impl Intake {
    /// Writes documents and jobs for all files, in the order given, and their events last.
    ///
    /// The first document gets `id` if it is new.
    pub(super) async fn write(
        &self,
        transaction: &DatabaseTransaction,
        caller: Caller,
        staged: &[StagedFile],
        id: Option<DocumentId>,
    ) -> Result<Vec<Taken>, Problem> {
        // Two requests with the same files in another order would otherwise wait for each other.
        let mut order: Vec<usize> = (0..staged.len()).collect();
        order.sort_by_key(|index| staged[*index].file.hash);
        let mut taken: Vec<Option<Taken>> = vec![None; staged.len()];
        for index in order {
            let id = id.filter(|_| index == 0).unwrap_or_else(DocumentId::new);
            taken[index] = Some(self.write_one(transaction, caller, &staged[index], id).await?);
        }
        let taken: Vec<Taken> = taken.into_iter().flatten().collect();
        for new in taken.iter().filter(|taken| !taken.duplicate) {
            let payload = json!({ "status": new.document.status });
            let subject = new.document.id.0;
            events::append(transaction, caller.org, EventKind::DocumentChanged, subject, payload)
                .await?;
        }
        Ok(taken)
    }

    async fn write_one(
        &self,
        transaction: &DatabaseTransaction,
        caller: Caller,
        staged: &StagedFile,
        id: DocumentId,
    ) -> Result<Taken, Problem> {
        let Some(intent) = staged.intent else {
            return existing(transaction, caller.org, &staged.file.hash).await;
        };
        let job = NewJob::read_document(caller.org, id, self.max_attempts);
        let new = NewDocument {
            id,
            hash: staged.file.hash,
            byte_size: staged.file.byte_size,
            media_type: staged.file.media_type.as_str().to_owned(),
            filename: staged.file.filename.clone(),
            job_id: job.id,
            uploaded_by: caller.user,
        };
        let taken = match documents::insert(transaction, caller.org, new).await? {
            Some(document) => {
                queue::enqueue(transaction, job).await?;
                Taken { document, invoice: None, duplicate: false }
            }
            None => existing(transaction, caller.org, &staged.file.hash).await?,
        };
        uploads::delete(transaction, caller.org, intent).await?;
        Ok(taken)
    }
}

/// The document that has these bytes already.
async fn existing(
    transaction: &DatabaseTransaction,
    org: OrgId,
    hash: &ContentHash,
) -> Result<Taken, Problem> {
    let document = documents::find_by_content(transaction, org, hash).await?;
    // It was there a moment ago and has been deleted since: the next attempt stores the file anew.
    let document = document
        .ok_or_else(|| Problem::unavailable("the document with these bytes was deleted"))?;
    let invoice = invoice_of(transaction, org, document.id).await?;
    Ok(Taken { document, invoice, duplicate: true })
}

pub(super) async fn invoice_of(
    connection: &impl ConnectionTrait,
    org: OrgId,
    document: DocumentId,
) -> Result<Option<InvoiceId>, DbErr> {
    Ok(documents::invoices_of(connection, org, &[document]).await?.remove(&document))
}
