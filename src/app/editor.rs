//! An editor over the panes: a field of the settings, or a variable.

use crate::chat::call::{CallId, Status};
use crate::chat::ids::MessageId;
use crate::chat::message::Role;
use crate::chat::tool::remark::Remark;

use super::action::Scope;
use super::calls::Meant;
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
    /// What is to be said about the tools in it, the worst first. Of arguments it is said elsewhere.
    pub(crate) remarks: Vec<Remark>,
    /// Whether the text is being checked.
    pub(crate) checking: Checking,
    /// The text that it began with.
    begun_with: String,
}

/// How far the check of a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Checking {
    /// It is not to be checked, or was.
    No,
    /// It is to be checked.
    Wanted,
    /// This text is being checked.
    Asked(String),
    /// The same, and the text is another one since then.
    Outdated(String),
}

impl Checking {
    /// How far it is once the text is another one.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::Asked(text) | Self::Outdated(text) => Self::Outdated(text.clone()),
            Self::No | Self::Wanted => Self::Wanted,
        }
    }

    /// How far it is once such a text was checked.
    pub(crate) fn answered(&self, is_asked: impl Fn(&str) -> bool) -> Self {
        match self {
            Self::Asked(text) if is_asked(text) => Self::No,
            Self::Outdated(text) if is_asked(text) => Self::Wanted,
            Self::Asked(_) | Self::Outdated(_) | Self::No | Self::Wanted => self.clone(),
        }
    }
}

/// What is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A row of the settings.
    Row(Row),
    /// The value of a variable.
    Variable(String),
    /// What a judge goes by.
    Criteria,
    /// A long text that goes along, by its place.
    Chip(usize),
    /// A message, and who speaks in it.
    Message(MessageId, Role),
    /// The arguments of a call.
    Arguments(CallId),
    /// The result of a call.
    Result(CallId, Meant, Status),
    /// A message that is put beside another one, and who speaks in it.
    Insert(MessageId, Side, Role),
}

/// Where something is put, seen from a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Before it.
    Before,
    /// After it.
    After,
}

impl Editor {
    /// An editor with this text.
    pub(crate) fn new(subject: Subject, text: &str) -> Self {
        let checking = match subject {
            Subject::Row(Row::Tools) | Subject::Arguments(_) => Checking::Wanted,
            Subject::Row(_)
            | Subject::Variable(_)
            | Subject::Criteria
            | Subject::Chip(_)
            | Subject::Message(..)
            | Subject::Result(..)
            | Subject::Insert(..) => Checking::No,
        };
        Self {
            subject,
            remarks: Vec::new(),
            checking,
            pad: Pad::new(text),
            problem: None,
            begun_with: text.to_owned(),
        }
    }

    /// The text.
    pub(crate) fn text(&self) -> String {
        self.pad.text()
    }

    /// The text before the cursor.
    pub(crate) fn before_cursor(&self) -> String {
        self.pad.before_cursor()
    }

    /// Where its keys are looked up, the most special first.
    pub(crate) fn scopes(&self) -> &'static [Scope] {
        match &self.subject {
            Subject::Message(_, Role::User) => {
                &[Scope::Resend, Scope::Editor, Scope::Text, Scope::Global]
            }
            Subject::Message(_, Role::Assistant) => {
                &[Scope::GoOn, Scope::Editor, Scope::Text, Scope::Global]
            }
            Subject::Row(_)
            | Subject::Variable(_)
            | Subject::Criteria
            | Subject::Chip(_)
            | Subject::Arguments(_)
            | Subject::Insert(..) => &[Scope::Editor, Scope::Text, Scope::Global],
            Subject::Result(..) => &[Scope::Result, Scope::Editor, Scope::Text, Scope::Global],
        }
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
            Subject::Criteria => "What the judge goes by".to_owned(),
            Subject::Chip(_) => "Text that goes along".to_owned(),
            Subject::Arguments(_) => "Arguments of the call, as JSON".to_owned(),
            Subject::Result(_, meant, status) => {
                let meant = match meant {
                    Meant::Text => "text",
                    Meant::Json => "JSON",
                };
                let status = match status {
                    Status::Success => "",
                    Status::Error => ", an error",
                };
                format!("Result of the call, as {meant}{status}")
            }
            Subject::Variable(name) => format!("Value of {{{{{name}}}}}"),
            Subject::Message(_, Role::User) => "Your message".to_owned(),
            Subject::Message(_, Role::Assistant) => "Reply of the model".to_owned(),
            Subject::Insert(_, _, Role::User) => "A new message of yours".to_owned(),
            Subject::Insert(_, _, Role::Assistant) => "A new reply, by your hand".to_owned(),
        }
    }

    /// Whether Enter takes the text instead of beginning a line.
    pub(crate) fn is_one_line(&self) -> bool {
        match &self.subject {
            Subject::Row(row) => row.kind() == Kind::Line,
            Subject::Variable(_)
            | Subject::Criteria
            | Subject::Chip(_)
            | Subject::Arguments(_)
            | Subject::Result(..)
            | Subject::Message(..)
            | Subject::Insert(..) => false,
        }
    }
}
