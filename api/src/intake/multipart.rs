//! The files of a `multipart/form-data` request, one after the other, as they arrive.

use bytes::Bytes;
use multer::{Field, Multipart};
use poem::http::header::CONTENT_DISPOSITION;

use super::body::{BodyFault, BodyHandle, BodyLimits, limited};
use super::filename;
use crate::problem::{Problem, ProblemCode};

/// The only part of the form.
pub const FILE_PART: &str = "file";

/// The form, read from front to back.
#[derive(Debug)]
pub struct IncomingFiles {
    parser: Multipart<'static>,
    handle: BodyHandle,
    max_files: usize,
    seen: usize,
}

/// One file; the next can be had when this one is dropped.
#[derive(Debug)]
pub struct IncomingFile {
    field: Field<'static>,
    handle: BodyHandle,
}

impl IncomingFiles {
    /// # Errors
    /// 415 if the request is not a form, 400 if its boundary is missing.
    pub fn new(
        content_type: &str,
        body: poem::Body,
        limits: BodyLimits,
        max_files: usize,
    ) -> Result<Self, Problem> {
        let is_form = content_type
            .split(';')
            .next()
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("multipart/form-data"));
        if !is_form {
            return Err(Problem::new(
                ProblemCode::UnsupportedMediaType,
                "Send files as multipart/form-data, each in a part named \"file\".",
            ));
        }
        let boundary = multer::parse_boundary(content_type)
            .map_err(|_| malformed("The content type names no boundary."))?;
        let (body, handle) = limited(Box::pin(body.into_bytes_stream()), limits);
        Ok(Self { parser: Multipart::new(body, boundary), handle, max_files, seen: 0 })
    }

    /// The next file, or `None` after the last.
    ///
    /// # Errors
    /// When the form is broken, breaks off, or holds something else or too many files.
    pub async fn next(&mut self) -> Result<Option<IncomingFile>, Problem> {
        self.handle.set_in_file(false);
        let Some(field) = self.parser.next_field().await.map_err(problem_of)? else {
            return Ok(None);
        };
        if field.name() != Some(FILE_PART) {
            return Err(malformed(
                "Every part of the form must be a file in a part named \"file\".",
            ));
        }
        self.seen += 1;
        if self.seen > self.max_files {
            let detail = format!("{} files are allowed in one request.", self.max_files);
            return Err(Problem::new(ProblemCode::TooManyFiles, detail));
        }
        self.handle.set_in_file(true);
        Ok(Some(IncomingFile { field, handle: self.handle.clone() }))
    }

    /// Ends a request that was refused before its end, so that the client sees why.
    pub fn linger(self) {
        self.handle.linger();
    }
}

impl IncomingFile {
    #[must_use]
    pub fn filename(&self) -> Option<String> {
        let header = self.field.headers().get(CONTENT_DISPOSITION);
        let extended = header.and_then(|header| filename::extended(header.as_bytes()));
        extended.or_else(|| self.field.file_name().map(str::to_owned))
    }

    /// # Errors
    /// When the form is broken or breaks off.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let chunk = self.field.chunk().await.map_err(problem_of)?;
        self.handle.taken(chunk.as_ref().map_or(0, Bytes::len));
        Ok(chunk)
    }

    /// Goes to the end of the file without looking at it.
    ///
    /// # Errors
    /// When the form is broken or breaks off.
    pub async fn skip(&mut self) -> Result<(), Problem> {
        while self.next().await?.is_some() {}
        Ok(())
    }
}

fn malformed(detail: &str) -> Problem {
    Problem::new(ProblemCode::MalformedMultipart, detail)
}

fn problem_of(error: multer::Error) -> Problem {
    let multer::Error::StreamReadFailed(source) = error else {
        return malformed(&format!("The form is broken: {error}."));
    };
    match source.downcast_ref::<BodyFault>() {
        Some(fault @ BodyFault::TooLarge { .. }) => {
            Problem::new(ProblemCode::BodyTooLarge, format!("{}.", capitalised(fault)))
        }
        Some(fault @ BodyFault::Idle { .. }) => {
            Problem::new(ProblemCode::RequestTimedOut, format!("{}.", capitalised(fault)))
        }
        Some(fault @ BodyFault::HeadersTooLong) => malformed(&format!("{}.", capitalised(fault))),
        Some(BodyFault::Cut(_)) | None => Problem::new(
            ProblemCode::IncompleteUpload,
            "The connection broke off before the end of the request; nothing was stored.",
        ),
    }
}

fn capitalised(fault: &BodyFault) -> String {
    let text = fault.to_string();
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
