//! A session that runs by itself: keys in, replies of a real sandbox, a clock of its own.
//!
//! The core, the bodies of requests, the client and the endpoint are those of the program. Only time is
//! made up: a reply is fetched whole, and its pieces are told when a model of that pace would have sent
//! them. So the same script gives the same cells on any machine.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ratatui::buffer::Buffer;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::channel;

use super::cast::Camera;
use super::scenes::data;
use super::svg::{Rgb, Shot};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::fixture::{Play, start};
use crate::app::layout::Size;
use crate::app::msg::{ListingAge, Msg};
use crate::app::next_wake;
use crate::app::state::Start;
use crate::app::themes::{Background, Choice, Richness};
use crate::bedrock::access::Access;
use crate::bedrock::client::{self, Client};
use crate::bedrock::stream::{Sink, Timers};
use crate::bedrock::wires::{self, Call};
use crate::chat::content::Json;
use crate::chat::generation::{GenerationEvent, Micros, Sent};
use crate::chat::ids::GenerationId;
use crate::chat::preset::{Shelf, ShelfName};
use crate::chat::request::Request;
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Mono;
use crate::chat::tool;
use crate::chat::tool::set::ToolSet;
use crate::config::models::ModelData;
use crate::sandbox::{Options, Sandbox};
use crate::shell::blobs::Blobs;
use crate::shell::colourist::AtOnce;
use crate::shell::tasks::account;
use crate::store::{tool_check, verify};
use crate::ui::draw;
use crate::ui::pictures::Gallery;
use crate::ui::theme::{self, Wardrobe};

/// How long the models of the sandbox take: to their first token, and for each token, in microseconds.
const PACES: [(&str, u64, u64); 3] = [
    ("outcrop.basalt-v1:0", 640_000, 17_200),
    ("outcrop.gneiss-v1:0", 410_000, 10_900),
    ("outcrop.slate-v1:0", 180_000, 5_800),
];

/// How long a key takes that is typed.
const STROKE: Duration = Duration::from_millis(70);

/// The session.
pub(super) struct Stage {
    play: Play,
    runtime: Runtime,
    sandbox: Option<(Sandbox, Client)>,
    /// What the service will have told, by when.
    due: BTreeMap<(Mono, u64), (GenerationId, GenerationEvent)>,
    told: u64,
    wardrobe: Wardrobe,
    colours: AtOnce,
    camera: Option<Camera>,
}

impl Stage {
    /// A new conversation on a screen of this size, before anybody is talked to.
    pub(super) fn open(width: u16, height: u16) -> Self {
        let play = Play::begin(Start {
            size: Size { width, height },
            model: Some(PACES[0].0.to_owned()),
            ..start()
        });
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let mut stage = Self {
            play,
            runtime,
            sandbox: None,
            due: BTreeMap::new(),
            told: 0,
            wardrobe: Wardrobe::new(Richness::All),
            colours: AtOnce::default(),
            camera: None,
        };
        let first = [Effect::LoadModelData, Effect::LoadShelf];
        for effect in first {
            let told = stage.perform(effect);
            for msg in told {
                stage.tell(msg);
            }
        }
        stage
    }

    /// Goes to the sandbox.
    pub(super) fn use_sandbox(&mut self) {
        self.tell(Msg::Do(Action::UseSandbox));
    }

    /// Tells the core something, and carries out what it asks for.
    pub(super) fn tell(&mut self, msg: Msg) {
        let mut waiting = VecDeque::from([msg]);
        while let Some(msg) = waiting.pop_front() {
            for effect in self.play.tell(msg) {
                waiting.extend(self.perform(effect));
            }
        }
        self.colours.colour(&mut self.play.state, self.play.now);
        self.film();
    }

    /// Presses keys, written as in the table of actions.
    pub(super) fn keys(&mut self, keys: &str) {
        for key in keys.split(' ') {
            let key = crokey::parse(key).unwrap();
            self.tell(Msg::Key(key.into()));
            self.pass(STROKE);
        }
    }

    /// Types a text, key by key.
    pub(super) fn types(&mut self, text: &str) {
        use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
        for letter in text.chars() {
            let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
            self.tell(Msg::Key(key));
            self.pass(STROKE);
        }
    }

