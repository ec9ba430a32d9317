//! One picture in the form in which the terminal takes it.

use std::fmt;

use image::{DynamicImage, Rgba, RgbaImage, imageops};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size as Cells};
use ratatui::widgets::Widget as _;
use ratatui_image::protocol::halfblocks::{HalfBlock, Halfblocks};
use ratatui_image::protocol::iterm2::Iterm2;
use ratatui_image::protocol::kitty::Kitty;
use ratatui_image::protocol::sixel::Sixel;
use ratatui_image::sliced::{SignedPosition, SlicedImage, SlicedProtocol};
use ratatui_image::{Image, protocol};

use super::Mask;
use crate::app::layout::Size;
use crate::app::pictures::{Depth, Means, Protocol, Wrapping};
use crate::ui::theme::of_palette;

/// The character that kitty draws a piece of a picture for.
const PLACEHOLDER: char = '\u{10EEEE}';

/// What half blocks put behind a picture that one can see through.
const PAPER: Rgba<u8> = Rgba([255, 255, 255, 255]);

/// A picture that can be put into cells.
pub(crate) struct Print {
    size: Size,
    depth: Depth,
    bytes: usize,
    body: Body,
}

enum Body {
    /// Characters. Any cell of them can be shown.
    HalfBlocks(SlicedProtocol),
    /// The terminal has the picture under a number; characters say where its pieces are.
    Kitty {
        cells: SlicedProtocol,
        sending: Sending,
    },
    /// A picture for each row.
    Rows(Vec<protocol::Protocol>),
    /// All or nothing.
    Whole(Box<protocol::Protocol>),
}

/// A picture that is sent once.
struct Sending {
    /// Its number in the terminal.
    id: u32,
    wrapping: Wrapping,
    /// What sends it.
    bytes: String,
    /// Whether the terminal has it.
    sent: bool,
}

impl fmt::Debug for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Print")
            .field("size", &self.size)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

impl Print {
    /// Makes a picture for the terminal. Slow: it belongs into a task.
    ///
    /// It stands at the left and on top of as many cells as its pixels need. The number names it in
    /// the terminal, where the protocol has names.
    ///
    /// # Errors
    /// It cannot be encoded; why.
    pub(crate) fn make(image: DynamicImage, means: Means, id: u32) -> Result<Self, String> {
        let extent = crate::app::pictures::Extent {
            width: image.width(),
            height: image.height(),
        };
        let size = extent.cells(means.cell);
        let cells = Cells::new(size.width, size.height);
        let made = match means.protocol {
            Protocol::Off => return Err("pictures are off".to_owned()),
            Protocol::HalfBlocks => half_blocks(&image, cells),
            Protocol::Sixel => sixel(image, cells, means),
            Protocol::Iterm2 => iterm2(image, cells, means),
            Protocol::Kitty => kitty(image, cells, means, id),
        };
        let (body, bytes) = made.map_err(|error| error.to_string())?;
        Ok(Self {
            size,
            depth: means.depth,
            bytes,
            body,
        })
    }

    /// Bytes of memory that it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// What the terminal must get before the cells mean anything; nothing the second time.
    pub(super) fn send(&mut self) -> Vec<u8> {
        match &mut self.body {
            Body::Kitty { sending, .. } if !sending.sent => {
                sending.sent = true;
                sending.bytes.clone().into_bytes()
            }
            Body::Kitty { .. } | Body::HalfBlocks(_) | Body::Rows(_) | Body::Whole(_) => Vec::new(),
        }
    }

    /// What lets the terminal forget it; it is sent again when it is shown again.
    pub(super) fn forget(&mut self) -> Vec<u8> {
        let farewell = self.clone_farewell();
        if let Body::Kitty { sending, .. } = &mut self.body {
            sending.sent = false;
        }
        farewell
    }

    /// What lets the terminal forget it, if it has it.
    pub(super) fn clone_farewell(&self) -> Vec<u8> {
        match &self.body {
            Body::Kitty { sending, .. } if sending.sent => {
                let delete = format!("\x1b_Ga=d,d=I,i={},q=2\x1b\\", sending.id);
                sending.wrapping.around(&delete).into_bytes()
            }
            Body::Kitty { .. } | Body::HalfBlocks(_) | Body::Rows(_) | Body::Whole(_) => Vec::new(),
        }
    }

