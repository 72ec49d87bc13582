//! One measured ratio with its baseline and its target, and how a person reads it.

use std::fmt;

/// What the ratio of ours to the baseline should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    AtMost(f64),
    AtLeast(f64),
    /// Told for comparison only.
    None,
}

impl Target {
    fn is_met(self, ratio: f64) -> Option<bool> {
        match self {
            Self::AtMost(limit) => Some(ratio <= limit),
            Self::AtLeast(limit) => Some(ratio >= limit),
            Self::None => None,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(limit) => write!(f, "≤ {limit:.2}"),
            Self::AtLeast(limit) => write!(f, "≥ {limit:.2}"),
            Self::None => f.write_str("–"),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) what: String,
    pub(crate) baseline: String,
    pub(crate) ours: String,
    pub(crate) ratio: f64,
    pub(crate) target: Target,
}

impl Figure {
    pub(crate) fn is_missed(&self) -> bool {
        self.target.is_met(self.ratio) == Some(false)
    }

    fn cells(&self) -> [String; 6] {
        let met = match self.target.is_met(self.ratio) {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "–",
        };
        [
            self.what.clone(),
            self.baseline.clone(),
            self.ours.clone(),
            format!("{:.2}", self.ratio),
            self.target.to_string(),
            met.to_owned(),
        ]
    }
}

/// Figures that were measured together, and what their reader has to know.
#[derive(Clone, Debug)]
pub(crate) struct Measurement {
    pub(crate) title: &'static str,
    pub(crate) figures: Vec<Figure>,
    pub(crate) notes: Vec<String>,
}

impl fmt::Display for Measurement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "### {}\n", self.title)?;
        f.write_str(&table(&self.figures))?;
        writeln!(f)?;
        self.notes.iter().try_for_each(|note| writeln!(f, "- {note}"))
    }
}

/// A Markdown table whose columns line up in a terminal too.
fn table(figures: &[Figure]) -> String {
    let head = ["what", "baseline", "ours", "ratio", "target", "met"].map(str::to_owned);
    let rows: Vec<[String; 6]> =
        std::iter::once(head).chain(figures.iter().map(Figure::cells)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: [usize; 6] = std::array::from_fn(|column| width(column).unwrap_or_default());
    let line = |row: &[String; 6]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!(" {cell:<width$} |"));
        format!("|{}\n", cells.collect::<String>())
    };
    let rule = line(&widths.map(|width| "-".repeat(width)));
    let mut lines = rows.iter().map(line);
    let head = lines.next().unwrap_or_default();
    [head, rule].into_iter().chain(lines).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(ratio: f64, target: Target) -> Figure {
        let (what, baseline, ours) = ("uploads".to_owned(), "4 ms".to_owned(), "9 ms".to_owned());
        Figure { what, baseline, ours, ratio, target }
    }

    #[test]
    fn a_missed_target_is_said_plainly() {
        assert!(!figure(0.9, Target::AtMost(1.0)).is_missed());
        assert!(figure(1.1, Target::AtMost(1.0)).is_missed());
        assert!(figure(1.7, Target::AtLeast(1.8)).is_missed());
        assert!(!figure(9.0, Target::None).is_missed());
        assert!(table(&[figure(1.7, Target::AtLeast(1.8))]).contains("≥ 1.80 | **no**"));
    }

    #[test]
    fn the_columns_line_up() {
        let table = table(&[figure(0.9, Target::AtMost(1.0)), figure(12.0, Target::None)]);
        let widths: Vec<usize> = table.lines().map(|line| line.chars().count()).collect();
        assert!(widths.iter().all(|width| *width == widths[0]), "{table}");
    }
}
