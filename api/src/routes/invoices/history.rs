//! Who changed what on an invoice.

use std::collections::HashMap;

use billify_shared::domain::ids::UserId;
use billify_shared::store::invoice_changes::{ChangeAction, FieldChange, Model};
use chrono::{DateTime, Utc};
use poem_openapi::{Enum, Object};
use serde::Deserialize;
use uuid::Uuid;

use crate::problem::Problem;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "ChangeAction")]
pub enum InvoiceAction {
    /// Read from the document.
    Extracted,
    Corrected,
    Approved,
    /// The approval was taken back.
    Reopened,
}

/// One value that changed; an absent side is an empty field.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ChangedField {
    /// `total_gross`, or `lines[2].quantity`.
    field: String,
    before: Option<String>,
    after: Option<String>,
}

/// One change of an invoice.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct InvoiceChange {
    /// The version after it.
    version: i32,
    action: InvoiceAction,
    /// Absent for the system.
    user_id: Option<Uuid>,
    user_name: Option<String>,
    changes: Vec<ChangedField>,
    created_at: DateTime<Utc>,
}

/// All changes of an invoice, latest first.
#[derive(Debug, Object)]
pub struct InvoiceHistory {
    pub items: Vec<InvoiceChange>,
}

impl InvoiceChange {
    /// # Errors
    /// When what is stored is not a change.
    pub fn of_row(row: &Model, names: &HashMap<UserId, String>) -> Result<Self, Problem> {
        let action = ChangeAction::parse(&row.action)
            .ok_or_else(|| Problem::internal(format!("change {} has no known action", row.id)))?;
        let changes: Vec<FieldChange> =
            Deserialize::deserialize(&row.changes).map_err(Problem::internal)?;
        Ok(Self {
            version: row.version,
            action: action.into(),
            user_id: row.user_id.map(|user| user.0),
            user_name: row.user_id.and_then(|user| names.get(&user).cloned()),
            changes: changes.into_iter().map(ChangedField::from).collect(),
            created_at: row.created_at,
        })
    }
}

impl From<FieldChange> for ChangedField {
    fn from(change: FieldChange) -> Self {
        Self { field: change.field, before: change.before, after: change.after }
    }
}
