//! What the command line gives to be attached: files, and what is piped into the program.

use std::fs::{File, OpenOptions};
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::read::MAX_READ;
use super::recognize::{self, Metadata, Recognized};
use super::{Desk, Fetched, fetch};
use crate::app::chips::{From, NotAttached, Wanted};
use crate::chat::attached::Kind;
use crate::store::attachments;
use crate::store::paths::Folders;

/// How the command line names standard input.
pub(crate) const INPUT: &str = "-";

/// What is piped into the program, not read yet.
#[derive(Debug)]
pub(crate) struct Piped {
    from: File,
    /// Where its bytes are kept for the draft; `None` = nowhere.
    folders: Option<Folders>,
}

/// Whether standard input is meant.
pub(super) fn is_piped(wanted: &Wanted) -> bool {
    matches!(&wanted.from, From::File(path) if path.as_os_str() == INPUT)
}

/// What the command line gives: files first, since what is piped can take its time.
pub(crate) fn given(paths: &[PathBuf]) -> impl Iterator<Item = Vec<Wanted>> {
    let wanted = |path: &PathBuf| Wanted::file(path.clone());
    let (input, files): (Vec<_>, Vec<_>) = paths
        .iter()
        .map(wanted)
        .partition(|wanted| wanted.from == From::File(INPUT.into()));
    [files, input].into_iter()
}

/// Whether this file could go along with a message.
///
/// # Errors
/// Why it could not, in a sentence that names it.
pub(crate) fn check(file: &Path) -> Result<(), String> {
    // Opening a pipe would wait for somebody who writes to it.
    if std::fs::metadata(file).is_ok_and(|data| !data.is_file()) {
        return Err(format!(
            "{} is no file; a pipe goes to standard input",
            file.display()
        ));
    }
    let fetched = fetch(Wanted::file(file.to_owned()), &Desk::default());
    fetched.map(|_| ()).map_err(|not| not.why)
}

impl Piped {
    /// Takes standard input if it is no terminal, and puts the terminal of standard output in its place,
    /// from which keys come then; `None` = it is the terminal.
    ///
    /// # Errors
    /// There is no terminal to read keys from.
    pub(crate) fn take(folders: Option<&Folders>) -> std::io::Result<Option<Self>> {
        let input = rustix::stdio::stdin();
        if std::io::stdin().is_terminal() {
            return Ok(None);
        }
        // Above the three that every program has, and closed in those that we start.
        let piped = rustix::io::fcntl_dupfd_cloexec(input, 3)?;
        let terminal = terminal()?;
        rustix::stdio::dup2_stdin(&terminal)?;
        Ok(Some(Self {
            from: File::from(piped),
            folders: folders.cloned(),
        }))
    }

    /// Reads all of it.
    pub(super) fn fetch(mut self, metadata: Metadata) -> Result<Fetched, NotAttached> {
        let told = |why| NotAttached::unfit(format!("standard input was not attached: {why}"));
        let mut bytes = Vec::new();
        let piped = (&mut self.from).take(MAX_READ + 1);
        let mut piped = piped;
        piped
            .read_to_end(&mut bytes)
            .map_err(|error| told(format!("it cannot be read: {error}")))?;
        if bytes.is_empty() {
            return Err(told("nothing came".to_owned()));
        }
        if bytes.len() as u64 > MAX_READ {
            return Err(told("it is larger than a whole request may be".to_owned()));
        }
        let name = name(&bytes);
        let Recognized {
            kind,
            bytes,
            changes,
        } = recognized(name, bytes.into(), metadata)?;
        let Some(folders) = &self.folders else {
            return Err(told("there is no home folder to keep it in".to_owned()));
        };
        let extension = kind.media().rsplit('/').next().unwrap_or_default();
        let plain = extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let extension = if plain { extension } else { "bin" };
        let file = attachments::keep(folders, &bytes, extension)
            .map_err(|error| told(error.to_string()))?;
        let mut fetched = Fetched::kept(name.to_owned(), (bytes, kind), file);
        fetched.attached.changes = changes;
        Ok(fetched)
    }
}

/// The terminal that is written to, to be read from. By its name, since on some systems nobody can wait
/// for `/dev/tty`.
fn terminal() -> std::io::Result<File> {
    let open = |path: &Path| OpenOptions::new().read(true).write(true).open(path);
    let name = rustix::termios::ttyname(rustix::stdio::stdout(), Vec::new());
    let named = name
        .ok()
        .and_then(|name| open(Path::new(name.to_str().ok()?)).ok());
    match named.filter(IsTerminal::is_terminal) {
        Some(terminal) => Ok(terminal),
        None => open(Path::new("/dev/tty")),
    }
}

/// What it is called: documents are told by an extension too.
fn name(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(b"%PDF-") {
        "stdin.pdf"
    } else {
        "stdin"
    }
}

/// A picture or a document by its content, else a text.
fn recognized(name: &str, bytes: Arc<[u8]>, metadata: Metadata) -> Result<Recognized, NotAttached> {
    match recognize::recognize(name, Arc::clone(&bytes), metadata) {
        Ok(found) if !matches!(found.kind, Kind::Document { format, .. } if format.is_text()) => {
            return Ok(found);
        }
        // What begins as a picture and is damaged is no text.
        Err(not) if std::str::from_utf8(&bytes).is_err() => return Err(not),
        Ok(_) | Err(_) => {}
    }
    Ok(Recognized {
        kind: Kind::Text(recognize::text(name, &bytes)?.into()),
        bytes,
        changes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Seek as _, Write as _};

    use super::*;
    use crate::chat::attached::Source;

    fn piped(bytes: &[u8]) -> Result<Fetched, String> {
        let root = tempfile::tempdir().unwrap();
        let mut from = tempfile::tempfile().unwrap();
        from.write_all(bytes).unwrap();
        from.rewind().unwrap();
        let folders = Some(Folders::below(root.path()));
        let fetched = Piped { from, folders }.fetch(Metadata::TakenOut);
        if let Ok(fetched) = &fetched {
            let Source::Kept(file) = &fetched.attached.source else {
                panic!("{fetched:?}");
            };
            assert_eq!(std::fs::read(file).unwrap(), bytes);
        }
        fetched.map_err(|not| not.why)
    }

    #[test]
    fn what_is_piped_is_told_by_its_content() {
        let text = piped("a\nb é".as_bytes()).unwrap().attached;
        assert_eq!(text.kind, Kind::Text("a\nb é".into()));
        let mut png = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(3, 2)
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        let picture = piped(&png.into_inner()).unwrap().attached;
        assert_eq!(picture.pixels(), Some((3, 2)));
        let html = piped(b"<!doctype html><p>x").unwrap().attached;
        assert!(matches!(html.kind, Kind::Text(_)));
    }

    #[test]
    fn what_is_no_file_is_told_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let why = check(folder.path()).unwrap_err();
        assert!(why.contains("is no file"), "{why}");
        let why = check(Path::new("/dev/zero")).unwrap_err();
        assert!(why.contains("is no file"), "{why}");
    }

    #[test]
    fn what_cannot_be_attached_is_told() {
        let empty = piped(b"").unwrap_err();
        assert!(empty.contains("nothing came"), "{empty}");
        let other = piped(b"\x80\x00\x01").unwrap_err();
        assert!(
            other.contains("stdin is nothing that Bedrock takes"),
            "{other}"
        );
    }
}
