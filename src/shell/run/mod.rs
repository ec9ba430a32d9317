//! The loop: take in what happened, let the core decide, carry out, draw.

mod clipboard;
mod events;
mod frame;
mod handover;
mod inbox;
pub(super) mod pace;
mod pointer;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crossterm::event::{Event as Input, KeyEventKind};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{Sender, channel};

use crate::app::action::Action;
use crate::app::effect::{Capture, Effect};
use crate::app::layout::Size;
use crate::app::msg::Msg;
use crate::app::outward::Focus;
use crate::app::pictures::Protocol;
use crate::app::state::{Start, State};
use crate::app::themes::Appearance;
use crate::app::tour::Met;
use crate::app::{next_wake, update};
use crate::bedrock::access::Access;
use crate::bedrock::stream::Told;
use crate::config::Config;
use crate::store::paths::Folders;
use crate::ui::Clicks;
use crate::ui::theme::Wardrobe;

use super::attach::{Piped, given};
use super::clock::Clock;
use super::colourist::Colourist;
use super::colours::Palette;
use super::darkroom::Darkroom;
use super::darkroom::means::Surroundings;
use super::event::Event;
use super::files::Opening;
use super::hands::Hands;
use super::input::Keys;
use super::mouse::Mouse;
use super::screen::Screen;
use super::settings::preferences;
use super::terminal::Terminal;
use super::{hangup, signals};
use handover::Holder;
use inbox::{Inbox, Incoming, ready, sleep_until};
use pace::Pace;

/// How long messages are taken in before a frame is drawn.
const DRAIN: Duration = Duration::from_millis(4);

/// How many messages are taken in before a frame is drawn.
const DRAIN_MESSAGES: usize = 512;

/// Messages that may wait. Tasks that send more wait themselves.
const WAITING: usize = 256;

/// What the program starts with.
#[derive(Debug)]
pub(crate) struct Setup {
    /// The conversation.
    pub(crate) opening: Opening,
    /// What the core starts with, but for size, conversation and time.
    pub(crate) remembered: super::files::Remembered,
    /// The model that was asked for.
    pub(crate) model: Option<String>,
    /// Whom to talk to; `None` = the sandbox.
    pub(crate) access: Option<Access>,
    /// What a person has set.
    pub(crate) config: Config,
    /// How pictures are shown; `None` = as the terminal can.
    pub(crate) images: Option<Protocol>,
    /// How it looks.
    pub(crate) appearance: Appearance,
    /// The themes.
    pub(crate) wardrobe: Wardrobe,
    /// How many colours there are.
    pub(crate) palette: Palette,
    /// Where files are kept.
    pub(crate) folders: Option<Folders>,
    /// What the command line gives to be attached.
    pub(crate) attach: Vec<PathBuf>,
    /// The keys; `None` = the user has no file of them.
    pub(crate) keys: Option<super::keys::Read>,
    /// What is piped into the program.
    pub(crate) input: Option<Piped>,
}

/// Runs the full-screen program; gives the exit code.
///
/// The first frame is drawn before anything touches the network or the credentials.
///
/// # Errors
///
/// The terminal, the threads or the runtime could not be set up.
pub(crate) fn run(setup: Setup) -> anyhow::Result<u8> {
    let clock = Clock::start();
    let terminal = Terminal::enter()?;
    terminal.restore_on_panic();
    let (events, inbox) = channel(WAITING);
    let (replies, told) = channel(WAITING);
    let (keys, input) = channel(WAITING);
    let wires = (events.clone(), replies, keys);
    let (mut app, first) = Loop::new(setup, clock, terminal, wires)?;
    app.draw()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let inbox = Inbox {
        input,
        events: inbox,
        replies: told,
    };
    let code = runtime.block_on(app.run(first, events, inbox));
    end(runtime);
    code
}

/// Leaves without waiting for connections that do not matter any more.
fn end(runtime: Runtime) {
    runtime.shutdown_background();
}

/// Everything that the loop owns.
struct Loop {
    state: State,
    clock: Clock,
    screen: Screen,
    clicks: Clicks,
    mouse: Mouse,
    hands: Hands,
    darkroom: Darkroom,
    colourist: Colourist,
    /// Who has the terminal.
    holder: Holder,
    /// When frames are drawn.
    pace: Pace,
}

