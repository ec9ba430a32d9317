//! PDF files: how many pages, and whether a password keeps them.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::time::Duration;

use lopdf::{Document, PdfMetadata, Reader};

use crate::app::chips::NotAttached;
use crate::chat::attached::Kind;
use crate::chat::attached::format::DocumentFormat;
use crate::chat::content::Cited;

/// How long pages are counted. A file that takes longer goes along with an unknown number of pages.
const PATIENCE: Duration = Duration::from_secs(3);

/// Most bytes that a stream may have when it is unpacked to count pages.
const MAX_UNPACKED: usize = 32 * 1024 * 1024;

/// What a PDF file is.
///
/// # Errors
/// It is cut off, or encrypted; the sentence names it.
pub(super) fn kind(name: &str, bytes: &[u8]) -> Result<Kind, NotAttached> {
    // Readers look for the end in the last kilobyte.
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    if !tail.windows(5).any(|window| window == b"%%EOF") {
        return Err(NotAttached::unfit(format!(
            "{name} looks like pdf and its end is missing; fetch it again"
        )));
    }
    let found = found(bytes);
    let is_encrypted = match &found {
        Some(found) => found.encrypted,
        // What cannot be read may be so for that reason.
        None => bytes.windows(8).any(|window| window == b"/Encrypt"),
    };
    if is_encrypted {
        return Err(NotAttached::unfit(format!(
            "{name} is an encrypted pdf, which models cannot read; save a copy without a password"
        )));
    }
    Ok(Kind::Document {
        format: DocumentFormat::Pdf,
        pages: found
            .map(|found| found.page_count)
            .filter(|pages| *pages > 0),
        cited: Cited::Off,
    })
}

/// Reads the file's own notes, in a thread that is left alone if it takes too long, or panics over what
/// somebody has put into the file.
fn found(bytes: &[u8]) -> Option<PdfMetadata> {
    let bytes = bytes.to_vec();
    let (tell, told) = mpsc::channel();
    let thread = std::thread::Builder::new().name("pdf".to_owned());
    let read = move || {
        let reader = Reader {
            buffer: &bytes,
            document: Document::new(),
            encryption_state: None,
            raw_objects: BTreeMap::new(),
            password: None,
            strict: false,
            max_decompressed_size: Some(MAX_UNPACKED),
        };
        tell.send(reader.read_metadata().ok()).ok();
    };
    thread.spawn(read).ok()?;
    told.recv_timeout(PATIENCE).ok().flatten()
}
