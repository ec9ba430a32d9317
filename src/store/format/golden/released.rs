//! A whole file of each released version. These files never change, and load for ever.

use std::fmt::Write as _;
use std::fs;

use crate::chat::conversation::Conversation;
use crate::chat::ids::{MessageId, Number};
use crate::chat::lane::Lane;
use crate::chat::message::Message;
use crate::chat::record::{Entry, Record, TitleBy};
use crate::chat::time::Wall;
use crate::store::format::decode;
use crate::store::generate;
use crate::store::health::Access;
use crate::store::journal::Journal;
use crate::store::load::load;
use crate::store::recover;

/// Versions and their files. Each has every kind of record, and some of what later ones may write.
pub(super) const FILES: &[(&str, &str)] = &[(
    "0.1.0",
    include_str!("../../../../tests/data/golden/0.1.0.jsonl"),
)];

/// What a conversation says, in lines to compare.
fn summary(conversation: &Conversation) -> String {
    let mut text = format!(
        "id {}\ntitle {:?}\nvariables {:?}\nnext {:?}\nseen {:?}\n",
        conversation.id().as_str(),
        conversation.title(),
        conversation.variables(),
        conversation.next_number(),
        conversation.seen(),
    );
    for lane in conversation.lanes() {
        let settings = generate::line(&of_settings(lane));
        writeln!(
            text,
            "\n{:?} {:?} shows {:?}",
            lane.id, lane.name, lane.path
        )
        .unwrap();
        writeln!(text, "  {settings}").unwrap();
    }
    let ids = (1..conversation.next_number().0).map(MessageId);
    for message in ids.filter_map(|id| conversation.message(id)) {
        let Message {
            id,
            parent,
            role,
            turn,
            ..
        } = message;
        writeln!(text, "\n{id:?} below {parent:?}, {role:?}, {turn:?}").unwrap();
        let Message {
            case,
            prefill_len,
            origin,
            ..
        } = message;
        writeln!(text, "  {case:?} prefill {prefill_len} {origin:?}").unwrap();
        for block in &message.content {
            writeln!(text, "  {block:?}").unwrap();
        }
        if let Some(reply) = &message.generation {
            let attempts = reply.attempts.len();
            writeln!(text, "  {attempts} attempts, {:?}", reply.end).unwrap();
        }
    }
    text
}

/// The record that would give a lane its settings.
fn of_settings(lane: &Lane) -> Entry {
    Entry {
        n: Number(0),
        at: Wall(0),
        act: Number(0),
        record: Record::LaneSet {
            lane: lane.id,
            settings: lane.settings.clone(),
        },
    }
}

#[test]
fn files_of_released_versions_load() {
    for (version, text) in FILES {
        let loaded = load(text.as_bytes()).unwrap();
        assert_eq!(loaded.health.damage, [], "{version}");
        assert_eq!(loaded.health.access(), Access::Editable, "{version}");
        assert_eq!(loaded.blobs.len(), 3);
        insta::assert_snapshot!(format!("released-{version}"), summary(&loaded.conversation));
    }
}

#[test]
fn files_of_released_versions_have_every_kind() {
    // A kind that is new belongs into the file of the version that is released next.
    let kinds = [
        "header",
        "title",
        "lane",
        "lane_set",
        "leaf",
        "blob",
        "message",
        "generation",
        "attempt",
        "deltas",
        "end",
        "variables",
        "cases",
        "layout",
        "context",
        "trash",
        "restore",
        "mark",
        "prefill_pin",
        "vote",
        "undo",
        "redo",
    ];
    let (version, text) = FILES[FILES.len() - 1];
    for kind in kinds {
        assert!(
            text.contains(&format!(r#""k":"{kind}""#)),
            "{version}: {kind}"
        );
    }
}

#[test]
fn known_lines_are_written_today_as_they_were_then() {
    for (_, text) in FILES {
        for line in text.lines().filter(|line| !line.contains("\"k\":\"blob\"")) {
            let entry = decode(line.as_bytes()).unwrap().entry;
            // Members and types of deltas of a later version stay in the file, and nowhere else.
            let later = [
                "telepathy",
                "\"pin\":true",
                "\"mood\":\"curious\"",
                "\"smell\"",
            ];
            if !later.iter().any(|what| line.contains(what)) {
                assert_eq!(generate::line(&entry), line);
            }
        }
    }
}

#[test]
fn what_later_versions_wrote_survives_going_on_and_copies() {
    let folder = tempfile::tempdir().unwrap();
    for (version, text) in FILES {
        let path = folder.path().join(version);
        fs::write(&path, text).unwrap();
        let (mut journal, loaded) = Journal::open(&path).unwrap();
        let Number(n) = loaded.conversation.next_number();
        let title = Record::Title {
            text: "gone on".into(),
            by: TitleBy::Hand,
        };
        let entry = Entry {
            n: Number(n),
            at: Wall(1),
            act: Number(n),
            record: title,
        };
        journal.append(&entry).unwrap();
        journal
            .save_as(&folder.path().join("copy"), &crate::chat::progress::Patient)
            .unwrap();
        let expected = format!("{text}{}\n", generate::line(&entry));
        for name in [version, "copy"] {
            assert_eq!(
                fs::read_to_string(folder.path().join(name)).unwrap(),
                expected
            );
        }
        assert_eq!(recover::sound(text.as_bytes()).bytes, text.as_bytes());
    }
}
