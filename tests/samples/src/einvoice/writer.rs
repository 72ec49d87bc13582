//! Elements, nested and escaped.

use std::fmt::Write;

#[derive(Debug, Default)]
pub(super) struct XmlWriter {
    text: String,
    open: Vec<&'static str>,
}

impl XmlWriter {
    /// Starts a document with its root element.
    pub(super) fn new(root: &'static str, attributes: &[(&str, &str)]) -> Self {
        let mut writer = Self::default();
        writer.text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        writer.start(root, attributes);
        writer
    }

    fn start(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.indent();
        self.tag(name, attributes);
        self.text.push('\n');
        self.open.push(name);
    }

    fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            let _ = writeln!(self.text, "</{name}>");
        }
    }

    /// An element with others inside.
    pub(super) fn nest(&mut self, name: &'static str, inside: impl FnOnce(&mut Self)) {
        self.start(name, &[]);
        inside(self);
        self.end();
    }

    /// An element with text inside.
    pub(super) fn leaf(&mut self, name: &'static str, text: impl std::fmt::Display) {
        self.leaf_with(name, &[], text);
    }

    pub(super) fn leaf_with(
        &mut self,
        name: &'static str,
        attributes: &[(&str, &str)],
        text: impl std::fmt::Display,
    ) {
        self.indent();
        self.tag(name, attributes);
        let text = escape(&text.to_string());
        let _ = writeln!(self.text, "{text}</{name}>");
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.end();
        }
        self.text.into_bytes()
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.text, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.text, " {key}=\"{}\"", escape(value));
        }
        self.text.push('>');
    }

    fn indent(&mut self) {
        self.text.push_str(&"  ".repeat(self.open.len()));
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_closed_and_texts_escaped() {
        let mut writer = XmlWriter::new("a", &[("x", "1")]);
        writer.nest("b", |writer| writer.leaf("c", "R & D <x>"));
        let text = String::from_utf8(writer.finish()).unwrap();
        let expected = "<a x=\"1\">\n  <b>\n    <c>R &amp; D &lt;x&gt;</c>\n  </b>\n</a>\n";
        assert!(text.ends_with(expected), "{text}");
    }
}
