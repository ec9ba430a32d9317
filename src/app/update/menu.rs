//! Menus of what the user keeps, and lines of input.

use std::sync::Arc;

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::menu::{Asked, Entry, Menu, MenuKind, Pick};
use crate::app::overlay::{Overlay, Prompt};
use crate::app::page::Page;
use crate::app::state::State;
use crate::app::tools::ToolPick;
use crate::chat::ids::Number;
use crate::chat::preset::{Preset, PresetSettings, Shelf, ShelfKind, ShelfName, SystemPrompt};
use crate::chat::settings::Param;
use crate::chat::spelling;

use super::{
    act, again, before, calls, compare, diff, draft, editor, export, find, fork, library, links,
    map, notes, overlay, refusal, regenerate, rewrite, settings, smaller, tools, variable, votes,
};

/// Opens the list of presets; those that cannot be read are listed with the reason.
pub(super) fn presets(state: &mut State) -> Vec<Effect> {
    let shelf = Arc::clone(&state.memory.shelf);
    let first = state.memory.preset.as_deref();
    let mut entries: Vec<Entry> = shelf
        .presets
        .iter()
        .map(|preset| {
            let name = preset.name.as_str();
            let default = if first == Some(name) {
                "default · "
            } else {
                ""
            };
            Entry {
                label: name.to_owned(),
                detail: format!("{default}{}", summary(&preset.settings)),
                pick: Pick::Preset(name.to_owned()),
            }
        })
        .collect();
    entries.extend(problems(&shelf, ShelfKind::Preset));
    entries.push(Entry {
        label: "＋".to_owned(),
        detail: "save these settings as a preset".to_owned(),
        pick: Pick::Ask(Asked::PresetName),
    });
    open(state, MenuKind::Presets, entries);
    vec![Effect::LoadShelf]
}

/// Model, wire and sampling of a preset, in a line.
fn summary(preset: &PresetSettings) -> String {
    let mut parts = Vec::new();
    if let Some(model) = &preset.model {
        parts.push(model.id.as_str().to_owned());
    }
    let settings = &preset.settings;
    parts.push(settings.wire.name().to_owned());
    for param in Param::ALL {
        if let Some(value) = settings.sampling.get(param) {
            parts.push(format!("{} {value}", param.name()));
        }
    }
    parts.join(" · ")
}

/// Files that could not be read. They can be looked at in full.
pub(super) fn problems(shelf: &Shelf, kind: ShelfKind) -> impl Iterator<Item = Entry> {
    let own = shelf
        .problems
        .iter()
        .filter(move |problem| problem.kind == kind);
    own.map(|problem| Entry {
        label: format!("✗ {}", problem.name),
        detail: match problem.place {
            Some((line, column)) => format!("line {line}, column {column}: {}", problem.what),
            None => problem.what.clone(),
        },
        pick: Pick::Problem(problem.to_string()),
    })
}

/// Opens the list of what this and other models have refused.
pub(super) fn refusals(state: &mut State) -> Vec<Effect> {
    let all = state.memory.refusals.all().iter().enumerate();
    let entries = all.map(|(at, refusal)| Entry {
        label: format!("{} · {}", refusal.model.as_str(), refusal.field.name()),
        detail: refusal.text(),
        pick: Pick::Refusal(at),
    });
    let entries = entries.collect();
    open(state, MenuKind::Refusals, entries)
}

/// Opens the library of system prompts.
pub(super) fn prompts(state: &mut State) -> Vec<Effect> {
    let shelf = Arc::clone(&state.memory.shelf);
    let mut entries: Vec<Entry> = shelf
        .prompts
        .iter()
        .map(|prompt| Entry {
            label: prompt.name.as_str().to_owned(),
            detail: prompt.text.lines().next().unwrap_or_default().to_owned(),
            pick: Pick::Prompt(prompt.name.as_str().to_owned()),
        })
        .collect();
    entries.extend(problems(&shelf, ShelfKind::SystemPrompt));
    if !state.settings().system.trim().is_empty() {
        entries.push(Entry {
            label: "＋".to_owned(),
            detail: "keep this system prompt".to_owned(),
            pick: Pick::Ask(Asked::PromptName),
        });
    }
    entries.push(Entry {
        label: "✎".to_owned(),
        detail: "write the system prompt".to_owned(),
        pick: Pick::Do(Action::EditSystem),
    });
    open(state, MenuKind::Prompts, entries);
    vec![Effect::LoadShelf]
}

