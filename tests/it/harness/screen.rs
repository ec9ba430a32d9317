//! What stands on the terminal's screen.

use std::fmt;

/// A copy of the screen at one moment, between two frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Screen {
    /// The rows from top to bottom, without spaces at their ends.
    pub(crate) rows: Vec<String>,
    /// Row and column of the caret; `None` = hidden.
    pub(crate) caret: Option<(u16, u16)>,
    /// Whether it is the alternate screen.
    pub(crate) alternate: bool,
}

impl Screen {
    /// Copies what the parser shows.
    pub(super) fn of(screen: &vt100::Screen) -> Self {
        let (_, columns) = screen.size();
        let rows = screen.rows(0, columns.get());
        Self {
            rows: rows.map(|row| row.trim_end().to_owned()).collect(),
            caret: (!screen.hide_cursor()).then(|| screen.cursor_position()),
            alternate: screen.alternate_screen(),
        }
    }

    /// Whether this text is on the screen, in one row or wrapped over some.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.rows.iter().any(|row| row.contains(text)) || self.flat().contains(text)
    }

    /// All rows in one line, without frames and with single spaces.
    pub(crate) fn flat(&self) -> String {
        let all = self.rows.join(" ").replace(['│', '▏'], " ");
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The text between the frame of the message editor.
    pub(crate) fn editor(&self) -> Vec<String> {
        let top = self.rows.iter().rposition(|row| row.contains("╭─ Message"));
        let rows = top.map_or(&[][..], |top| &self.rows[top + 1..]);
        let inner = rows.iter().map_while(|row| row.strip_prefix('│'));
        inner
            .map(|row| row.trim_end_matches('│').trim_end().to_owned())
            .collect()
    }
}

impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            writeln!(f, "|{row}")?;
        }
        write!(f, "caret {:?}", self.caret)
    }
}
