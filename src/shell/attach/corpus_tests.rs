//! Odd and bad files, made here, and the sentence that each gives.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat};
use img_parts::jpeg::{Jpeg, JpegSegment};
use img_parts::png::{Png, PngChunk};
use img_parts::{Bytes, ImageEXIF as _};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::recognize::{Metadata, recognize};
use super::*;

/// A picture whose pixels differ, so that turning it shows.
fn pixels(width: u32, height: u32) -> DynamicImage {
    let colour = |x: u32, y: u32| {
        let byte = |number: u32| u8::try_from(number % 256).unwrap();
        image::Rgb([byte(x * 80), byte(y * 100), byte(x + y)])
    };
    image::RgbImage::from_fn(width, height, colour).into()
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn picture(format: ImageFormat) -> Vec<u8> {
    encoded(&pixels(3, 2), format)
}

fn png_with(change: impl FnOnce(&mut Vec<PngChunk>)) -> Vec<u8> {
    let mut png = Png::from_bytes(picture(ImageFormat::Png).into()).unwrap();
    change(png.chunks_mut());
    png.encoder().bytes().to_vec()
}

/// A png whose header claims other pixels than there are.
fn claiming(width: u32, height: u32) -> Vec<u8> {
    png_with(|chunks| {
        let mut header = chunks[0].contents().to_vec();
        header[..4].copy_from_slice(&width.to_be_bytes());
        header[4..8].copy_from_slice(&height.to_be_bytes());
        chunks[0] = PngChunk::new(*b"IHDR", header.into());
    })
}

fn moving_png() -> Vec<u8> {
    png_with(|chunks| {
        let control = [2_u32, 0].map(u32::to_be_bytes).concat();
        let mut frame = [0_u32, 3, 2, 0, 0].map(u32::to_be_bytes).concat();
        frame.extend([0, 1, 0, 10, 0, 0]);
        chunks.insert(1, PngChunk::new(*b"acTL", control.into()));
        chunks.insert(2, PngChunk::new(*b"fcTL", frame.into()));
    })
}

fn moving_gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let frames = [pixels(3, 2), DynamicImage::new_rgb8(3, 2)];
    let frames = frames.map(|image| Frame::new(image.to_rgba8()));
    GifEncoder::new(&mut bytes).encode_frames(frames).unwrap();
    bytes
}

fn riff(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut inside = b"WEBP".to_vec();
    for (name, content) in chunks {
        inside.extend(*name);
        inside.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        inside.extend(content);
        inside.extend(std::iter::repeat_n(0, content.len() % 2));
    }
    let mut bytes = b"RIFF".to_vec();
    bytes.extend(u32::try_from(inside.len()).unwrap().to_le_bytes());
    bytes.extend(inside);
    bytes
}

/// The pixels of a webp, without its frame.
fn webp_pixels() -> Vec<u8> {
    picture(ImageFormat::WebP)[20..].to_vec()
}

/// The header of a webp of three by two pixels that has more than pixels.
fn webp_header(flags: u8) -> Vec<u8> {
    vec![flags, 0, 0, 0, 2, 0, 0, 1, 0, 0]
}

fn moving_webp() -> Vec<u8> {
    let pixels = webp_pixels();
    let mut frame = vec![0, 0, 0, 0, 0, 0, 2, 0, 0, 1, 0, 0, 100, 0, 0, 2];
    frame.extend(b"VP8L");
    frame.extend(u32::try_from(pixels.len()).unwrap().to_le_bytes());
    frame.extend(&pixels);
    frame.extend(std::iter::repeat_n(0, pixels.len() % 2));
    riff(&[
        (b"VP8X", webp_header(2)),
        (b"ANIM", vec![0; 6]),
        (b"ANMF", frame.clone()),
        (b"ANMF", frame),
    ])
}

