//! The pages of a document that has been read.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{DocumentId, OrgId};
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "document_pages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: DocumentId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub org_id: OrgId,
    pub width: f32,
    pub height: f32,
    pub rotation_degrees: i16,
    pub skew_degrees: f32,
    /// A [`crate::domain::page::TextSource`] as text.
    pub source: String,
    pub word_count: i32,
    pub words_key: String,
    pub preview_key: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// One page of a document that is not deleted.
///
/// # Errors
/// When the database refuses.
pub async fn find(
    connection: &impl ConnectionTrait,
    org: OrgId,
    document: DocumentId,
    number: i32,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id((document, number)).filter(Column::OrgId.eq(org)).one(connection).await
}
