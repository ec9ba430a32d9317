//! All that the core can ask the shell for. Plain data.

use std::path::PathBuf;
use std::sync::Arc;

use crate::chat::abilities::AbilityTable;
use crate::chat::call::CallId;
use crate::chat::cases::{CaseFormat, Sheet};
use crate::chat::ids::{ConversationId, GenerationId, LaneId, MessageId};
use crate::chat::link::Link;
use crate::chat::preset::{Preset, Shelf, ShelfKind, ShelfName, SystemPrompt};
use crate::chat::record::{CaseFile, Entry};
use crate::chat::refusal::Refusals;
use crate::chat::request::Request;
use crate::chat::tally::Ballot;
use crate::chat::tool::Tool;
use crate::chat::tool::invocation::Invocation;
use crate::chat::tool::set::{Runner, ToolSet};
use crate::chat::tool::source::ToolSource;

use super::arrangement::Arrangement;
use super::calls::PlanId;
use super::calls::TalkId;
use super::chips::{ArrivalId, Fetch, Wanted};
use super::composer::Draft;
use super::copying::Copying;
use super::dropped::Reading;
use super::export::ExportOrder;
use super::file::FileOrder;
use super::file_picker::Browse;
use super::library::Order;
use super::memory::Memory;
use super::mention::Place;
use super::outside::Outside;
use super::outward::News;
use super::passage;
use super::progress::Task;
use super::search::Sought;
use super::smaller::Measure;
use super::themes::Choice;

/// An order to the shell. What comes of it is a `Msg` again.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    /// Load the credentials that the command line and the environment name.
    Connect,
    /// Start the sandbox, and connect to it.
    StartSandbox,
    /// List the models: what was kept at once, then what the service says.
    ListModels,
    /// Build the body with which this lane answers this message, and tell its hash.
    Prepare(LaneId, MessageId, Arc<Request>),
    /// Build the request and show what would go out.
    Preview(Arc<Request>),
    /// Let the service count the tokens of this request.
    Count(Arc<Request>),
    /// Send the request.
    Generate(GenerationId, Arc<Request>),
    /// Stop the task of a generation.
    Abort(GenerationId),
    /// Begin a file for a new conversation; its name is made of these words.
    NewFile(ConversationId, String),
    /// Write these records, in order.
    Append(Vec<Entry>),
    /// Try again to write what could not be written.
    RetryWrite,
    /// Copy the conversation to this path and go on there.
    SaveAs(PathBuf),
    /// Do this with the conversation's file.
    File(FileOrder),
    /// Make another conversation, in a file of its own, and open it.
    Fork(ForkOrder),
    /// Open this conversation file, to go over to it, and show this message of it.
    Open(PathBuf, Option<MessageId>),
    /// Leave this conversation as it is and go over to the one that was opened.
    GoOver(ConversationId),
    /// Read these, one after the other, to be attached.
    Attach(Vec<Fetch>),
    /// Check arguments against the schema of their tool.
    Verify(Box<VerifyOrder>),
    /// Find out what exactly would run for a call.
    PlanRun(Box<RunOrder>),
    /// Run this, if its hash is still this one.
    Run(Arc<Invocation>, String),
    /// Stop what runs for this call.
    StopRun(CallId),
    /// Find out what exactly would be done to ask a server of this tool set, by its name, for its tools.
    PlanTalk(TalkId, Box<ToolSet>, String),
    /// Ask the server, if the hash is still this one.
    AskServer(TalkId, Arc<Invocation>, String),
    /// Nobody wants its tools any more.
    StopTalk,
    /// Show the attachment with this hash in the program that the system has for files whose names end
    /// like this.
    View(String, &'static str),
    /// Show this file in the program that the system has for it.
    ViewFile(PathBuf),
    /// Try ways to make a picture smaller, and tell what each gives.
    Measure(Measure),
    /// Nobody wants to know that any more.
    StopMeasuring,
    /// Find out in which of these ways a pasted text names files, and read them.
    Drop(ArrivalId, Vec<Reading>),
    /// Read the clipboard of the desktop, or of the terminal: a picture is attached, a text is pasted.
    ReadClipboard(ArrivalId),
    /// Look at a folder or a file, for the file picker.
    Browse(Browse),
    /// Find files that are offered for a path that is typed.
    Offer(Place),
    /// Read what a draft names.
    Restore(ArrivalId, Vec<Wanted>),
    /// Read what stands around a passage that is cited.
    ReadAround(Box<passage::Wanted>),
    /// Read this file, a table of cases.
    ReadCases(PathBuf),
    /// Read again the table that the conversation has.
    LoadCases(CaseFile),
    /// Write cases and replies to a new file.
    ExportCases(SheetOrder),
    /// Write the conversation in another form to a new file.
    Export(Box<ExportOrder>),
    /// Make conversations of what stands in this file, which is of another program or of outcrop.
    Import(PathBuf),
    /// Find the tools of this file: a request body, or a description of a service.
    ReadTools(PathBuf),
    /// Check the tools that stand in this text against JSON Schema.
    CheckTools(String),
    /// Give the terminal to the user's editor, with this text.
    EditOutside(Box<Outside>),
    /// Remove the file of a text that was edited outside and taken.
    RemoveOutside(PathBuf),
    /// Keep the unsent text.
    SaveDraft(ConversationId, Draft),
    /// Keep a prompt for later runs.
    SavePrompt(String),
    /// Look whether the programs that these tool sets name are there.
    LookForPrograms(Arc<Shelf>),
    /// Read presets and system prompts again.
    LoadShelf,
    /// Read what models can do.
    LoadModelData,
    /// Keep a preset.
    KeepPreset(Box<Preset>),
    /// Keep a system prompt.
    KeepSystemPrompt(SystemPrompt),
    /// Keep a tool set.
    KeepToolSet(Box<ToolSet>),
    /// Put tools of a server into the tool set that names it, as its file is by then.
    KeepOfServer(Box<ToolSource>),
    /// Take a preset, a system prompt or a tool set away; a copy of it stays.
    RemoveKept(ShelfKind, ShelfName),
    /// Keep what models have refused.
    SaveRefusals(Refusals),
    /// Keep the votes of this conversation with those of all others.
    SaveVotes(ConversationId, Vec<Ballot>),
    /// Do something with conversation files that are not open.
    Library(Order),
    /// Bring the index of all conversations up to date; what replies cost is in this table.
    Index(Arc<AbilityTable>),
    /// Look through the index. Only the last question needs an answer.
    Search(Box<Sought>),
    /// Open this address in the user's browser.
    OpenLink(Link),
    /// Tell of this where nobody looks.
    Notify(News),
    /// Nobody wants to know what comes of this.
    GiveUp(Task),
    /// Give a text to the clipboard.
    Copy(Copying),
    /// Keep recents and favourites.
    SaveMemory(Memory),
    /// Forget the conversation and begin another one.
    Restart,
    /// Draw every cell again.
    Redraw,
    /// Read the themes of the user.
    ReadThemes,
    /// Keep this as the theme, for this run and later ones.
    KeepTheme(Choice),
    /// Keep how the panes are arranged.
    KeepArrangement(Arrangement),
    /// Let the terminal have the mouse, or take it.
    CaptureMouse(Capture),
    /// Stop the process until the shell continues it.
    Suspend,
    /// Leave.
    Quit,
}

