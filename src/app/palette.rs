//! The command palette and the prompt history: plain lists of texts to choose from.

use nucleo_matcher::Utf32String;

use super::action::{Action, OnMap, OnSummary, Row, TABLE};
use super::code::OnCode;
use super::editing::Edit;
use super::film::OnFilm;
use super::library::OnLibrary;
use super::list::{self, ListState};
use super::menu::Pick;
use super::pictures::viewer::OnPicture;
use super::settings::row;

/// A list of entries with a filter.
#[derive(Debug, Clone)]
pub(crate) struct Chooser<T> {
    /// Filter and selection.
    pub(crate) list: ListState,
    entries: Vec<T>,
    texts: Vec<Utf32String>,
    /// What is found first, of the same entries; empty = all of a text counts alike.
    labels: Vec<Utf32String>,
    /// What matches the filter: places in the entries, best first.
    found: Vec<usize>,
}

impl<T> Chooser<T> {
    /// A list of entries, each found by its text.
    pub(crate) fn new(entries: Vec<(T, String)>) -> Self {
        let (entries, texts): (Vec<T>, Vec<String>) = entries.into_iter().unzip();
        let texts = texts.into_iter().map(Utf32String::from).collect();
        let mut chooser = Self {
            list: ListState::default(),
            entries,
            texts,
            labels: Vec::new(),
            found: Vec::new(),
        };
        chooser.filter_changed();
        chooser
    }

    /// The same; an entry whose label matches stands before those of which only the rest does.
    pub(crate) fn labelled(entries: Vec<(T, String, String)>) -> Self {
        let mut labels = Vec::new();
        let with_text = entries.into_iter().map(|(entry, label, rest)| {
            let text = format!("{label} {rest}");
            labels.push(Utf32String::from(label));
            (entry, text)
        });
        let mut chooser = Self::new(with_text.collect());
        chooser.labels = labels;
        chooser
    }

    /// Lists what matches the filter, best first, and selects the first row.
    pub(crate) fn filter_changed(&mut self) {
        let scores = list::score(&self.list.filter, &self.texts);
        self.found = (0..self.entries.len())
            .filter(|at| scores[*at].is_some())
            .collect();
        let labels = list::score(&self.list.filter, &self.labels);
        let is_labelled = |at: usize| labels.get(at).is_some_and(Option::is_some);
        self.found
            .sort_by_key(|at| std::cmp::Reverse((is_labelled(*at), scores[*at])));
        self.list.selected = 0;
    }

    /// The rows that match, in the order shown.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = &T> {
        self.found.iter().map(|at| &self.entries[*at])
    }

    /// How many entries there are, with and without the filter.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Selects the first row that is like this.
    pub(crate) fn select_first(&mut self, like: impl Fn(&T) -> bool) {
        let row = self.rows().position(like);
        self.list.selected = row.unwrap_or(self.list.selected);
    }

    /// The selected entry.
    pub(crate) fn choice(&self) -> Option<&T> {
        self.found
            .get(self.list.selected)
            .map(|at| &self.entries[*at])
    }
}

/// The palette: every action once, by name and by what it does, those done lately first; then the
/// settings of the lane and the user's presets.
pub(crate) fn palette(recent: &[String], presets: impl Iterator<Item = String>) -> Chooser<Pick> {
    let mut rows: Vec<&Row> = Vec::new();
    for row in TABLE.iter().filter(|row| is_command(row.action)) {
        if !rows.iter().any(|known| known.action == row.action) {
            rows.push(row);
        }
    }
    let place = |row: &&Row| recent.iter().position(|known| *known == row.full_name());
    rows.sort_by_key(|row| place(row).unwrap_or(usize::MAX));
    let entry = |row: &Row| {
        let (name, help) = (row.name.to_owned(), row.help.to_owned());
        (Pick::Do(row.action), name, help)
    };
    let mut entries: Vec<(Pick, String, String)> = rows.into_iter().map(entry).collect();
    entries.extend(row::all().map(|row| {
        let name = format!("set {}", row.name());
        (Pick::Row(row), name, row.help().to_owned())
    }));
    entries.extend(presets.map(|name| {
        let label = format!("preset {name}");
        (Pick::Preset(name), label, String::new())
    }));
    Chooser::labelled(entries)
}

/// Whether an action makes sense from the palette: moves in a list or a text do not.
pub(crate) fn is_command(action: Action) -> bool {
    !matches!(
        action,
        Action::Choose
            | Action::List(_)
            | Action::ToggleFavourite
            | Action::OpenPalette
            | Action::Back
            | Action::Done
            | Action::Remove
            | Action::Setting(_)
            | Action::OnLibrary(OnLibrary::Mark)
            | Action::OnFiles(_)
            | Action::OnMap(OnMap::Go(_))
            | Action::OnSummary(OnSummary::Scroll(_) | OnSummary::SortBeside(_))
            | Action::OnCode(OnCode::CopyNumber(_) | OnCode::Left | OnCode::Right)
            | Action::OnFilm(OnFilm::Previous | OnFilm::Next)
            | Action::OnPicture(
                OnPicture::Left | OnPicture::Right | OnPicture::Up | OnPicture::Down
            )
            | Action::QuitIfEmpty
            | Action::HistoryOlder
            | Action::HistoryNewer
            | Action::Edit(
                Edit::Left
                    | Edit::Up
                    | Edit::Down
                    | Edit::Top
                    | Edit::Bottom
                    | Edit::Right
                    | Edit::WordLeft
                    | Edit::WordRight
                    | Edit::LineStart
                    | Edit::LineEnd
                    | Edit::DeleteBack
                    | Edit::DeleteForward
            )
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_label_says_stands_before_what_a_detail_says() {
        let row = |label: &str, rest: &str| (label.to_owned(), label.to_owned(), rest.to_owned());
        let mut chooser = Chooser::labelled(vec![
            row("rocks", "edit by the text editor"),
            row("other", "nothing"),
            row("✎ edit", "edit these as JSON"),
        ]);
        assert_eq!(chooser.rows().len(), 3);
        assert_eq!(chooser.choice().unwrap(), "rocks");
        chooser.list.filter = "edit".to_owned();
        chooser.filter_changed();
        let rows: Vec<&String> = chooser.rows().collect();
        assert_eq!(rows, ["✎ edit", "rocks"]);
    }
}
