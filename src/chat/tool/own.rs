//! Anthropic's own tools: which there are, what is said of each, and the betas that they need.
//!
//! Source: Anthropic's pages on computer use, bash, the text editor and memory; its Python SDK,
//! 2026-08-07. What a model takes of them, the data file says (`takes.own_tools`).

use super::Tool;
use crate::chat::content::Json;

/// A version of a tool of Anthropic's.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OwnKind {
    /// The member `type`.
    pub(crate) kind: &'static str,
    /// The member `name`, by which the model calls it.
    pub(crate) name: &'static str,
    /// The beta that it needs; `None` = none.
    pub(crate) beta: Option<&'static str>,
    /// What can be said of it.
    pub(crate) fields: &'static [OwnField],
    /// What it is, in a few words.
    pub(crate) about: &'static str,
}

/// Something that can be said of a tool of Anthropic's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OwnField {
    /// How wide the display is, in pixels.
    Width,
    /// How high it is, in pixels.
    Height,
    /// Which display of X11.
    Number,
    /// Whether the model may look closer.
    Zoom,
    /// The most characters of a file that are shown.
    Characters,
}

use OwnField::{Characters, Height, Number, Width, Zoom};

const DISPLAY: &[OwnField] = &[Width, Height, Number];
const FIRST: Option<&str> = Some("computer-use-2024-10-22");
const SECOND: Option<&str> = Some("computer-use-2025-01-24");
const THIRD: Option<&str> = Some("computer-use-2025-11-24");
const MEMORY: Option<&str> = Some("context-management-2025-06-27");

/// All of them, by tool, the newest version first.
#[rustfmt::skip] // A table is read row by row.
pub(crate) const OWN: [OwnKind; 10] = [
    own("computer_20251124", "computer", THIRD, &[Width, Height, Number, Zoom], "screen, mouse and keys; can zoom"),
    own("computer_20250124", "computer", SECOND, DISPLAY, "screen, mouse and keys; can scroll, wait and hold keys"),
    own("computer_20241022", "computer", FIRST, DISPLAY, "screen, mouse and keys"),
    own("bash_20250124", "bash", SECOND, &[], "commands in a shell that lives on"),
    own("bash_20241022", "bash", FIRST, &[], "commands in a shell that lives on"),
    own("text_editor_20250728", "str_replace_based_edit_tool", None, &[Characters], "views and edits files; cannot undo"),
    own("text_editor_20250429", "str_replace_based_edit_tool", None, &[], "views and edits files; cannot undo"),
    own("text_editor_20250124", "str_replace_editor", SECOND, &[], "views and edits files"),
    own("text_editor_20241022", "str_replace_editor", FIRST, &[], "views and edits files"),
    own("memory_20250818", "memory", MEMORY, &[], "files in which the model keeps what it learns"),
];

const fn own(
    kind: &'static str,
    name: &'static str,
    beta: Option<&'static str>,
    fields: &'static [OwnField],
    about: &'static str,
) -> OwnKind {
    OwnKind {
        kind,
        name,
        beta,
        fields,
        about,
    }
}

/// The kind with this `type`; `None` = it is not known here.
pub(crate) fn of(kind: &str) -> Option<&'static OwnKind> {
    OWN.iter().find(|own| own.kind == kind)
}

/// The beta that a tool needs.
pub(crate) fn beta_of(tool: &Tool) -> Option<&'static str> {
    match tool {
        Tool::Typed { kind, .. } => of(kind)?.beta,
        Tool::Custom(_) | Tool::Foreign(_) => None,
    }
}

/// Lets the betas follow the tools: those that a new one needs come, and those that only an old one
/// needed go.
pub(super) fn follow(before: &[Tool], after: &[Tool], betas: &mut Vec<String>) {
    let needed: Vec<&str> = after.iter().filter_map(beta_of).collect();
    let lost: Vec<&str> = before.iter().filter_map(beta_of).collect();
    betas.retain(|beta| needed.contains(&beta.as_str()) || !lost.contains(&beta.as_str()));
    for beta in needed {
        if !betas.iter().any(|other| other == beta) {
            betas.push(beta.to_owned());
        }
    }
}

/// A tool of Anthropic's that is being described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OwnForm {
    /// Which.
    pub(crate) kind: &'static OwnKind,
    width: u32,
    height: u32,
    number: Option<u32>,
    zoom: bool,
    characters: Option<u32>,
}

/// The largest number that a field takes. No display is larger.
const MOST: u32 = 1_000_000;

impl OwnForm {
    /// With what is usual.
    pub(crate) fn new(kind: &'static OwnKind) -> Self {
        Self {
            kind,
            width: 1024,
            height: 768,
            number: None,
            zoom: false,
            characters: None,
        }
    }

    /// What a field says, in words.
    pub(crate) fn told(&self, field: OwnField) -> String {
        let or_not_sent =
            |number: Option<u32>| number.map_or_else(|| "not sent".to_owned(), |it| it.to_string());
        match field {
            Width => format!("{} pixels", self.width),
            Height => format!("{} pixels", self.height),
            Number => or_not_sent(self.number),
            Zoom if self.zoom => "on".to_owned(),
            Zoom => "off".to_owned(),
            Characters => or_not_sent(self.characters),
        }
    }

