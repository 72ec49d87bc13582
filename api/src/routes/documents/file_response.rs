//! Answers that are a file from object storage, whole or in part.

use billify_shared::domain::media_type::MediaType;
use billify_shared::objects::{ByteRange, Objects};
use futures::TryStreamExt;
use poem::http::{HeaderMap, StatusCode, header};
use poem::{Body, IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{
    MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
};

use super::range::{Wanted, wanted};
use crate::problem::Problem;

/// A file that a document was uploaded as.
#[derive(Debug)]
pub(crate) struct FileResponse(Response);

/// The picture of a page.
#[derive(Debug)]
pub(crate) struct ImageResponse(Response);

/// What is sent and how it is called.
#[derive(Debug)]
pub(crate) struct StoredFile<'a> {
    pub key: &'a str,
    pub media_type: &'a str,
    pub byte_size: u64,
    /// Names these bytes for ever.
    pub etag: String,
    pub filename: &'a str,
}

impl StoredFile<'_> {
    /// # Errors
    /// 416 for a range outside of the file, 503 when storage does not answer.
    pub(crate) async fn respond(
        &self,
        objects: &Objects,
        headers: &HeaderMap,
    ) -> Result<FileResponse, Problem> {
        let wanted = wanted(headers, &self.etag, self.byte_size)?;
        if wanted == Wanted::NotModified {
            let response = Response::builder().header(header::ETAG, &self.etag);
            return Ok(FileResponse(response.status(StatusCode::NOT_MODIFIED).finish()));
        }
        let range = match wanted {
            Wanted::Part(range) => Some(range),
            Wanted::Whole | Wanted::NotModified => None,
        };
        let object = objects.open(self.key, range).await?;
        let mut response = Response::builder()
            .content_type(self.media_type)
            .header(header::CONTENT_LENGTH, object.length)
            .header(header::ACCEPT_RANGES, "bytes")
            .header(header::ETAG, &self.etag)
            .header(header::CACHE_CONTROL, "private, max-age=0, must-revalidate")
            .header(header::CONTENT_DISPOSITION, disposition(self.filename))
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            // Whatever a file contains, it runs nothing in our name.
            .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
        if let Some(ByteRange { first, last }) = range {
            let content_range = format!("bytes {first}-{last}/{}", self.byte_size);
            response = response
                .status(StatusCode::PARTIAL_CONTENT)
                .header(header::CONTENT_RANGE, content_range);
        }
        let chunks = object.into_stream().map_err(std::io::Error::other);
        Ok(FileResponse(response.body(Body::from_bytes_stream(chunks))))
    }
}

impl FileResponse {
    #[must_use]
    pub(crate) fn into_image(self) -> ImageResponse {
        ImageResponse(self.0)
    }
}

/// Shown in the browser under the file's name. Quotes, line ends and other alphabets cannot break
/// out of the header: the plain form keeps safe characters only, the other one is encoded.
fn disposition(filename: &str) -> String {
    let plain: String = filename
        .chars()
        .map(|character| {
            let safe = character.is_ascii_alphanumeric() || " ._-()".contains(character);
            if safe { character } else { '_' }
        })
        .collect();
    let mut encoded = String::new();
    for byte in filename.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("inline; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

impl IntoResponse for FileResponse {
    fn into_response(self) -> Response {
        self.0
    }
}

impl IntoResponse for ImageResponse {
    fn into_response(self) -> Response {
        self.0
    }
}

impl ApiResponse for FileResponse {
    fn meta() -> MetaResponses {
        metadata(&MediaType::ALL.map(MediaType::as_str))
    }

    fn register(_registry: &mut Registry) {}
}

impl ApiResponse for ImageResponse {
    fn meta() -> MetaResponses {
        metadata(&["image/jpeg", "image/webp", "image/png"])
    }

    fn register(_registry: &mut Registry) {}
}

fn metadata(content_types: &[&'static str]) -> MetaResponses {
    let content = || {
        let binary =
            || MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")));
        content_types
            .iter()
            .map(|content_type| MetaMediaType { content_type, schema: binary() })
            .collect()
    };
    let answer = |status, description, content: Vec<MetaMediaType>| MetaResponse {
        description,
        status: Some(status),
        status_range: None,
        content,
        headers: vec![text_header("ETag", "Names these bytes for ever.")],
    };
    MetaResponses {
        responses: vec![
            answer(200, "The whole file.", content()),
            answer(206, "The bytes that `Range` asked for.", content()),
            answer(304, "It is the one named in `If-None-Match`.", Vec::new()),
        ],
    }
}

fn text_header(name: &str, description: &str) -> MetaHeader {
    MetaHeader {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        required: false,
        deprecated: false,
        schema: MetaSchemaRef::Inline(Box::new(MetaSchema::new("string"))),
    }
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_cannot_break_out_of_the_header() {
        assert_eq!(
            disposition("Re\"ch;nung\n ü.pdf"),
            "inline; filename=\"Re_ch_nung_ _.pdf\"; \
             filename*=UTF-8''Re%22ch%3Bnung%0A%20%C3%BC.pdf"
        );
    }
}
