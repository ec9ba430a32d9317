//! Reading along in a file that another program writes to.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::blobs::BlobPlace;
use super::error::store_error;
use super::format::{Decoded, decode};
use super::guard::Guard;
use super::health::Damage;
use super::load::{Loaded, load_live, not_a_conversation, regular};
use super::loss;
use crate::chat::failure::{FileChange, StoreError};
use crate::chat::progress::Monitor;
use crate::chat::record::{Entry, Record};

/// A file that is read along, and how far it was.
#[derive(Debug)]
pub(crate) struct Follow {
    path: PathBuf,
    file: File,
    guard: Guard,
    lines: usize,
}

/// What has come since the last look.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct News {
    /// Records, in file order.
    pub(crate) entries: Vec<Entry>,
    /// Where the bytes of attachments among them stand.
    pub(crate) places: Vec<BlobPlace>,
    /// Lines that are no records.
    pub(crate) damage: Vec<Damage>,
}

impl News {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.damage.is_empty()
    }
}

impl Follow {
    /// Reads what is there. A line that has no end yet is left for later.
    ///
    /// # Errors
    /// The file cannot be read, or is no conversation; or nobody waits for it any more.
    pub(crate) fn begin(path: &Path, monitor: &dyn Monitor) -> Result<(Self, Loaded), StoreError> {
        let mut follow = Self::open(path)?;
        let bytes = follow.rest()?;
        let loaded = load_live(&bytes, monitor).map_err(|why| why.of(path))?;
        follow.lines = loaded.lines;
        Ok((follow, loaded))
    }

    /// Goes on behind so many bytes of a file, which are known.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(crate) fn behind(path: &Path, end: u64) -> Result<Self, StoreError> {
        let mut follow = Self::open(path)?;
        follow.guard = follow.guard.with_end(end);
        Ok(follow)
    }

    fn open(path: &Path) -> Result<Self, StoreError> {
        let opened = regular(path).and_then(|()| File::open(path));
        let file = opened.map_err(|error| store_error("open", path, &error))?;
        let guard = Guard::new(&file).map(|guard| guard.with_end(0));
        let guard = guard.ok_or_else(|| not_a_conversation(path))?;
        Ok(Self {
            path: path.to_owned(),
            file,
            guard,
            lines: 0,
        })
    }

    /// Where the file is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads what has come since.
    ///
    /// # Errors
    /// Something else was done to the file than to append to it.
    pub(crate) fn news(&mut self) -> Result<News, FileChange> {
        match self.guard.look(&self.file, &self.path) {
            Ok(()) => return Ok(News::default()),
            Err(FileChange::Grown) => {}
            Err(change) => return Err(change),
        }
        let start = self.guard.end();
        // What cannot be read now can be later.
        let bytes = self.rest().unwrap_or_default();
        let mut news = News::default();
        let mut at = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.lines += 1;
            let content = line.strip_suffix(b"\n").unwrap_or(line);
            let begin = usize::try_from(start).unwrap_or(usize::MAX) + at;
            at += line.len();
            if !content.is_empty() {
                news.take(self.lines, begin, content);
            }
        }
        Ok(news)
    }

    /// All whole lines behind what was read.
    fn rest(&mut self) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        let read = self.file.seek(SeekFrom::Start(self.guard.end()));
        let read = read.and_then(|_| self.file.read_to_end(&mut bytes));
        read.map_err(|error| store_error("read", &self.path, &error))?;
        let end = bytes.iter().rposition(|byte| *byte == b'\n');
        bytes.truncate(end.map_or(0, |end| end + 1));
        self.guard.grew(bytes.len() as u64);
        Ok(bytes)
    }
}

impl News {
    fn take(&mut self, line: usize, begin: usize, content: &[u8]) {
        match decode(content) {
            Ok(Decoded { entry, data }) => {
                if let (Record::Blob(blob), Some(data)) = (&entry.record, data) {
                    let place = BlobPlace::in_line(&blob.hash, begin as u64, &data);
                    self.places.push(place);
                }
                self.entries.push(entry);
            }
            Err(reason) => self.damage.push(Damage {
                line,
                bytes: begin..begin + content.len(),
                reason,
                cost: loss::cost(content),
                near: None,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::chat::progress::Patient;
    use crate::store::generate;
    use crate::store::load::load;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn reading_along_in_any_pieces_is_as_reading_it_whole(
            entries in generate::file(30),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
        ) {
            let lines = entries.iter().map(|entry| generate::line(entry) + "\n");
            let bytes = lines.collect::<String>().into_bytes();
            let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
            ends.push(bytes.len());
            ends.sort_unstable();
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.jsonl");
            let first = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
            fs::write(&path, &bytes[..first]).unwrap();
            let (mut follow, loaded) = Follow::begin(&path, &Patient).unwrap();
            let (mut conversation, mut blobs) = (loaded.conversation, loaded.blobs);
            let mut done = first;
            for end in ends.into_iter().filter(|end| *end > first) {
                let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
                file.write_all(&bytes[done..end]).unwrap();
                done = end;
                let news = follow.news().unwrap();
                prop_assert_eq!(&news.damage, &Vec::new());
                news.entries.iter().for_each(|entry| conversation.apply(entry));
                blobs.extend(news.places.into_iter().map(|place| (place.hash.clone(), place)));
            }
            conversation.interrupt_open();
            let whole = load(&bytes).unwrap();
            prop_assert_eq!(conversation, whole.conversation);
            prop_assert_eq!(blobs, whole.blobs);
            prop_assert!(follow.news().unwrap().is_empty());
        }
    }

    #[test]
    fn what_is_no_growth_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        fs::write(&path, "{\"n\":1,\n").unwrap();
        let (mut follow, _) = Follow::begin(&path, &Patient).unwrap();
        fs::write(&path, "").unwrap();
        assert_eq!(follow.news(), Err(FileChange::Shrunk));
        fs::remove_file(&path).unwrap();
        assert_eq!(follow.news(), Err(FileChange::Removed));
    }

    #[test]
    fn a_bad_line_is_told_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        fs::write(&path, "{\"n\":1,\n").unwrap();
        let mut follow = Follow::begin(&path, &Patient).unwrap().0;
        fs::write(&path, "{\"n\":1,\ngarbage\nnot whole").unwrap();
        let news = follow.news().unwrap();
        assert_eq!((news.damage[0].line, news.damage.len()), (2, 1));
        assert_eq!(news.damage[0].bytes, 8..15);
    }
}
