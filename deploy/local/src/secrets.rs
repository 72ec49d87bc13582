//! Secrets of the one-machine system: generated once, readable by their owner only.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use rand::{
    Rng,
    distr::{Alphanumeric, SampleString},
};
use serde::{Deserialize, Serialize};

const LENGTH: usize = 32;
/// Without the characters that people mistake for each other.
const READABLE: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// What the embedded servers and the demo's user are protected with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Secrets {
    pub s3_access_key_id: String,
    pub s3_secret_access_key: String,
    pub demo_password: String,
}

impl Secrets {
    /// Reads the secrets from `file`, which is written first if it does not exist.
    pub fn load_or_generate(file: &Path) -> io::Result<Self> {
        match fs::read(file) {
            Ok(text) => serde_json::from_slice(&text).map_err(io::Error::other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let secrets = Self {
                    s3_access_key_id: generate(),
                    s3_secret_access_key: generate(),
                    demo_password: generate_readable(),
                };
                write(file, &serde_json::to_vec_pretty(&secrets).map_err(io::Error::other)?)?;
                Ok(secrets)
            }
            Err(error) => Err(error),
        }
    }
}

/// A secret for machines: letters and digits only, so that it needs no quoting anywhere.
#[must_use]
pub fn generate() -> String {
    Alphanumeric.sample_string(&mut rand::rng(), LENGTH)
}

/// A secret that a person can type.
fn generate_readable() -> String {
    let mut random = rand::rng();
    let mut group = || -> String {
        (0..4).map(|_| char::from(READABLE[random.random_range(0..READABLE.len())])).collect()
    };
    [group(), group(), group(), group()].join("-")
}

/// Writes a file that only its owner can read, whole or not at all.
pub(crate) fn write(file: &Path, content: &[u8]) -> io::Result<()> {
    let unfinished = file.with_extension("unfinished");
    if unfinished.exists() {
        fs::remove_file(&unfinished)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).open(&unfinished)?.write_all(content)?;
    fs::rename(unfinished, file)
}
