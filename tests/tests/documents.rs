//! Uploads: what is accepted, what is refused and how, and that nothing of a refusal stays.

use anyhow::{Context, ensure};
use billify_tests::{Client, ClientError, Outcome, System, Upload, client, wait_until};
use bytes::Bytes;
use futures::{StreamExt, future::join_all, stream};
use reqwest::{Method, Response, StatusCode, header};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::Value;

const MIB: usize = 1024 * 1024;
const BOUNDARY: &str = "the-boundary";
const PART_HEAD: &str = "--the-boundary\r\nContent-Disposition: form-data; name=\"file\"; \
                         filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n";

fn pdf(size: usize, seed: u8) -> Vec<u8> {
    let mut content = b"%PDF-1.7\n".to_vec();
    content.resize(size, seed);
    content
}

fn file(name: &str, content: impl Into<Vec<u8>>) -> Upload {
    Upload { file_name: name.to_owned(), content: content.into() }
}

/// Sends a body as it is, whatever is wrong with it.
async fn send(client: &Client, body: impl Into<reqwest::Body>) -> reqwest::Result<Response> {
    client
        .request(Method::POST, "/v1/documents")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(body)
        .send()
        .await
}

fn refusal(answer: Result<impl std::fmt::Debug, ClientError>) -> anyhow::Result<(u16, String)> {
    match answer {
        Err(ClientError::Refused { status, problem }) => Ok((status.as_u16(), problem.code)),
        other => anyhow::bail!("not refused: {other:?}"),
    }
}

async fn refusal_of(response: reqwest::Result<Response>) -> anyhow::Result<(u16, String)> {
    refusal(client::succeeded(response?).await)
}

async fn count(database: &DatabaseConnection, table: &str) -> anyhow::Result<i64> {
    let rows = database
        .query_one_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            format!("SELECT count(*) AS n FROM {table}"),
        ))
        .await?;
    Ok(rows.context("no count")?.try_get("", "n")?)
}

async fn nothing_stays(system: &System) -> anyhow::Result<()> {
    let database = system.database().await?;
    wait_until("everything to be given back", async || {
        let rows = count(&database, "uploads").await?;
        Ok((rows == 0 && system.stored_files()?.is_empty()).then_some(()))
    })
    .await?;
    for table in ["documents", "jobs", "events", "idempotency_keys"] {
        ensure!(count(&database, table).await? == 0, "{table}");
    }
    Ok(())
}

#[tokio::test]
async fn each_bad_file_is_refused_with_its_own_code() -> anyhow::Result<()> {
    let system = System::start().setting("BILLIFY_MAX_FILE_BYTES", MIB).await?;
    let client = system.client().await?;
    let long_name = format!("{}.pdf", "x".repeat(300));
    let cases: [(Upload, u16, &str); 7] = [
        (file("empty.pdf", ""), 422, "empty_file"),
        (file("text.pdf", "just text"), 415, "unsupported_type"),
        (file("archive.pdf", b"PK\x03\x04 %PDF-1.7".as_slice()), 415, "unsupported_type"),
        (file("", pdf(100, 1)), 422, "missing_filename"),
        (file(&long_name, pdf(100, 1)), 422, "invalid_filename"),
        (file("large.pdf", pdf(MIB + 1, 1)), 413, "file_too_large"),
        (file("very-large.pdf", pdf(12 * MIB, 1)), 413, "file_too_large"),
    ];
    for (upload, status, code) in cases {
        let name = upload.file_name.clone();
        let refused = refusal(client.upload(vec![upload]).await)?;
        ensure!(refused == (status, code.to_owned()), "{name}: {refused:?}");
    }
    nothing_stays(&system).await
}

