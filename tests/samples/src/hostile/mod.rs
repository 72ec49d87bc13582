//! Bad input for tests, made in code: damaged, locked, empty, or built to exhaust its reader. Every
//! file is small; what it unfolds to is not.

mod archive;
mod pdf;
mod picture;
mod xml;

pub use self::archive::zip;
pub use self::pdf::{
    encrypted as encrypted_pdf, flate_bomb as flate_bomb_pdf, page_bomb as page_bomb_pdf,
    page_tree_bomb as page_tree_bomb_pdf, plain as plain_pdf, truncated as truncated_pdf,
    vast_image as vast_image_pdf, vast_page as vast_page_pdf, zero_pages as zero_page_pdf,
};
pub use self::picture::{pixel_bomb as pixel_bomb_png, truncated as truncated_jpeg};
pub use self::xml::{
    billion_laughs as billion_laughs_xml, deep as deep_xml, external_entity as external_entity_xml,
};

/// The password that opens [`encrypted_pdf`].
pub const PASSWORD: &str = "secret";

/// What a careful reader says about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Empty,
    UnsupportedType,
    Damaged,
    Encrypted,
    NoPages,
    TooManyPages,
    TooManyPixels,
    TooLargeUnpacked,
    ForbiddenXml,
}

/// One bad file.
#[derive(Clone, Debug)]
pub struct Hostile {
    pub file_name: &'static str,
    pub fault: Fault,
    pub bytes: Vec<u8>,
}

/// A page of HTML that calls itself a PDF.
#[must_use]
pub fn html() -> Vec<u8> {
    b"<!DOCTYPE html>\n<html><head><title>404</title></head><body>Not found</body></html>\n"
        .to_vec()
}

/// One of each.
#[must_use]
pub fn all() -> Vec<Hostile> {
    let file = |file_name, fault, bytes| Hostile { file_name, fault, bytes };
    vec![
        file("empty.pdf", Fault::Empty, Vec::new()),
        file("page-not-found.pdf", Fault::UnsupportedType, html()),
        file("archive.zip", Fault::UnsupportedType, zip()),
        file("truncated.pdf", Fault::Damaged, truncated_pdf()),
        file("truncated.jpg", Fault::Damaged, truncated_jpeg()),
        file("encrypted.pdf", Fault::Encrypted, encrypted_pdf()),
        file("zero-pages.pdf", Fault::NoPages, zero_page_pdf()),
        file("page-bomb.pdf", Fault::TooManyPages, page_bomb_pdf()),
        file("page-tree-bomb.pdf", Fault::TooManyPages, page_tree_bomb_pdf()),
        file("pixel-bomb.png", Fault::TooManyPixels, pixel_bomb_png()),
        file("vast-page.pdf", Fault::TooManyPixels, vast_page_pdf()),
        file("vast-image.pdf", Fault::TooManyPixels, vast_image_pdf()),
        file("flate-bomb.pdf", Fault::TooLargeUnpacked, flate_bomb_pdf()),
        file("billion-laughs.xml", Fault::ForbiddenXml, billion_laughs_xml()),
        file("external-entity.xml", Fault::ForbiddenXml, external_entity_xml()),
        file("deep.xml", Fault::ForbiddenXml, deep_xml()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_files_are_small() {
        for file in all() {
            assert!(file.bytes.len() < 1_500_000, "{} {}", file.file_name, file.bytes.len());
        }
    }
}
