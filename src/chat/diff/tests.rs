//! Differences lead from one side to the other, are the same from both, and are found in bounded time.

use proptest::prelude::*;

use super::align::{MOST_WORK, Work};
use super::structure::Step;
use super::text::Run;
use super::*;
use crate::chat::content::ContentBlock;
use crate::chat::ids::{MessageId, Turn};
use crate::chat::json::Value;
use crate::chat::message::{Message, Role};
use crate::chat::time::Wall;

/// The text of one side.
fn side(diff: &TextDiff, side: Kind) -> String {
    let mut text = String::new();
    for hunk in &diff.hunks {
        match hunk {
            Hunk::Same(same) => text.push_str(same),
            Hunk::Changed(runs) => {
                for run in runs {
                    if run.kind == Kind::Same || run.kind == side {
                        text.push_str(&run.text);
                    }
                }
            }
        }
    }
    text
}

/// The words as git writes them.
fn marked(diff: &TextDiff) -> String {
    let mut text = String::new();
    for hunk in &diff.hunks {
        match hunk {
            Hunk::Same(same) => text.push_str(same),
            Hunk::Changed(runs) => {
                for Run { kind, text: own } in runs {
                    let (begin, end) = match kind {
                        Kind::Same => ("", ""),
                        Kind::Removed => ("[-", "-]"),
                        Kind::Added => ("{+", "+}"),
                    };
                    text.extend([begin, own.as_str(), end]);
                }
            }
        }
    }
    text
}

/// Texts that have something in common.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec!["rock", "the", " ", " ", "\n", ", ", "片麻岩", "\r\n", "e\u{301}"])
            .prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (0..4_u8).prop_map(|number| Value::Number(number.to_string())),
        "[ab]{0,2}".prop_map(Value::Text),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
            prop::collection::vec(("[a-d]", inner), 0..5).prop_map(Value::Object),
        ]
    })
}

/// The same value with all members the other way round; names that stand there twice stay apart.
fn reversed(value: &Value) -> Value {
    match value {
        Value::List(values) => Value::List(values.iter().map(reversed).collect()),
        Value::Object(members) => {
            let twice = |name: &str| members.iter().filter(|(other, _)| other == name).count() > 1;
            let mut all: Vec<(String, Value)> = members
                .iter()
                .map(|(name, value)| (name.clone(), reversed(value)))
                .collect();
            if !members.iter().any(|(name, _)| twice(name)) {
                all.reverse();
            }
            Value::Object(all)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => value.clone(),
    }
}

/// The differences in words, in no order that matters.
fn told<'a>(differences: impl IntoIterator<Item = &'a Difference>) -> Vec<String> {
    let tell = |it: &Difference| {
        let path = written(&it.path);
        match &it.values {
            Values::Removed(old) => format!("- {path} {old:?}"),
            Values::Added(new) => format!("+ {path} {new:?}"),
            Values::Changed(old, new) => format!("~ {path} {old:?} {new:?}"),
        }
    };
    let mut all: Vec<String> = differences.into_iter().map(tell).collect();
    all.sort();
    all
}

/// A difference as it is found from the other side.
fn mirrored(difference: &Difference) -> Difference {
    let step = |step: &Step| match step {
        Step::Item(old, new) => Step::Item(*new, *old),
        Step::Member(name) => Step::Member(name.clone()),
    };
    Difference {
        path: difference.path.iter().map(step).collect(),
        values: match difference.values.clone() {
            Values::Removed(old) => Values::Added(old),
            Values::Added(new) => Values::Removed(new),
            Values::Changed(old, new) => Values::Changed(new, old),
        },
    }
}

