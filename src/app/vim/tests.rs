//! What keys do: a text with its cursor before and after.

use proptest::prelude::*;

use super::*;

/// A text in which `|` stands before the character under the cursor.
fn pad(marked: &str) -> Pad {
    let at = marked.find('|').expect("the cursor is marked");
    let mut pad = Pad::new(&marked.replacen('|', "", 1));
    pad.go_to(at);
    pad
}

fn marked(pad: &Pad) -> String {
    let mut text = pad.text();
    text.insert(pad.place(), '|');
    text
}

fn normal() -> Vim {
    Vim {
        mode: Mode::Normal,
        ..Vim::default()
    }
}

/// The keys of a text such as `dw<esc>`.
fn presses(keys: &str) -> Vec<Press> {
    let mut presses = Vec::new();
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        let named = [
            ("<esc>", Press::Esc),
            ("<cr>", Press::Enter),
            ("<bs>", Press::Backspace),
            ("<c-r>", Press::Redo),
        ];
        let mut named = named.into_iter();
        let (length, press) = match named.find(|(name, _)| rest.starts_with(name)) {
            Some((name, press)) => (name.len(), press),
            None => (first.len_utf8(), Press::Char(first)),
        };
        presses.push(press);
        rest = &rest[length..];
    }
    presses
}

/// Presses a key, and does what the rest of the program does with what is not taken.
fn press(vim: &mut Vim, pad: &mut Pad, lines: Lines, press: Press) -> Option<Wish> {
    match vim.press(pad, lines, press) {
        Taken::Not => match press {
            Press::Char(c) => {
                let text = c.to_string();
                vim.typed(pad, &text);
                pad.insert(&text);
            }
            Press::Enter => edit(vim, pad, Edit::Newline),
            Press::Backspace => edit(vim, pad, Edit::DeleteBack),
            Press::Esc | Press::Redo => {}
        },
        Taken::Asked(Wish::Undo(times)) => (0..times).for_each(|_| edit(vim, pad, Edit::Undo)),
        Taken::Asked(Wish::Redo(times)) => (0..times).for_each(|_| edit(vim, pad, Edit::Redo)),
        Taken::Asked(wish) => return Some(wish),
        Taken::Moved | Taken::Changed => {}
    }
    vim.settle(pad);
    None
}

fn edit(vim: &mut Vim, pad: &mut Pad, edit: Edit) {
    vim.edits(pad, edit);
    pad.edit(edit);
}

/// What changes the text beside the modes: keys of the keymap, and a text from elsewhere. Whether it is such.
fn otherwise(vim: &mut Vim, pad: &mut Pad, what: &str) -> bool {
    match what {
        "<del>" => edit(vim, pad, Edit::DeleteForward),
        "<c-k>" => edit(vim, pad, Edit::KillToEnd),
        "<other>" => pad.replace("日é\nother"),
        _ => return false,
    }
    vim.settle(pad);
    true
}

fn play(vim: &mut Vim, pad: &mut Pad, keys: &str) {
    vim.settle(pad);
    if otherwise(vim, pad, keys) {
        return;
    }
    for key in presses(keys) {
        press(vim, pad, Lines::Many, key);
    }
}

