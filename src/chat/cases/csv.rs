//! CSV, as RFC 4180 has it: read with either end of line, written with the one that it names.

use super::{MAX_ROWS, NoCases, check_names};

/// What ends a row that is written.
pub(super) const END: &str = "\r\n";

/// Names of columns and rows.
type Table = (Vec<String>, Vec<Vec<String>>);

/// Reads a table whose first row names the columns.
pub(super) fn parse(text: &str) -> Result<Table, NoCases> {
    let mut reader = Reader { text, line: 1 };
    let Some(header) = reader.row()? else {
        return Err(NoCases::Empty);
    };
    let columns: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    check_names(&columns)?;
    let mut rows = Vec::new();
    loop {
        let line = reader.line;
        let Some(row) = reader.row()? else {
            return Ok((columns, rows));
        };
        if row.len() != columns.len() {
            return Err(NoCases::Ragged {
                line,
                found: row.len(),
                wanted: columns.len(),
            });
        }
        if rows.len() == MAX_ROWS {
            return Err(NoCases::TooManyRows);
        }
        rows.push(row);
    }
}

/// The rest of a text, and the line that it begins on.
struct Reader<'a> {
    text: &'a str,
    line: usize,
}

/// What stands behind a value.
enum Then {
    Value,
    Row,
}

impl Reader<'_> {
    /// The next row that is no blank line.
    fn row(&mut self) -> Result<Option<Vec<String>>, NoCases> {
        while self.end_of_row() {
            self.line += 1;
        }
        if self.text.is_empty() {
            return Ok(None);
        }
        let mut row = Vec::new();
        loop {
            let (value, then) = if let Some(rest) = self.text.strip_prefix('"') {
                self.text = rest;
                self.quoted()?
            } else {
                self.plain()?
            };
            row.push(value);
            if let Then::Row = then {
                return Ok(Some(row));
            }
        }
    }

    /// A value without quotes around it.
    fn plain(&mut self) -> Result<(String, Then), NoCases> {
        let end = self.text.find([',', '\n', '\r', '"']);
        let (value, rest) = self.text.split_at(end.unwrap_or(self.text.len()));
        let value = value.to_owned();
        self.text = rest;
        if self.text.starts_with('"') {
            return Err(
                self.wrong("a quote inside a value; put quotes around all of it and double it")
            );
        }
        self.after(value)
    }

    /// A value in quotes, behind the first of them.
    fn quoted(&mut self) -> Result<(String, Then), NoCases> {
        let begun = self.line;
        let mut value = String::new();
        loop {
            let Some((part, rest)) = self.text.split_once('"') else {
                self.line = begun;
                return Err(self.wrong("a quote is opened and never closed"));
            };
            self.line += part.matches('\n').count();
            value.push_str(part);
            self.text = rest;
            match rest.strip_prefix('"') {
                Some(rest) => {
                    value.push('"');
                    self.text = rest;
                }
                None => return self.after(value),
            }
        }
    }

    /// What separates a value from the next one.
    fn after(&mut self, value: String) -> Result<(String, Then), NoCases> {
        if let Some(rest) = self.text.strip_prefix(',') {
            self.text = rest;
            return Ok((value, Then::Value));
        }
        if self.end_of_row() {
            self.line += 1;
            return Ok((value, Then::Row));
        }
        if self.text.is_empty() {
            return Ok((value, Then::Row));
        }
        Err(self.wrong("a comma is missing behind a closing quote"))
    }

    /// Goes past the end of a row, if it is here.
    fn end_of_row(&mut self) -> bool {
        let ends = ["\r\n", "\n", "\r"];
        let rest = ends.iter().find_map(|end| self.text.strip_prefix(end));
        if let Some(rest) = rest {
            self.text = rest;
        }
        rest.is_some()
    }

    fn wrong(&self, what: &str) -> NoCases {
        NoCases::BadLine {
            line: self.line,
            what: what.to_owned(),
        }
    }
}

/// A value as it is written: in quotes where it would not be read back without them.
pub(super) fn field(value: &str) -> String {
    let plain = !value.is_empty() && !value.contains([',', '"', '\n', '\r']);
    if plain && !value.starts_with('\u{feff}') {
        return value.to_owned();
    }
    format!("\"{}\"", value.replace('"', "\"\""))
}
