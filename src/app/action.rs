//! What a user can mean: one table of actions with names, keys and help.
//!
//! The keymap, the palette, the help overlay and the README's key table are made of it.

use super::editing::Edit;

/// An intent of the user, whichever key, click or name it came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    OpenPalette,
    OpenHelp,
    OpenPicker,
    NewConversation,
    SaveAs,
    ForkFile,
    UseSandbox,
    Reconnect,
    Redraw,
    NextTheme,
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
    Send,
    StopAndSend,
    Stop,
    Retry,
    TakeBackQueued,
    HistoryOlder,
    HistoryNewer,
    SearchHistory,
    SendWithout,
    TogglePrefill,
    Attach,
    Detach,
    OpenSettings,
    OpenPresets,
    OpenPrompts,
    OpenVariables,
    OpenRefusals,
    EditSystem,
    ShowRequest,
    CountTokens,
    ToggleThinking,
    Setting(Knob),
    Edit(Edit),
    Done,
    Remove,
    ListUp,
    ListDown,
    ListPageUp,
    ListPageDown,
    ListFirst,
    ListLast,
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

/// A turn of a row in the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Knob {
    /// To the row above.
    Up,
    /// To the row below.
    Down,
    /// A step down, or the word before.
    Less,
    /// A step up, or the word after.
    More,
    /// Many steps down.
    MuchLess,
    /// Many steps up.
    MuchMore,
    /// The smallest value.
    Least,
    /// The largest value.
    Most,
    /// What the model takes by itself.
    Default,
    /// Not sent.
    Unset,
    /// Edit, choose, or take what was typed.
    Open,
    /// Do what the finding proposes.
    Mend,
}

impl Knob {
    /// Whether it moves the number of a slider.
    pub(crate) fn slides(self) -> bool {
        match self {
            Self::Less
            | Self::More
            | Self::MuchLess
            | Self::MuchMore
            | Self::Least
            | Self::Most
            | Self::Default => true,
            Self::Up | Self::Down | Self::Unset | Self::Open | Self::Mend => false,
        }
    }
}

/// Where a key means something. An open overlay comes first, then the pane in focus, then `Global`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    /// Everywhere.
    Global,
    /// The message editor.
    Composer,
    /// Any text that is edited.
    Text,
    /// The conversation.
    Transcript,
    /// The settings of a lane.
    Settings,
    /// A text that is edited over the panes.
    Editor,
    /// A list whose rows can be taken away.
    Menu,
    /// Any overlay with a list and a filter.
    List,
    /// The model picker, in addition to `List`.
    Picker,
    /// The first screen without credentials.
    Welcome,
    /// Text to read: help, an error.
    Reader,
    /// One line of input.
    Prompt,
}

impl Scope {
    /// The scope's name on the help overlay.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Global => "Everywhere",
            Self::Composer => "Message",
            Self::Text => "Editing text",
            Self::Transcript => "Conversation",
            Self::Settings => "Settings",
            Self::Editor => "Editor over the panes",
            Self::Menu => "Lists of yours",
            Self::List => "Lists",
            Self::Picker => "Model picker",
            Self::Welcome => "Start",
            Self::Reader => "Help and errors",
            Self::Prompt => "Input line",
        }
    }
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

use Action as A;
use Scope::{
    Composer, Editor, Global, List, Menu, Picker, Prompt, Reader, Settings, Text, Transcript,
    Welcome,
};

