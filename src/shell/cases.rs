//! Tables of cases: read from files of the user's, and again from the conversation's.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::attach;
use super::event::{Event, expand};
use super::tasks::Tasks;
use crate::app::cases::CasesRead;
use crate::app::effect::SheetOrder;
use crate::app::msg::Msg;
use crate::chat::cases::{CaseFormat, Cases};
use crate::chat::progress::Monitor as _;
use crate::chat::record::{Blob, CaseFile};
use crate::store::blobs;

/// A table and the bytes of its file.
type Read = (Box<CasesRead>, Arc<[u8]>);

/// Reads a table from a file of the user's.
pub(super) fn read(tasks: &mut Tasks, path: PathBuf) {
    tasks.aside(move || Event::CasesRead(from_file(&path)));
}

/// Reads the table of the conversation again.
pub(super) fn load(tasks: &mut Tasks, file: CaseFile) {
    let blobs = tasks.blobs.clone();
    tasks.aside(move || {
        let name = file.name.unwrap_or_default();
        let bytes = blobs.bytes(&file.blob);
        let bytes = bytes.ok_or_else(|| format!("the table {name} cannot be read again"));
        Event::CasesRead(bytes.and_then(|bytes| parsed(name, bytes)))
    });
}

/// Writes cases and replies to a new file, which only the user can read.
pub(super) fn export(tasks: &mut Tasks, order: SheetOrder) {
    let ticket = tasks.tickets.ticket();
    tasks.aside_to_the_end(move || {
        let path = expand(order.path);
        let text = order.sheet.written(order.format, &ticket);
        let text = text.and_then(|text| ticket.go_on().map(|()| text));
        let written = text.map_err(|why| why.to_string());
        let written = written.and_then(|text| {
            let written = write_new(&path, &text);
            written.map_err(|error| format!("cannot write {}: {error}", path.display()))
        });
        // A file that was written before it could be stopped is told of.
        if written.is_err() && ticket.is_given_up() {
            return None;
        }
        Some(Event::Core(Msg::CasesExported(written.map(|()| path))))
    });
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn from_file(path: &Path) -> Result<Read, String> {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let bytes = attach::bytes_of(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    parsed(name, bytes.into())
}

fn parsed(name: String, bytes: Arc<[u8]>) -> Result<Read, String> {
    let table = Cases::parse(&name, &bytes).map_err(|error| format!("{name}: {error}"))?;
    let media = match CaseFormat::of_name(&name) {
        Some(CaseFormat::JsonLines) => "application/jsonl",
        Some(CaseFormat::Csv) => "text/csv",
        None => "text/plain",
    };
    let blob = Blob {
        hash: blobs::hash(&bytes),
        media: media.to_owned(),
        size: bytes.len() as u64,
        name: Some(name),
        pixels: None,
    };
    let table = Arc::new(table);
    Ok((Box::new(CasesRead { blob, table }), bytes))
}

impl Tasks {
    /// Keeps the bytes of a table until the conversation has them; gives what the core is told.
    pub(super) fn take_cases(&mut self, result: Result<Read, String>) -> Msg {
        Msg::CasesRead(result.map(|(read, bytes)| {
            self.blobs.add(bytes);
            read
        }))
    }
}
