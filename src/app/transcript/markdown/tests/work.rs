//! The work for one more delta does not grow with what there is.

use super::super::{Markdown, source};

/// Bytes of a token.
const TOKEN: usize = 5;

/// Blocks without an end: what begins them, and what they go on with.
const GIANTS: [(&str, &str); 11] = [
    ("", "some words here and **there** we `go` "),
    ("", "some words here and **there** we `go`\n"),
    ("", "onewordthatneverends"),
    ("# ", "a heading that never ends "),
    ("```rust\n", "    let x = foo(bar, \"baz\");\n"),
    ("```rust\n", "let x = foo(bar, \"baz\"); "),
    ("", "- some words here and **there** we go\n"),
    ("- a\n", "  - one\n    1. two\n       > three\n"),
    (
        "| a | b |\n|---|---|\n",
        "| some words here | and **there** we go |\n",
    ),
    ("| a | b |\n|---|---|\n| ", "and **there** we go "),
    ("> ", "some words here and **there** we go\n> "),
];

/// What it costs to go on for some deltas after so many tokens.
struct Cost {
    /// Lines laid out, on average and for the worst delta.
    lines: f64,
    worst: usize,
    /// Bytes not settled, at worst, and the size of the state that is copied.
    tail: usize,
    state: usize,
}

fn cost(head: &str, piece: &str, tokens: usize) -> Cost {
    const DELTAS: usize = 1000;
    let length = (tokens + DELTAS) * TOKEN;
    let text = head.to_owned() + &piece.repeat(length / piece.len() + 1);
    let mut markdown = Markdown::new(100);
    markdown.extend_to(&text[..tokens * TOKEN]);
    let start = markdown.laid_out();
    let mut cost = Cost {
        lines: 0.0,
        worst: 0,
        tail: 0,
        state: 0,
    };
    for token in tokens..tokens + DELTAS {
        let before = markdown.laid_out();
        let end = (token + 1) * TOKEN;
        markdown.extend_to(&text[..end]);
        cost.worst = cost.worst.max(markdown.laid_out() - before);
        cost.tail = cost.tail.max(end - markdown.taken);
        cost.state = cost.state.max(format!("{:?}", markdown.machine).len());
    }
    let laid_out = u32::try_from(markdown.laid_out() - start).unwrap();
    cost.lines = f64::from(laid_out) / 1000.0;
    cost
}

#[test]
fn one_more_delta_costs_the_same_after_100_000_tokens() {
    for (head, piece) in GIANTS {
        let early = cost(head, piece, 2_000);
        for tokens in [20_000, 100_000] {
            let late = cost(head, piece, tokens);
            assert!(
                late.lines < early.lines * 1.1 + 0.1,
                "{head:?} {piece:?}: {} after {}",
                late.lines,
                early.lines
            );
            assert!(
                late.worst <= early.worst + 4,
                "{head:?} {piece:?}: {} after {}",
                late.worst,
                early.worst
            );
            assert!(late.tail <= source::LINE_LIMIT);
            assert!(
                late.state < early.state * 2,
                "{head:?} {piece:?}: {} after {}",
                late.state,
                early.state
            );
        }
    }
}

#[test]
fn deep_containers_are_bounded() {
    for sign in [">", "> ", "- ", "1. "] {
        let text = format!("{}\n", sign.repeat(300)).repeat(50);
        let mut markdown = Markdown::new(80);
        markdown.extend_to(&text);
        assert!(markdown.len() < 50 * 60, "{sign:?}: {}", markdown.len());
        assert!(format!("{:?}", markdown.machine).len() < 40_000);
    }
}
