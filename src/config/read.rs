//! `config.toml` as text: what it sets, where, and all that is wrong with it.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Config;
use super::setting::{self, Setting, TABLE};
use super::value::Value;
use crate::chat::place::place;
use crate::chat::spelling;

/// A setting that the file has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    /// Its key.
    pub(crate) key: &'static str,
    /// Its value, as it stands there.
    pub(crate) text: String,
    /// Line and column of the value, both from 1.
    pub(crate) place: (usize, usize),
}

/// Something in the file that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Line and column, both from 1.
    pub(crate) place: (usize, usize),
    /// What is wrong, and what to do.
    pub(crate) what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.place;
        write!(f, "line {line}, column {column}: {}", self.what)
    }
}

/// Reads all of a text. What cannot be taken is left out and told.
pub(super) fn read(text: &str) -> (Config, Vec<Problem>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        text,
        config: Config::default(),
        problems: Vec::new(),
    };
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        reader.problem(at, error.message().to_owned());
    }
    reader.table(root.get_ref(), "");
    reader.problems.sort_by_key(|problem| problem.place);
    (reader.config, reader.problems)
}

struct Reader<'a> {
    text: &'a str,
    config: Config,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn table(&mut self, table: &DeTable<'_>, within: &str) {
        for (name, value) in table {
            let key = format!("{within}{}", name.get_ref());
            let inner = format!("{key}.");
            let is_table = TABLE.iter().any(|setting| setting.key.starts_with(&inner));
            match (setting::of(&key), value.get_ref()) {
                (Some(setting), found) => self.take(setting, found, &value.span()),
                (None, DeValue::Table(inside)) if is_table => self.table(inside, &inner),
                (None, _) if is_table => {
                    self.problem(value.span().start, format!("`{key}` is a table"));
                }
                (None, _) => self.unknown(name, within),
            }
        }
    }

    fn take(&mut self, setting: &'static Setting, value: &DeValue<'_>, span: &Range<usize>) {
        match Value::read(setting, value) {
            Ok(value) => {
                (setting.take)(&mut self.config, value);
                self.config.given.push(Given {
                    key: setting.key,
                    text: self.text.get(span.clone()).unwrap_or_default().to_owned(),
                    place: place(self.text, span.start),
                });
            }
            Err(what) => self.problem(span.start, what),
        }
    }

    fn unknown(&mut self, name: &Spanned<std::borrow::Cow<'_, str>>, within: &str) {
        let names = TABLE.iter().filter_map(|setting| {
            let rest = setting.key.strip_prefix(within)?;
            Some(rest.split('.').next().unwrap_or(rest))
        });
        let typed = name.get_ref();
        let what = match spelling::closest(typed, names) {
            Some(known) => format!("unknown key `{typed}`; did you mean `{known}`?"),
            None => {
                format!("unknown key `{typed}`; `outcrop config init --print` shows all that exist")
            }
        };
        self.problem(name.span().start, what);
    }

    fn problem(&mut self, at: usize, what: String) {
        let place = place(self.text, at);
        self.problems.push(Problem { place, what });
    }
}
