//! Text as HTML.

use std::fmt;

use crate::chat::export::clean::clean;

/// The text such that it is nothing but text, between tags and within an attribute in double quotes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// Writes a piece of the page.
pub(super) fn put(out: &mut String, piece: fmt::Arguments<'_>) {
    out.push_str(&piece.to_string());
}

/// The address of a link, if it leads to the web or to mail.
pub(super) fn address(address: &str) -> Option<String> {
    let plain = |c: char| !c.is_control() && !c.is_whitespace();
    let starts = |with: &str| {
        let start = address.get(..with.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let leads = ["http://", "https://", "mailto:"].into_iter().any(starts);
    (leads && address.chars().all(plain)).then(|| escape(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_and_mail_are_linked() {
        for good in ["https://a.b/?c=1", "HTTP://a", "mailto:a@b"] {
            assert!(address(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:x",
            "//a",
            "data:text/html,x",
            "java\nscript:x",
            "file:///x",
            "",
        ] {
            assert_eq!(address(bad), None, "{bad}");
        }
        assert_eq!(
            address("https://a/\"><b>").unwrap(),
            "https://a/&quot;&gt;&lt;b&gt;"
        );
    }
}
