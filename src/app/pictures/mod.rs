//! Pictures in the terminal: what is known of them, and how many cells they take.
//!
//! Their pixels are the shell's. The core knows how large a picture is, and so how many rows to keep
//! free for it; a frame tells which pictures it would like to show, and the shell makes them.

pub(crate) mod inline;
pub(crate) mod mark;
pub(crate) mod peek;
pub(crate) mod viewer;

use std::collections::BTreeMap;

use super::layout::Size;
use crate::chat::record::Blob;
use mark::Mark;

/// Most columns of a thumbnail.
pub(crate) const WIDEST: u16 = 48;

/// Most rows of a thumbnail.
pub(crate) const HIGHEST: u16 = 14;

/// Columns of a picture at the least. The cell behind the first one is never written, so that the
/// terminal is told where to go on.
const NARROWEST: u16 = 2;

/// What is known of pictures, and how they are shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pictures {
    /// Whether thumbnails are shown.
    pub(crate) thumbnails: Thumbnails,
    /// How the terminal shows pictures.
    pub(crate) means: Means,
    known: BTreeMap<String, Known>,
    learnt: u64,
}

/// Whether thumbnails are shown in the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Thumbnails {
    /// Each picture below its line.
    #[default]
    Shown,
    /// The line alone.
    Hidden,
}

/// How the terminal shows pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Means {
    /// Its protocol.
    pub(crate) protocol: Protocol,
    /// Columns and rows of pixels of a cell, each at least 1.
    pub(crate) cell: (u16, u16),
    /// Whether it stands behind tmux, which passes on what is wrapped for it.
    pub(crate) wrapping: Wrapping,
    /// How many colours half blocks may have.
    pub(crate) depth: Depth,
}

/// How pictures reach a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Protocol {
    /// Not at all.
    Off,
    /// As characters in two colours, two pixels a cell. Every terminal has it.
    #[default]
    HalfBlocks,
    /// DEC's, six rows of pixels a character.
    Sixel,
    /// That of iTerm2.
    Iterm2,
    /// That of kitty, with its placeholders.
    Kitty,
}

/// What stands between outcrop and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Wrapping {
    /// Nothing.
    #[default]
    None,
    /// tmux, which passes on what is wrapped for it.
    Tmux,
}

/// How many colours a terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Depth {
    /// All.
    #[default]
    All,
    /// Those of its palette of 256.
    Palette,
}

impl Wrapping {
    /// A sequence such that it reaches the terminal.
    pub(crate) fn around(self, sequence: &str) -> String {
        match self {
            Self::None => sequence.to_owned(),
            Self::Tmux => format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b")),
        }
    }
}

impl Protocol {
    /// All, by the names that the setting takes.
    pub(crate) const NAMES: [(&'static str, Self); 5] = [
        ("kitty", Self::Kitty),
        ("iterm2", Self::Iterm2),
        ("sixel", Self::Sixel),
        ("halfblocks", Self::HalfBlocks),
        ("off", Self::Off),
    ];

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        names
            .find(|(_, protocol)| *protocol == self)
            .map_or("off", |(name, _)| name)
    }
}

impl Default for Means {
    /// Half blocks, and cells that are twice as high as they are wide.
    fn default() -> Self {
        Self {
            protocol: Protocol::default(),
            cell: (10, 20),
            wrapping: Wrapping::default(),
            depth: Depth::default(),
        }
    }
}

/// What is known of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Known {
    /// It can be shown.
    Measured(Measured),
    /// It cannot; why, in a sentence.
    Failed(String),
}

/// How large a picture is, as it is seen: turned as the camera says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Measured {
    /// Columns of pixels, at least 1.
    pub(crate) width: u32,
    /// Rows of pixels, at least 1.
    pub(crate) height: u32,
    /// How many bytes the file has.
    pub(crate) bytes: u64,
}

impl Measured {
    /// The size by what the conversation's file notes of the bytes.
    pub(crate) fn noted(blob: &Blob) -> Option<Self> {
        let (width, height) = blob.pixels?;
        Some(Self {
            width: width.max(1),
            height: height.max(1),
            bytes: blob.size,
        })
    }
}

/// A picture in one of the forms in which a frame can show it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Shot {
    /// `sha256:` and 64 hexadecimal digits.
    pub(crate) hash: String,
    /// The form.
    pub(crate) form: Form,
    /// What is drawn onto it.
    pub(crate) marks: Vec<Mark>,
}

/// How much of a picture, in how many cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// All of it, never larger than it is, in a room of this size.
    Thumbnail(Size),
    /// A part of it, in exactly so many pixels.
    Part(Region, Extent),
}

/// A part of a picture, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Region {
    /// The first column.
    pub(crate) x: u32,
    /// The first row.
    pub(crate) y: u32,
    /// How many columns.
    pub(crate) width: u32,
    /// How many rows.
    pub(crate) height: u32,
}

/// Columns and rows of pixels on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Extent {
    /// Columns.
    pub(crate) width: u32,
    /// Rows.
    pub(crate) height: u32,
}

