//! The e-invoice that a hybrid PDF (ZUGFeRD, Factur-X, Order-X, XRechnung) carries as an attachment.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Object, Stream, String as PdfString};

/// The names that the standards give the attachment, best first.
const NAMES: [&str; 6] = [
    "factur-x.xml",
    "zugferd-invoice.xml",
    "xrechnung.xml",
    "order-x.xml",
    "cida-invoice.xml",
    "ubl-invoice.xml",
];
/// Name trees of honest files are flat.
const MAX_TREE_DEPTH: usize = 8;
const MAX_ATTACHMENTS: usize = 64;
const MAX_XML_BYTES: usize = 20 << 20;

struct Attachment<'a> {
    name: String,
    file: Stream<'a>,
}

/// The attached e-invoice: by its standard name, or else the only attached XML.
pub(super) fn find_einvoice(pdf: &Pdf) -> Option<Vec<u8>> {
    let attachments = attachments(pdf);
    let standard = NAMES
        .iter()
        .find_map(|name| attachments.iter().find(|file| file.name.eq_ignore_ascii_case(name)));
    let mut others = attachments.iter().filter(|file| ends_with_xml(&file.name));
    let chosen = standard.or_else(|| others.next())?;
    let xml = chosen.file.decoded().ok()?;
    (!xml.is_empty() && xml.len() <= MAX_XML_BYTES).then(|| xml.into_owned())
}

fn ends_with_xml(name: &str) -> bool {
    name.get(name.len().saturating_sub(4)..).is_some_and(|end| end.eq_ignore_ascii_case(".xml"))
}

fn attachments(pdf: &Pdf) -> Vec<Attachment<'_>> {
    let mut found = Vec::new();
    let Some(catalog) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) else { return found };
    let tree = catalog.get::<Dict<'_>>("Names").and_then(|names| names.get("EmbeddedFiles"));
    if let Some(tree) = tree {
        walk_name_tree(&tree, 0, &mut found);
    }
    if let Some(associated) = catalog.get::<Array<'_>>("AF") {
        for specification in associated.iter::<Dict<'_>>().take(MAX_ATTACHMENTS) {
            found.extend(attachment(&specification));
        }
    }
    found
}

fn walk_name_tree<'a>(node: &Dict<'a>, depth: usize, found: &mut Vec<Attachment<'a>>) {
    if depth > MAX_TREE_DEPTH || found.len() >= MAX_ATTACHMENTS {
        return;
    }
    if let Some(names) = node.get::<Array<'_>>("Names") {
        for specification in names.iter::<Object<'_>>().take(2 * MAX_ATTACHMENTS) {
            found.extend(specification.into_dict().and_then(|dict| attachment(&dict)));
        }
    }
    if let Some(kids) = node.get::<Array<'_>>("Kids") {
        for kid in kids.iter::<Dict<'_>>().take(MAX_ATTACHMENTS) {
            walk_name_tree(&kid, depth + 1, found);
        }
    }
}

fn attachment<'a>(specification: &Dict<'a>) -> Option<Attachment<'a>> {
    let name = ["UF", "F"].iter().find_map(|key| specification.get::<PdfString<'_>>(*key))?;
    let files: Dict<'_> = specification.get("EF")?;
    let file = ["F", "UF"].iter().find_map(|key| files.get::<Stream<'_>>(*key))?;
    Some(Attachment { name: text(name.as_bytes()), file })
}

/// A text string: UTF-16 with a byte order mark, or near enough ASCII.
fn text(bytes: &[u8]) -> String {
    let Some(utf16) = bytes.strip_prefix(&[0xfe, 0xff]) else {
        return String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
            .into();
    };
    let units = utf16.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_both_encodings() {
        assert_eq!(text(b"factur-x.xml"), "factur-x.xml");
        assert_eq!(text(b"\xfe\xff\0a\0.\0x\0m\0l"), "a.xml");
        assert!(ends_with_xml("Invoice.XML"));
        assert!(!ends_with_xml("xml"));
    }
}
