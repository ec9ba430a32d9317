//! What the first bytes of a file say.

use super::extension;
use crate::chat::attached::format::{AudioFormat, PictureFormat, VideoFormat};

/// What the first bytes of a file say that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signature {
    /// A picture that Bedrock takes.
    Picture(PictureFormat),
    /// A PDF file.
    Pdf,
    /// A compound file: the older formats of Office.
    Compound,
    /// A zip file: the newer formats of Office, and others.
    Zip,
    /// A film.
    Video(VideoFormat),
    /// Sound.
    Audio(AudioFormat),
    /// Something that Bedrock does not take.
    Foreign(Foreign),
    /// They say nothing: it may be text.
    None,
}

/// Something that Bedrock does not take, with its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Foreign {
    Picture(&'static str),
    Media(&'static str),
    Document(&'static str),
    Archive(&'static str),
    Data(&'static str),
}

use Foreign::{Archive, Data, Document, Media, Picture};

/// Beginnings of files that are refused.
const FOREIGN: &[(&[u8], Foreign)] = &[
    (b"II*\0", Picture("a TIFF picture")),
    (b"MM\0*", Picture("a TIFF picture")),
    (b"8BPS", Picture("a Photoshop picture")),
    (b"qoif", Picture("a QOI picture")),
    (b"\xFF\x0A", Picture("a JPEG XL picture")),
    (b"\0\0\0\x0CJXL ", Picture("a JPEG XL picture")),
    (b"\0\0\0\x0CjP  ", Picture("a JPEG 2000 picture")),
    (b"\0\0\x01\0\x01\0", Picture("an icon")),
    (b"gimp xcf", Picture("a GIMP picture")),
    (b"{\\rtf", Document("an RTF document")),
    (b"%!PS", Document("a PostScript document")),
    (b"AT&TFORM", Document("a DjVu document")),
    (b"\x1F\x8B", Archive("a gzip archive")),
    (b"7z\xBC\xAF\x27\x1C", Archive("a 7z archive")),
    (b"Rar!\x1A\x07", Archive("a RAR archive")),
    (b"\xFD7zXZ\0", Archive("an xz archive")),
    (b"\x28\xB5\x2F\xFD", Archive("a zstd archive")),
    (b"BZh", Archive("a bzip2 archive")),
    (b"\x7FELF", Data("a program")),
    (b"\xCA\xFE\xBA\xBE", Data("a program")),
    (b"\0asm", Data("a program")),
    (b"SQLite format 3\0", Data("an SQLite database")),
    (b"PAR1", Data("a Parquet table")),
];

/// What the first bytes say; the name decides only where they leave a choice.
pub(super) fn of(name: &str, bytes: &[u8]) -> Signature {
    let starts = |with: &[u8]| bytes.starts_with(with);
    if starts(b"\x89PNG\r\n\x1A\n") {
        return Signature::Picture(PictureFormat::Png);
    }
    if starts(b"\xFF\xD8\xFF") {
        return Signature::Picture(PictureFormat::Jpeg);
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Signature::Picture(PictureFormat::Gif);
    }
    if starts(b"%PDF-") {
        return Signature::Pdf;
    }
    if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Signature::Compound;
    }
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return Signature::Zip;
    }
    let foreign = FOREIGN.iter().find(|(beginning, _)| starts(beginning));
    if let Some((_, foreign)) = foreign {
        return Signature::Foreign(*foreign);
    }
    riff(bytes)
        .or_else(|| boxes(bytes))
        .or_else(|| sound(bytes))
        .or_else(|| film(name, bytes))
        .or_else(|| is_bitmap(bytes).then_some(Signature::Foreign(Picture("a BMP picture"))))
        .or_else(|| is_program(bytes).then_some(Signature::Foreign(Data("a program"))))
        .or_else(|| late_pdf(bytes))
        .unwrap_or(Signature::None)
}

/// Some writers put bytes before a PDF file's header; readers look at the first 1024.
fn late_pdf(bytes: &[u8]) -> Option<Signature> {
    let head = &bytes[..bytes.len().min(1024)];
    let is_binary = std::str::from_utf8(bytes).is_err();
    let found = head.windows(5).any(|window| window == b"%PDF-");
    (found && is_binary).then_some(Signature::Pdf)
}

fn riff(bytes: &[u8]) -> Option<Signature> {
    if !bytes.starts_with(b"RIFF") {
        return None;
    }
    match bytes.get(8..12)? {
        b"WEBP" => Some(Signature::Picture(PictureFormat::Webp)),
        b"WAVE" => Some(Signature::Audio(AudioFormat::Wav)),
        b"AVI " => Some(Signature::Foreign(Media("an AVI film"))),
        _ => None,
    }
}

/// MP4 and its relatives: boxes of a size and a name, the first of which tells the brand.
fn boxes(bytes: &[u8]) -> Option<Signature> {
    match bytes.get(4..8)? {
        b"ftyp" => (),
        // QuickTime before it had brands.
        b"moov" | b"mdat" | b"wide" => return Some(Signature::Video(VideoFormat::Mov)),
        _ => return None,
    }
    Some(match bytes.get(8..12)? {
        b"qt  " => Signature::Video(VideoFormat::Mov),
        b"M4A " | b"M4B " => Signature::Audio(AudioFormat::M4a),
        b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1" => {
            Signature::Foreign(Picture("a HEIC picture"))
        }
        b"avif" | b"avis" => Signature::Foreign(Picture("an AVIF picture")),
        brand if brand.starts_with(b"3g") => Signature::Video(VideoFormat::ThreeGp),
        _ => Signature::Video(VideoFormat::Mp4),
    })
}

fn sound(bytes: &[u8]) -> Option<Signature> {
    let audio = |format| Some(Signature::Audio(format));
    if bytes.starts_with(b"ID3") {
        return audio(AudioFormat::Mp3);
    }
    if bytes.starts_with(b"fLaC") {
        return audio(AudioFormat::Flac);
    }
    if bytes.starts_with(b"OggS") {
        let head = &bytes[..bytes.len().min(128)];
        let has = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
        if has(b"OpusHead") {
            return audio(AudioFormat::Opus);
        }
        if has(b"\x80theora") {
            return Some(Signature::Foreign(Media("an Ogg film")));
        }
        return audio(AudioFormat::Ogg);
    }
    // A frame of MPEG sound begins with eleven or twelve bits that are set.
    match bytes {
        [0xFF, 0xF1 | 0xF9, ..] => audio(AudioFormat::Aac),
        [0xFF, second, third, ..] if second & 0xE6 == 0xE2 && third >> 4 != 0xF => {
            audio(AudioFormat::Mp3)
        }
        _ => None,
    }
}

fn film(name: &str, bytes: &[u8]) -> Option<Signature> {
    let video = |format| Some(Signature::Video(format));
    if bytes.starts_with(b"\x1A\x45\xDF\xA3") {
        let head = &bytes[..bytes.len().min(64)];
        if head.windows(4).any(|window| window == b"webm") {
            return video(VideoFormat::Webm);
        }
        // Matroska of sound alone differs in its name only.
        return match extension(name).as_str() {
            "mka" => Some(Signature::Audio(AudioFormat::Mka)),
            _ => video(VideoFormat::Mkv),
        };
    }
    if bytes.starts_with(b"FLV\x01") {
        return video(VideoFormat::Flv);
    }
    if bytes.starts_with(b"\0\0\x01\xBA") || bytes.starts_with(b"\0\0\x01\xB3") {
        return match extension(name).as_str() {
            "mpg" => video(VideoFormat::Mpg),
            _ => video(VideoFormat::Mpeg),
        };
    }
    if bytes.starts_with(b"\x30\x26\xB2\x75\x8E\x66\xCF\x11") {
        return match extension(name).as_str() {
            "wma" => Some(Signature::Foreign(Media("a WMA sound"))),
            _ => video(VideoFormat::Wmv),
        };
    }
    let is_stream = [0, 188, 376].iter().all(|at| bytes.get(*at) == Some(&0x47));
    is_stream.then_some(Signature::Foreign(Media("an MPEG transport stream")))
}

/// `BM` alone may begin a text; the size of the second header tells.
fn is_bitmap(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM")
        && matches!(
            bytes.get(14..18),
            Some([12 | 40 | 52 | 56 | 108 | 124, 0, 0, 0])
        )
}

/// `MZ` alone may begin a text too.
fn is_program(bytes: &[u8]) -> bool {
    bytes.starts_with(b"MZ") && bytes.get(2..64).is_some_and(|head| head.contains(&0))
}