    /// Lets time pass, with all that happens meanwhile.
    pub(super) fn pass(&mut self, time: Duration) {
        let end = self.play.now.mono.after(time);
        loop {
            let due = self.due.first_key_value().map(|((at, _), _)| *at);
            let wake = next_wake(&self.play.state);
            let frame = self.camera.as_ref().and_then(Camera::due);
            let next = due.into_iter().chain(wake).chain(frame).min();
            let Some(next) = next.filter(|at| *at <= end) else {
                break;
            };
            self.wait_until(next);
            if frame == Some(next) {
                self.shoot();
                continue;
            }
            let event = self.due.first_entry().filter(|_| due == Some(next));
            let msg = event.map_or(Msg::Tick, |event| {
                let (id, event) = event.remove();
                Msg::Generation(id, event)
            });
            self.tell(msg);
        }
        self.wait_until(end);
    }

    /// Lets time pass until all replies have come.
    pub(super) fn settle(&mut self) {
        while !self.due.is_empty() {
            self.pass(Duration::from_millis(100));
        }
        // What is said for a moment is over.
        self.pass(Duration::from_secs(8));
    }

    fn wait_until(&mut self, at: Mono) {
        let left = at.0.saturating_sub(self.play.now.mono.0);
        self.play.wait(Duration::from_micros(left));
    }

    /// Carries out an effect; gives what comes of it.
    fn perform(&mut self, effect: Effect) -> Vec<Msg> {
        match effect {
            Effect::LoadModelData => vec![model_data()],
            Effect::LoadShelf => vec![Msg::Shelf(Arc::new(shelf()))],
            Effect::StartSandbox => self.start_sandbox(),
            Effect::ListModels => {
                let listing = self.runtime.block_on(self.client().list());
                vec![Msg::Listed(listing, ListingAge::Fresh)]
            }
            Effect::NewFile(..) => vec![Msg::Created(PathBuf::from("/home/me/notes.jsonl"))],
            Effect::Append(entries) => {
                let last = entries.last().map(|entry| entry.n);
                last.map(|last| Msg::Appended(last, Ok(())))
                    .into_iter()
                    .collect()
            }
            Effect::Prepare(lane, parent, request) => {
                let sent = Sent {
                    wire: request.settings.wire,
                    model: request.model.route.id().to_owned(),
                    region: self.client().region().to_owned(),
                    sha256: call(&request).sha256(),
                };
                vec![Msg::Prepared(lane, parent, sent)]
            }
            Effect::Preview(request) => vec![Msg::Previewed(wires::shown(&call(&request)))],
            Effect::Generate(id, request) => {
                let events = self.heard(id, &request);
                self.plan(id, &request, events);
                Vec::new()
            }
            Effect::Abort(id) => {
                self.due.retain(|_, (other, _)| *other != id);
                Vec::new()
            }
            Effect::Verify(order) => {
                let verdict = verify::verify(&order.schema, &order.args);
                vec![Msg::Verified(order.call, order.key, verdict)]
            }
            Effect::CheckTools(text) => {
                let remarks = tool_check::check(&text);
                vec![Msg::ToolsChecked(text, remarks)]
            }
            // Drafts, recents and the like are kept nowhere.
            _ => Vec::new(),
        }
    }

    fn client(&self) -> &Client {
        &self.sandbox.as_ref().expect("the sandbox runs").1
    }

    fn start_sandbox(&mut self) -> Vec<Msg> {
        let options = Options {
            models: Some(data("models.toml")),
            ..Options::default()
        };
        let (sandbox, client) = self.runtime.block_on(async {
            let sandbox = Sandbox::start(options).await.unwrap();
            let url = sandbox.url();
            let client = client::connect(&Access::Sandbox { url }).await.unwrap();
            (sandbox, client)
        });
        let account = account(&client, None);
        self.sandbox = Some((sandbox, client));
        // The real port is another one each time.
        let url = "http://127.0.0.1:4747".to_owned();
        vec![Msg::SandboxStarted(Ok(url)), Msg::Connected(Ok(account))]
    }

    /// The whole reply, as fast as the sandbox sends it.
    fn heard(&self, id: GenerationId, request: &Request) -> Vec<GenerationEvent> {
        let (to, mut source) = channel(64);
        let sink = Sink::new(id, to);
        let sending = self
            .client()
            .generate(request, call(request), Timers::default(), sink);
        let hearing = async {
            let mut events = Vec::new();
            while let Some((_, event)) = source.recv().await {
                events.push(event);
            }
            events
        };
        let both = async { tokio::join!(sending, hearing) };
        self.runtime.block_on(both).1
    }

