//! The parameters of the list of documents.

use billify_shared::domain::status::DocumentStatus;
use billify_shared::store::document_list::{
    DocumentFilter, DocumentPosition, DocumentSort, SortKey,
};
use chrono::{DateTime, Utc};
use poem_openapi::Enum;

use crate::pagination;
use crate::problem::{Problem, ProblemCode};

/// The order of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ApiDocumentSort {
    #[oai(rename = "created_at")]
    Oldest,
    #[oai(rename = "-created_at")]
    Newest,
    #[oai(rename = "updated_at")]
    LeastRecentlyChanged,
    #[oai(rename = "-updated_at")]
    MostRecentlyChanged,
    #[oai(rename = "filename")]
    Name,
    #[oai(rename = "-filename")]
    NameDescending,
}

/// The parameters as they came.
#[derive(Debug)]
pub(crate) struct ListQuery {
    pub status: Option<String>,
    pub text: Option<String>,
    pub created_from: Option<DateTime<Utc>>,
    pub created_to: Option<DateTime<Utc>>,
    pub sort: Option<ApiDocumentSort>,
    pub cursor: Option<String>,
}

impl ListQuery {
    /// # Errors
    /// 400 for a status that does not exist or a cursor of another list.
    pub(crate) fn parse(
        self,
    ) -> Result<(DocumentFilter, DocumentSort, Option<DocumentPosition>), Problem> {
        let sort = self.sort.unwrap_or(ApiDocumentSort::Newest).into();
        let after = self.cursor.as_deref().map(pagination::decode_cursor).transpose()?;
        if after.as_ref().is_some_and(|position: &DocumentPosition| !position.belongs_to(sort)) {
            return Err(pagination::invalid_cursor());
        }
        let statuses = self.status.as_deref().unwrap_or_default().split(',');
        let statuses = statuses.filter(|text| !text.is_empty()).map(status);
        let text = self.text.filter(|text| !text.is_empty());
        if text.as_ref().is_some_and(|text| text.contains('\0')) {
            return Err(invalid("q: the text holds a zero character."));
        }
        let filter = DocumentFilter {
            statuses: statuses.collect::<Result<_, _>>()?,
            text,
            created_from: self.created_from,
            created_to: self.created_to,
        };
        Ok((filter, sort, after))
    }
}

fn status(text: &str) -> Result<DocumentStatus, Problem> {
    DocumentStatus::parse(text.trim()).ok_or_else(|| {
        let known: Vec<&str> = DocumentStatus::ALL.iter().map(|status| status.as_str()).collect();
        invalid(&format!("status: {text:?} is not one of {}.", known.join(", ")))
    })
}

fn invalid(detail: &str) -> Problem {
    Problem::new(ProblemCode::InvalidParameter, detail)
}

impl From<ApiDocumentSort> for DocumentSort {
    fn from(sort: ApiDocumentSort) -> Self {
        let (key, descending) = match sort {
            ApiDocumentSort::Oldest => (SortKey::CreatedAt, false),
            ApiDocumentSort::Newest => (SortKey::CreatedAt, true),
            ApiDocumentSort::LeastRecentlyChanged => (SortKey::UpdatedAt, false),
            ApiDocumentSort::MostRecentlyChanged => (SortKey::UpdatedAt, true),
            ApiDocumentSort::Name => (SortKey::Filename, false),
            ApiDocumentSort::NameDescending => (SortKey::Filename, true),
        };
        Self { key, descending }
    }
}
