//! What the user looks for: words, `"phrases"`, `begin*`, `-not` and `filters:`.

use super::filter::Filter;
use super::words::folded;

/// From how many letters on a word that is still typed stands for all that begin so.
const BEGINNING: usize = 3;

/// A query. All of it has to hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Query {
    /// Words and phrases.
    pub(crate) terms: Vec<Term>,
    /// What else has to hold of a message.
    pub(crate) filters: Vec<(Wanted, Filter)>,
}

/// A word, or words that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// Whether it has to be there, or must not.
    pub(crate) wanted: Wanted,
    /// As they are compared; at least one.
    pub(crate) words: Vec<String>,
    /// Whether the last word is whole.
    pub(crate) ending: Ending,
}

/// Whether something has to be so, or must not be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Yes,
    No,
}

/// What may follow the last letter of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Nothing: the word is whole.
    Whole,
    /// More letters.
    Open,
}

/// A text that is no query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at {at}: {what}")]
pub(crate) struct NoQuery {
    /// Which character, counted from 1.
    pub(crate) at: usize,
    /// What is wrong, and what to do.
    pub(crate) what: String,
}

impl Query {
    /// Reads what was typed. A quote that is still open ends at the end, and a last word that is
    /// still typed stands for all that begin so.
    ///
    /// # Errors
    /// A filter that does not exist, or one that takes another value.
    pub(crate) fn parse(text: &str) -> Result<Self, NoQuery> {
        let mut query = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let at = text.len() - rest.len();
            let (piece, after) = Piece::first(rest);
            let no_query = |what| NoQuery {
                at: text[..at].chars().count() + 1,
                what,
            };
            query.take(&piece, after).map_err(no_query)?;
            rest = after.trim_start();
        }
        Ok(query)
    }

    fn take(&mut self, piece: &Piece<'_>, after: &str) -> Result<(), String> {
        if let Some(name) = piece.name {
            let filter = Filter::named(&name.to_lowercase(), piece.value)?;
            self.filters.push((piece.wanted, filter));
            return Ok(());
        }
        let words = folded(piece.value);
        let Some(last) = words.last() else {
            return Ok(());
        };
        let is_typed = after.is_empty() && piece.quotes == Quotes::None;
        // Where a word could go on with the next key; a mark after it ends it.
        let goes_on = piece.value.ends_with(char::is_alphanumeric);
        let long = last.chars().count() >= BEGINNING;
        let open = piece.star || (is_typed && goes_on && long && piece.wanted == Wanted::Yes);
        self.terms.push(Term {
            wanted: piece.wanted,
            words,
            ending: if open { Ending::Open } else { Ending::Whole },
        });
        Ok(())
    }

    /// Whether it asks for nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.filters.is_empty()
    }
}

/// One piece of what was typed.
struct Piece<'a> {
    wanted: Wanted,
    /// The name of a filter.
    name: Option<&'a str>,
    value: &'a str,
    quotes: Quotes,
    star: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    None,
    Some,
}

impl<'a> Piece<'a> {
    /// The first piece of a text that begins with one, and what follows.
    fn first(text: &'a str) -> (Self, &'a str) {
        let (wanted, text) = match text.strip_prefix('-') {
            Some(rest) if !rest.is_empty() && !rest.starts_with(char::is_whitespace) => {
                (Wanted::No, rest)
            }
            Some(_) | None => (Wanted::Yes, text),
        };
        let (name, text) = match name(text) {
            Some((name, rest)) => (Some(name), rest),
            None => (None, text),
        };
        let (value, quotes, rest) = value(text);
        let (star, rest) = match rest.strip_prefix('*') {
            Some(rest) if quotes == Quotes::Some => (true, rest),
            Some(_) | None => (false, rest),
        };
        let bare = value.strip_suffix('*').filter(|_| quotes == Quotes::None);
        let piece = Self {
            wanted,
            name,
            value: match bare {
                Some(bare) if name.is_none() => bare,
                Some(_) | None => value,
            },
            quotes,
            star: star || (bare.is_some() && name.is_none()),
        };
        (piece, rest)
    }
}

/// The name of a filter at the beginning, and what follows its colon. Paths such as `std::fs` and
/// addresses are words.
fn name(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once(':')?;
    let is_name = !name.is_empty() && name.chars().all(char::is_alphabetic);
    let is_path = rest.starts_with(':') || rest.starts_with("//");
    (is_name && !is_path).then_some((name, rest))
}

