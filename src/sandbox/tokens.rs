//! A plain tokenizer: about four bytes of English a token.

/// Longest token, in bytes. With a cut before every space the average of English comes to about four.
const LONGEST: usize = 6;

/// The text cut into tokens; joined again they are the text.
pub(crate) fn tokens(text: &str) -> Tokens<'_> {
    Tokens { rest: text }
}

/// How many tokens a text has.
pub(crate) fn count(text: &str) -> usize {
    tokens(text).count()
}

/// The first tokens of a text, as one text.
pub(crate) fn first(text: &str, limit: usize) -> &str {
    let end = tokens(text).take(limit).map(str::len).sum();
    text.get(..end).unwrap_or(text)
}

/// The text cut into deltas of so many tokens each; 0 counts as 1.
pub(crate) fn deltas(text: &str, per_delta: usize) -> Vec<String> {
    let mut deltas = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let delta = first(rest, per_delta.max(1));
        deltas.push(delta.to_owned());
        rest = &rest[delta.len()..];
    }
    deltas
}

/// The tokens of a text, in order.
pub(crate) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let (token, rest) = self.rest.split_at(length(self.rest));
        self.rest = rest;
        Some(token)
    }
}

/// Length of the first token: up to the next space, or as many characters as fit, and at least one.
fn length(text: &str) -> usize {
    let mut end = 0;
    for (at, character) in text.char_indices() {
        let next = at + character.len_utf8();
        let starts_a_word = at > 0 && character.is_whitespace();
        if at > 0 && (starts_a_word || next > LONGEST) {
            break;
        }
        end = next;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_the_space_before_them() {
        let cut: Vec<&str> = tokens("the old weathered cliff").collect();
        assert_eq!(cut, ["the", " old", " weath", "ered", " cliff"]);
    }

    proptest::proptest! {
        #[test]
        fn joined_tokens_are_the_text(text in ".*") {
            let joined: String = tokens(&text).collect();
            assert_eq!(joined, text);
            assert_eq!(deltas(&text, 3).concat(), text);
        }
    }
}
