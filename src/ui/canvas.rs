//! What panes draw on: cells, the theme, the map of clicks, the caret.

use std::borrow::Cow;
use std::sync::Arc;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::action::Scope;
use crate::app::bar::Glyphs;
use crate::app::keymap::Keymap;
use crate::app::msg::Target;
use crate::app::transcript::line::{Face, Role, Span, columns};
use crate::chat::link::Link;
use crate::chat::shown::{self, RunKind, Shown};

use super::clicks::Clicks;
use super::glyphs;
use super::pictures::{self, Gallery, Mask, Placed};
use super::room;
pub(crate) use super::room::{ending, from_the_end, label_columns, whole_parts};
use super::theme::{Theme, Tone};

/// Variation selectors that ask for a sign in colours, or without.
const SELECTORS: [char; 2] = ['\u{fe0e}', '\u{fe0f}'];

/// What drawing gives besides cells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Drawn {
    /// Where a click means what.
    pub(crate) clicks: Clicks,
    /// Where the caret stands; `None` = hidden.
    pub(crate) caret: Option<Position>,
    /// The pictures in sight, and those near.
    pub(crate) pictures: Vec<Placed>,
    /// The cells that lead somewhere.
    pub(crate) links: Vec<Linked>,
}

/// Cells that lead somewhere.
#[derive(Debug, Clone)]
pub(crate) struct Linked {
    /// Where to.
    pub(crate) link: Arc<Link>,
    /// The cells.
    pub(crate) cells: Vec<Position>,
    /// What stood there when it was drawn.
    text: Vec<String>,
}

impl Linked {
    fn keep(&mut self, keeps: impl Fn(Position, &str) -> bool) {
        let old = std::mem::take(&mut self.cells).into_iter();
        let kept = old.zip(std::mem::take(&mut self.text));
        let kept = kept.filter(|(position, text)| keeps(*position, text));
        (self.cells, self.text) = kept.unzip();
    }
}

/// What panes draw on.
pub(crate) struct Canvas<'a> {
    /// The cells.
    pub(crate) buf: &'a mut Buffer,
    /// The styles.
    pub(crate) theme: &'a Theme,
    /// What signs are made of.
    pub(crate) glyphs: Glyphs,
    /// The keys that count, for words that name some.
    keymap: &'a Keymap,
    /// Where keys are looked up that what is drawn now names.
    pub(super) scopes: &'static [Scope],
    drawn: Drawn,
    /// Looks whether panes keep to their areas.
    #[cfg(test)]
    pub(super) watch: Option<super::watch::Watch>,
}

impl<'a> Canvas<'a> {
    /// An empty canvas over these cells.
    pub(crate) fn new(
        buf: &'a mut Buffer,
        theme: &'a Theme,
        glyphs: Glyphs,
        keymap: &'a Keymap,
    ) -> Self {
        Self {
            buf,
            theme,
            glyphs,
            keymap,
            scopes: &[Scope::Global],
            drawn: Drawn::default(),
            #[cfg(test)]
            watch: None,
        }
    }

    /// Nothing that was drawn so far has the caret.
    pub(super) fn hide_caret(&mut self) {
        self.drawn.caret = None;
    }

    /// What was drawn.
    pub(crate) fn finish(self) -> Drawn {
        self.drawn
    }

    /// What was drawn so far.
    #[cfg(test)]
    pub(super) fn drawn(&self) -> &Drawn {
        &self.drawn
    }

    /// Takes back what was drawn since.
    #[cfg(test)]
    pub(super) fn put_back(&mut self, drawn: Drawn) {
        self.drawn = drawn;
    }

    /// A click in this area means that.
    pub(crate) fn click(&mut self, area: Rect, target: Target) {
        self.drawn
            .clicks
            .put(area.intersection(self.buf.area), target);
    }

    /// What stands in an area of one line leads there.
    pub(crate) fn link(&mut self, area: Rect, link: &Link) {
        let cells: Vec<Position> = area.intersection(self.buf.area).positions().collect();
        let text = cells.iter().map(|it| self.buf[*it].symbol().to_owned());
        self.drawn.links.push(Linked {
            link: Arc::new(link.clone()),
            text: text.collect(),
            cells,
        });
    }

    /// Nothing in an area leads anywhere, since something else is drawn there.
    fn unlink(&mut self, area: Rect) {
        for linked in &mut self.drawn.links {
            linked.keep(|position, _| !area.contains(position));
        }
    }

