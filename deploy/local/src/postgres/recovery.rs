//! Clears what a killed server left behind, so that the next start does not stumble over it.

use std::{
    fs, io,
    path::Path,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use tokio::time::sleep;

const PID_FILE: &str = "postmaster.pid";
/// What orphans get, from the politest to the hardest, and how long to wait after each.
const SIGNALS: [(Signal, Duration); 3] = [
    (Signal::SIGINT, Duration::from_secs(20)),
    (Signal::SIGQUIT, Duration::from_secs(10)),
    (Signal::SIGKILL, Duration::from_secs(5)),
];
const POLL: Duration = Duration::from_millis(20);

/// Ends the server processes that still run on `cluster`, then removes their pid file.
///
/// The caller holds the lock on the directory, so what runs there is left over from a launcher that
/// was killed. The file must go because PostgreSQL takes any living process with the recorded id for
/// its server, also one that got the id later (in a container that is common); and it may go only
/// when no backend is left, since it is what keeps two servers off the same files.
pub(super) async fn recover(cluster: &Path) -> io::Result<()> {
    let pid_file = cluster.join(PID_FILE);
    let leader = recorded_pid(&pid_file)?;
    for (signal, patience) in SIGNALS {
        for pid in running_in(cluster)? {
            if signal == Signal::SIGKILL || Some(pid) == leader {
                // It may have ended in between, which is what is wanted.
                let _ = kill(pid, signal);
            }
        }
        let deadline = Instant::now() + patience;
        while !running_in(cluster)?.is_empty() && Instant::now() < deadline {
            sleep(POLL).await;
        }
    }
    if !running_in(cluster)?.is_empty() {
        return Err(io::Error::other("server processes of an earlier run do not end"));
    }
    match fs::remove_file(&pid_file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

fn recorded_pid(pid_file: &Path) -> io::Result<Option<Pid>> {
    match fs::read_to_string(pid_file) {
        Ok(text) => {
            let pid = text.lines().next().and_then(|line| line.trim().parse().ok());
            Ok(pid.map(Pid::from_raw))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A server and all its backends have the cluster as their working directory.
fn running_in(cluster: &Path) -> io::Result<Vec<Pid>> {
    let processes = fs::read_dir("/proc")?.flatten().filter_map(|entry| {
        let pid = entry.file_name().to_str()?.parse().ok()?;
        let directory = fs::read_link(entry.path().join("cwd")).ok()?;
        (directory == cluster).then(|| Pid::from_raw(pid))
    });
    Ok(processes.collect())
}
