//! The elements of a list of JSON as texts of their own, so that a broken one does not cost the others.

/// An element, and the line that it begins on, counted from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) text: &'a str,
    pub(super) line: usize,
}

/// The elements of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Elements<'a> {
    pub(super) parts: Vec<Element<'a>>,
    /// The last line of a text that ends before its list does.
    pub(super) torn: Option<usize>,
}

/// Parts a text at the commas of its outermost list. What is no list is an element itself.
pub(super) fn elements(text: &str) -> Elements<'_> {
    let start = text.len() - text.trim_start().len();
    if !text[start..].starts_with('[') {
        let line = 1;
        let parts = vec![Element { text, line }];
        return Elements { parts, torn: None };
    }
    let mut splitter = Splitter {
        text,
        begin: start + 1,
        line: 1 + text[..start].matches('\n').count(),
        parts: Vec::new(),
    };
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start + 1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' | b'{' => depth += 1,
            b']' if depth == 0 => {
                splitter.part(at);
                let parts = splitter.parts;
                return Elements { parts, torn: None };
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => splitter.part(at),
            _ => {}
        }
    }
    // The last one is in pieces; it is told by its line.
    Elements {
        parts: splitter.parts,
        torn: Some(text.lines().count()),
    }
}

struct Splitter<'a> {
    text: &'a str,
    begin: usize,
    line: usize,
    parts: Vec<Element<'a>>,
}

impl Splitter<'_> {
    /// Ends an element here; a blank one is none.
    fn part(&mut self, end: usize) {
        let piece = &self.text[self.begin..end];
        let text = piece.trim_start();
        let line = self.line + piece[..piece.len() - text.len()].matches('\n').count();
        if !text.is_empty() {
            let text = text.trim_end();
            self.parts.push(Element { text, line });
        }
        self.line += piece.matches('\n').count();
        self.begin = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> (Vec<(&str, usize)>, Option<usize>) {
        let found = elements(text);
        let parts = found.parts.iter().map(|part| (part.text, part.line));
        (parts.collect(), found.torn)
    }

    #[test]
    fn a_list_is_parted_at_its_own_commas() {
        assert_eq!(
            told("[1,\n [2,3], {\"a,]\": \"\\\"]\"}]"),
            (
                vec![("1", 1), ("[2,3]", 2), ("{\"a,]\": \"\\\"]\"}", 2)],
                None
            )
        );
        assert_eq!(told(" [ ] "), (vec![], None));
        assert_eq!(told("{\"a\":1}"), (vec![("{\"a\":1}", 1)], None));
        assert_eq!(told("[1,\n{\"a\":"), (vec![("1", 1)], Some(2)));
    }
}