    /// Leaves out of the links what was drawn over.
    pub(super) fn settle_links(&mut self) {
        let buf = &*self.buf;
        for linked in &mut self.drawn.links {
            linked.keep(|position, text| buf[position].symbol() == text);
        }
        self.drawn.links.retain(|linked| !linked.cells.is_empty());
    }

    /// Takes the colours of what stands in an area back to those of what matters less.
    pub(crate) fn dim(&mut self, area: Rect) {
        self.paint(area, Tone::Faint);
    }

    /// Gives an area the style of a tone, whatever is written there.
    pub(crate) fn paint(&mut self, area: Rect, tone: Tone) {
        let style = self.theme.style(tone);
        self.buf.set_style(area.intersection(self.buf.area), style);
    }

    /// Puts the caret here, if it lies in the area.
    pub(crate) fn caret(&mut self, area: Rect, position: Position) {
        self.drawn.caret = area.contains(position).then_some(position);
    }

    /// Fills an area with blanks of this tone.
    pub(crate) fn fill(&mut self, area: Rect, tone: Tone) {
        let area = area.intersection(self.buf.area);
        if area.is_empty() {
            return;
        }
        self.unlink(area);
        room::blank_half_before(self.buf, area);
        let mut blank = Cell::EMPTY;
        blank.set_style(self.theme.style(tone));
        for y in area.y..area.bottom() {
            let start = self.buf.index_of(area.x, y);
            self.buf.content[start..start + usize::from(area.width)].fill(blank.clone());
        }
    }

    /// Writes words of ours on one line, with the keys that count; gives the columns used.
    pub(crate) fn words(&mut self, area: Rect, text: &str, tone: Tone) -> u16 {
        let style = self.theme.style(tone);
        let text = self.keymap.told(text);
        self.text(area, &text, style)
    }

