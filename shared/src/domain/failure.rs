//! Why work failed. Decided where the error is made; the queue's policy reads it.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// Something outside the document: retried after a growing delay.
    Transient,
    /// The document itself: never retried.
    Permanent,
    /// Time or memory ran out, or the reading process died.
    ResourceLimit,
    /// The worker's lease ended without a word from it.
    WorkerLost,
}

impl FailureKind {
    pub const ALL: [Self; 4] =
        [Self::Transient, Self::Permanent, Self::ResourceLimit, Self::WorkerLost];

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transient => "transient",
            Self::Permanent => "permanent",
            Self::ResourceLimit => "resource_limit",
            Self::WorkerLost => "worker_lost",
        }
    }
}
