//! What carries effects out: terminal, tasks, threads.

use std::path::PathBuf;

use tokio::sync::mpsc::Sender;

use crate::app::effect::Effect;
use crate::app::export::Imported;
use crate::app::msg::{ListingAge, Msg};
use crate::app::progress::Task;
use crate::app::state::State;
use crate::bedrock::access::Access;
use crate::bedrock::stream::Told;
use crate::chat::ids::ConversationId;
use crate::chat::listing::Listing;
use crate::chat::time::At;
use crate::config::Config;
use crate::sandbox::Sandbox;
use crate::store::follow::Follow;
use crate::store::handout;
use crate::store::paths::Folders;
use crate::store::report::{Fact, Report};
use crate::store::writer::{Command, Place, Target};
use crate::ui::theme::{self, Wardrobe};

use super::attach::Habits;
use super::blobs::Blobs;
use super::cases;
use super::clipboard::Clerk;
use super::colours::Palette;
use super::custody::Custody;
use super::event::{self, Event, expand};
use super::export;
use super::files::FileThread;
use super::keeper::{Keep, Keeper};
use super::library::Librarian;
use super::outward::Outward;
use super::reports;
use super::search::Finder;
use super::settings::{Watch, metadata};
use super::tasks::{self, Tasks};
use super::terminal::Terminal;
use super::themes;
use super::ticket::Ticket;

/// What was given at the start and stays.
#[derive(Debug)]
pub(super) struct Kit {
    /// Whom to talk to; `None` = nobody but the sandbox was asked for.
    pub(super) access: Option<Access>,
    /// What a person has set.
    pub(super) config: Config,
    /// Where files are kept; `None` = nowhere.
    pub(super) folders: Option<Folders>,
}

/// A conversation to go over to: its id, its file, its attachments, and the file to be read along.
pub(super) type Next = (ConversationId, Option<Place>, Blobs, Option<Follow>);

/// Terminal, tasks and threads.
#[derive(Debug)]
pub(super) struct Hands {
    pub(super) terminal: Terminal,
    pub(super) tasks: Tasks,
    pub(super) kit: Kit,
    pub(super) events: Sender<Event>,
    pub(super) keeper: Keeper,
    pub(super) librarian: Librarian,
    pub(super) finder: Finder,
    pub(super) clerk: Clerk,
    pub(super) files: Option<FileThread>,
    /// A conversation that was opened, until it is gone over to.
    pub(super) next: Option<Next>,
    /// Whom else the file concerns.
    pub(super) custody: Custody,
    /// Sees that settings change.
    _watch: Option<Watch>,
    /// How many files were read along so far.
    pub(super) follows: u32,
    /// What was made of a file, until it is opened.
    pub(super) imported: Option<Imported>,
    /// Whoever waits for a fork, until it is opened.
    pub(super) forking: Option<Ticket>,
    /// The themes.
    pub(super) wardrobe: Wardrobe,
    /// How many colours the terminal has.
    pub(super) palette: Palette,
    /// What the terminal shows beside its cells.
    pub(super) outward: Outward,
    /// Whether the terminal has told the colour of its background.
    pub(super) told_background: bool,
    sandbox: Option<Sandbox>,
}

impl Hands {
    /// Starts the threads.
    pub(super) fn new(
        terminal: Terminal,
        events: Sender<Event>,
        replies: Sender<Told>,
        (id, place, blobs, follow): Next,
        wardrobe: Wardrobe,
        kit: Kit,
    ) -> std::io::Result<Self> {
        let custody = Custody::of(place.as_ref(), follow);
        let keeper = Keeper::start(kit.folders.clone(), events.clone())?;
        let library = kit.config.library_folders.iter().cloned();
        let library: Vec<PathBuf> = library.map(expand).collect();
        let finder = Finder::new(kit.folders.as_ref(), &library, &events);
        keeper.keep(Keep::Sweep);
        let librarian = Librarian::new(kit.folders.as_ref(), &library, events.clone());
        let first = place.as_ref().and_then(Place::file).map(PathBuf::from);
        if let Some(path) = first {
            keeper.keep(Keep::Opened(path));
        }
        let files = match place {
            Some(place) => Some(FileThread::start(Target { id, place }, events.clone())?),
            None => None,
        };
        let mut tasks = Tasks::new(events.clone(), replies, kit.config.timers(), blobs);
        tasks.habits = Habits {
            metadata: metadata(&kit.config),
            folder: kit.folders.as_ref().map(Folders::attachments),
        };
        let clerk = Clerk::new(tasks.desk(), events.clone());
        let watch = kit.folders.as_ref();
        let watch = watch.and_then(|folders| Watch::start(&folders.config, events.clone()));
        Ok(Self {
            terminal,
            tasks,
            kit,
            events,
            keeper,
            librarian,
            finder,
            clerk,
            files,
            next: None,
            imported: None,
            forking: None,
            custody,
            _watch: watch,
            follows: 0,
            wardrobe,
            palette: Palette::default(),
            outward: Outward::here(),
            told_background: false,
            sandbox: None,
        })
    }

