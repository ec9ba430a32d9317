//! The screen that asks whether something may run: all of it, and the user's choice.

pub(crate) mod truth;

use std::time::Duration;

use crate::chat::call::{CallId, Scope};
use crate::chat::time::Mono;
use crate::chat::tool::invocation::{Part, Run};

use super::bar;
use super::calls::Plan;
use super::inspect::key_of;
use super::layout::{self, Size};
use truth::Glyphs;

/// For so long after it has opened, or after a key that was meant for another place, nothing can be
/// chosen.
pub(crate) const QUIET: Duration = Duration::from_millis(400);

/// The largest box, its frame included.
pub(crate) const BOX: Size = Size {
    width: 110,
    height: 50,
};

/// Lines below what runs: what was not seen, and the choices.
pub(crate) const BELOW: u16 = 2;

/// Columns before a value.
pub(crate) const INDENT: u16 = 2;

/// The question whether something may run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Question {
    /// What would run.
    pub(crate) plan: Plan,
    /// What stands for its arguments where they are checked.
    pub(crate) key: u64,
    /// The choice that Enter takes.
    pub(crate) choice: Choice,
    /// Since when nothing was typed that was meant for another place.
    pub(crate) quiet_since: Mono,
    /// The first line shown.
    pub(crate) scroll: usize,
    /// How many lines from the first one have been on the screen.
    seen: usize,
    /// Derived: the lines, and the width that they are laid out for.
    lines: Vec<Row>,
    width: usize,
    rows: usize,
    signs: bar::Glyphs,
}

/// A line of what would run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Row {
    /// What the following lines are.
    Label(String),
    /// A line of a value.
    Value(Vec<Glyphs>),
}

/// What the user can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Choice {
    /// It must not run.
    Deny,
    /// It may, this time.
    Once,
    /// It may, and whatever is exactly the same.
    Exact,
    /// It may, and each call of this tool of a server in this conversation.
    Tool,
}

/// What can be done while the question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnConsent {
    /// Show the question, or the next one.
    Open,
    /// List what was allowed for more than one call, to take it back.
    Allowed,
    /// Go to the next choice.
    Next,
    /// Go to the choice before.
    Previous,
    /// Take the choice.
    Take,
    /// Take this one, as a click does.
    Choose(Choice),
    /// Scroll.
    Scroll(Way),
}

/// How far to scroll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    LineUp,
    LineDown,
    PageUp,
    PageDown,
    Top,
    End,
}

/// Why nothing can be chosen yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotYet {
    /// So many lines have not been on the screen.
    Unseen(usize),
    /// It has just opened, or something was typed.
    Quiet,
    /// The screen is so narrow that lines are cut off.
    Narrow,
}

impl NotYet {
    /// What is said to whoever tries.
    pub(crate) fn told(self) -> String {
        match self {
            Self::Unseen(1) => "scroll to its end first: 1 more line".to_owned(),
            Self::Unseen(lines) => format!("scroll to its end first: {lines} more lines"),
            Self::Quiet => "it has just opened: look at it first".to_owned(),
            Self::Narrow => "make the terminal wider: not all of it can be shown".to_owned(),
        }
    }
}

impl Choice {
    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Deny => "Deny",
            Self::Once => "Approve once",
            Self::Exact => "Approve exactly this",
            Self::Tool => "Approve this tool",
        }
    }

    /// The same where there is little room.
    pub(crate) fn short_name(self) -> &'static str {
        match self {
            Self::Deny => "Deny",
            Self::Once => "Once",
            Self::Exact => "Exactly this",
            Self::Tool => "This tool",
        }
    }

    /// The same where there is hardly any.
    pub(crate) fn shortest_name(self) -> &'static str {
        match self {
            Self::Deny | Self::Once | Self::Tool => self.short_name(),
            Self::Exact => "Exact",
        }
    }
}

impl Question {
    /// The question about this plan, asked now.
    pub(crate) fn new(plan: Plan, now: Mono) -> Self {
        Self {
            key: key_of(&plan.invocation.args),
            plan,
            choice: Choice::Deny,
            quiet_since: now,
            scroll: 0,
            seen: 0,
            lines: Vec::new(),
            width: 0,
            rows: 0,
            signs: bar::Glyphs::default(),
        }
    }

    /// The call that it is about; `None` = a server whose tools are wanted.
    pub(crate) fn call(&self) -> Option<CallId> {
        self.plan.invocation.call
    }

