//! Direct uploads: large files that go to object storage without passing through the API.

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use billify_shared::domain::ids::UploadId;
use billify_shared::domain::media_type::MediaType;
use billify_shared::objects::ContentHash;
use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use std::collections::HashMap;
use uuid::Uuid;

use super::Tag;
use super::documents::{UploadResult, UploadResults};
use crate::auth::{Allowed, can};
use crate::intake::{Caller, NewDirectUpload};
use crate::problem::{ApiError, FieldProblem, Problem, Uploading};
use crate::state::AppState;

#[derive(Debug)]
pub struct UploadsApi;

/// A file that is going to be put.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct AnnounceUpload {
    filename: String,
    /// Exactly as many bytes must be put.
    byte_size: u64,
    /// Refused at once if it is not a type that can be read. What counts later is the content.
    media_type: Option<String>,
    /// SHA-256 of the file, 64 hexadecimal digits: checked when the upload is completed.
    sha256: Option<String>,
}

/// Where to put the file, and until when.
#[derive(Debug, Object)]
pub struct AnnouncedUpload {
    id: Uuid,
    url: String,
    /// Always `PUT`.
    method: String,
    /// Headers that the request must carry, besides the length that every client sends.
    headers: HashMap<String, String>,
    /// The upload must be completed before this time.
    expires_at: DateTime<Utc>,
}

#[derive(Debug, ApiResponse)]
pub enum AnnounceUploadResponse {
    /// Put the file to `url`, then complete the upload.
    #[oai(status = 201)]
    Created(Json<AnnouncedUpload>),
}

#[derive(Debug, ApiResponse)]
pub enum CompleteUploadResponse {
    /// The file is stored and will be read.
    #[oai(status = 202)]
    Accepted(Json<UploadResults>),
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Documents")]
impl UploadsApi {
    /// Announce a direct upload
    ///
    /// For large files and slow lines: the file goes straight to object storage. `PUT` it to the
    /// `url` of the answer, then complete the upload.
    #[oai(path = "/uploads", method = "post", operation_id = "announce_upload")]
    async fn announce_upload(
        &self,
        caller: Allowed<can::WriteDocuments>,
        Data(state): Data<&AppState>,
        upload: Json<AnnounceUpload>,
    ) -> Result<AnnounceUploadResponse, ApiError<Uploading>> {
        let new = checked(upload.0)?;
        let announced = state.intake.announce(Caller::from(&*caller), new).await?;
        Ok(AnnounceUploadResponse::Created(Json(AnnouncedUpload {
            id: announced.id.0,
            url: announced.put.url,
            method: "PUT".to_owned(),
            headers: announced.put.headers.into_iter().collect(),
            expires_at: announced.expires_at,
        })))
    }

    /// Complete a direct upload
    ///
    /// Checks the size, the type and the hash of what was put, and makes a document of it. The
    /// same call can be repeated and gets the same answer. After a refusal the file can be put
    /// again to the same URL until the upload expires.
    #[oai(path = "/uploads/:id/complete", method = "post", operation_id = "complete_upload")]
    async fn complete_upload(
        &self,
        caller: Allowed<can::WriteDocuments>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
    ) -> Result<CompleteUploadResponse, ApiError<Uploading>> {
        let outcome = state.intake.complete(Caller::from(&*caller), UploadId(id.0)).await?;
        let results = vec![UploadResult::from(outcome)];
        Ok(CompleteUploadResponse::Accepted(Json(UploadResults { results })))
    }
}

fn checked(upload: AnnounceUpload) -> Result<NewDirectUpload, Problem> {
    let hash = upload.sha256.as_deref().map(str::parse::<ContentHash>).transpose();
    let hash = hash.map_err(|_| {
        let detail = "64 hexadecimal digits.";
        Problem::invalid_fields(vec![FieldProblem::new("sha256", detail)])
    })?;
    let media_type = upload.media_type.as_deref();
    if media_type.is_some_and(|media_type| MediaType::parse(media_type).is_none()) {
        let detail = format!("The announced type is not one of: {}.", MediaType::ACCEPTED);
        let code = DocumentProblemCode::UnsupportedType;
        return Err(DocumentProblem::new(code, detail).into());
    }
    Ok(NewDirectUpload { filename: upload.filename, byte_size: upload.byte_size, hash })
}
