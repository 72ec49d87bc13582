//! The helper's side: one request after the other, from standard input to standard output.

use std::fs::File;
use std::io::{self, BufReader, Stdin};
use std::panic::{AssertUnwindSafe, catch_unwind};

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use billify_shared::domain::failure::FailureKind;
use billify_shared::domain::page::Page;

use super::protocol::{Answer, Reply, Request};
use super::settings::ReadingSettings;
use super::{SandboxError, confinement, frame};
use crate::open::{self, Document};
use crate::read::ocr::Engines;
use crate::read::{PageReader, ReadError};
use crate::render;

/// Serves requests until the worker closes the pipe.
///
/// # Errors
/// If the pipes break or the worker says something unexpected.
pub fn run() -> Result<(), SandboxError> {
    confinement::die_with_parent().map_err(start_error)?;
    // Whatever a library prints must not end up between the frames.
    let output = nix::unistd::dup(io::stdout()).map_err(start_error)?;
    nix::unistd::dup2_stdout(io::stderr()).map_err(start_error)?;
    let mut pipe = Pipe { input: BufReader::new(io::stdin()), output: File::from(output) };

    let Some((Request::Configure { reading, memory_bytes }, _)) = pipe.next_request()? else {
        return Err(SandboxError::Protocol);
    };
    let confinement = confinement::confine(&reading.tessdata, memory_bytes).map_err(start_error)?;
    pipe.answer(Answer::Ready(confinement), &[])?;

    let mut engines = Engines::new(&reading.tessdata, &reading.languages);
    let mut next = pipe.next_request()?;
    while let Some((request, body)) = next {
        let Request::Open { page_seconds } = request else {
            return Err(SandboxError::Protocol);
        };
        next = serve_document(body, page_seconds, &reading, &mut engines, &mut pipe)?;
    }
    Ok(())
}

/// Serves one document; returns the request for the next one.
fn serve_document(
    bytes: Vec<u8>,
    page_seconds: u64,
    settings: &ReadingSettings,
    engines: &mut Engines,
    pipe: &mut Pipe,
) -> Result<Option<(Request, Vec<u8>)>, SandboxError> {
    confinement::allow_processor_seconds(page_seconds).map_err(start_error)?;
    let document = match guarded(|| open::open(bytes, &settings.limits)) {
        Ok(document) => document,
        Err(error) => {
            pipe.answer(Answer::Failed(error), &[])?;
            return pipe.next_request();
        }
    };
    let xml = document.embedded_xml();
    let opened = Answer::Opened {
        media_type: document.media_type(),
        page_count: document.page_count(),
        has_xml: xml.is_some(),
    };
    pipe.answer(opened, xml.unwrap_or_default())?;
    serve_pages(&document, page_seconds, engines, pipe)
}

fn serve_pages(
    document: &Document,
    page_seconds: u64,
    engines: &mut Engines,
    pipe: &mut Pipe,
) -> Result<Option<(Request, Vec<u8>)>, SandboxError> {
    let mut reader = PageReader::new(document);
    loop {
        let Some((request, body)) = pipe.next_request()? else { return Ok(None) };
        confinement::allow_processor_seconds(page_seconds).map_err(start_error)?;
        match request {
            Request::ReadPage { number } => {
                let page: Result<Page, ReadError> = guarded(|| reader.read(number, engines));
                pipe.answer(page.map_or_else(Answer::Failed, Answer::Page), &[])?;
            }
            Request::Preview { number, upright } => {
                match guarded(|| render::page_jpeg(document, number, upright)) {
                    Ok(jpeg) => pipe.answer(Answer::Preview, &jpeg)?,
                    Err(error) => pipe.answer(Answer::Failed(error), &[])?,
                }
            }
            other => return Ok(Some((other, body))),
        }
    }
}

/// A panic on a document is that document's problem.
fn guarded<T>(work: impl FnOnce() -> Result<T, DocumentProblem>) -> Result<T, ReadError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(ReadError::permanent),
        Err(_panic) => Err(ReadError {
            problem: DocumentProblem::new(
                DocumentProblemCode::ReadingCrashed,
                "the reader gave up on the document's structure",
            ),
            kind: FailureKind::ResourceLimit,
        }),
    }
}

fn start_error(error: nix::Error) -> SandboxError {
    SandboxError::Start(error.into())
}

struct Pipe {
    input: BufReader<Stdin>,
    output: File,
}

impl Pipe {
    fn next_request(&mut self) -> Result<Option<(Request, Vec<u8>)>, SandboxError> {
        frame::read(&mut self.input).map_err(SandboxError::Pipe)
    }

    fn answer(&mut self, answer: Answer, body: &[u8]) -> Result<(), SandboxError> {
        let reply = Reply { answer, peak_resident_bytes: confinement::peak_resident_bytes() };
        frame::write(&mut self.output, &reply, body).map_err(SandboxError::Pipe)
    }
}
