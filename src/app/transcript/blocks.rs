//! One content block laid out.

use crate::chat::content::{Cited, ContentBlock};
use crate::chat::link::Link;
use crate::chat::message::Role as Speaker;
use crate::chat::shown::{Place, Shown};

use crate::app::view::TextMode;

use super::album::{Album, Mounted, Mounts, media_name};
use super::joined::{Change, Joined, Said};
use super::line::{Line, LinkNo, Role, Span};
use super::markdown::Markdown;
use super::message::Frame;
use super::notes;
use super::stretch::Stretch;
use super::tool::{Around, Basis, Subject};
use super::wrapped::Wrapped;

/// The lines of a block.
#[derive(Debug, Clone)]
pub(super) struct BlockLayout {
    kind: Kind,
    source: Source,
    title: Option<Line>,
    lines: Lines,
    fold: Fold,
    /// The text, where it is put together out of several or has notes.
    joined: Option<Joined>,
    /// What its line was made of, if it is a call or a result.
    told_of: Option<Basis>,
    /// What its line was made of, if it is reasoning: how it is shown, and how many bytes it has.
    thought: Option<(Fold, usize)>,
    mounts: Mounts,
}

/// Whether reasoning is shown in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    /// It is still being made.
    Live,
    /// One line stands for it.
    Folded,
    /// In full, by the user's wish.
    Unfolded,
}

/// Where a block comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Source {
    /// Who speaks.
    pub(super) speaker: Speaker,
    /// Its index on the wire, if it was streamed.
    pub(super) wire: Option<u32>,
    /// Bytes at the beginning of its text that are prefill.
    pub(super) begun: usize,
}

/// What kind of block it is, so that a layout is not used for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Reasoning,
    ToolUse,
    Other,
}

#[derive(Debug, Clone)]
enum Lines {
    /// Grows with the text.
    Markdown(Box<Markdown>),
    /// As it came.
    Plain(Wrapped),
}

impl BlockLayout {
    /// An empty layout for this block.
    pub(super) fn new(block: &ContentBlock, source: Source, frame: Frame) -> Self {
        let kind = kind(block);
        Self {
            kind,
            source,
            title: title(block, Fold::Live),
            lines: Lines::new(kind, source, frame),
            fold: Fold::Live,
            joined: None,
            told_of: None,
            thought: None,
            mounts: Mounts::of(block),
        }
    }

    /// Whether this is a layout of such a block from there.
    pub(super) fn is_of(&self, block: &ContentBlock, source: Source) -> bool {
        self.kind == kind(block) && self.source == source
    }

