//! What one line of a script means, and the backslash that takes its meaning away.

use std::borrow::Cow;

use crate::chat::message::Role;

/// How a line that names a block ends its label.
pub(super) const BLOCK: &str = "](block:";

/// What stands in the place of a block's number between two texts in a row.
pub(super) const NEXT: &str = "next";

/// How a remark of ours begins.
pub(super) const MARK: &str = "<!-- outcrop:";

/// How a comment ends.
pub(super) const END: &str = "-->";

/// What a line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// `# user {#12}`: a part begins.
    Heading {
        /// Who speaks, as it was written.
        word: &'a str,
        /// What stands in the braces, with them.
        origin: Option<&'a str>,
    },
    /// What stands in a part.
    Inside(Inside<'a>),
}

/// What a line below a heading means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside<'a> {
    /// `[thinking](block:0)`: a block that is no text.
    Block {
        /// What it is called.
        label: &'a str,
        /// What should be its number.
        at: &'a str,
    },
    /// `[next text](block:next)`: the text ends, and another one begins.
    Next,
    /// A remark of ours on the line below.
    Mark,
    /// Nothing stands in it. Part of a text only between two others.
    Blank,
    /// A line of a text, without the backslash.
    Text(&'a str),
}

/// Says what a line means.
pub(super) fn read(line: &str) -> Line<'_> {
    if line.is_empty() {
        return Line::Inside(Inside::Blank);
    }
    meaning(line).unwrap_or_else(|| Line::Inside(Inside::Text(plain(line))))
}

/// A line of a text, so that it means nothing else.
pub(super) fn escaped(line: &str) -> Cow<'_, str> {
    if needs_backslash(line) {
        Cow::Owned(format!("\\{line}"))
    } else {
        Cow::Borrowed(line)
    }
}

/// Takes the backslash away that `escaped` has put there, and no other: TeX has lines that begin
/// with one.
fn plain(line: &str) -> &str {
    match line.strip_prefix('\\') {
        Some(rest) if needs_backslash(line) => rest,
        _ => line,
    }
}

/// Whether a line means something, or would with fewer backslashes before it.
fn needs_backslash(line: &str) -> bool {
    let bare = line.trim_start_matches('\\');
    let only_backslashes = bare.is_empty() && !line.is_empty();
    only_backslashes || meaning(bare).is_some()
}

fn meaning(line: &str) -> Option<Line<'_>> {
    // An editor may have put spaces there, or ends lines with CR LF.
    let line = line.trim_end_matches([' ', '\t', '\r']);
    if line.starts_with(MARK) && line.ends_with(END) {
        return Some(Line::Inside(Inside::Mark));
    }
    heading(line).or_else(|| block(line))
}

fn heading(line: &str) -> Option<Line<'_>> {
    let rest = line.strip_prefix("# ")?.trim_start();
    let (word, origin) = match rest.find('{') {
        Some(at) => (&rest[..at], Some(&rest[at..])),
        None => (rest, None),
    };
    let word = word.trim_end();
    let named = origin.is_some_and(|origin| origin.starts_with("{#"));
    (named || role(word).is_some() || meant(word).is_some())
        .then_some(Line::Heading { word, origin })
}

fn block(line: &str) -> Option<Line<'_>> {
    let line = line.strip_prefix('!').unwrap_or(line);
    let (label, at) = line
        .strip_prefix('[')?
        .strip_suffix(')')?
        .rsplit_once(BLOCK)?;
    Some(Line::Inside(if at == NEXT {
        Inside::Next
    } else {
        Inside::Block { label, at }
    }))
}

/// The name of the part that is no message.
pub(super) const SYSTEM: &str = "system";

/// Who speaks below a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    /// Nobody: it is the system prompt.
    System,
    /// A message.
    Message(Role),
}

impl Speaker {
    const ALL: [Self; 3] = [
        Self::System,
        Self::Message(Role::User),
        Self::Message(Role::Assistant),
    ];

    /// As it is written.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::System => SYSTEM,
            Self::Message(role) => role.name(),
        }
    }
}

/// Who is named, in letters of any size.
pub(super) fn role(word: &str) -> Option<Speaker> {
    let mut all = Speaker::ALL.into_iter();
    all.find(|speaker| speaker.name().eq_ignore_ascii_case(word))
}

/// Who was probably meant. Only by a word in small letters, since headings of texts begin with a
/// large one.
pub(super) fn meant(word: &str) -> Option<Speaker> {
    if !word.chars().all(|c| c.is_ascii_lowercase()) {
        return None;
    }
    let mut all = Speaker::ALL.into_iter();
    all.find(|speaker| {
        let name = speaker.name();
        strsim::osa_distance(word, name) <= name.len() / 4
    })
}