proptest! {
    #[test]
    fn it_leads_from_the_old_text_to_the_new_one(old in text(), new in text()) {
        let diff = TextDiff::of(&old, &new);
        prop_assert_eq!(side(&diff, Kind::Removed), old.clone());
        prop_assert_eq!(side(&diff, Kind::Added), new.clone());
        prop_assert_eq!(diff.is_equal(), old == new);
        prop_assert_eq!(diff.alike == 100, old == new);
    }

    #[test]
    fn swapping_the_sides_swaps_added_and_removed(old in text(), new in text()) {
        let (there, back) = (TextDiff::of(&old, &new), TextDiff::of(&new, &old));
        prop_assert_eq!(there.alike, back.alike);
        prop_assert_eq!(there.words.added, back.words.removed);
        prop_assert_eq!(there.words.removed, back.words.added);
        prop_assert_eq!(there.lines.added, back.lines.removed);
        prop_assert_eq!(there.lines.removed, back.lines.added);
        let pieces = |diff: &TextDiff, kind| -> Vec<String> {
            let runs = diff.hunks.iter().flat_map(|hunk| match hunk {
                Hunk::Same(_) => &[],
                Hunk::Changed(runs) => runs.as_slice(),
            });
            runs.filter(|run| run.kind == kind).map(|run| run.text.clone()).collect()
        };
        prop_assert_eq!(pieces(&there, Kind::Added), pieces(&back, Kind::Removed));
        prop_assert_eq!(pieces(&there, Kind::Removed), pieces(&back, Kind::Added));
    }

    #[test]
    fn the_order_of_members_is_no_difference(value in value()) {
        let diff = StructureDiff::of(&value, &reversed(&value));
        prop_assert_eq!(&diff.differences, &vec![]);
        prop_assert_eq!(diff.alike, 100);
    }

    #[test]
    fn structures_differ_the_same_way_from_both_sides(old in value(), new in value()) {
        let (there, back) = (StructureDiff::of(&old, &new), StructureDiff::of(&new, &old));
        let back_again: Vec<Difference> = back.differences.iter().map(mirrored).collect();
        prop_assert_eq!(told(&there.differences), told(&back_again));
        prop_assert_eq!((there.same, there.alike), (back.same, back.alike));
    }
}

#[test]
fn words_are_marked_within_their_line() {
    let diff = TextDiff::of(
        "By train.\nThe line takes seven hours.\n",
        "By train.\nThe line takes about six hours.\n",
    );
    assert_eq!(
        marked(&diff),
        "By train.\nThe line takes [-seven-]{+about six+} hours.\n"
    );
    assert_eq!(
        diff.words,
        Count {
            added: 2,
            removed: 1
        }
    );
    assert_eq!(
        diff.lines,
        Count {
            added: 1,
            removed: 1
        }
    );
    assert!((70..90).contains(&diff.alike), "{}", diff.alike);
}

#[test]
fn nothing_is_like_nothing() {
    assert_eq!(TextDiff::of("", "").alike, 100);
    assert_eq!(TextDiff::of("", "rock").alike, 0);
    assert_eq!(TextDiff::of("a b", "a  b").alike, 99);
}

fn structure(old: &str, new: &str) -> Vec<String> {
    let parsed = |text| Value::parse(text).unwrap();
    let diff = StructureDiff::of(&parsed(old), &parsed(new));
    let word = |value: &Value| value.compact().0;
    let all = diff.differences.iter().map(|difference| {
        let path = written(&difference.path);
        match &difference.values {
            Values::Removed(old) => format!("- {path}: {}", word(old)),
            Values::Added(new) => format!("+ {path}: {}", word(new)),
            Values::Changed(old, new) => format!("~ {path}: {} → {}", word(old), word(new)),
        }
    });
    all.collect()
}

#[test]
fn structures_are_compared_path_by_path() {
    assert_eq!(
        structure(
            r#"{"name": "gneiss", "at": {"x": 1.0, "y": 2}, "gone": [1], "a b": 1}"#,
            r#"{"at": {"y": 2, "x": 1}, "name": "gneiss", "a b": 2, "new": null}"#,
        ),
        [
            "~ at.x: 1.0 → 1",
            "- gone: [1]",
            "~ [\"a b\"]: 1 → 2",
            "+ new: null"
        ]
    );
    assert_eq!(structure("1", "2"), ["~ $: 1 → 2"]);
}

#[test]
fn items_are_aligned() {
    assert_eq!(structure("[1,2,3]", "[0,1,2,3]"), ["+ [0]: 0"]);
    assert_eq!(
        structure(
            r#"[{"a":1},{"b":1,"c":1},{"d":1}]"#,
            r#"[{"n":1},{"a":1},{"c":1,"b":2},{"d":1}]"#
        ),
        ["+ [0]: {\"n\":1}", "~ [1→2].b: 1 → 2"]
    );
}

fn message(content: Vec<ContentBlock>, prefill_len: usize) -> Message {
    Message {
        id: MessageId(1),
        parent: None,
        turn: Turn(1),
        at: Wall(0),
        role: Role::Assistant,
        content,
        prefill_len,
        origin: None,
        generation: None,
        case: None,
    }
}

