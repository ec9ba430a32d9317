//! Copying: what is copied, and what has become of it.

use std::path::PathBuf;

use crate::chat::shown;
use crate::chat::size::grouped;

/// A text for the clipboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Copying {
    /// What it is.
    pub(crate) what: What,
    /// The text.
    pub(crate) text: String,
    /// Whether something of it was left out.
    pub(crate) left: Left,
}

/// What is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A code block of a message, by its number, which counts from 1.
    Code(usize),
    /// What a message says, as it is read.
    Message,
    /// The same, as it was written.
    Markdown,
    /// What was selected.
    Selection,
    /// A value of a call.
    Value,
    /// All arguments of a call, or its whole result.
    Whole,
    /// The id of a call.
    CallId,
    /// Where a value is in its whole.
    Place,
    /// Where files are.
    Paths,
    /// The address of a link.
    Link,
    /// The arguments of an action on the screen.
    Action,
}

/// Whether something of a text was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// It is whole.
    Nothing,
    /// Characters that are not shown, or that a terminal would obey.
    Hidden,
}

/// What has become of a text that was to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Copied {
    /// What it is.
    pub(crate) what: What,
    /// How long it is.
    pub(crate) characters: usize,
    /// Whether something of it was left out.
    pub(crate) left: Left,
    /// Where it has gone.
    pub(crate) way: Way,
    /// Why not where it would have gone before.
    pub(crate) failed: Option<String>,
}

/// Where a copied text has gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// To the clipboard of the desktop.
    Desktop,
    /// To tmux, which gives it to its terminal.
    Tmux,
    /// To the terminal, which does not tell whether it has taken it.
    Terminal,
    /// To a file, since it is too long for a terminal.
    File(PathBuf),
    /// Nowhere; why.
    Nowhere(String),
}

impl Copying {
    /// A text, of which nothing was left out so far. What a terminal or a shell would obey is taken out of
    /// it: whoever pastes it does not see it.
    pub(crate) fn of(what: What, text: &str) -> Self {
        let clean = shown::copyable(text);
        let left = if clean.len() < text.len() {
            Left::Hidden
        } else {
            Left::Nothing
        };
        Self {
            what,
            text: clean,
            left,
        }
    }

    /// The same, of which hidden characters were left out.
    pub(crate) fn without_hidden(self) -> Self {
        Self {
            left: Left::Hidden,
            ..self
        }
    }

    /// What has become of it.
    pub(crate) fn went(&self, way: Way, failed: Option<String>) -> Copied {
        Copied {
            what: self.what,
            characters: self.text.chars().count(),
            left: self.left,
            way,
            failed,
        }
    }
}

impl What {
    /// What it is called.
    fn words(self) -> String {
        let words = match self {
            Self::Code(number) => return format!("code block {number}"),
            Self::Message => "the message",
            Self::Markdown => "the message as Markdown",
            Self::Selection => "the selection",
            Self::Value => "the value",
            Self::Whole => "the whole value",
            Self::CallId => "the id of the call",
            Self::Place => "the place",
            Self::Paths => "the path",
            Self::Link => "the address",
            Self::Action => "the arguments",
        };
        words.to_owned()
    }
}

impl Copied {
    /// What has become of it, in words.
    pub(crate) fn told(&self) -> String {
        let what = self.what.words();
        let count = grouped(self.characters as u64);
        let count = match self.characters {
            1 => "1 character".to_owned(),
            _ => format!("{count} characters"),
        };
        let left = match self.left {
            Left::Nothing => "",
            Left::Hidden => ", without hidden ones",
        };
        let told = match &self.way {
            Way::Desktop => {
                format!("copied {what}: {count}{left} with the desktop's clipboard")
            }
            Way::Tmux => format!("copied {what}: {count}{left} with tmux and its terminal"),
            Way::Terminal => format!("copied {what}: {count}{left} by OSC 52 (may be refused)"),
            Way::File(path) => format!(
                "{what} is too long for the terminal: {count}{left} are in {}",
                path.display()
            ),
            Way::Nowhere(why) => format!("{what} was not copied: {why}"),
        };
        match &self.failed {
            Some(why) => format!("{told}; {why}"),
            None => told,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_taken_out_and_that_is_told() {
        let copying = Copying::of(What::Markdown, "rm\u{1b}[2J\t-rf\u{85}\r\n");
        assert_eq!(copying.text, "rm\t-rf\r\n");
        assert_eq!(copying.left, Left::Hidden);
        let told = copying.went(Way::Terminal, None).told();
        assert_eq!(
            told,
            "copied the message as Markdown: 8 characters, without hidden ones by OSC 52 \
             (may be refused)"
        );
        let code = Copying::of(What::Code(2), "let rock = 1;");
        let told = code.went(Way::Desktop, None).told();
        assert_eq!(
            told,
            "copied code block 2: 13 characters with the desktop's clipboard"
        );
        assert_eq!(Copying::of(What::Message, "granite").left, Left::Nothing);
    }

    #[test]
    fn it_is_told_what_went_where() {
        let copying = Copying::of(What::Selection, &"ä".repeat(1_234));
        for (way, failed, told) in [
            (
                Way::Desktop,
                None,
                "copied the selection: 1,234 characters with the desktop's clipboard",
            ),
            (
                Way::Tmux,
                Some("the desktop's clipboard failed: no display"),
                "copied the selection: 1,234 characters with tmux and its terminal; the desktop's \
                 clipboard failed: no display",
            ),
            (
                Way::File("/s/copied.txt".into()),
                None,
                "the selection is too long for the terminal: 1,234 characters are in /s/copied.txt",
            ),
            (
                Way::Nowhere("no room".to_owned()),
                None,
                "the selection was not copied: no room",
            ),
        ] {
            let failed = failed.map(str::to_owned);
            assert_eq!(copying.went(way, failed).told(), told);
        }
    }
}