    /// Carries out an effect that the loop itself has no part in.
    pub(super) fn carry_out(&mut self, effect: Effect, now: At, state: &State) {
        self.tasks.tickets.begin(Task::begun(&effect));
        self.obey(effect, now, state);
        self.tasks.tickets.begun();
    }

    fn obey(&mut self, effect: Effect, now: At, state: &State) {
        match effect {
            Effect::Connect => self.connect(),
            Effect::StartSandbox => self.tasks.start_sandbox(),
            Effect::ListModels => self.tasks.list_models(self.kit.folders.clone(), now.wall),
            Effect::Index(table) => self.finder.all(table),
            Effect::Search(sought) => self.finder.search(sought),
            Effect::Library(order) => self.library(order, now.wall),
            Effect::Copy(copying) => self.copy(copying),
            Effect::Prepare(lane, parent, request) => self.tasks.prepare(lane, parent, request),
            Effect::Generate(id, request) => self.tasks.generate(id, request),
            Effect::Abort(id) => self.tasks.abort(id),
            Effect::NewFile(id, words) => self.new_file(id, &words, now),
            Effect::Append(entries) => self.append(entries),
            Effect::RetryWrite => self.order(Command::Retry, None),
            Effect::SaveAs(path) => self.save_as(event::expand(path)),
            Effect::Fork(order) => self.fork(order, now.wall),
            Effect::Open(path, goal) => self.open(&event::expand(path), goal),
            Effect::File(order) => self.file_order(order),
            Effect::GoOver(id) => self.go_over(&id),
            Effect::ReadAround(note) => self.tasks.read_around(note),
            Effect::Attach(fetches) => self.tasks.attach(fetches),
            Effect::Verify(order) => self.tasks.verify(*order),
            Effect::PlanRun(order) => self.tasks.plan_run(*order),
            Effect::Run(invocation, sha256) => self.tasks.run(invocation, sha256),
            Effect::PlanTalk(id, set, server) => self.tasks.plan_talk(id, set, server),
            Effect::AskServer(id, invocation, sha256) => {
                self.tasks.ask_server(id, invocation, sha256);
            }
            Effect::StopTalk => self.tasks.stop_talk(),
            Effect::StopRun(call) => self.tasks.stop_run(call),
            Effect::View(hash, end) => self.tasks.view(hash, end, self.kit.folders.as_ref()),
            Effect::ViewFile(path) => self.tasks.view_file(path),
            Effect::OpenLink(link) => self.tasks.open_link(link),
            Effect::GiveUp(task) => self.tasks.tickets.give_up(task),
            Effect::Notify(news) => {
                let bytes = self.outward.news(news, state.view.outward.wishes);
                self.terminal.write(&bytes).ok();
            }
            Effect::Measure(measure) => self.tasks.measure(measure),
            Effect::StopMeasuring => self.tasks.stop_measuring(),
            Effect::Drop(id, readings) => self.tasks.look_at_dropped(id, readings),
            Effect::Browse(browse) => self.tasks.browse(browse),
            Effect::Offer(place) => self.tasks.offer(place),
            Effect::Restore(id, wanted) => self.tasks.restore(id, wanted),
            Effect::ReadCases(path) => cases::read(&mut self.tasks, event::expand(path)),
            Effect::ExportCases(order) => cases::export(&mut self.tasks, order),
            Effect::LoadCases(file) => cases::load(&mut self.tasks, file),
            Effect::Export(order) => {
                let themes = &state.view.appearance.themes;
                let look = theme::look(&self.wardrobe.for_pages(themes));
                export::start(&mut self.tasks, *order, look, now.wall);
            }
            Effect::ReadTools(path) => self.tasks.read_tools(path),
            Effect::CheckTools(text) => self.tasks.check_tools(text),
            Effect::Import(path) => self.import(event::expand(path), now.wall),
            Effect::RemoveOutside(file) => handout::remove(&file),
            Effect::SaveDraft(id, draft) => {
                self.tasks.forget_bytes(state);
                self.keeper.keep(Keep::Draft(id, draft));
            }
            Effect::SavePrompt(text) => self.keeper.keep(Keep::Prompt(text)),
            Effect::LookForPrograms(of) => self.tasks.look_for_programs(of),
            Effect::LoadShelf => self.keeper.keep(Keep::LoadShelf),
            Effect::LoadModelData => self.keeper.keep(Keep::LoadModelData),
            Effect::KeepPreset(preset) => self.keeper.keep(Keep::Preset(*preset)),
            Effect::KeepSystemPrompt(prompt) => self.keeper.keep(Keep::SystemPrompt(prompt)),
            Effect::KeepToolSet(set) => self.keeper.keep(Keep::ToolSet(*set)),
            Effect::KeepOfServer(source) => self.keeper.keep(Keep::OfServer(source)),
            Effect::RemoveKept(kind, name) => self.keeper.keep(Keep::Remove(kind, name)),
            Effect::SaveRefusals(refusals) => self.keeper.keep(Keep::Refusals(refusals)),
            Effect::SaveVotes(id, ballots) => self.keeper.keep(Keep::Votes(id, ballots)),
            Effect::Preview(request) => self.tasks.preview(request),
            Effect::Count(request) => self.tasks.count(request),
            Effect::SaveMemory(memory) => self.keeper.keep(Keep::Memory(memory)),
            Effect::ReadThemes => {
                themes::read(&mut self.tasks, self.kit.folders.as_ref());
            }
            Effect::KeepTheme(choice) => self.keeper.keep(Keep::Theme(choice)),
            Effect::KeepArrangement(panes) => self.keeper.keep(Keep::Panes(panes)),
            Effect::CaptureMouse(capture) => {
                self.terminal.capture(capture).ok();
            }
            Effect::ReadClipboard(_)
            | Effect::EditOutside(_)
            | Effect::Restart
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Quit => {}
        }
    }

