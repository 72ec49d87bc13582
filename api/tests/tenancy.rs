//! Walks the OpenAPI description and proves for every operation that nobody, too small a role, and
//! another organisation's administrator are each refused. A new operation needs a case here.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;

use billify_api::app::openapi_json;
use billify_shared::domain::role::Role;
use poem::http::Method;
use serde_json::{Value, json};
use support::{Answer, Seeded, TestApi, TestUser, request, seed};

/// What an operation does to those who are not its own.
#[derive(Clone, Debug)]
struct Case {
    /// The smallest role that may use it; `None` if it asks for no credentials.
    least: Option<Role>,
    foreigner: Foreigner,
    body: Option<Value>,
    headers: &'static [(&'static str, &'static str)],
    /// Runs after all others, because nothing is left afterwards.
    last: bool,
}

/// What the administrator of another organisation gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Foreigner {
    /// 404, as if it did not exist.
    NotFound,
    /// An answer about their own organisation only.
    OwnOnly,
}

fn public() -> Case {
    Case { least: None, foreigner: Foreigner::OwnOnly, body: None, headers: &[], last: false }
}

fn own(least: Role) -> Case {
    Case { least: Some(least), ..public() }
}

fn item(least: Role) -> Case {
    Case { foreigner: Foreigner::NotFound, ..own(least) }
}

impl Case {
    fn body(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }

    fn headers(self, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { headers, ..self }
    }

    fn last(self) -> Self {
        Self { last: true, ..self }
    }
}

fn cases() -> BTreeMap<&'static str, Case> {
    let any_version = &[("if-match", "*")];
    let upload = json!({"filename": "a.pdf", "byte_size": 10});
    let user = json!({"email": "new@example.com", "name": "New", "role": "viewer", "password": "long enough"});
    BTreeMap::from([
        ("get_health", public()),
        ("get_readiness", public()),
        ("create_session", public().body(json!({"email": "nobody@example.com", "password": "x"}))),
        ("delete_session", own(Role::Viewer)),
        ("get_me", own(Role::Viewer)),
        ("get_organisation", own(Role::Viewer)),
        ("update_organisation", own(Role::Admin).body(json!({"name": "Renamed"}))),
        ("list_users", own(Role::Viewer)),
        ("create_user", own(Role::Admin).body(user)),
        ("get_user", item(Role::Viewer)),
        ("update_user", item(Role::Admin).body(json!({"name": "Renamed"}))),
        ("upload_documents", own(Role::Clerk)),
        ("list_documents", own(Role::Viewer)),
        ("get_document", item(Role::Viewer)),
        ("get_document_content", item(Role::Viewer)),
        ("get_page_image", item(Role::Viewer)),
        ("get_page_words", item(Role::Viewer)),
        ("delete_document", item(Role::Clerk).last()),
        ("announce_upload", own(Role::Clerk).body(upload)),
        ("complete_upload", item(Role::Clerk)),
        ("follow_events", own(Role::Viewer)),
        ("list_invoices", own(Role::Viewer)),
        ("get_invoice", item(Role::Viewer)),
        ("correct_invoice", item(Role::Clerk).body(json!({"fields": {}})).headers(any_version)),
        ("approve_invoice", item(Role::Clerk).headers(any_version)),
        ("reopen_invoice", item(Role::Clerk).headers(any_version)),
        ("get_invoice_history", item(Role::Viewer)),
        ("list_jobs", own(Role::Operator)),
        ("get_job", item(Role::Operator)),
        ("retry_job", item(Role::Operator)),
    ])
}

struct Operation {
    id: String,
    method: Method,
    path: String,
}

fn operations() -> Vec<Operation> {
    let description: Value = serde_json::from_str(&openapi_json()).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str();
            operations.push(Operation {
                id: id.unwrap_or_else(|| panic!("{method} {path} has no operation id")).to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
            });
        }
    }
    operations
}

/// Everybody who tries, and what they try to get at.
struct World {
    api: TestApi,
    by_role: Vec<(Role, TestUser)>,
    foreigner: TestUser,
    seeded: Seeded,
}

