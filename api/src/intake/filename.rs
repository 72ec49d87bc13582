//! Names of uploaded files: shown to people and sent back in headers, never used as a path.

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};

/// Bytes of a name at most: what file systems allow.
pub(crate) const MAX_FILENAME_BYTES: usize = 255;

/// The name of a file without the folders that some clients send before it.
///
/// # Errors
/// When there is none, when it is too long, or when it holds characters that cannot be shown.
pub(crate) fn check(given: Option<&str>) -> Result<String, DocumentProblem> {
    let base = given.unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if base.is_empty() || base.chars().all(|character| character == '.') {
        return Err(DocumentProblem::new(
            DocumentProblemCode::MissingFilename,
            "Send the name of the file with it, such as invoice.pdf.",
        ));
    }
    if base.len() > MAX_FILENAME_BYTES {
        return Err(DocumentProblem::new(
            DocumentProblemCode::InvalidFilename,
            format!(
                "The name of the file has {} bytes; {MAX_FILENAME_BYTES} are allowed.",
                base.len()
            ),
        ));
    }
    if base.chars().any(is_deceptive) {
        return Err(DocumentProblem::new(
            DocumentProblemCode::InvalidFilename,
            "The name of the file holds control characters or changes the direction of writing.",
        ));
    }
    Ok(base.to_owned())
}

/// The name in the extended form of a `Content-Disposition` (RFC 8187), which some clients use for
/// names outside of ASCII: `filename*=utf-8''Rechnung%20%C3%BC.pdf`.
pub(crate) fn extended(content_disposition: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(content_disposition).ok()?;
    let value = text.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("filename*").then_some(value.trim())
    })?;
    let (charset, rest) = value.split_once('\'')?;
    let (_language, encoded) = rest.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut bytes = encoded.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let digits = [bytes.next()?, bytes.next()?];
        decoded.extend(hex::decode(digits).ok()?);
    }
    String::from_utf8(decoded).ok()
}

/// Control characters, and those that make a name look like another one.
fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_cut_off() {
        assert_eq!(check(Some("C:\\fakepath\\Rechnung 1.pdf")).unwrap(), "Rechnung 1.pdf");
        assert_eq!(check(Some("../../etc/passwd")).unwrap(), "passwd");
        assert_eq!(check(Some("請求書.pdf")).unwrap(), "請求書.pdf");
    }

    #[test]
    fn names_outside_of_ascii_come_in_the_extended_form() {
        let header = b"form-data; name=\"file\"; filename*=UTF-8''R%C3%BC%20ck.pdf";
        assert_eq!(extended(header).as_deref(), Some("R\u{fc} ck.pdf"));
        for broken in
            ["filename*=latin1''a", "filename*=utf-8''%c", "filename*=utf-8''%ff", "filename=a"]
        {
            assert_eq!(extended(broken.as_bytes()), None, "{broken}");
        }
    }

    #[test]
    fn names_that_cannot_be_shown_are_refused() {
        let code = |name: Option<&str>| check(name).unwrap_err().code;
        assert_eq!(code(None), DocumentProblemCode::MissingFilename);
        assert_eq!(code(Some("")), DocumentProblemCode::MissingFilename);
        assert_eq!(code(Some("a/..")), DocumentProblemCode::MissingFilename);
        assert_eq!(code(Some("a\0.pdf")), DocumentProblemCode::InvalidFilename);
        assert_eq!(code(Some("gpj.\u{202e}fdp.exe")), DocumentProblemCode::InvalidFilename);
        assert_eq!(code(Some(&"x".repeat(256))), DocumentProblemCode::InvalidFilename);
        assert_eq!(check(Some(&"x".repeat(255))).unwrap().len(), 255);
    }
}
