//! That what runs is what was shown: hashes of it and of the files that it consists of.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::chat::hexadecimal::hexadecimal;
use crate::chat::tool::invocation::{Invocation, Process, Run};

/// The largest file that is hashed, in bytes. It is read whole each time.
const MAX_FILE: u64 = 1 << 30;

/// The hash that stands for an invocation.
pub(super) fn sha256(invocation: &Invocation) -> String {
    hash(&invocation.canonical())
}

/// The hash of bytes, in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The program and all arguments that are files, by where they really stand, with their hashes.
///
/// # Errors
/// One of them cannot be read.
pub(super) fn files_of(argv: &[String], folder: &str) -> Result<Vec<(String, String)>, String> {
    let mut files = Vec::new();
    for (at, word) in argv.iter().enumerate() {
        let path = Path::new(folder).join(word);
        // Links are followed to the file that is run, and one that leads elsewhere is another file.
        let Ok(real) = std::fs::canonicalize(&path) else {
            if at == 0 {
                return Err(format!("{word} is not there any more"));
            }
            continue;
        };
        if !real.is_file() {
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
        Run::Process(process) | Run::Shell { process, .. } => check_files(process),
        // The file of an edit is looked at when it is written; a server has been started before.
        Run::Edit { .. } | Run::Server { .. } => Ok(()),
    }
}

fn check_files(process: &Process) -> Result<(), String> {
    let now = files_of(&process.argv, &process.folder)?;
    let gone = process.files.iter().find(|file| !now.contains(file));
    let new = || now.iter().find(|file| !process.files.contains(file));
    match gone.or_else(new) {
        None => Ok(()),
        Some((path, _)) => Err(format!(
            "{} did not run: {path} is not what it was when you were asked; let it be planned again to see what would run now",
            process.argv[0]
        )),
    }
}
