//! Pictures that are too large: offered to be made smaller, with figures; exchanged, and given back.

use crate::app::chips::{Form, Wanted};
use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::overlay::Overlay;
use crate::app::smaller::{Exchanged, Measure, Measured, OfferId};
use crate::app::state::State;
use crate::app::tray::Place;
use crate::chat::attached::limits::{self, Problem, Remedy};
use crate::chat::attached::smaller::Making;
use crate::chat::attached::{Attached, Kind};
use crate::chat::check::Level;

use super::{attach, draft, menu};

/// Offers to make a picture smaller: the chosen one of the list, or the first that is too large, or the last.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    if let Some(Overlay::Tray(tray)) = state.overlays.last()
        && let Some(Place::Own(at)) = tray.choice().map(|row| row.place.clone())
    {
        return offer(state, at);
    }
    let list = &state.composer.chips.list;
    let is_picture = |own: &Attached| matches!(own.kind, Kind::Picture { .. });
    let too_large = |own: &Attached| is_too_large(state, own);
    let at = list.iter().position(too_large);
    let Some(at) = at.or_else(|| list.iter().rposition(is_picture)) else {
        let text = "no picture goes along that could be made smaller";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    offer(state, at)
}

/// Whether making it smaller helps.
pub(super) fn is_too_large(state: &State, attached: &Attached) -> bool {
    problem(state, attached).is_some_and(|problem| problem.remedy == Remedy::MakeSmaller)
}

fn problem(state: &State, attached: &Attached) -> Option<Problem> {
    limits::problem(attached, &state.listed_abilities(), state.settings().wire)
}

/// Offers the ways to make this attachment smaller, and lets them be measured.
pub(super) fn offer(state: &mut State, at: usize) -> Vec<Effect> {
    let abilities = state.listed_abilities();
    let Some(attached) = state.composer.chips.list.get(at).cloned() else {
        return Vec::new();
    };
    let ways = Making::of(&attached, &abilities);
    let was_made = exchange_of(state, &attached.hash).is_some();
    if ways.is_empty() && !was_made {
        let text = format!("{} is no picture that could be made smaller", attached.name);
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let chips = &mut state.composer.chips;
    let id = chips.expect_offer(attached.hash.clone(), ways.clone());
    show(state);
    let wanted = Wanted::again(&attached);
    vec![Effect::Measure(Measure { id, wanted, ways })]
}

/// Lists the ways with what is known of them. The row that was chosen stays chosen.
fn show(state: &mut State) {
    let Some(entries) = entries(state) else {
        return;
    };
    let chosen = match state.overlays.last() {
        Some(Overlay::Menu(menu)) if menu.kind == MenuKind::Smaller => {
            Some(menu.chooser.list.clone())
        }
        _ => None,
    };
    menu::open(state, MenuKind::Smaller, entries);
    if let (Some(before), Some(Overlay::Menu(menu))) = (chosen, state.overlays.last_mut()) {
        menu.chooser.list.filter = before.filter;
        menu.chooser.filter_changed();
        menu.chooser.list.selected = before.selected;
    }
}

fn entries(state: &State) -> Option<Vec<Entry>> {
    let offer = state.composer.chips.offer.as_ref()?;
    let mut list = state.composer.chips.list.iter();
    let attached = list.find(|own| own.hash == offer.hash)?;
    let abilities = state.listed_abilities();
    let mut entries: Vec<Entry> = offer
        .ways
        .iter()
        .map(|(way, measured)| Entry {
            label: way.label(),
            detail: match measured {
                None => "measuring …".to_owned(),
                Some(Err(not)) => not.why.clone(),
                Some(Ok(made)) => {
                    let remark = way.remark(&abilities).map(|why| format!(" · {why}"));
                    figures(state, made) + &remark.unwrap_or_default()
                }
            },
            pick: Pick::MakeSmaller(offer.hash.clone(), *way),
        })
        .collect();
    if let Some(exchange) = exchange_of(state, &attached.hash) {
        entries.push(Entry {
            label: "the original".to_owned(),
            detail: figures(state, &exchange.was),
            pick: Pick::TakeOriginal(attached.hash.clone()),
        });
    }
    entries.push(Entry {
        label: "as it is".to_owned(),
        detail: figures(state, attached),
        pick: Pick::Nothing,
    });
    Some(entries)
}

/// Format, pixels, size, and whether it is taken.
fn figures(state: &State, attached: &Attached) -> String {
    let label = attached.label();
    match problem(state, attached) {
        None => format!("{label} ✓"),
        Some(problem) if problem.level == Level::Unknown => format!("{label} ? {}", problem.short),
        Some(problem) => format!("{label} ✗ {}", problem.short),
    }
}

/// It is known what a way gives.
pub(super) fn measured(
    state: &mut State,
    id: OfferId,
    way: Making,
    measured: Measured,
) -> Vec<Effect> {
    let offer = state.composer.chips.offer.as_mut();
    let Some(offer) = offer.filter(|offer| offer.id == id) else {
        return Vec::new();
    };
    offer.answered(way, measured);
    show(state);
    Vec::new()
}

/// Stops measuring once the ways are not shown any more.
pub(super) fn settle(state: &mut State) -> Vec<Effect> {
    let is_shown = state
        .overlays
        .iter()
        .any(|overlay| matches!(overlay, Overlay::Menu(menu) if menu.kind == MenuKind::Smaller));
    if is_shown || state.composer.chips.offer.take().is_none() {
        return Vec::new();
    }
    vec![Effect::StopMeasuring]
}

/// Makes an attachment smaller; what comes takes its place.
pub(super) fn make(state: &mut State, hash: String, way: Making) -> Vec<Effect> {
    let mut list = state.composer.chips.list.iter();
    let Some(attached) = list.find(|own| own.hash == hash) else {
        return Vec::new();
    };
    let wanted = Wanted {
        form: Form::Smaller(way),
        ..Wanted::again(attached)
    };
    let fetch = state.composer.chips.expect_instead(wanted, hash);
    vec![Effect::Attach(vec![fetch])]
}

/// Puts what was made in the place of the attachment with this hash. The original can be had again.
pub(super) fn exchange(state: &mut State, hash: &str, made: Attached) {
    let text = state.composer.text();
    let chips = &mut state.composer.chips;
    let Some(at) = chips.list.iter().position(|own| own.hash == hash) else {
        return;
    };
    let said = made.changes.join(", ");
    let what = format!("{}: {said}; undo gives the original back", made.name);
    let hash = made.hash.clone();
    let was = std::mem::replace(&mut chips.list[at], made);
    chips.exchanged.push(Exchanged { was, hash, text });
    state.notices.say(what, state.input.now.mono);
    draft::changed(state);
}

fn exchange_of<'a>(state: &'a State, hash: &str) -> Option<&'a Exchanged> {
    let mut exchanged = state.composer.chips.exchanged.iter().rev();
    exchanged.find(|exchange| exchange.hash == hash)
}

