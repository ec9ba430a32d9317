//! What is seen: size, focus, scroll position, and the layout derived from them.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::chat::conversation::Conversation;
use crate::chat::ids::{LaneId, MessageId, Turn};

use super::action::Scope;
use super::arrangement::{Arrangement, Border, Fold, Zoom};
use super::code::Code;
use super::composer::Draft;
use super::effect::Capture;
use super::find::Search;
use super::layout::{Column, Needs, Panes, Size};
use super::library::Library;
use super::outward::Outward;
use super::pictures::Pictures;
use super::selection::Selecting;
use super::settings::pane::SettingsPane;
use super::themes::Appearance;
use super::transcript::Transcript;
use super::tray::OwnRows;

/// What is seen, and where.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// The screen.
    pub(crate) size: Size,
    /// The pane that takes keys when no overlay is open.
    pub(crate) focus: Pane,
    /// Which lane is read, and where in it.
    pub(crate) reading: Reading,
    /// How things are shown.
    pub(crate) modes: Modes,
    /// What the terminal shows beside its cells.
    pub(crate) outward: Outward,
    /// How they look.
    pub(crate) appearance: Box<Appearance>,
    /// What is looked for in the conversation.
    pub(crate) finding: Option<Search>,
    /// What is selected in the conversation.
    pub(crate) selecting: Selecting,
    /// The settings pane, while it is open.
    pub(crate) side: Option<SettingsPane>,
    /// The list of conversations beside them, while it is open. It is shown where it has room.
    pub(crate) library: Option<Box<Library>>,
    /// Pictures: what is known of them, and how they are shown.
    pub(crate) pictures: Pictures,
    /// Derived: the rows about what goes along with the message.
    pub(crate) chips: OwnRows,
    /// Derived: the laid-out messages and which lines are visible.
    pub(crate) transcript: Transcript,
    /// Derived: the areas.
    pub(crate) panes: Panes,
}

/// Which lane is read, and where in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    /// The lane in focus; `None` = the first one.
    pub(crate) lane: Option<LaneId>,
    /// Where the conversation is scrolled to.
    pub(crate) anchor: Anchor,
    /// The message that was chosen last. It counts while it is in sight.
    pub(crate) chosen: Option<MessageId>,
    /// The message that waits for another one to be compared with.
    pub(crate) marked: Option<MessageId>,
    /// Where paths that are not shown now were scrolled to, by their leaves.
    pub(crate) left: HashMap<MessageId, Anchor>,
    /// What is seen of the other lanes.
    pub(crate) beside: HashMap<LaneId, Sight>,
    /// Whom a message goes to.
    pub(crate) audience: Audience,
    /// The turn for which the lanes were hidden last.
    pub(crate) hidden: Option<Turn>,
    /// Lanes that were opened to answer a question, and wait for a word before they ask.
    pub(crate) waiting: Vec<LaneId>,
    /// What a judge was asked about last.
    pub(crate) judged: Option<Judged>,
    /// Whether the other lanes follow the one in focus.
    pub(crate) scrolling: Scrolling,
    /// Derived: the lanes that are visible, from the left, and where they stand.
    pub(crate) columns: Vec<Column>,
}

/// What a judge was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    /// The message to it.
    pub(crate) question: MessageId,
    /// The lanes in the order of their letters.
    pub(crate) order: Vec<LaneId>,
}

/// What is seen of a lane that is not in focus.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sight {
    /// Where it is scrolled to.
    pub(crate) anchor: Anchor,
    /// The message that was chosen last.
    pub(crate) chosen: Option<MessageId>,
    /// Derived: its messages laid out, and which lines are visible.
    pub(crate) transcript: Transcript,
}

/// Which of the open lanes a message goes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Audience {
    /// All of them.
    #[default]
    All,
    /// The one in focus.
    Focus,
    /// Those that the user has marked.
    Marked(BTreeSet<LaneId>),
}

/// How lanes scroll.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Scrolling {
    /// All show the same turn.
    #[default]
    Together,
    /// Each by itself.
    Apart,
}

impl Reading {
    /// Goes to the lane of a draft, if it is open, and lets messages go to the same lanes again.
    pub(crate) fn resume(&mut self, draft: &Draft, conversation: &Conversation) {
        let open = |id: &LaneId| conversation.lanes().any(|lane| lane.id == *id);
        self.lane = draft.lane.filter(open).or(self.lane);
        self.audience = draft.audience.clone();
    }

    /// Goes over to another lane: what is seen of this one is put aside.
    pub(crate) fn go_over(&mut self, from: LaneId, to: LaneId, transcript: &mut Transcript) {
        self.lane = Some(to);
        if from == to {
            return;
        }
        let sight = Sight {
            anchor: self.anchor,
            chosen: self.chosen,
            transcript: std::mem::take(transcript),
        };
        self.beside.insert(from, sight);
        let sight = self.beside.remove(&to).unwrap_or_default();
        self.anchor = sight.anchor;
        self.chosen = sight.chosen;
        *transcript = sight.transcript;
    }
}

