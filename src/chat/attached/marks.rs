//! Marks such as `[Image #1]`: where in a text an attachment stands, and the content that a text with
//! marks becomes.
//!
//! Attachments of a kind are numbered from 1 in their order. One without a mark goes before the text.

use std::ops::Range;

use super::{Attached, Kind};
use crate::chat::content::ContentBlock;

/// The mark of the attachment at this place.
pub(crate) fn mark_of(attached: &[Attached], at: usize) -> String {
    let Some(own) = attached.get(at) else {
        return String::new();
    };
    let title = own.kind.title();
    let number = attached[..=at]
        .iter()
        .filter(|other| other.kind.title() == title)
        .count();
    format!("[{title} #{number}]")
}

/// A mark in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Its bytes in the text.
    pub(crate) range: Range<usize>,
    /// The attachment, by its place.
    pub(crate) at: usize,
}

/// The marks of a text that stand for one of these attachments, each attachment once.
pub(crate) fn marks_in(text: &str, attached: &[Attached]) -> Vec<Mark> {
    let mut found: Vec<Mark> = Vec::new();
    for at in 0..attached.len() {
        let mark = mark_of(attached, at);
        if let Some(start) = text.find(&mark) {
            let range = start..start + mark.len();
            found.push(Mark { range, at });
        }
    }
    found.sort_by_key(|mark| mark.range.start);
    found
}

/// The content of a message: what has no mark first, then text and attachments in the order of the
/// marks. A long text stands where its mark was.
pub(crate) fn content_of(text: &str, attached: &[Attached]) -> Vec<ContentBlock> {
    let marks = marks_in(text, attached);
    let is_marked = |at: usize| marks.iter().any(|mark| mark.at == at);
    let mut written = Written::default();
    for (_, own) in (0..).zip(attached).filter(|(at, _)| !is_marked(*at)) {
        written.attach(own);
        if matches!(own.kind, Kind::Text(_)) {
            written.text.push_str("\n\n");
        }
    }
    let mut end = 0;
    for mark in &marks {
        written.text.push_str(&text[end..mark.range.start]);
        written.attach(&attached[mark.at]);
        end = mark.range.end;
    }
    written.text.push_str(&text[end..]);
    written.finish()
}

/// The words of a text without its marks.
pub(crate) fn words_of(text: &str, attached: &[Attached]) -> String {
    let mut words = String::with_capacity(text.len());
    let mut end = 0;
    for mark in marks_in(text, attached) {
        words.push_str(&text[end..mark.range.start]);
        end = mark.range.end;
    }
    words.push_str(&text[end..]);
    words
}

/// Content as far as it is written.
#[derive(Default)]
struct Written {
    content: Vec<ContentBlock>,
    text: String,
}

impl Written {
    fn attach(&mut self, attached: &Attached) {
        match (&attached.kind, attached.block()) {
            (Kind::Text(long), _) => self.text.push_str(long),
            (_, Some(block)) => {
                self.end_text();
                self.content.push(block);
            }
            (_, None) => {}
        }
    }

    /// The service refuses a text that is blank, and white space beside an attachment says nothing.
    fn end_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = if self.content.is_empty() {
            text.trim_end()
        } else {
            text.trim()
        };
        if !text.trim().is_empty() {
            self.content.push(ContentBlock::Text(text.to_owned()));
        }
    }

    fn finish(mut self) -> Vec<ContentBlock> {
        let text = std::mem::take(&mut self.text);
        let text = match self.content.last() {
            // As it was written: there is nothing beside it.
            None => text,
            Some(_) => text.trim_start().to_owned(),
        };
        if !text.trim().is_empty() || self.content.is_empty() {
            self.content.push(ContentBlock::Text(text));
        }
        self.content
    }
}

/// The text without the mark of an attachment that goes, and with the numbers that the others have
/// then. The spaces beside the mark become one.
pub(crate) fn without(text: &str, attached: &[Attached], at: usize) -> String {
    let mut rest = attached.to_vec();
    let text = match marks_in(text, attached).iter().find(|mark| mark.at == at) {
        Some(mark) => {
            let (before, after) = (&text[..mark.range.start], &text[mark.range.end..]);
            let after = if before.is_empty() || before.ends_with([' ', '\n']) {
                after.strip_prefix(' ').unwrap_or(after)
            } else {
                after
            };
            format!("{before}{after}")
        }
        None => text.to_owned(),
    };
    rest.remove(at);
    let places: Vec<usize> = (0..attached.len()).filter(|other| *other != at).collect();
    renumbered(&text, attached, &places, &rest)
}

/// The text with the numbers that the attachments have after two of them have changed places.
pub(crate) fn swapped(text: &str, attached: &[Attached], (a, b): (usize, usize)) -> String {
    let mut after = attached.to_vec();
    after.swap(a, b);
    let mut places: Vec<usize> = (0..attached.len()).collect();
    places.swap(a, b);
    renumbered(text, attached, &places, &after)
}

