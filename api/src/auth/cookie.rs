//! The session cookie: unreadable to scripts, not sent by other sites' forms.

use std::time::Duration;

use poem::http::{HeaderMap, header};

pub const SESSION_COOKIE: &str = "billify_session";

/// Writes and reads the cookie.
#[derive(Clone, Copy, Debug)]
pub struct SessionCookie {
    /// Sent over HTTPS only.
    pub secure: bool,
}

impl SessionCookie {
    /// The value of `Set-Cookie` that starts a session.
    #[must_use]
    pub fn start(self, token: &str, lifetime: Duration) -> String {
        self.header(token, lifetime.as_secs())
    }

    /// The value of `Set-Cookie` that ends it in the browser.
    #[must_use]
    pub fn end(self) -> String {
        self.header("", 0)
    }

    fn header(self, value: &str, max_age: u64) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!(
            "{SESSION_COOKIE}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"
        )
    }

    /// The token that came with a request.
    #[must_use]
    pub fn token(headers: &HeaderMap) -> Option<&str> {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, value)| *name == SESSION_COOKIE && !value.is_empty())
            .map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("theme=dark; billify_session=abc; x=y"),
        );
        assert_eq!(SessionCookie::token(&headers), Some("abc"));
    }

    #[test]
    fn scripts_and_other_sites_do_not_get_the_cookie() {
        let cookie = SessionCookie { secure: true }.start("abc", Duration::from_secs(60));
        assert_eq!(
            cookie,
            "billify_session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
    }
}
