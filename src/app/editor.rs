//! An editor over the panes: a field of the settings, or a variable.

use super::editing::Pad;
use super::settings::row::{Kind, Row};

/// A text that is edited over the panes.
#[derive(Debug, Clone)]
pub(crate) struct Editor {
    /// What is edited.
    pub(crate) subject: Subject,
    /// The text.
    pub(crate) pad: Pad,
    /// Why the text cannot be taken as it is.
    pub(crate) problem: Option<String>,
    /// The text that it began with.
    begun_with: String,
}

/// What is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A row of the settings.
    Row(Row),
    /// The value of a variable.
    Variable(String),
}

impl Editor {
    /// An editor with this text.
    pub(crate) fn new(subject: Subject, text: &str) -> Self {
        Self {
            subject,
            pad: Pad::new(text),
            problem: None,
            begun_with: text.to_owned(),
        }
    }

    /// The text.
    pub(crate) fn text(&self) -> String {
        self.pad.text()
    }

    /// Whether there is something in it that would be lost.
    pub(crate) fn has_changed(&self) -> bool {
        self.text() != self.begun_with
    }

    /// What stands above it.
    pub(crate) fn title(&self) -> String {
        match &self.subject {
            Subject::Row(Row::System) => "System prompt".to_owned(),
            Subject::Row(Row::Tools) => "Tools, as JSON".to_owned(),
            Subject::Row(Row::Extra) => "Extra request fields, as JSON".to_owned(),
            Subject::Row(Row::Stop) => "Stop sequences, one a line".to_owned(),
            Subject::Row(Row::Metadata) => "Request metadata, name=value".to_owned(),
            Subject::Row(row) => row.help().to_owned(),
            Subject::Variable(name) => format!("Value of {{{{{name}}}}}"),
        }
    }

    /// Whether Enter takes the text instead of beginning a line.
    pub(crate) fn is_one_line(&self) -> bool {
        match &self.subject {
            Subject::Row(row) => row.kind() == Kind::Line,
            Subject::Variable(_) => false,
        }
    }
}