/// Writes the marks of `before` as those of `after`; `places` tells where each of `after` was.
fn renumbered(text: &str, before: &[Attached], places: &[usize], after: &[Attached]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for mark in marks_in(text, before) {
        let Some(now) = places.iter().position(|place| *place == mark.at) else {
            continue;
        };
        out.push_str(&text[end..mark.range.start]);
        out.push_str(&mark_of(after, now));
        end = mark.range.end;
    }
    out.push_str(&text[end..]);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Source;
    use super::super::format::PictureFormat;
    use super::*;

    fn picture(name: &str) -> Attached {
        let kind = Kind::Picture {
            format: PictureFormat::Png,
            width: 1,
            height: 1,
        };
        attached(name, kind)
    }

    fn attached(name: &str, kind: Kind) -> Attached {
        Attached {
            hash: name.to_owned(),
            size: 1,
            name: name.to_owned(),
            source: Source::Conversation,
            kind,
            changes: Vec::new(),
        }
    }

    fn said(text: &str, attached: &[Attached]) -> Vec<String> {
        let content = content_of(text, attached);
        let told = content.iter().map(|block| {
            if let ContentBlock::Image { hash, .. } = block {
                hash.clone()
            } else {
                format!("{:?}", block.as_text().unwrap())
            }
        });
        told.collect()
    }

    #[test]
    fn marks_keep_their_place_and_others_go_first() {
        let both = [picture("a"), picture("b")];
        assert_eq!(
            said("what is this?", &both),
            ["a", "b", "\"what is this?\""]
        );
        assert_eq!(
            said("here [Image #2] and there [Image #1], and?", &both),
            ["\"here\"", "b", "\"and there\"", "a", "\", and?\""]
        );
        assert_eq!(said("x [Image #2]", &both), ["a", "\"x\"", "b"]);
        assert_eq!(said("[Image #1] [Image #2]", &both), ["a", "b"]);
    }

    #[test]
    fn what_only_looks_like_a_mark_is_text() {
        assert_eq!(
            said("see [Image #3]", &[picture("a")]),
            ["a", "\"see [Image #3]\""]
        );
        assert_eq!(
            said("[Image #1] or [Image #1]", &[picture("a")]),
            ["a", "\"or [Image #1]\""]
        );
        assert_eq!(said("  plain ", &[]), ["\"  plain \""]);
    }

    #[test]
    fn a_long_text_is_part_of_the_text() {
        let long = attached("t", Kind::Text("line 1\nline 2".into()));
        assert_eq!(
            said("sum up:\n[Text #1]\nshortly", std::slice::from_ref(&long)),
            ["\"sum up:\\nline 1\\nline 2\\nshortly\""]
        );
        assert_eq!(
            said("sum up", &[long, picture("a")]),
            ["\"line 1\\nline 2\"", "a", "\"sum up\""]
        );
    }

    #[test]
    fn numbers_follow_when_one_goes_or_changes_places() {
        let three = [
            picture("a"),
            attached("d", Kind::Text("x".into())),
            picture("b"),
        ];
        let text = "1: [Image #1] 2: [Image #2] 3: [Text #1]";
        assert_eq!(without(text, &three, 0), "1: 2: [Image #1] 3: [Text #1]");
        assert_eq!(without(text, &three, 1), "1: [Image #1] 2: [Image #2] 3: ");
        assert_eq!(
            swapped(text, &three, (0, 2)),
            "1: [Image #2] 2: [Image #1] 3: [Text #1]"
        );
        assert_eq!(swapped(text, &three, (0, 1)), text);
    }

    proptest! {
        #[test]
        fn every_attachment_goes_once_and_the_words_stay(
            words in "[a-z \\n]{0,12}(\\[Image #[1-4]\\][a-z \\n]{0,8}){0,5}",
            count in 0usize..4,
        ) {
            let attached: Vec<Attached> =
                (0..count).map(|at| picture(&format!("p{at}"))).collect();
            let content = content_of(&words, &attached);
            let mut shown: Vec<&str> = content.iter().filter_map(|block| {
                if let ContentBlock::Image { hash, .. } = block { Some(hash.as_str()) } else { None }
            }).collect();
            shown.sort_unstable();
            let all: Vec<String> = attached.iter().map(|own| own.hash.clone()).collect();
            prop_assert_eq!(shown, all);
            let mut rest = words.clone();
            for at in 0..count {
                rest = rest.replacen(&mark_of(&attached, at), "", 1);
            }
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            let texts: String = content.iter().filter_map(ContentBlock::as_text).collect();
            prop_assert_eq!(letters(&texts), letters(&rest));
        }

        #[test]
        fn changing_places_twice_changes_nothing(
            words in "([a-z]{0,4}\\[Image #[1-4]\\]){0,5}",
            a in 0usize..3,
            b in 0usize..3,
        ) {
            let before: Vec<Attached> = (0..3).map(|at| picture(&format!("p{at}"))).collect();
            let twice = |at| words.matches(&mark_of(&before, at)).count() > 1;
            prop_assume!(!(0..3).any(twice));
            let mut after = before.clone();
            after.swap(a, b);
            let once = swapped(&words, &before, (a, b));
            prop_assert_eq!(swapped(&once, &after, (a, b)), words);
        }
    }
}