    /// Puts it into cells, so far as they are open and in the area; false if nothing of it can be
    /// shown.
    pub(super) fn hang(&self, area: Rect, skip: u16, mask: &Mask, buf: &mut Buffer) -> bool {
        let rows = self.size.height.saturating_sub(skip).min(area.height);
        let seen = Rect {
            width: self.size.width.min(area.width),
            height: rows,
            ..area
        };
        if seen.is_empty() {
            return false;
        }
        match &self.body {
            Body::HalfBlocks(cells) => {
                let loose = self.loose(cells, skip, rows);
                for (column, row) in places(seen) {
                    if mask.is_open(area, column, row) {
                        let cell = &mut buf[(seen.x + column, seen.y + row)];
                        *cell = loose[(column, row)].clone();
                        if self.depth == Depth::Palette {
                            (cell.fg, cell.bg) = (of_palette(cell.fg), of_palette(cell.bg));
                        }
                    }
                }
                true
            }
            Body::Kitty { cells, .. } => {
                let loose = self.loose(cells, skip, rows);
                for row in 0..rows {
                    // A piece goes on from the one at its left.
                    let open = mask.open_from_left(area, row).min(seen.width);
                    for column in 0..open {
                        let cell = &mut buf[(seen.x + column, seen.y + row)];
                        *cell = loose[(column, row)].clone();
                    }
                }
                true
            }
            Body::Rows(all) => {
                let all = all.iter().skip(usize::from(skip));
                let mut shown = false;
                for (row, one) in (0..rows).zip(all) {
                    let fits = self.size.width <= area.width;
                    if fits && mask.open_from_left(area, row) >= self.size.width {
                        shown = true;
                        let y = seen.y + row;
                        Image::new(one).render(
                            Rect {
                                y,
                                height: 1,
                                ..seen
                            },
                            buf,
                        );
                    }
                }
                shown
            }
            Body::Whole(one) => {
                let fits = self.size.width <= area.width && self.size.height <= area.height;
                let shown = fits && skip == 0 && mask.is_whole();
                if shown {
                    Image::new(one).render(seen, buf);
                }
                shown
            }
        }
    }

    /// Some rows of it as cells of their own.
    fn loose(&self, cells: &SlicedProtocol, skip: u16, rows: u16) -> Buffer {
        let area = Rect::new(0, 0, self.size.width, rows);
        let mut loose = Buffer::empty(area);
        let above = i16::try_from(skip).unwrap_or(i16::MAX);
        SlicedImage::new(cells, SignedPosition::from((0, -above))).render(area, &mut loose);
        loose
    }
}

/// Columns and rows of an area, from its corner.
fn places(area: Rect) -> impl Iterator<Item = (u16, u16)> {
    (0..area.height).flat_map(move |row| (0..area.width).map(move |column| (column, row)))
}

type Made = Result<(Body, usize), ratatui_image::errors::Errors>;

fn half_blocks(image: &DynamicImage, cells: Cells) -> Made {
    let mut paper = RgbaImage::from_pixel(image.width(), image.height(), PAPER);
    imageops::overlay(&mut paper, image, 0, 0);
    let made = Halfblocks::new(paper.into(), cells)?;
    let count = usize::from(cells.width) * usize::from(cells.height);
    let body = Body::HalfBlocks(SlicedProtocol::Halfblocks(made));
    Ok((body, count * size_of::<HalfBlock>()))
}

fn sixel(image: DynamicImage, cells: Cells, means: Means) -> Made {
    let tmux = means.wrapping == Wrapping::Tmux;
    let made = Sixel::new(padded(image, cells, means), cells, tmux)?;
    let bytes = made.data.len();
    let body = Body::Whole(Box::new(protocol::Protocol::Sixel(made)));
    Ok((body, bytes))
}

fn iterm2(image: DynamicImage, cells: Cells, means: Means) -> Made {
    let tmux = means.wrapping == Wrapping::Tmux;
    let image = padded(image, cells, means);
    let high = u32::from(means.cell.1.max(1));
    let (mut rows, mut bytes) = (Vec::new(), 0);
    for row in 0..u32::from(cells.height) {
        let strip = image.crop_imm(0, row * high, image.width(), high);
        let made = Iterm2::new(strip, Cells::new(cells.width, 1), tmux)?;
        bytes += made.data.len();
        rows.push(protocol::Protocol::ITerm2(made));
    }
    Ok((Body::Rows(rows), bytes))
}

fn kitty(image: DynamicImage, cells: Cells, means: Means, id: u32) -> Made {
    let tmux = means.wrapping == Wrapping::Tmux;
    let made = Kitty::new(padded(image, cells, means), cells, id, tmux, false)?;
    let made = SlicedProtocol::Kitty(made);
    // The first cell that is ever drawn has what sends the picture in front of its placeholder. It is
    // taken out, since a cell may be covered, or never reach the terminal.
    let mut first = Buffer::empty(Rect::new(0, 0, cells.width, 1));
    SlicedImage::new(&made, SignedPosition::from((0, 0))).render(first.area, &mut first);
    let symbol = first[(0, 0)].symbol();
    let end = symbol.find(PLACEHOLDER).unwrap_or(0);
    let sending = Sending {
        id,
        wrapping: means.wrapping,
        bytes: symbol[..end].to_owned(),
        sent: false,
    };
    // The library keeps what sends it as well.
    let bytes = sending.bytes.len() * 2;
    let cells = made;
    Ok((Body::Kitty { cells, sending }, bytes))
}

/// The picture on as many pixels as its cells have; what it does not cover can be seen through.
fn padded(image: DynamicImage, cells: Cells, means: Means) -> DynamicImage {
    let width = u32::from(cells.width) * u32::from(means.cell.0.max(1));
    let height = u32::from(cells.height) * u32::from(means.cell.1.max(1));
    if (image.width(), image.height()) == (width, height) {
        return image;
    }
    let mut canvas = RgbaImage::new(width, height);
    imageops::overlay(&mut canvas, &image, 0, 0);
    canvas.into()
}
