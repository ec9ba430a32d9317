//! Screens of calls of tools: the inspection pane, and the conversation.

use crate::app::effect::Effect;
use crate::app::file_picker::{Browse, Browsed, EntryKind, FileEntry};
use crate::app::fixture::*;
use crate::app::inspect::Inspect;
use crate::app::layout::Size;
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::chat::ids::GenerationId;
use crate::chat::json::Value;
use crate::chat::tool::verdict::{Fault, Verdict};

use super::tests::{SIZES, drawn, drawn_state, text, wardrobe};

/// A reply that begins to call.
fn begun() -> (Play, GenerationId) {
    let mut play = Play::connected();
    play.offers_top_song();
    let id = play.ask("What is played on WZPZ?");
    play.streamed(id, "I look it up.");
    (play, id)
}

/// Two calls, of which the second is still coming.
fn streaming() -> Play {
    let (mut play, id) = begun();
    play.calls(id, (1, "top_song"), &["{\"sign\":\"WZPZ\"}"]);
    play.calls(id, (2, "top_song"), &["{\"sign\": \"WK", "RP\", \"coun"]);
    play.key("ctrl-x t");
    play
}

/// Arguments that do not keep to the schema, with an escape and a direction mark in them.
fn faulty() -> Play {
    let (mut play, id) = begun();
    let input = "{\"sign\":7,\"count\":0,\"more\":[\"\u{202e}evil\",{\"deep\":null}],\"text\":\"one\\ntwo\"}";
    play.calls(id, (1, "top_song"), &[input]);
    play.ended_in_calls(id);
    play.appended();
    opened(&mut play);
    play
}

/// Opens the pane, and checks what is to be checked.
fn opened(play: &mut Play) {
    let effects = play.key("ctrl-x t");
    checked(play, &effects);
}

fn checked(play: &mut Play, effects: &[Effect]) {
    for effect in effects {
        if let Effect::Verify(order) = effect {
            play.tell(Msg::Verified(order.call, order.key, verdict(&order.args)));
        }
    }
}

/// What would be said of these arguments.
fn verdict(args: &str) -> Verdict {
    let Ok(args) = Value::parse(args) else {
        return Verdict::Unknown("they are no whole JSON".to_owned());
    };
    if args.get("sign").and_then(Value::as_text).is_some() {
        return Verdict::Valid;
    }
    let fault = |path: &str, what: &str| Fault {
        path: path.to_owned(),
        what: what.to_owned(),
    };
    Verdict::Faults(vec![
        fault("/sign", "7 is not of type \"string\""),
        fault("/count", "0 is less than the minimum of 1"),
    ])
}

/// Three calls, of which the first is answered as this JSON.
fn answered(json: &str) -> Play {
    let (mut play, id) = begun();
    for block in 1..=3 {
        let sign = format!("{{\"sign\":\"WZP{block}\"}}");
        play.calls(id, (block, "top_song"), &[&sign]);
    }
    play.ended_in_calls(id);
    play.appended();
    play.key("ctrl-x t");
    play.key("a");
    play.typed(json);
    let effects = play.key("ctrl-s");
    checked(&mut play, &effects);
    play
}

fn table() -> Play {
    let rows = "[{\"song\":\"Elemental Hotel\",\"artist\":\"8 Storey Hike\",\"weeks\":3},{\"song\":\"Gneiss\",\"artist\":\"The Schists\"}]";
    let mut play = answered(rows);
    for key in ["up", "m", "enter", "end"] {
        let effects = play.key(key);
        checked(&mut play, &effects);
    }
    play
}

