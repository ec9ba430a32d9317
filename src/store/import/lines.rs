//! Files with a JSON object on each line.

use super::json;
use crate::chat::json::Value;
use crate::chat::progress::{Monitor, Steps, Stopped, Unit};

/// The objects of a file, each with its line, counted from 1.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) objects: Vec<(usize, Value)>,
    /// A sentence for each line that is no JSON.
    pub(super) problems: Vec<String>,
}

/// How many broken lines are told one by one.
const TOLD: usize = 5;

/// Reads all lines. A broken one costs only itself.
///
/// # Errors
/// Nobody waits for it any more.
pub(super) fn lines(text: &str, monitor: &dyn Monitor) -> Result<Lines, Stopped> {
    let mut steps = Steps::begin(text.len(), Unit::Parsed, monitor)?;
    let mut lines = Lines::default();
    let mut broken = 0;
    for (at, line) in text.lines().enumerate() {
        steps.step(line.len() + 1)?;
        if line.trim().is_empty() {
            continue;
        }
        if let Ok(value) = json::parse(line) {
            lines.objects.push((at + 1, value));
            continue;
        }
        broken += 1;
        if broken <= TOLD {
            let problem = format!("line {} is no JSON and was left out", at + 1);
            lines.problems.push(problem);
        }
    }
    if broken > TOLD {
        lines.problems.push(match broken - TOLD {
            1 => "1 more line is no JSON and was left out".to_owned(),
            more => format!("{more} more lines are no JSON and were left out"),
        });
    }
    Ok(lines)
}