/// EXIF with an orientation, and perhaps a folder of a location.
fn exif(orientation: u8, located: &[u8]) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    bytes.extend([1 + u8::from(!located.is_empty()), 0]);
    bytes.extend([0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    if !located.is_empty() {
        bytes.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
    }
    bytes.extend([0; 4]);
    bytes.extend(located);
    bytes
}

fn jpeg_with(exif: Vec<u8>) -> Vec<u8> {
    let image = encoded(&pixels(16, 8), ImageFormat::Jpeg);
    let mut jpeg = Jpeg::from_bytes(image.into()).unwrap();
    jpeg.set_exif(Some(exif.into()));
    jpeg.encoder().bytes().to_vec()
}

fn webp_with(exif: Vec<u8>) -> Vec<u8> {
    riff(&[
        (b"VP8X", webp_header(8)),
        (b"VP8L", webp_pixels()),
        (b"EXIF", exif),
    ])
}

/// A jpeg of four colours: tables of another one, and four empty blocks.
fn cmyk() -> Vec<u8> {
    let gray = DynamicImage::new_luma8(8, 8);
    let mut jpeg = Jpeg::from_bytes(encoded(&gray, ImageFormat::Jpeg).into()).unwrap();
    let four = |each: fn(u8) -> Vec<u8>| (1..=4).flat_map(each).collect::<Vec<u8>>();
    let mut frame = vec![8, 0, 8, 0, 8, 4];
    frame.extend(four(|id| vec![id, 0x11, 0]));
    let mut scan = vec![4];
    scan.extend(four(|id| vec![id, 0]));
    scan.extend([0, 63, 0]);
    let adobe = b"Adobe\0\x64\0\0\0\0\0".to_vec();
    let segments = jpeg.segments_mut();
    segments.retain(|segment| matches!(segment.marker(), 0xDB | 0xC4));
    segments.insert(0, JpegSegment::new_with_contents(0xEE, adobe.into()));
    segments.push(JpegSegment::new_with_contents(0xC0, frame.into()));
    let entropy = Bytes::from_static(&[0x28, 0xA2, 0x8A]);
    segments.push(JpegSegment::new_with_entropy(0xDA, scan.into(), entropy));
    let mut bytes = jpeg.encoder().bytes().to_vec();
    bytes.extend([0xFF, 0xD9]);
    bytes
}

fn pdf(pages: usize, trailer: &str) -> Vec<u8> {
    let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned()];
    let kids: Vec<String> = (0..pages).map(|at| format!("{} 0 R", at + 3)).collect();
    let kids = kids.join(" ");
    objects.push(format!("<</Type/Pages/Kids[{kids}]/Count {pages}>>"));
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>";
    objects.extend(std::iter::repeat_n(page.to_owned(), pages));
    let mut text = "%PDF-1.4\n".to_owned();
    let mut places = "0000000000 65535 f \n".to_owned();
    for (at, object) in objects.iter().enumerate() {
        writeln!(places, "{:010} 00000 n ", text.len()).unwrap();
        writeln!(text, "{} 0 obj\n{object}\nendobj", at + 1).unwrap();
    }
    let (start, count) = (text.len(), objects.len() + 1);
    writeln!(
        text,
        "xref\n0 {count}\n{places}trailer\n<</Size {count}/Root 1 0 R{trailer}>>"
    )
    .unwrap();
    writeln!(text, "startxref\n{start}\n%%EOF").unwrap();
    text.into_bytes()
}

fn zipped(names: &[&str]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(b"<x/>").unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A compound file as far as anybody looks: a header and a folder with one stream.
fn compound(stream: &str) -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(512, 0);
    let mut entry: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
    entry.extend([0, 0]);
    let length = u8::try_from(entry.len()).unwrap();
    entry.resize(64, 0);
    entry.push(length);
    bytes.resize(512 + 128, 0);
    bytes.extend(entry);
    bytes.resize(1536, 0);
    bytes
}

fn half(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() / 2].to_vec()
}

fn with_end(beginning: &[u8]) -> Vec<u8> {
    [beginning, &[0; 64]].concat()
}

fn box_of(brand: [u8; 4]) -> Vec<u8> {
    [b"\0\0\0\x18ftyp", &brand[..], &[0; 32]].concat()
}

