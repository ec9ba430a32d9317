//! What is to be attached: found, read and recognized, beside the loop.

mod bucket;
mod dropped;
mod encode;
mod given;
mod read;
mod recognize;
mod smaller;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::blobs::Blobs;
use super::event::{self, Event};
use super::hands::Hands;
use super::tasks::Tasks;
use crate::app::chips::{ArrivalId, Fetch, Form, From, NotAttached, Wanted};
use crate::chat::attached::{Attached, Kind, Source};
use crate::chat::content::Cited;
use crate::store::{attachments, blobs};

pub(crate) use dropped::DroppedFile;
pub(crate) use given::{INPUT, Piped, check, given};
pub(super) use read::bytes_of;
pub(crate) use recognize::Metadata;
pub(super) use recognize::Recognized;
pub(super) use smaller::Stopper;

/// What is done with all that is attached.
#[derive(Debug, Clone, Default)]
pub(super) struct Habits {
    /// What becomes of the metadata of pictures.
    pub(super) metadata: Metadata,
    /// Where bytes are kept that no file of the user's has; `None` = nowhere.
    pub(super) folder: Option<PathBuf>,
}

/// What reading needs.
#[derive(Debug, Clone, Default)]
pub(super) struct Desk {
    blobs: Blobs,
    habits: Habits,
}

/// An attachment and its bytes.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) attached: Attached,
    pub(super) bytes: Arc<[u8]>,
}

impl Tasks {
    /// Reads what is to be attached, one after the other, so that they come in their order.
    pub(super) fn attach(&mut self, fetches: Vec<Fetch>) {
        let (events, desk) = (self.events(), self.desk());
        let asked = fetches.iter().any(|fetch| given::is_piped(&fetch.wanted));
        let mut input = if asked { self.input.take() } else { None };
        self.spawn(move || {
            for Fetch { id, wanted } in fetches {
                let result = match input.take_if(|_| given::is_piped(&wanted)) {
                    Some(input) => input.fetch(&desk),
                    None => fetch(wanted, &desk),
                };
                let event = Event::Attached(id, Box::new(result));
                if events.blocking_send(event).is_err() {
                    return;
                }
            }
        });
    }

    /// Reads what a draft names.
    pub(super) fn restore(&mut self, id: ArrivalId, wanted: Vec<Wanted>) {
        let desk = self.desk();
        self.aside(move || {
            let found = wanted.into_iter().map(|wanted| {
                let fetched = fetch(wanted.clone(), &desk);
                (wanted, fetched)
            });
            Event::Restored(id, found.collect())
        });
    }

    pub(super) fn desk(&self) -> Desk {
        Desk {
            blobs: self.blobs.clone(),
            habits: self.habits.clone(),
        }
    }
}

impl Hands {
    /// Keeps the bytes of what was read; gives what the core is told of it.
    pub(super) fn taken(
        &mut self,
        result: Result<Fetched, NotAttached>,
    ) -> Result<Attached, NotAttached> {
        let fetched = result?;
        self.tasks.keep(&fetched);
        Ok(fetched.attached)
    }
}

/// What a file would be as an attachment, with its bytes.
///
/// # Errors
/// Why it cannot go along.
pub(super) fn look_at(path: &Path) -> Result<Fetched, NotAttached> {
    fetch(Wanted::file(path.to_owned()), &Desk::default())
}

/// Finds and reads an attachment.
///
/// # Errors
/// Why it cannot go along, in a sentence that names it.
fn fetch(wanted: Wanted, desk: &Desk) -> Result<Fetched, NotAttached> {
    let name = wanted.called();
    if let From::S3 { uri, owner } = &wanted.from {
        return bucket::named(name, uri, owner.as_deref());
    }
    let (source, bytes) = found(&name, wanted.from, desk)?;
    match wanted.form {
        Form::Still => desk.still(&name, &bytes),
        Form::Smaller(way) => desk.made(&name, &bytes, way),
        Form::Text | Form::Found | Form::Cited | Form::Result => {
            desk.fetched(name, source, wanted.form, bytes)
        }
    }
}

