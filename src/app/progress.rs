//! What lasts: each thing that is done beside the loop, since when, how far it is, and whether it can
//! be stopped.
//!
//! It is told once it has lasted a moment, so that what is fast does not flicker. Orders to the shell
//! begin it, and what the shell tells ends it, so no feature has to keep count.

use std::time::Duration;

use crate::chat::progress::Progress;
use crate::chat::time::Mono;

use super::effect::Effect;
use super::file::{FileEvent, FileOrder};
use super::keymap::Keymap;
use super::library::{News, Order};
use super::msg::{ListingAge, Msg};
use super::transcript::line::columns;

/// What is faster is not told.
pub(crate) const MOMENT: Duration = Duration::from_millis(300);

/// How often the time is told anew.
const COUNTING: Duration = Duration::from_secs(1);

/// Something that lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Task {
    /// Models are listed.
    Models,
    /// A conversation file is read.
    Opening,
    /// The file is read again.
    Reopening,
    /// Another outcrop is asked for the file.
    TakingOver,
    /// A fork gets its file.
    Forking,
    /// Another program's file is read.
    Importing,
    /// The conversation is written in another form.
    Exporting,
    /// The file is copied to another place.
    SavingAs,
    /// The service counts tokens.
    Counting,
    /// A request is built to be looked at.
    Previewing,
    /// A table of cases is read.
    Cases,
    /// Cases and replies are written.
    CasesOut,
    /// Tools are looked for in a file.
    Tools,
    /// Themes are read.
    Themes,
    /// A model is asked for a title.
    Title,
    /// A copy of a conversation is made.
    Copying,
    /// Files go into the trash.
    Throwing,
    /// Files come out of the trash.
    Restoring,
    /// Files of the trash are removed for good.
    Emptying,
    /// Another program is started.
    Viewing,
}

/// What is said of something that lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lasting {
    /// What it is, how far, and for how long.
    pub(crate) words: String,
    /// The keys that stop it, if it can be stopped.
    pub(crate) stop: Option<String>,
}

/// What stands behind the keys that stop it.
pub(crate) const STOP: &str = "stop ";

impl Lasting {
    /// The columns that it takes.
    pub(crate) fn columns(&self) -> u16 {
        let stop = self.stop.as_deref();
        let stop = stop.map_or(0, |keys| columns(keys) + columns(STOP));
        u16::try_from(columns(&self.words) + stop).unwrap_or(u16::MAX)
    }
}

/// What is running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Running {
    /// What it is.
    pub(crate) task: Task,
    /// Since when.
    pub(crate) since: Mono,
    /// How far it is, once that is told. Not all that is waited for has steps: a question to the
    /// service has none.
    pub(crate) far: Option<Progress>,
}

/// All that lasts now, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tasks {
    running: Vec<Running>,
}

impl Task {
    /// What is done, in words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Models => "listing models",
            Self::Opening | Self::Reopening => "opening the file",
            Self::TakingOver => "taking the file over",
            Self::Forking => "writing the fork",
            Self::Importing => "importing",
            Self::Exporting => "exporting",
            Self::SavingAs => "copying the file",
            Self::Counting => "counting tokens",
            Self::Previewing => "building the request",
            Self::Cases => "reading the cases",
            Self::CasesOut => "writing the cases",
            Self::Tools => "looking for tools",
            Self::Themes => "reading themes",
            Self::Title => "asking for a title",
            Self::Copying => "copying the conversation",
            Self::Throwing => "moving to the trash",
            Self::Restoring => "taking out of the trash",
            Self::Emptying => "emptying the trash",
            Self::Viewing => "opening it elsewhere",
        }
    }

    /// Whether it can be stopped without leaving anything half done. While a file is read again nobody
    /// has it, the other outcrop has let go of one that is taken over, and a program that was started is
    /// not ours.
    pub(crate) fn can_stop(self) -> bool {
        match self {
            Self::Models
            | Self::Opening
            | Self::Forking
            | Self::SavingAs
            | Self::Copying
            | Self::Throwing
            | Self::Restoring
            | Self::Emptying
            | Self::Importing
            | Self::Exporting
            | Self::Counting
            | Self::Previewing
            | Self::Cases
            | Self::CasesOut
            | Self::Tools
            | Self::Themes
            | Self::Title => true,
            Self::Reopening | Self::TakingOver | Self::Viewing => false,
        }
    }
}

