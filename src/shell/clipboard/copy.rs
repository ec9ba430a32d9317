//! Copying: to the desktop, to tmux, or by the terminal (OSC 52).
//!
//! Inside tmux the text goes to tmux itself, by `load-buffer -w`: with its default settings tmux neither
//! takes OSC 52 of the programs in it (`set-clipboard external`) nor hands it on (`allow-passthrough off`),
//! but it does give its own buffers to its terminal.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Clerk, Order, is_far};
use crate::app::copying::{Copying, Way};
use crate::shell::event::Event;
use crate::shell::hands::Hands;
use crate::store::atomic;

/// The longest text that is copied by a terminal, in bytes: more ends up beyond 100,000 characters of
/// base64, where many of them take nothing at all.
pub(super) const MOST: usize = 74_994;

/// The file for a longer one, in the folder of what is kept between runs.
const FILE: &str = "copied.txt";

/// A text that was not copied, and why; where it can go next.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::shell) struct NotCopied {
    /// The text.
    pub(super) copying: Copying,
    /// Why not.
    pub(super) why: String,
    /// Where it was to go.
    pub(super) from: Station,
}

/// Where a text can go, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Station {
    /// The clipboard of the desktop.
    Desktop,
    /// A buffer of tmux.
    Tmux,
}

/// What stands between outcrop and its terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    Nothing,
    Tmux,
    Screen,
}

impl Between {
    fn here(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        if set("TMUX") {
            Self::Tmux
        } else if set("STY") {
            Self::Screen
        } else {
            Self::Nothing
        }
    }
}

/// Characters of base64 in a piece for GNU screen, which takes 768 bytes at once at the most.
const PIECE: usize = 512;

/// The bytes that give a text to the clipboard of the terminal.
fn sequence(text: &str, between: Between) -> String {
    let text = STANDARD.encode(text);
    match between {
        Between::Nothing => format!("\x1b]52;c;{text}\x07"),
        Between::Tmux => format!("\x1bPtmux;\x1b\x1b]52;c;{text}\x07\x1b\\"),
        Between::Screen => {
            let whole = format!("\x1b]52;c;{text}\x07");
            let bytes = whole.as_bytes().chunks(PIECE);
            let pieces = bytes.map(|piece| {
                // Base64 and the rest are ASCII, so that each piece is text.
                format!("\x1bP{}\x1b\\", String::from_utf8_lossy(piece))
            });
            pieces.collect()
        }
    }
}

impl Clerk {
    /// Gives a text to the clipboard that is the user's, in the thread; gives it back if the terminal is
    /// to have it.
    fn copy(&mut self, copying: Copying) -> Option<Copying> {
        let variable = |name: &str| std::env::var_os(name);
        if is_far(variable) {
            return self.copy_beside(copying, None);
        }
        self.give(Order::Copy(copying))
    }

    /// The same where the desktop cannot have it, for this reason.
    fn copy_beside(&mut self, copying: Copying, why: Option<String>) -> Option<Copying> {
        if Between::here(|name| std::env::var_os(name)) == Between::Tmux {
            return self.give(Order::Tmux(copying, why));
        }
        Some(copying)
    }

    fn give(&mut self, order: Order) -> Option<Copying> {
        match self.order(order) {
            Err(Order::Copy(copying) | Order::Tmux(copying, _)) => Some(copying),
            Ok(()) | Err(Order::Read(_)) => None,
        }
    }
}

impl Hands {
    /// Gives a text to the clipboard that is the user's.
    pub(in crate::shell) fn copy(&mut self, copying: Copying) {
        if let Some(copying) = self.clerk.copy(copying) {
            self.copy_by_terminal(copying, None);
        }
    }

    /// Gives a text elsewhere that was not taken.
    pub(in crate::shell) fn copy_otherwise(&mut self, not: NotCopied) {
        let why = Some(not.why);
        let left = match not.from {
            Station::Desktop => self.clerk.copy_beside(not.copying, why.clone()),
            Station::Tmux => Some(not.copying),
        };
        if let Some(copying) = left {
            self.copy_by_terminal(copying, why);
        }
    }

    /// Gives a text to the terminal, which does not tell whether it takes it. One that is too long for that
    /// goes into a file: nobody would see that its end is missing.
    fn copy_by_terminal(&mut self, copying: Copying, failed: Option<String>) {
        if copying.text.len() > MOST {
            return self.copy_to_file(copying, failed);
        }
        let between = Between::here(|name| std::env::var_os(name));
        let written = self
            .terminal
            .write(sequence(&copying.text, between).as_bytes());
        let way = match written {
            Ok(()) => Way::Terminal,
            Err(error) => Way::Nowhere(error.to_string()),
        };
        self.tasks.aside(move || told(&copying, way, failed));
    }

