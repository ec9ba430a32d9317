//! What a user can mean: one table of actions with names, keys and help.
//!
//! The keymap, the palette, the help overlay and the tables of keys are made of it.

mod calls;
mod copying_rows;
mod knob;
mod on_lane;
mod pane_rows;
mod reading_rows;
mod scope;
mod screen_rows;
mod table;
mod terminal_rows;
mod writing_rows;

use super::arrangement::OnPanes;
use super::code::OnCode;
use super::consent::OnConsent;
use super::diff::{Mode, Toward as Change};
use super::editing::Edit;
use super::file::OnFile;
use super::file_picker::OnFiles;
use super::film::OnFilm;
use super::find::OnFind;
use super::grid::OnGrid;
use super::inspect::OnCall;
use super::library::OnLibrary;
use super::links::OnLinks;
use super::list::ListMove;
use super::map::{Find, Toward};
use super::pictures::viewer::OnPicture;
use super::replay::OnReplay;
use super::selection::OnCopy;
use super::summary::{Beside, Column};
use super::tray::OnTray;

pub(crate) use knob::Knob;
pub(crate) use on_lane::OnLane;
pub(crate) use scope::Scope;

/// An intent of the user, whichever key, click or name it came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    OpenPalette,
    OpenHelp,
    OpenTour,
    OpenPicker,
    NewConversation,
    SaveAs,
    UseSandbox,
    Reconnect,
    Redraw,
    OpenThemes,
    OnPanes(OnPanes),
    ToggleMouse,
    ToggleRaw,
    ShowLastError,
    NextPane,
    PreviousPane,
    PageUp,
    PageDown,
    HalfPageUp,
    HalfPageDown,
    LineUp,
    LineDown,
    PreviousMessage,
    NextMessage,
    ScrollTop,
    Follow,
    FocusComposer,
    /// Look at the calls of the chosen message, or go to the message editor.
    OpenMessage,
    Send,
    StopAndSend,
    Stop,
    Retry,
    TakeBackQueued,
    HistoryOlder,
    HistoryNewer,
    SearchHistory,
    SendWithout,
    Stash,
    TogglePrefill,
    TogglePin,
    Attach,
    AttachAgain,
    PasteClipboard,
    OnFiles(OnFiles),
    Detach,
    TogglePictures,
    OnPicture(OnPicture),
    OnFilm(OnFilm),
    OnReplay(OnReplay),
    OnCopy(OnCopy),
    MakeSmaller,
    OpenSettings,
    OpenPresets,
    OpenPrompts,
    OpenTools,
    OpenVariables,
    OpenRefusals,
    EditSystem,
    EditOutside,
    EditConversation,
    ShowRequest,
    CountTokens,
    ToggleThinking,
    Setting(Knob),
    Edit(Edit),
    OnMessage(OnMessage),
    UndoDeed,
    RedoDeed,
    OpenMap,
    OpenFind,
    OnFind(OnFind),
    OpenAsked,
    OnMap(OnMap),
    OnLane(OnLane),
    OpenSummary,
    OnSummary(OnSummary),
    OnDiff(OnDiff),
    OpenCases,
    Export,
    Import,
    OnCode(OnCode),
    OnGrid(OnGrid),
    OnTray(OnTray),
    OnConsent(OnConsent),
    OnCall(OnCall),
    ShowVotes,
    OnFile(OnFile),
    OpenSearch,
    OnLibrary(OnLibrary),
    OnLinks(OnLinks),
    StopTask,
    SendEdited,
    Done,
    Remove,
    List(ListMove),
    Choose,
    ToggleFavourite,
    RefreshModels,
    CredentialsHelp,
    Back,
    Interrupt,
    QuitIfEmpty,
    Suspend,
    Quit,
}

/// What can be done to the message that is chosen in the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnMessage {
    /// Show the sibling before.
    PreviousSibling,
    /// Show the sibling after.
    NextSibling,
    /// Edit it; a sibling is made of it.
    Edit,
    /// The same in another program.
    EditOutside,
    /// Ask for another reply.
    Regenerate,
    /// The same with other settings.
    RegenerateWith,
    /// Let the model go on with a reply.
    Continue,
    /// Choose where to fork to.
    Fork,
    /// Fork into a new lane.
    ForkLane,
    /// Fork into a new file.
    ForkFile,
    /// Write a message after it.
    InsertAfter,
    /// Write a message before it.
    InsertBefore,
    /// Put it before the one before.
    MoveUp,
    /// Put it after the one after.
    MoveDown,
    /// The other one has said it.
    ChangeRole,
    /// Leave it out of the context, or no longer.
    LeaveOut,
    /// The same with the whole turn.
    LeaveOutTurn,
    /// Go on without it.
    Delete,
    /// Move it and all that follows it to the trash.
    Prune,
    /// Mend what the service would refuse.
    Repair,
    /// Name it, and so the branch that it begins.
    Name,
    /// Compare it with another one.
    Diff,
    /// Attach what goes along with it to the next message too.
    AttachAgain,
    /// List the passages that it cites, or open the only one.
    Notes,
    /// Look at the tools that it calls.
    Calls,
    /// List the links in it.
    Links,
}

