//! Which bytes of a file a request wants (RFC 9110, one range).

use billify_shared::objects::ByteRange;
use poem::http::{HeaderMap, HeaderValue, header};

use crate::problem::{Problem, ProblemCode};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Whole,
    Part(ByteRange),
    /// The client has it already.
    NotModified,
}

/// What the headers of a request ask for.
///
/// # Errors
/// 416 if no byte of the range exists.
pub(crate) fn wanted(headers: &HeaderMap, etag: &str, byte_size: u64) -> Result<Wanted, Problem> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(known) = text(header::IF_NONE_MATCH)
        && known.split(',').any(
            |tag| matches!(tag.trim().trim_start_matches("W/"), tag if tag == etag || tag == "*"),
        )
    {
        return Ok(Wanted::NotModified);
    }
    if text(header::IF_RANGE).is_some_and(|known| known != etag) {
        return Ok(Wanted::Whole);
    }
    // A unit or form that is not known is to be ignored; so is a list of ranges.
    let Some(spec) = text(header::RANGE).and_then(|range| range.strip_prefix("bytes=")) else {
        return Ok(Wanted::Whole);
    };
    match parse(spec, byte_size) {
        Parsed::Part(range) => Ok(Wanted::Part(range)),
        Parsed::NotARange => Ok(Wanted::Whole),
        Parsed::Outside => {
            let detail = format!("The file has {byte_size} bytes.");
            let problem = Problem::new(ProblemCode::RangeNotSatisfiable, detail);
            Err(match HeaderValue::from_str(&format!("bytes */{byte_size}")) {
                Ok(value) => problem.with_header(header::CONTENT_RANGE, value),
                Err(_) => problem,
            })
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Parsed {
    Part(ByteRange),
    NotARange,
    Outside,
}

fn parse(spec: &str, byte_size: u64) -> Parsed {
    let Some((first, last)) = spec.trim().split_once('-') else { return Parsed::NotARange };
    let (first, last) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last),
        (Ok(first), Err(_)) if last.is_empty() => (first, u64::MAX),
        (Err(_), Ok(0)) if first.is_empty() => return Parsed::Outside,
        (Err(_), Ok(suffix)) if first.is_empty() => (byte_size.saturating_sub(suffix), u64::MAX),
        _ => return Parsed::NotARange,
    };
    if first >= byte_size {
        return Parsed::Outside;
    }
    Parsed::Part(ByteRange { first, last: last.min(byte_size - 1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_to_the_file() {
        let part = |first, last| Parsed::Part(ByteRange { first, last });
        assert_eq!(parse("0-9", 100), part(0, 9));
        assert_eq!(parse("90-200", 100), part(90, 99));
        assert_eq!(parse("90-", 100), part(90, 99));
        assert_eq!(parse("-10", 100), part(90, 99));
        assert_eq!(parse("-1000", 100), part(0, 99));
    }

    #[test]
    fn what_is_not_in_the_file_is_told_from_what_is_no_range() {
        assert_eq!(parse("100-", 100), Parsed::Outside);
        assert_eq!(parse("-0", 100), Parsed::Outside);
        for nonsense in ["", "-", "9-1", "a-b", "0-1,3-4", "1"] {
            assert_eq!(parse(nonsense, 100), Parsed::NotARange, "{nonsense}");
        }
    }
}
