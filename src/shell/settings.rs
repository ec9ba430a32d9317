//! Settings that change while the program runs: the thread that sees that the file was written.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, Weak};
use std::thread;
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc::Sender;

use super::attach::Metadata;
use super::event::Event;
use super::hands::Hands;
use super::keys::{enter, sound};
use super::themes;
use crate::app::bar::Motion;
use crate::app::code::CodeLines;
use crate::app::effect::Capture;
use crate::app::msg::Msg;
use crate::app::outward::{Notify, Titled, Wish, Wishes};
use crate::app::preferences::{Preferences, Reconfigured};
use crate::app::themes::Choice;
use crate::app::vim::Editing;
use crate::config::Config;
use crate::config::keys;
use crate::config::setting::{self, When};

/// Programs write a file in several steps: it is read once nothing more happens to it for so long.
const QUIET: Duration = Duration::from_millis(100);

/// The name of the file.
pub(super) const NAME: &str = "config.toml";

/// The folder of settings, watched for as long as this is kept.
#[derive(Debug)]
pub(super) struct Watch {
    _post: Arc<Mutex<Post>>,
}

/// What is watched: the folder of settings and that of themes in it, or as long as one is not there the
/// nearest one above it.
#[derive(Debug)]
struct Post {
    watcher: RecommendedWatcher,
    folders: [PathBuf; 2],
    stands: Vec<Stand>,
}

/// A folder that is watched, and which one it is: another one can get its name.
type Stand = (PathBuf, (u64, u64));

fn stand(folder: &Path) -> Option<Stand> {
    let about = fs::metadata(folder).ok().filter(fs::Metadata::is_dir)?;
    Some((folder.to_owned(), (about.dev(), about.ino())))
}

impl Post {
    /// Goes to where changes are to be heard of. What is made while it goes there is not missed: it looks
    /// again once it is there.
    fn settle(&mut self) -> notify::Result<()> {
        loop {
            let folders = self.folders.iter();
            let nearest = folders.filter_map(|it| it.ancestors().find_map(stand));
            let mut nearest: Vec<Stand> = nearest.collect();
            nearest.dedup();
            if nearest == self.stands {
                return Ok(());
            }
            for left in std::mem::take(&mut self.stands) {
                if nearest.contains(&left) {
                    self.stands.push(left);
                } else {
                    // It may be gone.
                    self.watcher.unwatch(&left.0).ok();
                }
            }
            for near in &nearest {
                if self.stands.contains(near) {
                    continue;
                }
                let watched = self.watcher.watch(&near.0, RecursiveMode::NonRecursive);
                // Settings are heard of though themes cannot be.
                if nearest.first() == Some(near) {
                    watched?;
                }
            }
            self.stands = nearest;
        }
    }
}

impl Watch {
    /// Starts the thread; `None` if the system does not tell of changes.
    pub(super) fn start(folder: &Path, events: Sender<Event>) -> Option<Self> {
        let (wake, changes) = channel();
        let told = move |event: notify::Result<notify::Event>| {
            // Reading is no news, and this thread reads.
            let reads = matches!(&event, Ok(event) if matches!(event.kind, EventKind::Access(_)));
            if !reads {
                wake.send(()).ok();
            }
        };
        let mut post = Post {
            watcher: notify::recommended_watcher(told).ok()?,
            folders: [folder.to_owned(), themes::below(folder)],
            stands: Vec::new(),
        };
        post.settle().ok()?;
        let post = Arc::new(Mutex::new(post));
        // What is there now was read at the start.
        let mut files = [Watched::of(folder, NAME), Watched::of(folder, keys::NAME)];
        let builder = thread::Builder::new().name("settings".to_owned());
        // The thread ends with the last news, and these with the watch.
        let weak = Arc::downgrade(&post);
        let config = folder.to_owned();
        let work = move || {
            let mut themes = themes::Shelf::of(&config);
            look((&mut files, &mut themes), &changes, &weak, &events);
        };
        builder.spawn(work).ok()?;
        Some(Self { _post: post })
    }
}

/// A file of the folder, and what it said last.
struct Watched {
    name: &'static str,
    path: PathBuf,
    known: String,
}

impl Watched {
    fn of(folder: &Path, name: &'static str) -> Self {
        let path = folder.join(name);
        let known = std::fs::read_to_string(&path).unwrap_or_default();
        Self { name, path, known }
    }

