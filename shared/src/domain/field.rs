//! A field of an invoice: a value, and why to believe it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ids::UserId;
use super::page::BoundingBox;

/// Where a value came from, most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldSource {
    User,
    Xml,
    Qr,
    TextLayer,
    Ocr,
    Learned,
    /// Not printed: worked out from other fields.
    Derived,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldStatus {
    AutoAccepted,
    #[default]
    NeedsReview,
    Confirmed,
    Corrected,
    /// A person confirmed that the document does not have this field.
    EmptyConfirmed,
}

/// The words that told what the value is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Label {
    pub text: String,
    pub page: u32,
    pub bbox: BoundingBox,
}

/// Another reading of the field, for a one-key swap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate<T> {
    pub value: T,
    pub raw: String,
    pub page: u32,
    pub bbox: BoundingBox,
    /// 0 to 1, comparable within the field only.
    pub score: f32,
}

/// A rule that the value takes part in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The rule's name, `BR-CO-15` of EN 16931 for instance.
    pub rule: String,
    pub passed: bool,
    /// In plain words, with the figures.
    pub message: String,
}

/// A value with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field<T> {
    pub value: Option<T>,
    /// As printed.
    pub raw: Option<String>,
    /// The business term of EN 16931, `BT-112` for instance.
    pub term: Option<String>,
    /// The probability that the value is right, 0 to 1.
    pub confidence: f32,
    /// What the reader said of the words, 0 to 1.
    pub ocr_confidence: Option<f32>,
    pub source: Option<FieldSource>,
    /// From 1.
    pub page: Option<u32>,
    pub bbox: Option<BoundingBox>,
    pub label: Option<Label>,
    /// The words of the page that make up the value.
    #[serde(default = "Vec::new")]
    pub word_ids: Vec<u32>,
    /// Best first, at most five.
    #[serde(default = "Vec::new")]
    pub candidates: Vec<Candidate<T>>,
    #[serde(default)]
    pub checks: Vec<Check>,
    #[serde(default)]
    pub status: FieldStatus,
    #[serde(default)]
    pub edited_by: Option<UserId>,
    #[serde(default)]
    pub edited_at: Option<DateTime<Utc>>,
    /// What stood here before the last edit.
    #[serde(default = "Option::default")]
    pub previous_value: Option<T>,
}

impl<T> Default for Field<T> {
    fn default() -> Self {
        Self {
            value: None,
            raw: None,
            term: None,
            confidence: 0.0,
            ocr_confidence: None,
            source: None,
            page: None,
            bbox: None,
            label: None,
            word_ids: Vec::new(),
            candidates: Vec::new(),
            checks: Vec::new(),
            status: FieldStatus::NeedsReview,
            edited_by: None,
            edited_at: None,
            previous_value: None,
        }
    }
}

impl<T> Field<T> {
    /// An empty field that carries its business term.
    #[must_use]
    pub fn empty(term: &str) -> Self {
        Self { term: Some(term.to_owned()), ..Self::default() }
    }
}
