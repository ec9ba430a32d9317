//! The home folder of a test, and the conversation files in it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::eventually;

/// A folder that goes with the test.
pub(crate) struct Home {
    folder: TempDir,
}

impl Home {
    /// Nothing in it but that outcrop was there before, so that no tour is shown.
    pub(crate) fn empty() -> Self {
        let home = Self::untouched();
        home.write(".local/state/outcrop/recents.json", "{}");
        home
    }

    /// Nothing in it at all, as before the very first start.
    pub(crate) fn untouched() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file below it, with the folders that it needs; gives its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Lets a program give credentials after so many seconds.
    pub(crate) fn credentials_after(&self, seconds: u32) {
        let keys =
            r#"{\"Version\":1,\"AccessKeyId\":\"AKIDEXAMPLE\",\"SecretAccessKey\":\"secret\"}"#;
        let program = format!(r#"/bin/sh -c "sleep {seconds}; echo '{keys}'""#);
        self.write(
            ".aws/config",
            &format!("[default]\ncredential_process = {program}\n"),
        );
    }

    /// The folder of conversation files.
    pub(crate) fn conversations(&self) -> PathBuf {
        self.path().join(".local/share/outcrop/conversations")
    }

    /// All conversation files, by name.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.conversations());
        let mut files: Vec<PathBuf> = entries
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        files
    }

    /// The only conversation file.
    #[track_caller]
    pub(crate) fn file(&self) -> PathBuf {
        let files = self.files();
        assert_eq!(files.len(), 1, "{files:?}");
        files[0].clone()
    }

    /// How many generations have ended, in all conversation files of this home and those in it.
    pub(crate) fn ends(&self) -> usize {
        self.count("end")
    }

    /// How many generations have not ended.
    pub(crate) fn open_replies(&self) -> usize {
        let ends = self.count("end");
        self.count("generation").saturating_sub(ends)
    }

    fn count(&self, kind: &str) -> usize {
        let mut text = String::new();
        gather(self.path(), &mut text);
        text.matches(&format!("\"k\":\"{kind}\"")).count()
    }

    /// The permission bits of a file or folder.
    pub(crate) fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    /// The text of all files below the state folder, drafts included.
    pub(crate) fn state(&self) -> String {
        let mut text = String::new();
        gather(&self.path().join(".local/state/outcrop"), &mut text);
        text
    }
}

fn gather(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, text);
        } else if is_whole(&path) {
            text.push_str(&fs::read_to_string(&path).unwrap_or_default());
        }
    }
}

/// Whether it is no file that is still being written under another name.
fn is_whole(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "json" || extension == "jsonl")
}

/// The lines of a conversation file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Records(Vec<Value>);

impl Records {
    /// Reads a file; lines that break off, as after a kill or on a full disk, are left out.
    #[track_caller]
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        Self(
            text.lines()
                .filter_map(|line| serde_json::from_str(line).ok())
                .collect(),
        )
    }

    /// Those of one kind, in file order.
    pub(crate) fn of_kind(&self, kind: &str) -> Vec<&Value> {
        self.0.iter().filter(|record| record["k"] == kind).collect()
    }

    /// How many there are of one kind.
    pub(crate) fn count(&self, kind: &str) -> usize {
        self.of_kind(kind).len()
    }

    /// The text of the reply of a generation, by its place among them.
    pub(crate) fn reply(&self, at: usize) -> String {
        let generation = &self.of_kind("generation")[at]["n"];
        let lines = self.of_kind("deltas").into_iter();
        lines
            .filter(|line| line["gen"] == *generation)
            .flat_map(|line| line["d"].as_array().cloned().unwrap_or_default())
            .filter(|delta| delta[2] == "text")
            .filter_map(|delta| delta[3].as_str().map(str::to_owned))
            .collect()
    }

    /// The outcome of the last generation that ended.
    pub(crate) fn outcome(&self) -> String {
        let end = self.of_kind("end").last().map(|end| end["outcome"].clone());
        end.and_then(|outcome| outcome.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// The texts of the messages that were written by hand.
    pub(crate) fn prompts(&self) -> Vec<String> {
        let messages = self.of_kind("message").into_iter();
        messages
            .filter(|message| message["role"] == "user")
            .map(|message| {
                message["content"][0]["text"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    }

    /// Waits until the file holds such records.
    #[track_caller]
    pub(crate) fn until(path: &Path, what: &str, holds: impl Fn(&Self) -> bool) -> Self {
        eventually(what, || path.exists() && holds(&Self::read(path)));
        Self::read(path)
    }
}
