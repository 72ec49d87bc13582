//! Bytes of an XML file to text, and the guard in front of the parser.
//!
//! Guarantees: the text handed on has no document type, no entity of its own, is at most
//! [`MAX_BYTES`] long and at most [`MAX_DEPTH`] elements deep.

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};

/// Real e-invoices with embedded attachments stay far below this.
pub(super) const MAX_BYTES: usize = 32 * 1024 * 1024;
/// The deepest schema (CII extended) needs about 15.
pub(super) const MAX_DEPTH: usize = 64;

/// The text of the XML file, whatever of the usual encodings it is in.
pub(super) fn decode(bytes: &[u8]) -> Result<String, DocumentProblem> {
    if bytes.len() > MAX_BYTES {
        let detail = format!("the XML has {} bytes; at most {MAX_BYTES} are read", bytes.len());
        return Err(DocumentProblem::new(DocumentProblemCode::ForbiddenXml, detail));
    }
    match bytes {
        [] => Err(DocumentProblem::new(DocumentProblemCode::EmptyFile, "the XML is empty")),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'<', 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, b'<', ..] => utf16(bytes, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => Ok(single_bytes(rest)),
        _ => Ok(single_bytes(bytes)),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DocumentProblem> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| {
        DocumentProblem::new(DocumentProblemCode::BrokenXml, "the XML is not valid UTF-16")
    })
}

/// UTF-8, or else Windows-1252, of which Latin-1 is the part that files really use.
fn single_bytes(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| windows_1252(byte)).collect(),
    }
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Refuses what the parser must never see: document types, entities and absurd nesting.
pub(super) fn guard(text: &str) -> Result<(), DocumentProblem> {
    let mut rest = text;
    let mut depth = 0_usize;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        if let Some(end) = skipped_section(rest) {
            rest = &rest[end..];
            continue;
        }
        if rest.starts_with("<!") {
            let detail = "document types and entities are not allowed in an e-invoice";
            return Err(DocumentProblem::new(DocumentProblemCode::ForbiddenXml, detail));
        }
        let Some(end) = rest.find('>') else { break };
        if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !rest[..end].ends_with('/') {
            depth += 1;
        }
        if depth > MAX_DEPTH {
            let detail = format!("the XML is nested deeper than {MAX_DEPTH} elements");
            return Err(DocumentProblem::new(DocumentProblemCode::ForbiddenXml, detail));
        }
        rest = &rest[end + 1..];
    }
    Ok(())
}

/// The length of a comment, CDATA section or processing instruction that starts here.
fn skipped_section(rest: &str) -> Option<usize> {
    [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")].into_iter().find_map(|(open, close)| {
        let inner = rest.strip_prefix(open)?;
        let end = inner.find(close).map_or(rest.len(), |at| open.len() + at + close.len());
        Some(end)
    })
}
