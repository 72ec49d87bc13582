//! Who asks, and what they may do.
//!
//! An operation takes [`Allowed`] with the permission it needs (or [`Principal`] if being signed in
//! is enough) as its first argument, so that it cannot run for anybody else. Both accept the session
//! cookie and HTTP Basic.

mod authenticator;
mod cookie;
mod credentials;
mod origin;
mod password;
mod permission;
mod principal;
mod scheme;
pub mod session;
mod throttle;
mod verified_cache;

pub use authenticator::{Authenticator, StartError};
pub use cookie::{SESSION_COOKIE, SessionCookie};
pub use password::{HashError, PasswordHasher};
pub use permission::{Allowed, Needs, can};
pub use principal::Principal;
