//! What can be wrong with a file: a stable code, a title, and the HTTP status it deserves.
//!
//! The API answers with these at upload when the fault shows in the first bytes; a worker stores
//! them on the document when it shows only on reading; `billify-worker extract` prints them.

use serde::{Deserialize, Serialize};

macro_rules! document_problems {
    ($($(#[$doc:meta])* $variant:ident => ($code:literal, $status:literal, $title:literal),)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum DocumentProblemCode { $($(#[$doc])* $variant,)+ }

        impl DocumentProblemCode {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code of the problem.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The HTTP status when the fault is found while the request is still open.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }
        }
    };
}

document_problems!(
    EmptyFile => ("empty_file", 422, "The file is empty"),
    MissingFilename => ("missing_filename", 422, "The file has no name"),
    InvalidFilename => ("invalid_filename", 422, "The name of the file cannot be used"),
    UnsupportedType => ("unsupported_type", 415, "The file is of a type that cannot be read"),
    FileTooLarge => ("file_too_large", 413, "The file is too large"),
    TooManyPages => ("too_many_pages", 422, "The document has too many pages"),
    TooManyPixels => ("too_many_pixels", 422, "A page has too many pixels"),
    NoPages => ("no_pages", 422, "The document has no pages"),
    EncryptedPdf => ("encrypted_pdf", 422, "The PDF is protected by a password"),
    BrokenPdf => ("broken_pdf", 422, "The PDF is damaged or incomplete"),
    BrokenImage => ("broken_image", 422, "The image is damaged or incomplete"),
    BrokenXml => ("broken_xml", 422, "The XML is not well formed"),
    /// Entities, document types and absurd depth or size.
    ForbiddenXml => ("forbidden_xml", 422, "The XML uses features that are not allowed"),
    NotAnInvoiceXml => ("not_an_invoice_xml", 422, "The XML is not an e-invoice"),
    /// The content unpacks to far more than it should.
    DecompressionBomb => ("decompression_bomb", 422, "The file unpacks to too much data"),
    ReadingTimedOut => ("reading_timed_out", 422, "Reading the document took too long"),
    ReadingOutOfMemory => ("reading_out_of_memory", 422, "Reading the document took too much memory"),
    /// The reading process ended without an answer.
    ReadingCrashed => ("reading_crashed", 422, "The document could not be read"),
    UnreadableFile => ("unreadable_file", 422, "The file could not be opened"),
);

/// A problem with one document. `detail` says what is wrong and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}: {detail}", code.as_str())]
pub struct DocumentProblem {
    pub code: DocumentProblemCode,
    pub detail: String,
}

impl DocumentProblem {
    pub fn new(code: DocumentProblemCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}
