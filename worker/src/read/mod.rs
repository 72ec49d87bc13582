//! Reading: the words of every page, with their boxes, from the cheapest truthful source.
//!
//! [`read_document`] is what the rest of the worker calls; everything below it runs in a helper.

mod language;
pub(crate) mod ocr;
mod ocr_page;
mod page_reader;
pub(crate) mod raster;
mod text_layer;
mod turn;

use std::time::Instant;

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use billify_shared::domain::failure::FailureKind;
use billify_shared::domain::media_type::MediaType;
use billify_shared::domain::page::Page;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

pub(crate) use page_reader::PageReader;

use crate::sandbox::Pool;

/// Why a document could not be read.
#[derive(Clone, Debug, Serialize, Deserialize, thiserror::Error)]
#[error("the document could not be read")]
pub struct ReadError {
    #[source]
    pub problem: DocumentProblem,
    pub kind: FailureKind,
}

impl ReadError {
    pub(crate) fn permanent(problem: DocumentProblem) -> Self {
        Self { problem, kind: FailureKind::Permanent }
    }

    /// Trouble of our own, before the document was looked at.
    pub(crate) fn transient(cause: &dyn std::error::Error) -> Self {
        let detail = format!("the reading process could not be used: {cause}");
        let problem = DocumentProblem::new(DocumentProblemCode::ReadingCrashed, detail);
        Self { problem, kind: FailureKind::Transient }
    }
}

/// How long each stage took.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct StageMillis {
    pub open: u64,
    pub read: u64,
}

/// A document with the words of all its pages.
#[derive(Clone, Debug)]
pub struct ReadDocument {
    pub media_type: MediaType,
    pub pages: Vec<Page>,
    /// The e-invoice that a PDF carries, or the bare XML file itself.
    pub embedded_xml: Option<Bytes>,
    pub stage_millis: StageMillis,
}

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub pages_read: u32,
    pub page_count: u32,
}

/// Opens a document in a free helper and reads all its pages. May be dropped at any time.
///
/// # Errors
/// With the document's problem, and whether trying again may help.
pub async fn read_document(
    pool: &Pool,
    bytes: Bytes,
    mut progress: impl FnMut(Progress),
) -> Result<ReadDocument, ReadError> {
    let started = Instant::now();
    let mut document = pool.open(bytes).await?;
    let mut stage_millis = StageMillis { open: elapsed_millis(started), read: 0 };
    let page_count = document.page_count();
    let mut pages = Vec::new();
    let started = Instant::now();
    progress(Progress { pages_read: 0, page_count });
    for number in 1..=page_count {
        pages.push(document.read_page(number).await?);
        progress(Progress { pages_read: number, page_count });
    }
    stage_millis.read = elapsed_millis(started);
    let embedded_xml = document.embedded_xml().cloned();
    Ok(ReadDocument { media_type: document.media_type(), pages, embedded_xml, stage_millis })
}

fn elapsed_millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
