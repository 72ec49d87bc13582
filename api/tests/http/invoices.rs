//! One invoice: evidence, corrections, approval, history.

use billify_shared::domain::role::Role;
use poem::http::Method;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use crate::support::{Answer, Seeded, TestApi, TestUser, request, seed};

struct World {
    api: TestApi,
    clerk: TestUser,
    seeded: Seeded,
}

impl World {
    async fn new() -> Self {
        let api = TestApi::start().await;
        let org = api.organisation("Owner").await;
        let mut invoice = Seeded::sample_invoice("R-1", "Acme", Some("120.00"));
        invoice.total_net.value = "100.00".parse().ok();
        invoice.total_tax.value = "19.00".parse().ok();
        let seeded = seed(&api, org, &invoice).await;
        let clerk = api.user(org, Role::Clerk).await;
        Self { api, clerk, seeded }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/invoices/{}{rest}", self.seeded.invoice)
    }

    async fn send(
        &self,
        method: Method,
        rest: &str,
        version: Option<&str>,
        body: Option<Value>,
    ) -> Answer {
        let headers: Vec<_> = version.map(|version| ("if-match", version)).into_iter().collect();
        self.api.send(request(method, &self.path(rest), Some(&self.clerk), &headers, body)).await
    }

    async fn correct(&self, version: &str, body: Value) -> Answer {
        self.send(Method::PATCH, "", Some(version), Some(body)).await
    }

    async fn events(&self) -> Vec<String> {
        let sql = "SELECT kind FROM events ORDER BY number";
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        let rows = self.api.state.db.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get("", "kind").unwrap()).collect()
    }
}

#[tokio::test]
async fn an_invoice_shows_its_evidence_and_leaves_out_what_is_not_known() {
    let world = World::new().await;
    let answer = world.send(Method::GET, "", None, None).await.ok();
    assert_eq!(answer.header("etag"), "\"1\"");
    let invoice = answer.json();
    assert_eq!(invoice["total_gross"], "120.00");
    let gross = &invoice["invoice"]["total_gross"];
    assert_eq!(gross["term"], "BT-112");
    assert_eq!(gross["bbox"], json!([0.1, 0.2, 0.3, 0.4]));
    assert!(!String::from_utf8_lossy(&answer.body).contains("null"));

    let seen = [("if-none-match", "\"1\"")];
    let path = world.path("");
    let again = world.api.send(request(Method::GET, &path, Some(&world.clerk), &seen, None)).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
}

#[tokio::test]
async fn a_correction_keeps_the_evidence_and_is_remembered() {
    let world = World::new().await;
    let body = json!({"fields": {"total_gross": "119.00", "due_date": "2026-04-30", "customer_name": null}});
    let answer = world.correct("\"1\"", body).await.ok();
    assert_eq!(answer.header("etag"), "\"2\"");
    let corrected = answer.json();
    assert_eq!(
        (&corrected["total_gross"], &corrected["due_date"]),
        (&json!("119.00"), &json!("2026-04-30"))
    );
    let gross = &corrected["invoice"]["total_gross"];
    assert_eq!(gross["status"], "corrected");
    assert_eq!(gross["previous_value"], "120.00");
    assert_eq!(gross["raw"], "120.00");
    assert_eq!(gross["edited_by"], world.clerk.id.to_string());
    assert_eq!(gross["checks"][0]["passed"], true);
    assert_eq!(corrected["invoice"]["customer_name"]["status"], "empty_confirmed");

    let history = world.send(Method::GET, "/history", None, None).await.ok().json();
    let change = &history["items"][0];
    assert_eq!(change["action"], "corrected");
    assert_eq!(change["user_name"], "The clerk");
    assert_eq!(
        change["changes"][1],
        json!({"field": "total_gross", "before": "120.00", "after": "119.00"})
    );
    assert_eq!(world.events().await, ["invoice.changed"]);
    let found = world.api.get(&world.clerk, "/v1/invoices?gross_max=119").await.ok().json();
    assert_eq!(found["total"], 1);
}

