//! Layout of whole texts.

mod code;
mod looks;
mod prefill;
mod properties;
mod work;

use super::Markdown;
use crate::app::transcript::line::{Face, Line, Marks, Role};

/// A layout made at once.
fn fresh(text: &str, width: u16) -> Markdown {
    let mut markdown = Markdown::new(width);
    markdown.extend_to(text);
    markdown
}

/// All lines.
fn lines(markdown: &Markdown) -> Vec<Line> {
    (0..markdown.len())
        .map(|index| markdown.line(index).unwrap().clone())
        .collect()
}

/// The lines as characters.
fn plain(text: &str, width: u16) -> String {
    let lines = lines(&fresh(text, width));
    let texts: Vec<String> = lines
        .iter()
        .map(|line| line.text().trim_end().to_owned())
        .collect();
    texts.join("\n")
}

/// The lines with their faces: `{role+marks text}`, plain text without.
fn faced(text: &str, width: u16) -> String {
    faced_lines(&lines(&fresh(text, width)))
}

fn faced_lines(lines: &[Line]) -> String {
    let texts: Vec<String> = lines.iter().map(faced_line).collect();
    texts.join("\n")
}

fn faced_line(line: &Line) -> String {
    let span = |face: Face, text: &str| match face_name(face) {
        name if name.is_empty() => text.to_owned(),
        name => format!("{{{name} {text}}}"),
    };
    line.spans
        .iter()
        .map(|each| span(each.face, &each.text))
        .collect()
}

fn face_name(face: Face) -> String {
    let role = if face.role == Role::Text {
        String::new()
    } else {
        format!("{:?}", face.role)
    };
    let marks = [
        (Marks::STRONG, "+strong"),
        (Marks::EMPHASIS, "+emphasis"),
        (Marks::STRIKE, "+strike"),
        (Marks::UNDERLINE, "+underline"),
        (Marks::PREFILL, "+prefill"),
    ];
    let marks = marks.iter().filter(|(mark, _)| face.marks.has(*mark));
    role + &marks.map(|(_, name)| *name).collect::<String>()
}
