//! What is to be attached: found, read and recognized, beside the loop.

mod dropped;
mod given;
mod recognize;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::blobs::Blobs;
use super::event::{self, Event};
use super::hands::Hands;
use super::tasks::Tasks;
use crate::app::chips::{ArrivalId, Fetch, Form, From, NotAttached, Wanted};
use crate::chat::attached::{Attached, Kind, Source};
use crate::chat::content::Cited;
use crate::store::blobs;

pub(crate) use dropped::DroppedFile;
pub(crate) use given::{INPUT, Piped, check, given};

/// Most bytes of a file that are read. Larger ones could not be sent in any request.
const MAX_READ: u64 = 25_000_000;

/// An attachment and its bytes.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) attached: Attached,
    pub(super) bytes: Arc<[u8]>,
}

impl Fetched {
    /// These bytes, which stand in no file of the user's, with the file that was made for them.
    pub(super) fn kept(name: String, (bytes, kind): (Vec<u8>, Kind), file: PathBuf) -> Self {
        let attached = Attached {
            hash: blobs::hash(&bytes),
            size: bytes.len() as u64,
            name,
            source: Source::Kept(file),
            kind,
            changes: Vec::new(),
        };
        let bytes = bytes.into();
        Self { attached, bytes }
    }
}

impl Tasks {
    /// Reads what is to be attached, one after the other, so that they come in their order.
    pub(super) fn attach(&mut self, fetches: Vec<Fetch>) {
        let (events, blobs) = (self.events(), self.blobs.clone());
        let asked = fetches.iter().any(|fetch| given::is_piped(&fetch.wanted));
        let mut input = if asked { self.input.take() } else { None };
        self.spawn(move || {
            for Fetch { id, wanted } in fetches {
                let result = match input.take_if(|_| given::is_piped(&wanted)) {
                    Some(input) => input.fetch(),
                    None => fetch(wanted, &blobs),
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
        let blobs = self.blobs.clone();
        self.aside(move || {
            let found = wanted.into_iter().map(|wanted| {
                let fetched = fetch(wanted.clone(), &blobs);
                (wanted, fetched)
            });
            Event::Restored(id, found.collect())
        });
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

/// What a file would be as an attachment.
///
/// # Errors
/// Why it cannot go along.
pub(super) fn look_at(path: &Path) -> Result<Attached, NotAttached> {
    let fetched = fetch(Wanted::file(path.to_owned()), &Blobs::default());
    fetched.map(|fetched| fetched.attached)
}

/// Finds and reads an attachment.
///
/// # Errors
/// Why it cannot go along, in a sentence that names it.
fn fetch(wanted: Wanted, blobs: &Blobs) -> Result<Fetched, NotAttached> {
    let name = wanted.called();
    match wanted.from {
        From::File(path) => {
            let path = event::expand(path);
            let path = std::path::absolute(&path).unwrap_or(path);
            let bytes = read(&path)?;
            fetched(name, Source::File(path), wanted.form, bytes)
        }
        From::Kept(path) => {
            let bytes = read(&path)?;
            fetched(name, Source::Kept(path), wanted.form, bytes)
        }
        From::Conversation(hash) => {
            let bytes = blobs.bytes(&hash).ok_or_else(|| {
                NotAttached::unfit(format!("the bytes of {name} are missing in this file"))
            })?;
            fetched(name, Source::Conversation, wanted.form, bytes)
        }
        // The clipboard is read in a thread of its own.
        From::Clipboard => Err(NotAttached::nothing("there is no picture on the clipboard")),
        From::S3 { .. } => Err(NotAttached::unfit("what is in S3 cannot be attached yet")),
    }
}

fn fetched(
    name: String,
    source: Source,
    form: Form,
    bytes: Arc<[u8]>,
) -> Result<Fetched, NotAttached> {
    let kind = match form {
        Form::Text => Kind::Text(recognize::text(&name, &bytes)?.into()),
        Form::Found | Form::Cited => recognize::kind(&name, &bytes)?,
    };
    let kind = match (form, kind) {
        (Form::Cited, Kind::Document { format, pages, .. }) => Kind::Document {
            format,
            pages,
            cited: Cited::On,
        },
        (_, kind) => kind,
    };
    let attached = Attached {
        hash: blobs::hash(&bytes),
        size: bytes.len() as u64,
        name,
        source,
        kind,
        changes: Vec::new(),
    };
    Ok(Fetched { attached, bytes })
}

fn read(path: &Path) -> Result<Arc<[u8]>, NotAttached> {
    let told = |error: std::io::Error| {
        let why = format!("cannot read {}: {error}", path.display());
        if error.kind() == ErrorKind::NotFound {
            NotAttached::nothing(why)
        } else {
            NotAttached::unfit(why)
        }
    };
    let bytes = bytes_of(path).map_err(told)?;
    if bytes.len() as u64 > MAX_READ {
        let why = format!("{} is larger than a whole request may be", path.display());
        return Err(NotAttached::unfit(why));
    }
    Ok(bytes.into())
}

/// The bytes of a regular file; a pipe or a device could keep the thread for ever.
pub(super) fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        let cause = "it is no regular file";
        return Err(std::io::Error::new(ErrorKind::InvalidInput, cause));
    }
    let mut bytes = Vec::new();
    file.take(MAX_READ + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::ImageFormat;

    use super::*;

    fn read_file(path: std::path::PathBuf) -> Result<Fetched, NotAttached> {
        fetch(Wanted::file(path), &Blobs::default())
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
    fn what_cannot_go_along_is_refused_with_a_sentence() {
        let cut = &picture(ImageFormat::Png)[..12];
        let text = read_bytes("cut.png", cut).unwrap_err();
        assert!(text.contains("damaged"), "{text}");
        let missing = read_file("/nowhere/rock.png".into()).unwrap_err();
        let begins = missing.why.starts_with("cannot read /nowhere/rock.png");
        assert!(begins, "{}", missing.why);
        assert_eq!(missing, NotAttached::nothing(missing.why.clone()));
        let device = read_file("/dev/zero".into()).unwrap_err();
        assert!(device.why.contains("no regular file"), "{}", device.why);
    }
}
