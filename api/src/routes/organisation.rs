//! The caller's organisation.

use billify_shared::store::organisations as store;
use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::auth::{Allowed, Principal, can};
use crate::problem::{ApiError, FieldProblem, Problem, Reading, Writing};
use crate::state::AppState;

const MAX_NAME_CHARS: usize = 200;

#[derive(Debug)]
pub struct OrganisationApi;

#[derive(Debug, Object)]
pub struct Organisation {
    id: Uuid,
    name: String,
    created_at: DateTime<Utc>,
}

impl Organisation {
    #[must_use]
    pub fn of_row(row: store::Model) -> Self {
        Self { id: row.id.0, name: row.name, created_at: row.created_at }
    }
}

/// What is to change; what is left out stays.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct OrganisationChanges {
    name: String,
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Organisation")]
impl OrganisationApi {
    /// Show the organisation
    #[oai(path = "/organisation", method = "get", operation_id = "get_organisation")]
    async fn get_organisation(
        &self,
        caller: Principal,
        Data(state): Data<&AppState>,
    ) -> Result<Json<Organisation>, ApiError<Reading>> {
        let row = store::find(&state.db, caller.org).await?;
        Ok(Json(Organisation::of_row(row.ok_or_else(|| Problem::not_found("organisation"))?)))
    }

    /// Rename the organisation
    #[oai(path = "/organisation", method = "patch", operation_id = "update_organisation")]
    async fn update_organisation(
        &self,
        caller: Allowed<can::ManageUsers>,
        Data(state): Data<&AppState>,
        changes: Json<OrganisationChanges>,
    ) -> Result<Json<Organisation>, ApiError<Writing>> {
        let name = display_name("name", &changes.name)
            .map_err(|error| Problem::invalid_fields(vec![error]))?;
        let row = store::rename(&state.db, caller.org, name).await?;
        Ok(Json(Organisation::of_row(row.ok_or_else(|| Problem::not_found("organisation"))?)))
    }
}

/// A name that can be shown on one line.
///
/// # Errors
/// Says what is wrong with it.
pub(super) fn display_name<'a>(field: &str, name: &'a str) -> Result<&'a str, FieldProblem> {
    let name = name.trim();
    let fits = !name.is_empty()
        && name.chars().count() <= MAX_NAME_CHARS
        && !name.chars().any(char::is_control);
    let detail = || format!("1 to {MAX_NAME_CHARS} characters on one line.");
    fits.then_some(name).ok_or_else(|| FieldProblem::new(field, detail()))
}