/// How things are shown.
#[derive(Debug, Clone)]
pub(crate) struct Modes {
    /// How text is shown.
    pub(crate) text: TextMode,
    /// Who has the mouse.
    pub(crate) mouse: Capture,
    /// Messages whose reasoning is shown in full although they are finished.
    pub(crate) unfolded: HashSet<MessageId>,
    /// Code blocks.
    pub(crate) code: Box<Code>,
    /// How the panes are arranged.
    pub(crate) arrangement: Arrangement,
    /// The border that the arrow keys move now.
    pub(crate) resizing: Option<Border>,
}

/// A pane that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pane {
    /// The message editor.
    #[default]
    Composer,
    /// The conversation.
    Transcript,
    /// The settings of the lane.
    Settings,
    /// The list of conversations.
    Library,
}

impl Pane {
    /// Where its keys are looked up.
    pub(crate) fn scopes(self) -> &'static [Scope] {
        match self {
            Self::Composer => &[Scope::Composer, Scope::Text, Scope::Global],
            Self::Settings => &[Scope::Settings, Scope::Global],
            Self::Library => &[Scope::Library, Scope::List, Scope::Global],
            Self::Transcript => &[Scope::Transcript, Scope::Global],
        }
    }
}

/// The scroll position: a line of a message, never a row of the whole conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Anchor {
    /// The end stays visible, whatever comes.
    #[default]
    Follow,
    /// This line is the first one shown.
    At {
        /// The message.
        message: MessageId,
        /// The line in its layout.
        line: usize,
    },
}

/// How text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextMode {
    /// As Markdown.
    Markdown,
    /// As it came, with every hidden character.
    Raw,
}

impl View {
    /// Another conversation is shown from now on: nothing that is known of the messages of the one before is
    /// left.
    pub(crate) fn go_over(&mut self) {
        self.reading = Reading::default();
        self.finding = None;
        self.selecting.end();
        self.modes.unfolded.clear();
        self.modes.code.forget();
        self.transcript = Transcript::default();
    }

    /// The pane after the one in focus, among those that can be gone to.
    pub(crate) fn next_pane(&self) -> Pane {
        match self.focus {
            Pane::Composer => Pane::Transcript,
            Pane::Transcript if self.reaches_settings() => Pane::Settings,
            Pane::Transcript | Pane::Settings if self.reaches_library() => Pane::Library,
            Pane::Transcript | Pane::Settings | Pane::Library => Pane::Composer,
        }
    }

    /// The pane before the one in focus.
    pub(crate) fn previous_pane(&self) -> Pane {
        match self.focus {
            Pane::Composer if self.reaches_library() => Pane::Library,
            Pane::Composer | Pane::Library if self.reaches_settings() => Pane::Settings,
            Pane::Composer | Pane::Settings | Pane::Library => Pane::Transcript,
            Pane::Transcript => Pane::Composer,
        }
    }

    /// Whether the settings are gone through with the other panes. On a narrow screen, which shows
    /// one pane at a time, they always are.
    fn reaches_settings(&self) -> bool {
        let arrangement = &self.modes.arrangement;
        let folded = arrangement.settings.fold == Fold::Folded && self.size.is_beside();
        self.size.is_narrow() || (self.side.is_some() && !folded && arrangement.zoom == Zoom::Off)
    }

    /// The same of the list of conversations.
    fn reaches_library(&self) -> bool {
        self.size.is_narrow() || self.shows_library()
    }

    /// Whether the list of conversations can be seen: beside the conversation, or on a narrow screen
    /// in its place.
    pub(crate) fn shows_library(&self) -> bool {
        let arrangement = &self.modes.arrangement;
        let wide = self.size.is_wide()
            && arrangement.zoom == Zoom::Off
            && arrangement.library.fold == Fold::Open;
        let alone = self.size.is_narrow() && self.focus == Pane::Library;
        self.library.is_some() && (wide || alone)
    }

    /// A view that follows the end, with the editor in focus.
    pub(crate) fn new(size: Size) -> Self {
        Self {
            size,
            focus: Pane::Composer,
            reading: Reading::default(),
            modes: Modes {
                text: TextMode::Markdown,
                mouse: Capture::Ours,
                unfolded: HashSet::new(),
                code: Box::default(),
                arrangement: Arrangement::default(),
                resizing: None,
            },
            outward: Outward::default(),
            appearance: Box::default(),
            finding: None,
            selecting: Selecting::default(),
            side: None,
            library: None,
            pictures: Pictures::default(),
            chips: OwnRows::default(),
            transcript: Transcript::default(),
            panes: super::layout::panes(size, Needs::default()),
        }
    }
}
