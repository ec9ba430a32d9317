//! Doors for the benches in `benches/`: the hot paths of the program and nothing else.

pub mod corpus;
pub mod index;
mod library;

use std::path::Path;

use ratatui::buffer::Buffer;

use crate::app::action::{Action, OnLane};
use crate::app::layout::Size;
use crate::app::memory::Memory;
use crate::app::msg::Msg;
use crate::app::preferences::Preferences;
use crate::app::service::{Account, AccountKind};
use crate::app::state::{Opened, Start, State};
use crate::app::themes::{Appearance, Richness};
use crate::app::transcript::markdown::Markdown;
use crate::app::{composer::Draft, effect::Effect, prepare, update};
use crate::chat::catalog::ModelId;
use crate::chat::generation::{GenerationEvent, Micros, Sent};
use crate::chat::ids::{ConversationId, GenerationId};
use crate::chat::settings::{ModelChoice, Route, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::{At, Mono, Wall};
use crate::shell::colourist;
use crate::store::journal::Journal;
use crate::store::{blobs, check, load};
use crate::ui::theme::Wardrobe;

/// A running conversation whose reply streams, without a terminal, a network or a disk.
#[derive(Debug)]
pub struct Chat {
    state: State,
    wardrobe: Wardrobe,
    buffer: Buffer,
    generations: Vec<GenerationId>,
    micros: u64,
}

impl Chat {
    /// A chat on a screen of this size, with a reply that has streamed this text so far.
    ///
    /// # Panics
    ///
    /// Never: everything in it is built in.
    #[must_use]
    pub fn streaming(width: u16, height: u16, text: &str) -> Self {
        Self::of_lanes(1, width, height, text)
    }

    /// The same with so many lanes, 1 to 8, each with a reply of its own.
    ///
    /// # Panics
    ///
    /// Never: everything in it is built in.
    #[must_use]
    pub fn of_lanes(lanes: usize, width: u16, height: u16, text: &str) -> Self {
        let size = Size { width, height };
        let mut chat = Self {
            state: State::new(start(size)),
            wardrobe: Wardrobe::new(Richness::All),
            buffer: Buffer::empty(size.area()),
            generations: Vec::new(),
            micros: 0,
        };
        chat.connect();
        for _ in 1..lanes {
            chat.add_lane();
        }
        chat.ask();
        chat.delta(text);
        chat.frame();
        chat
    }

    /// One more delta of each reply.
    pub fn delta(&mut self, text: &str) {
        for generation in self.generations.clone() {
            self.delta_of(generation, text);
        }
    }

    fn delta_of(&mut self, generation: GenerationId, text: &str) {
        let delta = Delta {
            us: Micros(self.micros),
            block: 0,
            piece: Piece::Text(text.to_owned()),
        };
        let event = GenerationEvent::Deltas(vec![delta]);
        self.tell(Msg::Generation(generation, event));
    }

    /// Lays out what is visible and draws it.
    pub fn frame(&mut self) {
        prepare(&mut self.state);
        self.buffer.reset();
        let gallery = crate::ui::pictures::Gallery::default();
        crate::ui::draw(&self.state, &self.wardrobe, &gallery, &mut self.buffer);
    }

    /// Looks at all code in sight, as the thread does that gives it colours.
    pub fn colour(&mut self) {
        let now = At {
            wall: Wall(1_795_246_345_678),
            mono: Mono(self.micros),
        };
        colourist::AtOnce::default().colour(&mut self.state, now);
    }

    /// Scrolls a page up.
    pub fn page_up(&mut self) {
        self.tell(Msg::Do(Action::PageUp));
    }

    fn tell(&mut self, msg: Msg) -> Vec<Effect> {
        self.micros += 10_000;
        let at = At {
            wall: Wall(1_795_246_345_678),
            mono: Mono(self.micros),
        };
        update(&mut self.state, at, msg)
    }

    fn connect(&mut self) {
        let account = Account {
            label: "bench".to_owned(),
            region: "us-east-1".to_owned(),
            region_note: None,
            endpoint: None,
            kind: AccountKind::Bedrock,
        };
        self.tell(Msg::Connected(Ok(account)));
    }

    /// Another lane with the same settings.
    fn add_lane(&mut self) {
        self.tell(Msg::Do(Action::OnLane(OnLane::Compare)));
        self.tell(Msg::Paste("2 samples".to_owned()));
        self.tell(Msg::Do(Action::Choose));
    }

    /// Sends a question, to all lanes.
    fn ask(&mut self) {
        self.tell(Msg::Paste("a question".to_owned()));
        for effect in self.tell(Msg::Do(Action::Send)) {
            if let Effect::Prepare(lane, parent, _) = effect {
                let sent = Sent {
                    wire: Wire::Converse,
                    model: "bench".to_owned(),
                    region: "us-east-1".to_owned(),
                    sha256: String::new(),
                };
                let id = self.state.conversation.next_number();
                self.tell(Msg::Prepared(lane, parent, sent));
                self.generations.push(GenerationId(id.0));
            }
        }
        let last = self.state.conversation.next_number();
        self.tell(Msg::Appended(last, Ok(())));
    }
}

fn start(size: Size) -> Start {
    let model = ModelChoice {
        model: ModelId::new("bench.model").expect("it is not empty"),
        name: "Bench".to_owned(),
        route: Route::OnDemand("bench.model".to_owned()),
    };
    Start {
        size,
        opened: Opened::New(ConversationId::unbegun(), None),
        draft: Draft::default(),
        prompts: Vec::new(),
        memory: Memory {
            recents: vec![model],
            ..Memory::default()
        },
        model: None,
        appearance: Appearance::default(),
        preferences: Preferences::default(),
        now: At::default(),
    }
}

/// Lays out a whole text; gives the number of lines.
#[must_use]
pub fn layout(text: &str, width: u16) -> usize {
    let mut markdown = Markdown::new(width);
    markdown.extend_to(text);
    markdown.len()
}

/// Looks at all of a code block; gives the number of its pieces.
#[must_use]
pub fn colour_code(language: &str, text: &str) -> usize {
    colourist::pieces_of(language, text)
}

/// Loads a conversation file; gives the number of messages.
#[must_use]
pub fn load_file(bytes: &[u8]) -> usize {
    load::load(bytes).map_or(0, |loaded| loaded.conversation.len())
}

/// Opens a conversation file to go on with it; gives the number of messages.
#[must_use]
pub fn open_file(path: &Path) -> usize {
    Journal::open(path).map_or(0, |(_, loaded)| loaded.conversation.len())
}

/// Checks a conversation file; gives the number of findings.
#[must_use]
pub fn check_file(path: &Path) -> usize {
    check::check(path).map_or(usize::MAX, |checkup| checkup.findings.len())
}

/// The hash by which records name these bytes.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    blobs::hash(bytes)
}
