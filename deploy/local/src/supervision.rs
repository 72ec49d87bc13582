//! Keeps a process running: one that ends by itself is started again.

use std::{process::ExitStatus, time::Duration};

use tokio::{sync::oneshot, task::JoinHandle, time::sleep};

use crate::{
    console::Console,
    process::{Launch, Process, ProcessError},
};

/// Long enough that a process that cannot start does not keep a core busy.
const PAUSE: Duration = Duration::from_secs(1);

/// A process and its successors; ends them when dropped.
#[derive(Debug)]
pub(crate) struct Supervised {
    stop: oneshot::Sender<Duration>,
    task: JoinHandle<()>,
}

impl Supervised {
    /// Starts the process; whatever ends it later, it comes back.
    pub(crate) fn start(launch: Launch, console: &Console) -> Result<Self, ProcessError> {
        let process = Process::start(launch.clone(), console)?;
        Ok(Self::watch(process, launch, console))
    }

    /// Takes over a process that is running.
    pub(crate) fn watch(process: Process, launch: Launch, console: &Console) -> Self {
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(keep_running(process, launch, console.clone(), stopped));
        Self { stop, task }
    }

    /// Ends the process in good order, at the latest when `grace` is over.
    pub(crate) async fn stop(self, grace: Duration) {
        // The task lives until it is told to stop; a panic of it has been printed.
        let _ = self.stop.send(grace);
        let _ = self.task.await;
    }
}

async fn keep_running(
    mut process: Process,
    launch: Launch,
    console: Console,
    mut stopped: oneshot::Receiver<Duration>,
) {
    loop {
        let status = tokio::select! {
            grace = &mut stopped => {
                // Without a grace nobody waits for the end: dropping the process ends it.
                if let Ok(grace) = grace {
                    process.stop(grace).await;
                }
                return;
            }
            status = process.ended() => status,
        };
        match restart(&launch, status, &console, &mut stopped).await {
            Some(successor) => process = successor,
            None => return,
        }
    }
}

/// Tries until there is a successor, or none is wanted any more.
async fn restart(
    launch: &Launch,
    status: ExitStatus,
    console: &Console,
    stopped: &mut oneshot::Receiver<Duration>,
) -> Option<Process> {
    console.say(&format!("{} ended ({status}); starting it again", launch.name()));
    loop {
        tokio::select! {
            _ = &mut *stopped => return None,
            () = sleep(PAUSE) => {}
        }
        match Process::start(launch.clone(), console) {
            Ok(process) => return Some(process),
            Err(error) => console.say(&format!("{error}; trying again")),
        }
    }
}
