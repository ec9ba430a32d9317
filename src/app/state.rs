//! The whole state of the program.

use std::borrow::Cow;
use std::path::PathBuf;

use crokey::KeyCombination;

use crate::chat::abilities::Abilities;
use crate::chat::conversation::Conversation;
use crate::chat::ids::{ConversationId, LaneId, Number};
use crate::chat::lane::Lane;
use crate::chat::record::{FORMAT_BY, Header, Record, VERSION};
use crate::chat::settings::{ModelChoice, Settings};
use crate::chat::time::{At, Mono};

use super::action::Scope;
use super::calls::Calls;
use super::composer::{Composer, Draft};
use super::file::{Condition, FileState, Hold, Mode};
use super::flight::Flight;
use super::keymap::Keymap;
use super::layout::{Side, Size};
use super::library::{Library, Room};
use super::memory::Memory;
use super::modal::Modal;
use super::notices::Notices;
use super::overlay::Overlay;
use super::pointer::Presses;
use super::preferences::Preferences;
use super::service::Service;
use super::themes::Appearance;
use super::tour::{Met, Tour};
use super::view::{Pane, View};

/// Everything that the program knows. Changed by `update` only.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// The conversation: the fold of its records.
    pub(crate) conversation: Conversation,
    /// Its file.
    pub(crate) file: FileState,
    /// The message editor.
    pub(crate) composer: Composer,
    /// Generations on their way.
    pub(crate) flight: Flight,
    /// Calls of tools that something is going on with.
    pub(crate) calls: Box<Calls>,
    /// Connection and models.
    pub(crate) service: Service,
    /// Recent and favourite models.
    pub(crate) memory: Memory,
    /// Size, focus, scroll position.
    pub(crate) view: View,
    /// What lies over the panes, the topmost last.
    pub(crate) overlays: Vec<Overlay>,
    /// What the user is told.
    pub(crate) notices: Notices,
    /// Keys, and what was pressed of a sequence.
    pub(crate) input: Input,
}

/// Keys: the map, the sequence so far, and the clock of the last message.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// The live keymap.
    pub(crate) keymap: Keymap,
    /// The keys of a sequence so far.
    pub(crate) pending: Vec<KeyCombination>,
    /// Whether it is shown what may follow them.
    pub(crate) reveal: Reveal,
    /// Until when a second Ctrl-C quits.
    pub(crate) quit_until: Option<Mono>,
    /// When Esc has stopped something.
    pub(crate) stopped: Option<Mono>,
    /// Modal editing, where it is wanted.
    pub(crate) modal: Option<Box<Modal>>,
    /// Presses of the mouse.
    pub(crate) presses: Presses,
    /// When the last message came.
    pub(crate) now: At,
}

/// Whether it is shown what may follow the keys of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Reveal {
    /// Nothing waits to be shown.
    #[default]
    Hidden,
    /// It is shown then, unless the next key comes before.
    At(Mono),
    /// It is shown.
    Shown,
}

impl Input {
    /// Forgets the keys of a sequence.
    pub(crate) fn drop_pending(&mut self) {
        self.pending.clear();
        self.reveal = Reveal::Hidden;
    }

    /// When it is to be shown what may follow; `None` = nothing waits for it.
    pub(crate) fn reveals(&self) -> Option<Mono> {
        match self.reveal {
            Reveal::At(then) if !self.pending.is_empty() => Some(then),
            Reveal::Hidden | Reveal::At(_) | Reveal::Shown => None,
        }
    }

    /// Whether it is shown.
    pub(crate) fn is_revealed(&self) -> bool {
        self.reveal == Reveal::Shown && !self.pending.is_empty()
    }
}

/// What a program starts with.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    /// The screen.
    pub(crate) size: Size,
    /// The conversation.
    pub(crate) opened: Opened,
    /// Unsent text of the conversation.
    pub(crate) draft: Draft,
    /// Prompts of earlier runs, oldest first.
    pub(crate) prompts: Vec<String>,
    /// Recent and favourite models.
    pub(crate) memory: Memory,
    /// The model that the command line or the configuration names.
    pub(crate) model: Option<String>,
    /// How it looks.
    pub(crate) appearance: Appearance,
    /// What a person has set.
    pub(crate) preferences: Preferences,
    /// When it starts.
    pub(crate) now: At,
}