/// Presets and system prompts were read. A new conversation takes its default preset.
pub(super) fn shelf(state: &mut State, shelf: Arc<Shelf>) -> Vec<Effect> {
    let first_time = *state.memory.shelf == Shelf::default();
    tell_of_tool_sets(state, &shelf);
    state.memory.shelf = shelf;
    let mut effects = Vec::new();
    if first_time
        && state.file.handed == Number(0)
        && draft::chosen(state).is_none()
        && let Some(name) = state.memory.preset.clone()
    {
        effects.extend(take_preset(state, &name));
    }
    refresh(state);
    effects.extend(tools::look_for_programs(state));
    effects
}

/// Tells of a tool set that cannot be used, once: its tools would wait for answers, and nobody knew why.
fn tell_of_tool_sets(state: &mut State, shelf: &Shelf) {
    let before = &state.memory.shelf.problems;
    let mut problems = shelf.problems.iter();
    let new = problems.find(|it| it.kind == ShelfKind::ToolSet && !before.contains(it));
    if let Some(problem) = new {
        let text = format!("a tool set cannot be used: {problem}");
        state.notices.error(text, state.input.now.mono);
    }
}

/// Lists again what an open menu shows.
pub(super) fn refresh(state: &mut State) {
    let Some(Overlay::Menu(menu)) = state.overlays.last() else {
        return;
    };
    let before = menu.chooser.list.clone();
    match menu.kind {
        MenuKind::Presets => presets(state),
        MenuKind::Prompts => prompts(state),
        MenuKind::Refusals => refusals(state),
        MenuKind::Tools => tools::open(state),
        MenuKind::OwnTools
        | MenuKind::OwnForm
        | MenuKind::ToolSource
        | MenuKind::ToolChoice
        | MenuKind::Variables
        | MenuKind::BeforeSending
        | MenuKind::Regenerate
        | MenuKind::Fork
        | MenuKind::PrefillRefused
        | MenuKind::NewLane
        | MenuKind::Vote
        | MenuKind::Replay
        | MenuKind::Asked
        | MenuKind::Notes
        | MenuKind::Links
        | MenuKind::OpenLink
        | MenuKind::Allowed
        | MenuKind::Files
        | MenuKind::Dropped
        | MenuKind::Smaller
        | MenuKind::Animated
        | MenuKind::EmptyTrash
        | MenuKind::Export
        | MenuKind::ExportAs
        | MenuKind::File
        | MenuKind::Flaws
        | MenuKind::Again
        | MenuKind::Compare => return,
    };
    if let Some(Overlay::Menu(menu)) = state.overlays.last_mut() {
        menu.chooser.list.filter = before.filter;
        menu.chooser.filter_changed();
        let last = menu.chooser.rows().len().saturating_sub(1);
        menu.chooser.list.selected = before.selected.min(last);
    }
}

/// The names of the presets, for the palette.
pub(super) fn preset_names(state: &State) -> impl Iterator<Item = String> {
    let presets = state.memory.shelf.presets.iter();
    presets.map(|preset| preset.name.as_str().to_owned())
}

/// Opens a menu, in the place of one of its kind.
pub(super) fn open(state: &mut State, kind: MenuKind, entries: Vec<Entry>) -> Vec<Effect> {
    if matches!(state.overlays.last(), Some(Overlay::Menu(menu)) if menu.kind == kind) {
        state.overlays.pop();
    }
    state.overlays.push(Overlay::Menu(Menu::new(kind, entries)));
    Vec::new()
}

