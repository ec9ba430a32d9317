//! One message laid out: a head, its blocks, a foot.

use std::ops::Range;

use crate::chat::check::Level;
use crate::chat::cited::{self, Placed};
use crate::chat::link::Link;
use crate::chat::message::{Message, Role as Speaker};
use crate::chat::request::{Remark, UNANSWERED};
use crate::chat::settings::ModelChoice;
use crate::chat::time::Mono;
use crate::chat::vote::Sight;

use crate::app::calls::Calls;
use crate::app::code::CodeLines;
use crate::app::file::Flaw;
use crate::app::flight::Flying;
use crate::app::view::TextMode;

use super::album::{Album, Mounted};
use super::blocks::{BlockLayout, Fold, Source};
use super::foot;
use super::head;
use super::joined::Said;
use super::line::{Line, LinkNo, Role};
use super::markdown::Markdown;
use super::notes::{Cites, NoteLines};
use super::tool::{Around, Standings, Subject};

/// What a layout depends on besides the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Columns for text.
    pub(crate) width: u16,
    /// How text is shown.
    pub(crate) text: TextMode,
    /// How long lines of code are shown.
    pub(crate) code: CodeLines,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            width: 80,
            text: TextMode::Markdown,
            code: CodeLines::Wrap,
        }
    }
}

/// What is said of a message beside its content.
#[derive(Debug, Clone)]
pub(super) struct About<'a> {
    /// Its generation, while it is on its way.
    pub(super) flying: Option<&'a Flying>,
    /// The time, for what counts.
    pub(super) now: Mono,
    /// Where it stands in the conversation.
    pub(super) standing: Standing<'a>,
    /// What goes on with calls of tools.
    pub(super) calls: &'a Calls,
    /// Whether its reasoning and its calls are shown in full.
    pub(super) fold: Fold,
    /// Whether it may be seen which lane it is in.
    pub(super) sight: Sight,
    /// The passages that it goes by, if there are any.
    pub(super) cites: Option<Cites<'a>>,
    /// What is known of pictures, and the room for each.
    pub(super) album: Album<'a>,
}

/// Where a message stands in the conversation.
#[derive(Debug, Clone)]
pub(super) struct Standing<'a> {
    /// Its place among its siblings.
    pub(super) rank: Rank,
    /// What the user calls it.
    pub(super) name: Option<&'a str>,
    /// Which model has made it, or what it is made of.
    pub(super) model: Option<&'a ModelChoice>,
    /// Whether it goes along with requests.
    pub(super) context: Context,
    /// What is to be said about its place.
    pub(super) remarks: Vec<&'a Remark>,
    /// Lines of the file that could not be read, at this message.
    pub(super) flaws: Vec<&'a Flaw>,
}

/// Whether a message goes along with requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// It does.
    GoesAlong,
    /// The user has left it out.
    LeftOut,
}

/// The place of a message among those with the same parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rank {
    /// Counts from 1.
    pub(super) place: usize,
    /// How many there are.
    pub(super) of: usize,
}

/// The lines of a message.
#[derive(Debug, Clone)]
pub(super) struct MessageLayout {
    frame: Frame,
    head: Vec<Line>,
    pub(super) blocks: Vec<BlockLayout>,
    /// Where its calls stand.
    standings: Standings,
    notes: NoteLines,
    foot: Vec<Line>,
    blank: Line,
    /// How its thoughts and calls were shown last.
    pub(super) fold: Option<Fold>,
}

impl MessageLayout {
    /// Nothing laid out yet.
    pub(super) fn new(frame: Frame) -> Self {
        Self {
            frame,
            head: Vec::new(),
            blocks: Vec::new(),
            standings: Standings::default(),
            notes: NoteLines::default(),
            foot: Vec::new(),
            blank: Line::default(),
            fold: None,
        }
    }

    /// Takes in what has come since the last call. Costs what is new, not what is there.
    pub(super) fn update(&mut self, message: &Message, about: &About<'_>) {
        // Blocks may arrive out of order; then a place in the content belongs to another block.
        let order = message.generation.as_deref().map(|made_by| &made_by.blocks);
        let mut prefill = message.prefill().len();
        let marks = about.cites.map_or_else(Vec::new, |cites| {
            cited::placed(&message.content, cites.generation)
        });
        let around = around(about, self.frame.width);
        self.standings.update(message, around);
        let runs = runs(message);
        for (at, run) in runs.iter().enumerate() {
            let block = &message.content[run.start];
            let source = Source {
                speaker: message.role,
                wire: order.and_then(|order| order.get(run.start)).copied(),
                // It begins the first text, and that one only.
                begun: block.as_text().map_or(0, |_| std::mem::take(&mut prefill)),
            };
            let fits = self
                .blocks
                .get(at)
                .is_some_and(|layout| layout.is_of(block, source));
            if !fits {
                self.blocks.truncate(at);
                self.blocks
                    .push(BlockLayout::new(block, source, self.frame));
            }
            let marks = marks_within(&marks, run);
            let said = Said {
                blocks: &message.content[run.clone()],
                marks: &marks,
            };
            let (block, on) = (&mut self.blocks[at], (self.frame, &about.album));
            match Subject::of(message, run.start, &self.standings) {
                Some(subject) => block.tell(&subject, about.fold, around, on),
                None => block.update(said, about.fold, on),
            }
        }
        self.blocks.truncate(runs.len());
        let hidden = self.blocks.iter().map(BlockLayout::hidden).sum();
        self.head = vec![head::line(message, hidden, about, self.frame.width)];
        let waiting = self.standings.waiting();
        for remark in &about.standing.remarks {
            // A call that waits is told of below, where it is said what to do.
            if waiting > 0 && remark.text.starts_with(UNANSWERED) {
                continue;
            }
            foot::wrapped(
                &told(remark),
                role_of(remark.level),
                self.frame.width,
                &mut self.head,
            );
        }
        self.notes.update(message, about.cites, self.frame.width);
        self.foot.clone_from(&self.notes.lines);
        self.foot
            .extend(foot::lines(message, about, self.frame.width));
        self.foot.extend(waits(waiting, self.frame.width));
        foot::flaws(&about.standing.flaws, self.frame.width, &mut self.foot);
    }

