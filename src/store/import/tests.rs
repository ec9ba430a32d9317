//! Files of all programs, made by hand; and files that are broken.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::write::entries;
use super::*;
use crate::chat::content::ContentBlock;
use crate::chat::conversation::Conversation;
use crate::chat::generation::Outcome;
use crate::chat::ids::ConversationId;
use crate::chat::message::Message;
use crate::chat::progress::Patient;
use crate::chat::progress::tests::Clerk;
use crate::chat::time::Wall;
use crate::store::load;

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/import");
    std::fs::read_to_string(format!("{folder}/{name}")).unwrap()
}

fn new(source: Source) -> New {
    New {
        id: ConversationId::from_random([7; 6]),
        source,
        at: Wall(1_795_246_345_678),
    }
}

/// The conversation that a written file has, after it was loaded again.
fn stored(import: &Import, source: Source) -> Conversation {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/a.jsonl");
    written(&path, import, &new(source)).unwrap();
    assert!(
        written(&path, import, &new(source)).is_err(),
        "nothing is replaced"
    );
    let loaded = load::read(&path).unwrap();
    assert_eq!(loaded.health.damage, []);
    assert_eq!(loaded.blobs.len(), import.blobs.len());
    let mut again = Conversation::new(new(source).id);
    for entry in entries(import, &new(source)) {
        again.apply(&entry);
    }
    assert!(again.looks_like(&loaded.conversation));
    loaded.conversation
}

/// What was made of a file, as text.
fn told(name: &str) -> String {
    let text = fixture(name);
    let source = recognize(&text).unwrap();
    let found = read(&text, source, &Patient).unwrap();
    let mut out = format!("from {}\n", source.label());
    for import in &found.conversations {
        let conversation = stored(import, source);
        tell(&conversation, &mut out);
        for left in import.left.told() {
            writeln!(out, "left out: {left}").unwrap();
        }
    }
    for problem in &found.problems {
        writeln!(out, "not read: {problem}").unwrap();
    }
    writeln!(out, "empty: {}", found.empty).unwrap();
    out
}

fn tell(conversation: &Conversation, out: &mut String) {
    let title = conversation.title().unwrap_or("?");
    let lane = conversation.lanes().next().unwrap();
    writeln!(out, "\n== {title} ==").unwrap();
    writeln!(out, "settings: {:?}", lane.settings).unwrap();
    let path: Vec<u64> = lane.path.iter().map(|id| id.0).collect();
    writeln!(out, "path: {path:?}").unwrap();
    let mut messages: Vec<&Message> = conversation.messages().collect();
    messages.sort_by_key(|message| message.id);
    for message in messages {
        let parent = message.parent.map_or(0, |id| id.0);
        let (id, role, at) = (message.id.0, message.role.name(), message.at.0);
        let name = conversation.name(message.id).unwrap_or_default();
        writeln!(out, "{parent} -> {id} {role} at {at} {name}").unwrap();
        if let Some(reply) = &message.generation {
            let end = reply.end.as_ref().unwrap();
            let usage = end.usage.as_ref();
            let tokens = usage.map(|usage| (usage.input, usage.output, usage.cache_read));
            let Outcome::Done(stop) = &end.outcome else {
                panic!("{end:?}");
            };
            let model = &reply.sent.model;
            writeln!(out, "  by {model}, {stop}, {tokens:?}").unwrap();
            assert_eq!((reply.first, reply.tokens_per_second()), (None, None));
        }
        for block in &message.content {
            writeln!(out, "  {block:?}").unwrap();
        }
    }
}

#[test]
fn every_program_is_recognized_and_read() {
    for name in [
        "claude.json",
        "chatgpt.json",
        "aichat.yaml",
        "claude-code.jsonl",
        "codex.jsonl",
        "converse.json",
        "messages.json",
    ] {
        insta::assert_snapshot!(name, told(name));
    }
}

#[test]
fn a_torn_export_gives_what_is_whole() {
    let text = fixture("claude.json");
    let torn = &text[..text.find("\"c3\"").unwrap()];
    let found = read(torn, recognize(torn).unwrap(), &Patient).unwrap();
    assert_eq!(found.conversations.len(), 1);
    let problem = &found.problems[0];
    assert!(problem.contains("ends in the middle"), "{problem}");
    let broken = text.replacen("\"name\": \"\"", "\"name\": oops", 1);
    let found = read(&broken, Source::Claude, &Patient).unwrap();
    assert_eq!(found.conversations.len(), 2);
    let problem = &found.problems[0];
    assert!(
        problem.starts_with("conversation 2 of the file, line 27: "),
        "{problem}"
    );
}