/// Takes a row of a menu or of the palette.
pub(super) fn pick(state: &mut State, pick: Pick) -> Vec<Effect> {
    match pick {
        Pick::Do(action) => act::act(state, action),
        Pick::AttachAgain(hash, name) => again::attach(state, hash, name),
        Pick::Revoke(record) => calls::run::revoke(state, record),
        Pick::Ask(asked) => ask(state, asked),
        Pick::Row(row) => {
            settings::point_at(state, row);
            Vec::new()
        }
        Pick::Variable(name) => variable::edit(state, name),
        Pick::Preset(name) => take_preset(state, &name),
        Pick::Prompt(name) => take_prompt(state, &name),
        Pick::Problem(text) => {
            let page = Page::new("What is wrong", text);
            state.overlays.push(Overlay::Page(Box::new(page)));
            Vec::new()
        }
        Pick::Regenerate(id, with) => regenerate::with(state, id, with),
        Pick::RegenerateByModel(id) => regenerate::by_model(state, id),
        Pick::RegenerateByPreset(id, name) => regenerate::by_preset(state, id, &name),
        Pick::Send(remedy, way) => before::send(state, &remedy, way),
        Pick::AskAgain(instead) => refusal::ask_again(state, instead),
        Pick::GoOn(begun, instead) => rewrite::go_on_instead(state, &begun, instead),
        Pick::OtherSettings => compare::other_settings(state),
        Pick::Samples(count) => compare::samples(state, count),
        Pick::Model(then) => overlay::open_picker(state, then),
        Pick::GoTo(id) => find::go_to(state, id),
        Pick::Note(id, number) => notes::open(state, id, number),
        Pick::Link(link) => links::ask(state, &link),
        Pick::OpenLink(link) => vec![Effect::OpenLink(*link)],
        Pick::CopyLink(link) => links::copy(&link),
        Pick::ForkLane(id) => map::fork_lane(state, id),
        Pick::ForkFile(id) => fork::into_file(state, id),
        Pick::Diff(sides) => diff::open(state, sides),
        Pick::MarkForDiff(id) => diff::mark(state, id),
        Pick::Replay(order) => calls::replay::order(state, order),
        Pick::Vote(winner) => votes::cast(state, winner),
        Pick::Export(what) => export::forms(state, what),
        Pick::ExportAs(what, format) => export::ask(state, what, format),
        Pick::Refusal(at) => show_refusal(state, at),
        Pick::OpenFile(path) => library::pick_file(state, path),
        Pick::OpenDropped(path) => library::open_dropped(state, path),
        Pick::EmptyTrash(paths) => library::empty(paths),
        Pick::Attach(wanted) => smaller::attach_still(state, *wanted),
        Pick::MakeSmaller(hash, way) => smaller::make(state, hash, way),
        Pick::TakeOriginal(hash) => {
            smaller::give_back(state, &hash);
            Vec::new()
        }
        Pick::Tools(row) => tools::pick(state, row),
        Pick::Nothing => Vec::new(),
    }
}

/// The lane takes a preset.
pub(super) fn take_preset(state: &mut State, name: &str) -> Vec<Effect> {
    let now = state.input.now.mono;
    let shelf = Arc::clone(&state.memory.shelf);
    let Some(preset) = shelf.preset(name) else {
        let names = shelf.presets.iter().map(|preset| preset.name.as_str());
        let advice = spelling::advice(name, names);
        state
            .notices
            .error(format!("there is no preset {name}; {advice}"), now);
        return Vec::new();
    };
    let lane = state.settings();
    match preset
        .settings
        .taken_by(&lane, &state.service.catalog, &shelf)
    {
        Ok(taken) => {
            state.notices.say(format!("preset {name}"), now);
            settings::change(state, |settings| *settings = taken)
        }
        Err(error) => {
            state.notices.error(format!("preset {name}: {error}"), now);
            Vec::new()
        }
    }
}

