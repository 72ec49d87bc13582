//! Signing in and out, and who one is.

use billify_shared::domain::ids::OrgId;
use billify_shared::store::{organisations, users as store};
use poem::Request;
use poem::http::HeaderMap;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};

use super::Tag;
use super::organisation::Organisation;
use super::users::User;
use crate::auth::Principal;
use crate::problem::{ApiError, Problem, Public, Reading};
use crate::state::AppState;

#[derive(Debug)]
pub struct SessionsApi;

/// What to sign in with.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct Credentials {
    #[oai(validator(max_length = 320))]
    email: String,
    #[oai(write_only, validator(max_length = 1024))]
    password: String,
}

/// Who is signed in.
#[derive(Debug, Object)]
pub struct Me {
    user: User,
    organisation: Organisation,
}

#[derive(Debug, ApiResponse)]
pub enum SignInResponse {
    /// Signed in; the session is in the cookie.
    #[oai(status = 201)]
    SignedIn(Json<Me>, #[oai(header = "Set-Cookie")] String),
}

#[derive(Debug, ApiResponse)]
pub enum SignOutResponse {
    /// Signed out. Also if nobody was signed in.
    #[oai(status = 204)]
    SignedOut(#[oai(header = "Set-Cookie")] String),
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Sessions")]
impl SessionsApi {
    /// Sign in
    ///
    /// Sets the session cookie. After several wrong passwords the caller's address has to wait.
    #[oai(path = "/sessions", method = "post", operation_id = "create_session")]
    async fn create_session(
        &self,
        Data(state): Data<&AppState>,
        request: &Request,
        credentials: Json<Credentials>,
    ) -> Result<SignInResponse, ApiError<Public>> {
        let Credentials { email, password } = credentials.0;
        let signed_in = state.authenticator.sign_in(request, email, password).await?;
        let organisation = organisation(state, signed_in.user.org_id).await?;
        let me = Me { user: User::of_row(&signed_in.user)?, organisation };
        Ok(SignInResponse::SignedIn(Json(me), signed_in.set_cookie))
    }

    /// Sign out
    #[oai(path = "/sessions/current", method = "delete", operation_id = "delete_session")]
    async fn delete_session(
        &self,
        _caller: Principal,
        Data(state): Data<&AppState>,
        headers: &HeaderMap,
    ) -> Result<SignOutResponse, ApiError<Public>> {
        Ok(SignOutResponse::SignedOut(state.authenticator.sign_out(headers).await?))
    }

    /// Tell who is signed in
    #[oai(path = "/me", method = "get", operation_id = "get_me")]
    async fn get_me(
        &self,
        caller: Principal,
        Data(state): Data<&AppState>,
    ) -> Result<Json<Me>, ApiError<Reading>> {
        let user = store::find(&state.db, caller.org, caller.user)
            .await?
            .ok_or_else(|| Problem::not_found("user"))?;
        let organisation = organisation(state, caller.org).await?;
        Ok(Json(Me { user: User::of_row(&user)?, organisation }))
    }
}

async fn organisation(state: &AppState, org: OrgId) -> Result<Organisation, Problem> {
    let row = organisations::find(&state.db, org).await?;
    Ok(Organisation::of_row(row.ok_or_else(|| Problem::not_found("organisation"))?))
}
