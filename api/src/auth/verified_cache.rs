//! Remembers for a short while that a password was right, so that HTTP Basic does not cost a hash
//! of 19 MB on every request.
//!
//! The key is a keyed hash over the password and the stored hash: it is worth nothing outside of
//! this process, and a changed password is forgotten at once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};

const LIFETIME: Duration = Duration::from_secs(60);
const CAPACITY: usize = 10_000;

type Key = [u8; 32];

pub(super) struct VerifiedCache {
    secret: [u8; 32],
    until: Mutex<HashMap<Key, Instant>>,
}

impl std::fmt::Debug for VerifiedCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VerifiedCache")
    }
}

impl VerifiedCache {
    pub(super) fn new() -> Result<Self, rand::rand_core::OsError> {
        let mut secret = [0; 32];
        OsRng.try_fill_bytes(&mut secret)?;
        Ok(Self { secret, until: Mutex::default() })
    }

    pub(super) fn contains(&self, stored_hash: &str, password: &str) -> bool {
        let key = self.key(stored_hash, password);
        let until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.get(&key).is_some_and(|until| *until > Instant::now())
    }

    pub(super) fn insert(&self, stored_hash: &str, password: &str) {
        let key = self.key(stored_hash, password);
        let now = Instant::now();
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        if until.len() >= CAPACITY {
            until.retain(|_, until| *until > now);
        }
        if until.len() < CAPACITY {
            until.insert(key, now + LIFETIME);
        }
    }

    fn key(&self, stored_hash: &str, password: &str) -> Key {
        // The inner digest has a fixed length, so no two inputs run into each other.
        Sha256::new()
            .chain_update(self.secret)
            .chain_update(Sha256::digest(stored_hash.as_bytes()))
            .chain_update(password.as_bytes())
            .finalize()
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_password_is_forgotten() {
        let cache = VerifiedCache::new().unwrap();
        cache.insert("hash one", "secret");
        assert!(cache.contains("hash one", "secret"));
        assert!(!cache.contains("hash two", "secret"));
        assert!(!cache.contains("hash one", "other"));
    }
}