/// Where an attachment comes from, and its bytes.
fn found(name: &str, from: From, desk: &Desk) -> Result<(Source, Arc<[u8]>), NotAttached> {
    match from {
        From::File(path) => {
            let path = event::expand(path);
            let path = std::path::absolute(&path).unwrap_or(path);
            let bytes = read::read(&path)?;
            Ok((Source::File(path), bytes))
        }
        From::Kept(path) => {
            let bytes = read::read(&path)?;
            Ok((Source::Kept(path), bytes))
        }
        From::Conversation(hash) => {
            let bytes = desk.blobs.bytes(&hash).ok_or_else(|| {
                NotAttached::unfit(format!("the bytes of {name} are missing in this file"))
            })?;
            Ok((Source::Conversation, bytes))
        }
        From::Text(text) => {
            let bytes: Arc<[u8]> = text.as_bytes().into();
            Ok((Source::Text(text), bytes))
        }
        // The clipboard is read in a thread of its own.
        From::Clipboard => Err(NotAttached::nothing("there is no picture on the clipboard")),
        From::S3 { .. } => Err(NotAttached::unfit(
            "outcrop does not have the bytes of what is in S3",
        )),
    }
}

impl Desk {
    /// One that keeps bytes in this folder.
    #[cfg(test)]
    pub(super) fn keeping_in(folder: &Path) -> Self {
        Self {
            habits: Habits {
                folder: Some(folder.to_owned()),
                ..Habits::default()
            },
            ..Self::default()
        }
    }

    fn fetched(
        &self,
        name: String,
        source: Source,
        form: Form,
        bytes: Arc<[u8]>,
    ) -> Result<Fetched, NotAttached> {
        if form == Form::Text {
            let kind = Kind::Text(recognize::text(&name, &bytes)?.into());
            return Ok(Fetched::of(name, source, kind, bytes));
        }
        // What is in the conversation went through this once.
        let metadata = match source {
            Source::Conversation => Metadata::Kept,
            Source::File(_) | Source::Kept(_) | Source::Text(_) | Source::S3 { .. } => {
                self.habits.metadata
            }
        };
        let recognized = recognize::recognize(&name, bytes, metadata)?;
        let kind = match (form, recognized.kind) {
            (Form::Cited, Kind::Document { format, pages, .. }) => Kind::Document {
                format,
                pages,
                cited: Cited::On,
            },
            (Form::Result, Kind::Document { format, .. }) if format.is_text() => {
                Kind::Text(recognize::text(&name, &recognized.bytes)?.into())
            }
            (_, kind) => kind,
        };
        let mut fetched = Fetched::of(name, source, kind, recognized.bytes);
        fetched.attached.changes = recognized.changes;
        Ok(fetched)
    }

    /// A picture that another program has copied, which is kept for the draft.
    ///
    /// # Errors
    /// It cannot go along, or cannot be kept.
    pub(super) fn copied(&self, name: &str, bytes: Vec<u8>) -> Result<Fetched, NotAttached> {
        let recognized = recognize::recognize(name, bytes.into(), self.habits.metadata)?;
        if !matches!(recognized.kind, Kind::Picture { .. }) {
            let why = format!("{name} is no picture, whatever the terminal says");
            return Err(NotAttached::unfit(why));
        }
        self.kept(name, recognized)
    }

    /// What stands in no file of the user's, with a file that is made for it, so that a draft can name
    /// it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn kept(&self, name: &str, recognized: Recognized) -> Result<Fetched, NotAttached> {
        let Recognized {
            kind,
            bytes,
            changes,
        } = recognized;
        let path = self.put_by(name, &kind, &bytes)?;
        let mut fetched = Fetched::of(name.to_owned(), Source::Kept(path), kind, bytes);
        fetched.attached.changes = changes;
        Ok(fetched)
    }

    /// A picture that a program has written to answer a call: the conversation keeps it.
    ///
    /// # Errors
    /// It cannot go along.
    pub(super) fn written(&self, name: &str, bytes: Vec<u8>) -> Result<Fetched, NotAttached> {
        let recognized = recognize::recognize(name, bytes.into(), self.habits.metadata)?;
        let (kind, bytes) = (recognized.kind, recognized.bytes);
        let mut fetched = Fetched::of(name.to_owned(), Source::Conversation, kind, bytes);
        fetched.attached.changes = recognized.changes;
        Ok(fetched)
    }

    /// Writes bytes to a file that is named by their hash; gives its path.
    ///
    /// # Errors
    /// There is no folder for it, or it cannot be written; where and why.
    fn put_by(&self, name: &str, kind: &Kind, bytes: &[u8]) -> Result<PathBuf, NotAttached> {
        let told = |why: &str| NotAttached::unfit(format!("{name} was not attached: {why}"));
        let nowhere = "there is no home folder to keep it in; set HOME";
        let folder = self.habits.folder.as_deref();
        let folder = folder.ok_or_else(|| told(nowhere))?;
        let file = attachments::keep(folder, bytes, kind.extension());
        file.map_err(|error| told(&format!("it cannot be kept: {error}")))
    }

    /// The first picture of an animated one.
    fn still(&self, name: &str, bytes: &[u8]) -> Result<Fetched, NotAttached> {
        let still = recognize::first_frame(name, bytes)?;
        let called = format!("{} still.png", stem(name));
        let mut recognized = recognize::recognize(&called, still.into(), self.habits.metadata)?;
        recognized.changes = vec![format!("first picture of {name}")];
        self.kept(&called, recognized)
    }
}