/// Gives back the original of this attachment.
pub(super) fn give_back(state: &mut State, hash: &str) {
    let chips = &mut state.composer.chips;
    let is_it = |exchange: &Exchanged| exchange.hash == hash;
    let Some(exchange) = chips.exchanged.iter().rposition(is_it) else {
        return;
    };
    let exchange = chips.exchanged.remove(exchange);
    let Some(at) = chips.list.iter().position(|own| own.hash == hash) else {
        return;
    };
    let text = format!("{} is the original again", exchange.was.name);
    chips.list[at] = exchange.was;
    state.notices.say(text, state.input.now.mono);
    draft::changed(state);
}

/// Undo in the editor: the last exchange, if nothing was written since. Tells whether there was one.
pub(super) fn undone(state: &mut State) -> bool {
    let Some(last) = state.composer.chips.exchanged.last() else {
        return false;
    };
    let chips = &state.composer.chips;
    let is_there = chips.list.iter().any(|own| own.hash == last.hash);
    if !is_there || last.text != state.composer.text() {
        return false;
    }
    let hash = last.hash.clone();
    give_back(state, &hash);
    true
}

/// A picture moves: offers the first one of it.
pub(super) fn offer_still(state: &mut State, wanted: Wanted) -> Vec<Effect> {
    let name = wanted.called();
    let still = Wanted {
        form: Form::Still,
        name: None,
        ..wanted
    };
    let entries = vec![
        Entry {
            label: "its first picture".to_owned(),
            detail: format!("of {name}, as png"),
            pick: Pick::Attach(Box::new(still)),
        },
        Entry {
            label: "nothing".to_owned(),
            detail: "the message goes without it".to_owned(),
            pick: Pick::Nothing,
        },
    ];
    menu::open(state, MenuKind::Animated, entries)
}

/// The first picture of an animated one is wanted.
pub(super) fn attach_still(state: &mut State, wanted: Wanted) -> Vec<Effect> {
    attach::fetch(state, vec![wanted])
}
