//! The thread that starts a process, waits for it and reaps it.
//!
//! A thread of its own because the kernel ends the child with the thread that started it, and
//! because only its reaper can know that a process id still means this process.

use std::{
    io,
    process::{Child, Command, ExitStatus},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::Duration,
};

use nix::{
    errno::Errno,
    sys::{
        signal::{Signal, kill, killpg},
        wait::{Id, WaitPidFlag, waitid},
    },
    unistd::Pid,
};
use tokio::sync::watch;

/// A running or ended process.
#[derive(Debug)]
pub(super) struct Guardian {
    pid: Pid,
    reaped: Arc<Reaped>,
    exit: watch::Receiver<Option<ExitStatus>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// Whether the process id has been given back to the kernel.
#[derive(Debug, Default)]
struct Reaped {
    done: Mutex<bool>,
    changed: Condvar,
}

/// Whom a signal is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Leader,
    Group,
}

impl Guardian {
    /// Starts `command`, which must make its process the leader of a new group.
    pub(super) fn start(name: &str, mut command: Command) -> io::Result<Self> {
        let (started, starting) = mpsc::sync_channel(1);
        let (ended, exit) = watch::channel(None);
        let reaped = Arc::<Reaped>::default();
        let thread = thread::Builder::new().name(name.to_owned()).spawn({
            let reaped = Arc::clone(&reaped);
            move || {
                let child = command.spawn();
                // The pipes' writing ends must close here for the readers to see the end.
                drop(command);
                match child {
                    Ok(child) => {
                        let pid = child_pid(&child);
                        // The receiver is waiting in `start`.
                        let _ = started.send(Ok(pid));
                        let status = wait_and_reap(child, pid, &reaped);
                        ended.send_replace(Some(status));
                    }
                    Err(error) => {
                        let _ = started.send(Err(error));
                    }
                }
            }
        })?;
        let pid = starting.recv().map_err(io::Error::other)??;
        Ok(Self { pid, reaped, exit, thread: Some(thread) })
    }

    pub(super) fn pid(&self) -> Pid {
        self.pid
    }

    pub(super) fn exit(&self) -> watch::Receiver<Option<ExitStatus>> {
        self.exit.clone()
    }

    /// Sends `signal`; one that comes too late has no effect.
    pub(super) fn signal(&self, target: Target, signal: Signal) {
        let reaped = self.reaped.lock();
        if !*reaped {
            // It can only fail for a process that is ending by itself.
            let _ = match target {
                Target::Leader => kill(self.pid, signal),
                Target::Group => killpg(self.pid, signal),
            };
        }
    }

    /// Blocks until the process has ended, at most for `limit`; tells whether it has.
    pub(super) fn wait(&self, limit: Duration) -> bool {
        let running = self.reaped.lock();
        let waited = self.reaped.changed.wait_timeout_while(running, limit, |reaped| !*reaped);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Blocks until the process has ended.
    pub(super) fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been printed where it happened.
            let _ = thread.join();
        }
    }
}

fn wait_and_reap(mut child: Child, pid: Pid, reaped: &Reaped) -> ExitStatus {
    while waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT) == Err(Errno::EINTR) {}
    let mut done = reaped.lock();
    // Whoever the leader left behind in its group must not outlive it. The leader is not reaped
    // yet, so the group's id cannot have been given away.
    let _ = killpg(pid, Signal::SIGKILL);
    let status = child.wait();
    *done = true;
    reaped.changed.notify_all();
    status.unwrap_or_default()
}

#[expect(clippy::cast_possible_wrap, reason = "the kernel's process ids fit into 22 bits")]
fn child_pid(child: &Child) -> Pid {
    Pid::from_raw(child.id() as i32)
}

impl Reaped {
    fn lock(&self) -> MutexGuard<'_, bool> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
