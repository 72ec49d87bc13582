//! The API does what its OpenAPI document says, whatever it is sent: schemathesis tries it, as a
//! user and as nobody.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, ensure};
use billify_tests::System;
use tokio::process::Command;

/// Enough examples to find what is systematically wrong, few enough for every run.
const EXAMPLES: &str = "15";

async fn schemathesis(system: &System, who: &[&str]) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let tools = Command::new(root.join("deploy/python-tools.sh")).status().await?;
    ensure!(tools.success(), "deploy/python-tools.sh failed: is python3-venv installed?");
    let folder = tempfile::tempdir()?;
    let config = root.join("tests/schemathesis.toml").canonicalize()?;
    let output = Command::new(root.join(".billify/python/bin/schemathesis").canonicalize()?)
        .current_dir(&folder)
        .arg("--config-file")
        .arg(config)
        .args(["run", &format!("{}/openapi.json", system.base_url())])
        .args(["--max-examples", EXAMPLES, "--seed", "1"])
        .args(["--phases", "examples,coverage,fuzzing", "--no-color"])
        .args(["--continue-on-failure", "--generation-database", "none"])
        // Ends the session it is running in, or asks for a WebSocket: both have tests of their own.
        .args(["--exclude-path-regex", "^/v1/(sessions/current|events)$"])
        .args(who)
        .stdin(Stdio::null())
        .output()
        .await
        .context("schemathesis could not be started")?;
    let report = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "{report}\n{}", system.last_words());
    Ok(())
}

#[tokio::test]
async fn a_user_meets_only_what_is_documented() -> anyhow::Result<()> {
    let system = System::start().workers(1).await?;
    let (email, password) = system.admin_credentials();
    let credentials = format!("{email}:{password}");
    schemathesis(&system, &["--auth", &credentials]).await
}

#[tokio::test]
async fn nobody_meets_only_what_is_documented() -> anyhow::Result<()> {
    let system = System::start().await?;
    schemathesis(&system, &[]).await
}
