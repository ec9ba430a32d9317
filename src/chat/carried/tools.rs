//! Tools and their choice, as far as a wire carries them.

use std::mem;

use super::Carried;
use crate::chat::settings::{Field, Wire};
use crate::chat::tool::{Tool, Which};

impl Carried {
    /// Tools first: whether calls and cache points may go depends on them.
    pub(super) fn cut_tools(&mut self) {
        let wire = self.wire();
        for tool in mem::take(&mut self.request.settings.tools.offered) {
            match hindrance(wire, &tool) {
                Some(what) => self.leave_out(Field::Tools, what),
                None => self.request.settings.tools.offered.push(tool),
            }
        }
        self.cut_choice();
    }

    /// A choice needs tools to choose from; Converse has no member for `none` and for calls at once.
    fn cut_choice(&mut self) {
        let (wire, chosen_from) = (self.wire(), self.has_choice());
        let Some(choice) = &mut self.request.settings.tools.choice else {
            return;
        };
        let name = choice.which.name();
        let none = choice.which == Which::None;
        if !chosen_from || (none && wire == Wire::Converse) {
            self.request.settings.tools.choice = None;
            self.leave_out(Field::ToolChoice, format!("tool choice {name}"));
        } else if choice.parallel.is_some() && (none || wire == Wire::Converse) {
            choice.parallel = None;
            self.leave_out(Field::ToolChoice, "whether tools may be called at once");
        }
    }

    /// Whether tools go where a choice between them has its place. On Converse, Anthropic's own go
    /// elsewhere.
    pub(super) fn has_choice(&self) -> bool {
        let mut offered = self.request.settings.tools.offered.iter();
        match self.wire() {
            Wire::Converse => offered.any(|tool| !matches!(tool, Tool::Typed { .. })),
            Wire::Messages => offered.len() > 0,
            Wire::Completions => false,
        }
    }
}

/// Why a tool cannot go, as a name for it.
fn hindrance(wire: Wire, tool: &Tool) -> Option<String> {
    let name = tool.name();
    match (wire, tool) {
        (Wire::Completions, Tool::Custom(_) | Tool::Typed { .. }) => {
            Some(format!("the tool {name}"))
        }
        (Wire::Messages | Wire::Completions, Tool::Foreign(_)) => {
            Some("a tool of the converse wire".to_owned())
        }
        (_, Tool::Custom(tool)) => (!tool.schema.is_object())
            .then(|| format!("the tool {name}, whose schema is no JSON object")),
        (_, Tool::Typed { json, .. }) => {
            (!json.is_object()).then(|| format!("the tool {name}, which is no JSON object"))
        }
        (_, Tool::Foreign(json)) => {
            (!json.is_object()).then(|| "a tool that is no JSON object".to_owned())
        }
    }
}
