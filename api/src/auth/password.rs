//! Passwords as argon2id hashes, computed away from the threads that serve requests.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{
    self, PasswordHash, PasswordHasher as _, PasswordVerifier, SaltString,
};
use tokio::sync::Semaphore;

#[derive(Debug, thiserror::Error)]
pub enum HashError {
    #[error("a password cannot be hashed")]
    Hash(#[source] password_hash::Error),
    #[error("the hashing task ended early")]
    Interrupted,
}

/// Hashes and compares; at most one hash a core at a time, because each takes 19 MB.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    places: Arc<Semaphore>,
    /// Compared against when there is no such user, so that both answers take as long.
    of_nobody: Arc<str>,
}

impl PasswordHasher {
    /// # Errors
    /// When the first hash cannot be made.
    pub async fn new() -> Result<Self, HashError> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let places = Arc::new(Semaphore::new(cores));
        let of_nobody = off_thread(&places, || hash("nobody has this password")).await??;
        Ok(Self { places, of_nobody: of_nobody.into() })
    }

    /// # Errors
    /// When the password cannot be hashed.
    pub async fn hash(&self, password: String) -> Result<String, HashError> {
        off_thread(&self.places, move || hash(&password)).await?
    }

    /// Whether the password is the one behind `stored`; `None` stands for an unknown user.
    ///
    /// # Errors
    /// When the comparison could not be made at all.
    pub async fn matches(&self, password: String, stored: Option<&str>) -> Result<bool, HashError> {
        let known = stored.is_some();
        let stored = stored.unwrap_or(&self.of_nobody).to_owned();
        let equal = off_thread(&self.places, move || equals(&password, &stored)).await?;
        Ok(known && equal)
    }
}

async fn off_thread<T: Send + 'static>(
    places: &Arc<Semaphore>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, HashError> {
    let place = Arc::clone(places).acquire_owned().await.map_err(|_| HashError::Interrupted)?;
    tokio::task::spawn_blocking(move || {
        let _place = place;
        work()
    })
    .await
    .map_err(|_| HashError::Interrupted)
}

fn hash(password: &str) -> Result<String, HashError> {
    let salt = SaltString::generate(&mut OsRng);
    let hash =
        Argon2::default().hash_password(password.as_bytes(), &salt).map_err(HashError::Hash)?;
    Ok(hash.to_string())
}

/// A stored text that is no hash matches nothing: such a user cannot sign in by password.
fn equals(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_user_matches() {
        let hasher = PasswordHasher::new().await.unwrap();
        let stored = hasher.hash("correct horse".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(hasher.matches("correct horse".to_owned(), Some(&stored)).await.unwrap());
        assert!(!hasher.matches("wrong horse".to_owned(), Some(&stored)).await.unwrap());
        assert!(!hasher.matches("nobody has this password".to_owned(), None).await.unwrap());
        assert!(!hasher.matches(String::new(), Some("!")).await.unwrap());
    }
}
