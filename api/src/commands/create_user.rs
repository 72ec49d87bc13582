//! `billify-api create-user`: the first user of an organisation, or any other.

use std::io::Read;

use anyhow::Context;
use billify_shared::config::{DatabaseConfig, Secret};
use billify_shared::domain::role::Role;
use billify_shared::store::{self, organisations, users};
use sea_orm::{DatabaseConnection, DbErr, TransactionTrait};

use crate::auth::{HashError, PasswordHasher};
use crate::routes::users::{MIN_PASSWORD_CHARS, is_email};

#[derive(Clone, Debug, clap::Args)]
pub struct CreateUser {
    #[command(flatten)]
    pub database: DatabaseConfig,

    /// Name of the organisation; made if there is none of this name.
    #[arg(long)]
    pub organisation: String,

    /// Address to sign in with.
    #[arg(long)]
    pub email: String,

    /// Name of the person.
    #[arg(long)]
    pub name: String,

    /// viewer, clerk, operator or admin.
    #[arg(long, value_parser = parse_role)]
    pub role: Role,

    /// Password; read from standard input if not set.
    #[arg(long, env = "BILLIFY_PASSWORD", value_name = "BILLIFY_PASSWORD", hide_env_values = true)]
    pub password: Option<Secret>,
}

/// Why there is no such user now.
#[derive(Debug, thiserror::Error)]
pub enum CreateUserError {
    #[error("{0:?} is not an e-mail address")]
    Email(String),
    #[error("the password needs at least {MIN_PASSWORD_CHARS} characters")]
    ShortPassword,
    #[error("{email} belongs to a user of another organisation")]
    OtherOrganisation { email: String },
    #[error("the password cannot be hashed")]
    Hash(#[source] HashError),
    #[error("the user cannot be stored")]
    Store(#[source] DbErr),
}

pub(super) async fn run(arguments: CreateUser) -> anyhow::Result<()> {
    let password = match &arguments.password {
        Some(password) => password.expose().to_owned(),
        None => password_from_standard_input()?,
    };
    let db = store::connect(&arguments.database).await?;
    create_user(&db, &arguments, password).await?;
    tracing::info!(
        email = arguments.email,
        organisation = arguments.organisation,
        "the user is there"
    );
    Ok(())
}

/// Makes the organisation and the user, or brings name, role and password of the user up to date.
///
/// # Errors
/// When a value cannot be used, or the address is taken in another organisation.
pub async fn create_user(
    db: &DatabaseConnection,
    arguments: &CreateUser,
    password: String,
) -> Result<users::Model, CreateUserError> {
    let email = users::normalise_email(&arguments.email);
    if !is_email(&email) {
        return Err(CreateUserError::Email(email));
    }
    if password.chars().count() < MIN_PASSWORD_CHARS {
        return Err(CreateUserError::ShortPassword);
    }
    let hasher = PasswordHasher::new().await.map_err(CreateUserError::Hash)?;
    let password_hash = hasher.hash(password).await.map_err(CreateUserError::Hash)?;
    let user =
        users::NewUser { email, name: arguments.name.clone(), role: arguments.role, password_hash };

    let transaction = db.begin().await.map_err(CreateUserError::Store)?;
    let org = organisations::find_or_insert(&transaction, &arguments.organisation)
        .await
        .map_err(CreateUserError::Store)?;
    let email = user.email.clone();
    let stored = users::upsert(&transaction, org.id, user)
        .await
        .map_err(CreateUserError::Store)?
        .ok_or(CreateUserError::OtherOrganisation { email })?;
    transaction.commit().await.map_err(CreateUserError::Store)?;
    Ok(stored)
}

fn password_from_standard_input() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("cannot read the password")?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn parse_role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| {
        let names: Vec<_> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("expected one of {}", names.join(", "))
    })
}
