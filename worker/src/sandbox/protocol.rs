//! What the worker asks of a helper, and what it answers.

use billify_shared::domain::media_type::MediaType;
use billify_shared::domain::page::Page;
use serde::{Deserialize, Serialize};

use super::confinement::Confinement;
use super::settings::ReadingSettings;
use crate::read::ReadError;
use crate::render::Upright;

/// Sent with a body where noted.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Request {
    /// The first request of all: what to read with, and how much memory to use.
    Configure {
        reading: ReadingSettings,
        memory_bytes: u64,
    },
    /// The body is the document; it takes the place of the one before.
    Open {
        page_seconds: u64,
    },
    ReadPage {
        number: u32,
    },
    Preview {
        number: u32,
        upright: Upright,
    },
}

/// Sent with a body where noted.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    Ready(Confinement),
    /// The body is the e-invoice XML if there is one.
    Opened {
        media_type: MediaType,
        page_count: u32,
        has_xml: bool,
    },
    Page(Page),
    /// The body is a JPEG.
    Preview,
    Failed(ReadError),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Reply {
    pub answer: Answer,
    /// The most memory the helper has used so far.
    pub peak_resident_bytes: u64,
}
