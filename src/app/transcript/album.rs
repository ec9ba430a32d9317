//! Pictures among the lines: a line that tells what each is, and the rows that are kept free for it.

use crate::chat::content::{ContentBlock, MediaSource};
use crate::chat::conversation::Conversation;
use crate::chat::ids::MessageId;
use crate::chat::shown::Shown;

use super::line::{Line, Role, Span};
use super::{Slice, Transcript};
use crate::app::layout::Size;
use crate::app::pictures::inline::{is_inline, pictures_of};
use crate::app::pictures::{Form, Known, Means, Measured, Pictures, Shot, Thumbnails, fit};

/// What the rows of pictures depend on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Album<'a> {
    /// What is known of pictures.
    pub(crate) pictures: &'a Pictures,
    /// Whose pictures they are.
    pub(crate) conversation: &'a Conversation,
    /// The most cells that one may take.
    pub(crate) room: Size,
}

/// What a film or sound is called; `None` = it is none, or nobody knows.
pub(super) fn media_name(block: &ContentBlock, conversation: &Conversation) -> Option<String> {
    let ContentBlock::Media { source, .. } = block else {
        return None;
    };
    match source {
        MediaSource::Bytes(hash) => conversation.blob(hash)?.name.clone(),
        MediaSource::S3 { uri, .. } => Some(uri.clone()),
    }
}

/// The pictures of a block.
#[derive(Debug, Clone, Default)]
pub(super) struct Mounts(Vec<Mounted>);

/// A picture among the lines: its line, and the rows below.
#[derive(Debug, Clone)]
pub(super) struct Mounted {
    hash: String,
    format: String,
    caption: Line,
    /// What the caption and the cells were made of; `None` = they were not made yet.
    made_of: Option<Basis>,
    /// What was known of it then, and what its file was called.
    known: Option<Known>,
    name: Option<String>,
    /// The cells that are kept free; `None` = none, since it is not shown, or not yet.
    cells: Option<Size>,
    room: Size,
    wanted: Wanted,
}

/// What the lines of a picture depend on, beside what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Basis {
    /// How large it is by what the conversation's file notes of it.
    noted: Option<Measured>,
    thumbnails: Thumbnails,
    means: Means,
    room: Size,
}

/// Whether somebody should look at a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Yes,
    /// It cannot be shown, or is not to be.
    No,
}

/// Rows that are kept free for pictures have no text.
static BLANK: Line = Line { spans: Vec::new() };

impl Mounts {
    /// Those of a block. What a message holds never changes.
    pub(super) fn of(block: &ContentBlock) -> Self {
        let found = pictures_of(block).into_iter();
        let pictures = found.map(|(hash, format)| Mounted {
            hash,
            format,
            caption: Line::default(),
            made_of: None,
            known: None,
            name: None,
            cells: None,
            room: Size::default(),
            wanted: Wanted::No,
        });
        Self(pictures.collect())
    }

    /// Takes in what is known by now.
    pub(super) fn update(&mut self, album: &Album<'_>) {
        for one in &mut self.0 {
            one.update(album);
        }
    }

    /// Whether they stand for all that the block says: its text is their base64.
    pub(super) fn tell_all(&self) -> bool {
        let shown = |one: &Mounted| is_inline(&one.hash) && one.cells.is_some();
        self.0.iter().any(shown)
    }

    /// How many lines.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(Mounted::len).sum()
    }

    /// A line by its place from the top.
    pub(super) fn line(&self, mut at: usize) -> Option<&Line> {
        for one in &self.0 {
            match at.checked_sub(one.len()) {
                Some(below) => at = below,
                None if at == 0 => return Some(&one.caption),
                None => return Some(&BLANK),
            }
        }
        None
    }

    /// The pictures, each with the line that tells what it is.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Mounted)> {
        let mut first = 0;
        self.0.iter().map(move |one| {
            let at = first;
            first += one.len();
            (at, one)
        })
    }
}

impl Mounted {
    fn len(&self) -> usize {
        1 + self.cells.map_or(0, |cells| usize::from(cells.height))
    }

    /// Makes the lines anew if what they are made of has changed: this is called with each frame.
    fn update(&mut self, album: &Album<'_>) {
        let pictures = album.pictures;
        let known = pictures.known(&self.hash);
        let blob = album.conversation.blob(&self.hash);
        let name = blob.and_then(|blob| blob.name.as_deref());
        let basis = Basis {
            noted: blob.and_then(Measured::noted),
            thumbnails: pictures.thumbnails,
            means: pictures.means,
            room: album.room,
        };
        let is_same = self.made_of == Some(basis)
            && self.known.as_ref() == known
            && self.name.as_deref() == name;
        if is_same {
            return;
        }
        self.made_of = Some(basis);
        self.known = known.cloned();
        self.name = name.map(str::to_owned);
        self.room = album.room;
        self.make(pictures, basis.noted);
    }

