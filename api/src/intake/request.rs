//! One upload request from its first byte to its answer.

use billify_shared::store::idempotency_keys as keys;
use sea_orm::TransactionTrait;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::idempotency::{IdempotencyKey, OPERATION};
use super::multipart::IncomingFiles;
use super::receiving::Received;
use super::staging::StagedFile;
use super::{Caller, Intake, Outcome, Purpose};
use crate::problem::{Problem, ProblemCode};

/// Makes the body of the answer; it is kept with the idempotency key.
pub(crate) type Describe = fn(Vec<Outcome>) -> Json;

impl Intake {
    /// Takes in the files of a request.
    ///
    /// # Errors
    /// When the request as a whole is refused; nothing of it stays.
    pub async fn receive(
        &self,
        caller: Caller,
        files: IncomingFiles,
        key: Option<IdempotencyKey>,
        describe: Describe,
    ) -> Result<Json, Problem> {
        let intake = self.clone();
        // In a task of its own: it also ends in good order if the client goes and takes the
        // request's future with it.
        let task = tokio::spawn(async move {
            match key {
                Some(key) => intake.receive_once(caller, files, &key, describe).await,
                None => intake.receive_files(caller, files, None, describe).await,
            }
        });
        task.await.map_err(Problem::internal)?
    }

    pub(super) async fn receive_files(
        &self,
        caller: Caller,
        mut files: IncomingFiles,
        key: Option<&IdempotencyKey>,
        describe: Describe,
    ) -> Result<Json, Problem> {
        let mut received = Vec::new();
        let answer = match self.read_all(caller, &mut files, Purpose::Store, &mut received).await {
            Ok(()) => self.finish(caller, &received, key, describe).await,
            Err(problem) => {
                files.linger();
                Err(problem)
            }
        };
        if answer.is_err() {
            for staged in staged(&received) {
                if let Some(intent) = staged.intent {
                    self.discard(caller.org, intent, &staged.file.hash).await;
                }
            }
        }
        answer
    }

    pub(super) async fn read_all(
        &self,
        caller: Caller,
        files: &mut IncomingFiles,
        purpose: Purpose,
        received: &mut Vec<Received>,
    ) -> Result<(), Problem> {
        while let Some(mut file) = files.next().await? {
            received.push(self.receive_file(caller, &mut file, purpose).await?);
        }
        Ok(())
    }

    async fn finish(
        &self,
        caller: Caller,
        received: &[Received],
        key: Option<&IdempotencyKey>,
        describe: Describe,
    ) -> Result<Json, Problem> {
        match received {
            [] => {
                let detail = "Send at least one file, in a part named \"file\".";
                return Err(Problem::new(ProblemCode::NoFiles, detail));
            }
            [Received::Refused { problem, .. }] => return Err(problem.clone().into()),
            _ => {}
        }
        let transaction = self.db.begin().await?;
        let staged: Vec<StagedFile> = staged(received).cloned().collect();
        let mut taken = self.write(&transaction, caller, &staged, None).await?.into_iter();
        let outcomes = received.iter().filter_map(|received| match received {
            Received::Staged(staged) => taken
                .next()
                .map(|taken| Outcome::Taken { filename: staged.file.filename.clone(), taken }),
            Received::Refused { filename, problem } => {
                Some(Outcome::Refused { filename: filename.clone(), problem: problem.clone() })
            }
        });
        let answer = describe(outcomes.collect());
        if let Some(key) = key {
            let kept = (202, answer.clone());
            let named = (OPERATION, key.as_str());
            keys::keep(&transaction, caller.org, named, fingerprint(received), kept).await?;
        }
        transaction.commit().await?;
        Ok(answer)
    }
}

fn staged(received: &[Received]) -> impl Iterator<Item = &StagedFile> {
    received.iter().filter_map(|received| match received {
        Received::Staged(staged) => Some(staged),
        Received::Refused { .. } => None,
    })
}

/// What was asked: the names and contents of all files, in their order.
pub(super) fn fingerprint(received: &[Received]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for file in received {
        let (filename, content) = match file {
            Received::Staged(staged) => (&staged.file.filename, staged.file.hash.to_string()),
            Received::Refused { filename, problem } => (filename, problem.to_string()),
        };
        for text in [filename.as_str(), &content] {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text);
        }
    }
    hasher.finalize().to_vec()
}