    /// Makes of an event what the core is told, and what follows of it at once.
    pub(super) fn translate(&mut self, event: Event, state: &State) -> (Option<Msg>, Vec<Effect>) {
        match event {
            Event::Core(msg) => (Some(msg), Vec::new()),
            Event::Client(epoch, _) | Event::Sandbox(epoch, _) | Event::Listed(epoch, ..)
                if !self.tasks.is_current(epoch) =>
            {
                (None, Vec::new())
            }
            Event::Listed(_, listing, age) => {
                self.note(&listing, age, state);
                (Some(Msg::Listed(listing, age)), Vec::new())
            }
            Event::Client(_, Ok(client)) => {
                let account = tasks::account(&client, self.endpoint());
                self.tasks.adopt(client);
                (Some(Msg::Connected(Ok(account))), Vec::new())
            }
            Event::Client(_, Err(failure)) => (Some(Msg::Connected(Err(failure))), Vec::new()),
            Event::Sandbox(_, Ok(sandbox)) => {
                let url = sandbox.url();
                self.tasks.connect(Access::Sandbox { url: url.clone() });
                self.sandbox = Some(sandbox);
                (Some(Msg::SandboxStarted(Ok(url))), Vec::new())
            }
            Event::Sandbox(_, Err(cause)) => (Some(Msg::SandboxStarted(Err(cause))), Vec::new()),
            Event::Attached(id, result) => {
                (Some(Msg::Attached(id, self.taken(*result))), Vec::new())
            }
            Event::Dropped(id, found) => (Some(self.dropped(id, found)), Vec::new()),
            Event::Restored(id, found) => {
                let found = found.into_iter();
                let found = found.map(|(wanted, result)| (wanted, self.taken(result)));
                (Some(Msg::Restored(id, found.collect())), Vec::new())
            }
            Event::Settings(result) => (Some(self.reconfigured(result)), Vec::new()),
            Event::Ran(id, result) => (self.tasks.run_ended(id, result), Vec::new()),
            Event::CasesRead(result) => (Some(self.tasks.take_cases(result)), Vec::new()),
            Event::Imported(result) => (self.was_imported(result, state), Vec::new()),
            Event::Opened(Ok(arrival)) => (Some(self.opened(*arrival)), Vec::new()),
            Event::Opened(Err(why)) => {
                self.tell_of_import();
                (Some(Msg::NotOpened(why)), Vec::new())
            }
            Event::Reopened(result) => (Some(self.reopened(result)), Vec::new()),
            Event::Asked(asker) => (self.asked(asker), Vec::new()),
            Event::Followed(file, news) => (self.followed(file, news), Vec::new()),
            Event::File(Report {
                conversation,
                fact: Fact::Forked(result),
            }) => {
                let msg = self.forked(result, &conversation, state.conversation.id());
                (msg, Vec::new())
            }
            Event::File(report) => {
                self.note_blobs(&report, state);
                self.note_custody(&report, state);
                self.index_own(&report.fact, state);
                (reports::told(report, state), Vec::new())
            }
            Event::Panicked(text) => (Some(Msg::TaskPanicked(text)), Vec::new()),
            Event::NotCopied(not) => {
                self.copy_otherwise(not);
                (None, Vec::new())
            }
            Event::Clipboard(news) => (self.clipboard_told(news), Vec::new()),
            Event::ThemesRead(files) => {
                self.wardrobe.restock(files);
                (Some(Msg::ThemesRead(self.wardrobe.known())), Vec::new())
            }
            Event::ThemesSaved(files, changed) => {
                self.wardrobe.restock(files);
                let msg = Msg::ThemesSaved(self.wardrobe.known(), changed);
                (Some(msg), Vec::new())
            }
            Event::Signal(_)
            | Event::Outside(_)
            | Event::Pictures(_)
            | Event::Colours(_)
            | Event::Terminal(_)
            | Event::Code(_)
            | Event::RoundTrip(_)
            | Event::Reached
            | Event::ClipboardHeard(_) => (None, Vec::new()),
        }
    }

