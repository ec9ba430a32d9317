//! The folder below which programs run that have none: made when it is needed, locked while outcrop
//! lives, removed when it ends. One that an outcrop has left which was killed is removed by the next.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;

use rustix::fs::{FlockOperation, flock};

use crate::chat::hexadecimal::hexadecimal;
use crate::store::atomic::make_folder;

/// How its name begins.
const NAME: &str = "outcrop-";

/// How many hexadecimal digits follow.
const DIGITS: usize = 16;

/// The folder. It is named once, so that what was allowed for a call stays allowed for the same call.
#[derive(Debug)]
pub(super) struct Base {
    path: PathBuf,
    /// Locked, so that nobody takes the folder for one that was left.
    lock: Option<File>,
}

impl Base {
    /// A name for it that nobody can guess; it is not made yet.
    ///
    /// # Errors
    /// There is no place for it, or no random bytes.
    pub(super) fn named() -> Result<Self, String> {
        let mut random = [0; DIGITS / 2];
        getrandom::fill(&mut random)
            .map_err(|error| format!("the system gives no random bytes: {error}"))?;
        let path = std::env::temp_dir().join(format!("{NAME}{}", hexadecimal(&random)));
        let is_usable = path.to_str().is_some_and(|path| path.starts_with('/'));
        let why = || "TMPDIR is no absolute path; set it to one".to_owned();
        is_usable
            .then_some(Self { path, lock: None })
            .ok_or_else(why)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes it, and removes those that were left.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn make(&mut self) -> Result<(), String> {
        if self.lock.is_some() {
            return Ok(());
        }
        let told = |error: std::io::Error| format!("{} was not made: {error}", self.path.display());
        make_folder(&self.path).map_err(told)?;
        let lock = File::open(&self.path).map_err(told)?;
        // Where nothing can be locked, nothing that was left is removed either.
        flock(&lock, FlockOperation::NonBlockingLockShared).ok();
        self.lock = Some(lock);
        if let Some(folder) = self.path.parent().map(Path::to_owned) {
            let sweep = thread::Builder::new().name("sweep".to_owned());
            sweep.spawn(move || sweep_in(&folder)).ok();
        }
        Ok(())
    }
}

impl Drop for Base {
    fn drop(&mut self) {
        if self.lock.is_some() {
            fs::remove_dir_all(&self.path).ok();
        }
    }
}

/// Removes the folders of those outcrops of this user that live no more.
fn sweep_in(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let paths = entries.flatten().filter(|entry| {
        let name = entry.file_name();
        name.to_str().is_some_and(is_ours)
    });
    for path in paths.map(|entry| entry.path()) {
        if is_left(&path) {
            fs::remove_dir_all(&path).ok();
        }
    }
}

fn is_ours(name: &str) -> bool {
    name.strip_prefix(NAME).is_some_and(|digits| {
        digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Whether a folder is of this user, and nobody has it any more.
fn is_left(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(about) = fs::symlink_metadata(path) else {
        return false;
    };
    let own = about.uid() == rustix::process::geteuid().as_raw();
    if !own || !about.is_dir() {
        return false;
    }
    // One that is being made has no lock yet for a moment.
    let age = about.modified().ok().and_then(|time| time.elapsed().ok());
    let is_settled = age.is_some_and(|age| age.as_secs() >= 60);
    let lock = File::open(path);
    let locks = |lock: File| flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok();
    is_settled && lock.is_ok_and(locks)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn what_was_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let old = SystemTime::now() - Duration::from_hours(1);
        let place = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.join("inside")).unwrap();
            File::open(&path).unwrap().set_modified(old).unwrap();
            path
        };
        let left = place("outcrop-0123456789abcdef");
        let lives = place("outcrop-fedcba9876543210");
        let lock = File::open(&lives).unwrap();
        flock(&lock, FlockOperation::NonBlockingLockShared).unwrap();
        let others = [
            "outcrop-0123456789abcdeg",
            "outcrop-0123",
            "0123456789abcdef",
        ]
        .map(place);
        let new = folder.path().join("outcrop-00000000000000ff");
        fs::create_dir(&new).unwrap();
        let link = folder.path().join("outcrop-00000000000000aa");
        std::os::unix::fs::symlink(&others[0], &link).unwrap();
        sweep_in(folder.path());
        assert!(!left.exists());
        for kept in others.iter().chain([&lives, &new, &link]) {
            assert!(kept.exists(), "{}", kept.display());
        }
        assert!(others[0].join("inside").exists());
    }

    #[test]
    fn it_is_there_from_when_it_is_needed_until_the_end() {
        let mut base = Base::named().unwrap();
        let path = base.path().to_owned();
        assert!(!path.exists());
        base.make().unwrap();
        assert!(path.is_dir() && !is_left(&path));
        drop(base);
        assert!(!path.exists());
    }
}
