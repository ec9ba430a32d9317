//! One open conversation file, locked, for appending.

use std::borrow::Cow;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, ErrorKind, Read, Seek as _, Write};
use std::ops::Range;
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};

use super::atomic::{create_private, folder_of, make_folder, sync_folder};
use super::blobs::BlobPlace;
use super::error::store_error;
use super::guard::{FileId, Guard};
use super::lines::{Lines, Tail};
use super::load::{Loaded, content, load_watched, regular, stopped};
use super::memory::Memory;
use super::recover;
use super::report::Receipt;
#[cfg(test)]
use super::{blobs::BlobBytes, format::encode};
use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::ids::Number;
use crate::chat::progress::{Monitor, Patient, Steps, Stopped, Unit};
#[cfg(test)]
use crate::chat::record::Entry;

/// How many bytes of a file are copied at a time.
const PART: usize = 256 * 1024;

/// A conversation file that this program alone appends to.
///
/// It is never replaced, shortened or rewritten. After an error it takes the next try. Nothing is
/// written while the file is not as we left it.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    lines: Lines<File>,
    guard: Option<Guard>,
    memory: Memory,
}

impl Journal {
    /// Makes a new file, which must not exist, and the folders that it needs.
    ///
    /// # Errors
    /// What the system says, as when the file exists.
    pub(crate) fn create(path: &Path) -> Result<Self, StoreError> {
        let file = make_folder(folder_of(path))
            .and_then(|()| create_private(path))
            .map_err(|error| store_error("create", path, &error))?;
        lock(&file, path)?;
        sync_folder(folder_of(path));
        let journal = Self::new(path, file, Tail::Closed);
        Ok(Self {
            memory: Memory::of(Vec::new()),
            ..journal
        })
    }

    /// Opens a file to go on with it, and reads it under the lock.
    ///
    /// # Errors
    /// It cannot be opened for writing, another program has it, or it is no conversation. The first
    /// two do not keep anybody from reading it.
    pub(crate) fn open(path: &Path) -> Result<(Self, Loaded), StoreError> {
        Self::open_watched(path, &Patient)
    }

    /// The same, for somebody who may not want to wait for it.
    ///
    /// # Errors
    /// As those of `open`, or it was stopped.
    pub(crate) fn open_watched(
        path: &Path,
        monitor: &dyn Monitor,
    ) -> Result<(Self, Loaded), StoreError> {
        let file = regular(path)
            .and_then(|()| OpenOptions::new().read(true).append(true).open(path))
            .map_err(|error| store_error("open", path, &error))?;
        lock(&file, path)?;
        let mut bytes = Vec::new();
        (&file)
            .read_to_end(&mut bytes)
            .map_err(|error| store_error("read", path, &error))?;
        let loaded = load_watched(&bytes, monitor).map_err(|why| why.of(path))?;
        let mut journal = Self::new(path, file, loaded.tail);
        journal.guard = journal.guard.map(|it| it.with_end(bytes.len() as u64));
        journal.memory = Memory::of(bytes);
        Ok((journal, loaded))
    }

    /// Copies the records of a file that is only read, as they are, to go on in the copy.
    ///
    /// Lines that are no records stay behind in `from`, so that the copy is sound; a header is made
    /// where there is none. Attachments stand elsewhere in it, so their places are told.
    ///
    /// # Errors
    /// The file cannot be read, or the new one exists or cannot be written; or nobody waits for it any
    /// more.
    pub(crate) fn fork(
        from: &Path,
        to: &Path,
        monitor: &dyn Monitor,
    ) -> Result<(Self, Vec<BlobPlace>), StoreError> {
        let sound = recover::sound(&content("read", from)?);
        Ok((Self::of_bytes(to, &sound.bytes, monitor)?, sound.places))
    }

    /// Makes a new file of these bytes, which end with a newline or are none.
    ///
    /// # Errors
    /// The file exists or cannot be written whole, or nobody waits for it; there is none then.
    pub(super) fn of_bytes(
        path: &Path,
        bytes: &[u8],
        monitor: &dyn Monitor,
    ) -> Result<Self, StoreError> {
        Self::filled(path, Tail::Closed, |file| {
            pour(bytes, bytes.len(), file, monitor)
        })
    }

