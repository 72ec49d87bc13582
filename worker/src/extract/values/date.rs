//! Dates in the forms that invoices print, with month names of seven languages and more.

use chrono::{Datelike, NaiveDate};

/// A printed date. The order of day and month may need the rest of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintedDate {
    Certain(NaiveDate),
    /// Both readings are dates; they differ.
    Ambiguous {
        day_first: NaiveDate,
        month_first: NaiveDate,
    },
}

/// The order of day and month that a document uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DayOrder {
    #[default]
    DayFirst,
    MonthFirst,
}

impl PrintedDate {
    #[must_use]
    pub fn resolve(self, order: DayOrder) -> NaiveDate {
        match (self, order) {
            (Self::Certain(date), _) => date,
            (Self::Ambiguous { day_first, .. }, DayOrder::DayFirst) => day_first,
            (Self::Ambiguous { month_first, .. }, DayOrder::MonthFirst) => month_first,
        }
    }
}

/// A date at the start of a run of words, and how many words it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundDate {
    pub date: PrintedDate,
    pub words: usize,
    /// What the print itself says about the order, if it says anything.
    pub order: Option<DayOrder>,
}

/// The most words a date is spread over: `15 . de 03 . 2018`.
const MAX_WORDS: usize = 6;

/// Finds a date that starts with the first word.
///
/// `repair` also reads dates with the confusions of OCR that leave only one reading.
#[must_use]
pub fn at_start(words: &[&str], repair: bool) -> Option<FoundDate> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut found = None;
    for (index, word) in words.iter().take(MAX_WORDS).enumerate() {
        if index > 0 {
            pieces.push(Piece::Space);
        }
        let continues = lex(word, &mut pieces);
        // An article before a date belongs to what announces it: `avant le 8 mai`.
        if index == 0 && !pieces.iter().any(Piece::is_part) {
            return None;
        }
        if let Some((date, order)) = read(&pieces, repair) {
            found = Some(FoundDate { date, words: index + 1, order });
            break;
        }
        if !continues {
            break;
        }
    }
    found
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Number {
        value: u32,
        digits: usize,
    },
    Month(u32),
    /// One of `. / -`.
    Mark(char),
    Space,
}

impl Piece {
    /// Whether it is a day, a month or a year.
    fn is_part(&self) -> bool {
        matches!(self, Self::Number { .. } | Self::Month(_))
    }
}

/// Appends the word's pieces; false if the word cannot be part of a date.
fn lex(word: &str, pieces: &mut Vec<Piece>) -> bool {
    let word = word.trim_matches(|c: char| {
        matches!(c, '(' | ')' | '[' | ']' | ';' | ':' | ',' | '|' | '\'' | '‘' | '’')
    });
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let same_class = |c: char| {
            if is_digit { c.is_ascii_digit() } else { first.is_alphabetic() && c.is_alphabetic() }
        };
        let end = rest.find(|c| !same_class(c)).unwrap_or(rest.len()).max(first.len_utf8());
        let (run, tail) = rest.split_at(end);
        rest = tail;
        if is_digit {
            lex_digits(run, pieces);
        } else if first.is_alphabetic() {
            match month(run) {
                Some(month) => pieces.push(Piece::Month(month)),
                None if is_filler(run) => {}
                None => return false,
            }
        } else if matches!(first, '.' | '/' | '-' | '–' | '\\') {
            pieces.push(Piece::Mark(if first == '–' { '-' } else { first }));
        } else if !matches!(first, ',' | '\'' | '’') {
            // A clock time and the like ends the date.
            return !pieces.is_empty() && first == ':';
        }
    }
    !word.is_empty() || !pieces.is_empty()
}

/// A year that OCR has glued to the time after it is cut off: `201814` in `12/03/201814:22`.
fn lex_digits(run: &str, pieces: &mut Vec<Piece>) {
    let numbers =
        pieces.iter().filter(|piece| matches!(piece, Piece::Number { .. } | Piece::Month(_)));
    let cut = if numbers.count() == 2 && (5..=8).contains(&run.len()) && run.starts_with("20") {
        &run[..4]
    } else {
        run
    };
    let value = cut.parse().unwrap_or(u32::MAX);
    pieces.push(Piece::Number { value, digits: cut.len() });
}

fn is_filler(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "de" | "of"
            | "th"
            | "st"
            | "nd"
            | "rd"
            | "den"
            | "del"
            | "di"
            | "le"
            | "er"
            | "ro"
            | "º"
            | "the"
    )
}