/// The lane takes a system prompt of the library.
fn take_prompt(state: &mut State, name: &str) -> Vec<Effect> {
    let shelf = Arc::clone(&state.memory.shelf);
    let Some(prompt) = shelf.prompt(name) else {
        return Vec::new();
    };
    let now = state.input.now.mono;
    state.notices.say(format!("system prompt {name}"), now);
    settings::change(state, |settings| settings.system.clone_from(&prompt.text))
}

/// Keeps the settings of the lane as a preset.
pub(super) fn keep_preset(state: &mut State, name: &str) -> Result<Vec<Effect>, String> {
    let name = ShelfName::new(name).map_err(|error| error.to_string())?;
    let text = format!("preset {} is kept", name.as_str());
    let settings = PresetSettings::of(&state.settings());
    state.notices.say(text, state.input.now.mono);
    Ok(vec![Effect::KeepPreset(Box::new(Preset {
        name,
        settings,
    }))])
}

/// Keeps the system prompt of the lane in the library.
pub(super) fn keep_prompt(state: &mut State, name: &str) -> Result<Vec<Effect>, String> {
    let name = ShelfName::new(name).map_err(|error| error.to_string())?;
    let said = format!("system prompt {} is kept", name.as_str());
    let text = state.settings().system.clone();
    state.notices.say(said, state.input.now.mono);
    Ok(vec![Effect::KeepSystemPrompt(SystemPrompt { name, text })])
}

fn remove_kept(state: &mut State, kind: ShelfKind, name: &str) -> Vec<Effect> {
    let Ok(name) = ShelfName::new(name) else {
        return Vec::new();
    };
    let text = format!("{name} is removed; a copy stays beside it as .bak");
    state.notices.say(text, state.input.now.mono);
    vec![Effect::RemoveKept(kind, name)]
}

fn show_refusal(state: &mut State, at: usize) -> Vec<Effect> {
    if let Some(refusal) = state.memory.refusals.all().get(at) {
        let text = refusal.text();
        state
            .overlays
            .push(Overlay::Page(Box::new(Page::new("Refusal", text))));
    }
    Vec::new()
}

/// Forgets a refusal: what was refused can be sent again.
fn forget(state: &mut State, at: usize) -> Vec<Effect> {
    let Some(refusal) = state.memory.refusals.all().get(at).cloned() else {
        return Vec::new();
    };
    state.memory.refusals.forget(&refusal.model, refusal.field);
    refresh(state);
    vec![Effect::SaveRefusals(state.memory.refusals.clone())]
}

/// Asks for a line of input.
pub(super) fn ask(state: &mut State, asked: Asked) -> Vec<Effect> {
    ask_with(state, asked, String::new())
}

/// The same, with a text to begin with.
pub(super) fn ask_with(state: &mut State, asked: Asked, text: String) -> Vec<Effect> {
    let prompt = Prompt {
        text,
        ..Prompt::default()
    };
    state.overlays.push(Overlay::Ask(asked, prompt));
    Vec::new()
}

/// Takes the selected row away, where that means something.
pub(super) fn remove(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Menu(menu)) = state.overlays.last() else {
        return Vec::new();
    };
    match menu.chooser.choice().map(|entry| entry.pick.clone()) {
        Some(Pick::Variable(name)) => {
            let effects = editor::set_variable(state, &name, None);
            variable::list(state);
            effects
        }
        Some(Pick::Refusal(at)) => forget(state, at),
        Some(Pick::Preset(name)) => remove_kept(state, ShelfKind::Preset, &name),
        Some(Pick::Prompt(name)) => remove_kept(state, ShelfKind::SystemPrompt, &name),
        Some(Pick::Tools(ToolPick::Set(name))) => remove_kept(state, ShelfKind::ToolSet, &name),
        _ => Vec::new(),
    }
}
