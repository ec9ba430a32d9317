//! The terminal in the hands of the user's editor, and back.
//!
//! Meanwhile the loop goes on: replies come and are written, timers run. Only nothing is drawn, no
//! key is taken, and signals that a terminal sends are the editor's.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::process::{self, Pid, kill_process};
use tokio::sync::mpsc::Sender;

use super::inbox::Inbox;
use super::{Flow, Loop};
use crate::app::action::Action;
use crate::app::chips::ArrivalId;
use crate::app::effect::Effect;
use crate::app::layout::Size;
use crate::app::msg::Msg;
use crate::app::outside::Outside;
use crate::chat::ids::Number;
use crate::shell::event::{Event, Signal};
use crate::shell::hands::Hands;
use crate::shell::input::{self, Keys, Listening, Reader};
use crate::shell::outside::{self, Step};
use crate::shell::probe::Probe;
use crate::store::writer::Command;

/// How long after the editor a signal may still be one that was meant for it.
const STRAY: Duration = Duration::from_millis(500);

/// How long an editor may take to end when outcrop is told to.
const FAREWELL: Duration = Duration::from_secs(1);

/// Who has the terminal.
#[derive(Debug)]
pub(super) struct Holder {
    keys: Keys,
    events: Sender<Event>,
    /// Who reads the terminal for us.
    pub(super) reader: Reader,
    /// While we have the terminal and read it.
    listening: Option<Listening>,
    /// The editor and its file, while it runs.
    editor: Option<(Pid, PathBuf)>,
    /// When the last editor had ended.
    ended: Option<Instant>,
    /// How often we have stopped ourselves and were not yet told that we go on.
    stops: u32,
}

impl Holder {
    /// Nobody reads the terminal yet. Keys will go there.
    pub(super) fn new(keys: Keys, events: Sender<Event>) -> Self {
        Self {
            keys,
            events,
            reader: Reader::Crossterm,
            listening: None,
            editor: None,
            ended: None,
            stops: 0,
        }
    }

    /// Reads the terminal from now on; it was asked something, if there is a probe.
    pub(super) fn take(&mut self, probe: Option<Probe>) {
        let (keys, events) = (self.keys.clone(), self.events.clone());
        self.listening = Some(input::listen(keys, events, probe, self.reader));
    }

    /// Prepares to hear the clipboard of the terminal; whether that can be.
    pub(super) fn expect_clipboard(&self, id: ArrivalId) -> bool {
        let listening = self.listening.as_ref();
        listening.is_some_and(|listening| listening.expect_clipboard(id))
    }

    /// Reads it no more.
    pub(super) fn let_go(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
        }
    }

    /// Whether the terminal is ours.
    pub(super) fn has_us(&self) -> bool {
        self.listening.is_some()
    }

    /// Whether a signal is the editor's and not ours. One that ends us ends the editor too, since
    /// it would fight for the terminal with the shell that has started us.
    pub(super) fn takes(&self, signal: Signal) -> bool {
        let pid = self.editor.as_ref().map(|(pid, _)| *pid);
        let tell = |signal| {
            pid.map(|pid| kill_process(pid, signal));
        };
        // In our own modes no key makes a signal, so a late one was made in those of the editor.
        let stray = || self.ended.is_some_and(|ended| ended.elapsed() < STRAY);
        match signal {
            Signal::End(130 | 131) | Signal::Suspend => !self.has_us() || stray(),
            Signal::Continued if self.has_us() => false,
            Signal::Continued => {
                tell(process::Signal::CONT);
                true
            }
            Signal::End(_) => {
                tell(process::Signal::TERM);
                false
            }
            Signal::HangUp => {
                tell(process::Signal::HUP);
                false
            }
        }
    }
}

impl Loop {
    /// A signal has come.
    pub(super) fn signal(&mut self, signal: Signal) -> Flow {
        if self.holder.takes(signal) {
            return Flow::On;
        }
        match signal {
            Signal::End(code) => self.leave(code),
            Signal::HangUp => self.leave(129),
            Signal::Suspend => self.carry_out(vec![Effect::Suspend]),
            // The terminal was taken again already.
            Signal::Continued if self.holder.stops > 0 => {
                self.holder.stops -= 1;
                Flow::On
            }
            // Somebody has stopped us without asking, and has used the terminal since.
            Signal::Continued => {
                self.hands.give_back();
                self.take_again();
                Flow::On
            }
        }
    }

