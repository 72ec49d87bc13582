//! PDFs written by hand, so that they can be wrong on purpose.

use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use md5::{Digest, Md5};

use super::PASSWORD;

/// Numbers the objects and writes the cross-reference table.
struct PdfWriter {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl PdfWriter {
    fn new() -> Self {
        Self { bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), offsets: Vec::new() }
    }

    /// The next object, counted from 1.
    fn object(&mut self, body: impl AsRef<[u8]>) {
        self.offsets.push(self.bytes.len());
        let number = self.offsets.len();
        self.bytes.extend(format!("{number} 0 obj\n").into_bytes());
        self.bytes.extend(body.as_ref());
        self.bytes.extend(b"\nendobj\n");
    }

    fn stream(&mut self, entries: &str, data: &[u8]) {
        let mut body = format!("<< {entries} /Length {} >>\nstream\n", data.len()).into_bytes();
        body.extend(data);
        body.extend(b"\nendstream");
        self.object(body);
    }

    /// Object 1 is the catalogue.
    fn finish(mut self, trailer: &str) -> Vec<u8> {
        let start = self.bytes.len();
        let count = self.offsets.len() + 1;
        let mut tail = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            tail.push_str(&format!("{offset:010} 00000 n \n"));
        }
        tail.push_str(&format!(
            "trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
        ));
        self.bytes.extend(tail.into_bytes());
        self.bytes
    }
}

const CATALOGUE: &str = "<< /Type /Catalog /Pages 2 0 R >>";
const ONE_PAGE: &str = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
const FONT: &str = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>";
const TEXT: &[u8] = b"BT /F1 24 Tf 72 720 Td (Invoice 2026-001  Total 119.00 EUR) Tj ET";

fn page(media_box: &str, resources: &str) -> String {
    format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox {media_box} /Contents 4 0 R /Resources << {resources} >> >>"
    )
}

fn with_content(media_box: &str, entries: &str, content: &[u8]) -> Vec<u8> {
    let mut pdf = PdfWriter::new();
    pdf.object(CATALOGUE);
    pdf.object(ONE_PAGE);
    pdf.object(page(media_box, FONT));
    pdf.stream(entries, content);
    pdf.finish("")
}

/// A sound PDF of one page with a line of text.
#[must_use]
pub fn plain() -> Vec<u8> {
    with_content("[0 0 595 842]", "", TEXT)
}

/// Cut off within its first objects.
#[must_use]
pub fn truncated() -> Vec<u8> {
    let mut bytes = plain();
    bytes.truncate(120);
    bytes
}

#[must_use]
pub fn zero_pages() -> Vec<u8> {
    let mut pdf = PdfWriter::new();
    pdf.object(CATALOGUE);
    pdf.object("<< /Type /Pages /Kids [] /Count 0 >>");
    pdf.finish("")
}

/// Three thousand empty pages, each an object of its own.
#[must_use]
pub fn page_bomb() -> Vec<u8> {
    const PAGES: usize = 3000;
    let kids: String = (0..PAGES).map(|index| format!("{} 0 R ", index + 3)).collect();
    let mut pdf = PdfWriter::new();
    pdf.object(CATALOGUE);
    pdf.object(format!("<< /Type /Pages /Kids [{kids}] /Count {PAGES} >>"));
    for _ in 0..PAGES {
        pdf.object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>");
    }
    pdf.finish("")
}

/// A million pages: six levels of nodes, each with ten times the same child.
#[must_use]
pub fn page_tree_bomb() -> Vec<u8> {
    const LEVELS: u32 = 6;
    let mut pdf = PdfWriter::new();
    pdf.object(CATALOGUE);
    for level in 0..LEVELS {
        let child = format!("{} 0 R ", level + 3).repeat(10);
        let parent = if level == 0 { String::new() } else { format!("/Parent {} 0 R", level + 1) };
        let count = 10u32.pow(LEVELS - level);
        pdf.object(format!("<< /Type /Pages {parent} /Kids [{child}] /Count {count} >>"));
    }
    let parent = LEVELS + 1;
    pdf.object(format!("<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 595 842] >>"));
    pdf.finish("")
}

/// A page five kilometres wide.
#[must_use]
pub fn vast_page() -> Vec<u8> {
    with_content("[0 0 14400000 14400000]", "", TEXT)
}

