//! That what runs is what was shown: hashes of it and of the files that it consists of.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::surroundings::last_of;
use crate::chat::hexadecimal::hexadecimal;
use crate::chat::tool::invocation::{Invocation, Process, Run};

/// The largest file that is hashed, in bytes. It is read whole each time.
const MAX_FILE: u64 = 1 << 30;

/// Whose the folder is that a process runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Folder {
    /// Somebody's: the files in it count.
    Given,
    /// It is made, empty, when the process starts: what is in it now is none of it.
    Made,
}

/// The hash that stands for an invocation.
pub(super) fn sha256(invocation: &Invocation) -> String {
    hash(&invocation.canonical())
}

/// The hash of bytes, in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The program, what interprets it, and all arguments that are files, by where they really stand, with
/// their hashes.
///
/// # Errors
/// One of them cannot be read.
pub(super) fn files_of(process: &Process, folder: Folder) -> Result<Vec<(String, String)>, String> {
    let mut files = Vec::new();
    let mut words: Vec<&str> = process.argv.iter().map(String::as_str).collect();
    let interpreters = words
        .first()
        .map(|program| interpreters(program, &process.env));
    let interpreters = interpreters.unwrap_or_default();
    words.extend(interpreters.iter().map(String::as_str));
    for (at, word) in words.into_iter().enumerate() {
        let path = Path::new(&process.folder).join(word);
        // Links are followed to the file that is run, and one that leads elsewhere is another file.
        let Ok(real) = std::fs::canonicalize(&path) else {
            if at == 0 {
                let last = last_of(word);
                return Err(format!("program not found: {last}; put it back: {word}"));
            }
            continue;
        };
        let is_made = folder == Folder::Made && path.starts_with(&process.folder);
        if is_made || !real.is_file() {
            continue;
        }
        let name = real.to_string_lossy().into_owned();
        if files.iter().any(|(other, _)| *other == name) {
            continue;
        }
        let hash = hash_of(&real).map_err(|error| format!("{name} cannot be read: {error}"))?;
        files.push((name, hash));
    }
    Ok(files)
}

/// The longest first line of a script that the system reads, in bytes. Source: Linux, `BINPRM_BUF_SIZE`.
const FIRST_LINE: u64 = 256;

/// What a script names behind `#!`, and what `env` would find for it; nothing for other programs.
fn interpreters(program: &str, env: &[(String, String)]) -> Vec<String> {
    let mut line = Vec::new();
    let read = File::open(program).and_then(|file| file.take(FIRST_LINE).read_to_end(&mut line));
    let Some(line) = read.ok().and_then(|_| line.strip_prefix(b"#!")) else {
        return Vec::new();
    };
    let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let mut words = line.split_ascii_whitespace();
    let Some(first) = words.next() else {
        return Vec::new();
    };
    let mut found = vec![first.to_owned()];
    if Path::new(first)
        .file_name()
        .is_some_and(|name| name == "env")
    {
        // What is neither an option nor a variable is the program.
        let name = words.find(|word| !word.starts_with('-') && !word.contains('='));
        let path = env.iter().find(|(name, _)| name == "PATH");
        let folders = path.map_or("", |(_, path)| path).split(':');
        let places = name.iter().flat_map(|name| {
            let folders = folders.clone();
            folders.map(move |folder| Path::new(folder).join(name))
        });
        let place = places.into_iter().find(|place| place.is_file());
        found.extend(place.map(|place| place.to_string_lossy().into_owned()));
    }
    found
}

fn hash_of(path: &Path) -> io::Result<String> {
    let file = File::open(path)?;
    if file.metadata()?.len() > MAX_FILE {
        return Err(io::Error::other("it is larger than 1 GiB"));
    }
    let mut file = file.take(MAX_FILE + 1);
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 128 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hexadecimal(&hasher.finalize())),
            count => hasher.update(&buffer[..count]),
        }
    }
}

/// Looks whether this is still what was approved with this hash.
///
/// # Errors
/// What differs, and what to do.
pub(super) fn check(invocation: &Invocation, approved: &str) -> Result<(), String> {
    if sha256(invocation) != approved {
        return Err(format!(
            "{} did not run: it is not what you were shown",
            invocation.tool
        ));
    }
    match &invocation.run {
        Run::Process(process) | Run::Shell { process, .. } => {
            let again = match invocation.call {
                Some(_) => "^X t, r asks you again",
                None => "ask it again to see what would run now",
            };
            let tool = &invocation.tool;
            check_files(process, Folder::Given, again)
                .map_err(|why| format!("{tool} did not run: {why}"))
        }
        // The file of an edit is looked at when it is written, those of a server when it is started.
        Run::Edit { .. } | Run::Server { .. } => Ok(()),
    }
}

/// Looks whether the files of a process are still what was approved.
///
/// # Errors
/// What differs, and how to be asked again.
pub(super) fn check_files(process: &Process, folder: Folder, again: &str) -> Result<(), String> {
    let now = files_of(process, folder)?;
    let gone = process.files.iter().find(|file| !now.contains(file));
    let new = || now.iter().find(|file| !process.files.contains(file));
    match gone.or_else(new) {
        None => Ok(()),
        Some((path, _)) => Err(format!(
            "its files have changed; {again}: {path} is not what it was when you were asked"
        )),
    }
}
