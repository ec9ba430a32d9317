//! `outcrop recover`: a sound copy of a damaged conversation file.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::store::recover::{self, HeadFound, Recovered};

use super::args::RecoverArgs;
use super::check::plain;

/// Writes the copy, and tells what is in it.
pub(super) fn run(args: &RecoverArgs) -> anyhow::Result<u8> {
    let path = args.output.clone().unwrap_or_else(|| beside(&args.file));
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        bail!(
            "there is no folder {}; make it first",
            plain(&folder.display().to_string())
        );
    }
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
    let bad = match made.damage.len() {
        0 => "all of its lines could be read".to_owned(),
        1 => "1 line could not be read and is put aside in it".to_owned(),
        count => format!("{count} lines could not be read and are put aside in it"),
    };
    let mut said = vec![format!("{to}: {} records of {from}; {bad}", made.records)];
    if made.head == HeadFound::No {
        said.push("  the header could not be read; the copy has a new one".to_owned());
    }
    said.extend(made.damage.iter().map(|damage| {
        let (line, reason) = (damage.line, plain(&damage.reason.to_string()));
        format!("  line {line}: {reason}; missing: {}", plain(&damage.cost))
    }));
    said.join("\n") + "\n"
}
