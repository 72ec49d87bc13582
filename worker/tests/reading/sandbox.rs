//! What a document can do to its helper, and what it cannot do to the worker.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support;
use crate::support::{endless_pdf, page_pdf, settings, text_pdf};
use billify_shared::domain::document_problem::DocumentProblemCode;
use billify_shared::domain::failure::FailureKind;
use billify_shared::domain::page::{Page, TextSource};
use billify_worker::read::{self, Progress, ReadError};
use billify_worker::render::{self, Upright};
use billify_worker::sandbox::Pool;
use bytes::Bytes;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

const LETTER: [&str; 4] = [
    "Invoice number 2024-0017 from Example Trading Limited",
    "Please pay the total amount within thirty days",
    "Subtotal 1200.00 EUR and tax 228.00 EUR",
    "Total amount due 1428.00 EUR",
];

fn text(page: &Page) -> String {
    page.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

async fn read(pool: &Pool, bytes: Vec<u8>) -> Result<Vec<Page>, ReadError> {
    Ok(read::read_document(pool, bytes.into(), |_| {}).await?.pages)
}

async fn assert_reads(pool: &Pool) {
    let pages = read(pool, text_pdf(&LETTER)).await.unwrap();
    assert_eq!(text(&pages[0]), LETTER.join(" "));
}

/// The helpers that this process, or another one, has started.
fn children_of(parent: u32) -> Vec<Pid> {
    let tasks = std::fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
    let children =
        tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let numbers = children.collect::<String>();
    numbers.split_whitespace().filter_map(|number| number.parse().ok()).map(Pid::from_raw).collect()
}

/// Waits for a condition, at most half a minute.
async fn until<T>(mut condition: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "it never came true");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_text_layer_is_read_with_boxes_and_progress() {
    let pool = Pool::start(settings()).unwrap();
    let mut steps = Vec::new();
    let bytes = text_pdf(&LETTER).into();
    let document = read::read_document(&pool, bytes, |step| steps.push(step)).await.unwrap();
    let page = &document.pages[0];
    assert_eq!((page.source, page.number), (TextSource::TextLayer, 1));
    assert_eq!(page.languages, ["eng"]);
    let first = &page.words[0];
    assert!((first.bbox.left - 60.0 / 595.0).abs() < 0.005 && first.bbox.top < 0.1, "{first:?}");
    assert_eq!(page.words.last().unwrap().line, 3);
    let step = |pages_read| Progress { pages_read, page_count: 1 };
    assert_eq!(steps, [step(0), step(1)]);
}

#[tokio::test]
async fn a_picture_is_recognised_whichever_way_up() {
    let pool = Pool::start(settings()).unwrap();
    let lines: Vec<&str> = LETTER.iter().cycle().take(24).copied().collect();
    let bytes = Bytes::from(text_pdf(&lines));
    for rotation_degrees in [0, 90, 180, 270] {
        let upright = Upright { rotation_degrees, skew_degrees: 0.0 };
        let jpeg = render::preview(&pool, bytes.clone(), 1, upright).await.unwrap();
        let page = read(&pool, jpeg).await.unwrap().remove(0);
        assert_eq!(page.source, TextSource::Ocr);
        assert_eq!((page.rotation_degrees + rotation_degrees) % 360, 0);
        assert!(page.height > page.width);
        let known = page.words.iter().filter(|word| LETTER.join(" ").contains(&word.text)).count();
        assert!(known * 10 > page.words.len() * 9, "turned by {rotation_degrees}: {}", text(&page));
        assert!(page.words[0].bbox.top < 0.15, "boxes are those of the upright page");
    }
}

#[tokio::test]
async fn a_document_without_end_is_cut_off_and_costs_nothing_else() {
    let mut settings = settings();
    settings.page_timeout = Duration::from_secs(2);
    let pool = Pool::start(settings).unwrap();
    let started = Instant::now();
    let error = read(&pool, endless_pdf()).await.unwrap_err();
    assert_eq!(error.problem.code, DocumentProblemCode::ReadingTimedOut);
    assert_eq!(error.kind, FailureKind::ResourceLimit);
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_reads(&pool).await;
}

#[tokio::test]
async fn a_document_that_wants_too_much_memory_is_refused_it() {
    let mut settings = settings();
    settings.memory_bytes = 250 << 20;
    let pool = Pool::start(settings).unwrap();
    let mut png = Vec::new();
    let image = image::RgbaImage::new(7000, 7000);
    image.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    let error = read(&pool, png).await.unwrap_err();
    assert_eq!(error.problem.code, DocumentProblemCode::ReadingOutOfMemory);
    assert_eq!(error.kind, FailureKind::ResourceLimit);
    assert_reads(&pool).await;
}

#[tokio::test]
async fn a_request_that_is_dropped_takes_its_helper_with_it() {
    let pool = Pool::start(settings()).unwrap();
    let bytes = Bytes::from(endless_pdf());
    let reading = read::read_document(&pool, bytes, |_| {});
    assert!(tokio::time::timeout(Duration::from_millis(700), reading).await.is_err());
    assert_reads(&pool).await;
    let mut document = pool.open(text_pdf(&LETTER).into()).await.unwrap();
    drop(document.read_page(1));
    assert_eq!(text(&document.read_page(1).await.unwrap()), LETTER.join(" "));
}

#[tokio::test]
async fn helpers_are_recycled() {
    let mut settings = settings();
    settings.recycle_after_pages = 1;
    let pool = Pool::start(settings).unwrap();
    assert_reads(&pool).await;
    assert_reads(&pool).await;
}

/// A worker that reads a document without end, and its helper.
async fn busy_worker() -> (std::process::Child, Pid, tempfile::NamedTempFile) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), endless_pdf()).unwrap();
    let worker = Command::new(env!("CARGO_BIN_EXE_billify-worker"))
        .args(["extract", "--slots", "1"])
        .arg(file.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let helper = until(|| children_of(worker.id()).first().copied()).await;
    // Configured, and at work on the document: it has used some processor time.
    until(|| {
        let stat = std::fs::read_to_string(format!("/proc/{helper}/stat")).ok()?;
        let ticks: u64 = stat.rsplit(')').next()?.split_whitespace().nth(11)?.parse().ok()?;
        (ticks > 10).then_some(())
    })
    .await;
    (worker, helper, file)
}