    /// Makes a new file of these lines, which come without their newlines.
    ///
    /// # Errors
    /// The file exists or cannot be written whole, or nobody waits for it; there is none then.
    pub(super) fn of_lines(
        path: &Path,
        lines: &[Cow<'_, [u8]>],
        monitor: &dyn Monitor,
    ) -> Result<Self, StoreError> {
        let size = lines.iter().map(|line| line.len() + 1).sum();
        Self::filled(path, Tail::Closed, |file| {
            let mut steps = Steps::begin(size, Unit::Written, monitor)?;
            let mut out = BufWriter::new(file);
            for line in lines {
                out.write_all(line)?;
                out.write_all(b"\n")?;
                steps.step(line.len() + 1)?;
            }
            Ok(out.flush()?)
        })
    }

    /// Makes a new file with this content; none if it could not be written whole.
    fn filled(
        path: &Path,
        tail: Tail,
        fill: impl FnOnce(&File) -> Result<(), NotFilled>,
    ) -> Result<Self, StoreError> {
        let Self { lines, .. } = Self::create(path)?;
        let made = lines.into_inner();
        let filled = fill(&made).and_then(|()| Ok(made.sync_all()?));
        filled.map_err(|why| {
            // Only what was just made here, and is incomplete, goes.
            let _ = std::fs::remove_file(path);
            match why {
                NotFilled::System(error) => store_error("write", path, &error),
                NotFilled::Stopped(_) => stopped("write", path),
            }
        })?;
        Ok(Self::new(path, made, tail))
    }

    fn new(path: &Path, file: File, tail: Tail) -> Self {
        Self {
            path: path.to_owned(),
            guard: Guard::new(&file),
            lines: Lines::new(file, tail),
            memory: Memory::default(),
        }
    }

    /// Which file it is, whatever its name.
    pub(crate) fn id(&self) -> Option<FileId> {
        self.guard.map(|guard| guard.id())
    }

    /// How many bytes of the file are known here.
    pub(crate) fn end(&self) -> u64 {
        self.guard.map_or(0, |guard| guard.end())
    }

    /// Looks whether the file is as we left it.
    ///
    /// # Errors
    /// What somebody else has done to it.
    pub(crate) fn look(&self) -> Result<(), StoreError> {
        let Some(guard) = &self.guard else {
            return Ok(());
        };
        let looked = guard.look(self.lines.get_ref(), &self.path);
        looked.map_err(|change| StoreError {
            doing: "write",
            path: self.path.display().to_string(),
            cause: change.told().to_owned(),
            kind: StoreErrorKind::Changed(change),
        })
    }

    /// Goes on in the file where it is now, after somebody has moved it. Gives its path.
    ///
    /// # Errors
    /// The system does not tell where that is; the journal then stays as it was.
    pub(crate) fn move_along(&mut self) -> Result<&Path, StoreError> {
        let name = format!("/proc/self/fd/{}", self.lines.get_ref().as_raw_fd());
        let found = std::fs::read_link(name)
            .ok()
            .filter(|path| self.id().is_some() && FileId::at(path) == self.id());
        self.path = found.ok_or_else(|| StoreError {
            doing: "find",
            path: self.path.display().to_string(),
            cause: "the system does not tell where it is now".to_owned(),
            kind: StoreErrorKind::Other,
        })?;
        Ok(&self.path)
    }

    /// Where the file is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// All that stands in the file by now.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn content(&self) -> Result<Vec<u8>, StoreError> {
        // Read through the open file: its name may be gone.
        let mut file = self.lines.get_ref();
        let mut bytes = Vec::new();
        let read = file.rewind();
        let read = read.and_then(|()| file.take(self.known()).read_to_end(&mut bytes));
        read.map_err(|error| store_error("read", &self.path, &error))?;
        Ok(bytes)
    }

    /// Writes a record. Once this returns, it survives the end of the program.
    ///
    /// # Errors
    /// What the system says. The record is not in the file, but a torn part of it may be, which the
    /// next try closes.
    #[cfg(test)]
    pub(crate) fn append(&mut self, entry: &Entry) -> Result<Receipt, StoreError> {
        let line = encode(entry, &BlobBytes::default()).unwrap();
        self.append_line(&line.text, entry.n)
    }

    /// Where the bytes of a blob stand that was the last line; `None` if the system does not tell.
    pub(super) fn place_of_last(&self, hash: &str, data: &Range<usize>) -> Option<BlobPlace> {
        // A file that is only appended to is at its end after each write.
        let end = self.lines.get_ref().stream_position().ok()?;
        let line = end.checked_sub(self.lines.last() as u64)?;
        Some(BlobPlace::in_line(hash, line, data))
    }

