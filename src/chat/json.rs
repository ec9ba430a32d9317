//! The shape of JSON text: what it is and where its parts stand, without reading any value.
//!
//! Numbers, strings and the order of members stay as they were typed, since only spans of the text
//! are handed out.

use super::content::Json;

/// What a JSON text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape<'a> {
    /// Names, between their quotes as they stand, and the texts of their values.
    Object(Vec<(&'a str, &'a str)>),
    /// The texts of the items.
    Array(Vec<&'a str>),
    /// A string, a number, `true`, `false` or `null`.
    Scalar,
}

impl Json {
    /// What it is; `None` if it is no JSON at all.
    pub(crate) fn shape(&self) -> Option<Shape<'_>> {
        shape(&self.0)
    }

    /// Whether it is a JSON object.
    pub(crate) fn is_object(&self) -> bool {
        matches!(self.shape(), Some(Shape::Object(_)))
    }
}

/// What a text is; `None` if it is no JSON.
pub(crate) fn shape(text: &str) -> Option<Shape<'_>> {
    let mut scan = Scan { text, at: 0 };
    scan.blanks();
    let shape = match scan.peek()? {
        b'{' => Shape::Object(scan.members()?),
        b'[' => Shape::Array(scan.items()?),
        _ => {
            scan.scalar()?;
            Shape::Scalar
        }
    };
    scan.blanks();
    (scan.at == text.len()).then_some(shape)
}

/// The text of an object's member; `None` if the text is no object or has no such member.
pub(crate) fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let Some(Shape::Object(members)) = shape(text) else {
        return None;
    };
    let mut found = members.iter().rev();
    found.find(|(other, _)| *other == name).map(|(_, at)| *at)
}

/// Walks over a text. Nothing recurses, so no depth of nesting can exhaust the stack.
struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn members(&mut self) -> Option<Vec<(&'a str, &'a str)>> {
        let mut found = Vec::new();
        self.eat(b'{')?;
        self.blanks();
        if self.eat(b'}').is_some() {
            return Some(found);
        }
        loop {
            self.blanks();
            let name = self.name()?;
            found.push((name, self.value()?));
            self.blanks();
            if self.eat(b',').is_none() {
                self.eat(b'}')?;
                return Some(found);
            }
        }
    }

    fn items(&mut self) -> Option<Vec<&'a str>> {
        let mut found = Vec::new();
        self.eat(b'[')?;
        self.blanks();
        if self.eat(b']').is_some() {
            return Some(found);
        }
        loop {
            found.push(self.value()?);
            self.blanks();
            if self.eat(b',').is_none() {
                self.eat(b']')?;
                return Some(found);
            }
        }
    }

    /// The text of one value, whatever it holds.
    fn value(&mut self) -> Option<&'a str> {
        self.blanks();
        let from = self.at;
        // The closing brackets that are still to come.
        let mut open = Vec::new();
        loop {
            self.blanks();
            match self.peek()? {
                b'{' => {
                    self.at += 1;
                    self.blanks();
                    if self.eat(b'}').is_none() {
                        self.name()?;
                        open.push(b'}');
                        continue;
                    }
                }
                b'[' => {
                    self.at += 1;
                    self.blanks();
                    if self.eat(b']').is_none() {
                        open.push(b']');
                        continue;
                    }
                }
                _ => self.scalar()?,
            }
            if self.close(&mut open)? == After::Nothing {
                return Some(&self.text[from..self.at]);
            }
        }
    }

    /// What follows a value: brackets that close, then perhaps another value.
    fn close(&mut self, open: &mut Vec<u8>) -> Option<After> {
        while let Some(bracket) = open.last().copied() {
            self.blanks();
            if self.eat(b',').is_some() {
                if bracket == b'}' {
                    self.blanks();
                    self.name()?;
                }
                return Some(After::Value);
            }
            self.eat(bracket)?;
            open.pop();
        }
        Some(After::Nothing)
    }

    /// The name of a member, and the colon behind it.
    fn name(&mut self) -> Option<&'a str> {
        let from = self.at + 1;
        self.string()?;
        let name = &self.text[from..self.at - 1];
        self.blanks();
        self.eat(b':')?;
        Some(name)
    }

    fn string(&mut self) -> Option<()> {
        self.eat(b'"')?;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => return Some(()),
                b'\\' => self.escape()?,
                0..0x20 => return None,
                _ => {}
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        let byte = self.peek()?;
        self.at += 1;
        if byte == b'u' {
            let digits = self.text.as_bytes().get(self.at..self.at + 4)?;
            self.at += 4;
            return digits.iter().all(u8::is_ascii_hexdigit).then_some(());
        }
        b"\"\\/bfnrt".contains(&byte).then_some(())
    }

    fn scalar(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string(),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        rest.starts_with(word.as_bytes())
            .then(|| self.at += word.len())
    }

    fn number(&mut self) -> Option<()> {
        let _ = self.eat(b'-');
        if self.eat(b'0').is_none() {
            self.digits()?;
        }
        if self.eat(b'.').is_some() {
            self.digits()?;
        }
        if self.eat(b'e').or_else(|| self.eat(b'E')).is_some() {
            let _ = self.eat(b'+').or_else(|| self.eat(b'-'));
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > from).then_some(())
    }
}

/// What follows a value and the brackets behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// Another one.
    Value,
    /// Nothing: all that was open is closed.
    Nothing,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether the library takes it for JSON.
    fn is_json(text: &str) -> bool {
        serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok()
    }

    #[test]
    fn parts_stand_as_they_were_typed() {
        let text = " {\"a\" : 1.50 ,\"b\\n\":[ {} , \"x,]\" ],\"c\":{\"d\":null}} ";
        let members = vec![
            ("a", "1.50"),
            ("b\\n", "[ {} , \"x,]\" ]"),
            ("c", "{\"d\":null}"),
        ];
        assert_eq!(shape(text), Some(Shape::Object(members)));
        assert_eq!(shape("[1, [2,3] ]"), Some(Shape::Array(vec!["1", "[2,3]"])));
        assert_eq!(shape("-0.1e+7"), Some(Shape::Scalar));
        assert_eq!(member(text, "c"), Some("{\"d\":null}"));
        assert_eq!(member("{\"a\":1,\"a\":2}", "a"), Some("2"));
        assert_eq!(member("[]", "a"), None);
    }

    #[test]
    fn what_is_no_json_has_no_shape() {
        for text in [
            "",
            "{",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "[1 2]",
            "[,]",
            "01",
            "1.",
            "-",
            "tru",
            "\"\t\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"",
            "{} x",
            "{1:2}",
            "1e",
            "[1]]",
        ] {
            assert_eq!(shape(text), None, "{text:?}");
            assert!(!is_json(text), "{text:?}");
        }
    }

    #[test]
    fn no_depth_is_too_deep() {
        let text = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(shape(&text).is_some());
        assert_eq!(shape(&text[..text.len() - 1]), None);
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_library(text in r#"[\[\]{}:,"a01.eE+\-\\un tfrlsé]{0,12}"#) {
            prop_assert_eq!(shape(&text).is_some(), is_json(&text));
        }

        #[test]
        fn it_agrees_on_texts_that_are_nearly_json(at in 0_usize..60, with in "[\"{}\\[\\],:0a\\\\ ]?") {
            let mut text = r#"{"a":[1,-2.5e3,{"b":"c\u00e9\n"}],"d":{"e":null,"f":true},"":[]}"#.to_owned();
            text.replace_range(at..=at, &with);
            prop_assert_eq!(shape(&text).is_some(), is_json(&text));
        }
    }
}
