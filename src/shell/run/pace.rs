//! When the next frame is drawn: at once for keys, seldom for deltas, and on a slow line no faster than the
//! line carries it.
//!
//! Whatever lies between outcrop and the terminal takes in far more than it passes on, and a reply that streams
//! fills it within seconds. Then a key is answered only when all of that was shown. So on a slow line the
//! terminal is asked, behind a frame, whether it is there (`CSI 5 n`). Until it says so, deltas wait, and keys
//! get one more frame.

use std::time::{Duration, Instant};

use crate::app::effect::Effect;

/// The shortest time between two frames that are drawn for deltas alone.
const FRAME: Duration = Duration::from_millis(8);

/// A line on which an answer takes so long is a slow one.
const SLOW: Duration = Duration::from_millis(60);

/// An answer that takes longer will not come, or comes too late to wait for.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Asks whether all before was taken in. Every terminal since the VT100 answers `CSI 0 n`.
const QUESTION: &[u8] = b"\x1b[5n";

/// Frames that are drawn for keys while an answer is waited for.
const FOR_KEYS: u8 = 1;

/// When frames are drawn.
#[derive(Debug)]
pub(super) struct Pace {
    /// When the last frame was drawn, and whether something has changed since.
    drawn: Instant,
    stale: bool,
    /// Whether a key was pressed since.
    pressed: bool,
    line: Line,
    /// Whether the terminal has ever answered behind a frame.
    has_answered: bool,
    /// What would give the terminal to somebody else: the answer must not reach that one.
    postponed: Vec<Effect>,
}

/// What lies between outcrop and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Fast enough for every frame, or one that nobody answers on.
    Fast,
    /// A slow one, on which nothing is on its way.
    Slow,
    /// The terminal was asked then; so many frames were drawn for keys since.
    Asked(Instant, u8),
}

/// Whether an answer that took so long came over a slow line.
pub(in crate::shell) fn is_slow(round_trip: Duration) -> bool {
    round_trip >= SLOW
}

