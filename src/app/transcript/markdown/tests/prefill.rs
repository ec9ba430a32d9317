//! What the user wrote of a reply is told apart from what the model went on with.

use proptest::prelude::*;

use super::super::Markdown;
use super::properties::{document, giant, signs, sizes, widths};
use super::{faced_lines, lines};
use crate::app::transcript::line::{Face, Line, Marks, Role};

/// The lines of a text whose first bytes are prefill, made at once.
fn begun(text: &str, bytes: usize, width: u16) -> Vec<Line> {
    let mut markdown = Markdown::new(width).begun(bytes);
    markdown.extend_to(text);
    lines(&markdown)
}

/// The lines with their faces; the bar in the text is where the prefill ends.
fn faced(text: &str, width: u16) -> String {
    let (prefill, rest) = text.split_once('¦').unwrap();
    faced_lines(&begun(&format!("{prefill}{rest}"), prefill.len(), width))
}

/// How a line goes on in the next one. The mark stands on its last span, however many there are.
fn goes_on(line: &Line) -> [bool; 2] {
    let last = line.spans.last();
    [Marks::GOES_ON, Marks::GOES_ON_SPACED]
        .map(|mark| last.is_some_and(|span| span.face.marks.has(mark)))
}

/// Every character with its face, and whether it is prefill.
fn characters(lines: &[Line]) -> Vec<Vec<(char, Face, Begun)>> {
    let of_line = |line: &Line| {
        let of_span = line.spans.iter().flat_map(|span| {
            let face = span.face;
            let is = if face.marks.has(Marks::PREFILL) {
                Begun::Yes
            } else {
                Begun::No
            };
            let own = Marks::PREFILL | Marks::GOES_ON_SPACED;
            let plain = Face::of(face.role).marked(face.marks.without(own));
            span.text.chars().map(move |c| (c, plain, is))
        });
        of_span.collect()
    };
    lines.iter().map(of_line).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begun {
    Yes,
    No,
}

/// The text without what only layout draws.
fn without_marks(lines: &[Line]) -> Vec<Vec<(char, Face)>> {
    let lines = characters(lines).into_iter();
    lines
        .map(|line| line.into_iter().map(|(c, face, _)| (c, face)).collect())
        .collect()
}

/// The letters that are prefill, or those that are not, in reading order.
fn letters(lines: &[Line], which: Begun) -> String {
    let all = characters(lines).into_iter().flatten();
    let own = all.filter(|(c, face, begun)| {
        c.is_alphabetic() && *begun == which && face.role != Role::ListMarker
    });
    own.map(|(c, _, _)| c).collect()
}

/// Feeds a text in pieces: every layout is that of the same text at once, and the mark changes nothing else.
fn check(text: &str, at: usize, width: u16, sizes: &[usize]) -> Result<(), TestCaseError> {
    let bytes = text.floor_char_boundary(at % (text.len() + 1));
    let mut markdown = Markdown::new(width).begun(bytes);
    let mut sizes = sizes.iter().cycle();
    let mut end = bytes;
    loop {
        markdown.extend_to(&text[..end]);
        let now = lines(&markdown);
        prop_assert_eq!(&now, &begun(&text[..end], bytes, width));
        let plain = begun(&text[..end], 0, width);
        prop_assert_eq!(without_marks(&now), without_marks(&plain));
        let ends = |lines: &[Line]| lines.iter().map(goes_on).collect::<Vec<_>>();
        prop_assert_eq!(ends(&now), ends(&plain));
        prop_assert_eq!(letters(&plain, Begun::Yes), "");
        if end == bytes {
            prop_assert_eq!(letters(&now, Begun::No), "", "{:?}", text);
        }
        if end == text.len() {
            return Ok(());
        }
        end = text.ceil_char_boundary((end + sizes.next().unwrap()).min(text.len()));
    }
}

/// In what is shown letter by letter the letters of the prefill are marked, and no others. `x` is the mark of a task.
fn check_letters(text: &str, at: usize, width: u16) -> Result<(), TestCaseError> {
    let bytes = text.floor_char_boundary(at % (text.len() + 1));
    let shown = begun(text, bytes, width);
    let of = |text: &str| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
    prop_assert_eq!(letters(&shown, Begun::Yes), of(&text[..bytes]));
    prop_assert_eq!(letters(&shown, Begun::No), of(&text[bytes..]));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_mark_changes_nothing_else_in_signs(text in signs(), at in any::<usize>(), width in widths(), sizes in sizes()) {
        check(&text, at, width, &sizes)?;
    }

    #[test]
    fn the_mark_changes_nothing_else_in_documents(text in document(), at in any::<usize>(), width in widths(), sizes in prop::collection::vec(20..90usize, 1..20)) {
        check(&text, at, width, &sizes)?;
    }

    #[test]
    fn the_letters_of_the_prefill_are_marked(text in document(), at in any::<usize>(), width in 12..121u16) {
        // Cells of a table are read side by side.
        prop_assume!(!text.contains('|'));
        check_letters(&text, at, width)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_mark_changes_nothing_else_in_giants(text in giant(), at in any::<usize>(), width in widths(), sizes in prop::collection::vec(200..900usize, 1..20)) {
        check(&text, at, width, &sizes)?;
    }
}

#[test]
fn the_boundary_is_right_to_the_character() {
    let looks = [
        ("Here is¦ it", "{+prefill Here is} it"),
        ("Here i¦s it", "{+prefill Here i}s it"),
        ("¦Here", "Here"),
        ("Here¦", "{+prefill Here}"),
        (
            "a **bo¦ld** b",
            "{+prefill a }{+strong+prefill bo}{+strong ld} b",
        ),
        ("a `co¦de` b", "{+prefill a }{Code+prefill co}{Code de} b"),
        ("`` a`¦b `` b", "{Code+prefill a`}{Code b} b"),
        ("`co\nd¦e`", "{Code+prefill co d}{Code e}"),
        (
            "# He¦ad #",
            "{Heading(1)+strong+prefill He}{Heading(1)+strong ad}\n{Heading(1) ━━━━}",
        ),
        ("one\nt¦wo", "{+prefill one t}wo"),
        ("one\n\nt¦wo", "{+prefill one}\n\n{+prefill t}wo"),
        ("> qu¦ote", "{Quote ▎ }{+prefill qu}ote"),
        (
            "- on¦e\n- two",
            "{ListMarker+prefill • }{+prefill on}e\n{ListMarker • }two",
        ),
        ("3. on¦e", "{ListMarker+prefill  3. }{+prefill on}e"),
        ("- [x] d¦one", "{ListMarker+prefill ☑ }{+prefill d}one"),
        (
            "---¦\n",
            "{Rule+prefill ────────────────────────────────────────}",
        ),
        ("a \\*b¦c\\*", "{+prefill a *b}c*"),
        ("a&amp;¦b", "{+prefill a&}b"),
        (
            "[te¦xt](http://a.b)",
            "{Link+prefill te}{Link xt}{Faint  (http://a.b)}",
        ),
        (
            "[text](http://a¦.b)",
            "{Link+prefill text}{Faint+prefill  (http://a}{Faint .b)}",
        ),
        (
            "[text](http://a.b)¦",
            "{Link+prefill text}{Faint+prefill  (http://a.b)}",
        ),
        (
            "see http://a¦.b",
            "{+prefill see }{Link+prefill http://a}{Link .b}",
        ),
        ("e¦\u{301}x", "{+prefill e\u{301}}x"),
        ("文¦字", "{+prefill 文}字"),
    ];
    for (text, expected) in looks {
        assert_eq!(faced(text, 40), expected, "{text}");
    }
}

#[test]
fn code_and_tables_are_begun_to_the_character() {
    assert_eq!(
        faced("```json\n{\n\t\"ro¦ck\": 1\n}\n```", 40),
        "{CodeBlock   }{CodeInfo+prefill json}\n\
         {CodeBlock   }{CodeBlock+prefill {}\n\
         {CodeBlock   }{CodeBlock+prefill     \"ro}{CodeBlock ck\": 1}\n\
         {CodeBlock   }{CodeBlock }}"
    );
    assert_eq!(
        faced("| a | b |\n|---|---|\n| gra¦nite | \\| |", 40),
        "{TableFrame ┌─────────┬─────┐}\n\
         {TableFrame │ }{TableHead+strong+prefill a}{      }{TableFrame  │ }{TableHead+strong+prefill b}  {TableFrame  │}\n\
         {TableFrame ├─────────┼─────┤}\n\
         {TableFrame │ }{+prefill gra}nite{TableFrame  │ }|  {TableFrame  │}\n\
         {TableFrame └─────────┴─────┘}"
            .replace("{      }", "      ")
    );
}

#[test]
fn a_word_that_is_begun_stays_one_word() {
    let text = "a longer wo¦rd";
    assert_eq!(faced(text, 11), "{+prefill a longer}\n{+prefill wo}rd");
    assert_eq!(
        faced("abcdefgh-ij¦klmnop", 10),
        "{+prefill abcdefgh-}\n{+prefill ij}klmnop"
    );
}
