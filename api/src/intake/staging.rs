//! Brings one file into object storage, so that it can become a document.
//!
//! Before anything is stored, a row in `uploads` says so; it is deleted in the transaction that
//! writes the document. What a failed request left is given back by [`Intake::discard`], and after
//! a crash by the sweep.

use billify_shared::domain::ids::{OrgId, UploadId};
use billify_shared::domain::media_type::MediaType;
use billify_shared::objects::{ContentHash, MultipartPut, keys};
use billify_shared::store::{content_lock, documents, uploads};
use bytes::Bytes;
use chrono::{TimeDelta, Utc};
use sea_orm::{ConnectionTrait, TransactionTrait};

use super::{Caller, Intake};
use crate::problem::Problem;

/// How long a request may take before the sweep believes that its process died.
const UPLOAD_LIFETIME: TimeDelta = TimeDelta::hours(2);

/// A file that was read to its end.
#[derive(Clone, Debug)]
pub(crate) struct ReadFile {
    pub filename: String,
    pub media_type: MediaType,
    pub byte_size: u64,
    pub hash: ContentHash,
}

/// A file whose bytes are in object storage under their content key.
#[derive(Clone, Debug)]
pub(crate) struct StagedFile {
    pub file: ReadFile,
    /// The row that keeps the bytes; none if a document has them already.
    pub intent: Option<UploadId>,
}

/// A large file on its way to a place of its own, until its hash is known.
#[derive(Debug)]
pub(crate) struct LargeFile {
    pub upload: UploadId,
    put: MultipartPut,
    finished: bool,
}

impl Intake {
    /// Starts to store a file whose hash is not known yet.
    pub(super) async fn start_large(
        &self,
        caller: Caller,
        filename: &str,
        media_type: MediaType,
    ) -> Result<LargeFile, Problem> {
        let upload = UploadId::new();
        let key = keys::upload(caller.org, upload);
        let put = self.objects.start_multipart(&key, media_type.as_str()).await?;
        let mut row = intent_row(caller, upload, filename, key);
        row.multipart_id = Some(put.multipart_id().to_owned());
        let large = LargeFile { upload, put, finished: false };
        if let Err(error) = uploads::insert(&self.db, row).await {
            self.abandon_large(caller.org, large).await;
            return Err(error.into());
        }
        Ok(large)
    }

    pub(super) async fn put_part(
        &self,
        large: &mut LargeFile,
        bytes: Bytes,
    ) -> Result<(), Problem> {
        Ok(large.put.put_part(bytes).await?)
    }

    /// Ends a large file and moves it to its content key, unless a document has the bytes.
    pub(super) async fn stage_large(
        &self,
        caller: Caller,
        mut large: LargeFile,
        file: ReadFile,
    ) -> Result<StagedFile, Problem> {
        let staged = match large.put.finish().await {
            Ok(()) => {
                large.finished = true;
                let key = keys::upload(caller.org, large.upload);
                self.stage_object(caller, &key, None, file).await
            }
            Err(error) => Err(error.into()),
        };
        self.abandon_large(caller.org, large).await;
        staged
    }

    /// Copies an object whose hash is known to its content key, unless a document has the bytes.
    pub(super) async fn stage_object(
        &self,
        caller: Caller,
        source_key: &str,
        etag: Option<&str>,
        file: ReadFile,
    ) -> Result<StagedFile, Problem> {
        let Some(intent) = self.declare(caller, &file).await? else {
            return Ok(StagedFile { file, intent: None });
        };
        match self.copy_once(caller.org, source_key, etag, &file).await {
            Ok(()) => Ok(StagedFile { file, intent: Some(intent) }),
            Err(problem) => {
                self.discard(caller.org, intent, &file.hash).await;
                Err(problem)
            }
        }
    }

