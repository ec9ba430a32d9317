//! What the terminal shows of outcrop beside its cells: title, progress, notifications, links.
//!
//! The core says what is to be shown, in words of ours; the shell knows which terminal takes what.

use std::time::Duration;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::chat::shown::Shown;
use crate::chat::time::Mono;

use super::blind;
use super::state::State;
use super::transcript::line::cut;

/// A reply that took longer is told of where nobody looks.
pub(crate) const LONG: Duration = Duration::from_secs(10);

/// Columns of the longest title.
const TITLE: usize = 80;

/// What is known of the terminal's window, and what is wished of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outward {
    /// Whether somebody looks.
    pub(crate) focus: Focus,
    /// What a person has set.
    pub(crate) wishes: Wishes,
    /// Since when something has been on its way; `None` = nothing is.
    pub(crate) since: Option<Mono>,
    /// How the last reply ended, until a key is pressed.
    pub(crate) last: Last,
    /// Whether a question was open when it was looked last.
    pub(crate) question: Question,
}

/// Whether the window has the focus.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Focus {
    /// It has, or nobody knows.
    #[default]
    Here,
    /// Another window has.
    Away,
}

/// How the last reply ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Last {
    /// Well, or there was none.
    #[default]
    Well,
    /// It failed.
    Failed,
}

/// Whether the question is open if something may run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Question {
    /// It is not.
    #[default]
    None,
    /// It is.
    Open,
}

/// What a person has set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Wishes {
    /// What stands in the title of the window.
    pub(crate) title: Titled,
    /// Whether progress is told.
    pub(crate) progress: Wish,
    /// How one is told of what happens while nobody looks.
    pub(crate) notify: Notify,
    /// Whether addresses are links of the terminal.
    pub(crate) links: Wish,
}

/// Whether something is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Where the terminal is known for it.
    #[default]
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

/// What stands in the title of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Titled {
    /// The model of the lane in focus.
    #[default]
    Model,
    /// The title of the conversation.
    Conversation,
    /// What stood there before.
    Off,
}

/// How one is told of what happens while nobody looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Notify {
    /// In the terminal's own way, else by the bell.
    #[default]
    Auto,
    /// By the bell.
    Bell,
    /// Not at all.
    Off,
}

/// What has happened while nobody looked. The words are ours alone: notifications are clicked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    /// A reply has come.
    Ended,
    /// A reply has failed.
    Failed,
    /// A call of a tool waits.
    Waits,
}

impl News {
    /// In words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Ended => "the reply is there",
            Self::Failed => "the reply failed",
            Self::Waits => "a tool call waits for you",
        }
    }
}

/// What goes on, for the terminal's bar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing.
    #[default]
    None,
    /// A reply comes; nobody knows how long it gets.
    Runs,
    /// The last one failed.
    Failed,
}

/// The title of the window; `None` = it is not ours to set.
pub(crate) fn title(state: &State) -> Option<String> {
    let model = || {
        let shown = state.model().filter(|_| !blind::is_hidden(state));
        shown.map(|choice| choice.name.clone())
    };
    let about = match state.view.outward.wishes.title {
        Titled::Off => return None,
        Titled::Model => model(),
        Titled::Conversation => state.conversation.title().map(str::to_owned).or_else(model),
    };
    let about = about.map(|about| plain(&about));
    Some(match about.filter(|about| !about.is_empty()) {
        Some(about) => cut(&format!("outcrop · {about}"), TITLE).into_owned(),
        None => "outcrop".to_owned(),
    })
}

/// What goes on.
pub(crate) fn progress(state: &State) -> Progress {
    match state.view.outward.last {
        _ if !state.flight.is_empty() => Progress::Runs,
        Last::Failed => Progress::Failed,
        Last::Well => Progress::None,
    }
}

/// A text for a title: what is not plain on the screen is left out altogether.
fn plain(text: &str) -> String {
    let shown = Shown::label(text);
    let shown = shown.to_string();
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let fit = |grapheme: &&str| !grapheme.chars().any(char::is_control);
    words.graphemes(true).filter(fit).collect()
}
