//! XML that tries to unfold, to read other files, or to exhaust the stack.

/// Ten entities, each ten times the one before: ten thousand million words.
#[must_use]
pub fn billion_laughs() -> Vec<u8> {
    let mut text =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE Invoice [\n<!ENTITY e0 \"laugh\">\n".to_owned();
    for level in 1..=10 {
        let references = format!("&e{};", level - 1).repeat(10);
        text.push_str(&format!("<!ENTITY e{level} \"{references}\">\n"));
    }
    text.push_str("]>\n");
    text.push_str(&invoice("&e10;"));
    text.into_bytes()
}

/// Asks for a file of the machine that reads it.
#[must_use]
pub fn external_entity() -> Vec<u8> {
    let document_type =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE Invoice [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>\n";
    format!("{document_type}{}", invoice("&f;")).into_bytes()
}

/// A hundred thousand elements, one in the other.
#[must_use]
pub fn deep() -> Vec<u8> {
    const DEPTH: usize = 100_000;
    let mut text = "<?xml version=\"1.0\"?>\n".to_owned();
    text.push_str(&"<a>".repeat(DEPTH));
    text.push_str(&"</a>".repeat(DEPTH));
    text.into_bytes()
}

fn invoice(number: &str) -> String {
    let namespaces = "xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
                      xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\"";
    format!("<Invoice {namespaces}><cbc:ID>{number}</cbc:ID></Invoice>\n")
}
