//! A client of the API: what a user can do over HTTP, typed.

use billify_shared::domain::{
    ids::{DocumentId, InvoiceId, JobId},
    media_type::MediaType,
    status::DocumentStatus,
};
use chrono::{DateTime, Utc};
use reqwest::{
    Method, RequestBuilder, Response, StatusCode,
    multipart::{Form, Part},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum ClientError {
    #[error("could not set up an HTTP client")]
    SetUp(#[source] reqwest::Error),
    #[error("no answer from the API")]
    Unreachable(#[source] reqwest::Error),
    #[error("the API answered {status}: {problem}")]
    Refused { status: StatusCode, problem: Box<Problem> },
    #[error("the API's answer is not what it documents: {answer}")]
    Unexpected { answer: String, source: serde_json::Error },
}

/// An error as the API tells it (RFC 9457).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Problem {
    pub code: String,
    pub title: String,
    pub detail: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { code, title, detail } = self;
        write!(out, "{title} ({code})")?;
        if detail.is_empty() { Ok(()) } else { write!(out, ": {detail}") }
    }
}

/// A file to upload.
#[derive(Clone, Debug)]
pub struct Upload {
    pub file_name: String,
    pub content: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Accepted,
    /// The same bytes are there already; the document is the existing one.
    Duplicate,
    Refused,
}

/// What became of one uploaded file.
#[derive(Clone, Debug, Deserialize)]
pub struct UploadResult {
    pub filename: String,
    pub outcome: Outcome,
    pub document: Option<Document>,
    pub problem: Option<Problem>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Document {
    pub id: DocumentId,
    pub filename: String,
    pub media_type: MediaType,
    pub byte_size: u64,
    pub sha256: String,
    pub status: DocumentStatus,
    pub page_count: Option<u32>,
    pub pages_read: Option<u32>,
    pub language: Option<String>,
    pub failure: Option<Problem>,
    pub invoice_id: Option<InvoiceId>,
    pub job_id: Option<JobId>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Document {
    /// Whether the worker is done with it, for better or worse.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !matches!(self.status, DocumentStatus::Queued | DocumentStatus::Processing)
    }
}

#[derive(Debug, Deserialize)]
struct UploadResults {
    results: Vec<UploadResult>,
}

/// A caller of the API, with its own cookies.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    basic: Option<(String, String)>,
}

impl Client {
    /// A caller that has not signed in.
    pub fn new(base_url: impl Into<String>) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder().cookie_store(true).no_proxy().build();
        let http = http.map_err(ClientError::SetUp)?;
        Ok(Self { http, base_url: base_url.into(), basic: None })
    }

    /// A caller that names itself with every request.
    pub fn with_basic(
        base_url: impl Into<String>,
        email: &str,
        password: &str,
    ) -> Result<Self, ClientError> {
        let basic = Some((email.to_owned(), password.to_owned()));
        Ok(Self { basic, ..Self::new(base_url)? })
    }

    /// Starts a session, which the following requests belong to.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<Value, ClientError> {
        let body = json!({"email": email, "password": password});
        answer(self.request(Method::POST, "/v1/sessions").json(&body)).await
    }

    /// Uploads files in one request; the results are in their order.
    pub async fn upload(&self, files: Vec<Upload>) -> Result<Vec<UploadResult>, ClientError> {
        let form = files.into_iter().fold(Form::new(), |form, file| {
            form.part("file", Part::bytes(file.content).file_name(file.file_name))
        });
        let request = self.request(Method::POST, "/v1/documents").multipart(form);
        Ok(answer::<UploadResults>(request).await?.results)
    }

    pub async fn document(&self, id: DocumentId) -> Result<Document, ClientError> {
        self.get(&format!("/v1/documents/{id}")).await
    }

    /// The invoice as the API gives it: the summary's keys and `invoice` with all evidence.
    pub async fn invoice(&self, id: InvoiceId) -> Result<Value, ClientError> {
        self.get(&format!("/v1/invoices/{id}")).await
    }

    /// Gets anything as JSON.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        answer(self.request(Method::GET, path)).await
    }

    /// A request to be completed and sent by the caller.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base_url));
        match &self.basic {
            Some((email, password)) => request.basic_auth(email, Some(password)),
            None => request,
        }
    }
}

/// Sends the request and reads the answer, which must be a success.
pub async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, ClientError> {
    let response = request.send().await.map_err(ClientError::Unreachable)?;
    let response = succeeded(response).await?;
    let body = response.bytes().await.map_err(ClientError::Unreachable)?;
    serde_json::from_slice(&body).map_err(|source| {
        let answer = String::from_utf8_lossy(&body).into_owned();
        ClientError::Unexpected { answer, source }
    })
}

/// Turns an answer that is not a success into its problem.
pub async fn succeeded(response: Response) -> Result<Response, ClientError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let body = response.bytes().await.map_err(ClientError::Unreachable)?;
    let problem = serde_json::from_slice(&body).unwrap_or_else(|_| Problem {
        detail: String::from_utf8_lossy(&body).into_owned(),
        ..Problem::default()
    });
    Err(ClientError::Refused { status, problem: Box::new(problem) })
}
