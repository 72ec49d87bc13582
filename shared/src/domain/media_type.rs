//! The kinds of file that can be read, told by their first bytes, never by their name.

use serde::{Deserialize, Serialize};

/// How many leading bytes [`MediaType::sniff`] wants to see.
pub const SNIFF_LENGTH: usize = 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MediaType {
    #[serde(rename = "application/pdf")]
    Pdf,
    #[serde(rename = "image/png")]
    Png,
    #[serde(rename = "image/jpeg")]
    Jpeg,
    #[serde(rename = "image/tiff")]
    Tiff,
    #[serde(rename = "image/webp")]
    WebP,
    #[serde(rename = "application/xml")]
    Xml,
}

impl MediaType {
    pub const ALL: [Self; 6] =
        [Self::Pdf, Self::Png, Self::Jpeg, Self::Tiff, Self::WebP, Self::Xml];

    /// What people call the accepted types, for messages.
    pub const ACCEPTED: &'static str = "PDF, PNG, JPEG, TIFF, WebP, or an XML e-invoice";

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Tiff => "image/tiff",
            Self::WebP => "image/webp",
            Self::Xml => "application/xml",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    #[must_use]
    pub fn is_image(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Tiff | Self::WebP)
    }

    /// The type of a file that starts with `head`, or `None` if it is none of ours.
    ///
    /// A PDF may have up to 1 kB of other bytes before its header, as its readers allow.
    #[must_use]
    pub fn sniff(head: &[u8]) -> Option<Self> {
        let head = &head[..head.len().min(SNIFF_LENGTH)];
        if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if head.starts_with(b"\xff\xd8\xff") {
            return Some(Self::Jpeg);
        }
        if head.starts_with(b"II*\0") || head.starts_with(b"MM\0*") {
            return Some(Self::Tiff);
        }
        if head.len() >= 12 && head.starts_with(b"RIFF") && &head[8..12] == b"WEBP" {
            return Some(Self::WebP);
        }
        if starts_as_xml(head) {
            return Some(Self::Xml);
        }
        let foreign_container = head.starts_with(b"PK\x03\x04");
        if !foreign_container && head.windows(5).any(|window| window == b"%PDF-") {
            return Some(Self::Pdf);
        }
        None
    }
}

/// An XML declaration or a first tag, in UTF-8 or UTF-16; HTML is not XML here.
fn starts_as_xml(head: &[u8]) -> bool {
    let ascii: Vec<u8> = match head {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'<', 0, ..] | [0, b'<', ..] => {
            head.iter().copied().filter(|byte| !matches!(byte, 0 | 0xff | 0xfe)).collect()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => rest.to_vec(),
        _ => head.to_vec(),
    };
    let text = ascii.trim_ascii_start();
    if text.starts_with(b"<?xml") {
        return true;
    }
    let [b'<', second, ..] = text else { return false };
    let lower = text[..text.len().min(64)].to_ascii_lowercase();
    let is_html = lower.starts_with(b"<html") || lower.starts_with(b"<!doctype html");
    (second.is_ascii_alphabetic() || *second == b'!') && !is_html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_by_their_first_bytes() {
        assert_eq!(MediaType::sniff(b"%PDF-1.7\n"), Some(MediaType::Pdf));
        assert_eq!(MediaType::sniff(b"\xef\xbb\xbf%PDF-1.4"), Some(MediaType::Pdf));
        assert_eq!(MediaType::sniff(b"\x89PNG\r\n\x1a\nrest"), Some(MediaType::Png));
        assert_eq!(MediaType::sniff(b"RIFF\0\0\0\0WEBPVP8 "), Some(MediaType::WebP));
        assert_eq!(MediaType::sniff(b"MM\0*\0\0\0\x08"), Some(MediaType::Tiff));
        assert_eq!(MediaType::sniff(b"  <?xml version='1.0'?>"), Some(MediaType::Xml));
        assert_eq!(MediaType::sniff(b"<\0?\0x\0m\0l\0"), Some(MediaType::Xml));
    }

    #[test]
    fn other_types_are_refused() {
        for head in [&b""[..], b"<html><body>", b"<!DOCTYPE html>", b"PK\x03\x04%PDF-", b"GIF89a"] {
            assert_eq!(MediaType::sniff(head), None, "{head:?}");
        }
    }
}
