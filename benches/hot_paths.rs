//! The hot paths: layout, update, draw, load. `cargo bench` prints times; nothing asserts them.

use divan::{Bencher, black_box};
use outcrop::measure::{Chat, colour_code, layout, load_file};

fn main() {
    divan::main();
}

/// About `tokens` tokens of Markdown, four bytes each, the same every time.
fn reply(tokens: usize) -> String {
    let paragraph = "The outcrop shows *granite* over **gneiss**, with `quartz` veins and a [map](https://example.org/map).\n\n";
    let list = "- first point\n- second point with some more words\n  - nested\n\n";
    let code = "```rust\nfn main() {\n    println!(\"rock\");\n}\n```\n\n";
    let table = "| rock | age |\n|---|---:|\n| granite | 300 |\n| gneiss | 1800 |\n\n";
    [paragraph, list, code, table]
        .iter()
        .cycle()
        .scan(0, |bytes, part| {
            *bytes += part.len();
            (*bytes < tokens * 4).then_some(*part)
        })
        .collect()
}

/// A whole reply laid out at once.
#[divan::bench(args = [2_000, 20_000, 100_000])]
fn lay_out_a_reply(bencher: Bencher<'_, '_>, tokens: usize) {
    let text = reply(tokens);
    bencher.bench(|| layout(black_box(&text), 100));
}

/// One more delta in a reply of this length: update, layout and draw.
#[divan::bench(args = [0, 2_000, 20_000, 100_000])]
fn one_more_delta(bencher: Bencher<'_, '_>, tokens: usize) {
    let mut chat = Chat::streaming(120, 40, &reply(tokens));
    bencher.bench_local(|| {
        chat.delta(black_box("rock "));
        chat.frame();
    });
}

/// The same in one giant block of code.
#[divan::bench(args = [2_000, 100_000])]
fn one_more_delta_of_code(bencher: Bencher<'_, '_>, tokens: usize) {
    let text = format!(
        "```\n{}",
        "let rock = \"granite\";\n".repeat(tokens * 4 / 22)
    );
    let mut chat = Chat::streaming(120, 40, &text);
    bencher.bench_local(|| {
        chat.delta(black_box("x\n"));
        chat.frame();
    });
}

/// One more delta in each of so many lanes, on a wide screen: a frame of theirs.
#[divan::bench(args = [1, 2, 5, 8])]
fn one_more_delta_in_each_lane(bencher: Bencher<'_, '_>, lanes: usize) {
    let mut chat = Chat::of_lanes(lanes, 320, 60, &reply(2_000));
    bencher.bench_local(|| {
        chat.delta(black_box("rock "));
        chat.frame();
    });
}

/// Update alone.
#[divan::bench]
fn update_with_a_delta(bencher: Bencher<'_, '_>) {
    let mut chat = Chat::streaming(120, 40, "");
    bencher.bench_local(|| chat.delta(black_box("rock ")));
}

/// A page up in a long reply.
#[divan::bench(args = [20_000])]
fn scroll_a_page(bencher: Bencher<'_, '_>, tokens: usize) {
    let mut chat = Chat::streaming(120, 40, &reply(tokens));
    bencher.bench_local(|| {
        chat.page_up();
        chat.frame();
    });
}

/// Nothing but drawing.
#[divan::bench]
fn draw(bencher: Bencher<'_, '_>) {
    let mut chat = Chat::streaming(120, 40, &reply(2_000));
    bencher.bench_local(|| chat.frame());
}

/// The same on a screen full of code in its colours, with so much of it above.
#[divan::bench(args = [50, 1_900])]
fn draw_coloured_code(bencher: Bencher<'_, '_>, lines: usize) {
    let code = "let rock = dig(12, \"granite\")?; // down there\n".repeat(lines);
    let mut chat = Chat::streaming(120, 40, &format!("```rust\n{code}"));
    chat.colour();
    bencher.bench_local(|| chat.frame());
}

/// A block of 2,000 lines is looked at from its beginning; not on the way of any frame.
#[divan::bench(args = ["rust", "python", "json"], sample_count = 5, sample_size = 1)]
fn colour_two_thousand_lines(bencher: Bencher<'_, '_>, language: &str) {
    let code = "let rock = dig(12, \"granite\"); // down\n".repeat(2_000);
    bencher.bench(|| colour_code(language, black_box(&code)));
}

/// A file that is no conversation is refused without reading it to its end.
#[divan::bench]
fn refuse_a_file(bencher: Bencher<'_, '_>) {
    let bytes = vec![b'x'; 1 << 20];
    bencher.bench(|| load_file(black_box(&bytes)));
}

/// A key in the filter over ten thousand conversations, and the next one that takes it back; both drawn.
#[divan::bench(args = ["", "gran", "granite moraine 99"])]
fn filter_ten_thousand_titles(bencher: Bencher<'_, '_>, typed: &str) {
    let mut chat = Chat::streaming(120, 40, "");
    chat.open_library(10_000);
    chat.type_text(typed);
    bencher.bench_local(|| chat.type_and_erase(black_box('i')));
}

/// The library of ten thousand conversations closed and opened again, both drawn.
#[divan::bench]
fn open_the_library_of_ten_thousand(bencher: Bencher<'_, '_>) {
    let mut chat = Chat::streaming(120, 40, "");
    chat.open_library(10_000);
    bencher.bench_local(|| chat.reopen_library());
}
