//! How the panes are arranged: sizes in cells, and what is folded away.

use serde::{Deserialize, Serialize};

use super::{Remembered, read, write};
use crate::chat::failure::StoreError;
use crate::store::paths::Folders;

/// What is remembered of the panes. A size that no screen has is as good as one: whoever shows the
/// panes gives them what there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct KeptPanes {
    /// The list of conversations, in columns.
    pub(crate) library: KeptPane,
    /// The settings, in columns.
    pub(crate) settings: KeptPane,
    /// The message editor, in rows of text.
    pub(crate) composer: KeptPane,
    /// Whether the settings stand beside the conversation.
    pub(crate) settings_open: bool,
}

/// What is remembered of a pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct KeptPane {
    /// None = as large as it is by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<u16>,
    /// Whether it is folded away.
    pub(crate) folded: bool,
}

impl KeptPanes {
    /// Reads what was remembered.
    pub(crate) fn load(folders: &Folders) -> Remembered<Self> {
        let Remembered { value, note } = read::<Self>(&folders.panes());
        Remembered {
            value: value.unwrap_or_default(),
            note,
        }
    }

    /// Saves it.
    ///
    /// # Errors
    /// What the system says; what was remembered before is then still there.
    pub(crate) fn save(&self, folders: &Folders) -> Result<(), StoreError> {
        write(&folders.panes(), self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_come_back_and_what_is_none_is_the_default() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        assert_eq!(KeptPanes::load(&folders), Remembered::default());
        let kept = KeptPanes {
            library: KeptPane {
                size: Some(60),
                folded: true,
            },
            settings_open: true,
            ..KeptPanes::default()
        };
        kept.save(&folders).unwrap();
        let text = std::fs::read_to_string(folders.panes()).unwrap();
        let expected = r#"{"library":{"size":60,"folded":true},"settings":{"folded":false},"composer":{"folded":false},"settings_open":true}"#;
        assert_eq!(text, expected);
        assert_eq!(KeptPanes::load(&folders).value, kept);
        std::fs::write(folders.panes(), r#"{"library":{"size":-7},"more":1}"#).unwrap();
        let read = KeptPanes::load(&folders);
        assert_eq!(read.value, KeptPanes::default());
        assert!(read.note.unwrap().contains("is damaged"));
        std::fs::write(folders.panes(), r#"{"composer":{"size":65535},"more":1}"#).unwrap();
        assert_eq!(KeptPanes::load(&folders).value.composer.size, Some(65_535));
    }
}
