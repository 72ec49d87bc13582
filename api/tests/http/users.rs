//! The users of an organisation.

use billify_shared::domain::role::Role;
use serde_json::{Value, json};

use crate::support::TestApi;

#[tokio::test]
async fn an_administrator_adds_and_changes_users() {
    let api = TestApi::start().await;
    let org = api.organisation("Acme").await;
    let admin = api.user(org, Role::Admin).await;
    let new = json!({"email": " Ann@Example.com ", "name": "Ann", "role": "clerk", "password": "long enough"});
    let answer = api.post(&admin, "/v1/users", new.clone()).await;
    assert_eq!(answer.status, 201);
    let ann = answer.json();
    assert_eq!(ann["email"], "ann@example.com");
    assert!(ann.get("password").is_none());
    assert_eq!(api.post(&admin, "/v1/users", new).await.problem(409), "email_taken");
    let path = format!("/v1/users/{}", ann["id"].as_str().unwrap());
    let changed = api.patch(&admin, &path, json!({"role": "operator"})).await.ok();
    assert_eq!(changed.json()["role"], "operator");
    assert_eq!(api.get(&admin, &path).await.ok().json()["role"], "operator");
    assert_eq!(api.patch(&admin, &path, json!({})).await.ok().json()["role"], "operator");
}

#[tokio::test]
async fn every_wrong_value_is_told() {
    let api = TestApi::start().await;
    let org = api.organisation("Acme").await;
    let admin = api.user(org, Role::Admin).await;
    let wrong = json!({"email": "nowhere", "name": " ", "role": "clerk", "password": "short"});
    let answer = api.post(&admin, "/v1/users", wrong).await;
    assert_eq!(answer.problem(422), "invalid_fields");
    let problem = answer.json();
    let fields: Vec<&Value> =
        problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["email", "name", "password"]);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let api = TestApi::start().await;
    let org = api.organisation("Acme").await;
    let admin = api.user(org, Role::Admin).await;
    let path = format!("/v1/users/{}", admin.id);
    let demotion = json!({"role": "clerk"});
    assert_eq!(api.patch(&admin, &path, demotion.clone()).await.problem(409), "last_admin");
    assert_eq!(
        api.patch(&admin, &path, json!({"disabled": true})).await.problem(409),
        "last_admin"
    );
    let second = api.user(org, Role::Admin).await;
    api.patch(&second, &path, demotion).await.ok();
    assert_eq!(api.patch(&admin, &path, json!({"name": "X"})).await.problem(403), "forbidden");
}

#[tokio::test]
async fn users_come_in_pages() {
    let api = TestApi::start().await;
    let org = api.organisation("Acme").await;
    let admin = api.user(org, Role::Admin).await;
    for _ in 0..4 {
        api.user(org, Role::Viewer).await;
    }
    let first = api.get(&admin, "/v1/users?limit=3").await.ok().json();
    assert_eq!((first["items"].as_array().unwrap().len(), &first["total"]), (3, &json!(5)));
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = api.get(&admin, &format!("/v1/users?limit=3&cursor={cursor}")).await.ok().json();
    assert_eq!(second["items"].as_array().unwrap().len(), 2);
    assert!(second.get("next_cursor").is_none());
    assert_eq!(api.get(&admin, "/v1/users?cursor=zzz").await.problem(400), "invalid_cursor");
    assert_eq!(api.get(&admin, "/v1/users?limit=201").await.problem(400), "invalid_parameter");
}
