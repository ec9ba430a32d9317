//! A text that is edited in another program: what it is for, and how it comes back.

use std::path::PathBuf;

use super::calls::Meant;
use super::composer::Field;
use super::editor::Subject;
use super::settings::row::Row;

/// A text to be edited in the program that the user has chosen for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outside {
    /// What it is for.
    pub(crate) purpose: Purpose,
    /// The text that is handed out.
    pub(crate) text: String,
    /// The line to begin at, from 1.
    pub(crate) line: usize,
    /// The file that it stands in; `None` until there is one.
    pub(crate) file: Option<PathBuf>,
}

/// What a text is for that is edited outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A field of the message editor.
    Composer(Field),
    /// The text of an editor over the panes.
    Overlay(Subject),
    /// The conversation that the lane shows.
    Conversation(Round),
}

/// How often a text was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Round {
    /// Once.
    First,
    /// It came back, could not be taken, and went out again with a remark.
    Again,
}

impl Purpose {
    /// What its file is called, without a number that makes it unique.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Composer(Field::Message)
            | Self::Overlay(Subject::Message(..) | Subject::Insert(..)) => "message",
            Self::Composer(Field::Prefill) => "prefill",
            Self::Overlay(Subject::Row(Row::System)) => "system-prompt",
            Self::Overlay(Subject::Row(Row::Tools)) => "tools",
            Self::Overlay(Subject::Row(_)) => "setting",
            Self::Overlay(Subject::Variable(_)) => "variable",
            Self::Overlay(Subject::Criteria) => "criteria",
            Self::Overlay(Subject::Chip(_)) => "text",
            Self::Overlay(Subject::Arguments(_)) => "arguments",
            Self::Overlay(Subject::Result(..)) => "result",
            Self::Conversation(_) => "conversation",
        }
    }

    /// What the name of its file ends in, which tells the editor how to colour it.
    pub(crate) fn extension(&self) -> &'static str {
        match self {
            Self::Overlay(
                Subject::Row(Row::Tools | Row::Extra)
                | Subject::Arguments(_)
                | Subject::Result(_, Meant::Json, _),
            ) => "json",
            Self::Composer(_) | Self::Overlay(_) | Self::Conversation(_) => "md",
        }
    }
}

impl Outside {
    /// What the user has written, by what stands in the file afterwards.
    ///
    /// Line ends become the one kind that is used here. Editors put a newline at the end of a file
    /// and some a mark at its beginning; neither belongs to the text unless it was there before.
    pub(crate) fn written(&self, in_file: &str) -> String {
        let had = self.text.as_str();
        if in_file == had {
            return had.to_owned();
        }
        let text = match in_file.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) if !had.starts_with(BYTE_ORDER_MARK) => rest,
            _ => in_file,
        };
        let text = if had.contains("\r\n") && !is_all_crlf(text) {
            // These are part of the text, and the editor has left them alone.
            text.to_owned()
        } else {
            text.replace("\r\n", "\n")
        };
        match text.strip_suffix('\n') {
            Some(rest) if !had.ends_with('\n') => rest.to_owned(),
            _ => text,
        }
    }
}

/// What some editors begin a file of UTF-8 with.
const BYTE_ORDER_MARK: char = '\u{feff}';

fn is_all_crlf(text: &str) -> bool {
    text.matches('\n').count() == text.matches("\r\n").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outside(text: &str) -> Outside {
        Outside {
            purpose: Purpose::Composer(Field::Message),
            text: text.to_owned(),
            line: 1,
            file: None,
        }
    }

    #[test]
    fn the_newline_of_an_editor_is_no_part_of_the_text() {
        for (handed, in_file, written) in [
            ("one", "two\n", "two"),
            ("one", "one\n", "one"),
            ("one", "two\n\n", "two\n"),
            ("one\n", "one\n", "one\n"),
            ("one\n", "two\n", "two\n"),
            ("one\n", "two", "two"),
            ("", "\n", ""),
            ("", "", ""),
        ] {
            assert_eq!(outside(handed).written(in_file), written, "{in_file:?}");
        }
    }

    #[test]
    fn line_ends_become_one_kind_but_for_those_that_were_there() {
        for (handed, in_file, written) in [
            ("one\ntwo", "1\r\n2\r\n", "1\n2"),
            ("one", "1\r2", "1\r2"),
            ("a\r\nb\nc", "a\r\nb\nd\n", "a\r\nb\nd"),
            ("a\r\nb\nc", "a\r\nb\r\nd\r\n", "a\nb\nd"),
            ("a\r\nb", "a\r\nb", "a\r\nb"),
            ("a", "\u{feff}b", "b"),
            ("\u{feff}a", "\u{feff}b", "\u{feff}b"),
        ] {
            assert_eq!(outside(handed).written(in_file), written, "{in_file:?}");
        }
    }

    #[test]
    fn what_is_json_is_called_so() {
        let of = |row| Purpose::Overlay(Subject::Row(row)).extension();
        assert_eq!([of(Row::Tools), of(Row::System)], ["json", "md"]);
    }
}