/// The conversation that a program starts with.
#[derive(Debug, Clone)]
pub(crate) enum Opened {
    /// A new one; its file may be named already.
    New(ConversationId, Option<PathBuf>),
    /// One that was loaded.
    Loaded(Box<LoadedFile>),
}

/// A conversation that was loaded.
#[derive(Debug, Clone)]
pub(crate) struct LoadedFile {
    /// The fold of its records.
    pub(crate) conversation: Conversation,
    /// The file.
    pub(crate) path: PathBuf,
    /// Whether it can be gone on with.
    pub(crate) mode: Mode,
    /// What is wrong with it, in a sentence.
    pub(crate) damage: Option<String>,
    /// Why it is only read, and which of its lines are bad.
    pub(crate) condition: Condition,
}

impl State {
    /// The state before anything has happened.
    pub(crate) fn new(start: Start) -> Self {
        let is_new = matches!(start.opened, Opened::New(_, None)) && start.draft.text.is_empty();
        let tour = is_new && start.memory.met == Met::Never;
        let (conversation, file) = match start.opened {
            Opened::New(id, path) => {
                let mut begun = begin(id, path, start.now);
                restore(&start.draft, start.now, &mut begun);
                begun
            }
            Opened::Loaded(loaded) => adopt(*loaded),
        };
        let mut view = View::new(start.size);
        view.appearance = Box::new(start.appearance);
        view.modes.arrangement = start.memory.arrangement;
        view.reading.resume(&start.draft, &conversation);
        let mut state = Self {
            conversation,
            file,
            composer: Composer::new(start.draft, start.prompts),
            flight: Flight::default(),
            calls: Box::default(),
            service: Service::new(start.model),
            memory: start.memory,
            view,
            overlays: tour
                .then(|| Overlay::Tour(Tour::default()))
                .into_iter()
                .collect(),
            notices: Notices::default(),
            input: Input {
                keymap: Keymap::defaults(),
                pending: Vec::new(),
                reveal: Reveal::default(),
                quit_until: None,
                stopped: None,
                modal: None,
                presses: Presses::default(),
                now: start.now,
            },
        };
        super::update::prefer(&mut state, start.preferences);
        state.show_pin();
        if state.memory.holdings.pane == Side::Open {
            let library = Library::new(Room::Shelf, None);
            state.view.library = Some(Box::new(library));
        }
        super::update::arrange(&mut state);
        if let Some(damage) = state.file.damage.clone() {
            state.notices.raise(damage);
        }
        super::update::offer(&mut state);
        state
    }

    /// Puts a pinned beginning of the reply into an editor that has none.
    pub(crate) fn show_pin(&mut self) {
        let pinned = self
            .lane_id()
            .and_then(|lane| self.conversation.pinned(lane));
        if let Some(pinned) = pinned.filter(|_| self.composer.prefill_area().is_none()) {
            self.composer.set_prefill(pinned);
        }
    }

    /// The lane that takes the message: the one in focus.
    pub(crate) fn lane(&self) -> Option<&Lane> {
        let focus = self.view.reading.lane;
        let mut lanes = self.conversation.lanes();
        let in_focus = lanes.find(|lane| Some(lane.id) == focus);
        in_focus.or_else(|| self.conversation.lane(*self.conversation.seen().first()?))
    }

    /// The id of that lane.
    pub(crate) fn lane_id(&self) -> Option<LaneId> {
        self.lane().map(|lane| lane.id)
    }

