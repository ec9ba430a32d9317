//! Requests of conversations.

use super::*;
use crate::chat::catalog::ModelId;
use crate::chat::content::Json;
use crate::chat::generation::Sent;
use crate::chat::ids::{ConversationId, Turn};
use crate::chat::record::{Body, Record};
use crate::chat::settings::Field;
use crate::chat::settings::{Route, Wire};
use crate::chat::time::Wall;

fn settings(model: &str) -> Settings {
    Settings {
        model: Some(ModelChoice {
            model: ModelId::new(model).unwrap(),
            name: model.to_owned(),
            route: Route::OnDemand(model.to_owned()),
        }),
        ..Settings::default()
    }
}

/// A conversation in one lane, whose messages follow each other.
struct Chain {
    conversation: Conversation,
    lane: LaneId,
    leaf: Option<MessageId>,
}

impl Chain {
    fn new(model: &str) -> Self {
        let conversation = Conversation::new(ConversationId::from_random([0; 6]));
        let mut chain = Self {
            lane: LaneId(conversation.next_number().0),
            conversation,
            leaf: None,
        };
        chain.record(Record::Lane {
            parent: None,
            settings: settings(model),
            index: 0,
            name: None,
        });
        chain
    }

    fn record(&mut self, record: Record) -> MessageId {
        let entry = self.conversation.entry(record, Wall(0), None);
        self.conversation.apply(&entry);
        MessageId(entry.n.0)
    }

    fn say(mut self, role: Role, content: Vec<ContentBlock>) -> Self {
        let parent = self.leaf;
        self.leaf = Some(self.record(Record::Message {
            parent,
            role,
            turn: None,
            case: None,
            body: Body::New(content),
        }));
        self
    }

    fn user(self, text: &str) -> Self {
        self.say(Role::User, vec![said(text)])
    }

    /// A reply that this model made.
    fn reply(mut self, model: &str, content: Vec<ContentBlock>) -> Self {
        let id = self.record(Record::Generation {
            lane: self.lane,
            parent: self.leaf,
            turn: Turn(0),
            case: None,
            settings: settings(model),
            prefill: Vec::new(),
            sent: Sent {
                wire: Wire::Converse,
                model: model.to_owned(),
                region: String::new(),
                sha256: String::new(),
            },
        });
        let deltas = crate::chat::ids::GenerationId(id.0);
        let deltas = Record::Deltas {
            generation: deltas,
            deltas: content.into_iter().flat_map(pieces).collect(),
        };
        self.record(deltas);
        self.leaf = Some(id);
        self
    }

    /// Gives the lane other settings.
    fn set(mut self, settings: Settings) -> Self {
        let lane = self.lane;
        self.record(Record::LaneSet { lane, settings });
        self
    }

    fn asked(&self, parent: MessageId) -> Option<Request> {
        let settings = self.conversation.lane(self.lane)?.settings.clone();
        Request::new(&self.conversation, self.lane, settings, parent)
    }

    fn made(&self) -> Request {
        self.asked(self.leaf.unwrap()).unwrap()
    }

    fn request(&self) -> Option<Vec<(Role, Vec<ContentBlock>)>> {
        let request = self.asked(self.leaf?)?;
        let messages = request.messages.into_iter();
        Some(
            messages
                .map(|message| (message.role, message.content))
                .collect(),
        )
    }
}

/// The deltas that make one block.
fn pieces(block: ContentBlock) -> Vec<crate::chat::stream::Delta> {
    use crate::chat::generation::Micros;
    use crate::chat::stream::{Delta, Piece};
    let pieces = match block {
        ContentBlock::Text(text) => vec![Piece::Text(text)],
        ContentBlock::Reasoning { text, signature } => std::iter::once(Piece::Reasoning(text))
            .chain(signature.map(Piece::Signature))
            .collect(),
        ContentBlock::Redacted(data) => vec![Piece::Redacted(data)],
        ContentBlock::Image { .. }
        | ContentBlock::Document { .. }
        | ContentBlock::Media { .. }
        | ContentBlock::ToolUse(_)
        | ContentBlock::ToolResult { .. }
        | ContentBlock::CachePoint
        | ContentBlock::Unknown { .. } => unreachable!("no reply of these tests has one"),
    };
    let delta = |piece| Delta {
        us: Micros(0),
        block: 0,
        piece,
    };
    pieces.into_iter().map(delta).collect()
}

