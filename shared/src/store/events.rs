//! The log of changes that browsers follow, numbered without gaps in each organisation.

use sea_orm::entity::prelude::*;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, QueryOrder, QuerySelect, Statement,
};

use crate::domain::ids::OrgId;
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: OrgId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub kind: String,
    pub subject_id: Uuid,
    pub payload: Json,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// What happened, as browsers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    DocumentChanged,
    DocumentDeleted,
    InvoiceChanged,
}

impl EventKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DocumentChanged => "document.changed",
            Self::DocumentDeleted => "document.deleted",
            Self::InvoiceChanged => "invoice.changed",
        }
    }
}

/// The channel of `NOTIFY`; its payload is `organisation:number`.
pub const EVENTS_CHANNEL: &str = "billify_events";

/// Numbers and writes an event, and wakes every listener when the transaction commits.
///
/// Takes the organisation's row lock until then, so call it last in the transaction: numbers then
/// become visible in order and a reader that resumes after one misses none.
///
/// # Errors
/// When the database refuses; the transaction is then to be rolled back.
pub async fn append(
    transaction: &DatabaseTransaction,
    org: OrgId,
    kind: EventKind,
    subject_id: Uuid,
    payload: Json,
) -> Result<i64, DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "WITH numbered AS (
             UPDATE organisations SET last_event = last_event + 1 WHERE id = $1
             RETURNING last_event
         ), written AS (
             INSERT INTO events (org_id, number, kind, subject_id, payload)
             SELECT $1, last_event, $2, $3, $4 FROM numbered
             RETURNING number
         )
         SELECT number, pg_notify($5, $1::text || ':' || number) FROM written",
        [
            org.into(),
            kind.as_str().into(),
            subject_id.into(),
            payload.into(),
            EVENTS_CHANNEL.into(),
        ],
    );
    let row = transaction
        .query_one_raw(statement)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound(format!("organisation {org}")))?;
    row.try_get("", "number")
}

/// The numbers of the events that can still be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The last one given; 0 before the first.
    pub last: i64,
    /// The first one still there; `last + 1` if none is.
    pub first: i64,
}

/// Which events of an organisation can still be read.
///
/// # Errors
/// When the database refuses, or there is no such organisation.
pub async fn kept(connection: &impl ConnectionTrait, org: OrgId) -> Result<Kept, DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT last_event AS last,
                coalesce((SELECT min(number) FROM events WHERE org_id = $1), last_event + 1) AS first
         FROM organisations WHERE id = $1",
        [org.into()],
    );
    let row = connection
        .query_one_raw(statement)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound(format!("organisation {org}")))?;
    Ok(Kept { last: row.try_get("", "last")?, first: row.try_get("", "first")? })
}

/// The events after a number, in order, `limit` at most.
///
/// # Errors
/// When the database refuses.
pub async fn list_after(
    connection: &impl ConnectionTrait,
    org: OrgId,
    number: i64,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::OrgId.eq(org))
        .filter(Column::Number.gt(number))
        .order_by_asc(Column::Number)
        .limit(limit)
        .all(connection)
        .await
}

/// Forgets the events of all organisations older than `before`: for the sweep.
///
/// # Errors
/// When the database refuses.
pub async fn forget(connection: &impl ConnectionTrait, before: DateTimeUtc) -> Result<u64, DbErr> {
    let deleted =
        Entity::delete_many().filter(Column::CreatedAt.lt(before)).exec(connection).await?;
    Ok(deleted.rows_affected)
}