fn read(pieces: &[Piece], repair: bool) -> Option<(PrintedDate, Option<DayOrder>)> {
    let parts: Vec<Piece> = pieces.iter().copied().filter(Piece::is_part).collect();
    use Piece::{Month, Number};
    match parts[..] {
        [Number { value: day, digits: 1..=2 }, Month(month), Number { value, digits }]
        | [Month(month), Number { value: day, digits: 1..=2 }, Number { value, digits }] => {
            let date = ymd(year(value, digits)?, month, day)?;
            Some((PrintedDate::Certain(date), None))
        }
        [Number { value, digits: 4 }, Month(month), Number { value: day, digits: 1..=2 }] => {
            Some((PrintedDate::Certain(ymd(year(value, 4)?, month, day)?), None))
        }
        [
            Number { value, digits: 4 },
            Number { value: month, digits: 1..=2 },
            Number { value: day, digits: 1..=2 },
        ] if has_equal_marks(pieces) => {
            Some((PrintedDate::Certain(ymd(year(value, 4)?, month, day)?), None))
        }
        [
            Number { value: first, digits: 1..=2 },
            Number { value: second, digits: 1..=2 },
            Number { value, digits },
        ] if has_equal_marks(pieces) => {
            let misread = || repair.then(|| misread_year(value)).flatten();
            let year = year(value, digits).or_else(misread)?;
            by_order(first, second, year).or_else(|| {
                let month = repair.then(|| misread_month(second)).flatten()?;
                by_order(first, month, year)
            })
        }
        // A mark lost between day and month: `2004/2017`.
        [Number { value: both, digits: 4 }, Number { value, digits: 4 }]
            if repair && matches!(pieces.get(1), Some(Piece::Mark('/' | '-'))) =>
        {
            by_order(both / 100, both % 100, year(value, 4)?)
        }
        [Number { value, digits: 8 }] if (19_900_101..=20_991_231).contains(&value) => {
            let date = ymd(i32::try_from(value / 10_000).ok()?, value / 100 % 100, value % 100)?;
            Some((PrintedDate::Certain(date), None))
        }
        _ => None,
    }
}

fn by_order(first: u32, second: u32, year: i32) -> Option<(PrintedDate, Option<DayOrder>)> {
    match (ymd(year, second, first), ymd(year, first, second)) {
        (Some(day_first), Some(month_first)) if day_first != month_first => {
            Some((PrintedDate::Ambiguous { day_first, month_first }, None))
        }
        (Some(date), Some(_)) => Some((PrintedDate::Certain(date), None)),
        (Some(date), None) => Some((PrintedDate::Certain(date), Some(DayOrder::DayFirst))),
        (None, Some(date)) => Some((PrintedDate::Certain(date), Some(DayOrder::MonthFirst))),
        (None, None) => None,
    }
}

/// Numeric dates need their two marks, and the same one twice: `1 2 2018` and `1.2/2018` are none.
fn has_equal_marks(pieces: &[Piece]) -> bool {
    let marks: Vec<char> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Mark(mark) => Some(*mark),
            _ => None,
        })
        .collect();
    matches!(marks[..], [first, second] | [first, second, _] if first == second)
}

fn year(value: u32, digits: usize) -> Option<i32> {
    let year = match digits {
        4 => value,
        2 => 2000 + value,
        _ => return None,
    };
    (1990..2060).contains(&year).then(|| i32::try_from(year).ok()).flatten()
}

/// A one read as a seven: 2078 is 2018.
fn misread_year(value: u32) -> Option<i32> {
    (2070..2080).contains(&value).then(|| i32::try_from(value - 60).ok()).flatten()
}

/// A nought read as a six, eight or nine: month 62 is 02.
fn misread_month(value: u32) -> Option<u32> {
    (matches!(value / 10, 6 | 8 | 9) && !value.is_multiple_of(10)).then_some(value % 10)
}

fn ymd(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|date| date.year() == year)
}

/// The start of each month's name in English, German, French, Dutch, Italian, Spanish, Portuguese,
/// Danish, Swedish, Norwegian and Polish, without diacritics; abbreviations are their prefixes.
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "januar", "jaenner", "janner", "janvier", "januari", "gennaio", "enero",
        "janeiro", "styczen", "stycznia",
    ],
    &[
        "february",
        "februar",
        "fevrier",
        "februari",
        "febbraio",
        "febrero",
        "fevereiro",
        "luty",
        "lutego",
        "feber",
    ],
    &[
        "march", "marz", "maerz", "mars", "maart", "marzo", "marco", "mrt", "mrz", "marts",
        "marca", "marzec",
    ],
    &["april", "avril", "aprile", "abril", "avr", "kwiecien", "kwietnia"],
    &["may", "mai", "mei", "maggio", "mayo", "maio", "maj", "maja"],
    &["june", "juni", "juin", "giugno", "junio", "junho", "czerwiec", "czerwca"],
    &["july", "juli", "juillet", "luglio", "julio", "julho", "lipiec", "lipca"],
    &["august", "aout", "augustus", "agosto", "augusti", "sierpien", "sierpnia"],
    &[
        "september",
        "septembre",
        "settembre",
        "septiembre",
        "setembro",
        "sept",
        "wrzesien",
        "wrzesnia",
    ],
    &[
        "october",
        "oktober",
        "octobre",
        "ottobre",
        "octubre",
        "outubro",
        "pazdziernik",
        "pazdziernika",
    ],
    &["november", "novembre", "noviembre", "novembro", "listopad", "listopada"],
    &[
        "december",
        "dezember",
        "decembre",
        "dicembre",
        "diciembre",
        "dezembro",
        "grudzien",
        "grudnia",
        "desember",
    ],
];

