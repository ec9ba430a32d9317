//! Kitty's clipboard protocol (OSC 5522): what the terminal is asked, and what its packets hold.
//!
//! Each packet is metadata, a semicolon and a part of the content in base64. The kinds of content come
//! one after the other; only the best one so far is kept.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::app::chips::ArrivalId;
use crate::app::pictures::Wrapping;

/// Where a packet begins.
pub(in crate::shell) const BEGIN: &[u8] = b"\x1b]5522;";

/// Most characters of base64 of a whole clipboard, all kinds together.
pub(super) const MOST: usize = 64_000_000;

/// What can be made use of, the best first, with the name that a picture gets.
const KINDS: [(&str, Option<&str>); 5] = [
    ("image/png", Some("clipboard.png")),
    ("image/jpeg", Some("clipboard.jpeg")),
    ("image/webp", Some("clipboard.webp")),
    ("image/gif", Some("clipboard.gif")),
    ("text/plain", None),
];

/// Some terminals end each part with padding, others only the last one.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The question for a clipboard. Answers come back with this id.
pub(in crate::shell) fn question(id: ArrivalId) -> String {
    let kinds = KINDS.map(|(kind, _)| kind).join(" ");
    let kinds = BASE64.encode(kinds);
    format!("\x1b]5522;type=read:id={};{kinds}\x1b\\", name(id))
}

/// The same, for tmux to pass it on.
pub(in crate::shell) fn question_through_tmux(id: ArrivalId) -> String {
    Wrapping::Tmux.around(&question(id))
}

fn name(id: ArrivalId) -> String {
    format!("outcrop-{}", id.0)
}

/// What was on the clipboard of the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) enum Copied {
    /// A picture, as the terminal says: a name for it, and its file.
    Picture(&'static str, Vec<u8>),
    /// A text.
    Text(String),
    /// Nothing of both.
    Nothing,
}

/// A packet of an answer to a read, or what was wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Packet<'a> {
    /// Whether it names a question; another one's answer is none to ours.
    id: Option<&'a str>,
    pub(super) says: Says<'a>,
}

/// What a packet says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Says<'a> {
    /// The content follows.
    Begins,
    /// A part of a kind of content: the kind and the part, both in base64.
    Holds(&'a [u8], &'a [u8]),
    /// That was all.
    Ends,
    /// There will be nothing: the terminal's code for why.
    Refuses(&'a str),
    /// It cannot be understood.
    Nonsense,
}

impl<'a> Packet<'a> {
    /// Reads what stands between `OSC 5522 ;` and the end of the string; `None` = it answers no read.
    pub(super) fn of(body: &'a [u8]) -> Option<Self> {
        let cut = body.iter().position(|byte| *byte == b';');
        let (metadata, payload) = match cut {
            Some(at) => (&body[..at], &body[at + 1..]),
            None => (body, &body[body.len()..]),
        };
        let nonsense = Self {
            id: None,
            says: Says::Nonsense,
        };
        let Ok(metadata) = std::str::from_utf8(metadata) else {
            return Some(nonsense);
        };
        let pairs = metadata.split(':').filter_map(|pair| pair.split_once('='));
        let value = |key: &str| {
            let found = pairs.clone().find(|(other, _)| *other == key);
            found.map(|(_, value)| value)
        };
        if value("type").is_some_and(|what| what != "read") {
            return None;
        }
        let says = match (value("type"), value("status")) {
            (None, _) | (_, None) => Says::Nonsense,
            (_, Some("OK")) => Says::Begins,
            (_, Some("DONE")) => Says::Ends,
            (_, Some("DATA")) => match value("mime") {
                Some(kind) => Says::Holds(kind.as_bytes(), payload),
                None => Says::Nonsense,
            },
            (_, Some(code)) => Says::Refuses(code),
        };
        let id = value("id");
        Some(Self { id, says })
    }

    /// Whether it can answer this question. A terminal that knows no ids tells none.
    pub(super) fn answers(&self, id: ArrivalId) -> bool {
        self.id.is_none_or(|own| own == name(id))
    }

    /// Whether nothing comes after it.
    pub(super) fn is_last(&self) -> bool {
        matches!(self.says, Says::Ends | Says::Refuses(_))
    }
}

/// What has come of a clipboard so far.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// The place among the kinds of what is kept, and its bytes.
    best: Option<(usize, Vec<u8>)>,
    /// Characters of base64 that have come.
    length: usize,
}

/// Why content cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It is too much.
    TooMuch,
    /// It is no base64.
    Nonsense,
}

impl Content {
    /// Takes a part of a kind of content.
    ///
    /// # Errors
    /// It is too much by now, or cannot be understood.
    pub(super) fn take(&mut self, kind: &[u8], part: &[u8]) -> Result<(), Unfit> {
        self.length += part.len();
        if self.length > MOST {
            return Err(Unfit::TooMuch);
        }
        let kind = BASE64.decode(kind).map_err(|_| Unfit::Nonsense)?;
        let Some(place) = place_of(&kind) else {
            return Ok(());
        };
        let best = self.best.as_ref().map_or(KINDS.len(), |(place, _)| *place);
        if place > best {
            return Ok(());
        }
        let part = BASE64.decode(part).map_err(|_| Unfit::Nonsense)?;
        if part.is_empty() {
            return Ok(());
        }
        match &mut self.best {
            Some((own, bytes)) if *own == place => bytes.extend_from_slice(&part),
            other => *other = Some((place, part)),
        }
        Ok(())
    }

