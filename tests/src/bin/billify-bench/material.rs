//! The documents that are measured with: real ones of a corpus, or else our own samples.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, ensure};
use billify_local::client::Upload;
use billify_samples::{Rendering, Sample, degrade};
use image::DynamicImage;
use serde::Deserialize;

const SEED: u64 = 41;
/// Many more than are needed: only some are of the wanted kind.
const MOST_GENERATED: usize = 1000;
/// As the corpus was scanned.
const SCAN_DPI: f32 = 200.0;

/// Documents, and where they come from.
#[derive(Clone, Debug)]
pub(crate) struct Material {
    pub(crate) origin: String,
    pub(crate) documents: Vec<Upload>,
}

/// A line of a corpus' manifest.
#[derive(Debug, Deserialize)]
struct Entry {
    doc: String,
    file: String,
    modality: String,
    #[serde(default)]
    has_embedded_xml: bool,
    #[serde(default)]
    pages: Option<u32>,
}

impl Entry {
    fn is_scan(&self) -> bool {
        self.pages.unwrap_or(1) == 1 && ["image", "pdf_scan"].contains(&&*self.modality)
    }

    fn is_text(&self) -> bool {
        self.modality == "pdf_text" && !self.has_embedded_xml
    }
}

/// Scans of one page.
pub(crate) fn scans(corpus: Option<&Path>, count: usize) -> anyhow::Result<Material> {
    match corpus {
        Some(corpus) => from_corpus(corpus, count, Entry::is_scan),
        None => generated(count, |sample| {
            // The other renderings may have more pages than one.
            [Rendering::ScannedPng, Rendering::ScannedTiff, Rendering::Photo, Rendering::Thermal]
                .contains(&sample.rendering)
        }),
    }
}

/// PDFs with text, and without an e-invoice in them.
pub(crate) fn texts(corpus: Option<&Path>, count: usize) -> anyhow::Result<Material> {
    match corpus {
        Some(corpus) => from_corpus(corpus, count, Entry::is_text),
        None => generated(count, |sample| sample.rendering == Rendering::Pdf),
    }
}

fn from_corpus(
    corpus: &Path,
    count: usize,
    wanted: impl Fn(&Entry) -> bool,
) -> anyhow::Result<Material> {
    let manifest = corpus.join("manifest.jsonl");
    let lines = fs::read_to_string(&manifest)
        .with_context(|| format!("there is no {}", manifest.display()))?;
    let mut by_document = BTreeMap::new();
    for line in lines.lines() {
        let entry: Entry = serde_json::from_str(line)?;
        if wanted(&entry) {
            by_document.entry(entry.doc.clone()).or_insert(entry);
        }
    }
    ensure!(!by_document.is_empty(), "{} has no such documents", manifest.display());
    // Evenly over the whole corpus, the same every time.
    let found: Vec<Entry> = by_document.into_values().collect();
    let count = count.min(found.len());
    let chosen = (0..count).map(|index| &found[index * found.len() / count]);
    let documents = chosen.map(|entry| {
        let content = fs::read(corpus.join(&entry.file))
            .with_context(|| format!("the corpus has no {}", entry.file))?;
        Ok(Upload { file_name: entry.file.replace('/', "-"), content })
    });
    let documents = documents.collect::<anyhow::Result<_>>()?;
    Ok(Material { origin: format!("{count} of the corpus {}", corpus.display()), documents })
}

fn generated(count: usize, wanted: impl Fn(&Sample) -> bool) -> anyhow::Result<Material> {
    let mut documents = Vec::new();
    for sample in billify_samples::random(MOST_GENERATED, SEED)? {
        let sample = sample?;
        if wanted(&sample) {
            documents.push(Upload { file_name: sample.file_name, content: sample.bytes });
        }
        if documents.len() == count {
            break;
        }
    }
    Ok(Material { origin: format!("{} generated samples", documents.len()), documents })
}

impl Material {
    /// The first page of every document as an uncompressed grey picture, which takes no reader
    /// any time to decode.
    pub(crate) fn pages(&self) -> anyhow::Result<Vec<Upload>> {
        self.documents.iter().map(page).collect()
    }

    /// The largest first, so that no long one is left for the end.
    pub(crate) fn largest_first(mut self) -> anyhow::Result<Self> {
        let mut sized = self
            .documents
            .into_iter()
            .map(|document| Ok((page(&document)?.content.len(), document)))
            .collect::<anyhow::Result<Vec<_>>>()?;
        sized.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
        self.documents = sized.into_iter().map(|(_, document)| document).collect();
        Ok(self)
    }
}

fn page(document: &Upload) -> anyhow::Result<Upload> {
    let Upload { file_name, content } = document;
    let picture = if content.starts_with(b"%PDF-") {
        degrade::rasterise(content, SCAN_DPI)?.into_iter().next().context("no page")
    } else {
        image::load_from_memory(content).context("no picture")
    };
    let grey = picture.with_context(|| format!("{file_name} cannot be drawn"))?.into_luma8();
    let content = degrade::tiff(&DynamicImage::ImageLuma8(grey))?;
    Ok(Upload { file_name: format!("{file_name}.tiff"), content })
}
