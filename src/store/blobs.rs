//! The bytes of attachments: named by their hash, written once, read again from their place.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use base64::engine::general_purpose::STANDARD;
use base64::read::DecoderReader;
use sha2::{Digest as _, Sha256};

use super::error::store_error;
use super::load::regular;
use crate::chat::failure::StoreError;
use crate::chat::hexadecimal::hexadecimal;
use crate::chat::record::Blob;

/// Bytes of attachments that are on their way into a file, by the hash that they have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct BlobBytes(BTreeMap<String, Arc<[u8]>>);

impl BlobBytes {
    /// Takes bytes, and gives the hash by which records name them: `sha256:` and 64 digits.
    pub(crate) fn add(&mut self, bytes: Arc<[u8]>) -> String {
        let hash = hash(&bytes);
        self.0.insert(hash.clone(), bytes);
        hash
    }

    /// Takes bytes whose hash is known already. A large file takes longer to hash than a key may wait.
    pub(crate) fn add_known(&mut self, hash: String, bytes: Arc<[u8]>) {
        self.0.insert(hash, bytes);
    }

    /// Takes the bytes of one blob from another one.
    pub(super) fn share(&mut self, blob: &Blob, from: &Self) -> Result<(), NoBytes> {
        let bytes = from.of(blob)?;
        self.0.insert(blob.hash.clone(), Arc::clone(bytes));
        Ok(())
    }

    /// Drops the bytes with this hash: somebody else has them by now.
    pub(crate) fn forget(&mut self, hash: &str) {
        self.0.remove(hash);
    }

    /// The bytes with this hash.
    pub(crate) fn get(&self, hash: &str) -> Option<&Arc<[u8]>> {
        self.0.get(hash)
    }

    /// The bytes that a record tells of.
    ///
    /// # Errors
    /// There are none with its hash, or not so many.
    pub(crate) fn of(&self, blob: &Blob) -> Result<&Arc<[u8]>, NoBytes> {
        let bytes = self.get(&blob.hash);
        let bytes = bytes.filter(|bytes| bytes.len() as u64 == blob.size);
        bytes.ok_or_else(|| NoBytes {
            hash: blob.hash.clone(),
        })
    }
}

/// The hash by which records name these bytes: `sha256:` and 64 digits.
pub(crate) fn hash(bytes: &[u8]) -> String {
    named(Sha256::digest(bytes).as_slice())
}

/// A blob that cannot be written: nobody has its bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the bytes of the attachment {hash} are not at hand; attach it again")]
pub(crate) struct NoBytes {
    /// The hash in the record.
    pub(crate) hash: String,
}

/// Where the bytes of an attachment stand in a file, in base64.
///
/// It stays right: a file only grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlobPlace {
    /// What the bytes must have: `sha256:` and 64 digits.
    pub(crate) hash: String,
    /// Of the first digit, in bytes from the beginning of the file.
    pub(crate) offset: u64,
    /// How many digits.
    pub(crate) length: u64,
}

impl BlobPlace {
    /// The place of data in a line that begins at this offset.
    pub(super) fn in_line(hash: &str, line: u64, data: &Range<usize>) -> Self {
        Self {
            hash: hash.to_owned(),
            offset: line + data.start as u64,
            length: data.len() as u64,
        }
    }
}

/// Reads the bytes of an attachment again.
///
/// # Errors
/// The file cannot be read, or has something else at this place by now.
pub(crate) fn read(path: &Path, place: &BlobPlace) -> Result<Vec<u8>, StoreError> {
    try_read(path, place).map_err(|error| store_error("read an attachment of", path, &error))
}

fn try_read(path: &Path, place: &BlobPlace) -> io::Result<Vec<u8>> {
    regular(path)?;
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(place.offset))?;
    let mut bytes = Vec::new();
    let mut sum = Sha256::new();
    decode(file.take(place.length), |part| {
        sum.update(part);
        bytes.extend_from_slice(part);
    })?;
    if named(sum.finalize().as_slice()) == place.hash {
        Ok(bytes)
    } else {
        let what = "the file has other bytes at its place than it had";
        Err(io::Error::new(ErrorKind::InvalidData, what))
    }
}

/// Checks that base64 stands for the bytes of a blob, without keeping them.
pub(super) fn check(data: &str, blob: &Blob) -> Result<(), String> {
    let mut sum = Sha256::new();
    let mut size = 0_u64;
    decode(data.as_bytes(), |part| {
        sum.update(part);
        size += part.len() as u64;
    })
    .map_err(|error| error.to_string())?;
    if size != blob.size {
        return Err(format!("{size} bytes and not {}", blob.size));
    }
    if named(sum.finalize().as_slice()) != blob.hash {
        return Err("its hash is another".to_owned());
    }
    Ok(())
}

/// Decodes base64 in pieces, so that a large attachment is in memory once at the most.
fn decode(digits: impl Read, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let mut reader = DecoderReader::new(digits, &STANDARD);
    let mut part = vec![0; 48 * 1024];
    loop {
        match reader.read(&mut part)? {
            0 => return Ok(()),
            count => take(&part[..count]),
        }
    }
}

/// The name of bytes with this digest.
fn named(digest: &[u8]) -> String {
    format!("sha256:{}", hexadecimal(digest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::failure::StoreErrorKind;

    /// A file with text before and behind base64 of `hello`.
    fn file() -> (tempfile::TempDir, std::path::PathBuf, BlobPlace) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, "before \"aGVsbG8=\" behind").unwrap();
        let place = BlobPlace {
            hash: BlobBytes::default().add(b"hello"[..].into()),
            offset: 8,
            length: 8,
        };
        (folder, path, place)
    }

    #[test]
    fn bytes_are_read_from_their_place() {
        let (_folder, path, place) = file();
        assert_eq!(read(&path, &place), Ok(b"hello".to_vec()));
    }

    #[test]
    fn a_place_that_has_something_else_by_now_is_told() {
        let (_folder, path, place) = file();
        for (offset, length) in [(8, 4), (9, 8), (7, 8), (4000, 8), (8, u64::MAX)] {
            let place = BlobPlace {
                offset,
                length,
                ..place.clone()
            };
            let error = read(&path, &place).unwrap_err();
            assert_eq!(error.doing, "read an attachment of");
        }
        std::fs::remove_file(&path).unwrap();
        let error = read(&path, &place).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Missing);
    }

    #[test]
    fn bytes_are_named_by_their_hash_and_found_by_it() {
        let mut bytes = BlobBytes::default();
        let hash = bytes.add(b"hello"[..].into());
        assert!(hash.starts_with("sha256:2cf24dba") && hash.len() == 71);
        assert_eq!(
            bytes.get(&hash).map(|bytes| &bytes[..]),
            Some(&b"hello"[..])
        );
        bytes.forget(&hash);
        assert_eq!(bytes.get(&hash), None);
    }
}
