//! Signing in and out, HTTP Basic, other sites, guessing.

use billify_shared::domain::role::Role;
use poem::http::Method;
use serde_json::json;

use crate::support::{PASSWORD, TestApi, TestUser, request};

async fn sign_in(api: &TestApi, user: &TestUser) -> String {
    let credentials = json!({"email": user.email.to_uppercase(), "password": PASSWORD});
    let answer =
        api.send(request(Method::POST, "/v1/sessions", None, &[], Some(credentials))).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json()["user"]["email"], user.email.as_str());
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

async fn me(api: &TestApi, headers: &[(&str, &str)]) -> u16 {
    api.send(request(Method::GET, "/v1/me", None, headers, None)).await.status.as_u16()
}

async fn a_session_lasts_until_it_is_ended(api: TestApi) {
    let org = api.organisation("Acme").await;
    let user = api.user(org, Role::Clerk).await;
    let cookie = sign_in(&api, &user).await;
    let headers = [("cookie", cookie.as_str())];
    assert_eq!(me(&api, &headers).await, 200);
    let ended = request(Method::DELETE, "/v1/sessions/current", None, &headers, None);
    assert_eq!(api.send(ended).await.status, 204);
    assert_eq!(me(&api, &headers).await, 401);
}

#[tokio::test]
async fn sessions_in_the_database() {
    a_session_lasts_until_it_is_ended(TestApi::start().await).await;
}

#[tokio::test]
async fn sessions_in_files() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    let arguments = ["--session-store", "files", "--session-directory", path];
    a_session_lasts_until_it_is_ended(TestApi::start_with(&arguments).await).await;
}

#[tokio::test]
async fn basic_credentials_work_and_wrong_ones_do_not() {
    let api = TestApi::start().await;
    let org = api.organisation("Acme").await;
    let user = api.user(org, Role::Viewer).await;
    let answer = api.get(&user, "/v1/me").await.ok();
    assert_eq!(answer.json()["organisation"]["name"], "Acme");
    assert_eq!(me(&api, &[("authorization", "Basic bm9ib2R5OmF0IGFsbA==")]).await, 401);
    assert_eq!(me(&api, &[("authorization", "Bearer abc")]).await, 401);
    assert_eq!(me(&api, &[("cookie", "billify_session=forged")]).await, 401);
}

#[tokio::test]
async fn guessing_has_to_wait_but_the_session_goes_on() {
    let api = TestApi::start().await;
    let org = api.organisation("Acme").await;
    let user = api.user(org, Role::Viewer).await;
    let cookie = sign_in(&api, &user).await;
    let guess = json!({"email": user.email, "password": "wrong"});
    let mut codes = Vec::new();
    for _ in 0..7 {
        let guess = request(Method::POST, "/v1/sessions", None, &[], Some(guess.clone()));
        let answer = api.send(guess).await;
        codes.push(answer.json()["code"].as_str().unwrap().to_owned());
        if answer.status == 429 {
            assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
        }
    }
    assert_eq!(codes[0], "invalid_credentials");
    assert_eq!(codes[6], "too_many_attempts");
    assert_eq!(me(&api, &[("cookie", &cookie)]).await, 200);
}

#[tokio::test]
async fn a_disabled_user_is_out_at_once() {
    let api = TestApi::start().await;
    let org = api.organisation("Acme").await;
    let admin = api.user(org, Role::Admin).await;
    let user = api.user(org, Role::Clerk).await;
    let cookie = sign_in(&api, &user).await;
    api.get(&user, "/v1/me").await.ok();
    let path = format!("/v1/users/{}", user.id);
    api.patch(&admin, &path, json!({"disabled": true})).await.ok();
    assert_eq!(me(&api, &[("cookie", &cookie)]).await, 401);
    assert_eq!(api.get(&user, "/v1/me").await.problem(401), "invalid_credentials");
}

#[tokio::test]
async fn pages_of_other_sites_cannot_write() {
    let arguments = ["--cors-origins", "https://app.example"];
    let api = TestApi::start_with(&arguments).await;
    let org = api.organisation("Acme").await;
    let admin = api.user(org, Role::Admin).await;
    let cookie = sign_in(&api, &admin).await;
    let rename = async |headers: &[(&str, &str)]| {
        let headers: Vec<_> =
            [("cookie", cookie.as_str())].iter().chain(headers).copied().collect();
        let body = Some(json!({"name": "Renamed"}));
        let path = "/v1/organisation";
        api.send(request(Method::PATCH, path, None, &headers, body)).await
    };
    assert_eq!(rename(&[("sec-fetch-site", "cross-site")]).await.problem(403), "cross_site");
    let allowed = [("origin", "https://app.example"), ("sec-fetch-site", "cross-site")];
    let answer = rename(&allowed).await.ok();
    assert_eq!(answer.header("access-control-allow-origin"), "https://app.example");
    let own = [("origin", "http://billify.example"), ("sec-fetch-site", "same-origin")];
    rename(&own).await.ok();
    rename(&[]).await.ok();

    let asks = [("origin", "https://app.example"), ("access-control-request-method", "PATCH")];
    let asked = request(Method::OPTIONS, "/v1/organisation", None, &asks, None);
    assert_eq!(api.send(asked).await.status, 204);
    let asks = [("origin", "https://evil.example"), ("access-control-request-method", "PATCH")];
    let asked = request(Method::OPTIONS, "/v1/organisation", None, &asks, None);
    let answer = api.send(asked).await;
    assert_eq!(answer.problem(405), "method_not_allowed");
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn allow_any_acts_as_the_first_administrator() {
    let api = TestApi::start_with(&["--auth", "allow_any"]).await;
    let answer = api.send(request(Method::GET, "/v1/me", None, &[], None)).await.ok();
    assert_eq!(answer.json()["user"]["role"], "admin");
    assert_eq!(answer.json()["organisation"]["name"], "Development");
}
