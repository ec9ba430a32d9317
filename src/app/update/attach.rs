//! What goes along with the next message: asked for, come, put elsewhere, taken off.

use crate::app::chips::{ArrivalId, Fetch, Found, Holder, NotAttached, Wanted};
use crate::app::composer::{Coming, Composer, Field, Queued};
use crate::app::effect::Effect;
use crate::app::menu::{Entry, Pick};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::chat::attached::{Attached, dummy, marks};

use super::{calls, draft, send, smaller};

/// Lets files and the like be read, to go along with the next message.
///
/// Where something is written already, a mark keeps the place of each.
pub(super) fn fetch(state: &mut State, wanted: Vec<Wanted>) -> Vec<Effect> {
    let fetches = wanted.into_iter().map(|wanted| {
        let holder = hold(state, &wanted);
        state.composer.chips.expect(wanted, holder)
    });
    let fetches: Vec<Fetch> = fetches.collect();
    vec![Effect::Attach(fetches)]
}

/// The command line names files: they go along from the beginning.
pub(super) fn given(state: &mut State, wanted: Vec<Wanted>) -> Vec<Effect> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let chips = &mut state.composer.chips;
    let fetches = wanted
        .into_iter()
        .map(|wanted| chips.expect(wanted, None))
        .collect();
    vec![Effect::Attach(fetches)]
}

/// Words at the cursor that stand for what is being read. At the beginning nothing has to: what has no
/// mark goes before the text.
fn hold(state: &mut State, wanted: &Wanted) -> Option<Holder> {
    let before = state.composer.before_cursor();
    if before.trim().is_empty() || state.composer.field() != Field::Message {
        return None;
    }
    let text = holding(&state.composer.text(), wanted);
    let space = if before.ends_with(char::is_whitespace) {
        ""
    } else {
        " "
    };
    state.composer.insert(&format!("{space}{text} "));
    draft::changed(state);
    Some(Holder {
        text,
        otherwise: String::new(),
    })
}

/// Words that stand nowhere in the text yet.
pub(super) fn holding(text: &str, wanted: &Wanted) -> String {
    let name = wanted.called();
    let mut words = format!("[reading {name}]");
    let mut count = 1;
    while text.contains(&words) {
        count += 1;
        words = format!("[reading {name}, {count}]");
    }
    words
}

/// Lets what a draft names be read: for the editor, and for the messages that wait.
pub(super) fn restore(state: &mut State, wanted: Vec<Wanted>) -> Vec<Effect> {
    let composer = &mut state.composer;
    let mut effects = Vec::new();
    if !wanted.is_empty() {
        effects.push(Effect::Restore(
            composer.chips.expect_draft(wanted.clone()),
            wanted,
        ));
    }
    for waiting in &mut composer.queue {
        if let Coming::Wanted(wanted) = &mut waiting.coming {
            let wanted = std::mem::take(wanted);
            let id = composer.chips.next_id();
            effects.push(Effect::Restore(id, wanted.clone()));
            waiting.coming = Coming::Asked(id, wanted);
        }
    }
    effects
}

/// Something was read: it goes along with the next message.
pub(super) fn attached(
    state: &mut State,
    id: ArrivalId,
    result: Result<Attached, NotAttached>,
) -> Vec<Effect> {
    if state.composer.chips.is_restoring() {
        state.composer.chips.keep_early(id, result);
        return Vec::new();
    }
    if let Some(for_call) = state.calls.arrived(id) {
        return calls::by_hand::came(state, for_call, result);
    }
    let Some(arriving) = state.composer.chips.arrived(id) else {
        // Another draft is in the editor.
        return Vec::new();
    };
    match result {
        Ok(attached) => {
            if let Some(hash) = &arriving.replaces {
                smaller::exchange(state, hash, attached);
                return Vec::new();
            }
            let at = add(state, attached);
            if let Some(holder) = &arriving.holder {
                take_place(state, holder, at);
            }
            draft::changed(state);
            return offer_smaller(state, at);
        }
        Err(not) if arriving.was.is_some() => {
            // It stays what it was.
            if let Some(was) = arriving.was {
                let at = add(state, was);
                if let Some(holder) = &arriving.holder {
                    take_place(state, holder, at);
                }
            }
            state.notices.error(not.why, state.input.now.mono);
        }
        Err(not) => {
            if let Some(holder) = &arriving.holder {
                give_up(state, holder);
            }
            let may_be_text = arriving
                .holder
                .is_some_and(|holder| !holder.otherwise.is_empty());
            if not.found != Found::Nothing || !may_be_text {
                state.notices.error(not.why, state.input.now.mono);
            }
            if let (Found::Animated, Some(wanted)) = (not.found, arriving.wanted) {
                draft::changed(state);
                return smaller::offer_still(state, wanted);
            }
        }
    }
    draft::changed(state);
    Vec::new()
}

/// Says what was done to a file on its way.
fn tell_changes(state: &mut State, attached: &Attached) {
    if attached.changes.is_empty() {
        return;
    }
    let text = format!("{}: {}", attached.name, attached.changes.join(", "));
    state.notices.say(text, state.input.now.mono);
}

/// Offers to make a picture smaller that is not taken as it is, unless something else is open.
pub(super) fn offer_smaller(state: &mut State, at: usize) -> Vec<Effect> {
    let list = &state.composer.chips.list;
    let is_too_large = list
        .get(at)
        .is_some_and(|own| smaller::is_too_large(state, own));
    if !is_too_large || !state.overlays.is_empty() {
        return Vec::new();
    }
    let effects = smaller::offer(state, at);
    // It opens by itself, so a key that was meant for the message must not change the picture.
    if let Some(Overlay::Menu(menu)) = state.overlays.last_mut() {
        let stays = |entry: &Entry| entry.pick == Pick::Nothing;
        menu.chooser.select_first(stays);
    }
    effects
}

