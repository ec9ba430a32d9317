//! Drafts: what was typed but not sent, for each conversation.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Remembered, path_form, read, write};
use crate::chat::failure::StoreError;
use crate::chat::ids::ConversationId;
use crate::chat::settings::Settings;
use crate::store::error::store_error;
use crate::store::format::form;
use crate::store::paths::Folders;

/// Unsent text of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Draft {
    /// The text of the composer.
    pub(crate) text: String,
    /// The beginning of the reply.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) prefill: String,
    /// Pictures that go along with the text, by their paths, as earlier versions kept them.
    #[serde(skip_serializing)]
    pub(crate) pictures: Vec<PathBuf>,
    /// What goes along with the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) attached: Vec<Attached>,
    /// Messages that wait for the end of a reply, in the order in which they will be sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) queued: Vec<Queued>,
    /// Drafts that were put aside, the last one at the end.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) aside: Vec<Aside>,
    /// Settings of a conversation whose file does not exist yet: JSON as in such files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) settings: Option<String>,
    /// Its variables.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) variables: Vec<(String, String)>,
    /// The lane in focus; `None` = the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lane: Option<u64>,
    /// Which lanes the message goes to.
    #[serde(skip_serializing_if = "To::is_all")]
    pub(crate) to: To,
}

/// A message that waits. One that is nothing but a text stands as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Queued {
    /// A text.
    Text(String),
    /// A text, and what goes along with it.
    With {
        /// The text.
        text: String,
        /// What goes along.
        attached: Vec<Attached>,
    },
}

/// A draft that was put aside.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Aside {
    /// The text.
    pub(crate) text: String,
    /// The beginning of the reply.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) prefill: String,
    /// What goes along with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) attached: Vec<Attached>,
}

/// Something that goes along with the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attached {
    /// Where it is to be found.
    pub(crate) from: From,
    /// What the user calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// What its kind is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    /// What is made of it.
    #[serde(default, skip_serializing_if = "Form::is_found")]
    pub(crate) form: Form,
}

/// Where an attachment is to be found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum From {
    /// In a file of the user's.
    File(#[serde(with = "path_form")] PathBuf),
    /// In a file that was made for it.
    Kept(#[serde(with = "path_form")] PathBuf),
    /// In the conversation, by its hash.
    Conversation(String),
    /// It is this text.
    Text(String),
    /// On the clipboard.
    Clipboard,
    /// In a bucket.
    S3 {
        /// `s3://bucket/key`.
        uri: String,
        /// The account that owns it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<String>,
    },
}

/// What is made of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    /// What it is by its content.
    #[default]
    Found,
    /// A document whose passages are cited.
    Cited,
    /// Part of the text.
    Text,
}

impl Form {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
    fn is_found(&self) -> bool {
        *self == Self::Found
    }
}

/// Which lanes a message goes to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum To {
    /// All that are open.
    #[default]
    All,
    /// The one in focus.
    Focus,
    /// These, by their ids.
    Lanes(Vec<u64>),
}

impl To {
    fn is_all(&self) -> bool {
        *self == Self::All
    }
}

/// The files that were made for attachments and that a draft names, in all conversations.
pub(crate) fn kept_files(folders: &Folders) -> Vec<PathBuf> {
    let entries = fs::read_dir(folders.drafts()).into_iter().flatten();
    let drafts = entries.flatten().filter_map(|entry| {
        let bytes = fs::read(entry.path()).ok()?;
        serde_json::from_slice::<Draft>(&bytes).ok()
    });
    drafts.flat_map(|draft| draft.kept()).collect()
}

/// Settings as they stand in a draft.
pub(crate) fn written(settings: &Settings) -> Option<String> {
    serde_json::to_string(&form::Form::of(settings)).ok()
}

/// Settings that stand in a draft; `None` if they cannot be read.
pub(crate) fn settings(text: &str) -> Option<Settings> {
    let form: form::Form<'_, Settings> = serde_json::from_str(text).ok()?;
    Some(form.into_inner())
}

