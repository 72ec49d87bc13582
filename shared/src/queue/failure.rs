//! An attempt that failed, and why.

use crate::domain::failure::FailureKind;

/// Why an attempt failed: the kind decides what happens next, the rest is for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub kind: FailureKind,
    /// A stable code; the reason of death if this was the last attempt.
    pub reason: String,
    /// For the person who waits for the result.
    pub detail: String,
    /// For operators: the error with its causes.
    pub error: String,
    /// The process that read the document died of it.
    pub crashed: bool,
}

impl Failure {
    /// What a person is told when the fault is ours.
    const OUR_FAULT: &str = "The document could not be processed because of a fault on our side. \
        It has not been lost: an operator can have it processed again.";

    /// A failure outside the document, tried again later.
    #[must_use]
    pub fn transient(reason: &str, error: impl Into<String>) -> Self {
        Self::ours(FailureKind::Transient, reason, error)
    }

    /// A failure that another attempt would only repeat.
    #[must_use]
    pub fn permanent(reason: &str, error: impl Into<String>) -> Self {
        Self::ours(FailureKind::Permanent, reason, error)
    }

    pub(super) fn panicked(message: &str) -> Self {
        Self::ours(FailureKind::Transient, "internal_error", format!("panicked: {message}"))
    }

    pub(super) fn worker_lost() -> Self {
        let error = "the worker's lease ran out without a word from it";
        Self::ours(FailureKind::WorkerLost, "worker_lost", error)
    }

    fn ours(kind: FailureKind, reason: &str, error: impl Into<String>) -> Self {
        Self {
            kind,
            reason: reason.to_owned(),
            detail: Self::OUR_FAULT.to_owned(),
            error: error.into(),
            crashed: false,
        }
    }
}
