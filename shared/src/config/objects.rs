use super::Secret;

/// The S3-compatible object storage.
#[derive(Clone, Debug, clap::Args)]
pub struct ObjectsConfig {
    /// URL of the S3 service.
    #[arg(long = "s3-endpoint", env = "BILLIFY_S3_ENDPOINT", value_name = "BILLIFY_S3_ENDPOINT")]
    pub endpoint: String,

    /// URL of the same service as browsers reach it, for presigned uploads; the endpoint if not set.
    #[arg(
        long = "s3-public-endpoint",
        env = "BILLIFY_S3_PUBLIC_ENDPOINT",
        value_name = "BILLIFY_S3_PUBLIC_ENDPOINT"
    )]
    pub public_endpoint: Option<String>,

    #[arg(
        long = "s3-region",
        env = "BILLIFY_S3_REGION",
        value_name = "BILLIFY_S3_REGION",
        default_value = "us-east-1"
    )]
    pub region: String,

    #[arg(long = "s3-bucket", env = "BILLIFY_S3_BUCKET", value_name = "BILLIFY_S3_BUCKET")]
    pub bucket: String,

    #[arg(
        long = "s3-access-key-id",
        env = "BILLIFY_S3_ACCESS_KEY_ID",
        value_name = "BILLIFY_S3_ACCESS_KEY_ID"
    )]
    pub access_key_id: String,

    #[arg(
        long = "s3-secret-access-key",
        env = "BILLIFY_S3_SECRET_ACCESS_KEY",
        value_name = "BILLIFY_S3_SECRET_ACCESS_KEY",
        hide_env_values = true
    )]
    pub secret_access_key: Secret,
}
