//! Names of tools, made of what others call their operations.

use crate::chat::tool::text::MAX_NAME;

/// A name by the rules of both wires: letters, digits, `_` and `-`, at most 64.
pub(super) fn fitting(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '-' {
            name.push(c);
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_matches('_');
    // All of it is ASCII.
    let name = &name[..name.len().min(MAX_NAME)];
    if name.is_empty() { "tool" } else { name }.to_owned()
}

/// The name, with a number behind it if it is taken.
pub(super) fn free(name: String, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(&name) {
        return name;
    }
    let numbered = (2_u64..).map(|number| {
        let end = format!("_{number}");
        let room = MAX_NAME.saturating_sub(end.len()).min(name.len());
        let begin = name.get(..room).unwrap_or("tool");
        format!("{begin}{end}")
    });
    numbered
        .into_iter()
        .find(|name| !is_taken(name))
        .unwrap_or(name)
}