fn said(text: &str) -> ContentBlock {
    ContentBlock::Text(text.to_owned())
}

fn thought(signature: Option<&str>) -> ContentBlock {
    ContentBlock::Reasoning {
        text: "hm".to_owned(),
        signature: signature.map(str::to_owned),
    }
}

#[test]
fn roles_alternate() {
    let chain = Chain::new("a.b")
        .user("one")
        .reply("a.b", vec![said("two")])
        .user("three");
    let expected = vec![
        (Role::User, vec![said("one")]),
        (Role::Assistant, vec![said("two")]),
        (Role::User, vec![said("three")]),
    ];
    assert_eq!(chain.request(), Some(expected));
}

#[test]
fn a_reply_without_text_is_left_out_and_its_neighbours_are_joined() {
    let chain = Chain::new("a.b")
        .user("one")
        .reply("a.b", vec![said(" \n")])
        .user("two");
    let expected = vec![(Role::User, vec![said("one"), said("two")])];
    assert_eq!(chain.request(), Some(expected));
}

#[test]
fn reasoning_goes_back_to_its_own_model_only() {
    let reply = || vec![thought(Some("sig")), said("two")];
    let own = Chain::new("a.b")
        .user("one")
        .reply("a.b", reply())
        .user("three");
    assert_eq!(own.request().unwrap()[1].1, reply());
    let other = Chain::new("x.y")
        .user("one")
        .reply("a.b", reply())
        .user("three");
    assert_eq!(other.request().unwrap()[1].1, [said("two")]);
}

#[test]
fn reasoning_without_its_signature_stays_here() {
    let chain = Chain::new("a.b")
        .user("one")
        .reply("a.b", vec![thought(None)])
        .user("two");
    assert_eq!(chain.request().unwrap().len(), 1);
}

#[test]
fn encrypted_reasoning_goes_back_to_its_own_model_only() {
    let reply = || vec![ContentBlock::Redacted("AA".to_owned()), said("two")];
    let own = Chain::new("a.b").user("one").reply("a.b", reply());
    assert_eq!(own.request().unwrap()[1].1, reply());
    let other = Chain::new("x.y").user("one").reply("a.b", reply());
    assert_eq!(other.request().unwrap()[1].1, [said("two")]);
}

#[test]
fn calls_and_unknown_blocks_stay_here() {
    let odd = ContentBlock::Unknown {
        wire: "converse".to_owned(),
        json: Json("{}".to_owned()),
    };
    let call = ContentBlock::ToolUse(crate::chat::content::ToolUse::default());
    let chain = Chain::new("a.b").say(Role::User, vec![odd, call, said("one")]);
    assert_eq!(chain.request(), Some(vec![(Role::User, vec![said("one")])]));
}

/// A conversation with a call, its result and blocks that nobody knows.
fn with_calls() -> Chain {
    let call = ContentBlock::ToolUse(crate::chat::content::ToolUse {
        id: "t1".to_owned(),
        name: "add".to_owned(),
        input: String::new(),
    });
    let nameless = ContentBlock::ToolUse(crate::chat::content::ToolUse::default());
    let result = ContentBlock::ToolResult {
        id: "t1".to_owned(),
        status: None,
        content: Json("[]".to_owned()),
    };
    let odd = |wire: Wire| ContentBlock::Unknown {
        wire: wire.name().to_owned(),
        json: Json(format!("{{\"type\":\"{}\"}}", wire.name())),
    };
    let reply = vec![
        call,
        nameless,
        odd(Wire::Messages),
        odd(Wire::Converse),
        said("two"),
    ];
    Chain::new("a.b")
        .user("one")
        .say(Role::Assistant, reply)
        .say(Role::User, vec![result, said("three")])
}

fn kinds(request: &Request) -> Vec<&'static str> {
    let blocks = request.messages.iter().flat_map(|turn| &turn.content);
    let kinds = blocks.map(|block| match block {
        ContentBlock::ToolUse(_) => "call",
        ContentBlock::ToolResult { .. } => "result",
        ContentBlock::Unknown { wire, .. } if wire == "messages" => "messages",
        ContentBlock::Unknown { .. } => "converse",
        ContentBlock::Text(_)
        | ContentBlock::Image { .. }
        | ContentBlock::Document { .. }
        | ContentBlock::Media { .. }
        | ContentBlock::Reasoning { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint => "other",
    });
    kinds.filter(|kind| *kind != "other").collect()
}

