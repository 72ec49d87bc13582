//! The WebSocket of changes: no gap, no duplicate, whatever happens in between.

use anyhow::{Context, ensure};
use billify_tests::{System, Upload};
use futures::StreamExt;
use reqwest::{Method, header};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

fn file(number: usize) -> Upload {
    let content = format!("%PDF-1.7\n{number}").into_bytes();
    Upload { file_name: format!("{number}.pdf"), content }
}

/// The cookie of a new session.
async fn cookie(system: &System) -> anyhow::Result<String> {
    let (email, password) = system.admin_credentials();
    let body = json!({ "email": email, "password": password });
    let session = system.stranger()?.request(Method::POST, "/v1/sessions").json(&body);
    let session = session.send().await?;
    let cookie = session.headers()[header::SET_COOKIE].to_str()?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

async fn connect(system: &System, cookie: &str, query: &str) -> anyhow::Result<Socket> {
    let url = format!("{}/v1/events{query}", system.base_url().replace("http", "ws"));
    let mut request = url.into_client_request()?;
    request.headers_mut().insert("cookie", cookie.parse()?);
    Ok(connect_async(request).await?.0)
}

async fn next(socket: &mut Socket) -> anyhow::Result<Value> {
    loop {
        match socket.next().await.context("the socket ended")?? {
            Message::Text(text) => return Ok(serde_json::from_str(&text)?),
            Message::Ping(_) | Message::Pong(_) => {}
            other => anyhow::bail!("unexpected: {other:?}"),
        }
    }
}

/// The next event; heartbeats are passed over.
async fn next_event(socket: &mut Socket) -> anyhow::Result<Value> {
    loop {
        let message = next(socket).await?;
        if message["kind"] != "heartbeat" {
            return Ok(message);
        }
    }
}

#[tokio::test]
async fn a_change_arrives_with_its_number() -> anyhow::Result<()> {
    let system = System::start().await?;
    let client = system.client().await?;
    let mut socket = connect(&system, &cookie(&system).await?, "").await?;
    ensure!(next(&mut socket).await? == json!({ "kind": "heartbeat", "seq": 0 }));
    let results = client.upload(vec![file(1)]).await?;
    let id = results[0].document.as_ref().context("no document")?.id;
    let event = next_event(&mut socket).await?;
    ensure!(event["kind"] == "document.changed" && event["seq"] == 1, "{event}");
    ensure!(event["id"] == id.to_string() && event["status"] == "queued", "{event}");
    client.request(Method::DELETE, &format!("/v1/documents/{id}")).send().await?;
    let event = next_event(&mut socket).await?;
    ensure!(event["kind"] == "document.deleted" && event["seq"] == 2, "{event}");
    Ok(())
}

#[tokio::test]
async fn a_reconnect_misses_nothing_while_others_write() -> anyhow::Result<()> {
    const EVENTS: i64 = 60;
    let system = System::start().await?;
    let client = system.client().await?;
    let cookie = cookie(&system).await?;
    let writers = (0..6).map(|writer| {
        let client = client.clone();
        tokio::spawn(async move {
            for number in 0..10 {
                client.upload(vec![file(writer * 10 + number)]).await?;
            }
            anyhow::Ok(())
        })
    });
    let writers: Vec<_> = writers.collect();
    let mut last = 0;
    while last < EVENTS {
        let mut socket = connect(&system, &cookie, &format!("?after={last}")).await?;
        // Seven events a connection, then it is cut.
        for _ in 0..7.min(EVENTS - last) {
            let event = next_event(&mut socket).await?;
            last += 1;
            ensure!(event["seq"] == last, "after {}: {event}", last - 1);
        }
    }
    for writer in writers {
        writer.await??;
    }
    Ok(())
}

#[tokio::test]
async fn a_number_that_is_not_kept_is_answered_with_a_reset() -> anyhow::Result<()> {
    let system = System::start().await?;
    let client = system.client().await?;
    let cookie = cookie(&system).await?;
    client.upload(vec![file(1), file(2)]).await?;
    let mut socket = connect(&system, &cookie, "?after=77").await?;
    ensure!(next(&mut socket).await? == json!({ "kind": "reset", "seq": 2 }));
    let database = system.database().await?;
    sea_orm::ConnectionTrait::execute_unprepared(&database, "DELETE FROM events").await?;
    let mut socket = connect(&system, &cookie, "?after=1").await?;
    ensure!(next(&mut socket).await? == json!({ "kind": "reset", "seq": 2 }));
    let mut socket = connect(&system, &cookie, "?after=2").await?;
    ensure!(next(&mut socket).await? == json!({ "kind": "heartbeat", "seq": 2 }));
    Ok(())
}

#[tokio::test]
async fn strangers_and_other_sites_get_no_events() -> anyhow::Result<()> {
    let system = System::start().await?;
    ensure!(connect(&system, "a=b", "").await.is_err());
    let url = format!("{}/v1/events", system.base_url().replace("http", "ws"));
    let mut request = url.into_client_request()?;
    request.headers_mut().insert("cookie", cookie(&system).await?.parse()?);
    request.headers_mut().insert("origin", "https://evil.example".parse()?);
    ensure!(connect_async(request).await.is_err());
    Ok(())
}

#[tokio::test]
async fn events_of_other_organisations_are_not_seen() -> anyhow::Result<()> {
    let system = System::start().await?;
    let mut socket = connect(&system, &cookie(&system).await?, "").await?;
    next(&mut socket).await?;
    let other = system.client_of("Another Organisation", "clerk").await?;
    other.upload(vec![file(1)]).await?;
    system.client().await?.upload(vec![file(2)]).await?;
    let event = next_event(&mut socket).await?;
    ensure!(event["seq"] == 1, "{event}");
    Ok(())
}

#[tokio::test]
async fn a_process_that_stops_says_so() -> anyhow::Result<()> {
    let system = System::start().await?;
    let mut socket = connect(&system, &cookie(&system).await?, "").await?;
    next(&mut socket).await?;
    system.api().signal(nix::sys::signal::Signal::SIGTERM);
    let message = socket.next().await.context("the socket ended")??;
    let Message::Close(Some(close)) = message else { anyhow::bail!("not closed: {message:?}") };
    ensure!(u16::from(close.code) == 1001, "{close:?}");
    Ok(())
}
