//! Whether a failed job is tried again, and when. Pure.

use std::time::Duration;

use super::failure::Failure;
use crate::domain::failure::FailureKind;

/// No retry waits longer than this.
const LONGEST_BACKOFF: Duration = Duration::from_secs(30 * 60);
/// After a lost worker the job is soon tried again: it was most likely not the job's fault.
const LONGEST_BACKOFF_AFTER_LOSS: Duration = Duration::from_secs(30);
/// A job whose reading process died this often is given up.
const MOST_CRASHES: i16 = 3;
/// Backoffs are spread by this factor, so that jobs that failed together do not return together.
pub(super) const JITTER: std::ops::RangeInclusive<f64> = 0.8..=1.2;

/// How failed jobs are retried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryPolicy {
    /// The wait before the first retry; each later one is twice as long.
    pub base: Duration,
}

/// What is known of the job when an attempt at it has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// This one included.
    pub attempts: i16,
    pub max_attempts: i16,
    /// Before this failure.
    pub crashes: i16,
    /// Of the attempt before this one.
    pub last_failure: Option<FailureKind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    RetryAfter(Duration),
    Dead,
}

impl RetryPolicy {
    /// `jitter` is drawn from [`JITTER`].
    pub(super) fn judge(&self, standing: Standing, failure: &Failure, jitter: f64) -> Verdict {
        let given_up = match failure.kind {
            FailureKind::Permanent => true,
            FailureKind::ResourceLimit if failure.crashed => standing.crashes + 1 >= MOST_CRASHES,
            // One more try, perhaps on a machine that is less busy.
            FailureKind::ResourceLimit => standing.last_failure == Some(FailureKind::ResourceLimit),
            FailureKind::Transient | FailureKind::WorkerLost => false,
        };
        if given_up || standing.attempts >= standing.max_attempts {
            return Verdict::Dead;
        }
        Verdict::RetryAfter(match failure.kind {
            FailureKind::WorkerLost => self.after_loss(standing.attempts, jitter),
            _ => self.backoff(standing.attempts, jitter).min(LONGEST_BACKOFF),
        })
    }

    fn after_loss(&self, attempts: i16, jitter: f64) -> Duration {
        if attempts <= 1 {
            return Duration::ZERO;
        }
        self.backoff(attempts - 1, jitter).min(LONGEST_BACKOFF_AFTER_LOSS)
    }

    /// base · 2^(attempts − 1) · jitter
    fn backoff(&self, attempts: i16, jitter: f64) -> Duration {
        let doublings = i32::from(attempts.clamp(1, 32)) - 1;
        let seconds = self.base.as_secs_f64() * 2f64.powi(doublings) * jitter;
        Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST_BACKOFF)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: RetryPolicy = RetryPolicy { base: Duration::from_secs(15) };

    fn standing(attempts: i16) -> Standing {
        Standing { attempts, max_attempts: 5, crashes: 0, last_failure: None }
    }

    fn failure(kind: FailureKind) -> Failure {
        Failure { kind, ..Failure::transient("test", "test") }
    }

    proptest! {
        #[test]
        fn a_backoff_stays_within_its_jitter_and_the_cap(
            base in 0.001f64..3_600.0, attempts in 1i16..200, jitter in JITTER,
        ) {
            let policy = RetryPolicy { base: Duration::from_secs_f64(base) };
            let standing = Standing { max_attempts: i16::MAX, ..standing(attempts) };
            let verdict = policy.judge(standing, &failure(FailureKind::Transient), jitter);
            let Verdict::RetryAfter(delay) = verdict else { panic!("given up") };
            let middle = base * 2f64.powi(i32::from(attempts.min(32)) - 1);
            let cap = LONGEST_BACKOFF.as_secs_f64();
            prop_assert!(delay.as_secs_f64() <= (middle * 1.2 + 1e-6).min(cap));
            prop_assert!(delay.as_secs_f64() >= (middle * 0.8 - 1e-6).min(cap));
        }

        #[test]
        fn a_job_never_gets_more_attempts_than_it_may_have(
            attempts in 1i16..100, max_attempts in 1i16..100, crashes in 0i16..10,
            kind in proptest::sample::select(&FailureKind::ALL[..]), crashed: bool,
        ) {
            let standing = Standing { attempts, max_attempts, crashes, last_failure: None };
            let failure = Failure { crashed, ..failure(kind) };
            if attempts >= max_attempts {
                prop_assert_eq!(POLICY.judge(standing, &failure, 1.0), Verdict::Dead);
            }
        }
    }

    #[test]
    fn a_fault_of_the_document_is_never_retried() {
        let verdict = POLICY.judge(standing(1), &failure(FailureKind::Permanent), 1.0);
        assert_eq!(verdict, Verdict::Dead);
    }

    #[test]
    fn running_out_of_time_or_memory_is_tried_once_more() {
        let failure = failure(FailureKind::ResourceLimit);
        let first = POLICY.judge(standing(1), &failure, 1.0);
        assert_eq!(first, Verdict::RetryAfter(Duration::from_secs(15)));
        let again = Standing { last_failure: Some(FailureKind::ResourceLimit), ..standing(2) };
        assert_eq!(POLICY.judge(again, &failure, 1.0), Verdict::Dead);
    }

    #[test]
    fn the_third_crash_of_the_reading_process_is_the_last() {
        let failure = Failure { crashed: true, ..failure(FailureKind::ResourceLimit) };
        let last_failure = Some(FailureKind::ResourceLimit);
        let second = Standing { crashes: 1, last_failure, ..standing(2) };
        assert!(matches!(POLICY.judge(second, &failure, 1.0), Verdict::RetryAfter(_)));
        let third = Standing { crashes: 2, last_failure, ..standing(3) };
        assert_eq!(POLICY.judge(third, &failure, 1.0), Verdict::Dead);
    }

    #[test]
    fn a_job_of_a_lost_worker_runs_again_within_75_seconds_of_the_loss() {
        let failure = failure(FailureKind::WorkerLost);
        let lease_and_scan = Duration::from_secs(30 + 5);
        for attempts in 1..5 {
            let Verdict::RetryAfter(delay) = POLICY.judge(standing(attempts), &failure, 1.2) else {
                panic!("given up after {attempts}");
            };
            assert!(lease_and_scan + delay < Duration::from_secs(75));
        }
        assert_eq!(POLICY.judge(standing(5), &failure, 1.0), Verdict::Dead);
    }
}
