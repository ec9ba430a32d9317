//! What a line that cannot be read has cost, as far as its rest tells.

/// How many bytes of a line are searched for its kind; it stands near the beginning.
const SEARCHED: usize = 200;

/// Kinds, and what is missing without one such record.
const COSTS: &[(&str, &str)] = &[
    ("header", "the version and the id of the conversation"),
    ("title", "a title"),
    ("lane", "a lane and its settings"),
    ("lane_set", "a change of settings"),
    ("leaf", "which version of a message is shown"),
    ("blob", "an attachment"),
    ("message", "a message"),
    ("generation", "a whole reply"),
    ("attempt", "an attempt of a request"),
    ("deltas", "a piece of a reply"),
    ("frames", "raw bytes of a reply"),
    ("end", "the end of a reply: it counts as interrupted"),
    ("answer", "the answer to a tool call"),
    ("consent", "what was said about letting something run"),
    ("variables", "values of variables"),
    ("cases", "the table of cases"),
    ("layout", "which lanes are open"),
    ("context", "whether a message goes along"),
    ("trash", "that a message is in the trash"),
    ("restore", "that a message is back from the trash"),
    ("mark", "a name"),
    ("prefill_pin", "a pinned beginning of replies"),
    ("vote", "a vote"),
    ("undo", "that something was undone"),
    ("redo", "that something was done again"),
];

/// What is missing without this line, in a few words.
pub(crate) fn cost(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(&line[..line.len().min(SEARCHED)]);
    let Some(kind) = kind(&text) else {
        return "one record, of which no more can be said".to_owned();
    };
    let known = COSTS.iter().find(|(name, _)| *name == kind);
    let what = known.map_or_else(
        || format!("a record of the kind {kind:?}"),
        |(_, cost)| (*cost).to_owned(),
    );
    match number(&text, "\"gen\":") {
        Some(reply) => format!("{what} (reply {reply})"),
        None => what,
    }
}

/// The kind that a line names, if its name is whole.
pub(crate) fn kind(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("\"k\":\"")?;
    let (kind, _) = rest.split_once('"')?;
    let plain = !kind.is_empty() && kind.bytes().all(|b| b == b'_' || b.is_ascii_lowercase());
    plain.then_some(kind)
}

fn number<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(name)?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    (end > 0).then(|| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_was_is_told_from_its_rest() {
        for (line, told) in [
            (r#"{"n":4,"at":1,"act":4,"k":"message","par"#, "a message"),
            (
                r#"#"n":4,"k":"deltas","gen":17,"d":[["#,
                "a piece of a reply (reply 17)",
            ),
            (
                r#"{"n":4,"k":"weather","x":1}"#,
                "a record of the kind \"weather\"",
            ),
            ("{\"n\":4,\"k\":\"me", "no more can be said"),
            ("garbage", "no more can be said"),
        ] {
            assert!(cost(line.as_bytes()).contains(told), "{line}");
        }
        assert!(cost(&[0xff; 9]).contains("no more can be said"));
    }
}
