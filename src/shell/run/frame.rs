//! A frame: what is visible laid out, drawn and written, with the pictures in it.

use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::mpsc::Sender;

use super::inbox::Inbox;
use super::pace::is_slow;
use super::{Flow, Loop};
use crate::app::layout::Size;
use crate::app::modal;
use crate::app::msg::Msg;
use crate::app::pictures::peek;
use crate::app::prepare;
use crate::shell::colours::News as Colours;
use crate::shell::darkroom::News;
use crate::shell::darkroom::means::tmux_passes_on;
use crate::shell::event::{Event, Terminal};
use crate::shell::input::Reader;
use crate::shell::probe::{BACKGROUND, Behind, Probe, through_tmux};
use crate::ui::draw;

/// The exit code where the terminal is gone.
const GONE: u8 = 129;

impl Loop {
    /// Draws a frame, and lets the pictures be made that it does not have yet.
    pub(super) fn draw(&mut self) -> anyhow::Result<()> {
        prepare(&mut self.state);
        let gallery = self.darkroom.gallery();
        let drawn = draw(
            &self.state,
            &self.hands.wardrobe,
            gallery,
            self.screen.buffer(),
        );
        self.clicks = drawn.clicks;
        let beside = self.darkroom.saw(&drawn.pictures);
        let links: &[_] = if self.links_wanted() {
            &drawn.links
        } else {
            &[]
        };
        let cells = self.screen.frame(drawn.caret, links)?;
        let terminal = &self.hands.terminal;
        let all = [&beside.before[..], cells, &beside.after[..]];
        let mut all = all.into_iter().filter(|bytes| !bytes.is_empty());
        let failed = all.any(|bytes| terminal.write(bytes).is_err());
        drop(all);
        let failed = failed || terminal.caret(modal::caret(&self.state)).is_err();
        self.show_beside();
        if failed {
            // The terminal is gone; the hang-up watch ends the program in order.
            self.screen.forget();
        }
        let question = self.pace.drawn(Instant::now());
        if !question.is_empty() {
            self.hands.terminal.write(question).ok();
        }
        // The first frame waits for nothing, not even for what tasks run on. Its pictures are made
        // with the next one.
        if Handle::try_current().is_err() && !drawn.pictures.is_empty() {
            self.pace.changed();
        } else {
            let (state, tasks) = (&self.state, &mut self.hands.tasks);
            let of = (&state.conversation, peek::looked_at(&state.overlays));
            self.darkroom.make(&drawn.pictures, of, tasks);
        }
        self.colour();
        Ok(())
    }

    /// Lets the code in sight be coloured.
    pub(super) fn colour(&mut self) {
        let richness = self.hands.palette.richness();
        self.colourist.make(&self.state, richness, Instant::now());
    }

    /// Whether addresses are links of the terminal.
    fn links_wanted(&self) -> bool {
        let wish = self.state.view.outward.wishes.links;
        self.hands.outward.breed.takes_links(wish)
    }

    /// Brings title and progress up to date.
    fn show_beside(&mut self) {
        let changes = self.hands.outward.changes(&self.state, Instant::now());
        for change in changes {
            self.hands.terminal.show(&change).ok();
        }
    }

    /// The terminal has told what it is.
    pub(super) fn introduced(&mut self, news: &Terminal) -> Flow {
        match news {
            Terminal::Name(name) => {
                self.hands.outward.breed.told(name);
                self.pace.changed();
            }
            Terminal::Keyboard => {
                // crossterm leaves out which key it is on other layouts.
                self.holder.reader = Reader::Line;
                self.hands.terminal.tell_keys().ok();
            }
        }
        Flow::On
    }

    /// The terminal has another size, and perhaps another font.
    pub(super) fn resized(&mut self, width: u16, height: u16) {
        self.screen.resize(Size { width, height });
        if let Some(msg) = self.darkroom.resized() {
            self.tell(msg);
        }
    }

