//! What a picture says of itself beside its pixels: which way up it is, and where it was taken.

/// The tag of the orientation.
const ORIENTATION: u16 = 0x0112;

/// The tag that leads to the place where a picture was taken.
const LOCATION: u16 = 0x8825;

/// What is in a block of EXIF.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Exif {
    /// 1 to 8; 1 is upright.
    pub(crate) orientation: Option<u16>,
    pub(crate) location: Whereabouts,
}

/// Whether a picture tells where it was taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Whereabouts {
    #[default]
    Absent,
    Told,
}

/// Reads the first directory of a block of EXIF; nothing of what is damaged.
pub(super) fn read(block: &[u8]) -> Exif {
    let mut exif = Exif::default();
    let Some(directory) = Directory::first(block) else {
        return exif;
    };
    for (tag, value) in directory.entries() {
        match tag {
            ORIENTATION => exif.orientation = Some(value),
            LOCATION => exif.location = Whereabouts::Told,
            _ => {}
        }
    }
    exif
}

/// A directory of TIFF: its bytes, and in which order those of a number stand.
struct Directory<'a> {
    block: &'a [u8],
    at: usize,
    is_little: bool,
}

impl<'a> Directory<'a> {
    fn first(block: &'a [u8]) -> Option<Self> {
        let is_little = match block.get(..4)? {
            [b'I', b'I', 42, 0] => true,
            [b'M', b'M', 0, 42] => false,
            _ => return None,
        };
        let header = Self {
            block,
            at: 0,
            is_little,
        };
        let at = usize::try_from(header.long(4)?).ok()?;
        Some(Self { at, ..header })
    }

    /// The tags, each with the first 16 bits of its value.
    fn entries(&self) -> impl Iterator<Item = (u16, u16)> {
        let count = self.short(self.at).unwrap_or_default();
        (0..usize::from(count)).map_while(|number| {
            let at = self.at + 2 + number * 12;
            Some((self.short(at)?, self.short(at + 8)?))
        })
    }

    fn short(&self, at: usize) -> Option<u16> {
        let bytes = self.block.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.is_little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let bytes = self.block.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(tag: u16, value: u16) -> Vec<u8> {
        let mut block = b"MM\0\x2a\0\0\0\x08\0\x01".to_vec();
        block.extend(tag.to_be_bytes());
        block.extend([0, 3, 0, 0, 0, 1]);
        block.extend(value.to_be_bytes());
        block.extend([0; 6]);
        block
    }

    #[test]
    fn orientation_and_location_are_told() {
        assert_eq!(read(&block(ORIENTATION, 6)).orientation, Some(6));
        assert_eq!(read(&block(LOCATION, 0)).location, Whereabouts::Told);
        assert_eq!(read(b"II\x2a\0\xff\xff\xff\xff"), Exif::default());
    }

    proptest::proptest! {
        #[test]
        fn no_block_is_fatal(rest: Vec<u8>) {
            read(&[b"II\x2a\0".as_slice(), &rest].concat());
            read(&rest);
        }
    }
}
