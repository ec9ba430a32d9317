//! Where files live: the XDG folders, on every platform.

#[cfg(test)]
use std::path::Path;
use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy as _, Xdg};
use sha2::{Digest as _, Sha256};

use crate::chat::hexadecimal::hexadecimal;
use crate::chat::ids::ConversationId;

/// The name of our folder in each of the base folders.
const PROGRAM: &str = "outcrop";

/// The four folders of the program. None exists before something is written to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Folders {
    /// Written by the user: settings, keys, themes, presets, tools.
    pub(crate) config: PathBuf,
    /// Conversations and trash.
    pub(crate) data: PathBuf,
    /// Drafts, recents, prompt history, log.
    pub(crate) state: PathBuf,
    /// What can be had again: lists of models, the search index.
    pub(crate) cache: PathBuf,
}

impl Folders {
    /// Finds the folders by `XDG_*` and the home folder; `None` if there is no home.
    pub(crate) fn find() -> Option<Self> {
        let base = Xdg::new().ok()?;
        let state = base.state_dir().unwrap_or_else(|| base.data_dir());
        Some(Self {
            config: base.config_dir().join(PROGRAM),
            data: base.data_dir().join(PROGRAM),
            state: state.join(PROGRAM),
            cache: base.cache_dir().join(PROGRAM),
        })
    }

    /// All four below one folder.
    #[cfg(test)]
    pub(crate) fn below(root: &Path) -> Self {
        Self {
            config: root.join("config"),
            data: root.join("data"),
            state: root.join("state"),
            cache: root.join("cache"),
        }
    }

    /// The folder of the conversation files.
    pub(crate) fn conversations(&self) -> PathBuf {
        self.data.join("conversations")
    }

    /// The folder of conversation files that the user does not want any more.
    pub(crate) fn trash(&self) -> PathBuf {
        self.data.join("trash")
    }

    /// The folder of the presets.
    pub(crate) fn presets(&self) -> PathBuf {
        self.config.join("presets")
    }

    /// The folder of the system prompts.
    pub(crate) fn prompts(&self) -> PathBuf {
        self.config.join("prompts")
    }

    /// The folder of the tool sets.
    pub(crate) fn tools(&self) -> PathBuf {
        self.config.join("tools")
    }

    /// The draft of a conversation.
    pub(crate) fn draft(&self, id: &ConversationId) -> PathBuf {
        let name = file_stem(id.as_str());
        self.drafts().join(format!("{name}.json"))
    }

    /// The folder of the drafts.
    pub(crate) fn drafts(&self) -> PathBuf {
        self.state.join("drafts")
    }

    /// The folder of bytes that go along with messages and that no file of the user's has.
    pub(crate) fn attachments(&self) -> PathBuf {
        self.state.join("attachments")
    }

    /// The folder of texts that are edited in another program.
    pub(crate) fn handouts(&self) -> PathBuf {
        self.state.join("editing")
    }

    /// The folder of copies of attachments that another program shows.
    pub(crate) fn viewing(&self) -> PathBuf {
        self.state.join("viewing")
    }

    /// The socket at which whoever writes to this file is asked for it.
    pub(crate) fn door(&self, file: &str) -> PathBuf {
        self.state.join("open").join(format!("{file}.sock"))
    }

    /// Recent and favourite models.
    pub(crate) fn recents(&self) -> PathBuf {
        self.state.join("recents.json")
    }

    /// How the panes are arranged.
    pub(crate) fn panes(&self) -> PathBuf {
        self.state.join("panes.json")
    }

    /// Conversation files that were opened lately.
    pub(crate) fn opened(&self) -> PathBuf {
        self.state.join("opened.json")
    }

    /// What models have refused.
    pub(crate) fn refusals(&self) -> PathBuf {
        self.state.join("refusals.json")
    }

    /// What was voted in all conversations.
    pub(crate) fn votes(&self) -> PathBuf {
        self.state.join("votes.json")
    }

    /// The user's own data on models.
    pub(crate) fn model_data(&self) -> PathBuf {
        self.config.join("models.toml")
    }

    /// The prompts that were sent.
    pub(crate) fn history(&self) -> PathBuf {
        self.state.join("history.jsonl")
    }

    /// The list of models of one place; `place` tells profile, region and endpoint apart.
    pub(crate) fn models(&self, place: &str) -> PathBuf {
        let name = hexadecimal(&Sha256::digest(place.as_bytes())[..8]);
        self.cache.join("models").join(format!("{name}.json"))
    }
}

/// An id from a file can be anything, so only a plain one becomes a name.
fn file_stem(id: &str) -> String {
    let plain = id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain {
        id.to_owned()
    } else {
        hexadecimal(&Sha256::digest(id.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// Run by the next test in a process of its own, whose environment can be chosen.
    #[test]
    fn folders_follow_the_environment() {
        let Ok(root) = std::env::var("OUTCROP_TEST_ROOT") else {
            return;
        };
        let folders = Folders::find().unwrap();
        let root = Path::new(&root);
        assert_eq!(folders.config, root.join("c/outcrop"));
        assert_eq!(
            folders.conversations(),
            root.join("d/outcrop/conversations")
        );
        assert_eq!(folders.recents(), root.join("s/outcrop/recents.json"));
        assert_eq!(folders.model_data(), root.join("c/outcrop/models.toml"));
        assert!(
            folders
                .models("x")
                .starts_with(root.join("k/outcrop/models"))
        );
        assert!(!root.join("c").exists());
    }

    #[test]
    fn every_folder_can_be_overridden() {
        let root = tempfile::tempdir().unwrap();
        let below = |name| root.path().join(name);
        let this = format!("{}::folders_follow_the_environment", module_path!());
        let name = this.split_once("::").unwrap().1;
        let output = Command::new(std::env::current_exe().unwrap())
            .args([name, "--exact"])
            .env("OUTCROP_TEST_ROOT", root.path())
            .env("XDG_CONFIG_HOME", below("c"))
            .env("XDG_DATA_HOME", below("d"))
            .env("XDG_STATE_HOME", below("s"))
            .env("XDG_CACHE_HOME", below("k"))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && told.contains("1 passed"),
            "{told}"
        );
    }

    #[test]
    fn an_id_cannot_lead_out_of_the_folder() {
        let folders = Folders::below(Path::new("/r"));
        let plain = ConversationId::from_random([1; 6]);
        assert_eq!(
            folders.draft(&plain),
            Path::new("/r/state/drafts/010101010101.json")
        );
        let sly = ConversationId::new("../../x").unwrap();
        let drafts = Path::new("/r/state/drafts");
        assert_eq!(folders.draft(&sly).parent(), Some(drafts));
    }
}
