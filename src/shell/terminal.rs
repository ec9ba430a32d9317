//! The terminal's modes: entered once, restored always.
//!
//! Restoring writes one fixed string and the saved attributes to a descriptor of its own. It
//! allocates nothing, ignores every error, and may be called any number of times, from a panic too.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

use super::breed::is_plain;
use super::outward::{Change, NO_PROGRESS, POP_TITLE, PUSH_TITLE, titled};
use crate::app::effect::Capture;
use crate::app::modal::Caret;

/// Alternate screen, focus, bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[2J\x1b[?1004h\x1b[?2004h";

/// Keys without doubt, and which key it is on the usual layout: kitty's flags 1 and 4. Never flag 8, which
/// would tell of typed text as keys.
const KEYBOARD: &[u8] = b"\x1b[>5u";

/// The terminal tells when its look becomes dark or light.
const FOLLOW: &[u8] = b"\x1b[?2031h";

/// The reverse, in the order that leaves a usable terminal even when it is cut off.
///
/// The keyboard's flags are taken off whether they were set or not: the alternate screen has flags of
/// its own, so none of anybody else's can be meant.
const LEAVE: &[u8] =
    b"\x1b[?2026l\x1b[?2031l\x1b[<u\x1b[?1004l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l";

/// The caret is as the user has set it (DECSCUSR).
const USUAL: &[u8] = b"\x1b[0 q";

/// Wheel and clicks are ours.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";

/// Motion too, while a button is pressed.
const MOTION_ON: &[u8] = b"\x1b[?1002h";

/// Wheel and clicks only. A terminal has one such mode at a time: leaving one leaves all.
const MOTION_OFF: &[u8] = b"\x1b[?1002l\x1b[?1000h";

/// The terminal has the mouse.
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// The terminal in our modes. Restores it when dropped.
#[derive(Debug)]
pub(super) struct Terminal {
    modes: Arc<Modes>,
}

/// Whether the terminal tells of motion while a button is pressed. It does so only then: a terminal that
/// hears of motion all the time sends a report for each cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Motion {
    /// It does.
    Told,
    /// It does not.
    Untold,
}

/// What must be restored.
#[derive(Debug)]
struct Modes {
    tty: OwnedFd,
    before: Termios,
    on: AtomicBool,
    /// What it shows of us beside its cells, and how it tells keys.
    extras: Extras,
}