/// Puts the mark of an attachment in the place of the words that stood for it. One that has a mark
/// already, since it goes along already, gets no other: that would be text.
fn take_place(state: &mut State, holder: &Holder, at: usize) {
    let composer = &mut state.composer;
    let mark = marks::mark_of(&composer.chips.list, at);
    if composer.text().contains(&mark) {
        remove(composer, &holder.text, "");
    } else {
        composer.exchange(&holder.text, &mark);
    }
}

/// Puts back what stood there before something was read that cannot go along.
fn give_up(state: &mut State, holder: &Holder) {
    remove(&mut state.composer, &holder.text, &holder.otherwise);
}

/// Puts other words in the place of these. Where there are none, the space behind goes too.
fn remove(composer: &mut Composer, words: &str, other: &str) {
    let with_space = format!("{words} ");
    if !other.is_empty() || !composer.exchange(&with_space, "") {
        composer.exchange(words, other);
    }
}

/// Adds an attachment, if it does not go along already; gives its place.
pub(super) fn add(state: &mut State, attached: Attached) -> usize {
    let list = &mut state.composer.chips.list;
    let same = |other: &Attached| !other.hash.is_empty() && other.hash == attached.hash;
    if let Some(at) = list.iter().position(same) {
        let text = format!("{} goes along already", attached.name);
        state.notices.say(text, state.input.now.mono);
        return at;
    }
    tell_changes(state, &attached);
    let list = &mut state.composer.chips.list;
    list.push(attached);
    list.len() - 1
}

/// What a draft names was read. Those that are gone are told, and the marks of the others keep to them.
pub(super) fn restored(
    state: &mut State,
    id: ArrivalId,
    found: Vec<(Wanted, Result<Attached, NotAttached>)>,
) -> Vec<Effect> {
    let asked =
        |waiting: &Queued| matches!(&waiting.coming, Coming::Asked(other, _) if *other == id);
    let composer = &mut state.composer;
    let mut early = Vec::new();
    let why = if let Some(at) = composer.queue.iter().position(asked) {
        let waiting = &mut composer.queue[at];
        let back = Back::of(&waiting.text, found);
        (waiting.text, waiting.attached) = (back.text, back.list);
        waiting.coming = Coming::Nothing;
        back.why
    } else if composer.chips.arrived(id).is_some() {
        let mut back = Back::of(&composer.text(), found);
        back.list.append(&mut composer.chips.list);
        composer.chips.list = back.list;
        if back.why.is_some() {
            composer.begin_text(&back.text);
        }
        early = composer.chips.has_restored();
        back.why
    } else {
        return Vec::new();
    };
    if let Some(why) = why {
        state.notices.error(why, state.input.now.mono);
        draft::changed(state);
    }
    let mut effects = Vec::new();
    for (id, result) in early {
        effects.extend(attached(state, id, result));
    }
    effects.extend(send::release_queued(state));
    effects
}

/// A file that has become something else meanwhile is not what was attached, and its mark is another one.
fn of_its_kind(attached: Attached, wanted: &Wanted) -> Result<Attached, NotAttached> {
    let title = attached.kind.title();
    if wanted.title.is_none_or(|before| before == title) {
        return Ok(attached);
    }
    let (name, title) = (&attached.name, title.to_lowercase());
    let why = format!("{name} is another kind of file by now ({title}); attach it again");
    Err(NotAttached::unfit(why))
}

/// What a draft named, as far as it is still there.
struct Back {
    /// The text, without the marks of what is gone.
    text: String,
    list: Vec<Attached>,
    /// Why the first one that is gone cannot be had.
    why: Option<String>,
}

impl Back {
    fn of(text: &str, found: Vec<(Wanted, Result<Attached, NotAttached>)>) -> Self {
        let mut gone = Vec::new();
        let mut list = Vec::new();
        for (at, (wanted, result)) in found.into_iter().enumerate() {
            let result = result.and_then(|attached| of_its_kind(attached, &wanted));
            list.push(result.unwrap_or_else(|not| {
                gone.push((at, not.why));
                dummy(wanted.title.unwrap_or_default())
            }));
        }
        let mut text = text.to_owned();
        for (at, _) in gone.iter().rev() {
            text = marks::without(&text, &list, *at);
            list.remove(*at);
        }
        let why = gone.into_iter().next().map(|(_, why)| why);
        Self { text, list, why }
    }
}

/// Another program shows an attachment, or none does.
pub(super) fn viewed(state: &mut State, result: Result<(), String>) -> Vec<Effect> {
    let now = state.input.now.mono;
    match result {
        Ok(()) => state.notices.say("opened in its own program", now),
        Err(why) => state.notices.error(why, now),
    }
    Vec::new()
}

/// Takes an attachment off the message.
pub(super) fn detach(state: &mut State, at: usize) {
    let composer = &mut state.composer;
    if at >= composer.chips.list.len() {
        return;
    }
    let text = composer.text();
    let without = marks::without(&text, &composer.chips.list, at);
    let attached = composer.chips.list.remove(at);
    // Undoing it would bring back the mark alone.
    if without != text {
        composer.begin_text(&without);
    }
    let text = format!("{} does not go along any more", attached.name);
    state.notices.say(text, state.input.now.mono);
    draft::changed(state);
}
