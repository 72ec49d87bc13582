//! URLs by which a browser puts a file straight into object storage.

use std::time::Duration;

use aws_sdk_s3::operation::put_object::builders::PutObjectFluentBuilder;
use aws_sdk_s3::presigning::PresigningConfig;

use super::ObjectsError;
use super::error::failed;

/// A signed request for one file of one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresignedPut {
    pub url: String,
    /// Headers the request must carry as they are here, besides those every client sets itself.
    pub headers: Vec<(String, String)>,
}

pub(super) async fn presign(
    request: PutObjectFluentBuilder,
    key: &str,
    byte_size: u64,
    valid_for: Duration,
) -> Result<PresignedPut, ObjectsError> {
    let unsignable = |source| ObjectsError::Refused { operation: "presign", source };
    let config = PresigningConfig::expires_in(valid_for).map_err(|e| unsignable(e.into()))?;
    let byte_size = i64::try_from(byte_size).map_err(|e| unsignable(e.into()))?;
    // The length is part of the signature: a file of another size is refused by the service.
    let signed = request.content_length(byte_size).presigned(config).await;
    let signed = signed.map_err(failed("presign", key))?;
    let headers = signed
        .headers()
        .filter(|(name, _)| !matches!(*name, "content-length" | "host"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Ok(PresignedPut { url: signed.uri().to_owned(), headers })
}