impl Draft {
    /// Reads the draft of a conversation.
    pub(crate) fn load(folders: &Folders, id: &ConversationId) -> Remembered<Self> {
        let Remembered { value, note } = read::<Self>(&folders.draft(id));
        Remembered {
            value: value.unwrap_or_default(),
            note,
        }
    }

    /// The files that were made for what goes along, with messages that wait and with what was put aside.
    pub(crate) fn kept(&self) -> Vec<PathBuf> {
        let waiting = self.queued.iter().flat_map(|queued| match queued {
            Queued::Text(_) => &[][..],
            Queued::With { attached, .. } => attached.as_slice(),
        });
        let aside = self.aside.iter().flat_map(|aside| &aside.attached);
        let kept = self.attached.iter().chain(waiting).chain(aside);
        let kept = kept.filter_map(|own| match &own.from {
            From::Kept(path) => Some(path.clone()),
            From::File(_)
            | From::Conversation(_)
            | From::Text(_)
            | From::Clipboard
            | From::S3 { .. } => None,
        });
        kept.collect()
    }

    /// Saves it; an empty draft has no file.
    ///
    /// # Errors
    /// What the system says; the earlier draft is then still there.
    pub(crate) fn save(&self, folders: &Folders, id: &ConversationId) -> Result<(), StoreError> {
        let path = folders.draft(id);
        if *self != Self::default() {
            return write(&path, self);
        }
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(store_error("remove", &path, &error))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> (tempfile::TempDir, Folders, ConversationId) {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        (root, folders, ConversationId::from_random([7; 6]))
    }

    fn kept(path: &str) -> Attached {
        Attached {
            from: From::Kept(path.into()),
            name: None,
            kind: None,
            form: Form::Found,
        }
    }

    #[test]
    fn a_draft_comes_back_and_goes_when_it_is_empty() {
        let (_root, folders, id) = place();
        let draft = Draft {
            pictures: Vec::new(),
            attached: vec![Attached {
                from: From::File("/pictures/a b.png".into()),
                name: Some("b.png".into()),
                kind: Some("Image".into()),
                form: Form::Found,
            }],
            settings: written(&Settings::default()),
            variables: vec![("city".into(), "Oslo".into())],
            prefill: String::new(),
            text: "unsent\n\u{1b}[31m".into(),
            queued: vec![Queued::Text("next".into())],
            aside: vec![Aside {
                text: "later".into(),
                prefill: "{".into(),
                attached: vec![kept("/kept/b.png")],
            }],
            lane: Some(9),
            to: To::Lanes(vec![2, 9]),
        };
        draft.save(&folders, &id).unwrap();
        assert_eq!(Draft::load(&folders, &id).value, draft);
        assert_eq!(draft.kept(), [PathBuf::from("/kept/b.png")]);
        let kept = draft.settings.as_deref().and_then(settings);
        assert_eq!(kept, Some(Settings::default()));
        Draft::default().save(&folders, &id).unwrap();
        Draft::default().save(&folders, &id).unwrap();
        assert!(!folders.draft(&id).exists());
        assert_eq!(Draft::load(&folders, &id), Remembered::default());
    }

    #[test]
    fn a_damaged_draft_is_told_and_kept_aside() {
        let (_root, folders, id) = place();
        let path = folders.draft(&id);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, r#"{"text":"half a dra"#).unwrap();
        let draft = Draft::load(&folders, &id);
        assert_eq!(draft.value, Draft::default());
        assert!(draft.note.unwrap().contains(".damaged"));
        let aside = path.with_extension("json.damaged");
        assert_eq!(fs::read_to_string(aside).unwrap(), r#"{"text":"half a dra"#);
    }

    #[test]
    fn members_of_a_later_version_do_not_disturb() {
        let (_root, folders, id) = place();
        let path = folders.draft(&id);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, r#"{"text":"a","attachments":[1]}"#).unwrap();
        assert_eq!(Draft::load(&folders, &id).value.text, "a");
    }
}