/// What can be done while two messages are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnDiff {
    /// Compare them in this way.
    By(Mode),
    /// Show them side by side, or below each other.
    ToggleColumns,
    /// Go to another change.
    Go(Change),
    /// Let them change places.
    Swap,
    /// Compare what the model thought too, or no longer.
    ToggleThinking,
    /// Show the equal lines that are folded next.
    Unfold,
    /// Show all equal lines, or fold them.
    UnfoldAll,
}

/// What can be done in the map, to the message of the selected row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnMap {
    /// Select another row.
    Go(Toward),
    /// Let the path of the lane end there.
    EndHere,
    /// Name it, and so the branch that it begins.
    Name,
    /// Move it and all that follows it to the trash.
    Prune,
    /// Take it out of the trash.
    Restore,
    /// Show what is in the trash, or no longer.
    ToggleTrash,
    /// Choose where to fork to.
    Fork,
    /// Compare it with another message.
    Diff,
    /// Ask what to look for.
    Seek,
    /// Select another row that has what is looked for.
    Find(Find),
}

/// What can be done in the summary of all lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnSummary {
    /// Show the columns further to a side.
    Scroll(Beside),
    /// Sort by the column beside.
    SortBeside(Beside),
    /// Sort by this column.
    SortBy(Column),
    /// Sort from the other end.
    Turn,
    /// Count all replies, or only those that are shown.
    ToggleReplies,
    /// Show closed lanes, or no longer.
    ToggleClosed,
}

/// A row of the table: what an action is called, where its keys are, what it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// The action.
    pub(crate) action: Action,
    /// Its name, for the palette and for `keys.toml`.
    pub(crate) name: &'static str,
    /// What it does, in a line.
    pub(crate) help: &'static str,
    /// Where the keys mean it.
    pub(crate) scope: Scope,
    /// Default keys; a sequence is written with spaces.
    pub(crate) keys: &'static [&'static str],
}

/// All actions with their default keys. A test asserts that no two rows of a scope share a key.
pub(crate) const TABLE: &[Row] = &joined::<
    {
        table::ROWS.len()
            + calls::ROWS.len()
            + screen_rows::ROWS.len()
            + reading_rows::ROWS.len()
            + terminal_rows::ROWS.len()
            + writing_rows::ROWS.len()
            + pane_rows::ROWS.len()
            + copying_rows::ROWS.len()
    },
>(&[
    table::ROWS,
    calls::ROWS,
    screen_rows::ROWS,
    reading_rows::ROWS,
    copying_rows::ROWS,
    terminal_rows::ROWS,
    writing_rows::ROWS,
    pane_rows::ROWS,
]);

/// The parts of the table as one.
const fn joined<const COUNT: usize>(parts: &[&[Row]]) -> [Row; COUNT] {
    let mut all = [parts[0][0]; COUNT];
    let (mut part, mut filled) = (0, 0);
    while part < parts.len() {
        let mut at = 0;
        while at < parts[part].len() {
            all[filled] = parts[part][at];
            at += 1;
            filled += 1;
        }
        part += 1;
    }
    all
}

const fn row(
    scope: Scope,
    action: Action,
    name: &'static str,
    keys: &'static [&'static str],
    help: &'static str,
) -> Row {
    Row {
        action,
        name,
        help,
        scope,
        keys,
    }
}

impl Action {
    /// The first row of the table with this action.
    pub(crate) fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.action == self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_rows_of_a_scope_share_a_key() {
        let mut seen = HashSet::new();
        for row in TABLE {
            for key in row.keys {
                assert!(
                    seen.insert((row.scope, *key)),
                    "{key} twice in {:?}",
                    row.scope
                );
            }
        }
    }

    #[test]
    fn every_row_has_a_name_a_key_and_a_help_line() {
        for row in TABLE {
            assert!(!row.name.is_empty() && !row.help.is_empty() && !row.keys.is_empty());
        }
    }
}
