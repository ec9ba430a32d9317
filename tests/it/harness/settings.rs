//! The settings of a lane, turned as a person turns them.

use super::running::Running;
use super::screen::Screen;

/// What stands above the pane.
const PANE: &str = "╭─ Settings ";

/// What stands before the name of a row.
const MARKS: [char; 5] = [' ', '✗', '–', '?', '·'];

/// More words than any row has.
const MOST_WORDS: usize = 9;

/// What stands below an editor over the panes.
const EDITOR: &str = "leave as it was";

impl Running {
    /// Waits until it is known what the model can do, which is read after the start. For models
    /// that the data have.
    #[track_caller]
    pub(crate) fn informed(&self) -> &Self {
        self.keys("?").see("of context").keys("<backspace>")
    }

    /// Opens the settings at a row, found by its name in the palette.
    #[track_caller]
    pub(crate) fn row(&self, name: &str) -> &Self {
        self.keys("<ctrl-p>").see("Commands");
        self.keys(&format!("set {name}"))
            .see(&format!("/ set {name}"));
        self.keys("<enter>").see_no("Commands");
        self.until(&format!("the row {name} is there"), |screen| {
            screen.setting(name).is_some()
        });
        self
    }

    /// Waits until this stands at a row of the open settings.
    #[track_caller]
    pub(crate) fn see_setting(&self, name: &str, value: &str) -> &Self {
        self.until(&format!("{name} is {value}"), |screen| {
            let shown = screen.setting(name);
            shown.is_some_and(|shown| shown.trim_start_matches(['━', '─', ' ']) == value)
        });
        self
    }

    /// Closes the settings.
    #[track_caller]
    pub(crate) fn close_settings(&self) -> &Self {
        self.keys("<f2>").see_no(PANE)
    }

    /// Types the number of a row with a slider.
    #[track_caller]
    pub(crate) fn set(&self, name: &str, number: &str) -> &Self {
        self.row(name).keys(number).keys("<enter>");
        self.see_setting(name, number).close_settings()
    }

    /// Takes the value of a row out of the requests.
    #[track_caller]
    pub(crate) fn unset(&self, name: &str) -> &Self {
        self.row(name).keys("x");
        self.see_setting(name, "not sent").close_settings()
    }

    /// Turns a row with a few words until it is at this one.
    #[track_caller]
    pub(crate) fn turn(&self, name: &str, word: &str) -> &Self {
        self.row(name);
        for _ in 0..MOST_WORDS {
            let before = self.screen().setting(name);
            if before.as_deref() == Some(word) {
                return self.close_settings();
            }
            self.keys("<right>");
            self.until(&format!("{name} is turned"), |screen| {
                screen.setting(name) != before
            });
        }
        panic!("{name} is never {word}\n{}", self.screen());
    }

    /// Writes the text of a row, in place of an earlier one.
    #[track_caller]
    pub(crate) fn write(&self, name: &str, text: &str) -> &Self {
        self.row(name).keys("x<enter>").see(EDITOR);
        self.paste(text).keys("<esc>").see_no(EDITOR);
        self.close_settings()
    }
}

impl Screen {
    /// What stands at a row of the open settings.
    pub(crate) fn setting(&self, name: &str) -> Option<String> {
        let labels = [label(name), of_completions(name)];
        let top = self.rows.iter().position(|row| row.contains(PANE))?;
        let inner = self.rows[top..].iter().filter_map(|row| {
            let (_, inner) = row.strip_suffix('│')?.rsplit_once('│')?;
            let row = inner.trim_start_matches(MARKS);
            labels.iter().find_map(|label| row.strip_prefix(label))
        });
        let mut values = inner.filter(|value| value.starts_with([' ', '━', '─']));
        values.next().map(|value| value.trim().to_owned())
    }
}

/// How a row is called in the pane, where its group stands above it.
fn label(name: &str) -> &str {
    match name {
        "stop sequences" => "stop",
        "parallel tools" => "parallel",
        "extra fields" => name,
        _ => name.rsplit(' ').next().unwrap_or(name),
    }
}

/// How a row is called on the completions wire.
fn of_completions(name: &str) -> &str {
    match name {
        "max_tokens" => "max_to_sample",
        _ => label(name),
    }
}
