//! Child processes that cannot outlive us.
//!
//! Each leads a process group of its own, so that a Ctrl-C in the terminal reaches only us and we
//! end the others in the right order. Dropping a [`Process`] ends it and waits for its end; if we
//! are killed, the kernel ends it.

mod death_signal;
mod guardian;
mod launch;
mod output;

use std::{
    io,
    process::{ExitStatus, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

pub use launch::Launch;
use nix::sys::signal::Signal;
use thiserror::Error;
use tokio::time::timeout;

use self::{
    guardian::{Guardian, Target},
    output::Output,
};
use crate::console::Console;

/// How long a dropped process may take to end by its death signal.
const DROP_GRACE: Duration = Duration::from_secs(10);
/// How many of its last lines explain why a process ended.
const EXPLAINING_LINES: usize = 15;

#[derive(Debug, Error)]
pub enum ProcessError {
    #[error("could not start {program}")]
    Start { program: String, source: io::Error },
    #[error("{name} ended early ({status}){}", indented(.last_lines))]
    EndedEarly { name: String, status: ExitStatus, last_lines: Vec<String> },
    #[error("{name} was not ready within {} s{}", .after.as_secs(), indented(.last_lines))]
    NotReady { name: String, after: Duration, last_lines: Vec<String> },
}

fn indented(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n    {line}")).collect()
}

/// A process that was started from a [`Launch`].
#[derive(Debug)]
pub struct Process {
    launch: Launch,
    guardian: Guardian,
    output: Arc<Output>,
}

impl Process {
    /// Starts the process, its output going to `console` line by line.
    pub fn start(launch: Launch, console: &Console) -> Result<Self, ProcessError> {
        match Self::spawn(&launch, console) {
            Ok((guardian, output)) => Ok(Self { launch, guardian, output }),
            Err(source) => {
                let program = launch.program().display().to_string();
                Err(ProcessError::Start { program, source })
            }
        }
    }

    fn spawn(launch: &Launch, console: &Console) -> io::Result<(Guardian, Arc<Output>)> {
        let (reader, writer) = io::pipe()?;
        let mut command = launch.command();
        command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        death_signal::die_with_parent(&mut command, launch.death_signal);
        let mut log = console.process(launch.name(), launch.shown)?;
        let guardian = Guardian::start(launch.name(), command)?;
        let output = Arc::new(Output::new());
        thread::Builder::new().name(format!("{} log", launch.name())).spawn({
            let output = Arc::clone(&output);
            move || output.copy(reader, &mut log)
        })?;
        Ok((guardian, output))
    }

    /// Runs the process to its end.
    ///
    /// # Errors
    /// [`ProcessError::EndedEarly`] unless it ends with exit code 0.
    pub async fn run(launch: Launch, console: &Console) -> Result<(), ProcessError> {
        let process = Self::start(launch, console)?;
        let status = process.ended().await;
        if status.success() { Ok(()) } else { Err(process.ended_early(status).await) }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        self.launch.name()
    }

    #[must_use]
    pub fn id(&self) -> i32 {
        self.guardian.pid().as_raw()
    }

    #[must_use]
    pub fn is_running(&self) -> bool {
        self.guardian.exit().borrow().is_none()
    }

    /// The last lines that it wrote.
    #[must_use]
    pub fn last_lines(&self, count: usize) -> Vec<String> {
        self.output.tail(count)
    }

    /// Sends a signal to the process alone, not to its group.
    pub fn signal(&self, signal: Signal) {
        self.guardian.signal(Target::Leader, signal);
    }

    /// Completes when the process has ended; may be dropped and asked again.
    pub async fn ended(&self) -> ExitStatus {
        let mut exit = self.guardian.exit();
        match exit.wait_for(Option::is_some).await {
            Ok(status) => status.unwrap_or_default(),
            // Only a panic of the waiting thread could close the channel without a status.
            Err(_) => ExitStatus::default(),
        }
    }

    /// Waits for a line that `wanted` accepts and returns it.
    pub async fn line(
        &self,
        within: Duration,
        wanted: impl Fn(&str) -> bool + Send + Sync,
    ) -> Result<String, ProcessError> {
        match self.ready(within, self.find_line(&wanted)).await {
            // It may have been its last line.
            Err(error) => self.output.find(0, &wanted).ok_or(error),
            found => found,
        }
    }

    async fn find_line(&self, wanted: &(dyn Fn(&str) -> bool + Send + Sync)) -> String {
        let mut progress = self.output.progress();
        let mut searched = 0;
        loop {
            let written = progress.borrow_and_update().lines;
            if let Some(line) = self.output.find(searched, &|line| wanted(line)) {
                return line;
            }
            searched = written;
            if progress.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Waits for `readiness`, but neither longer than `within` nor after the process has ended.
    pub async fn ready<T>(
        &self,
        within: Duration,
        readiness: impl Future<Output = T> + Send,
    ) -> Result<T, ProcessError> {
        let outcome = tokio::select! {
            biased;
            outcome = timeout(within, readiness) => outcome,
            status = self.ended() => return Err(self.ended_early(status).await),
        };
        outcome.map_err(|_| ProcessError::NotReady {
            name: self.name().to_owned(),
            after: within,
            last_lines: self.last_lines(EXPLAINING_LINES),
        })
    }

    async fn ended_early(&self, status: ExitStatus) -> ProcessError {
        // The reason stands in the last lines, which may still be on their way.
        let mut progress = self.output.progress();
        let _ = timeout(Duration::from_secs(1), progress.wait_for(|progress| progress.ended)).await;
        ProcessError::EndedEarly {
            name: self.name().to_owned(),
            status,
            last_lines: self.last_lines(EXPLAINING_LINES),
        }
    }

    /// Asks the process to end and kills it with its group when the grace is over.
    pub async fn stop(&self, grace: Duration) -> ExitStatus {
        self.signal(self.launch.stop_signal);
        // A stopped process would not see the signal.
        self.signal(Signal::SIGCONT);
        match timeout(grace, self.ended()).await {
            Ok(status) => status,
            Err(_) => {
                self.guardian.signal(Target::Group, Signal::SIGKILL);
                self.ended().await
            }
        }
    }

    /// Ends the process like `kill -9` and waits for its end.
    pub async fn kill(&self) -> ExitStatus {
        self.signal(Signal::SIGKILL);
        self.ended().await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.is_running() {
            self.signal(self.launch.death_signal);
            self.signal(Signal::SIGCONT);
            if !self.guardian.wait(DROP_GRACE) {
                self.guardian.signal(Target::Group, Signal::SIGKILL);
            }
        }
        self.guardian.join();
    }
}
