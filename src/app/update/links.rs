//! The links of a message: listed, copied, and opened once that was asked.

use crate::app::copying::{Copying, What};
use crate::app::effect::Effect;
use crate::app::links::{self, OnLinks};
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::transcript::line::LinkNo;
use crate::chat::ids::MessageId;
use crate::chat::link::Link;

use super::menu;

/// Columns of the widest list, and what of it rows do not have for an address.
const WIDTH: (u16, u16) = (90, 14);

/// Lists the links of a message.
pub(super) fn list(state: &mut State, id: MessageId) -> Vec<Effect> {
    let message = state.conversation.message(id);
    let all = message.map(links::of).unwrap_or_default();
    if all.is_empty() {
        let text = "this message has no links to the web";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let entries = all.into_iter().map(|link| Entry {
        label: link.host().to_owned(),
        detail: link.address().to_owned(),
        pick: Pick::Link(Box::new(link)),
    });
    menu::open(state, MenuKind::Links, entries.collect())
}

/// A link was clicked, which stands in this block of a message: it is selected in the list.
pub(super) fn clicked(
    state: &mut State,
    (id, block): (MessageId, usize),
    no: LinkNo,
) -> Vec<Effect> {
    let link = state.view.transcript.leads(id, block, no).cloned();
    let effects = list(state, id);
    if let (Some(link), Some(Overlay::Menu(menu))) = (link, state.overlays.last_mut()) {
        let is_it = |entry: &Entry| matches!(&entry.pick, Pick::Link(other) if **other == link);
        let at = menu.chooser.rows().position(is_it);
        menu.chooser.list.selected = at.unwrap_or(0);
    }
    effects
}

/// Shows all of an address, and asks whether it is to be opened.
pub(super) fn ask(state: &mut State, link: &Link) -> Vec<Effect> {
    let mut entries = vec![Entry {
        label: "host".to_owned(),
        detail: link.host().to_owned(),
        pick: Pick::Nothing,
    }];
    let columns = state.view.size.width.min(WIDTH.0);
    let columns = usize::from(columns.saturating_sub(WIDTH.1).max(1));
    // An address is ASCII, so it can be cut anywhere.
    for (at, part) in link.address().as_bytes().chunks(columns).enumerate() {
        entries.push(Entry {
            label: if at == 0 { "address" } else { "" }.to_owned(),
            detail: String::from_utf8_lossy(part).into_owned(),
            pick: Pick::Nothing,
        });
    }
    let last = entries.len();
    let choices = [
        (
            "open",
            "in the browser",
            Pick::OpenLink as fn(Box<Link>) -> Pick,
        ),
        ("copy", "the address", Pick::CopyLink),
    ];
    entries.extend(choices.map(|(label, detail, pick)| Entry {
        label: label.to_owned(),
        detail: detail.to_owned(),
        pick: pick(Box::new(link.clone())),
    }));
    let effects = menu::open(state, MenuKind::OpenLink, entries);
    if let Some(Overlay::Menu(menu)) = state.overlays.last_mut() {
        menu.chooser.list.selected = last;
    }
    effects
}

/// Copies an address.
pub(super) fn copy(link: &Link) -> Vec<Effect> {
    vec![Effect::Copy(Copying::of(What::Link, link.address()))]
}

/// Does something with the selected link of the list.
pub(super) fn act(state: &mut State, what: OnLinks) -> Vec<Effect> {
    let Some(Overlay::Menu(menu)) = state.overlays.last() else {
        return Vec::new();
    };
    match (what, menu.chooser.choice().map(|entry| entry.pick.clone())) {
        (OnLinks::Copy, Some(Pick::Link(link) | Pick::OpenLink(link) | Pick::CopyLink(link))) => {
            copy(&link)
        }
        (OnLinks::Copy, Some(_) | None) => Vec::new(),
    }
}
