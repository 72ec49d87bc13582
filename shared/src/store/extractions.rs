//! What was first read from a document, kept as it was.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue, DatabaseTransaction};

use super::stored_invoice;
use crate::domain::ids::{DocumentId, OrgId};
use crate::domain::invoice::Invoice;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "extractions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: OrgId,
    pub document_id: DocumentId,
    pub sha256: Vec<u8>,
    pub pipeline_version: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub invoice: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub stage_millis: Json,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// A first reading.
#[derive(Clone, Debug)]
pub struct NewExtraction<'a> {
    pub document_id: DocumentId,
    pub sha256: &'a [u8],
    pub pipeline_version: i32,
    pub invoice: &'a Invoice,
    /// `{"fetch": 12, …}`
    pub stage_millis: Json,
}

/// Writes the reading; `None` if the document's content has been read by this version already, and
/// then the earlier result stands.
///
/// # Errors
/// When the database refuses; the transaction is then to be rolled back.
pub async fn insert(
    transaction: &DatabaseTransaction,
    org: OrgId,
    new: NewExtraction<'_>,
) -> Result<Option<Uuid>, DbErr> {
    let id = Uuid::now_v7();
    let row = ActiveModel {
        id: ActiveValue::Set(id),
        org_id: ActiveValue::Set(org),
        document_id: ActiveValue::Set(new.document_id),
        sha256: ActiveValue::Set(new.sha256.to_vec()),
        pipeline_version: ActiveValue::Set(new.pipeline_version),
        invoice: ActiveValue::Set(stored_invoice::to_json(new.invoice)?),
        stage_millis: ActiveValue::Set(new.stage_millis),
        created_at: ActiveValue::NotSet,
    };
    let conflict =
        OnConflict::columns([Column::DocumentId, Column::Sha256, Column::PipelineVersion])
            .do_nothing()
            .to_owned();
    let written = Entity::insert(row).on_conflict(conflict).exec_without_returning(transaction);
    match written.await {
        Ok(1) => Ok(Some(id)),
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the document has been read by this version of the pipeline.
///
/// # Errors
/// When the database refuses.
pub async fn exists(
    connection: &impl ConnectionTrait,
    org: OrgId,
    document: DocumentId,
    pipeline_version: i32,
) -> Result<bool, DbErr> {
    let found = Entity::find()
        .filter(Column::OrgId.eq(org))
        .filter(Column::DocumentId.eq(document))
        .filter(Column::PipelineVersion.eq(pipeline_version))
        .count(connection)
        .await?;
    Ok(found > 0)
}
