//! Before a message is sent: what the model will refuse and what the wire cannot carry is told, and
//! the user decides.

use crate::app::action::Action;
use crate::app::composer::{Said, Waits};
use crate::app::effect::Effect;
use crate::app::inspect::OnCall;
use crate::app::menu::{Entry, MenuKind, Pick, Remedy, Way};
use crate::app::overlay::Overlay;
use crate::app::prefill::{self, After};
use crate::app::settings::remarks;
use crate::app::settings::row::Row;
use crate::app::state::State;
use crate::app::weight::{Base, Weight, lens};
use crate::chat::attached::marks;
use crate::chat::call::turn::{open_calls, results_so_far};
use crate::chat::carried;
use crate::chat::check::{self, Finding, Level, Prefill};
use crate::chat::content::ContentBlock;
use crate::chat::estimate::{self, Extent};
use crate::chat::lane::Lane;
use crate::chat::prefill::Instead;
use crate::chat::request::{Order, Remark, Request};
use crate::chat::settings::Field;

use super::{answering, draft, menu, pin, preview, send, settings, turns};

/// Opens the list of what stands in the way, unless the user has sent in spite of the same before.
pub(super) fn tell(state: &mut State, way: Way) -> Option<Vec<Effect>> {
    let mut found = hindrances(state, state.composer.said());
    let waits = state
        .lane_id()
        .is_some_and(|lane| state.calls.is_busy(lane));
    // A message that waits for the results leaves no call behind.
    if way == Way::Stopping || !waits {
        found.extend(unanswered(state));
    }
    let out_of_order = out_of_order(state);
    if out_of_order.is_none() {
        news(state, &found)?;
    }
    let mut entries: Vec<Entry> = Vec::new();
    entries.extend(out_of_order.iter().flat_map(|it| order_rows(it, way)));
    for finding in &found {
        entries.extend(rows(finding, way));
        if prefill::is_refusal(finding) {
            let ways = prefill::ways(&state.composer.prefill(), state);
            let pick = |instead| Pick::Send(Remedy::Instead(instead), way);
            entries.extend(prefill::rows(&ways, After::Send, pick));
        }
    }
    entries.push(as_it_is(way));
    let effects = menu::open(state, MenuKind::BeforeSending, entries);
    select_mend(state);
    Some(effects)
}

/// The row that sends in spite of everything.
pub(super) fn as_it_is(way: Way) -> Entry {
    Entry {
        label: "send".to_owned(),
        detail: "as it is: the service has the last word".to_owned(),
        pick: Pick::Send(Remedy::Accept, way),
    }
}

/// Selects the first row of the list that mends something.
pub(super) fn select_mend(state: &mut State) {
    if let Some(Overlay::Menu(menu)) = state.overlays.last_mut() {
        let mends = |entry: &Entry| matches!(&entry.pick, Pick::Send(remedy, _) if *remedy != Remedy::Accept);
        menu.chooser.select_first(mends);
    }
}

/// Whether something has come to stand in the way of the message that waits longest since it was
/// written. It then waits for the user's word.
pub(super) fn holds_back(state: &mut State) -> bool {
    let Some(waiting) = state.composer.queue.front() else {
        return false;
    };
    let said = pin::said(state, waiting.text.clone(), waiting.attached.clone());
    let found = hindrances(state, said);
    let news = news(state, &found).map(|finding| finding.text.clone());
    let Some(what) = news.or_else(|| Some(out_of_order(state)?.text)) else {
        return false;
    };
    let text = format!("the queued message waits: {what}; Up takes it back, F5 sends it");
    state.notices.say(text, state.input.now.mono);
    state.composer.waits = Waits::ForUser;
    true
}

/// What the service will refuse about the order of the messages, unless the user has accepted it.
pub(super) fn out_of_order(state: &State) -> Option<Remark> {
    let lane = state.lane()?;
    let order = Order::of(&state.conversation, lane.id, lane.leaf());
    let refused = order.refused()?;
    (!is_accepted(state, &refused.text)).then(|| refused.clone())
}

/// The first finding that the user has not accepted before.
pub(super) fn news<'a>(state: &State, found: &'a [Finding]) -> Option<&'a Finding> {
    let mut found = found.iter();
    found.find(|finding| !is_accepted(state, &finding.text))
}

fn is_accepted(state: &State, text: &str) -> bool {
    let mut accepted = state.notices.accepted.iter();
    accepted.any(|other| other == text)
}

