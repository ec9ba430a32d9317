//! A script that came back to its parts.

use crate::chat::ids::MessageId;

use super::line::{self, Inside, Line, Speaker};
use super::{Part, Piece, PieceKind, Script, ScriptError};

/// Reads the script of a conversation.
///
/// # Errors
///
/// The first line that cannot be taken.
pub(crate) fn parse(text: &str) -> Result<Script, ScriptError> {
    let mut reader = Reader::default();
    for (at, line) in text.split('\n').enumerate() {
        reader.take(at + 1, line)?;
    }
    reader.end()
}

/// Reads the script of one message, without its heading.
///
/// # Errors
///
/// The first line that cannot be taken.
pub(crate) fn parse_body(text: &str) -> Result<Vec<Piece>, ScriptError> {
    let mut body = Body::default();
    for (at, line) in text.split('\n').enumerate() {
        match line::read(line) {
            Line::Heading { word, .. } => {
                return Err(ScriptError::at(
                    at + 1,
                    format!("this is one message; put a \\ before `# {word}` if it is text"),
                ));
            }
            Line::Inside(line) => body.take(at + 1, line)?,
        }
    }
    Ok(body.end())
}

/// The parts so far.
#[derive(Default)]
struct Reader {
    script: Script,
    open: Option<Open>,
    /// Where the system prompt began.
    system_at: Option<usize>,
}

/// The part that is being read.
struct Open {
    line: usize,
    speaker: Speaker,
    origin: Option<MessageId>,
    body: Body,
}

impl Reader {
    fn take(&mut self, at: usize, text: &str) -> Result<(), ScriptError> {
        let line = match line::read(text) {
            Line::Heading { word, origin } => return self.begin(at, word, origin),
            Line::Inside(line) => line,
        };
        match (line, &mut self.open) {
            (Inside::Block { .. }, Some(open)) => {
                open.allows_blocks(at)?;
                open.body.take(at, line)
            }
            (_, Some(open)) => open.body.take(at, line),
            (Inside::Blank | Inside::Mark, None) => Ok(()),
            (Inside::Text(line), None) if is_comment(line) => Ok(()),
            (Inside::Text(_) | Inside::Block { .. } | Inside::Next, None) => Err(ScriptError::at(
                at,
                "nobody says this; write a line `# user` or `# assistant` above it",
            )),
        }
    }

    fn begin(&mut self, at: usize, word: &str, origin: Option<&str>) -> Result<(), ScriptError> {
        self.close()?;
        let Some(speaker) = line::role(word) else {
            return Err(ScriptError::at(at, unknown(word)));
        };
        if speaker == Speaker::System {
            self.begin_system(at, origin)?;
        }
        let origin = origin
            .map(|origin| number(at, speaker, origin))
            .transpose()?;
        self.open = Some(Open {
            line: at,
            speaker,
            origin,
            body: Body::default(),
        });
        Ok(())
    }

    fn begin_system(&mut self, at: usize, origin: Option<&str>) -> Result<(), ScriptError> {
        if let Some(first) = self.system_at {
            let says = format!("there is one system prompt, and line {first} begins it");
            return Err(ScriptError::at(at, says));
        }
        if !self.script.parts.is_empty() {
            let says = "the system prompt comes first; move it above the messages";
            return Err(ScriptError::at(at, says));
        }
        if origin.is_some() {
            let says = "the system prompt is no message; write `# system` alone";
            return Err(ScriptError::at(at, says));
        }
        self.system_at = Some(at);
        Ok(())
    }

    /// Puts the part that was read where it belongs.
    fn close(&mut self) -> Result<(), ScriptError> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        let pieces = open.body.end();
        match open.speaker {
            Speaker::System => self.script.system = one_text(pieces)?,
            Speaker::Message(role) => self.script.parts.push(Part {
                line: open.line,
                role,
                origin: open.origin,
                pieces,
            }),
        }
        Ok(())
    }

    fn end(mut self) -> Result<Script, ScriptError> {
        self.close()?;
        Ok(self.script)
    }
}

