//! The terminal's modes: entered once, restored always.
//!
//! Restoring writes one fixed string and the saved attributes to a descriptor of its own. It
//! allocates nothing, ignores every error, and may be called any number of times, from a panic too.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::app::effect::Capture;

/// Alternate screen, wheel and clicks, focus-free, bracketed paste, kitty keyboard flag 1.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[2J\x1b[?1000h\x1b[?1006h\x1b[?2004h\x1b[>1u";

/// The reverse, in the order that leaves a usable terminal even when it is cut off.
const LEAVE: &[u8] =
    b"\x1b[?2026l\x1b[<u\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l";

/// Wheel and clicks are ours.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";

/// The terminal has the mouse.
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// The terminal in our modes. Restores it when dropped.
#[derive(Debug)]
pub(super) struct Terminal {
    modes: Arc<Modes>,
}

/// What must be restored.
#[derive(Debug)]
struct Modes {
    tty: OwnedFd,
    before: Termios,
    on: AtomicBool,
}

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, mouse, paste.
    pub(super) fn enter() -> io::Result<Self> {
        let tty = rustix::io::dup(rustix::stdio::stdout())?;
        let before = tcgetattr(&tty)?;
        let modes = Arc::new(Modes {
            tty,
            before,
            on: AtomicBool::new(false),
        });
        modes.enter()?;
        Ok(Self { modes })
    }

    /// Gives the terminal back before the report of a panic in this thread is printed.
    ///
    /// A panic elsewhere ends its task only; the screen goes on and says so.
    pub(super) fn restore_on_panic(&self) {
        let modes = Arc::clone(&self.modes);
        let main = std::thread::current().id();
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().id() == main {
                modes.restore();
                report(info);
            }
        }));
    }

    /// Writes a whole frame.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        self.modes.write(bytes)
    }

    /// Takes the mouse, or hands it to the terminal.
    pub(super) fn capture(&self, capture: Capture) -> io::Result<()> {
        self.write(match capture {
            Capture::Ours => MOUSE_ON,
            Capture::Terminals => MOUSE_OFF,
        })
    }

    /// Restores the terminal for a while.
    pub(super) fn leave(&self) {
        self.modes.restore();
    }

    /// Takes it again.
    pub(super) fn reenter(&self) -> io::Result<()> {
        self.modes.enter()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.modes.restore();
    }
}

impl Modes {
    fn enter(&self) -> io::Result<()> {
        let mut raw = self.before.clone();
        raw.make_raw();
        self.on.store(true, Ordering::SeqCst);
        // crossterm takes the byte of Ctrl-J for Enter unless it believes that the mode is raw.
        crossterm::terminal::enable_raw_mode()?;
        tcsetattr(&self.tty, OptionalActions::Now, &raw)?;
        self.write(ENTER)
    }

    /// Puts everything back, if it is not back already.
    fn restore(&self) {
        if self.on.swap(false, Ordering::SeqCst) {
            self.write(LEAVE).ok();
            tcsetattr(&self.tty, OptionalActions::Now, &self.before).ok();
        }
    }

    fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match rustix::io::write(&self.tty, bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(rustix::io::Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
        Ok(())
    }
}
