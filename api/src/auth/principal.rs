//! The caller of a request.

use billify_shared::domain::ids::{OrgId, UserId};
use billify_shared::domain::role::{Permission, Role};
use poem::{Request, RequestBody};
use poem_openapi::registry::Registry;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::scheme;
use crate::problem::{Problem, ProblemCode};
use crate::state::AppState;

/// A user who has shown who they are. Every query takes its `org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub org: OrgId,
    pub user: UserId,
    pub email: String,
    pub name: String,
    pub role: Role,
}

impl Principal {
    /// The caller, by session cookie or HTTP Basic. For routes outside of the OpenAPI description.
    ///
    /// # Errors
    /// 401 without valid credentials, 403 for a write from another site, 429 after many failures.
    pub async fn of_request(request: &Request) -> Result<Self, Problem> {
        let state = request
            .data::<AppState>()
            .ok_or_else(|| Problem::internal("the application state is not attached"))?;
        state.authenticator.authenticate(request).await
    }

    /// # Errors
    /// 403 if the caller's role does not hold the permission.
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        if self.role.allows(permission) {
            return Ok(());
        }
        let least = permission.least_role().as_str();
        let own = self.role.as_str();
        let detail = format!("This needs the role {least}; yours is {own}.");
        Err(Problem::new(ProblemCode::Forbidden, detail))
    }
}

impl<'a> ApiExtractor<'a> for Principal {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        scheme::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        scheme::NAMES.to_vec()
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        Ok(Self::of_request(request).await?)
    }
}
