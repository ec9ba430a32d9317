//! Edits of a text, without files: what it becomes, and what the model is told.

use crate::chat::tool::invocation::Edit;

/// How many lines around an edit are shown.
const AROUND: usize = 4;

/// What an edit makes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// The whole text; `None` = it stays.
    pub(super) text: Option<String>,
    /// What is told.
    pub(super) told: String,
}

/// Edits a text; `None` = the file is not there.
///
/// # Errors
/// It cannot be done; in words for the model.
pub(super) fn change(path: &str, before: Option<&str>, edit: &Edit) -> Result<Change, String> {
    let there = || before.ok_or_else(|| format!("there is no file {path}"));
    match edit {
        Edit::View(range) => Ok(Change {
            text: None,
            told: view(path, there()?, *range)?,
        }),
        Edit::Create(text) => Ok(made(
            text.clone(),
            match before {
                None => format!("{path} was made"),
                Some(_) => format!("{path} was replaced"),
            },
        )),
        Edit::Replace(old, new) => replace(path, there()?, old, new),
        Edit::Insert(line, text) => insert(path, there()?, *line, text),
        Edit::Undo(text) => {
            there()?;
            Ok(made(
                text.clone(),
                format!("the last edit of {path} was taken back"),
            ))
        }
    }
}

fn made(text: String, told: String) -> Change {
    Change {
        text: Some(text),
        told,
    }
}

fn view(path: &str, text: &str, range: Option<(u64, i64)>) -> Result<String, String> {
    let lines: Vec<&str> = text.lines().collect();
    let Some((from, to)) = range else {
        return Ok(numbered(&lines, 1));
    };
    let count = lines.len();
    let first = usize::try_from(from).unwrap_or(usize::MAX);
    let last = usize::try_from(to).unwrap_or(count).min(count);
    if first > count.max(1) || (to != -1 && last < first) {
        return Err(format!(
            "{path} has {count} lines; view_range is [{from}, {to}]"
        ));
    }
    Ok(numbered(
        lines.get(first - 1..last).unwrap_or_default(),
        first,
    ))
}

fn replace(path: &str, text: &str, old: &str, new: &str) -> Result<Change, String> {
    if old.is_empty() {
        return Err("`old_str` is empty; `insert` puts in a text".to_owned());
    }
    let places: Vec<usize> = text.match_indices(old).map(|(at, _)| at).collect();
    let [at] = places[..] else {
        return Err(match places.len() {
            0 => format!("nothing was replaced: old_str does not stand in {path} word for word"),
            count => {
                let lines: Vec<String> = places
                    .iter()
                    .take(50)
                    .map(|at| line_of(text, *at).to_string())
                    .collect();
                format!(
                    "nothing was replaced: old_str stands {count} times in {path}, in lines {}; it must stand once",
                    lines.join(", ")
                )
            }
        });
    };
    let after = [&text[..at], new, &text[at + old.len()..]].concat();
    let told = snippet(path, &after, line_of(text, at), new);
    Ok(made(after, told))
}

fn insert(path: &str, text: &str, line: u64, inserted: &str) -> Result<Change, String> {
    let count = text.lines().count();
    let line = usize::try_from(line).unwrap_or(usize::MAX);
    if line > count {
        return Err(format!(
            "{path} has {count} lines; there is no line {line} to insert after"
        ));
    }
    let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let (head, tail) = text.split_at(before);
    let mut after = head.to_owned();
    if !head.is_empty() && !head.ends_with('\n') {
        after.push('\n');
    }
    after.push_str(inserted);
    if !inserted.ends_with('\n') && (!tail.is_empty() || text.ends_with('\n')) {
        after.push('\n');
    }
    after.push_str(tail);
    let told = snippet(path, &after, line + 1, inserted);
    Ok(made(after, told))
}

/// What a file looks like around what was put in at this line.
fn snippet(path: &str, text: &str, line: usize, new: &str) -> String {
    let first = line.saturating_sub(AROUND).max(1);
    let count = line - first + new.lines().count() + AROUND;
    let lines: Vec<&str> = text.lines().skip(first - 1).take(count).collect();
    format!(
        "{path} was edited; around the edit it is now:\n{}",
        numbered(&lines, first)
    )
}

/// The line in which a byte stands, from 1.
fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Lines with their numbers, as `cat -n` has them.
fn numbered(lines: &[&str], first: usize) -> String {
    let lines = (first..).zip(lines);
    let lines: Vec<String> = lines.map(|(no, line)| format!("{no:>6}\t{line}")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn after(text: &str, edit: &Edit) -> Result<String, String> {
        let changed = change("a", Some(text), edit)?;
        Ok(changed.text.unwrap_or(changed.told))
    }

    #[test]
    fn a_text_is_replaced_where_it_stands_once() {
        let edit = |old: &str, new: &str| Edit::Replace(old.to_owned(), new.to_owned());
        assert_eq!(after("a\nb\n", &edit("b", "c\r\n")).unwrap(), "a\nc\r\n\n");
        let why = after("x\nb b\nb\n", &edit("b", "")).unwrap_err();
        assert!(why.contains("3 times in a, in lines 2, 2, 3"), "{why}");
        assert!(
            after("a", &edit("A", ""))
                .unwrap_err()
                .contains("word for word")
        );
        assert!(after("a", &edit("", "x")).unwrap_err().contains("empty"));
    }

    #[test]
    fn lines_are_inserted_and_shown_by_number() {
        let insert = |line, text: &str| Edit::Insert(line, text.to_owned());
        assert_eq!(after("a\nb", &insert(1, "x")).unwrap(), "a\nx\nb");
        assert_eq!(after("a\nb", &insert(0, "x\n")).unwrap(), "x\na\nb");
        assert_eq!(after("a\nb", &insert(2, "x")).unwrap(), "a\nb\nx");
        assert_eq!(after("a\n", &insert(1, "x")).unwrap(), "a\nx\n");
        assert_eq!(after("", &insert(0, "x")).unwrap(), "x");
        assert!(
            after("a", &insert(2, "x"))
                .unwrap_err()
                .contains("has 1 lines")
        );
        assert_eq!(
            after("a\nb\nc", &Edit::View(Some((2, -1)))).unwrap(),
            "     2\tb\n     3\tc"
        );
        assert!(after("a", &Edit::View(Some((2, 1)))).is_err());
        assert!(after("a\nb", &Edit::View(Some((2, 1)))).is_err());
        assert_eq!(after("", &Edit::View(Some((1, -1)))).unwrap(), "");
        assert!(
            change("a", None, &insert(0, "x"))
                .unwrap_err()
                .contains("no file a")
        );
    }

    proptest! {
        #[test]
        fn what_stands_around_an_edit_stays(
            head in "[ab\n\u{e4}]{0,9}", tail in "[ab\n]{0,9}", old in "[x-z]{1,4}", new in any::<String>(),
        ) {
            let text = format!("{head}{old}{tail}");
            let edit = Edit::Replace(old, new.clone());
            prop_assert_eq!(after(&text, &edit), Ok(format!("{head}{new}{tail}")));
        }

        #[test]
        fn no_edit_brings_it_down(
            text in "[ab\r\n\u{e4}]{0,12}", line in 0..9_u64, to in -1..9_i64, new in "[a\n]{0,4}",
        ) {
            for edit in [
                Edit::Insert(line, new.clone()),
                Edit::View(Some((line.max(1), to))),
                Edit::Replace("a".to_owned(), new.clone()),
            ] {
                let _ = change("a", Some(&text), &edit);
            }
        }
    }
}
