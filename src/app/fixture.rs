//! A core on a stage, for tests: messages in, effects out, and a clock that steps.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::KeyEvent;

use crate::chat::abilities::{Abilities, Ability, AbilityTable, Price};
use crate::chat::attached::format::{DocumentFormat, PictureFormat};
use crate::chat::attached::{Attached, Kind, Source};
use crate::chat::call::CallId;
use crate::chat::cases::Cases;
use crate::chat::catalog::ModelId;
use crate::chat::content::{Cited, ContentBlock, Json, ToolUse};
use crate::chat::conversation::{Conversation, Hidden};
use crate::chat::failure::{Failure, FailureKind, FileChange, StoreError, StoreErrorKind};
use crate::chat::generation::{End, GenerationEvent, Micros, Outcome, Sent, StopReason, Usage};
use crate::chat::ids::{ConversationId, GenerationId, LaneId, MessageId, Number};
use crate::chat::lane::Lane;
use crate::chat::library::Volume;
use crate::chat::listing::{Lifecycle, Listing, ModelSummary, ProfileKind, ProfileSummary};
use crate::chat::message::Role;
use crate::chat::preset::{
    Preset, PresetSettings, Shelf, ShelfKind, ShelfName, ShelfProblem, SystemPrompt,
};
use crate::chat::price::Dollars;
use crate::chat::record::{Blob, Body, Entry, Header, Record, VERSION};
use crate::chat::search::document::Part;
use crate::chat::search::hit::{Hit, Snippet};
use crate::chat::settings::{Decimal, ModelChoice, Route, Settings, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::{At, Mono, Wall};
use crate::chat::tool::invocation::{Invocation, Process, Run};
use crate::chat::tool::set::Limits;
use crate::chat::tool::{self, CustomTool, Tool};

use super::calls::{Plan, Running, Stage};
use super::cases::CasesRead;
use super::chips::{NotAttached, Wanted};
use super::composer::Draft;
use super::effect::Effect;
use super::file::{Condition, Flaw, Hold, Mode};
use super::flight::Flying;
use super::layout::Size;
use super::memory::Memory;
use super::msg::{ListingAge, Msg};
use super::pictures::Measured;
use super::preferences::Preferences;
use super::service::{Account, AccountKind};
use super::state::{LoadedFile, Opened, Start, State};
use super::themes::Appearance;
use super::view::Audience;
use super::{prepare, update};

/// The core and its clock.
#[derive(Debug, Clone)]
pub(crate) struct Play {
    pub(crate) state: State,
    pub(crate) now: At,
}

impl Play {
    /// A core that has not been told anything yet.
    pub(crate) fn new() -> Self {
        Self::begin(start())
    }

    /// A core with this start.
    pub(crate) fn begin(start: Start) -> Self {
        let now = start.now;
        let mut play = Self {
            state: State::new(start),
            now,
        };
        prepare(&mut play.state);
        play
    }

    /// At Bedrock, with a model that was used before.
    pub(crate) fn connected() -> Self {
        let mut play = Self::begin(Start {
            memory: remembered(),
            ..start()
        });
        play.tell(Msg::Connected(Ok(bedrock())));
        play.tell(Msg::Listed(listing(), ListingAge::Fresh));
        play
    }

    /// At Bedrock, where no model was ever used.
    pub(crate) fn without_model() -> Self {
        let mut play = Self::new();
        play.tell(Msg::Connected(Ok(bedrock())));
        play.tell(Msg::Listed(listing(), ListingAge::Fresh));
        play
    }

    /// Tells the core something, a millisecond after the last time.
    pub(crate) fn tell(&mut self, msg: Msg) -> Vec<Effect> {
        self.wait(Duration::from_millis(1));
        let effects = update(&mut self.state, self.now, msg);
        prepare(&mut self.state);
        effects
    }

    /// Something that was to be attached has been read, or not.
    pub(crate) fn attach(&mut self, result: Result<Attached, &str>) -> Vec<Effect> {
        let wanted = Wanted::file("/pictures/gneiss.png".into());
        let fetch = self.state.composer.chips.expect(wanted, None);
        let result = result.map_err(NotAttached::unfit);
        self.tell(Msg::Attached(fetch.id, result))
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, time: Duration) {
        self.now.mono = self.now.mono.after(time);
        self.now.wall.0 += i64::try_from(time.as_millis()).unwrap();
    }

    /// Lets time pass, and tells that it did.
    pub(crate) fn tick(&mut self, time: Duration) -> Vec<Effect> {
        self.wait(time);
        self.tell(Msg::Tick)
    }

    /// Presses keys, written as in the table of actions: `ctrl-x m`.
    pub(crate) fn key(&mut self, keys: &str) -> Vec<Effect> {
        let pressed = keys.split(' ').map(|key| crokey::parse(key).unwrap());
        pressed
            .flat_map(|key| self.tell(Msg::Key(key.into())))
            .collect()
    }

    /// Types a text, key by key.
    pub(crate) fn typed(&mut self, text: &str) -> Vec<Effect> {
        use crossterm::event::{KeyCode, KeyModifiers};
        let key = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
        text.chars()
            .flat_map(|c| self.tell(Msg::Key(key(c))))
            .collect()
    }

    /// Types a message and presses Enter.
    pub(crate) fn say(&mut self, text: &str) -> Vec<Effect> {
        self.typed(text);
        self.key("enter")
    }

    /// The lane that asks about a message.
    fn asking(&self, parent: MessageId) -> LaneId {
        let mut flying = self.state.flight.iter();
        let asks = flying.find(|flying| flying.parent == parent && flying.id().is_none());
        asks.map_or(LANE, |flying| flying.lane)
    }

    /// The body that answers this message was built.
    pub(crate) fn prepared(&mut self, parent: MessageId) -> Vec<Effect> {
        let lane = self.asking(parent);
        self.tell(Msg::Prepared(lane, parent, sent()))
    }

    /// All records that were handed over are on disk.
    pub(crate) fn appended(&mut self) -> Vec<Effect> {
        let handed = self.state.file.handed;
        self.tell(Msg::Appended(handed, Ok(())))
    }

    /// No record that was handed over could be written.
    pub(crate) fn not_appended(&mut self) -> Vec<Effect> {
        let handed = self.state.file.handed;
        self.tell(Msg::Appended(handed, Err(full_disk())))
    }

    /// Builds and writes what the effects ask for, until a request is sent.
    pub(crate) fn sent(&mut self, effects: &[Effect]) -> GenerationId {
        let ordered = effects.iter().find_map(|effect| {
            let Effect::Prepare(lane, parent, request) = effect else {
                return None;
            };
            Some((*lane, *parent, request.model.route.id().to_owned()))
        });
        let (lane, parent, model) = ordered.unwrap();
        self.tell(Msg::Prepared(lane, parent, Sent { model, ..sent() }));
        generates(&self.appended())[0]
    }

    /// Sends a message; the request is on its way.
    pub(crate) fn ask(&mut self, text: &str) -> GenerationId {
        let effects = self.say(text);
        self.sent(&effects)
    }

    /// Pieces of text came.
    pub(crate) fn streamed(&mut self, id: GenerationId, text: &str) -> Vec<Effect> {
        self.tell(Msg::Generation(id, deltas(text)))
    }

    /// The reply is complete.
    pub(crate) fn ended(&mut self, id: GenerationId) -> Vec<Effect> {
        self.tell(Msg::Generation(id, GenerationEvent::Ended(done())))
    }

    /// The try has failed.
    pub(crate) fn failed(&mut self, id: GenerationId, kind: FailureKind) -> Vec<Effect> {
        self.tell(Msg::Generation(id, GenerationEvent::Ended(failure(kind))))
    }

    /// The service refused the request in these words.
    pub(crate) fn refused(&mut self, id: GenerationId, words: &str) -> Vec<Effect> {
        let mut end = done();
        end.outcome = Outcome::Failed(Failure::new(FailureKind::Validation, words));
        self.tell(Msg::Generation(id, GenerationEvent::Ended(end)))
    }

    /// A piece of reasoning came.
    pub(crate) fn thought(&mut self, id: GenerationId, text: &str) -> Vec<Effect> {
        let piece = Piece::Reasoning(text.to_owned());
        self.tell(Msg::Generation(id, one_delta(0, piece)))
    }

    /// A piece of text came after reasoning.
    pub(crate) fn said_after_thinking(&mut self, id: GenerationId, text: &str) -> Vec<Effect> {
        let piece = Piece::Text(text.to_owned());
        self.tell(Msg::Generation(id, one_delta(1, piece)))
    }

    /// The lane offers a tool that tells what is played on a station.
    pub(crate) fn offers_top_song(&mut self) {
        let mut settings = self.settings();
        settings.tools.offered = vec![top_song()];
        self.set(settings);
    }

    /// A call is announced as this block, and its arguments come in these pieces.
    pub(crate) fn calls(&mut self, id: GenerationId, (block, name): (u32, &str), input: &[&str]) {
        let start = Piece::ToolStart {
            id: format!("toolu_{block}{:06x}", id.0),
            name: name.to_owned(),
        };
        self.tell(Msg::Generation(id, one_delta(block, start)));
        for part in input {
            let piece = Piece::ToolInput((*part).to_owned());
            self.tell(Msg::Generation(id, one_delta(block, piece)));
        }
    }

    /// More of the arguments of a call.
    pub(crate) fn tells(&mut self, id: GenerationId, block: u32, input: &str) {
        let piece = Piece::ToolInput(input.to_owned());
        self.tell(Msg::Generation(id, one_delta(block, piece)));
    }

    /// The model has called tools and waits for the results.
    pub(crate) fn ended_in_calls(&mut self, id: GenerationId) -> Vec<Effect> {
        self.ended_by(id, "tool_use")
    }

    /// The reply ends for this reason.
    pub(crate) fn ended_by(&mut self, id: GenerationId, reason: &str) -> Vec<Effect> {
        let mut end = done();
        end.outcome = Outcome::Done(StopReason(reason.to_owned()));
        self.tell(Msg::Generation(id, GenerationEvent::Ended(end)))
    }

    /// The settings of the lane.
    pub(crate) fn settings(&self) -> Settings {
        self.state.settings().into_owned()
    }

    /// Gives the lane these settings.
    pub(crate) fn set(&mut self, settings: Settings) {
        let record = Record::LaneSet {
            lane: LANE,
            settings,
        };
        self.apply(record);
    }

    /// A whole turn.
    pub(crate) fn turn(&mut self, text: &str, reply: &str) -> GenerationId {
        let id = self.ask(text);
        self.streamed(id, reply);
        self.ended(id);
        self.appended();
        id
    }

    /// Forks the lane in focus off at its last message, and gives the new lane these settings.
    pub(crate) fn fork_lane(&mut self, change: impl Fn(&mut Settings)) -> LaneId {
        self.key("ctrl-x |");
        self.state.view.reading.audience = Audience::All;
        let lane = self.state.lane_id().unwrap();
        let mut settings = self.settings();
        change(&mut settings);
        self.apply(Record::LaneSet { lane, settings });
        lane
    }

    /// A lane replies to its last question, with the first token after so many milliseconds. It is as
    /// if it was loaded: no request is sent.
    pub(crate) fn replied(&mut self, lane: LaneId, first: u64, end: Option<End>) -> GenerationId {
        let of = self.state.conversation.lane(lane).unwrap();
        let (settings, path) = (of.settings.clone(), of.path.clone());
        let message = |id: &MessageId| self.state.conversation.message(*id);
        let mut asked = path.iter().rev().filter_map(message);
        let asked = asked.find(|message| message.role == Role::User).unwrap();
        let (parent, turn) = (Some(asked.id), asked.turn);
        let generation = GenerationId(self.apply(Record::Generation {
            lane,
            parent,
            turn,
            settings,
            prefill: Vec::new(),
            sent: sent(),
            case: None,
        }));
        let us = [first * 1000, first * 1000 + 2_000_000].map(Micros);
        let deltas = us.map(|us| Delta {
            us,
            block: 0,
            piece: Piece::Text("word ".to_owned()),
        });
        self.apply(Record::Deltas {
            generation,
            deltas: deltas.into(),
        });
        if let Some(end) = end {
            self.apply(Record::End { generation, end });
        }
        self.tell(Msg::Tick);
        generation
    }

    /// Applies a record that is not written; gives its number.
    pub(crate) fn apply(&mut self, record: Record) -> u64 {
        let entry = self.state.conversation.entry(record, self.now.wall, None);
        self.state.conversation.apply(&entry);
        prepare(&mut self.state);
        entry.n.0
    }

    /// The text in the editor.
    pub(crate) fn text(&self) -> String {
        self.state.composer.text()
    }

    /// The texts of the messages that the lane shows.
    pub(crate) fn path(&self) -> Vec<String> {
        let path = &self.state.lane().unwrap().path;
        let text = |id: &MessageId| {
            let message = self.state.conversation.message(*id).unwrap();
            message
                .content
                .iter()
                .filter_map(ContentBlock::as_text)
                .collect()
        };
        path.iter().map(text).collect()
    }

    /// How a generation ended.
    pub(crate) fn outcome(&self, id: GenerationId) -> Option<Outcome> {
        let generation = self.state.conversation.generation(id)?;
        Some(generation.end.as_ref()?.outcome.clone())
    }
}

/// The lane of a new conversation.
pub(crate) const LANE: LaneId = LaneId(2);

/// A new conversation on a screen of 80 by 24.
pub(crate) fn start() -> Start {
    Start {
        size: Size {
            width: 80,
            height: 24,
        },
        opened: Opened::New(conversation_id(1), None),
        draft: Draft::default(),
        prompts: Vec::new(),
        memory: Memory::default(),
        model: None,
        appearance: Appearance::default(),
        preferences: Preferences::default(),
        now: At {
            wall: Wall(1_795_246_345_678),
            mono: Mono(1_000_000),
        },
    }
}

pub(crate) fn conversation_id(n: u8) -> ConversationId {
    ConversationId::from_random([0, 0, 0, 0, 0, n])
}

/// What the shell opens after a fork: here all of the conversation, under another id.
pub(crate) fn forked(conversation: &Conversation, no: u8) -> LoadedFile {
    let header = Header {
        version: VERSION,
        id: conversation_id(no),
        by: String::new(),
        origin: Some((conversation.id().clone(), Number(0))),
    };
    let mut fork = conversation.clone();
    fork.apply(&fork.entry(Record::Header(header), Wall(0), None));
    fork.interrupt_open();
    LoadedFile {
        conversation: fork,
        path: format!("/home/me/fork-{no}.jsonl").into(),
        mode: Mode::Writable,
        damage: None,
        condition: Condition::default(),
    }
}

/// A conversation of one turn, opened for reading for this reason, with a bad line if it is damaged.
pub(crate) fn held(hold: Hold) -> Play {
    let mut play = Play::connected();
    play.turn("What is an outcrop?", "Bedrock that shows.");
    let flaw = Flaw {
        line: 4,
        bytes: 812..1043,
        reason: "its checksum is wrong".to_owned(),
        cost: "a piece of a reply (reply 7)".to_owned(),
        near: play.state.lane().and_then(Lane::leaf),
    };
    let damaged = matches!(hold, Hold::Damaged | Hold::VersionUnknown);
    let damage = if damaged {
        "line 4 of the file could not be read: its checksum is wrong; missing: a piece of a reply \
         (reply 7); nothing was changed · it is open for reading only until you choose: ^X ^G goes on \
         here, ^X ^Y in a copy, ^X ^D lists the lines"
    } else {
        "another outcrop has it open; here it is only read, as it grows · ^X ^W shows what can be done"
    };
    let loaded = LoadedFile {
        mode: Mode::ReadOnly,
        damage: Some(damage.to_owned()),
        condition: Condition {
            hold: Some(hold),
            flaws: damaged.then_some(flaw).into_iter().collect(),
        },
        path: "/home/me/talk.jsonl".into(),
        conversation: play.state.conversation.clone(),
    };
    let mut play = Play::begin(Start {
        opened: Opened::Loaded(Box::new(loaded)),
        memory: remembered(),
        ..start()
    });
    play.tell(Msg::Connected(Ok(bedrock())));
    play.tell(Msg::Listed(listing(), ListingAge::Fresh));
    play
}

/// A failed write to a file that somebody else has changed.
pub(crate) fn changed(change: FileChange) -> StoreError {
    StoreError {
        doing: "write",
        path: "/home/me/talk.jsonl".to_owned(),
        cause: change.told().to_owned(),
        kind: StoreErrorKind::Changed(change),
    }
}

pub(crate) fn bedrock() -> Account {
    Account {
        label: "profile dev".to_owned(),
        region: "us-east-1".to_owned(),
        region_note: None,
        endpoint: None,
        kind: AccountKind::Bedrock,
    }
}

pub(crate) fn sandbox() -> Account {
    Account {
        label: "sandbox".to_owned(),
        kind: AccountKind::Sandbox,
        ..bedrock()
    }
}

/// Nova Pro by its profile.
pub(crate) fn nova() -> ModelChoice {
    ModelChoice {
        model: ModelId::new("amazon.nova-pro-v1:0").unwrap(),
        name: "Nova Pro".to_owned(),
        route: Route::Profile("us.amazon.nova-pro-v1:0".to_owned()),
    }
}

/// Nova Pro was used before.
pub(crate) fn remembered() -> Memory {
    Memory {
        recents: vec![nova()],
        ..Memory::default()
    }
}

/// A model whose newest generation takes no sampling parameters.
pub(crate) fn modern() -> ModelChoice {
    ModelChoice {
        model: ModelId::new("outcrop.modern-v1:0").unwrap(),
        name: "Sandbox Modern".to_owned(),
        route: Route::OnDemand("outcrop.modern-v1:0".to_owned()),
    }
}

/// What a data file would say: the modern model takes no temperature.
pub(crate) fn abilities() -> Arc<AbilityTable> {
    let mut modern = Abilities::default();
    modern.sampling.temperature.taken = Ability::No;
    modern.sampling.top_p.taken = Ability::Yes;
    modern.takes.prefill = Ability::No;
    modern.context = Some(200_000);
    modern.max_output = Some(8192);
    modern.price = Some(Price {
        input: 3.0,
        output: 15.0,
        ..Price::default()
    });
    Arc::new(AbilityTable::new(vec![(
        "outcrop.modern".to_owned(),
        modern,
    )]))
}

/// A preset, a system prompt, and a preset that cannot be read.
pub(crate) fn shelf() -> Arc<Shelf> {
    let name = |text| ShelfName::new(text).unwrap();
    let mut settings = PresetSettings::default();
    settings.settings.sampling.temperature = Decimal::parse("0.20").ok();
    settings.settings.system = "Be brief.".to_owned();
    Arc::new(Shelf {
        tools: Vec::new(),
        presets: vec![Preset {
            name: name("brief"),
            settings,
        }],
        prompts: vec![SystemPrompt {
            name: name("geologist"),
            text: "You are a geologist.".to_owned(),
        }],
        problems: vec![ShelfProblem {
            kind: ShelfKind::Preset,
            name: "broken".to_owned(),
            path: "/presets/broken.toml".to_owned(),
            place: Some((2, 1)),
            what: "unknown key `tempreature`; did you mean `temperature`?".to_owned(),
        }],
    })
}

/// A document, by what stands in for the hash of its bytes.
fn document(hash: &str, name: &str, format: DocumentFormat) -> Attached {
    Attached {
        hash: hash.to_owned(),
        size: 640,
        name: name.to_owned(),
        source: Source::File(name.into()),
        kind: Kind::Document {
            format,
            pages: None,
            cited: Cited::On,
        },
        changes: Vec::new(),
    }
}

/// A reply that goes by a PDF and by a text, as the messages wire brings it.
pub(crate) fn cited() -> Play {
    let mut play = Play::connected();
    for attached in [
        document("sha256:01", "survey.pdf", DocumentFormat::Pdf),
        document("sha256:02", "notes.txt", DocumentFormat::Txt),
    ] {
        play.attach(Ok(attached));
    }
    let id = play.ask("What lies where?");
    let text = |text: &str| Piece::Text(text.to_owned());
    let cites = |json: &str| Piece::Citation(Json(json.to_owned()));
    let page = r#"{"type":"page_location","cited_text":"chalk to a depth of six feet","document_index":0,"document_title":"document-1","start_page_number":3,"end_page_number":4}"#;
    let chars = r#"{"type":"char_location","cited_text":"below it f","document_index":1,"document_title":"document-2","start_char_index":10,"end_char_index":20}"#;
    for (block, piece) in [
        (0, text("As told, ")),
        (1, text("chalk")),
        (1, cites(page)),
        (2, text(" lies over ")),
        (3, cites(chars)),
        (3, text("flint")),
        (4, text(".")),
    ] {
        play.tell(Msg::Generation(id, one_delta(block, piece)));
    }
    play.ended(id);
    play.appended();
    play
}

/// A small picture.
pub(crate) fn picture() -> Attached {
    Attached {
        hash: format!("sha256:{}", "ab".repeat(32)),
        size: 91_700,
        name: "gneiss.png".to_owned(),
        source: Source::File("/pictures/gneiss.png".into()),
        kind: Kind::Picture {
            format: PictureFormat::Png,
            width: 812,
            height: 610,
        },
        changes: Vec::new(),
    }
}

fn one_delta(block: u32, piece: Piece) -> GenerationEvent {
    GenerationEvent::Deltas(vec![Delta {
        us: Micros(400_000),
        block,
        piece,
    }])
}

/// A tool that tells what is played on a station.
pub(crate) fn top_song() -> Tool {
    let schema = r#"{"type":"object","properties":{"sign":{"type":"string","description":"The call sign"},"count":{"type":"integer","minimum":1}},"required":["sign"]}"#;
    Tool::Custom(CustomTool {
        name: "top_song".to_owned(),
        description: "The most popular song on a radio station".to_owned(),
        schema: Json(schema.to_owned()),
        strict: None,
    })
}

/// A model that streams text, reached in these ways.
pub(crate) fn model(id: &str, name: &str, inference: &[&str]) -> ModelSummary {
    ModelSummary {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        provider: Some(id.split('.').next().unwrap().to_uppercase()),
        input: vec!["TEXT".to_owned()],
        output: vec!["TEXT".to_owned()],
        inference: inference.iter().map(|&kind| kind.to_owned()).collect(),
        streaming: Some(true),
        lifecycle: Lifecycle::default(),
    }
}

/// A profile of AWS, such as `us.` and the model's id.
pub(crate) fn profile(prefix: &str, model: &str) -> ProfileSummary {
    ProfileSummary {
        id: format!("{prefix}{model}"),
        arn: format!("arn:aws:bedrock:us-east-1:111122223333:inference-profile/{prefix}{model}"),
        name: format!("{} {model}", prefix.trim_end_matches('.').to_uppercase()),
        kind: ProfileKind::System,
        status: "ACTIVE".to_owned(),
        models: ["us-east-1", "us-west-2"]
            .map(|region| format!("arn:aws:bedrock:{region}::foundation-model/{model}"))
            .to_vec(),
    }
}

/// One model of each kind.
pub(crate) fn listing() -> Listing {
    let mut nova = model("amazon.nova-pro-v1:0", "Nova Pro", &["INFERENCE_PROFILE"]);
    nova.input.push("IMAGE".to_owned());
    let mut old = model("anthropic.claude-v2", "Claude 2", &["ON_DEMAND"]);
    old.lifecycle = Lifecycle {
        status: "LEGACY".to_owned(),
        legacy: Some("2026-01-01".to_owned()),
        extended: None,
        end: Some("2027-01-01".to_owned()),
    };
    Listing {
        models: Ok(vec![
            nova,
            model("amazon.titan-text-v1", "Titan Text", &["PROVISIONED"]),
            model(
                "anthropic.claude-opus-5",
                "Claude Opus 5",
                &["ON_DEMAND", "INFERENCE_PROFILE"],
            ),
            old,
        ]),
        profiles: Ok(vec![
            profile("us.", "amazon.nova-pro-v1:0"),
            profile("global.", "anthropic.claude-opus-5"),
        ]),
    }
}

/// Neither list could be had.
pub(crate) fn denied() -> Listing {
    let failure =
        |doing| Failure::new(FailureKind::AccessDenied, "not allowed").at(doing, "us-east-1");
    Listing {
        models: Err(failure("list models")),
        profiles: Err(failure("list inference profiles")),
    }
}

pub(crate) fn sent() -> Sent {
    Sent {
        wire: Wire::Converse,
        model: "us.amazon.nova-pro-v1:0".to_owned(),
        region: "us-east-1".to_owned(),
        sha256: "00".repeat(32),
    }
}

/// A delta of the first block, 400 ms after the request.
pub(crate) fn deltas(text: &str) -> GenerationEvent {
    GenerationEvent::Deltas(vec![Delta {
        us: Micros(400_000),
        block: 0,
        piece: Piece::Text(text.to_owned()),
    }])
}

/// A complete reply, 2.4 s after the request.
pub(crate) fn done() -> End {
    End {
        us: Micros(2_400_000),
        outcome: Outcome::Done(StopReason("end_turn".to_owned())),
        usage: Some(Usage {
            input: Some(12),
            output: Some(174),
            cache_read: None,
            cache_write: None,
            raw: Json("{}".to_owned()),
        }),
        latency_ms: Some(2_311),
        metadata: None,
    }
}

/// A complete reply of so many tokens, for which the service says it needed so many milliseconds.
pub(crate) fn done_with(output: u64, latency_ms: u64) -> End {
    let mut end = done();
    if let Some(usage) = &mut end.usage {
        usage.output = Some(output);
    }
    end.latency_ms = Some(latency_ms);
    end
}

pub(crate) fn failure(kind: FailureKind) -> End {
    End {
        us: Micros(50_000),
        outcome: Outcome::Failed(
            Failure::new(kind, "the service's words").at("send to Nova Pro", "us-east-1"),
        ),
        usage: None,
        latency_ms: None,
        metadata: None,
    }
}

pub(crate) fn full_disk() -> StoreError {
    StoreError {
        doing: "write",
        path: "/home/me/a.jsonl".to_owned(),
        cause: "no space left on device".to_owned(),
        kind: StoreErrorKind::Full,
    }
}

/// The messages whose requests are to be built.
pub(crate) fn prepares(effects: &[Effect]) -> Vec<MessageId> {
    let mut parents = Vec::new();
    for effect in effects {
        if let Effect::Prepare(_, parent, _) = effect {
            parents.push(*parent);
        }
    }
    parents
}

/// The generations that are to be sent.
pub(crate) fn generates(effects: &[Effect]) -> Vec<GenerationId> {
    let mut ids = Vec::new();
    for effect in effects {
        if let Effect::Generate(id, _) = effect {
            ids.push(*id);
        }
    }
    ids
}

/// A table of four towns.
pub(crate) fn towns() -> CasesRead {
    table(
        "towns.csv",
        "city,n\nOslo,1\nBergen,2\nVoss,3\n\"Bodø, N\",4\n",
    )
}

/// The table in this file.
pub(crate) fn table(name: &str, text: &str) -> CasesRead {
    let table = Cases::parse(name, text.as_bytes()).unwrap();
    CasesRead {
        blob: Blob {
            hash: format!("sha256:{name}"),
            media: "text/csv".to_owned(),
            size: text.len() as u64,
            name: Some(name.to_owned()),
            pixels: None,
        },
        table: Arc::new(table),
    }
}

/// Lets the cells that are being built be sent; gives all that are on their way, oldest first.
pub(crate) fn cells_sent(play: &mut Play) -> Vec<GenerationId> {
    let building = play.state.flight.iter();
    let building = building.filter(|flying| flying.case.is_some() && flying.id().is_none());
    let building: Vec<_> = building
        .map(|flying| (flying.lane, flying.parent))
        .collect();
    for (lane, parent) in building {
        play.tell(Msg::Prepared(lane, parent, sent()));
    }
    play.appended();
    let flying = play.state.flight.iter();
    let cells = flying.filter(|flying| flying.case.is_some());
    cells.filter_map(Flying::id).collect()
}

/// A reply has called a tool, a program is to answer it with this on its standard input, and the user
/// is asked.
pub(crate) fn asked_to_run(input: &str) -> Play {
    let mut play = Play::connected();
    let id = play.ask("What is the top song?");
    let call = CallId::new(id.reply(), 0);
    let start = Piece::ToolStart {
        id: "t0".to_owned(),
        name: "top_song".to_owned(),
    };
    play.tell(Msg::Generation(id, one_delta(0, start)));
    let args = Piece::ToolInput("{\"sign\":\"WZPZ\"}".to_owned());
    play.tell(Msg::Generation(id, one_delta(0, args)));
    play.ended(id);
    let process = Process {
        argv: vec![
            "/usr/bin/python3".to_owned(),
            "/home/u/radio/top song.py".to_owned(),
        ],
        folder: "/home/u/radio".to_owned(),
        input: Some(input.to_owned()),
        env: vec![("LANG".to_owned(), "C.UTF-8".to_owned())],
        files: vec![("/home/u/radio/top song.py".to_owned(), "0f".repeat(32))],
        ..Process::default()
    };
    let invocation = Invocation {
        call: Some(call),
        tool: "top_song".to_owned(),
        source: "/home/u/.config/outcrop/tools/radio.toml".to_owned(),
        args: input.to_owned(),
        run: Run::Process(process),
        limits: Limits::default(),
    };
    play.state.calls.runs.push(Running {
        call,
        lane: LANE,
        number: 0,
        stage: Stage::Asking(Plan {
            invocation: Arc::new(invocation),
            sha256: "5e".repeat(32),
        }),
        since: play.now.mono,
    });
    play.tell(Msg::Tick);
    play
}

/// The entries that are to be written, in order.
pub(crate) fn entries(effects: &[Effect]) -> Vec<Entry> {
    let mut all = Vec::new();
    for effect in effects {
        if let Effect::Append(entries) = effect {
            all.extend(entries.iter().cloned());
        }
    }
    all
}

/// The kinds of the records that are to be written, as they are called in files.
pub(crate) fn kinds(effects: &[Effect]) -> Vec<&'static str> {
    let kind = |entry: Entry| match entry.record {
        Record::Header(_) => "header",
        Record::Title { .. } => "title",
        Record::Lane { .. } => "lane",
        Record::LaneSet { .. } => "lane_set",
        Record::Leaf { .. } => "leaf",
        Record::Message { .. } => "message",
        Record::Generation { .. } => "generation",
        Record::Blob(_) => "blob",
        Record::Variables(_) => "variables",
        Record::Cases(_) => "cases",
        Record::Layout(_) => "layout",
        Record::Context { .. } => "context",
        Record::Trash(_, Hidden::Yes) => "trash",
        Record::Trash(_, Hidden::No) => "restore",
        Record::Mark { .. } => "mark",
        Record::FileMark(_) => "file_mark",
        Record::Answer { .. } => "answer",
        Record::Consent(_) => "consent",
        Record::PrefillPin { .. } => "prefill_pin",
        Record::Vote { .. } => "vote",
        Record::Undo(_) => "undo",
        Record::Redo(_) => "redo",
        Record::Attempt { .. } => "attempt",
        Record::Deltas { .. } => "deltas",
        Record::End { .. } => "end",
        Record::Other { .. } => "other",
    };
    entries(effects).into_iter().map(kind).collect()
}

