//! The themes of the user: files in the folder `themes` of the configuration.

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::app::themes::Choice;
use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::config::write::{changed, typed};
use crate::store::atomic;
use crate::store::paths::Folders;

use super::event::Event;
use super::tasks::Tasks;

/// The setting that names the theme.
const KEY: &str = "theme";

/// A longer file is no theme.
const LONGEST: u64 = 64 * 1024;

/// No more files are read.
const MOST: usize = 256;

/// A theme by its name: the text of its file, or why it cannot be read.
type File = (String, Result<String, String>);

/// The themes of the user as they were last.
#[derive(Debug)]
pub(super) struct Shelf {
    folder: PathBuf,
    known: Vec<File>,
}

impl Shelf {
    /// Those of this configuration, as they are now.
    pub(super) fn of(config: &Path) -> Self {
        let folder = below(config);
        let known = all(&folder);
        Self { folder, known }
    }

    /// All of them, if one is another than before.
    pub(super) fn news(&mut self) -> Option<Event> {
        let files = all(&self.folder);
        let before = std::mem::replace(&mut self.known, files);
        let files = &self.known;
        let changed = files.iter().filter(|file| !before.contains(file));
        let gone = before
            .iter()
            .filter(|old| files.iter().all(|(name, _)| *name != old.0));
        let names = changed.chain(gone).map(|(name, _)| name.clone());
        let names: Vec<String> = names.collect();
        (!names.is_empty()).then(|| Event::ThemesSaved(files.clone(), names))
    }
}

/// Reads all of them in a task.
pub(super) fn read(tasks: &mut Tasks, folders: Option<&Folders>) {
    let folder = folders.map(folder);
    tasks.aside(move || {
        let files = folder.map(|folder| all(&folder)).unwrap_or_default();
        Event::ThemesRead(files)
    });
}

fn folder(folders: &Folders) -> PathBuf {
    below(&folders.config)
}

/// The folder of themes in a folder of configuration.
pub(super) fn below(config: &Path) -> PathBuf {
    config.join("themes")
}

/// The theme of this name; `None` = the user has none that is called so.
pub(crate) fn named(folders: &Folders, name: &str) -> Option<Result<String, String>> {
    // A name is not to lead out of the folder.
    let plain = Path::new(name).file_name().is_some_and(|it| it == name);
    let path = folder(folders).join(format!("{name}.toml"));
    (plain && path.exists()).then(|| text(&path))
}

/// Writes into the configuration which theme is wanted. All else in it stays as it is.
///
/// # Errors
///
/// The file cannot be read or written, or is no TOML.
pub(super) fn keep(folders: &Folders, choice: &Choice) -> Result<(), StoreError> {
    let path = folders.config.join("config.toml");
    // A link to a file elsewhere stays one.
    let path = path.canonicalize().unwrap_or(path);
    let failed = |cause: String| StoreError {
        doing: "keep the theme in",
        path: path.display().to_string(),
        cause,
        kind: StoreErrorKind::Other,
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error.to_string())),
    };
    let value = typed(KEY, choice.name());
    let text = changed(&text, KEY, Some(&value)).map_err(failed)?;
    atomic::replace(&path, text.as_bytes())
}

/// The names of all themes that the user has.
pub(crate) fn names(folders: &Folders) -> Vec<String> {
    let files = all(&folder(folders)).into_iter();
    files.map(|(name, _)| name).collect()
}

/// All themes of a folder, by name. One that is not there has none.
fn all(folder: &Path) -> Vec<File> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|it| it == "toml"))
        .collect();
    paths.sort();
    let files = paths.into_iter().take(MOST).filter_map(|path| {
        let name = path.file_stem()?.to_str()?.to_owned();
        Some((name, text(&path)))
    });
    files.collect()
}

fn text(path: &Path) -> Result<String, String> {
    let told = |error: std::io::Error| error.to_string();
    if !fs::metadata(path).map_err(told)?.is_file() {
        return Err("it is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(told)?;
    file.take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(told)?;
    if bytes.len() as u64 > LONGEST {
        return Err("it is longer than 64 KiB, which no theme is".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "it is no UTF-8 text".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_kept_and_all_else_stays() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        let path = folders.config.join("config.toml");
        keep(&folders, &Choice::of("nord")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "theme = \"nord\"\n");
        let text = "# mine\nregion = \"eu-west-1\"\ntheme = \"dark\" # at night\n\n[timers]\nheaders = 3\n";
        fs::write(&path, text).unwrap();
        keep(&folders, &Choice::Auto).unwrap();
        let kept = text.replace("\"dark\"", "\"auto\"");
        assert_eq!(fs::read_to_string(&path).unwrap(), kept);
        fs::write(&path, "[timers]\nheaders = 3\n").unwrap();
        keep(&folders, &Choice::of("nord")).unwrap();
        let kept = fs::read_to_string(&path).unwrap();
        assert!(kept.starts_with("theme = \"nord\"\n"), "{kept}");
        fs::write(&path, "theme = ").unwrap();
        let error = keep(&folders, &Choice::Auto).unwrap_err().to_string();
        assert!(error.contains("config.toml"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "theme = ");
    }

    #[test]
    fn what_has_changed_among_the_themes_is_told_by_name() {
        let root = tempfile::tempdir().unwrap();
        let folder = below(root.path());
        let mut shelf = Shelf::of(root.path());
        let told = |shelf: &mut Shelf| match shelf.news() {
            Some(Event::ThemesSaved(files, changed)) => Some((files.len(), changed.join(" "))),
            Some(_) | None => None,
        };
        fs::create_dir_all(&folder).unwrap();
        assert_eq!(told(&mut shelf), None);
        fs::write(folder.join("a.toml"), "").unwrap();
        fs::write(folder.join("b.toml"), "").unwrap();
        assert_eq!(told(&mut shelf), Some((2, "a b".to_owned())));
        assert_eq!(told(&mut shelf), None);
        fs::write(folder.join("b.toml"), "base = \"nord\"").unwrap();
        assert_eq!(told(&mut shelf), Some((2, "b".to_owned())));
        fs::remove_file(folder.join("a.toml")).unwrap();
        assert_eq!(told(&mut shelf), Some((1, "a".to_owned())));
    }

    #[test]
    fn themes_are_the_files_of_the_folder_by_name() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        let folder = folder(&folders);
        assert_eq!(all(&folder), []);
        fs::create_dir_all(folder.join("not.toml")).unwrap();
        fs::write(folder.join("b.toml"), "base = \"nord\"").unwrap();
        fs::write(folder.join("a.toml"), [0xff, 0xfe]).unwrap();
        fs::write(folder.join("c.txt"), "").unwrap();
        fs::write(folder.join("long.toml"), vec![b'#'; 70_000]).unwrap();
        let read = all(&folder);
        let names: Vec<&str> = read.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "b", "long", "not"]);
        assert_eq!(read[1].1.as_deref(), Ok("base = \"nord\""));
        assert!([0, 2, 3].iter().all(|at| read[*at].1.is_err()), "{read:?}");
        assert!(named(&folders, "b").unwrap().is_ok());
        assert_eq!(named(&folders, "d"), None);
        assert_eq!(named(&folders, "../themes/b"), None);
    }
}
