//! Who may write to the file, and what can be done when it is damaged, open elsewhere or changed by
//! somebody else.

mod choices;

use std::path::{Path, PathBuf};

use crate::app::composer::Draft;
use crate::app::effect::Effect;
use crate::app::file::{Awaits, FileEvent, FileOrder, Hold, Mode, OnFile};
use crate::app::overlay::Overlay;
use crate::app::state::{self, APART, LoadedFile, State};
use crate::app::transcript::Transcript;
use crate::chat::failure::FileChange;
use crate::chat::ids::Number;
use crate::chat::record::{Entry, Record};

use super::{attach, draft, file, generation, settings};
use choices::{choose, flaws};

/// Asks what to do about a file that another outcrop writes to, as soon as it is open.
pub(crate) fn offer(state: &mut State) {
    if state.file.follows() {
        choose(state);
    }
}

/// What the user wants done about the file.
pub(super) fn act(state: &mut State, what: OnFile) -> Vec<Effect> {
    match what {
        OnFile::Choose => choose(state),
        OnFile::Flaws => flaws(state),
        OnFile::GoOn => go_on(state),
        OnFile::Copy => copy(state),
        OnFile::TakeOver => take_over(state),
        OnFile::Reload => reload(state),
    }
}

/// Something happened to the file.
pub(super) fn event(state: &mut State, event: FileEvent) -> Vec<Effect> {
    match event {
        FileEvent::Reopened(file, draft) => reopened(state, *file, *draft),
        FileEvent::NotReopened(why) => {
            if matches!(state.file.awaits, Awaits::Opening(_)) {
                state.file.awaits = Awaits::Nothing;
            }
            say_error(state, why)
        }
        FileEvent::Followed(entries, bad) => followed(state, &entries, bad),
        FileEvent::Changed(change) => {
            state.file.condition.hold = None;
            let text = format!("{}; ^X ^R reads it again", change.told());
            state.notices.raise(text);
            Vec::new()
        }
        FileEvent::Asked => asked(state),
        FileEvent::Busy => {
            let text = "the other outcrop finishes its reply first; the file comes over then";
            say(state, text)
        }
        FileEvent::Yielded(result) => match result {
            Ok(()) => yielded(state),
            Err(error) => {
                state.file.awaits = Awaits::Nothing;
                state.file.mode = Mode::Writable;
                state.file.condition.hold = None;
                say_error(state, format!("the file was not given up: {error}"))
            }
        },
        FileEvent::Returned => {
            let looks = state.file.mode == Mode::Writable && state.file.error.is_none();
            let begun = state.file.handed.0 > 0;
            order_if(looks && begun, FileOrder::Look)
        }
    }
}

/// Gives the file up to the outcrop that has asked for it, once no reply is on its way.
pub(super) fn settle(state: &mut State) -> Vec<Effect> {
    if state.file.awaits == Awaits::Rest && is_at_rest(state) {
        return give_up(state);
    }
    Vec::new()
}

/// What the banner says of a change by somebody else.
pub(super) fn changed_text(change: FileChange) -> String {
    format!(
        "{}; nothing was overwritten, and the chat goes on in memory · ^X ^W shows what can be done",
        change.told()
    )
}

/// The copy of a file is made. What was read along is read again from it, so that nothing of the other
/// outcrop's last moment is missing.
pub(super) fn copied(state: &mut State, followed: bool) -> Vec<Effect> {
    let next = std::mem::take(&mut state.file.awaits);
    match next {
        Awaits::Rescue(path) => {
            state.file.awaits = Awaits::Opening(path.clone());
            order(FileOrder::Reopen(path))
        }
        _ if followed => {
            let path = state.file.path.clone();
            path.map_or_else(Vec::new, |path| read_again(state, path))
        }
        Awaits::Nothing | Awaits::Rest | Awaits::Reload(_) | Awaits::Opening(_) => Vec::new(),
    }
}

fn order(order: FileOrder) -> Vec<Effect> {
    vec![Effect::File(order)]
}

fn order_if(holds: bool, it: FileOrder) -> Vec<Effect> {
    if holds { order(it) } else { Vec::new() }
}

fn say(state: &mut State, text: impl Into<String>) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}

fn say_error(state: &mut State, text: impl Into<String>) -> Vec<Effect> {
    state.notices.error(text, state.input.now.mono);
    Vec::new()
}