/// What the service will refuse, and what of the request its wire leaves out.
fn hindrances(state: &State, said: Said) -> Vec<Finding> {
    let settings = state.settings();
    let prefill = Prefill::of(&said.prefill);
    let mut findings = remarks::of_message(&settings, state, (&said.text, &said.attached), prefill);
    findings.retain(|finding| finding.level == Level::Refused);
    for other in against_answers(state) {
        if !findings.contains(&other) {
            findings.push(other);
        }
    }
    findings.extend(too_long(state, &content_of(state, &said)));
    let Some(request) = preview::request_of(state, said) else {
        return findings;
    };
    findings.extend(left_out(&request));
    findings
}

/// What its wire leaves out of a request.
pub(super) fn left_out(request: &Request) -> impl Iterator<Item = Finding> {
    let left = carried::left_out(request).into_iter();
    // What stays behind of the conversation is told with the message; it needs no decision.
    let left = left.filter(|left| !request.stayed.contains(left));
    left.map(|left| Finding {
        field: left.field,
        level: Level::Ignored,
        text: format!(
            "the {} wire leaves out {}",
            request.settings.wire.name(),
            left.what
        ),
        fix: None,
    })
}

/// What would stand in a message, with the results that go along.
fn content_of(state: &State, said: &Said) -> Vec<ContentBlock> {
    let leaf = state.lane().and_then(Lane::leaf);
    let mut content = results_so_far(&open_calls(&state.conversation, leaf).unwrap_or_default());
    content.extend(marks::content_of(&said.text, &said.attached));
    content
}

/// What the service will refuse of the answers that a message takes along.
fn against_answers(state: &State) -> Vec<Finding> {
    let leaf = state.lane().and_then(Lane::leaf);
    let calls = open_calls(&state.conversation, leaf).unwrap_or_default();
    let answers = results_so_far(&calls);
    if answers.is_empty() {
        return Vec::new();
    }
    let mut found = remarks::of_results(&state.settings(), state, &answers, Prefill::None);
    found.retain(|finding| finding.level == Level::Refused);
    found
}

/// That the conversation and this after it do not fit the model, if so. The estimate is low rather than
/// high: a token seldom has more letters.
pub(super) fn too_long(state: &State, content: &[ContentBlock]) -> Option<Finding> {
    let most = state.listed_abilities().context?;
    let weight = Weight::now(state).with_leaf(state);
    let around = match weight.base {
        Base::Reply => 0,
        Base::Texts => estimate::settings_tokens(&state.settings()),
    };
    let known = |hash: &str| state.conversation.blob(hash).map(Extent::of_blob);
    let tokens = weight.tokens + around + estimate::content_tokens(content, lens(state), known);
    (tokens > most).then(|| Finding {
        field: Field::Model,
        level: Level::Refused,
        text: format!(
            "all of it is longer than the {most} tokens that the model reads; leave something out"
        ),
        fix: None,
    })
}

/// That calls at the end of the lane have no answer and stay behind.
fn unanswered(state: &State) -> Option<Finding> {
    let leaf = state.lane().and_then(Lane::leaf);
    let calls = open_calls(&state.conversation, leaf)?;
    let open = calls.iter().filter(|call| call.answer.is_none());
    let names: Vec<&str> = open.map(|call| call.asks.name.as_str()).collect();
    let text = match names.as_slice() {
        [] => return None,
        [one] => format!("the call of {one} has no answer: it is left out"),
        names => format!(
            "{} calls have no answers and are left out: {}",
            names.len(),
            names.join(", ")
        ),
    };
    Some(Finding {
        field: Field::Tools,
        level: Level::Note,
        text,
        fix: None,
    })
}

/// What the service would refuse if these results went back now, and the user has not accepted.
pub(super) fn against_results(state: &State, results: &[ContentBlock]) -> Option<String> {
    let found = refused_results(state, results);
    news(state, &found).map(|finding| finding.text.clone())
}

/// The user sends the results in spite of it; the same is not told again.
pub(super) fn accept_results(state: &mut State, results: &[ContentBlock]) {
    let found = refused_results(state, results);
    let texts = found.into_iter().map(|finding| finding.text);
    state.notices.accepted.extend(texts);
}

fn refused_results(state: &State, results: &[ContentBlock]) -> Vec<Finding> {
    let settings = state.settings();
    let prefill = Prefill::of(&pin::pinned(state));
    let mut found = remarks::of_results(&settings, state, results, prefill);
    found.retain(|finding| finding.level == Level::Refused);
    found.extend(too_long(state, results));
    found
}

