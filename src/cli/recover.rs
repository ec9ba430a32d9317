//! `outcrop recover`: a sound copy of a damaged conversation file.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::store::recover::{self, HeadFound, Recovered};

use super::args::RecoverArgs;
use super::check::plain;

/// Writes the copy, and tells what is in it.
pub(super) fn run(args: &RecoverArgs) -> anyhow::Result<u8> {
    let path = args.output.clone().unwrap_or_else(|| beside(&args.file));
    let recovered = recover::copy(&args.file, &path)?;
    let mut out = std::io::stdout().lock();
    write!(out, "{}", in_words(&args.file, &path, &recovered))?;
    Ok(0)
}

/// `talk-recovered.jsonl` for `talk.jsonl`.
fn beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let extension = file
        .extension()
        .map(|it| format!(".{}", it.to_string_lossy()));
    file.with_file_name(format!("{stem}-recovered{}", extension.unwrap_or_default()))
}

fn in_words(from: &Path, to: &Path, made: &Recovered) -> String {
    let [from, to] = [from, to].map(|path| plain(&path.display().to_string()));
    let mut text = format!("{to}: {} records of {from}", made.records);
    match made.damage.len() {
        0 => text += "; all of its lines could be read\n",
        count => text += &format!("; {count} lines could not be read and are put aside in it\n"),
    }
    if made.head == HeadFound::No {
        text += "  the header could not be read; the copy has a new one\n";
    }
    for line in &made.damage {
        let reason = plain(&line.reason.to_string());
        text += &format!(
            "  line {}: {reason}; missing: {}\n",
            line.line,
            plain(&line.cost)
        );
    }
    text
}
