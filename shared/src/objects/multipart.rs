//! Storing an object piece by piece, for content whose size is not known before its end.

use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use bytes::Bytes;

use super::error::failed;
use super::pieces::in_pieces;
use super::{Objects, ObjectsError};

/// The least a part may have, except the last.
pub const MINIMUM_PART_BYTES: usize = 5 * 1024 * 1024;

/// An object under way; nothing shows under its key before [`MultipartPut::finish`].
#[derive(Debug)]
pub struct MultipartPut {
    objects: Objects,
    key: String,
    multipart_id: String,
    parts: Vec<CompletedPart>,
}

impl Objects {
    /// # Errors
    /// When the service refuses or cannot be reached.
    pub async fn start_multipart(
        &self,
        key: &str,
        content_type: &str,
    ) -> Result<MultipartPut, ObjectsError> {
        let request = self.client.create_multipart_upload().bucket(&self.bucket).key(key);
        let answer = request.content_type(content_type).send().await;
        let answer = answer.map_err(failed("create_multipart_upload", key))?;
        let multipart_id = answer.upload_id.ok_or_else(|| ObjectsError::Refused {
            operation: "create_multipart_upload",
            source: "the answer names no upload".into(),
        })?;
        Ok(MultipartPut {
            objects: self.clone(),
            key: key.to_owned(),
            multipart_id,
            parts: Vec::new(),
        })
    }

    /// Gives up a multipart put that another process may have left; a missing one is given up.
    ///
    /// # Errors
    /// When the service refuses or cannot be reached.
    pub async fn abort_multipart(&self, key: &str, multipart_id: &str) -> Result<(), ObjectsError> {
        let request = self.client.abort_multipart_upload().bucket(&self.bucket).key(key);
        let answer = request.upload_id(multipart_id).send().await;
        match answer.map_err(failed("abort_multipart_upload", key)) {
            Ok(_) | Err(ObjectsError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

impl MultipartPut {
    /// The service's name for this put, for [`Objects::abort_multipart`] after a crash.
    #[must_use]
    pub fn multipart_id(&self) -> &str {
        &self.multipart_id
    }

    /// Stores the next part; all but the last have at least [`MINIMUM_PART_BYTES`].
    ///
    /// # Errors
    /// When the service refuses or cannot be reached.
    pub async fn put_part(&mut self, bytes: Bytes) -> Result<(), ObjectsError> {
        let number = i32::try_from(self.parts.len() + 1).unwrap_or(i32::MAX);
        let client = &self.objects.client;
        let request = client.upload_part().bucket(&self.objects.bucket).key(&self.key);
        let request = request.upload_id(&self.multipart_id).part_number(number);
        let answer = request.body(in_pieces(bytes)).send().await;
        let answer = answer.map_err(failed("upload_part", &self.key))?;
        let part = CompletedPart::builder().part_number(number).set_e_tag(answer.e_tag).build();
        self.parts.push(part);
        Ok(())
    }

    /// Joins the parts: from now on the object is there.
    ///
    /// # Errors
    /// When the service refuses or cannot be reached; [`Self::abort`] is then still possible.
    pub async fn finish(&mut self) -> Result<(), ObjectsError> {
        let parts = std::mem::take(&mut self.parts);
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        let client = &self.objects.client;
        let request =
            client.complete_multipart_upload().bucket(&self.objects.bucket).key(&self.key);
        let request = request.upload_id(&self.multipart_id).multipart_upload(parts);
        request.send().await.map_err(failed("complete_multipart_upload", &self.key))?;
        Ok(())
    }

    /// Gives the parts back.
    ///
    /// # Errors
    /// When the service refuses or cannot be reached.
    pub async fn abort(&self) -> Result<(), ObjectsError> {
        self.objects.abort_multipart(&self.key, &self.multipart_id).await
    }
}
