//! `outcrop check`: what is wrong with conversation files.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::path::Path;

use crate::chat::shown::Shown;
use crate::store::check::{self, Checkup};

use super::args::CheckArgs;

/// The exit code for findings.
const FINDINGS: u8 = 1;

/// The exit code for a file that cannot be read, or is no conversation.
const UNREADABLE: u8 = 6;

/// Checks each file; gives the exit code of the worst.
pub(super) fn run(args: &CheckArgs) -> anyhow::Result<u8> {
    let mut out = std::io::stdout().lock();
    let mut worst = 0;
    for file in &args.files {
        let result = check::check(file);
        match &result {
            _ if args.json => writeln!(out, "{}", check::as_json(file, result.as_ref()))?,
            Ok(checkup) => write!(out, "{}", in_words(file, checkup))?,
            Err(error) => tell!("outcrop: {}", plain(&error.to_string())),
        }
        let code = match result {
            Ok(checkup) if checkup.findings.is_empty() => 0,
            Ok(_) => FINDINGS,
            Err(_) => UNREADABLE,
        };
        worst = worst.max(code);
    }
    Ok(worst)
}

/// A line of what there is, and a line for each finding.
fn in_words(file: &Path, checkup: &Checkup) -> String {
    let file = plain(&file.display().to_string());
    let Checkup { lines, bytes, .. } = checkup;
    let mut said = vec![match checkup.findings.len() {
        0 => format!("{file}: fine; {lines} lines, {bytes} bytes"),
        count => {
            let kinds = kinds(checkup);
            let findings = if count == 1 { "finding" } else { "findings" };
            format!("{file}: {count} {findings} ({kinds}); {lines} lines, {bytes} bytes")
        }
    }];
    said.extend(checkup.findings.iter().map(|finding| {
        let (reason, cost) = (plain(&finding.reason), plain(&finding.cost));
        let (line, name) = (finding.line, finding.kind.name());
        let Range { start, end } = finding.bytes;
        format!("  line {line}, bytes {start}-{end}, {name}: {reason}; missing: {cost}")
    }));
    let records = checkup.counts.iter();
    let records = records.map(|(kind, count)| format!("{count} {kind}"));
    let records: Vec<String> = records.collect();
    said.push(format!("  records: {}", plain(&records.join(", "))));
    if checkup.interrupted > 0 {
        let count = checkup.interrupted;
        said.push(format!(
            "  replies that were interrupted: {count}, which is no damage"
        ));
    }
    said.join("\n") + "\n"
}

fn kinds(checkup: &Checkup) -> String {
    let mut counts = BTreeMap::new();
    for finding in &checkup.findings {
        *counts.entry(finding.kind).or_insert(0_usize) += 1;
    }
    let counts = counts.iter();
    let each: Vec<String> = counts
        .map(|(kind, count)| format!("{count} {}", kind.name()))
        .collect();
    each.join(", ")
}

/// Text from outside, as a terminal may have it.
pub(super) fn plain(text: &str) -> String {
    Shown::code(text).runs().map(|run| run.text).collect()
}