fn pictures() -> Vec<(&'static str, Vec<u8>)> {
    use ImageFormat::{Gif, Jpeg, Png, WebP};
    let located = b"\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0";
    let large_jpeg = encoded(&pixels(64, 64), Jpeg);
    let mut flipped = picture(Png);
    let at = flipped.len() - 20;
    flipped[at] ^= 0x55;
    let mut polyglot = picture(Png);
    polyglot.extend(b"<html><script>alert(1)</script>");
    let mut claiming_gif = picture(Gif);
    claiming_gif[6..10].fill(0xFF);
    vec![
        ("good.png", picture(Png)),
        ("good.jpg", picture(Jpeg)),
        ("good.gif", picture(Gif)),
        ("good.webp", picture(WebP)),
        ("is-png.jpg", picture(Png)),
        ("is-jpeg.txt", picture(Jpeg)),
        ("is-webp.PNG", picture(WebP)),
        ("no end to its name", picture(Gif)),
        (
            "sixteen-bit.png",
            encoded(&DynamicImage::new_rgb16(3, 2), Png),
        ),
        ("cmyk.jpg", cmyk()),
        ("wide.png", encoded(&DynamicImage::new_luma8(8001, 1), Png)),
        ("half.png", half(&picture(Png))),
        ("head.png", picture(Png)[..12].to_vec()),
        ("half.jpg", half(&large_jpeg)),
        ("no-pixels.jpg", large_jpeg[..200].to_vec()),
        ("half.gif", half(&picture(Gif))),
        ("half.webp", half(&picture(WebP))),
        ("flipped.png", flipped),
        ("html-behind.png", polyglot),
        ("claims-too-much.png", claiming(60_000, 60_000)),
        ("claims-more.png", claiming(3000, 3000)),
        ("claims-nothing.png", claiming(0, 2)),
        ("claims-too-much.gif", claiming_gif),
        ("moving.gif", moving_gif()),
        ("moving.webp", moving_webp()),
        ("moving.png", moving_png()),
        ("turned.jpg", jpeg_with(exif(6, b""))),
        ("located.jpg", jpeg_with(exif(1, located))),
        ("turned-and-located.jpg", jpeg_with(exif(8, located))),
        ("located.webp", webp_with(exif(1, located))),
        (
            "located.png",
            png_with(|chunks| {
                chunks.insert(1, PngChunk::new(*b"eXIf", exif(1, located).into()));
            }),
        ),
        ("scan.tiff", with_end(b"II*\0")),
        (
            "paint.bmp",
            with_end(b"BM\x40\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"),
        ),
        ("phone.heic", box_of(*b"heic")),
        ("new.avif", box_of(*b"avif")),
        ("drawing.svg", b"<?xml version=\"1.0\"?>\n<svg/>".to_vec()),
        ("favicon.ico", with_end(b"\0\0\x01\0\x01\0")),
        ("layers.psd", with_end(b"8BPS")),
    ]
}

fn others() -> Vec<(&'static str, Vec<u8>)> {
    let docx = zipped(&["[Content_Types].xml", "word/document.xml"]);
    vec![
        ("three.pdf", pdf(3, "")),
        ("three.png", pdf(3, "")),
        ("half.pdf", half(&pdf(9, ""))),
        ("secret.pdf", pdf(3, "/Encrypt<</Filter/Standard/V 1/R 2>>")),
        ("letter.docx", docx.clone()),
        ("half.docx", half(&docx)),
        (
            "sums.xlsx",
            zipped(&["[Content_Types].xml", "xl/workbook.xml"]),
        ),
        ("slides.pptx", zipped(&["[Content_Types].xml", "ppt/a.xml"])),
        ("free.odt", zipped(&["mimetype", "content.xml"])),
        ("novel.epub", zipped(&["META-INF/container.xml"])),
        ("bundle.zip", zipped(&["a.txt"])),
        ("old.doc", compound("WordDocument")),
        ("old.xls", compound("Workbook")),
        ("is-xls.doc", compound("Workbook")),
        ("old.ppt", compound("PowerPoint Document")),
        ("secret.docx", compound("EncryptedPackage")),
        ("short.doc", compound("WordDocument")[..600].to_vec()),
        ("notes.md", b"# Notes\n".to_vec()),
        ("table.csv", b"a,b\n1,2\n".to_vec()),
        ("page.html", b"<p>hi".to_vec()),
        ("page", b"<!DOCTYPE html><p>hi".to_vec()),
        ("main.rs", b"fn main() {}\n".to_vec()),
        ("empty.png", Vec::new()),
        ("blank.txt", b" \n\n".to_vec()),
        ("latin.txt", b"caf\xE9 au lait, s'il vous pla\xEEt".to_vec()),
        ("wide.txt", b"\xFF\xFEh\0i\0".to_vec()),
        ("zeros.txt", b"a\0b".to_vec()),
        (
            "noise.bin",
            (0..=255).rev().cycle().skip(60).take(999).collect(),
        ),
        ("film.mp4", box_of(*b"isom")),
        ("film.mov", box_of(*b"qt  ")),
        ("film.3gp", box_of(*b"3gp5")),
        ("film.webm", with_end(b"\x1A\x45\xDF\xA3\x42\x82\x84webm")),
        (
            "film.mkv",
            with_end(b"\x1A\x45\xDF\xA3\x42\x82\x88matroska"),
        ),
        (
            "song.mka",
            with_end(b"\x1A\x45\xDF\xA3\x42\x82\x88matroska"),
        ),
        ("film.avi", with_end(b"RIFF\x40\0\0\0AVI ")),
        ("film.mpg", with_end(b"\0\0\x01\xBA")),
        ("song.mp3", with_end(b"ID3\x04")),
        ("is-mp3.wav", with_end(b"\xFF\xFB\x90\x64")),
        ("song.wav", with_end(b"RIFF\x40\0\0\0WAVE")),
        ("song.opus", with_end(b"OggS\0\x02OpusHead")),
        ("logs.gz", with_end(b"\x1F\x8B\x08")),
        ("tool", with_end(b"\x7FELF")),
        ("data.sqlite", with_end(b"SQLite format 3\0")),
    ]
}