    /// The keys that count in the place of default ones that a footer names; `None` = there are none.
    pub(crate) fn key_now<'k>(&self, keys: &'k str) -> Option<Cow<'k, str>>
    where
        'a: 'k,
    {
        let keys = self.keymap.footer(self.scopes, keys)?;
        Some(match self.glyphs {
            Glyphs::Ascii => Cow::Owned(glyphs::spelled(&keys).into_owned()),
            Glyphs::Blocks => keys,
        })
    }

    /// Writes keys as they count: no text that names default ones; gives the columns used.
    pub(crate) fn keys(&mut self, area: Rect, keys: &str, tone: Tone) -> u16 {
        let style = self.theme.style(tone);
        self.text(area, keys, style)
    }

    /// Writes a foreign text on one line, made safe; gives the columns used.
    pub(crate) fn label(&mut self, area: Rect, text: &str, tone: Tone) -> u16 {
        let (mut used, mut cut) = (0, false);
        for run in Shown::label(text).runs() {
            let tone = if run.kind == RunKind::Badge {
                Tone::Hazard
            } else {
                tone
            };
            let style = self.theme.style(tone);
            let place = after(area, used);
            cut |= place.width > 0 && columns(run.text.trim_end()) > usize::from(place.width);
            used += self.text(place, run.text, style);
        }
        // A run may end where the area does, with another one behind it.
        if !cut && label_columns(text.trim_end()) > usize::from(area.width) {
            self.words(after(area, area.width.saturating_sub(1)), "…", tone);
        }
        used
    }

    /// Writes text of ours, or a label, that is safe already; what does not fit is cut, and ends with `…`.
    pub(crate) fn text(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let cut = room::cut(text, usize::from(area.width));
        let text = cut.as_ref();
        match self.glyphs {
            Glyphs::Ascii if !text.is_ascii() => {
                let room = self.room(area, text);
                self.verbatim(area, &glyphs::ascii(text, room), style)
            }
            Glyphs::Blocks | Glyphs::Ascii => self.verbatim(area, text, style),
        }
    }

    /// Writes a piece of a message: what somebody wrote stays as it is.
    pub(crate) fn span(&mut self, area: Rect, span: &Span) -> u16 {
        let style = self.theme.face(span.face);
        if glyphs::is_written(span) {
            self.verbatim(area, &span.text, style)
        } else {
            let text = self.keymap.told(&span.text);
            self.text(area, &text, style)
        }
    }

    /// Writes a piece of what somebody wrote, in this face.
    pub(crate) fn piece(&mut self, area: Rect, text: &str, face: Face) -> u16 {
        let style = self.theme.face(face);
        if face.role == Role::Hazard {
            self.text(area, text, style)
        } else {
            self.verbatim(area, text, style)
        }
    }

    /// Writes what is to be read letter by letter: no sign becomes another one, whatever may be drawn. Only for
    /// text that was made for the signs that may be.
    pub(crate) fn literal(&mut self, area: Rect, text: &str, tone: Tone) -> u16 {
        let style = self.theme.style(tone);
        self.verbatim(area, text, style)
    }

    /// Columns behind a text that hold nothing yet.
    fn room(&self, area: Rect, text: &str) -> usize {
        let used = u16::try_from(columns(text)).unwrap_or(u16::MAX);
        let behind = row(after(area, used), 0).intersection(self.buf.area);
        let blank = behind
            .positions()
            .take_while(|it| self.buf[*it].symbol() == " ");
        blank.count()
    }

    /// Writes text that is safe already, as it is.
    fn verbatim(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let area = area.intersection(self.buf.area);
        if area.is_empty() {
            return 0;
        }
        if text.is_ascii() {
            return self.ascii(area, text, style);
        }
        let (end, _) = self
            .buf
            .set_stringn(area.x, area.y, text, usize::from(area.width), style);
        end - area.x
    }

    /// The common case without looking for graphemes: each byte is a cell.
    fn ascii(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let start = self.buf.index_of(area.x, area.y);
        let cells = &mut self.buf.content[start..start + usize::from(area.width)];
        let mut used = 0;
        for (cell, byte) in cells.iter_mut().zip(text.bytes()) {
            cell.set_char(char::from(byte)).set_style(style);
            used += 1;
        }
        used
    }

    /// Keeps the cells of a picture free. It is put into them last, so that what is drawn over it
    /// stands over it.
    pub(crate) fn picture(&mut self, placed: Placed) {
        let area = placed.area.intersection(self.buf.area);
        let mark = pictures::mark(self.drawn.pictures.len());
        for position in area.positions() {
            self.buf[position].set_char(mark);
        }
        self.drawn.pictures.push(Placed { area, ..placed });
    }

    /// The cells of each picture that nothing was drawn over.
    pub(super) fn take_marks(&mut self) -> Vec<Mask> {
        let pictures = self.drawn.pictures.iter().enumerate();
        pictures
            .map(|(nth, placed)| Mask::take(placed.area, pictures::mark(nth), self.buf))
            .collect()
    }

    /// Puts the pictures that are ready into their cells.
    pub(super) fn hang(&mut self, gallery: &Gallery, masks: &[Mask]) {
        let placed = std::mem::take(&mut self.drawn.pictures);
        for (one, mask) in placed.iter().zip(masks) {
            let shown = gallery.hang(one, mask, self.buf);
            let free = pictures::first_open(one, mask).filter(|_| !shown);
            if let Some((Position { x, y }, width)) = free {
                self.words(Rect::new(x, y, width, 1), "⋯", Tone::Faint);
            }
        }
        self.drawn.pictures = placed;
    }

    /// Replaces cells that hold something a terminal must not get. The last of three nets.
    pub(crate) fn make_safe(&mut self) {
        room::blank_halves(self.buf);
        for cell in &mut self.buf.content {
            let symbol = cell.symbol();
            let plain = matches!(symbol.as_bytes(), [b' '..=b'~']);
            if !plain && !shown::cell_is_safe(symbol) {
                // Terminals do not agree how wide a sign with a selector is. Without it they do, and
                // where it is narrower then, the cell behind it is a blank.
                let bare = symbol.replace(SELECTORS, "");
                if columns(&bare) > 0 && bare.len() < symbol.len() && shown::cell_is_safe(&bare) {
                    cell.set_symbol(&bare);
                    continue;
                }
                let sign = match (columns(symbol) > 1, self.glyphs) {
                    (true, Glyphs::Blocks) => "▯▯",
                    (false, Glyphs::Blocks) => "▯",
                    (true, Glyphs::Ascii) => "??",
                    (false, Glyphs::Ascii) => "?",
                };
                cell.set_symbol(sign);
            }
        }
    }
}

/// The part of a line that begins so many columns later.
pub(crate) fn after(area: Rect, used: u16) -> Rect {
    let used = used.min(area.width);
    Rect {
        x: area.x + used,
        width: area.width - used,
        ..area
    }
}

/// One row of an area, counted from its top; empty below its end.
pub(crate) fn row(area: Rect, at: u16) -> Rect {
    if at >= area.height {
        return Rect { height: 0, ..area };
    }
    Rect {
        y: area.y + at,
        height: 1,
        ..area
    }
}