/// A picture of ten thousand megapixels in a few kilobytes.
#[must_use]
pub fn vast_image() -> Vec<u8> {
    let mut pdf = PdfWriter::new();
    pdf.object(CATALOGUE);
    pdf.object(ONE_PAGE);
    pdf.object(page("[0 0 595 842]", "/XObject << /I 5 0 R >>"));
    pdf.stream("", b"q 595 0 0 842 0 0 cm /I Do Q");
    let entries = "/Type /XObject /Subtype /Image /Width 100000 /Height 100000 \
                   /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode";
    pdf.stream(entries, &deflated_spaces(1));
    pdf.finish("")
}

/// A page whose content is packed twice and unfolds to 128 megabytes of blanks.
#[must_use]
pub fn flate_bomb() -> Vec<u8> {
    let twice = deflated(&deflated_spaces(128));
    with_content("[0 0 595 842]", "/Filter [/FlateDecode /FlateDecode]", &twice)
}

/// In memory, writing cannot fail.
fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let written = encoder.write_all(data);
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

fn deflated_spaces(megabytes: u32) -> Vec<u8> {
    let megabyte = vec![b' '; 1 << 20];
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let written = (0..megabytes).try_for_each(|_| encoder.write_all(&megabyte));
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

/// What passwords are filled up with, from the PDF specification.
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
    0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];
const PERMISSIONS: i32 = -64;
const FILE_ID: [u8; 16] = *b"billify-locked-1";

/// Locked with RC4 and a 40-bit key; opens with [`PASSWORD`] only.
#[must_use]
pub fn encrypted() -> Vec<u8> {
    let password = padded(PASSWORD);
    let owner = rc4(&md5(&[&password])[..5], &password);
    let digest = md5(&[&password, &owner, &PERMISSIONS.to_le_bytes(), &FILE_ID]);
    let file_key = &digest[..5];
    let user = rc4(file_key, &PADDING);
    // The content is object 4, generation 0.
    let content_key = md5(&[file_key, &[4, 0, 0], &[0, 0]]);
    let mut pdf = PdfWriter::new();
    pdf.object(CATALOGUE);
    pdf.object(ONE_PAGE);
    pdf.object(page("[0 0 595 842]", FONT));
    pdf.stream("", &rc4(&content_key[..10], TEXT));
    pdf.object(format!(
        "<< /Filter /Standard /V 1 /R 2 /O <{}> /U <{}> /P {PERMISSIONS} >>",
        hex(&owner),
        hex(&user)
    ));
    let id = hex(&FILE_ID);
    pdf.finish(&format!("/Encrypt 5 0 R /ID [<{id}> <{id}>]"))
}

fn padded(password: &str) -> [u8; 32] {
    let mut bytes = password.bytes().chain(PADDING);
    std::array::from_fn(|_| bytes.next().unwrap_or_default())
}

fn md5(parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Md5::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|index| u8::try_from(index).unwrap_or_default());
    let mut j = 0u8;
    for i in 0..256 {
        j = j.wrapping_add(state[i]).wrapping_add(key[i % key.len()]);
        state.swap(i, usize::from(j));
    }
    let (mut i, mut j) = (0u8, 0u8);
    data.iter()
        .map(|byte| {
            i = i.wrapping_add(1);
            j = j.wrapping_add(state[usize::from(i)]);
            state.swap(usize::from(i), usize::from(j));
            let sum = state[usize::from(i)].wrapping_add(state[usize::from(j)]);
            byte ^ state[usize::from(sum)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use hayro::hayro_syntax::Pdf;

    use super::*;

    #[test]
    fn the_cipher_matches_a_published_example() {
        assert_eq!(hex(&rc4(b"Key", b"Plaintext")), "bbf316e8d940af0ad3");
    }

    #[test]
    fn the_plain_file_opens_and_the_locked_one_does_not() {
        assert_eq!(Pdf::new(plain()).unwrap().pages().len(), 1);
        assert!(Pdf::new(encrypted()).is_err());
    }

    #[test]
    fn the_page_bomb_has_its_pages() {
        assert_eq!(Pdf::new(page_bomb()).unwrap().pages().len(), 3000);
    }

    #[test]
    fn the_bomb_unfolds() {
        let twice = deflated(&deflated_spaces(8));
        assert!(twice.len() < 2000, "{}", twice.len());
    }
}
