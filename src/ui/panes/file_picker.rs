//! The file picker: a folder's files, and beside them what the selected one is.

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::file_picker::{
    EntryKind, FileEntry, FilePicker, Glimpse, Hidden, OnFiles, Purpose, Standing,
};
use crate::app::layout::Size;
use crate::app::msg::Target;
use crate::app::pictures::{Form, Known, Measured, Pictures, Protocol, Shot, fit, peek};
use crate::app::reader::wrapped;
use crate::app::transcript::line::columns;
use crate::chat::attached::Attached;
use crate::chat::size::size;
use crate::chat::time::Wall;
use crate::ui::canvas::{Canvas, after, ending, label_columns, row};
use crate::ui::panes::{frame, library, list};
use crate::ui::pictures::{Meanwhile, Placed};
use crate::ui::theme::Tone;

/// The widest box, and the highest.
const LARGEST: Size = Size {
    width: 130,
    height: 40,
};

/// Columns inside of the box from which on there is a preview.
const WITH_PREVIEW: u16 = 74;

/// Columns of a size, and of a date.
const SIZE: u16 = 9;
const DATE: u16 = 12;

/// Draws the file picker over the panes.
pub(crate) fn draw(
    picker: &FilePicker,
    pictures: &Pictures,
    (now, size): (Wall, Size),
    canvas: &mut Canvas<'_>,
) {
    let title = match (picker.purpose, picker.marked.len()) {
        (Purpose::Answer(_), _) => "Answer the call with a file".to_owned(),
        (Purpose::Attach, 0) => "Attach a file".to_owned(),
        (Purpose::Attach, 1) => "Attach files · 1 marked".to_owned(),
        (Purpose::Attach, count) => format!("Attach files · {count} marked"),
    };
    let inner = frame::overlay(size, LARGEST.width, LARGEST.height, &title, canvas);
    let area = list::filter(&picker.list, inner, canvas);
    place(picker, row(area, 0), canvas);
    let below = Rect {
        y: area.y + area.height.min(1),
        height: area.height.saturating_sub(1),
        ..area
    };
    let (left, right) = match &picker.standing {
        Standing::Failed(_) => (below, None),
        Standing::Reading | Standing::Read => split(below),
    };
    entries(picker, now, left, canvas);
    if let Some(right) = right {
        preview(picker, pictures, right, canvas);
    }
    let hints: &[_] = match picker.purpose {
        Purpose::Attach => &[
            ("Enter", "attach"),
            ("Space", "mark"),
            ("←", "up"),
            ("^S", "sort"),
            ("^T", "hidden"),
            ("Esc", "close"),
        ],
        Purpose::Answer(_) => &[
            ("Enter", "answer"),
            ("←", "up"),
            ("^S", "sort"),
            ("^T", "hidden"),
            ("Esc", "back"),
        ],
    };
    frame::hints(inner, hints, canvas);
    let excerpt = list::excerpt(&picker.list, picker.rows().len(), left.height);
    frame::more(inner, &excerpt, canvas);
}

/// The list, and the preview where there is room for it.
fn split(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < WITH_PREVIEW {
        return (area, None);
    }
    let width = area.width * 3 / 5;
    let left = Rect { width, ..area };
    (left, Some(after(area, width)))
}

/// The folder, which leads up by a click, how many entries it has, and how they are shown.
fn place(picker: &FilePicker, line: Rect, canvas: &mut Canvas<'_>) {
    canvas.click(line, Target::Do(Action::OnFiles(OnFiles::Up)));
    let mut about = match &picker.standing {
        Standing::Reading => "reading …".to_owned(),
        Standing::Failed(_) => String::new(),
        Standing::Read => format!("{} of {}", picker.rows().len(), picker.count()),
    };
    about.push_str(" · ");
    about.push_str(picker.view.order.name());
    if picker.view.hidden == Hidden::Shown {
        about.push_str(" · hidden too");
    }
    about.push(' ');
    let width = u16::try_from(columns(&about)).unwrap_or(u16::MAX);
    let width = width.min(line.width / 2);
    let used = canvas.words(line, " ↑ ", Tone::Key);
    let folder = Rect {
        width: line.width.saturating_sub(used + width + 1),
        ..after(line, used)
    };
    let path = picker.folder.to_string_lossy();
    canvas.label(folder, &cut(&path, usize::from(folder.width)), Tone::Strong);
    let end = after(line, line.width.saturating_sub(width));
    canvas.words(end, &about, Tone::Faint);
}

/// The end of a path, which tells more than its beginning.
fn cut(path: &str, room: usize) -> Cow<'_, str> {
    if label_columns(path) <= room {
        return path.into();
    }
    format!("…{}", ending(path, room.saturating_sub(1))).into()
}

fn entries(picker: &FilePicker, now: Wall, area: Rect, canvas: &mut Canvas<'_>) {
    let rows = picker.rows().len();
    if rows == 0 {
        nothing(picker, after(area, 1), canvas);
    }
    let first = list::first_visible(picker.list.selected, rows, area.height);
    let visible = picker.rows().enumerate().skip(first);
    for (at, entry) in visible.take(usize::from(area.height)) {
        let (line, tone) = list::list_row(at, first, &picker.list, area, canvas);
        let mark = if picker.is_marked(entry) { "●" } else { " " };
        canvas.words(
            line,
            mark,
            if tone == Tone::Selected {
                tone
            } else {
                Tone::Key
            },
        );
        file(entry, now, (after(line, 2), tone), canvas);
    }
}

