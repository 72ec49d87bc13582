//! Who uses the bytes under a content key, and the lock under which that is decided.
//!
//! The same bytes are one set of objects, whichever uploads and documents they belong to. Whoever
//! stores them says so first with a row in `uploads`, written under [`lock`]; whoever deletes them
//! holds [`lock`] from asking [`content_use`] until the objects are gone. So nothing that a
//! document needs is ever deleted, and no connection is held while bytes travel.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

use crate::domain::ids::OrgId;
use crate::objects::{ContentHash, keys};

/// Why objects must stay, if they must.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentUse {
    /// Nobody needs them: they can be deleted while the lock is held.
    Unused,
    /// A document that is not deleted has these bytes.
    Document,
    /// An upload of these bytes is under way; ask again later.
    Upload,
}

/// Keeps others from deciding about the same bytes until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn lock(
    transaction: &DatabaseTransaction,
    org: OrgId,
    sha256: &[u8],
) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_advisory_xact_lock(hashtextextended($1::text || encode($2, 'hex'), 0))",
        [org.into(), sha256.to_vec().into()],
    );
    transaction.query_one_raw(statement).await?;
    Ok(())
}

/// Who uses the bytes. Call it while holding [`lock`].
///
/// # Errors
/// When the database refuses.
pub async fn content_use(
    transaction: &DatabaseTransaction,
    org: OrgId,
    hash: &ContentHash,
) -> Result<ContentUse, DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT EXISTS (SELECT FROM documents
                        WHERE org_id = $1 AND sha256 = $2 AND deleted_at IS NULL) AS document,
                EXISTS (SELECT FROM uploads WHERE org_id = $1 AND object_key = $3) AS upload",
        [org.into(), hash.as_bytes().to_vec().into(), keys::original(org, hash).into()],
    );
    let Some(row) = transaction.query_one_raw(statement).await? else {
        return Ok(ContentUse::Unused);
    };
    Ok(match (row.try_get("", "document")?, row.try_get("", "upload")?) {
        (true, _) => ContentUse::Document,
        (false, true) => ContentUse::Upload,
        (false, false) => ContentUse::Unused,
    })
}