    fn make(&mut self, pictures: &Pictures, noted: Option<Measured>) {
        let room = self.room;
        let (known, shown) = (self.known.as_ref(), pictures.shows_thumbnails());
        let measured = match known {
            Some(Known::Measured(measured)) => Some(*measured),
            Some(Known::Failed(_)) => None,
            // What the file says keeps the lines below from moving when the picture comes.
            None => noted,
        };
        let cells = |measured| fit(measured, pictures.means.cell, room).1;
        self.cells = measured.filter(|_| shown).map(cells);
        self.wanted = match known {
            Some(Known::Measured(_)) | None if shown => Wanted::Yes,
            Some(Known::Measured(_) | Known::Failed(_)) | None => Wanted::No,
        };
        let mut spans = vec![self.told(measured)];
        if let Some(Known::Failed(why)) = known {
            let why = Shown::label(&format!(" · {why}")).to_string();
            spans.push(Span::new(why, Role::Warning));
        }
        self.caption = Line { spans };
    }

    /// `image, png 812×610 · rock.png`.
    fn told(&self, measured: Option<Measured>) -> Span {
        let pixels = measured.map(|it| format!(" {}×{}", it.width, it.height));
        let name = self.name.as_ref().map(|name| format!(" · {name}"));
        let (pixels, name) = (pixels.unwrap_or_default(), name.unwrap_or_default());
        let text = format!("image, {}{pixels}{name}", self.format);
        Span::new(Shown::label(&text).to_string(), Role::Faint)
    }
}

/// A picture that is in sight, or nearly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hung {
    /// The message that shows it.
    pub(crate) message: MessageId,
    /// Its place among the pictures of the message.
    pub(crate) nth: usize,
    /// The picture.
    pub(crate) shot: Shot,
    /// The cells that it takes; none while nobody knows.
    pub(crate) cells: Option<Size>,
    /// The row of the pane at which it begins; negative above the pane.
    pub(crate) row: isize,
}

impl Transcript {
    /// The pictures of the visible messages. Those a pane of rows away are among them, so that they
    /// are there when they are scrolled to.
    pub(crate) fn pictures(&self, rows: u16) -> Vec<Hung> {
        let mut found = Vec::new();
        let mut top: isize = 0;
        for slice in &self.window {
            let first = top.saturating_sub_unsigned(slice.first);
            self.hang(slice, (first, rows), &mut found);
            top = top.saturating_add_unsigned(slice.rows);
        }
        found
    }

    fn hang(&self, slice: &Slice, (first, rows): (isize, u16), found: &mut Vec<Hung>) {
        let Some(layout) = self.layouts.get(&slice.message) else {
            return;
        };
        for (nth, (at, one)) in layout.pictures().enumerate() {
            // The line that tells what it is stands above.
            let row = first.saturating_add_unsigned(at + 1);
            let end = row.saturating_add_unsigned(one.len());
            let rows = isize::try_from(rows).unwrap_or(isize::MAX);
            if one.wanted == Wanted::Yes && end >= -rows && row <= rows * 2 {
                found.push(Hung {
                    message: slice.message,
                    nth,
                    shot: Shot {
                        hash: one.hash.clone(),
                        form: Form::Thumbnail(one.room),
                        marks: Vec::new(),
                    },
                    cells: one.cells,
                    row,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{Play, picture};
    use crate::chat::record::{Blob, Record};

    #[test]
    fn the_line_of_a_picture_is_made_again_only_if_something_has_changed() {
        let mut play = Play::new();
        let mut pictures = Pictures::default();
        let mut mounts = Mounts::of(&picture().block().unwrap());
        let mut update = |pictures: &Pictures, play: &Play, width| {
            let room = Size { width, height: 9 };
            let conversation = &play.state.conversation;
            mounts.update(&Album {
                pictures,
                conversation,
                room,
            });
            let caption = &mounts.0[0].caption;
            (caption.text(), caption.spans.as_ptr(), mounts.len())
        };
        let first = update(&pictures, &play, 20);
        assert_eq!(update(&pictures, &play, 20), first);
        let measured = Measured {
            width: 812,
            height: 610,
            bytes: 1,
        };
        pictures.learn(picture().hash, Known::Measured(measured));
        let second = update(&pictures, &play, 20);
        assert_eq!(second.0, "image, png 812×610");
        assert_eq!(update(&pictures, &play, 20), second);
        assert!(update(&pictures, &play, 9).2 < second.2, "it has less room");
        pictures.thumbnails = Thumbnails::Hidden;
        assert_eq!(update(&pictures, &play, 9).2, 1);
        pictures.learn(picture().hash, Known::Failed("it is damaged".to_owned()));
        assert_eq!(update(&pictures, &play, 9).0, "image, png · it is damaged");
        for name in ["one.png", "two.png"] {
            let blob = Blob {
                name: Some(name.to_owned()),
                ..picture().blob().unwrap()
            };
            play.apply(Record::Blob(blob));
            let told = format!("image, png · {name} · it is damaged");
            assert_eq!(update(&pictures, &play, 9).0, told);
        }
    }
}
