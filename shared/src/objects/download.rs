//! Reading an object, whole or in part, without holding it in memory.

use std::fmt;

use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use futures::{Stream, stream};

use super::error::failed;
use super::{ObjectInfo, Objects, ObjectsError};

/// The bytes from `first` to `last`, both included, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    pub first: u64,
    pub last: u64,
}

/// An object's content as it arrives.
pub struct ObjectStream {
    /// `byte_size` is that of the answer, which is less than the object's for a range.
    pub info: ObjectInfo,
    /// Bytes of this answer.
    pub length: u64,
    body: ByteStream,
}

impl fmt::Debug for ObjectStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectStream").field("info", &self.info).finish_non_exhaustive()
    }
}

impl ObjectStream {
    /// The next piece, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, ObjectsError>> {
        Some(self.body.next().await?.map_err(ObjectsError::interrupted))
    }

    /// All pieces.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, ObjectsError>> + Send + 'static {
        stream::unfold(self, |mut object| async move {
            let chunk = object.next().await?;
            Some((chunk, object))
        })
    }
}

impl Objects {
    /// Starts to read an object.
    ///
    /// # Errors
    /// `NotFound`, `RangeNotSatisfiable`, or when the service refuses or cannot be reached.
    pub async fn open(
        &self,
        key: &str,
        range: Option<ByteRange>,
    ) -> Result<ObjectStream, ObjectsError> {
        let request = self.client.get_object().bucket(&self.bucket).key(key);
        let range = range.map(|ByteRange { first, last }| format!("bytes={first}-{last}"));
        let answer = request.set_range(range).send().await.map_err(failed("get_object", key))?;
        let length = answer.content_length().and_then(|size| size.try_into().ok()).unwrap_or(0);
        let info =
            ObjectInfo { byte_size: length, content_type: answer.content_type, etag: answer.e_tag };
        Ok(ObjectStream { info, length, body: answer.body })
    }
}
