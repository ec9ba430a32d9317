//! Workbooks in the old binary form: the rows and columns of their sheets, counted record by record.
//!
//! Cells are counted as they come and never laid out as a table: two of them in far corners of a small
//! file would fill the memory.

use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::office::Span;
use super::{MAX_UNPACKED, Sheet, Unread};

/// Most records that are read. Sheets may lie over one another, so that the file is no bound.
const MAX_RECORDS: usize = 5_000_000;

/// Begins a part of the workbook: its first one tells the version.
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
/// What follows is encrypted.
const FILE_PASS: u16 = 0x002F;
/// Where a sheet begins, and its name.
const BOUND_SHEET: u16 = 0x0085;
/// Several numbers in a row.
const MUL_RK: u16 = 0x00BD;
/// Cells with something in them: formulas, numbers, texts, truth values.
const CELLS: [u16; 9] = [
    0x0006, 0x0206, 0x0406, 0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD,
];

/// The version since which names of sheets tell how they are written.
const BIFF8: u16 = 0x0600;

/// The tables of a workbook.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Unread> {
    let stream = workbook(bytes)?;
    let mut left = MAX_RECORDS;
    let mut found = Vec::new();
    let mut version = 0;
    let mut records = Records::of(&stream, 0, &mut left)?;
    let mut listed = Vec::new();
    while let Some((kind, data)) = records.next()? {
        match kind {
            BOF => version = number(data, 0)?,
            FILE_PASS => return Err(Unread::Malformed),
            BOUND_SHEET => listed.extend(listed_sheet(data, version)?),
            EOF => break,
            _ => {}
        }
    }
    for (at, name) in listed {
        found.push(sheet(Records::of(&stream, at, &mut left)?, name)?);
    }
    Ok(found)
}

/// The stream that holds the workbook.
fn workbook(bytes: &[u8]) -> Result<Vec<u8>, Unread> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| Unread::Malformed)?;
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| file.is_stream(name));
    let stream = file.open_stream(name.ok_or(Unread::Malformed)?);
    let mut stream = stream.map_err(|_| Unread::Malformed)?.take(MAX_UNPACKED);
    let mut unpacked = Vec::new();
    stream
        .read_to_end(&mut unpacked)
        .map_err(|_| Unread::Malformed)?;
    Ok(unpacked)
}

/// Where a table begins and what it is called; nothing for a chart or a macro.
fn listed_sheet(data: &[u8], version: u16) -> Result<Option<(usize, String)>, Unread> {
    let at = u32::from(number(data, 0)?) | u32::from(number(data, 2)?) << 16;
    let [_, kind, length, name @ ..] = data.get(4..).unwrap_or_default() else {
        return Err(Unread::Malformed);
    };
    let length = usize::from(*length);
    let name = match (version, name) {
        (BIFF8.., [flags, wide @ ..]) if flags & 1 == 1 => {
            let (pairs, _) = wide.as_chunks::<2>();
            let pairs = pairs.iter().take(length);
            let units: Vec<u16> = pairs.map(|pair| u16::from_le_bytes(*pair)).collect();
            String::from_utf16_lossy(&units)
        }
        (BIFF8.., [_, narrow @ ..]) | (_, narrow) => narrow
            .iter()
            .take(length)
            .copied()
            .map(char::from)
            .collect(),
    };
    let at = usize::try_from(at).map_err(|_| Unread::Malformed)?;
    Ok((*kind == 0).then_some((at, name)))
}

/// Counts one sheet. What lies within it, such as a chart, has cells of its own, which do not count.
fn sheet(mut records: Records<'_>, name: String) -> Result<Sheet, Unread> {
    let (mut rows, mut columns) = (Span::default(), Span::default());
    let mut depth = 0_usize;
    while let Some((kind, data)) = records.next()? {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            _ if depth > 1 => {}
            MUL_RK => {
                rows.add(number(data, 0)?.into());
                columns.add(number(data, 2)?.into());
                columns.add(number(data, data.len().saturating_sub(2))?.into());
            }
            _ if CELLS.contains(&kind) => {
                rows.add(number(data, 0)?.into());
                columns.add(number(data, 2)?.into());
            }
            _ => {}
        }
    }
    Ok(Sheet {
        name: Some(name),
        rows: rows.length(),
        columns: columns.length(),
    })
}

/// A number of two bytes.
fn number(data: &[u8], at: usize) -> Result<u16, Unread> {
    let bytes = data.get(at..).and_then(<[u8]>::first_chunk);
    bytes
        .copied()
        .map(u16::from_le_bytes)
        .ok_or(Unread::Malformed)
}