fn offering() -> Settings {
    let mut offering = settings("a.b");
    let tool = crate::chat::tool::CustomTool::default();
    offering.tools.offered = vec![crate::chat::tool::Tool::Custom(tool)];
    offering
}

#[test]
fn calls_without_a_result_stay_here() {
    let call = ContentBlock::ToolUse(crate::chat::content::ToolUse {
        id: "t2".to_owned(),
        name: "add".to_owned(),
        input: String::new(),
    });
    let chain = with_calls().set(offering());
    let chain = chain.say(Role::Assistant, vec![said("four"), call.clone()]);
    let request = chain
        .user("five")
        .say(Role::Assistant, vec![call])
        .user("six")
        .made();
    assert_eq!(kinds(&request), ["call", "result"]);
    let last = &request.messages[request.messages.len() - 2..];
    assert_eq!(last[0].content, [said("four")]);
    assert_eq!(last[1].content, [said("five"), said("six")]);
    let mut left = request.stayed.iter().map(|left| &*left.what);
    assert_eq!(left.next_back(), Some("calls of tools without a result"));
}

#[test]
fn calls_go_back_while_tools_are_offered() {
    let offering = offering();
    assert_eq!(kinds(&with_calls().made()), [""; 0]);
    let request = with_calls().set(offering).made();
    assert_eq!(kinds(&request), ["call", "result"]);
    let left: Vec<_> = request.stayed.iter().map(|left| &*left.what).collect();
    let expected = [
        "a call without a name",
        "a block that came over messages",
        "a block that came over converse",
    ];
    assert_eq!(left, expected);
}

#[test]
fn blocks_that_nobody_knows_go_back_over_the_messages_wire() {
    let mut messages = settings("a.b");
    messages.wire = Wire::Messages;
    let request = with_calls().set(messages).made();
    assert_eq!(kinds(&request), ["messages"]);
    let without = LeftOut::new(
        Field::Tools,
        "calls of tools and their results, since no tool is offered",
    );
    assert!(request.stayed.contains(&without));
}

#[test]
fn citations_and_events_of_a_reply_are_nothing_to_send() {
    use crate::chat::stream::Piece;
    let mut chain = Chain::new("a.b")
        .user("one")
        .reply("a.b", vec![said("two")]);
    let json = || Json("{\"type\":\"char_location\"}".to_owned());
    let deltas = [Piece::Citation(json()), Piece::Start(json())];
    let delta = |piece| crate::chat::stream::Delta {
        us: crate::chat::generation::Micros(0),
        block: 1,
        piece,
    };
    chain.record(Record::Deltas {
        generation: crate::chat::ids::GenerationId(chain.leaf.unwrap().0),
        deltas: deltas.map(delta).to_vec(),
    });
    let request = chain.made();
    assert_eq!(kinds(&request), [""; 0]);
    // Only the one with a start of its own is a block.
    let block = LeftOut::new(Field::Wire, "a block that came over converse");
    assert_eq!(request.stayed, [block]);
}

#[test]
fn a_prompt_is_free_on_its_own_wire_only() {
    let mut free = Chain::new("a.b").user("\n\nHuman: hi").made();
    assert_eq!(free.free_prompt(), None);
    free.settings.wire = Wire::Completions;
    assert_eq!(free.free_prompt(), Some("\n\nHuman: hi"));
    let mut plain = Chain::new("a.b").user("Human: hi").made();
    plain.settings.wire = Wire::Completions;
    assert_eq!(plain.free_prompt(), None);
}

#[test]
fn without_a_model_or_anything_to_say_there_is_no_request() {
    assert_eq!(Chain::new("a.b").user(" \t").request(), None);
    let mut chain = Chain::new("a.b").user("one");
    chain.record(Record::LaneSet {
        lane: chain.lane,
        settings: Settings::default(),
    });
    assert_eq!(chain.request(), None);
}

