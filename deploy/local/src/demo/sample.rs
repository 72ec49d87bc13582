//! One sample on its way: uploaded, read, and held against its truth.

use anyhow::Context;
use billify_local::client::{Client, ClientError, Document};
use billify_samples::{Mismatch, ReadFields, Sample};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

/// A sample that the API has taken.
#[derive(Debug)]
pub(super) struct Uploaded {
    pub(super) sample: Sample,
    pub(super) document: Document,
    /// Uploaded in an earlier run already.
    pub(super) was_there: bool,
}

impl Uploaded {
    /// Fetches what was read.
    pub(super) async fn read(self, client: &Client) -> Result<ReadSample, ClientError> {
        let invoice = match self.document.invoice_id {
            Some(id) => Some(client.invoice(id).await?),
            None => None,
        };
        Ok(ReadSample { uploaded: self, invoice })
    }
}

/// What was read from a sample.
#[derive(Debug)]
pub(crate) struct ReadSample {
    uploaded: Uploaded,
    invoice: Option<Value>,
}

/// The part of an invoice's summary that is shown beside the compared fields.
#[derive(Debug, Deserialize)]
pub(super) struct Figures {
    pub(super) confidence: f64,
    created_at: DateTime<Utc>,
}

impl ReadSample {
    pub(super) fn file_name(&self) -> &str {
        &self.uploaded.sample.file_name
    }

    pub(super) fn was_there(&self) -> bool {
        self.uploaded.was_there
    }

    pub(super) fn fields(&self) -> anyhow::Result<ReadFields> {
        let Some(invoice) = &self.invoice else { return Ok(ReadFields::default()) };
        ReadFields::deserialize(invoice).context("an invoice does not have the documented form")
    }

    pub(super) fn figures(&self) -> Option<Figures> {
        Figures::deserialize(self.invoice.as_ref()?).ok()
    }

    /// From the upload to the stored result, also of an earlier run.
    pub(super) fn seconds(&self) -> Option<f64> {
        let read_at = self.figures()?.created_at;
        let taken = read_at - self.uploaded.document.created_at;
        taken.to_std().ok().map(|taken| taken.as_secs_f64())
    }

    /// Why nothing was read, if so.
    pub(super) fn failure(&self) -> Option<String> {
        let document = &self.uploaded.document;
        match (&document.failure, &self.invoice) {
            (Some(problem), _) => Some(problem.to_string()),
            (None, None) => Some(format!("no invoice; the document is {:?}", document.status)),
            (None, Some(_)) => None,
        }
    }

    pub(super) fn mismatches(&self) -> anyhow::Result<Vec<Mismatch>> {
        Ok(self.uploaded.sample.truth.compare(&self.fields()?))
    }

    /// Whether every printed field was read as it is printed.
    pub(crate) fn is_right(&self) -> anyhow::Result<bool> {
        Ok(self.failure().is_none() && self.mismatches()?.is_empty())
    }
}