    /// All has come.
    pub(super) fn whole(self) -> Copied {
        let Some((place, bytes)) = self.best else {
            return Copied::Nothing;
        };
        match KINDS[place].1 {
            Some(name) => Copied::Picture(name, bytes),
            None => Copied::Text(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
}

/// The place of a kind among those that are wanted. It may come with a character set.
fn place_of(kind: &[u8]) -> Option<usize> {
    let kind = kind.split(|byte| *byte == b';').next().unwrap_or_default();
    let kind = kind.trim_ascii().to_ascii_lowercase();
    KINDS.iter().position(|(own, _)| own.as_bytes() == kind)
}

/// A sentence for a code of the terminal.
pub(super) fn refusal(code: &str) -> String {
    match code {
        "EPERM" => {
            "the terminal does not let its clipboard be read: allow it there, drop the file, \
                    or ^X a picks one"
                .to_owned()
        }
        "ENOSYS" => {
            "the terminal has no clipboard that can be read: drop the file, or ^X a picks one"
                .to_owned()
        }
        "EBUSY" => "the clipboard of the terminal is in use: try again".to_owned(),
        _ => {
            let code = code.chars().filter(char::is_ascii_alphanumeric);
            let code: String = code.take(16).collect();
            format!(
                "the terminal could not read its clipboard ({code}): try again, drop the file, or \
                 ^X a picks one"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a whole answer gives.
    fn given(bodies: &[&str]) -> Result<Copied, Unfit> {
        let mut content = Content::default();
        for body in bodies {
            let packet = Packet::of(body.as_bytes()).unwrap();
            if let Says::Holds(kind, part) = packet.says {
                content.take(kind, part)?;
            }
        }
        Ok(content.whole())
    }

    fn part(kind: &str, bytes: &[u8]) -> String {
        let (kind, bytes) = (BASE64.encode(kind), BASE64.encode(bytes));
        format!("type=read:status=DATA:mime={kind};{bytes}")
    }

    #[test]
    fn it_is_asked_for_pictures_and_for_text() {
        let question = question(ArrivalId(7));
        let asked = question.strip_prefix("\x1b]5522;type=read:id=outcrop-7;");
        let asked = asked.unwrap().strip_suffix("\x1b\\").unwrap();
        let asked = BASE64.decode(asked).unwrap();
        assert_eq!(
            asked,
            b"image/png image/jpeg image/webp image/gif text/plain"
        );
        let wrapped = question_through_tmux(ArrivalId(7));
        assert!(
            wrapped.starts_with("\x1bPtmux;\x1b\x1b]5522;"),
            "{wrapped:?}"
        );
        assert!(wrapped.ends_with("\x1b\x1b\\\x1b\\"), "{wrapped:?}");
    }

    #[test]
    fn the_best_kind_wins_wherever_it_comes() {
        let [text, gif, png, more] = [
            part("text/plain;charset=utf-8", b"rock"),
            part("image/gif", b"GIF"),
            part("image/png", b"PN"),
            part("image/png", b"G"),
        ];
        let picture = Ok(Copied::Picture("clipboard.png", b"PNG".to_vec()));
        assert_eq!(given(&[&text, &gif, &png, &more]), picture);
        assert_eq!(given(&[&png, &more, &gif, &text]), picture);
        assert_eq!(given(&[&text]), Ok(Copied::Text("rock".to_owned())));
        assert_eq!(given(&[&part("image/bmp", b"BM")]), Ok(Copied::Nothing));
        let empty = part("image/png", b"");
        assert_eq!(given(&[&empty, &text]), Ok(Copied::Text("rock".to_owned())));
    }

    #[test]
    fn packets_say_what_they_are() {
        let says = |body: &'static str| Packet::of(body.as_bytes()).map(|packet| packet.says);
        assert_eq!(says("type=read:status=OK"), Some(Says::Begins));
        assert_eq!(says("type=read:status=DONE;"), Some(Says::Ends));
        assert_eq!(says("status=DONE:type=read"), Some(Says::Ends));
        assert_eq!(says("type=read:status=EPERM"), Some(Says::Refuses("EPERM")));
        assert_eq!(says("type=write:status=DONE"), None);
        for body in ["", "AAAA", "type=read", "type=read:status=DATA;AAAA", "=:="] {
            assert_eq!(says(body), Some(Says::Nonsense), "{body}");
        }
        let other = Packet::of(b"type=read:status=OK:id=outcrop-8").unwrap();
        assert!(other.answers(ArrivalId(8)) && !other.answers(ArrivalId(7)));
        assert!(
            Packet::of(b"type=read:status=OK")
                .unwrap()
                .answers(ArrivalId(7))
        );
    }

    #[test]
    fn too_much_and_no_base64_are_refused() {
        let kind = BASE64.encode("image/png");
        let mut content = Content::default();
        let part = vec![b'A'; MOST / 2];
        assert_eq!(content.take(kind.as_bytes(), &part), Ok(()));
        assert_eq!(content.take(kind.as_bytes(), &part), Ok(()));
        assert_eq!(content.take(kind.as_bytes(), b"AAAA"), Err(Unfit::TooMuch));
        let mut content = Content::default();
        assert_eq!(content.take(kind.as_bytes(), b"~~~~"), Err(Unfit::Nonsense));
        assert_eq!(content.take(b"~", b"AAAA"), Err(Unfit::Nonsense));
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        assert!(refusal("EPERM").contains("allow it there"));
        assert!(refusal("EBUSY").contains("try again"));
        let odd = refusal("E\x1b[31mX");
        assert!(odd.contains("(E31mX)"), "{odd}");
    }
}
