//! Lists of documents: filtered, sorted, and read page by page.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::extension::postgres::PgExpr;
use sea_orm::{Condition, Order, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::documents::{Column, Entity, Model, live};
use crate::domain::ids::{DocumentId, OrgId};
use crate::domain::status::DocumentStatus;

/// Which documents are wanted; an empty filter wants all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// Any of these; all if empty.
    pub statuses: Vec<DocumentStatus>,
    /// Text in the name of the file.
    pub text: Option<String>,
    pub created_from: Option<DateTimeUtc>,
    /// Not included.
    pub created_to: Option<DateTimeUtc>,
}

/// What a list is sorted by; ties are settled by the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortKey {
    CreatedAt,
    UpdatedAt,
    Filename,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentSort {
    pub key: SortKey,
    pub descending: bool,
}

/// The last row of a page: the next one starts after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentPosition {
    sort: DocumentSort,
    value: SortValue,
    id: DocumentId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum SortValue {
    Time(DateTimeUtc),
    Text(String),
}

impl DocumentPosition {
    #[must_use]
    pub fn of(row: &Model, sort: DocumentSort) -> Self {
        let value = match sort.key {
            SortKey::CreatedAt => SortValue::Time(row.created_at),
            SortKey::UpdatedAt => SortValue::Time(row.updated_at),
            SortKey::Filename => SortValue::Text(row.filename.clone()),
        };
        Self { sort, value, id: row.id }
    }

    /// Whether it was made for this order.
    #[must_use]
    pub fn belongs_to(&self, sort: DocumentSort) -> bool {
        let of_its_kind = match sort.key {
            SortKey::CreatedAt | SortKey::UpdatedAt => matches!(self.value, SortValue::Time(_)),
            SortKey::Filename => matches!(self.value, SortValue::Text(_)),
        };
        self.sort == sort && of_its_kind
    }
}

impl SortKey {
    fn column(self) -> Column {
        match self {
            Self::CreatedAt => Column::CreatedAt,
            Self::UpdatedAt => Column::UpdatedAt,
            Self::Filename => Column::Filename,
        }
    }
}

/// One page of documents, from after `after`, `limit` rows at most.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    connection: &impl ConnectionTrait,
    org: OrgId,
    filter: &DocumentFilter,
    sort: DocumentSort,
    page: (Option<&DocumentPosition>, u64),
) -> Result<Vec<Model>, DbErr> {
    let (after, limit) = page;
    let order = if sort.descending { Order::Desc } else { Order::Asc };
    let mut rows = filtered(org, filter);
    if let Some(position) = after {
        rows = rows.filter(following(position, sort));
    }
    rows.order_by(sort.key.column(), order.clone())
        .order_by(Column::Id, order)
        .limit(limit)
        .all(connection)
        .await
}

/// How many documents there are in all.
///
/// # Errors
/// When the database refuses.
pub async fn count(
    connection: &impl ConnectionTrait,
    org: OrgId,
    filter: &DocumentFilter,
) -> Result<u64, DbErr> {
    filtered(org, filter).count(connection).await
}

fn filtered(org: OrgId, filter: &DocumentFilter) -> Select<Entity> {
    let mut rows = live(org);
    if !filter.statuses.is_empty() {
        let statuses = filter.statuses.iter().map(|status| status.as_str());
        rows = rows.filter(Column::Status.is_in(statuses));
    }
    if let Some(text) = &filter.text {
        rows = rows.filter(Expr::col(Column::Filename).ilike(pattern_containing(text)));
    }
    if let Some(from) = filter.created_from {
        rows = rows.filter(Column::CreatedAt.gte(from));
    }
    if let Some(to) = filter.created_to {
        rows = rows.filter(Column::CreatedAt.lt(to));
    }
    rows
}

/// The rows behind a position, in the order of the list.
fn following(position: &DocumentPosition, sort: DocumentSort) -> Condition {
    let column = sort.key.column();
    let value: Value = match &position.value {
        SortValue::Time(time) => (*time).into(),
        SortValue::Text(text) => text.clone().into(),
    };
    let (beyond, tied) = if sort.descending {
        (column.lt(value.clone()), Column::Id.lt(position.id))
    } else {
        (column.gt(value.clone()), Column::Id.gt(position.id))
    };
    Condition::any().add(beyond).add(Condition::all().add(column.eq(value)).add(tied))
}

/// A pattern for text that holds `text` as it is, whatever signs are in it.
fn pattern_containing(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