/// What of the conversation does not go along with the next message, in a sentence.
pub(super) fn stays_behind(request: &Request) -> Option<String> {
    let what: Vec<&str> = request
        .stayed
        .iter()
        .map(|left| left.what.as_str())
        .collect();
    (!what.is_empty()).then(|| format!("left out: {}", what.join(", ")))
}

/// The rows of what the service will refuse about the order of the messages.
pub(super) fn order_rows(remark: &Remark, way: Way) -> Vec<Entry> {
    let mut rows = vec![Entry {
        label: "✗ order".to_owned(),
        detail: remark.text.clone(),
        pick: Pick::Problem(remark.text.clone()),
    }];
    if !remark.leave_out.is_empty() {
        rows.push(Entry {
            label: "  mend".to_owned(),
            detail: "leave what stands before out of the context, and send".to_owned(),
            pick: Pick::Send(Remedy::LeaveOut(remark.leave_out.clone()), way),
        });
    }
    rows
}

/// The rows of a finding: what it is, and what can be done.
pub(super) fn rows(finding: &Finding, way: Way) -> Vec<Entry> {
    let mark = match finding.level {
        Level::Refused => "✗",
        Level::Ignored | Level::Unknown | Level::Note => "–",
    };
    let mut rows = vec![Entry {
        label: format!("{mark} {}", finding.field.name()),
        detail: finding.text.clone(),
        pick: match Row::of(finding.field) {
            // Only calls without an answer are told as a note.
            _ if finding.level == Level::Note => Pick::Do(Action::OnCall(OnCall::Open)),
            Some(row) => Pick::Row(row),
            None => Pick::Problem(finding.text.clone()),
        },
    }];
    let remedy = match &finding.fix {
        Some(fix) => Some((fix.label.as_str(), Remedy::Fix(fix.clone()))),
        // A pinned beginning is no text in the editor that could be trimmed.
        None if finding.text == check::BLANK_END && way == Way::InTurn => {
            Some(("take the white space off its end", Remedy::TrimPrefill))
        }
        None => None,
    };
    rows.extend(remedy.map(|(what, remedy)| Entry {
        label: "  mend".to_owned(),
        detail: format!("{what}, and send"),
        pick: Pick::Send(remedy, way),
    }));
    rows
}

/// Sends the message after this was done. What still stands in the way is told; what was accepted
/// is not told again.
pub(super) fn send(state: &mut State, remedy: &Remedy, way: Way) -> Vec<Effect> {
    if way == Way::Answering {
        return answering::send(state, remedy);
    }
    let mut effects = match remedy {
        Remedy::Accept => {
            accept(state);
            Vec::new()
        }
        Remedy::Fix(_) | Remedy::LeaveOut(_) | Remedy::TrimPrefill | Remedy::Instead(_) => {
            mend(state, remedy)
        }
    };
    effects.extend(match way {
        Way::InTurn | Way::Answering => send::send(state),
        Way::Stopping => send::stop_and_send(state),
    });
    effects
}

/// Does this about what stands in the way.
pub(super) fn mend(state: &mut State, remedy: &Remedy) -> Vec<Effect> {
    match remedy {
        Remedy::Accept => Vec::new(),
        Remedy::Fix(fix) => settings::change(state, |settings| check::apply(fix, settings)),
        Remedy::LeaveOut(ids) => turns::leave_out(state, ids),
        Remedy::TrimPrefill => take(state, Instead::Trim),
        Remedy::Instead(instead) => take(state, *instead),
    }
}

/// Does something else than to begin the reply as it is; the settings say so from here on.
fn take(state: &mut State, instead: Instead) -> Vec<Effect> {
    let prefill = state.composer.prefill();
    let effects = change_instead(state, instead, &prefill);
    state.composer.set_prefill(instead.keeps(&prefill));
    draft::changed(state);
    effects
}

/// Changes the settings as a way asks that goes without this beginning of the reply, and tells it.
pub(super) fn change_instead(state: &mut State, instead: Instead, prefill: &str) -> Vec<Effect> {
    let (abilities, before) = (state.abilities(), state.settings().into_owned());
    let effects = settings::change(state, |settings| {
        instead.change(prefill, &abilities, settings);
    });
    if let Some(text) = instead.told().filter(|_| before != *state.settings()) {
        state.notices.say(text, state.input.now.mono);
    }
    effects
}

fn accept(state: &mut State) {
    let mut found = hindrances(state, state.composer.said());
    found.extend(unanswered(state));
    let order = out_of_order(state).map(|remark| remark.text);
    let texts = found.into_iter().map(|finding| finding.text).chain(order);
    let texts: Vec<String> = texts.collect();
    state.notices.accepted.extend(texts);
}
