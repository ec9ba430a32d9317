//! Files that hold a text while the user edits it in another program.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use super::atomic;
use super::error::store_error;
use super::paths::Folders;
use crate::chat::failure::StoreError;
use crate::chat::hexadecimal::hexadecimal;

/// How folders begin that are made where there is no folder of ours.
const TEMPORARY: &str = "outcrop-";

/// How many files of one name there may be.
const MOST: u32 = 1_000;

/// Writes a text to a new file that only its owner can read; gives the path.
///
/// # Errors
/// What the system says.
pub(crate) fn write(
    folders: Option<&Folders>,
    name: &str,
    extension: &str,
    text: &str,
) -> Result<PathBuf, StoreError> {
    let folder = match folders {
        Some(folders) => {
            let folder = folders.handouts();
            atomic::make_folder(&folder).map(|()| folder)
        }
        None => temporary_folder(),
    };
    let failed = |path: &Path, error: &io::Error| store_error("write", path, error);
    let folder = folder.map_err(|error| failed(Path::new(name), &error))?;
    for no in 1..=MOST {
        let suffix = if no == 1 {
            String::new()
        } else {
            format!("-{no}")
        };
        let path = folder.join(format!("{name}{suffix}.{extension}"));
        match atomic::create_private(&path) {
            Ok(mut file) => {
                let written = file.write_all(text.as_bytes());
                return match written {
                    Ok(()) => Ok(path),
                    Err(error) => {
                        remove(&path);
                        Err(failed(&path, &error))
                    }
                };
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(&path, &error)),
        }
    }
    let full = io::Error::other("too many texts that were edited are kept there");
    Err(failed(&folder, &full))
}

/// Writes bytes that another program is to show to a file that only its owner can read.
///
/// # Errors
/// What the system says.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    atomic::replace(path, bytes)
}

/// Puts another text into a file; on a failure the old one is still there.
///
/// # Errors
/// What the system says.
pub(crate) fn rewrite(path: &Path, text: &str) -> Result<(), StoreError> {
    atomic::replace(path, text.as_bytes())
}

/// What stands in a file.
///
/// # Errors
/// It cannot be read, or is no UTF-8; in words.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| store_error("read", path, &error).to_string())?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n');
        format!(
            "what came back is no UTF-8 in line {}, so the text stays as it was",
            line.count() + 1
        )
    })
}

/// Takes a file away, and the folder that was made for it alone.
pub(crate) fn remove(path: &Path) {
    fs::remove_file(path).ok();
    let folder = path.parent().filter(|folder| {
        let name = folder.file_name().unwrap_or_default();
        name.to_string_lossy().starts_with(TEMPORARY)
    });
    if let Some(folder) = folder {
        // One with something else in it stays.
        fs::remove_dir(folder).ok();
    }
}

/// A folder that nobody else can enter, among those that the system clears away.
fn temporary_folder() -> io::Result<PathBuf> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let name = format!("{TEMPORARY}{}", hexadecimal(&bytes));
    let folder = std::env::temp_dir().join(name);
    // Not made again if it is there: then it is somebody else's.
    DirBuilder::new().mode(0o700).create(&folder)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn each_text_has_a_private_file_of_its_own() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        let write = |text| write(Some(&folders), "message", "md", text).unwrap();
        let (one, two) = (write("one"), write("two"));
        assert!(one.ends_with("state/editing/message.md"), "{one:?}");
        assert!(two.ends_with("state/editing/message-2.md"), "{two:?}");
        assert_eq!((mode(&one), mode(one.parent().unwrap())), (0o600, 0o700));
        assert_eq!(read(&one).unwrap(), "one");
        rewrite(&one, "three").unwrap();
        assert_eq!(
            (read(&one).unwrap(), mode(&one)),
            ("three".to_owned(), 0o600)
        );
        remove(&one);
        assert!(!one.exists() && two.exists());
    }

    #[test]
    fn without_folders_of_ours_it_has_a_folder_of_its_own() {
        let file = write(None, "tools", "json", "[]").unwrap();
        let folder = file.parent().unwrap().to_owned();
        assert_eq!((mode(&file), mode(&folder)), (0o600, 0o700));
        remove(&file);
        assert!(!folder.exists());
    }

    #[test]
    fn bytes_that_are_no_text_are_told_with_their_line() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("message.md");
        fs::write(&path, b"one\ntwo \xff\n").unwrap();
        assert!(read(&path).unwrap_err().contains("no UTF-8 in line 2"));
        fs::remove_file(&path).unwrap();
        assert!(read(&path).unwrap_err().contains("message.md"));
    }
}
