//! Code blocks among lines: rows and the lines of the source that they show.

use proptest::prelude::*;

use super::super::{CodePart, Markdown, code_blocks};
use super::fresh;
use crate::app::code::CodeLines;

/// What is known of the code of a text: each block with its language and its complete lines.
fn known(markdown: &Markdown) -> Vec<(String, Vec<String>)> {
    let all = markdown.code_heads();
    let blocks = all.filter_map(|(nth, _)| markdown.code_block(nth));
    let known = blocks.map(|block| {
        let lines = (0..block.complete()).map(|line| markdown.code_text(block, line, usize::MAX));
        (block.language.clone(), lines.collect())
    });
    known.collect()
}

/// Each line of the layout with what it is of which block.
fn parts(markdown: &Markdown) -> Vec<Option<(usize, CodePart)>> {
    let all = 0..markdown.len();
    all.map(|at| markdown.code_at(at).map(|(block, part)| (block.nth, part)))
        .collect()
}

#[test]
fn rows_know_the_line_and_the_byte_that_they_begin_with() {
    let text = "a\n\n```rust\nlet rock = granite;\nfn f\n```\n\nb\n\n```\nx\n```\n";
    let markdown = fresh(text, 12);
    let told: Vec<String> = parts(&markdown)
        .iter()
        .map(|part| match part {
            None => "-".to_owned(),
            Some((nth, CodePart::Head { .. })) => format!("{nth} head"),
            Some((nth, CodePart::Code(spot))) => format!("{nth} {}:{}", spot.line, spot.from),
        })
        .collect();
    assert_eq!(
        told,
        [
            "-", "-", "0 head", "0 0:0", "0 0:10", "0 1:0", "-", "-", "-", "1 head", "1 0:0"
        ]
    );
    assert_eq!(
        known(&markdown),
        [
            (
                "rust".to_owned(),
                vec!["let rock = granite;".to_owned(), "fn f".to_owned()]
            ),
            (String::new(), vec!["x".to_owned()])
        ]
    );
}

#[test]
fn cut_lines_take_one_row_each_up_to_a_bound() {
    let text = format!("```\n{}\n{}\n```\n", "x".repeat(700), "y".repeat(2_500));
    let mut markdown = Markdown::new(40).coded(CodeLines::Scroll);
    markdown.extend_to(&text);
    assert_eq!(markdown.len(), 1 + 1 + 3);
    let lines = &known(&markdown)[0].1;
    assert_eq!((lines[0].len(), lines[1].len()), (700, 2_500));
    let widest = (0..markdown.len()).map(|at| markdown.line(at).unwrap().width());
    assert_eq!(widest.max(), Some(1_000));
}

#[test]
fn a_giant_line_is_put_together_no_further_than_asked() {
    let text = format!("```\n{}\n```\n", "x".repeat(1_000_000));
    let markdown = fresh(&text, 80);
    let block = markdown.code_block(0).unwrap();
    assert!(markdown.code_text(block, 0, 4_096).len() < 4_096 + 80);
}

/// Texts that are mostly code, in quotes and lists too.
fn text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => "[a-f ;{}\t岩]{0,30}",
        1 => Just("```rust".to_owned()),
        1 => Just("```".to_owned()),
        1 => Just("~~~ py".to_owned()),
        1 => Just("~~~".to_owned()),
        1 => Just("- ```json".to_owned()),
        1 => Just("> ```".to_owned()),
        1 => Just("  {\u{202e}x".to_owned()),
        1 => "[xy ]{1030,1100}",
    ];
    prop::collection::vec(line, 0..14).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn pieces_give_what_the_whole_gives(
        text in text(), width in 1_u16..60, step in 1_usize..90, scrolls in any::<bool>(),
    ) {
        let mode = if scrolls { CodeLines::Scroll } else { CodeLines::Wrap };
        let mut grown = Markdown::new(width).coded(mode);
        let mut end = 0;
        while end < text.len() {
            end = text.ceil_char_boundary((end + step).min(text.len()));
            grown.extend_to(&text[..end]);
            let mut whole = Markdown::new(width).coded(mode);
            whole.extend_to(&text[..end]);
            prop_assert_eq!(known(&grown), known(&whole));
            prop_assert_eq!(parts(&grown), parts(&whole));
            let sums = |markdown: &Markdown| -> Vec<Option<u64>> {
                let all = markdown.code_heads().filter_map(|(nth, _)| markdown.code_block(nth));
                all.map(|block| block.sum(block.complete())).collect()
            };
            prop_assert_eq!(sums(&grown), sums(&whole));
        }
    }

    #[test]
    fn the_code_does_not_depend_on_how_it_is_laid_out(text in text(), width in 8_u16..60) {
        let wide = fresh(&text, 500);
        prop_assert_eq!(known(&fresh(&text, width)), known(&wide));
        let mut cut = Markdown::new(width).coded(CodeLines::Scroll);
        cut.extend_to(&text);
        prop_assert_eq!(known(&cut), known(&wide));
    }

    #[test]
    fn there_are_as_many_blocks_to_copy_as_have_heads(text in text(), width in 1_u16..60) {
        let heads = fresh(&text, width).code_count();
        let copied = code_blocks(&text);
        // A fence that is still arriving has no head.
        prop_assert!(copied.len() == heads || copied.len() == heads + 1, "{} {}", copied.len(), heads);
        if text.ends_with('\n') {
            prop_assert_eq!(copied.len(), heads);
        }
    }
}