#[tokio::test]
async fn a_helper_that_is_killed_is_an_ordinary_error() {
    let (worker, helper, _file) = busy_worker().await;
    kill(helper, Signal::SIGKILL).unwrap();
    let output = worker.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("reading_out_of_memory"), "{said}");
}

#[tokio::test]
async fn helpers_end_with_their_worker_even_if_it_is_killed() {
    let (mut worker, helper, _file) = busy_worker().await;
    worker.kill().unwrap();
    worker.wait().unwrap();
    until(|| {
        let stat = std::fs::read_to_string(format!("/proc/{helper}/stat")).unwrap_or_default();
        (stat.is_empty() || stat.contains(") Z ")).then_some(())
    })
    .await;
}

#[tokio::test]
async fn monstrous_pages_and_images_are_refused_before_they_are_drawn() {
    let pool = Pool::start(settings()).unwrap();
    let small = String::from_utf8(text_pdf(&LETTER)).unwrap();
    let monstrous = small.replace("[0 0 595 842]", "[0 0 99999 99999]");
    let image = support::stream(
        "/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 \
         /ColorSpace /DeviceGray",
        "0",
    );
    let with_image =
        page_pdf("q 595 0 0 842 0 0 cm /X0 Do Q", "/XObject << /X0 5 0 R >>", &[image]);
    for bytes in [monstrous.into_bytes(), with_image] {
        let error = read(&pool, bytes).await.unwrap_err();
        assert_eq!(error.problem.code, DocumentProblemCode::TooManyPixels);
        assert_eq!(error.kind, FailureKind::Permanent);
    }
}