/// Number of the last record that is to be written.
pub(crate) fn last(effects: &[Effect]) -> Number {
    entries(effects).last().unwrap().n
}

pub(crate) fn no_credentials() -> Failure {
    Failure::new(
        FailureKind::NoCredentials,
        "looked at: AWS_ACCESS_KEY_ID, profile default, AWS_BEARER_TOKEN_BEDROCK",
    )
}

/// Conversation files as the library knows them: one pinned, one tagged, one with faults.
pub(crate) fn volumes() -> Vec<Volume> {
    let now = start().now.wall.0;
    let volume = |name: &str, title: &str, minutes: i64| Volume {
        path: PathBuf::from(format!("/home/me/{name}.jsonl")),
        id: Some(name.to_owned()),
        title: title.to_owned(),
        models: vec!["Nova Pro".to_owned()],
        begun: Wall(now - (minutes + 90) * 60_000),
        changed: Wall(now - minutes * 60_000),
        turns: 3,
        cost: Some(Dollars(0.0123)),
        bytes: 48_213,
        errors: 0,
        damaged: 0,
        pinned: false,
        tags: Vec::new(),
    };
    vec![
        Volume {
            tags: vec!["geology".to_owned(), "q4".to_owned()],
            models: vec!["Claude Sonnet 4.5".to_owned(), "Nova Pro".to_owned()],
            ..volume("rocks", "How do rocks weather?", 5)
        },
        Volume {
            errors: 2,
            damaged: 1,
            cost: None,
            bytes: 3_100_000,
            turns: 112,
            ..volume(
                "rivers",
                "Rivers of the north\u{1b}[31m and where they end",
                300,
            )
        },
        Volume {
            pinned: true,
            ..volume("trip", "Trip planning", 60 * 24 * 60)
        },
        Volume {
            models: Vec::new(),
            turns: 0,
            bytes: 812,
            cost: Some(Dollars(0.0)),
            ..volume("silent", "", 60 * 24 * 3)
        },
    ]
}

