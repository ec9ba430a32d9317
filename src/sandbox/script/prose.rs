//! Endless Markdown out of a list of words.

use std::fmt::Write;

use crate::sandbox::seed::Seed;
use crate::sandbox::tokens;

const WORDS: &str = include_str!("../../../assets/sandbox/words.txt");

/// What kind of text to write. All but the first two are one single block, however long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// All kinds of blocks in turns.
    Mixed,
    /// Paragraphs.
    Prose,
    Code,
    List,
    Table,
    Paragraph,
}

impl Shape {
    /// The shape of a name in a prompt.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "prose" => Some(Self::Prose),
            "code" => Some(Self::Code),
            "list" => Some(Self::List),
            "table" => Some(Self::Table),
            "paragraph" => Some(Self::Paragraph),
            "mixed" => Some(Self::Mixed),
            _ => None,
        }
    }
}

/// A writer whose text depends on its seed alone.
pub(crate) struct Prose {
    seed: Seed,
    words: Vec<&'static str>,
    text: String,
}

impl Prose {
    /// A writer for a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed: Seed::number(seed),
            words: WORDS.split_whitespace().collect(),
            text: String::new(),
        }
    }

    /// At least so many tokens of text, up to the end of a line.
    pub(crate) fn write(mut self, shape: Shape, length: usize) -> String {
        let (mut written, mut counted, mut piece) = (0, 0, 0);
        while written < length {
            self.piece(shape, piece);
            let (count, bytes) = settled(&self.text[counted..]);
            written += count;
            counted += bytes;
            piece += 1;
        }
        self.text
    }

    /// The next piece: a line of a single block, or a block of a text of many.
    fn piece(&mut self, shape: Shape, number: usize) {
        match shape {
            Shape::Mixed => self.mixed(number),
            Shape::Prose => self.paragraph(),
            Shape::Code => self.code_line(number),
            Shape::List => self.item(number),
            Shape::Table => self.row(number),
            Shape::Paragraph => self.sentence(),
        }
    }

    fn mixed(&mut self, number: usize) {
        match number % 6 {
            0 => self.heading(),
            1 | 3 => self.paragraph(),
            2 => self.lines(6, Self::item),
            4 => self.fence(),
            _ => self.lines(5, Self::row),
        }
    }

    fn lines(&mut self, count: usize, line: fn(&mut Self, usize)) {
        for number in 0..count {
            line(self, number);
        }
        self.text.push('\n');
    }

    fn heading(&mut self) {
        let (first, second) = (self.word(), self.word());
        self.push(format_args!("## The {first} {second}\n\n"));
    }

    fn paragraph(&mut self) {
        for _ in 0..4 {
            self.sentence();
        }
        self.text.push_str("\n\n");
    }

    fn sentence(&mut self) {
        let length = 6 + self.seed.below(10);
        self.text.push_str("The");
        for _ in 0..length {
            let word = self.word();
            match self.seed.below(24) {
                0 => self.push(format_args!(" **{word}**")),
                1 => self.push(format_args!(" *{word}*")),
                2 => self.push(format_args!(" `{word}`")),
                3 => self.push(format_args!(" {word},")),
                4 => self.push(format_args!(" [{word}](https://example.com/{length})")),
                _ => self.push(format_args!(" {word}")),
            }
        }
        self.text.push_str(". ");
    }

    fn item(&mut self, number: usize) {
        let indent = if number % 3 == 2 { "  " } else { "" };
        let (first, second, third) = (self.word(), self.word(), self.word());
        self.push(format_args!("{indent}- {first} {second} **{third}**\n"));
    }

    fn row(&mut self, number: usize) {
        if number == 0 {
            self.text
                .push_str("| Layer | Rock | Depth |\n|:------|:-----|------:|\n");
        }
        let (layer, rock, depth) = (self.word(), self.word(), self.seed.below(10_000));
        self.push(format_args!("| {layer} | *{rock}* | {depth} |\n"));
    }

    fn fence(&mut self) {
        self.text.push_str("```rust\n");
        for number in 1..7 {
            self.code_line(number);
        }
        self.text.push_str("```\n\n");
    }

    fn code_line(&mut self, number: usize) {
        if number == 0 {
            self.text.push_str("```rust\n");
        }
        let (name, value, depth) = (self.word(), self.word(), self.seed.below(1_000));
        match number % 4 {
            0 => self.push(format_args!("// The {name} {value} at {depth} m.\n")),
            1 => self.push(format_args!(
                "fn layer_{depth}() -> Result<Rock, Fault> {{\n"
            )),
            2 => self.push(format_args!("    let rock = dig({depth}, \"{name}\")?;\n")),
            _ => self.push(format_args!("    Ok(rock.named(\"{value}\"))\n}}\n")),
        }
    }

    fn word(&mut self) -> &'static str {
        self.seed.pick(&self.words).copied().unwrap_or("rock")
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        self.text
            .write_fmt(text)
            .expect("writing into a String has no way to fail");
    }
}

/// How many tokens of a growing text cannot change any more, and their bytes: all but the last one.
fn settled(text: &str) -> (usize, usize) {
    let lengths: Vec<usize> = tokens::tokens(text).map(str::len).collect();
    let settled = lengths.split_last().map_or(&[][..], |(_, before)| before);
    (settled.len(), settled.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_one_block() {
        let table = Prose::new(1).write(Shape::Table, 5_000);
        assert!(table.lines().all(|line| line.starts_with('|')));
        let paragraph = Prose::new(1).write(Shape::Paragraph, 5_000);
        assert!(!paragraph.contains('\n'));
        let code = Prose::new(1).write(Shape::Code, 5_000);
        assert_eq!(code.matches("```").count(), 1);
    }

    #[test]
    fn seeds_differ() {
        let write = |seed| Prose::new(seed).write(Shape::Mixed, 300);
        assert_eq!(write(1), write(1));
        assert_ne!(write(1), write(2));
    }

    #[test]
    fn there_is_enough_of_every_shape() {
        for name in ["mixed", "prose", "code", "list", "table", "paragraph"] {
            let shape = Shape::named(name).unwrap();
            assert!(
                tokens::count(&Prose::new(1).write(shape, 300)) >= 300,
                "{name}"
            );
        }
    }
}