/// What not every terminal has.
#[derive(Debug, Default)]
struct Extras {
    /// Whether it is to tell when its look changes.
    follows: AtomicBool,
    /// Whether the mouse is the terminal's.
    handed: AtomicBool,
    /// Whether it has kitty's keyboard.
    keyboard: AtomicBool,
    /// Whether the title that was there was put aside.
    titled: AtomicBool,
    /// Whether it shows progress.
    progress: AtomicBool,
    /// The shape of its caret, as the sequence names it; 0 = as the user has set it.
    shape: AtomicU8,
    /// Whether it is asked for shapes at all. One that is plain would print them; all others take them or
    /// pass over them.
    takes_shapes: bool,
}

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, mouse, paste.
    pub(super) fn enter() -> io::Result<Self> {
        // Closed in programs that we start, such as the user's editor.
        let tty = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 0)?;
        let before = tcgetattr(&tty)?;
        let modes = Arc::new(Modes {
            tty,
            before,
            on: AtomicBool::new(false),
            extras: Extras {
                takes_shapes: !is_plain(&std::env::var("TERM").unwrap_or_default()),
                ..Extras::default()
            },
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
        let ours = capture == Capture::Ours;
        self.modes.extras.handed.store(!ours, Ordering::SeqCst);
        self.set(if ours { MOUSE_ON } else { MOUSE_OFF })
    }

    /// Has the terminal tell of motion, or no longer.
    pub(super) fn motion(&self, motion: Motion) -> io::Result<()> {
        if self.modes.extras.handed.load(Ordering::SeqCst) {
            return Ok(());
        }
        self.write(match motion {
            Motion::Told => MOTION_ON,
            Motion::Untold => MOTION_OFF,
        })
    }

    /// Gives the caret a shape, unless it has it.
    pub(super) fn caret(&self, caret: Caret) -> io::Result<()> {
        let (shape, sequence): (u8, &[u8]) = match caret {
            Caret::Usual => (0, USUAL),
            Caret::Block => (2, b"\x1b[2 q"),
            Caret::Underline => (4, b"\x1b[4 q"),
            Caret::Bar => (6, b"\x1b[6 q"),
        };
        let extras = &self.modes.extras;
        if extras.takes_shapes && extras.shape.swap(shape, Ordering::SeqCst) != shape {
            self.write(sequence)?;
        }
        Ok(())
    }

    /// Has the terminal tell when its look changes, from now on.
    pub(super) fn follow(&self) -> io::Result<()> {
        self.modes.extras.follows.store(true, Ordering::SeqCst);
        self.set(FOLLOW)
    }

    /// Sets a mode that is set again with the others, unless another program has the terminal now.
    fn set(&self, mode: &[u8]) -> io::Result<()> {
        if self.is_ours() {
            self.write(mode)
        } else {
            Ok(())
        }
    }

    /// Has the terminal tell keys without doubt, from now on: it knows how.
    pub(super) fn tell_keys(&self) -> io::Result<()> {
        if self.modes.extras.keyboard.swap(true, Ordering::SeqCst) {
            return Ok(());
        }
        self.set(KEYBOARD)
    }

    /// Shows something beside the cells.
    pub(super) fn show(&self, change: &Change) -> io::Result<()> {
        let extras = &self.modes.extras;
        match change {
            Change::Title(title) => {
                if !extras.titled.swap(true, Ordering::SeqCst) {
                    self.write(PUSH_TITLE)?;
                }
                self.write(&titled(title))
            }
            Change::NoTitle => {
                if extras.titled.swap(false, Ordering::SeqCst) {
                    self.write(POP_TITLE)?;
                }
                Ok(())
            }
            Change::Progress(bytes) => {
                let shows = *bytes != NO_PROGRESS;
                extras.progress.store(shows, Ordering::SeqCst);
                self.write(bytes)
            }
        }
    }

    /// Whether it is ours now.
    pub(super) fn is_ours(&self) -> bool {
        self.modes.on.load(Ordering::SeqCst)
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
        self.write(ENTER)?;
        if !self.extras.handed.load(Ordering::SeqCst) {
            self.write(MOUSE_ON)?;
        }
        if self.extras.follows.load(Ordering::SeqCst) {
            self.write(FOLLOW)?;
        }
        if self.extras.keyboard.load(Ordering::SeqCst) {
            self.write(KEYBOARD)?;
        }
        Ok(())
    }

    /// Puts everything back, if it is not back already.
    fn restore(&self) {
        if self.on.swap(false, Ordering::SeqCst) {
            if self.extras.progress.swap(false, Ordering::SeqCst) {
                self.write(NO_PROGRESS).ok();
            }
            if self.extras.titled.swap(false, Ordering::SeqCst) {
                self.write(POP_TITLE).ok();
            }
            if self.extras.shape.swap(0, Ordering::SeqCst) != 0 {
                self.write(USUAL).ok();
            }
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

#[cfg(test)]
mod tests {
    use std::io::Read;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;

    /// Set for the copy of this test program that panics in a terminal of its own.
    const INSIDE: &str = "OUTCROP_TEST_PANICS_INSIDE";

    /// Runs one test of this program in a pseudo-terminal; gives what it wrote there.
    fn inside_a_terminal(test: &str) -> String {
        let pty = native_pty_system().openpty(PtySize::default()).unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--exact", "--nocapture", test]);
        // Else it would start in the home directory, which need not be there.
        command.cwd(std::env::current_dir().unwrap());
        command.env(INSIDE, "1");
        let mut child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (mut written, mut piece) = (Vec::new(), [0; 4096]);
        // The end of a terminal is told as an error on some systems.
        while let Ok(count @ 1..) = reader.read(&mut piece) {
            written.extend_from_slice(&piece[..count]);
        }
        child.wait().unwrap();
        String::from_utf8_lossy(&written).into_owned()
    }

    fn place(text: &str, part: &[u8]) -> usize {
        let part = std::str::from_utf8(part).unwrap();
        text.find(part)
            .unwrap_or_else(|| panic!("{part:?} is not in {text:?}"))
    }

    #[test]
    fn a_panic_gives_the_terminal_back_before_it_is_reported() {
        if std::env::var_os(INSIDE).is_some() {
            let terminal = Terminal::enter().unwrap();
            terminal.restore_on_panic();
            terminal.tell_keys().unwrap();
            terminal.show(&Change::Title("outcrop".to_owned())).unwrap();
            terminal
                .show(&Change::Progress(b"\x1b]9;4;3\x1b\\"))
                .unwrap();
            panic!("the rock fell");
        }
        let name = "shell::terminal::tests::a_panic_gives_the_terminal_back_before_it_is_reported";
        let text = inside_a_terminal(name);
        let (entered, left) = (place(&text, ENTER), place(&text, LEAVE));
        let reported = place(&text, b"the rock fell");
        assert!(entered < left && left < reported, "{text:?}");
        // What not every terminal has is put back too, once each, before the screen is left.
        for (on, off) in [
            (PUSH_TITLE, POP_TITLE),
            (b"\x1b]9;4;3\x1b\\", NO_PROGRESS),
            (KEYBOARD, b"\x1b[<u"),
        ] {
            let (on, off) = (place(&text, on), place(&text, off));
            assert!(entered < on && on < off && off < reported, "{text:?}");
        }
        assert_eq!(text.matches("\u{1b}[23;2t").count(), 1, "{text:?}");
        // Restored once: the guard that is dropped while unwinding finds nothing left to do.
        assert_eq!(text.matches("\u{1b}[?1049l").count(), 1, "{text:?}");
        // Lines of the report end as in a terminal that is not raw.
        assert!(text[reported..].contains("\r\n"), "{text:?}");
    }
}
