//! Where things are kept. Everything of an organisation is under its id; everything made from the
//! same bytes is under their hash.

use super::ContentHash;
use crate::domain::ids::{OrgId, UploadId};

/// All that belongs to these bytes.
#[must_use]
pub fn content_prefix(org: OrgId, hash: &ContentHash) -> String {
    format!("{org}/{hash}/")
}

/// The file as it was uploaded.
#[must_use]
pub fn original(org: OrgId, hash: &ContentHash) -> String {
    format!("{org}/{hash}/original")
}

/// The words of a page: the JSON of a [`crate::domain::page::Page`].
#[must_use]
pub fn words(org: OrgId, hash: &ContentHash, pipeline_version: i32, page: u32) -> String {
    format!("{org}/{hash}/v{pipeline_version}/pages/{page}/words.json")
}

/// The picture of a page.
#[must_use]
pub fn preview(org: OrgId, hash: &ContentHash, pipeline_version: i32, page: u32) -> String {
    format!("{org}/{hash}/v{pipeline_version}/pages/{page}/preview.jpg")
}

/// Where an upload waits until its hash is known and it has been accepted.
#[must_use]
pub fn upload(org: OrgId, upload: UploadId) -> String {
    format!("{org}/uploads/{upload}")
}