/// What comes before any event.
enum First {
    Do(Effect),
    Tell(Msg),
}

/// Whether the loop goes on.
enum Flow {
    On,
    End(u8),
}

impl Loop {
    fn new(
        setup: Setup,
        clock: Clock,
        terminal: Terminal,
        (events, replies, keys): (Sender<Event>, Sender<Told>, Keys),
    ) -> anyhow::Result<(Self, Vec<First>)> {
        let (width, height) = crossterm::terminal::size()?;
        let size = Size { width, height };
        let wanted = setup.remembered.draft.attached.clone();
        let mut first = vec![
            First::Do(Effect::LoadModelData),
            First::Do(Effect::LoadShelf),
            First::Tell(Msg::DraftHolds(wanted)),
        ];
        first.extend(given(&setup.attach).map(|wanted| First::Tell(Msg::Given(wanted))));
        if !setup.remembered.notes.is_empty() {
            first.push(First::Tell(Msg::Damaged(setup.remembered.notes)));
        }
        first.push(if setup.access.is_some() {
            First::Do(Effect::Connect)
        } else {
            First::Tell(Msg::Do(Action::UseSandbox))
        });
        let glyphs = setup.appearance.look.glyphs;
        let mut memory = setup.remembered.memory;
        if !setup.attach.is_empty() {
            // Whoever comes with a file knows what to do with it.
            memory.met = Met::Before;
        }
        let start = Start {
            size,
            opened: setup.opening.opened.clone(),
            draft: setup.remembered.draft,
            prompts: setup.remembered.prompts,
            memory,
            model: setup.model,
            appearance: setup.appearance,
            preferences: preferences(&setup.config),
            now: clock.now(),
        };
        let opening = setup.opening;
        let target = (opening.id, opening.place, opening.blobs, opening.follow);
        let folders = setup.folders;
        let holder = Holder::new(keys, events.clone());
        let colourist = Colourist::new(events.clone());
        let mut hands = Hands::new(
            terminal,
            events,
            replies,
            target,
            setup.wardrobe,
            super::hands::Kit {
                access: setup.access,
                config: setup.config,
                folders,
            },
        )?;
        hands.tasks.input = setup.input;
        hands.palette = setup.palette;
        let mut state = State::new(start);
        let darkroom = Darkroom::new(Surroundings::here(setup.images, glyphs, setup.palette));
        let mouse = state.view.modes.mouse;
        if mouse == Capture::Terminals {
            first.push(First::Do(Effect::CaptureMouse(mouse)));
        }
        update(&mut state, clock.now(), darkroom.told());
        if let Some(keys) = setup.keys {
            update(&mut state, clock.now(), Msg::Keyed(keys));
        }
        let looped = Self {
            state,
            clock,
            screen: Screen::new(size),
            clicks: Clicks::default(),
            mouse: Mouse::default(),
            hands,
            darkroom,
            colourist,
            holder,
            pace: Pace::new(Instant::now()),
        };
        Ok((looped, first))
    }

    async fn run(
        mut self,
        first: Vec<First>,
        events: Sender<Event>,
        mut inbox: Inbox,
    ) -> anyhow::Result<u8> {
        signals::listen(&events)?;
        hangup::watch(events.clone());
        self.hands.keep_watch();
        let probe = self.ask_terminal(&events);
        self.holder.take(probe);
        for first in first {
            match first {
                First::Do(effect) => self.carry_out(vec![effect]),
                First::Tell(msg) => self.tell(msg),
            };
        }
        loop {
            if let Flow::End(code) = self.turn(&mut inbox).await? {
                self.hear_answer(&mut inbox, code).await;
                self.holder.let_go();
                self.forget_pictures();
                self.hands.close();
                self.leave_editor(&mut inbox).await;
                return Ok(code);
            }
        }
    }

    /// Waits for one event, takes in all that are ready, and draws.
    async fn turn(&mut self, inbox: &mut Inbox) -> anyhow::Result<Flow> {
        let event = self.wait(inbox).await;
        let mut flow = self.take(event);
        let began = Instant::now();
        for _ in 0..DRAIN_MESSAGES {
            if matches!(flow, Flow::End(_)) || began.elapsed() >= DRAIN {
                break;
            }
            match ready(inbox).await {
                Some(event) => flow = self.take(Some(event)),
                None => break,
            }
        }
        if self.due().is_some_and(|at| at <= Instant::now()) {
            self.draw()?;
        }
        Ok(flow)
    }

