//! Object storage: any S3-compatible service, by path-style requests.
//!
//! Keys are made in [`keys`] only. Every failure is one of [`ObjectsError`], so that a caller can
//! tell what is missing from what is merely away for a moment.

mod client;
mod download;
mod error;
mod hash;
pub mod keys;
mod multipart;
mod pieces;
mod presign;

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};

pub use download::{ByteRange, ObjectStream};
pub use error::ObjectsError;
pub use hash::{ContentHash, ContentHasher, NotAContentHash};
pub use multipart::{MINIMUM_PART_BYTES, MultipartPut};
pub use presign::PresignedPut;

use crate::config::ObjectsConfig;
use error::failed;

/// How many objects of a prefix are deleted at once.
const CONCURRENT_DELETES: usize = 8;

/// A bucket of an S3 service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Objects {
    client: Client,
    /// Signs with the address that browsers use.
    public_client: Client,
    bucket: String,
}

/// What is known of an object without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectInfo {
    pub byte_size: u64,
    pub content_type: Option<String>,
    pub etag: Option<String>,
}

impl Objects {
    /// Makes no request; [`Self::check`] shows whether the bucket can be reached.
    #[must_use]
    pub fn new(config: &ObjectsConfig) -> Self {
        let public_endpoint = config.public_endpoint.as_ref().unwrap_or(&config.endpoint);
        Self {
            client: client::connect(config, &config.endpoint),
            public_client: client::connect(config, public_endpoint),
            bucket: config.bucket.clone(),
        }
    }

    /// Whether the bucket answers.
    ///
    /// # Errors
    /// When it does not exist, refuses the credentials, or cannot be reached.
    pub async fn check(&self) -> Result<(), ObjectsError> {
        let request = self.client.head_bucket().bucket(&self.bucket);
        request.send().await.map_err(failed("head_bucket", &self.bucket))?;
        Ok(())
    }

    /// Creates the bucket when it is missing.
    ///
    /// # Errors
    /// When the service refuses or cannot be reached.
    pub async fn ensure_bucket(&self) -> Result<(), ObjectsError> {
        match self.check().await {
            Err(ObjectsError::NotFound { .. }) => {}
            other => return other,
        }
        let request = self.client.create_bucket().bucket(&self.bucket);
        match request.send().await.map_err(failed("create_bucket", &self.bucket)) {
            // Another process was faster.
            Err(_) if self.check().await.is_ok() => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Ok(()),
        }
    }

    /// Stores an object, replacing the one of that key.
    ///
    /// # Errors
    /// When the service refuses or cannot be reached.
    pub async fn put(
        &self,
        key: &str,
        bytes: impl Into<Bytes>,
        content_type: &str,
    ) -> Result<(), ObjectsError> {
        let request = self.client.put_object().bucket(&self.bucket).key(key);
        let request = request.content_type(content_type).body(ByteStream::from(bytes.into()));
        request.send().await.map_err(failed("put_object", key))?;
        Ok(())
    }

    /// Size, type and entity tag of an object.
    ///
    /// # Errors
    /// `NotFound`, or when the service refuses or cannot be reached.
    pub async fn head(&self, key: &str) -> Result<ObjectInfo, ObjectsError> {
        let request = self.client.head_object().bucket(&self.bucket).key(key);
        let answer = request.send().await.map_err(failed("head_object", key))?;
        Ok(ObjectInfo {
            byte_size: answer.content_length().and_then(|size| size.try_into().ok()).unwrap_or(0),
            content_type: answer.content_type,
            etag: answer.e_tag,
        })
    }

    /// Deletes an object; one that is not there is deleted already.
    ///
    /// # Errors
    /// When the service refuses or cannot be reached.
    pub async fn delete(&self, key: &str) -> Result<(), ObjectsError> {
        let request = self.client.delete_object().bucket(&self.bucket).key(key);
        match request.send().await.map_err(failed("delete_object", key)) {
            Ok(_) | Err(ObjectsError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Deletes every object whose key starts with `prefix`; answers how many there were.
    ///
    /// # Errors
    /// When the service refuses or cannot be reached; some objects may be gone by then.
    pub async fn delete_prefix(&self, prefix: &str) -> Result<u64, ObjectsError> {
        let keys = self.list(prefix).await?;
        let deleted = keys.len() as u64;
        stream::iter(keys.iter().map(Ok::<_, ObjectsError>))
            .try_for_each_concurrent(CONCURRENT_DELETES, |key| self.delete(key))
            .await?;
        Ok(deleted)
    }

    /// The keys that start with `prefix`.
    ///
    /// # Errors
    /// When the service refuses or cannot be reached.
    pub async fn list(&self, prefix: &str) -> Result<Vec<String>, ObjectsError> {
        let request = self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix);
        let mut pages = request.into_paginator().send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(failed("list_objects", prefix))?;
            keys.extend(page.contents.unwrap_or_default().into_iter().filter_map(|it| it.key));
        }
        Ok(keys)
    }

    /// Copies an object within the service. With `etag`, only if the source is still that version.
    ///
    /// # Errors
    /// `NotFound`, `Changed`, or when the service refuses or cannot be reached.
    pub async fn copy(&self, from: &str, to: &str, etag: Option<&str>) -> Result<(), ObjectsError> {
        let source = format!("{}/{from}", self.bucket);
        let request = self.client.copy_object().bucket(&self.bucket).key(to).copy_source(source);
        let request = request.set_copy_source_if_match(etag.map(str::to_owned));
        request.send().await.map_err(failed("copy_object", from))?;
        Ok(())
    }

    /// A URL by which anyone can put exactly `byte_size` bytes at `key` until it expires.
    ///
    /// # Errors
    /// When the request cannot be signed, for instance for a validity of more than a week.
    pub async fn presign_put(
        &self,
        key: &str,
        byte_size: u64,
        valid_for: Duration,
    ) -> Result<PresignedPut, ObjectsError> {
        let request = self.public_client.put_object().bucket(&self.bucket).key(key);
        presign::presign(request, key, byte_size, valid_for).await
    }

    /// The whole object, unless it has more than `max_bytes`.
    ///
    /// # Errors
    /// `NotFound`, `TooLarge`, or when the service refuses or cannot be reached.
    pub async fn get(&self, key: &str, max_bytes: u64) -> Result<Bytes, ObjectsError> {
        let object = self.open(key, None).await?;
        let too_large = || ObjectsError::TooLarge { key: key.to_owned(), max_bytes };
        if object.length > max_bytes {
            return Err(too_large());
        }
        let mut content = Vec::with_capacity(usize::try_from(object.length).unwrap_or(0));
        let mut chunks = object.into_stream().boxed();
        while let Some(chunk) = chunks.try_next().await? {
            if (content.len() + chunk.len()) as u64 > max_bytes {
                return Err(too_large());
            }
            content.extend_from_slice(&chunk);
        }
        Ok(content.into())
    }
}