impl Open {
    /// Blocks stand in the message that they are of.
    fn allows_blocks(&self, at: usize) -> Result<(), ScriptError> {
        let says = match (self.speaker, self.origin) {
            (Speaker::System, _) => "a system prompt is text; take this line out".to_owned(),
            (Speaker::Message(_), Some(_)) => return Ok(()),
            (Speaker::Message(role), None) => format!(
                "of which message is this? Write its number behind `# {}` as in {{#12}}, or take \
                 this line out",
                role.name()
            ),
        };
        Err(ScriptError::at(at, says))
    }
}

fn is_comment(line: &str) -> bool {
    line.starts_with("<!--") && line.trim_end().ends_with(line::END)
}

fn unknown(word: &str) -> String {
    let advice = match line::meant(word) {
        Some(speaker) => format!("did you mean `# {}`?", speaker.name()),
        None => "a part is `# system`, `# user` or `# assistant`".to_owned(),
    };
    format!("nobody is called `{word}`: {advice} Put a \\ before the line if it is text")
}

fn number(at: usize, speaker: Speaker, origin: &str) -> Result<MessageId, ScriptError> {
    let digits = origin
        .strip_prefix("{#")
        .and_then(|rest| rest.strip_suffix('}'));
    let number = digits.and_then(digits_only);
    number.map(MessageId).ok_or_else(|| {
        let says = format!(
            "`{origin}` is no number of a message; write it as in `# {} {{#12}}`, or leave it out",
            speaker.name()
        );
        ScriptError::at(at, says)
    })
}

/// A number without a sign, which `parse` would take.
fn digits_only<T: std::str::FromStr>(text: &str) -> Option<T> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

fn one_text(pieces: Vec<Piece>) -> Result<String, ScriptError> {
    let mut whole = String::new();
    for (at, piece) in pieces.into_iter().enumerate() {
        match piece.kind {
            PieceKind::Text(text) if at == 0 => whole = text,
            PieceKind::Text(_) | PieceKind::Block { .. } => {
                let says = "the system prompt is one text; take the line `[next text]` above out";
                return Err(ScriptError::at(piece.line, says));
            }
        }
    }
    Ok(whole)
}

/// The pieces of a message so far.
#[derive(Default)]
struct Body {
    pieces: Vec<Piece>,
    /// The text that is being read, and the line that it began with.
    text: Option<(usize, String)>,
    /// Blank lines since then, which count once another line follows.
    blank: usize,
}

impl Body {
    fn take(&mut self, at: usize, line: Inside<'_>) -> Result<(), ScriptError> {
        match line {
            Inside::Text(text) => self.add(at, text),
            Inside::Blank => self.blank += 1,
            Inside::Next => self.close(),
            Inside::Mark => {}
            Inside::Block { label, at: place } => {
                self.close();
                let Some(place) = digits_only(place) else {
                    let says = format!(
                        "`block:{place}` is no number of a block; write it as it was, or put a \\ \
                         before the line if it is text"
                    );
                    return Err(ScriptError::at(at, says));
                };
                let label = label.to_owned();
                self.pieces.push(Piece {
                    line: at,
                    kind: PieceKind::Block { label, at: place },
                });
            }
        }
        Ok(())
    }

    fn add(&mut self, at: usize, line: &str) {
        let blank = std::mem::take(&mut self.blank);
        match &mut self.text {
            Some((_, text)) => {
                text.extend(std::iter::repeat_n('\n', blank + 1));
                text.push_str(line);
            }
            None => self.text = Some((at, line.to_owned())),
        }
    }

    fn close(&mut self) {
        self.blank = 0;
        if let Some((line, text)) = self.text.take() {
            let kind = PieceKind::Text(text);
            self.pieces.push(Piece { line, kind });
        }
    }

    fn end(mut self) -> Vec<Piece> {
        self.close();
        self.pieces
    }
}
