//! One picture: read, decoded within limits, turned, made smaller, encoded.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageError};

use super::marking::{self, Pen};
use super::{Developed, Made, Plate};
use crate::app::pictures::inline::{base64_of, is_inline};
use crate::app::pictures::peek;
use crate::app::pictures::{Extent, Form, Means, Measured, Region, Shot, fit};
use crate::chat::attached::Attached;
use crate::chat::conversation::Conversation;
use crate::shell::attach::bytes_of;
use crate::shell::blobs::Blobs;
use crate::shell::pixels::{self, Undecodable};
use crate::ui::pictures::{Placed, Print};

/// Most bytes of a decoded picture that are kept while the viewer shows it.
const MAX_PLATE: usize = 48 * 1024 * 1024;

/// A picture to be made.
#[derive(Debug)]
pub(super) struct Job {
    /// The whole picture, if it was decoded before.
    pub(super) plate: Option<Plate>,
    /// What is to be made.
    pub(super) shot: Shot,
    /// For which terminal.
    pub(super) means: Means,
    /// Names it there.
    pub(super) id: u32,
}

/// Where the bytes of a picture are.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// Among the attachments.
    Attached(Blobs),
    /// In a reply, in base64; `None` = not any more.
    Inline(Option<String>),
    /// In a file that is only looked at.
    File(PathBuf),
}

impl Source {
    /// That of a picture: the file that is looked at, or what the conversation keeps, and of one that
    /// stands in a reply the message that holds it. No other
    /// message is looked through, since this is done between two frames.
    pub(super) fn of(
        placed: &Placed,
        (conversation, looked_at): (&Conversation, Option<&Attached>),
        blobs: &Blobs,
    ) -> Self {
        let hash = &placed.shot.hash;
        if let Some(path) = peek::path_of(hash, looked_at) {
            return Self::File(path.to_owned());
        }
        if !is_inline(hash) {
            return Self::Attached(blobs.clone());
        }
        let message = placed.message.and_then(|id| conversation.message(id));
        let blocks = message.into_iter().flat_map(|message| &message.content);
        Self::Inline(base64_of(hash, blocks).map(str::to_owned))
    }

    fn bytes(&self, hash: &str) -> Result<Arc<[u8]>, String> {
        let missing = || "its bytes are not at hand".to_owned();
        match self {
            Self::Attached(blobs) => blobs.bytes(hash).ok_or_else(missing),
            Self::File(path) => match bytes_of(path) {
                Ok(bytes) => Ok(bytes.into()),
                Err(error) => Err(format!("it cannot be read: {error}")),
            },
            Self::Inline(text) => {
                let text = text.as_deref().ok_or_else(missing)?;
                let bytes = STANDARD.decode(text);
                bytes
                    .map(Arc::from)
                    .map_err(|_| "it is damaged: it is no base64".to_owned())
            }
        }
    }
}

impl Job {
    /// Makes it. Whatever is wrong with the file ends in a sentence.
    pub(super) fn done(self, source: &Source) -> Developed {
        // A decoder that panics over a hostile file costs this picture and nothing else.
        let made = catch_unwind(AssertUnwindSafe(|| self.made(source)));
        Developed {
            result: made.unwrap_or_else(|_| Err("it is damaged and cannot be shown".to_owned())),
            means: self.means,
            shot: self.shot,
        }
    }

    fn made(&self, source: &Source) -> Result<Made, String> {
        match (self.shot.form, &self.plate) {
            (Form::Part(region, extent), Some(plate)) => {
                self.part(&plate.image, plate.measured, (region, extent))
            }
            (form, _) => {
                let bytes = source.bytes(&self.shot.hash)?;
                self.of_bytes(&bytes, form)
            }
        }
    }

    /// Makes it of the bytes of a file.
    pub(super) fn of_bytes(&self, bytes: &[u8], form: Form) -> Result<Made, String> {
        let (image, orientation) = decoded(bytes)?;
        let measured = measured(&image, orientation, bytes.len());
        match form {
            Form::Thumbnail(room) => {
                let (extent, _) = fit(measured, self.means.cell, room);
                // Made smaller first, since that leaves less to turn.
                let turned = if sideways(orientation) {
                    (extent.height, extent.width)
                } else {
                    (extent.width, extent.height)
                };
                let mut small = sized(&image, turned);
                drop(image);
                small.apply_orientation(orientation);
                let print = Print::make(small, self.means, self.id)?;
                Ok(Made {
                    measured,
                    print,
                    plate: None,
                })
            }
            Form::Part(region, extent) => {
                let mut image = image;
                image.apply_orientation(orientation);
                let image = Arc::new(image);
                let mut made = self.part(&image, measured, (region, extent))?;
                made.plate = (image.as_bytes().len() <= MAX_PLATE).then(|| Plate {
                    hash: self.shot.hash.clone(),
                    image,
                    measured,
                });
                Ok(made)
            }
        }
    }

    fn part(
        &self,
        image: &DynamicImage,
        measured: Measured,
        (region, extent): (Region, Extent),
    ) -> Result<Made, String> {
        let size = (extent.width, extent.height);
        // All of a photo is not copied to be made smaller.
        let part = if (region.width, region.height) == (image.width(), image.height()) {
            sized(image, size)
        } else {
            let part = image.crop_imm(region.x, region.y, region.width, region.height);
            sized(&part, size)
        };
        let part = marking::draw(part, &self.shot.marks, region, Pen::of(self.means));
        Ok(Made {
            measured,
            print: Print::make(part, self.means, self.id)?,
            plate: None,
        })
    }
}

