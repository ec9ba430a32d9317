//! Tools of a lane: sets that are kept, Anthropic's own, those of files, and the choice among them.

mod choice;
mod list;
mod own;
mod ready;
mod server;

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::overlay::Overlay;
use crate::app::page::Page;
use crate::app::settings::row::Row;
use crate::app::state::State;
use crate::app::tools::ToolPick;
use crate::chat::preset::{ShelfKind, ShelfName};
use crate::chat::tool::Tool;
use crate::chat::tool::offer::{added, offer, without};
use crate::chat::tool::set::ToolSet;
use crate::chat::tool::source::ToolSource;

use super::{calls, menu, settings};

pub(super) use choice::open as choices;
pub(super) use list::open;
pub(super) use own::field;
pub(super) use ready::{look_for_programs, programs};

/// Takes a row of a menu about tools, which is closed by then unless it stays.
pub(super) fn pick(state: &mut State, pick: ToolPick) -> Vec<Effect> {
    match pick {
        ToolPick::Set(name) => {
            let tools = set(state, &name).map(|set| set.tools.clone());
            toggle(state, &tools.unwrap_or_default())
        }
        ToolPick::OfSet(name, at) => {
            let tool = set(state, &name).and_then(|set| set.tools.get(at).cloned());
            toggle(state, tool.as_slice())
        }
        ToolPick::Offered(at) => {
            let tool = state.settings().tools.offered.get(at).cloned();
            toggle(state, tool.as_slice())
        }
        ToolPick::Source(source) => {
            let keep = server::keep(state, &source, |_| true);
            [keep, toggle(state, &source.all())].concat()
        }
        ToolPick::OfSource(source, at) => {
            let keep = server::keep(state, &source, |other| other == at);
            let tool = source.tools.get(at).map(|found| found.tool.clone());
            [keep, toggle(state, tool.as_slice())].concat()
        }
        ToolPick::Ask(origin) => calls::talk::begin(state, origin),
        ToolPick::Left(source) => {
            let page = Page::new("Left out", source.left().join("\n"));
            state.overlays.push(Overlay::Page(Box::new(page)));
            Vec::new()
        }
        ToolPick::Edit => settings::edit(state, Row::Tools),
        ToolPick::ListOwn => own::list(state),
        ToolPick::Describe(kind) => own::describe(state, kind),
        ToolPick::Field(form, field) => own::ask(state, form, field),
        ToolPick::Own(form) => own::offered(state, form),
        ToolPick::ListChoices => choice::open(state),
        ToolPick::Choice(word) => choice::take(state, Row::ToolChoice, &word),
        ToolPick::Parallel(word) => choice::take(state, Row::Parallel, &word),
    }
}

/// Takes the selected row of a menu that stays open; `None` = it closes.
pub(super) fn stay(state: &mut State) -> Option<Vec<Effect>> {
    let Some(Overlay::Menu(menu)) = state.overlays.last() else {
        return None;
    };
    let (kind, before) = (menu.kind, menu.chooser.list.clone());
    let Pick::Tools(row) = &menu.chooser.choice()?.pick else {
        return None;
    };
    let row = row.stays().then(|| row.clone())?;
    let source = match &row {
        ToolPick::Source(source) | ToolPick::OfSource(source, _) => Some(Arc::clone(source)),
        ToolPick::Set(_)
        | ToolPick::OfSet(..)
        | ToolPick::Offered(_)
        | ToolPick::Ask(_)
        | ToolPick::Left(_)
        | ToolPick::Edit
        | ToolPick::ListOwn
        | ToolPick::Describe(_)
        | ToolPick::Field(..)
        | ToolPick::Own(_)
        | ToolPick::ListChoices
        | ToolPick::Choice(_)
        | ToolPick::Parallel(_) => None,
    };
    let mut effects = pick(state, row);
    match source {
        Some(source) if kind == MenuKind::ToolSource => list::found(state, &source),
        Some(_) | None => effects.extend(list::open(state)),
    }
    if let Some(Overlay::Menu(menu)) = state.overlays.last_mut() {
        menu.chooser.list.filter = before.filter;
        menu.chooser.filter_changed();
        let last = menu.chooser.rows().len().saturating_sub(1);
        menu.chooser.list.selected = before.selected.min(last);
    }
    Some(effects)
}

/// Offers these tools; if all of them are offered, none of them any more.
fn toggle(state: &mut State, tools: &[Tool]) -> Vec<Effect> {
    let before = state.settings().tools.offered.clone();
    let are_offered = tools.iter().all(|tool| before.contains(tool));
    let after = if are_offered {
        without(&before, tools)
    } else {
        added(&before, tools)
    };
    settings::change(state, |settings| offer(settings, after))
}

fn set<'a>(state: &'a State, name: &str) -> Option<&'a ToolSet> {
    let sets = &state.memory.shelf.tools;
    sets.iter().find(|set| set.name.as_str() == name)
}

/// Keeps the tools of the lane as a set. One of this name keeps its programs.
pub(super) fn keep(state: &mut State, name: &str) -> Result<Vec<Effect>, String> {
    let name = ShelfName::new(name).map_err(|error| error.to_string())?;
    let tools = state.settings().tools.offered.clone();
    if tools.is_empty() {
        return Err("no tools are offered in this lane, so there is nothing to keep".to_owned());
    }
    let problems = &state.memory.shelf.problems;
    if let Some(problem) = problems
        .iter()
        .find(|problem| problem.name == name.as_str())
        && problem.kind == ShelfKind::ToolSet
        && set(state, name.as_str()).is_none()
    {
        let text = "the file of this name could not be read; take another name, or mend it first";
        return Err(text.to_owned());
    }
    let kept = match set(state, name.as_str()) {
        Some(older) => ToolSet {
            tools,
            ..older.clone()
        },
        None => ToolSet {
            name: name.clone(),
            path: String::new(),
            tools,
            runners: Vec::new(),
            servers: Vec::new(),
        },
    };
    let said = format!("tool set {name} is kept");
    state.notices.say(said, state.input.now.mono);
    Ok(vec![Effect::KeepToolSet(Box::new(kept))])
}

/// Lets a file be looked at for tools.
pub(super) fn import(state: &mut State, path: &str) -> Vec<Effect> {
    state.notices.say("reading the file…", state.input.now.mono);
    vec![Effect::ReadTools(PathBuf::from(path))]
}

/// The tools of a file were found, or not.
pub(super) fn read(state: &mut State, result: Result<Box<ToolSource>, String>) -> Vec<Effect> {
    // What was said while it was looked for is over.
    state.notices.clear();
    match result {
        Ok(source) => list::found(state, &Arc::new(*source)),
        Err(why) => state.notices.error(why, state.input.now.mono),
    }
    Vec::new()
}

/// Opens a menu and says nothing.
fn show(state: &mut State, kind: MenuKind, entries: Vec<Entry>) {
    menu::open(state, kind, entries);
}