    /// Writes a line that `encode` made; up to `n` all records are then in the file.
    pub(super) fn append_line(&mut self, line: &str, n: Number) -> Result<Receipt, StoreError> {
        self.look()?;
        match self.lines.append(line) {
            Ok(bytes) => {
                if let Some(guard) = &mut self.guard {
                    guard.grew(bytes as u64);
                }
                self.memory.take(line, self.lines.last(), bytes);
                Ok(Receipt { n })
            }
            Err(error) => {
                // An error does not tell how much of the line is there.
                self.memory = Memory::default();
                let now = Guard::new(self.lines.get_ref());
                self.guard = self.guard.and(now);
                Err(store_error("write", &self.path, &error))
            }
        }
    }

    /// How many bytes of the file are ours: what another program has written behind is not.
    fn known(&self) -> u64 {
        self.guard.map_or(u64::MAX, |guard| guard.end())
    }

    /// Makes sure that what was appended survives a power failure.
    ///
    /// # Errors
    /// What the system says. A second call can then succeed without having saved anything, so only
    /// another file helps.
    pub(crate) fn sync(&self) -> Result<(), StoreError> {
        let synced = self.lines.get_ref().sync_data();
        synced.map_err(|error| store_error("sync", &self.path, &error))
    }

    /// Copies the file as it is, unknown and damaged lines too, and goes on in the copy.
    ///
    /// # Errors
    /// The new file exists or cannot be written, or nobody waits for it; the journal then stays where
    /// it was.
    pub(crate) fn save_as(&mut self, path: &Path, monitor: &dyn Monitor) -> Result<(), StoreError> {
        // Read through the open file: its name may be gone.
        let mut from = self.lines.get_ref();
        let known = self.known();
        // What somebody has cut off is still here.
        let whole = self.memory.get().filter(|it| it.len() as u64 == known);
        let mut copy = Self::filled(path, self.lines.tail(), |file| {
            if let Some(bytes) = whole {
                return pour(bytes, bytes.len(), file, monitor);
            }
            from.rewind()?;
            let size = from.metadata()?.len().min(known);
            pour(
                from.take(known),
                usize::try_from(size).unwrap_or(usize::MAX),
                file,
                monitor,
            )
        })?;
        copy.memory = std::mem::take(&mut self.memory);
        *self = copy;
        Ok(())
    }
}

/// Why a new file is not whole.
#[derive(Debug, thiserror::Error)]
enum NotFilled {
    #[error(transparent)]
    System(#[from] io::Error),
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Copies all that is read, about so many bytes.
fn pour(
    mut from: impl Read,
    size: usize,
    mut to: impl Write,
    monitor: &dyn Monitor,
) -> Result<(), NotFilled> {
    let mut steps = Steps::begin(size, Unit::Written, monitor)?;
    let mut part = vec![0; PART];
    loop {
        let count = match from.read(&mut part) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        to.write_all(&part[..count])?;
        steps.step(count)?;
    }
}

/// Takes the lock, which the system gives back whenever the program ends.
pub(super) fn lock(file: &File, path: &Path) -> Result<(), StoreError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(StoreError {
            doing: "lock",
            path: path.display().to_string(),
            cause: "another program has it open".to_owned(),
            kind: StoreErrorKind::Locked,
        }),
        // Some network file systems have no locks; that is no reason not to save.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(()),
        Err(TryLockError::Error(error)) => Err(store_error("lock", path, &error)),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::chat::conversation::Conversation;
    use crate::chat::failure::FileChange;
    use crate::chat::ids::ConversationId;
    use crate::chat::progress::tests::Clerk;
    use crate::chat::record::{Header, Record, TitleBy, VERSION};
    use crate::chat::time::Wall;
    use crate::store::generate;
    use crate::store::health::Access;

    fn title(n: u64, text: &str) -> Entry {
        Entry {
            n: Number(n),
            at: Wall(5),
            act: Number(n),
            record: Record::Title {
                text: text.to_owned(),
                by: TitleBy::Hand,
            },
        }
    }

    fn header() -> Entry {
        let id = ConversationId::from_random([1; 6]);
        let header = Header {
            version: VERSION,
            id: id.clone(),
            by: "outcrop".into(),
            origin: None,
        };
        Conversation::new(id).entry(Record::Header(header), Wall(5), None)
    }

    /// A journal with its header and one title.
    fn begun(folder: &Path) -> Journal {
        let mut journal = Journal::create(&folder.join("new/a.jsonl")).unwrap();
        journal.append(&header()).unwrap();
        let receipt = journal.append(&title(2, "first")).unwrap();
        assert_eq!(receipt, Receipt { n: Number(2) });
        journal
    }

    #[test]
    fn what_was_appended_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let journal = begun(folder.path());
        journal.sync().unwrap();
        let path = journal.path().to_owned();
        drop(journal);
        let (mut journal, loaded) = Journal::open(&path).unwrap();
        assert_eq!(loaded.conversation.title(), Some("first"));
        assert_eq!(loaded.health.access(), Access::Editable);
        journal.append(&title(3, "second")).unwrap();
        let loaded = crate::store::load::read(&path).unwrap();
        assert_eq!(loaded.conversation.title(), Some("second"));
        assert_eq!(loaded.lines, 3);
    }

