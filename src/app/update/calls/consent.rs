//! The question whether something may run: asked, answered, left for later.

use crate::app::asked::Asked;
use crate::app::calls::Plan;
use crate::app::consent::{Choice, NotYet, OnConsent, Question};
use crate::app::effect::Effect;
use crate::app::layout::SMALLEST;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::overlay::{Overlay, Prompt};
use crate::app::state::State;
use crate::chat::call::Scope;

use super::{run, talk};
use crate::app::update::menu;

/// What is done with the question.
pub(in crate::app::update) fn act(state: &mut State, what: OnConsent) -> Vec<Effect> {
    match what {
        OnConsent::Open => return open(state),
        OnConsent::Allowed => return allowed(state),
        OnConsent::Next => next(state),
        OnConsent::Previous => with(state, |question| question.step(-1)),
        OnConsent::Scroll(way) => with(state, |question| question.scroll(way)),
        OnConsent::Take => {
            let choice = question(state).map(|question| question.choice);
            return choice.map_or_else(Vec::new, |choice| choose(state, choice));
        }
        OnConsent::Choose(choice) => {
            with(state, |question| question.go_to(choice));
            return choose(state, choice);
        }
    }
    Vec::new()
}

/// Goes to the next choice. Before all was seen there is one only: what is far from the eye when the end
/// is reached would be taken for another one.
fn next(state: &mut State) {
    let out_of_sight = || question(state)?.out_of_sight().map(NotYet::told);
    match too_small(state).or_else(out_of_sight) {
        Some(why) => state.notices.say(why, state.input.now.mono),
        None => with(state, |question| question.step(1)),
    }
}

/// What is said where the screen is too small for anything to be shown on it.
fn too_small(state: &State) -> Option<String> {
    let (width, height) = (SMALLEST.width, SMALLEST.height);
    let text = format!("make the terminal {width}x{height} at least: nothing of it is shown");
    (!state.view.size.fits()).then_some(text)
}

/// Opens the question that waits, though it was left for later: in the pane that of the selected call.
fn open(state: &mut State) -> Vec<Effect> {
    state.calls.later.clear();
    if let Some(Overlay::Inspect(pane)) = state.overlays.last() {
        state.calls.wanted = pane.selected();
    }
    if state.calls.asking().next().is_none() {
        let text = "nothing waits for your word; ^X t shows the tool calls";
        state.notices.say(text, state.input.now.mono);
    }
    show(state);
    Vec::new()
}

/// Asks the first question that waits and was not left for later, where nothing else is being done;
/// closes one that is settled. One that is open stays until then, whatever else is to be asked: it is
/// being read.
///
/// While something is being written it does not come between, but says that it waits.
pub(in crate::app::update) fn settle(state: &mut State) {
    let calls = &state.calls;
    let waits = |asked: &Question| calls.asking().any(|plan| *plan == asked.plan);
    state
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::Consent(asked) if !waits(asked)));
    if state.overlays.iter().any(is_question) {
        return;
    }
    let in_pane = matches!(state.overlays.last(), Some(Overlay::Inspect(_)));
    if in_pane && wanted(state).is_some() {
        show(state);
        return;
    }
    let Some(call) = first(state).map(|plan| plan.invocation.call) else {
        return;
    };
    let Some(call) = call else {
        // The user has just wanted it.
        show(state);
        return;
    };
    if state.overlays.is_empty() && state.composer.is_blank() {
        show(state);
    } else {
        state.calls.later.insert(call);
        let text = "a program waits for your word: ^X x shows what would run";
        state.notices.say(text, state.input.now.mono);
    }
}

fn is_question(overlay: &Overlay) -> bool {
    matches!(overlay, Overlay::Consent(_))
}

/// What would run for the call that the user has just wanted.
fn wanted(state: &State) -> Option<&Plan> {
    let id = state.calls.wanted?;
    let mut asking = state.calls.asking();
    asking.find(|plan| plan.invocation.call == Some(id))
}