fn month(word: &str) -> Option<u32> {
    let folded = super::super::lexicon::fold::fold(word);
    if folded.len() < 3 {
        return None;
    }
    let is_name = |name: &&str| {
        *name == folded || folded.len() <= 4 && name.starts_with(&folded) && name.len() > 3
    };
    // Spelled out names win: `mar` starts both `march` and `marzo`, and `juin` is no `juillet`.
    let exact = MONTHS.iter().position(|names| names.contains(&folded.as_str()));
    let found = exact.or_else(|| MONTHS.iter().position(|names| names.iter().any(is_name)))?;
    u32::try_from(found + 1).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_text(text: &str) -> Option<FoundDate> {
        at_start(&text.split(' ').collect::<Vec<_>>(), false)
    }

    fn certain(text: &str) -> Option<String> {
        match read_text(text)?.date {
            PrintedDate::Certain(date) => Some(date.to_string()),
            PrintedDate::Ambiguous { .. } => None,
        }
    }

    #[test]
    fn the_common_forms_are_read() {
        for text in [
            "2018-03-15",
            "15.03.2018",
            "15/03/2018",
            "03/15/2018",
            "15-03-18",
            "15. März 2018",
            "15 March 2018",
            "March 15, 2018",
            "Mar 15 2018",
            "15-Mar-2018",
            "15 mars 2018",
            "15 de marzo de 2018",
            "15 maart 2018",
            "15 marzo 2018",
            "15 de março de 2018",
            "15th of March, 2018",
            "15 . 03 . 2018",
            "2018/03/15",
            "20180315",
            "15/03/201814:22",
            "15MAR2018",
            "15. 3. 2018",
        ] {
            assert_eq!(certain(text).as_deref(), Some("2018-03-15"), "{text}");
        }
    }

    #[test]
    fn numbers_that_are_no_dates_are_refused() {
        for text in [
            "1.234,56",
            "12 345 67",
            "32.13.2018",
            "31/02/2018",
            "1/2.2018",
            "Maybe 12 2018",
            "12:30:45",
            "49-30-1234",
        ] {
            assert_eq!(read_text(text), None, "{text}");
        }
    }

    #[test]
    fn day_and_month_below_thirteen_leave_the_order_open() {
        let found = read_text("03/04/2018").unwrap();
        assert_eq!(found.date.resolve(DayOrder::DayFirst).to_string(), "2018-04-03");
        assert_eq!(found.date.resolve(DayOrder::MonthFirst).to_string(), "2018-03-04");
        assert_eq!(read_text("13/04/2018").unwrap().order, Some(DayOrder::DayFirst));
        assert_eq!(read_text("04/13/2018").unwrap().order, Some(DayOrder::MonthFirst));
    }

    #[test]
    fn misread_dates_are_repaired_only_on_request() {
        for (text, expected) in [
            ("19/62/2018", "2018-02-19"),
            ("31/03/2078", "2018-03-31"),
            ("2004/2017", "2017-04-20"),
        ] {
            assert_eq!(read_text(text), None, "{text}");
            let found = at_start(&[text], true).unwrap();
            assert_eq!(found.date.resolve(DayOrder::DayFirst).to_string(), expected);
        }
    }

    #[test]
    fn a_date_ends_where_it_ends() {
        assert_eq!(read_text("05.03.2013 bis 10.03.2013").unwrap().words, 1);
        assert_eq!(read_text("March 5, 2013 and").unwrap().words, 3);
    }

    proptest! {
        #[test]
        fn every_day_survives_print_and_parse(days in 0_i64..23_000, style in 0..4) {
            let date = NaiveDate::from_ymd_opt(1995, 1, 1).unwrap() + chrono::Duration::days(days);
            let format = ["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y"][style as usize];
            let text = date.format(format).to_string();
            let words: Vec<&str> = text.split(' ').collect();
            let found = at_start(&words, false).unwrap();
            prop_assert_eq!(found.date.resolve(DayOrder::DayFirst), date);
            prop_assert_eq!(found.words, words.len());
        }

        #[test]
        fn no_text_panics(words in proptest::collection::vec("\\PC{0,12}", 0..7)) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let _ = at_start(&words, true);
        }
    }
}
