//! What words are, in pieces and at once; what no code can do; what a frame costs.

use std::time::Duration;

use proptest::prelude::*;
use ratatui::buffer::Buffer;

use super::work::{Job, Worker};
use super::*;
use crate::app::code::{MAX_LINES, Run, Standing, Syntax};
use crate::app::fixture::*;
use crate::app::prepare;
use crate::app::transcript::Uncoloured;
use crate::chat::ids::MessageId;
use crate::ui::pictures::Gallery;
use crate::ui::theme::Wardrobe;

/// The pieces of a line that are something: text and what it is.
fn told(language: &str, code: &str) -> Vec<(String, Syntax)> {
    let mut told = Vec::new();
    for (line, runs) in code.lines().zip(Worker::default().lines(language, code)) {
        let mut from = 0;
        for run in runs {
            let end = run.end as usize;
            if let Some(syntax) = run.syntax {
                told.push((line[from..end].trim().to_owned(), syntax));
            }
            from = end;
        }
    }
    told
}

fn is(language: &str, code: &str, expected: &[(&str, Syntax)]) {
    let told = told(language, code);
    for (text, syntax) in expected {
        assert!(
            told.iter().any(|(it, is)| it == text && is == syntax),
            "{language}: {text} is no {syntax:?} in {told:?}"
        );
    }
}

#[test]
fn words_of_the_languages_that_models_write_most_are_what_they_are() {
    use Syntax::{Comment, Deleted, Function, Inserted, Keyword, Number, Operator, Type, Variable};
    is(
        "rust",
        "// rock\nfn dig(depth: u32) -> Rock { let a = 12; dig(\"x\") }",
        &[
            ("// rock", Comment),
            ("fn", Keyword),
            ("dig", Function),
            ("12", Number),
            ("\"x\"", Syntax::String),
        ],
    );
    is(
        "python",
        "# rock\nclass Rock:\n    def dig(self):\n        return None",
        &[
            ("# rock", Comment),
            ("Rock", Type),
            ("dig", Function),
            ("return", Keyword),
            ("None", Number),
        ],
    );
    is(
        "json",
        "{\"rock\": [1, true, \"granite\"]}",
        &[
            ("\"rock\"", Variable),
            ("1", Number),
            ("true", Number),
            ("\"granite\"", Syntax::String),
        ],
    );
    is(
        "diff",
        "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new",
        &[("-old", Deleted), ("+new", Inserted)],
    );
    is(
        "ts",
        "const a: number = 1;",
        &[("const", Keyword), ("=", Operator)],
    );
    is("sh", "echo \"$HOME\" # a", &[("# a", Comment)]);
}

#[test]
fn languages_are_known_by_the_names_that_people_use() {
    let grammars = super::grammar::Grammars::load();
    let unknown = [
        "rs",
        "rust",
        "py",
        "python",
        "python3",
        "sh",
        "bash",
        "zsh",
        "shell",
        "console",
        "js",
        "javascript",
        "jsx",
        "ts",
        "typescript",
        "tsx",
        "c",
        "c++",
        "cpp",
        "h",
        "cs",
        "csharp",
        "java",
        "kotlin",
        "go",
        "golang",
        "rb",
        "ruby",
        "php",
        "swift",
        "scala",
        "sql",
        "html",
        "css",
        "scss",
        "xml",
        "json",
        "jsonc",
        "yaml",
        "yml",
        "toml",
        "ini",
        "md",
        "markdown",
        "diff",
        "patch",
        "dockerfile",
        "makefile",
        "lua",
        "perl",
        "r",
        "haskell",
        "elixir",
        "clojure",
        "tf",
        "hcl",
        "proto",
        "graphql",
        "nix",
        "zig",
        "vim",
        "tex",
        "latex",
    ]
    .into_iter()
    .filter(|name| grammars.of(name).is_none());
    let unknown: Vec<&str> = unknown.collect();
    assert_eq!(unknown, [""; 0]);
    for name in [
        "",
        "text",
        "plaintext",
        "no-such-language",
        "powershell",
        "\u{202e}",
    ] {
        assert!(grammars.of(name).is_none(), "{name}");
    }
}

fn id() -> CodeId {
    CodeId {
        message: MessageId(3),
        text: 0,
        nth: 0,
    }
}

fn wanted(language: &str, lines: &[&str], from: usize) -> Uncoloured {
    let lines = lines.iter();
    Uncoloured {
        id: id(),
        language: language.to_owned(),
        from,
        before: from as u64,
        lines: lines.map(|line| ((*line).to_owned(), 7)).collect(),
        cut: false,
    }
}

