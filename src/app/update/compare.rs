//! Comparing: more lanes for the same question, and whom a message goes to.

use std::collections::BTreeSet;

use crate::app::action::OnLane;
use crate::app::blind;
use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::picker::Then;
use crate::app::state::State;
use crate::app::view::Audience;
use crate::chat::ids::{LaneId, Number};
use crate::chat::lane::Lane;
use crate::chat::settings::{ModelChoice, Settings};

use super::branch::Step;
use super::{answering, draft, file, judge, lanes, menu, settings, votes};

/// The most samples that the menu offers.
const SAMPLES: std::ops::RangeInclusive<usize> = 2..=4;

/// Does something to the lane in focus, or to all of them.
pub(super) fn act(state: &mut State, what: OnLane) -> Vec<Effect> {
    match what {
        OnLane::Compare => offer(state),
        OnLane::Previous => lanes::step(state, Step::Back),
        OnLane::Next => lanes::step(state, Step::On),
        OnLane::Close => lanes::close(state),
        OnLane::Only => lanes::only(state),
        OnLane::Zoom => lanes::zoom(state),
        OnLane::Left => lanes::shift(state, Step::Back),
        OnLane::Right => lanes::shift(state, Step::On),
        OnLane::Narrower => lanes::resize(state, Step::Back),
        OnLane::Wider => lanes::resize(state, Step::On),
        OnLane::Lock => lanes::lock_scrolling(state),
        OnLane::Audience => turn_audience(state),
        OnLane::Mark => mark(state),
        OnLane::Vote => votes::for_focus(state),
        OnLane::Judge => judge::begin(state),
        OnLane::Blind => lanes::toggle_blind(state),
        OnLane::VoteOtherwise => votes::offer(state),
    }
}

/// Offers what another lane can be.
fn offer(state: &mut State) -> Vec<Effect> {
    if file::refuses(state) || lanes::is_full(state) {
        return Vec::new();
    }
    let row = |label: String, detail: &str, pick| Entry {
        label,
        detail: detail.to_owned(),
        pick,
    };
    let mut entries = vec![
        row(
            "another model".to_owned(),
            "answers the last question too",
            Pick::Model(Then::Compare),
        ),
        row(
            "other settings".to_owned(),
            "the same model; turn them in its settings, then r asks",
            Pick::OtherSettings,
        ),
    ];
    let room = lanes::MOST + 1 - lanes::open(state).len();
    for count in SAMPLES.filter(|count| *count <= room) {
        let detail = "the same model and settings, answered again";
        entries.push(row(
            format!("{count} samples"),
            detail,
            Pick::Samples(count),
        ));
    }
    menu::open(state, MenuKind::NewLane, entries)
}

/// Opens a lane with another model, which answers the last question.
pub(super) fn with_model(state: &mut State, choice: ModelChoice) -> Vec<Effect> {
    let mut settings = state.settings().into_owned();
    settings::fit_max_tokens(&state.abilities_of(&choice), &mut settings);
    settings.model = Some(choice);
    add(state, vec![settings], Then::AskAgain)
}

/// Opens a lane with the same settings, to be changed before it is asked.
pub(super) fn other_settings(state: &mut State) -> Vec<Effect> {
    let settings = state.settings().into_owned();
    let mut effects = add(state, vec![settings], Then::Stay);
    effects.extend(super::settings::toggle(state));
    effects
}

/// Opens lanes with the same settings, until there are so many, and lets them answer the last question.
pub(super) fn samples(state: &mut State, count: usize) -> Vec<Effect> {
    let settings = state.settings().into_owned();
    add(
        state,
        vec![settings; count.saturating_sub(1)],
        Then::AskAgain,
    )
}

/// Opens lanes that have the same question before them, in one action.
fn add(state: &mut State, wanted: Vec<Settings>, then: Then) -> Vec<Effect> {
    let question = state
        .lane()
        .and_then(|lane| lanes::last_question(state, lane));
    let act = state.conversation.next_number();
    let begun = state.file.handed > Number(0);
    if lanes::open(state).len() == 1 {
        state.view.reading.audience = Audience::All;
    }
    let mut effects = Vec::new();
    let mut added: Vec<LaneId> = Vec::new();
    for settings in wanted {
        if lanes::is_full(state) {
            break;
        }
        let (record, id) = lanes::another(state, question, settings);
        effects.extend(if begun {
            file::record_in(state, Some(act), vec![record])
        } else {
            file::record_quietly(state, record)
        });
        added.push(id);
    }
    if let Some(last) = added.last()
        && !blind::is_hidden(state)
    {
        lanes::focus(state, *last);
    }
    if let (Some(question), Then::AskAgain) = (question, then) {
        effects.extend(answering::ask(state, &added, question, Some(act)));
    }
    effects
}

/// The lanes that a message goes to now, from the left.
pub(crate) fn audience(state: &State) -> Vec<LaneId> {
    let open = lanes::open(state);
    let is_judge = |id: &LaneId| {
        let lane = state.conversation.lane(*id);
        lane.is_some_and(Lane::is_judge)
    };
    let (judges, compared): (Vec<LaneId>, Vec<LaneId>) = open.iter().partition(|id| is_judge(id));
    let focus: Vec<LaneId> = state.lane_id().into_iter().collect();
    match &state.view.reading.audience {
        Audience::All if compared.is_empty() => judges,
        Audience::All => compared,
        Audience::Focus => focus,
        Audience::Marked(marked) => {
            let marked: Vec<LaneId> = open.into_iter().filter(|id| marked.contains(id)).collect();
            if marked.is_empty() { focus } else { marked }
        }
    }
}

/// All, the one in focus, the marked ones, and round again.
fn turn_audience(state: &mut State) -> Vec<Effect> {
    let reading = &mut state.view.reading;
    let (next, told) = match &reading.audience {
        Audience::All => (Audience::Focus, "messages go to the lane in focus"),
        Audience::Focus | Audience::Marked(_) => (Audience::All, "messages go to all lanes"),
    };
    reading.audience = next;
    draft::changed(state);
    state.notices.say(told, state.input.now.mono);
    Vec::new()
}

/// Marks the lane in focus, or takes the mark off.
fn mark(state: &mut State) -> Vec<Effect> {
    let Some(lane) = state.lane_id() else {
        return Vec::new();
    };
    let mut marked = match &state.view.reading.audience {
        Audience::Marked(marked) => marked.clone(),
        Audience::All | Audience::Focus => BTreeSet::new(),
    };
    if !marked.remove(&lane) {
        marked.insert(lane);
    }
    let told = if marked.is_empty() {
        "no lane is marked: messages go to all lanes"
    } else {
        "messages go to the marked lanes"
    };
    state.view.reading.audience = if marked.is_empty() {
        Audience::All
    } else {
        Audience::Marked(marked)
    };
    draft::changed(state);
    state.notices.say(told, state.input.now.mono);
    Vec::new()
}
