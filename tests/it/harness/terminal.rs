//! A terminal: a pseudo-terminal, a thread that reads it, a parser that knows the screen.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::fs::{Mode, OFlags};
use rustix::termios::{OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

use super::SOON;
use super::screen::Screen;

/// The terminal of one run.
pub(super) struct Terminal {
    shared: Arc<Shared>,
    master: Box<dyn MasterPty + Send>,
    writer: Mutex<Box<dyn Write + Send>>,
    reader: JoinHandle<()>,
}

struct Shared {
    seen: Mutex<Seen>,
    news: Condvar,
}

struct Seen {
    parser: vt100::Parser,
    raw: Vec<u8>,
    /// How many of the raw bytes the parser has. It gets whole frames only.
    fed: usize,
    /// The program's side was closed.
    closed: bool,
    /// The reader ends with the next bytes.
    leaving: bool,
}

/// Columns and rows.
pub(super) type Size = (u16, u16);

impl Terminal {
    /// Starts a command in a terminal of this size.
    pub(super) fn start(
        command: CommandBuilder,
        size: Size,
    ) -> (Self, Box<dyn Child + Send + Sync>) {
        let pair = native_pty_system()
            .openpty(pty_size(size))
            .expect("a pseudo-terminal");
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the program starts");
        let shared = Arc::new(Shared::new(size));
        let reader = pair.master.try_clone_reader().unwrap();
        let writer = Mutex::new(pair.master.take_writer().unwrap());
        let readers = Arc::clone(&shared);
        let reader = std::thread::spawn(move || readers.read(reader));
        let terminal = Self {
            shared,
            master: pair.master,
            writer,
            reader,
        };
        (terminal, child)
    }

    /// Types bytes.
    pub(super) fn write(&self, bytes: &[u8]) {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // A program that has ended takes no more keys, which is for the test to find out.
        writer.write_all(bytes).ok();
    }

    /// Waits until the screen is so; gives it back, the last one if the time is over.
    pub(super) fn wait(
        &self,
        patience: Duration,
        holds: impl Fn(&Screen) -> bool,
    ) -> Result<Screen, Screen> {
        self.wait_seen(patience, |seen| {
            let screen = Screen::of(seen.parser.screen());
            holds(&screen).then_some(screen)
        })
        .ok_or_else(|| self.screen())
    }

    /// Waits until the bytes so far are so; false if the time is over.
    pub(super) fn wait_raw(&self, patience: Duration, holds: impl Fn(&[u8]) -> bool) -> bool {
        self.wait_seen(patience, |seen| holds(&seen.raw).then_some(()))
            .is_some()
    }

    /// Waits until the program's side is closed and all that it wrote was read.
    pub(super) fn wait_for_the_rest(&self) {
        self.wait_raw(SOON, |_| false);
    }

    fn wait_seen<T>(&self, patience: Duration, look: impl Fn(&Seen) -> Option<T>) -> Option<T> {
        let until = Instant::now() + patience;
        let mut seen = self.shared.lock();
        loop {
            if let Some(found) = look(&seen) {
                return Some(found);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.closed {
                return None;
            }
            seen = self
                .shared
                .news
                .wait_timeout(seen, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// The screen now.
    pub(super) fn screen(&self) -> Screen {
        Screen::of(self.shared.lock().parser.screen())
    }

    /// All bytes so far.
    pub(super) fn raw(&self) -> Vec<u8> {
        self.shared.lock().raw.clone()
    }

    /// Gives the terminal another size, and tells the program.
    pub(super) fn resize(&self, size: Size) {
        let mut seen = self.shared.lock();
        let (columns, rows) = nonzero(size);
        seen.parser.set_size(rows, columns);
        self.master.resize(pty_size(size)).unwrap();
    }

    /// The line discipline's settings, as text to compare.
    pub(super) fn attributes(&self) -> String {
        format!("{:?}", self.master.get_termios())
    }

    /// Closes the terminal as a window that is closed: nobody holds its side any more.
    ///
    /// The reader gives up its handle only when bytes come, so a key is typed that is drawn.
    pub(super) fn hang_up(self) {
        self.forbid_farewell();
        self.shared.lock().leaving = true;
        self.write(b"x");
        self.reader.join().unwrap();
    }

    /// Keeps the writer from typing Ctrl-D when it goes.
    fn forbid_farewell(&self) {
        let path = self.master.tty_name().unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY;
        let tty = rustix::fs::open(path, flags, Mode::empty()).unwrap();
        let mut attributes = tcgetattr(&tty).unwrap();
        attributes.special_codes[SpecialCodeIndex::VEOF] = 0;
        tcsetattr(&tty, OptionalActions::Now, &attributes).unwrap();
    }
}

impl Shared {
    fn new(size: Size) -> Self {
        let (columns, rows) = nonzero(size);
        let seen = Seen {
            parser: vt100::Parser::new(rows, columns, 0),
            raw: Vec::new(),
            fed: 0,
            closed: false,
            leaving: false,
        };
        Self {
            seen: Mutex::new(seen),
            news: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, mut from: Box<dyn Read + Send>) {
        let mut buf = [0; 16 * 1024];
        loop {
            let count = from.read(&mut buf).unwrap_or(0);
            let mut seen = self.lock();
            seen.take(&buf[..count]);
            seen.closed |= count == 0;
            let over = count == 0 || seen.leaving;
            drop(seen);
            self.news.notify_all();
            if over {
                return;
            }
        }
    }
}

impl Seen {
    /// Takes bytes in; a frame that has only begun waits, as on a terminal that knows mode 2026.
    fn take(&mut self, bytes: &[u8]) {
        const BEGIN: &[u8] = b"\x1b[?2026h";
        const END: &[u8] = b"\x1b[?2026l";
        self.raw.extend_from_slice(bytes);
        let from = self.fed.saturating_sub(BEGIN.len());
        let recent = &self.raw[from..];
        let (begin, end) = (last(recent, BEGIN), last(recent, END));
        let open = begin.filter(|begin| end.is_none_or(|end| end < *begin));
        let to = open.map_or(self.raw.len(), |begin| self.fed.max(from + begin));
        self.parser.process(&self.raw[self.fed..to]);
        self.fed = to;
    }
}

fn last(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).rposition(|window| window == part)
}

fn nonzero((columns, rows): Size) -> (NonZeroU16, NonZeroU16) {
    (
        NonZeroU16::new(columns).unwrap(),
        NonZeroU16::new(rows).unwrap(),
    )
}

fn pty_size((columns, rows): Size) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}