    /// Lets the reply come at the pace of its model.
    fn plan(&mut self, id: GenerationId, request: &Request, events: Vec<GenerationEvent>) {
        let model = request.model.model.as_str();
        let (_, first, each) = PACES.iter().find(|(it, ..)| *it == model).unwrap();
        let mut us = *first;
        for event in events {
            match event {
                GenerationEvent::Accepted { status, .. } => {
                    let request_id = Some(format!("4f7c1a52-0000-4000-8000-{:012x}", id.0));
                    let event = GenerationEvent::Accepted { request_id, status };
                    self.expect(first / 2, id, event);
                }
                GenerationEvent::Deltas(deltas) => {
                    for delta in deltas {
                        let token = !matches!(delta.piece, Piece::Start(_) | Piece::Stop);
                        let us_of = Micros(us);
                        let delta = Delta { us: us_of, ..delta };
                        self.expect(us, id, GenerationEvent::Deltas(vec![delta]));
                        us += if token { *each } else { 0 };
                    }
                }
                GenerationEvent::Ended(mut end) => {
                    let latency = us / 1000 - 20;
                    end.us = Micros(us);
                    end.latency_ms = Some(latency);
                    end.metadata = end.metadata.map(|it| timed(&it, latency));
                    self.expect(us, id, GenerationEvent::Ended(end));
                }
            }
        }
    }

    fn expect(&mut self, us: u64, id: GenerationId, event: GenerationEvent) {
        let at = self.play.now.mono.after(Duration::from_micros(us));
        self.told += 1;
        self.due.insert((at, self.told), (id, event));
    }

    /// The screen in this theme, or in the one that is looked at in the list of themes.
    pub(super) fn shot(&self, theme: &str) -> Shot {
        let mut state = self.play.state.clone();
        let themes = &mut state.view.appearance.themes;
        themes.chosen = Choice::of(theme);
        let (paper, ink) = own_colours(&self.wardrobe, themes.shown());
        let mut cells = Buffer::empty(state.view.size.area());
        let drawn = draw(&state, &self.wardrobe, &Gallery::default(), &mut cells);
        Shot {
            cells,
            caret: drawn.caret,
            paper,
            ink,
        }
    }

    /// Begins to film.
    pub(super) fn roll(&mut self) {
        self.camera = Some(Camera::new(&self.play));
        self.film();
    }

    /// The film, with the last screen.
    pub(super) fn cut(mut self) -> Camera {
        self.shoot();
        self.camera.expect("somebody has said roll")
    }

    /// Takes a frame, or remembers that one is to be taken.
    fn film(&mut self) {
        if self
            .camera
            .as_mut()
            .is_some_and(|it| it.wants(self.play.now))
        {
            self.shoot();
        }
    }

    fn shoot(&mut self) {
        if let Some(camera) = &mut self.camera {
            camera.shoot(&self.play, &self.wardrobe);
        }
    }
}

/// What a terminal with the look of this theme has behind its text, and the text itself.
fn own_colours(wardrobe: &Wardrobe, name: &str) -> (Rgb, Rgb) {
    let theme = wardrobe.theme(name).unwrap();
    let look = theme::look(&[theme]);
    let colours = match theme.background {
        Background::Dark => look.dark,
        Background::Light => look.light,
    };
    (Rgb::parse(&colours.back), Rgb::parse(&colours.text))
}

fn call(request: &Request) -> Call {
    let blobs = Blobs::default();
    wires::call(request, &blobs.of_request(request)).unwrap()
}

/// What is known of the models of the sandbox.
fn model_data() -> Msg {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures/abilities.toml");
    let data = ModelData::load(&path);
    assert_eq!(data.error, None);
    Msg::ModelData(Arc::new(data.table), None)
}

fn shelf() -> Shelf {
    let tools = ToolSet {
        name: ShelfName::new("on call").unwrap(),
        path: "/home/me/.config/outcrop/tools/on call.toml".to_owned(),
        tools: tool::parse(&data("tools.json")).unwrap(),
        runners: Vec::new(),
        servers: Vec::new(),
    };
    Shelf {
        tools: vec![tools],
        ..Shelf::default()
    }
}

/// The metadata of a reply with this latency in place of the real one.
fn timed(metadata: &Json, latency: u64) -> Json {
    let mut metadata: Value = serde_json::from_str(&metadata.0).unwrap();
    metadata["metrics"] = json!({ "latencyMs": latency });
    Json(metadata.to_string())
}
