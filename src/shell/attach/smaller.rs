//! Pictures made smaller: tried out to tell figures, and made in earnest by the same code.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use image::DynamicImage;
use image::imageops::FilterType;

use super::{Desk, Fetched, encode, found, recognize, stem};
use crate::app::chips::NotAttached;
use crate::app::msg::Msg;
use crate::app::smaller::Measure;
use crate::chat::attached::format::PictureFormat;
use crate::chat::attached::smaller::Making;
use crate::chat::attached::{Attached, Kind, Source};
use crate::shell::event::Event;
use crate::shell::tasks::Tasks;

/// The quality of a jpeg that is made.
const QUALITY: u8 = 85;

/// Stops what was begun last.
#[derive(Debug, Default)]
pub(in crate::shell) struct Stopper(Arc<AtomicBool>);

impl Stopper {
    /// Stops what runs; what is begun with the result can be stopped next.
    fn renewed(&mut self) -> Arc<AtomicBool> {
        self.0.store(true, Ordering::Relaxed);
        self.0 = Arc::default();
        Arc::clone(&self.0)
    }
}

impl Tasks {
    /// Tries ways to make a picture smaller, and tells what each gives.
    pub(in crate::shell) fn measure(&mut self, measure: Measure) {
        let stopped = self.measuring.renewed();
        let (events, desk) = (self.events(), self.desk());
        self.spawn(move || {
            let name = measure.wanted.called();
            let picture = found(&name, measure.wanted.from, &desk)
                .and_then(|(_, bytes)| Picture::decoded(&name, &bytes));
            for way in measure.ways {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let made = match &picture {
                    Ok(picture) => picture.made(way).map(|(attached, _)| attached),
                    Err(not) => Err(not.clone()),
                };
                let event = Event::Core(Msg::Measured(measure.id, way, made));
                if events.blocking_send(event).is_err() {
                    return;
                }
            }
        });
    }

    /// Tries no more of them.
    pub(in crate::shell) fn stop_measuring(&mut self) {
        self.measuring.renewed();
    }
}

impl Desk {
    /// A picture made smaller, and kept, so that a draft can name it.
    pub(super) fn made(
        &self,
        name: &str,
        bytes: &[u8],
        way: Making,
    ) -> Result<Fetched, NotAttached> {
        let (made, bytes) = Picture::decoded(name, bytes)?.made(way)?;
        let path = self.put_by(&made.name, &made.kind, &bytes)?;
        let attached = Attached {
            source: Source::Kept(path),
            ..made
        };
        Ok(Fetched {
            attached,
            bytes: bytes.into(),
        })
    }
}

/// A picture to be made smaller.
struct Picture {
    name: String,
    image: DynamicImage,
}

impl Picture {
    fn decoded(name: &str, bytes: &[u8]) -> Result<Self, NotAttached> {
        Ok(Self {
            name: name.to_owned(),
            image: recognize::decoded(name, bytes)?,
        })
    }

    fn made(&self, way: Making) -> Result<(Attached, Vec<u8>), NotAttached> {
        let (before, change) = ((self.image.width(), self.image.height()), way.label());
        let scaled = match way {
            Making::Scaled(side) => Some(scaled(&self.image, side)),
            Making::Recompressed => None,
        };
        let image = scaled.as_ref().unwrap_or(&self.image);
        let told =
            |error| NotAttached::unfit(format!("{} cannot be made smaller: {error}", self.name));
        let (format, bytes) = small_file(image).map_err(told)?;
        let kind = Kind::Picture {
            format,
            width: image.width(),
            height: image.height(),
        };
        let name = format!("{}.{}", stem(&self.name), kind.extension());
        let source = Source::Kept(PathBuf::new());
        let made = Fetched::of(name, source, kind, bytes.clone().into());
        let mut attached = made.attached;
        let quality = if format == PictureFormat::Jpeg {
            format!("jpeg {QUALITY}")
        } else {
            "png".to_owned()
        };
        let from = format!("{}×{}", before.0, before.1);
        attached.changes = vec![match way {
            Making::Scaled(_) => format!("{change} from {from}, {quality}"),
            Making::Recompressed => format!("recompressed as {quality}, same pixels"),
        }];
        Ok((attached, bytes))
    }
}

/// As jpeg; as png where something can be seen through, or where that is smaller, as with drawings.
fn small_file(image: &DynamicImage) -> image::ImageResult<(PictureFormat, Vec<u8>)> {
    if is_transparent(image) {
        return Ok((PictureFormat::Png, encode::png(image)?));
    }
    Ok((PictureFormat::Jpeg, encode::jpeg(image, QUALITY)?))
}

fn is_transparent(image: &DynamicImage) -> bool {
    image.color().has_alpha() && image.to_rgba8().pixels().any(|pixel| pixel.0[3] < 255)
}

fn scaled(image: &DynamicImage, side: u32) -> DynamicImage {
    // Two steps: pixels are averaged to near the goal first, which is many times faster.
    let longest = image.width().max(image.height());
    let near = side.saturating_mul(2);
    if longest > near {
        return image
            .thumbnail(near, near)
            .resize(side, side, FilterType::CatmullRom);
    }
    image.resize(side, side, FilterType::CatmullRom)
}