fn read_file(path: PathBuf) -> Result<Fetched, NotAttached> {
    fetch(Wanted::file(path), &Desk::default())
}

/// What comes of a file, in a line.
fn told(folder: &Path, result: Result<Fetched, NotAttached>) -> String {
    let line = match result {
        Ok(Fetched { attached, .. }) => {
            let what = format!("{} {}", attached.kind.title(), attached.label());
            let changes = attached.changes.iter().map(|change| format!("; {change}"));
            format!("✓ {what}{}", changes.collect::<String>())
        }
        Err(not) => not.why,
    };
    line.replace(&folder.display().to_string(), "…")
}

/// Things that stand in a folder as if they were files.
fn special(folder: &Path) -> Vec<PathBuf> {
    let at = |name: &str| folder.join(name);
    std::fs::write(at("real.png"), picture(ImageFormat::Png)).unwrap();
    std::os::unix::fs::symlink(at("real.png"), at("link.png")).unwrap();
    std::os::unix::fs::symlink(at("gone.png"), at("dangling.png")).unwrap();
    std::os::unix::fs::symlink(at("loop.png"), at("loop.png")).unwrap();
    std::fs::create_dir(at("folder.png")).unwrap();
    let fifo = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, at("pipe.png"), fifo, 0o600.into(), 0).unwrap();
    std::os::unix::net::UnixListener::bind(at("socket.png")).unwrap();
    let sized = |name: &str, beginning: &[u8], size: u64| {
        let mut file = std::fs::File::create(at(name)).unwrap();
        file.write_all(beginning).unwrap();
        file.set_len(size).unwrap();
    };
    sized("huge.png", b"\x89PNG\r\n\x1A\n", 64_000_001);
    sized("huge.pdf", b"%PDF-1.4\n", 25_000_001);
    let names = [
        "link.png",
        "dangling.png",
        "loop.png",
        "folder.png",
        "pipe.png",
        "socket.png",
        "huge.png",
        "huge.pdf",
        "missing.png",
        "real.png/below",
    ];
    names
        .into_iter()
        .map(at)
        .chain(["/dev/zero".into()])
        .collect()
}

#[test]
fn each_file_gives_its_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = String::new();
    for (name, bytes) in pictures().into_iter().chain(others()) {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let line = told(folder.path(), read_file(path));
        writeln!(table, "{name:24} {line}").unwrap();
    }
    for path in special(folder.path()) {
        let name = path
            .strip_prefix(folder.path())
            .unwrap_or(&path)
            .display()
            .to_string();
        let line = told(folder.path(), read_file(path));
        writeln!(table, "{name:24} {line}").unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn what_is_not_ours_to_read_says_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("locked.png");
    std::fs::write(&path, picture(ImageFormat::Png)).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    let line = told(folder.path(), read_file(path.clone()));
    let locked = "cannot read …/locked.png: it is not yours to read; chmod u+r gives you the right";
    // To the superuser nothing is locked.
    let opens = std::fs::File::open(&path).is_ok();
    assert!(line == locked || (opens && line.starts_with('✓')), "{line}");
}

fn of_bytes(name: &str, bytes: Vec<u8>, metadata: Metadata) -> super::recognize::Recognized {
    recognize(name, bytes.into(), metadata).unwrap()
}

#[test]
fn what_needs_nothing_keeps_every_byte() {
    for (name, bytes) in [
        ("a.png", picture(ImageFormat::Png)),
        ("a.jpg", picture(ImageFormat::Jpeg)),
        ("a.webp", picture(ImageFormat::WebP)),
        ("a.gif", picture(ImageFormat::Gif)),
        ("a.pdf", pdf(1, "")),
    ] {
        let recognized = of_bytes(name, bytes.clone(), Metadata::TakenOut);
        assert_eq!(&*recognized.bytes, &bytes[..], "{name}");
    }
}

