//! Every way in which a file can be wrong has its own code, told without reading the file.

use std::io::Write;

use crate::support;
use crate::support::{pdf_of, text_pdf};
use billify_shared::domain::document_problem::DocumentProblemCode as Code;
use billify_worker::open::{self, Document, Limits};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, ImageFormat};

fn code(bytes: &[u8]) -> Code {
    open::open(bytes.to_vec(), &Limits::default()).unwrap_err().code
}

fn image(format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::new_rgb8(300, 200).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn good_files_open() {
    let formats = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Tiff, ImageFormat::WebP];
    for format in formats {
        let document = open::open(image(format), &Limits::default()).unwrap();
        assert_eq!(document.page_count(), 1, "{format:?}");
    }
    assert_eq!(open::open(text_pdf(&["Hello"]), &Limits::default()).unwrap().page_count(), 1);
    let with_rubbish_before = [b"\xef\xbb\xbf\r\n".to_vec(), text_pdf(&["Hello"])].concat();
    assert!(open::open(with_rubbish_before, &Limits::default()).is_ok());
}

#[test]
fn empty_wrong_and_too_large_files_are_refused() {
    assert_eq!(code(b""), Code::EmptyFile);
    assert_eq!(code(b"<html><body>no"), Code::UnsupportedType);
    assert_eq!(code(b"PK\x03\x04rest"), Code::UnsupportedType);
    let limits = Limits { max_file_bytes: 100, ..Limits::default() };
    let problem = open::open(text_pdf(&["Hello"]), &limits).unwrap_err();
    assert_eq!(problem.code, Code::FileTooLarge);
    assert!(problem.detail.contains("100 are allowed"), "{}", problem.detail);
}

#[test]
fn truncated_files_are_broken() {
    assert_eq!(code(&text_pdf(&["Hello"])[..60]), Code::BrokenPdf);
    assert_eq!(code(b"%PDF-1.7\nrubbish"), Code::BrokenPdf);
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        assert_eq!(code(&image(format)[..18]), Code::BrokenImage, "{format:?}");
    }
}

#[test]
fn images_cut_off_in_their_pixels_are_broken_when_decoded() {
    let noisy = image::RgbImage::from_fn(400, 400, |x, y| {
        image::Rgb([(x * y % 251) as u8, x as u8, y as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(noisy).write_to(&mut bytes, ImageFormat::Png).unwrap();
    let mut bytes = bytes.into_inner();
    bytes.truncate(bytes.len() / 2);
    let Document::Image(file) = open::open(bytes, &Limits::default()).unwrap() else {
        panic!("not an image");
    };
    assert_eq!(file.decode(1).unwrap_err().code, Code::BrokenImage);
}

#[test]
fn pages_are_counted_before_they_are_read() {
    let empty = pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [] /Count 0 >>".to_owned(),
    ]);
    assert_eq!(code(&empty), Code::NoPages);
    assert_eq!(code(b"II*\0\0\0\0\0"), Code::NoPages);
    let kids = "3 0 R ".repeat(5000);
    let bomb = pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count 5000 >>"),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
    ]);
    assert_eq!(code(&bomb), Code::TooManyPages);
    let looped = pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>".to_owned(),
    ]);
    assert!(matches!(code(&looped), Code::BrokenPdf | Code::NoPages));
}

#[test]
fn pixels_are_counted_before_they_are_decoded() {
    let mut png = image(ImageFormat::Png);
    // Width and height of the header, and the checksum that goes with them.
    png[16..24].copy_from_slice(&[0, 0, 0x9c, 0x40, 0, 0, 0x9c, 0x40]);
    let mut checksum = flate2::Crc::new();
    checksum.update(&png[12..29]);
    png[29..33].copy_from_slice(&checksum.sum().to_be_bytes());
    assert_eq!(code(&png), Code::TooManyPixels);
}

#[test]
fn a_pdf_with_a_password_says_so() {
    let text = String::from_utf8(text_pdf(&["Hello"])).unwrap();
    let key = "41".repeat(32);
    let encryption = format!(
        "/ID [<4141> <4141>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 \
         /O <{key}> /U <{key}> >>"
    );
    let encrypted = text.replace("/Root 1 0 R", &format!("/Root 1 0 R {encryption}"));
    assert_eq!(code(encrypted.as_bytes()), Code::EncryptedPdf);
}

#[test]
fn a_page_that_unpacks_to_too_much_is_a_bomb() {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..70 {
        packed.write_all(&spaces).unwrap();
    }
    let packed = packed.finish().unwrap();
    let marker = "@".repeat(packed.len());
    let stream = support::stream("/Filter /FlateDecode", &marker);
    let pdf = support::pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>".to_owned(),
        stream,
    ]);
    let at = pdf.windows(8).position(|window| window == b"@@@@@@@@").unwrap();
    let bomb = [&pdf[..at], &packed, &pdf[at + packed.len()..]].concat();
    let Document::Pdf(file) = open::open(bomb, &Limits::default()).unwrap() else {
        panic!("not a PDF");
    };
    assert_eq!(file.page(1).map(drop).unwrap_err().code, Code::DecompressionBomb);
}

#[test]
fn the_einvoice_of_a_hybrid_pdf_is_found() {
    let xml = "<Invoice>17</Invoice>";
    let pdf = pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R /AF [4 0 R] /Names << /EmbeddedFiles << /Kids [<< /Names \
         [(factur-x.xml) 4 0 R] >>] >> >> >>"
            .to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
        "<< /Type /Filespec /F (factur-x.xml) /UF (factur-x.xml) /EF << /F 5 0 R >> >>".to_owned(),
        support::stream("/Type /EmbeddedFile", xml),
    ]);
    let document = open::open(pdf, &Limits::default()).unwrap();
    assert_eq!(document.embedded_xml(), Some(xml.as_bytes()));
}