/// A hit of the word "granite" in a conversation of this name.
pub(crate) fn hit(name: &str, message: u64) -> Hit {
    let text = "why is granite grey, and gneiss is not".to_owned();
    Hit {
        path: PathBuf::from(format!("/home/me/{name}.jsonl")),
        conversation: None,
        title: format!("about the {name}"),
        message: Some(MessageId(message)),
        part: Part::Assistant,
        at: Wall(1_795_246_345_678 - 86_400_000),
        model: Some("Modern".to_owned()),
        snippet: Snippet {
            text,
            marks: std::iter::once(7..14).collect(),
        },
    }
}

/// A computer tool of Anthropic's with a display of twice the fixture's picture.
pub(crate) fn computer() -> Tool {
    let json = r#"{"type":"computer_20250124","name":"computer","display_width_px":1624,"display_height_px":1220}"#;
    tool::parse(json).unwrap().remove(0)
}

/// A message at the end of the lane.
pub(crate) fn said(play: &mut Play, role: Role, content: Vec<ContentBlock>) -> MessageId {
    let parent = play.state.lane().and_then(crate::chat::lane::Lane::leaf);
    let message = MessageId(play.apply(Record::Message {
        parent,
        role,
        turn: None,
        case: None,
        body: Body::New(content),
    }));
    play.apply(Record::Leaf {
        lane: LANE,
        message: Some(message),
    });
    message
}