/// A picture as the answer.
fn image() -> Play {
    let (mut play, id) = begun();
    play.calls(id, (1, "top_song"), &["{\"sign\":\"WZPZ\"}"]);
    play.calls(id, (2, "top_song"), &["{\"sign\":\"WKRP\"}"]);
    play.ended_in_calls(id);
    play.appended();
    play.key("ctrl-x t");
    play.key("f");
    play.typed("/pictures/gneiss.png");
    let effects = play.key("enter");
    let [Effect::Attach(fetches)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let fetch = fetches[0].id;
    let effects = play.tell(Msg::Attached(fetch, Ok(picture())));
    checked(&mut play, &effects);
    let effects = play.key("up");
    checked(&mut play, &effects);
    play
}

/// The conversation with calls, folded.
fn conversation() -> Play {
    let (mut play, id) = begun();
    play.calls(id, (1, "top_song"), &["{\"sign\":\"WZPZ\"}"]);
    play.calls(id, (2, "top_song"), &["{\"sign\":\"WKRP\", \"cou"]);
    play.ended_by(id, "max_tokens");
    play.appended();
    play
}

/// The same, unfolded.
fn unfolded() -> Play {
    let mut play = conversation();
    play.key("esc");
    play.key("esc");
    play.key("space");
    play
}

/// Results that went back.
fn given_back() -> Play {
    let mut play = answered("Elemental Hotel");
    for keys in ["s", "d"] {
        play.key(keys);
    }
    play.typed("not now");
    play.key("enter");
    play.key("esc");
    play
}

/// The editor of a result, meant as JSON.
fn typing() -> Play {
    let mut play = conversation();
    for key in ["ctrl-x t", "a", "ctrl-t", "ctrl-e"] {
        play.key(key);
    }
    play.typed("{\"song\": ");
    play
}

/// The editor of arguments, which are faulty.
fn editing() -> Play {
    let mut play = faulty();
    let effects = play.key("e");
    checked(&mut play, &effects);
    play
}

/// A turn with a call whose result has gone back, and a last word.
fn recorded() -> Play {
    let (mut play, id) = begun();
    play.calls(id, (1, "top_song"), &["{\"sign\":\"WZPZ\"}"]);
    play.ended_in_calls(id);
    play.appended();
    for key in ["ctrl-x t", "a"] {
        play.key(key);
    }
    play.typed("Elemental Hotel");
    let effects = play.key("ctrl-s");
    last_word(&mut play, &effects, "It is Elemental Hotel.");
    play.key("esc");
    play
}

/// The model is asked again, and says this.
fn last_word(play: &mut Play, effects: &[Effect], text: &str) {
    let id = play.sent(effects);
    play.streamed(id, text);
    play.ended(id);
}

/// The ways to run the turn again.
fn replay_menu() -> Play {
    let mut play = recorded();
    play.key("ctrl-x shift-r");
    play
}

/// What a replay with another argument was compared to.
fn replay_report() -> Play {
    let mut play = replay_menu();
    let effects = play.key("enter");
    let id = play.sent(&effects);
    play.calls(id, (1, "top_song"), &["{\"sign\":\"WKRP\u{202e}\"}"]);
    play.ended_in_calls(id);
    play.key("ctrl-x shift-r");
    let effects = play.key("enter");
    last_word(&mut play, &effects, "I do not know.");
    play.key("ctrl-x &");
    play
}

/// The picker for the file that answers.
fn picking() -> Play {
    let mut play = conversation();
    play.key("ctrl-x t");
    let effects = play.key("f");
    let [Effect::Browse(Browse::Start(asked, None))] = effects[..] else {
        panic!("{effects:?}");
    };
    let entry = |name: &str, kind| FileEntry::new(name.into(), kind, 91_700, None);
    let entries = vec![
        entry("old", EntryKind::Folder),
        entry("gneiss.png", EntryKind::File),
        entry("slate.pdf", EntryKind::File),
    ];
    play.tell(Msg::Browsed(Browsed::Folder(
        asked,
        "/rocks".into(),
        Ok(entries),
    )));
    play
}

pub(super) fn scenes() -> Vec<(&'static str, Play)> {
    vec![
        ("replay_menu", replay_menu()),
        ("replay_report", replay_report()),
        ("picking", picking()),
        ("streaming", streaming()),
        ("faulty", faulty()),
        ("fault_place", fault_place()),
        ("raw", raw()),
        ("answered", answered("Elemental Hotel by 8 Storey Hike")),
        ("table", table()),
        ("image", image()),
        ("conversation", conversation()),
        ("unfolded", unfolded()),
        ("given_back", given_back()),
        ("typing", typing()),
        ("editing", editing()),
    ]
}

/// The place of a fault in the tree.
fn fault_place() -> Play {
    let mut play = faulty();
    play.key("enter");
    let at = pane(&play)
        .detail()
        .rows()
        .iter()
        .position(|row| row.line.text().contains("✗ /count"))
        .unwrap();
    play.tell(Msg::Clicked(Target::CallRow(at)));
    play.key("enter");
    play
}

fn raw() -> Play {
    let mut play = faulty();
    play.key("t");
    play
}

fn pane(play: &Play) -> &Inspect {
    match play.state.overlays.last() {
        Some(Overlay::Inspect(pane)) => pane,
        other => panic!("{other:?}"),
    }
}

#[test]
fn screens_of_calls_look_as_they_should() {
    for (name, play) in scenes() {
        for size in SIZES {
            let name = format!("calls_{name}_{}x{}", size.width, size.height);
            insta::assert_snapshot!(name, text(&drawn(&play, size)));
        }
    }
}

#[test]
fn calls_can_be_drawn_at_every_small_size() {
    let wardrobe = wardrobe();
    for (name, mut play) in scenes() {
        for width in (1..=60).step_by(3) {
            for height in 1..=24 {
                play.tell(Msg::Resized(Size { width, height }));
                let buf = drawn_state(&mut play.state, &wardrobe);
                let cells = usize::from(width) * usize::from(height);
                assert_eq!(buf.content.len(), cells, "{name} at {width}x{height}");
            }
        }
    }
}

#[test]
fn a_fault_leads_to_its_place() {
    let mut play = fault_place();
    play.key("l");
    assert!(pane(&play).row().unwrap().line.text().contains("count: 0"));
}
