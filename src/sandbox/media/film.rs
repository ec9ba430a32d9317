//! Videos and sounds. They are not decoded: what is told is what their first bytes say.

/// A video or a sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Film {
    /// What the first bytes look like.
    pub(crate) looks_like: Option<&'static str>,
}

/// First bytes and what they mean.
const MARKS: [(&[u8], &str); 8] = [
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"FLV\x01", "flv"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"\x30\x26\xb2\x75", "wmv"),
];

/// Looks at the first bytes.
pub(super) fn seen(bytes: &[u8]) -> Film {
    let marked = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark));
    let boxed = |name: &str, at: usize| bytes.get(at..at + 4) == Some(name.as_bytes());
    let looks_like = match marked {
        Some((_, name)) => Some(*name),
        None if boxed("ftyp", 4) => Some("mp4"),
        None if boxed("RIFF", 0) && boxed("WAVE", 8) => Some("wav"),
        None => None,
    };
    Film { looks_like }
}