fn nothing(picker: &FilePicker, area: Rect, canvas: &mut Canvas<'_>) {
    let line = row(area, 0);
    match &picker.standing {
        Standing::Reading => canvas.words(line, "reading the folder …", Tone::Faint),
        Standing::Failed(why) => canvas.label(line, why, Tone::Error),
        Standing::Read if picker.list.filter.is_empty() => {
            canvas.words(line, "there is nothing in it", Tone::Faint)
        }
        Standing::Read => canvas.words(
            line,
            "nothing matches; a path can be typed here",
            Tone::Faint,
        ),
    };
}

/// Draws a file: its name, and as far as there is room its size and when it was changed.
fn file(entry: &FileEntry, now: Wall, (line, tone): (Rect, Tone), canvas: &mut Canvas<'_>) {
    let selected = tone == Tone::Selected;
    let faint = if selected { tone } else { Tone::Faint };
    let (name, name_tone) = match entry.kind {
        EntryKind::Folder => (format!("{}/", entry.label), Tone::Group),
        EntryKind::File => (entry.label.clone(), Tone::Text),
        EntryKind::Other => (entry.label.clone(), Tone::Faint),
    };
    let room = match line.width {
        60.. => SIZE + DATE,
        34.. => SIZE,
        _ => 0,
    };
    let place = Rect {
        width: line.width.saturating_sub(room + 1),
        ..line
    };
    canvas.label(place, &name, if selected { tone } else { name_tone });
    let right = after(line, line.width.saturating_sub(room));
    if room >= SIZE && entry.kind == EntryKind::File {
        let size = size(entry.size);
        let start = SIZE.saturating_sub(u16::try_from(size.len() + 1).unwrap_or(SIZE));
        canvas.words(after(right, start), &size, faint);
    }
    if room > SIZE
        && let Some(changed) = entry.changed
    {
        let age = library::age(now, changed);
        canvas.words(after(right, SIZE), &age, faint);
    }
}

/// What the selected file is. A picture of it has its place below the words.
fn preview(picker: &FilePicker, pictures: &Pictures, area: Rect, canvas: &mut Canvas<'_>) {
    for at in 0..area.height {
        canvas.words(row(area, at), "│", Tone::Frame);
    }
    let area = after(area, 2);
    let Some(entry) = picker.entry() else {
        return;
    };
    canvas.label(row(area, 0), &entry.label, Tone::Strong);
    let line = row(area, 1);
    match (entry.kind, picker.glimpse()) {
        (EntryKind::Folder, _) => {
            canvas.words(line, "a folder; → goes into it", Tone::Faint);
        }
        (EntryKind::Other, _) => {
            canvas.words(line, "no file: it cannot be attached", Tone::Error);
        }
        (EntryKind::File, None) => {
            canvas.words(line, "looking …", Tone::Faint);
        }
        (EntryKind::File, Some(Glimpse::Unfit(not))) => refused(&not.why, (area, 1), canvas),
        (EntryKind::File, Some(Glimpse::Fit { attached, lines })) => {
            told(attached, line, canvas);
            thumbnail(attached, pictures, area, canvas);
            for (at, text) in (3..area.height).zip(lines) {
                canvas.label(row(area, at), text, Tone::Text);
            }
        }
    }
}

/// A sentence that says why not, from this line of the area on.
fn refused(why: &str, (area, first): (Rect, u16), canvas: &mut Canvas<'_>) {
    let lines = wrapped(&format!("✗ {why}"), area.width);
    for (at, line) in (first..area.height).zip(lines) {
        canvas.words(row(area, at), &line.text(), Tone::Error);
    }
}

/// The picture itself, below the words, or why it cannot be shown.
fn thumbnail(attached: &Attached, pictures: &Pictures, area: Rect, canvas: &mut Canvas<'_>) {
    let room = Rect {
        y: area.y.saturating_add(3),
        height: area.height.saturating_sub(3),
        ..area
    };
    let (Some(hash), Some((width, height))) = (peek::name_of(attached), attached.pixels()) else {
        return;
    };
    let means = pictures.means;
    if room.is_empty() || means.protocol == Protocol::Off {
        return;
    }
    // Asked for again, it would be decoded again with each frame.
    if let Some(Known::Failed(why)) = pictures.known(&hash) {
        return refused(why, (area, 3), canvas);
    }
    let measured = Measured {
        width: width.max(1),
        height: height.max(1),
        bytes: attached.size,
    };
    let space = Size {
        width: room.width,
        height: room.height,
    };
    let (_, cells) = fit(measured, means.cell, space);
    let shot = Shot {
        hash,
        form: Form::Thumbnail(space),
        marks: Vec::new(),
    };
    canvas.picture(Placed {
        shot,
        message: None,
        area: Rect {
            width: cells.width.min(room.width),
            height: cells.height.min(room.height),
            ..room
        },
        skip: 0,
        meanwhile: Meanwhile::Nothing,
    });
}

fn told(attached: &Attached, line: Rect, canvas: &mut Canvas<'_>) {
    let used = canvas.words(line, "✓ ", Tone::Badge);
    let what = format!("{} · {}", attached.kind.title(), attached.label());
    canvas.label(after(line, used), &what, Tone::Badge);
}
