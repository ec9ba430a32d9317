//! Tables of cases: values for the variables of a prompt, a row for each case.
//!
//! A table is a CSV file whose first row names the columns, or JSON Lines with an object for each case.

mod csv;
mod jsonl;
mod sheet;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};

use super::ids::CaseNo;
use super::variables;

pub(crate) use sheet::{Figures, Sheet, SheetCell, SheetRow};

/// The most bytes of a file.
pub(crate) const MAX_BYTES: usize = 10_000_000;

/// The most rows.
pub(crate) const MAX_ROWS: usize = 10_000;

/// The most columns.
const MAX_COLUMNS: usize = 200;

/// A table of cases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cases {
    /// The name of its file.
    pub(crate) name: String,
    /// The names of the columns: each that of a variable, each once.
    pub(crate) columns: Vec<String>,
    /// The values of each case, one for each column.
    pub(crate) rows: Vec<Vec<String>>,
}

/// How a file of cases is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CaseFormat {
    /// Values with commas between them.
    Csv,
    /// An object of JSON on each line.
    JsonLines,
}

/// Why a file is no table of cases; the line counts from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoCases {
    /// It is too large to be read.
    #[error("the file is larger than 10 MB; take a part of it")]
    TooLarge,
    /// It is no text.
    #[error("the file is not UTF-8; save it as UTF-8")]
    NoText,
    /// It has no names of columns.
    #[error("the file is empty; its first line names the columns")]
    Empty,
    /// It has columns and no case.
    #[error("the file has no row below the names of its columns")]
    NoRows,
    /// It has too many rows.
    #[error("the file has more than 10,000 rows; take a part of them")]
    TooManyRows,
    /// It has too many columns.
    #[error("the file has more than 200 columns; take a part of them")]
    TooManyColumns,
    /// A column cannot be named in a text.
    #[error("column {0} has no name; name it in the first line")]
    Nameless(usize),
    /// A column cannot be named in a text.
    #[error(
        "{0:?} cannot be the name of a variable: letters, digits and _, beginning with no digit"
    )]
    BadName(String),
    /// Two columns have one name.
    #[error("the column {0} is there twice; rename one")]
    Twice(String),
    /// A row has other values than there are columns.
    #[error(
        "line {line}: {found} values for {wanted} columns; quote a value that has a comma in it"
    )]
    Ragged {
        /// Where the row begins.
        line: usize,
        /// How many values it has.
        found: usize,
        /// How many columns there are.
        wanted: usize,
    },
    /// A line is not as it must be.
    #[error("line {line}: {what}")]
    BadLine {
        /// Which line.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
}

impl CaseFormat {
    /// The format that a file name says; `None` = it says nothing.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            _ => None,
        }
    }

    /// The format that a text looks like.
    fn of_text(text: &str) -> Self {
        if text.trim_start().starts_with('{') {
            Self::JsonLines
        } else {
            Self::Csv
        }
    }
}

impl Cases {
    /// Reads a file: by the extension of its name, else by what it looks like.
    ///
    /// # Errors
    /// It is no table of cases.
    pub(crate) fn parse(name: &str, bytes: &[u8]) -> Result<Self, NoCases> {
        if bytes.len() > MAX_BYTES {
            return Err(NoCases::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| NoCases::NoText)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let format = CaseFormat::of_name(name).unwrap_or_else(|| CaseFormat::of_text(text));
        let (columns, rows) = match format {
            CaseFormat::Csv => csv::parse(text)?,
            CaseFormat::JsonLines => jsonl::parse(text)?,
        };
        if rows.is_empty() {
            return Err(NoCases::NoRows);
        }
        Ok(Self {
            name: name.to_owned(),
            columns,
            rows,
        })
    }

    /// The values of a case, by the names of the variables.
    pub(crate) fn values(&self, case: CaseNo) -> BTreeMap<String, String> {
        let row = usize::try_from(case.0).ok();
        let row = row.and_then(|row| self.rows.get(row));
        let values = row.map_or(&[][..], Vec::as_slice);
        self.columns
            .iter()
            .cloned()
            .zip(values.iter().cloned())
            .collect()
    }

    /// What a prompt made of these texts does with the table; `known` are the values that the
    /// conversation has anyway.
    pub(crate) fn fits(&self, texts: &[&str], known: &BTreeMap<String, String>) -> Fit {
        let mut named: Vec<&str> = Vec::new();
        for name in texts.iter().flat_map(|text| variables::names(text)) {
            if !named.contains(&name) {
                named.push(name);
            }
        }
        let has = |name: &str| self.columns.iter().any(|column| column == name);
        let missing = named.iter().filter(|name| !has(name));
        let missing = missing.filter(|name| !known.contains_key(**name));
        let unused = self.columns.iter();
        let unused = unused.filter(|column| !named.contains(&column.as_str()));
        Fit {
            missing: missing.map(|name| (*name).to_owned()).collect(),
            unused: unused.cloned().collect(),
        }
    }
}

/// What a prompt and a table have not in common.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fit {
    /// Variables of the prompt that have no value.
    pub(crate) missing: Vec<String>,
    /// Columns that the prompt does not name.
    pub(crate) unused: Vec<String>,
}

/// Checks the names of columns.
fn check_names(columns: &[String]) -> Result<(), NoCases> {
    if columns.len() > MAX_COLUMNS {
        return Err(NoCases::TooManyColumns);
    }
    let mut seen = HashSet::new();
    for (at, name) in columns.iter().enumerate() {
        if name.is_empty() {
            return Err(NoCases::Nameless(at + 1));
        }
        if !variables::is_name(name) {
            return Err(NoCases::BadName(name.clone()));
        }
        if !seen.insert(name) {
            return Err(NoCases::Twice(name.clone()));
        }
    }
    Ok(())
}
