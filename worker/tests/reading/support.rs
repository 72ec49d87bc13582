//! Documents made for the tests, and readers for them.

use std::fmt::Write;

use billify_worker::sandbox::{PoolSettings, ReadingSettings};

pub(crate) fn settings() -> PoolSettings {
    let mut settings = PoolSettings::new(ReadingSettings::new()).unwrap();
    settings.executable = env!("CARGO_BIN_EXE_billify-worker").into();
    settings.slots = 1;
    settings
}

/// A PDF of these objects, the first of which is the catalog, counted from 1.
pub(crate) fn pdf_of(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(objects) {
        offsets.push(file.len());
        write!(file, "{number} 0 obj\n{object}\nendobj\n").unwrap();
    }
    let table = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(file, "{offset:010} 00000 n ").unwrap();
    }
    let size = objects.len() + 1;
    write!(file, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").unwrap();
    file.into_bytes()
}

pub(crate) fn stream(dictionary: &str, content: &str) -> String {
    format!("<< {dictionary} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// One A4 page with these instructions and resources, and further objects from number 5 on.
pub(crate) fn page_pdf(content: &str, resources: &str, more: &[String]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
             /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> \
             {resources} >> >>"
        ),
        stream("", content),
    ];
    objects.extend_from_slice(more);
    pdf_of(&objects)
}

/// A page of text, one line each.
pub(crate) fn text_pdf(lines: &[&str]) -> Vec<u8> {
    let mut content = "BT /F1 14 Tf 60 760 Td 24 TL\n".to_owned();
    for line in lines {
        writeln!(content, "({line}) Tj T*").unwrap();
    }
    page_pdf(&(content + "ET"), "", &[])
}

/// Forms that draw each other so often that nobody sees the end.
pub(crate) fn endless_pdf() -> Vec<u8> {
    const DEPTH: usize = 9;
    let call = |form: usize| format!("/X{form} Do ").repeat(20);
    let forms: Vec<String> = (0..DEPTH)
        .map(|form| {
            let next = form + 1;
            let (resources, content) = if next == DEPTH {
                (String::new(), "0 0 m 9 9 l S".to_owned())
            } else {
                (format!("/Resources << /XObject << /X{next} {} 0 R >> >>", next + 5), call(next))
            };
            let kind = format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] {resources}");
            stream(&kind, &content)
        })
        .collect();
    page_pdf(&call(0), "/XObject << /X0 5 0 R >>", &forms)
}
