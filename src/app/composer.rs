//! The composer: the text that is being written, earlier prompts, and messages that wait.

use std::collections::VecDeque;

use tui_textarea::TextArea;

use crate::chat::time::Mono;

use super::chips::Chips;
use super::editing::{Edit, Pad};

pub(crate) use super::unsent::{Aside, Coming, Draft, Queued, Said, Unsent};

use super::unsent::MAX_ASIDE;

/// The message editor.
#[derive(Debug, Clone)]
pub(crate) struct Composer {
    message: Pad,
    prefill: Pad,
    field: Field,
    /// What goes along with the next message.
    pub(crate) chips: Chips,
    prompts: Prompts,
    /// Messages that wait for the reply to end.
    pub(crate) queue: VecDeque<Queued>,
    /// What they wait for.
    pub(crate) waits: Waits,
    /// Drafts that were put aside, the last one at the end.
    pub(crate) aside: Vec<Aside>,
    /// Since when the draft on disk is out of date.
    pub(crate) unsaved_since: Option<Mono>,
}

/// A field of the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// The message.
    Message,
    /// The beginning of the reply.
    Prefill,
}

/// What the messages in the queue wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    /// The connection, or the end of the reply: they are sent by themselves.
    ForService,
    /// The user's word, after a failure, a stop or a start.
    ForUser,
}

/// Earlier prompts, and where in them the user is.
#[derive(Debug, Clone, Default)]
struct Prompts {
    /// Oldest first.
    all: Vec<String>,
    /// The prompt that is shown; `None` = the user's own text.
    at: Option<usize>,
    /// The user's own text while an earlier prompt is shown.
    own: String,
}

/// Columns of the mark before the beginning of the reply.
pub(crate) const PREFILL_MARK: u16 = 11;

/// How many earlier prompts are kept.
pub(crate) const MAX_PROMPTS: usize = 1_000;

impl Composer {
    /// An editor with a draft and the prompts of earlier runs, oldest first.
    pub(crate) fn new(draft: Draft, prompts: Vec<String>) -> Self {
        let waits = if draft.queued.is_empty() {
            Waits::ForService
        } else {
            Waits::ForUser
        };
        let mut composer = Self {
            message: Pad::default(),
            prefill: Pad::default(),
            field: Field::Message,
            chips: Chips::default(),
            prompts: Prompts {
                all: prompts,
                ..Prompts::default()
            },
            queue: draft.queued.into_iter().map(Queued::of).collect(),
            waits,
            aside: draft.aside,
            unsaved_since: None,
        };
        composer.begin_text(&draft.text);
        composer.set_prefill(&draft.prefill);
        composer
    }

    /// Replaces all that is not sent by a draft. What goes along with it is to be read again.
    pub(crate) fn take_draft(&mut self, draft: Draft) {
        let prompts = std::mem::take(&mut self.prompts.all);
        let mut chips = std::mem::take(&mut self.chips);
        chips.clear();
        let before = std::mem::replace(self, Self::new(draft, prompts));
        self.message.take_cut(&before.message);
        self.prefill.take_cut(&before.prefill);
        self.chips = chips;
    }

