//! Every hostile file of the corpus beside the project is safe to read.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::support;
use billify_shared::domain::document_problem::DocumentProblemCode;
use billify_worker::read;
use billify_worker::sandbox::Pool;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpora/dev/hostile");

#[tokio::test]
async fn hostile_files_are_read_or_refused_and_harm_nobody() {
    let Ok(folder) = std::fs::read_dir(Path::new(CORPUS)) else {
        println!("skipped: there is no corpus at {CORPUS}");
        return;
    };
    let mut settings = support::settings();
    settings.memory_bytes = 1 << 30;
    let pool = Pool::start(settings).unwrap();
    for entry in folder {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let started = Instant::now();
        let read = read::read_document(&pool, bytes.into(), |_| {}).await;
        assert!(started.elapsed() < Duration::from_secs(60), "{} took too long", path.display());
        if let Err(error) = read {
            let crashed = error.problem.code == DocumentProblemCode::ReadingCrashed;
            assert!(!crashed, "{}: {}", path.display(), error.problem);
        }
    }
    let letter = support::text_pdf(&["Still reading"]);
    let read = read::read_document(&pool, letter.into(), |_| {}).await.unwrap();
    assert_eq!(read.pages[0].words.len(), 2);
}