/// What stands in quotes, or up to the next space; and what follows.
fn value(text: &str) -> (&str, Quotes, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        let (value, rest) = quoted.split_once('"').unwrap_or((quoted, ""));
        return (value, Quotes::Some, rest);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (value, rest) = text.split_at(end);
    (value, Quotes::None, rest)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::document::{Has, Part};
    use super::super::filter::{Bound, FILTERS};
    use super::*;
    use crate::chat::price::Dollars;

    fn parse(text: &str) -> Query {
        Query::parse(text).unwrap()
    }

    fn term(wanted: Wanted, words: &[&str], ending: Ending) -> Term {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Term {
            wanted,
            words,
            ending,
        }
    }

    #[track_caller]
    fn refused(text: &str, at: usize, part: &str) {
        let error = Query::parse(text).unwrap_err();
        assert_eq!(error.at, at, "{error}");
        assert!(error.what.contains(part), "{error}");
    }

    #[test]
    fn words_phrases_beginnings_and_what_must_not_be() {
        use Ending::{Open, Whole};
        use Wanted::{No, Yes};
        let query =
            parse("Granite \"quartz veins\" -basalt -\"hot lava\" gne* \"old ro\"* max_tokens ");
        let expected = [
            term(Yes, &["granite"], Whole),
            term(Yes, &["quartz", "veins"], Whole),
            term(No, &["basalt"], Whole),
            term(No, &["hot", "lava"], Whole),
            term(Yes, &["gne"], Open),
            term(Yes, &["old", "ro"], Open),
            term(Yes, &["max", "tokens"], Whole),
        ];
        assert_eq!(query.terms, expected);
        assert!(query.filters.is_empty());
    }

    #[test]
    fn a_word_that_is_still_typed_may_go_on() {
        let ending = |text| parse(text).terms.last().unwrap().ending;
        assert_eq!(ending("gran"), Ending::Open);
        assert_eq!(ending("gran "), Ending::Whole);
        assert_eq!(ending("gr"), Ending::Whole);
        assert_eq!(ending("\"gran"), Ending::Whole);
        assert_eq!(ending("gran)"), Ending::Whole);
        assert_eq!(ending("-gran"), Ending::Whole);
    }

    #[test]
    fn filters_are_read() {
        use Wanted::{No, Yes};
        let query = parse(
            "model:\"Claude Sonnet\" role:user tool:search stop:max_tokens error:* -has:image \
             cost:>0.1 cost:<=$2 after:2026-01-31 before:2026-03 tag:work -title:x",
        );
        let text = str::to_owned;
        let expected = [
            (Yes, Filter::Model(text("Claude Sonnet"))),
            (Yes, Filter::Role(Part::User)),
            (Yes, Filter::Tool(text("search"))),
            (Yes, Filter::Stop(text("max_tokens"))),
            (Yes, Filter::Error(String::new())),
            (No, Filter::Has(Has::IMAGE)),
            (Yes, Filter::Cost(Bound::Over, Dollars(0.1))),
            (Yes, Filter::Cost(Bound::AtMost, Dollars(2.0))),
            (Yes, Filter::After(date(2026, 1, 31))),
            (Yes, Filter::Before(date(2026, 3, 1))),
            (Yes, Filter::Tag(text("work"))),
            (No, Filter::Title(text("x"))),
        ];
        assert_eq!(query.filters, expected);
        assert!(query.terms.is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        refused("granite modle:x", 9, "did you mean `model`?");
        refused("ä colour:red", 3, "those that exist are model, role");
        refused("role:usr", 1, "did you mean `user`?");
        refused("has:images", 1, "did you mean `image`?");
        refused("model:", 1, "a part of a model's name");
        refused("cost:0.1", 1, "> or <");
        refused("cost:>x", 1, "> or <");
        refused("after:yesterday", 1, "2026-01-31");
        refused("before:2026-02-30", 1, "2026-01-31");
    }

    #[test]
    fn paths_and_addresses_are_words() {
        assert_eq!(parse("std::fs ").terms[0].words, ["std", "fs"]);
        assert_eq!(parse("https://example.org ").terms[0].words.len(), 3);
        assert_eq!(parse("\"a:b\"").terms[0].words, ["a", "b"]);
        assert_eq!(parse("12:30 ").terms[0].words, ["12", "30"]);
        assert!(parse("  - -- \"\" ... ").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            match Query::parse(&text) {
                Ok(query) => prop_assert!(query.terms.iter().all(|term| !term.words.is_empty())),
                Err(error) => prop_assert!(error.at >= 1 && error.at <= text.chars().count()),
            }
        }

        #[test]
        fn plain_words_are_all_looked_for(words in prop::collection::vec("[a-z]{1,9}", 0..6)) {
            let query = Query::parse(&format!("{} ", words.join(" "))).unwrap();
            let sought: Vec<_> = query.terms.iter().flat_map(|term| &term.words).collect();
            prop_assert_eq!(sought, words.iter().collect::<Vec<_>>());
        }

        #[test]
        fn every_filter_takes_or_explains(
            which in prop::sample::select(FILTERS.map(|(name, _)| name).to_vec()),
            value in "[^\"]{0,12}",
        ) {
            let query = Query::parse(&format!("{which}:\"{value}\""));
            match query {
                Ok(query) => prop_assert_eq!(query.filters.len(), 1),
                Err(error) => prop_assert!(error.what.len() > 10),
            }
        }
    }
}
