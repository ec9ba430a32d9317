//! The question whether something may run: asked, answered, left for later.

use crate::app::asked::Asked;
use crate::app::consent::{Choice, NotYet, OnConsent, Question};
use crate::app::effect::Effect;
use crate::app::layout::SMALLEST;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::overlay::{Overlay, Prompt};
use crate::app::state::State;
use crate::chat::call::Scope;

use super::run;
use crate::app::update::menu;

/// What is done with the question.
pub(in crate::app::update) fn act(state: &mut State, what: OnConsent) -> Vec<Effect> {
    match what {
        OnConsent::Open => return open(state),
        OnConsent::Allowed => return allowed(state),
        OnConsent::Next => with(state, |question| question.step(1)),
        OnConsent::Previous => with(state, |question| question.step(-1)),
        OnConsent::Scroll(way) => with(state, |question| question.scroll(way)),
        OnConsent::Take => {
            let choice = question(state).map(|question| question.choice);
            return choice.map_or_else(Vec::new, |choice| choose(state, choice));
        }
        OnConsent::Choose(choice) => {
            with(state, |question| question.choice = choice);
            return choose(state, choice);
        }
    }
    Vec::new()
}

/// Opens the question that waits, though it was left for later.
fn open(state: &mut State) -> Vec<Effect> {
    state.calls.later.clear();
    if state.calls.asking().is_none() {
        let text = "nothing waits for your word; ^X t shows the tool calls";
        state.notices.say(text, state.input.now.mono);
    }
    show(state);
    Vec::new()
}

/// Asks the first question that waits, where nothing else is being done; closes one that is settled.
///
/// While something is being written it does not come between, but says that it waits.
pub(in crate::app::update) fn settle(state: &mut State) {
    let Some((call, plan)) = state
        .calls
        .asking()
        .map(|(run, plan)| (run.call, plan.clone()))
    else {
        state
            .overlays
            .retain(|overlay| !matches!(overlay, Overlay::Consent(_)));
        return;
    };
    state.overlays.retain(|overlay| {
        !matches!(overlay, Overlay::Consent(asked) if asked.call != call || asked.plan != plan)
    });
    let asked = |overlay: &Overlay| matches!(overlay, Overlay::Consent(_));
    if state.overlays.iter().any(asked) || state.calls.later.contains(&call) {
        return;
    }
    if state.overlays.is_empty() && state.composer.is_blank() {
        show(state);
    } else {
        state.calls.later.insert(call);
        let text = "a program waits for your word: ^X x shows what would run";
        state.notices.say(text, state.input.now.mono);
    }
}

fn show(state: &mut State) {
    let now = state.input.now.mono;
    if let Some((run, plan)) = state.calls.asking() {
        let question = Question::new(run.call, plan.clone(), now);
        state.overlays.push(Overlay::Consent(Box::new(question)));
    }
}

/// Esc: the question is left for later. The call waits, and nothing runs.
pub(in crate::app::update) fn leave(state: &mut State) -> bool {
    let Some(call) = question(state).map(|question| question.call) else {
        return false;
    };
    state.calls.later.insert(call);
    state.overlays.pop();
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
    if !state.view.size.fits() {
        let (width, height) = (SMALLEST.width, SMALLEST.height);
        let text = format!("make the terminal {width}x{height} at least: nothing of it is shown");
        state.notices.say(text, now);
        return Vec::new();
    }
    let call = question.call;
    let not_yet = question.not_yet(now);
    if let Some(NotYet::Quiet) = not_yet {
        let text = "it has just opened: look at it first";
        state.notices.say(text, now);
        return Vec::new();
    }
    let Some(scope) = question.scope(choice) else {
        let prompt = Overlay::Ask(Asked::DenyCall(call), Prompt::default());
        state.overlays.push(prompt);
        return Vec::new();
    };
    if let Some(NotYet::Unseen(lines)) = not_yet {
        let text = format!("scroll to its end first: {lines} more lines");
        state.notices.say(text, now);
        return Vec::new();
    }
    state.overlays.pop();
    run::approve(state, call, &scope)
}

/// Lists what was allowed for more than one call.
fn allowed(state: &mut State) -> Vec<Effect> {
    let standing = state.calls.standing.iter();
    let entries: Vec<Entry> = standing
        .map(|it| Entry {
            label: it.told.clone(),
            detail: match &it.scope {
                Scope::Once => "this one time".to_owned(),
                Scope::Exact => format!("exactly this: {}", it.sha256),
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
