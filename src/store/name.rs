//! Names of conversation files: `<date>-<slug>-<id6>.jsonl`, given once and kept.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::chat::ids::ConversationId;
use crate::chat::time::Wall;

/// The extension of conversation files, without its dot.
pub(crate) const EXTENSION: &str = "jsonl";

/// How long a slug may be, in characters.
const MAX_SLUG: usize = 40;

/// The name of a conversation's file: the local date of its start, its first words, its id.
pub(crate) fn file_name(at: Wall, first_words: &str, id: &ConversationId) -> String {
    named_in(&TimeZone::system(), at, first_words, id)
}

fn named_in(zone: &TimeZone, at: Wall, first_words: &str, id: &ConversationId) -> String {
    let time = Timestamp::from_millisecond(at.0).unwrap_or_default();
    let date = time.to_zoned(zone.clone()).date();
    let words = slug(first_words);
    let words = if words.is_empty() {
        "conversation"
    } else {
        &words
    };
    format!("{date}-{words}-{}.{EXTENSION}", slug(id.short()))
}

/// The text in ASCII lower case, its words joined by hyphens, cut between words where it can be.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for word in words(text) {
        let room = MAX_SLUG - slug.len();
        if slug.is_empty() {
            slug.extend(word.chars().take(room));
        } else if word.len() < room {
            slug.push('-');
            slug.push_str(&word);
        } else {
            break;
        }
    }
    slug
}

/// Runs of ASCII letters and digits; an apostrophe does not part a word.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '\'' && c != '’')
        .map(|word| word.replace(['\'', '’'], "").to_ascii_lowercase())
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> String {
        let id = ConversationId::from_random([0, 1, 2, 0xab, 0xcd, 0xef]);
        named_in(&TimeZone::UTC, Wall(1_795_246_345_678), text, &id)
    }

    #[test]
    fn a_name_tells_the_day_the_words_and_the_id() {
        assert_eq!(
            name("What's a *lane*, please?"),
            "2026-11-21-whats-a-lane-please-abcdef.jsonl"
        );
    }

    #[test]
    fn long_words_are_cut_and_foreign_ones_left_out() {
        let long = "a".repeat(90);
        assert_eq!(slug(&long).len(), MAX_SLUG);
        assert_eq!(slug(&format!("tell me about {long}")), "tell-me-about");
        assert_eq!(name("日本語"), "2026-11-21-conversation-abcdef.jsonl");
        assert_eq!(name(""), "2026-11-21-conversation-abcdef.jsonl");
    }

    #[test]
    fn nothing_leads_out_of_the_folder() {
        let id = ConversationId::new("x/../..").unwrap();
        let name = named_in(&TimeZone::UTC, Wall(i64::MAX), "../../etc/passwd", &id);
        assert!(!name.contains('/') && !name.contains(".."), "{name}");
    }
}
