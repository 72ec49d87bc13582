//! A request that is sent twice has its effect once.

use billify_shared::store::idempotency_keys::{self as keys, Reservation};
use chrono::{TimeDelta, Utc};
use serde_json::Value as Json;

use super::multipart::IncomingFiles;
use super::request::{Describe, fingerprint};
use super::{Caller, Intake, Purpose};
use crate::problem::{Problem, ProblemCode};

/// The operation that keys belong to.
pub(super) const OPERATION: &str = "upload_documents";
/// A request that is older than this has died with its process.
const ABANDONED_AFTER: TimeDelta = TimeDelta::hours(1);
const MAX_KEY_BYTES: usize = 255;

/// What a client calls a request, so that it can send it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// # Errors
    /// 400 if the key is empty, too long, or not printable ASCII.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let fits = (1..=MAX_KEY_BYTES).contains(&text.len());
        if !fits || !text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
            let detail = format!("Idempotency-Key: 1 to {MAX_KEY_BYTES} printable characters.");
            return Err(Problem::new(ProblemCode::InvalidIdempotencyKey, detail));
        }
        Ok(Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Intake {
    pub(super) async fn receive_once(
        &self,
        caller: Caller,
        files: IncomingFiles,
        key: &IdempotencyKey,
        describe: Describe,
    ) -> Result<Json, Problem> {
        let named = (OPERATION, key.as_str());
        let abandoned_before = Utc::now() - ABANDONED_AFTER;
        match keys::reserve(&self.db, caller.org, named, abandoned_before).await? {
            Reservation::Reserved => {
                let answer = self.receive_files(caller, files, Some(key), describe).await;
                if answer.is_err()
                    && let Err(error) = keys::release(&self.db, caller.org, named).await
                {
                    tracing::warn!(%error, "an idempotency key stays reserved for a while");
                }
                answer
            }
            Reservation::InFlight => {
                files.linger();
                let detail = "Wait for the answer to the first request, then send it again.";
                Err(Problem::new(ProblemCode::IdempotencyKeyInUse, detail))
            }
            Reservation::Answered { request_hash, response, .. } => {
                self.repeat(caller, files, &request_hash, response).await
            }
        }
    }

    /// Gives the first answer again if this is the same request.
    async fn repeat(
        &self,
        caller: Caller,
        mut files: IncomingFiles,
        request_hash: &[u8],
        response: Json,
    ) -> Result<Json, Problem> {
        let mut received = Vec::new();
        if let Err(problem) =
            self.read_all(caller, &mut files, Purpose::Compare, &mut received).await
        {
            files.linger();
            return Err(problem);
        }
        if fingerprint(&received) != request_hash {
            let detail = "Use a new key for a new request.";
            return Err(Problem::new(ProblemCode::IdempotencyKeyReused, detail));
        }
        Ok(response)
    }
}
