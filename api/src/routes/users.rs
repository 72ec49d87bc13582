//! The users of the organisation.

use billify_shared::domain::ids::UserId;
use billify_shared::domain::role::Role;
use billify_shared::store::users::{self as store, NewUser, UserChanges};
use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};
use sea_orm::{DatabaseTransaction, TransactionTrait};
use uuid::Uuid;

use super::Tag;
use super::organisation::display_name;
use crate::auth::{Allowed, Principal, can};
use crate::pagination;
use crate::problem::{ApiError, FieldProblem, Problem, ProblemCode, Reading, Writing};
use crate::state::AppState;

pub const MIN_PASSWORD_CHARS: usize = 8;
const MAX_PASSWORD_CHARS: usize = 1024;

#[derive(Debug)]
pub struct UsersApi;

/// What a user may do; each role may do all that the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", rename = "Role")]
pub enum ApiRole {
    /// Reads documents and invoices.
    Viewer,
    /// Uploads documents, corrects and approves invoices.
    Clerk,
    /// Sees the queue and retries jobs.
    Operator,
    /// Manages the organisation and its users.
    Admin,
}

/// A person who signs in.
#[derive(Debug, Object)]
pub struct User {
    id: Uuid,
    email: String,
    name: String,
    role: ApiRole,
    /// True if they cannot sign in any more.
    disabled: bool,
    created_at: DateTime<Utc>,
}

/// One page of users, oldest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct UserList {
    items: Vec<User>,
    /// Present if there is more.
    next_cursor: Option<String>,
    total: u64,
}

#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct CreateUser {
    email: String,
    name: String,
    role: ApiRole,
    /// At least 8 characters.
    #[oai(write_only)]
    password: String,
}

/// What is to change; what is left out stays.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct UpdateUser {
    name: Option<String>,
    role: Option<ApiRole>,
    /// At least 8 characters. Signs the user out everywhere.
    #[oai(write_only)]
    password: Option<String>,
    /// True takes away the right to sign in, and signs the user out everywhere.
    disabled: Option<bool>,
}

#[derive(Debug, ApiResponse)]
pub enum CreateUserResponse {
    /// The user is there.
    #[oai(status = 201)]
    Created(Json<User>),
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Organisation")]
impl UsersApi {
    /// List the users
    #[oai(path = "/users", method = "get", operation_id = "list_users")]
    async fn list_users(
        &self,
        caller: Allowed<can::ReadUsers>,
        Data(state): Data<&AppState>,
        /// Users on one page, 1 to 200; 50 if left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<UserList>, ApiError<Reading>> {
        let limit = pagination::limit(limit.0)?;
        let after = cursor.0.as_deref().map(pagination::decode_cursor::<UserId>).transpose()?;
        let mut rows = store::list(&state.db, caller.org, after, limit + 1).await?;
        let more = pagination::cut(&mut rows, limit);
        let next_cursor = match rows.last().filter(|_| more) {
            Some(last) => Some(pagination::encode_cursor(&last.id)?),
            None => None,
        };
        let total = store::count(&state.db, caller.org).await?;
        let items = rows.iter().map(User::of_row).collect::<Result<_, _>>()?;
        Ok(Json(UserList { items, next_cursor, total }))
    }

    /// Add a user
    #[oai(path = "/users", method = "post", operation_id = "create_user")]
    async fn create_user(
        &self,
        caller: Allowed<can::ManageUsers>,
        Data(state): Data<&AppState>,
        user: Json<CreateUser>,
    ) -> Result<CreateUserResponse, ApiError<Writing>> {
        let CreateUser { email, name, role, password } = user.0;
        let email = store::normalise_email(&email);
        let mut errors = Vec::new();
        if !is_email(&email) {
            errors.push(FieldProblem::new("email", "An e-mail address such as ann@example.com."));
        }
        errors.extend(display_name("name", &name).err());
        errors.extend(password_problem(&password));
        if !errors.is_empty() {
            return Err(Problem::invalid_fields(errors).into());
        }
        let password_hash = hash(state, password).await?;
        let new = NewUser { email, name: name.trim().to_owned(), role: role.into(), password_hash };
        let row = store::insert(&state.db, caller.org, new).await?.ok_or_else(email_taken)?;
        Ok(CreateUserResponse::Created(Json(User::of_row(&row)?)))
    }

