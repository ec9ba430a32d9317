//! What the terminal is asked about itself when outcrop starts, and how its answers are told from keys.
//!
//! Answers come among the keys, as late as the line to the terminal is long, in pieces. crossterm does
//! not know most of them and would take them for keys. So until the last answer is there, or so late
//! that none will come, the terminal is read here, a byte at a time: what is an answer is taken out,
//! and everything else becomes the event that crossterm would have made of it.

mod keys;
mod parse;

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use crossterm::event::Event as Input;
use rustix::event::{PollFd, PollFlags, poll};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, sleep_until};

use super::darkroom::News;
use super::darkroom::means::Answer;
use super::event::Event;
use super::input::Keys;
use parse::{Heard, Parser};

/// A picture of one pixel for kitty's protocol, the size of a cell, the device attributes.
///
/// The last is answered by every terminal, and after the others.
const QUESTIONS: &str = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[16t\x1b[c";

/// The same for tmux, which answers itself.
const QUESTIONS_TO_TMUX: &str = "\x1b[16t\x1b[c";

/// The question about kitty's protocol, wrapped for tmux to pass it on.
pub(super) const THROUGH_TMUX: &str =
    "\x1bPtmux;\x1b\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\x1b\\\x1b\\";

/// How long answers are told from keys.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long an answer from behind tmux is waited for, once tmux itself has answered.
const BEHIND: Duration = Duration::from_secs(2);

/// After this, an escape byte without anything behind it was a key.
const BARE: Duration = Duration::from_millis(500);

/// After this, an answer that has broken off will not go on.
const BROKEN: Duration = Duration::from_secs(2);

/// Asks the terminal, and tells its answers from keys.
#[derive(Debug, Clone)]
pub(super) struct Probe {
    /// Where answers go.
    pub(super) answers: Sender<Event>,
    /// Whether there may be another terminal behind the one that answers.
    pub(super) behind: Behind,
}

/// Whether there may be another terminal behind the one that answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    /// It is the terminal itself.
    Nothing,
    /// tmux answers, and what it passes things on to answers later.
    Another,
}

impl Probe {
    /// What is written to the terminal.
    pub(super) fn questions(&self) -> &'static str {
        match self.behind {
            Behind::Nothing => QUESTIONS,
            Behind::Another => QUESTIONS_TO_TMUX,
        }
    }

    /// Reads the terminal until all is answered. Keys go where crossterm's would.
    ///
    /// # Errors
    /// The terminal cannot be waited for here. Nothing is lost by that but the answers.
    pub(super) async fn listen(&self, keys: &Keys) -> io::Result<()> {
        #[expect(
            deprecated,
            reason = "its successor is unsafe, for descriptors that others close; this one is ours"
        )]
        let terminal = AsyncFd::with_interest(terminal()?, Interest::READABLE)?;
        let mut sizes = signal(SignalKind::window_change())?;
        let mut parser = Parser::default();
        let mut until = Instant::now() + PATIENCE;
        let mut quiet = None;
        loop {
            tokio::select! {
                ready = terminal.readable() => {
                    let mut ready = ready?;
                    let Some(byte) = next_byte(terminal.get_ref().as_fd())? else {
                        ready.clear_ready();
                        continue;
                    };
                    let heard = parser.push(byte);
                    if self.tell(heard, keys, &mut until).await {
                        return Ok(());
                    }
                    quiet = parser.is_open().then(|| Instant::now() + parser.patience());
                }
                _ = sizes.recv() => {
                    if let Ok((width, height)) = crossterm::terminal::size() {
                        keys.send(Ok(Input::Resize(width, height))).await.ok();
                    }
                }
                () = sleep_until(quiet.unwrap_or(until)) => {
                    let heard = parser.give_up();
                    let over = self.tell(heard, keys, &mut until).await;
                    quiet = None;
                    if over || Instant::now() >= until {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Passes on what was heard; true once the last answer was.
    async fn tell(&self, heard: Vec<Heard>, keys: &Keys, until: &mut Instant) -> bool {
        let mut over = false;
        for one in heard {
            match one {
                Heard::Input(event) => {
                    keys.send(Ok(event)).await.ok();
                }
                Heard::Answer(answer) => {
                    match (&answer, self.behind) {
                        (Answer::Attributes(_), Behind::Nothing)
                        | (Answer::Kitty(_), Behind::Another) => over = true,
                        (Answer::Attributes(_), Behind::Another) => {
                            *until = (*until).min(Instant::now() + BEHIND);
                        }
                        (Answer::Kitty(_) | Answer::Cell(..), _) => {}
                    }
                    let news = Event::Pictures(News::Answered(answer));
                    self.answers.send(news).await.ok();
                }
            }
        }
        over
    }
}

/// The terminal that crossterm reads: standard input. A descriptor of its own, which is closed again.
fn terminal() -> io::Result<OwnedFd> {
    Ok(rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 0)?)
}

/// A byte that is there already. No more is read than is understood, so that crossterm can go on
/// behind it.
fn next_byte(terminal: BorrowedFd<'_>) -> io::Result<Option<u8>> {
    let now = rustix::event::Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let mut waiting = [PollFd::new(&terminal, PollFlags::IN)];
    if poll(&mut waiting, Some(&now))? == 0 {
        return Ok(None);
    }
    let mut byte = [0];
    match rustix::io::read(terminal, &mut byte)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(Some(byte[0])),
    }
}
