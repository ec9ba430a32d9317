//! A live bar in text: how far a reply has come.

use std::time::Duration;

/// How long a mark that moves stays at a place.
pub(crate) const STEP: Duration = Duration::from_millis(150);

/// How far something has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Progress {
    /// So much of all there can be, 1 = all of it.
    Share(f64),
    /// It goes on, for so long already; nobody knows how far it is.
    For(Duration),
}

/// What a bar is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Glyphs {
    /// Blocks, down to an eighth of a column.
    #[default]
    Blocks,
    /// Signs that every terminal has.
    Ascii,
}

/// Whether anything may move on the screen by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Motion {
    /// It may.
    #[default]
    Moving,
    /// It may not: a sign stands instead.
    Still,
}

/// How a bar is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Look {
    /// What it is made of.
    pub(crate) glyphs: Glyphs,
    /// Whether it may move by itself.
    pub(crate) motion: Motion,
}

/// A column by how much of it is filled, in eighths.
const EIGHTHS: [char; 9] = ['░', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

impl Progress {
    /// How far a reply of so many tokens is, of the most that it may have. Before its first token, and
    /// where it may have none, only time tells.
    pub(crate) fn of(tokens: Option<u64>, most: u32, elapsed: Duration) -> Self {
        match tokens {
            Some(tokens) if most > 0 => {
                let tokens = u32::try_from(tokens).unwrap_or(u32::MAX);
                Self::Share(f64::from(tokens) / f64::from(most))
            }
            Some(_) | None => Self::For(elapsed),
        }
    }
}

/// A bar of exactly so many columns.
pub(crate) fn bar(progress: Progress, columns: usize, look: Look) -> String {
    match (progress, look.motion) {
        (Progress::Share(share), _) => filled(share, columns, look.glyphs),
        (Progress::For(elapsed), Motion::Moving) => moving(elapsed, columns, look.glyphs),
        (Progress::For(_), Motion::Still) => still(columns, look.glyphs),
    }
}

/// Filled from the left. What has begun is never empty, and what may go on is never full.
fn filled(share: f64, columns: usize, glyphs: Glyphs) -> String {
    let parts = match glyphs {
        Glyphs::Blocks => 8,
        Glyphs::Ascii => 1,
    };
    let all = columns * parts;
    let done = if share >= 1.0 {
        all
    } else {
        portion(share, all).clamp(1.min(all), all.saturating_sub(1).max(1.min(all)))
    };
    let column = |at: usize| {
        let eighths = done.saturating_sub(at * parts).min(parts) * 8 / parts;
        match glyphs {
            Glyphs::Blocks => EIGHTHS[eighths],
            Glyphs::Ascii if eighths > 0 => '#',
            Glyphs::Ascii => '-',
        }
    };
    (0..columns).map(column).collect()
}

/// A share of a count; nothing of what is no number.
fn portion(share: f64, of: usize) -> usize {
    let of = u32::try_from(of).unwrap_or(u32::MAX);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between 0 and a count of columns"
    )]
    let portion = (share.clamp(0.0, 1.0) * f64::from(of)) as usize;
    portion
}

/// A mark that goes from one end to the other and back.
fn moving(elapsed: Duration, columns: usize, glyphs: Glyphs) -> String {
    let (mark, rest) = match glyphs {
        Glyphs::Blocks => ('█', '░'),
        Glyphs::Ascii => ('#', '-'),
    };
    let last = columns.saturating_sub(1);
    let around = u128::try_from((last * 2).max(1)).unwrap_or(1);
    let step = elapsed.as_millis() / STEP.as_millis() % around;
    let step = usize::try_from(step).unwrap_or(0);
    let at = step.min((last * 2).saturating_sub(step));
    let column = |place: usize| if place == at { mark } else { rest };
    (0..columns).map(column).collect()
}

/// A sign that it goes on, which stays as it is.
fn still(columns: usize, glyphs: Glyphs) -> String {
    let sign = match glyphs {
        Glyphs::Blocks => "…",
        Glyphs::Ascii => "...",
    };
    let signs = sign.chars().chain(std::iter::repeat(' '));
    signs.take(columns).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::transcript::line::columns as width;

    const BLOCKS: Look = Look {
        glyphs: Glyphs::Blocks,
        motion: Motion::Moving,
    };
    const ASCII: Look = Look {
        glyphs: Glyphs::Ascii,
        motion: Motion::Moving,
    };

    #[test]
    fn it_fills_from_the_left() {
        let drawn = |share, look| bar(Progress::Share(share), 4, look);
        assert_eq!(drawn(0.0, BLOCKS), "▏░░░");
        assert_eq!(drawn(0.5, BLOCKS), "██░░");
        assert_eq!(drawn(0.66, BLOCKS), "██▋░");
        assert_eq!(drawn(0.999, BLOCKS), "███▉");
        assert_eq!(drawn(1.0, BLOCKS), "████");
        assert_eq!(drawn(7.0, BLOCKS), "████");
        assert_eq!(drawn(f64::NAN, BLOCKS), "▏░░░");
        assert_eq!(drawn(0.0, ASCII), "#---");
        assert_eq!(drawn(0.99, ASCII), "###-");
    }

    #[test]
    fn a_mark_moves_while_nothing_is_known() {
        let at = |steps| bar(Progress::For(STEP * steps), 4, ASCII);
        let seen: Vec<String> = (0..7).map(at).collect();
        let there_and_back = ["#---", "-#--", "--#-", "---#", "--#-", "-#--", "#---"];
        assert_eq!(seen, there_and_back);
        let still = Look {
            motion: Motion::Still,
            ..BLOCKS
        };
        assert_eq!(bar(Progress::For(STEP * 2), 4, still), "…   ");
        assert_eq!(bar(Progress::For(STEP * 3), 4, still), "…   ");
        assert_eq!(bar(Progress::Share(0.5), 4, still), "██░░");
    }

    #[test]
    fn progress_is_known_from_the_first_token_on() {
        let elapsed = Duration::from_secs(1);
        assert_eq!(Progress::of(None, 100, elapsed), Progress::For(elapsed));
        assert_eq!(Progress::of(Some(1), 0, elapsed), Progress::For(elapsed));
        assert_eq!(Progress::of(Some(25), 100, elapsed), Progress::Share(0.25));
    }

    proptest! {
        #[test]
        fn it_is_as_wide_as_it_is_asked_to_be(
            share in -1.0..2.0_f64, millis in 0_u64..100_000, columns in 0_usize..30,
            ascii in any::<bool>(), still in any::<bool>()
        ) {
            let look = Look {
                glyphs: if ascii { Glyphs::Ascii } else { Glyphs::Blocks },
                motion: if still { Motion::Still } else { Motion::Moving },
            };
            for progress in [Progress::Share(share), Progress::For(Duration::from_millis(millis))] {
                let text = bar(progress, columns, look);
                prop_assert_eq!(width(&text), columns);
                prop_assert!(!ascii || text.is_ascii());
            }
        }
    }
}
