//! The form of `POST /v1/documents`: documented like a form of files, but read as it arrives.

use poem::http::header;
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::{ParseFromJSON, ToJSON};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use serde_json::Value as Json;

use super::model::{UploadResult, UploadResults};
use crate::intake::{FILE_PART, IncomingFiles, Outcome};
use crate::problem::Problem;
use crate::state::AppState;

/// The files of a request; nothing of them has been read yet.
#[derive(Debug)]
pub(crate) struct UploadForm(pub IncomingFiles);

impl<'a> ApiExtractor<'a> for UploadForm {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(_registry: &mut Registry) {}

    fn request_meta() -> Option<MetaRequest> {
        let file = MetaSchema::new_with_format("string", "binary");
        let files = MetaSchema {
            items: Some(Box::new(MetaSchemaRef::Inline(Box::new(file)))),
            min_items: Some(1),
            ..MetaSchema::new("array")
        };
        let form = MetaSchema {
            required: vec![FILE_PART],
            properties: vec![(FILE_PART, MetaSchemaRef::Inline(Box::new(files)))],
            ..MetaSchema::new("object")
        };
        Some(MetaRequest {
            description: Some("One part named `file` for each file, with its name."),
            content: vec![MetaMediaType {
                content_type: "multipart/form-data",
                schema: MetaSchemaRef::Inline(Box::new(form)),
            }],
            required: true,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let state = request
            .data::<AppState>()
            .ok_or_else(|| Problem::internal("the application state is not attached"))?;
        let length = request.header(header::CONTENT_LENGTH).and_then(|text| text.parse().ok());
        Ok(Self(state.intake.open(request.content_type(), length, body.take()?)?))
    }
}

/// The body of the answer.
pub(crate) fn describe(outcomes: Vec<Outcome>) -> Json {
    let results = outcomes.into_iter().map(UploadResult::from).collect();
    UploadResults { results }.to_json().unwrap_or_default()
}

/// Reads the body of an answer again.
///
/// # Errors
/// When it was kept by a version whose answers looked different.
pub(crate) fn results_of(answer: Json) -> Result<UploadResults, Problem> {
    UploadResults::parse_from_json(Some(answer))
        .map_err(|error| Problem::internal(error.into_message()))
}