/// A call of a tool, as a block of a reply.
pub(crate) fn calling(id: &str, name: &str, input: &str) -> ContentBlock {
    ContentBlock::ToolUse(ToolUse {
        id: id.to_owned(),
        name: name.to_owned(),
        input: input.to_owned(),
    })
}

/// A dialogue in which the model uses a computer: a screenshot, a click and a scroll, each answered
/// with the fixture's picture; the last action waits.
pub(crate) fn computing() -> Play {
    let mut play = Play::connected();
    let mut settings = play.settings();
    settings.tools.offered = vec![computer()];
    play.set(settings);
    let picture = picture();
    play.apply(Record::Blob(picture.blob().unwrap()));
    let question = vec![ContentBlock::Text("Open the map.".to_owned())];
    said(&mut play, Role::User, question);
    let actions = [
        r#"{"action":"screenshot"}"#,
        r#"{"action":"left_click","coordinate":[812,610]}"#,
        r#"{"action":"scroll","coordinate":[100,200],"scroll_direction":"down","scroll_amount":3}"#,
        r#"{"action":"type","text":"gneiss\u202e"}"#,
    ];
    for (at, input) in actions.iter().enumerate() {
        let id = format!("t{at}");
        said(
            &mut play,
            Role::Assistant,
            vec![calling(&id, "computer", input)],
        );
        if at + 1 == actions.len() {
            break;
        }
        let hash = &picture.hash;
        let content = format!(r#"[{{"image":{{"hash":"{hash}","format":"png"}}}}]"#);
        let result = ContentBlock::ToolResult {
            id,
            status: None,
            content: Json(content),
        };
        said(&mut play, Role::User, vec![result]);
    }
    let measured = Measured {
        width: 812,
        height: 610,
        bytes: 91_700,
    };
    play.tell(Msg::Pictured(picture.hash, Ok(measured)));
    play
}