#[tokio::test]
async fn each_bad_request_is_refused_with_its_own_code() -> anyhow::Result<()> {
    let system = System::start()
        .setting("BILLIFY_MAX_FILES_PER_REQUEST", 5)
        .setting("BILLIFY_MAX_REQUEST_BYTES", 8 * MIB)
        .setting("BILLIFY_UPLOAD_IDLE_SECONDS", 1)
        .await?;
    let client = system.client().await?;
    let many = (0..6).map(|number| file("a.pdf", pdf(100 + number, 1))).collect();
    ensure!(refusal(client.upload(many).await)? == (413, "too_many_files".to_owned()));

    let good = format!("{PART_HEAD}%PDF-1.7 first\r\n");
    let cases = [
        (format!("--{BOUNDARY}--\r\n"), 422, "no_files"),
        (String::new(), 400, "malformed_multipart"),
        ("no boundary at all".to_owned(), 400, "malformed_multipart"),
        (format!("{good}{PART_HEAD}%PDF-1.7 without an end"), 400, "malformed_multipart"),
        (good.replace("name=\"file\"", "name=\"other\""), 400, "malformed_multipart"),
        (format!("--{BOUNDARY}\r\nX: {}", "y".repeat(300_000)), 400, "malformed_multipart"),
    ];
    for (body, status, code) in cases {
        let start: String = body.chars().take(80).collect();
        let refused = refusal_of(send(&client, body).await).await?;
        ensure!(refused == (status, code.to_owned()), "{start}: {refused:?}");
    }

    let chunk = Bytes::from(vec![7; 64 * 1024]);
    let endless = stream::once(async { Bytes::from(format!("{PART_HEAD}%PDF-1.7")) })
        .chain(stream::repeat(chunk).take(9 * MIB / (64 * 1024)))
        .map(Ok::<_, std::io::Error>);
    let refused = refusal_of(send(&client, reqwest::Body::wrap_stream(endless)).await).await?;
    ensure!(refused == (413, "body_too_large".to_owned()), "{refused:?}");

    let silent = stream::once(async { Ok::<_, std::io::Error>(Bytes::from(PART_HEAD)) })
        .chain(stream::pending());
    let refused = refusal_of(send(&client, reqwest::Body::wrap_stream(silent)).await).await?;
    ensure!(refused == (408, "request_timed_out".to_owned()), "{refused:?}");

    let json = client.request(Method::POST, "/v1/documents").json(&Value::Null).send().await;
    ensure!(refusal_of(json).await? == (415, "unsupported_media_type".to_owned()));
    nothing_stays(&system).await
}

#[tokio::test]
async fn one_bad_file_does_not_sink_the_others() -> anyhow::Result<()> {
    let system = System::start().await?;
    let client = system.client().await?;
    let files = vec![
        file("C:\\fakepath\\first.pdf", pdf(1000, 1)),
        file("bad.txt", "text"),
        file("last.pdf", pdf(6 * MIB, 2)),
        file("again.pdf", pdf(1000, 1)),
    ];
    let results = client.upload(files).await?;
    let outcomes: Vec<_> = results.iter().map(|result| result.outcome).collect();
    ensure!(outcomes[1] == Outcome::Refused && outcomes[2] == Outcome::Accepted);
    // Which of two equal files comes first is not promised.
    let mut equal = [outcomes[0], outcomes[3]];
    equal.sort_by_key(|outcome| *outcome == Outcome::Duplicate);
    ensure!(equal == [Outcome::Accepted, Outcome::Duplicate], "{outcomes:?}");
    ensure!(results[0].filename == "first.pdf");
    let problem = results[1].problem.as_ref().context("no problem")?;
    ensure!(problem.code == "unsupported_type");

    let database = system.database().await?;
    ensure!(count(&database, "documents").await? == 2);
    ensure!(count(&database, "jobs").await? == 2);
    ensure!(count(&database, "events").await? == 2);
    ensure!(count(&database, "uploads").await? == 0);
    Ok(())
}

#[tokio::test]
async fn the_same_bytes_are_one_document_however_many_bring_them() -> anyhow::Result<()> {
    let system = System::start().await?;
    let client = system.client().await?;
    for content in [pdf(200_000, 3), pdf(6 * MIB, 4)] {
        let uploads = (0..20)
            .map(|number| client.upload(vec![file(&format!("{number}.pdf"), content.clone())]));
        let mut accepted = 0;
        let mut ids = Vec::new();
        for results in join_all(uploads).await {
            let result = results?.pop().context("no result")?;
            accepted += usize::from(result.outcome == Outcome::Accepted);
            ids.push(result.document.context("no document")?.id);
        }
        ids.sort_unstable();
        ids.dedup();
        ensure!(accepted == 1 && ids.len() == 1, "{accepted} accepted, {ids:?}");
        let bytes = client.request(Method::GET, &format!("/v1/documents/{}/content", ids[0]));
        ensure!(bytes.send().await?.bytes().await? == content);
    }
    let other = system.client_of("Another Organisation", "clerk").await?;
    let result = other.upload(vec![file("a.pdf", pdf(200_000, 3))]).await?;
    ensure!(result[0].outcome == Outcome::Accepted);
    let database = system.database().await?;
    ensure!(count(&database, "documents").await? == 3);
    ensure!(count(&database, "uploads").await? == 0);
    Ok(())
}

