//! Uploads that go straight to object storage: announced, put, completed.
//!
//! Nothing of what the client announces is believed: size, type and hash are taken from the stored
//! bytes before a document is made of them.

use std::time::Duration;

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use billify_shared::domain::ids::{DocumentId, UploadId};
use billify_shared::domain::media_type::{MediaType, SNIFF_LENGTH};
use billify_shared::objects::{ContentHash, ContentHasher, ObjectsError, PresignedPut, keys};
use billify_shared::store::{documents, uploads};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::TransactionTrait;

use super::commit::invoice_of;
use super::receiving::unsupported_type;
use super::staging::{ReadFile, StagedFile};
use super::{Caller, Intake, Outcome, Taken, filename};
use crate::problem::{Problem, ProblemCode};

/// How long a completed upload gives the same answer again.
const COMPLETED_LIFETIME: TimeDelta = TimeDelta::hours(24);

/// What a client says about a file that it is going to put.
#[derive(Clone, Debug)]
pub struct NewDirectUpload {
    pub filename: String,
    pub byte_size: u64,
    pub hash: Option<ContentHash>,
}

/// Where to put it.
#[derive(Clone, Debug)]
pub struct DirectUpload {
    pub id: UploadId,
    pub put: PresignedPut,
    pub expires_at: DateTime<Utc>,
}

impl Intake {
    /// Announces a file that the client puts into object storage itself.
    ///
    /// # Errors
    /// When the file would be refused.
    pub async fn announce(
        &self,
        caller: Caller,
        new: NewDirectUpload,
    ) -> Result<DirectUpload, Problem> {
        let filename = filename::check(Some(&new.filename))?;
        if new.byte_size == 0 {
            let detail = "The file has no content.";
            return Err(DocumentProblem::new(DocumentProblemCode::EmptyFile, detail).into());
        }
        if new.byte_size > self.limits.max_file_bytes {
            return Err(self.too_large().into());
        }
        let id = UploadId::new();
        let key = keys::upload(caller.org, id);
        let valid_for = self.config.direct_upload_time();
        let put = self.objects.presign_put(&key, new.byte_size, valid_for).await?;
        let created_at = Utc::now();
        let expires_at = created_at + time_delta(valid_for);
        let row = uploads::Model {
            id,
            org_id: caller.org,
            user_id: Some(caller.user),
            filename,
            byte_size: i64::try_from(new.byte_size).unwrap_or(i64::MAX),
            sha256: new.hash.map(|hash| hash.as_bytes().to_vec()),
            object_key: key,
            multipart_id: None,
            document_id: None,
            created_at,
            expires_at,
        };
        uploads::insert(&self.db, row).await?;
        Ok(DirectUpload { id, put, expires_at })
    }

    /// Makes a document of a file that has been put. The same call gives the same answer again.
    ///
    /// # Errors
    /// When the file is missing, not what was announced, or would be refused.
    pub async fn complete(&self, caller: Caller, id: UploadId) -> Result<Outcome, Problem> {
        let row = uploads::find(&self.db, caller.org, id).await?;
        let row = row.ok_or_else(|| Problem::not_found("upload"))?;
        if row.document_id.is_some() {
            return self.completed_before(caller, row).await;
        }
        if row.expires_at < Utc::now() {
            let detail = "Announce the upload again.";
            return Err(Problem::new(ProblemCode::UploadExpired, detail));
        }
        let intake = self.clone();
        let task = tokio::spawn(async move { intake.verify_and_take(caller, row).await });
        task.await.map_err(Problem::internal)?
    }

    async fn verify_and_take(
        &self,
        caller: Caller,
        row: uploads::Model,
    ) -> Result<Outcome, Problem> {
        let (file, etag) = self.verify(&row).await?;
        let etag = etag.as_deref();
        let staged = self.stage_object(caller, &row.object_key, etag, file).await?;
        let outcome = self.take(caller, row.id, &staged).await;
        if outcome.is_err()
            && let Some(intent) = staged.intent
        {
            self.discard(caller.org, intent, &staged.file.hash).await;
        }
        if outcome.is_ok()
            && let Err(error) = self.objects.delete(&row.object_key).await
        {
            tracing::warn!(%error, "an uploaded object is left to the sweep");
        }
        outcome
    }

