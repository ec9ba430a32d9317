//! What is to be attached: where it is to be found, what is made of it, and why it was not.

use std::path::PathBuf;
use std::sync::Arc;

use super::chips::CLIPBOARD;
use crate::chat::attached::smaller::Making;
use crate::chat::attached::{Attached, Kind, Source};
use crate::chat::content::Cited;

/// How standard input is named.
const PIPED: &str = "-";

/// Something that goes along, as a draft names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Where it is to be found.
    pub(crate) from: From,
    /// What the user calls it; `None` = as its file is called.
    pub(crate) name: Option<String>,
    /// What it becomes.
    pub(crate) form: Form,
    /// What its kind is called, where that is known already.
    pub(crate) title: Option<&'static str>,
}

/// Where an attachment is to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum From {
    /// In a file of the user's.
    File(PathBuf),
    /// In a file that outcrop made for it, beside the drafts.
    Kept(PathBuf),
    /// In the conversation, by its hash.
    Conversation(String),
    /// It is this text.
    Text(Arc<str>),
    /// On the clipboard.
    Clipboard,
    /// In a bucket that the service reads.
    S3 {
        /// `s3://bucket/key`.
        uri: String,
        /// The account that owns the bucket, if it is another one.
        owner: Option<String>,
    },
}

/// What is made of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Form {
    /// What it is by its content.
    #[default]
    Found,
    /// A document whose passages are cited.
    Cited,
    /// Part of the message's text.
    Text,
    /// What it is as the result of a call: text where it is a text of any format, and no document.
    Result,
    /// The first picture of an animated one.
    Still,
    /// A picture that was made smaller.
    Smaller(Making),
}

/// Why something was not attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotAttached {
    /// A sentence that names it, says what is wrong, and what to do.
    pub(crate) why: String,
    /// Whether anything was there.
    pub(crate) found: Found,
}

/// Whether there was anything to attach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Something that cannot go along.
    Unfit,
    /// A picture that moves, of which the first one can go along.
    Animated,
    /// Nothing: it may never have been meant as an attachment.
    Nothing,
}

impl NotAttached {
    /// Something is there and cannot go along.
    pub(crate) fn unfit(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            found: Found::Unfit,
        }
    }

    /// A picture moves.
    pub(crate) fn animated(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            found: Found::Animated,
        }
    }

    /// There is nothing.
    pub(crate) fn nothing(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            found: Found::Nothing,
        }
    }
}

impl Wanted {
    /// A file, as it is.
    pub(crate) fn file(path: PathBuf) -> Self {
        Self {
            from: From::File(path),
            name: None,
            form: Form::Found,
            title: None,
        }
    }

    /// What brings an attachment back in a later run.
    pub(crate) fn again(attached: &Attached) -> Self {
        let from = match &attached.source {
            Source::File(path) => From::File(path.clone()),
            Source::Kept(path) => From::Kept(path.clone()),
            Source::Conversation => From::Conversation(attached.hash.clone()),
            Source::Text(text) => From::Text(Arc::clone(text)),
            Source::S3 { uri, owner } => From::S3 {
                uri: uri.clone(),
                owner: owner.clone(),
            },
        };
        let form = match &attached.kind {
            Kind::Text(_) => Form::Text,
            Kind::Document {
                cited: Cited::On, ..
            } => Form::Cited,
            Kind::Document { .. } | Kind::Picture { .. } | Kind::Video(_) | Kind::Audio(_) => {
                Form::Found
            }
        };
        Self {
            from,
            name: Some(attached.name.clone()),
            form,
            title: Some(attached.kind.title()),
        }
    }

    /// Whether it can be found again in a later run.
    pub(crate) fn can_come_back(&self) -> bool {
        match &self.from {
            From::File(path) => path.as_os_str() != PIPED,
            From::Clipboard => false,
            From::Kept(_) | From::Conversation(_) | From::Text(_) | From::S3 { .. } => true,
        }
    }

    /// What it is called until more is known.
    pub(crate) fn called(&self) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let of_path = |path: &PathBuf| {
            let name = path.file_name();
            name.map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            )
        };
        match &self.from {
            From::File(path) | From::Kept(path) => of_path(path),
            From::Conversation(_) => "an attachment of the conversation".to_owned(),
            From::Text(text) => format!("pasted text, {} lines", text.lines().count()),
            From::Clipboard => CLIPBOARD.to_owned(),
            From::S3 { uri, .. } => uri.rsplit('/').next().unwrap_or(uri).to_owned(),
        }
    }
}
