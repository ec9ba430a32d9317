//! What holds whatever happens, in whichever order.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "only three orders are looked at"
)]

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::file::FileOrder;
use crate::app::fixture::*;
use crate::app::layout::Size;
use crate::app::msg::{ListingAge, Msg};
use crate::app::state::LoadedFile;
use crate::chat::conversation::Conversation;
use crate::chat::failure::FailureKind;
use crate::chat::generation::GenerationEvent;
use crate::chat::ids::{ConversationId, GenerationId, MessageId, Number};

/// Something that happens.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// A message is sent from wherever the user is.
    Say,
    /// Whatever the core waits for is done, up to the request.
    Answer,
    Key(&'static str),
    Paste(&'static str),
    Prepared(usize),
    Deltas(usize, &'static str),
    Ended(usize),
    Failed(usize, FailureKind),
    Appended(u64),
    NotAppended,
    Tick(u64),
    Resized(u16, u16),
    Listed,
    Denied,
    Connected,
    Disconnected,
    /// A fork that was ordered is there, and perhaps not at once.
    Opened,
}

const KEYS: [&str; 90] = [
    "a",
    "b",
    "space",
    "/",
    "\\",
    "enter",
    "enter",
    "enter",
    "esc",
    "ctrl-c",
    "ctrl-j",
    "tab",
    "up",
    "down",
    "f5",
    "f1",
    "ctrl-x",
    "ctrl-x m",
    "ctrl-x enter",
    "ctrl-x u",
    "ctrl-x v",
    "ctrl-x w",
    "ctrl-x ctrl-k",
    "ctrl-x b",
    "ctrl-x l",
    "ctrl-n",
    "ctrl-p",
    "ctrl-r",
    "backspace",
    "pageup",
    "pagedown",
    "ctrl-home",
    "ctrl-end",
    "ctrl-w",
    "ctrl-_",
    "k",
    "ctrl-f",
    "f2",
    "f6",
    "left",
    "right",
    "shift-right",
    "home",
    "x",
    "d",
    "5",
    "f",
    "delete",
    "ctrl-x s",
    "ctrl-x f",
    "ctrl-x {",
    "ctrl-x i",
    "ctrl-s",
    "e",
    "r",
    "u",
    "shift-u",
    "shift-d",
    "m",
    "<",
    "+",
    ".",
    "!",
    "ctrl-x z",
    "ctrl-x |",
    "ctrl-x 5",
    "ctrl-x 7",
    "ctrl-x %",
    "ctrl-x *",
    "ctrl-x 6",
    "ctrl-x right",
    "ctrl-x delete",
    "ctrl-x ctrl-f",
    "ctrl-x j",
    "ctrl-x ctrl-s",
    ">",
    "c",
    "p",
    "n",
    "s",
    "ctrl-x c",
    "ctrl-x 1",
    "ctrl-x 9",
    "ctrl-x 3",
    "ctrl-x 4",
    "ctrl-x 2",
    "ctrl-x shift-left",
    "ctrl-x >",
    "h",
    "l",
];

fn step() -> impl Strategy<Value = Step> {
    let kind = prop::sample::select(vec![
        FailureKind::Throttled,
        FailureKind::Validation,
        FailureKind::ContextOverflow,
        FailureKind::Cut,
    ]);
    let text = prop::sample::select(vec![
        "",
        "a",
        "word ",
        "\n\n",
        "```\n",
        "- x\n",
        "日本 \u{1b}[1m",
    ]);
    prop_oneof![
        4 => Just(Step::Say),
        4 => Just(Step::Answer),
        8 => prop::sample::select(KEYS.to_vec()).prop_map(Step::Key),
        1 => prop::sample::select(vec!["x\ny", "/", "  "]).prop_map(Step::Paste),
        2 => (0_usize..3).prop_map(Step::Prepared),
        4 => (0_usize..3, text).prop_map(|(age, text)| Step::Deltas(age, text)),
        2 => (0_usize..3).prop_map(Step::Ended),
        2 => (0_usize..3, kind).prop_map(|(age, kind)| Step::Failed(age, kind)),
        4 => (0_u64..3).prop_map(Step::Appended),
        1 => Just(Step::NotAppended),
        2 => (0_u64..70_000).prop_map(Step::Tick),
        1 => (0_u16..100, 0_u16..40).prop_map(|(width, height)| Step::Resized(width, height)),
        1 => Just(Step::Listed),
        1 => Just(Step::Denied),
        1 => Just(Step::Connected),
        1 => Just(Step::Disconnected),
        3 => Just(Step::Opened),
    ]
}

/// The core, and what its effects add up to.
struct Run {
    play: Play,
    /// The fold of all entries that were handed out.
    written: Conversation,
    last: Number,
    /// Requests whose bodies were asked for, and generations that were recorded, oldest first.
    asked: Vec<MessageId>,
    recorded: Vec<GenerationId>,
    appended: HashSet<u64>,
    conversations: u8,
    /// A fork on its way.
    fork: Option<LoadedFile>,
}

impl Run {
    fn new(play: Play) -> Self {
        Self {
            play,
            written: Conversation::new(conversation_id(1)),
            last: Number(0),
            asked: Vec::new(),
            recorded: Vec::new(),
            appended: HashSet::new(),
            conversations: 1,
            fork: None,
        }
    }

    fn take(&mut self, step: Step) {
        let handed = self.play.state.file.handed;
        let generation =
            |run: &Self, age: usize| nth_last(&run.recorded, age).unwrap_or(GenerationId(7));
        let effects = match step {
            Step::Say => return self.say(),
            Step::Answer => return self.answer(),
            Step::Opened => return self.open_fork(),
            Step::Key(keys) => {
                return keys.split(' ').for_each(|key| {
                    let effects = self.play.key(key);
                    self.check(&effects);
                });
            }
            Step::Paste(text) => self.play.tell(Msg::Paste(text.to_owned())),
            Step::Prepared(age) => match nth_last(&self.asked, age) {
                Some(parent) => self.play.prepared(parent),
                None => Vec::new(),
            },
            Step::Deltas(age, text) => self.play.streamed(generation(self, age), text),
            Step::Ended(age) => self.play.ended(generation(self, age)),
            Step::Failed(age, kind) => self.play.failed(generation(self, age), kind),
            Step::Appended(back) => {
                let n = Number(handed.0.saturating_sub(back));
                self.play.tell(Msg::Appended(n, Ok(())))
            }
            Step::NotAppended => self.play.not_appended(),
            Step::Tick(millis) => self.play.tick(Duration::from_millis(millis)),
            Step::Resized(width, height) => self.play.tell(Msg::Resized(Size { width, height })),
            Step::Listed => self.play.tell(Msg::Listed(listing(), ListingAge::Fresh)),
            Step::Denied => self.play.tell(Msg::Listed(denied(), ListingAge::Fresh)),
            Step::Connected => self.play.tell(Msg::Connected(Ok(bedrock()))),
            Step::Disconnected => self.play.tell(Msg::Connected(Err(no_credentials()))),
        };
        self.check(&effects);
    }

    fn say(&mut self) {
        while !self.play.state.overlays.is_empty() {
            let effects = self.play.key("esc");
            self.check(&effects);
        }
        for msg in [
            Msg::Do(Action::FocusComposer),
            Msg::Paste("words".to_owned()),
            Msg::Do(Action::Send),
        ] {
            let effects = self.play.tell(msg);
            self.check(&effects);
        }
    }

    fn answer(&mut self) {
        if self.play.state.service.account().is_none() {
            self.take(Step::Connected);
            self.take(Step::Listed);
        }
        if let Some(parent) = nth_last(&self.asked, 0) {
            let effects = self.play.prepared(parent);
            self.check(&effects);
        }
        let effects = self.play.appended();
        self.check(&effects);
    }

    fn check(&mut self, effects: &[Effect]) {
        let restarts = effects.contains(&Effect::Restart);
        for effect in effects {
            match effect {
                Effect::Append(entries) => {
                    for entry in entries {
                        assert!(entry.n > self.last, "{entry:?} after {:?}", self.last);
                        self.last = entry.n;
                        self.appended.insert(entry.n.0);
                        self.written.apply(entry);
                        let id = GenerationId(entry.n.0);
                        if self.written.generation(id).is_some() {
                            self.recorded.push(id);
                        }
                    }
                }
                Effect::Generate(id, _) => {
                    assert!(
                        self.appended.contains(&id.0),
                        "{id:?} was not written before"
                    );
                    assert!(
                        self.written.open_generation(*id).is_some(),
                        "{id:?} has ended"
                    );
                }
                Effect::Prepare(_, parent, _) => self.asked.push(*parent),
                Effect::Fork(_) => self.fork_off(),
                _ => {}
            }
        }
        if restarts {
            self.begin_another();
        }
        self.compare();
    }

    fn begin_another(&mut self) {
        self.conversations = self.conversations.wrapping_add(1);
        let id: ConversationId = conversation_id(self.conversations);
        self.written = Conversation::new(id.clone());
        self.last = Number(0);
        self.appended.clear();
        let effects = self.play.tell(Msg::Began(id));
        assert_eq!(effects, []);
    }

    fn fork_off(&mut self) {
        self.conversations = self.conversations.wrapping_add(1);
        self.fork = Some(forked(&self.written, self.conversations));
    }

    /// All that is handed out before the shell goes over belongs to the conversation before.
    fn open_fork(&mut self) {
        let Some(fork) = self.fork.take() else {
            return;
        };
        let conversation = fork.conversation.clone();
        let effects = self.play.tell(Msg::Opened(Box::new(fork), None, None));
        let over = |effect: &Effect| *effect == Effect::GoOver(conversation.id().clone());
        let Some(at) = effects.iter().position(over) else {
            // It stays where it is, and the shell closes what it opened.
            let forgets = [Effect::File(FileOrder::Forget)];
            assert!(effects.is_empty() || effects == forgets, "{effects:?}");
            return self.compare();
        };
        let late = |effect: &Effect| matches!(effect, Effect::Append(_) | Effect::Abort(_));
        assert!(!effects[at..].iter().any(late), "{effects:?}");
        for entry in entries(&effects) {
            assert!(entry.n > self.last, "{entry:?} after {:?}", self.last);
        }
        self.last = Number(conversation.next_number().0 - 1);
        self.written = conversation;
        self.appended.clear();
        self.compare();
    }

    /// Live and written conversations are equal, but for what waits for the first message.
    fn compare(&self) {
        let state = &self.play.state;
        let mut folded = self.written.clone();
        for entry in &state.file.preface {
            folded.apply(entry);
        }
        assert_eq!(state.conversation, folded);
        let mut lanes = HashSet::new();
        assert!(
            state.flight.iter().all(|flying| lanes.insert(flying.lane)),
            "two in a lane"
        );
        for flying in state.flight.iter() {
            if let Some(id) = flying.id() {
                assert!(
                    state.conversation.open_generation(id).is_some(),
                    "{id:?} flies on"
                );
            }
        }
    }
}

fn nth_last<T: Copy>(all: &[T], age: usize) -> Option<T> {
    all.len().checked_sub(age + 1).map(|at| all[at])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_live_and_written_are_equal(steps in prop::collection::vec(step(), 0..120)) {
        let mut run = Run::new(Play::connected());
        for step in steps {
            run.take(step);
        }
    }

    #[test]
    fn whatever_happens_before_there_is_a_connection(steps in prop::collection::vec(step(), 0..60)) {
        let mut run = Run::new(Play::new());
        for step in steps {
            run.take(step);
        }
    }
}

/// The shell may still hold events of the conversation before.
#[test]
fn events_of_the_conversation_before_change_nothing() {
    let mut run = Run::new(Play::connected());
    for step in [
        Step::Key("a"),
        Step::Key("enter"),
        Step::Prepared(0),
        Step::Appended(0),
    ] {
        run.take(step);
    }
    let id = run.recorded[0];
    run.take(Step::Key("ctrl-n"));
    for event in [deltas("late"), GenerationEvent::Ended(done())] {
        assert_eq!(run.play.tell(Msg::Generation(id, event)), []);
    }
    assert_eq!(run.play.prepared(run.asked[0]), []);
    run.compare();
}
