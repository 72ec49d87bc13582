//! Refuses writes that a page of another site makes with the user's cookie.

use poem::Request;
use poem::http::{Method, header};

use crate::problem::{Problem, ProblemCode};

/// Refuses a request that may change something, or opens a WebSocket, if another site's page made it.
///
/// `Sec-Fetch-Site` is the browser's own word and no page can forge it; where it is missing (plain
/// HTTP), `Origin` must be the host that was asked. No browser sends a write without either.
pub(super) fn refuse_cross_site(request: &Request, allowed: &[String]) -> Result<(), Problem> {
    let reads_only = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads_only && request.header(header::UPGRADE).is_none() {
        return Ok(());
    }
    let origin = request.header(header::ORIGIN);
    if origin.is_some_and(|origin| allowed.iter().any(|known| known == origin)) {
        return Ok(());
    }
    let own = match (request.header("sec-fetch-site"), origin) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => is_host_of(origin, request.header(header::HOST)),
        (None, None) => true,
    };
    if own {
        return Ok(());
    }
    let detail = "This request was made by a page of another site. Its origin can be allowed with \
                  BILLIFY_CORS_ORIGINS.";
    Err(Problem::new(ProblemCode::CrossSite, detail))
}

fn is_host_of(origin: &str, host: Option<&str>) -> bool {
    origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: Method, headers: &[(&str, &str)]) -> Request {
        headers
            .iter()
            .fold(Request::builder().method(method), |builder, (name, value)| {
                builder.header(*name, *value)
            })
            .finish()
    }

    fn accepted(method: Method, headers: &[(&str, &str)]) -> bool {
        refuse_cross_site(&request(method, headers), &["https://app.example".to_owned()]).is_ok()
    }

    #[test]
    fn writes_of_other_sites_are_refused() {
        assert!(!accepted(Method::POST, &[("sec-fetch-site", "cross-site")]));
        assert!(!accepted(Method::PATCH, &[("sec-fetch-site", "same-site")]));
        assert!(!accepted(
            Method::DELETE,
            &[("origin", "https://evil.example"), ("host", "a.example")]
        ));
        assert!(!accepted(Method::POST, &[("origin", "null"), ("host", "a.example")]));
        assert!(!accepted(
            Method::GET,
            &[("upgrade", "websocket"), ("sec-fetch-site", "cross-site")]
        ));
    }

    #[test]
    fn own_pages_configured_origins_and_programs_are_accepted() {
        assert!(accepted(
            Method::POST,
            &[("sec-fetch-site", "same-origin"), ("origin", "http://x")]
        ));
        assert!(accepted(
            Method::POST,
            &[("origin", "http://a.example:80"), ("host", "a.example:80")]
        ));
        assert!(accepted(
            Method::POST,
            &[("origin", "https://app.example"), ("sec-fetch-site", "cross-site")]
        ));
        assert!(accepted(Method::POST, &[]));
        assert!(accepted(Method::GET, &[("sec-fetch-site", "cross-site")]));
    }
}