/// The pixels of a file, and how the camera was held.
fn decoded(bytes: &[u8]) -> Result<(DynamicImage, Orientation), String> {
    let format = image::guess_format(bytes);
    let format = format.map_err(|_| "it is no png, jpeg, gif or webp".to_owned())?;
    let decoded = pixels::decoded(format, bytes);
    let (image, orientation) = decoded.map_err(|why| match why {
        Undecodable::Pixels(width, height) | Undecodable::Memory(width, height) => {
            format!("it has {width}×{height} pixels, too many to be shown")
        }
        Undecodable::Failed(error) => told(&error),
    })?;
    if image.width() == 0 || image.height() == 0 {
        return Err("it has no pixels".to_owned());
    }
    Ok((image, orientation))
}

fn told(error: &ImageError) -> String {
    match error {
        ImageError::Limits(_) => "it is too large to be shown".to_owned(),
        ImageError::Unsupported(_) => {
            "it is of a kind that cannot be shown, but it can be sent".to_owned()
        }
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::IoError(_) => format!("it is damaged: {error}"),
    }
}

/// How large a picture is once it is turned.
fn measured(image: &DynamicImage, orientation: Orientation, bytes: usize) -> Measured {
    let (mut width, mut height) = (image.width(), image.height());
    if sideways(orientation) {
        (width, height) = (height, width);
    }
    Measured {
        width,
        height,
        bytes: bytes as u64,
    }
}

fn sideways(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// A picture of another size: pixels stay sharp where it gets much larger.
fn sized(image: &DynamicImage, (width, height): (u32, u32)) -> DynamicImage {
    if (image.width(), image.height()) == (width, height) {
        image.clone()
    } else if width <= image.width() && height <= image.height() {
        image.thumbnail_exact(width, height)
    } else if width >= image.width().saturating_mul(2) {
        image.resize_exact(width, height, FilterType::Nearest)
    } else {
        image.resize_exact(width, height, FilterType::Triangle)
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;
    use crate::app::chips::Wanted;
    use crate::app::fixture::Play;
    use crate::app::layout::Size;
    use crate::app::pictures::inline::pictures_of;
    use crate::chat::attached::{Kind, Source as From};
    use crate::chat::content::{ContentBlock, Json};
    use crate::chat::ids::MessageId;
    use crate::chat::message::Role;
    use crate::chat::record::{Body, Record};
    use crate::ui::pictures::Meanwhile;

    fn placed(hash: &str, message: Option<MessageId>) -> Placed {
        Placed {
            shot: Shot {
                hash: hash.to_owned(),
                form: Form::Thumbnail(Size::default()),
                marks: Vec::new(),
            },
            message,
            area: Rect::default(),
            skip: 0,
            meanwhile: Meanwhile::Nothing,
        }
    }

    #[test]
    fn a_picture_in_a_reply_is_looked_for_in_its_message_only() {
        let data = format!("iVBORw0K{}", "A".repeat(90));
        let block = ContentBlock::Unknown {
            wire: "converse".to_owned(),
            json: Json(format!(r#"{{"image":{{"source":{{"bytes":"{data}"}}}}}}"#)),
        };
        let (name, _) = pictures_of(&block).remove(0);
        let mut play = Play::new();
        let words = |text: &str| vec![ContentBlock::Text(text.to_owned())];
        let said = [vec![block], words("other")].map(|content| {
            let parent = play.state.conversation.newest();
            MessageId(play.apply(Record::Message {
                parent,
                role: Role::User,
                turn: None,
                case: None,
                body: Body::New(content),
            }))
        });
        let source = |message| {
            let (conversation, blobs) = (&play.state.conversation, Blobs::default());
            match Source::of(&placed(&name, message), (conversation, None), &blobs) {
                Source::Inline(text) => text,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(source(Some(said[0])), Some(data));
        assert_eq!((source(Some(said[1])), source(None)), (None, None));
    }

    #[test]
    fn a_file_that_is_only_looked_at_is_read_by_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rock.png");
        std::fs::write(&path, "not decoded here").unwrap();
        let attached = Attached {
            hash: "sha256:00".to_owned(),
            size: 16,
            name: Wanted::file(path.clone()).called(),
            source: From::File(path.clone()),
            kind: Kind::Picture {
                format: crate::chat::attached::format::PictureFormat::Png,
                width: 1,
                height: 1,
            },
            changes: Vec::new(),
        };
        let name = peek::name_of(&attached).unwrap();
        let conversation = crate::app::fixture::Play::new().state.conversation;
        let of = |looked_at| {
            let of = (&conversation, looked_at);
            Source::of(&placed(&name, None), of, &Blobs::default())
        };
        let by_name = of(None);
        assert!(matches!(by_name, Source::Attached(_)), "{by_name:?}");
        let source = of(Some(&attached));
        assert_eq!(&*source.bytes(&name).unwrap(), b"not decoded here");
        std::fs::remove_file(path).unwrap();
        assert!(
            source
                .bytes(&name)
                .unwrap_err()
                .starts_with("it cannot be read")
        );
    }
}