    /// Something has come for the pictures.
    pub(super) fn pictured(&mut self, news: News) -> Flow {
        let msg = match news {
            News::Developed(developed) => Some(self.darkroom.take(*developed)),
            News::Answered(answer) => self.darkroom.answered(answer),
            News::PassesOn => {
                let questions = through_tmux();
                self.hands.terminal.write(questions.as_bytes()).ok();
                self.hands.outward.breed.passes_on();
                self.darkroom.passes_on()
            }
            News::Nothing => None,
        };
        msg.map_or(Flow::On, |msg| self.tell(msg))
    }

    /// The terminal tells of its colours.
    pub(super) fn coloured(&mut self, news: Colours) -> Flow {
        match news {
            Colours::Background(background) => {
                self.hands.told_background = true;
                self.tell(Msg::Background(background))
            }
            // A wish for dark or light; which colour there is, it tells when asked.
            Colours::Turned(background) => {
                self.ask_background();
                if self.hands.told_background {
                    Flow::On
                } else {
                    self.tell(Msg::Background(background))
                }
            }
            Colours::Follows => {
                self.holder.reader = Reader::Line;
                self.hands.terminal.follow().ok();
                Flow::On
            }
            Colours::AllColours => {
                self.hands.palette.told_all();
                self.refit();
                Flow::On
            }
        }
    }

    /// Asks which colour is behind the text, if the terminal is ours and its answer is heard.
    pub(super) fn ask_background(&self) {
        if self.hands.terminal.is_ours() && self.holder.reader == Reader::Line {
            self.hands.terminal.write(BACKGROUND.as_bytes()).ok();
        }
    }

    /// The terminal has answered what it was asked at the start, after so long.
    pub(super) fn measured(&mut self, round_trip: Duration) -> Flow {
        if is_slow(round_trip) {
            // crossterm does not tell of the answers.
            self.holder.reader = Reader::Line;
            self.pace.measured(round_trip);
        }
        Flow::On
    }

    /// The terminal has taken in what was written, or is not waited for any longer.
    pub(super) fn answered(&mut self) -> Flow {
        let postponed = self.pace.answered();
        self.carry_out(postponed)
    }

    /// Waits for an answer that is on its way, so that the shell does not get it. Not for ever, and not on a
    /// terminal that is gone.
    pub(super) async fn hear_answer(&mut self, inbox: &mut Inbox, code: u8) {
        let Some(until) = self.pace.waits().filter(|_| code != GONE) else {
            return;
        };
        let answer = async {
            while let Some(event) = inbox.events.recv().await {
                if matches!(event, Event::Reached) {
                    return;
                }
            }
        };
        tokio::time::timeout_at(until.into(), answer).await.ok();
    }

    /// Fits the themes to the colours that there are.
    pub(super) fn refit(&mut self) {
        self.hands.wardrobe.fit(self.hands.palette.richness());
        self.pace.changed();
    }

    /// Lets the terminal forget the pictures that it has. It gets them again with the next frame.
    pub(super) fn forget_pictures(&mut self) {
        let farewell = self.darkroom.leave();
        if !farewell.is_empty() {
            self.hands.terminal.write(&farewell).ok();
        }
    }

    /// Asks the terminal what it can show. What it answers is heard by whoever reads it.
    pub(super) fn ask_terminal(&mut self, events: &Sender<Event>) -> Option<Probe> {
        let around = self.darkroom.surroundings();
        if around.asks_tmux() {
            let tasks = &mut self.hands.tasks;
            tasks.aside(|| Event::Pictures(tmux_passes_on()));
        }
        if !around.asks() {
            return None;
        }
        let probe = Probe {
            answers: events.clone(),
            behind: if around.asks_tmux() {
                Behind::Another
            } else {
                Behind::Nothing
            },
            reader: Reader::Crossterm,
        };
        let questions = probe.questions();
        self.hands.terminal.write(questions.as_bytes()).ok();
        Some(probe)
    }
}
