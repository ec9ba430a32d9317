//! Tools that are looked at in tasks: files that they are taken from, and their schemas.

use std::path::PathBuf;

use super::event::{Event, expand};
use super::tasks::Tasks;
use crate::app::msg::Msg;
use crate::store::{tool_check, tool_source};

impl Tasks {
    /// Finds the tools of a file.
    pub(super) fn read_tools(&mut self, path: PathBuf) {
        self.aside(move || {
            let found = tool_source::of_file(&expand(path));
            Event::Core(Msg::ToolsRead(found.map(Box::new)))
        });
    }

    /// Checks the tools that stand in a text.
    pub(super) fn check_tools(&mut self, text: String) {
        self.aside(move || {
            let remarks = tool_check::check(&text);
            Event::Core(Msg::ToolsChecked(text, remarks))
        });
    }
}
