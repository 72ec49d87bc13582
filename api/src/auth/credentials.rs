//! Checks an address and a password.

use std::net::IpAddr;
use std::time::Instant;

use billify_shared::store::users;
use sea_orm::DatabaseConnection;

use super::password::{HashError, PasswordHasher};
use super::throttle::LoginThrottle;
use super::verified_cache::VerifiedCache;
use crate::problem::{Problem, ProblemCode};

/// What a caller claims.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) address: Option<IpAddr>,
    pub(super) email: String,
    pub(super) password: String,
}

#[derive(Debug)]
pub(super) struct Credentials {
    db: DatabaseConnection,
    hasher: PasswordHasher,
    verified: VerifiedCache,
    throttle: LoginThrottle,
}

impl Credentials {
    pub(super) fn new(
        db: DatabaseConnection,
        hasher: PasswordHasher,
    ) -> Result<Self, rand::rand_core::OsError> {
        let verified = VerifiedCache::new()?;
        Ok(Self { db, hasher, verified, throttle: LoginThrottle::default() })
    }

    /// The user, if the password is right; the same answer for an unknown and a disabled one.
    pub(super) async fn verify(&self, claim: Claim) -> Result<users::Model, Problem> {
        let Claim { address, email, password } = claim;
        let email = users::normalise_email(&email);
        let user = users::find_for_sign_in(&self.db, &email).await?;
        if let Some(user) = &user
            && self.verified.contains(&user.password_hash, &password)
        {
            return Ok(user.clone());
        }
        if let Some(wait) = self.throttle.wait(address, &email, Instant::now()) {
            let detail =
                format!("Too many failed attempts. Try again in {} s.", wait.as_secs() + 1);
            return Err(Problem::new(ProblemCode::TooManyAttempts, detail).retry_after(wait));
        }
        // Counted before the slow comparison, so that attempts side by side are all counted.
        self.throttle.failed(address, &email, Instant::now());
        let stored = user.as_ref().map(|user| user.password_hash.as_str());
        let matches = self.hasher.matches(password.clone(), stored).await.map_err(hash_failed)?;
        match user {
            Some(user) if matches => {
                self.throttle.succeeded(address, &email);
                self.verified.insert(&user.password_hash, &password);
                Ok(user)
            }
            _ => Err(Problem::new(
                ProblemCode::InvalidCredentials,
                "There is no user with this address and this password.",
            )),
        }
    }
}

fn hash_failed(error: HashError) -> Problem {
    Problem::internal(error)
}
