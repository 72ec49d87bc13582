//! The embedded object store speaks S3 to an independent client.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use aws_credential_types::Credentials;
use aws_sdk_s3::{
    Client,
    config::{BehaviorVersion, Region},
    presigning::PresigningConfig,
    primitives::ByteStream,
};
use billify_local::object_store::{AccessKey, REGION, S3Server};

const BUCKET: &str = "documents";

fn key() -> AccessKey {
    AccessKey { id: "key".to_owned(), secret: "secret".to_owned() }
}

fn client(endpoint: &str, key: &AccessKey) -> Client {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .endpoint_url(endpoint)
        .credentials_provider(Credentials::new(&key.id, &key.secret, None, None, "test"))
        .http_client(http)
        .force_path_style(true)
        .build();
    Client::from_conf(config)
}

async fn get(client: &Client, object: &str) -> Option<Vec<u8>> {
    let answer = client.get_object().bucket(BUCKET).key(object).send().await.ok()?;
    Some(answer.body.collect().await.unwrap().to_vec())
}

#[tokio::test]
async fn objects_are_kept_over_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let server = S3Server::start(directory.path(), BUCKET, &key()).await.unwrap();
    let content = vec![7_u8; 300_000];
    let put = client(&server.endpoint(), &key()).put_object().bucket(BUCKET).key("org/a/original");
    put.body(ByteStream::from(content.clone())).send().await.unwrap();
    server.stop().await;

    let server = S3Server::start(directory.path(), BUCKET, &key()).await.unwrap();
    let client = client(&server.endpoint(), &key());
    assert_eq!(get(&client, "org/a/original").await, Some(content));
    assert_eq!(get(&client, "org/b/original").await, None);
}

#[tokio::test]
async fn presigned_uploads_work_and_tampered_ones_do_not() {
    let directory = tempfile::tempdir().unwrap();
    let server = S3Server::start(directory.path(), BUCKET, &key()).await.unwrap();
    let client = client(&server.endpoint(), &key());
    let soon = PresigningConfig::expires_in(std::time::Duration::from_secs(60)).unwrap();
    let presigned = client.put_object().bucket(BUCKET).key("up").presigned(soon).await.unwrap();

    let http = reqwest::Client::new();
    let tampered = presigned.uri().replace("/up?", "/down?");
    let refused = http.put(tampered).body("x").send().await.unwrap();
    assert_eq!(refused.status(), 403);
    let accepted = http.put(presigned.uri()).body("hello").send().await.unwrap();
    assert!(accepted.status().is_success(), "{}", accepted.status());
    assert_eq!(get(&client, "up").await.as_deref(), Some(b"hello".as_slice()));
}

#[tokio::test]
async fn a_wrong_key_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let server = S3Server::start(directory.path(), BUCKET, &key()).await.unwrap();
    let stranger = AccessKey { id: "key".to_owned(), secret: "guessed".to_owned() };
    let client = client(&server.endpoint(), &stranger);
    let put = client.put_object().bucket(BUCKET).key("a").body(ByteStream::from_static(b"x"));
    put.send().await.unwrap_err();
}
