//! The only place where state changes: a message in, effects out.

mod act;
mod again;
mod answering;
mod attach;
mod back;
mod before;
mod branch;
mod calls;
mod case_run;
mod cases;
mod chain;
mod code;
mod compare;
mod configured;
mod custody;
mod deeds;
mod diff;
mod draft;
mod dropped;
mod editor;
mod export;
mod file;
mod file_picker;
mod film;
mod find;
mod fork;
mod generation;
mod inspect;
mod judge;
mod key;
mod keys;
mod lanes;
mod leave;
mod library;
mod links;
mod map;
mod mention;
mod menu;
mod modal;
mod mouse;
mod notes;
mod opened;
mod outside;
mod outward;
mod overlay;
mod panes;
mod pictures;
mod pin;
mod preview;
mod refusal;
mod regenerate;
mod retry;
mod rewrite;
mod say;
mod search;
mod selecting;
mod send;
mod service;
mod settings;
mod smaller;
mod stash;
mod summary;
mod themes;
mod tick;
mod tools;
mod tour;
mod tray;
mod turns;
mod variable;
mod votes;

#[cfg(test)]
mod tests;

use crate::chat::call::CallId;
use crate::chat::time::At;

use super::action::Action;
use super::effect::Effect;
use super::msg::{Msg, Target};
use super::state::State;
use super::view::Pane;

pub(crate) use code::chosen as chosen_code;
pub(crate) use compare::audience;
pub(crate) use configured::prefer;
pub(crate) use custody::offer;
pub(crate) use panes::restore as arrange;
pub(crate) use preview::draft_request;
pub(crate) use tick::next_wake;

/// Takes in what happened and says what is to be done. No IO, no clock, no dice.
pub(crate) fn update(state: &mut State, at: At, msg: Msg) -> Vec<Effect> {
    state.input.now = at;
    state.notices.tasks.hear(&msg);
    let mut effects = dispatch(state, msg);
    overlay::settle(state);
    lanes::settle(state);
    selecting::settle(state);
    map::settle(state);
    summary::settle(state);
    film::settle(state);
    themes::settle(state);
    tray::settle(state);
    diff::settle(state);
    effects.extend(calls::settle::settle(state));
    calls::consent::settle(state);
    effects.extend(editor::settle(state));
    effects.extend(settings::settle(state));
    effects.extend(cases::settle(state));
    effects.extend(custody::settle(state));
    effects.extend(search::settle(state));
    effects.extend(smaller::settle(state));
    effects.extend(mention::settle(state));
    effects.extend(file_picker::settle(state));
    effects.extend(inspect::settle(state));
    modal::settle(state);
    effects.extend(panes::settle(state));
    effects.extend(outward::settle(state));
    state.notices.tasks.begin(&effects, at.mono);
    effects
}

