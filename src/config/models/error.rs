//! What is wrong with the user's model data, and where.

use std::path::Path;

use crate::chat::place::place;
use crate::chat::spelling;

/// Model data that could not be read. The built-in data stay in use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}{place}: {cause}; the built-in model data stay in use")]
pub(crate) struct ModelDataError {
    path: String,
    /// Line and column, counted from 1; empty if the whole file could not be read.
    place: String,
    cause: String,
}

impl ModelDataError {
    /// The file could not be read at all.
    pub(super) fn unread(path: &Path, error: &std::io::Error) -> Self {
        Self {
            path: path.display().to_string(),
            place: String::new(),
            cause: error.to_string(),
        }
    }

    /// The file is no TOML, or says what no entry can say.
    pub(super) fn in_text(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        Self {
            path: path.display().to_string(),
            place: error
                .span()
                .map(|span| {
                    let (line, column) = place(text, span.start);
                    format!(", line {line}, column {column}")
                })
                .unwrap_or_default(),
            cause: cause(error.message()),
        }
    }
}

/// The parser's words, with the name that was probably meant.
///
/// serde says ``unknown field `contxt`, expected one of `match`, `context` …``, and `unknown variant`
/// in the same form.
fn cause(message: &str) -> String {
    let (Some(what), Some(names)) = (message.strip_prefix("unknown "), names(message)) else {
        return message.to_owned();
    };
    let kind = if what.starts_with("field") {
        "member"
    } else {
        "word"
    };
    let (found, known) = names;
    format!(
        "unknown {kind} `{found}`; {}",
        spelling::advice(found, known)
    )
}

/// The name that was found, and those that were expected: what stands between backticks.
fn names(message: &str) -> Option<(&str, Vec<&str>)> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    Some((quoted.next()?, quoted.collect()))
}
