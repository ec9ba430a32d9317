//! What a user can mean: one table of actions with names, keys and help.
//!
//! The keymap, the palette, the help overlay and the tables of keys are made of it.

mod calls;
mod conversation;
mod copying_rows;
mod global;
mod knob;
mod lists;
mod on_lane;
mod pane_rows;
mod reading_rows;
mod rows;
mod scope;
mod screen_rows;
mod screens;
mod terminal_rows;
mod writing;
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
use rows::row;
pub(crate) use rows::{Row, TABLE};
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

    #[test]
    fn every_action_is_in_the_palette_or_a_move_within_a_place() {
        let chooser = crate::app::palette::palette(&[], std::iter::empty());
        let listed: Vec<Action> = chooser
            .rows()
            .filter_map(|pick| {
                let crate::app::menu::Pick::Do(action) = pick else {
                    return None;
                };
                Some(*action)
            })
            .collect();
        for row in TABLE {
            let is_listed = listed.contains(&row.action);
            assert_eq!(
                is_listed,
                crate::app::palette::is_command(row.action),
                "{} of {:?}",
                row.name,
                row.scope
            );
        }
        assert!(listed.len() > 150, "{}", listed.len());
    }

    /// The table in the documentation. `OUTCROP_WRITE=1 cargo test every_key_is_documented` writes it.
    #[test]
    fn every_key_is_documented() {
        const BEGIN: &str = "<!-- table: begin -->\n";
        const END: &str = "<!-- table: end -->";
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
        let page = std::fs::read_to_string(&path).unwrap();
        let (head, rest) = page.split_once(BEGIN).expect("the table begins");
        let (found, tail) = rest.split_once(END).expect("the table ends");
        let table = crate::app::keymap::markdown(&crate::app::keymap::Keymap::defaults());
        if std::env::var_os("OUTCROP_WRITE").is_some() {
            std::fs::write(&path, format!("{head}{BEGIN}{table}\n{END}{tail}")).unwrap();
            return;
        }
        assert!(
            found.trim() == table.trim(),
            "docs/keys.md is not what the table of actions says; \
             `OUTCROP_WRITE=1 cargo test every_key_is_documented` writes it anew"
        );
    }
}
