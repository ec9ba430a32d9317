//! What the terminal is asked about itself when outcrop starts, and how its answers are told from keys.
//!
//! Answers come among the keys, as late as the line to the terminal is long, in pieces. crossterm does
//! not know most of them and would take them for keys. So until the last answer is there, or so late
//! that none will come, the terminal is read here: what is an answer is taken out, and everything else
//! becomes the event that crossterm would have made of it. It is read so again while its clipboard comes.

mod keys;
mod parse;

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use crossterm::event::Event as Input;
use rustix::event::{PollFd, PollFlags, poll};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, sleep_until};

use super::clipboard::News as Clipboard;
use super::colours::News;
use super::darkroom::means::Answer;
use super::event::{Event, Terminal};
use super::input::{Keys, Reader};
use super::run::pace::is_slow;
use crate::app::pictures::Wrapping;
use parse::Parser;
pub(super) use parse::{Haste, Heard};

/// A picture of one pixel for kitty's protocol.
const PICTURE: &str = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\";

/// The mode that goes with kitty's clipboard.
const CLIPBOARD: &str = "\x1b[?5522$p";

/// Which keys of kitty's keyboard it tells now. Only a terminal that has it answers.
const KEYBOARD: &str = "\x1b[?u";

/// Its name and version.
const NAME: &str = "\x1b[>q";

/// The size of a cell.
const CELL: &str = "\x1b[16t";

/// The colour behind the text (OSC 11); whether changes of the look are told, and which it is now;
/// whether there are all colours.
const LOOK: &str = "\x1b]11;?\x1b\\\x1b[?2031$p\x1b[?996n\x1bP+q524742\x1b\\";

/// The same without what tmux does not know.
const LOOK_OF_TMUX: &str = "\x1b]11;?\x1b\\\x1b[?2031$p\x1b[?996n";

/// The colour behind the text alone.
pub(super) const BACKGROUND: &str = "\x1b]11;?\x1b\\";

/// The device attributes. Every terminal answers with them, after all else.
const ATTRIBUTES: &str = "\x1b[c";

/// The questions about kitty's protocols, wrapped for tmux to pass them on. The answer to the last one
/// ends the wait.
pub(super) fn through_tmux() -> String {
    [CLIPBOARD, PICTURE]
        .map(|question| Wrapping::Tmux.around(question))
        .concat()
}

/// How long answers are told from keys.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long an answer from behind tmux is waited for, once tmux itself has answered. One that comes later
/// would leave crossterm waiting for the end of a key.
const BEHIND: Duration = Duration::from_secs(5);

/// Most bytes that are read at once.
const BLOCK: usize = 4096;

/// After this, an escape byte without anything behind it was a key.
const BARE: Duration = Duration::from_millis(500);

/// The same where no answers are waited for.
const QUICK: Duration = Duration::from_millis(40);

/// After this, an answer that has broken off will not go on.
const BROKEN: Duration = Duration::from_secs(2);

/// Asks the terminal, and tells its answers from keys.
#[derive(Debug, Clone)]
pub(super) struct Probe {
    /// Where answers go.
    pub(super) answers: Sender<Event>,
    /// Whether there may be another terminal behind the one that answers.
    pub(super) behind: Behind,
    /// Who must read it afterwards. Not crossterm where the terminal tells when its look changes: it would
    /// wait for the end of what it does not know, and swallow keys. Nor where it is asked behind frames,
    /// since its answers took long, or tells which key it is on other layouts: crossterm leaves both out.
    pub(super) reader: Reader,
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
    pub(super) fn questions(&self) -> String {
        match self.behind {
            Behind::Nothing => {
                [PICTURE, CELL, LOOK, KEYBOARD, NAME, CLIPBOARD, ATTRIBUTES].concat()
            }
            // tmux answers for itself.
            Behind::Another => [CELL, LOOK_OF_TMUX, KEYBOARD, NAME, ATTRIBUTES].concat(),
        }
    }

    /// Reads the terminal until all is answered. Keys go where crossterm's would.
    ///
    /// # Errors
    /// The terminal cannot be waited for here. Nothing is lost by that but the answers.
    pub(super) async fn listen(&mut self, keys: &Keys) -> io::Result<()> {
        let mut line = Line::open()?;
        let began = Instant::now();
        let mut until = Instant::now() + PATIENCE;
        let mut over = false;
        while !over || line.is_open() {
            let heard = line.hear(Some(until)).await?;
            self.measure(&heard, began.elapsed()).await;
            over |= self.tell(heard, keys, &mut until).await || Instant::now() >= until;
        }
        Ok(())
    }

    /// Tells how long the line is, if this is the answer that every terminal gives itself. tmux stands at our
    /// end of the line, and sees to it that the other end keeps up.
    async fn measure(&mut self, heard: &[Heard], took: Duration) {
        let is_last = |one: &Heard| matches!(one, Heard::Answer(Answer::Attributes(_)));
        if self.behind == Behind::Nothing && heard.iter().any(is_last) {
            if is_slow(took) {
                self.reader = Reader::Line;
            }
            self.answers.send(Event::RoundTrip(took)).await.ok();
        }
    }