impl World {
    async fn new() -> Self {
        let api = TestApi::start().await;
        let org = api.organisation("Owner").await;
        let mut by_role = Vec::new();
        for role in Role::ALL {
            by_role.push((role, api.user(org, role).await));
        }
        let elsewhere = api.organisation("Elsewhere").await;
        let foreigner = api.user(elsewhere, Role::Admin).await;
        let invoice = Seeded::sample_invoice("R-1", "Owner's supplier", Some("119.00"));
        let seeded = seed(&api, org, &invoice).await;
        Self { api, by_role, foreigner, seeded }
    }

    fn user(&self, role: Role) -> &TestUser {
        &self.by_role.iter().find(|(own, _)| *own == role).unwrap().1
    }

    /// The path with the owner's identifiers in it.
    fn path(&self, operation: &Operation) -> String {
        let id = match operation.path.split('/').nth(2) {
            Some("documents") => self.seeded.document.to_string(),
            Some("invoices") => self.seeded.invoice.to_string(),
            Some("jobs") => self.seeded.job.to_string(),
            Some("uploads") => self.seeded.upload.to_string(),
            Some("users") => self.user(Role::Viewer).id.to_string(),
            _ => String::new(),
        };
        operation.path.replace("{id}", &id).replace("{n}", "1").replace("{number}", "1")
    }

    async fn call(&self, operation: &Operation, case: &Case, user: Option<&TestUser>) -> Answer {
        let path = self.path(operation);
        assert!(!path.contains('{'), "{path} has a parameter that is not known here");
        let method = operation.method.clone();
        self.api.send(request(method, &path, user, case.headers, case.body.clone())).await
    }

    async fn prove(&self, operation: &Operation, case: &Case) {
        let id = &operation.id;
        let nobody = self.call(operation, case, None).await;
        let Some(least) = case.least else {
            assert_ne!(nobody.status, 403, "{id} is public");
            return;
        };
        assert_eq!(nobody.problem(401), "unauthenticated", "{id} without a user");

        if let Some(smaller) = Role::ALL.into_iter().rev().find(|role| *role < least) {
            let answer = self.call(operation, case, Some(self.user(smaller))).await;
            assert_eq!(answer.problem(403), "forbidden", "{id} as {smaller:?}");
        }

        let answer = self.call(operation, case, Some(&self.foreigner)).await;
        match case.foreigner {
            Foreigner::NotFound => {
                assert_eq!(answer.problem(404), "not_found", "{id} from elsewhere");
            }
            Foreigner::OwnOnly => self.shows_nothing_of_the_owner(id, &answer),
        }

        let answer = self.call(operation, case, Some(self.user(least))).await;
        let status = answer.status.as_u16();
        assert!(!matches!(status, 401 | 403 | 404) && status < 500, "{id} for its own: {answer:?}");
    }

    fn shows_nothing_of_the_owner(&self, id: &str, answer: &Answer) {
        let text = String::from_utf8_lossy(&answer.body);
        assert!(answer.status.as_u16() < 500, "{id} from elsewhere: {text}");
        let mut secrets: Vec<String> = vec![
            self.user(Role::Admin).org.to_string(),
            self.seeded.document.to_string(),
            self.seeded.invoice.to_string(),
            self.seeded.job.to_string(),
            self.seeded.upload.to_string(),
        ];
        secrets.extend(self.by_role.iter().map(|(_, user)| user.id.to_string()));
        for secret in secrets {
            assert!(!text.contains(&secret), "{id} shows {secret} to another organisation");
        }
    }
}

#[tokio::test]
async fn every_operation_refuses_those_who_are_not_its_own() {
    let cases = cases();
    let mut operations = operations();
    let missing: Vec<_> =
        operations.iter().filter(|operation| !cases.contains_key(&*operation.id)).collect();
    let missing: Vec<_> = missing.iter().map(|operation| &operation.id).collect();
    assert!(missing.is_empty(), "operations without a case in this test: {missing:?}");
    assert_eq!(operations.len(), cases.len(), "a case has no operation any more");

    let world = World::new().await;
    operations.sort_by_key(|operation| cases[&*operation.id].last);
    for operation in &operations {
        world.prove(operation, &cases[&*operation.id]).await;
    }
}
