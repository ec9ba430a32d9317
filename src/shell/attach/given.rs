//! What the command line gives to be attached: files, and what is piped into the program.

use std::fs::{File, OpenOptions};
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::read::MAX_READ;
use super::recognize::{self, Metadata, Recognized};
use super::{Desk, Fetched, found};
use crate::app::chips::{From, NotAttached, Wanted};
use crate::chat::attached::Kind;

/// How the command line names standard input.
pub(crate) const INPUT: &str = "-";

/// What is piped into the program, not read yet.
#[derive(Debug)]
pub(crate) struct Piped {
    from: File,
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

/// Whether this file could go along with a message. It is read and not decoded, since the first frame
/// waits for the answer; what is damaged within is told when it is attached.
///
/// # Errors
/// Why it could not, in a sentence that names it.
pub(crate) fn check(file: &Path) -> Result<(), String> {
    let wanted = Wanted::file(file.to_owned());
    let name = wanted.called();
    let found = found(&name, wanted.from, &Desk::default());
    let fits = found.and_then(|(_, bytes)| recognize::glanced_at(&name, &bytes));
    fits.map_err(|not| not.why)
}

impl Piped {
    /// Takes standard input if it is no terminal, and puts the terminal of standard output in its place,
    /// from which keys come then; `None` = it is the terminal.
    ///
    /// # Errors
    /// There is no terminal to read keys from.
    pub(crate) fn take() -> std::io::Result<Option<Self>> {
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
        }))
    }

    /// Reads all of it.
    pub(super) fn fetch(mut self, desk: &Desk) -> Result<Fetched, NotAttached> {
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
        desk.kept(name, recognized(name, bytes.into(), desk.habits.metadata)?)
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
        let desk = Desk::keeping_in(root.path());
        let fetched = Piped { from }.fetch(&desk);
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
        assert_eq!(text.hash, "", "a text goes as part of the message");
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
        assert!(why.ends_with("is a folder; name a file in it"), "{why}");
        let why = check(Path::new("/dev/zero")).unwrap_err();
        assert!(why.contains("is a device, which may never end"), "{why}");
        let pipe = folder.path().join("pipe");
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        let why = check(&pipe).unwrap_err();
        assert!(
            why.contains("is a pipe; save what comes out of it"),
            "{why}"
        );
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
