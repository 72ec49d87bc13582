//! Tesseract's table of results.

/// A recognised word; the box is in pixels of the picture that was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OcrWord {
    pub(crate) text: String,
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// 0 to 1.
    pub(crate) confidence: f32,
    pub(crate) line: u32,
    pub(crate) block: u32,
}

/// The rows of this level are words.
const WORD_LEVEL: &str = "5";

/// The words of a table, in its order. Lines and blocks are counted through the page.
pub(super) fn words(table: &str) -> Vec<OcrWord> {
    let mut words: Vec<OcrWord> = Vec::new();
    let mut place: Option<Place> = None;
    let (mut line, mut block) = (0, 0);
    for row in table.lines() {
        let Some((here, mut word)) = word(row) else { continue };
        match place {
            None => {}
            Some((_, block_before, ..)) if block_before != here.1 => {
                block += 1;
                line += 1;
            }
            Some(before) if before != here => line += 1,
            Some(_) => {}
        }
        place = Some(here);
        (word.line, word.block) = (line, block);
        words.push(word);
    }
    words
}

/// Page, block, paragraph and line, each counted within the one before.
type Place = (u32, u32, u32, u32);

fn word(row: &str) -> Option<(Place, OcrWord)> {
    let mut cells = row.split('\t');
    if cells.next() != Some(WORD_LEVEL) {
        return None;
    }
    let mut number = || cells.next()?.parse::<u32>().ok();
    let place = (number()?, number()?, number()?, number()?);
    number()?;
    let (left, top, width, height) = (number()?, number()?, number()?, number()?);
    let confidence = cells.next()?.parse::<f32>().ok()? / 100.0;
    let text = cells.next()?.trim().to_owned();
    if text.is_empty() {
        return None;
    }
    let confidence = confidence.clamp(0.0, 1.0);
    Some((place, OcrWord { text, left, top, width, height, confidence, line: 0, block: 0 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_lines_counted_through_the_page() {
        let table = "1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n\
            5\t1\t1\t1\t1\t1\t10\t20\t30\t8\t96.5\tTotal\n\
            5\t1\t1\t1\t1\t2\t50\t20\t30\t8\t-1\t \n\
            5\t1\t1\t2\t1\t1\t10\t40\t30\t8\t90\t12,00\n\
            5\t1\t2\t1\t1\t1\t10\t60\t30\t8\t90\tEUR\n\
            broken row\n";
        let told: Vec<_> =
            words(table).into_iter().map(|word| (word.text, word.line, word.block)).collect();
        let expected = [("Total", 0, 0), ("12,00", 1, 0), ("EUR", 2, 1)];
        assert_eq!(told, expected.map(|(text, line, block)| (text.to_owned(), line, block)));
    }

    #[test]
    fn confidence_is_a_fraction() {
        let read = words("5\t1\t1\t1\t1\t1\t10\t20\t30\t8\t96.5\tTotal");
        assert!((read[0].confidence - 0.965).abs() < 1e-6);
    }
}
