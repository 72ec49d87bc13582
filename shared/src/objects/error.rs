//! What can go wrong with object storage, told by what a caller can do about it.

use std::error::Error;

use aws_sdk_s3::error::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::domain::failure::FailureKind;

type Source = Box<dyn Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ObjectsError {
    #[error("there is no object {key}")]
    NotFound { key: String },
    /// The object is no longer the version that was asked for.
    #[error("the object {key} was replaced meanwhile")]
    Changed { key: String },
    #[error("the object {key} has more than {max_bytes} bytes")]
    TooLarge { key: String, max_bytes: u64 },
    #[error("the object {key} does not have the bytes asked for")]
    RangeNotSatisfiable { key: String },
    /// Trying again later may help.
    #[error("object storage could not be reached for {operation}")]
    Unavailable { operation: &'static str, source: Source },
    /// Trying again will not help: credentials, rights, or a request that is not understood.
    #[error("object storage refused {operation}")]
    Refused { operation: &'static str, source: Source },
}

impl ObjectsError {
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// Whether work that met this failure is worth another attempt.
    #[must_use]
    pub fn failure_kind(&self) -> FailureKind {
        match self {
            Self::Unavailable { .. } | Self::Refused { .. } | Self::Changed { .. } => {
                FailureKind::Transient
            }
            Self::NotFound { .. } | Self::TooLarge { .. } | Self::RangeNotSatisfiable { .. } => {
                FailureKind::Permanent
            }
        }
    }

    pub(super) fn interrupted(source: impl Error + Send + Sync + 'static) -> Self {
        Self::Unavailable { operation: "get_object", source: Box::new(source) }
    }
}

/// Turns a failure of the client into ours; `subject` is the key.
pub(super) fn failed<E>(
    operation: &'static str,
    subject: &str,
) -> impl FnOnce(SdkError<E>) -> ObjectsError
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    let key = subject.to_owned();
    move |error| {
        let status = error.raw_response().map(|response| response.status().as_u16());
        let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
        match (status, code) {
            (_, Some("NoSuchKey" | "NoSuchBucket" | "NotFound")) | (Some(404), _) => {
                ObjectsError::NotFound { key }
            }
            (Some(412), _) => ObjectsError::Changed { key },
            (Some(416), _) => ObjectsError::RangeNotSatisfiable { key },
            (Some(status), _) if (400..500).contains(&status) && status != 429 => {
                ObjectsError::Refused { operation, source: Box::new(error) }
            }
            _ => ObjectsError::Unavailable { operation, source: Box::new(error) },
        }
    }
}
