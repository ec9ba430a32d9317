//! Folders and files for the file picker, and files that are offered for a path that is typed.

use std::fs::{self, DirEntry, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use ignore::WalkBuilder;

use super::attach::{self, Fetched};
use super::event::{Event, expand};
use super::tasks::Tasks;
use crate::app::file_picker::{Browse, Browsed, EntryKind, FileEntry, Glimpse};
use crate::app::mention::{Found, Offer, Place, Search};
use crate::app::msg::Msg;
use crate::chat::time::Wall;

/// Most entries of a folder that are listed.
const MOST_ENTRIES: usize = 200_000;

/// Most files that are offered for a path that is typed.
const MOST_OFFERS: usize = 50_000;

/// How long files are looked for.
const PATIENCE: Duration = Duration::from_secs(5);

/// How deep below the working folder files are looked for.
const DEEPEST: usize = 16;

/// How many files are told at once.
const PIECE: usize = 1_000;

/// How much of a text is shown before it is attached: bytes and lines.
const PREVIEW: (usize, usize) = (8_192, 60);

impl Tasks {
    /// Looks at a folder or a file.
    pub(super) fn browse(&mut self, browse: Browse) {
        self.aside(move || Event::Core(Msg::Browsed(browsed(browse))));
    }

    /// Finds files that are offered for a path that is typed; the first ones come first.
    pub(super) fn offer(&mut self, place: Place) {
        let events = self.events();
        self.spawn(move || {
            let tell = |offers: Vec<Offer>, search| {
                let place = place.clone();
                let found = Found {
                    place,
                    offers,
                    search,
                };
                let event = Event::Core(Msg::Offered(found));
                events.blocking_send(event).is_ok()
            };
            match &place {
                Place::Folder(typed) => {
                    tell(in_folder(typed), Search::Done);
                }
                Place::Below => below(Path::new("."), tell),
            }
        });
    }
}

fn browsed(browse: Browse) -> Browsed {
    match browse {
        Browse::Start(asked, last) => {
            let last = last.filter(|folder| folder.is_dir());
            let here = || std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
            folder(asked, last.unwrap_or_else(here))
        }
        Browse::Folder(asked, path) => {
            let path = expand(path);
            let path = std::path::absolute(&path).unwrap_or(path);
            folder(asked, path)
        }
        Browse::File(path) => {
            let glimpse = glimpse(&path);
            Browsed::File(path, glimpse)
        }
    }
}

fn folder(asked: u32, path: PathBuf) -> Browsed {
    let told = |error| format!("{} cannot be read: {error}", path.display());
    let entries = fs::read_dir(&path).map_err(told).map(|entries| {
        let entries = entries.flatten().take(MOST_ENTRIES);
        sorted(entries.map(|entry| file_entry(&entry)).collect())
    });
    Browsed::Folder(asked, path, entries)
}

/// Folders first, then by name, whatever its letters' case.
fn sorted(mut entries: Vec<FileEntry>) -> Vec<FileEntry> {
    entries.sort_by_cached_key(|entry| {
        let name = entry.label.to_lowercase();
        (entry.kind != EntryKind::Folder, name, entry.name.clone())
    });
    entries
}

fn file_entry(entry: &DirEntry) -> FileEntry {
    // A link is what it leads to.
    let data = fs::metadata(entry.path()).ok();
    let kind = data.as_ref().map_or(EntryKind::Other, kind);
    let size = data.as_ref().map_or(0, Metadata::len);
    FileEntry::new(
        entry.file_name(),
        kind,
        size,
        data.as_ref().and_then(changed),
    )
}

fn kind(data: &Metadata) -> EntryKind {
    if data.is_dir() {
        EntryKind::Folder
    } else if data.is_file() {
        EntryKind::File
    } else {
        EntryKind::Other
    }
}

fn changed(data: &Metadata) -> Option<Wall> {
    let since = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok().map(Wall)
}

fn glimpse(path: &Path) -> Glimpse {
    match attach::look_at(path) {
        Ok(Fetched { attached, bytes }) => Glimpse::Fit {
            lines: if attached.kind.media().starts_with("text/") {
                first_lines(&bytes)
            } else {
                Vec::new()
            },
            attached: Box::new(attached),
        },
        Err(not) => Glimpse::Unfit(not),
    }
}

/// The first lines of a text.
fn first_lines(bytes: &[u8]) -> Vec<String> {
    let head = &bytes[..bytes.len().min(PREVIEW.0)];
    let text = String::from_utf8_lossy(head);
    text.lines().take(PREVIEW.1).map(str::to_owned).collect()
}

/// What stands in a folder that was typed, folders first.
fn in_folder(typed: &str) -> Vec<Offer> {
    let folder = expand(PathBuf::from(typed));
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let entries = entries.take(MOST_OFFERS).map(|entry| file_entry(&entry));
    let entries = sorted(entries.collect()).into_iter();
    let shown = entries.filter(|entry| entry.kind != EntryKind::Other && !entry.is_hidden());
    let offers = shown.map(|entry| {
        let end = match entry.kind {
            EntryKind::Folder => "/",
            EntryKind::File | EntryKind::Other => "",
        };
        let label = format!("{typed}{}{end}", entry.label);
        Offer::new(Path::new(typed).join(entry.name), label)
    });
    offers.collect()
}

/// The files below a folder, without hidden ones and those that `.gitignore` leaves out. Whoever is
/// told says whether anybody listens.
fn below(folder: &Path, tell: impl Fn(Vec<Offer>, Search) -> bool) {
    let began = Instant::now();
    let mut walk = WalkBuilder::new(folder);
    walk.max_depth(Some(DEEPEST)).require_git(false);
    let files = walk.build().flatten();
    let files = files.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let (mut piece, mut count) = (Vec::new(), 0);
    for entry in files {
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let label = path.to_string_lossy().into_owned();
        piece.push(Offer::new(path.to_owned(), label));
        count += 1;
        if count == MOST_OFFERS || began.elapsed() > PATIENCE {
            tell(piece, Search::Full);
            return;
        }
        if piece.len() == PIECE && !tell(std::mem::take(&mut piece), Search::Running) {
            return;
        }
    }
    tell(piece, Search::Done);
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    use super::*;

    fn listed(path: &Path) -> Vec<FileEntry> {
        let Browsed::Folder(1, _, Ok(entries)) = browsed(Browse::Folder(1, path.to_owned())) else {
            panic!("it is no folder");
        };
        entries
    }

    #[test]
    fn a_folder_is_listed_with_folders_first() {
        let root = tempfile::tempdir().unwrap();
        for name in ["b.png", "A.md", ".hidden", "c\u{1b}[31m"] {
            fs::write(root.path().join(name), "rock").unwrap();
        }
        fs::create_dir(root.path().join("z")).unwrap();
        std::os::unix::fs::symlink("nowhere", root.path().join("link")).unwrap();
        let entries = listed(root.path());
        let labels: Vec<&str> = entries.iter().map(|entry| entry.label.as_str()).collect();
        assert_eq!(
            labels,
            ["z", ".hidden", "A.md", "b.png", "c\u{1b}[31m", "link"]
        );
        assert_eq!(entries[2].size, 4);
        assert!(entries[2].changed.is_some());
        assert_eq!(entries[5].kind, EntryKind::Other);
    }

    #[test]
    fn a_name_need_not_be_utf_8() {
        let root = tempfile::tempdir().unwrap();
        let name = OsStr::from_bytes(b"\xff.md");
        if fs::write(root.path().join(name), "rock").is_err() {
            // Not every system takes such names.
            return;
        }
        let entries = listed(root.path());
        assert_eq!(entries[0].name, name);
        let path = root.path().join(name);
        assert!(matches!(glimpse(&path), Glimpse::Fit { lines, .. } if lines == ["rock"]));
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let browsed = browsed(Browse::Folder(1, "/nowhere/at/all".into()));
        let Browsed::Folder(_, _, Err(why)) = browsed else {
            panic!("{browsed:?}");
        };
        assert!(why.starts_with("/nowhere/at/all cannot be read"), "{why}");
    }

    #[test]
    fn a_picker_begins_where_it_was_or_in_the_working_folder() {
        let root = tempfile::tempdir().unwrap();
        let begun = |last: &Path| match browsed(Browse::Start(1, Some(last.to_owned()))) {
            Browsed::Folder(_, folder, Ok(_)) => folder,
            other => panic!("{other:?}"),
        };
        assert_eq!(begun(root.path()), root.path());
        let here = std::env::current_dir().unwrap();
        assert_eq!(begun(&root.path().join("gone")), here);
    }

    #[test]
    fn files_below_are_offered_without_ignored_ones() {
        let root = tempfile::tempdir().unwrap();
        for name in ["src/rock.rs", "target/rock.o", ".git/x", "a b.md"] {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "rock").unwrap();
        }
        fs::write(root.path().join(".gitignore"), "target\n").unwrap();
        let told = RefCell::new(Vec::new());
        below(root.path(), |offers, search| {
            assert_eq!(search, Search::Done);
            told.borrow_mut().extend(offers);
            true
        });
        let told = told.into_inner();
        let mut labels: Vec<&str> = told.iter().map(|offer| offer.label.as_str()).collect();
        labels.sort_unstable();
        assert_eq!(labels, ["a b.md", "src/rock.rs"]);
    }

    #[test]
    fn a_folder_that_was_typed_is_offered() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("rock.png"), "x").unwrap();
        fs::create_dir(root.path().join("sub")).unwrap();
        let typed = format!("{}/", root.path().display());
        let offers = in_folder(&typed);
        let labels: Vec<&str> = offers.iter().map(|offer| offer.label.as_str()).collect();
        assert_eq!(labels, [format!("{typed}sub/"), format!("{typed}rock.png")]);
    }
}