/// Records of a stream, one after the other.
struct Records<'a> {
    rest: &'a [u8],
    /// How many may still be read.
    left: &'a mut usize,
}

impl<'a> Records<'a> {
    /// Those from this place on.
    fn of(stream: &'a [u8], at: usize, left: &'a mut usize) -> Result<Self, Unread> {
        let rest = stream.get(at..).ok_or(Unread::Malformed)?;
        Ok(Self { rest, left })
    }

    /// The kind of the next one, and its data.
    fn next(&mut self) -> Result<Option<(u16, &'a [u8])>, Unread> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        *self.left = self.left.checked_sub(1).ok_or(Unread::TooLarge)?;
        let (kind, length) = (number(self.rest, 0)?, number(self.rest, 2)?);
        let end = 4 + usize::from(length);
        let data = self.rest.get(4..end).ok_or(Unread::Malformed)?;
        self.rest = &self.rest[end..];
        Ok(Some((kind, data)))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use calamine::Reader as _;
    use proptest::prelude::*;

    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
    }

    /// A number in a cell.
    fn cell(row: u16, column: u16) -> Vec<u8> {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0; 2]].concat();
        record(0x0203, &[&place[..], &1.5_f64.to_le_bytes()].concat())
    }

    fn file(stream: &[u8]) -> Vec<u8> {
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        let mut entry = file.create_stream("/Workbook").unwrap();
        entry.write_all(stream).unwrap();
        drop(entry);
        file.into_inner().into_inner()
    }

    /// A workbook of one sheet called `Börse` with these records.
    fn book(records: &[Vec<u8>]) -> Vec<u8> {
        let bof = |kind: u16| {
            let words = [BIFF8, kind, 0, 1997, 0, 0, 6, 0].map(u16::to_le_bytes);
            record(BOF, &words.concat())
        };
        let name: Vec<u8> = "Börse".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let listed = |at: u32| {
            let data = [&at.to_le_bytes()[..], &[0, 0, 5, 1], &name].concat();
            record(BOUND_SHEET, &data)
        };
        let globals = |at| [bof(5), listed(at), record(EOF, &[])].concat();
        let at = u32::try_from(globals(0).len()).unwrap();
        file(&[globals(at), bof(16), records.concat(), record(EOF, &[])].concat())
    }

    fn counted(bytes: &[u8]) -> (String, usize, usize) {
        let [sheet] = &sheets(bytes).unwrap()[..] else {
            panic!("one sheet");
        };
        (sheet.name.clone().unwrap(), sheet.rows, sheet.columns)
    }

    #[test]
    fn a_table_is_counted_as_others_count_it() {
        let many = [&2_u16.to_le_bytes()[..], &[4, 0], &[0; 12], &[5, 0]].concat();
        let chart = [record(BOF, &[0; 16]), cell(90, 90), record(EOF, &[])].concat();
        let bytes = book(&[cell(1, 2), cell(7, 3), record(MUL_RK, &many), chart]);
        assert_eq!(counted(&bytes), ("Börse".to_owned(), 7, 4));
        let mut other = calamine::Xls::new(Cursor::new(&bytes[..])).unwrap();
        let (name, table) = other.worksheets().remove(0);
        assert_eq!(
            (name, table.height(), table.width()),
            ("Börse".to_owned(), 7, 4)
        );
    }

    #[test]
    fn cells_in_far_corners_take_no_memory() {
        // What the sheet says of its own size is as large as it can be.
        let size = record(
            0x0200,
            &[0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 255, 255, 0, 0],
        );
        let bytes = book(&[size, cell(0, 0), cell(u16::MAX, u16::MAX)]);
        assert!(bytes.len() < 50_000);
        assert_eq!(counted(&bytes), ("Börse".to_owned(), 65_536, 65_536));
    }

    #[test]
    fn sheets_that_lie_over_one_another_are_not_read_for_ever() {
        let listed = record(BOUND_SHEET, &[0, 0, 0, 0, 0, 0, 0, 0]);
        let stream = [record(BOF, &[0, 6]), listed.repeat(4_000)].concat();
        assert_eq!(sheets(&file(&stream)), Err(Unread::TooLarge));
        assert_eq!(sheets(b"no workbook"), Err(Unread::Malformed));
    }

    proptest! {
        #[test]
        fn no_bytes_are_fatal(bytes in prop::collection::vec(any::<u8>(), 0..60), at in 0..4_000_usize) {
            let mut file = book(&[cell(1, 2)]);
            let at = at.min(file.len());
            let end = (at + bytes.len()).min(file.len());
            file.splice(at..end, bytes.iter().copied());
            let _ = sheets(&file);
        }
    }
}