impl Extent {
    /// The cells that so many pixels take.
    pub(crate) fn cells(self, (width, height): (u16, u16)) -> Size {
        let count = |pixels: u32, cell: u16| {
            let cells = pixels.div_ceil(u32::from(cell.max(1)));
            u16::try_from(cells).unwrap_or(u16::MAX).max(1)
        };
        Size {
            width: count(self.width, width).max(NARROWEST),
            height: count(self.height, height),
        }
    }
}

impl Pictures {
    /// What is known of a picture; `None` = nobody has looked at it yet.
    pub(crate) fn known(&self, hash: &str) -> Option<&Known> {
        self.known.get(hash)
    }

    /// How large a picture is; `None` = nobody knows yet, or it cannot be shown.
    pub(crate) fn measured(&self, hash: &str) -> Option<Measured> {
        match self.known(hash)? {
            Known::Measured(measured) => Some(*measured),
            Known::Failed(_) => None,
        }
    }

    /// How large a picture is: as it was found out, else as its blob notes it; `None` = nobody knows, or
    /// it cannot be shown.
    pub(crate) fn size_of(&self, hash: &str, blob: Option<&Blob>) -> Option<Measured> {
        match self.known(hash) {
            Some(Known::Measured(measured)) => Some(*measured),
            Some(Known::Failed(_)) => None,
            None => Measured::noted(blob?),
        }
    }

    /// Takes what was found out about a picture.
    pub(crate) fn learn(&mut self, hash: String, known: Known) {
        self.known.insert(hash, known);
        self.learnt += 1;
    }

    /// How often something was found out about a picture. While that is the same, all are as large as
    /// they were.
    pub(crate) fn learnt(&self) -> u64 {
        self.learnt
    }

    /// Forgets which pictures could not be shown, so that they are tried again.
    pub(crate) fn try_again(&mut self) {
        self.known
            .retain(|_, known| matches!(known, Known::Measured(_)));
    }

    /// Whether thumbnails are shown, by the user's wish and the terminal's means.
    pub(crate) fn shows_thumbnails(&self) -> bool {
        self.thumbnails == Thumbnails::Shown && self.means.protocol != Protocol::Off
    }
}

/// The room of a thumbnail in a column of so many columns, on a pane of so many rows.
pub(crate) fn room(width: u16, rows: u16) -> Size {
    Size {
        width: width.clamp(NARROWEST, WIDEST),
        height: (rows / 2).clamp(1, HIGHEST),
    }
}

/// The pixels and cells of a whole picture that is not to be larger than it is, nor than this room.
pub(crate) fn fit(measured: Measured, cell: (u16, u16), room: Size) -> (Extent, Size) {
    let space = |cells: u16, cell: u16| u64::from(cells.max(1)) * u64::from(cell.max(1));
    let most = (space(room.width, cell.0), space(room.height, cell.1));
    let (width, height) = (u64::from(measured.width), u64::from(measured.height));
    let extent = if width <= most.0 && height <= most.1 {
        (width, height)
    } else if width * most.1 >= height * most.0 {
        (most.0, height * most.0 / width.max(1))
    } else {
        (width * most.1 / height.max(1), most.1)
    };
    let pixels = |count: u64| u32::try_from(count).unwrap_or(u32::MAX).max(1);
    let extent = Extent {
        width: pixels(extent.0),
        height: pixels(extent.1),
    };
    (extent, extent.cells(cell))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROOM: Size = Size {
        width: 40,
        height: 10,
    };

    fn cells(width: u32, height: u32) -> (u16, u16) {
        let measured = Measured {
            width,
            height,
            bytes: 1,
        };
        let (_, cells) = fit(measured, (10, 20), ROOM);
        (cells.width, cells.height)
    }

    #[test]
    fn a_sequence_for_tmux_is_wrapped_with_its_escapes_doubled() {
        let sequence = "\x1b_Gi=1\x1b\\";
        assert_eq!(Wrapping::None.around(sequence), sequence);
        let wrapped = "\x1bPtmux;\x1b\x1b_Gi=1\x1b\x1b\\\x1b\\";
        assert_eq!(Wrapping::Tmux.around(sequence), wrapped);
    }

    #[test]
    fn a_thumbnail_keeps_its_shape_and_is_never_larger_than_the_picture() {
        assert_eq!(cells(4000, 3000), (27, 10));
        assert_eq!(cells(4000, 100), (40, 1));
        assert_eq!(cells(100, 4000), (2, 10));
        assert_eq!(cells(30, 20), (3, 1));
        assert_eq!(cells(1, 1), (2, 1));
    }

    proptest! {
        #[test]
        fn a_thumbnail_stays_in_its_room(
            width in 1_u32..=u32::MAX, height in 1_u32..=u32::MAX,
            cell in (1_u16..40, 1_u16..60), room in (2_u16..300, 1_u16..100),
        ) {
            let room = Size { width: room.0, height: room.1 };
            let (extent, cells) = fit(Measured { width, height, bytes: 0 }, cell, room);
            prop_assert!(cells.width <= room.width && cells.height <= room.height);
            prop_assert!(cells.width >= 2 && cells.height >= 1);
            prop_assert!(extent.width <= width.max(1) && extent.height <= height.max(1));
        }
    }
}
