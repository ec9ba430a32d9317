//! How many frames a GIF has, without decoding any: a frame may be small in the file and large in memory.

/// The frames of a file, as far as its blocks can be followed.
pub(super) fn frames(bytes: &[u8]) -> usize {
    let mut frames = 0;
    let mut at = HEADER;
    if let Some(packed) = bytes.get(10) {
        at += table(*packed);
    }
    while let Some(kind) = bytes.get(at) {
        at = match kind {
            // An extension: its label, then its data.
            0x21 => after_data(bytes, at + 2),
            // A frame: its place and size, its colours, the width of its codes, its data.
            0x2c => {
                frames += 1;
                let packed = bytes.get(at + 9).copied().unwrap_or_default();
                after_data(bytes, at + 11 + table(packed))
            }
            _ => return frames,
        };
    }
    frames
}

/// Bytes before the first table or block.
const HEADER: usize = 13;

/// Bytes of the table of colours that a packed field tells of.
fn table(packed: u8) -> usize {
    if packed & 0x80 == 0 {
        0
    } else {
        3 << ((packed & 7) + 1)
    }
}

/// Where the pieces of data that begin here have ended.
fn after_data(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            None => return bytes.len(),
            Some(0) => return at + 1,
            Some(length) => at += 1 + usize::from(*length),
        }
    }
}

#[cfg(test)]
mod tests {
    use image::codecs::gif::GifEncoder;
    use image::{Delay, Frame, RgbaImage};

    use super::*;

    fn film(count: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for number in 0..count {
            let shade = u8::try_from(number * 40).unwrap();
            let image = RgbaImage::from_pixel(9, 7, image::Rgba([shade, 0, 0, 255]));
            let delay = Delay::from_numer_denom_ms(100, 1);
            encoder
                .encode_frame(Frame::from_parts(image, 0, 0, delay))
                .unwrap();
        }
        drop(encoder);
        bytes
    }

    #[test]
    fn frames_are_counted() {
        for count in [1, 2, 5] {
            assert_eq!(frames(&film(count)), count);
        }
        assert_eq!(frames(b"GIF89a"), 0);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_are_fatal(bytes: Vec<u8>) {
            frames(&bytes);
            frames(&[film(2), bytes].concat());
        }
    }
}