impl Fetched {
    fn of(name: String, source: Source, kind: Kind, bytes: Arc<[u8]>) -> Self {
        // A text becomes part of the message's text; its bytes are not needed for themselves.
        let hash = match kind {
            Kind::Text(_) => String::new(),
            _ => blobs::hash(&bytes),
        };
        let attached = Attached {
            hash,
            size: bytes.len() as u64,
            name,
            source,
            kind,
            changes: Vec::new(),
        };
        Self { attached, bytes }
    }
}

/// A name without its end.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod corpus_tests;

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::ImageFormat;

    use super::*;

    fn read_file(path: std::path::PathBuf) -> Result<Fetched, NotAttached> {
        fetch(Wanted::file(path), &Desk::default())
    }
    use crate::chat::attached::format::PictureFormat;

    /// A small picture in this format.
    fn picture(format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let image = image::DynamicImage::new_rgb8(3, 2);
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn read_bytes(name: &str, bytes: &[u8]) -> Result<Fetched, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        read_file(path).map_err(|not| not.why)
    }

    #[test]
    fn the_content_decides_and_not_the_name() {
        for (format, ours) in [
            (ImageFormat::Png, PictureFormat::Png),
            (ImageFormat::Jpeg, PictureFormat::Jpeg),
            (ImageFormat::Gif, PictureFormat::Gif),
            (ImageFormat::WebP, PictureFormat::Webp),
        ] {
            let fetched = read_bytes("lie.txt", &picture(format)).unwrap();
            let kind = Kind::Picture {
                format: ours,
                width: 3,
                height: 2,
            };
            assert_eq!(fetched.attached.kind, kind);
            assert_eq!(fetched.bytes.len() as u64, fetched.attached.size);
            assert_eq!(fetched.attached.hash.len(), 71);
        }
    }

    #[test]
    fn as_a_result_every_text_is_text_and_nothing_else_is() {
        let read = |name: &str, bytes: &[u8]| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            let wanted = Wanted {
                form: Form::Result,
                ..Wanted::file(path)
            };
            fetch(wanted, &Desk::default()).unwrap().attached.kind
        };
        for name in ["a.csv", "a.md", "a.txt"] {
            assert_eq!(read(name, b"a,b\n"), Kind::Text("a,b\n".into()), "{name}");
        }
        let kind = read("a.png", &picture(ImageFormat::Png));
        assert!(matches!(kind, Kind::Picture { .. }), "{kind:?}");
        let kind = read("a.pdf", b"%PDF-1.4\n%%EOF\n");
        assert!(matches!(kind, Kind::Document { .. }), "{kind:?}");
    }

    #[test]
    fn what_cannot_go_along_is_refused_with_a_sentence() {
        let cut = &picture(ImageFormat::Png)[..12];
        let text = read_bytes("cut.png", cut).unwrap_err();
        assert!(text.contains("damaged"), "{text}");
        let missing = read_file("/nowhere/rock.png".into()).unwrap_err();
        let begins = missing.why.starts_with("cannot read /nowhere/rock.png");
        assert!(begins, "{}", missing.why);
        assert_eq!(missing, NotAttached::nothing(missing.why.clone()));
        let device = read_file("/dev/zero".into()).unwrap_err();
        assert!(device.why.contains("a device"), "{}", device.why);
    }
}
