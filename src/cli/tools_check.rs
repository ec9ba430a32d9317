//! `outcrop tools check`: what is wrong with the tool sets of the configuration folder.

use std::io::Write as _;

use anyhow::bail;

use crate::chat::preset::{Shelf, ShelfKind, ShelfProblem};
use crate::chat::shown::Shown;
use crate::chat::spelling;
use crate::chat::tool;
use crate::chat::tool::remark::RemarkWeight;
use crate::chat::tool::set::{Part, ToolSet};
use crate::shell::{Names, unready};
use crate::store::paths::Folders;
use crate::store::tool_check;

use super::args::ToolsCheckArgs;

/// The exit code for findings.
const FINDINGS: u8 = 1;

/// Prints a line for each finding, and one for each set without any.
pub(super) fn run(args: &ToolsCheckArgs, folders: &Folders) -> anyhow::Result<u8> {
    let shelf = Shelf::load(folders);
    let problems = shelf.problems.iter();
    let problems: Vec<&ShelfProblem> = problems
        .filter(|problem| problem.kind == ShelfKind::ToolSet)
        .collect();
    are_there(&args.sets, &shelf, &problems)?;
    let is_wanted = |name: &str| args.sets.is_empty() || args.sets.iter().any(|set| set == name);
    let mut out = std::io::stdout().lock();
    let mut code = 0;
    for problem in problems {
        if is_wanted(&problem.name) {
            code = FINDINGS;
            writeln!(out, "{}", Shown::label(&problem.to_string()))?;
        }
    }
    for set in &shelf.tools {
        if !is_wanted(set.name.as_str()) {
            continue;
        }
        let Findings { wrong, warnings } = findings(set);
        for finding in wrong.iter().chain(&warnings) {
            writeln!(out, "{}", Shown::label(&format!("{}: {finding}", set.name)))?;
        }
        if wrong.is_empty() {
            writeln!(out, "{}: nothing is wrong; {}", set.name, counts(set))?;
        } else {
            code = FINDINGS;
        }
    }
    out.flush()?;
    Ok(code)
}

/// Complains of a set that is not there.
fn are_there(wanted: &[String], shelf: &Shelf, problems: &[&ShelfProblem]) -> anyhow::Result<()> {
    let sets = shelf.tools.iter().map(|set| set.name.as_str());
    let known = sets.chain(problems.iter().map(|problem| problem.name.as_str()));
    let known: Vec<&str> = known.collect();
    let Some(missing) = wanted.iter().find(|name| !known.contains(&name.as_str())) else {
        return Ok(());
    };
    let advice = spelling::advice(missing, known);
    bail!("there is no tool set {missing}; {advice}")
}

/// What is to be said of a set.
struct Findings {
    /// What keeps a tool from being sent, or its program from running.
    wrong: Vec<String>,
    /// What models mind.
    warnings: Vec<String>,
}

fn findings(set: &ToolSet) -> Findings {
    let unready = unready(std::slice::from_ref(set), Names::AsGiven).into_iter();
    let unready = unready.map(|it| match it.part {
        Part::Runner(name) => format!("{name}: {}", it.what),
        Part::Server(name) => format!("server {name}: {}", it.what),
    });
    let mut findings = Findings {
        wrong: unready.collect(),
        warnings: Vec::new(),
    };
    for mut remark in tool_check::check(&tool::print(&set.tools)) {
        // The places are those of the printed text, which nobody sees.
        remark.place = None;
        match remark.weight {
            RemarkWeight::Wrong => findings.wrong.push(remark.told()),
            RemarkWeight::Warning => findings.warnings.push(remark.told()),
        }
    }
    findings
}

fn counts(set: &ToolSet) -> String {
    let count = |many: usize, one: &str| match many {
        1 => format!("1 {one}"),
        many => format!("{many} {one}s"),
    };
    format!(
        "{}, {}, {}",
        count(set.tools.len(), "tool"),
        count(set.runners.len(), "program"),
        count(set.servers.len(), "server")
    )
}
