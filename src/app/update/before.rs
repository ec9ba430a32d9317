//! Before a message is sent: what the model will refuse and what the wire cannot carry is told, and
//! the user decides.

use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::overlay::Overlay;
use crate::app::settings::remarks;
use crate::app::settings::row::Row;
use crate::app::state::State;
use crate::chat::carried;
use crate::chat::check::{self, Finding, Fix, Level};
use crate::chat::request::Request;

use super::{draft, menu, preview, send, settings};

/// Opens the list of what stands in the way, unless the user has sent in spite of the same before.
pub(super) fn tell(state: &mut State) -> Option<Vec<Effect>> {
    let found = hindrances(state);
    let news = found
        .iter()
        .any(|finding| !state.notices.accepted.contains(&finding.text));
    if !news {
        return None;
    }
    let mut entries: Vec<Entry> = found.iter().flat_map(rows).collect();
    entries.push(Entry {
        label: "send".to_owned(),
        detail: "as it is: the service has the last word".to_owned(),
        pick: Pick::SendAnyway,
    });
    let effects = menu::open(state, MenuKind::BeforeSending, entries);
    if let Some(Overlay::Menu(menu)) = state.overlays.last_mut() {
        let mends = |entry: &Entry| matches!(entry.pick, Pick::Mend(_) | Pick::TrimPrefill);
        menu.chooser.select_first(mends);
    }
    Some(effects)
}

/// What the service will refuse, and what of the request its wire leaves out.
fn hindrances(state: &State) -> Vec<Finding> {
    let settings = state.settings();
    let mut findings = remarks::all(&settings, state);
    findings.retain(|finding| finding.level == Level::Refused);
    let Some(request) = preview::draft_request(state) else {
        return findings;
    };
    let left = carried::left_out(&request).into_iter();
    // What stays behind of the conversation is told with the message; it needs no decision.
    let left = left.filter(|left| !request.stayed.contains(left));
    findings.extend(left.map(|left| Finding {
        field: left.field,
        level: Level::Ignored,
        text: format!("the {} wire leaves out {}", settings.wire.name(), left.what),
        fix: None,
    }));
    findings
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

/// The rows of a finding: what it is, and what can be done.
fn rows(finding: &Finding) -> Vec<Entry> {
    let mark = match finding.level {
        Level::Refused => "✗",
        Level::Ignored | Level::Unknown | Level::Note => "–",
    };
    let mut rows = vec![Entry {
        label: format!("{mark} {}", finding.field.name()),
        detail: finding.text.clone(),
        pick: match Row::of(finding.field) {
            Some(row) => Pick::Row(row),
            None => Pick::Problem(finding.text.clone()),
        },
    }];
    if let Some(fix) = &finding.fix {
        rows.push(Entry {
            label: "  mend".to_owned(),
            detail: format!("{}, and send", fix.label),
            pick: Pick::Mend(fix.clone()),
        });
    } else if finding.text == check::BLANK_END {
        rows.push(Entry {
            label: "  mend".to_owned(),
            detail: "take the white space off its end, and send".to_owned(),
            pick: Pick::TrimPrefill,
        });
    }
    rows
}

/// Sends in spite of all that; the same is not told again.
pub(super) fn send_anyway(state: &mut State) -> Vec<Effect> {
    let texts = hindrances(state).into_iter().map(|finding| finding.text);
    let texts: Vec<String> = texts.collect();
    state.notices.accepted.extend(texts);
    send::send(state)
}

/// Mends the settings; what remains is told, else the message is sent.
pub(super) fn mend(state: &mut State, fix: &Fix) -> Vec<Effect> {
    let mut effects = settings::change(state, |settings| check::apply(fix, settings));
    effects.extend(send::send(state));
    effects
}

/// Takes white space off the end of the prefill and sends.
pub(super) fn trim_prefill(state: &mut State) -> Vec<Effect> {
    let trimmed = state.composer.prefill().trim_end().to_owned();
    state.composer.set_prefill(&trimmed);
    draft::changed(state);
    send::send(state)
}
