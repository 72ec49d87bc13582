//! SIGTERM and SIGINT: once to drain, twice to stop at once.

use std::io;

use billify_shared::queue::MemberControl;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// From now on the signals steer `control`.
///
/// # Errors
/// When the signals cannot be caught.
pub(super) fn obey(control: &MemberControl) -> io::Result<()> {
    let terminate = signal(SignalKind::terminate())?;
    let interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(follow(terminate, interrupt, control.clone()));
    Ok(())
}

async fn follow(mut terminate: Signal, mut interrupt: Signal, control: MemberControl) {
    for (order, token) in [
        ("asked to stop: finishing the jobs at hand", &control.drain),
        ("asked again: handing the jobs at hand back", &control.abandon),
    ] {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("{order}");
        token.cancel();
    }
}
