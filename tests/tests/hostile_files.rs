//! Bad files through the whole system: each ends with its own problem, and nobody goes down.

use std::path::Path;

use anyhow::{Context, ensure};
use billify_samples::hostile::{self, Fault};
use billify_shared::domain::status::DocumentStatus;
use billify_tests::{Client, System, Upload};

/// The problem's code, found at upload or by a worker.
async fn code_of(
    system: &System,
    client: &Client,
    name: &str,
    content: Vec<u8>,
) -> anyhow::Result<Option<String>> {
    let decoy = Upload { file_name: "empty.txt".to_owned(), content: Vec::new() };
    // Two files, so that a refusal is a result and not the answer of the whole request.
    let file = Upload { file_name: name.to_owned(), content };
    let result = client.upload(vec![file, decoy]).await?.remove(0);
    if let Some(problem) = result.problem {
        return Ok(Some(problem.code));
    }
    let document = system.settled(client, result.document.context("no document")?.id).await?;
    if document.status == DocumentStatus::Failed {
        return Ok(Some(document.failure.context("failed without a reason")?.code));
    }
    Ok(None)
}

fn expected(fault: Fault, name: &str) -> &'static [&'static str] {
    match fault {
        Fault::Empty => &["empty_file"],
        Fault::UnsupportedType => &["unsupported_type"],
        Fault::Damaged if name.ends_with("pdf") => &["broken_pdf"],
        Fault::Damaged => &["broken_image"],
        Fault::Encrypted => &["encrypted_pdf"],
        Fault::NoPages => &["no_pages"],
        Fault::TooManyPages => &["too_many_pages"],
        Fault::TooManyPixels => &["too_many_pixels"],
        Fault::TooLargeUnpacked => &["decompression_bomb", "reading_out_of_memory", "broken_pdf"],
        Fault::ForbiddenXml => &["forbidden_xml"],
    }
}

#[tokio::test]
async fn each_kind_of_bad_file_has_its_own_problem() -> anyhow::Result<()> {
    let system = System::start().workers(1).setting("BILLIFY_BACKOFF_SECONDS", 0.1).await?;
    let client = system.client().await?;
    let mut wrong = Vec::new();
    for file in hostile::all() {
        let codes = expected(file.fault, file.file_name);
        let code = code_of(&system, &client, file.file_name, file.bytes).await?;
        if !code.as_deref().is_some_and(|code| codes.contains(&code)) {
            wrong.push(format!("{}: {code:?}, expected {codes:?}", file.file_name));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    ensure!(system.workers().iter().all(|worker| worker.is_running()), "a worker went down");
    Ok(())
}

#[tokio::test]
async fn the_hostile_corpus_harms_nobody() -> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora/dev/hostile");
    if !folder.is_dir() {
        eprintln!("skipped: no corpus beside the project");
        return Ok(());
    }
    let system = System::start().workers(2).setting("BILLIFY_BACKOFF_SECONDS", 0.1).await?;
    let client = system.client().await?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().context("no name")?.to_string_lossy().into_owned();
        // Every file ends somewhere; `code_of` fails if one does not.
        code_of(&system, &client, &name, std::fs::read(&path)?).await.context(name)?;
    }
    ensure!(system.workers().iter().all(|worker| worker.is_running()), "a worker went down");
    Ok(())
}
