//! A long text to read, such as a request: laid out once for each width.

use crate::chat::shown::{RunKind, Shown};

use super::layout::{self, Size};
use super::transcript::line::{Face, Line, Role, Span};
use super::transcript::wrap::{Breaking, Prefix, Wrap};

/// A text to read over the panes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// What stands above it.
    pub(crate) title: String,
    /// The text.
    text: String,
    /// Whose words they are.
    pub(crate) words: Words,
    /// Where its lines are broken.
    breaking: Breaking,
    /// The first line shown.
    pub(crate) scroll: usize,
    /// Derived: the lines, and the width that they are laid out for.
    lines: Vec<Line>,
    width: u16,
}

/// Whose words a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    /// Ours.
    Ours,
    /// Those of a message or a request, which are shown as they are.
    Quoted,
}

/// The largest box, its frame included.
pub(crate) const BOX: Size = Size {
    width: 110,
    height: 50,
};

impl Page {
    /// A page that is not laid out yet.
    pub(crate) fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            text: text.into(),
            words: Words::Ours,
            breaking: Breaking::Columns,
            scroll: 0,
            lines: Vec::new(),
            width: 0,
        }
    }

    /// A page of sentences and lists: it is broken between words, behind the indent of the line.
    pub(crate) fn telling(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            breaking: Breaking::Words,
            ..Self::new(title, text)
        }
    }

    /// A page of what others have written.
    pub(crate) fn quoting(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            words: Words::Quoted,
            ..Self::new(title, text)
        }
    }

    /// The text as it is.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Lays the text out for this screen, if it is not, and keeps the first line within it.
    pub(crate) fn prepare(&mut self, size: Size) {
        let area = layout::overlay(size, BOX.width, BOX.height);
        let width = area.width.saturating_sub(4).max(1);
        if self.width != width {
            self.width = width;
            self.lines = match self.breaking {
                Breaking::Columns => laid_out(&self.text, width),
                Breaking::Words => sentences(&self.text, width),
            };
        }
        let rows = usize::from(area.height.saturating_sub(2));
        self.scroll = self.scroll.min(self.lines.len().saturating_sub(rows));
    }

    /// The lines from the first one shown.
    pub(crate) fn visible(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().skip(self.scroll)
    }
}

/// Wraps a foreign text, with every hidden character as a badge.
fn laid_out(text: &str, width: u16) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut wrap = Wrap::new(usize::from(width), Breaking::Columns, Prefix::default());
    fill(&mut wrap, text, &mut lines);
    wrap.finish(&mut lines);
    lines
}

/// The same between words; what a line goes on with stands below its first word.
fn sentences(text: &str, width: u16) -> Vec<Line> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let words = line.trim_start_matches(' ');
        let words = words.strip_prefix("- ").unwrap_or(words);
        let (lead, words) = line.split_at(line.len() - words.len());
        let blanks = " ".repeat(lead.len());
        let spans = |text: &str| {
            let span = Span::new(text, Role::CodeBlock);
            Vec::from_iter((!text.is_empty()).then_some(span))
        };
        let prefix = Prefix {
            first: spans(lead),
            rest: spans(&blanks),
        };
        let mut wrap = Wrap::new(usize::from(width), Breaking::Words, prefix);
        if words.is_empty() {
            wrap.line_break(&mut lines);
            continue;
        }
        fill(&mut wrap, words, &mut lines);
        wrap.finish(&mut lines);
    }
    lines
}

fn fill(wrap: &mut Wrap, text: &str, lines: &mut Vec<Line>) {
    for run in Shown::code(text).runs() {
        match run.kind {
            RunKind::Plain => wrap.text(run.text, Face::of(Role::CodeBlock), lines),
            RunKind::Badge => wrap.atom(run.text, Face::of(Role::Hazard), lines),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size {
        width: 40,
        height: 12,
    };

    #[test]
    fn scrolling_stays_within_the_text() {
        let mut page = Page::new("t", "line\n".repeat(30));
        page.scroll = 1000;
        page.prepare(SIZE);
        assert_eq!(page.scroll, 22);
        assert_eq!(page.visible().count(), 8);
    }

    #[test]
    fn a_text_is_laid_out_anew_only_for_another_width() {
        let mut page = Page::new("t", "a ".repeat(60));
        page.prepare(SIZE);
        let lines = page.lines.clone();
        page.prepare(SIZE);
        assert_eq!(page.lines, lines);
        page.prepare(Size { width: 80, ..SIZE });
        assert!(page.lines.len() < lines.len());
    }

    #[test]
    fn what_a_terminal_must_not_get_is_a_badge() {
        let mut page = Page::new("t", "a\u{1b}[2Jb");
        page.prepare(SIZE);
        let text: String = page.visible().map(Line::text).collect();
        assert!(
            !text.contains('\u{1b}') && text.starts_with('a'),
            "{text:?}"
        );
    }

    #[test]
    fn sentences_are_broken_between_words_behind_their_indent() {
        let text = "a gneiss\n\n- which is grey and white\n  /as/long/as/it/is";
        let mut page = Page::telling("t", text);
        page.prepare(Size { width: 20, ..SIZE });
        let lines: Vec<String> = page.visible().map(Line::text).collect();
        assert_eq!(
            lines,
            [
                "a gneiss",
                "",
                "- which is",
                "  grey and",
                "  white",
                "  /as/long/as/",
                "  it/is"
            ]
        );
    }
}
