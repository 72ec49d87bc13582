//! What holds for every request, and the pages beside the API.

use billify_shared::domain::role::Role;
use futures::stream;
use poem::Body;
use poem::http::{Method, StatusCode};
use serde_json::json;

use crate::support::{TestApi, request};

#[tokio::test]
async fn refusals_of_the_library_are_problems_too() {
    let api = TestApi::start().await;
    let org = api.organisation("Acme").await;
    let user = api.user(org, Role::Admin).await;
    assert_eq!(api.get(&user, "/v1/nowhere").await.problem(404), "not_found");
    assert_eq!(api.get(&user, "/v1/users/not-a-uuid").await.status, StatusCode::NOT_FOUND);
    let answer = api.send(request(Method::PUT, "/v1/users", Some(&user), &[], None)).await;
    assert_eq!(answer.problem(405), "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET, POST, HEAD");
    let json = |body: &'static str, content_type: &str| {
        let headers = [("content-type", content_type)];
        let mut request = request(Method::POST, "/v1/users", Some(&user), &headers, None);
        request.set_body(body);
        api.send(request)
    };
    assert_eq!(json("{", "application/json").await.problem(400), "malformed_request");
    assert_eq!(json("a=b", "text/plain").await.problem(415), "unsupported_media_type");
    assert_eq!(json("{}", "application/json").await.json()["instance"], "/v1/users");
}

#[tokio::test]
async fn large_bodies_are_refused_with_and_without_a_length() {
    let api = TestApi::start().await;
    let org = api.organisation("Acme").await;
    let user = api.user(org, Role::Admin).await;
    let large = json!({"name": "x".repeat(2_000_000)});
    assert_eq!(api.patch(&user, "/v1/organisation", large).await.problem(413), "body_too_large");

    let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b' '; 4096]));
    let headers = [("content-type", "application/json")];
    let mut request = request(Method::PATCH, "/v1/organisation", Some(&user), &headers, None);
    request.set_body(Body::from_bytes_stream(endless));
    assert_eq!(api.send(request).await.problem(413), "body_too_large");
}

#[tokio::test]
async fn answers_carry_an_id_and_safe_headers() {
    let api = TestApi::start().await;
    let headers = [("x-request-id", "from-the-proxy")];
    let answer = api.send(request(Method::GET, "/healthz", None, &headers, None)).await.ok();
    assert_eq!(answer.header("x-request-id"), "from-the-proxy");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let headers = [("x-request-id", "not harmless\"")];
    let answer = api.send(request(Method::GET, "/healthz", None, &headers, None)).await.ok();
    assert_eq!(answer.header("x-request-id").len(), 36);
}

#[tokio::test]
async fn the_cause_of_a_failure_stays_inside() {
    let api = TestApi::start().await;
    let org = api.organisation("Acme").await;
    let user = api.user(org, Role::Admin).await;
    api.get(&user, "/readyz").await.ok();
    api.state.db.clone().close().await.unwrap();
    let answer = api.get(&user, "/v1/me").await;
    assert!(answer.status.is_server_error());
    let problem = answer.json();
    assert_eq!(problem["trace_id"], answer.header("x-request-id"));
    assert!(!problem["detail"].as_str().unwrap().to_lowercase().contains("pool"));
    assert_eq!(api.get(&user, "/readyz").await.problem(503), "unavailable");
}

#[tokio::test]
async fn documentation_and_metrics_need_nobody_else() {
    let api = TestApi::start().await;
    let docs = api.send(request(Method::GET, "/docs", None, &[], None)).await.ok();
    let html = String::from_utf8(docs.body.clone()).unwrap();
    assert!(html.contains("SwaggerUIBundle"));
    for external in ["<script src", "<link ", "@import", "src=\"http"] {
        assert!(!html.split("<script charset").next().unwrap().contains(external), "{external}");
    }
    assert!(docs.header("content-security-policy").contains("script-src 'sha256-"));

    let spec = api.send(request(Method::GET, "/openapi.json", None, &[], None)).await.ok().json();
    assert!(spec["components"]["schemas"]["Problem"].is_object());
    let patch = &spec["paths"]["/v1/invoices/{id}"]["patch"];
    assert!(patch["responses"]["412"]["content"]["application/problem+json"].is_object());
    assert_eq!(patch["security"].as_array().unwrap().len(), 2);

    let metrics = api.send(request(Method::GET, "/metrics", None, &[], None)).await.ok();
    let text = String::from_utf8(metrics.body).unwrap();
    assert!(text.contains("billify_http_request_duration_seconds"), "{text}");
}
