//! Paths that were dropped on the terminal or pasted: whether they name files, and those.

use std::ops::Range;
use std::path::Path;

use super::{Desk, Fetched, fetch};
use crate::app::chips::{ArrivalId, NotAttached, Wanted};
use crate::app::dropped::Reading;
use crate::app::msg::Msg;
use crate::shell::event::{self, Event};
use crate::shell::hands::Hands;
use crate::shell::tasks::Tasks;

/// A file that was dropped: where its path stands in the text, and what was read.
pub(crate) type DroppedFile = (Range<usize>, Result<Fetched, NotAttached>);

impl Tasks {
    /// Finds out in which of these ways a text names files, and reads them.
    pub(in crate::shell) fn look_at_dropped(&mut self, id: ArrivalId, readings: Vec<Reading>) {
        let desk = self.desk();
        self.aside(move || Event::Dropped(id, files(readings, &desk)));
    }
}

impl Hands {
    /// Keeps the bytes of files that were dropped.
    pub(in crate::shell) fn dropped(
        &mut self,
        id: ArrivalId,
        found: Option<Vec<DroppedFile>>,
    ) -> Msg {
        let found = found.map(|files| {
            let files = files.into_iter();
            let files = files.map(|(range, result)| (range, self.taken(result)));
            files.collect()
        });
        Msg::Dropped(id, found)
    }
}

/// The files of the first reading whose paths all lead to one.
fn files(readings: Vec<Reading>, desk: &Desk) -> Option<Vec<DroppedFile>> {
    let mut readings = readings.into_iter();
    let reading = readings.find(|reading| reading.iter().all(|piece| is_file(&piece.path)))?;
    let files = reading.into_iter().map(|piece| {
        let wanted = Wanted::file(piece.path);
        (piece.range, fetch(wanted, desk))
    });
    Some(files.collect())
}

/// Folders, pipes and devices cannot be attached, so that a text which names one stays a text.
fn is_file(path: &Path) -> bool {
    event::expand(path.to_owned()).is_file()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::dropped::readings;

    /// The texts of the paths that name files.
    fn named(text: &str) -> Option<Vec<&str>> {
        let files = files(readings(text), &Desk::default())?;
        Some(files.into_iter().map(|(range, _)| &text[range]).collect())
    }

    #[test]
    fn only_files_that_are_there_are_taken() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.md", "b c.md", "b"] {
            std::fs::write(folder.path().join(name), "rock").unwrap();
        }
        let at = folder.path().display();
        assert_eq!(named(&format!("{at}/a.md")).unwrap().len(), 1);
        assert_eq!(named(&format!("{at}/a.md {at}/b")).unwrap().len(), 2);
        assert_eq!(named(&format!("{at}/b c.md")).unwrap().len(), 1);
        assert_eq!(named(&format!("'{at}/b c.md' {at}/a.md")).unwrap().len(), 2);
        assert_eq!(
            named(&format!("file://{at}/b%20c.md\r\n")).unwrap().len(),
            1
        );
        assert_eq!(named(&format!("{at}/a.md {at}/missing")), None);
        assert_eq!(named(&at.to_string()), None);
        assert_eq!(named("/dev/null"), None);
    }
}
