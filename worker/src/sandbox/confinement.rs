//! What a helper gives up before it sees its first document.
//!
//! Limits on memory and core dumps and the parent-death signal always hold. Landlock (reads only
//! below the models, no writes) and seccomp (no sockets, programs, processes or writable files)
//! hold where the kernel has them; the worker is told once if it does not.

use std::collections::BTreeMap;
use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus,
    path_beneath_rules,
};
use nix::libc;
use nix::sys::prctl;
use nix::sys::resource::{Resource, UsageWho, getrlimit, getrusage, setrlimit};
use nix::sys::signal::Signal;
use nix::sys::time::TimeValLike;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};
use serde::{Deserialize, Serialize};

/// What of the kernel's help could be had.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Confinement {
    landlock: bool,
    seccomp: bool,
}

impl Confinement {
    /// What is missing, in words, or `None` if nothing is.
    pub(super) fn weakness(self) -> Option<&'static str> {
        match (self.landlock, self.seccomp) {
            (true, true) => None,
            (true, false) => Some("without seccomp, which this kernel does not offer"),
            (false, true) => Some("without landlock, which this kernel does not offer"),
            (false, false) => {
                Some("without landlock and seccomp, which this kernel does not offer")
            }
        }
    }
}

/// Ends with the parent, from now on. To be called first.
pub(super) fn die_with_parent() -> nix::Result<()> {
    prctl::set_pdeathsig(Signal::SIGKILL)
}

/// Gives up everything that reading does not need.
pub(super) fn confine(tessdata: &Path, memory_bytes: u64) -> nix::Result<Confinement> {
    // If memory runs out, this process is to go and not the worker. Not allowed everywhere.
    drop(std::fs::write("/proc/self/oom_score_adj", "1000"));
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    setrlimit(Resource::RLIMIT_AS, memory_bytes, memory_bytes)?;
    prctl::set_dumpable(false)?;
    prctl::set_no_new_privs()?;
    let landlock = restrict_files(tessdata).unwrap_or(false);
    let seccomp = system_call_filter()
        .and_then(|filter| seccompiler::apply_filter(&filter).map_err(|error| error.to_string()))
        .is_ok();
    Ok(Confinement { landlock, seccomp })
}

/// Lets this process use so many more seconds of processor time. The deadline's second line.
pub(super) fn allow_processor_seconds(seconds: u64) -> nix::Result<()> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let used = usage.user_time().num_seconds() + usage.system_time().num_seconds();
    let (_, hard) = getrlimit(Resource::RLIMIT_CPU)?;
    setrlimit(Resource::RLIMIT_CPU, used.unsigned_abs() + seconds + 1, hard)
}

/// The most memory this process has used so far.
pub(super) fn peak_resident_bytes() -> u64 {
    getrusage(UsageWho::RUSAGE_SELF).map_or(0, |usage| usage.max_rss().unsigned_abs() * 1024)
}

fn restrict_files(tessdata: &Path) -> Result<bool, landlock::RulesetError> {
    let abi = ABI::V3;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))?
        .create()?
        .add_rules(path_beneath_rules([tessdata], AccessFs::from_read(abi)))?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

/// Refuses by name what an exploit wants and reading never does; the rest is allowed, because a C++
/// library's needs change with its version.
fn system_call_filter() -> Result<BpfProgram, String> {
    let mut rules: BTreeMap<libc::c_long, Vec<SeccompRule>> =
        REFUSED.iter().map(|&call| (call, Vec::new())).collect();
    rules.insert(libc::SYS_openat, opening_to_write(2)?);
    // Threads are allowed, processes are not.
    let not_a_thread = condition(0, libc::CLONE_THREAD, 0)?;
    rules.insert(libc::SYS_clone, vec![rule(not_a_thread)?]);
    #[cfg(target_arch = "x86_64")]
    rules.insert(libc::SYS_open, opening_to_write(1)?);
    let architecture =
        TargetArch::try_from(std::env::consts::ARCH).map_err(|error| error.to_string())?;
    let refused = u32::try_from(libc::EPERM).map_err(|error| error.to_string())?;
    let filter = SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        SeccompAction::Errno(refused),
        architecture,
    )
    .map_err(|error| error.to_string())?;
    filter.try_into().map_err(|error: seccompiler::BackendError| error.to_string())
}

const REFUSED: &[libc::c_long] = &[
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_sendto,
    libc::SYS_sendmsg,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_chroot,
    libc::SYS_openat2,
    libc::SYS_unlinkat,
    libc::SYS_mkdirat,
    libc::SYS_renameat2,
    libc::SYS_linkat,
    libc::SYS_symlinkat,
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_truncate,
    libc::SYS_memfd_create,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_fork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_vfork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_creat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_unlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mkdir,
];

fn opening_to_write(flags_argument: u8) -> Result<Vec<SeccompRule>, String> {
    [libc::O_WRONLY, libc::O_RDWR, libc::O_CREAT]
        .into_iter()
        .map(|flag| rule(condition(flags_argument, flag, flag)?))
        .collect()
}

/// True if the argument has exactly `wanted` of the bits in `mask`.
fn condition(
    argument: u8,
    mask: libc::c_int,
    wanted: libc::c_int,
) -> Result<SeccompCondition, String> {
    let mask = u64::try_from(mask).map_err(|error| error.to_string())?;
    let wanted = u64::try_from(wanted).map_err(|error| error.to_string())?;
    let operator = SeccompCmpOp::MaskedEq(mask);
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, wanted)
        .map_err(|error| error.to_string())
}

fn rule(condition: SeccompCondition) -> Result<SeccompRule, String> {
    SeccompRule::new(vec![condition]).map_err(|error| error.to_string())
}