/// The file, if there is one already; else that is said.
fn path(state: &mut State) -> Option<PathBuf> {
    let made = state.file.handed > Number(0);
    let path = state.file.path.clone().filter(|_| made);
    if path.is_none() {
        let text = "there is no file yet; it is made with the first message";
        say(state, text);
    }
    path
}

/// Goes on in the file itself.
fn go_on(state: &mut State) -> Vec<Effect> {
    let Some(path) = path(state) else {
        return Vec::new();
    };
    match (state.file.condition.hold, state.file.change()) {
        (Some(Hold::Damaged), _) => {
            state.file.awaits = Awaits::Opening(path.clone());
            order(FileOrder::GoOn(path))
        }
        (Some(Hold::VersionUnknown), _) => say_error(
            state,
            "the file does not tell its version; ^X ^Y goes on in a copy",
        ),
        (Some(Hold::Elsewhere), _) => take_over(state),
        (Some(Hold::TooNew | Hold::Denied), _) => {
            file::refuses(state);
            Vec::new()
        }
        (None, Some(FileChange::Removed)) => vec![Effect::SaveAs(path)],
        (None, Some(FileChange::Moved)) => order(FileOrder::MoveAlong),
        (None, Some(_)) => say(state, "^X ^W shows what can be done"),
        (None, None) if state.file.mode == Mode::ReadOnly => reload(state),
        (None, None) => say(state, "the file is written to as it is"),
    }
}

/// Goes on in a copy beside the file.
fn copy(state: &mut State) -> Vec<Effect> {
    let held = state.file.condition.hold;
    if held == Some(Hold::TooNew) {
        return say_error(state, state.file.damage.clone().unwrap_or_default());
    }
    if held.is_none() && state.file.mode == Mode::ReadOnly {
        return say(state, "the file is another one by now; ^X ^R reads it");
    }
    match state.file.path.clone() {
        Some(path) if state.conversation.len() > 0 => order(FileOrder::Copy(path)),
        _ => say(state, "there is nothing to copy yet"),
    }
}

/// Asks the other outcrop for the file.
fn take_over(state: &mut State) -> Vec<Effect> {
    match state.file.path.clone() {
        Some(path) if state.file.follows() => {
            state.file.awaits = Awaits::Opening(path.clone());
            say(state, "asking the other outcrop for the file…");
            order(FileOrder::TakeOver(path))
        }
        _ => say(state, "no other outcrop writes to this file"),
    }
}

/// Reads the file again. What is nowhere but here is put into a copy first.
fn reload(state: &mut State) -> Vec<Effect> {
    let Some(path) = path(state) else {
        return Vec::new();
    };
    if state.file.mode == Mode::ReadOnly {
        state.file.awaits = Awaits::Opening(path.clone());
        return order(FileOrder::Reopen(path));
    }
    if !is_at_rest(state) {
        let text = if state.calls.acts() {
            "a tool is at work; stop it first, then read the file again"
        } else {
            "a reply is on its way; stop it first, then read the file again"
        };
        return say(state, text);
    }
    let gone = matches!(
        state.file.change(),
        Some(FileChange::Replaced | FileChange::Shrunk | FileChange::Removed)
    );
    let unsaved = state.file.error.is_some() && state.file.written < state.file.handed;
    if gone || unsaved {
        state.file.awaits = Awaits::Rescue(path.clone());
        return order(FileOrder::Copy(path));
    }
    read_again(state, path)
}

/// Lets go of the file that is written to, to open this one.
fn read_again(state: &mut State, path: PathBuf) -> Vec<Effect> {
    let mut effects = settings::finish(state);
    state.file.awaits = Awaits::Reload(path);
    state.file.mode = Mode::ReadOnly;
    effects.extend(order(FileOrder::Yield));
    effects
}

/// Whether nothing is on its way that is to be written to the file.
fn is_at_rest(state: &State) -> bool {
    state.flight.is_empty() && state.flight.desk.run.is_none() && !state.calls.acts()
}

/// Another outcrop wants the file.
fn asked(state: &mut State) -> Vec<Effect> {
    if state.file.mode == Mode::ReadOnly {
        // It is being let go of already.
        return order(FileOrder::SayBusy);
    }
    if is_at_rest(state) {
        return give_up(state);
    }
    state.file.awaits = Awaits::Rest;
    let text = if state.calls.acts() {
        "another outcrop asks for this file; it gets it when the tools have ended"
    } else {
        "another outcrop asks for this file; it gets it when the reply has ended"
    };
    state.notices.raise(text);
    order(FileOrder::SayBusy)
}