    /// The choices that there are.
    pub(crate) fn choices(&self) -> &'static [Choice] {
        match &self.plan.invocation.run {
            // A server is asked for its tools each time that the user wants them, and what a command of
            // the shell does hangs on the ones before it: the same is never exactly the same.
            Run::Server { tool: None, .. } | Run::Shell { .. } => &[Choice::Deny, Choice::Once],
            Run::Server { .. } => &[Choice::Deny, Choice::Once, Choice::Exact, Choice::Tool],
            Run::Process(_) | Run::Edit { .. } => &[Choice::Deny, Choice::Once, Choice::Exact],
        }
    }

    /// How far an approval by this choice reaches; `None` = it is none.
    pub(crate) fn scope(&self, choice: Choice) -> Option<Scope> {
        match choice {
            Choice::Deny => None,
            Choice::Once => Some(Scope::Once),
            Choice::Exact => Some(Scope::Exact),
            Choice::Tool => self.plan.invocation.server_tool().map(Scope::Tool),
        }
    }

    /// Goes to another choice, forth or back.
    pub(crate) fn step(&mut self, by: isize) {
        let choices = self.choices();
        let at = choices.iter().position(|it| *it == self.choice);
        let at = at.unwrap_or(0).saturating_add_signed(by);
        self.choice = choices[at.min(choices.len() - 1)];
    }

    /// Goes to this choice. To one that approves only once all was seen.
    pub(crate) fn go_to(&mut self, choice: Choice) {
        if self.scope(choice).is_none() || self.out_of_sight().is_none() {
            self.choice = choice;
        }
    }

    /// Why nothing can be approved yet.
    pub(crate) fn not_yet(&self, now: Mono) -> Option<NotYet> {
        if now.since(self.quiet_since) < QUIET {
            return Some(NotYet::Quiet);
        }
        self.out_of_sight()
    }

    /// What has not been on the screen.
    pub(crate) fn out_of_sight(&self) -> Option<NotYet> {
        if self.is_narrow() {
            return Some(NotYet::Narrow);
        }
        let unseen = self.lines.len().saturating_sub(self.seen);
        (unseen > 0 || self.lines.is_empty()).then_some(NotYet::Unseen(unseen))
    }

    /// Whether the screen is so narrow that values are cut off: then nothing of them was seen.
    pub(crate) fn is_narrow(&self) -> bool {
        self.width < usize::from(INDENT) + truth::NARROWEST
    }

    /// How many lines have not been on the screen.
    pub(crate) fn unseen(&self) -> usize {
        self.lines.len().saturating_sub(self.seen)
    }

    /// Whether nothing is known to be seen but what stands on the first screen of this size.
    #[cfg(test)]
    pub(crate) fn is_fresh_at(&self, size: Size) -> bool {
        let mut fresh = Self::new(self.plan.clone(), self.quiet_since);
        fresh.prepare(size, self.signs);
        self.seen == fresh.seen
    }

    /// Lays it out for this screen, with these signs. Only what has been on it, without a gap from the first
    /// line on, counts as seen; in another width or with other signs it is to be seen again.
    pub(crate) fn prepare(&mut self, size: Size, signs: bar::Glyphs) {
        let area = layout::overlay(size, BOX.width, BOX.height);
        let width = usize::from(area.width.saturating_sub(4));
        let rows = usize::from(area.height.saturating_sub(2 + BELOW));
        if self.width != width || self.signs != signs {
            self.width = width;
            self.signs = signs;
            self.lines = self.laid_out(width);
            self.seen = 0;
            self.scroll = 0;
        }
        self.rows = rows;
        self.scroll = self.scroll.min(self.lines.len().saturating_sub(rows));
        if self.scroll <= self.seen && !self.is_narrow() {
            self.seen = self.seen.max((self.scroll + rows).min(self.lines.len()));
        }
    }

    /// Scrolls. A page keeps the line at the edge, so that nothing is jumped over; the end is reached
    /// line by line and page by page, and at once only where all was seen.
    pub(crate) fn scroll(&mut self, way: Way) {
        let page = self.rows.saturating_sub(1).max(1);
        let last = self.lines.len().saturating_sub(self.rows);
        let to = match way {
            Way::LineUp => self.scroll.saturating_sub(1),
            Way::LineDown => self.scroll + 1,
            Way::PageUp => self.scroll.saturating_sub(page),
            Way::PageDown => self.scroll + page,
            Way::Top => 0,
            Way::End => last.min(self.seen),
        };
        self.scroll = to.min(last);
    }

    /// The lines from the first one shown.
    pub(crate) fn visible(&self) -> impl Iterator<Item = &Row> {
        self.lines.iter().skip(self.scroll).take(self.rows)
    }

    fn laid_out(&self, width: usize) -> Vec<Row> {
        let parts = self.plan.invocation.parts();
        let hash = Part {
            label: "SHA-256 of all this".to_owned(),
            value: self.plan.sha256.clone(),
        };
        let mut rows = Vec::new();
        for part in parts.iter().chain([&hash]) {
            rows.push(Row::Label(part.label.clone()));
            let columns = width.saturating_sub(usize::from(INDENT));
            let values = truth::lines(&part.value, columns, self.signs);
            rows.extend(values.into_iter().map(Row::Value));
        }
        rows
    }
}