    /// Copies under the content's lock, and only what is not there: an object that others may be
    /// reading is never replaced.
    async fn copy_once(
        &self,
        org: OrgId,
        source_key: &str,
        etag: Option<&str>,
        file: &ReadFile,
    ) -> Result<(), Problem> {
        let content_key = keys::original(org, &file.hash);
        let transaction = self.db.begin().await?;
        content_lock::lock(&transaction, org, file.hash.as_bytes()).await?;
        let there = self.objects.head(&content_key).await;
        if !there.is_ok_and(|object| object.byte_size == file.byte_size) {
            self.objects.copy(source_key, &content_key, etag).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Stores a file that is in memory, unless a document has the bytes.
    pub(super) async fn stage_small(
        &self,
        caller: Caller,
        file: ReadFile,
        bytes: Bytes,
    ) -> Result<StagedFile, Problem> {
        let Some(intent) = self.declare(caller, &file).await? else {
            return Ok(StagedFile { file, intent: None });
        };
        let key = keys::original(caller.org, &file.hash);
        if let Err(error) = self.objects.put(&key, bytes, file.media_type.as_str()).await {
            self.discard(caller.org, intent, &file.hash).await;
            return Err(error.into());
        }
        Ok(StagedFile { file, intent: Some(intent) })
    }

    /// Says that these bytes are about to be stored; `None` if a document has them.
    async fn declare(&self, caller: Caller, file: &ReadFile) -> Result<Option<UploadId>, Problem> {
        let upload = UploadId::new();
        let key = keys::original(caller.org, &file.hash);
        let mut row = intent_row(caller, upload, &file.filename, key);
        row.byte_size = i64::try_from(file.byte_size).unwrap_or(i64::MAX);
        row.sha256 = Some(file.hash.as_bytes().to_vec());
        let transaction = self.db.begin().await?;
        // Lost with the server, this row costs an object that nobody needs; nobody waits for a disk.
        transaction.execute_unprepared("SET LOCAL synchronous_commit = off").await?;
        content_lock::lock(&transaction, caller.org, file.hash.as_bytes()).await?;
        if documents::find_by_content(&transaction, caller.org, &file.hash).await?.is_some() {
            return Ok(None);
        }
        uploads::insert(&transaction, row).await?;
        transaction.commit().await?;
        Ok(Some(upload))
    }

    /// Gives back what a large file has in its own place. What fails is left to the sweep.
    pub(super) async fn abandon_large(&self, org: OrgId, large: LargeFile) {
        let key = keys::upload(org, large.upload);
        let given_back = async {
            if large.finished {
                self.objects.delete(&key).await?;
            } else {
                large.put.abort().await?;
            }
            uploads::delete(&self.db, org, large.upload).await?;
            Ok::<_, Problem>(())
        };
        if let Err(problem) = given_back.await {
            tracing::warn!(%problem, key, "an unfinished upload is left to the sweep");
        }
    }

    /// Gives back a staged file that becomes no document. What fails is left to the sweep.
    pub(super) async fn discard(&self, org: OrgId, intent: UploadId, hash: &ContentHash) {
        if let Err(problem) = self.release(org, intent, hash).await {
            tracing::warn!(%problem, upload.id = %intent, "an upload is left to the sweep");
        }
    }

    /// Deletes the row, and the objects if nobody else needs them.
    pub(super) async fn release(
        &self,
        org: OrgId,
        intent: UploadId,
        hash: &ContentHash,
    ) -> Result<(), Problem> {
        let transaction = self.db.begin().await?;
        content_lock::lock(&transaction, org, hash.as_bytes()).await?;
        uploads::delete(&transaction, org, intent).await?;
        let content_use = content_lock::content_use(&transaction, org, hash).await?;
        if content_use == content_lock::ContentUse::Unused {
            self.objects.delete(&keys::original(org, hash)).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

fn intent_row(caller: Caller, id: UploadId, filename: &str, object_key: String) -> uploads::Model {
    let now = Utc::now();
    uploads::Model {
        id,
        org_id: caller.org,
        user_id: Some(caller.user),
        filename: filename.to_owned(),
        // The least there is, until it is known.
        byte_size: 1,
        sha256: None,
        object_key,
        multipart_id: None,
        document_id: None,
        created_at: now,
        expires_at: now + UPLOAD_LIFETIME,
    }
}
