//! The code blocks of a text as they were written: without fences, with their tabs.

use super::machine::Machine;
use super::page::Page;
use super::source::{Ending, Source, expand};
use crate::app::transcript::stretch::Stretch;

/// Takes down what stands in code blocks while a text is laid out.
#[derive(Debug, Clone, Default)]
pub(super) struct Copybook {
    /// The piece of the text that is being taken in, as it came.
    pub(super) source: String,
    blocks: Vec<Copied>,
    /// Whether the last block ends in the midst of a line.
    is_open: bool,
}

/// A code block of a text.
#[derive(Debug, Clone, Default)]
struct Copied {
    /// What stands in it; the end of its last line is left out.
    text: String,
    lines: usize,
}

impl Copybook {
    /// A block begins.
    pub(super) fn begin(&mut self) {
        self.is_open = false;
        self.blocks.push(Copied::default());
    }

    /// The next piece of its code, which is the end of the source with its tabs turned into spaces.
    pub(super) fn write(&mut self, text: &str, ending: Ending) {
        let Some(block) = self.blocks.last_mut() else {
            return;
        };
        if !self.is_open {
            if block.lines > 0 {
                block.text.push('\n');
            }
            block.lines += 1;
        }
        let (spaces, written) = end_of(&self.source, text.len());
        block.text.extend(std::iter::repeat_n(' ', spaces));
        block.text.push_str(written);
        self.is_open = ending == Ending::Cut;
    }
}

/// What stands in each code block between fences, in the order in which they are laid out.
pub(crate) fn code_blocks(text: &str) -> Vec<String> {
    let mut page = Page::default();
    page.copybook = Some(Box::default());
    let mut machine = Machine::new(WIDTH);
    let mut rest = Stretch::new(text, 0);
    while let Some((source, taken)) = Source::next(rest) {
        machine.take(source, &mut page);
        page.lines.clear();
        rest = rest.split_at(taken).1;
    }
    machine.take(Source::open(rest), &mut page);
    machine.finish(&mut page);
    let blocks = page.copybook.map_or_else(Vec::new, |all| all.blocks);
    blocks.into_iter().map(|block| block.text).collect()
}

/// Columns of lines that nobody sees.
const WIDTH: usize = 80;

/// The end of a text that takes so many bytes once its tabs are spaces; the spaces of a tab before it
/// that belong to it come apart.
fn end_of(source: &str, bytes: usize) -> (usize, &str) {
    let whole = expand(source).len();
    let Some(before) = whole.checked_sub(bytes) else {
        return (0, source);
    };
    if whole == source.len() {
        return (0, &source[before..]);
    }
    let ends = source.char_indices().map(|(at, c)| at + c.len_utf8());
    for end in std::iter::once(0).chain(ends) {
        let taken = expand(&source[..end]).len();
        if taken >= before {
            return (taken - before, &source[end..]);
        }
    }
    (0, "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_block_is_copied_as_it_was_written() {
        let text =
            "Look:\n\n```rust\nfn main() {\n\tlet a = \"ä\tb\";\n\n}\n```\nand\n~~~\nx\n~~~\n";
        assert_eq!(
            code_blocks(text),
            ["fn main() {\n\tlet a = \"ä\tb\";\n\n}", "x"]
        );
    }

    #[test]
    fn what_stands_around_the_code_is_left_out() {
        let text =
            "1. one\n\n   ```make\n   all:\n   \techo hi\n   ```\n\n> ```\n> a\n> \tb\n> ```\n";
        assert_eq!(code_blocks(text), ["all:\n\techo hi", "a\n\tb"]);
        // A tab that is half indent is the spaces that are left of it.
        assert_eq!(code_blocks("- ```\n\ta\n  ```"), ["  a"]);
        assert_eq!(code_blocks("  ```\n  a\n   b\n c\n  ```"), ["a\n b\nc"]);
    }

    #[test]
    fn a_block_without_an_end_is_copied_as_far_as_it_came() {
        assert_eq!(code_blocks("```rust\nlet a"), ["let a"]);
        assert_eq!(code_blocks("```rust\nlet a = 1;\n``"), ["let a = 1;"]);
        assert_eq!(code_blocks("```rust"), [""]);
        assert_eq!(code_blocks("a\r\n```\r\nb\r\nc\r\n```\r\n"), ["b\nc"]);
    }

    #[test]
    fn hidden_characters_and_giant_lines_are_copied_too() {
        let giant = format!("{}\u{202e}\t{}", "x\t".repeat(3_000), "岩 ".repeat(2_000));
        let giant = giant.trim_end();
        assert_eq!(
            code_blocks(&format!("```\n{giant}\nb\n```\n")),
            [format!("{giant}\nb")]
        );
    }

    proptest! {
        #[test]
        fn any_code_comes_out_as_it_went_in(lines in prop::collection::vec("[a\tä岩 >*#-]{0,12}", 1..12)) {
            let code = lines.join("\n");
            prop_assert_eq!(code_blocks(&format!("```\n{code}\n```\n")), [code]);
        }
    }
}