/// All actions with their default keys. A test asserts that no two rows of a scope share a key.
#[rustfmt::skip] // A table is read row by row.
pub(crate) const TABLE: &[Row] = &[
    row(Global, A::OpenPalette, "palette", &["ctrl-p", "ctrl-x ctrl-p"], "open the command palette"),
    row(Global, A::OpenHelp, "help", &["f1", "ctrl-x ?"], "show the keys of this place"),
    row(Global, A::OpenPicker, "model", &["ctrl-x m", "alt-p"], "choose a model"),
    row(Global, A::NewConversation, "new", &["ctrl-n", "ctrl-x n"], "begin a new conversation"),
    row(Global, A::SaveAs, "save as", &["ctrl-x w"], "save the conversation to another file and go on there"),
    row(Global, A::UseSandbox, "sandbox", &["ctrl-x b"], "talk to the sandbox, without AWS"),
    row(Global, A::Reconnect, "reconnect", &["ctrl-x l"], "load the credentials again and list the models"),
    row(Global, A::Redraw, "redraw", &["ctrl-l"], "draw the whole screen again"),
    row(Global, A::NextTheme, "theme", &["ctrl-x h"], "change to the next theme"),
    row(Global, A::ToggleMouse, "mouse", &["ctrl-x k"], "hand the mouse to the terminal, or take it back"),
    row(Global, A::ToggleRaw, "hidden characters", &["ctrl-x v"], "show the source with every hidden character, or Markdown"),
    row(Global, A::ShowLastError, "last error", &["ctrl-x !"], "show the last error in full"),
    row(Global, A::NextPane, "next pane", &["tab"], "go to the next pane"),
    row(Global, A::PreviousPane, "previous pane", &["shift-backtab", "backtab"], "go to the previous pane"),
    row(Global, A::PageUp, "page up", &["pageup"], "scroll the conversation a page up"),
    row(Global, A::PageDown, "page down", &["pagedown"], "scroll the conversation a page down"),
    row(Global, A::ScrollTop, "top", &["ctrl-home"], "go to the beginning of the conversation"),
    row(Global, A::Follow, "follow", &["ctrl-end"], "go to the end and follow the reply"),
    row(Global, A::Stop, "stop", &["ctrl-x ."], "stop the reply and keep what came"),
    row(Global, A::StopAndSend, "stop and send", &["ctrl-x enter"], "stop the reply and send the message now"),
    row(Global, A::Retry, "retry", &["f5", "ctrl-x r"], "ask for the last reply again"),
    row(Global, A::TakeBackQueued, "take back", &["ctrl-x u"], "put the last queued message back into the editor"),
    row(Global, A::ForkFile, "fork to a file", &["ctrl-x ctrl-k"], "go on with this path in a new file"),
    row(Global, A::SendWithout, "send without it", &["f6", "ctrl-x -"], "ask again without the field that was refused"),
    row(Global, A::OpenSettings, "settings", &["f2", "ctrl-x p"], "open the settings, go there, or close them"),
    row(Global, A::EditSystem, "system prompt", &["ctrl-x s"], "edit the system prompt"),
    row(Global, A::TogglePrefill, "prefill", &["ctrl-x f"], "write the beginning of the reply, or go back to the message"),
    row(Global, A::Attach, "attach", &["ctrl-x a"], "attach a picture"),
    row(Global, A::Detach, "detach", &["ctrl-x d"], "take the last picture off the message"),
    row(Global, A::OpenPresets, "presets", &["ctrl-x g"], "take a named set of settings, or save these as one"),
    row(Global, A::OpenPrompts, "prompt library", &["ctrl-x y"], "take a system prompt that was kept, or keep this one"),
    row(Global, A::OpenVariables, "variables", &["ctrl-x {"], "values for {{name}} in texts"),
    row(Global, A::OpenRefusals, "refusals", &["ctrl-x 0"], "what models have refused, and forget it"),
    row(Global, A::ShowRequest, "request", &["ctrl-x i"], "show what would be sent, to the byte"),
    row(Global, A::CountTokens, "count tokens", &["ctrl-x ="], "let the service count the tokens of the next request"),
    row(Global, A::SearchHistory, "history", &["ctrl-r"], "search earlier prompts"),
    row(Global, A::Back, "back", &["esc"], "close, stop the reply, or go to the conversation"),
    row(Global, A::Interrupt, "interrupt", &["ctrl-c"], "stop the reply, clear the message, or quit"),
    row(Global, A::Suspend, "suspend", &["ctrl-z"], "suspend outcrop; `fg` brings it back"),
    row(Global, A::Quit, "quit", &["ctrl-x q"], "leave outcrop"),
    row(Composer, A::Send, "send", &["enter"], "send the message; queue it while a reply streams"),
    row(Text, A::Edit(Edit::Newline), "newline", &["ctrl-j", "alt-enter", "shift-enter"], "begin a new line; so does Enter after a \\"),
    row(Composer, A::HistoryOlder, "older prompt", &["up"], "move up, or to the prompt before"),
    row(Composer, A::HistoryNewer, "newer prompt", &["down"], "move down, or to the prompt after"),
    row(Composer, A::QuitIfEmpty, "delete or quit", &["ctrl-d"], "delete forward; quit when the message is empty"),
    row(Text, A::Edit(Edit::Undo), "undo", &["ctrl-_", "ctrl-7", "ctrl-/"], "undo the last edit"),
    row(Text, A::Edit(Edit::Redo), "redo", &["alt-_", "alt-/"], "redo the edit"),
    row(Text, A::Edit(Edit::LineStart), "line start", &["ctrl-a", "home"], "go to the start of the line"),
    row(Text, A::Edit(Edit::LineEnd), "line end", &["ctrl-e", "end"], "go to the end of the line"),
    row(Text, A::Edit(Edit::Left), "left", &["ctrl-b", "left"], "go left"),
    row(Text, A::Edit(Edit::Right), "right", &["ctrl-f", "right"], "go right"),
    row(Text, A::Edit(Edit::WordLeft), "word left", &["alt-b", "ctrl-left", "alt-left"], "go a word left"),
    row(Text, A::Edit(Edit::WordRight), "word right", &["alt-f", "ctrl-right", "alt-right"], "go a word right"),
    row(Text, A::Edit(Edit::DeleteBack), "delete back", &["backspace", "ctrl-h"], "delete the character before"),
    row(Text, A::Edit(Edit::DeleteForward), "delete forward", &["delete"], "delete the character after"),
    row(Text, A::Edit(Edit::DeleteWordBack), "delete word back", &["ctrl-w", "alt-backspace"], "delete the word before"),
    row(Text, A::Edit(Edit::DeleteWordForward), "delete word forward", &["alt-d"], "delete the word after"),
    row(Text, A::Edit(Edit::KillToStart), "kill to start", &["ctrl-u"], "cut to the start of the line"),
    row(Text, A::Edit(Edit::KillToEnd), "kill to end", &["ctrl-k"], "cut to the end of the line"),
    row(Text, A::Edit(Edit::Yank), "yank", &["ctrl-y"], "paste what was cut"),
    row(Transcript, A::LineDown, "line down", &["j", "down"], "scroll a line down"),
    row(Transcript, A::LineUp, "line up", &["k", "up"], "scroll a line up"),
    row(Transcript, A::HalfPageDown, "half page down", &["ctrl-d"], "scroll half a page down"),
    row(Transcript, A::HalfPageUp, "half page up", &["ctrl-u"], "scroll half a page up"),
    row(Transcript, A::NextMessage, "next message", &["}", "n"], "go to the next message"),
    row(Transcript, A::PreviousMessage, "previous message", &["{", "p"], "go to the message before"),
    row(Transcript, A::ScrollTop, "top", &["g", "home"], "go to the beginning"),
    row(Transcript, A::Follow, "follow", &["shift-g", "end"], "go to the end and follow the reply"),
    row(Transcript, A::Retry, "retry", &["r"], "ask for the last reply again"),
    row(Transcript, A::SendWithout, "send without it", &["w"], "ask again without the field that was refused"),
    row(Transcript, A::ToggleThinking, "thinking", &["space"], "unfold what the model thought, or fold it"),
    row(Transcript, A::ToggleRaw, "hidden characters", &["v"], "show the source with every hidden character, or Markdown"),
    row(Transcript, A::OpenPalette, "palette", &[":"], "open the command palette"),
    row(Transcript, A::OpenHelp, "help", &["?"], "show the keys of this place"),
    row(Transcript, A::FocusComposer, "write", &["i", "a", "enter"], "go to the message editor"),
    row(Settings, A::Setting(Knob::Up), "row up", &["up", "k"], "go a row up"),
    row(Settings, A::Setting(Knob::Down), "row down", &["down", "j"], "go a row down"),
    row(Settings, A::Setting(Knob::Less), "less", &["left", "h"], "a step down, or the word before"),
    row(Settings, A::Setting(Knob::More), "more", &["right", "l"], "a step up, or the word after"),
    row(Settings, A::Setting(Knob::MuchLess), "much less", &["shift-left", "ctrl-left", "<"], "many steps down"),
    row(Settings, A::Setting(Knob::MuchMore), "much more", &["shift-right", "ctrl-right", ">"], "many steps up"),
    row(Settings, A::Setting(Knob::Least), "smallest", &["home"], "the smallest value"),
    row(Settings, A::Setting(Knob::Most), "largest", &["end"], "the largest value"),
    row(Settings, A::Setting(Knob::Default), "default", &["d"], "the model's default"),
    row(Settings, A::Setting(Knob::Unset), "do not send", &["x"], "not sent: the model does as it likes"),
    row(Settings, A::Setting(Knob::Open), "change", &["enter"], "edit, choose, or take what was typed"),
    row(Settings, A::Setting(Knob::Mend), "mend", &["f"], "do what the remark proposes"),
    row(Settings, A::OpenPrompts, "prompt library", &["p"], "take a system prompt that was kept, or keep this one"),
    row(Settings, A::OpenPresets, "presets", &["s"], "take a named set of settings, or save these as one"),
    row(Settings, A::ShowRequest, "request", &["i"], "show what would be sent, to the byte"),
    row(Settings, A::OpenPalette, "palette", &[":"], "open the command palette"),
    row(Settings, A::OpenHelp, "help", &["?"], "show the keys of this place"),
    row(Editor, A::Done, "take", &["ctrl-s", "alt-enter"], "take the text and close; Esc does so too"),
    row(Editor, A::Edit(Edit::Newline), "newline", &["enter"], "begin a new line; take the text where it is one line"),
    row(Editor, A::Edit(Edit::Up), "up", &["up"], "go a line up"),
    row(Editor, A::Edit(Edit::Down), "down", &["down"], "go a line down"),
    row(Editor, A::Edit(Edit::Top), "top", &["ctrl-home", "pageup"], "go to the first line"),
    row(Editor, A::Edit(Edit::Bottom), "bottom", &["ctrl-end", "pagedown"], "go to the last line"),
    row(Menu, A::Remove, "remove", &["delete"], "take the row away, or forget it"),
    row(List, A::ListUp, "up", &["up", "ctrl-p"], "go up"),
    row(List, A::ListDown, "down", &["down", "ctrl-n"], "go down"),
    row(List, A::ListPageUp, "page up", &["pageup"], "go a page up"),
    row(List, A::ListPageDown, "page down", &["pagedown"], "go a page down"),
    row(List, A::ListFirst, "first", &["ctrl-home"], "go to the first row"),
    row(List, A::ListLast, "last", &["ctrl-end"], "go to the last row"),
    row(List, A::Choose, "choose", &["enter"], "take this row"),
    row(Picker, A::ToggleFavourite, "favourite", &["ctrl-f", "ctrl-s"], "mark as a favourite, or no longer"),
    row(Picker, A::RefreshModels, "refresh", &["ctrl-r"], "list the models again"),
    row(Welcome, A::UseSandbox, "sandbox", &["s", "enter"], "talk to the sandbox, without AWS"),
    row(Welcome, A::CredentialsHelp, "credentials", &["c"], "how to configure credentials"),
    row(Welcome, A::Reconnect, "retry", &["r"], "look for credentials again"),
    row(Welcome, A::Quit, "quit", &["q"], "leave outcrop"),
    row(Reader, A::LineDown, "line down", &["j", "down"], "scroll a line down"),
    row(Reader, A::LineUp, "line up", &["k", "up"], "scroll a line up"),
    row(Reader, A::PageDown, "page down", &["pagedown", "space"], "scroll a page down"),
    row(Reader, A::PageUp, "page up", &["pageup"], "scroll a page up"),
    row(Reader, A::Back, "close", &["q", "enter", "?"], "close"),
    row(Prompt, A::Choose, "accept", &["enter"], "take the input"),
];

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