/// Text and cursor, keys, text and cursor afterwards.
type Case = (&'static str, &'static str, &'static str);

fn check(cases: &[Case]) {
    let mut wrong = Vec::new();
    for (before, keys, after) in cases {
        let (mut vim, mut pad) = (normal(), pad(before));
        play(&mut vim, &mut pad, keys);
        let got = marked(&pad);
        if got != *after {
            wrong.push(format!("{before:?} {keys} gives {got:?}, not {after:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn motions() {
    check(&[
        ("a|bc", "h", "|abc"),
        ("|abc", "h", "|abc"),
        ("|abc", "l", "a|bc"),
        ("ab|c", "l", "ab|c"),
        ("|abc", "9l", "ab|c"),
        ("a|bc", " ", "ab|c"),
        ("ab|c", "<bs>", "a|bc"),
        ("ab|c\ndefg", "j", "abc\nde|fg"),
        ("abc|d\ne\nfghi", "jj", "abcd\ne\nfgh|i"),
        ("ab|cd\nefgh\nij", "2j", "abcd\nefgh\ni|j"),
        ("ab|cd\nefgh", "9j", "abcd\nef|gh"),
        ("abc\nde|f", "k", "ab|c\ndef"),
        ("|abc\nd\nefg", "$jj", "abc\nd\nef|g"),
        ("|foo bar", "w", "foo |bar"),
        ("|foo.bar baz", "w", "foo|.bar baz"),
        ("|foo.bar baz", "W", "foo.bar |baz"),
        ("|a b c d", "3w", "a b c |d"),
        ("foo |bar", "w", "foo ba|r"),
        ("fo|o\n\nbar", "w", "foo\n|\nbar"),
        ("foo\n|\nbar", "w", "foo\n\n|bar"),
        ("foo ba|r", "b", "foo |bar"),
        ("foo |bar", "b", "|foo bar"),
        ("foo.bar |baz", "b", "foo.|bar baz"),
        ("foo.bar |baz", "B", "|foo.bar baz"),
        ("foo\n\n|bar", "b", "foo\n|\nbar"),
        ("|foo bar", "e", "fo|o bar"),
        ("fo|o bar", "e", "foo ba|r"),
        ("|foo.x bar", "E", "foo.|x bar"),
        ("|a b c", "2e", "a b |c"),
        ("  foo|x", "0", "|  foox"),
        ("  foo|x", "^", "  |foox"),
        ("|foo", "$", "fo|o"),
        ("|foo\nbar", "2$", "foo\nba|r"),
        ("a\nb\n|c", "gg", "|a\nb\nc"),
        ("|a\nb\n  c", "G", "a\nb\n  |c"),
        ("|a\nb\nc", "2G", "a\n|b\nc"),
        ("a\nb\n|c", "2gg", "a\n|b\nc"),
        ("|a,b,c", "f,", "a|,b,c"),
        ("|a,b,c", "2f,", "a,b|,c"),
        ("|a,b,c", "fx", "|a,b,c"),
        ("|a,b,c", "t,", "|a,b,c"),
        ("|ab,c", "t,", "a|b,c"),
        ("a,b,|c", "F,", "a,b|,c"),
        ("a,b,cd|e", "T,", "a,b,|cde"),
        ("|a,b,c", "f,;", "a,b|,c"),
        ("|a,b,c", "2f,,", "a|,b,c"),
        ("|xa,b,c", "t,;", "xa,|b,c"),
        ("|a\nb\n\nc", "}", "a\nb\n|\nc"),
        ("a\nb\n|\nc", "}", "a\nb\n\n|c"),
        ("a\n\nb\n|c", "{", "a\n|\nb\nc"),
        ("a\n\nb\n|c", "2{", "|a\n\nb\nc"),
        ("|f(a, (b))", "%", "f(a, (b)|)"),
        ("f(a, (b)|)", "%", "f|(a, (b))"),
        ("|f { g[1] }", "%", "f { g[1] |}"),
        ("|no brackets", "%", "|no brackets"),
    ]);
}

#[test]
fn deleting() {
    check(&[
        ("|foo bar", "dw", "|bar"),
        ("foo |bar", "dw", "foo| "),
        ("|a b c d", "d2w", "|c d"),
        ("|a b c d", "2dw", "|c d"),
        ("|a b c d e", "2d2w", "|e"),
        ("fo|o\nbar", "dw", "f|o\nbar"),
        ("|foo\n  bar", "dw", "|\n  bar"),
        ("|foo bar", "de", "| bar"),
        ("foo ba|r", "db", "foo |r"),
        ("foo b|ar", "d0", "|ar"),
        ("foo |bar", "d$", "foo| "),
        ("foo |bar", "D", "foo| "),
        ("|\nx", "D", "|\nx"),
        ("|foo", "x", "|oo"),
        ("fo|o", "x", "f|o"),
        ("|foo", "2x", "|o"),
        ("|foo", "9x", "|"),
        ("|\nfoo", "x", "|\nfoo"),
        ("fo|o", "X", "f|o"),
        ("fo|o", "2X", "|o"),
        ("|foo", "X", "|foo"),
        ("a\n|b\nc", "dd", "a\n|c"),
        ("a\nb\n|c", "dd", "a\n|b"),
        ("|a\nb\nc", "2dd", "|c"),
        ("|a\nb\nc", "d2d", "|c"),
        ("|a", "dd", "|"),
        ("a\n|b\n  c", "dd", "a\n  |c"),
        ("|a\nb\nc", "dj", "|c"),
        ("a\nb\n|c", "dk", "|a"),
        ("a\nb\n|c", "dj", "a\nb\n|c"),
        ("a\n|b\nc", "dgg", "|c"),
        ("a\n|b\nc", "dG", "|a"),
        ("|a,b,c", "df,", "|b,c"),
        ("|a,b,c", "dt,", "|,b,c"),
        ("|a,b,c", "dfx", "|a,b,c"),
        ("a,b,|c", "dF,", "a,b|c"),
        ("|a,b,c", "f,d;", "a|c"),
        ("|a(b)c", "d%", "|c"),
        ("|a\nb\n\nc", "d}", "|\nc"),
        ("a|a\nb\n\nc", "d}", "|a\n\nc"),
        ("a\n\nb|b", "d{", "a\n|b"),
        ("|foo", "dq", "|foo"),
        ("|foo bar", "d<esc>w", "foo |bar"),
    ]);
}

#[test]
fn changing_and_inserting() {
    check(&[
        ("|foo bar", "cwx<esc>", "|x bar"),
        ("fo|o bar", "cwx<esc>", "fo|x bar"),
        ("|a b c", "c2wx<esc>", "|x c"),
        ("a|  b", "cwx<esc>", "a|xb"),
        ("a|b\nc", "ccx<esc>", "|x\nc"),
        ("a|b\nc\nd", "2ccx<esc>", "|x\nd"),
        ("a|bc", "Cx<esc>", "a|x"),
        ("a|bc", "sx<esc>", "a|xc"),
        ("|abc", "2sx<esc>", "|xc"),
        ("a|bc\nd", "Sx<esc>", "|x\nd"),
        ("a|bc", "ix<esc>", "a|xbc"),
        ("a|bc", "ax<esc>", "ab|xc"),
        ("  a|bc", "Ix<esc>", "  |xabc"),
        ("|abc", "Ax<esc>", "abc|x"),
        ("|a\nb", "ox<esc>", "a\n|x\nb"),
        ("|a\nb", "Ox<esc>", "|x\na\nb"),
        ("|a", "3ix<esc>", "xx|xa"),
        ("|a", "2Ax<esc>", "ax|x"),
        ("|a", "2ox<esc>", "a\nx\n|x"),
        ("|abc", "rx", "|xbc"),
        ("|abc", "2rx", "x|xc"),
        ("|abc", "4rx", "|abc"),
        ("|abc", "r<esc>x", "|bc"),
        ("|aBc", "~", "A|Bc"),
        ("|aBc", "3~", "Ab|C"),
        ("|a\nb", "J", "a| b"),
        ("|a\n  b\nc", "3J", "a b| c"),
        ("|f(a\n)", "J", "f(a|)"),
        ("|a\n\nb", "J", "|a\nb"),
        ("a\n|b", "J", "a\n|b"),
        ("|a", "ix<cr>y<esc>", "x\n|ya"),
        ("|a", "ixy<bs>z<esc>", "x|za"),
        ("|", "i<esc>", "|"),
        ("ab|c", "i<esc>", "a|bc"),
    ]);
}

#[test]
fn copying_and_putting() {
    check(&[
        ("|a\nb", "yyp", "a\n|a\nb"),
        ("|a\nb", "yyP", "|a\na\nb"),
        ("|a\nb", "Yjp", "a\nb\n|a"),
        ("|a\nb", "2yyGp", "a\nb\n|a\nb"),
        ("|a", "yy3p", "a\n|a\na\na"),
        ("|foo bar", "ywP", "foo| foo bar"),
        ("|foo bar", "ywwP", "foo foo| bar"),
        ("|foo bar", "yw$p", "foo barfoo| "),
        ("foo ba|r", "yb", "foo |bar"),
        ("a\n|b", "yk", "|a\nb"),
        ("|ab", "xp", "b|a"),
        ("|ab", "x3p", "baa|a"),
        ("a\n|b\nc", "ddp", "a\nc\n|b"),
        ("  |a\nb", "yyp", "  a\n  |a\nb"),
        ("|a", "p", "|a"),
        ("|", "p", "|"),
        ("|ab\ncd", "vjyP", "|ab\ncab\ncd"),
        ("|foo bar", "dwwP", "bafoo| r"),
    ]);
}

#[test]
fn text_objects() {
    check(&[
        ("foo b|ar baz", "diw", "foo | baz"),
        ("foo b|ar baz", "daw", "foo |baz"),
        ("foo b|ar", "daw", "fo|o"),
        ("foo|  bar", "diw", "foo|bar"),
        ("foo b|a.r baz", "daW", "foo |baz"),
        ("foo b|ar baz x", "d2aw", "foo |x"),
        ("foo b|ar baz", "ciwx<esc>", "foo |x baz"),
        ("a \"b |c\" d", "di\"", "a \"|\" d"),
        ("a \"b |c\" d", "da\"", "a |d"),
        ("|a \"b\" d", "ci\"x<esc>", "a \"|x\" d"),
        ("a \"b\" |d", "di\"", "a \"b\" |d"),
        ("a '|b'", "di'", "a '|'"),
        ("f(|a, b)", "di(", "f(|)"),
        ("f(|a, b)", "da(", "|f"),
        ("f(a, (|b))", "d2i(", "f(|)"),
        ("f|(a)", "di)", "f(|)"),
        ("f(|a)", "dib", "f(|)"),
        ("a[|1]", "di[", "a[|]"),
        ("{ |a }", "di{", "{|}"),
        ("{ |a }", "diB", "{|}"),
        ("f {\n  |a\n}", "di{", "f {\n|}"),
        ("f {\n  |a\n}", "da{", "f| "),
        ("|no", "di(", "|no"),
        ("<|a>", "di<", "<|>"),
        ("a\n\nb\n|c\n\nd", "dip", "a\n\n|\nd"),
        ("a\n\nb\n|c\n\nd", "dap", "a\n\n|d"),
        ("a\n\n|b", "dap", "|a"),
        ("f(|)", "ci(x<esc>", "f(|x)"),
        ("foo b|ar", "yiwP", "foo ba|rbar"),
    ]);
}

#[test]
fn visual_mode() {
    check(&[
        ("|abcd", "vld", "|cd"),
        ("ab|cd", "vhd", "a|d"),
        ("|abcd", "vlcx<esc>", "|xcd"),
        ("|abcd", "vly$p", "abcda|b"),
        ("a|b\ncd", "vjd", "|a"),
        ("|a\nb\nc", "Vjd", "|c"),
        ("a|b\nc", "Vd", "|c"),
        ("a|b\nc", "Vcx<esc>", "|x\nc"),
        ("|a\nb", "Vyjp", "a\nb\n|a"),
        ("|abc", "v<esc>x", "|bc"),
        ("|abc", "vvx", "|bc"),
        ("a|b\nc", "vVd", "|c"),
        ("|abcd", "vlod", "|cd"),
        ("ab|cd", "vlohd", "|a"),
        ("foo b|ar baz", "viwd", "foo | baz"),
        ("a\n\nb|b\nc\n\nd", "vipd", "a\n\n|\nd"),
        ("|abc", "vl~", "|ABc"),
        ("|ABC", "vlu", "|abC"),
        ("|abc", "vlU", "|ABc"),
        ("|abc", "vlrx", "|xxc"),
        ("|a\nb\nc", "VjJ", "a| b\nc"),
        ("|ab cd", "yiwwviwp", "ab |ab"),
        ("|abcd", "v$d", "|"),
        ("|a,b", "vf,d", "|b"),
        ("f(|a)", "v%d", "f|)"),
    ]);
}

#[test]
fn doing_it_again_and_taking_it_back() {
    check(&[
        ("|abc", "x.", "|c"),
        ("|a b c d", "dw..", "|d"),
        ("|a b c d", "dw2.", "|d"),
        ("|a b", "cwx<esc>w.", "x |x"),
        ("|a\nb", "Ax<esc>j.", "ax\nb|x"),
        ("|a\nb\nc", "dd.", "|c"),
        ("|a", "ox<esc>.", "a\nx\n|x"),
        ("|abcdef", "vld.", "|ef"),
        ("|a\nb\nc\nd", "Vjd.", "|"),
        ("|abc", "rxl.", "x|xc"),
        ("|ab", "xp.", "ba|a"),
        ("foo b|ar baz", "ciwx<esc>w.", "foo x |x"),
        ("|abc", "xu", "|abc"),
        ("|abc", "xxuu", "|abc"),
        ("|abc", "xx2u", "|abc"),
        ("|abc", "xxu<c-r>", "|c"),
        ("|a b", "cwxyz<esc>u", "|a b"),
        ("|a\nb\nc", "ddjddu", "b\n|c"),
        ("|a", "ix<esc>iy<esc>u", "|xa"),
        ("|abc", "u", "|abc"),
        ("|abc", "x<c-r>", "|bc"),
        ("a|b\nc", "dduu", "a|b\nc"),
    ]);
}

#[test]
fn graphemes_are_one() {
    check(&[
        ("|日本語", "l", "日|本語"),
        ("|日本語", "x", "|本語"),
        ("|e\u{301}a", "l", "e\u{301}|a"),
        ("|e\u{301}a", "x", "|a"),
        ("e\u{301}|a", "h", "|e\u{301}a"),
        ("|👩\u{200d}👧b", "x", "|b"),
        ("|🇳🇴🇸🇪", "l", "🇳🇴|🇸🇪"),
        ("|e\u{301}a", "rx", "|xa"),
        ("|日x\nabc", "lj", "日x\nab|c"),
    ]);
}

#[test]
fn a_text_of_one_line_stays_one() {
    for (before, keys, after) in [
        ("|a", "ox<esc>", "a|x"),
        ("|a", "Ox<esc>", "|xa"),
        ("|a b", "yyp", "aa |b b"),
        ("|a", "J", "|a"),
        ("|a", "2ox<esc>", "ax|x"),
        ("|a", "2Ox<esc>", "x|xa"),
        ("|a b", "yyvp", "a |b b"),
    ] {
        let (mut vim, mut pad) = (normal(), pad(before));
        for key in presses(keys) {
            press(&mut vim, &mut pad, Lines::One, key);
        }
        assert_eq!(pad.text().lines().count(), 1, "{keys}");
        assert_eq!(
            marked(&pad).replace(['|', ' '], ""),
            after.replace(['|', ' '], ""),
            "{keys}"
        );
    }
}

#[test]
fn keys_that_ask_for_more_than_the_text_has() {
    for (keys, wish) in [
        ("<cr>", Some(Wish::Enter)),
        (":", Some(Wish::Palette)),
        ("i<cr>", None),
        ("d<cr>", None),
    ] {
        let (mut vim, mut pad) = (normal(), pad("|abc"));
        let asked = presses(keys).into_iter();
        let asked = asked.filter_map(|key| press(&mut vim, &mut pad, Lines::Many, key));
        assert_eq!(asked.last(), wish, "{keys}");
    }
}

#[test]
fn escape_is_left_to_others_only_where_nothing_is_going_on() {
    let (mut vim, mut pad) = (Vim::default(), pad("ab|c"));
    let lines = Lines::Many;
    let esc = |vim: &mut Vim, pad: &mut Pad| vim.press(pad, lines, Press::Esc);
    assert_eq!(esc(&mut vim, &mut pad), Taken::Changed);
    assert_eq!(vim.told(), "NORMAL");
    press(&mut vim, &mut pad, lines, Press::Char('2'));
    press(&mut vim, &mut pad, lines, Press::Char('d'));
    assert_eq!(vim.told(), "NORMAL 2d");
    assert_eq!(esc(&mut vim, &mut pad), Taken::Moved);
    press(&mut vim, &mut pad, lines, Press::Char('V'));
    assert_eq!(vim.told(), "VISUAL LINE");
    assert_eq!(esc(&mut vim, &mut pad), Taken::Moved);
    assert_eq!(esc(&mut vim, &mut pad), Taken::Not);
    assert_eq!(pad.text(), "abc");
}

#[test]
fn a_selection_tells_what_is_selected() {
    let (mut vim, mut pad) = (normal(), pad("a|é\ncd"));
    assert_eq!(vim.selected(&pad), None);
    play(&mut vim, &mut pad, "vj");
    assert_eq!(vim.selected(&pad), Some((0, 1)..(1, 2)));
    play(&mut vim, &mut pad, "V");
    assert_eq!(vim.selected(&pad), Some((0, 0)..(2, 0)));
}

#[test]
fn a_selection_ends_where_the_text_is_changed_otherwise() {
    for what in ["<del>", "<c-k>", "<other>"] {
        let (mut vim, mut pad) = (normal(), pad("a|é"));
        play(&mut vim, &mut pad, "vh");
        play(&mut vim, &mut pad, what);
        assert_eq!(vim.mode(), Mode::Normal, "{what}");
    }
    let (mut vim, mut pad) = (normal(), pad("aé|b"));
    play(&mut vim, &mut pad, "xiy<esc>v");
    edit(&mut vim, &mut pad, Edit::Left);
    vim.settle(&mut pad);
    assert_eq!(vim.selected(&pad), Some((0, 0)..(0, 2)));
}

#[test]
fn the_other_end_of_a_selection_is_always_in_the_text() {
    let (mut vim, mut pad) = (normal(), pad("a|é"));
    play(&mut vim, &mut pad, "vh");
    pad.edit(Edit::DeleteForward);
    for key in presses("o") {
        press(&mut vim, &mut pad, Lines::Many, key);
    }
    assert_eq!(marked(&pad), "|é");
}

#[test]
fn what_others_do_to_the_text_can_be_taken_back_too() {
    let (mut vim, mut pad) = (normal(), pad("see @ro|c"));
    play(&mut vim, &mut pad, "x");
    pad.replace("see [Image #1]");
    play(&mut vim, &mut pad, "x");
    for text in ["see [Image #1]", "see @ro", "see @roc"] {
        play(&mut vim, &mut pad, "u");
        assert_eq!(pad.text(), text);
    }
}

const KEYS: &[&str] = &[
    "h", "j", "k", "l", "w", "b", "e", "W", "B", "E", "0", "^", "$", "g", "G", "f", "F", "t", "T",
    ";", ",", "{", "}", "%", "d", "c", "y", "D", "C", "Y", "x", "X", "s", "S", "r", "~", "J", "p",
    "P", "u", "<c-r>", "o", "O", "a", "A", "i", "I", ".", "v", "V", "U", "1", "2", "9", "\"", "(",
    "[", "日", "e\u{301}", " ", "<esc>", "<esc>", "<cr>", "<bs>", ":", "<del>", "<c-k>", "<other>",
];

const PIECES: &[&str] = &[
    "a",
    "foo",
    " ",
    "  ",
    "\n",
    "\n\n",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "\"",
    ".",
    "日",
    "é",
    "e\u{301}",
    "👩\u{200d}👧",
    "\t",
    "_1",
];

fn texts() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(PIECES), 0..30)
        .prop_map(|pieces| pieces.concat())
}

fn many_keys() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(proptest::sample::select(KEYS), 0..60)
}

proptest! {
    #[test]
    fn whatever_is_pressed_the_cursor_stays_in_the_text(text in texts(), keys in many_keys()) {
        let (mut vim, mut pad) = (normal(), Pad::new(&text));
        vim.settle(&mut pad);
        for key in keys {
            play(&mut vim, &mut pad, key);
            let (row, column) = pad.cursor();
            prop_assert!(row < pad.lines().len());
            let length = pad.lines()[row].chars().count();
            let most = if vim.mode() == Mode::Insert { length } else { length.saturating_sub(1) };
            prop_assert!(column <= most, "{column} in {:?}", pad.lines()[row]);
        }
    }

    #[test]
    fn all_can_be_taken_back_and_done_again(text in texts(), keys in many_keys()) {
        let (mut vim, mut pad) = (normal(), Pad::new(&text));
        vim.settle(&mut pad);
        for key in keys.into_iter().filter(|key| !matches!(*key, "u" | "<c-r>")) {
            play(&mut vim, &mut pad, key);
        }
        play(&mut vim, &mut pad, "<esc><esc>");
        let after = pad.text();
        (0..200).for_each(|_| pad.edit(Edit::Undo));
        prop_assert_eq!(pad.text(), text);
        (0..200).for_each(|_| pad.edit(Edit::Redo));
        prop_assert_eq!(pad.text(), after);
    }
}
