//! Bytes that stand in no file of the user's, such as a picture of the clipboard: kept beside the drafts
//! until no draft names them any more.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::blobs;
use super::paths::Folders;
use super::state::draft;
use crate::chat::failure::StoreError;

/// How long a file stays that no draft names, such as that of a program which was killed.
const STAYS: Duration = Duration::from_hours(30 * 24);

/// Keeps bytes in this folder, under a name that is made of them; gives the file. Only its owner can
/// read it.
///
/// # Errors
/// What the system says.
pub(crate) fn keep(folder: &Path, bytes: &[u8], extension: &str) -> Result<PathBuf, StoreError> {
    let hash = blobs::hash(bytes);
    let digits = hash.strip_prefix("sha256:").unwrap_or(&hash);
    let path = folder.join(format!("{digits}.{extension}"));
    if !path.exists() {
        super::atomic::replace(&path, bytes)?;
    }
    Ok(path)
}

/// Removes those of these files that are ours and that no draft names any more.
pub(crate) fn release(folders: &Folders, files: &[PathBuf]) {
    let ours = folders.attachments();
    let mut gone: Vec<&PathBuf> = files.iter().collect();
    gone.retain(|file| file.parent() == Some(&ours));
    if gone.is_empty() {
        return;
    }
    let named = draft::kept_files(folders);
    for file in gone.into_iter().filter(|file| !named.contains(file)) {
        remove(file);
    }
}

/// Removes files that were kept long ago and that no draft names, and copies that another program was
/// to show long ago.
pub(crate) fn sweep(folders: &Folders, now: SystemTime) {
    release(folders, &old(&folders.attachments(), now));
    for copy in old(&folders.viewing(), now) {
        remove(&copy);
    }
}

/// The files in a folder that were written long ago.
fn old(folder: &Path, now: SystemTime) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        // Nothing was ever kept.
        return Vec::new();
    };
    let files = entries.flatten().map(|entry| entry.path());
    files
        .filter(|path| age(path, now).is_some_and(|age| age > STAYS))
        .collect()
}

fn age(path: &Path, now: SystemTime) -> Option<Duration> {
    let changed = fs::metadata(path).and_then(|data| data.modified()).ok()?;
    now.duration_since(changed).ok()
}

/// A file that cannot be removed now is removed another time.
fn remove(file: &Path) {
    fs::remove_file(file).ok();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::ids::ConversationId;
    use crate::store::handout;
    use draft::{Attached, Draft, Form, From};

    fn place() -> (tempfile::TempDir, Folders) {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        (root, folders)
    }

    fn draft_with(file: &Path) -> Draft {
        Draft {
            attached: vec![Attached {
                from: From::Kept(file.to_owned()),
                name: None,
                kind: None,
                form: Form::Found,
            }],
            ..Draft::default()
        }
    }

    #[test]
    fn bytes_are_kept_once_and_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_root, folders) = place();
        let file = keep(&folders.attachments(), b"rock", "png").unwrap();
        assert_eq!(keep(&folders.attachments(), b"rock", "png").unwrap(), file);
        assert_eq!(fs::read(&file).unwrap(), b"rock");
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_goes_when_the_last_draft_that_names_it_is_gone() {
        let (_root, folders) = place();
        let file = keep(&folders.attachments(), b"rock", "png").unwrap();
        let ids = [1, 2].map(|no| ConversationId::from_random([no; 6]));
        for id in &ids {
            draft_with(&file).save(&folders, id).unwrap();
        }
        Draft::default().save(&folders, &ids[0]).unwrap();
        release(&folders, std::slice::from_ref(&file));
        assert!(file.exists());
        Draft::default().save(&folders, &ids[1]).unwrap();
        release(&folders, std::slice::from_ref(&file));
        assert!(!file.exists());
    }

    #[test]
    fn files_of_the_user_are_never_removed() {
        let (root, folders) = place();
        let own = root.path().join("rock.png");
        fs::write(&own, "rock").unwrap();
        release(&folders, std::slice::from_ref(&own));
        assert!(own.exists());
    }

    #[test]
    fn what_is_old_and_named_by_no_draft_is_swept() {
        let (_root, folders) = place();
        let [named, old] =
            [b"a", b"b"].map(|bytes| keep(&folders.attachments(), bytes, "png").unwrap());
        let id = ConversationId::from_random([1; 6]);
        draft_with(&named).save(&folders, &id).unwrap();
        sweep(&folders, SystemTime::now());
        assert!(old.exists());
        sweep(&folders, SystemTime::now() + STAYS + Duration::from_mins(1));
        assert!(named.exists() && !old.exists());
    }

    #[test]
    fn copies_that_another_program_showed_are_swept_after_the_same_time() {
        let (_root, folders) = place();
        let copy = folders.viewing().join("rock.png");
        handout::put(&copy, b"rock").unwrap();
        sweep(&folders, SystemTime::now() + STAYS - Duration::from_mins(1));
        assert!(copy.exists());
        sweep(&folders, SystemTime::now() + STAYS + Duration::from_mins(1));
        assert!(!copy.exists());
        assert!(folders.viewing().exists());
    }
}
