//! The browsable documentation: one page with everything in it, allowed to run only its own scripts.

use poem::http::{HeaderValue, header};
use poem::{Endpoint, Request, Response};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use sha2::{Digest, Sha256};

/// The page and the policy that names its scripts by their hashes.
#[derive(Debug)]
pub struct DocsPage {
    html: Bytes,
    policy: HeaderValue,
}

impl DocsPage {
    #[must_use]
    pub fn new(html: String) -> Self {
        let hashes: Vec<String> = inline_scripts(&html)
            .map(|script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script))))
            .collect();
        let policy = format!(
            "default-src 'none'; script-src {}; style-src 'unsafe-inline'; img-src 'self' data:; \
             font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            hashes.join(" ")
        );
        // Base64 and keywords only, so it is always a valid header.
        let policy =
            HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
        Self { html: Bytes::from(html), policy }
    }
}

impl Endpoint for DocsPage {
    type Output = Response;

    async fn call(&self, _request: Request) -> poem::Result<Response> {
        Ok(Response::builder()
            .content_type("text/html; charset=utf-8")
            .header(header::CONTENT_SECURITY_POLICY, self.policy.clone())
            .body(self.html.clone()))
    }
}

/// What stands between `<script …>` and `</script>`, as a browser sees it: a script ends at the first
/// `</script>`, whatever its text looks like before.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let (_, tag) = rest.split_once("<script")?;
        let (_, text) = tag.split_once('>')?;
        let (script, after) = text.split_once("</script>")?;
        rest = after;
        Some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_speak_of_scripts_are_whole() {
        let html = "<p><script a=\"b\">one('<script>')</script><b></b><script>two</script>";
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["one('<script>')", "two"]);
    }
}
