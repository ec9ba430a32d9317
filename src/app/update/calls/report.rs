//! What replays have made of a recorded turn, as a text to read.

use std::fmt::Write as _;
use std::time::Duration;

use crate::app::blind;
use crate::app::effect::Effect;
use crate::app::overlay::Overlay;
use crate::app::page::Page;
use crate::app::replay::Replay;
use crate::app::state::State;
use crate::chat::figures::short;
use crate::chat::generation::Generation;
use crate::chat::ids::{LaneId, MessageId};
use crate::chat::price::{self, Dollars, Prices};
use crate::chat::replay::{Fate, Recorded, Recording, compare};

/// Opens the comparison of all replays of this conversation.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    if state.calls.replays.is_empty() {
        let text = "nothing was replayed here; ^X shift-R does";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let page = Page::new("Replay", text(state));
    state.overlays.push(Overlay::Page(Box::new(page)));
    Vec::new()
}

fn text(state: &State) -> String {
    let mut text = String::new();
    let mut told: Option<&Recording> = None;
    for (lane, replay) in &state.calls.replays {
        if told != Some(&replay.recording) {
            told = Some(&replay.recording);
            recorded(state, replay, &mut text);
        }
        run(state, *lane, replay, &mut text);
    }
    text
}

/// The recording: its figures and its calls.
fn recorded(state: &State, replay: &Replay, text: &mut String) {
    let recording = &replay.recording;
    let _ = writeln!(text, "Recorded in {}", named(state, replay.of));
    let _ = writeln!(text, "  {}", figures(state, &recording.replies));
    for (at, call) in recording.calls.iter().enumerate() {
        let _ = writeln!(text, "  {}. {}", at + 1, asked(call));
    }
    text.push('\n');
}

/// A replay beside its recording.
fn run(state: &State, lane: LaneId, replay: &Replay, text: &mut String) {
    let recording = &replay.recording;
    let path = state.conversation.lane(lane).map(|lane| &lane.path[..]);
    let path = path.unwrap_or_default();
    let run = Recording::from_question(&state.conversation, path, recording.question);
    let Some(run) = run else {
        let _ = writeln!(text, "{}: it shows another path now\n", named(state, lane));
        return;
    };
    let found = compare(recording, &run.calls);
    let (equal, other, additional) = found.counts();
    let _ = writeln!(
        text,
        "{}, results for {}",
        named(state, lane),
        replay.matching.name()
    );
    let _ = writeln!(
        text,
        "  calls {} · equal {equal} · other arguments {other} · additional {additional} · missing {}",
        run.calls.len(),
        found.missing.len()
    );
    let _ = writeln!(text, "  {}", figures(state, &run.replies));
    for (call, fate) in run.calls.iter().zip(&found.calls) {
        let _ = match fate {
            Fate::Equal(at) => writeln!(text, "  = {}. {}", at + 1, asked(call)),
            Fate::Differs(at, place) => {
                let place = if place.is_empty() {
                    "as a whole"
                } else {
                    place
                };
                writeln!(text, "  ~ {}. {} (differs {place})", at + 1, asked(call))
            }
            Fate::Additional => writeln!(text, "  + {}", asked(call)),
        };
    }
    for at in found.missing {
        let _ = writeln!(text, "  - {}. {}", at + 1, asked(&recording.calls[at]));
    }
    text.push('\n');
}

fn asked(call: &Recorded) -> String {
    let open = if call.result.is_none() {
        " (no result)"
    } else {
        ""
    };
    format!("{} {}{open}", call.name, call.args)
}

/// `lane 2 · Nova Pro`.
fn named(state: &State, lane: LaneId) -> String {
    let settings = state.conversation.lane(lane).map(|lane| &lane.settings);
    let model = settings.and_then(|settings| settings.model.as_ref());
    let model = model.map_or("no model", |model| &model.name);
    let is_open = state.conversation.lanes().any(|open| open.id == lane);
    if is_open {
        format!("lane {} · {model}", blind::label(state, lane))
    } else {
        format!("a closed lane · {model}")
    }
}

/// `3 rounds · 1200 tokens in, 90 out · $0.0012 · 3.2 s`.
fn figures(state: &State, replies: &[MessageId]) -> String {
    let made: Vec<&Generation> = replies
        .iter()
        .filter_map(|id| state.conversation.message(*id)?.generation.as_deref())
        .collect();
    let ends = || made.iter().filter_map(|made| made.end.as_ref());
    let usages = || ends().filter_map(|end| end.usage.as_ref());
    let input: u64 = usages().filter_map(|usage| usage.input).sum();
    let output: u64 = usages().filter_map(|usage| usage.output).sum();
    let known = ends().filter(|end| end.us.is_known());
    let time: Duration = known.map(|end| end.us.duration()).sum();
    let rounds = match replies.len() {
        1 => "1 round".to_owned(),
        rounds => format!("{rounds} rounds"),
    };
    let mut parts = vec![rounds, format!("{input} tokens in, {output} out")];
    let mut prices = Prices::of(&state.service.abilities);
    let costs = made.iter().filter_map(|reply| {
        let price = prices.of_reply(reply);
        Some(price::of_reply(reply, price.as_ref())?.0)
    });
    let costs: Vec<f64> = costs.collect();
    if !costs.is_empty() {
        parts.push(Dollars(costs.iter().sum()).to_string());
    }
    parts.push(short(time));
    parts.join(" · ")
}
