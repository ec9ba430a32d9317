//! What stands in quotation marks in a question.

/// Marks that open and close a quotation.
const MARKS: [(char, char); 4] = [('`', '`'), ('"', '"'), ('“', '”'), ('\'', '\'')];

/// The quotations, in order. A mark within a word, such as an apostrophe, opens none.
pub(super) fn quoted(question: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = question;
    let mut before = ' ';
    while let Some(letter) = rest.chars().next() {
        let behind = rest.get(letter.len_utf8()..).unwrap_or_default();
        let mark = MARKS
            .iter()
            .find(|(open, _)| *open == letter && !before.is_alphanumeric());
        let end = mark.and_then(|(_, close)| Some((behind.find(*close)?, close.len_utf8())));
        before = letter;
        rest = match end {
            Some((end, width)) if end > 0 => {
                found.extend(behind.get(..end));
                behind.get(end + width..).unwrap_or_default()
            }
            _ => behind,
        };
    }
    found
}

/// The first absolute path in a question.
pub(super) fn path(question: &str) -> Option<&str> {
    let marks = [',', '.', ';', '?', '!', '`', '"', '\'', '“', '”', ')', '('];
    let mut words = question
        .split_whitespace()
        .map(|word| word.trim_matches(marks));
    words.find(|word| word.starts_with('/') && word.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found_and_apostrophes_are_not() {
        let question = "what's in `ls -l`, then \"it's\" and “two words” or 'one'?";
        assert_eq!(quoted(question), ["ls -l", "it's", "two words", "one"]);
        assert!(quoted("don't, it's \"open").is_empty());
    }

    #[test]
    fn a_path_is_a_word() {
        assert_eq!(
            path("edit the file `/notes.txt`, please"),
            Some("/notes.txt")
        );
        assert_eq!(path("either/or /"), None);
    }
}