    /// Passes on what was heard; true once the last answer was.
    async fn tell(&mut self, heard: Vec<Heard>, keys: &Keys, until: &mut Instant) -> bool {
        let mut over = false;
        for one in heard {
            if matches!(one, Heard::Follows(true) | Heard::Keyboard) {
                self.reader = Reader::Line;
            }
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
                    self.answers.send(answer.into()).await.ok();
                }
                Heard::Clipboard(has) => {
                    let news = Event::Clipboard(Clipboard::Offered(has));
                    self.answers.send(news).await.ok();
                }
                Heard::Background(_) | Heard::Turned(_) | Heard::Follows(_) | Heard::AllColours => {
                    if let Some(news) = news(&one) {
                        self.answers.send(Event::Colours(news)).await.ok();
                    }
                }
                Heard::Keyboard => {
                    self.answers
                        .send(Event::Terminal(Terminal::Keyboard))
                        .await
                        .ok();
                }
                Heard::Name(name) => {
                    self.answers
                        .send(Event::Terminal(Terminal::Name(name)))
                        .await
                        .ok();
                }
                // Nobody has asked for them.
                Heard::Packet(_) | Heard::Reached => {}
            }
        }
        over
    }
}

/// What is heard of colours, for the loop.
pub(super) fn news(heard: &Heard) -> Option<News> {
    match heard {
        Heard::Background(background) => Some(News::Background(*background)),
        Heard::Turned(background) => Some(News::Turned(*background)),
        Heard::Follows(true) => Some(News::Follows),
        Heard::AllColours => Some(News::AllColours),
        Heard::Follows(false)
        | Heard::Answer(_)
        | Heard::Clipboard(_)
        | Heard::Packet(_)
        | Heard::Keyboard
        | Heard::Name(_)
        | Heard::Reached
        | Heard::Input(_) => None,
    }
}

/// The terminal that crossterm reads: standard input. A descriptor of its own, which is closed again.
fn terminal() -> io::Result<OwnedFd> {
    Ok(rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 0)?)
}

/// The terminal, as it is read while it may answer.
pub(super) struct Line {
    terminal: AsyncFd<OwnedFd>,
    sizes: Signal,
    parser: Parser,
    /// When something that has begun is given up.
    quiet: Option<Instant>,
}

impl Line {
    /// Reads the terminal from now on. Nobody else may.
    ///
    /// # Errors
    /// The terminal cannot be waited for here.
    pub(super) fn open() -> io::Result<Self> {
        Self::of(terminal()?)
    }

    /// The same where no answer is waited for: an escape byte is a key soon.
    ///
    /// # Errors
    /// The terminal cannot be waited for here.
    pub(super) fn open_for_keys() -> io::Result<Self> {
        let mut line = Self::open()?;
        line.parser = Parser::with(Haste::Quick);
        Ok(line)
    }

    /// The same for any descriptor.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub(super) fn of(terminal: OwnedFd) -> io::Result<Self> {
        #[expect(
            deprecated,
            reason = "its successor is unsafe, for descriptors that others close; this one is ours"
        )]
        let terminal = AsyncFd::with_interest(terminal, Interest::READABLE)?;
        Ok(Self {
            terminal,
            sizes: signal(SignalKind::window_change())?,
            parser: Parser::default(),
            quiet: None,
        })
    }

    /// Whether something has begun and is not whole. Who reads next would not understand its rest.
    pub(super) fn is_open(&self) -> bool {
        self.parser.is_open()
    }

    /// Waits for what the terminal sends, at most until then; for ever without a time.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(super) async fn hear(&mut self, until: Option<Instant>) -> io::Result<Vec<Heard>> {
        let until = self.quiet.or(until);
        let time = async {
            match until {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        let mut heard = Vec::new();
        tokio::select! {
            ready = self.terminal.readable() => {
                let mut ready = ready?;
                let mut block = [0; BLOCK];
                match next_bytes(ready.get_inner().as_fd(), &mut block)? {
                    [] => ready.clear_ready(),
                    bytes => {
                        heard.extend(bytes.iter().flat_map(|byte| self.parser.push(*byte)));
                        let parser = &self.parser;
                        self.quiet = parser.is_open().then(|| Instant::now() + parser.patience());
                    }
                }
            }
            _ = self.sizes.recv() => {
                if let Ok((width, height)) = crossterm::terminal::size() {
                    heard.push(Heard::Input(Input::Resize(width, height)));
                }
            }
            () = time => {
                heard = self.parser.give_up();
                self.quiet = None;
            }
        }
        Ok(heard)
    }
}

/// Bytes that are there already; none if there are none.
fn next_bytes<'a>(terminal: BorrowedFd<'_>, block: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let now = rustix::event::Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let mut waiting = [PollFd::new(&terminal, PollFlags::IN)];
    if poll(&mut waiting, Some(&now))? == 0 {
        return Ok(&[]);
    }
    match rustix::io::read(terminal, &mut *block)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        count => Ok(&block[..count]),
    }
}