    /// Keeps what a later run can use.
    fn note(&mut self, listing: &Listing, age: ListingAge, state: &State) {
        let told = listing.models.is_ok() || listing.profiles.is_ok();
        let real = self.sandbox.is_none() && age == ListingAge::Fresh && told;
        if let Some(client) = self.tasks.client().filter(|_| real) {
            let place = client.cache_key().to_owned();
            self.keeper
                .keep(Keep::Listing(place, listing.clone(), state.input.now.wall));
        }
    }

    fn connect(&mut self) {
        self.sandbox = None;
        let access = self.kit.access.clone().unwrap_or(Access::Aws {
            profile: None,
            region: None,
            endpoint_url: None,
        });
        self.tasks.connect(access);
    }

    /// The address that the user named, to be shown.
    fn endpoint(&self) -> Option<String> {
        match &self.kit.access {
            Some(Access::Aws { endpoint_url, .. }) if self.sandbox.is_none() => endpoint_url
                .clone()
                .or_else(|| std::env::var("AWS_ENDPOINT_URL_BEDROCK_RUNTIME").ok())
                .or_else(|| std::env::var("AWS_ENDPOINT_URL").ok()),
            _ => None,
        }
    }

    /// Writes and keeps everything, and gives the terminal back.
    pub(super) fn close(&mut self) {
        self.give_back();
        self.tasks.runs.close();
        self.librarian.close();
        // Nobody is to ask for a file that is just being closed.
        self.custody = Custody::default();
        self.finder.close();
        if let Some(mut files) = self.files.take() {
            files.close();
        }
        self.keeper.close();
    }
}
