//! A page as a list of marks on paper, before it becomes a PDF: so that it can be checked (nothing
//! overlaps, nothing leaves the paper) and the order of the marks can be chosen.

mod factur_x;
mod fonts;
mod pdf;

pub use self::fonts::{FontBook, FontError, Typeface, Weight};
pub use self::pdf::{Attachment, PdfError, from_images, write};

/// Red, green, blue.
pub type Colour = [u8; 3];

pub const BLACK: Colour = [0, 0, 0];
pub const WHITE: Colour = [255, 255, 255];

/// A font at a size, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    pub face: Typeface,
    pub weight: Weight,
    pub size: f32,
    pub colour: Colour,
}

/// One mark. Coordinates are points from the top left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    Text { x: f32, baseline: f32, width: f32, kind: Type, text: String },
    Box { x: f32, y: f32, width: f32, height: f32, fill: Colour },
    Frame { x: f32, y: f32, width: f32, height: f32, line: f32, colour: Colour },
    Rule { from: (f32, f32), to: (f32, f32), line: f32, colour: Colour },
    Polygon { points: Vec<(f32, f32)>, fill: Colour },
}

/// One page.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    pub width: f32,
    pub height: f32,
    pub marks: Vec<Mark>,
}

impl Sheet {
    #[must_use]
    pub fn new(width: f32, height: f32) -> Self {
        Self { width, height, marks: Vec::new() }
    }

    /// Left, top, right, bottom of every text on the page.
    fn text_boxes(&self) -> impl Iterator<Item = ([f32; 4], &str)> {
        self.marks.iter().filter_map(|mark| match mark {
            Mark::Text { x, baseline, width, kind, text } => {
                let (top, bottom) = (baseline - kind.size * 0.7, baseline + kind.size * 0.2);
                Some(([*x, top, x + width, bottom], text.as_str()))
            }
            _ => None,
        })
    }

    /// What is wrong with the page: texts over each other, or outside the paper.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let texts: Vec<_> = self.text_boxes().collect();
        let mut faults = Vec::new();
        for (index, (here, text)) in texts.iter().enumerate() {
            let [left, top, right, bottom] = *here;
            if left < 0.0 || top < 0.0 || right > self.width || bottom > self.height {
                faults.push(format!("{text:?} leaves the page"));
            }
            for (there, other) in &texts[index + 1..] {
                let apart =
                    right <= there[0] || there[2] <= left || bottom <= there[1] || there[3] <= top;
                if !apart {
                    faults.push(format!("{text:?} lies over {other:?}"));
                }
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_touch_are_faults() {
        let kind =
            Type { face: Typeface::Sans, weight: Weight::Regular, size: 10.0, colour: BLACK };
        let text = |x: f32, baseline: f32| Mark::Text {
            x,
            baseline,
            width: 50.0,
            kind,
            text: "word".to_owned(),
        };
        let mut sheet = Sheet::new(200.0, 100.0);
        sheet.marks = vec![text(10.0, 20.0), text(70.0, 20.0), text(10.0, 34.0)];
        assert!(sheet.faults().is_empty());
        sheet.marks.push(text(40.0, 22.0));
        sheet.marks.push(text(180.0, 60.0));
        assert_eq!(sheet.faults().len(), 3);
    }
}