    /// Takes in what has come since the last call.
    pub(super) fn update(
        &mut self,
        said: Said<'_>,
        fold: Fold,
        (frame, album): (Frame, &Album<'_>),
    ) {
        let [block, ..] = said.blocks else {
            return;
        };
        self.mounts.update(album);
        if let ContentBlock::Reasoning { text, .. } | ContentBlock::Redacted(text) = block {
            // Its title tells how much there is, and to count that costs all of the text.
            let basis = Some((fold, text.len()));
            if self.thought != basis {
                self.thought = basis;
                self.title = title(block, fold);
            }
            self.fold = fold;
        }
        self.join(said, frame);
        let text = match &self.joined {
            Some(joined) => joined.text(),
            None if self.mounts.tell_all() => "",
            None => text(block),
        };
        match &mut self.lines {
            Lines::Markdown(markdown) => markdown.extend_to(text),
            Lines::Plain(lines) => {
                let is_first = lines.is_new();
                let place = match (frame.text, self.kind) {
                    (TextMode::Markdown, Kind::Text) => Place::Prose,
                    _ => Place::Code,
                };
                let text = Stretch::new(text, self.source.begun);
                // What has no text has its title alone.
                if text.text.is_empty() && self.kind != Kind::Text {
                    lines.stay_empty();
                } else {
                    lines.extend_to(text, place, frame);
                }
                if let (true, Some(name), Some(title)) = (
                    is_first,
                    media_name(block, album.conversation),
                    &mut self.title,
                ) {
                    let name = Shown::label(&format!(" · {name}")).to_string();
                    title.spans.push(Span::new(name, Role::Faint));
                }
            }
        }
    }

    /// Takes in the line and the text of a call or a result, if they are others than before.
    pub(super) fn tell(
        &mut self,
        subject: &Subject<'_>,
        fold: Fold,
        around: Around<'_>,
        (frame, album): (Frame, &Album<'_>),
    ) {
        self.mounts.update(album);
        let Some(told) = subject.told(fold, self.told_of.as_ref(), around) else {
            return;
        };
        (self.title, self.fold) = (Some(told.title), told.basis.fold);
        self.told_of = Some(told.basis);
        let (Lines::Plain(lines), Some(text)) = (&mut self.lines, told.text) else {
            return;
        };
        *lines = if fold == Fold::Folded || text.is_empty() {
            // What is hidden in it is told at any rate.
            Wrapped::folded(Shown::code(&text).hidden())
        } else {
            Wrapped::of(Stretch::new(&text, 0), Place::Code, frame)
        };
    }

    /// Puts texts and notes together. A single text without notes is shown as it is.
    fn join(&mut self, said: Said<'_>, frame: Frame) {
        if said.blocks.len() == 1 && said.marks.is_empty() && self.joined.is_none() {
            return;
        }
        let mark = match frame.text {
            TextMode::Markdown => notes::in_markdown,
            TextMode::Raw => notes::as_it_is,
        };
        let is_new = self.joined.is_none();
        let change = self.joined.get_or_insert_default().update(said, mark);
        if is_new || change == Change::Anew {
            self.lines = Lines::new(self.kind, self.source, frame);
        }
    }

    /// Whether it is what somebody says, and not what was thought, called or attached.
    pub(super) fn is_said(&self) -> bool {
        self.kind == Kind::Text
    }

    /// How many lines.
    pub(super) fn len(&self) -> usize {
        self.written() + self.mounts.len()
    }

    /// How many lines stand above its pictures.
    fn written(&self) -> usize {
        if self.fold == Fold::Folded {
            return 1;
        }
        let lines = match &self.lines {
            Lines::Markdown(markdown) => markdown.len(),
            Lines::Plain(plain) => plain.lines().len(),
        };
        lines + usize::from(self.title.is_some())
    }

    /// The pictures, each with the line at which it begins.
    pub(super) fn pictures(&self) -> impl Iterator<Item = (usize, &Mounted)> {
        let above = self.written();
        self.mounts.iter().map(move |(at, one)| (above + at, one))
    }

    /// A line by its place from the top.
    pub(super) fn line(&self, at: usize) -> Option<&Line> {
        let written = self.written();
        if at >= written {
            return self.mounts.line(at - written);
        }
        let at = match &self.title {
            Some(title) if at == 0 => return Some(title),
            Some(_) => at - 1,
            None => at,
        };
        match &self.lines {
            Lines::Markdown(markdown) => markdown.line(at),
            Lines::Plain(plain) => plain.lines().get(at),
        }
    }

    /// Whether its code blocks have numbers: those of what is said, not of what is thought.
    pub(super) fn is_numbered(&self) -> bool {
        self.kind == Kind::Text
    }

    /// Its text, where that is Markdown.
    pub(super) fn markdown(&self) -> Option<&Markdown> {
        match &self.lines {
            Lines::Markdown(markdown) => Some(markdown),
            Lines::Plain(_) => None,
        }
    }

    /// The line of its text that is this line of it, as far as it is shown.
    pub(super) fn line_of_text(&self, at: usize) -> Option<usize> {
        let at = at.checked_sub(usize::from(self.title.is_some()))?;
        Some(at).filter(|_| self.fold != Fold::Folded)
    }

    /// How many characters are not shown as they are.
    pub(super) fn hidden(&self) -> usize {
        match &self.lines {
            Lines::Markdown(markdown) => markdown.hidden(),
            Lines::Plain(plain) => plain.hidden(),
        }
    }

    /// Where a link in it leads.
    pub(super) fn leads(&self, no: LinkNo) -> Option<&Link> {
        match &self.lines {
            Lines::Markdown(markdown) => markdown.leads(no),
            Lines::Plain(_) => None,
        }
    }

    #[cfg(test)]
    pub(super) fn laid_out(&self) -> usize {
        match &self.lines {
            Lines::Markdown(markdown) => markdown.laid_out(),
            Lines::Plain(plain) => plain.laid_out(),
        }
    }
}

impl Lines {
    fn new(kind: Kind, source: Source, frame: Frame) -> Self {
        let grows = matches!(kind, Kind::Text | Kind::Reasoning);
        let streams = source.speaker == Speaker::Assistant && grows;
        if streams && frame.text == TextMode::Markdown {
            let markdown = Markdown::new(frame.width).coded(frame.code);
            Self::Markdown(Box::new(markdown.begun(source.begun)))
        } else {
            Self::Plain(Wrapped::default())
        }
    }
}

fn kind(block: &ContentBlock) -> Kind {
    match block {
        ContentBlock::Text(_) => Kind::Text,
        ContentBlock::Reasoning { .. } => Kind::Reasoning,
        ContentBlock::ToolUse(_) => Kind::ToolUse,
        ContentBlock::Image { .. }
        | ContentBlock::Document { .. }
        | ContentBlock::Media { .. }
        | ContentBlock::ToolResult { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint
        | ContentBlock::Unknown { .. } => Kind::Other,
    }
}

/// The text of a block that is laid out below its title.
fn text(block: &ContentBlock) -> &str {
    match block {
        ContentBlock::Text(text) | ContentBlock::Reasoning { text, .. } => text,
        ContentBlock::Unknown { json, .. } => &json.0,
        ContentBlock::Image { .. }
        | ContentBlock::Document { .. }
        | ContentBlock::Media { .. }
        | ContentBlock::ToolUse(_)
        | ContentBlock::ToolResult { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint => "",
    }
}

/// The line above a block that is not plain text.
fn title(block: &ContentBlock, fold: Fold) -> Option<Line> {
    let (text, role) = match block {
        // A picture has a line of its own, which tells more.
        // `tell` makes the lines of calls and results.
        ContentBlock::Text(_)
        | ContentBlock::Image { .. }
        | ContentBlock::ToolUse(_)
        | ContentBlock::ToolResult { .. } => return None,
        ContentBlock::Reasoning { text, .. } => (thoughts(text, fold), Role::Fold),
        ContentBlock::Redacted(data) => (
            format!("thinking, encrypted by the service ({} bytes)", data.len()),
            Role::Faint,
        ),
        ContentBlock::Document {
            name,
            format,
            cited,
            ..
        } => {
            let cited = match cited {
                Cited::On => ", cited",
                Cited::Off => "",
            };
            (format!("document, {format}{cited} · {name}"), Role::Faint)
        }
        ContentBlock::Media { kind, format, .. } => {
            (format!("{}, {format}", kind.name()), Role::Faint)
        }
        ContentBlock::CachePoint => ("cache point".to_owned(), Role::Faint),
        ContentBlock::Unknown { wire, .. } => (
            format!("unknown block ({wire}), kept as it came"),
            Role::Faint,
        ),
    };
    Some(Line {
        spans: vec![Span::new(Shown::label(&text).to_string(), role)],
    })
}

/// The line above what the model thought, or in its place.
fn thoughts(text: &str, fold: Fold) -> String {
    let words = || text.split_whitespace().count();
    match fold {
        _ if text.is_empty() => {
            "thinking, not told by the model (its signature is kept)".to_owned()
        }
        Fold::Live => "▾ thinking".to_owned(),
        Fold::Folded => format!("▸ thought for {} words · Space unfolds", words()),
        Fold::Unfolded => format!("▾ thought for {} words · Space folds", words()),
    }
}