#[tokio::test]
async fn every_wrong_value_is_told_and_nothing_is_changed() {
    let world = World::new().await;
    let body = json!({
        "fields": {"issue_date": "31.03.2026", "currency": "XYZ", "supplier_iban": "DE00", "total_gross": "1,5"},
        "lines": [{"quantity": "two"}]
    });
    let answer = world.correct("\"1\"", body).await;
    assert_eq!(answer.problem(422), "invalid_fields");
    let problem = answer.json();
    let fields: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert_eq!(
        fields,
        ["issue_date", "currency", "supplier_iban", "total_gross", "lines[0].quantity"]
    );
    assert_eq!(world.send(Method::GET, "", None, None).await.header("etag"), "\"1\"");
    assert!(world.events().await.is_empty());

    let unknown = json!({"fields": {"colour": "red"}});
    assert_eq!(world.correct("\"1\"", unknown).await.problem(400), "malformed_request");
    let unstorable = json!({"fields": {"supplier_name": "a\u{0}b"}});
    assert_eq!(world.correct("\"1\"", unstorable).await.problem(422), "invalid_fields");
}

#[tokio::test]
async fn lines_are_replaced_and_found_again() {
    let world = World::new().await;
    let body = json!({"lines": [
        {"source_line": 0, "description": "Filter coffee", "amount": "100.00"},
        {"description": "Delivery", "amount": "5.00"},
    ]});
    let corrected = world.correct("\"1\"", body).await.ok().json();
    let lines = corrected["invoice"]["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["amount"]["status"], "confirmed");
    assert_eq!(lines[0]["description"]["previous_value"], "Espresso beans");
    let found = world.api.get(&world.clerk, "/v1/invoices?q=deliv").await.ok().json();
    assert_eq!(found["total"], 1);
    let gone = world.api.get(&world.clerk, "/v1/invoices?q=espresso").await.ok().json();
    assert_eq!(gone["total"], 0);
}

#[tokio::test]
async fn two_who_correct_the_same_version_do_not_overwrite_each_other() {
    let world = World::new().await;
    let body = |name: &str| json!({"fields": {"supplier_name": name}});
    let without = world.send(Method::PATCH, "", None, Some(body("A"))).await;
    assert_eq!(without.problem(428), "version_required");
    let (first, second) =
        tokio::join!(world.correct("\"1\"", body("A")), world.correct("\"1\"", body("B")));
    let (won, lost) = if first.status == 200 { (first, second) } else { (second, first) };
    won.ok();
    assert_eq!(lost.problem(412), "version_conflict");
    assert_eq!(lost.json()["current_version"], 2);
}

#[tokio::test]
async fn an_approved_invoice_is_not_changed_until_it_is_reopened() {
    let world = World::new().await;
    let approved = world.send(Method::POST, "/approve", Some("\"1\""), None).await.ok().json();
    assert_eq!((&approved["status"], &approved["version"]), (&json!("approved"), &json!(2)));
    assert_eq!(approved["approved_by"], world.clerk.id.to_string());
    assert_eq!(world.events().await, ["invoice.changed", "document.changed"]);

    let body = json!({"fields": {"supplier_name": "B"}});
    assert_eq!(world.correct("\"2\"", body.clone()).await.problem(409), "invoice_approved");
    let again = world.send(Method::POST, "/approve", Some("\"2\""), None).await;
    assert_eq!(again.problem(409), "invoice_approved");

    let reopened = world.send(Method::POST, "/reopen", Some("\"2\""), None).await.ok().json();
    assert_eq!(reopened["status"], "needs_review");
    assert!(reopened.get("approved_at").is_none());
    world.correct("\"3\"", body).await.ok();
    let history = world.send(Method::GET, "/history", None, None).await.ok().json();
    let actions: Vec<_> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["corrected", "reopened", "approved"]);
}

#[tokio::test]
async fn a_deleted_document_takes_its_invoice_along() {
    let world = World::new().await;
    let sql = "UPDATE documents SET deleted_at = now()";
    world.api.state.db.execute_unprepared(sql).await.unwrap();
    assert_eq!(world.send(Method::GET, "", None, None).await.problem(404), "not_found");
    let list = world.api.get(&world.clerk, "/v1/invoices").await.ok().json();
    assert_eq!(list["total"], 0);
}