    /// The widget, to be drawn.
    pub(crate) fn area(&self) -> &TextArea<'static> {
        self.message.area()
    }

    /// The widget of the beginning of the reply, while there is one.
    pub(crate) fn prefill_area(&self) -> Option<&TextArea<'static>> {
        let shown = self.field == Field::Prefill || !self.prefill.is_empty();
        shown.then_some(self.prefill.area())
    }

    /// The field that takes what is typed.
    pub(crate) fn field(&self) -> Field {
        self.field
    }

    /// Goes to the beginning of the reply, or back to the message.
    pub(crate) fn toggle_field(&mut self) {
        self.field = match self.field {
            Field::Message => Field::Prefill,
            Field::Prefill => Field::Message,
        };
    }

    /// The beginning of the reply; empty = none.
    pub(crate) fn prefill(&self) -> String {
        self.prefill.text()
    }

    /// Replaces the beginning of the reply.
    pub(crate) fn set_prefill(&mut self, text: &str) {
        self.prefill.renew(text);
        self.field = Field::Message;
    }

    /// The text of the field that takes what is typed.
    pub(crate) fn pad(&mut self) -> &mut Pad {
        self.active()
    }

    /// The same, to be looked at.
    pub(crate) fn in_focus(&self) -> &Pad {
        match self.field {
            Field::Message => &self.message,
            Field::Prefill => &self.prefill,
        }
    }

    /// From now on single edits are undone.
    pub(crate) fn end_steps(&mut self) {
        self.message.end_steps();
        self.prefill.end_steps();
    }

    fn active(&mut self) -> &mut Pad {
        match self.field {
            Field::Message => &mut self.message,
            Field::Prefill => &mut self.prefill,
        }
    }

    /// The text.
    pub(crate) fn text(&self) -> String {
        self.message.text()
    }

    /// Whether there is no text at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.message.is_empty()
    }

    /// Whether there is nothing that could be sent.
    pub(crate) fn is_blank(&self) -> bool {
        self.chips.is_empty() && self.has_no_words()
    }

    /// Whether there is no text but white space.
    pub(crate) fn has_no_words(&self) -> bool {
        self.message
            .lines()
            .iter()
            .all(|line| line.trim().is_empty())
    }

    /// Rows that the text takes in so many columns.
    pub(crate) fn rows(&self, width: usize) -> usize {
        let beside_mark = width.saturating_sub(usize::from(PREFILL_MARK));
        self.message_rows(width) + self.prefill_rows(beside_mark)
    }

    /// Rows that the message takes in so many columns.
    pub(crate) fn message_rows(&self, width: usize) -> usize {
        self.message.rows(width)
    }

    /// Rows that the beginning of the reply takes in so many columns; none while there is none.
    pub(crate) fn prefill_rows(&self, width: usize) -> usize {
        self.prefill_area().map_or(0, |_| self.prefill.rows(width))
    }

    /// What would be said now.
    pub(crate) fn said(&self) -> Said {
        Said {
            text: self.text(),
            attached: self.chips.list.clone(),
            prefill: self.prefill(),
        }
    }

    /// What is to be kept on disk.
    pub(crate) fn draft(&self) -> Draft {
        Draft {
            text: self.chips.without_holders(&self.text()),
            prefill: self.prefill(),
            attached: self.chips.again(),
            queued: self.queue.iter().map(Queued::unsent).collect(),
            aside: self.aside.clone(),
            ..Draft::default()
        }
    }

    /// Replaces the text, in one step that can be undone; the cursor goes to its end.
    pub(crate) fn set_text(&mut self, text: &str) {
        self.message.replace(text);
        self.message.edit(Edit::Bottom);
        self.message.edit(Edit::LineEnd);
    }

    /// Begins with another text: what goes along has changed with it, so that nothing can be undone.
    pub(crate) fn begin_text(&mut self, text: &str) {
        self.message.renew(text);
    }

    /// Takes the text out, and remembers it as a prompt.
    pub(crate) fn take(&mut self) -> String {
        let text = self.text();
        self.begin_text("");
        self.remember(&text);
        text
    }

    /// Puts text, attachments and the beginning of the reply aside; gives how many drafts are there then.
    /// `None` = there are too many.
    pub(crate) fn put_aside(&mut self) -> Option<usize> {
        if self.aside.len() >= MAX_ASIDE {
            return None;
        }
        let (text, prefill) = (self.text(), self.prefill());
        let attached = self.chips.again();
        self.aside.push(Aside {
            text,
            prefill,
            attached,
        });
        self.begin_text("");
        self.set_prefill("");
        self.chips.clear();
        self.prompts.at = None;
        Some(self.aside.len())
    }

    /// Takes the draft back that was put aside last; gives it, so that what went along can be read again.
    pub(crate) fn take_back(&mut self) -> Option<Aside> {
        let aside = self.aside.pop()?;
        // What was thrown away by undoing does not belong to this text.
        self.chips.clear();
        self.begin_text(&aside.text);
        // The reply may begin with less than what is pinned.
        self.set_prefill(&aside.prefill);
        self.prompts.at = None;
        Some(aside)
    }

    /// Puts the text among the earlier prompts and empties the editor.
    pub(crate) fn remember(&mut self, text: &str) {
        self.prompts.at = None;
        if self.prompts.all.last().is_none_or(|last| last != text) && !text.trim().is_empty() {
            self.prompts.all.push(text.to_owned());
            let excess = self.prompts.all.len().saturating_sub(MAX_PROMPTS);
            self.prompts.all.drain(..excess);
        }
    }

    /// Earlier prompts, oldest first.
    pub(crate) fn prompts(&self) -> &[String] {
        &self.prompts.all
    }

    /// Inserts typed or pasted text. Line ends of every kind become one.
    pub(crate) fn insert(&mut self, text: &str) {
        self.active().insert(text);
    }

    /// The text of a field, and the line that the cursor stands in, from 0.
    pub(crate) fn written(&self, field: Field) -> (String, usize) {
        let pad = match field {
            Field::Message => &self.message,
            Field::Prefill => &self.prefill,
        };
        (pad.text(), pad.cursor().0)
    }

    /// Replaces the text of a field, in one step that can be undone, and goes there.
    pub(crate) fn replace(&mut self, field: Field, text: &str) {
        self.field = field;
        self.active().replace(text);
    }

    /// Puts other words in the place of these, where they stand first in the message. The cursor stays
    /// where it is in the rest of the text. False if they do not stand there.
    pub(crate) fn exchange(&mut self, words: &str, other: &str) -> bool {
        self.message.exchange(words, other)
    }

    /// Puts other words in the place of so many bytes before the cursor, in one step that can be undone.
    pub(crate) fn retype(&mut self, bytes: usize, other: &str) {
        self.message.retype(bytes, other);
    }

    /// The text of the message before the cursor.
    pub(crate) fn before_cursor(&self) -> String {
        self.message.before_cursor()
    }

    /// Whether the line ends before the cursor in a backslash. Enter then begins a new line in its place.
    pub(crate) fn has_trailing_backslash(&self) -> bool {
        let pad = self.in_focus();
        let (row, column) = pad.cursor();
        pad.lines().get(row).is_some_and(|line| {
            line.chars().count() == column && line.ends_with('\\') && !line.ends_with("\\\\")
        })
    }

    /// Takes a turn of the wheel, where the text does not fit into so many columns and rows; whether it did.
    pub(crate) fn wheel(&mut self, (width, height): (usize, usize), lines: i16) -> bool {
        let turns = self.rows(width) > height;
        if turns {
            self.active().roll(lines);
        }
        turns
    }

    /// Carries out an edit.
    pub(crate) fn edit(&mut self, edit: Edit) {
        self.active().edit(edit);
    }

    /// Goes up a line, or to the prompt before when it is the first line.
    pub(crate) fn older(&mut self) {
        if self.field == Field::Prefill && self.prefill.cursor().0 == 0 {
            self.field = Field::Message;
            return;
        }
        if self.active().cursor().0 > 0 {
            self.active().edit(Edit::Up);
            return;
        }
        let at = self.prompts.at.unwrap_or(self.prompts.all.len());
        if at == 0 {
            return;
        }
        if self.prompts.at.is_none() {
            self.prompts.own = self.text();
        }
        self.prompts.at = Some(at - 1);
        let text = self.prompts.all[at - 1].clone();
        self.set_text(&text);
    }

    /// Goes down a line, or to the prompt after when it is the last line.
    pub(crate) fn newer(&mut self) {
        let pad = self.active();
        if pad.cursor().0 + 1 < pad.lines().len() {
            pad.edit(Edit::Down);
            return;
        }
        if self.field == Field::Prefill {
            return;
        }
        let Some(at) = self.prompts.at else {
            return;
        };
        let next = self.prompts.all.get(at + 1).cloned();
        self.prompts.at = next.as_ref().map(|_| at + 1);
        let text = next.unwrap_or_else(|| std::mem::take(&mut self.prompts.own));
        self.set_text(&text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composer(prompts: &[&str]) -> Composer {
        Composer::new(
            Draft::default(),
            prompts.iter().map(|&prompt| prompt.to_owned()).collect(),
        )
    }

    #[test]
    fn older_and_newer_come_back_to_the_own_text() {
        let mut composer = composer(&["one", "two"]);
        composer.insert("mine");
        composer.older();
        composer.older();
        composer.older();
        assert_eq!(composer.text(), "one");
        composer.newer();
        assert_eq!(composer.text(), "two");
        composer.newer();
        assert_eq!(composer.text(), "mine");
    }

    #[test]
    fn a_backslash_counts_where_it_is_the_only_one_before_the_cursor() {
        let mut composer = composer(&[]);
        for (typed, trails) in [("line", false), ("\\", true), ("\\", false)] {
            composer.insert(typed);
            assert_eq!(composer.has_trailing_backslash(), trails, "{typed}");
        }
        composer.edit(Edit::DeleteBack);
        composer.edit(Edit::Left);
        assert!(!composer.has_trailing_backslash());
    }

    #[test]
    fn pasted_line_ends_become_one_kind() {
        let mut composer = composer(&[]);
        composer.insert("a\r\nb\rc");
        assert_eq!(composer.text(), "a\nb\nc");
    }

    #[test]
    fn what_was_cut_can_be_undone() {
        let mut composer = composer(&[]);
        composer.insert("hello world");
        composer.edit(Edit::DeleteWordBack);
        assert_eq!(composer.text(), "hello ");
        composer.edit(Edit::Undo);
        assert_eq!(composer.text(), "hello world");
    }

    #[test]
    fn another_text_is_a_step_that_can_be_undone() {
        let mut composer = composer(&["one"]);
        composer.insert("mine");
        composer.older();
        composer.older();
        assert_eq!(composer.text(), "one");
        composer.edit(Edit::Undo);
        assert_eq!(composer.text(), "mine");
        composer.edit(Edit::Redo);
        assert_eq!(composer.text(), "one");
    }

    #[test]
    fn what_was_cut_stays_at_hand() {
        let mut composer = composer(&["one"]);
        composer.insert("words");
        composer.edit(Edit::KillToStart);
        composer.set_text("/m");
        composer.edit(Edit::KillToStart);
        composer.edit(Edit::Undo);
        composer.edit(Edit::Undo);
        composer.edit(Edit::Yank);
        assert_eq!(composer.text(), "/m");
        composer.take();
        composer.edit(Edit::Undo);
        assert_eq!(composer.text(), "");
        composer.edit(Edit::Yank);
        assert_eq!(composer.text(), "/m");
        composer.take_draft(Draft::default());
        composer.edit(Edit::Yank);
        assert_eq!(composer.text(), "/m");
    }

    #[test]
    fn whatever_was_replaced_before_is_forgotten_in_the_end() {
        let mut composer = composer(&[]);
        for no in 0..2_000 {
            composer.set_text(&no.to_string());
        }
        for _ in 0..2_000 {
            composer.edit(Edit::Undo);
        }
        let first: usize = composer.text().parse().unwrap();
        assert!((1..1_950).contains(&first), "{first}");
    }
}
