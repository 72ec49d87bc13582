//! Processes end when they should and leave nothing behind.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use billify_local::{
    console::Console,
    process::{Launch, Process, ProcessError},
};
use nix::sys::signal::Signal;

const SOON: Duration = Duration::from_secs(10);

fn shell(script: &str) -> Launch {
    Launch::new("script", "/bin/sh").arguments(["-c", script])
}

fn exists(pid: i32) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = state.rsplit(')').next().and_then(|rest| rest.split_whitespace().next());
    state.is_some_and(|state| state != "Z" && state != "X")
}

fn wait_until_gone(pid: i32) {
    let deadline = Instant::now() + SOON;
    while exists(pid) {
        assert!(Instant::now() < deadline, "process {pid} is still there");
        std::thread::yield_now();
    }
}

async fn announced_pid(process: &Process) -> i32 {
    process.line(SOON, |line| line.parse::<i32>().is_ok()).await.unwrap().parse().unwrap()
}

#[tokio::test]
async fn stopping_is_polite_first() {
    let script = "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.01; done";
    let process = Process::start(shell(script), &Console::silent()).unwrap();
    process.line(SOON, |line| line == "up").await.unwrap();
    let status = process.stop(SOON).await;
    assert_eq!(status.code(), Some(7));
    process.line(SOON, |line| line == "bye").await.unwrap();
}

#[tokio::test]
async fn stopping_kills_what_does_not_listen() {
    let script = "trap '' TERM; echo up; while :; do sleep 0.01; done";
    let process = Process::start(shell(script), &Console::silent()).unwrap();
    process.line(SOON, |line| line == "up").await.unwrap();
    let status = process.stop(Duration::from_millis(100)).await;
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9));
}

#[tokio::test]
async fn a_stopped_process_can_be_ended() {
    let process = Process::start(shell("echo up; exec sleep 1000"), &Console::silent()).unwrap();
    process.line(SOON, |line| line == "up").await.unwrap();
    process.signal(Signal::SIGSTOP);
    process.stop(SOON).await;
    assert!(!process.is_running());
}

#[tokio::test]
async fn dropping_ends_the_process_and_its_group() {
    let script = "sleep 1000 & echo $!; wait";
    let process = Process::start(shell(script), &Console::silent()).unwrap();
    let grandchild = announced_pid(&process).await;
    let child = process.id();
    assert!(exists(child) && exists(grandchild));
    drop(process);
    wait_until_gone(child);
    wait_until_gone(grandchild);
}

#[tokio::test]
async fn a_process_that_ends_early_tells_why() {
    let process = Process::start(shell("echo no such thing >&2; exit 3"), &Console::silent());
    let error = process.unwrap().line(SOON, |line| line == "ready").await.unwrap_err();
    assert!(matches!(error, ProcessError::EndedEarly { .. }));
    let text = error.to_string();
    assert!(text.contains("exit status: 3") && text.contains("no such thing"), "{text}");
}

#[tokio::test]
async fn a_missing_program_is_named() {
    let launch = Launch::new("nothing", "/nonexistent/program");
    let error = Process::start(launch, &Console::silent()).unwrap_err();
    assert!(error.to_string().contains("/nonexistent/program"), "{error}");
}

#[tokio::test]
async fn output_goes_to_a_log_file_and_the_previous_one_is_kept() {
    let logs = tempfile::tempdir().unwrap();
    let console = Console::silent().with_logs_in(logs.path());
    for word in ["first", "second"] {
        let script = format!("echo {word}; echo {word} >&2");
        Process::run(shell(&script), &console).await.unwrap();
    }
    let read = |name: &str| std::fs::read_to_string(logs.path().join(name)).unwrap_or_default();
    let deadline = Instant::now() + SOON;
    while read("script.log") != "second\nsecond\n" {
        assert!(Instant::now() < deadline, "{}", read("script.log"));
        tokio::task::yield_now().await;
    }
    assert_eq!(read("script.previous.log"), "first\nfirst\n");
}

#[tokio::test]
async fn settings_of_our_own_environment_can_be_hidden() {
    if env::var_os("DATABASE_URL").is_none() {
        let own = Command::new(env::current_exe().unwrap())
            .args(["--exact", "settings_of_our_own_environment_can_be_hidden"])
            .env("DATABASE_URL", "postgres://outside")
            .output();
        let own = own.unwrap();
        return assert!(own.status.success(), "{}", String::from_utf8_lossy(&own.stdout));
    }
    let script = "echo ${DATABASE_URL-none} ${BILLIFY_LOG-none} ${PATH:+path}";
    let launch = shell(script).without_inherited_settings().setting("BILLIFY_LOG", "debug");
    let process = Process::start(launch, &Console::silent()).unwrap();
    process.line(SOON, |line| line == "none debug path").await.unwrap();
}

const HOLDER: &str = "BILLIFY_TEST_HOLDS_A_PROCESS";

/// Not a test by itself: the next one runs it in a process of its own, to be killed.
#[tokio::test]
async fn holder() {
    if env::var_os(HOLDER).is_none() {
        return;
    }
    // A tokio thread may end long before the process that it started is to end.
    let start = || Process::start(shell("echo $$; exec sleep 1000"), &Console::silent()).unwrap();
    let process = tokio::task::spawn_blocking(start).await.unwrap();
    let marker = env::var_os(HOLDER).unwrap();
    std::fs::write(Path::new(&marker), announced_pid(&process).await.to_string()).unwrap();
    std::future::pending::<()>().await;
}

#[test]
fn nothing_survives_the_kill_of_its_parent() {
    let directory = tempfile::tempdir().unwrap();
    let marker = directory.path().join("pid");
    let mut parent = Command::new(env::current_exe().unwrap())
        .args(["--exact", "holder"])
        .env(HOLDER, &marker)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + SOON;
    let child = loop {
        if let Ok(pid) = std::fs::read_to_string(&marker).unwrap_or_default().parse() {
            break pid;
        }
        assert!(Instant::now() < deadline, "the holder did not start its process");
        std::thread::yield_now();
    };
    assert!(exists(child));
    parent.kill().unwrap();
    parent.wait().unwrap();
    wait_until_gone(child);
}
