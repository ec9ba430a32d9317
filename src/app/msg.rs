//! All that the core can be told.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::KeyEvent;

use crate::chat::abilities::AbilityTable;
use crate::chat::attached::Attached;
use crate::chat::attached::smaller::Making;
use crate::chat::call::CallId;
use crate::chat::failure::{Failure, StoreError};
use crate::chat::generation::{GenerationEvent, Sent};
use crate::chat::ids::{ConversationId, GenerationId, LaneId, MessageId, Number};
use crate::chat::listing::Listing;
use crate::chat::preset::Shelf;
use crate::chat::progress::Progress;
use crate::chat::request::Request;
use crate::chat::search::hit::Page;
use crate::chat::tool::invocation::RunEnd;
use crate::chat::tool::remark::Remark;
use crate::chat::tool::set::Unready;
use crate::chat::tool::source::ToolSource;
use crate::chat::tool::source::server::Told;
use crate::chat::tool::verdict::Verdict;

use super::action::{Action, OnMessage};
use super::arrangement::Border;
use super::calls::{Plan, PlanId, TalkId};
use super::cases::CasesRead;
use super::chips::{ArrivalId, NotAttached, Wanted};
use super::code::{CodeId, Coloured};
use super::composer::Draft;
use super::copying::Copied;
use super::export::{Exported, Imported, NotExported};
use super::file::FileEvent;
use super::file_picker::Browsed;
use super::keymap::Keymap;
use super::layout::Size;
use super::library::News;
use super::mention::Found;
use super::outside::Outside;
use super::outward::Focus;
use super::passage::{self, Surroundings};
use super::pictures::{self, Means};
use super::pointer::Pointer;
use super::preferences::Reconfigured;
use super::progress::Task;
use super::search::{Indexing, Sought};
use super::service::Account;
use super::settings::row::Row;
use super::smaller::{Measured, OfferId};
use super::state::LoadedFile;
use super::themes::{Background, Known};
use super::transcript::line::LinkNo;

/// Something that happened.
#[derive(Debug, Clone)]
pub(crate) enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// Something with a meaning was clicked.
    Clicked(Target),
    /// The left button of the mouse was pressed, moved or let go.
    Mouse(Pointer),
    /// The mouse was dragged along the slider of this row, to this place in thousandths.
    Dragged(Row, u16),
    /// The wheel was turned over something; lines, up is negative.
    Wheel(Target, i16),
    /// The user meant this.
    Do(Action),
    /// The terminal's window has the focus, or another one has.
    Focus(Focus),
    /// The terminal has another size.
    Resized(Size),
    /// The file of keys was read at the start; or all that is wrong with it.
    Keyed(Result<Box<Keymap>, Vec<String>>),
    /// The file of keys was written while the program runs.
    Rekeyed(Result<Box<Keymap>, Vec<String>>),
    /// The settings have changed, or cannot be taken.
    Reconfigured(Result<Box<Reconfigured>, String>),
    /// A point in time that `next_wake` named has come.
    Tick,
    /// Credentials were loaded, or not.
    Connected(Result<Account, Failure>),
    /// The sandbox runs at this address, or could not start.
    SandboxStarted(Result<String, String>),
    /// The models were listed.
    Listed(Listing, ListingAge),
    /// The body of a request was built, with which this lane answers this message.
    Prepared(LaneId, MessageId, Sent),
    /// What would go out, as text.
    Previewed(String),
    /// The tokens of a request were counted by the service, or not.
    Counted(Arc<Request>, Result<u64, Failure>),
    /// The service tells of a generation.
    Generation(GenerationId, GenerationEvent),
    /// Arguments of a call were checked; with the number that stands for them.
    Verified(CallId, u64, Verdict),
    /// It was found out what would run for a call, and its hash; or why nothing can.
    RunPlanned(PlanId, Result<Plan, String>),
    /// What ran for a call has ended; or it was never started, and why.
    RunEnded(CallId, Result<Box<RunEnd>, String>),
    /// What a call asks its program for cannot be done; the file of the tool set, and why, in words for
    /// the model.
    RunRefused(PlanId, String, String),
    /// Records up to this number were written, or not.
    Appended(Number, Result<(), StoreError>),
    /// The file was made.
    Created(PathBuf),
    /// The shell has drawn the id of another conversation, which begins now.
    Began(ConversationId),
    /// Another conversation file was opened, to be gone over to; with the text that waits there, and
    /// the message to show. No text = what is in the editor goes along, since it is a fork.
    Opened(Box<LoadedFile>, Option<Draft>, Option<MessageId>),
    /// There is no such file yet: a conversation begins that is kept there.
    BeganAt(ConversationId, PathBuf),
    /// Another conversation file could not be made or opened; why.
    NotOpened(String),
    /// Something that lasts has come so far.
    Progressed(Task, Progress),
    /// A background task panicked; what it said.
    TaskPanicked(String),
    /// All bytes of the file have reached the disk, or perhaps not.
    Synced(Result<(), StoreError>),
    /// Something happened to the conversation's file.
    File(FileEvent),
    /// The conversation goes on in this file, or not.
    SavedAs(Result<PathBuf, StoreError>),
    /// What was to be attached was read, or cannot go along.
    Attached(ArrivalId, Result<Attached, NotAttached>),
    /// An attachment was given to the program that the system has for it, or why not.
    Viewed(Result<(), String>),
    /// A way to make a picture smaller was tried; what it gives.
    Measured(OfferId, Making, Measured),
    /// The files that a pasted text names were read, each with its place in the text; `None` = it names
    /// none.
    Dropped(ArrivalId, Option<Vec<DroppedFile>>),
    /// What is asked for is the clipboard of the terminal, which may take its time.
    ClipboardOfTerminal(ArrivalId),
    /// A text was copied, or not.
    Copied(Box<Copied>),
    /// There is a text on the clipboard.
    ClipboardText(ArrivalId, String),
    /// The shell has looked at a folder or a file.
    Browsed(Browsed),
    /// Files were found that are offered for a path that is typed.
    Offered(Found),
    /// The command line names these to be attached.
    Given(Vec<Wanted>),
    /// The draft that the program starts with names these.
    DraftHolds(Vec<Wanted>),
    /// What a draft names was read, in its order.
    Restored(ArrivalId, Vec<(Wanted, Result<Attached, NotAttached>)>),
    /// What stands around a passage that is cited was read.
    AroundRead(Box<passage::Wanted>, Surroundings),
    /// A picture was looked at: how large it is, or why it cannot be shown.
    Pictured(String, Result<pictures::Measured, String>),
    /// It is known how the terminal shows pictures.
    ShowsPictures(Means),
    /// A table of cases was read, or why that cannot be.
    CasesRead(Result<Box<CasesRead>, String>),
    /// Cases and replies were written to this file, or why not.
    CasesExported(Result<PathBuf, String>),
    /// Something came of an order about conversation files.
    Library(News),
    /// The conversation was written in another form, or why not.
    Exported(Result<Exported, NotExported>),
    /// Conversations were made of a file, or why not.
    Imported(Result<Imported, String>),
    /// The tools of a file were found, or why there are none.
    ToolsRead(Result<Box<ToolSource>, String>),
    /// It is known what would be done to ask this server for its tools, or why that cannot be.
    TalkPlanned(TalkId, Result<Plan, String>),
    /// A server has told its tools, or why it has not.
    ServerTold(TalkId, Result<Told, String>),
    /// The tools that stand in this text were checked.
    ToolsChecked(String, Vec<Remark>),
    /// The index of all conversations has come so far.
    Indexing(Indexing),
    /// Some code was looked at: what its words are.
    Coloured(Box<Coloured>),
    /// Hits of a search, or why there are none.
    Found(Box<Sought>, Result<Page, String>),
    /// The user's editor has ended: what stands in its file, or why that is not known.
    EditedOutside(Box<Outside>, Result<String, String>),
    /// Presets and system prompts were read.
    Shelf(Arc<Shelf>),
    /// What of these tool sets cannot run here, since its program is not there.
    ProgramsLookedFor(Arc<Shelf>, Vec<Unready>),
    /// What models can do was read; and what is wrong with the user's own file.
    ModelData(Arc<AbilityTable>, Option<String>),
    /// The files of the user's themes were read: all that there are.
    ThemesRead(Vec<Known>),
    /// Files of themes were saved: all that are known, and the names of those that have changed.
    ThemesSaved(Vec<Known>, Vec<String>),
    /// The terminal tells what it has behind its text.
    Background(Background),
    /// Small files that are remembered could not be read: which ones, and where they are kept.
    Damaged(Vec<String>),
    /// A draft, a preset or another small file could not be kept.
    NotKept(StoreError),
}