/// A kind of task, what begins it, and what ends it.
struct Kind {
    task: Task,
    begins: fn(&Effect) -> bool,
    ends: fn(&Msg) -> bool,
}

const fn kind(task: Task, begins: fn(&Effect) -> bool, ends: fn(&Msg) -> bool) -> Kind {
    Kind { task, begins, ends }
}

/// All kinds. What is told where it is done, such as a file that is attached, is not among them.
const KINDS: [Kind; 20] = [
    kind(
        Task::Models,
        |effect| matches!(effect, Effect::ListModels),
        |msg| matches!(msg, Msg::Listed(_, ListingAge::Fresh) | Msg::Connected(_)),
    ),
    kind(
        Task::Opening,
        |effect| matches!(effect, Effect::Open(..)),
        |msg| matches!(msg, Msg::Opened(..) | Msg::BeganAt(..) | Msg::NotOpened(_)),
    ),
    kind(
        Task::Reopening,
        |effect| {
            matches!(
                effect,
                Effect::File(FileOrder::GoOn(_) | FileOrder::Reopen(_))
            )
        },
        reopened,
    ),
    kind(
        Task::TakingOver,
        |effect| matches!(effect, Effect::File(FileOrder::TakeOver(_))),
        reopened,
    ),
    kind(
        Task::Forking,
        |effect| matches!(effect, Effect::Fork(_)),
        |msg| matches!(msg, Msg::Opened(..) | Msg::NotOpened(_)),
    ),
    kind(
        Task::Importing,
        |effect| matches!(effect, Effect::Import(_)),
        |msg| matches!(msg, Msg::Imported(_)),
    ),
    kind(
        Task::Exporting,
        |effect| matches!(effect, Effect::Export(_)),
        |msg| matches!(msg, Msg::Exported(_)),
    ),
    kind(
        Task::SavingAs,
        |effect| matches!(effect, Effect::SaveAs(_) | Effect::File(FileOrder::Copy(_))),
        |msg| matches!(msg, Msg::SavedAs(_)),
    ),
    kind(
        Task::Counting,
        |effect| matches!(effect, Effect::Count(_)),
        |msg| matches!(msg, Msg::Counted(..)),
    ),
    kind(
        Task::Previewing,
        |effect| matches!(effect, Effect::Preview(_)),
        |msg| matches!(msg, Msg::Previewed(_)),
    ),
    kind(
        Task::Cases,
        |effect| matches!(effect, Effect::ReadCases(_)),
        |msg| matches!(msg, Msg::CasesRead(_)),
    ),
    kind(
        Task::CasesOut,
        |effect| matches!(effect, Effect::ExportCases(_)),
        |msg| matches!(msg, Msg::CasesExported(_)),
    ),
    kind(
        Task::Tools,
        |effect| matches!(effect, Effect::ReadTools(_)),
        |msg| matches!(msg, Msg::ToolsRead(_)),
    ),
    kind(
        Task::Themes,
        |effect| matches!(effect, Effect::ReadThemes),
        |msg| matches!(msg, Msg::ThemesRead(_)),
    ),
    kind(
        Task::Title,
        |effect| matches!(effect, Effect::Library(Order::AskTitle(..))),
        |msg| matches!(msg, Msg::Library(News::Titled(..))),
    ),
    kind(
        Task::Copying,
        |effect| matches!(effect, Effect::Library(Order::Duplicate(_))),
        |msg| matches!(msg, Msg::Library(News::Duplicated(_) | News::Failed(_))),
    ),
    kind(
        Task::Throwing,
        |effect| matches!(effect, Effect::Library(Order::Throw(_))),
        |msg| matches!(msg, Msg::Library(News::Thrown(..))),
    ),
    kind(
        Task::Restoring,
        |effect| matches!(effect, Effect::Library(Order::Restore(_))),
        |msg| matches!(msg, Msg::Library(News::Restored(..))),
    ),
    kind(
        Task::Emptying,
        |effect| matches!(effect, Effect::Library(Order::Empty(_))),
        |msg| matches!(msg, Msg::Library(News::Emptied(..))),
    ),
    kind(
        Task::Viewing,
        |effect| {
            matches!(
                effect,
                Effect::View(..) | Effect::ViewFile(_) | Effect::OpenLink(_)
            )
        },
        |msg| matches!(msg, Msg::Viewed(_)),
    ),
];