/// The first thing to be asked about that was not left for later. Calls of a reply are asked about in their
/// order, whichever plan is made first.
fn first(state: &State) -> Option<&Plan> {
    let calls = &state.calls;
    let waits = |call| calls.later.contains(&call) || calls.is_preceded(call);
    calls
        .asking()
        .find(|plan| !plan.invocation.call.is_some_and(waits))
}

fn show(state: &mut State) {
    let now = state.input.now.mono;
    if let Some(at) = state.overlays.iter().position(is_question) {
        // It comes back to the top, and keys that were meant for what covered it choose nothing.
        let question = state.overlays.remove(at);
        state.overlays.push(question);
        disturb(state);
        return;
    }
    // Who asks for a question gets one, though an earlier call may still be looked at.
    let plan = wanted(state)
        .or_else(|| first(state))
        .or_else(|| state.calls.asking().next());
    if let Some(plan) = plan.cloned() {
        state.calls.wanted = None;
        let question = Question::new(plan, now);
        state.overlays.push(Overlay::Consent(Box::new(question)));
    }
}

/// Esc: the question is left for later. The call waits, and nothing runs.
pub(in crate::app::update) fn leave(state: &mut State) -> bool {
    let Some(call) = question(state).map(Question::call) else {
        return false;
    };
    state.overlays.pop();
    let Some(call) = call else {
        talk::refuse(state);
        return true;
    };
    state.calls.later.insert(call);
    let text = "left for later: ^X x asks again, ^X t shows the call";
    state.notices.say(text, state.input.now.mono);
    true
}

/// A key that means nothing here: it was meant for another place.
pub(in crate::app::update) fn disturb(state: &mut State) {
    let now = state.input.now.mono;
    with(state, |question| question.quiet_since = now);
}

fn choose(state: &mut State, choice: Choice) -> Vec<Effect> {
    let now = state.input.now.mono;
    let Some(question) = question(state) else {
        return Vec::new();
    };
    if let Some(why) = too_small(state) {
        state.notices.say(why, now);
        return Vec::new();
    }
    let call = question.call();
    let not_yet = question.not_yet(now);
    if let Some(NotYet::Quiet) = not_yet {
        state.notices.say(NotYet::Quiet.told(), now);
        return Vec::new();
    }
    let Some(scope) = question.scope(choice) else {
        if let Some(call) = call {
            let prompt = Overlay::Ask(Asked::DenyCall(call), Prompt::default());
            state.overlays.push(prompt);
        } else {
            state.overlays.pop();
            talk::refuse(state);
        }
        return Vec::new();
    };
    if let Some(not_yet) = not_yet {
        state.notices.say(not_yet.told(), now);
        return Vec::new();
    }
    state.overlays.pop();
    match call {
        Some(call) => run::approve(state, call, &scope),
        None => talk::approve(state),
    }
}

/// Lists what was allowed for more than one call.
fn allowed(state: &mut State) -> Vec<Effect> {
    let standing = state.calls.standing.iter();
    let entries: Vec<Entry> = standing
        .map(|it| Entry {
            label: it.plan.invocation.tool.clone(),
            detail: match &it.scope {
                Scope::Once => "this one time".to_owned(),
                Scope::Exact => format!("exactly this: {}", it.plan.sha256),
                Scope::Tool(tool) => format!("each call of {tool}"),
            },
            pick: Pick::Revoke(it.record),
        })
        .collect();
    if entries.is_empty() {
        let text = "nothing is allowed for more than one call";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    menu::open(state, MenuKind::Allowed, entries)
}

fn question(state: &State) -> Option<&Question> {
    match state.overlays.last() {
        Some(Overlay::Consent(question)) => Some(question),
        _ => None,
    }
}

fn with(state: &mut State, change: impl FnOnce(&mut Question)) {
    if let Some(Overlay::Consent(question)) = state.overlays.last_mut() {
        change(question);
    }
}
