//! Says in the metadata of a PDF/A-3 that it holds a Factur-X invoice.
//!
//! The PDF writer cannot add own properties to the XMP, so the metadata is replaced by an
//! incremental update: the file stays as it is, and the new object is appended.

const EXTENSION: &str = r#"<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema><pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"#;
const PROPERTY: &str = r#"<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>{name} of the embedded invoice</pdfaProperty:description></rdf:li>"#;
const DESCRIPTION: &str = r#"<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">{values}</rdf:Description>"#;
const EXTENSIONS_START: &str = "<pdfaExtension:schemas><rdf:Bag>";
const XMP_END: &str = "</rdf:RDF>";

/// The PDF with the metadata added, or `None` if it does not look as our writer leaves it.
pub(super) fn with_metadata(pdf: &[u8], file_name: &str) -> Option<Vec<u8>> {
    let number = metadata_number(pdf)?;
    let head = format!("\n{number} 0 obj\n");
    let object = pdf.get(find(pdf, head.as_bytes())?..)?;
    let start = find(object, b"stream\n")? + b"stream\n".len();
    let end = find(object, b"\nendstream")?;
    let xmp = std::str::from_utf8(object.get(start..end)?).ok()?;
    let xmp = extended(xmp, file_name)?;

    let tail = std::str::from_utf8(pdf.get(find_last(pdf, b"trailer\n<<")?..)?).ok()?;
    let (trailer, rest) = tail.strip_prefix("trailer\n<<")?.split_once(">>\nstartxref\n")?;
    let previous = rest.lines().next()?;

    let mut updated = pdf.to_vec();
    updated.push(b'\n');
    let offset = updated.len();
    let length = xmp.len();
    updated.extend(
        format!(
            "{number} 0 obj\n<</Length {length}/Type/Metadata/Subtype/XML>>\nstream\n{xmp}\nendstream\nendobj\n"
        )
        .into_bytes(),
    );
    let table = updated.len();
    updated.extend(
        format!(
            "xref\n{number} 1\n{offset:010} 00000 n\r\ntrailer\n<<{trailer}/Prev {previous}>>\nstartxref\n{table}\n%%EOF\n"
        )
        .into_bytes(),
    );
    Some(updated)
}

fn extended(xmp: &str, file_name: &str) -> Option<String> {
    let facts = [
        ("DocumentFileName", file_name),
        ("DocumentType", "INVOICE"),
        ("Version", "1.0"),
        ("ConformanceLevel", "EN 16931"),
    ];
    if !xmp.contains(EXTENSIONS_START) || !xmp.contains(XMP_END) {
        return None;
    }
    let properties: String =
        facts.iter().map(|(name, _)| PROPERTY.replace("{name}", name)).collect();
    let values: String =
        facts.iter().map(|(name, value)| format!("<fx:{name}>{value}</fx:{name}>")).collect();
    let extension = EXTENSION.replace("{properties}", &properties);
    let description = DESCRIPTION.replace("{values}", &values);
    let xmp = xmp.replacen(EXTENSIONS_START, &format!("{EXTENSIONS_START}{extension}"), 1);
    Some(xmp.replacen(XMP_END, &format!("{description}{XMP_END}"), 1))
}

fn metadata_number(pdf: &[u8]) -> Option<u32> {
    let catalogue = pdf.get(find_last(pdf, b"/Type/Catalog")?..)?;
    let value = catalogue.get(find(catalogue, b"/Metadata ")? + b"/Metadata ".len()..)?;
    let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(value.get(..digits)?).ok()?.parse().ok()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn find_last(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).rposition(|window| window == needle)
}
