//! How much memory the API ever has while many large files are uploaded at the same time.

use std::time::Instant;

use anyhow::ensure;
use billify_local::client::{self, Client, Outcome, UploadResult};
use billify_tests::System;
use bytes::Bytes;
use futures::stream;
use reqwest::{
    Body, Method,
    multipart::{Form, Part},
};
use serde::Deserialize;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{
    cpu,
    effort::Effort,
    figure::{Figure, Measurement, Target},
};

const FILE_BYTES: usize = 20_000_000;
const CHUNK_BYTES: usize = 64 << 10;
const LIMIT_BYTES: u32 = 100_000_000;

pub(crate) async fn measure(effort: &Effort) -> anyhow::Result<Measurement> {
    let system = System::start().durable().await?;
    let client = system.client().await?;
    let at_rest = cpu::peak_memory(system.api().id())?;
    let started = Instant::now();
    let mut uploads = JoinSet::new();
    for _ in 0..effort.large_uploads {
        uploads.spawn(upload(client.clone()));
    }
    for outcome in uploads.join_all().await {
        outcome?;
    }
    let seconds = started.elapsed().as_secs_f64();
    let peak = cpu::peak_memory(system.api().id())?;
    let peak = u32::try_from(peak).unwrap_or(u32::MAX);
    let megabytes = |bytes: u32| format!("{:.0} MB", f64::from(bytes) / 1e6);
    let figure = Figure {
        what: format!("API's peak of memory, {} uploads of 20 MB at once", effort.large_uploads),
        baseline: format!("{} allowed", megabytes(LIMIT_BYTES)),
        ours: megabytes(peak),
        ratio: f64::from(peak) / f64::from(LIMIT_BYTES),
        target: Target::AtMost(1.0),
    };
    let notes = vec![format!(
        "VmHWM of the API process; {} MB before the uploads, which took {seconds:.0} s together.",
        at_rest / 1_000_000
    )];
    Ok(Measurement { title: "Memory", figures: vec![figure], notes })
}

#[derive(Debug, Deserialize)]
struct Answer {
    results: Vec<UploadResult>,
}

async fn upload(client: Client) -> anyhow::Result<()> {
    let file = Part::stream_with_length(body(), FILE_BYTES as u64).file_name("large.pdf");
    let request = client.request(Method::POST, "/v1/documents");
    let answer: Answer = client::answer(request.multipart(Form::new().part("file", file))).await?;
    let accepted = answer.results.iter().all(|result| result.outcome == Outcome::Accepted);
    ensure!(accepted, "not accepted: {:?}", answer.results);
    Ok(())
}

/// A file that is never whole in memory, and of which no two are the same.
fn body() -> Body {
    let head = Bytes::from(format!("%PDF-1.7\n% {}\n", Uuid::now_v7()));
    let chunk = Bytes::from_static(&[b'x'; CHUNK_BYTES]);
    let rest = FILE_BYTES - head.len();
    let chunks = (0..rest.div_ceil(CHUNK_BYTES))
        .map(move |index| chunk.slice(..CHUNK_BYTES.min(rest - index * CHUNK_BYTES)));
    let all = std::iter::once(head).chain(chunks).map(Ok::<_, std::io::Error>);
    Body::wrap_stream(stream::iter(all))
}