#[test]
fn what_is_nothing_known_is_told() {
    for text in ["", "hello", "{}", "[]", "{\"messages\":[]}", "[[[", "a: b"] {
        assert_eq!(recognize(text), None, "{text}");
    }
    let error = read("{\"messages\": [1", Source::Converse, &Patient).unwrap_err();
    assert!(
        error.to_string().starts_with("line 1, column 16"),
        "{error}"
    );
    let error = read("nothing\n{\"a\"", Source::Codex, &Patient).unwrap_err();
    assert_eq!(error.to_string(), "line 1 is no JSON and was left out");
    assert_eq!(super::text(b"PK\x03\x04rest"), Err(NotRead::Zip));
    assert_eq!(super::text(&[0xff, 0xfe]), Err(NotRead::NotText));
    assert_eq!(super::text("\u{feff}{}".as_bytes()), Ok("{}"));
}

#[test]
fn a_copy_of_a_conversation_has_an_id_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a"), folder.path().join("b"));
    let text = fixture("codex.jsonl");
    let found = read(&text, Source::Codex, &Patient).unwrap();
    written(&first, &found.conversations[0], &new(Source::Codex)).unwrap();
    let mut bytes = std::fs::read(&first).unwrap();
    bytes.extend_from_slice(b"no record\n");
    let copy = New {
        id: ConversationId::from_random([8; 6]),
        ..new(Source::Outcrop)
    };
    assert_eq!(copied(&second, &bytes, &copy, &Patient), Ok(1));
    let (one, other) = (load::read(&first).unwrap(), load::read(&second).unwrap());
    assert_eq!(other.conversation.id(), &copy.id);
    assert_ne!(one.conversation.id(), &copy.id);
    let path = |loaded: &load::Loaded| loaded.conversation.lanes().next().unwrap().path.clone();
    assert_eq!(path(&one), path(&other));
    assert!(copied(&folder.path().join("c"), b"{}\n", &copy, &Patient).is_err());
}

#[test]
fn a_mark_at_the_end_of_the_last_message_is_a_setting() {
    let text = fixture("converse.json");
    let found = read(&text, Source::Converse, &Patient).unwrap();
    let import = &found.conversations[0];
    let last = import.messages.last().unwrap();
    assert!(!last.said.content.contains(&ContentBlock::CachePoint));
    assert!(import.settings.cache.messages.is_on() && import.settings.cache.system.is_on());
}

/// Pieces of the files, put together anew.
fn damaged() -> impl Strategy<Value = String> {
    let names = [
        "claude.json",
        "chatgpt.json",
        "aichat.yaml",
        "claude-code.jsonl",
        "codex.jsonl",
        "converse.json",
        "messages.json",
    ];
    let cut = (
        prop::sample::select(names.to_vec()),
        any::<(u16, u16, char)>(),
    );
    cut.prop_map(|(name, (at, length, with))| {
        let text: Vec<char> = fixture(name).chars().collect();
        let at = usize::from(at) % text.len();
        let end = (at + usize::from(length) % 40).min(text.len());
        let (before, after) = (&text[..at], &text[end..]);
        before.iter().chain([&with]).chain(after).collect()
    })
}

proptest! {
    #[test]
    fn damage_costs_no_more_than_itself(text in damaged(), at in 0..Source::ALL.len()) {
        let own = recognize(&text);
        for source in own.into_iter().chain([Source::ALL[at]]) {
            let Ok(found) = read(&text, source, &Patient) else {
                continue;
            };
            for import in &found.conversations {
                let mut conversation = Conversation::new(new(source).id);
                for entry in entries(import, &new(source)) {
                    conversation.apply(&entry);
                }
                prop_assert_eq!(conversation.len(), import.messages.len());
                let lane = conversation.lanes().next().unwrap();
                prop_assert!(!lane.path.is_empty());
            }
        }
    }
}

#[test]
fn it_is_told_how_far_a_file_is_read_until_nobody_waits() {
    for name in [
        "chatgpt.json",
        "claude.json",
        "claude-code.jsonl",
        "codex.jsonl",
    ] {
        let text = fixture(name);
        let source = recognize(&text).unwrap();
        let clerk = Clerk::patient();
        read(&text, source, &clerk).unwrap();
        let told = clerk.told();
        assert_eq!(told[0], "0 % parsed", "{name}");
        assert!(told.len() > 1, "{name}: {told:?}");
        for patience in 1..=told.len() {
            let clerk = Clerk::until(patience);
            let stopped = read(&text, source, &clerk).unwrap_err();
            assert_eq!(stopped, NotRead::Stopped(Stopped), "{name}");
            assert_eq!(clerk.told().len(), patience, "{name}");
        }
    }
}