    fn copy_to_file(&mut self, copying: Copying, failed: Option<String>) {
        let folder = self.kit.folders.as_ref();
        let path = folder.map(|folders| folders.state.join(FILE));
        self.tasks.aside(move || {
            let way = match path {
                None => Way::Nowhere("it is too long for the terminal".to_owned()),
                Some(path) => match atomic::replace(&path, copying.text.as_bytes()) {
                    Ok(()) => Way::File(path),
                    Err(error) => Way::Nowhere(error.to_string()),
                },
            };
            told(&copying, way, failed)
        });
    }
}

fn told(copying: &Copying, way: Way, failed: Option<String>) -> Event {
    Event::Core(crate::app::msg::Msg::Copied(Box::new(
        copying.went(way, failed),
    )))
}

/// Gives a text to the desktop's clipboard by this; what came of it.
pub(super) fn to_desktop(copying: Copying, set: impl FnOnce(&str) -> Result<(), String>) -> Event {
    match set(&copying.text) {
        Ok(()) => told(&copying, Way::Desktop, None),
        Err(why) => Event::NotCopied(NotCopied {
            why: format!("the desktop's clipboard failed: {why}"),
            copying,
            from: Station::Desktop,
        }),
    }
}

/// Gives a text to tmux; what came of it.
pub(super) fn to_tmux(copying: Copying, failed: Option<String>) -> Event {
    match load_buffer("tmux", &copying.text) {
        Ok(()) => told(&copying, Way::Tmux, failed),
        Err(why) => Event::NotCopied(NotCopied {
            why: format!("tmux failed: {why}"),
            copying,
            from: Station::Tmux,
        }),
    }
}

/// Has this program keep a text as `tmux` does, and give it to its terminal.
fn load_buffer(program: &str, text: &str) -> Result<(), String> {
    let told = |error: std::io::Error| error.to_string();
    let mut child = Command::new(program)
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(told)?;
    let written = child
        .stdin
        .take()
        .map(|mut stdin| stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().map_err(told)?;
    if output.status.success() {
        return written.unwrap_or(Ok(())).map_err(told);
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let first = words.lines().next().unwrap_or_default().trim();
    Err(if first.is_empty() {
        "it ended without a word".to_owned()
    } else {
        first.to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::copying::What;
    use crate::app::msg::Msg;

    #[test]
    fn the_terminal_gets_it_through_what_stands_between() {
        assert_eq!(sequence("rock", Between::Nothing), "\x1b]52;c;cm9jaw==\x07");
        assert_eq!(
            sequence("rock", Between::Tmux),
            "\x1bPtmux;\x1b\x1b]52;c;cm9jaw==\x07\x1b\\"
        );
        let long = "granite ".repeat(200);
        let pieces = sequence(&long, Between::Screen);
        let inside: String = pieces
            .split("\x1bP")
            .skip(1)
            .map(|piece| {
                assert!(piece.len() < 768, "{piece}");
                piece.strip_suffix("\x1b\\").unwrap()
            })
            .collect();
        assert_eq!(inside, sequence(&long, Between::Nothing));
    }

    #[test]
    fn what_stands_between_is_told_by_the_environment() {
        let with = |set: &[&str]| Between::here(|name| set.contains(&name).then(|| "x".into()));
        assert_eq!(with(&["TMUX", "STY"]), Between::Tmux);
        assert_eq!(with(&["STY"]), Between::Screen);
        assert_eq!(with(&["TERM"]), Between::Nothing);
    }

    #[test]
    fn a_longer_text_would_be_too_long_for_many_terminals() {
        assert!(STANDARD.encode("a".repeat(MOST)).len() < 100_000);
    }

    #[test]
    fn it_is_told_what_came_of_it() {
        let copying = Copying::of(What::Message, "rock");
        let event = to_desktop(copying.clone(), |text| {
            assert_eq!(text, "rock");
            Ok(())
        });
        assert!(
            matches!(&event, Event::Core(Msg::Copied(copied)) if copied.way == Way::Desktop),
            "{event:?}"
        );
        let event = to_desktop(copying, |_| Err("no display".to_owned()));
        let Event::NotCopied(not) = event else {
            panic!("{event:?}");
        };
        assert_eq!(not.why, "the desktop's clipboard failed: no display");
        assert_eq!(
            (not.from, not.copying.text.as_str()),
            (Station::Desktop, "rock")
        );
        assert!(load_buffer("/nonexistent/tmux", "rock").is_err());
        // `false` takes no text and fails without a word.
        let why = load_buffer("false", "rock").unwrap_err();
        assert_eq!(why, "it ended without a word");
    }
}
