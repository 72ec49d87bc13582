//! One helper process as its parent sees it.

use std::collections::VecDeque;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use billify_shared::domain::failure::FailureKind;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::AsyncReadExt;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::frame;
use super::protocol::{Answer, Reply, Request};
use crate::read::ReadError;

/// How much of what a helper says on its way down is kept.
const LAST_WORDS_BYTES: usize = 4096;

type LastWords = Arc<Mutex<VecDeque<u8>>>;

#[derive(Debug)]
pub(super) struct Helper {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    last_words: LastWords,
    listener: JoinHandle<()>,
    pub(super) pages_read: u32,
    pub(super) peak_resident_bytes: u64,
}

impl Helper {
    pub(super) fn new(mut child: Child) -> io::Result<Self> {
        let missing = || io::Error::other("a helper without a pipe");
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = child.stdout.take().ok_or_else(missing)?;
        let errors = child.stderr.take().ok_or_else(missing)?;
        let last_words = LastWords::default();
        let listener = tokio::spawn(keep_last_words(errors, Arc::clone(&last_words)));
        let (pages_read, peak_resident_bytes) = (0, 0);
        Ok(Self { child, input, output, last_words, listener, pages_read, peak_resident_bytes })
    }

    /// True if the process still runs.
    pub(super) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Asks and waits for the answer, at most until the deadline. After an error the helper is
    /// gone; after a dropped future it must not be used again.
    pub(super) async fn exchange(
        &mut self,
        request: &Request,
        body: &[u8],
        deadline: Duration,
    ) -> Result<(Answer, Vec<u8>), ReadError> {
        let talk = async {
            frame::send(&mut self.input, request, body).await?;
            frame::receive::<Reply>(&mut self.output).await
        };
        match tokio::time::timeout(deadline, talk).await {
            Ok(Ok((reply, body))) => {
                self.peak_resident_bytes = reply.peak_resident_bytes;
                Ok((reply.answer, body))
            }
            Ok(Err(error)) => Err(self.explain_death(&error).await),
            Err(_elapsed) => {
                self.kill();
                drop(self.child.wait().await);
                Err(timed_out(deadline))
            }
        }
    }

    /// Kills the helper and whatever it may have started.
    pub(super) fn kill(&mut self) {
        // No id: it has been waited for, and the number may be somebody else's by now.
        let id = self.child.id().and_then(|id| i32::try_from(id).ok());
        if let Some(id) = id
            && let Err(error) = killpg(Pid::from_raw(id), Signal::SIGKILL)
        {
            tracing::debug!(%error, pid = id, "helper was gone before it was killed");
        }
    }

    /// Kills the helper and waits for it in the background, so that no zombie stays.
    pub(super) fn discard(mut self) {
        self.kill();
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move { drop(self.child.wait().await) });
        }
    }

    async fn explain_death(&mut self, error: &io::Error) -> ReadError {
        let grace = Duration::from_secs(1);
        let ended = tokio::time::timeout(grace, self.child.wait()).await;
        let status = match ended {
            Ok(Ok(status)) => Some(status),
            _ => {
                self.kill();
                drop(self.child.wait().await);
                None
            }
        };
        // Its last words may still be in the pipe.
        drop(tokio::time::timeout(grace, &mut self.listener).await);
        let said = self.said();
        tracing::warn!(?status, %error, said = said.trim(), "a reading helper died");
        death(status, &said)
    }

    fn said(&self) -> String {
        let mut last_words = self.last_words.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(last_words.make_contiguous()).into_owned()
    }
}

async fn keep_last_words(mut errors: ChildStderr, last_words: LastWords) {
    let mut chunk = [0; 1024];
    while let Ok(length @ 1..) = errors.read(&mut chunk).await {
        let mut kept = last_words.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(&chunk[..length]);
        let excess = kept.len().saturating_sub(LAST_WORDS_BYTES);
        kept.drain(..excess);
    }
}

fn timed_out(deadline: Duration) -> ReadError {
    let detail =
        format!("opening a document or reading a page may take {} s", deadline.as_secs_f32());
    ReadError {
        problem: DocumentProblem::new(DocumentProblemCode::ReadingTimedOut, detail),
        kind: FailureKind::ResourceLimit,
    }
}

/// What a helper's end says about the document.
fn death(status: Option<ExitStatus>, said: &str) -> ReadError {
    const OUT_OF_MEMORY: [&str; 4] =
        ["memory allocation of", "bad_alloc", "not made", "Cannot allocate memory"];
    let signal = status.and_then(|status| status.signal());
    let is_signal = |wanted: Signal| signal == Some(wanted as i32);
    let (code, detail) = if is_signal(Signal::SIGXCPU) {
        let detail = "reading took more processor time than one page may take".to_owned();
        (DocumentProblemCode::ReadingTimedOut, detail)
    } else if is_signal(Signal::SIGKILL) || OUT_OF_MEMORY.iter().any(|hint| said.contains(hint)) {
        let detail = "reading took more memory than one document may take".to_owned();
        (DocumentProblemCode::ReadingOutOfMemory, detail)
    } else {
        let end = match (signal, status.and_then(|status| status.code())) {
            (Some(signal), _) => format!("signal {signal}"),
            (None, Some(code)) => format!("exit code {code}"),
            (None, None) => "no word".to_owned(),
        };
        let detail = format!("the reading process ended with {end}");
        (DocumentProblemCode::ReadingCrashed, detail)
    };
    ReadError { problem: DocumentProblem::new(code, detail), kind: FailureKind::ResourceLimit }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_death_says_what_the_document_did() {
        let by = |signal: Signal| Some(ExitStatus::from_raw(signal as i32));
        let code = |status, said| death(status, said).problem.code;
        assert_eq!(code(by(Signal::SIGXCPU), ""), DocumentProblemCode::ReadingTimedOut);
        assert_eq!(code(by(Signal::SIGKILL), ""), DocumentProblemCode::ReadingOutOfMemory);
        let said = "memory allocation of 800000000 bytes failed";
        assert_eq!(code(by(Signal::SIGABRT), said), DocumentProblemCode::ReadingOutOfMemory);
        assert_eq!(code(by(Signal::SIGSEGV), ""), DocumentProblemCode::ReadingCrashed);
        assert_eq!(code(None, ""), DocumentProblemCode::ReadingCrashed);
    }
}
