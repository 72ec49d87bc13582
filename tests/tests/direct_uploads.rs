//! Files that are put straight into object storage.

use anyhow::{Context, ensure};
use billify_tests::{Client, ClientError, System, client};
use reqwest::Method;
use serde_json::{Value, json};

fn pdf(size: usize) -> Vec<u8> {
    let mut content = b"%PDF-1.7\n".to_vec();
    content.resize(size, b' ');
    content
}

async fn announce(client: &Client, upload: Value) -> Result<Value, ClientError> {
    client::answer(client.request(Method::POST, "/v1/uploads").json(&upload)).await
}

async fn put(announced: &Value, content: Vec<u8>) -> anyhow::Result<reqwest::StatusCode> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let mut request = http.put(announced["url"].as_str().context("no url")?).body(content);
    for (name, value) in announced["headers"].as_object().context("no headers")? {
        request = request.header(name, value.as_str().unwrap_or_default());
    }
    Ok(request.send().await?.status())
}

async fn complete(client: &Client, announced: &Value) -> Result<Value, ClientError> {
    let id = announced["id"].as_str().unwrap_or_default();
    client::answer(client.request(Method::POST, &format!("/v1/uploads/{id}/complete"))).await
}

fn refusal(answer: Result<Value, ClientError>) -> anyhow::Result<(u16, String)> {
    match answer {
        Err(ClientError::Refused { status, problem }) => Ok((status.as_u16(), problem.code)),
        other => anyhow::bail!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_file_that_was_put_becomes_a_document() -> anyhow::Result<()> {
    let system = System::start().await?;
    let client = system.client().await?;
    let content = pdf(7 * 1024 * 1024);
    let upload = json!({ "filename": "large.pdf", "byte_size": content.len() });
    let announced = announce(&client, upload.clone()).await?;
    ensure!(refusal(complete(&client, &announced).await)? == (409, "upload_missing".to_owned()));
    ensure!(put(&announced, content.clone()).await?.is_success());

    let other = system.client_of("Another Organisation", "clerk").await?;
    ensure!(refusal(complete(&other, &announced).await)?.0 == 404);

    let (first, second) =
        tokio::join!(complete(&client, &announced), complete(&client, &announced));
    let (first, second) = (first?, second?);
    ensure!(first == second, "{first} {second}");
    ensure!(first["results"][0]["outcome"] == "accepted", "{first}");
    ensure!(complete(&client, &announced).await? == first);
    let id = first["results"][0]["document"]["id"].as_str().context("no document")?;
    let stored = client.request(Method::GET, &format!("/v1/documents/{id}/content"));
    ensure!(stored.send().await?.bytes().await? == content);

    let again = announce(&client, upload).await?;
    ensure!(put(&again, content).await?.is_success());
    let duplicate = complete(&client, &again).await?;
    ensure!(duplicate["results"][0]["outcome"] == "duplicate", "{duplicate}");
    ensure!(duplicate["results"][0]["document"]["id"] == id);
    Ok(())
}

#[tokio::test]
async fn what_was_put_is_checked_and_can_be_put_again() -> anyhow::Result<()> {
    let system = System::start().await?;
    let client = system.client().await?;
    let content = pdf(1000);
    let sha256 = "0".repeat(64);
    let upload = json!({ "filename": "a.pdf", "byte_size": 1000, "sha256": sha256 });
    let announced = announce(&client, upload).await?;
    ensure!(!put(&announced, pdf(999)).await?.is_success(), "the size is part of the signature");
    ensure!(put(&announced, content.clone()).await?.is_success());
    let refused = refusal(complete(&client, &announced).await)?;
    ensure!(refused == (422, "upload_hash_mismatch".to_owned()), "{refused:?}");

    let announced = announce(&client, json!({ "filename": "a.pdf", "byte_size": 1000 })).await?;
    ensure!(put(&announced, vec![b'x'; 1000]).await?.is_success());
    let refused = refusal(complete(&client, &announced).await)?;
    ensure!(refused == (415, "unsupported_type".to_owned()), "{refused:?}");
    ensure!(put(&announced, content).await?.is_success());
    ensure!(complete(&client, &announced).await?["results"][0]["outcome"] == "accepted");
    Ok(())
}

#[tokio::test]
async fn what_would_be_refused_later_is_refused_at_once() -> anyhow::Result<()> {
    let system = System::start().setting("BILLIFY_MAX_FILE_BYTES", 1000).await?;
    let client = system.client().await?;
    let cases = [
        (json!({ "filename": "a.pdf", "byte_size": 0 }), 422, "empty_file"),
        (json!({ "filename": "a.pdf", "byte_size": 1001 }), 413, "file_too_large"),
        (json!({ "filename": "", "byte_size": 10 }), 422, "missing_filename"),
        (json!({ "filename": "a\u{0}.pdf", "byte_size": 10 }), 422, "invalid_filename"),
        (
            json!({ "filename": "a.pdf", "byte_size": 10, "media_type": "text/html" }),
            415,
            "unsupported_type",
        ),
        (json!({ "filename": "a.pdf", "byte_size": 10, "sha256": "no" }), 422, "invalid_fields"),
    ];
    for (upload, status, code) in cases {
        let refused = refusal(announce(&client, upload.clone()).await)?;
        ensure!(refused == (status, code.to_owned()), "{upload}: {refused:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_upload_that_nobody_completes_expires_and_is_cleared_up() -> anyhow::Result<()> {
    let system = System::start().setting("BILLIFY_DIRECT_UPLOAD_SECONDS", 1).await?;
    let client = system.client().await?;
    let announced = announce(&client, json!({ "filename": "a.pdf", "byte_size": 100 })).await?;
    let expired = billify_tests::wait_until("the upload to expire", async || {
        let refused = refusal(complete(&client, &announced).await)?;
        Ok((refused.1 != "upload_missing").then_some(refused))
    });
    let expired = expired.await?;
    ensure!(expired == (410, "upload_expired".to_owned()), "{expired:?}");
    Ok(())
}
