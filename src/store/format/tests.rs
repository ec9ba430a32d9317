//! The format as a whole: identity, what later versions may write, what is damage.

use proptest::prelude::*;

use super::*;
use crate::chat::content::{ContentBlock, Json};
use crate::chat::generation::Outcome;
use crate::chat::ids::{Number, Turn};
use crate::chat::record::{Body, Entry, Record};
use crate::chat::settings::service::Caching;
use crate::chat::settings::{Route, Settings, Thinking, Wire};
use crate::chat::stream::Piece;
use crate::chat::time::Wall;
use crate::chat::tool::Tool;
use crate::store::generate;
use crate::store::health::BadLine;

/// A line with these members behind those that every record has, and a right checksum.
pub(super) fn line(kind: &str, members: &str) -> String {
    let mut line = format!(r#"{{"n":3,"at":5,"act":3,"k":"{kind}"{members}"#);
    checksum::seal(&mut line);
    line
}

fn record(kind: &str, members: &str) -> Record {
    generate::read(line(kind, members).as_bytes())
        .unwrap()
        .record
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(entry in generate::entry()) {
        let line = generate::line(&entry);
        prop_assert!(!line.contains('\n'));
        prop_assert_eq!(generate::read(line.as_bytes()), Ok(entry));
    }

    #[test]
    fn a_changed_byte_is_always_noticed(
        entry in generate::entry(),
        at in any::<prop::sample::Index>(),
        change in 1_u8..,
    ) {
        let mut line = generate::line(&entry).into_bytes();
        let at = at.index(line.len());
        line[at] ^= change;
        prop_assert!(generate::read(&line).is_err());
    }

    #[test]
    fn a_line_that_breaks_off_is_noticed(
        entry in generate::entry(),
        at in any::<prop::sample::Index>(),
    ) {
        let line = generate::line(&entry).into_bytes();
        let torn = &line[..=at.index(line.len() - 1)];
        prop_assert_eq!(generate::read(torn), Err(BadLine::Cut));
    }

    #[test]
    fn no_bytes_bring_it_down(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(generate::read(&bytes).is_err());
    }

    #[test]
    fn sealed_nonsense_does_not_either(text in generate::text(), kind in "[a-z_]{1,8}") {
        let mut line = format!(r#"{{"n":3,"at":5,"act":3,"k":"{kind}",{text}"#);
        checksum::seal(&mut line);
        let _ = generate::read(line.as_bytes());
    }
}

#[test]
fn reasons_are_told_apart() {
    let sealed = |text: &str| {
        let mut line = text.to_owned();
        checksum::seal(&mut line);
        generate::read(line.as_bytes()).unwrap_err()
    };
    assert_eq!(
        generate::read(b"{\"n\":1,\xff\"").unwrap_err(),
        BadLine::NotUtf8
    );
    assert_eq!(
        generate::read(b"{\"n\":1,\"at\":\"\xe2\x82").unwrap_err(),
        BadLine::Cut
    );
    assert!(matches!(
        generate::read(b"hello").unwrap_err(),
        BadLine::NotJson(_)
    ));
    assert_eq!(
        generate::read(b"{\"n\":1}").unwrap_err(),
        BadLine::NoChecksum
    );
    let wrong = br#"{"n":1,"at":1,"act":1,"k":"x","c":"00000000"}"#;
    assert_eq!(generate::read(wrong).unwrap_err(), BadLine::WrongChecksum);
    assert!(matches!(sealed(r#"{"n":1,,"#), BadLine::NotJson(_)));
    assert_eq!(sealed(r#"{"at":1,"act":1,"k":"x""#), BadLine::Missing("n"));
    assert_eq!(sealed(r#"{"n":1,"act":1,"k":"x""#), BadLine::Missing("at"));
    assert_eq!(sealed(r#"{"n":1,"at":1,"k":"x""#), BadLine::Missing("act"));
    assert_eq!(sealed(r#"{"n":1,"at":1,"act":1"#), BadLine::Missing("k"));
    let largest = u64::MAX;
    let huge = format!(r#"{{"n":{largest},"at":1,"act":1,"k":"x""#);
    assert_eq!(sealed(&huge), BadLine::Missing("n"));
    let BadLine::Members { kind, what } = sealed(r#"{"n":1,"at":1,"act":1,"k":"deltas","d":[]"#)
    else {
        panic!("a member is missing");
    };
    assert_eq!(kind, "deltas");
    assert!(what.contains("`gen`"), "{what}");
}

#[test]
fn members_may_stand_in_any_order() {
    let mut line =
        r#"{"by":"hand","k":"t\u0069tle", "new":[{}], "act":4,"text":"a","at":5,"n":6"#.to_owned();
    checksum::seal(&mut line);
    let entry = generate::read(line.as_bytes()).unwrap();
    assert_eq!(
        (entry.n, entry.at, entry.act),
        (Number(6), Wall(5), Number(4))
    );
    assert!(matches!(entry.record, Record::Title { text, .. } if text == "a"));
}

#[test]
fn another_kind_is_the_line_that_it_was() {
    for (kind, members) in [
        ("variables", r#","lane":2,"values":{}"#),
        ("ballad", r#", "turn" : 2"#),
        ("message", r#","parent":1,"role":"system","content":[]"#),
        ("end", r#","gen":1,"us":1,"outcome":"paused""#),
    ] {
        let line = line(kind, members);
        let entry = generate::read(line.as_bytes()).unwrap();
        assert!(matches!(&entry.record, Record::Other { kind: k, .. } if k == kind));
        assert_eq!(generate::line(&entry), line);
    }
}

#[test]
fn blocks_of_a_later_version_are_kept() {
    let later = r#"{"hologram":{"b":1,"a":2.50}}"#;
    let message = format!(r#","parent":null,"role":"user","content":[{{"text":"a"}},{later}]"#);
    let Record::Message {
        body: Body::New(content),
        ..
    } = record("message", &message)
    else {
        panic!("it is a message");
    };
    let expected = ContentBlock::Unknown {
        wire: "outcrop".into(),
        json: Json(later.into()),
    };
    assert_eq!(content[1], expected);
    // Copied into a new message, and read by a version that knows the block.
    let known = r#"{"unknown":{"wire":"outcrop","json":{"text":"b"}}}"#;
    let message = format!(r#","parent":null,"role":"user","content":[{known}]"#);
    let Record::Message {
        body: Body::New(content),
        ..
    } = record("message", &message)
    else {
        panic!("it is a message");
    };
    assert_eq!(content, [ContentBlock::Text("b".into())]);
}

#[test]
fn deltas_of_a_later_version_are_kept() {
    let Record::Deltas { deltas, .. } = record(
        "deltas",
        r#","gen":1,"d":[[1,0,"smell",{"a":1}],[2,0,"text","b",7],[3,0,"hum"]]"#,
    ) else {
        panic!("they are deltas");
    };
    let pieces: Vec<Piece> = deltas.into_iter().map(|delta| delta.piece).collect();
    let expected = [
        Piece::Raw(Json(r#"{"smell":{"a":1}}"#.into())),
        Piece::Text("b".into()),
        Piece::Raw(Json(r#"{"hum":null}"#.into())),
    ];
    assert_eq!(pieces, expected);
}

fn read_settings(json: &str) -> Settings {
    match record("lane_set", &format!(r#","lane":2,"settings":{json}"#)) {
        Record::LaneSet { settings, .. } => settings,
        other => panic!("{other:?}"),
    }
}

/// The settings of a line as they are written.
fn write_settings(settings: Settings) -> String {
    let entry = Entry {
        n: Number(3),
        at: Wall(5),
        act: Number(3),
        record: Record::LaneSet {
            lane: crate::chat::ids::LaneId(2),
            settings,
        },
    };
    let line = generate::line(&entry);
    let (_, settings) = line.split_once(r#""settings":"#).unwrap();
    settings.rsplit_once(r#","c":"#).unwrap().0.to_owned()
}

#[test]
fn settings_of_a_later_version_are_kept_in_order() {
    let json = r#"{"wire":"telegraph","max_tokens":9,"top_p":"much","mood":[{"z":1,"a":null}]}"#;
    let settings = read_settings(json);
    assert_eq!(settings.wire, Wire::Converse);
    let names: Vec<&str> = settings.other.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["wire", "top_p", "mood"]);
    assert_eq!(
        write_settings(settings),
        r#"{"max_tokens":9,"wire":"telegraph","top_p":"much","mood":[{"z":1,"a":null}]}"#
    );
}

#[test]
fn what_the_user_has_changed_wins_over_a_later_version() {
    let json = r#"{"wire":"telegraph","top_p":"much","cache":{"tools":"1h","images":"1h"}}"#;
    let mut settings = read_settings(json);
    settings.wire = Wire::Messages;
    settings.cache.system = Caching::Default;
    assert_eq!(
        write_settings(settings),
        r#"{"wire":"messages","max_tokens":4096,"cache":{"tools":"1h","system":"on"},"top_p":"much"}"#
    );
}

#[test]
fn of_a_value_of_a_later_version_the_known_part_counts() {
    let thinking = r#"{"mode":"budget","budget":2048,"effort":"high","colour":"blue"}"#;
    let tools = r#"[{"name":"a","input_schema":{"type":"object"},"eager":true},{"odd":1},7]"#;
    let json = format!(r#"{{"wire":"converse","thinking":{thinking},"tools":{tools}}}"#);
    let settings = read_settings(&json);
    assert_eq!(settings.reasoning.thinking, Thinking::Budget(2048));
    assert_eq!(settings.reasoning.effort.as_deref(), Some("high"));
    let names: Vec<&str> = settings.tools.offered.iter().map(Tool::name).collect();
    assert_eq!(names, ["a", "", ""]);
    let written = write_settings(settings);
    assert!(written.contains(thinking), "{written}");
    assert!(written.contains(tools), "{written}");
    assert_eq!(written.matches("thinking").count(), 1, "{written}");
}

#[test]
fn what_is_absent_in_settings_is_the_default() {
    assert_eq!(read_settings("{}"), Settings::default());
    let model = r#"{"model":{"id":"a","name":"A","route":"arn:x","kind":"provisioned"}}"#;
    let route = read_settings(model).model.unwrap().route;
    assert_eq!(route, Route::Typed("arn:x".into()));
}

#[test]
fn little_is_needed_to_understand_an_end() {
    let outcome = |members| match record("end", &format!(r#","gen":1,"us":1,{members}"#)) {
        Record::End { end, .. } => end.outcome,
        other => panic!("{other:?}"),
    };
    assert!(matches!(outcome(r#""outcome":"done""#), Outcome::Done(stop) if stop.0.is_empty()));
    let failed = outcome(r#""outcome":"failed","error":{"kind":"new","price":1}"#);
    assert!(matches!(failed, Outcome::Failed(_)));
}

#[test]
fn json_over_several_lines_becomes_one() {
    let entry = |json: &str| Entry {
        n: Number(3),
        at: Wall(5),
        act: Number(3),
        record: Record::Message {
            parent: None,
            role: crate::chat::message::Role::User,
            turn: Some(Turn(1)),
            case: None,
            body: Body::New(vec![ContentBlock::Unknown {
                wire: "converse".into(),
                json: Json(json.into()),
            }]),
        },
    };
    let line = generate::line(&entry("{\n  \"a\": 1\r\n}"));
    assert!(line.contains(r#""json":{   "a": 1  }"#), "{line}");
    let line = generate::line(&entry("{\"a"));
    assert!(line.contains(r#""json":"{\"a""#), "{line}");
}
