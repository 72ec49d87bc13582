//! The program itself: its configuration, its users, its way to stop.

use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::support::TestApi;

const PATIENCE: Duration = Duration::from_secs(30);

fn program(arguments: &[&str], settings: &[(&str, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_billify-api"));
    command.args(arguments).env_clear().kill_on_drop(true);
    command.envs(settings.iter().map(|(key, value)| (*key, value)));
    command
}

async fn run(arguments: &[&str], settings: &[(&str, String)]) -> Output {
    program(arguments, settings).stdin(Stdio::null()).output().await.unwrap()
}

#[tokio::test]
async fn a_missing_or_wrong_key_is_named() {
    let api = TestApi::start().await;
    for missing in ["DATABASE_URL", "BILLIFY_S3_BUCKET"] {
        let settings: Vec<_> =
            api.settings.iter().filter(|(key, _)| *key != missing).cloned().collect();
        let output = run(&["serve"], &settings).await;
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains(missing));
    }
    for (key, value) in [
        ("BILLIFY_API_LISTEN", "everywhere"),
        ("BILLIFY_SESSION_HOURS", "0"),
        ("BILLIFY_CORS_ORIGINS", "billify.example/app"),
    ] {
        let settings: Vec<_> =
            api.settings.iter().cloned().chain([(key, value.to_owned())]).collect();
        let output = run(&["serve"], &settings).await;
        assert!(!output.status.success(), "{key}");
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains(key), "{key}: {message}");
    }
}

#[tokio::test]
async fn allow_any_is_refused_on_a_public_address() {
    let api = TestApi::start().await;
    let mut settings = api.settings.clone();
    settings.push(("BILLIFY_AUTH", "allow_any".to_owned()));
    settings.push(("BILLIFY_API_LISTEN", "0.0.0.0:0".to_owned()));
    let output = run(&["serve"], &settings).await;
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("BILLIFY_AUTH=allow_any"));
}

#[tokio::test]
async fn users_are_created_once() {
    let api = TestApi::start().await;
    let mut settings = api.settings.clone();
    settings.push(("BILLIFY_PASSWORD", "a new password".to_owned()));
    let arguments = [
        "create-user",
        "--organisation",
        "Acme",
        "--email",
        "Ann@example.com",
        "--name",
        "Ann",
        "--role",
        "admin",
    ];
    for _ in 0..2 {
        let output = run(&arguments, &settings).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let found = billify_shared::store::users::find_for_sign_in(&api.state.db, "ann@example.com");
    assert_eq!(found.await.unwrap().unwrap().role, "admin");
    assert!(run(&["migrate"], &settings).await.status.success());
}

async fn serve(api: &TestApi, directory: &std::path::Path) -> (Child, String) {
    let file = directory.join("address");
    let mut settings = api.settings.clone();
    settings.push(("BILLIFY_API_LISTEN", "127.0.0.1:0".to_owned()));
    settings.push(("BILLIFY_API_LISTEN_FILE", file.to_str().unwrap().to_owned()));
    let child = program(&["serve"], &settings).spawn().unwrap();
    let address = timeout(PATIENCE, async {
        loop {
            if let Ok(address) = tokio::fs::read_to_string(&file).await {
                return address;
            }
            sleep(Duration::from_millis(20)).await;
        }
    });
    (child, address.await.unwrap())
}

#[tokio::test]
async fn sigterm_lets_a_request_end_and_takes_no_new_one() {
    let api = TestApi::start().await;
    let directory = tempfile::tempdir().unwrap();
    let (mut child, address) = serve(&api, directory.path()).await;

    let mut stream = TcpStream::connect(&address).await.unwrap();
    let body = r#"{"email":"nobody@example.com","password":"x"}"#;
    let head = format!(
        "POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut ready = TcpStream::connect(&address).await.unwrap();
    ready
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut text = String::new();
    ready.read_to_string(&mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");

    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    timeout(PATIENCE, async {
        while TcpStream::connect(&address).await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();

    stream.write_all(body.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 401"), "{text}");
    assert!(timeout(PATIENCE, child.wait()).await.unwrap().unwrap().success());
}
