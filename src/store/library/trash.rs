//! The trash: conversation files that the user does not want any more, until it is emptied.
//!
//! A file there keeps its name where it can; `origins.json` beside the files says where each one was.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::chat::failure::StoreError;
use crate::chat::progress::{Monitor, Steps, Unit};
use crate::store::atomic::{create_private, folder_of, make_folder, replace, sync_folder};
use crate::store::error::store_error;
use crate::store::journal::lock;
use crate::store::name::EXTENSION;
use crate::store::paths::Folders;

/// How many files of one name are told apart by a number.
const SAME: u32 = 10_000;

/// Where files in the trash were, by their names there.
type Origins = BTreeMap<String, String>;

/// Moves a file to the trash; gives where it is then.
///
/// # Errors
/// Another program has it open, it is a link, or the system does not let it be moved. It is where it
/// was then.
pub(crate) fn throw(folders: &Folders, path: &Path) -> Result<PathBuf, StoreError> {
    let failed = |error: &io::Error| store_error("move", path, error);
    let kind = fs::symlink_metadata(path).map_err(|error| failed(&error))?;
    if !kind.is_file() {
        let cause = "it is a link or no regular file; remove it in the shell";
        return Err(failed(&io::Error::new(ErrorKind::InvalidInput, cause)));
    }
    let mut options = OpenOptions::new();
    let file = options.read(true).append(true).open(path);
    // One that may only be read can be moved all the same.
    let file = file.or_else(|_| File::open(path));
    let file = file.map_err(|error| failed(&error))?;
    lock(&file, path)?;
    let moved = move_into(&folders.trash(), path).map_err(|error| failed(&error))?;
    let from = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if let (Some(name), Some(from)) = (name_of(&moved), from.to_str()) {
        let mut origins = origins(folders);
        origins.insert(name, from.to_owned());
        // Without that it goes back to the other conversations.
        keep_origins(folders, &origins).ok();
    }
    Ok(moved)
}

/// Moves a file of the trash back to where it was, or to the other conversations where that folder is
/// gone; gives where it is then.
///
/// # Errors
/// It is not in the trash, or the system does not let it be moved. It is where it was then.
pub(crate) fn restore(folders: &Folders, path: &Path) -> Result<PathBuf, StoreError> {
    let failed = |error: &io::Error| store_error("restore", path, error);
    in_trash(folders, path).map_err(|error| failed(&error))?;
    let mut origins = origins(folders);
    let origin = name_of(path).and_then(|name| origins.remove(&name));
    let origin = origin.map(PathBuf::from);
    let back = origin.filter(|origin| folder_of(origin).is_dir());
    let to = back.unwrap_or_else(|| {
        let name = path.file_name().unwrap_or_default();
        folders.conversations().join(name)
    });
    let moved = move_to(&to, path).map_err(|error| failed(&error))?;
    // An origin too many does no harm: names in the trash are not given twice at a time.
    keep_origins(folders, &origins).ok();
    Ok(moved)
}

/// Removes these files of the trash for good, until nobody waits for it; gives how many are gone, and why
/// one is not.
pub(crate) fn empty(
    folders: &Folders,
    paths: &[PathBuf],
    monitor: &dyn Monitor,
) -> (usize, Option<StoreError>) {
    let Ok(mut steps) = Steps::begin(paths.len(), Unit::Files, monitor) else {
        return (0, None);
    };
    let mut origins = origins(folders);
    let mut problem = None;
    let mut gone = 0;
    for path in paths {
        let removed = in_trash(folders, path).and_then(|()| fs::remove_file(path));
        match removed {
            Ok(()) => {
                gone += 1;
                name_of(path).map(|name| origins.remove(&name));
            }
            Err(error) => problem = Some(store_error("remove", path, &error)),
        }
        if steps.step(1).is_err() {
            break;
        }
    }
    let kept = keep_origins(folders, &origins);
    (gone, problem.or(kept.err()))
}

/// Nothing but conversation files of the trash is ever removed.
fn in_trash(folders: &Folders, path: &Path) -> io::Result<()> {
    let is_there = folder_of(path) == folders.trash();
    let is_conversation = path.extension().is_some_and(|it| it == EXTENSION);
    if is_there && is_conversation && fs::symlink_metadata(path)?.is_file() {
        return Ok(());
    }
    let cause = "it is no conversation in the trash";
    Err(io::Error::new(ErrorKind::InvalidInput, cause))
}

fn name_of(path: &Path) -> Option<String> {
    Some(path.file_name()?.to_str()?.to_owned())
}

fn origins_file(folders: &Folders) -> PathBuf {
    folders.trash().join("origins.json")
}

