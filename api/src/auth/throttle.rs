//! Slows down the guessing of passwords: by address and account, and by address alone.
//!
//! The first few failures are free; after them each further one doubles the wait. Only the guesser's
//! own address waits, so that nobody can lock somebody else out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures of one address on one account before it waits.
const FREE_ON_ACCOUNT: u32 = 5;
/// Failures of one address on any accounts before it waits.
const FREE_OF_ADDRESS: u32 = 50;
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
const CAPACITY: usize = 50_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Guesser {
    address: Option<IpAddr>,
    /// `None` counts over all accounts.
    account: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    blocked_until: Instant,
    forgotten_at: Instant,
}

#[derive(Debug, Default)]
pub(super) struct LoginThrottle {
    failures: Mutex<HashMap<Guesser, Failures>>,
}

impl LoginThrottle {
    /// How long this address must still wait before it may try this account.
    pub(super) fn wait(
        &self,
        address: Option<IpAddr>,
        account: &str,
        now: Instant,
    ) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        guessers(address, account)
            .iter()
            .filter_map(|guesser| failures.get(guesser))
            .filter_map(|failed| failed.blocked_until.checked_duration_since(now))
            .max()
            .filter(|wait| !wait.is_zero())
    }

    pub(super) fn failed(&self, address: Option<IpAddr>, account: &str, now: Instant) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= CAPACITY {
            failures.retain(|_, failed| failed.forgotten_at > now);
        }
        for guesser in guessers(address, account) {
            if failures.len() >= CAPACITY && !failures.contains_key(&guesser) {
                continue;
            }
            let free = if guesser.account.is_some() { FREE_ON_ACCOUNT } else { FREE_OF_ADDRESS };
            let failed = failures.entry(guesser).or_insert(Failures {
                count: 0,
                blocked_until: now,
                forgotten_at: now,
            });
            if failed.forgotten_at <= now {
                failed.count = 0;
            }
            failed.count += 1;
            failed.blocked_until = now + wait_after(failed.count.saturating_sub(free));
            failed.forgotten_at = now + LONGEST_WAIT;
        }
    }

    pub(super) fn succeeded(&self, address: Option<IpAddr>, account: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&Guesser { address, account: Some(account.to_owned()) });
    }
}

fn guessers(address: Option<IpAddr>, account: &str) -> [Guesser; 2] {
    [Guesser { address, account: Some(account.to_owned()) }, Guesser { address, account: None }]
}

fn wait_after(failures_too_many: u32) -> Duration {
    match failures_too_many {
        0 => Duration::ZERO,
        many => Duration::from_secs(1 << many.min(10)).min(LONGEST_WAIT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_starts_after_some_failures_and_grows() {
        let throttle = LoginThrottle::default();
        let now = Instant::now();
        for _ in 0..FREE_ON_ACCOUNT {
            throttle.failed(None, "a@example.com", now);
        }
        assert_eq!(throttle.wait(None, "a@example.com", now), None);
        throttle.failed(None, "a@example.com", now);
        let first = throttle.wait(None, "a@example.com", now).unwrap();
        throttle.failed(None, "a@example.com", now);
        assert!(throttle.wait(None, "a@example.com", now).unwrap() > first);
        assert_eq!(throttle.wait(None, "a@example.com", now + LONGEST_WAIT), None);
    }

    #[test]
    fn another_account_and_another_address_do_not_wait() {
        let throttle = LoginThrottle::default();
        let now = Instant::now();
        for _ in 0..=FREE_ON_ACCOUNT {
            throttle.failed(None, "a@example.com", now);
        }
        let elsewhere = Some(IpAddr::from([192, 0, 2, 1]));
        assert_eq!(throttle.wait(None, "b@example.com", now), None);
        assert_eq!(throttle.wait(elsewhere, "a@example.com", now), None);
    }

    #[test]
    fn trying_many_accounts_is_slowed_down_too() {
        let throttle = LoginThrottle::default();
        let now = Instant::now();
        for number in 0..=FREE_OF_ADDRESS {
            throttle.failed(None, &format!("{number}@example.com"), now);
        }
        assert!(throttle.wait(None, "fresh@example.com", now).is_some());
    }
}
