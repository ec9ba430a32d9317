//! Files of office programs: words of texts, rows and columns of sheets.

use std::io::{self, Cursor, Read};

use calamine::{DataRef, Reader as _, SheetType, Xlsx};
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::{Container, MAX_UNPACKED, Sheet, Unread};

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// The first bytes of an OLE file.
const OLE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Most files in an archive.
const MAX_FILES: usize = 10_000;

/// Most cells that are counted in a workbook.
const MAX_CELLS: usize = 5_000_000;

/// What an old binary document is packed in.
pub(super) fn container(bytes: &[u8]) -> Container {
    if bytes.starts_with(&OLE) {
        Container::Ole
    } else {
        Container::Unknown
    }
}

/// The text of a document, a paragraph a line.
pub(super) fn words_of_docx(bytes: &[u8]) -> Result<String, Unread> {
    let mut archive = archive(bytes)?;
    let entry = archive.by_name("word/document.xml");
    let mut xml = Vec::new();
    entry
        .map_err(|_| Unread::Malformed)?
        .take(MAX_UNPACKED + 1)
        .read_to_end(&mut xml)
        .map_err(|_| Unread::Malformed)?;
    if xml.len() as u64 > MAX_UNPACKED {
        return Err(Unread::TooLarge);
    }
    text_of(&xml)
}

fn text_of(xml: &[u8]) -> Result<String, Unread> {
    let xml = str::from_utf8(xml).map_err(|_| Unread::Malformed)?;
    let mut reader = Reader::from_str(xml);
    let mut text = String::new();
    let mut is_text = false;
    loop {
        match reader.read_event().map_err(|_| Unread::Malformed)? {
            Event::Start(tag) => is_text = tag.local_name().as_ref() == "t",
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "br" | "p" => text.push('\n'),
                "tab" => text.push('\t'),
                _ => {}
            },
            Event::End(tag) => {
                is_text = false;
                if tag.local_name().as_ref() == "p" {
                    text.push('\n');
                }
            }
            Event::Text(piece) if is_text => text.push_str(&piece),
            // A character that has to be written so: what it is does not matter to a count of words.
            Event::GeneralRef(_) if is_text => text.push('&'),
            Event::Eof => return Ok(text),
            _ => {}
        }
    }
}

/// The sheets of a workbook. Cells are counted as they come: a sheet of two far corners would be too large in memory.
pub(super) fn sheets_of_xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, Unread> {
    check_unpacked(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unread::Malformed)?;
    let mut left = MAX_CELLS;
    let mut sheets = Vec::new();
    let listed = book.sheets_metadata().to_vec();
    let is_table = |sheet: &calamine::Sheet| sheet.typ == SheetType::WorkSheet;
    for name in listed.into_iter().filter(is_table).map(|sheet| sheet.name) {
        sheets.push(sheet(&mut book, name, &mut left)?);
    }
    Ok(sheets)
}

/// Counts one sheet, of at most so many cells.
fn sheet(book: &mut Workbook<'_>, name: String, left: &mut usize) -> Result<Sheet, Unread> {
    let (mut rows, mut columns) = (Span::default(), Span::default());
    let cells = book.worksheet_cells_reader(&name);
    let mut cells = cells.map_err(|_| Unread::Malformed)?;
    while let Some(cell) = cells.next_cell().map_err(|_| Unread::Malformed)? {
        *left = left.checked_sub(1).ok_or(Unread::TooLarge)?;
        if *cell.get_value() != DataRef::Empty {
            let (row, column) = cell.get_position();
            rows.add(row);
            columns.add(column);
        }
    }
    drop(cells);
    Ok(Sheet {
        name: Some(name),
        rows: rows.length(),
        columns: columns.length(),
    })
}

/// From the first to the last row or column with a cell.
#[derive(Default)]
pub(super) struct Span(Option<(u32, u32)>);

impl Span {
    /// Takes one in.
    pub(super) fn add(&mut self, at: u32) {
        let (first, last) = self.0.unwrap_or((at, at));
        self.0 = Some((first.min(at), last.max(at)));
    }

    /// How many there are.
    pub(super) fn length(&self) -> usize {
        self.0.map_or(0, |(first, last)| {
            usize::try_from(last - first + 1).unwrap_or(usize::MAX)
        })
    }
}

fn archive(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Unread> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unread::Malformed)
}

/// Refuses an archive that unpacks to too much. What its headers say of sizes may be a lie, so it is unpacked.
fn check_unpacked(bytes: &[u8]) -> Result<(), Unread> {
    let mut archive = archive(bytes)?;
    if archive.len() > MAX_FILES {
        return Err(Unread::TooLarge);
    }
    let mut left = MAX_UNPACKED;
    for number in 0..archive.len() {
        let entry = archive.by_index(number).map_err(|_| Unread::Malformed)?;
        let unpacked = io::copy(&mut entry.take(left + 1), &mut io::sink());
        let unpacked = unpacked.map_err(|_| Unread::Malformed)?;
        left = left.checked_sub(unpacked).ok_or(Unread::TooLarge)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::super::xls;
    use super::*;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            archive
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn a_paragraph_is_a_line() {
        let xml = br#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>
            <w:p><w:r><w:t>Chalk &amp; flint</w:t></w:r><w:r><w:tab/><w:t>lie</w:t></w:r></w:p>
            <w:p><w:r><w:t xml:space="preserve">below </w:t></w:r></w:p></w:body></w:document>"#;
        let text = words_of_docx(&packed(&[("word/document.xml", xml)])).unwrap();
        assert_eq!(text, "Chalk & flint\tlie\nbelow \n");
        assert_eq!(
            words_of_docx(&packed(&[("a", b"")])),
            Err(Unread::Malformed)
        );
        assert_eq!(words_of_docx(b"no archive"), Err(Unread::Malformed));
    }

    #[test]
    fn an_archive_that_swells_is_refused() {
        let zeros = vec![0; 1024 * 1024];
        let files: Vec<(String, &[u8])> = (0..=64)
            .map(|number| (format!("{number}"), zeros.as_slice()))
            .collect();
        let files: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(name, bytes)| (name.as_str(), *bytes))
            .collect();
        let bomb = packed(&files);
        assert!(bomb.len() < 1024 * 1024);
        assert_eq!(sheets_of_xlsx(&bomb), Err(Unread::TooLarge));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_are_fatal(bytes: Vec<u8>) {
            let _ = sheets_of_xlsx(&bytes);
            let _ = xls::sheets(&[OLE.as_slice(), &bytes].concat());
            let _ = words_of_docx(&bytes);
            let _ = words_of_docx(&packed(&[("word/document.xml", &bytes)]));
        }
    }
}