fn says(text: &str, prefill: &str) -> Option<String> {
    let content = vec![ContentBlock::Text(text.to_owned())];
    let said = Said::of(&message(content, prefill.len()), Thinking::Without);
    Some(said.value()?.compact().0)
}

#[test]
fn json_is_found_alone_in_a_fence_and_after_what_was_begun() {
    let one = Some("{\"a\":1}".to_owned());
    assert_eq!(says(" {\"a\": 1}\n", ""), one);
    assert_eq!(says("```json\n{\"a\": 1}\n```\n", ""), one);
    assert_eq!(says("```\n{\"a\": 1}", ""), one);
    assert_eq!(says("As JSON:\n{\"a\": 1}", "As JSON:\n{"), one);
    assert_eq!(says("As JSON:\n{\"a\": 1}", "As JSON:"), one);
    assert_eq!(
        says(
            "Take this:\n```json\n{\"a\": 1}\n```",
            "Take this:\n```json\n"
        ),
        one
    );
    assert_eq!(says("{\"a\": 1}", "{\"a\""), one);
    assert_eq!(says("As JSON:\n{\"a\": 1}", ""), None);
    assert_eq!(says("```rust\n1\n```", ""), None);
    assert_eq!(says("```json\n1\n```\nand more", ""), None);
    assert_eq!(says("", ""), None);
}

#[test]
fn calls_of_tools_are_json_and_thoughts_are_asked_for() {
    let call = |input: &str| {
        ContentBlock::ToolUse(crate::chat::content::ToolUse {
            id: "t1".to_owned(),
            name: "weather".to_owned(),
            input: input.to_owned(),
        })
    };
    let thought = ContentBlock::Reasoning {
        text: "hm".to_owned(),
        signature: None,
    };
    let whole = message(vec![thought, call("{\"city\":\"Oslo\"}")], 0);
    let said = Said::of(&whole, Thinking::Without);
    let value = "{\"tool\":\"weather\",\"input\":{\"city\":\"Oslo\"}}";
    assert_eq!(said.value().unwrap().compact().0, value);
    assert!(
        Said::of(&whole, Thinking::With)
            .text()
            .starts_with("hm\n\n{")
    );
    // One that was cut off is a text in it.
    let cut = Said::of(&message(vec![call("{\"ci")], 0), Thinking::Without);
    assert!(cut.value().unwrap().compact().0.ends_with("\"{\\\"ci\"}"));
}

/// Texts of 100 kB that have as much in common as hurts.
fn hostile() -> Vec<String> {
    let repeat = |pattern: &str| pattern.repeat(100_000 / pattern.len());
    let numbers: Vec<String> = (0..16_000).map(|at| (at * 7 % 9_973).to_string()).collect();
    let numbers = numbers.join(" ");
    vec![
        repeat("a b "),
        repeat("b a\n"),
        repeat("\n"),
        repeat("ab"),
        repeat("e\u{301}\u{301}"),
        repeat("{\"a\":["),
        numbers.clone(),
        numbers.split(' ').rev().collect::<Vec<_>>().join(" "),
        numbers.split(' ').rev().collect::<Vec<_>>().join("\n"),
    ]
}

#[test]
fn long_texts_end_and_what_is_coarse_is_told() {
    let all = hostile();
    let mut coarse = 0;
    for (at, old) in all.iter().enumerate() {
        let new = &all[(at + 1) % all.len()];
        let diff = TextDiff::of(old, new);
        assert!(side(&diff, Kind::Removed) == *old && side(&diff, Kind::Added) == *new);
        coarse += usize::from(diff.grain == Grain::Coarse);
    }
    assert!(coarse > 0);
    // What one comparison may cost is what 3,464 units that have nothing in common do.
    assert_eq!(MOST_WORK.isqrt(), 3_464);
    assert_eq!(Work::new().spent(), 0);
}

#[test]
fn a_long_array_ends() {
    let list = |step: usize| {
        let numbers: Vec<String> = (0..20_000).map(|at| (at * step % 7).to_string()).collect();
        Value::parse(&format!("[{}]", numbers.join(","))).unwrap()
    };
    let diff = StructureDiff::of(&list(1), &list(3));
    assert_eq!(diff.grain, Grain::Coarse);
}
