//! A whole API for one test: its own database on a real PostgreSQL server, its own S3 server.

#![allow(dead_code, unreachable_pub, reason = "each test program uses its part of this")]

mod database;
mod seed;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use billify_api::app::application;
use billify_api::auth::PasswordHasher;
use billify_api::config::ApiConfig;
use billify_api::state::AppState;
use billify_local::object_store::{AccessKey, S3Server};
use billify_shared::domain::ids::{OrgId, UserId};
use billify_shared::domain::role::Role;
use billify_shared::store::{organisations, users};
use clap::{Args, FromArgMatches};
use poem::endpoint::BoxEndpoint;
use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Endpoint, Request, Response};
use serde_json::Value;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

pub use self::database::Database;
pub use self::seed::{Seeded, seed};

pub const PASSWORD: &str = "correct horse battery";
const BUCKET: &str = "billify";

pub struct TestApi {
    pub state: AppState,
    application: BoxEndpoint<'static, Response>,
    pub settings: Vec<(&'static str, String)>,
    _objects: S3Server,
    _directory: tempfile::TempDir,
}

pub struct TestUser {
    pub id: UserId,
    pub org: OrgId,
    pub email: String,
    /// HTTP Basic.
    pub authorization: String,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl TestApi {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// With command-line arguments on top of the ordinary ones.
    pub async fn start_with(arguments: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let key = AccessKey { id: "test".to_owned(), secret: "test-secret".to_owned() };
        let objects = S3Server::start(directory.path(), BUCKET, &key).await.unwrap();
        let settings = vec![
            ("DATABASE_URL", Database::create().await.url),
            ("BILLIFY_S3_ENDPOINT", objects.endpoint()),
            ("BILLIFY_S3_BUCKET", BUCKET.to_owned()),
            ("BILLIFY_S3_ACCESS_KEY_ID", key.id),
            ("BILLIFY_S3_SECRET_ACCESS_KEY", key.secret),
        ];
        let config = config(&settings, arguments);
        let state = AppState::connect(config, CancellationToken::new()).await.unwrap();
        let application = application(state.clone());
        Self { state, application, settings, _objects: objects, _directory: directory }
    }

    pub async fn organisation(&self, name: &str) -> OrgId {
        organisations::insert(&self.state.db, name).await.unwrap().id
    }

    pub async fn user(&self, org: OrgId, role: Role) -> TestUser {
        let email = format!("{}@example.com", UserId::new());
        let user = users::NewUser {
            email: email.clone(),
            name: format!("The {}", role.as_str()),
            role,
            password_hash: password_hash().await,
        };
        let row = users::insert(&self.state.db, org, user).await.unwrap().unwrap();
        let authorization = format!("Basic {}", STANDARD.encode(format!("{email}:{PASSWORD}")));
        TestUser { id: row.id, org, email, authorization }
    }

    pub async fn send(&self, request: Request) -> Answer {
        let response = self.application.get_response(request).await;
        let (parts, body) = response.into_parts();
        let body = body.into_vec().await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, user: &TestUser, path: &str) -> Answer {
        self.send(request(Method::GET, path, Some(user), &[], None)).await
    }

    pub async fn post(&self, user: &TestUser, path: &str, body: Value) -> Answer {
        self.send(request(Method::POST, path, Some(user), &[], Some(body))).await
    }

    pub async fn patch(&self, user: &TestUser, path: &str, body: Value) -> Answer {
        self.send(request(Method::PATCH, path, Some(user), &[], Some(body))).await
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{} {error}: {}", self.status, String::from_utf8_lossy(&self.body))
        })
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The code of the problem, after checking that it is a proper one.
    #[track_caller]
    pub fn problem(&self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.body));
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        for member in ["type", "title", "detail", "instance"] {
            assert!(problem[member].is_string(), "{member} is missing: {problem}");
        }
        problem["code"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert!(
            self.status.is_success(),
            "{}: {}",
            self.status,
            String::from_utf8_lossy(&self.body)
        );
        self
    }
}

pub fn request(
    method: Method,
    path: &str,
    user: Option<&TestUser>,
    headers: &[(&str, &str)],
    body: Option<Value>,
) -> Request {
    let mut builder = Request::builder().method(method).uri_str(path);
    if let Some(user) = user {
        builder = builder.header(header::AUTHORIZATION, &user.authorization);
    }
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    match body {
        Some(json) => builder.content_type("application/json").body(json.to_string()),
        None => builder.finish(),
    }
}

/// The configuration as the program would read it, without this process' environment.
fn config(settings: &[(&'static str, String)], arguments: &[&str]) -> ApiConfig {
    let flag = |key: &str| match key {
        "DATABASE_URL" => "--database-url".to_owned(),
        key => format!("--{}", key.trim_start_matches("BILLIFY_").to_lowercase().replace('_', "-")),
    };
    let settings = settings.iter().flat_map(|(key, value)| [flag(key), value.clone()]);
    let all = std::iter::once("billify-api".to_owned())
        .chain(settings)
        .chain(arguments.iter().map(|&argument| argument.to_owned()));
    let command = ApiConfig::augment_args(clap::Command::new("billify-api"));
    ApiConfig::from_arg_matches(&command.get_matches_from(all)).unwrap()
}

async fn password_hash() -> String {
    static HASH: OnceCell<String> = OnceCell::const_new();
    let hash =
        || async { PasswordHasher::new().await.unwrap().hash(PASSWORD.to_owned()).await.unwrap() };
    HASH.get_or_init(hash).await.clone()
}