    /// How many lines there are, the blank one below included.
    pub(super) fn len(&self) -> usize {
        self.head.len() + self.body_len() + self.foot.len() + 1
    }

    /// The lines between head and foot.
    pub(super) fn body(&self) -> Range<usize> {
        let first = self.head.len();
        first..first + self.body_len()
    }

    fn body_len(&self) -> usize {
        let lines: usize = self.blocks.iter().map(BlockLayout::len).sum();
        lines + self.blocks.len().saturating_sub(1)
    }

    /// A line by its place from the top.
    pub(super) fn line(&self, at: usize) -> Option<&Line> {
        if let Some(line) = self.head.get(at) {
            return Some(line);
        }
        let mut at = at - self.head.len();
        let body = self.body_len();
        if at >= body {
            return self
                .foot
                .get(at - body)
                .or((at == body + self.foot.len()).then_some(&self.blank));
        }
        for block in &self.blocks {
            if at < block.len() {
                return block.line(at);
            }
            if at == block.len() {
                return Some(&self.blank);
            }
            at -= block.len() + 1;
        }
        None
    }

    /// Where a link in one of its blocks leads.
    pub(super) fn leads(&self, block: usize, no: LinkNo) -> Option<&Link> {
        self.blocks.get(block)?.leads(no)
    }

    /// The blocks with the line at which each begins, and with how many code blocks are numbered before
    /// it; `None` = its own have no numbers.
    pub(super) fn places(&self) -> impl Iterator<Item = (usize, Option<usize>, &BlockLayout)> {
        let (mut first, mut numbered) = (self.head.len(), 0);
        self.blocks.iter().map(move |block| {
            let above = first;
            first += block.len() + 1;
            let before = block.is_numbered().then_some(numbered);
            if before.is_some() {
                numbered += block.markdown().map_or(0, Markdown::code_count);
            }
            (above, before, block)
        })
    }

    /// The pictures, each with the line at which it begins.
    pub(super) fn pictures(&self) -> impl Iterator<Item = (usize, &Mounted)> {
        let mut first = self.head.len();
        self.blocks.iter().flat_map(move |block| {
            let above = first;
            first += block.len() + 1;
            block.pictures().map(move |(at, one)| (above + at, one))
        })
    }

    #[cfg(test)]
    pub(super) fn laid_out(&self) -> usize {
        self.blocks.iter().map(BlockLayout::laid_out).sum()
    }
}

/// The blocks of a message as they are laid out: texts of a reply that stand side by side are one.
pub(crate) fn runs(message: &Message) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::with_capacity(message.content.len());
    let is_said = |at: usize| message.content[at].as_text().is_some();
    for at in 0..message.content.len() {
        match runs.last_mut() {
            Some(run)
                if message.role == Speaker::Assistant && is_said(run.start) && is_said(at) =>
            {
                run.end = at + 1;
            }
            Some(_) | None => runs.push(at..at + 1),
        }
    }
    runs
}

/// The notes in some blocks, which are counted from the first of these.
fn marks_within(marks: &[Placed], run: &Range<usize>) -> Vec<Placed> {
    let own = marks.iter().filter(|placed| run.contains(&placed.block));
    own.map(|placed| Placed {
        block: placed.block - run.start,
        ..*placed
    })
    .collect()
}

fn around<'a>(about: &About<'a>, width: u16) -> Around<'a> {
    Around {
        conversation: about.album.conversation,
        calls: about.calls,
        now: about.now,
        width,
    }
}

/// That calls wait for answers, below the reply that made them.
fn waits(calls: usize, width: u16) -> Vec<Line> {
    let mut lines = Vec::new();
    let text = match calls {
        0 => return lines,
        1 => "● a tool call waits: ^X t".to_owned(),
        n => format!("● {n} tool calls wait: ^X t"),
    };
    foot::wrapped(&text, Role::Warning, width, &mut lines);
    lines
}

fn told(remark: &Remark) -> String {
    let mark = match remark.level {
        Level::Refused => "✗",
        Level::Ignored | Level::Unknown | Level::Note => "–",
    };
    let repair = match remark.leave_out[..] {
        [] => "",
        [_] => " · ! leaves it out",
        [..] => " · ! leaves these out",
    };
    format!("{mark} {}{repair}", remark.text)
}

fn role_of(level: Level) -> Role {
    match level {
        Level::Refused => Role::Error,
        Level::Ignored | Level::Unknown | Level::Note => Role::Faint,
    }
}
