//! What models can do and take: the built-in data file, and the user's own, which wins.

mod error;
mod form;
mod member;
mod words;

use std::io::ErrorKind;
use std::path::Path;

use crate::chat::abilities::{Abilities, AbilityTable, Origin};
pub(crate) use error::ModelDataError;
use form::{File, Row};

/// The built-in data.
const BUILT_IN: &str = include_str!("../../../assets/models.toml");

/// What is known of models, and what kept the user's file from adding to it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ModelData {
    /// The built-in data, and the user's where their file is whole.
    pub(crate) table: AbilityTable,
    /// What is wrong with the user's file; nothing of it is in use then.
    pub(crate) error: Option<ModelDataError>,
}

impl ModelData {
    /// The built-in data alone.
    pub(crate) fn built_in() -> Self {
        Self {
            table: table(&[&built_in()]),
            error: None,
        }
    }

    /// The built-in data, and over them what the user's file says; one that is not there says
    /// nothing. Takes about a millisecond, so it is asked for when the first model is looked up.
    pub(crate) fn load(path: &Path) -> Self {
        match read(path) {
            Ok(own) => Self {
                table: table(&[&built_in(), &own]),
                error: None,
            },
            Err(error) => Self {
                error: Some(error),
                ..Self::built_in()
            },
        }
    }
}

fn built_in() -> File {
    toml::from_str(BUILT_IN).expect("a test reads the built-in data")
}

fn read(path: &Path) -> Result<File, ModelDataError> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            toml::from_str(&text).map_err(|error| ModelDataError::in_text(path, &text, &error))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(File::default()),
        Err(error) => Err(ModelDataError::unread(path, &error)),
    }
}

/// Merges the entries of all files: for each beginning of ids all that apply, the shortest first,
/// those of later files over those of earlier ones.
///
/// All entries that apply to an id are beginnings of each other, so the longest one has them all.
fn table(files: &[&File]) -> AbilityTable {
    let layers: Vec<Layer<'_>> = files.iter().map(|file| Layer::of(file)).collect();
    let mut beginnings: Vec<&str> = layers.iter().flat_map(Layer::beginnings).collect();
    beginnings.sort_unstable();
    beginnings.dedup();
    let merged = |beginning: &str| {
        let mut abilities = Abilities::default();
        for layer in &layers {
            layer.apply(beginning, &mut abilities);
        }
        (beginning.to_owned(), abilities)
    };
    AbilityTable::new(beginnings.into_iter().map(merged).collect())
}

/// The entries of one file, one for each beginning, the shortest first.
struct Layer<'a> {
    rows: Vec<(&'a str, &'a Row)>,
    origin: Origin,
}

impl<'a> Layer<'a> {
    fn of(file: &'a File) -> Self {
        let rows = file.models.iter();
        let mut rows: Vec<_> = rows
            .flat_map(|row| row.beginnings().map(move |beginning| (beginning, row)))
            .collect();
        rows.sort_by_key(|(beginning, _)| beginning.len());
        Self {
            rows,
            origin: Origin {
                as_of: file.as_of.clone(),
                source: file.source.clone(),
            },
        }
    }

    fn beginnings(&self) -> impl Iterator<Item = &'a str> {
        self.rows.iter().map(|(beginning, _)| *beginning)
    }

    fn apply(&self, id: &str, to: &mut Abilities) {
        let rows = self.rows.iter();
        let mut rows = rows
            .filter(|(beginning, _)| id.starts_with(beginning))
            .peekable();
        if rows.peek().is_some() {
            to.origin = self.origin.clone();
        }
        for (_, row) in rows {
            row.apply(to);
        }
    }
}

#[cfg(test)]
mod tests;