/// A file that was dropped: where its path stands in the pasted text, and what was read.
pub(crate) type DroppedFile = (Range<usize>, Result<Attached, NotAttached>);

/// How old a listing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListingAge {
    /// It just came from the service.
    Fresh,
    /// It was kept from an earlier run.
    Kept(Duration),
}

/// What a place on the screen means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// An action.
    Do(Action),
    /// The conversation.
    Transcript,
    /// A lane, by its tab.
    Lane(LaneId),
    /// The column of a lane.
    Column(LaneId),
    /// The end of what a lane shows.
    End(LaneId),
    /// A message in a lane.
    Message(LaneId, MessageId),
    /// Something to be done to this message in a lane.
    OnMessage(LaneId, MessageId, OnMessage),
    /// A picture of a message, by its place among them.
    Picture(LaneId, MessageId, usize),
    /// What the model thought for this message.
    Thoughts(MessageId),
    /// A call of this message, by its place among the blocks.
    Call(LaneId, MessageId, u32),
    /// A row of the call that the inspection pane shows in full.
    CallRow(usize),
    /// A link in a lane: its message, the block of that, and its number there.
    Link(LaneId, MessageId, usize, LinkNo),
    /// The head of a code block.
    Code(LaneId, CodeId),
    /// A note of this message, by its number.
    Note(MessageId, usize),
    /// Something that goes along with the message, by its place.
    Chip(usize),
    /// The cross that takes it off.
    ChipCross(usize),
    /// The message editor.
    Composer,
    /// A border that can be dragged.
    Border(Border),
    /// The overlay on top, beside its rows.
    Overlay,
    /// Beside the overlay on top, over what lies under it.
    Beside,
    /// A row of the overlay on top.
    Row(usize),
    /// The settings, beside their rows.
    Side,
    /// The list of conversations, beside its rows.
    Library,
    /// A row of the settings.
    Setting(Row),
    /// A place of a slider in the settings, in thousandths of its length.
    Slide(Row, u16),
}
