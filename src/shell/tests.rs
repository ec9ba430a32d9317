//! What holds after any number of operations: nothing is lost, the file says it all, undo and redo
//! take each other back, and what a service would refuse was marked before.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::fixture::{LANE, Play, conversation_id, entries, prepares};
use crate::app::msg::{Msg, Target};
use crate::bedrock::wires;
use crate::chat::attachment::Attachments;
use crate::chat::content::{ContentBlock, Json};
use crate::chat::conversation::{BY_ITSELF, Conversation};
use crate::chat::generation::{GenerationEvent, Micros};
use crate::chat::ids::{GenerationId, LaneId, MessageId};
use crate::chat::message::Role;
use crate::chat::record::Record;
use crate::chat::request::{Order, Request};
use crate::chat::settings::{Settings, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Wall;
use crate::chat::tool;
use crate::sandbox::validated;

/// Something that a user does, or that happens.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// A message is written and sent.
    Say(&'static str),
    /// A message of the path is chosen, by its place in thousandths, and these keys are pressed.
    On(u16, &'static [&'static str]),
    /// The reply on its way gets this.
    Come(Came),
    /// It ends.
    End,
    /// Everything that waits to be written is.
    Written,
}

/// A piece of a reply.
#[derive(Debug, Clone, Copy)]
enum Came {
    Text(&'static str),
    Thought,
    Call(&'static str),
}

/// What can be done to a message: keys, and `=text` for what is typed.
const DEEDS: [&[&str]; 27] = [
    &["left"],
    &["right"],
    &["left"],
    &["right"],
    &["r"],
    &["r"],
    &["shift-r", "enter"],
    &["e", "=!", "esc"],
    &["e", "=!", "esc"],
    &["e", "ctrl-home", "ctrl-k", "= ", "esc"],
    &["e", "=?", "ctrl-x enter"],
    &["e", "left", "ctrl-x enter"],
    &["."],
    &["+", "=new", "esc"],
    &["^", "=new", "esc"],
    &["<"],
    &[">"],
    &["s"],
    &["x"],
    &["shift-x"],
    &["d"],
    &["shift-d"],
    &["!"],
    &["b", "=name", "enter"],
    &["f", "enter"],
    &["ctrl-x right"],
    &["ctrl-x delete"],
];

const BACK_AND_FORTH: [&[&str]; 3] = [&["u"], &["shift-u"], &["u", "u", "shift-u"]];

fn step() -> impl Strategy<Value = Step> {
    let deeds = prop::sample::select(DEEDS.to_vec());
    let undo = prop::sample::select(BACK_AND_FORTH.to_vec());
    let came = prop::sample::select(vec![
        Came::Text("words"),
        Came::Text("words"),
        Came::Text(" \n"),
        Came::Thought,
        Came::Call("t1"),
        Came::Call("t2"),
    ]);
    prop_oneof![
        3 => prop::sample::select(vec!["one", "two {{city}}"]).prop_map(Step::Say),
        8 => (0_u16..1000, deeds).prop_map(|(place, keys)| Step::On(place, keys)),
        2 => (0_u16..1000, undo).prop_map(|(place, keys)| Step::On(place, keys)),
        4 => came.prop_map(Step::Come),
        4 => Just(Step::End),
        3 => Just(Step::Written),
    ]
}

/// The core, and what its effects add up to.
struct Run {
    play: Play,
    /// The fold of all records that were handed out.
    written: Conversation,
    /// Every message that a lane has ever shown.
    seen: BTreeSet<MessageId>,
}

impl Run {
    fn new() -> Self {
        let mut play = Play::connected();
        let mut settings = play.settings();
        let tool = r#"{"name":"dig","input_schema":{"type":"object"}}"#;
        settings.tools.offered = tool::parse(tool).unwrap();
        let set = Record::LaneSet {
            lane: LANE,
            settings,
        };
        let state = &mut play.state;
        let entry = state
            .conversation
            .entry(set, play.now.wall, Some(BY_ITSELF));
        state.conversation.apply(&entry);
        state.file.preface.push(entry);
        let written = Conversation::new(conversation_id(1));
        Self {
            play,
            written,
            seen: BTreeSet::new(),
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Say(text) => {
                self.tell(Msg::Do(Action::FocusComposer));
                self.tell(Msg::Paste(text.to_owned()));
                self.tell(Msg::Do(Action::Send));
            }
            Step::On(place, keys) => self.on(place, keys),
            Step::Come(came) => self.come(came),
            Step::End => {
                if let Some(id) = self.flying() {
                    let effects = self.play.ended(id);
                    self.note(&effects);
                }
            }
            Step::Written => {
                let effects = self.play.appended();
                self.note(&effects);
            }
        }
        while !self.play.state.overlays.is_empty() {
            self.keys(&["ctrl-c"]);
        }
    }

    fn on(&mut self, place: u16, keys: &[&str]) {
        let path = &self.play.state.lane().unwrap().path;
        let at = path.len() * usize::from(place) / 1000;
        if let Some(id) = path.get(at).copied() {
            let lane = self.play.state.lane_id().unwrap();
            self.tell(Msg::Clicked(Target::Message(lane, id)));
            self.keys(keys);
        }
    }

    fn keys(&mut self, keys: &[&str]) {
        for key in keys {
            let effects = match key.strip_prefix('=') {
                Some(text) => self.play.typed(text),
                None => self.play.key(key),
            };
            self.note(&effects);
        }
    }

    fn come(&mut self, came: Came) {
        let Some(id) = self.flying() else {
            return;
        };
        let (block, pieces) = match came {
            Came::Text(text) => (1, vec![Piece::Text(text.to_owned())]),
            Came::Thought => (0, vec![Piece::Reasoning("hm".to_owned())]),
            Came::Call(id) => (
                2,
                vec![
                    Piece::ToolStart {
                        id: id.to_owned(),
                        name: "dig".to_owned(),
                    },
                    Piece::ToolInput("{}".to_owned()),
                ],
            ),
        };
        let delta = |piece| Delta {
            us: Micros(1),
            block,
            piece,
        };
        let deltas = pieces.into_iter().map(delta).collect();
        self.tell(Msg::Generation(id, GenerationEvent::Deltas(deltas)));
    }

    /// The generation on its way in the lane in focus.
    fn flying(&self) -> Option<GenerationId> {
        let state = &self.play.state;
        state.flight.of_lane(state.lane_id()?)?.id()
    }

    fn tell(&mut self, msg: Msg) {
        let effects = self.play.tell(msg);
        self.note(&effects);
    }

    fn note(&mut self, effects: &[Effect]) {
        for entry in entries(effects) {
            self.written.apply(&entry);
        }
        for parent in prepares(effects) {
            let effects = self.play.prepared(parent);
            self.note(&effects);
        }
        for lane in self.play.state.conversation.lanes() {
            self.seen.extend(lane.path.iter().copied());
        }
    }

    fn check(&mut self) {
        self.nothing_is_lost();
        self.undo_and_redo_are_nothing();
        let state = &self.play.state;
        let mut folded = self.written.clone();
        for entry in &state.file.preface {
            folded.apply(entry);
        }
        assert!(state.conversation == folded, "live and written differ");
    }

    /// Every message that was ever shown can be shown again.
    fn nothing_is_lost(&self) {
        let mut conversation = self.play.state.conversation.clone();
        let lane = self.play.state.lane_id().unwrap();
        for id in &self.seen {
            show(&mut conversation, lane, *id);
            assert_eq!(conversation.lane(lane).unwrap().leaf(), Some(*id));
        }
    }

    fn undo_and_redo_are_nothing(&mut self) {
        if !self.play.state.flight.is_empty() {
            return;
        }
        self.tell(Msg::Do(Action::Back));
        let before = self.play.state.conversation.clone();
        if before.undoable().is_none() || self.play.state.file.handed.0 == 0 {
            return;
        }
        self.keys(&["ctrl-x z", "ctrl-x shift-z"]);
        let after = &self.play.state.conversation;
        assert!(after.looks_like(&before), "undo and redo change something");
    }

    /// What a message would say that is sent below any message is taken, or was marked.
    fn what_is_refused_was_marked(&self) {
        let mut conversation = self.play.state.conversation.clone();
        let lane = self.play.state.lane_id().unwrap();
        for id in self.seen.iter().rev().take(12) {
            show(&mut conversation, lane, *id);
            for wire in [Wire::Converse, Wire::Messages] {
                check_request(&conversation, lane, *id, wire);
            }
        }
    }
}

fn show(conversation: &mut Conversation, lane: LaneId, id: MessageId) {
    let record = Record::Leaf {
        lane,
        message: Some(id),
    };
    let entry = conversation.entry(record, Wall(0), None);
    conversation.apply(&entry);
}

fn check_request(conversation: &Conversation, lane: LaneId, leaf: MessageId, wire: Wire) {
    let next = [ContentBlock::Text("next".to_owned())];
    let mut request = Request::with(conversation, lane, &next).unwrap();
    request.settings.wire = wire;
    let order = Order::of(conversation, lane, Some(leaf));
    let marked = order.refused().is_some();
    let verdict = sent(&request);
    assert_eq!(
        verdict.is_err(),
        marked,
        "{verdict:?}, {order:?}, {request:?}"
    );
    // Below a message of the user's it can be asked without another one.
    let settings: Settings = request.settings.clone();
    if order.last == Some(Role::User) {
        let asked = Request::new(conversation, lane, settings, leaf).unwrap();
        assert_eq!(sent(&asked).is_err(), marked, "{asked:?}");
    }
}

/// What the sandbox says about the body of a request.
fn sent(request: &Request) -> Result<(), String> {
    let call = wires::call(request, &Attachments::default()).unwrap();
    validated(request.settings.wire.name(), call.body.as_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_operations_nothing_is_lost(steps in prop::collection::vec(step(), 0..120)) {
        let mut run = Run::new();
        for step in steps {
            run.take(step);
            run.check();
        }
        run.what_is_refused_was_marked();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_ten_thousand_operations_nothing_is_lost(
        steps in prop::collection::vec(step(), 10_000..=10_000),
    ) {
        let mut run = Run::new();
        for (at, step) in steps.into_iter().enumerate() {
            run.take(step);
            if at % 500 == 499 {
                run.check();
                run.what_is_refused_was_marked();
            }
        }
    }
}

/// A result without its call, and a call without its result, stay here: nothing is refused.
#[test]
fn calls_and_results_that_lost_each_other_are_not_sent() {
    let mut run = Run::new();
    run.take(Step::Say("one"));
    run.take(Step::Written);
    run.take(Step::Come(Came::Call("t1")));
    run.take(Step::End);
    let result = |id: &str| ContentBlock::ToolResult {
        id: id.to_owned(),
        status: None,
        content: Json("[]".to_owned()),
    };
    let state = &run.play.state;
    let lane = state.lane_id().unwrap();
    for (answer, expected) in [("t1", 3), ("t9", 1)] {
        let said = [ContentBlock::Text("words".to_owned()), result(answer)];
        let request = Request::with(&state.conversation, lane, &said).unwrap();
        assert_eq!(request.messages.len(), expected, "{request:?}");
        assert_eq!(sent(&request), Ok(()));
    }
}
