//! A run of the program: what a person does to it and sees of it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use portable_pty::{Child, ExitStatus};
use rustix::process::{Pid, Signal, kill_process};

use super::home::{Home, Records};
use super::screen::Screen;
use super::terminal::Terminal;
use super::{SOON, eventually, keys};

/// The program in its terminal. It is killed when this is dropped.
pub(crate) struct Running {
    /// `None` after the terminal was closed.
    terminal: Option<Terminal>,
    pid: Pid,
    ended: Receiver<ExitStatus>,
    home: Arc<Home>,
}

impl Running {
    pub(super) fn new(
        terminal: Terminal,
        mut child: Box<dyn Child + Send + Sync>,
        home: Arc<Home>,
    ) -> Self {
        let pid = child
            .process_id()
            .and_then(|pid| Pid::from_raw(pid.cast_signed()));
        let (ends, ended) = channel();
        std::thread::spawn(move || {
            if let Ok(status) = child.wait() {
                ends.send(status).ok();
            }
        });
        Self {
            terminal: Some(terminal),
            pid: pid.expect("the child has an id"),
            ended,
            home,
        }
    }

    fn terminal(&self) -> &Terminal {
        self.terminal.as_ref().expect("the terminal is open")
    }

    /// Types keys, in the language of `keys`.
    pub(crate) fn keys(&self, keys: &str) -> &Self {
        self.terminal().write(&keys::bytes(keys));
        self
    }

    /// Pastes a text in brackets.
    pub(crate) fn paste(&self, text: &str) -> &Self {
        self.terminal().write(&keys::pasted(text));
        self
    }

    /// Uses the mouse at this column and row, which count from 0.
    pub(crate) fn mouse(&self, button: keys::Button, place: (usize, usize)) -> &Self {
        self.terminal().write(&keys::mouse(button, place));
        self
    }

    /// Waits until this text is on the screen.
    #[track_caller]
    pub(crate) fn see(&self, text: &str) -> &Self {
        self.until(&format!("`{text}` is on the screen"), |screen| {
            screen.has(text)
        });
        self
    }

    /// Waits until this text is not on the screen any more.
    #[track_caller]
    pub(crate) fn see_no(&self, text: &str) -> &Self {
        self.until(&format!("`{text}` is gone"), |screen| !screen.has(text));
        self
    }

    /// Waits until the screen is so.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, holds: impl Fn(&Screen) -> bool) -> Screen {
        match self.terminal().wait(SOON, holds) {
            Ok(screen) => screen,
            Err(screen) => panic!("never came to this: {what}\n{screen}\n{}", self.fate()),
        }
    }

    /// Types a message into the editor, sends it, and waits for its reply to end well.
    #[track_caller]
    pub(crate) fn say(&self, text: &str) -> &Self {
        let before = self.home.ends();
        self.keys(text).keys("<enter>").until_ends(before + 1);
        self.see("end_turn").see("Enter send")
    }

    /// Does what sends a request, and waits for its reply to end, well or not.
    #[track_caller]
    pub(crate) fn asks(&self, sends: impl FnOnce(&Self)) -> &Self {
        eventually("the replies before are over", || {
            self.home.open_replies() == 0
        });
        let before = self.home.ends();
        sends(self);
        self.until_ends(before + 1)
    }

    #[track_caller]
    fn until_ends(&self, count: usize) -> &Self {
        eventually(&format!("{count} replies have ended"), || {
            self.home.ends() >= count
        });
        self
    }

    /// Whether the screen becomes so within a time that is part of what is tested.
    pub(crate) fn soon(&self, within: Duration, holds: impl Fn(&Screen) -> bool) -> bool {
        self.terminal().wait(within, holds).is_ok()
    }

    /// Waits until the bytes so far are so.
    #[track_caller]
    pub(crate) fn until_raw(&self, what: &str, holds: impl Fn(&[u8]) -> bool) -> &Self {
        let came = self.terminal().wait_raw(SOON, holds);
        assert!(came, "never came to this: {what}\n{}", self.screen());
        self
    }

    /// The screen now.
    pub(crate) fn screen(&self) -> Screen {
        self.terminal().screen()
    }

    /// All bytes that the program wrote so far.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.terminal().raw()
    }

    /// Gives the terminal so many columns and rows.
    pub(crate) fn resize(&self, columns: u16, rows: u16) -> &Self {
        self.terminal().resize((columns, rows));
        self
    }

    /// The line discipline's settings, as text to compare.
    pub(crate) fn attributes(&self) -> String {
        self.terminal().attributes()
    }

    /// Closes the terminal under the program.
    pub(crate) fn hang_up(&mut self) {
        if let Some(terminal) = self.terminal.take() {
            terminal.hang_up();
        }
    }

    /// The process.
    pub(crate) fn pid(&self) -> Pid {
        self.pid
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) -> &Self {
        kill_process(self.pid, signal).expect("the process is there");
        self
    }

    /// Kills the program without a word, and waits until it is gone.
    pub(crate) fn kill(&self) {
        self.signal(Signal::KILL);
        self.ended.recv_timeout(SOON).expect("a kill ends it");
    }

    /// Waits for the end, and gives the exit code.
    #[track_caller]
    pub(crate) fn exit(&self) -> u32 {
        self.exit_within(SOON)
    }

    /// Waits for the end within a time that is part of what is tested.
    #[track_caller]
    pub(crate) fn exit_within(&self, time: Duration) -> u32 {
        match self.ended.recv_timeout(time) {
            Ok(status) if status.signal().is_none() => {
                self.terminal.iter().for_each(Terminal::wait_for_the_rest);
                status.exit_code()
            }
            Ok(status) => panic!("it was ended by a signal: {status:?}"),
            Err(error) => panic!("it goes on ({error}): {}", self.last_screen()),
        }
    }

    /// Whether it still runs, for the report of a test that failed.
    fn fate(&self) -> String {
        match self.ended.try_recv() {
            Ok(status) => format!("it has ended: {status:?}"),
            Err(_) => "it runs".to_owned(),
        }
    }

    fn last_screen(&self) -> String {
        let screen = self.terminal.as_ref().map(Terminal::screen);
        screen.map_or_else(|| "no terminal".to_owned(), |screen| screen.to_string())
    }

    /// The home folder of this run.
    pub(crate) fn home(&self) -> &Arc<Home> {
        &self.home
    }

    /// The only conversation file.
    #[track_caller]
    pub(crate) fn file(&self) -> PathBuf {
        self.home.file()
    }

    /// The records of the only conversation file, once every reply in it has ended.
    #[track_caller]
    pub(crate) fn finished(&self) -> Records {
        let over = |records: &Records| {
            records.count("end") > 0 && records.count("end") == records.count("generation")
        };
        eventually("there is a file", || !self.home.files().is_empty());
        Records::until(&self.file(), "every reply has ended", over)
    }

    /// The records of the only conversation file.
    #[track_caller]
    pub(crate) fn records(&self) -> Records {
        Records::read(&self.home.file())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.ended.try_recv().is_err() {
            kill_process(self.pid, Signal::KILL).ok();
        }
    }
}