    /// What it says, if that is something else than before.
    fn news(&mut self) -> Option<Event> {
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            // It is told of when it can be read again.
            Err(_) => return None,
        };
        if text == self.known {
            return None;
        }
        self.known.clone_from(&text);
        Some(if self.name == keys::NAME {
            Event::Core(Msg::Rekeyed(sound(&text)))
        } else {
            Event::Settings(read(&text, &self.path))
        })
    }
}

/// Tells what a file says each time that it says something else.
fn look(
    (files, themes): (&mut [Watched], &mut themes::Shelf),
    changes: &Receiver<()>,
    post: &Weak<Mutex<Post>>,
    events: &Sender<Event>,
) {
    while changes.recv().is_ok() {
        while changes.recv_timeout(QUIET).is_ok() {}
        let Some(post) = post.upgrade() else {
            return;
        };
        if let Ok(mut post) = post.lock() {
            // Where it cannot be watched, what is there now is read all the same.
            post.settle().ok();
        }
        drop(post);
        // The themes first: the settings may name one that was just made.
        let news = themes.news().into_iter();
        for event in news.chain(files.iter_mut().filter_map(Watched::news)) {
            if events.blocking_send(event).is_err() {
                return;
            }
        }
    }
}

fn read(text: &str, path: &Path) -> Result<Box<Config>, String> {
    let (config, problems) = Config::read(text);
    let Some(first) = problems.first() else {
        return Ok(Box::new(config));
    };
    let more = match problems.len() - 1 {
        0 => String::new(),
        more => format!("; {more} more, see `outcrop config check`"),
    };
    let path = path.display();
    Err(format!("{NAME} changes nothing: {first}{more} ({path})"))
}

/// What the core needs of the settings.
pub(super) fn preferences(config: &Config) -> Preferences {
    Preferences {
        in_flight: config.in_flight(),
        preset: config.preset.clone(),
        theme: config.theme.as_deref().map_or(Choice::Auto, Choice::of),
        theme_dark: config.theme_dark.clone(),
        theme_light: config.theme_light.clone(),
        mouse: match config.mouse.as_deref() {
            Some("off") => Capture::Terminals,
            _ => Capture::Ours,
        },
        motion: if config.reduced_motion {
            Motion::Still
        } else {
            Motion::Moving
        },
        code_lines: match config.code_lines.as_deref() {
            Some("scroll") => CodeLines::Scroll,
            Some(_) | None => CodeLines::Wrap,
        },
        editing: match config.editing.as_deref() {
            Some("vim") => Editing::Vim,
            _ => Editing::Plain,
        },
        enter: enter(config),
        wishes: wishes(config),
    }
}

/// What is wished of the terminal's window.
fn wishes(config: &Config) -> Wishes {
    let wish = |word: &Option<String>| match word.as_deref() {
        Some("on") => Wish::On,
        Some("off") => Wish::Off,
        _ => Wish::Auto,
    };
    Wishes {
        title: match config.title.as_deref() {
            Some("conversation") => Titled::Conversation,
            Some("off") => Titled::Off,
            _ => Titled::Model,
        },
        progress: wish(&config.progress),
        notify: match config.notify.as_deref() {
            Some("bell") => Notify::Bell,
            Some("off") => Notify::Off,
            _ => Notify::Auto,
        },
        links: wish(&config.links),
    }
}

/// What becomes of the metadata of pictures.
pub(super) fn metadata(config: &Config) -> Metadata {
    if config.keep_location {
        Metadata::Kept
    } else {
        Metadata::TakenOut
    }
}

impl Hands {
    /// Takes other settings; gives what the core is told.
    pub(super) fn reconfigured(&mut self, result: Result<Box<Config>, String>) -> Msg {
        let config = match result {
            Ok(config) => *config,
            Err(why) => return Msg::Reconfigured(Err(why)),
        };
        let changed = config.differs_in(&self.kit.config);
        let counts_later =
            |key: &&str| setting::of(key).is_some_and(|setting| setting.when == When::NextStart);
        let later = changed.iter().copied().filter(counts_later).collect();
        self.tasks.timers = config.timers();
        self.tasks.habits.metadata = metadata(&config);
        self.clerk.desk = self.tasks.desk();
        let preferences = preferences(&config);
        self.kit.config = config;
        Msg::Reconfigured(Ok(Box::new(Reconfigured {
            preferences,
            changed,
            later,
        })))
    }
}
