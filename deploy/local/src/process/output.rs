//! The last lines a process wrote, kept so that a failure can be explained and readiness seen.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, PipeReader},
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;

use crate::console::ProcessLog;

const KEPT_LINES: usize = 400;

/// What a process wrote to standard output and standard error, in order.
#[derive(Debug)]
pub(super) struct Output {
    kept: Mutex<Kept>,
    progress: watch::Sender<Progress>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) lines: usize,
    pub(super) ended: bool,
}

#[derive(Debug, Default)]
struct Kept {
    lines: VecDeque<String>,
    dropped: usize,
}

impl Output {
    pub(super) fn new() -> Self {
        Self { kept: Mutex::default(), progress: watch::channel(Progress::default()).0 }
    }

    /// Copies the pipe to `log` line by line until its last writer has closed it.
    pub(super) fn copy(&self, pipe: PipeReader, log: &mut ProcessLog) {
        let mut pipe = BufReader::new(pipe);
        let mut line = Vec::new();
        // A read error is the end of the output too: there is nobody to report it to.
        while pipe.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            log.line(&text);
            self.push(text);
        }
        self.progress.send_modify(|progress| progress.ended = true);
    }

    fn push(&self, line: String) {
        let mut kept = self.kept();
        if kept.lines.len() == KEPT_LINES {
            kept.lines.pop_front();
            kept.dropped += 1;
        }
        kept.lines.push_back(line);
        let lines = kept.dropped + kept.lines.len();
        drop(kept);
        self.progress.send_modify(|progress| progress.lines = lines);
    }

    /// The first kept line, from the `from`th ever written, that `wanted` accepts.
    pub(super) fn find(&self, from: usize, wanted: &dyn Fn(&str) -> bool) -> Option<String> {
        let kept = self.kept();
        let skipped = from.saturating_sub(kept.dropped);
        kept.lines.iter().skip(skipped).find(|line| wanted(line)).cloned()
    }

    pub(super) fn tail(&self, lines: usize) -> Vec<String> {
        let kept = self.kept();
        kept.lines.iter().skip(kept.lines.len().saturating_sub(lines)).cloned().collect()
    }

    pub(super) fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