fn reopened(msg: &Msg) -> bool {
    matches!(
        msg,
        Msg::File(FileEvent::Reopened(..) | FileEvent::NotReopened(_))
    )
}

impl Task {
    /// What an order begins, if it lasts and is not told elsewhere.
    pub(crate) fn begun(effect: &Effect) -> Option<Self> {
        let kind = KINDS.iter().find(|kind| (kind.begins)(effect))?;
        Some(kind.task)
    }

    /// Whether it has ended with this. A task that has panicked is any of them.
    fn ends_with(self, msg: &Msg) -> bool {
        let own = KINDS
            .iter()
            .any(|kind| kind.task == self && (kind.ends)(msg));
        own || matches!(msg, Msg::TaskPanicked(_))
    }
}

impl Tasks {
    /// Takes in that something has ended.
    pub(crate) fn hear(&mut self, msg: &Msg) {
        if let Msg::Progressed(task, progress) = msg {
            let running = self.running.iter_mut().find(|one| one.task == *task);
            if let Some(one) = running {
                one.far = Some(*progress);
            }
            return;
        }
        self.running.retain(|one| !one.task.ends_with(msg));
    }

    /// Takes in what is begun.
    pub(crate) fn begin(&mut self, effects: &[Effect], now: Mono) {
        for task in effects.iter().filter_map(Task::begun) {
            // Begun anew, it counts from now.
            self.running.retain(|one| one.task != task);
            self.running.push(Running {
                task,
                since: now,
                far: None,
            });
        }
    }

    /// What has lasted so long that it is told, the newest of it.
    pub(crate) fn told(&self, now: Mono) -> Option<Running> {
        let mut all = self.running.iter().rev();
        all.find(|one| now.since(one.since) >= MOMENT).copied()
    }

    /// What is said of it in so many columns at most. Where there are few, it is told as shortly as it
    /// can be.
    pub(crate) fn line(&self, now: Mono, keymap: &Keymap, most: u16) -> Option<Lasting> {
        let told = self.told(now)?;
        let stop = told.task.can_stop();
        let stop = stop.then(|| keymap.told("^X ~ ").into_owned());
        let mut ways = told.ways(now).into_iter().map(|words| Lasting {
            words,
            stop: stop.clone(),
        });
        let shortest = ways.next_back();
        ways.find(|way| way.columns() <= most).or(shortest)
    }

    /// Takes out what is told, if it can be stopped.
    pub(crate) fn stop(&mut self, now: Mono) -> Option<Task> {
        let told = self.told(now).filter(|told| told.task.can_stop())?;
        self.running.retain(|one| one.task != told.task);
        Some(told.task)
    }

    /// When what is told of it changes.
    pub(crate) fn wakes(&self, now: Mono) -> Option<Mono> {
        let times = self.running.iter().map(|one| {
            let first = one.since.after(MOMENT);
            if now < first {
                return first;
            }
            let whole = now.since(one.since).as_secs() + 1;
            one.since.after(Duration::from_secs(whole)).max(now)
        });
        times.min()
    }
}

impl Running {
    /// What is said of it, in fewer words each.
    fn ways(self, now: Mono) -> [String; 4] {
        let (what, lasted) = (self.task.words().to_owned(), self.lasted(now));
        let far = self.far.map(|far| far.to_string());
        let percent = self.far.map(|far| format!("{} %", far.percent()));
        let joined = |parts: [Option<String>; 3]| {
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            format!(" {} ", parts.join(" · "))
        };
        [
            joined([Some(what.clone()), far, lasted.clone()]),
            joined([Some(what.clone()), percent.clone(), lasted]),
            joined([Some(what.clone()), percent.clone(), None]),
            joined([percent.or(Some(what)), None, None]),
        ]
    }

    /// How long it has lasted, in words; nothing before the first second is over.
    pub(crate) fn lasted(self, now: Mono) -> Option<String> {
        let lasted = now.since(self.since);
        (lasted >= COUNTING).then(|| format!("{} s", lasted.as_secs()))
    }
}