    /// Show a user
    #[oai(path = "/users/:id", method = "get", operation_id = "get_user")]
    async fn get_user(
        &self,
        caller: Allowed<can::ReadUsers>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
    ) -> Result<Json<User>, ApiError<Reading>> {
        let row = store::find(&state.db, caller.org, UserId(id.0)).await?;
        Ok(Json(User::of_row(&row.ok_or_else(|| Problem::not_found("user"))?)?))
    }

    /// Change a user
    ///
    /// The last administrator can be neither disabled nor given a smaller role.
    #[oai(path = "/users/:id", method = "patch", operation_id = "update_user")]
    async fn update_user(
        &self,
        caller: Allowed<can::ManageUsers>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
        changes: Json<UpdateUser>,
    ) -> Result<Json<User>, ApiError<Writing>> {
        let id = UserId(id.0);
        let signs_out = changes.password.is_some() || changes.disabled == Some(true);
        let changes = checked_changes(state, changes.0).await?;

        let transaction = state.db.begin().await?;
        keep_an_admin(&transaction, &caller, id, &changes).await?;
        let row = store::update(&transaction, caller.org, id, changes).await?;
        let row = row.ok_or_else(|| Problem::not_found("user"))?;
        transaction.commit().await?;

        if signs_out {
            let sessions = state.authenticator.sessions();
            sessions.remove_of_user(caller.org, id).await.map_err(Problem::unavailable)?;
        }
        Ok(Json(User::of_row(&row)?))
    }
}

impl User {
    /// # Errors
    /// When the stored role is not one of ours.
    pub fn of_row(row: &store::Model) -> Result<Self, Problem> {
        let role = Role::parse(&row.role)
            .ok_or_else(|| Problem::internal(format!("user {} has no known role", row.id)))?;
        Ok(Self {
            id: row.id.0,
            email: row.email.clone(),
            name: row.name.clone(),
            role: role.into(),
            disabled: row.disabled_at.is_some(),
            created_at: row.created_at,
        })
    }
}

impl From<Role> for ApiRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Viewer => Self::Viewer,
            Role::Clerk => Self::Clerk,
            Role::Operator => Self::Operator,
            Role::Admin => Self::Admin,
        }
    }
}

impl From<ApiRole> for Role {
    fn from(role: ApiRole) -> Self {
        match role {
            ApiRole::Viewer => Self::Viewer,
            ApiRole::Clerk => Self::Clerk,
            ApiRole::Operator => Self::Operator,
            ApiRole::Admin => Self::Admin,
        }
    }
}

/// Something before and after one `@`, with no blanks: whether it exists only a message would tell.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let plain = text.len() <= 320
        && !text.chars().any(|character| character.is_whitespace() || character.is_control());
    plain
        && text
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}

fn password_problem(password: &str) -> Option<FieldProblem> {
    let fits = (MIN_PASSWORD_CHARS..=MAX_PASSWORD_CHARS).contains(&password.chars().count());
    let detail = format!("{MIN_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS} characters.");
    (!fits).then(|| FieldProblem::new("password", detail))
}

async fn checked_changes(state: &AppState, changes: UpdateUser) -> Result<UserChanges, Problem> {
    let UpdateUser { name, role, password, disabled } = changes;
    let mut errors = Vec::new();
    errors.extend(name.as_deref().and_then(|name| display_name("name", name).err()));
    errors.extend(password.as_deref().and_then(password_problem));
    if !errors.is_empty() {
        return Err(Problem::invalid_fields(errors));
    }
    let password_hash = match password {
        Some(password) => Some(hash(state, password).await?),
        None => None,
    };
    let name = name.map(|name| name.trim().to_owned());
    Ok(UserChanges { name, role: role.map(Role::from), password_hash, disabled })
}

/// Refuses a change after which nobody could manage the organisation.
async fn keep_an_admin(
    transaction: &DatabaseTransaction,
    caller: &Principal,
    user: UserId,
    changes: &UserChanges,
) -> Result<(), Problem> {
    let demoted = changes.role.is_some_and(|role| role != Role::Admin);
    if !demoted && changes.disabled != Some(true) {
        return Ok(());
    }
    if store::lock_admins(transaction, caller.org).await? == [user] {
        let detail = "Make somebody else an administrator first.";
        return Err(Problem::new(ProblemCode::LastAdmin, detail));
    }
    Ok(())
}

async fn hash(state: &AppState, password: String) -> Result<String, Problem> {
    state.authenticator.hasher().hash(password).await.map_err(Problem::internal)
}

fn email_taken() -> Problem {
    Problem::new(ProblemCode::EmailTaken, "Somebody signs in with this address already.")
}
