//! Text to a value.

use super::{NoJson, Value};
use crate::chat::place::place;

/// How deep arrays and objects may be nested.
const DEEPEST: usize = 128;

/// Reads a text that is one JSON value.
pub(super) fn parse(text: &str) -> Result<Value, NoJson> {
    let mut reader = Reader { text, at: 0 };
    reader.blanks();
    if reader.peek().is_none() {
        return Err(reader.wrong("there is nothing; type a value such as {}"));
    }
    let value = reader.value(0)?;
    reader.blanks();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.wrong("there is more after the value; take it away")),
    }
}

/// A text and how far it was read, in bytes.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn blanks(&mut self) {
        while let Some(' ' | '\t' | '\n' | '\r') = self.peek() {
            self.at += 1;
        }
    }

    fn wrong(&self, what: impl Into<String>) -> NoJson {
        let (line, column) = place(self.text, self.at);
        NoJson {
            line,
            column,
            what: what.into(),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, NoJson> {
        if depth > DEEPEST {
            return Err(self.wrong("nested too deep"));
        }
        match self.peek() {
            Some('{') => self.object(depth),
            Some('[') => self.list(depth),
            Some('"') => self.string().map(Value::Text),
            Some('t') => self.word("true", Value::Bool(true)),
            Some('f') => self.word("false", Value::Bool(false)),
            Some('n') => self.word("null", Value::Null),
            Some('-' | '0'..='9') => self.number(),
            Some(_) | None => Err(self.wrong(
                "a value is missing: a string in \"quotes\", a number, true, false, null, [ or {",
            )),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, NoJson> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.wrong(format!("did you mean {word}? A string needs \"quotes\"")));
        }
        self.at += word.len();
        Ok(value)
    }

    fn object(&mut self, depth: usize) -> Result<Value, NoJson> {
        self.next();
        self.blanks();
        let mut members = Vec::new();
        if self.take('}') {
            return Ok(Value::Object(members));
        }
        loop {
            if self.peek() != Some('"') {
                return Err(self.wrong("a name in double quotes is missing, such as \"name\""));
            }
            let name = self.string()?;
            self.blanks();
            if !self.take(':') {
                return Err(self.wrong("a colon is missing after the name"));
            }
            self.blanks();
            members.push((name, self.value(depth + 1)?));
            self.blanks();
            if self.take('}') {
                return Ok(Value::Object(members));
            }
            if !self.take(',') {
                return Err(self.wrong("a } or a comma is missing"));
            }
            self.blanks();
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, NoJson> {
        self.next();
        self.blanks();
        let mut values = Vec::new();
        if self.take(']') {
            return Ok(Value::List(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            self.blanks();
            if self.take(']') {
                return Ok(Value::List(values));
            }
            if !self.take(',') {
                return Err(self.wrong("a ] or a comma is missing"));
            }
            self.blanks();
        }
    }

    fn string(&mut self) -> Result<String, NoJson> {
        self.next();
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Err(self.wrong("the closing quote is missing")),
                Some('"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some('\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                Some(control) if control < ' ' => {
                    return Err(self.wrong(
                        "a line end or control character within a string; write \\n for a line end",
                    ));
                }
                Some(plain) => {
                    self.at += plain.len_utf8();
                    text.push(plain);
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, NoJson> {
        let plain = match self.peek() {
            Some('"') => '"',
            Some('\\') => '\\',
            Some('/') => '/',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(),
            Some(_) | None => {
                return Err(self.wrong("no such escape; write \\\\ for a backslash"));
            }
        };
        self.at += 1;
        Ok(plain)
    }

    /// `\u00e4`, or two halves of a character beyond the first plane.
    fn unicode(&mut self) -> Result<char, NoJson> {
        let high = self.half()?;
        if let Some(whole) = char::from_u32(high) {
            return Ok(whole);
        }
        let start = self.at;
        if (0xD800..0xDC00).contains(&high) && self.take('\\') && self.peek() == Some('u') {
            let low = self.half()?;
            let joined = (0xDC00..0xE000)
                .contains(&low)
                .then(|| 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
            if let Some(whole) = joined.and_then(char::from_u32) {
                return Ok(whole);
            }
        }
        self.at = start;
        Err(self.wrong("half a character; its other half is missing"))
    }

    fn half(&mut self) -> Result<u32, NoJson> {
        self.next();
        let digits = self.text.get(self.at..self.at + 4);
        let hexadecimal = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = hexadecimal.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = code.ok_or_else(|| self.wrong("four hexadecimal digits are missing"))?;
        self.at += 4;
        Ok(code)
    }

    fn number(&mut self) -> Result<Value, NoJson> {
        let start = self.at;
        self.take('-');
        if !self.take('0') {
            self.digits()?;
        }
        if self.take('.') {
            self.digits()?;
        }
        if let Some('e' | 'E') = self.peek() {
            self.at += 1;
            if let Some('+' | '-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Value::Number(self.text[start..self.at].to_owned()))
    }

    fn digits(&mut self) -> Result<(), NoJson> {
        let start = self.at;
        while let Some('0'..='9') = self.peek() {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.wrong("a digit is missing"));
        }
        Ok(())
    }
}
