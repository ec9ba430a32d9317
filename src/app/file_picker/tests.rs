//! The picker by itself: what is shown, in which order, and what Enter means.

use std::ffi::OsString;

use super::*;
use crate::app::wanted::NotAttached;
use crate::chat::time::Wall;

fn entry(name: &str, kind: EntryKind, size: u64, changed: i64) -> FileEntry {
    FileEntry::new(OsString::from(name), kind, size, Some(Wall(changed)))
}

/// A picker that shows a folder with a little of everything.
fn shown() -> FilePicker {
    let (mut picker, browse) = FilePicker::new(None, Purpose::Attach);
    assert_eq!(browse, Browse::Start(1, None));
    let entries = vec![
        entry("old", EntryKind::Folder, 0, 1),
        entry(".secret", EntryKind::File, 5, 9),
        entry("basalt.png", EntryKind::File, 10, 5),
        entry("gneiss.png", EntryKind::File, 30, 7),
        entry("slate.pdf", EntryKind::File, 20, 8),
    ];
    picker.was_read((1, PathBuf::from("/rocks")), Ok(entries));
    picker
}

fn names(picker: &FilePicker) -> Vec<&str> {
    picker.rows().map(|entry| entry.label.as_str()).collect()
}

fn type_on(picker: &mut FilePicker, text: &str) -> Vec<Browse> {
    let mut asked = Vec::new();
    for c in text.chars() {
        picker.list.filter.push(c);
        asked.extend(picker.filter_changed());
    }
    asked
}

#[test]
fn folders_come_first_and_hidden_files_on_demand() {
    let mut picker = shown();
    assert_eq!(
        names(&picker),
        ["old", "basalt.png", "gneiss.png", "slate.pdf"]
    );
    picker.sort();
    assert_eq!(
        names(&picker),
        ["old", "slate.pdf", "gneiss.png", "basalt.png"]
    );
    picker.sort();
    assert_eq!(
        names(&picker),
        ["old", "gneiss.png", "slate.pdf", "basalt.png"]
    );
    picker.sort();
    picker.toggle_hidden();
    assert_eq!(names(&picker)[1], ".secret");
    picker.toggle_hidden();
    type_on(&mut picker, ".s");
    assert_eq!(names(&picker), [".secret"]);
}

#[test]
fn a_filter_can_be_longer_and_shorter_again() {
    let mut picker = shown();
    type_on(&mut picker, "pn");
    assert_eq!(names(&picker), ["basalt.png", "gneiss.png"]);
    type_on(&mut picker, "gx");
    assert_eq!(names(&picker), [""; 0]);
    for _ in 0..4 {
        picker.list.filter.pop();
        picker.filter_changed();
    }
    assert_eq!(names(&picker).len(), 4);
}

#[test]
fn what_was_typed_to_the_end_is_meant() {
    let (mut picker, _) = FilePicker::new(None, Purpose::Attach);
    let entries = vec![
        entry("ab", EntryKind::Folder, 0, 0),
        entry("a-b", EntryKind::File, 0, 0),
        entry("b", EntryKind::File, 0, 0),
    ];
    picker.was_read((1, PathBuf::from("/")), Ok(entries));
    type_on(&mut picker, "b");
    assert_eq!(picker.entry().unwrap().label, "b");
}

#[test]
fn a_typed_path_leads_from_folder_to_folder() {
    let mut picker = shown();
    let asked = type_on(&mut picker, "old/../~/x");
    let folders: Vec<&Path> = asked
        .iter()
        .map(|browse| match browse {
            Browse::Folder(_, folder) => folder.as_path(),
            Browse::Start(..) | Browse::File(_) => panic!("{browse:?}"),
        })
        .collect();
    assert_eq!(
        folders,
        ["/rocks/old", "/rocks", "~"].map(Path::new),
        "{asked:?}"
    );
    // The folder is not read yet: what was typed is taken at its word.
    assert_eq!(picker.chosen(), Chosen::Files(vec!["~/x".into()]));
    let asked = type_on(&mut picker, "/");
    assert_eq!(asked, [Browse::Folder(5, "~/x".into())]);
}

#[test]
fn late_answers_change_nothing() {
    let mut picker = shown();
    picker.go_to(Path::new("/other"));
    picker.was_read((1, PathBuf::from("/rocks")), Ok(Vec::new()));
    assert_eq!(picker.folder, Path::new("/other"));
    assert_eq!(picker.standing, Standing::Reading);
    picker.was_read((2, PathBuf::from("/other")), Err("no".to_owned()));
    assert_eq!(picker.standing, Standing::Failed("no".to_owned()));
    assert_eq!(picker.chosen(), Chosen::Nothing);
}

#[test]
fn going_up_selects_where_one_came_from() {
    let mut picker = shown();
    picker.go_to(Path::new("/rocks/old"));
    picker.was_read((2, PathBuf::from("/rocks/old")), Ok(Vec::new()));
    let above = picker.parent().unwrap();
    picker.go_to(&above);
    let entries = vec![
        entry("new", EntryKind::Folder, 0, 0),
        entry("old", EntryKind::Folder, 0, 0),
    ];
    picker.was_read((3, PathBuf::from("/rocks")), Ok(entries));
    assert_eq!(picker.entry().unwrap().label, "old");
    assert_eq!(plain(Path::new("/../a/./b/..")), Path::new("/a"));
    assert_eq!(plain(Path::new("../a")), Path::new("../a"));
}

#[test]
fn marked_files_go_together_and_in_their_order() {
    let mut picker = shown();
    // A folder cannot be marked.
    picker.mark();
    assert!(picker.marked.is_empty());
    picker.select(3);
    picker.mark();
    picker.select(1);
    picker.mark();
    let both = ["/rocks/slate.pdf", "/rocks/basalt.png"].map(PathBuf::from);
    assert_eq!(picker.chosen(), Chosen::Files(both.to_vec()));
    picker.select(1);
    picker.mark();
    assert_eq!(picker.marked, both[..1]);
}

#[test]
fn a_pipe_is_never_attached() {
    let (mut picker, _) = FilePicker::new(None, Purpose::Attach);
    let entries = vec![entry("pipe", EntryKind::Other, 0, 0)];
    picker.was_read((1, PathBuf::from("/")), Ok(entries));
    picker.mark();
    assert!(picker.marked.is_empty());
    assert_eq!(picker.chosen(), Chosen::Unfit("pipe".to_owned()));
}

#[test]
fn one_file_is_looked_at_at_a_time() {
    let mut picker = shown();
    // A folder is not looked at.
    assert_eq!(picker.unseen(), None);
    picker.select(1);
    assert_eq!(picker.unseen(), Some("/rocks/basalt.png".into()));
    picker.select(2);
    assert_eq!(picker.unseen(), None);
    let glimpse = Glimpse::Unfit(NotAttached::unfit("no picture"));
    picker.was_seen("/rocks/basalt.png".into(), glimpse.clone());
    assert_eq!(picker.glimpse(), None);
    assert_eq!(picker.unseen(), Some("/rocks/gneiss.png".into()));
    picker.was_seen("/rocks/gneiss.png".into(), glimpse.clone());
    assert_eq!(picker.glimpse(), Some(&glimpse));
    assert_eq!(picker.unseen(), None);
}
