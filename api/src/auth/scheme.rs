//! How the OpenAPI description says that callers sign in.

use poem_openapi::registry::{MetaSecurityScheme, Registry};

use super::SESSION_COOKIE;

/// Either is enough.
pub(super) const NAMES: [&str; 2] = ["session", "basic"];

pub(super) fn register(registry: &mut Registry) {
    registry.create_security_scheme(
        NAMES[0],
        MetaSecurityScheme {
            ty: "apiKey",
            description: Some("The cookie that `POST /v1/sessions` sets."),
            name: Some(SESSION_COOKIE),
            key_in: Some("cookie"),
            scheme: None,
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        },
    );
    registry.create_security_scheme(
        NAMES[1],
        MetaSecurityScheme {
            ty: "http",
            description: Some("The user's e-mail address and password."),
            name: None,
            key_in: None,
            scheme: Some("basic"),
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        },
    );
}
