//! Films and sound, by the first bytes of their files.

use crate::chat::attached::Kind;
use crate::chat::attached::format::{AudioFormat, VideoFormat};

/// What these bytes are; `None` = neither film nor sound. The name decides only between formats that
/// share a container.
pub(super) fn kind(name: &str, bytes: &[u8]) -> Option<Kind> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.to_ascii_lowercase();
    boxes(bytes)
        .or_else(|| matroska(&ending, bytes))
        .or_else(|| other_film(&ending, bytes))
        .or_else(|| sound(&ending, bytes))
}

/// The family of MP4, which names its brand.
fn boxes(bytes: &[u8]) -> Option<Kind> {
    if bytes.get(4..8)? != b"ftyp" {
        return None;
    }
    Some(match bytes.get(8..12)? {
        b"qt  " => Kind::Video(VideoFormat::Mov),
        b"M4A " | b"M4B " => Kind::Audio(AudioFormat::M4a),
        [b'3', b'g', b'p', _] => Kind::Video(VideoFormat::ThreeGp),
        // Pictures come in such boxes too.
        b"avif" | b"avis" | b"heic" | b"heix" | b"mif1" | b"msf1" => return None,
        _ => Kind::Video(VideoFormat::Mp4),
    })
}

fn matroska(ending: &str, bytes: &[u8]) -> Option<Kind> {
    let head = bytes.get(..bytes.len().min(64))?;
    if !head.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) {
        return None;
    }
    let is = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    Some(if is(b"webm") {
        Kind::Video(VideoFormat::Webm)
    } else if ending == "mka" {
        Kind::Audio(AudioFormat::Mka)
    } else {
        Kind::Video(VideoFormat::Mkv)
    })
}

fn other_film(ending: &str, bytes: &[u8]) -> Option<Kind> {
    const WMV: [u8; 8] = [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11];
    let mpeg = if ending == "mpg" {
        VideoFormat::Mpg
    } else {
        VideoFormat::Mpeg
    };
    match bytes {
        [b'F', b'L', b'V', 1, ..] => Some(Kind::Video(VideoFormat::Flv)),
        [0, 0, 1, 0xba | 0xb3, ..] => Some(Kind::Video(mpeg)),
        _ if bytes.starts_with(&WMV) => Some(Kind::Video(VideoFormat::Wmv)),
        _ => None,
    }
}

fn sound(ending: &str, bytes: &[u8]) -> Option<Kind> {
    let ogg = if ending == "opus" {
        AudioFormat::Opus
    } else {
        AudioFormat::Ogg
    };
    let format = match bytes {
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'A',
            b'V',
            b'E',
            ..,
        ] => AudioFormat::Wav,
        [b'I', b'D', b'3', 0..=4, ..] | [0xff, 0xfb | 0xfa | 0xf3 | 0xf2, ..] => AudioFormat::Mp3,
        [0xff, 0xf1 | 0xf9, ..] => AudioFormat::Aac,
        [b'f', b'L', b'a', b'C', ..] => AudioFormat::Flac,
        [b'O', b'g', b'g', b'S', ..] => ogg,
        _ => return None,
    };
    Some(Kind::Audio(format))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell() {
        let video = |format| Some(Kind::Video(format));
        let audio = |format| Some(Kind::Audio(format));
        for (name, bytes, expected) in [
            ("a", &b"\0\0\0\x20ftypisom"[..], video(VideoFormat::Mp4)),
            ("a.mp4", b"\0\0\0\x14ftypqt  ", video(VideoFormat::Mov)),
            ("a", b"\0\0\0\x14ftypM4A ", audio(AudioFormat::M4a)),
            ("a", b"\0\0\0\x14ftyp3gp5", video(VideoFormat::ThreeGp)),
            ("a.mp4", b"\0\0\0\x14ftypavif", None),
            ("a.mkv", b"\x1a\x45\xdf\xa3..webm", video(VideoFormat::Webm)),
            (
                "a.MKA",
                b"\x1a\x45\xdf\xa3..matroska",
                audio(AudioFormat::Mka),
            ),
            ("a", b"\x1a\x45\xdf\xa3..", video(VideoFormat::Mkv)),
            ("a", b"FLV\x01", video(VideoFormat::Flv)),
            ("a.mpg", b"\0\0\x01\xba", video(VideoFormat::Mpg)),
            ("a", b"\0\0\x01\xb3", video(VideoFormat::Mpeg)),
            (
                "a",
                b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
                video(VideoFormat::Wmv),
            ),
            ("a.txt", b"RIFF....WAVEfmt ", audio(AudioFormat::Wav)),
            ("a", b"ID3\x04", audio(AudioFormat::Mp3)),
            ("a", b"\xff\xfb\x90", audio(AudioFormat::Mp3)),
            ("a", b"\xff\xf1\x50", audio(AudioFormat::Aac)),
            ("a", b"fLaC", audio(AudioFormat::Flac)),
            ("a.opus", b"OggS", audio(AudioFormat::Opus)),
            ("a.ogg", b"OggS", audio(AudioFormat::Ogg)),
            ("a.mp4", b"ID3 tags are", None),
            ("a.mp4", b"", None),
            ("a.mp4", b"words", None),
        ] {
            assert_eq!(kind(name, bytes), expected, "{name} {bytes:?}");
        }
    }
}