    /// The next event; `None` when it is time to draw or to tick.
    async fn wait(&mut self, inbox: &mut Inbox) -> Option<Incoming> {
        let wake = next_wake(&self.state).map(|at| self.clock.instant(at));
        let until = [wake, self.due(), self.pace.wakes(), self.colourist.wakes()];
        let until = until.into_iter().flatten().min();
        tokio::select! {
            biased;
            event = inbox.input.recv() => Some(Incoming::Input(event)),
            event = inbox.events.recv() => event.map(Incoming::Event),
            told = inbox.replies.recv() => told.map(Incoming::Told),
            event = self.hands.tasks.ended() => event.map(Incoming::Event),
            () = sleep_until(until) => None,
        }
    }

    /// When a frame is to be drawn. Not on a terminal that another program has.
    fn due(&self) -> Option<Instant> {
        self.pace.due().filter(|_| self.holder.has_us())
    }

    fn take(&mut self, incoming: Option<Incoming>) -> Flow {
        match incoming {
            // It was typed ahead of another program.
            Some(Incoming::Input(Some(Ok(_)))) if !self.holder.has_us() => Flow::On,
            Some(Incoming::Input(Some(Ok(event)))) => self.input(event),
            Some(Incoming::Input(_)) => Flow::End(129),
            Some(Incoming::Event(event)) => self.event(event),
            Some(Incoming::Told((id, event))) => self.tell(Msg::Generation(id, event)),
            None => {
                if self.pace.wakes().is_some_and(|at| at <= Instant::now()) {
                    let postponed = self.pace.given_up();
                    return self.carry_out(postponed);
                }
                if self
                    .colourist
                    .wakes()
                    .is_some_and(|at| at <= Instant::now())
                {
                    self.colour();
                    return Flow::On;
                }
                let due = next_wake(&self.state).is_some_and(|at| at <= self.clock.now().mono);
                if due { self.tell(Msg::Tick) } else { Flow::On }
            }
        }
    }

    fn input(&mut self, event: Input) -> Flow {
        let msg = match event {
            Input::Key(key) if key.kind != KeyEventKind::Release => {
                self.pace.pressed();
                Msg::Key(key)
            }
            Input::Paste(text) => Msg::Paste(text),
            Input::Mouse(mouse) => return self.pointed(mouse),
            Input::Resize(width, height) => {
                self.resized(width, height);
                Msg::Resized(Size { width, height })
            }
            Input::FocusGained => Msg::Focus(Focus::Here),
            Input::FocusLost => Msg::Focus(Focus::Away),
            Input::Key(_) => return Flow::On,
        };
        self.tell(msg)
    }

    /// Tells the core, and carries out what it asks for.
    fn tell(&mut self, msg: Msg) -> Flow {
        // While a reply streams, receipts of the writer change nothing that is seen. A frame for them
        // would only delay the one for the next delta.
        let receipt = matches!(msg, Msg::Appended(_, Ok(())) | Msg::Synced(Ok(())));
        let unseen = receipt && !self.state.flight.is_empty() && self.state.file.error.is_none();
        let effects = update(&mut self.state, self.clock.now(), msg);
        if !unseen {
            self.pace.changed();
        }
        self.carry_out(effects)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Flow {
        let mut flow = Flow::On;
        for effect in effects {
            match effect {
                Effect::Suspend | Effect::EditOutside(_) if self.pace.waits().is_some() => {
                    self.pace.postpone(effect);
                }
                // What is still to be kept stands behind it.
                Effect::Quit => flow = Flow::End(0),
                Effect::Redraw => {
                    self.forget_pictures();
                    self.screen.forget();
                    self.pace.changed();
                }
                Effect::Suspend => {
                    self.suspend();
                }
                Effect::ReadClipboard(id) => self.read_clipboard(id),
                Effect::EditOutside(outside) => self.hand_out(outside),
                Effect::Restart => {
                    if let Some(msg) = self.hands.restart() {
                        self.tell(msg);
                    }
                }
                other => self.hands.carry_out(other, self.clock.now(), &self.state),
            }
        }
        flow
    }
}