    async fn take(
        &self,
        caller: Caller,
        id: UploadId,
        staged: &StagedFile,
    ) -> Result<Outcome, Problem> {
        let transaction = self.db.begin().await?;
        let row = uploads::find_locked(&transaction, caller.org, id).await?;
        let mut row = row.ok_or_else(|| Problem::not_found("upload"))?;
        if row.document_id.is_some() {
            // Somebody completed it meanwhile; what was staged twice is one document anyway.
            if let Some(intent) = staged.intent {
                uploads::delete(&transaction, caller.org, intent).await?;
            }
            transaction.commit().await?;
            return self.completed_before(caller, row).await;
        }
        // The document takes over the upload's identifier: so a repeated call can tell whether it
        // was this upload that brought the file.
        let document = DocumentId(id.0);
        let taken =
            self.write(&transaction, caller, std::slice::from_ref(staged), Some(document)).await?;
        let Some(taken) = taken.into_iter().next() else {
            return Err(Problem::internal("no document was written"));
        };
        row.expires_at = Utc::now() + COMPLETED_LIFETIME;
        uploads::set_document(&transaction, row, taken.document.id).await?;
        transaction.commit().await?;
        Ok(Outcome::Taken { filename: staged.file.filename.clone(), taken })
    }

    async fn completed_before(
        &self,
        caller: Caller,
        row: uploads::Model,
    ) -> Result<Outcome, Problem> {
        let document = match row.document_id {
            Some(document) => documents::find(&self.db, caller.org, document).await?,
            None => None,
        };
        let document = document.ok_or_else(|| Problem::not_found("upload"))?;
        let duplicate = document.id.0 != row.id.0;
        let invoice = invoice_of(&self.db, caller.org, document.id).await?;
        let taken = Taken { document, invoice, duplicate };
        Ok(Outcome::Taken { filename: row.filename, taken })
    }

    /// Reads the stored bytes and compares them with what was announced.
    async fn verify(&self, row: &uploads::Model) -> Result<(ReadFile, Option<String>), Problem> {
        let mut object = match self.objects.open(&row.object_key, None).await {
            Err(ObjectsError::NotFound { .. }) => {
                let detail = "PUT the file to the URL of the upload first.";
                return Err(Problem::new(ProblemCode::UploadMissing, detail));
            }
            object => object?,
        };
        let announced = u64::try_from(row.byte_size).unwrap_or(0);
        if object.length != announced {
            let detail = format!(
                "{} bytes were uploaded, {announced} were announced. Upload the file again.",
                object.length
            );
            return Err(Problem::new(ProblemCode::UploadSizeMismatch, detail));
        }
        let mut hasher = ContentHasher::default();
        let mut head = Vec::with_capacity(SNIFF_LENGTH);
        let mut byte_size = 0;
        while let Some(chunk) = object.next().await {
            let chunk = chunk?;
            hasher.update(&chunk);
            byte_size += chunk.len() as u64;
            let missing = SNIFF_LENGTH.saturating_sub(head.len()).min(chunk.len());
            head.extend_from_slice(&chunk[..missing]);
            if head.len() >= SNIFF_LENGTH && MediaType::sniff(&head).is_none() {
                break;
            }
        }
        let media_type = MediaType::sniff(&head).ok_or_else(unsupported_type)?;
        let hash = hasher.finish();
        if row.sha256.as_deref().is_some_and(|announced| announced != hash.as_bytes()) {
            let detail = format!("The uploaded file has the SHA-256 {hash}. Upload it again.");
            return Err(Problem::new(ProblemCode::UploadHashMismatch, detail));
        }
        let filename = row.filename.clone();
        Ok((ReadFile { filename, media_type, byte_size, hash }, object.info.etag))
    }
}

fn time_delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
