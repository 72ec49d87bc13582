//! Lists by keyset: an opaque cursor says after which row to go on, so that rows which come or go
//! in between neither repeat nor vanish.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::problem::{Problem, ProblemCode};

/// Rows of one page if the caller does not say.
pub const DEFAULT_LIMIT: u64 = 50;
/// Rows of one page at most.
pub const MAX_LIMIT: u64 = 200;

/// The number of rows to give.
///
/// # Errors
/// 400 outside of 1 to 200.
pub fn limit(asked: Option<u64>) -> Result<u64, Problem> {
    match asked.unwrap_or(DEFAULT_LIMIT) {
        limit @ 1..=MAX_LIMIT => Ok(limit),
        other => Err(Problem::new(
            ProblemCode::InvalidParameter,
            format!("limit: {other} is not between 1 and {MAX_LIMIT}."),
        )),
    }
}

/// Writes a position as text that callers are not to look into.
///
/// # Errors
/// When the position cannot be written as JSON, which would be a fault of ours.
pub fn encode_cursor(position: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_vec(position).map(|json| URL_SAFE_NO_PAD.encode(json)).map_err(Problem::internal)
}

/// Reads a position written by [`encode_cursor`].
///
/// # Errors
/// 400 if it was not.
pub fn decode_cursor<T: DeserializeOwned>(cursor: &str) -> Result<T, Problem> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or_else(invalid_cursor)
}

/// The refusal of a cursor that was made for another list or another order.
#[must_use]
pub fn invalid_cursor() -> Problem {
    let detail = "Give next_cursor back unchanged, with the same sort as before.";
    Problem::new(ProblemCode::InvalidCursor, detail)
}

/// Cuts a list that was read with one row more than asked for; true if there is another page.
pub fn cut<T>(rows: &mut Vec<T>, limit: u64) -> bool {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let cursor = encode_cursor(&("created_at", 7)).unwrap();
        assert_eq!(decode_cursor::<(String, i32)>(&cursor).unwrap(), ("created_at".to_owned(), 7));
    }

    #[test]
    fn a_foreign_cursor_is_refused() {
        for cursor in ["", "%%%", "bm90IGpzb24", "eyJhIjoxfQ"] {
            assert!(decode_cursor::<(String, i32)>(cursor).is_err(), "{cursor}");
        }
    }

    #[test]
    fn limits_are_bounded() {
        assert_eq!(limit(None).unwrap(), DEFAULT_LIMIT);
        assert!(limit(Some(0)).is_err());
        assert!(limit(Some(201)).is_err());
    }
}
