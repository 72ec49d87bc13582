//! Reads one file of a form: limits, type and hash while the bytes go by.

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use billify_shared::domain::media_type::{MediaType, SNIFF_LENGTH};
use billify_shared::objects::ContentHasher;
use bytes::Bytes;
use tokio::time::{Duration, Instant, timeout_at};

use super::buffers::Buffer;
use super::filename::{self, MAX_FILENAME_BYTES};
use super::multipart::IncomingFile;
use super::staging::{LargeFile, ReadFile, StagedFile};
use super::{Caller, Intake, Purpose};
use crate::problem::{Problem, ProblemCode};

/// A client that holds a buffer fills it within this time.
const BUFFER_TIME: Duration = Duration::from_secs(120);

/// What became of one file.
#[derive(Debug)]
pub(crate) enum Received {
    /// Its bytes are stored (or a document has them, or they were only to be looked at).
    Staged(StagedFile),
    Refused {
        filename: String,
        problem: DocumentProblem,
    },
}

/// A file while it is read.
struct Receiving {
    filename: String,
    hasher: ContentHasher,
    byte_size: u64,
    media_type: Option<MediaType>,
    buffer: Buffer,
    large: Option<LargeFile>,
    deadline: Instant,
}

/// Why a file is not read on: it is refused itself, or the whole request is.
enum Stop {
    File(DocumentProblem),
    Request(Problem),
}

impl<P: Into<Problem>> From<P> for Stop {
    fn from(problem: P) -> Self {
        Self::Request(problem.into())
    }
}

impl Intake {
    /// Reads a file to its end, whatever is wrong with it.
    pub(super) async fn receive_file(
        &self,
        caller: Caller,
        incoming: &mut IncomingFile,
        purpose: Purpose,
    ) -> Result<Received, Problem> {
        let given = incoming.filename();
        let filename = match filename::check(given.as_deref()) {
            Ok(filename) => filename,
            Err(problem) => {
                incoming.skip().await?;
                let filename = given.unwrap_or_default().chars().take(MAX_FILENAME_BYTES).collect();
                return Ok(Received::Refused { filename, problem });
            }
        };
        let mut file = Receiving {
            filename,
            hasher: ContentHasher::default(),
            byte_size: 0,
            media_type: None,
            buffer: self.buffers.small().await.map_err(Problem::internal)?,
            large: None,
            deadline: Instant::now() + BUFFER_TIME,
        };
        let ended = match self.read_to_end(caller, incoming, purpose, &mut file).await {
            Ok(read) => self.stage(caller, purpose, &mut file, read).await,
            Err(stop) => Err(stop),
        };
        if let Some(large) = file.large.take() {
            self.abandon_large(caller.org, large).await;
        }
        match ended {
            Ok(staged) => Ok(Received::Staged(staged)),
            Err(Stop::Request(problem)) => Err(problem),
            Err(Stop::File(problem)) => {
                let filename = file.filename.clone();
                // The memory is for others while the rest goes by.
                drop(file);
                incoming.skip().await?;
                Ok(Received::Refused { filename, problem })
            }
        }
    }

    async fn read_to_end(
        &self,
        caller: Caller,
        incoming: &mut IncomingFile,
        purpose: Purpose,
        file: &mut Receiving,
    ) -> Result<ReadFile, Stop> {
        loop {
            let chunk = timeout_at(file.deadline, incoming.next()).await.map_err(|_| too_slow())?;
            let Some(chunk) = chunk? else { break };
            file.byte_size += chunk.len() as u64;
            if file.byte_size > self.limits.max_file_bytes {
                return Err(Stop::File(self.too_large()));
            }
            file.hasher.update(&chunk);
            self.keep(caller, purpose, file, chunk).await?;
        }
        if file.byte_size == 0 {
            let detail = "The file has no content.";
            return Err(Stop::File(DocumentProblem::new(DocumentProblemCode::EmptyFile, detail)));
        }
        let media_type = file.sniff()?;
        Ok(ReadFile {
            filename: file.filename.clone(),
            media_type,
            byte_size: file.byte_size,
            hash: std::mem::take(&mut file.hasher).finish(),
        })
    }

    /// Puts a chunk into the buffer, and the buffer into storage when it is full.
    async fn keep(
        &self,
        caller: Caller,
        purpose: Purpose,
        file: &mut Receiving,
        mut chunk: Bytes,
    ) -> Result<(), Stop> {
        while !chunk.is_empty() {
            file.buffer.fill(&mut chunk);
            if file.media_type.is_none() && file.buffer.bytes().len() >= SNIFF_LENGTH {
                file.sniff()?;
            }
            if !file.buffer.is_full() {
                continue;
            }
            if purpose == Purpose::Compare {
                file.buffer.clear();
            } else if file.buffer.is_large() {
                self.flush(caller, file).await?;
            } else {
                file.buffer.grow().await.map_err(Problem::internal)?;
            }
            file.deadline = Instant::now() + BUFFER_TIME;
        }
        Ok(())
    }

    async fn flush(&self, caller: Caller, file: &mut Receiving) -> Result<(), Stop> {
        let mut large = match file.large.take() {
            Some(large) => large,
            None => {
                let media_type = file.sniff()?;
                self.start_large(caller, &file.filename, media_type).await?
            }
        };
        let bytes = file.buffer.take();
        let stored = self.put_part(&mut large, bytes.clone()).await;
        file.large = Some(large);
        stored?;
        file.buffer.give_back(bytes);
        Ok(())
    }

    /// Brings what was read to its content key.
    async fn stage(
        &self,
        caller: Caller,
        purpose: Purpose,
        file: &mut Receiving,
        read: ReadFile,
    ) -> Result<StagedFile, Stop> {
        if purpose == Purpose::Compare {
            return Ok(StagedFile { file: read, intent: None });
        }
        let rest = file.buffer.take();
        let Some(mut large) = file.large.take() else {
            let staged = self.stage_small(caller, read, rest.clone()).await;
            file.buffer.give_back(rest);
            return Ok(staged?);
        };
        if !rest.is_empty()
            && let Err(problem) = self.put_part(&mut large, rest).await
        {
            self.abandon_large(caller.org, large).await;
            return Err(problem.into());
        }
        Ok(self.stage_large(caller, large, read).await?)
    }

    pub(super) fn too_large(&self) -> DocumentProblem {
        let max = self.limits.max_file_bytes;
        let detail = format!("The file is larger than {max} bytes, which is the most allowed.");
        DocumentProblem::new(DocumentProblemCode::FileTooLarge, detail)
    }
}

impl Receiving {
    /// The type of the file by the bytes in the buffer, which are the first when it is asked first.
    fn sniff(&mut self) -> Result<MediaType, Stop> {
        if let Some(media_type) = self.media_type {
            return Ok(media_type);
        }
        let media_type =
            MediaType::sniff(self.buffer.bytes()).ok_or_else(|| Stop::File(unsupported_type()))?;
        self.media_type = Some(media_type);
        Ok(media_type)
    }
}

pub(super) fn unsupported_type() -> DocumentProblem {
    let detail = format!("The content is not one of: {}.", MediaType::ACCEPTED);
    DocumentProblem::new(DocumentProblemCode::UnsupportedType, detail)
}

fn too_slow() -> Problem {
    let detail = format!(
        "The file arrives too slowly: a buffer must fill within {} s. Slow lines can upload \
         directly to storage with POST /v1/uploads.",
        BUFFER_TIME.as_secs()
    );
    Problem::new(ProblemCode::RequestTimedOut, detail)
}
