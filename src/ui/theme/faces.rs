//! Which role of a theme a piece of the screen has.

use ratatui::style::{Modifier, Style};

use super::Theme;
use super::roles::Part;
use crate::app::code::Syntax;
use crate::app::transcript::line::{Face, Marks, Role};

/// What a piece of the screen is, beside the text of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Text,
    Faint,
    Strong,
    Header,
    HeaderFaint,
    Sandbox,
    Frame,
    FrameFocus,
    Key,
    Selected,
    Group,
    Badge,
    Warning,
    Error,
    Banner,
    Hazard,
    Gutter,
    Slider,
    Prefill,
    Found,
    FoundHere,
}

impl Theme {
    /// The style of a tone.
    pub(crate) fn style(&self, tone: Tone) -> Style {
        self.of(match tone {
            Tone::Text => Part::Text,
            Tone::Faint => Part::Faint,
            Tone::Strong => Part::Strong,
            Tone::Header => Part::Header,
            Tone::HeaderFaint => Part::HeaderFaint,
            Tone::Sandbox => Part::Sandbox,
            Tone::Frame => Part::Frame,
            Tone::FrameFocus => Part::FrameFocus,
            Tone::Key => Part::Key,
            Tone::Selected => Part::Selected,
            Tone::Group => Part::Group,
            Tone::Badge => Part::Badge,
            Tone::Warning => Part::Warning,
            Tone::Error => Part::Error,
            Tone::Banner => Part::Banner,
            Tone::Hazard => Part::Hazard,
            Tone::Gutter => Part::Gutter,
            Tone::Slider => Part::Slider,
            Tone::Prefill => Part::Prefill,
            Tone::Found => Part::Found,
            Tone::FoundHere => Part::FoundHere,
        })
    }

    /// The style of a span of a message.
    pub(crate) fn face(&self, face: Face) -> Style {
        let part = match face.role {
            Role::Syntax(kind) => return self.marked(self.syntax(kind), face.marks),
            Role::Text => Part::Text,
            Role::Heading(_) => Part::Heading,
            Role::Code => Part::Code,
            Role::CodeBlock => Part::CodeBlock,
            Role::CodeInfo => Part::CodeInfo,
            Role::Quote => Part::Quote,
            Role::ListMarker => Part::ListMarker,
            Role::TableFrame => Part::TableFrame,
            Role::TableHead => Part::TableHead,
            Role::Link => Part::Link,
            Role::Rule => Part::Rule,
            Role::Hazard => Part::Hazard,
            Role::Faint | Role::Fold | Role::Note => Part::Faint,
            Role::Siblings => Part::Key,
            Role::User => Part::User,
            Role::Assistant => Part::Assistant,
            Role::Tool | Role::Call(_) => Part::Tool,
            Role::Warning => Part::Warning,
            Role::Error => Part::Error,
            Role::Prefill => Part::Prefill,
            Role::Added => Part::Added,
            Role::Removed => Part::Removed,
        };
        self.marked(self.of(part), face.marks)
    }

    fn marked(&self, style: Style, marks: Marks) -> Style {
        let style = style.add_modifier(modifiers(marks));
        if marks.has(Marks::PREFILL) {
            self.begun(style)
        } else {
            style
        }
    }

    /// The style of a piece of code.
    pub(crate) fn syntax(&self, kind: Syntax) -> Style {
        let part = match kind {
            Syntax::Keyword => Part::SyntaxKeyword,
            Syntax::String => Part::SyntaxString,
            Syntax::Comment => Part::SyntaxComment,
            Syntax::Number => Part::SyntaxNumber,
            Syntax::Function => Part::SyntaxFunction,
            Syntax::Type => Part::SyntaxType,
            Syntax::Operator => Part::SyntaxOperator,
            Syntax::Variable => Part::SyntaxVariable,
            Syntax::Inserted => Part::SyntaxInserted,
            Syntax::Deleted => Part::SyntaxDeleted,
        };
        self.on(part, Part::CodeBlock)
    }

    /// The style of what the user wrote of a reply, within the reply. The line below it is there in
    /// every palette and every theme, so that it can be told apart without colours.
    fn begun(&self, style: Style) -> Style {
        let prefill = self.of(Part::Prefill);
        style.patch(prefill).add_modifier(Modifier::UNDERLINED)
    }
}

fn modifiers(marks: Marks) -> Modifier {
    let pairs = [
        (Marks::STRONG, Modifier::BOLD),
        (Marks::EMPHASIS, Modifier::ITALIC),
        (Marks::STRIKE, Modifier::CROSSED_OUT),
        (Marks::UNDERLINE, Modifier::UNDERLINED),
    ];
    let set = pairs.into_iter().filter(|(mark, _)| marks.has(*mark));
    set.fold(Modifier::empty(), |all, (_, modifier)| all | modifier)
}
