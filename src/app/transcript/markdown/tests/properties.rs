//! What holds for every text, width and cutting.

use proptest::prelude::*;
use unicode_width::UnicodeWidthChar as _;

use super::super::{Markdown, paragraph, source};
use super::{fresh, lines};
use crate::app::transcript::line::Line;

/// Feeds a text in pieces; after each the lines equal those of a fresh layout, and settled ones never change.
fn check_cuts(text: &str, width: u16, sizes: &[usize]) -> Result<(), TestCaseError> {
    let mut markdown = Markdown::new(width);
    let mut sizes = sizes.iter().cycle();
    let mut end = 0;
    let mut settled: Vec<Line> = Vec::new();
    while end < text.len() {
        end = text.ceil_char_boundary((end + sizes.next().unwrap()).min(text.len()));
        markdown.extend_to(&text[..end]);
        let now = lines(&markdown);
        let expected = fresh(&text[..end], width);
        prop_assert_eq!(&now, &lines(&expected), "after {:?}", &text[..end]);
        prop_assert_eq!(markdown.hidden(), expected.hidden());
        prop_assert_eq!(&now[..settled.len()], &settled[..]);
        settled = now[..markdown.settled()].to_vec();
        for line in &now {
            prop_assert!(line.width() <= usize::from(width), "too wide: {:?}", line);
        }
    }
    Ok(())
}

/// Arbitrary strings with many signs that mean something.
pub(super) fn signs() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec![
            "`", "```", "~~~", "*", "**", "_", "~~", "[", "]", "(", ")", "](", "#", "##", ">", "- ", "+ ", "1. ", "12) ",
            "|", "---", "===", ":-:", "\\", "<", "<br>", "<div>", "&amp;", "&", "!", "![", "http://a.b/c", "\t", "[x] ",
            "\u{b}", "\u{c}", "\u{1b}[2J", "\r",
        ]).prop_map(str::to_owned),
        6 => prop::sample::select(vec!["\n", "\n\n", "\r\n", " ", "  ", "    ", "\n  ", "\n    ", "\n> ", "\n| "])
            .prop_map(str::to_owned),
        6 => "[a-z]{1,12}",
        2 => prop::sample::select(vec![
            "中", "文字", "。", "👩‍👩‍👧", "🇩🇪", "🇩", "e\u{301}", "\u{301}", "\u{fe0f}", "❤", "*\u{fe0f}\u{20e3}", "ﷺ",
            "\u{200d}", "한국", "ｆ", "\u{600}1", "☐", "ä",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Some words with stresses in them.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        10 => "[a-wyz]{1,9}",
        1 => "[a-wyz]{20,60}",
        1 => "\\*\\*[a-w]{1,6} [a-w]{1,6}\\*\\*",
        1 => "\\*[a-w]{1,6}\\*",
        1 => "`[a-w]{1,6} [a-w]{1,6}`",
        1 => "\\[[a-w]{1,6}\\]\\(https://[a-w]{1,6}\\.com/[a-w]{1,6}\\)",
        1 => "[a-w]{1,6}-[a-w]{1,6}/[a-w]{1,6}",
        1 => Just("中文字。".to_owned()),
    ];
    prop::collection::vec(word, 1..14).prop_map(|words| words.join(" "))
}

/// Documents as models write them.
pub(super) fn document() -> impl Strategy<Value = String> {
    let block = prop_oneof![
        4 => prop::collection::vec(words(), 1..5).prop_map(|lines| lines.join("\n")),
        1 => (1..7usize, words()).prop_map(|(level, text)| format!("{} {text}", "#".repeat(level))),
        2 => prop::collection::vec((0..3usize, prop::bool::ANY, words()), 1..7).prop_map(|items| {
            let item = |(depth, numbered, text): &(usize, bool, String)| {
                format!("{}{} {text}\n", "   ".repeat(*depth), if *numbered { "1." } else { "-" })
            };
            items.iter().map(item).collect::<Vec<_>>().concat()
        }),
        1 => prop::collection::vec(words(), 1..9).prop_map(|lines| format!("```rust\n{}\n```", lines.join("\n"))),
        1 => prop::collection::vec(words(), 1..9).prop_map(|lines| format!("> {}", lines.join("\n> "))),
        2 => (prop::collection::vec("[a-w]{1,9}", 1..6), prop::collection::vec(words(), 0..30)).prop_map(|(head, cells)| {
            let rows: Vec<String> = cells.chunks(head.len()).map(|row| format!("| {} |\n", row.join(" | "))).collect();
            format!("| {} |\n|{}\n{}", head.join(" | "), "---|".repeat(head.len()), rows.concat())
        }),
        1 => Just("---".to_owned()),
        1 => words().prop_map(|text| format!("{text}\n===")),
    ];
    (
        prop::collection::vec(block, 0..7),
        prop::sample::select(vec!["\n\n", "\n"]),
    )
        .prop_map(|(blocks, end)| blocks.join(end))
}

