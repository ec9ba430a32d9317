//! The rows of the table that hold everywhere, and on the first screen.

use super::{Action, OnLane, OnMessage, Row, Scope, row};
use crate::app::consent::OnConsent;
use crate::app::file::OnFile;
use crate::app::inspect::OnCall;
use crate::app::library::OnLibrary;
use crate::app::pictures::viewer::OnPicture;
use crate::app::tray::OnTray;

use Action as A;
use Action::OnCall as K;
use Action::OnConsent as Q;
use Action::OnFile as H;
use Action::OnLane as L;
use Action::OnLibrary as B;
use Action::OnMessage as M;
use Action::OnPicture as V;
use Action::OnTray as Y;
use OnMessage as On;
use OnMessage::{ForkFile, ForkLane};
use Scope::{Global, Welcome};

#[rustfmt::skip] // A table is read row by row.
pub(super) const ROWS: &[Row] = &[
    row(Global, A::OpenPalette, "palette", &["ctrl-p", "ctrl-x ctrl-p"], "open the command palette"),
    row(Global, A::OpenHelp, "help", &["f1", "ctrl-x ?"], "show the keys of this place"),
    row(Global, A::OpenPicker, "model", &["ctrl-x m", "alt-p"], "choose a model"),
    row(Global, A::NewConversation, "new", &["ctrl-n", "ctrl-x n"], "begin a new conversation"),
    row(Global, B(OnLibrary::Show), "conversations", &["ctrl-o", "ctrl-x o"], "list all conversations: open, pin, tag, rename, trash"),
    row(Global, A::OpenSearch, "search all", &["ctrl-x /"], "find words in the messages of all conversations"),
    row(Global, B(OnLibrary::OpenFile), "open file", &["ctrl-x shift-o"], "open a conversation file: one of those opened lately, or by its path"),
    row(Global, B(OnLibrary::Rename), "rename", &["ctrl-x ctrl-t"], "give this conversation a title"),
    row(Global, A::SaveAs, "save as", &["ctrl-x w"], "save the conversation to another file and go on there"),
    row(Global, A::Export, "export", &["ctrl-x e"], "write the conversation to a Markdown, HTML, text or JSON file"),
    row(Global, A::Import, "import", &["ctrl-x shift-e"], "make conversations of a file of another program"),
    row(Global, A::UseSandbox, "sandbox", &["ctrl-x b"], "talk to the sandbox, without AWS"),
    row(Global, A::Reconnect, "reconnect", &["ctrl-x l"], "load the credentials again and list the models"),
    row(Global, A::CredentialsHelp, "credentials", &["ctrl-x shift-k"], "how to configure credentials"),
    row(Global, A::Redraw, "redraw", &["ctrl-l"], "draw the whole screen again"),
    row(Global, A::OpenThemes, "theme", &["ctrl-x h"], "choose a theme; the selected one is seen at once"),
    row(Global, A::ToggleMouse, "mouse", &["ctrl-x k"], "hand the mouse to the terminal, or take it back"),
    row(Global, A::ToggleRaw, "hidden characters", &["ctrl-x v"], "show the source with every hidden character, or Markdown"),
    row(Global, A::TogglePictures, "pictures", &["ctrl-x ctrl-v"], "show pictures in the conversation, or a line for each"),
    row(Global, V(OnPicture::Open), "view picture", &["ctrl-x shift-v"], "see a picture of the chosen message as large as the screen"),
    row(Global, A::ShowLastError, "last error", &["ctrl-x !"], "show a notice that was cut, or the last error, in full"),
    row(Global, A::NextPane, "next pane", &["tab"], "go to the next pane"),
    row(Global, A::PreviousPane, "previous pane", &["backtab"], "go to the previous pane"),
    row(Global, A::PageUp, "page up", &["pageup"], "scroll the conversation a page up"),
    row(Global, A::PageDown, "page down", &["pagedown"], "scroll the conversation a page down"),
    row(Global, A::ScrollTop, "top", &["ctrl-home"], "go to the beginning of the conversation"),
    row(Global, A::Follow, "follow", &["ctrl-end"], "go to the end and follow the reply"),
    row(Global, A::Stop, "stop", &["ctrl-x ."], "stop the reply and keep what came"),
    row(Global, A::StopAndSend, "stop and send", &["ctrl-x enter"], "stop the reply and send the message now"),
    row(Global, A::Retry, "retry", &["f5", "ctrl-x r"], "ask for the last reply again"),
    row(Global, A::TakeBackQueued, "take back", &["ctrl-x u"], "put the last queued message back into the editor"),
    row(Global, A::UndoDeed, "undo change", &["ctrl-x z"], "undo the last change of the conversation"),
    row(Global, A::RedoDeed, "redo change", &["ctrl-x shift-z"], "redo what was undone"),
    row(Global, A::OpenMap, "map", &["ctrl-x j"], "show the whole tree"),
    row(Global, A::OpenAsked, "go to prompt", &["ctrl-x '"], "list your prompts, and go to one of them"),
    row(Global, M(ForkLane), "fork lane", &["ctrl-x |"], "go on from the chosen message in a new lane"),
    row(Global, L(OnLane::Compare), "compare", &["ctrl-x c"], "open another lane: another model, other settings, more samples"),
    row(Global, L(OnLane::Next), "next lane", &["ctrl-x right"], "go to the next lane"),
    row(Global, L(OnLane::Previous), "previous lane", &["ctrl-x left"], "go to the lane before"),
    row(Global, L(OnLane::Close), "close lane", &["ctrl-x delete"], "close this lane; nothing of it is lost"),
    row(Global, L(OnLane::Only), "only this lane", &["ctrl-x 1"], "go on with this lane only; the others are closed and kept"),
    row(Global, L(OnLane::Zoom), "zoom lane", &["ctrl-x 9"], "give this lane the place of all, or back"),
    row(Global, L(OnLane::Left), "move lane left", &["ctrl-x shift-left"], "put this lane before the one before it"),
    row(Global, L(OnLane::Right), "move lane right", &["ctrl-x shift-right"], "put this lane after the one after it"),
    row(Global, L(OnLane::Narrower), "narrower lane", &["ctrl-x <"], "make this lane narrower"),
    row(Global, L(OnLane::Wider), "wider lane", &["ctrl-x >"], "make this lane wider"),
    row(Global, L(OnLane::Lock), "scroll together", &["ctrl-x 2"], "let all lanes show the same turn, or each scroll by itself"),
    row(Global, L(OnLane::Audience), "message to", &["ctrl-x 3"], "send messages to all lanes, to this one, or to the marked ones"),
    row(Global, L(OnLane::Mark), "mark lane", &["ctrl-x 4"], "mark this lane as one that messages go to, or no longer"),
    row(Global, A::OpenSummary, "compare lanes", &["ctrl-x ctrl-s"], "rank all lanes by speed, cost and errors"),
    row(Global, A::OpenCases, "cases", &["ctrl-x #"], "ask the same over a table of cases: CSV or JSON Lines"),
    row(Global, L(OnLane::Vote), "vote", &["ctrl-x 5"], "this lane has given the best reply of the turn; again takes it back"),
    row(Global, L(OnLane::VoteOtherwise), "vote otherwise", &["ctrl-x %"], "say that the replies are equally good, or that none is good"),
    row(Global, L(OnLane::Blind), "blind", &["ctrl-x 6"], "hide which lane is which until you have voted, or no longer"),
    row(Global, L(OnLane::Judge), "judge", &["ctrl-x 7"], "let a model compare the replies of the turn, in a lane of its own"),
    row(Global, A::ShowVotes, "votes", &["ctrl-x *"], "what you have voted, by model, here and in all conversations"),
    row(Global, M(On::Notes), "notes", &["ctrl-x ["], "list the passages of documents that the chosen reply cites"),
    row(Global, M(ForkFile), "fork to a file", &["ctrl-x ctrl-k"], "go on from the chosen message in a new file"),
    row(Global, H(OnFile::Choose), "file", &["ctrl-x ctrl-w"], "what is the matter with the file, and what can be done"),
    row(Global, H(OnFile::GoOn), "go on here", &["ctrl-x ctrl-g"], "go on in the file itself, though it is damaged or was moved or removed"),
    row(Global, H(OnFile::Copy), "go on in a copy", &["ctrl-x ctrl-y"], "copy the file, without its damaged lines, and go on in the copy"),
    row(Global, H(OnFile::Flaws), "damaged lines", &["ctrl-x ctrl-d"], "list the lines of the file that could not be read"),
    row(Global, H(OnFile::TakeOver), "take over", &["ctrl-x ctrl-o"], "ask the other outcrop for the file; it follows from then on"),
    row(Global, H(OnFile::Reload), "reload", &["ctrl-x ctrl-r"], "read the file again, as it is now"),
    row(Global, A::SendWithout, "send without it", &["f6", "ctrl-x -"], "ask again without the field that was refused"),
    row(Global, A::OpenSettings, "settings", &["f2", "ctrl-x p"], "open the settings, go there, or close them"),
    row(Global, A::EditSystem, "system prompt", &["ctrl-x s"], "edit the system prompt"),
    row(Global, A::TogglePrefill, "prefill", &["ctrl-x f"], "write the beginning of the reply, or go back to the message"),
    row(Global, A::TogglePin, "pin prefill", &["ctrl-x ctrl-f"], "begin every reply of the conversation so, or no longer"),
    row(Global, A::Attach, "attach", &["ctrl-x a"], "attach files: pick them, or type a path"),
    row(Global, A::AttachAgain, "attach again", &["ctrl-x shift-a"], "attach something of this conversation again"),
    row(Global, Y(OnTray::Open), "attachments", &["ctrl-x ctrl-a"], "list what goes along: put it elsewhere, rename, open, take it off"),
    row(Global, Q(OnConsent::Open), "review", &["ctrl-x x"], "show what would run for a tool call, and say whether it may"),
    row(Global, Q(OnConsent::Allowed), "allowed", &["ctrl-x shift-x"], "list what may run without asking, and take it back"),
    row(Global, K(OnCall::Open), "tool calls", &["ctrl-x t"], "look at the tools that models have called, and answer calls"),
    row(Global, A::Detach, "detach", &["ctrl-x d"], "take the last picture off the message"),
    row(Global, A::MakeSmaller, "make smaller", &["ctrl-x shift-s"], "scale or recompress a picture that goes along; or take its original again"),
    row(Global, A::OpenPresets, "presets", &["ctrl-x g"], "take a named set of settings, or save these as one"),
    row(Global, A::OpenPrompts, "prompt library", &["ctrl-x y"], "take a system prompt that was kept, or keep this one"),
    row(Global, A::OpenTools, "offer tools", &["ctrl-x shift-t"], "choose what the model may call: kept ones, Anthropic's own, those of a file"),
    row(Global, A::OpenVariables, "variables", &["ctrl-x {"], "values for {{name}} in texts"),
    row(Global, A::OpenRefusals, "refusals", &["ctrl-x 0"], "what models have refused, and forget it"),
    row(Global, A::ShowRequest, "request", &["ctrl-x i"], "show what would be sent, to the byte"),
    row(Global, A::CountTokens, "count tokens", &["ctrl-x ="], "let the service count the tokens of the next request"),
    row(Global, A::SearchHistory, "history", &["ctrl-r"], "search earlier prompts"),
    row(Global, A::Back, "back", &["esc"], "close, stop the reply, or go to the conversation"),
    row(Global, A::Interrupt, "interrupt", &["ctrl-c"], "stop the reply, clear the message, or quit"),
    row(Global, A::Suspend, "suspend", &["ctrl-z"], "suspend outcrop; `fg` brings it back"),
    row(Global, A::Quit, "quit", &["ctrl-x q"], "leave outcrop"),
    row(Welcome, A::UseSandbox, "sandbox", &["s", "enter"], "talk to the sandbox, without AWS"),
    row(Welcome, A::CredentialsHelp, "credentials", &["c"], "how to configure credentials"),
    row(Welcome, A::Reconnect, "retry", &["r"], "look for credentials again"),
    row(Welcome, A::Quit, "quit", &["q"], "leave outcrop"),
];
