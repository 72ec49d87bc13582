//! Jobs for operators.

use billify_shared::domain::role::Role;
use serde_json::json;

use crate::support::{Seeded, TestApi, seed};

#[tokio::test]
async fn an_operator_finds_and_retries_a_dead_job() {
    let api = TestApi::start().await;
    let org = api.organisation("Owner").await;
    let seeded = seed(&api, org, &Seeded::sample_invoice("R-1", "Acme", None)).await;
    let operator = api.user(org, Role::Operator).await;

    let path = format!("/v1/jobs?state=dead&document_id={}", seeded.document);
    let list = api.get(&operator, &path).await.ok().json();
    assert_eq!(list["total"], 1);
    assert_eq!(list["items"][0]["dead_reason"], "test");

    let path = format!("/v1/jobs/{}", seeded.job);
    let job = api.get(&operator, &path).await.ok().json();
    assert_eq!((&job["state"], &job["attempt_history"]), (&json!("dead"), &json!([])));

    let retried = api.post(&operator, &format!("{path}/retry"), json!({})).await.ok().json();
    assert_eq!(retried["state"], "waiting");
    assert!(retried.get("dead_reason").is_none());
    let waiting = api.get(&operator, "/v1/jobs?state=waiting").await.ok().json();
    assert_eq!(waiting["total"], 1);
}
