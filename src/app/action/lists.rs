//! The rows of the table for lists: of models, files, conversations, attachments, and questions.

use super::{Action, Row, Scope, row};
use crate::app::consent::OnConsent;
use crate::app::consent::Way;
use crate::app::file_picker::OnFiles;
use crate::app::library::OnLibrary;
use crate::app::list::ListMove;
use crate::app::tray::OnTray;

use Action as A;
use Action::OnConsent as Q;
use Action::OnFiles as P;
use Action::OnLibrary as B;
use Action::OnTray as Y;
use Scope::{Consent, Files, Library, List, Mention, Menu, Picker, Reader, Tray};

#[rustfmt::skip] // A table is read row by row.
pub(super) const ROWS: &[Row] = &[
    row(Menu, A::Remove, "remove", &["delete"], "take the row away, or forget it"),
    row(List, A::List(ListMove::Up), "up", &["up", "ctrl-p"], "go up"),
    row(List, A::List(ListMove::Down), "down", &["down", "ctrl-n"], "go down"),
    row(List, A::List(ListMove::PageUp), "page up", &["pageup"], "go a page up"),
    row(List, A::List(ListMove::PageDown), "page down", &["pagedown"], "go a page down"),
    row(List, A::List(ListMove::First), "first", &["ctrl-home"], "go to the first row"),
    row(List, A::List(ListMove::Last), "last", &["ctrl-end"], "go to the last row"),
    row(List, A::Choose, "choose", &["enter"], "take this row"),
    row(Picker, A::ToggleFavourite, "favourite", &["ctrl-f", "ctrl-s"], "mark as a favourite, or no longer"),
    row(Picker, A::RefreshModels, "refresh", &["ctrl-r"], "list the models again"),
    row(Tray, A::List(ListMove::Up), "up", &["k", "up"], "go up"),
    row(Tray, A::List(ListMove::Down), "down", &["j", "down"], "go down"),
    row(Tray, A::List(ListMove::PageUp), "page up", &["pageup"], "go a page up"),
    row(Tray, A::List(ListMove::PageDown), "page down", &["pagedown"], "go a page down"),
    row(Tray, A::List(ListMove::First), "first", &["g", "home"], "go to the first one"),
    row(Tray, A::List(ListMove::Last), "last", &["shift-g", "end"], "go to the last one"),
    row(Tray, A::Choose, "open", &["enter"], "open a file or edit a text; go to the message that holds it"),
    row(Tray, A::Attach, "attach more", &["a", "+"], "attach another file"),
    row(Tray, Y(OnTray::Remove), "take off", &["x", "d", "delete"], "take it off the message; leave the message that holds it out, or take it in again"),
    row(Tray, Y(OnTray::Earlier), "put earlier", &["<", "alt-up"], "put it before the one before; its mark follows"),
    row(Tray, Y(OnTray::Later), "put later", &[">", "alt-down"], "put it after the one after; its mark follows"),
    row(Tray, Y(OnTray::Rename), "rename attachment", &["r"], "call it otherwise"),
    row(Tray, Y(OnTray::View), "open in viewer", &["o"], "open it in the program that the system has for it"),
    row(Tray, A::MakeSmaller, "make smaller", &["s"], "scale or recompress a picture that goes along; or take its original again"),
    row(Tray, Y(OnTray::Cite), "cite", &["c"], "let replies cite passages of the document, or no longer"),
    row(Tray, Y(OnTray::Convert), "text or document", &["t"], "send a text as a document, or a document of text as text"),
    row(Tray, Y(OnTray::Edit), "edit text", &["e"], "edit a long text that was pasted"),
    row(Tray, Y(OnTray::Unfold), "unfold", &["u"], "put a long text back into the message"),
    row(Library, B(OnLibrary::Mark), "mark", &["tab"], "mark the conversation, or no longer, and go on"),
    row(Library, B(OnLibrary::Pin), "pin", &["ctrl-s"], "keep it on top of others, or no longer"),
    row(Library, B(OnLibrary::Tag), "tags", &["ctrl-t"], "edit its tags; #tag in the filter finds them"),
    row(Library, B(OnLibrary::Rename), "rename", &["ctrl-r"], "give it a title"),
    row(Library, B(OnLibrary::AskTitle), "title by model", &["ctrl-a"], "ask the model of the lane for a title, in a small request"),
    row(Library, B(OnLibrary::Duplicate), "duplicate", &["ctrl-d"], "make another conversation of all its records"),
    row(Library, B(OnLibrary::CopyPath), "copy path", &["ctrl-y"], "give its path to the terminal's clipboard"),
    row(Library, B(OnLibrary::Trash), "move to trash", &["delete"], "move it to the trash"),
    row(Library, B(OnLibrary::UndoTrash), "undo trash", &["ctrl-_", "ctrl-7", "ctrl-/"], "take back what was moved to the trash last"),
    row(Library, B(OnLibrary::ToggleTrash), "conversations in the trash", &["ctrl-b"], "show what is in the trash, or the conversations"),
    row(Library, B(OnLibrary::Restore), "take out of the trash", &["ctrl-u"], "take it out of the trash"),
    row(Library, B(OnLibrary::Empty), "empty the trash", &["ctrl-k"], "remove all that is in the trash for good, after asking"),
    row(Files, P(OnFiles::Up), "folder above", &["left"], "go to the folder above; so does Backspace"),
    row(Files, P(OnFiles::Into), "into folder", &["right"], "go into the folder"),
    row(Files, P(OnFiles::Mark), "mark file", &["space", "tab"], "mark the file, or no longer; all marked ones are attached together"),
    row(Files, P(OnFiles::ToggleHidden), "hidden files", &["ctrl-t"], "show hidden files, or no longer"),
    row(Files, P(OnFiles::Sort), "sort files", &["ctrl-s"], "sort by name, by time, or by size"),
    row(Mention, A::Choose, "take file", &["tab", "enter"], "attach the file, or go into the folder"),
    row(Consent, Q(OnConsent::Next), "next choice", &["right", "tab"], "go to the next choice"),
    row(Consent, Q(OnConsent::Previous), "choice before", &["left", "backtab"], "go to the choice before"),
    row(Consent, Q(OnConsent::Take), "take choice", &["enter"], "take the choice; nothing runs before all of it was on the screen"),
    row(Consent, Q(OnConsent::Scroll(Way::LineDown)), "line down", &["down"], "scroll a line down"),
    row(Consent, Q(OnConsent::Scroll(Way::LineUp)), "line up", &["up"], "scroll a line up"),
    row(Consent, Q(OnConsent::Scroll(Way::PageDown)), "page down", &["pagedown"], "scroll a page down"),
    row(Consent, Q(OnConsent::Scroll(Way::PageUp)), "page up", &["pageup"], "scroll a page up"),
    row(Consent, Q(OnConsent::Scroll(Way::Top)), "top", &["home"], "go to the first line"),
    row(Consent, Q(OnConsent::Scroll(Way::End)), "end", &["end"], "go to the last line that was on the screen"),
    row(Consent, A::OpenHelp, "help on it", &["f1"], "show the keys of this place; what would run waits"),
    row(Consent, A::Back, "later", &["esc", "ctrl-c"], "leave it for later; nothing runs"),
    row(Reader, A::LineDown, "line down", &["j", "down"], "scroll a line down"),
    row(Reader, A::LineUp, "line up", &["k", "up"], "scroll a line up"),
    row(Reader, A::PageDown, "page down", &["pagedown", "space"], "scroll a page down"),
    row(Reader, A::PageUp, "page up", &["pageup"], "scroll a page up"),
    row(Reader, A::Back, "close", &["q", "enter", "?"], "close"),
];
