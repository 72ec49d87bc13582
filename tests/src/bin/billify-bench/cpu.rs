//! What processes have used, from `/proc` and `getrusage`.

use std::{collections::HashMap, fs, time::Duration};

use anyhow::Context;
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};

/// Ticks a second in `/proc`: fixed by the kernel's interface, whatever its clock.
const TICKS_A_SECOND: u64 = 100;
/// Where the fields stand after the program's name in `/proc/<pid>/stat`.
const PARENT: usize = 1;
const TIMES: std::ops::Range<usize> = 11..15;

/// CPU time of a process, of the processes below it, and of those that have ended there.
pub(crate) fn of_process_tree(root: i32) -> anyhow::Result<Duration> {
    let all = all_processes()?;
    let is_below = |mut pid: i32| loop {
        if pid == root {
            return true;
        }
        match all.get(&pid) {
            Some(process) => pid = process.parent,
            None => return false,
        }
    };
    let ticks: u64 = all.iter().filter(|(pid, _)| is_below(**pid)).map(|(_, one)| one.ticks).sum();
    Ok(Duration::from_millis(ticks * 1000 / TICKS_A_SECOND))
}

/// CPU time of our own children that have ended.
pub(crate) fn of_ended_children() -> anyhow::Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).context("the CPU time is unknown")?;
    let microseconds =
        usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(microseconds.try_into().unwrap_or_default()))
}

/// The most memory that a process has ever had, in bytes.
pub(crate) fn peak_memory(pid: i32) -> anyhow::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    Ok(kilobytes.context("/proc does not tell the peak of memory")? << 10)
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct ProcessTimes {
    parent: i32,
    ticks: u64,
}

fn all_processes() -> anyhow::Result<HashMap<i32, ProcessTimes>> {
    let entries = fs::read_dir("/proc").context("there is no /proc")?.flatten();
    let numbered = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    // A process may end while we look.
    let read = |pid| Some((pid, parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)?));
    Ok(numbered.filter_map(read).collect())
}

fn parse(stat: &str) -> Option<ProcessTimes> {
    // The name may hold anything, also brackets and spaces.
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = fields.get(TIMES)?.iter().map(|field| field.parse::<u64>().unwrap_or_default());
    Some(ProcessTimes { parent: fields.get(PARENT)?.parse().ok()?, ticks: ticks.sum() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found_behind_any_name() {
        let stat = "7 (a ) b) S 3 7 7 0 -1 4194304 100 0 0 0 11 12 13 14 20 0 1 0 5";
        assert_eq!(parse(stat), Some(ProcessTimes { parent: 3, ticks: 50 }));
    }

    #[test]
    fn our_own_use_is_seen() {
        let own = i32::try_from(std::process::id()).unwrap();
        // Looking takes time itself, so this ends.
        while of_process_tree(own).unwrap() == Duration::ZERO {}
        assert!(peak_memory(own).unwrap() > 0);
    }
}