#[tokio::test]
async fn a_request_sent_twice_has_its_effect_once() -> anyhow::Result<()> {
    let system = System::start().await?;
    let client = system.client().await?;
    let send = async |key: &str, content: &str| {
        let body = format!("{PART_HEAD}%PDF-1.7 {content}\r\n--{BOUNDARY}--\r\n");
        let request = client.request(Method::POST, "/v1/documents").header("Idempotency-Key", key);
        request
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(body)
            .send()
            .await
    };
    let first: Value = send("k", "content").await?.json().await?;
    let second: Value = send("k", "content").await?.json().await?;
    ensure!(first == second && first["results"][0]["outcome"] == "accepted", "{first} {second}");
    let other = refusal_of(send("k", "other").await).await?;
    ensure!(other == (422, "idempotency_key_reused".to_owned()), "{other:?}");
    let empty = refusal_of(send("", "content").await).await?;
    ensure!(empty == (400, "invalid_idempotency_key".to_owned()), "{empty:?}");

    let parallel = join_all((0..5).map(|_| send("p", "parallel"))).await;
    for response in parallel {
        let response = response?;
        let status = response.status();
        ensure!(status == StatusCode::ACCEPTED || status == StatusCode::CONFLICT, "{status}");
    }
    ensure!(count(&system.database().await?, "documents").await? == 2);
    Ok(())
}

