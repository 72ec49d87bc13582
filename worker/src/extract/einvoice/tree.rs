//! Walking an XML tree by local names: the prefixes and namespace versions that files use differ.

use chrono::NaiveDate;
use roxmltree::Node;
use rust_decimal::Decimal;

/// The first child element with this local name.
pub(super) fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    children(node, name).next()
}

/// All child elements with this local name.
pub(super) fn children<'a, 'input, 'n>(
    node: Node<'a, 'input>,
    name: &'n str,
) -> impl Iterator<Item = Node<'a, 'input>> + use<'a, 'input, 'n> {
    node.children().filter(move |inner| inner.is_element() && inner.tag_name().name() == name)
}

/// The first element down a path of local names, `Party/PartyName/Name` for instance.
pub(super) fn at<'a, 'input>(node: Node<'a, 'input>, path: &str) -> Option<Node<'a, 'input>> {
    path.split('/').try_fold(node, child)
}

/// The trimmed text down a path, if there is any.
pub(super) fn text(node: Node<'_, '_>, path: &str) -> Option<String> {
    content(at(node, path)?)
}

/// The trimmed text of an element, if there is any.
pub(super) fn content(node: Node<'_, '_>) -> Option<String> {
    let text: String = node.children().filter_map(|inner| inner.text()).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The number down a path.
pub(super) fn number(node: Node<'_, '_>, path: &str) -> Option<Decimal> {
    parse_number(&text(node, path)?)
}

pub(super) fn parse_number(text: &str) -> Option<Decimal> {
    let text = text.trim().trim_start_matches('+');
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

/// An XML Schema date, with or without time or zone, or the compact form of UN/CEFACT (102, 203).
pub(super) fn parse_date(text: &str) -> Option<NaiveDate> {
    let digits: String = text.chars().take(10).filter(char::is_ascii_digit).collect();
    let compact = text.len() >= 8 && text.bytes().take(8).all(|byte| byte.is_ascii_digit());
    let digits = if compact { text.get(..8)? } else { &digits };
    NaiveDate::parse_from_str(digits, "%Y%m%d").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_both_forms() {
        let expected = NaiveDate::from_ymd_opt(2018, 3, 5);
        for text in ["2018-03-05", "20180305", "2018-03-05T00:00:00", "201803051230"] {
            assert_eq!(parse_date(text), expected, "{text}");
        }
        assert_eq!(parse_date("2018-13-05"), None);
        assert_eq!(parse_date("soon"), None);
    }
}