#[test]
fn a_location_is_gone_and_no_pixel_with_it() {
    let located = b"\x01\0\x02\0\x02\0\0\0SECRET\0\0";
    let files = [
        ("a.jpg", jpeg_with(exif(1, located)), ImageFormat::Jpeg),
        ("a.webp", webp_with(exif(1, located)), ImageFormat::WebP),
    ];
    for (name, bytes, format) in files {
        let has = |bytes: &[u8]| bytes.windows(6).any(|window| window == b"SECRET");
        let pixels = |bytes: &[u8]| {
            let image = image::load_from_memory_with_format(bytes, format);
            image.unwrap().into_bytes()
        };
        let clean = of_bytes(name, bytes.clone(), Metadata::TakenOut);
        assert!(has(&bytes) && !has(&clean.bytes), "{name}");
        assert_eq!(pixels(&bytes), pixels(&clean.bytes), "{name}");
        let kept = of_bytes(name, bytes.clone(), Metadata::Kept);
        assert_eq!((&*kept.bytes, kept.changes.len()), (&bytes[..], 0));
    }
}

#[test]
fn a_turned_picture_stands_upright_and_is_turned_once() {
    let located = b"\x01\0\x02\0\x02\0\0\0SECRET\0\0";
    for metadata in [Metadata::TakenOut, Metadata::Kept] {
        let turned = of_bytes("a.jpg", jpeg_with(exif(6, located)), metadata);
        let Kind::Picture { width, height, .. } = turned.kind else {
            panic!("{:?}", turned.kind);
        };
        assert_eq!((width, height), (8, 16));
        let again = of_bytes("a.jpg", turned.bytes.to_vec(), metadata);
        assert_eq!(again.bytes, turned.bytes);
        let has = turned.bytes.windows(6).any(|window| window == b"SECRET");
        assert_eq!(has, metadata == Metadata::Kept);
    }
}

#[test]
fn the_first_picture_of_a_moving_one_goes_along_as_png() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk {
        habits: Habits {
            folder: Some(folder.path().join("attachments")),
            ..Habits::default()
        },
        ..Desk::default()
    };
    let files = [
        ("m.gif", moving_gif()),
        ("m.webp", moving_webp()),
        ("m.png", moving_png()),
    ];
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let wanted = Wanted::file(path.clone());
        let moves = fetch(wanted.clone(), &desk).unwrap_err();
        assert_eq!(moves.found, crate::app::chips::Found::Animated);
        let form = Form::Still;
        let still = fetch(Wanted { form, ..wanted }, &desk).unwrap();
        let Source::Kept(kept) = still.attached.source else {
            panic!("{:?}", still.attached.source);
        };
        assert_eq!(std::fs::read(kept).unwrap(), &*still.bytes);
        let seen = image::load_from_memory(&still.bytes).unwrap();
        assert_eq!(seen.to_rgb8(), pixels(3, 2).to_rgb8(), "{name}");
    }
}

fn any_file() -> impl Strategy<Value = (String, Vec<u8>)> {
    let files: Vec<_> = pictures().into_iter().chain(others()).collect();
    prop::sample::select(files).prop_map(|(name, bytes)| (name.to_owned(), bytes))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_damage_makes_it_panic(
        (name, bytes) in any_file(),
        cut in 0.0..1.5_f64,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a small file")]
        let end = ((bytes.len() as f64 * cut) as usize).min(bytes.len());
        let mut damaged = bytes[..end].to_vec();
        for (at, byte) in flips {
            if !damaged.is_empty() {
                let at = at.index(damaged.len());
                damaged[at] = byte;
            }
        }
        check(&name, damaged)?;
    }

    #[test]
    fn noise_makes_it_panic_neither(
        head in prop::sample::select(vec![
            &b""[..], b"\x89PNG\r\n\x1A\n", b"\xFF\xD8\xFF", b"GIF89a", b"RIFF\x40\0\0\0WEBPVP8X",
            b"%PDF-1.7\n", b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        ]),
        noise in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        check("noise.txt", [head, &noise].concat())?;
    }
}

/// It is told or attached; what is attached says so with what can be seen.
fn check(name: &str, bytes: Vec<u8>) -> Result<(), TestCaseError> {
    let bytes: Arc<[u8]> = bytes.into();
    match recognize(name, Arc::clone(&bytes), Metadata::TakenOut) {
        Ok(recognized) => {
            if let Kind::Picture { width, height, .. } = recognized.kind {
                prop_assert!(u64::from(width) * u64::from(height) <= 100_000_000);
                prop_assert!(image::load_from_memory(&recognized.bytes).is_ok());
            }
        }
        Err(not) => {
            prop_assert!(
                !not.why.is_empty() && !not.why.contains('\n'),
                "{}",
                not.why
            );
        }
    }
    Ok(())
}