/// Texts beyond the bounds: a piece of Markdown many times over, without line ends in between or with them.
pub(super) fn giant() -> impl Strategy<Value = String> {
    let start = prop::sample::select(vec![
        "",
        "# ",
        "- ",
        "> ",
        "> - ",
        "```\n",
        "    ",
        "| a | b |\n|---|---|\n| ",
        "1. ",
        "<div>",
        "| ",
    ]);
    let between = prop::sample::select(vec![" ", "", "\n", "  \n", "\\\n", " | "]);
    let piece = prop_oneof![
        words(),
        signs(),
        Just("#".to_owned()),
        Just("中".to_owned()),
        Just(" ".to_owned())
    ];
    (start, prop::collection::vec(piece, 1..5), between).prop_map(|(start, pieces, between)| {
        let once = pieces.join(between) + between;
        let times = 3 * (source::LINE_LIMIT + paragraph::BOUND) / once.len().max(1);
        start.to_owned() + &once.repeat(times.clamp(1, 6000))
    })
}

pub(super) fn sizes() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1..9usize, 1..20)
}

pub(super) fn widths() -> impl Strategy<Value = u16> {
    prop_oneof![1..12u16, 12..121u16]
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn signs_in_any_cuts_are_as_at_once(text in signs(), width in widths(), sizes in sizes()) {
        check_cuts(&text, width, &sizes)?;
    }

    #[test]
    fn documents_in_any_cuts_are_as_at_once(text in document(), width in widths(), sizes in prop::collection::vec(1..60usize, 1..20)) {
        check_cuts(&text, width, &sizes)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn giants_in_any_cuts_are_as_at_once(text in giant(), width in widths(), sizes in prop::collection::vec(50..400usize, 1..20)) {
        check_cuts(&text, width, &sizes)?;
    }
}

#[test]
fn a_vowel_sign_without_a_letter_is_shown_as_a_badge() {
    let shown: String = lines(&fresh("## \u{102d}", 40))
        .iter()
        .map(Line::text)
        .collect();
    assert!(shown.contains("102D"), "{shown}");
    check_letters("## \u{102d}", 40).unwrap();
}

#[test]
fn every_prefix_of_a_document_is_as_at_once() {
    let text = "# T\n\nSome **text**\nand `code`\n- one\n  1. two\n     ```sh\n     ls\n     ```\n  2. three\n\n> quote\n\n\
        Look\n| a | b |\n|---|:-:|\n| 1 | `2` |\n| 3 | 4 |\n\n<p>\nx\n</p>\n\n---\n\n    code\n\n    code\nEnd\n===\n";
    for width in 1..60 {
        check_cuts(text, width, &[1]).unwrap();
    }
}

/// How often each letter occurs. `x` is left out: it is the mark of a task box. So are marks that count as
/// letters, such as vowel signs: one without a letter below it is shown as a badge.
fn letters(text: &str) -> std::collections::BTreeMap<char, usize> {
    let mut counts = std::collections::BTreeMap::new();
    let counts_as = |c: &char| c.is_alphabetic() && *c != 'x' && c.width() != Some(0);
    for c in text.chars().filter(counts_as) {
        *counts.entry(c).or_default() += 1;
    }
    counts
}

fn check_letters(text: &str, width: u16) -> Result<(), TestCaseError> {
    let shown: String = lines(&fresh(text, width)).iter().map(Line::text).collect();
    let shown = letters(&shown);
    for (letter, count) in letters(text) {
        prop_assert!(
            shown.get(&letter).copied().unwrap_or_default() >= count,
            "lost {letter:?}"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_letter_of_a_document_is_lost(text in document(), width in 8..121u16) {
        check_letters(&text, width)?;
    }

    #[test]
    fn no_letter_of_signs_is_lost(text in signs(), width in 8..121u16) {
        // Character references and line breaks are shown as what they mean.
        check_letters(&text.replace('&', "+").replace("<br>", " ").replace('\u{1b}', ""), width)?;
    }
}
