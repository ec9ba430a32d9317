//! What can be done about a file, as a menu; and its bad lines.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::file::{Flaw, Hold, Mode, OnFile};
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::state::State;
use crate::app::update::menu;
use crate::chat::failure::FileChange;

use super::{path, say};

/// Opens the menu of all that can be done now.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    let Some(path) = path(state) else {
        return Vec::new();
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let entries = choices(state, &name);
    if entries.is_empty() {
        let text = state.file.damage.clone().unwrap_or_default();
        return say(state, text);
    }
    menu::open(state, MenuKind::File, entries)
}

fn choices(state: &State, name: &str) -> Vec<Entry> {
    match (state.file.condition.hold, state.file.change()) {
        (Some(hold), _) => of_held(hold, name),
        (None, Some(change)) => of_changed(change, name),
        (None, None) if state.file.error.is_some() => vec![
            row("try again", "write what waits", Action::Retry),
            save_as(),
        ],
        (None, None) if state.file.mode == Mode::ReadOnly => vec![reload(AS_IT_IS)],
        (None, None) if state.file.condition.flaws.is_empty() => {
            vec![copy("go on in a copy"), save_as(), reload(AS_IT_IS)]
        }
        (None, None) => vec![list(), copy(RECORDS), save_as()],
    }
}

/// Of a file that is only read.
fn of_held(hold: Hold, name: &str) -> Vec<Entry> {
    let here = format!("append to {name}; its damaged lines stay as they are");
    match hold {
        Hold::Elsewhere => vec![
            row(
                "follow",
                "read only: shows what the other outcrop writes to it",
                Action::Follow,
            ),
            copy("fork a copy and go on there"),
            row(
                "take over",
                "the other outcrop finishes writing, and follows from then on",
                Action::OnFile(OnFile::TakeOver),
            ),
        ],
        Hold::Damaged => vec![go_on(&here), copy(RECORDS), list()],
        Hold::VersionUnknown => vec![copy(RECORDS), list()],
        Hold::Denied => vec![copy(RECORDS), save_as()],
        Hold::TooNew => Vec::new(),
    }
}

/// Of a file that somebody else has changed.
fn of_changed(change: FileChange, name: &str) -> Vec<Entry> {
    let again = format!("write {name} again, with everything");
    match change {
        FileChange::Removed => vec![go_on(&again), save_as()],
        FileChange::Moved => vec![
            go_on("go on where the file is now"),
            copy("go on in a copy under the old name"),
            save_as(),
        ],
        FileChange::Replaced => vec![
            copy("go on in a copy of what was there before"),
            reload("read the new file; what was there before is kept in a copy"),
            save_as(),
        ],
        FileChange::Grown => vec![
            copy("go on in a copy without what the other program wrote"),
            reload("read what the other program wrote; a copy keeps what is not saved"),
            save_as(),
        ],
        FileChange::Shrunk => vec![
            copy("go on in a copy with what was cut off, unless the file is large"),
            reload("read what is left; a copy keeps all that is known of the file"),
            save_as(),
        ],
    }
}

const RECORDS: &str = "go on in a copy of all records that can be read";

const AS_IT_IS: &str = "read the file as it is now";

fn row(label: &str, detail: &str, action: Action) -> Entry {
    Entry {
        label: label.to_owned(),
        detail: detail.to_owned(),
        pick: Pick::Do(action),
    }
}

fn go_on(what: &str) -> Entry {
    row("go on here", what, Action::OnFile(OnFile::GoOn))
}

fn copy(what: &str) -> Entry {
    row("copy", what, Action::OnFile(OnFile::Copy))
}

fn reload(what: &str) -> Entry {
    row("reload", what, Action::OnFile(OnFile::Reload))
}

fn save_as() -> Entry {
    row("save as", "go on under another name", Action::SaveAs)
}

fn list() -> Entry {
    let what = "list the lines that could not be read";
    row("damaged lines", what, Action::OnFile(OnFile::Flaws))
}

/// Lists the bad lines.
pub(super) fn flaws(state: &mut State) -> Vec<Effect> {
    let flaws = &state.file.condition.flaws;
    if flaws.is_empty() {
        return say(state, "every line of the file could be read");
    }
    let entries = flaws.iter().map(|flaw| Entry {
        label: format!("line {}", flaw.line),
        detail: format!("{} · missing: {}", flaw.reason, flaw.cost),
        pick: Pick::Problem(in_full(flaw)),
    });
    let entries = entries.collect();
    menu::open(state, MenuKind::Flaws, entries)
}

fn in_full(flaw: &Flaw) -> String {
    format!(
        "Line {}, bytes {} to {}\n\nWhat is wrong: {}.\nWhat is missing without it: {}.\n\n\
         The line was skipped and stays in the file as it is.",
        flaw.line, flaw.bytes.start, flaw.bytes.end, flaw.reason, flaw.cost
    )
}