    #[test]
    fn a_copy_that_nobody_waits_for_is_none_and_the_journal_stays_where_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (copy, other) = (folder.path().join("b.jsonl"), folder.path().join("c.jsonl"));
        let mut journal = begun(folder.path());
        let path = journal.path().to_owned();
        for patience in [1, 2] {
            let clerk = Clerk::until(patience);
            let error = journal.save_as(&copy, &clerk).unwrap_err();
            assert_eq!(error.kind, StoreErrorKind::Stopped);
            let error = Journal::fork(&path, &other, &Clerk::until(patience)).unwrap_err();
            assert_eq!(error.kind, StoreErrorKind::Stopped);
            assert!(!copy.exists() && !other.exists(), "{:?}", clerk.told());
        }
        assert_eq!(journal.path(), path);
        journal.append(&title(3, "second")).unwrap();
        let clerk = Clerk::patient();
        journal.save_as(&copy, &clerk).unwrap();
        assert_eq!(clerk.told(), ["0 % written", "100 % written"]);
        let loaded = crate::store::load::read(&copy).unwrap();
        assert_eq!(loaded.conversation.title(), Some("second"));
    }

    #[test]
    fn a_torn_tail_is_closed_by_the_first_append() {
        let folder = tempfile::tempdir().unwrap();
        let path = begun(folder.path()).path().to_owned();
        let whole = fs::read(&path).unwrap();
        let begin = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for cut in begin..whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let (mut journal, loaded) = Journal::open(&path).unwrap();
            let next = loaded.conversation.next_number().0;
            journal.append(&title(next, "second")).unwrap();
            drop(journal);
            let again = crate::store::load::read(&path).unwrap();
            assert_eq!(again.conversation.title(), Some("second"), "cut at {cut}");
            assert_eq!(again.health, loaded.health);
            assert_eq!(again.health.access(), Access::Editable);
        }
    }

    #[test]
    fn a_second_handle_is_told_that_the_file_is_locked() {
        let folder = tempfile::tempdir().unwrap();
        let journal = begun(folder.path());
        let error = Journal::open(journal.path()).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Locked);
        let path = journal.path().to_owned();
        assert!(crate::store::load::read(&path).is_ok());
        drop(journal);
        assert!(Journal::open(&path).is_ok());
    }

    #[test]
    fn an_existing_file_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        fs::write(&path, "mine").unwrap();
        assert!(Journal::create(&path).is_err());
        let mut journal = begun(folder.path());
        assert!(journal.save_as(&path, &Patient).is_err());
        journal.append(&title(3, "still here")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"mine");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let journal = begun(folder.path());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(journal.path()), 0o600);
        assert_eq!(mode(folder_of(journal.path())), 0o700);
    }

    #[test]
    fn a_copy_has_every_byte_and_goes_on_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = begun(folder.path()).path().to_owned();
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(b"damaged\n{\"n\":4,\"torn");
        fs::write(&path, &bytes).unwrap();
        let (mut journal, _) = Journal::open(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let copy = folder.path().join("copies/b.jsonl");
        journal.save_as(&copy, &Patient).unwrap();
        assert_eq!(journal.path(), copy);
        journal.append(&title(5, "in the copy")).unwrap();
        bytes.push(b'\n');
        let written = fs::read(&copy).unwrap();
        assert!(written.starts_with(&bytes));
        let error = Journal::open(&copy).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Locked);
        drop(journal);
        let (_, loaded) = Journal::open(&copy).unwrap();
        assert_eq!(loaded.conversation.title(), Some("in the copy"));
        assert_eq!(loaded.health.damage.len(), 2);
    }

    #[test]
    fn what_was_cut_off_a_file_is_in_its_copy() {
        let folder = tempfile::tempdir().unwrap();
        let path = begun(folder.path()).path().to_owned();
        let (mut journal, _) = Journal::open(&path).unwrap();
        journal.append(&title(3, "third")).unwrap();
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..40]).unwrap();
        let error = journal.append(&title(4, "fourth")).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Changed(FileChange::Shrunk));
        let copy = folder.path().join("b.jsonl");
        journal.save_as(&copy, &Patient).unwrap();
        assert_eq!(fs::read(&copy).unwrap(), whole);
        journal.append(&title(4, "fourth")).unwrap();
        assert!(fs::read(&copy).unwrap().starts_with(&whole));
        assert_eq!(fs::read(&path).unwrap(), &whole[..40]);
    }

    #[test]
    fn what_another_program_wrote_is_not_in_a_copy() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = begun(folder.path());
        let ours = fs::read(journal.path()).unwrap();
        let mut theirs = OpenOptions::new()
            .append(true)
            .open(journal.path())
            .unwrap();
        theirs.write_all(b"theirs\n").unwrap();
        let error = journal.append(&title(3, "third")).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Changed(FileChange::Grown));
        journal.memory = Memory::default();
        let copy = folder.path().join("b.jsonl");
        journal.save_as(&copy, &Patient).unwrap();
        assert_eq!(fs::read(&copy).unwrap(), ours);
    }

    #[test]
    fn a_file_that_was_moved_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = begun(folder.path());
        let there = folder.path().join("there.jsonl");
        fs::rename(journal.path(), &there).unwrap();
        let error = journal.append(&title(3, "third")).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Changed(FileChange::Moved));
        assert_eq!(journal.move_along().unwrap(), there);
        journal.append(&title(3, "third")).unwrap();
        fs::remove_file(&there).unwrap();
        assert!(journal.move_along().is_err());
    }

    #[test]
    fn a_fork_of_a_damaged_file_is_sound_and_leaves_it_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = begun(folder.path()).path().to_owned();
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(b"damaged\n\n");
        bytes.extend_from_slice(generate::line(&title(4, "last")).as_bytes());
        fs::write(&path, &bytes).unwrap();
        assert_ne!(
            Journal::open(&path).unwrap().1.health.access(),
            Access::Editable
        );
        let copy = folder.path().join("b.jsonl");
        let (mut fork, _) = Journal::fork(&path, &copy, &Patient).unwrap();
        fork.append(&title(5, "gone on")).unwrap();
        drop(fork);
        let (_, loaded) = Journal::open(&copy).unwrap();
        assert_eq!(loaded.health.access(), Access::Editable);
        assert_eq!(
            (loaded.lines, loaded.conversation.title()),
            (4, Some("gone on"))
        );
        assert_eq!(fs::read(&path).unwrap(), bytes);
        assert!(Journal::fork(&path, &copy, &Patient).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_and_the_next_try_may_succeed() {
        let folder = tempfile::tempdir().unwrap();
        let open = |path: &str| OpenOptions::new().append(true).open(path).unwrap();
        let mut journal = begun(folder.path());
        let path = journal.path().to_owned();
        let full = Lines::new(open("/dev/full"), Tail::Closed);
        let room = std::mem::replace(&mut journal.lines, full);
        journal.guard = None;
        let error = journal.append(&title(3, "third")).unwrap_err();
        assert_eq!((error.kind, error.doing), (StoreErrorKind::Full, "write"));
        assert!(error.cause.contains("No space left"), "{error}");
        journal.lines = room;
        journal.append(&title(3, "third")).unwrap();
        let loaded = crate::store::load::read(&path).unwrap();
        assert_eq!(loaded.conversation.title(), Some("third"));
    }

    #[test]
    fn devices_and_folders_are_no_conversations() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Journal::open(folder.path()).is_err());
        assert!(Journal::open(Path::new("/dev/zero")).is_err());
    }
}