    /// Stops with the terminal given back, until the shell continues us.
    pub(super) fn suspend(&mut self) {
        self.forget_pictures();
        self.holder.stops += 1;
        self.hands.suspend();
        self.take_again();
    }

    /// Takes the terminal, whatever was done to it: its modes, its size, every cell.
    fn take_again(&mut self) {
        self.hands.terminal.reenter().ok();
        self.carry_out(vec![Effect::Redraw]);
        if let Ok((width, height)) = crossterm::terminal::size() {
            self.resized(width, height);
            self.tell(Msg::Resized(Size { width, height }));
        }
        // It did not tell meanwhile that its look had changed.
        self.ask_background();
    }

    /// Ends as `quit` does, with another exit code.
    fn leave(&mut self, code: u8) -> Flow {
        self.tell(Msg::Do(Action::Quit));
        Flow::End(code)
    }

    /// Begins to give the terminal to the user's editor.
    pub(super) fn hand_out(&mut self, outside: Box<Outside>) {
        if let Some(listening) = self.holder.listening.take() {
            self.forget_pictures();
            self.hands.quieten(listening, outside);
        } else {
            let problem = "another text is being edited".to_owned();
            self.tell(Msg::EditedOutside(outside, Err(problem)));
        }
    }

    /// The editor has come a step further.
    pub(super) fn outside(&mut self, step: Step) -> Flow {
        match step {
            Step::Quiet(outside) => {
                self.hands.hand_over(outside);
                Flow::On
            }
            Step::Runs(pid, file) => {
                self.holder.editor = Some((pid, file));
                Flow::On
            }
            Step::Ended(outside, result) => {
                self.come_back();
                self.tell(Msg::EditedOutside(outside, result))
            }
        }
    }

    /// Waits a moment for an editor that was told to end with us, and says where the text is.
    pub(super) async fn leave_editor(&mut self, inbox: &mut Inbox) {
        let Some((_, file)) = self.holder.editor.take() else {
            return;
        };
        let ended = async {
            while let Some(event) = inbox.events.recv().await {
                if let Event::Outside(Step::Ended(_, Err(problem))) = event {
                    return problem;
                }
            }
            std::future::pending().await
        };
        let says = tokio::time::timeout(FAREWELL, ended).await;
        let says = says.unwrap_or_else(|_| format!("what you wrote is in {}", file.display()));
        // There may be no terminal to say it on.
        writeln!(std::io::stderr(), "outcrop: {says}").ok();
    }

    /// Takes the terminal again, whatever was done to it.
    fn come_back(&mut self) {
        self.holder.editor = None;
        self.holder.ended = Some(Instant::now());
        self.take_again();
        self.holder.take(None);
    }
}

impl Hands {
    /// Gives the terminal back as it was.
    pub(in crate::shell) fn give_back(&mut self) {
        self.terminal.leave();
        self.outward.forget();
    }

    /// Stops the process group, as a shell expects of Ctrl-Z. When it returns, the terminal is to be
    /// taken again.
    fn suspend(&mut self) {
        // Before the first message there is no file, which is no failure.
        if self.files.is_some() {
            self.order(Command::Sync, Some(Number(0)));
        }
        self.give_back();
        rustix::process::kill_current_process_group(rustix::process::Signal::STOP).ok();
    }

    /// Stops reading the terminal for the user's editor, which is to have this text.
    fn quieten(&self, listening: Listening, text: Box<Outside>) {
        outside::quieten(listening, text, self.events.clone());
    }

    /// Gives the terminal, which nobody reads any more, to the user's editor.
    fn hand_over(&mut self, text: Box<Outside>) {
        self.give_back();
        outside::start(text, self.kit.folders.clone(), self.events.clone());
    }
}