fn give_up(state: &mut State) -> Vec<Effect> {
    let mut effects = settings::finish(state);
    effects.extend(draft::save(state));
    state.file.awaits = Awaits::Nothing;
    state.file.mode = Mode::ReadOnly;
    state.file.condition.hold = Some(Hold::Elsewhere);
    // The disk may be slow; whoever asks must not take that for silence.
    effects.extend(order(FileOrder::SayBusy));
    effects.extend(order(FileOrder::Yield));
    effects
}

/// The file was let go of: for another outcrop, or to be read again.
fn yielded(state: &mut State) -> Vec<Effect> {
    if let Awaits::Reload(path) = std::mem::take(&mut state.file.awaits) {
        state.file.awaits = Awaits::Opening(path.clone());
        return order(FileOrder::Reopen(path));
    }
    state.conversation.skip_to(APART);
    let text = "another outcrop has taken this file over; here it is only read, as it grows · \
                ^X ^W shows what can be done";
    state.notices.raise(text);
    Vec::new()
}

/// The same conversation is shown as its file is now. What was changed here meanwhile goes along.
///
/// It is not, if the user has gone on elsewhere while it was opened.
fn reopened(state: &mut State, opened: LoadedFile, draft: Draft) -> Vec<Effect> {
    if state.file.awaits != Awaits::Opening(opened.path.clone()) {
        return order(FileOrder::Forget);
    }
    let followed = state.file.condition.hold == Some(Hold::Elsewhere);
    let mut effects = generation::stop_all(state);
    state.flight = state.flight.emptied();
    let carried: Vec<Record> = state.file.preface.drain(..).filter_map(carries).collect();
    effects.push(Effect::GoOver(opened.conversation.id().clone()));
    // After a rescue the copy was gone on with so far.
    let copy = state.file.path.take().filter(|path| *path != opened.path);
    let (conversation, file) = state::adopt(opened);
    let name = file.path.as_ref().and_then(|path| path.file_name());
    let name = name.unwrap_or_default().to_string_lossy().into_owned();
    state.conversation = conversation;
    state.file = file;
    state
        .overlays
        .retain(|overlay| matches!(overlay, Overlay::Welcome));
    state.view.transcript = Transcript::default();
    state.notices.banner = None;
    let text = match state.file.mode {
        Mode::Writable => format!("it goes on in {name}"),
        Mode::ReadOnly => format!("{name} was read again"),
    };
    let copy = copy.as_deref().and_then(Path::file_name);
    let text = match copy {
        Some(copy) => format!(
            "{text}; what was not in it is in {}",
            copy.to_string_lossy()
        ),
        None => text,
    };
    say(state, text);
    if let (Mode::ReadOnly, Some(damage)) = (state.file.mode, state.file.damage.clone()) {
        state.notices.raise(damage);
    }
    for record in carried {
        effects.extend(file::record_quietly(state, record));
    }
    if followed {
        effects.extend(inherit(state, draft));
    }
    // What was written in the editor meanwhile is kept from now on.
    draft::changed(state);
    effects
}

/// What the other outcrop has left unsent: it stands in the editor, or among the prompts where something
/// else is written there.
fn inherit(state: &mut State, draft: Draft) -> Vec<Effect> {
    let composer = &mut state.composer;
    if composer.draft() == Draft::default() {
        let wanted = draft.attached.clone();
        composer.take_draft(draft);
        return attach::restore(state, wanted);
    }
    let other = draft.text.trim() != composer.text().trim() && !draft.text.trim().is_empty();
    if other {
        vec![Effect::SavePrompt(draft.text)]
    } else {
        Vec::new()
    }
}

/// Choices that were made while the file was only read, and are no matter of looking only.
fn carries(line: Entry) -> Option<Record> {
    matches!(line.record, Record::LaneSet { .. } | Record::Variables(_)).then_some(line.record)
}

/// The other outcrop has written to the file.
fn followed(state: &mut State, entries: &[Entry], bad: usize) -> Vec<Effect> {
    for entry in entries {
        state.conversation.apply(entry);
    }
    if bad > 0 {
        let text = format!("{bad} lines that came cannot be read; ^X ^R reads the file again");
        state.notices.raise(text);
    }
    Vec::new()
}