#[tokio::test]
async fn a_cut_connection_leaves_nothing() -> anyhow::Result<()> {
    let system = System::start().await?;
    let client = system.client().await?;
    let database = system.database().await?;
    for whole_parts in [0, 2] {
        let (cut_now, stored) = tokio::sync::oneshot::channel::<()>();
        let chunk = Bytes::from(vec![5; 64 * 1024]);
        let parts = whole_parts * 6 * MIB / (64 * 1024);
        let head = format!("{PART_HEAD}%PDF-1.7 whole\r\n{PART_HEAD}%PDF-1.7");
        let cut = stream::once(async { Ok(Bytes::from(head)) })
            .chain(stream::repeat(chunk).take(parts + 1).map(Ok))
            .chain(stream::once(async move {
                let _ = stored.await;
                Err(std::io::Error::other("cut"))
            }));
        let request = send(&client, reqwest::Body::wrap_stream(cut));
        let taken_in = async {
            // The first file of the form, and of a large second one its first part.
            let expected = if whole_parts == 0 { 1 } else { 2 };
            wait_until("the upload to be under way", async || {
                Ok((count(&database, "uploads").await? == expected).then_some(()))
            })
            .await?;
            let _ = cut_now.send(());
            anyhow::Ok(())
        };
        let (response, taken_in) = tokio::join!(request, taken_in);
        taken_in?;
        ensure!(response.is_err());
        nothing_stays(&system).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_refusal_of_200_mb_costs_no_200_mb() -> anyhow::Result<()> {
    let system = System::start().await?;
    let client = system.client().await?;
    let chunk = Bytes::from(vec![9; 256 * 1024]);
    let large = stream::once(async { Bytes::from(format!("{PART_HEAD}%PDF-1.7")) })
        .chain(stream::repeat(chunk).take(200 * MIB / (256 * 1024)))
        .chain(stream::once(async { Bytes::from(format!("\r\n--{BOUNDARY}--\r\n")) }))
        .map(Ok::<_, std::io::Error>);
    let refused = refusal_of(send(&client, reqwest::Body::wrap_stream(large)).await).await?;
    ensure!(refused == (413, "file_too_large".to_owned()), "{refused:?}");
    let process = system.api().id();
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let peak_kib: usize = peak.trim().trim_end_matches(" kB").parse()?;
    ensure!(peak_kib < 100 * 1024, "{peak_kib} KiB");
    nothing_stays(&system).await
}

#[tokio::test]
async fn content_is_given_whole_in_part_or_not_at_all() -> anyhow::Result<()> {
    let system = System::start().await?;
    let client = system.client().await?;
    let content = pdf(10_000, 6);
    let result = client.upload(vec![file("Rech'nung ü.pdf", content.clone())]).await?;
    let id = result[0].document.as_ref().context("no document")?.id;
    let path = format!("/v1/documents/{id}/content");
    let get = |range: &str| client.request(Method::GET, &path).header(header::RANGE, range).send();

    let whole = client.request(Method::GET, &path).send().await?;
    let headers = whole.headers().clone();
    ensure!(whole.bytes().await? == content);
    ensure!(headers[header::CONTENT_TYPE] == "application/pdf");
    ensure!(headers[header::X_CONTENT_TYPE_OPTIONS] == "nosniff");
    ensure!(headers[header::CONTENT_SECURITY_POLICY].to_str()?.contains("sandbox"));
    let disposition = headers[header::CONTENT_DISPOSITION].to_str()?;
    ensure!(disposition.contains("filename=\"Rech_nung _.pdf\""), "{disposition}");

    let part = get("bytes=100-199").await?;
    ensure!(part.status() == StatusCode::PARTIAL_CONTENT);
    ensure!(part.headers()[header::CONTENT_RANGE] == "bytes 100-199/10000");
    ensure!(part.bytes().await? == content[100..200]);
    ensure!(get("bytes=-5").await?.bytes().await? == content[9995..]);
    let outside = refusal_of(get("bytes=10000-").await).await?;
    ensure!(outside == (416, "range_not_satisfiable".to_owned()), "{outside:?}");

    let words = client.request(Method::GET, &format!("/v1/documents/{id}/pages/1/words"));
    ensure!(refusal_of(words.send().await).await?.0 == 404);
    let deleted = client.request(Method::DELETE, &format!("/v1/documents/{id}")).send().await?;
    ensure!(deleted.status() == StatusCode::NO_CONTENT);
    ensure!(refusal_of(client.request(Method::GET, &path).send().await).await?.0 == 404);
    let list: Value = client.get("/v1/documents").await?;
    ensure!(list["total"] == 0, "{list}");
    let again = client.upload(vec![file("again.pdf", content)]).await?;
    ensure!(again[0].outcome == Outcome::Accepted);
    Ok(())
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_read_page_by_page() -> anyhow::Result<()> {
    let system = System::start().await?;
    let client = system.client().await?;
    for (seed, name) in ["c 100%.pdf", "a_1.pdf", "b.pdf", "B2.pdf", "a_1.pdf"].iter().enumerate() {
        client.upload(vec![file(name, pdf(100 + seed, 1))]).await?;
    }
    let names = async |query: &str| {
        let mut names = Vec::new();
        let mut cursor = String::new();
        loop {
            let page: Value = client.get(&format!("/v1/documents?limit=2&{query}{cursor}")).await?;
            for item in page["items"].as_array().context("no items")? {
                names.push(item["filename"].as_str().unwrap_or_default().to_owned());
            }
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        anyhow::Ok(names)
    };
    ensure!(names("").await? == ["a_1.pdf", "B2.pdf", "b.pdf", "a_1.pdf", "c 100%.pdf"]);
    ensure!(names("sort=created_at").await?.len() == 5);
    let mut by_name = names("sort=filename").await?;
    by_name.reverse();
    ensure!(by_name.len() == 5 && by_name == names("sort=-filename").await?, "{by_name:?}");
    ensure!(names("q=b").await? == ["B2.pdf", "b.pdf"]);
    ensure!(names("q=0%25").await? == ["c 100%.pdf"]);
    ensure!(names("q=_").await?.len() == 2);
    ensure!(names("status=queued,ready").await?.len() == 5);
    ensure!(names("status=failed").await?.is_empty());
    ensure!(names("created_to=2020-01-01T00:00:00Z").await?.is_empty());
    let unknown = refusal(client.get::<Value>("/v1/documents?status=odd").await)?;
    ensure!(unknown == (400, "invalid_parameter".to_owned()), "{unknown:?}");
    Ok(())
}