    /// The settings of that lane.
    pub(crate) fn settings(&self) -> Cow<'_, Settings> {
        match self.lane() {
            Some(lane) => Cow::Borrowed(&lane.settings),
            None => Cow::default(),
        }
    }

    /// The model of that lane, once there is one.
    pub(crate) fn model(&self) -> Option<&ModelChoice> {
        self.lane()?.settings.model.as_ref()
    }

    /// What the data file knows of that model.
    pub(crate) fn listed_abilities(&self) -> Abilities {
        self.model()
            .map(|choice| self.service.abilities.of(&choice.model))
            .unwrap_or_default()
    }

    /// What is known of that model, by the data file and by what it has refused.
    pub(crate) fn abilities(&self) -> Abilities {
        let model = self.model();
        model.map_or_else(Abilities::default, |model| self.abilities_of(model))
    }

    /// The same of any model.
    pub(crate) fn abilities_of(&self, choice: &ModelChoice) -> Abilities {
        let mut abilities = self.service.abilities.of(&choice.model);
        for refusal in self.memory.refusals.of_model(&choice.model) {
            refusal.teach(&mut abilities);
        }
        abilities
    }

    /// The places of the lanes that a message goes to now, counted from 1.
    pub(crate) fn audience(&self) -> Vec<usize> {
        let lanes = super::update::audience(self);
        let seen = self.conversation.seen().into_iter().enumerate();
        let those = seen.filter(|(_, lane)| lanes.contains(lane));
        those.map(|(at, _)| at + 1).collect()
    }

    /// Where keys are looked up now, the most special scope first.
    pub(crate) fn scopes(&self) -> &'static [Scope] {
        match self.overlays.last() {
            Some(overlay) => overlay.scopes(),
            None if self.view.modes.resizing.is_some() => &[Scope::Resize, Scope::Global],
            None if self.view.focus == Pane::Transcript && self.view.selecting.shown.is_some() => {
                self.view.selecting.scopes()
            }
            None if self.view.focus == Pane::Transcript && self.view.finding.is_some() => {
                &[Scope::Found, Scope::Transcript, Scope::Global]
            }
            None => self.view.focus.scopes(),
        }
    }
}

/// A new conversation. Its first records wait for the first message.
pub(crate) fn begin(
    id: ConversationId,
    path: Option<PathBuf>,
    now: At,
) -> (Conversation, FileState) {
    let mut conversation = Conversation::new(id.clone());
    let header = Header {
        version: VERSION,
        id,
        by: FORMAT_BY.to_owned(),
        origin: None,
    };
    let lane = Record::Lane {
        parent: None,
        settings: Settings::default(),
        index: 0,
        name: None,
    };
    let mut preface = Vec::new();
    for record in [Record::Header(header), lane] {
        let entry = conversation.entry(record, now.wall, None);
        conversation.apply(&entry);
        preface.push(entry);
    }
    (
        conversation,
        FileState {
            path,
            preface,
            ..FileState::default()
        },
    )
}

/// Settings and variables of a conversation that was not begun in an earlier run.
fn restore(draft: &Draft, now: At, (conversation, file): &mut (Conversation, FileState)) {
    let lane = conversation.lanes().next().map(|lane| lane.id);
    let settings = draft.settings.as_deref().cloned();
    let set = lane.zip(settings);
    let set = set.map(|(lane, settings)| Record::LaneSet { lane, settings });
    let values = (!draft.variables.is_empty()).then(|| Record::Variables(draft.variables.clone()));
    for record in set.into_iter().chain(values) {
        let entry = conversation.entry(record, now.wall, None);
        conversation.apply(&entry);
        file.preface.push(entry);
    }
}

/// Where the numbers begin of what is changed here while another program writes to the file: far
/// behind all that it will ever use. Such records reach a copy of the file at most.
pub(crate) const APART: Number = Number(1 << 40);

/// A loaded conversation. One without a lane gets it with the next message.
pub(crate) fn adopt(loaded: LoadedFile) -> (Conversation, FileState) {
    let LoadedFile {
        mut conversation,
        path,
        mode,
        damage,
        condition,
    } = loaded;
    let written = conversation.next_number();
    let written = crate::chat::ids::Number(written.0.saturating_sub(1));
    if condition.hold == Some(Hold::Elsewhere) {
        conversation.skip_to(APART);
    }
    let mut file = FileState {
        path: Some(path),
        handed: written,
        written,
        mode,
        damage,
        condition,
        ..FileState::default()
    };
    if conversation.lanes().next().is_none() {
        let record = Record::Lane {
            parent: conversation.newest(),
            settings: Settings::default(),
            index: 0,
            name: None,
        };
        let entry = conversation.entry(record, crate::chat::time::Wall(0), None);
        conversation.apply(&entry);
        file.preface.push(entry);
    }
    (conversation, file)
}
