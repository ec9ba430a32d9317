//! Where in a text something stands, for sentences about what a person wrote.

/// Line and column of a byte, both counted from 1; columns in characters.
pub(crate) fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before[start..].chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_characters_count_once() {
        assert_eq!(place("", 0), (1, 1));
        assert_eq!(place("äb\nc", 2), (1, 2));
        assert_eq!(place("äb\nc", 4), (2, 1));
        assert_eq!(place("ab", 99), (1, 3));
    }
}
