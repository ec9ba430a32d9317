//! What the terminal shows beside its cells: who looks, what ended meanwhile.

use crate::app::calls::{self, Running};
use crate::app::effect::Effect;
use crate::app::file::FileEvent;
use crate::app::outward::{Focus, LONG, Last, News, Notify, Question};
use crate::app::overlay::Overlay;
use crate::app::progress::Task;
use crate::app::state::State;
use crate::chat::generation::{End, Outcome};

use super::{custody, service};

/// The window got the focus, or lost it.
pub(super) fn focus(state: &mut State, focus: Focus) -> Vec<Effect> {
    state.view.outward.focus = focus;
    match focus {
        // Somebody may have done something to the file meanwhile.
        Focus::Here => custody::event(state, FileEvent::Returned),
        Focus::Away => Vec::new(),
    }
}

/// Stops what is told to last.
pub(super) fn stop_task(state: &mut State) -> Vec<Effect> {
    let now = state.input.now.mono;
    if let Some(task) = state.notices.tasks.stop(now) {
        return stopped(state, task);
    }
    let text = match state.notices.tasks.told(now) {
        Some(told) => format!("{} cannot be stopped half-way", told.task.words()),
        None => "nothing lasts just now; Esc stops a reply".to_owned(),
    };
    state.notices.say(text, now);
    Vec::new()
}

/// Something is given up: nothing comes of it.
pub(super) fn stopped(state: &mut State, task: Task) -> Vec<Effect> {
    let text = format!("stopped: {}", task.words());
    state.notices.say(text, state.input.now.mono);
    if task == Task::Models {
        service::not_listed(state);
    }
    vec![Effect::GiveUp(task)]
}

/// Somebody is there, whatever the terminal tells.
pub(super) fn looked(state: &mut State) {
    let outward = &mut state.view.outward;
    (outward.focus, outward.last) = (Focus::Here, Last::Well);
}

/// A reply has ended.
pub(super) fn ended(state: &mut State, end: &End) {
    state.view.outward.last = match end.outcome {
        Outcome::Failed(_) => Last::Failed,
        Outcome::Done(_) | Outcome::Cancelled | Outcome::Interrupted => Last::Well,
    };
}

/// Tells of what has ended, or waits, while nobody looks.
pub(super) fn settle(state: &mut State) -> Vec<Effect> {
    let now = state.input.now.mono;
    let busy = !state.flight.is_empty() || state.calls.runs.iter().any(Running::works);
    let open = match state.overlays.last() {
        Some(Overlay::Consent(_)) => Question::Open,
        Some(_) | None => Question::None,
    };
    let outward = &mut state.view.outward;
    let asked = std::mem::replace(&mut outward.question, open);
    let began = outward.since;
    outward.since = busy.then(|| began.unwrap_or(now));
    let long = began.is_some_and(|began| !busy && now.since(began) > LONG);
    let (focus, last, wish) = (outward.focus, outward.last, outward.wishes.notify);
    let news = if (asked, open) == (Question::None, Question::Open) {
        News::Waits
    } else if !long {
        return Vec::new();
    } else if last == Last::Failed {
        News::Failed
    } else if calls::waiting(state).is_some() {
        News::Waits
    } else {
        News::Ended
    };
    if focus == Focus::Here || wish == Notify::Off {
        return Vec::new();
    }
    vec![Effect::Notify(news)]
}
