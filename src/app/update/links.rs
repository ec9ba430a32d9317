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

/// What follows the host in the row that opens an address.
const IN_THE_BROWSER: &str = " in the browser";

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

/// Shows all of an address, and asks whether it is to be opened. The row that opens it tells the host again,
/// since a long address puts the first rows out of sight.
pub(super) fn ask(state: &mut State, link: &Link) -> Vec<Effect> {
    let columns = state.view.size.width.min(WIDTH.0);
    let columns = usize::from(columns.saturating_sub(WIDTH.1).max(1));
    let mut entries = rows("host", link.host(), columns);
    entries.extend(rows("address", link.address(), columns));
    let last = entries.len();
    let host = ending(link.host(), columns.saturating_sub(IN_THE_BROWSER.len()));
    let choices = [
        (
            "open",
            format!("{host}{IN_THE_BROWSER}"),
            Pick::OpenLink as fn(Box<Link>) -> Pick,
        ),
        ("copy", "the address".to_owned(), Pick::CopyLink),
    ];
    entries.extend(choices.map(|(label, detail, pick)| Entry {
        label: label.to_owned(),
        detail,
        pick: pick(Box::new(link.clone())),
    }));
    let effects = menu::open(state, MenuKind::OpenLink, entries);
    if let Some(Overlay::Menu(menu)) = state.overlays.last_mut() {
        menu.chooser.list.selected = last;
    }
    effects
}

/// A text of ASCII, which can be cut anywhere, in as many rows as it takes.
fn rows(label: &str, text: &str, columns: usize) -> Vec<Entry> {
    let labels = std::iter::once(label).chain(std::iter::repeat(""));
    let rows = labels.zip(text.as_bytes().chunks(columns));
    rows.map(|(label, part)| Entry {
        label: label.to_owned(),
        detail: String::from_utf8_lossy(part).into_owned(),
        pick: Pick::Nothing,
    })
    .collect()
}

/// A host; of a long one the end, which tells whose it is.
fn ending(host: &str, columns: usize) -> String {
    let left_out = host.len().saturating_sub(columns);
    match host.get(left_out + 1..) {
        Some(end) if left_out > 0 => format!("…{end}"),
        Some(_) | None => host.to_owned(),
    }
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
