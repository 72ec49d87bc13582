//! The files named on the command line.

use std::io::Read;
use std::path::Path;

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use bytes::Bytes;

/// Standard input's name.
const STANDARD_INPUT: &str = "-";

/// A file's bytes, never more than one over the limit: enough to be refused for it.
pub(super) fn read(file: &Path, max_bytes: u64) -> Result<Bytes, DocumentProblem> {
    let read = if file == Path::new(STANDARD_INPUT) {
        read_at_most(std::io::stdin().lock(), max_bytes)
    } else {
        std::fs::File::open(file).and_then(|file| read_at_most(file, max_bytes))
    };
    read.map_err(|error| {
        DocumentProblem::new(DocumentProblemCode::UnreadableFile, error.to_string())
    })
}

fn read_at_most(source: impl Read, max_bytes: u64) -> std::io::Result<Bytes> {
    let mut bytes = Vec::new();
    source.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

/// The name as it was typed.
pub(super) fn name(file: &Path) -> String {
    file.to_string_lossy().into_owned()
}