#[expect(clippy::too_many_lines, reason = "one arm for each message")]
fn dispatch(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(event) => {
            outward::looked(state);
            key::pressed(state, event)
        }
        Msg::Focus(focus) => outward::focus(state, focus),
        Msg::Paste(text) => key::pasted(state, &text),
        Msg::Clicked(target) => clicked(state, target),
        Msg::Mouse(pointer) => mouse::told(state, pointer),
        Msg::Dragged(row, permille) => settings::dragged(state, row, permille),
        Msg::Wheel(target, lines) => mouse::turned(state, target, lines),
        Msg::Do(action) => act::act(state, action),
        Msg::Resized(size) => {
            state.view.size = size;
            panes::restore(state);
            library::resized(state)
        }
        Msg::Tick => tick::tick(state),
        Msg::Keyed(result) => {
            keys::keyed(state, result);
            Vec::new()
        }
        Msg::Rekeyed(result) => {
            keys::rekeyed(state, result);
            Vec::new()
        }
        Msg::Reconfigured(result) => configured::changed(state, result),
        Msg::Connected(result) => service::connected(state, result),
        Msg::SandboxStarted(result) => service::sandbox_started(state, result),
        Msg::Listed(listing, age) => service::listed(state, listing, age),
        Msg::Prepared(lane, parent, sent) => send::prepared(state, (lane, parent), sent),
        Msg::Previewed(text) => preview::previewed(state, text),
        Msg::AroundRead(note, around) => notes::read(state, &note, &around),
        Msg::Counted(request, result) => preview::counted(state, &request, result),
        Msg::Generation(id, event) => generation::event(state, id, event),
        Msg::Verified(call, key, verdict) => {
            inspect::verified(state, (call, key), verdict);
            Vec::new()
        }
        Msg::RunPlanned(id, result) => calls::run::planned(state, id, result),
        Msg::RunRefused(id, runner, why) => calls::run::refused(state, id, (runner, why)),
        Msg::RunEnded(call, result) => calls::run::ended(state, call, result),
        Msg::Appended(n, result) => file::appended(state, n, result),
        Msg::Created(path) => {
            state.file.path = Some(path);
            library::relist(state)
        }
        Msg::Began(id) => {
            let mut effects = file::began(state, id);
            effects.extend(library::began(state));
            effects
        }
        Msg::Library(news) => library::news(state, news),
        Msg::Indexing(now) => search::indexing(state, now),
        Msg::Coloured(told) => code::coloured(state, *told),
        Msg::Found(sought, answer) => {
            search::found(state, &sought, answer);
            Vec::new()
        }
        Msg::Opened(file, draft, goal) => {
            let mut effects = opened::opened(state, *file, draft, goal);
            effects.extend(library::relist(state));
            effects
        }
        Msg::BeganAt(id, path) => opened::began_at(state, id, path),
        Msg::NotOpened(why) => opened::not_opened(state, &why),
        // Whoever keeps count of what lasts has taken it in.
        Msg::Progressed(..) => Vec::new(),
        Msg::TaskPanicked(text) => {
            let text = format!("a background task panicked: {text}; the rest goes on");
            state.notices.error(text, state.input.now.mono);
            Vec::new()
        }
        Msg::Synced(result) => {
            if let Err(error) = result {
                let text = format!("written, but perhaps not safe from a power failure: {error}");
                state.notices.raise(text);
            }
            library::synced(state)
        }
        Msg::SavedAs(result) => file::saved_as(state, result),
        Msg::File(event) => custody::event(state, event),
        Msg::Shelf(shelf) => menu::shelf(state, shelf),
        Msg::ProgramsLookedFor(shelf, unready) => {
            tools::programs(state, &shelf, unready);
            Vec::new()
        }
        Msg::ModelData(table, problem) => {
            let mut effects = service::model_data(state, table, problem);
            effects.push(search::index(state));
            effects.extend(library::relist(state));
            effects
        }
        Msg::Attached(id, result) => attach::attached(state, id, result),
        Msg::Viewed(result) => attach::viewed(state, result),
        Msg::Measured(id, way, measured) => smaller::measured(state, id, way, measured),
        Msg::Dropped(id, found) => dropped::looked_at(state, id, found),
        Msg::ClipboardOfTerminal(id) => {
            state.composer.chips.name_terminal(id);
            Vec::new()
        }
        Msg::Copied(copied) => {
            selecting::copied(state, &copied);
            Vec::new()
        }
        Msg::ClipboardText(id, text) => dropped::clipboard_text(state, id, &text),
        Msg::Browsed(browsed) => file_picker::browsed(state, browsed),
        Msg::Offered(found) => {
            mention::found(state, found);
            Vec::new()
        }
        Msg::Given(wanted) => attach::given(state, wanted),
        Msg::DraftHolds(wanted) => attach::restore(state, wanted),
        Msg::Restored(id, found) => attach::restored(state, id, found),
        Msg::Pictured(hash, result) => pictures::looked_at(state, hash, result),
        Msg::ShowsPictures(means) => pictures::means(state, means),
        Msg::CasesRead(result) => cases::read(state, result),
        Msg::CasesExported(result) => cases::exported(state, result),
        Msg::Exported(result) => export::exported(state, result),
        Msg::Imported(result) => export::imported(state, result),
        Msg::ToolsRead(result) => tools::read(state, result),
        Msg::TalkPlanned(id, result) => {
            calls::talk::planned(state, id, result);
            Vec::new()
        }
        Msg::ServerTold(id, result) => calls::talk::told(state, id, result),
        Msg::ToolsChecked(text, remarks) => {
            editor::checked(state, &text, &remarks);
            Vec::new()
        }
        Msg::EditedOutside(outside, result) => outside::came_back(state, *outside, result),
        Msg::ThemesRead(known) => themes::read(state, known),
        Msg::ThemesSaved(known, changed) => themes::saved(state, known, &changed),
        Msg::Background(background) => themes::background(state, background),
        Msg::Damaged(notes) => {
            state.notices.error(notes.join("\n"), state.input.now.mono);
            Vec::new()
        }
        Msg::NotKept(error) => {
            let text = error.to_string();
            state.notices.error(text, state.input.now.mono);
            Vec::new()
        }
    }
}

fn clicked(state: &mut State, target: Target) -> Vec<Effect> {
    state.input.drop_pending();
    match target {
        Target::Do(action) => {
            let mut effects = tour::leave(state);
            effects.extend(act::act(state, action));
            return effects;
        }
        Target::Lane(lane) => lanes::focus(state, lane),
        Target::End(lane) => {
            lanes::focus(state, lane);
            return act::act(state, Action::Follow);
        }
        Target::Column(lane) => {
            lanes::focus(state, lane);
            state.view.focus = Pane::Transcript;
        }
        Target::Message(lane, id) => {
            lanes::focus(state, lane);
            state.view.focus = Pane::Transcript;
            state.view.reading.chosen = Some(id);
        }
        Target::OnMessage(lane, id, what) => {
            lanes::focus(state, lane);
            state.view.reading.chosen = Some(id);
            return act::act(state, Action::OnMessage(what));
        }
        Target::Picture(lane, id, nth) => {
            lanes::focus(state, lane);
            return pictures::open_at(state, id, nth);
        }
        Target::Thoughts(id) => act::toggle_thoughts(state, id),
        Target::Call(lane, message, block) => {
            lanes::focus(state, lane);
            state.view.focus = Pane::Transcript;
            return inspect::clicked(state, CallId { message, block });
        }
        Target::Code(lane, id) => return code::clicked(state, lane, id),
        Target::CallRow(at) => return inspect::row_clicked(state, at),
        Target::Link(lane, id, block, no) => {
            lanes::focus(state, lane);
            return links::clicked(state, (id, block), no);
        }
        Target::Note(id, number) => return notes::open(state, id, number),
        Target::Chip(at) => return tray::open(state, Some(at)),
        Target::ChipCross(at) => attach::detach(state, at),
        Target::Transcript => state.view.focus = Pane::Transcript,
        Target::Composer => state.view.focus = Pane::Composer,
        Target::Library => state.view.focus = Pane::Library,
        Target::Border(border) => panes::clicked(state, border),
        Target::Overlay | Target::Beside | Target::Side => {}
        Target::Setting(row) => return settings::clicked(state, row),
        Target::Slide(row, permille) => return settings::dragged(state, row, permille),
        Target::Row(row) => return overlay::clicked(state, row),
    }
    Vec::new()
}
