//! Failures of the stages in the queue's terms.

use std::error::Error;

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use billify_shared::domain::failure::FailureKind;
use billify_shared::objects::ObjectsError;
use billify_shared::queue::Failure;

use crate::read::ReadError;

/// The error and its causes in one line.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

pub(super) fn of_storage(error: &ObjectsError) -> Failure {
    match error.failure_kind() {
        FailureKind::Permanent => Failure::permanent("object_missing", chain(error)),
        _ => Failure::transient("storage_unavailable", chain(error)),
    }
}

/// The document's own fault is told to its owner as it is.
pub(super) fn of_reading(error: &ReadError) -> Failure {
    if error.kind == FailureKind::Transient {
        return Failure::transient("reading_unavailable", chain(error));
    }
    let crashed = error.kind == FailureKind::ResourceLimit
        && error.problem.code == DocumentProblemCode::ReadingCrashed;
    Failure { kind: error.kind, crashed, ..of_document(&error.problem) }
}

pub(super) fn of_document(problem: &DocumentProblem) -> Failure {
    Failure {
        kind: FailureKind::Permanent,
        reason: problem.code.as_str().to_owned(),
        detail: problem.detail.clone(),
        error: problem.to_string(),
        crashed: false,
    }
}

/// A part of the work on a thread of its own has panicked or was ended.
pub(super) fn of_thread(error: &tokio::task::JoinError) -> Failure {
    Failure::transient("internal_error", error.to_string())
}
