//! States of documents, invoices and jobs, stored as the text that `as_str` gives.

use serde::{Deserialize, Serialize};

macro_rules! text_state {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|state| state.as_str() == text)
            }
        }
    };
}

text_state!(
    /// Where a document is on its way.
    DocumentStatus {
        /// Stored; its job waits for a worker.
        Queued => "queued",
        /// A worker is reading it.
        Processing => "processing",
        /// Read, and nothing asks for a person's eyes.
        Ready => "ready",
        /// Read, but a person should look before it is used.
        NeedsReview => "needs_review",
        /// Could not be read; `failure_code` says why.
        Failed => "failed",
    }
);

text_state!(
    /// How far an invoice can be trusted.
    InvoiceStatus {
        NeedsReview => "needs_review",
        Ready => "ready",
        Approved => "approved",
    }
);

text_state!(
    /// Every job is in exactly one of these; only `Done` and `Dead` are final.
    JobState {
        Waiting => "waiting",
        Running => "running",
        Done => "done",
        Dead => "dead",
    }
);

text_state!(
    /// How one attempt at a job ended.
    AttemptOutcome {
        Running => "running",
        Succeeded => "succeeded",
        Failed => "failed",
        /// Given back by a draining worker; not counted against the job.
        HandedBack => "handed_back",
        WorkerLost => "worker_lost",
    }
);