impl Pace {
    /// Nothing was drawn yet.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            drawn: now,
            stale: true,
            pressed: false,
            line: Line::Fast,
            has_answered: false,
            postponed: Vec::new(),
        }
    }

    /// Something has changed.
    pub(super) fn changed(&mut self) {
        self.stale = true;
    }

    /// A key was pressed: its frame is drawn at once, however young the last one is.
    pub(super) fn pressed(&mut self) {
        self.pressed = true;
    }

    /// When the next frame is to be drawn; `None` = nothing has changed.
    pub(super) fn due(&self) -> Option<Instant> {
        let soon = if self.pressed {
            self.drawn
        } else {
            self.drawn + FRAME
        };
        self.stale.then_some(match self.line {
            Line::Fast | Line::Slow => soon,
            Line::Asked(_, keys) if self.pressed && keys < FOR_KEYS => soon,
            Line::Asked(asked, _) => asked + PATIENCE,
        })
    }

    /// A frame was drawn; what is written behind it, if anything.
    pub(super) fn drawn(&mut self, now: Instant) -> &'static [u8] {
        let for_key = std::mem::take(&mut self.pressed);
        (self.drawn, self.stale) = (now, false);
        let late = |asked| now >= asked + PATIENCE;
        let (line, question) = match self.line {
            Line::Fast => (Line::Fast, &[][..]),
            // It does not know the question.
            Line::Asked(asked, _) if late(asked) && !self.has_answered => (Line::Fast, &[][..]),
            Line::Asked(asked, keys) if !late(asked) => {
                (Line::Asked(asked, keys + u8::from(for_key)), &[][..])
            }
            Line::Asked(..) | Line::Slow => (Line::Asked(now, 0), QUESTION),
        };
        self.line = line;
        question
    }

    /// The terminal has answered for the first time, after so long.
    pub(super) fn measured(&mut self, round_trip: Duration) {
        if is_slow(round_trip) {
            self.line = Line::Slow;
        }
    }

    /// The terminal has taken in what it was asked behind; gives what has waited for that.
    pub(super) fn answered(&mut self) -> Vec<Effect> {
        if matches!(self.line, Line::Asked(..)) {
            self.line = Line::Slow;
            self.has_answered = true;
        }
        std::mem::take(&mut self.postponed)
    }

    /// No answer has come in time; gives what has waited for it.
    pub(super) fn given_up(&mut self) -> Vec<Effect> {
        if matches!(self.line, Line::Asked(..)) {
            self.line = Line::Slow;
        }
        std::mem::take(&mut self.postponed)
    }

    /// Whether an answer is on its way, and until when it is waited for.
    pub(super) fn waits(&self) -> Option<Instant> {
        match self.line {
            Line::Asked(asked, _) => Some(asked + PATIENCE),
            Line::Fast | Line::Slow => None,
        }
    }

    /// Keeps what would give the terminal away until the answer is there.
    pub(super) fn postpone(&mut self, effect: Effect) {
        self.postponed.push(effect);
    }

    /// When something that was postponed is done, though no answer has come.
    pub(super) fn wakes(&self) -> Option<Instant> {
        self.waits().filter(|_| !self.postponed.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_millis(300);

    fn slow(now: Instant) -> Pace {
        let mut pace = Pace::new(now);
        pace.measured(LONG);
        pace
    }

    #[test]
    fn a_fast_line_is_asked_nothing() {
        let now = Instant::now();
        let mut pace = Pace::new(now);
        pace.measured(Duration::from_millis(3));
        for _ in 0..3 {
            pace.changed();
            assert_eq!(pace.due(), Some(now + FRAME));
            assert_eq!(pace.drawn(now), b"");
            assert_eq!(pace.due(), None);
        }
        pace.changed();
        pace.pressed();
        assert_eq!(pace.due(), Some(now));
    }

    #[test]
    fn deltas_wait_for_the_answer_of_a_slow_line() {
        let now = Instant::now();
        let mut pace = slow(now);
        assert_eq!(pace.drawn(now), QUESTION);
        pace.changed();
        assert_eq!(pace.due(), Some(now + PATIENCE));
        assert_eq!(pace.answered(), []);
        assert_eq!(pace.due(), Some(now + FRAME));
        assert_eq!(pace.drawn(now + LONG), QUESTION);
    }

    #[test]
    fn a_key_gets_one_frame_more_and_the_next_ones_wait() {
        let now = Instant::now();
        let mut pace = slow(now);
        pace.drawn(now);
        pace.changed();
        pace.pressed();
        assert_eq!(pace.due(), Some(now));
        assert_eq!(pace.drawn(now), b"");
        pace.changed();
        pace.pressed();
        assert_eq!(pace.due(), Some(now + PATIENCE));
        pace.answered();
        assert_eq!(pace.due(), Some(now));
    }

    #[test]
    fn a_terminal_that_does_not_answer_is_asked_no_more() {
        let now = Instant::now();
        let mut pace = slow(now);
        pace.drawn(now);
        let late = now + PATIENCE;
        assert_eq!(pace.drawn(late), b"");
        pace.changed();
        assert_eq!(pace.due(), Some(late + FRAME));
        assert_eq!(pace.drawn(late), b"");
    }

    #[test]
    fn a_line_that_is_full_is_asked_again() {
        let now = Instant::now();
        let mut pace = slow(now);
        pace.drawn(now);
        pace.answered();
        assert_eq!(pace.drawn(now), QUESTION);
        let late = now + PATIENCE;
        assert_eq!(pace.drawn(late), QUESTION);
        assert_eq!(pace.waits(), Some(late + PATIENCE));
    }

    #[test]
    fn who_gets_the_terminal_does_not_get_the_answer() {
        let now = Instant::now();
        let mut pace = slow(now);
        assert_eq!(pace.waits(), None);
        pace.drawn(now);
        assert_eq!(pace.waits(), Some(now + PATIENCE));
        assert_eq!(pace.wakes(), None);
        pace.postpone(Effect::Suspend);
        assert_eq!(pace.wakes(), Some(now + PATIENCE));
        assert_eq!(pace.answered(), [Effect::Suspend]);
        assert_eq!((pace.wakes(), pace.waits()), (None, None));
        pace.drawn(now);
        pace.postpone(Effect::Suspend);
        assert_eq!(pace.given_up(), [Effect::Suspend]);
        assert_eq!((pace.wakes(), pace.waits()), (None, None));
    }

    #[test]
    fn an_answer_that_nobody_has_asked_for_changes_nothing() {
        let mut pace = Pace::new(Instant::now());
        assert_eq!(pace.answered(), []);
        assert_eq!(pace.line, Line::Fast);
    }
}
