//! The list of a generated set, one JSON object a line, with the truth of every document.

use serde::Serialize;

use crate::recipe::{Rendering, Sample};
use crate::truth::Truth;

/// A line of the manifest.
#[derive(Debug, Serialize)]
pub struct Entry<'a> {
    id: &'a str,
    file: &'a str,
    kind: &'static str,
    lang: &'static str,
    modality: &'static str,
    family: &'static str,
    doc: &'a str,
    variant: &'static str,
    has_embedded_xml: bool,
    description: &'a str,
    fields: &'a Truth,
}

impl<'a> From<&'a Sample> for Entry<'a> {
    fn from(sample: &'a Sample) -> Self {
        let id = sample.file_name.rsplit_once('.').map_or(&*sample.file_name, |(stem, _)| stem);
        let has_embedded_xml =
            matches!(sample.rendering, Rendering::HybridPdf | Rendering::Ubl | Rendering::Cii);
        Self {
            id,
            file: &sample.file_name,
            kind: sample.truth.document_type,
            lang: sample.language,
            modality: sample.rendering.modality(),
            family: "generated",
            doc: id,
            variant: "original",
            has_embedded_xml,
            description: &sample.description,
            fields: &sample.truth,
        }
    }
}
