//! Exports: which part, in which form, to which file. And what came of imports.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::export::{ExportOrder, Exported, Imported, NotExported};
use crate::app::file::Saved;
use crate::app::menu::{Asked, Entry, MenuKind, Pick};
use crate::app::overlay::{Overlay, Prompt};
use crate::app::page::Page;
use crate::app::state::State;
use crate::app::transcript;
use crate::chat::export::{Format, What};
use crate::chat::message::Message;
use crate::chat::size::size;

use super::menu;

/// Offers the parts of the conversation that can be exported.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let Some(lane) = state.lane_id().filter(|_| state.conversation.len() > 0) else {
        return say(
            state,
            "there is nothing to export yet; send a message first",
        );
    };
    let row = |label: &str, detail: &str, what| Entry {
        label: label.to_owned(),
        detail: detail.to_owned(),
        pick: Pick::Export(what),
    };
    let path = "what this lane shows, from the first message to the last";
    let mut entries = vec![row("this path", path, What::Path(lane))];
    if let Some(id) = transcript::chosen(state) {
        let detail = "the chosen message and all that follows it";
        entries.push(row("from here", detail, What::Branch(lane, id)));
    }
    if state.conversation.lanes().count() > 1 {
        let detail = "what each lane shows, one after the other";
        entries.push(row("all lanes", detail, What::Lanes));
    }
    let tree = "all branches, each message once";
    entries.push(row("whole tree", tree, What::Tree));
    menu::open(state, MenuKind::Export, entries)
}

/// Offers the forms.
pub(super) fn forms(state: &mut State, what: What) -> Vec<Effect> {
    let entries = Format::ALL.map(|format| Entry {
        label: format.name().to_owned(),
        detail: match (format.is_body(), what) {
            (true, What::Lanes | What::Tree) => format!("{}; one path only", format.label()),
            _ => format.label().to_owned(),
        },
        pick: Pick::ExportAs(what, format),
    });
    menu::open(state, MenuKind::ExportAs, entries.into())
}

/// Asks for the file, and proposes one beside the conversation.
pub(super) fn ask(state: &mut State, what: What, format: Format) -> Vec<Effect> {
    let file = state.file.path.clone().unwrap_or_default();
    let prompt = Prompt {
        text: proposed(&file, format).display().to_string(),
        problem: None,
    };
    let asked = Asked::ExportTo(what, format);
    state.overlays.push(Overlay::Ask(asked, prompt));
    Vec::new()
}

/// The name of the conversation's file with another ending.
fn proposed(file: &Path, format: Format) -> PathBuf {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy());
    let stem = stem.unwrap_or("conversation".into());
    // A copy beside the file needs another name than it.
    let copy = if format == Format::Native {
        "-copy"
    } else {
        ""
    };
    file.with_file_name(format!("{stem}{copy}{}", format.ending()))
}

/// Lets the conversation be written there.
pub(super) fn to(
    state: &mut State,
    (what, format): (What, Format),
    path: &str,
) -> Result<Vec<Effect>, String> {
    if format == Format::Native {
        settled(state)?;
    }
    Ok(vec![Effect::Export(Box::new(ExportOrder {
        conversation: Arc::new(state.conversation.clone()),
        file: state.file.path.clone().unwrap_or_default(),
        what,
        format,
        path: PathBuf::from(path),
        table: Arc::clone(&state.service.abilities),
    }))])
}

/// Records are copied from the file, so it must have them all.
fn settled(state: &State) -> Result<(), String> {
    let why = if state.conversation.messages().any(Message::is_open) {
        "a reply is still coming; stop it with Esc or let it end, then export"
    } else {
        match state.file.saved() {
            Saved::Yes | Saved::ReadOnly | Saved::Following => return Ok(()),
            Saved::Nothing => "there is nothing on disk yet; send a message first",
            Saved::Soon => "the last records are on their way to the disk; press Enter again",
            Saved::Failed => "not saved: ^X w saves elsewhere, F5 tries again; then export",
        }
    };
    Err(why.to_owned())
}

/// The file was written, or not. What it does not hold is there to be read.
pub(super) fn exported(state: &mut State, result: Result<Exported, NotExported>) -> Vec<Effect> {
    let exported = match result {
        Ok(exported) => exported,
        Err(not) => return again(state, &not),
    };
    let (path, size) = (exported.path.display(), size(exported.size));
    let text = format!("exported to {path}, {size}");
    if !exported.lost.is_empty() {
        let items: Vec<String> = exported.lost.iter().map(|it| format!("- {it}")).collect();
        let page = format!("{text}\n\nNot in it:\n\n{}", items.join("\n"));
        show(state, "Exported", page);
    }
    say(state, &text)
}

/// Asks for another path, unless the user has begun something else.
fn again(state: &mut State, not: &NotExported) -> Vec<Effect> {
    if state.overlays.is_empty() {
        let prompt = Prompt {
            text: not.path.display().to_string(),
            problem: Some(not.why.clone()),
        };
        let asked = Asked::ExportTo(not.what, not.format);
        state.overlays.push(Overlay::Ask(asked, prompt));
    }
    failed(state, format!("not exported: {}", not.why))
}

/// Lets conversations be made of a file. A large one takes its time.
pub(super) fn import(state: &mut State, path: &str) -> Vec<Effect> {
    say(state, &format!("reading {path} …"));
    vec![Effect::Import(PathBuf::from(path))]
}

/// Conversations were made of a file, or not.
pub(super) fn imported(state: &mut State, result: Result<Imported, String>) -> Vec<Effect> {
    let imported = match result {
        Ok(imported) => imported,
        Err(why) => return failed(state, format!("not imported: {why}")),
    };
    let from = imported.from.display();
    let source = imported.source;
    let text = match &imported.made[..] {
        [one] => format!("imported from {source}: {}", one.told()),
        all => format!("{} conversations imported from {source}, {from}", all.len()),
    };
    let text = match imported.unmade {
        0 => text,
        1 => format!("stopped before 1 conversation · {text}"),
        unmade => format!("stopped before {unmade} conversations · {text}"),
    };
    // One that is opened is on the screen already.
    let shown = state.file.path.as_ref();
    let waits = imported.made.iter().any(|one| Some(&one.path) != shown);
    let left = imported.made.iter().any(|one| !one.left.is_empty());
    let is_whole = imported.problems.is_empty() && imported.notes.is_empty();
    if waits || left || !is_whole {
        let made = imported.made.iter().map(|one| {
            let (told, path) = (one.told(), one.path.display());
            format!("- {told}\n  {path}")
        });
        let problems = imported
            .problems
            .iter()
            .map(|it| format!("- not read: {it}"));
        let notes = imported.notes.iter().map(|it| format!("- left out: {it}"));
        let lines: Vec<String> = made.chain(problems).chain(notes).collect();
        let page = format!("{text}\n\n{}", lines.join("\n"));
        show(state, "Imported", page);
    }
    say(state, &text)
}

fn show(state: &mut State, title: &str, text: String) {
    let page = Page::telling(title, text);
    state.overlays.push(Overlay::Page(Box::new(page)));
}

fn say(state: &mut State, text: &str) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}

fn failed(state: &mut State, why: String) -> Vec<Effect> {
    state.notices.error(why, state.input.now.mono);
    Vec::new()
}
