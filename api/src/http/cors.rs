//! Cross-origin use, for the configured origins only. All others, and the API's own pages, are left
//! to the browser: they get no permission, and need none.

use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::{Request, Response};

const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
const REQUEST_HEADERS: &str =
    "authorization, content-type, if-match, if-none-match, idempotency-key";
const ANSWER_HEADERS: &str = "etag, location, retry-after, x-request-id";
const PREFLIGHT_SECONDS: &str = "3600";

#[derive(Clone, Debug)]
pub struct CrossOrigin {
    origins: Vec<String>,
}

impl CrossOrigin {
    #[must_use]
    pub fn new(origins: Vec<String>) -> Self {
        Self { origins }
    }

    /// The origin of a request, if it is one of the configured ones.
    #[must_use]
    pub fn known_origin(&self, request: &Request) -> Option<HeaderValue> {
        let origin = request.headers().get(header::ORIGIN)?;
        self.origins.iter().any(|known| known == origin).then(|| origin.clone())
    }

    /// The answer to a browser that asks before it sends.
    #[must_use]
    pub fn preflight(request: &Request) -> Option<Response> {
        let asks = request.method() == Method::OPTIONS
            && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        asks.then(|| {
            Response::builder()
                .status(StatusCode::NO_CONTENT)
                .header(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .header(header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
                .header(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS)
                .finish()
        })
    }

    /// Lets the pages of a known origin see an answer.
    pub fn permit(&self, known_origin: Option<HeaderValue>, headers: &mut HeaderMap) {
        if self.origins.is_empty() {
            return;
        }
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
        let Some(origin) = known_origin else { return };
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(ANSWER_HEADERS),
        );
    }
}
