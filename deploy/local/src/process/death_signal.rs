//! Ties the life of a child to ours: however we end, even by `kill -9`, the kernel ends the child.

#![expect(unsafe_code, reason = "the standard library has no safe way to run code before exec")]

use std::{io, os::unix::process::CommandExt, process::Command};

use nix::{
    errno::Errno,
    sys::{prctl, signal::Signal},
    unistd::{Pid, getppid},
};

/// Has `command`'s process receive `signal` when the thread that spawns it ends.
///
/// The kernel watches the thread, not the process, so spawn from one that lives as long as the
/// child is wanted.
pub(super) fn die_with_parent(command: &mut Command, signal: Signal) {
    let parent = Pid::this();
    let before_exec = move || {
        prctl::set_pdeathsig(signal)?;
        // The parent may have ended before the signal was asked for.
        if getppid() == parent { Ok(()) } else { Err(io::Error::from(Errno::ESRCH)) }
    };
    // SAFETY: between fork and exec the closure makes two async-signal-safe system calls and
    // compares integers; it neither allocates nor takes a lock.
    unsafe { command.pre_exec(before_exec) };
}
