//! Answers kept so that a repeated request has its effect once.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue, DatabaseTransaction, DbBackend, Statement};

use crate::domain::ids::OrgId;
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: OrgId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub operation: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub request_hash: Vec<u8>,
    /// Absent while the first request is still under way.
    pub status: Option<i16>,
    pub response: Option<Json>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is known of a key when a request comes with it.
#[derive(Clone, Debug, PartialEq)]
pub enum Reservation {
    /// Nobody used it: the request may go on and must end in [`keep`] or [`release`].
    Reserved,
    /// The request that used it first is still under way.
    InFlight,
    /// It has been answered.
    Answered { request_hash: Vec<u8>, status: i16, response: Json },
}

/// Takes a key for one request. A reservation older than `abandoned_before` is taken over: the
/// process that made it is gone.
///
/// # Errors
/// When the database refuses.
pub async fn reserve(
    connection: &impl ConnectionTrait,
    org: OrgId,
    (operation, key): (&str, &str),
    abandoned_before: DateTimeUtc,
) -> Result<Reservation, DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "INSERT INTO idempotency_keys AS kept (org_id, operation, key, request_hash)
         VALUES ($1, $2, $3, '')
         ON CONFLICT (org_id, operation, key) DO UPDATE SET created_at = now()
         WHERE kept.status IS NULL AND kept.created_at < $4",
        [org.into(), operation.into(), key.into(), abandoned_before.into()],
    );
    if connection.execute_raw(statement).await?.rows_affected() == 1 {
        return Ok(Reservation::Reserved);
    }
    let kept = Entity::find_by_id((org, operation.to_owned(), key.to_owned()));
    Ok(match kept.one(connection).await? {
        Some(Model { status: Some(status), response: Some(response), request_hash, .. }) => {
            Reservation::Answered { request_hash, status, response }
        }
        // Released a moment ago or still under way: the caller may try again in either case.
        _ => Reservation::InFlight,
    })
}

/// Keeps the answer, in the transaction that has the effect.
///
/// # Errors
/// When the database refuses.
pub async fn keep(
    transaction: &DatabaseTransaction,
    org: OrgId,
    (operation, key): (&str, &str),
    request_hash: Vec<u8>,
    (status, response): (i16, Json),
) -> Result<(), DbErr> {
    let row = ActiveModel {
        org_id: ActiveValue::Unchanged(org),
        operation: ActiveValue::Unchanged(operation.to_owned()),
        key: ActiveValue::Unchanged(key.to_owned()),
        request_hash: ActiveValue::Set(request_hash),
        status: ActiveValue::Set(Some(status)),
        response: ActiveValue::Set(Some(response)),
        created_at: ActiveValue::NotSet,
    };
    Entity::update(row).exec(transaction).await?;
    Ok(())
}

/// Gives a key back after a request that had no effect.
///
/// # Errors
/// When the database refuses.
pub async fn release(
    connection: &impl ConnectionTrait,
    org: OrgId,
    (operation, key): (&str, &str),
) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::OrgId.eq(org))
        .filter(Column::Operation.eq(operation))
        .filter(Column::Key.eq(key))
        .filter(Column::Status.is_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// Forgets the answers of all organisations given before `before`: for the sweep.
///
/// # Errors
/// When the database refuses.
pub async fn forget(connection: &impl ConnectionTrait, before: DateTimeUtc) -> Result<u64, DbErr> {
    let deleted =
        Entity::delete_many().filter(Column::CreatedAt.lt(before)).exec(connection).await?;
    Ok(deleted.rows_affected)
}