/// Arguments that are to be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VerifyOrder {
    /// The call.
    pub(crate) call: CallId,
    /// The number that stands for the arguments.
    pub(crate) key: u64,
    /// The arguments.
    pub(crate) args: String,
    /// JSON Schema of the tool.
    pub(crate) schema: String,
}

/// A call, and the program that is to answer it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RunOrder {
    /// The call.
    pub(crate) call: CallId,
    /// Which of the plans that were asked for; it is told back.
    pub(crate) number: u64,
    /// The tool, as it is offered.
    pub(crate) tool: Tool,
    /// The arguments.
    pub(crate) args: String,
    /// The tool set that names the program.
    pub(crate) set: ToolSet,
    /// The program.
    pub(crate) runner: Runner,
}

impl RunOrder {
    /// What its plan is told back with.
    pub(crate) fn id(&self) -> PlanId {
        PlanId {
            call: self.call,
            number: self.number,
        }
    }
}

/// What a fork is to be made of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ForkOrder {
    /// The end of the path.
    pub(crate) message: MessageId,
    /// The lane that shows it, with its settings.
    pub(crate) lane: LaneId,
    /// The name of the file is made of these words.
    pub(crate) words: String,
    /// Records of the conversation that its file does not have.
    pub(crate) waiting: Vec<Entry>,
}

/// Cases and replies, and where they go.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SheetOrder {
    /// The file, which is not there yet.
    pub(crate) path: PathBuf,
    /// How it is written.
    pub(crate) format: CaseFormat,
    /// What is written.
    pub(crate) sheet: Arc<Sheet>,
}

/// Who has the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Capture {
    /// outcrop: wheel, clicks and drags.
    #[default]
    Ours,
    /// The terminal: selecting text.
    Terminals,
}
