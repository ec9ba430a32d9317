//! Lists of what the user keeps: presets, system prompts, variables, refusals; and what a message
//! would run into.

use std::path::PathBuf;

use crate::chat::attached::smaller::Making;
use crate::chat::check::Fix;
use crate::chat::export::{Format, What};
use crate::chat::ids::{MessageId, Number};
use crate::chat::link::Link;
use crate::chat::prefill::Instead;
use crate::chat::vote::Winner;

use super::action::Action;
use super::chips::Wanted;
use super::diff::Sides;
use super::palette::Chooser;
use super::picker::Then;
use super::replay::Order;
use super::settings::row::Row;
use super::tools::ToolPick;

pub(crate) use super::asked::Asked;

/// A list over the panes.
#[derive(Debug, Clone)]
pub(crate) struct Menu {
    /// What it lists.
    pub(crate) kind: MenuKind,
    /// The rows.
    pub(crate) chooser: Chooser<Entry>,
    /// Rows whose detail begins with a warning, by what they are good for; how many bytes it has.
    pub(crate) warned: Vec<(Pick, usize)>,
}

/// What a menu lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MenuKind {
    /// Named sets of settings.
    Presets,
    /// System prompts that were kept.
    Prompts,
    /// Values for names in texts.
    Variables,
    /// Fields that models have refused.
    Refusals,
    /// What stands in the way of a message.
    BeforeSending,
    /// Settings to ask for another reply with.
    Regenerate,
    /// Where to go on from a message.
    Fork,
    /// What another lane can be.
    NewLane,
    /// What works instead of the beginning of a reply that was refused.
    PrefillRefused,
    /// What to compare a message with.
    Compare,
    /// What can be said of the replies of a turn.
    Vote,
    /// What the user has asked.
    Asked,
    /// Files that were opened lately.
    Files,
    /// What to do with a path that was dropped.
    Dropped,
    /// How a picture is made smaller.
    Smaller,
    /// What to do with a picture that moves.
    Animated,
    /// Whether the trash is emptied.
    EmptyTrash,
    /// Which part of the conversation is exported.
    Export,
    /// In which form.
    ExportAs,
    /// What can be done about the file.
    File,
    /// Lines of the file that could not be read.
    Flaws,
    /// What goes along with messages of the conversation.
    Again,
    /// The passages that a reply cites.
    Notes,
    /// Where the links of a message lead.
    Links,
    /// Whether one of them is opened.
    OpenLink,
    /// What may run without asking.
    Allowed,
    /// What can be replayed, and how.
    Replay,
    /// Tool sets and their tools.
    Tools,
    /// Tools of Anthropic's.
    OwnTools,
    /// What is said of one of them.
    OwnForm,
    /// Tools that were found in a file.
    ToolSource,
    /// Which tool the model must take.
    ToolChoice,
}

/// A row of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What stands at the left.
    pub(crate) label: String,
    /// What stands beside it.
    pub(crate) detail: String,
    /// What it is good for.
    pub(crate) pick: Pick,
}

/// What comes of a row that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pick {
    /// An action.
    Do(Action),
    /// The settings open at this row.
    Row(Row),
    /// This preset becomes the lane's settings.
    Preset(String),
    /// This prompt becomes the lane's system prompt.
    Prompt(String),
    /// The value of this variable is edited.
    Variable(String),
    /// This is no longer allowed.
    Revoke(Number),
    /// This is done about replays.
    Replay(Order),
    /// A name is asked for.
    Ask(Asked),
    /// Another reply is asked for in the place of this one.
    Regenerate(MessageId, With),
    /// The same of a model that is chosen next.
    RegenerateByModel(MessageId),
    /// The same with a preset.
    RegenerateByPreset(MessageId, String),
    /// The message is sent, after this was done.
    Send(Remedy, Way),
    /// The last question is asked again in this way, without the beginning of the reply that was refused.
    AskAgain(Instead),
    /// A reply is begun in this way instead of with the text.
    GoOn(Begun, Instead),
    /// A model is chosen.
    Model(Then),
    /// A lane is opened whose settings are changed next.
    OtherSettings,
    /// The last question is answered so often, each in a lane of its own.
    Samples(usize),
    /// This message of the lane is shown.
    GoTo(MessageId),
    /// This note of a message is opened, by its number.
    Note(MessageId, usize),
    /// This address is shown in full, and it is asked whether it is to be opened.
    Link(Box<Link>),
    /// This address is opened in the browser.
    OpenLink(Box<Link>),
    /// This address is copied.
    CopyLink(Box<Link>),
    /// A lane is opened that goes on from this message.
    ForkLane(MessageId),
    /// A file is made that goes on from this message.
    ForkFile(MessageId),
    /// These two are compared, the older one first.
    Diff(Sides),
    /// This message waits to be compared with another one; `None` = none does any more.
    MarkForDiff(Option<MessageId>),
    /// What is wrong with a file is shown in full.
    Problem(String),
    /// This is said of the replies of the turn.
    Vote(Winner),
    /// This part of the conversation is exported.
    Export(What),
    /// It is exported in this form.
    ExportAs(What, Format),
    /// This refusal, by its place; it can be forgotten.
    Refusal(usize),
    /// This conversation file is opened.
    OpenFile(PathBuf),
    /// The same; its path is taken out of the editor.
    OpenDropped(PathBuf),
    /// These are removed from the trash for good.
    EmptyTrash(Vec<PathBuf>),
    /// This is attached.
    Attach(Box<Wanted>),
    /// The attachment with this hash is made smaller in this way.
    MakeSmaller(String, Making),
    /// What was made of it gives place to the original; the hash of what was made.
    TakeOriginal(String),
    /// What the conversation has under this hash is attached, by this name.
    AttachAgain(String, String),
    /// Something about tools.
    Tools(ToolPick),
    /// Nothing is done.
    Nothing,
}