/// Three turns with a picture each, and the settings with so many turns of pictures.
fn with_pictures(turns: Option<u32>) -> Chain {
    let mut chain = Chain::new("a.b");
    for name in ["one", "two", "three"] {
        let picture = ContentBlock::Image {
            hash: name.to_owned(),
            format: "png".to_owned(),
        };
        chain = chain
            .say(Role::User, vec![picture, said(name)])
            .reply("a.b", vec![said("seen")]);
    }
    chain.user("and?").set(Settings {
        image_turns: turns,
        ..settings("a.b")
    })
}

#[test]
fn pictures_of_older_turns_stay_behind_and_are_told() {
    let shown = |turns| {
        let request = with_pictures(turns).made();
        let blocks = request.messages.iter().flat_map(|turn| &turn.content);
        let hashes = blocks.filter_map(|block| {
            if let ContentBlock::Image { hash, .. } = block {
                Some(hash.clone())
            } else {
                None
            }
        });
        (hashes.collect::<Vec<_>>(), request.stayed.len())
    };
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|&name| name.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(None), (names(&["one", "two", "three"]), 0));
    assert_eq!(shown(Some(9)), (names(&["one", "two", "three"]), 0));
    assert_eq!(shown(Some(3)), (names(&["two", "three"]), 1));
    assert_eq!(shown(Some(2)), (names(&["three"]), 1));
    assert_eq!(shown(Some(1)), (names(&[]), 1));
}

/// Calls of a tool whose results show a screen each, and the settings with so many turns of pictures.
fn with_screens(turns: Option<u32>) -> Chain {
    let mut chain = Chain::new("a.b").user("look");
    for name in ["one", "two", "three"] {
        let call = ContentBlock::ToolUse(crate::chat::content::ToolUse {
            id: name.to_owned(),
            name: "screenshot".to_owned(),
            input: String::new(),
        });
        let items = format!(
            r#"[{{"text":"done"}},{{"image":{{"hash":"{name}","format":"png"}}}},{{"json":{{"x":1.50}}}}]"#
        );
        let result = ContentBlock::ToolResult {
            id: name.to_owned(),
            status: Some("success".to_owned()),
            content: Json(items),
        };
        chain = chain
            .say(Role::Assistant, vec![call])
            .say(Role::User, vec![result]);
    }
    chain.set(Settings {
        image_turns: turns,
        ..offering()
    })
}

#[test]
fn pictures_in_results_of_older_turns_are_left_out_and_the_results_stay() {
    let results = |turns| {
        let request = with_screens(turns).made();
        let blocks = request.messages.iter().flat_map(|turn| &turn.content);
        let results = blocks.filter_map(|block| {
            if let ContentBlock::ToolResult { content, .. } = block {
                Some(content.0.clone())
            } else {
                None
            }
        });
        let stayed: Vec<_> = request
            .stayed
            .iter()
            .map(|left| left.what.clone())
            .collect();
        (results.collect::<Vec<_>>(), stayed)
    };
    let shown = |name: &str| {
        format!(
            r#"[{{"text":"done"}},{{"image":{{"hash":"{name}","format":"png"}}}},{{"json":{{"x":1.50}}}}]"#
        )
    };
    let out = r#"[{"text":"done"},{"text":"[image left out]"},{"json":{"x":1.50}}]"#.to_owned();
    let (one, two, three) = (shown("one"), shown("two"), shown("three"));
    let told = vec!["pictures of earlier turns than go along".to_owned()];
    let all = (vec![one, two.clone(), three.clone()], Vec::new());
    assert_eq!(results(None), all);
    assert_eq!(results(Some(3)), all);
    let last_two = vec![out.clone(), two, three.clone()];
    assert_eq!(results(Some(2)), (last_two, told.clone()));
    assert_eq!(results(Some(1)), (vec![out.clone(), out, three], told));
}

#[test]
fn results_without_pictures_stay_byte_for_byte() {
    for content in [
        "[ ]",
        "the \"image\" of it",
        r#"[ {"text":"\"image\""} ]"#,
        r#"{"image":1}"#,
    ] {
        let block = [ContentBlock::ToolResult {
            id: "t1".to_owned(),
            status: None,
            content: Json(content.to_owned()),
        }];
        let left = Age::Old.content(&block);
        assert!(matches!(left, std::borrow::Cow::Borrowed(_)), "{content}");
    }
}
