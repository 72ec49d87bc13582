//! The figures of a whole run, for the terminal and for the document.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::Context;
use chrono::Utc;

use crate::{
    figure::{Figure, Measurement},
    machine,
};

const BEGIN: &str = "<!-- figures: begin -->\n";
const END: &str = "<!-- figures: end -->";

/// Everything measured so far.
#[derive(Debug)]
pub(crate) struct Report {
    circumstances: String,
    measurements: Vec<Measurement>,
}

impl Report {
    pub(crate) fn begin() -> Self {
        let time = Utc::now().format("%Y-%m-%d %H:%M UTC");
        let circumstances = format!(
            "Measured on {time} by `make bench` on {}; load at the start: {}.",
            machine::describe(),
            machine::load()
        );
        Self { circumstances, measurements: Vec::new() }
    }

    pub(crate) fn add(&mut self, measurement: Measurement) {
        self.measurements.push(measurement);
    }

    /// Says which targets were missed.
    pub(crate) fn summary(&self) -> String {
        let figures = || self.measurements.iter().flat_map(|measurement| &measurement.figures);
        let missed: Vec<&Figure> = figures().filter(|figure| figure.is_missed()).collect();
        if missed.is_empty() {
            return "Every target was met.".to_owned();
        }
        let mut summary = "Missed targets:".to_owned();
        for Figure { what, ratio, target, .. } in missed {
            // Writing to a string cannot fail.
            let _ = write!(summary, "\n- {what}: {ratio:.2}, should be {target}");
        }
        summary
    }

    /// Replaces what is between the document's markers.
    pub(crate) fn write_into(&self, document: &Path) -> anyhow::Result<()> {
        let what = || format!("could not write the figures into {}", document.display());
        let text = fs::read_to_string(document).with_context(what)?;
        let text = replace_between_markers(&text, &self.text()).with_context(what)?;
        fs::write(document, text).with_context(what)
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n", self.circumstances);
        for measurement in &self.measurements {
            let _ = write!(text, "\n{measurement}");
        }
        let _ = writeln!(text, "\n{}", self.summary());
        text
    }
}

fn replace_between_markers(document: &str, figures: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{figures}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let document = format!("before\n{BEGIN}old\n{END}\nafter\n");
        let replaced = replace_between_markers(&document, "new\n").unwrap();
        assert_eq!(replaced, format!("before\n{BEGIN}new\n{END}\nafter\n"));
        assert_eq!(replace_between_markers("no markers", "new"), None);
    }
}