/// Where files were. Without it they go back to the other conversations.
fn origins(folders: &Folders) -> Origins {
    let bytes = fs::read(origins_file(folders)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn keep_origins(folders: &Folders, origins: &Origins) -> Result<(), StoreError> {
    let bytes = serde_json::to_vec(origins).expect("names are plain text");
    replace(&origins_file(folders), &bytes)
}

fn move_into(folder: &Path, from: &Path) -> io::Result<PathBuf> {
    let name = from.file_name().unwrap_or_default();
    move_to(&folder.join(name), from)
}

/// Moves a file to this place, or beside it if there is another one already.
fn move_to(to: &Path, from: &Path) -> io::Result<PathBuf> {
    make_folder(folder_of(to))?;
    let (to, mut claim) = claim(to)?;
    let moved = match fs::rename(from, &to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => carry_over(from, &mut claim),
        moved => moved,
    };
    if let Err(error) = moved {
        // What was only just made here goes: the file itself is still where it was.
        fs::remove_file(&to).ok();
        return Err(error);
    }
    sync_folder(folder_of(&to));
    sync_folder(folder_of(from));
    Ok(to)
}

/// Makes an empty file, so that nobody else takes the name. A rename over it replaces nothing of value.
fn claim(wished: &Path) -> io::Result<(PathBuf, File)> {
    let mut no = 1;
    loop {
        let path = numbered(wished, no);
        match create_private(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && no < SAME => no += 1,
            Err(error) => return Err(error),
        }
    }
}

fn numbered(path: &Path, no: u32) -> PathBuf {
    if no == 1 {
        return path.to_owned();
    }
    let mut name: OsString = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{no}"));
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

/// Moves the content of a file to another file system: the copy is on the disk before the file goes.
fn carry_over(from: &Path, to: &mut File) -> io::Result<()> {
    let mut source = File::open(from)?;
    let copied = io::copy(&mut source, to)?;
    to.sync_all()?;
    if source.metadata()?.len() != copied {
        return Err(io::Error::other("it has grown while it was copied"));
    }
    fs::remove_file(from)
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::conversation::Conversation;
    use crate::chat::failure::StoreErrorKind;
    use crate::chat::ids::{ConversationId, Number};
    use crate::chat::progress::Patient;
    use crate::chat::record::{Entry, FORMAT_BY, Header, Record, TitleBy, VERSION};
    use crate::chat::time::Wall;
    use crate::store::journal::Journal;

    pub(crate) fn place() -> (tempfile::TempDir, Folders) {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        (root, folders)
    }

    /// A conversation with a title.
    pub(crate) fn begun(folders: &Folders, name: &str) -> PathBuf {
        let path = folders.conversations().join(name);
        let mut journal = Journal::create(&path).unwrap();
        let id = ConversationId::from_random([1; 6]);
        let header = Header {
            version: VERSION,
            id: id.clone(),
            by: FORMAT_BY.to_owned(),
            origin: None,
        };
        let header = Conversation::new(id).entry(Record::Header(header), Wall(5), None);
        journal.append(&header).unwrap();
        let title = Record::Title {
            text: "first".to_owned(),
            by: TitleBy::Hand,
        };
        let title = Entry {
            n: Number(2),
            at: Wall(6),
            act: Number(2),
            record: title,
        };
        journal.append(&title).unwrap();
        path
    }

    #[test]
    fn a_file_goes_to_the_trash_and_back() {
        let (_root, folders) = place();
        let path = begun(&folders, "a.jsonl");
        let bytes = fs::read(&path).unwrap();
        let thrown = throw(&folders, &path).unwrap();
        assert_eq!(thrown, folders.trash().join("a.jsonl"));
        assert!(!path.exists());
        assert_eq!(restore(&folders, &thrown).unwrap(), path);
        assert_eq!(fs::read(&path).unwrap(), bytes);
        assert!(!thrown.exists());
    }

    #[test]
    fn files_of_one_name_stand_beside_each_other() {
        let (_root, folders) = place();
        let elsewhere = folders.data.join("more");
        fs::create_dir_all(&elsewhere).unwrap();
        let here = begun(&folders, "a.jsonl");
        let there = elsewhere.join("a.jsonl");
        fs::write(&there, "{\"n\":1").unwrap();
        let first = throw(&folders, &here).unwrap();
        let second = throw(&folders, &there).unwrap();
        assert_eq!(second, folders.trash().join("a-2.jsonl"));
        assert_eq!(restore(&folders, &second).unwrap(), there);
        // Its place was taken in the meantime.
        fs::write(&here, "another").unwrap();
        let back = restore(&folders, &first).unwrap();
        assert_eq!(back, folders.conversations().join("a-2.jsonl"));
        assert_eq!(fs::read_to_string(&here).unwrap(), "another");
    }

    #[test]
    fn a_file_whose_folder_is_gone_comes_back_to_the_others() {
        let (_root, folders) = place();
        let elsewhere = folders.data.join("more");
        fs::create_dir_all(&elsewhere).unwrap();
        let there = elsewhere.join("a.jsonl");
        fs::write(&there, "text").unwrap();
        let thrown = throw(&folders, &there).unwrap();
        fs::remove_dir(&elsewhere).unwrap();
        fs::write(origins_file(&folders), "damaged").unwrap();
        let back = restore(&folders, &thrown).unwrap();
        assert_eq!(back, folders.conversations().join("a.jsonl"));
    }

    #[test]
    fn what_is_open_elsewhere_or_missing_or_a_link_stays() {
        let (_root, folders) = place();
        let path = begun(&folders, "a.jsonl");
        let (held, _) = Journal::open(&path).unwrap();
        let error = throw(&folders, &path).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Locked);
        assert!(path.exists());
        drop(held);
        let missing = throw(&folders, &path.with_file_name("b.jsonl")).unwrap_err();
        assert_eq!(missing.kind, StoreErrorKind::Missing);
        let link = path.with_file_name("link.jsonl");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(
            throw(&folders, &link)
                .unwrap_err()
                .to_string()
                .contains("a link")
        );
        assert!(path.exists() && link.exists());
    }

    #[test]
    fn only_conversations_in_the_trash_are_removed() {
        let (_root, folders) = place();
        let kept = begun(&folders, "kept.jsonl");
        let gone = throw(&folders, &begun(&folders, "gone.jsonl")).unwrap();
        let note = folders.trash().join("note.txt");
        fs::write(&note, "mine").unwrap();
        let paths = [kept.clone(), note.clone(), gone.clone()];
        let (count, problem) = empty(&folders, &paths, &Patient);
        assert_eq!(count, 1);
        assert!(
            problem
                .unwrap()
                .to_string()
                .contains("no conversation in the trash")
        );
        assert!(kept.exists() && note.exists() && !gone.exists());
        let sly = folders.trash().join("../conversations/kept.jsonl");
        assert_eq!(empty(&folders, &[sly], &Patient).0, 0);
        assert!(kept.exists());
    }

    #[test]
    fn a_file_is_carried_over_whole_before_it_goes() {
        let root = tempfile::tempdir().unwrap();
        let (from, to) = (root.path().join("from"), root.path().join("to"));
        fs::write(&from, "words").unwrap();
        carry_over(&from, &mut create_private(&to).unwrap()).unwrap();
        assert_eq!(fs::read_to_string(&to).unwrap(), "words");
        assert!(!from.exists());
        // Another file system, where there is one.
        let Ok(memory) = tempfile::tempdir_in("/dev/shm") else {
            return;
        };
        let back = move_to(&memory.path().join("new/to"), &to).unwrap();
        assert_eq!(fs::read_to_string(back).unwrap(), "words");
        assert!(!to.exists());
    }

    /// The contents of all files below a folder, but for where they were.
    fn contents(folders: &Folders) -> Vec<String> {
        let rooms = [folders.conversations(), folders.trash()];
        let entries = rooms.iter().filter_map(|room| fs::read_dir(room).ok());
        let paths = entries.flatten().map(|entry| entry.unwrap().path());
        let files = paths.filter(|path| path.extension().is_some_and(|it| it == EXTENSION));
        let mut all: Vec<String> = files.map(|it| fs::read_to_string(it).unwrap()).collect();
        all.sort();
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn nothing_is_lost_on_the_way_to_the_trash_and_back(
            steps in proptest::collection::vec((any::<bool>(), any::<prop::sample::Index>()), 0..20),
        ) {
            let (_root, folders) = place();
            make_folder(&folders.conversations()).unwrap();
            let mut here = Vec::new();
            let mut there: Vec<PathBuf> = Vec::new();
            let mut written: Vec<String> = Vec::new();
            for (goes, which) in steps {
                if goes && !here.is_empty() {
                    let path: PathBuf = here.remove(which.index(here.len()));
                    there.push(throw(&folders, &path).unwrap());
                } else if !goes && !there.is_empty() {
                    let path = there.remove(which.index(there.len()));
                    here.push(restore(&folders, &path).unwrap());
                }
                // The same name is taken again and again.
                let wished = folders.conversations().join("a.jsonl");
                if let Ok(mut file) = create_private(&wished) {
                    let text = written.len().to_string();
                    io::Write::write_all(&mut file, text.as_bytes()).unwrap();
                    written.push(text);
                    here.push(wished);
                }
            }
            written.sort();
            prop_assert_eq!(contents(&folders), written);
            prop_assert!(here.iter().chain(&there).all(|path| path.exists()));
        }
    }
}