/// The runs of lines that are looked at in pieces of these sizes.
fn in_pieces(language: &str, code: &str, sizes: &[usize]) -> Vec<Vec<Run>> {
    let lines: Vec<&str> = code.lines().collect();
    let mut worker = Worker::default();
    let (mut all, mut progress) = (Vec::new(), None);
    let mut sizes = sizes.iter().cycle();
    while all.len() < lines.len() {
        let end = (all.len() + sizes.next().unwrap()).min(lines.len());
        let wanted = wanted(language, &lines[all.len()..end], all.len());
        let done = worker.work(Job { wanted, progress });
        assert_eq!(done.told.state, Standing::Open);
        progress = done.progress;
        all.extend(done.told.lines);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn pieces_give_what_the_whole_gives(
        lines in prop::collection::vec(prop::sample::select(vec![
            "fn dig() {", "}", "/* a", "b */ let x = 1;", "let s = \"open", "closed\";", "// 岩", "", "r#\"",
            "\"#;", "'a'", "#[cfg(test)]", "impl<T: Into<U>> A for B<T> {", "\u{202e}{{{",
        ]), 1..24),
        sizes in prop::collection::vec(1_usize..6, 1..4),
    ) {
        let code = lines.join("\n");
        let whole = Worker::default().lines("rust", &code);
        prop_assert_eq!(in_pieces("rust", &code, &sizes), whole);
    }

    #[test]
    fn runs_ascend_and_stay_in_their_line(code in "[ -~\u{a0}-\u{ff}岩\n]{0,200}", at in 0_usize..6) {
        let language = ["rust", "python", "ts", "sh", "md", "html"][at];
        for (line, runs) in code.lines().zip(Worker::default().lines(language, &code)) {
            let mut from = 0;
            for run in runs {
                prop_assert!(run.end > from && run.end as usize <= line.len());
                prop_assert!(line.is_char_boundary(run.end as usize), "{line:?} {}", run.end);
                from = run.end;
            }
        }
    }
}

/// Texts that are made to take long.
#[test]
fn hostile_code_ends_within_its_time() {
    let texts = [
        "(".repeat(4_000),
        "<".repeat(4_000),
        "a<".repeat(2_000),
        "\\".repeat(4_000),
        "\"\\".repeat(2_000),
        "/*".repeat(2_000),
        format!("{}!", "a".repeat(4_000)),
        "x=x=".repeat(1_000),
        "\u{202e}\u{200d}岩".repeat(400),
        "[[[[{{{{((((".repeat(300),
        "*_".repeat(2_000),
    ];
    for language in ["rust", "ts", "md"] {
        let mut worker = Worker::default();
        for text in &texts {
            let lines = vec![text.as_str(); 50];
            let mut progress = None;
            let mut from = 0;
            while from < lines.len() {
                let wanted = wanted(language, &lines[from..], from);
                let done = worker.work(Job { wanted, progress });
                from += done.told.lines.len();
                progress = done.progress;
                if done.told.state == Standing::Over {
                    break;
                }
            }
            assert!(from <= lines.len(), "{language} {text:.20}");
        }
    }
}

#[test]
fn a_language_that_nobody_knows_is_over_at_once() {
    let done = Worker::default().work(Job {
        wanted: wanted("no-such-language", &["a"], 0),
        progress: None,
    });
    assert_eq!(
        (done.told.state, done.told.lines.len()),
        (Standing::Over, 0)
    );
    let mut cut = wanted("rust", &["fn a"], 0);
    cut.cut = true;
    let done = Worker::default().work(Job {
        wanted: cut,
        progress: None,
    });
    assert_eq!(
        (done.told.state, done.told.lines.len()),
        (Standing::Over, 1)
    );
    assert!(done.progress.is_none());
}

/// A screen with the code of this reply.
fn coloured(reply: &str) -> Play {
    let mut play = Play::connected();
    play.turn("code, please", reply);
    play.key("tab");
    AtOnce::default().colour(&mut play.state, play.now);
    prepare(&mut play.state);
    play
}

fn screen(play: &mut Play) -> Buffer {
    prepare(&mut play.state);
    let mut buf = Buffer::empty(play.state.view.size.area());
    let wardrobe = Wardrobe::new(Richness::All);
    crate::ui::draw(&play.state, &wardrobe, &Gallery::default(), &mut buf);
    buf
}

const FOUR: &str = "```rust\n/// Digs.\nfn dig(depth: u32) -> Option<Rock> {\n    Some(Rock::new(depth, \"gneiss\"))\n}\n```\n\n```python\nfor rock in range(3):  # all\n    print(f\"{rock}\")\n```\n\n```json\n{\"rock\": true, \"age\": 300}\n```\n\n```diff\n-granite\n+gneiss\n```\n";

/// The text of a screen, and below it the colours of each line as runs of columns.
fn look(buf: &Buffer) -> String {
    let mut look = String::new();
    for row in buf.area.rows() {
        let cells: Vec<_> = row.positions().map(|position| &buf[position]).collect();
        let text: String = cells.iter().map(|cell| cell.symbol()).collect();
        if text.trim().is_empty() {
            continue;
        }
        look.push_str(text.trim_end());
        look.push('\n');
        let words = cells.chunk_by(|one, other| one.fg == other.fg);
        let words = words.filter(|word| word.iter().any(|cell| cell.symbol() != " "));
        let words = words.map(|word| {
            let text: String = word.iter().map(|cell| cell.symbol()).collect();
            format!("{} {}", word[0].fg, text.trim())
        });
        let words = words.collect::<Vec<_>>().join(" | ");
        let line = format!("        {words}\n");
        look.push_str(&line);
    }
    look
}

#[test]
fn code_in_four_languages_has_its_colours() {
    insta::assert_snapshot!("four_languages_80x24", look(&screen(&mut coloured(FOUR))));
}

#[test]
fn nothing_is_looked_at_twice() {
    let mut play = coloured(FOUR);
    assert_eq!(play.state.view.transcript.code_in_sight().len(), 4);
    let nothing = |_: CodeId, _: u64| false;
    assert_eq!(transcript::uncoloured(&play.state, nothing), None);
    // Another width and another theme change nothing of what words are.
    play.tell(Msg::Resized(crate::app::layout::Size {
        width: 60,
        height: 24,
    }));
    assert_eq!(transcript::uncoloured(&play.state, nothing), None);
}

#[test]
fn a_delta_of_a_long_block_is_a_line_to_look_at() {
    let mut play = Play::connected();
    let id = play.ask("code, please");
    play.streamed(id, "```rust\n");
    play.streamed(id, &"let rock = granite(12);\n".repeat(1_500));
    AtOnce::default().colour(&mut play.state, play.now);
    for _ in 0..20 {
        play.streamed(id, "let rock = gneiss(13);\n");
        let wanted = transcript::uncoloured(&play.state, |_, _| true).unwrap();
        assert_eq!((wanted.lines.len(), wanted.from >= 1_500), (1, true));
        // From the beginning it would be a piece, not all.
        let anew = transcript::uncoloured(&play.state, |_, _| false).unwrap();
        assert!((anew.from == 0) && anew.lines.len() <= 200);
        let told = Worker::default().work(Job {
            wanted: wanted.clone(),
            progress: None,
        });
        play.tell(Msg::Coloured(Box::new(told.told)));
    }
    // Beyond the limit nothing is looked at any more.
    play.streamed(id, &"let rock = granite(12);\n".repeat(MAX_LINES));
    AtOnce::default().colour(&mut play.state, play.now);
    play.streamed(id, "let rock = gneiss(13);\n");
    assert_eq!(transcript::uncoloured(&play.state, |_, _| true), None);
}

#[test]
fn without_colours_nothing_is_looked_at() {
    let mut play = Play::connected();
    play.turn("code, please", FOUR);
    let (events, mut inbox) = tokio::sync::mpsc::channel(4);
    let mut colourist = Colourist::new(events);
    let now = Instant::now();
    colourist.make(&play.state, Richness::None, now);
    assert!(matches!(colourist.jobs, Jobs::None));
    colourist.make(&play.state, Richness::Sixteen, now);
    let Some(Event::Code(done)) = inbox.blocking_recv() else {
        panic!("nothing came");
    };
    assert!(!done.told.lines.is_empty());
    play.tell(colourist.take(*done));
    assert_eq!(colourist.busy, Busy::No);
}

#[test]
fn what_flies_by_is_looked_at_once_it_stands_still() {
    let mut play = Play::connected();
    play.turn("code, please", &FOUR.repeat(40));
    play.key("esc");
    prepare(&mut play.state);
    let (events, mut inbox) = tokio::sync::mpsc::channel(4);
    let mut colourist = Colourist::new(events);
    let began = Instant::now();
    let after = |millis| began + Duration::from_millis(millis);
    // The end is followed at first, and a colour is looked for at once.
    colourist.make(&play.state, Richness::All, began);
    assert_eq!((colourist.busy, colourist.wakes()), (Busy::Yes, None));
    let Some(Event::Code(done)) = inbox.blocking_recv() else {
        panic!("nothing came");
    };
    play.tell(colourist.take(*done));
    // A key that is held down.
    for step in 1..20 {
        play.key("pageup");
        prepare(&mut play.state);
        colourist.make(&play.state, Richness::All, after(step * 33));
        assert_eq!(colourist.busy, Busy::No, "{step}");
        assert!(colourist.wakes().is_some());
    }
    let wakes = colourist.wakes().unwrap();
    play.key("pagedown");
    prepare(&mut play.state);
    colourist.make(&play.state, Richness::All, wakes);
    assert!(colourist.wakes().is_some_and(|later| later > wakes));
    colourist.make(&play.state, Richness::All, wakes + Duration::from_secs(1));
    assert_eq!((colourist.busy, colourist.wakes()), (Busy::Yes, None));
}

#[test]
fn cut_lines_say_so_at_both_edges() {
    let long = format!(
        "```rust\nlet rocks = [{}];\nlet a = 1;\n```\n",
        "granite, ".repeat(20)
    );
    let mut play = coloured(&long);
    play.key("shift-w");
    play.key("(");
    AtOnce::default().colour(&mut play.state, play.now);
    insta::assert_snapshot!("cut_80x24", look(&screen(&mut play)));
    play.key("shift-right");
    insta::assert_snapshot!("cut_scrolled_80x24", look(&screen(&mut play)));
}