/// What is done about what stands in the way of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Nothing: it is sent as it is.
    Accept,
    /// The settings are mended.
    Fix(Fix),
    /// White space is taken off the end of the prefill.
    TrimPrefill,
    /// These messages are left out of the context.
    LeaveOut(Vec<MessageId>),
    /// Something else is done than to begin the reply.
    Instead(Instead),
}

/// How a message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// It waits for the end of a reply that is on its way.
    InTurn,
    /// Such a reply is stopped.
    Stopping,
    /// It is no message of its own: new lanes answer the question that they end at.
    Answering,
}

/// The beginning of a reply below a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Begun {
    /// The message that is answered.
    pub(crate) parent: Option<MessageId>,
    /// The beginning.
    pub(crate) prefill: String,
}

/// With which settings another reply is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum With {
    /// Those of the lane.
    Lane,
    /// Those that the reply was made with.
    Own,
}

impl MenuKind {
    /// What stands above the list.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Presets => "Presets",
            Self::Replay => "Replay calls of tools",
            Self::Prompts => "System prompts",
            Self::Variables => "Variables",
            Self::Refusals => "Remembered refusals",
            Self::BeforeSending => "Before sending",
            Self::Regenerate => "Another reply",
            Self::Fork => "Go on from here",
            Self::NewLane => "Another lane",
            Self::PrefillRefused => "Instead of beginning the reply",
            Self::Compare => "Compare with",
            Self::Vote => "Vote on this turn",
            Self::Asked => "Your prompts",
            Self::Notes => "Notes",
            Self::Links => "Links",
            Self::OpenLink => "Open this address?",
            Self::Allowed => "May run without asking",
            Self::Tools => "Tools",
            Self::OwnTools => "Tools of Anthropic's",
            Self::OwnForm => "What is to be said of it",
            Self::ToolSource => "Tools that were found",
            Self::ToolChoice => "Which tool it must take",
            Self::Files => "Open a conversation",
            Self::Dropped => "This is a conversation",
            Self::Smaller => "Make the picture smaller",
            Self::Animated => "This picture moves, and models take still ones",
            Self::EmptyTrash => "Empty the trash",
            Self::Export => "Export",
            Self::ExportAs => "Export as",
            Self::File => "The file",
            Self::Flaws => "Lines that could not be read",
            Self::Again => "Attach again",
        }
    }

    /// What stands where the list is empty.
    pub(crate) fn empty(self) -> &'static str {
        match self {
            Self::Presets
            | Self::Prompts
            | Self::Variables
            | Self::BeforeSending
            | Self::Regenerate
            | Self::Fork
            | Self::PrefillRefused
            | Self::NewLane
            | Self::Compare
            | Self::Vote
            | Self::Replay
            | Self::Asked
            | Self::Notes
            | Self::Links
            | Self::OpenLink
            | Self::Allowed
            | Self::Files
            | Self::Dropped
            | Self::Smaller
            | Self::Animated
            | Self::EmptyTrash
            | Self::Export
            | Self::ExportAs
            | Self::File
            | Self::Flaws
            | Self::Again
            | Self::Tools
            | Self::OwnTools
            | Self::OwnForm
            | Self::ToolSource
            | Self::ToolChoice => "nothing matches",
            Self::Refusals => "no model has refused anything that is remembered",
        }
    }

    /// Whether its rows are about links.
    pub(crate) fn has_links(self) -> bool {
        matches!(self, Self::Links | Self::OpenLink)
    }

    /// What Delete does; `None` = nothing.
    pub(crate) fn removal(self) -> Option<&'static str> {
        match self {
            Self::Presets | Self::Prompts | Self::Variables | Self::Tools => Some("remove"),
            Self::Refusals => Some("forget"),
            Self::BeforeSending
            | Self::Regenerate
            | Self::Fork
            | Self::PrefillRefused
            | Self::NewLane
            | Self::Compare
            | Self::Vote
            | Self::Replay
            | Self::Asked
            | Self::Notes
            | Self::Links
            | Self::OpenLink
            | Self::Allowed
            | Self::Files
            | Self::Dropped
            | Self::Smaller
            | Self::Animated
            | Self::EmptyTrash
            | Self::Export
            | Self::ExportAs
            | Self::File
            | Self::Flaws
            | Self::Again
            | Self::OwnTools
            | Self::OwnForm
            | Self::ToolSource
            | Self::ToolChoice => None,
        }
    }
}

impl Menu {
    /// A list of these rows, each found by its label and detail.
    pub(crate) fn new(kind: MenuKind, entries: Vec<Entry>) -> Self {
        let with_text = entries.into_iter().map(|entry| {
            let (label, detail) = (entry.label.clone(), entry.detail.clone());
            (entry, label, detail)
        });
        Self {
            kind,
            chooser: Chooser::labelled(with_text.collect()),
            warned: Vec::new(),
        }
    }

    /// How many bytes the warning has with which the detail of a row begins; 0 = it warns of nothing.
    pub(crate) fn warning_of(&self, pick: &Pick) -> usize {
        let mut warned = self.warned.iter();
        let found = warned.find(|(other, _)| other == pick);
        found.map_or(0, |(_, bytes)| *bytes)
    }
}
