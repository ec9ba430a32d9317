//! Parts of calls, copied.

use std::borrow::Cow;

use crate::app::copying::{Copying, What};
use crate::app::effect::Effect;
use crate::app::inspect::{Inspect, OnCall, Part, Place, Side, tree};
use crate::app::state::State;
use crate::chat::call::CallId;
use crate::chat::call::turn::call;
use crate::chat::json::Value;

use super::look::part;
use super::{on_top, say};

/// Copies a part of a call.
pub(super) fn copy(state: &mut State, id: CallId, what: OnCall) -> Vec<Effect> {
    let Some(asked) = call(&state.conversation, id).map(|call| call.asks.id.clone()) else {
        return Vec::new();
    };
    let Some(pane) = on_top(state) else {
        return say(
            state,
            "this is done in the list of tool calls; ^X t opens it",
        );
    };
    let (of, text) = if what == OnCall::CopyId {
        (What::CallId, Some(asked))
    } else if what == OnCall::CopyPath {
        (What::Place, path_of(pane))
    } else if what == OnCall::Copy && pane.side == Side::Detail {
        (What::Value, of_row(pane))
    } else {
        (What::Whole, Some(whole(pane, part(pane))))
    };
    let Some(text) = text else {
        return say(state, "there is nothing here that could be copied");
    };
    vec![Effect::Copy(Copying::of(of, &text))]
}

/// Where the selected row is in its value.
fn path_of(pane: &Inspect) -> Option<String> {
    match &pane.row()?.place {
        Place::Node(_, path) | Place::Fault(path) => Some(path.clone()),
        Place::Plain | Place::Whole(_) | Place::Picture { .. } => None,
    }
}

/// What the selected row is about, as text.
fn of_row(pane: &Inspect) -> Option<String> {
    let row = pane.row()?;
    match &row.place {
        Place::Plain => Some(row.line.text().trim().to_owned()).filter(|text| !text.is_empty()),
        Place::Whole(part) => Some(whole(pane, *part)),
        Place::Fault(_) => Some(row.line.text()),
        Place::Picture { hash, .. } => Some(hash.clone()),
        Place::Node(part, path) => {
            let of_result;
            let value = match part {
                Part::Arguments => pane.detail().value()?,
                Part::Result(item) => {
                    of_result = pane.detail().json_of(*item)?;
                    &of_result
                }
            };
            tree::at(value, path).map(bare)
        }
    }
}

/// A string without its quotes, and anything else as JSON.
fn bare(value: &Value) -> String {
    value
        .as_text()
        .map_or_else(|| value.pretty(), str::to_owned)
}

fn whole(pane: &Inspect, part: Part) -> String {
    if part == Part::Arguments {
        return pane.detail().arguments().to_owned();
    }
    let texts = pane.detail().result().iter();
    let texts = texts.filter_map(|item| item.words().or_else(|| item.hash().map(Cow::Borrowed)));
    texts.collect::<Vec<_>>().join("\n")
}
