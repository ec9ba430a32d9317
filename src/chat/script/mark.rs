//! A script with a remark above the line that cannot be taken.

use super::ScriptError;
use super::line::{self, Inside, Line, MARK};

/// A text with a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marked {
    /// The text; remarks of earlier times are gone.
    pub(crate) text: String,
    /// The line below the remark, from 1.
    pub(crate) line: usize,
}

/// Writes a remark above the line that cannot be taken.
pub(crate) fn marked(text: &str, error: &ScriptError) -> Marked {
    let is_remark = |line| line::read(line) == Line::Inside(Inside::Mark);
    let lines = text.split('\n').enumerate();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (at, line) in lines.filter(|(_, line)| !is_remark(line)) {
        if at + 1 < error.line {
            before.push(line);
        } else {
            after.push(line);
        }
    }
    // The remark itself is a line, and lines count from 1.
    let line = before.len() + 2;
    let remark = format!("{MARK} line {line}: {} -->", harmless(&error.says));
    let lines: Vec<&str> = before
        .into_iter()
        .chain([remark.as_str()])
        .chain(after)
        .collect();
    Marked {
        text: lines.join("\n"),
        line,
    }
}

/// Words that stay within their comment, and that within its line, whatever they cite.
fn harmless(says: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let says: String = says.chars().map(plain).collect();
    says.replace("-->", "-- >")
}