    /// What a field says, to be edited.
    pub(crate) fn text(&self, field: OwnField) -> String {
        match field {
            Width => self.width.to_string(),
            Height => self.height.to_string(),
            Number => self.number.map(|it| it.to_string()).unwrap_or_default(),
            Characters => self.characters.map(|it| it.to_string()).unwrap_or_default(),
            Zoom => String::new(),
        }
    }

    /// With a field as it was typed; `-` takes what need not be said away.
    ///
    /// # Errors
    /// It is no number that the field takes.
    pub(crate) fn with(mut self, field: OwnField, text: &str) -> Result<Self, String> {
        let text = text.trim();
        let number = || {
            let number = text.parse().ok().filter(|number| *number <= MOST);
            number.ok_or_else(|| format!("{text:?} is no number from {} to {MOST}", field.least()))
        };
        let at_least = |number: u32| {
            let why = || format!("it must be at least {}", field.least());
            (number >= field.least()).then_some(number).ok_or_else(why)
        };
        match field {
            Width => self.width = at_least(number()?)?,
            Height => self.height = at_least(number()?)?,
            Number if text == "-" => self.number = None,
            Number => self.number = Some(number()?),
            Characters if text == "-" => self.characters = None,
            Characters => self.characters = Some(at_least(number()?)?),
            Zoom => self.zoom = text == "on",
        }
        Ok(self)
    }

    /// With the zoom the other way round.
    pub(crate) fn zoomed(self) -> Self {
        Self {
            zoom: !self.zoom,
            ..self
        }
    }

    /// The tool, as it is offered.
    pub(crate) fn tool(&self) -> Tool {
        let OwnKind { kind, name, .. } = self.kind;
        let mut json = format!("{{\"type\":\"{kind}\",\"name\":\"{name}\"");
        for field in self.kind.fields {
            let value = match field {
                Width => Some(self.width.to_string()),
                Height => Some(self.height.to_string()),
                Number => self.number.map(|it| it.to_string()),
                Zoom => self.zoom.then(|| "true".to_owned()),
                Characters => self.characters.map(|it| it.to_string()),
            };
            if let Some(value) = value {
                json = format!("{json},\"{}\":{value}", field.member());
            }
        }
        json.push('}');
        Tool::Typed {
            kind: (*kind).to_owned(),
            name: (*name).to_owned(),
            json: Json(json),
        }
    }
}

impl OwnField {
    /// The member of the tool's object.
    pub(crate) fn member(self) -> &'static str {
        match self {
            Width => "display_width_px",
            Height => "display_height_px",
            Number => "display_number",
            Zoom => "enable_zoom",
            Characters => "max_characters",
        }
    }

    /// What stands before it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Width => "width",
            Height => "height",
            Number => "display",
            Zoom => "zoom",
            Characters => "characters",
        }
    }

    /// What it means.
    pub(crate) fn help(self) -> &'static str {
        match self {
            Width => "how wide the display is, in pixels",
            Height => "how high the display is, in pixels",
            Number => "the number of the display in X11; - leaves it out",
            Zoom => "whether the model may look closer at a part of the screen",
            Characters => "the most characters of a file that it shows; - leaves it out",
        }
    }

    fn least(self) -> u32 {
        match self {
            Width | Height | Characters => 1,
            Number | Zoom => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::tool::parse;

    #[test]
    fn every_kind_makes_a_tool_that_can_be_offered() {
        for own in &OWN {
            let tool = OwnForm::new(own).tool();
            let Tool::Typed { json, .. } = &tool else {
                panic!("{tool:?}");
            };
            assert_eq!(parse(&json.0), Ok(vec![tool.clone()]));
            assert_eq!(beta_of(&tool), own.beta);
        }
    }

    #[test]
    fn what_is_said_of_a_computer_stands_in_its_object() {
        let form = OwnForm::new(of("computer_20251124").unwrap());
        let form = form.with(Width, "1280").unwrap();
        let form = form.with(Height, " 800 ").unwrap();
        let form = form.with(Number, "1").unwrap().zoomed();
        let Tool::Typed { json, .. } = form.tool() else {
            panic!("{form:?}");
        };
        assert_eq!(
            json.0,
            r#"{"type":"computer_20251124","name":"computer","display_width_px":1280,"display_height_px":800,"display_number":1,"enable_zoom":true}"#
        );
        assert_eq!(form.with(Number, "-").unwrap().told(Number), "not sent");
        assert!(form.with(Width, "0").unwrap_err().contains("at least 1"));
        assert!(form.with(Width, "wide").unwrap_err().contains("no number"));
    }

    #[test]
    fn betas_follow_the_tools() {
        let tools = |kinds: &[&str]| -> Vec<Tool> {
            let kinds = kinds.iter().filter_map(|kind| of(kind));
            kinds.map(|own| OwnForm::new(own).tool()).collect()
        };
        let mut betas = vec!["mine".to_owned()];
        let both = tools(&["computer_20250124", "bash_20250124"]);
        follow(&[], &both, &mut betas);
        assert_eq!(betas, ["mine", "computer-use-2025-01-24"]);
        let one = tools(&["bash_20250124"]);
        follow(&both, &one, &mut betas);
        assert_eq!(betas, ["mine", "computer-use-2025-01-24"]);
        follow(&one, &[], &mut betas);
        assert_eq!(betas, ["mine"]);
    }
}
