//! Prompts that were sent, from all conversations, to be called back into the composer.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Remembered, beside};
use crate::chat::failure::StoreError;
use crate::store::atomic::{create_private, folder_of, make_folder, replace};
use crate::store::error::store_error;
use crate::store::lines::{Lines, Tail};
use crate::store::paths::Folders;

/// How many prompts are kept.
const MAX_PROMPTS: usize = 1000;

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Prompt {
    text: String,
}

/// Reads the newest prompts, oldest first.
///
/// A file that has grown to twice as many lines is cut down to these. Lines that cannot be read are left out
/// of it, and the file with them is kept beside it.
pub(crate) fn load(folders: &Folders) -> Remembered<Vec<String>> {
    let path = folders.history();
    match fs::read(&path) {
        Ok(bytes) => read(&path, &bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => Remembered::default(),
        Err(error) => Remembered {
            value: Vec::new(),
            note: Some(store_error("read", &path, &error).to_string()),
        },
    }
}

/// Adds a prompt behind the others.
///
/// # Errors
/// What the system says; the other prompts are still there.
pub(crate) fn append(folders: &Folders, text: &str) -> Result<(), StoreError> {
    let path = folders.history();
    try_append(&path, text).map_err(|error| store_error("write", &path, &error))
}

fn read(path: &Path, bytes: &[u8]) -> Remembered<Vec<String>> {
    let lines = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let (mut prompts, mut damaged, mut count) = (Vec::new(), 0, 0);
    for line in lines {
        count += 1;
        match serde_json::from_slice::<Prompt>(line) {
            Ok(prompt) => prompts.push(prompt.text),
            Err(_) => damaged += 1,
        }
    }
    prompts.drain(..prompts.len().saturating_sub(MAX_PROMPTS));
    let mut note = (damaged > 0).then(|| {
        let kept = copy_aside(path);
        let path = path.display();
        format!("{path}: damaged lines were left out, {damaged} of them; {kept}")
    });
    if (damaged > 0 || count > 2 * MAX_PROMPTS)
        && let Err(error) = cut_down(path, &prompts)
    {
        note = Some(error.to_string());
    }
    Remembered {
        value: prompts,
        note,
    }
}

/// Keeps a file with damaged lines as it is, beside it, and says where.
fn copy_aside(path: &Path) -> String {
    let aside = beside(path);
    match fs::copy(path, &aside) {
        Ok(_) => format!("the file as it was is {}", aside.display()),
        Err(error) => format!("it could not be kept as it was: {error}"),
    }
}

fn cut_down(path: &Path, prompts: &[String]) -> Result<(), StoreError> {
    let lines = prompts.iter().map(|text| line(text) + "\n");
    replace(path, lines.collect::<String>().as_bytes())
}

fn line(text: &str) -> String {
    let text = text.to_owned();
    serde_json::to_string(&Prompt { text }).expect("a string can be written as JSON")
}

fn try_append(path: &Path, text: &str) -> io::Result<()> {
    make_folder(folder_of(path))?;
    let mut file = match create_private(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            OpenOptions::new().read(true).append(true).open(path)?
        }
        result => result?,
    };
    // Only the last byte matters.
    let mut last = Vec::new();
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_to_end(&mut last)?;
    }
    let mut lines = Lines::new(file, Tail::of(&last));
    lines.append(&line(text)).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_come_back_in_order_and_a_torn_line_costs_itself() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        assert_eq!(load(&folders), Remembered::default());
        append(&folders, "first\nwith two lines").unwrap();
        let torn = fs::read_to_string(folders.history()).unwrap() + r#"{"text":"to"#;
        fs::write(folders.history(), torn).unwrap();
        append(&folders, "second").unwrap();
        let history = load(&folders);
        assert_eq!(history.value, ["first\nwith two lines", "second"]);
        let note = history.note.unwrap();
        assert!(
            note.contains("damaged lines were left out, 1 of them"),
            "{note}"
        );
        let aside = folders.history().with_extension("jsonl.damaged");
        assert!(note.ends_with(&aside.display().to_string()), "{note}");
        assert!(
            fs::read_to_string(aside)
                .unwrap()
                .contains(r#"{"text":"to"#)
        );
        // It is said once.
        let again = load(&folders);
        assert_eq!((again.value.len(), again.note), (2, None));
    }

    #[test]
    fn the_newest_thousand_are_kept_and_a_long_file_is_cut() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        make_folder(&folders.state).unwrap();
        let count = |n: usize| {
            (0..n)
                .map(|no| line(&no.to_string()) + "\n")
                .collect::<String>()
        };
        for (written, left) in [(2000, 2000), (2001, 1000)] {
            fs::write(folders.history(), count(written)).unwrap();
            let prompts = load(&folders).value;
            assert_eq!(prompts.len(), MAX_PROMPTS);
            assert_eq!(prompts.last(), Some(&(written - 1).to_string()));
            let text = fs::read_to_string(folders.history()).unwrap();
            assert_eq!(text.lines().count(), left);
        }
    }
}
