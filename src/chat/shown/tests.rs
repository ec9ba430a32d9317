//! The hostile corpus: each class of the specification, and what holds for every text.

use icu_properties::CodePointSetData;
use icu_properties::props::{DefaultIgnorableCodePoint, Emoji};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::*;

const PLACES: [Place; 3] = [Place::Prose, Place::Code, Place::Label];

/// Badges in brackets that no text here uses, so that a wrong kind is seen.
fn marked(shown: &Shown) -> String {
    let mark = |run: Run<'_>| match run.kind {
        RunKind::Plain => run.text.to_owned(),
        RunKind::Badge => format!("⟦{}⟧", run.text),
    };
    shown.runs().map(mark).collect()
}

#[track_caller]
fn check(place: Place, raw: &str, expected: &str) {
    assert_eq!(
        marked(&Shown::new(raw, place)),
        expected,
        "{place:?} {raw:?}"
    );
    assert_holds(raw, place);
}

#[track_caller]
fn check_all(raw: &str, expected: &str) {
    for place in PLACES {
        check(place, raw, expected);
    }
}

/// Prose first, then code; a label is shown as code.
#[track_caller]
fn check_both(raw: &str, prose: &str, code: &str) {
    check(Place::Prose, raw, prose);
    check(Place::Code, raw, code);
    check(Place::Label, raw, code);
}

/// All that holds for any text.
#[track_caller]
fn assert_holds(raw: &str, place: Place) {
    let shown = Shown::new(raw, place);
    assert_safe(&shown, place);
    assert_limits(&shown);

    let again = Shown::new(shown.as_str(), place);
    assert_eq!(
        again.as_str(),
        shown.as_str(),
        "not stable at {place:?}: {raw:?}"
    );
    assert_eq!(again.hidden(), 0, "{place:?} {raw:?}");

    let same = loose(raw, place) == loose(shown.as_str(), place);
    assert_eq!(
        shown.hidden() == 0,
        same,
        "{place:?} {raw:?}: {:?}",
        shown.as_str()
    );
    assert!(shown.hidden() >= shown.badges.len());
    assert_eq!(is_plain(raw, place), shown.as_str() == raw);

    if place != Place::Label {
        let mut joined = Shown::default();
        raw.split_inclusive('\n')
            .for_each(|line| append(&mut joined, &Shown::new(line, place)));
        assert_eq!(joined, shown, "line by line at {place:?}: {raw:?}");
    }
}

#[track_caller]
fn assert_holds_everywhere(raw: &str) {
    for place in PLACES {
        assert_holds(raw, place);
    }
}

fn append(to: &mut Shown, more: &Shown) {
    let at = to.text.len();
    to.text += &more.text;
    to.badges.extend(
        more.badges
            .iter()
            .map(|badge| badge.start + at..badge.end + at),
    );
    to.hidden += more.hidden;
}

/// What may differ although nothing is hidden: white space, CR LF, emoji and text presentation.
fn loose(text: &str, place: Place) -> String {
    let mut loose = String::new();
    let text = text.replace("\r\n", "\n");
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let keycap = chars.peek() == Some(&'\u{20e3}');
        let emoji =
            CodePointSetData::new::<Emoji>().contains(before) && (!before.is_ascii() || keycap);
        let presentation = emoji && (c == '\u{fe0f}' || (place == Place::Prose && c == '\u{fe0e}'));
        let next_selects = chars
            .peek()
            .is_some_and(|c| Class::of(*c) == Class::Selector);
        let space =
            c == ' ' || c == '\t' || (place == Place::Prose && Class::of(c) == Class::Space);
        if !(space || presentation && !next_selects) {
            loose.push(c);
        }
        before = c;
    }
    loose
}

#[track_caller]
fn assert_safe(shown: &Shown, place: Place) {
    for run in shown.runs() {
        let newlines = place != Place::Label && run.kind == RunKind::Plain;
        let text = without_flags(run.text);
        assert!(!run.text.is_empty());
        for c in text.chars() {
            assert!(
                (c == '\n' && newlines) || !is_forbidden(c),
                "{c:?} in {run:?}"
            );
        }
        for cluster in run.text.graphemes(true) {
            assert!(
                cluster == "\n" || cluster.width() > 0,
                "{cluster:?} in {run:?}"
            );
            assert!(
                cluster == "\n" || cell_is_safe(cluster),
                "{cluster:?} in {run:?}"
            );
        }
        let plain = if run.kind == RunKind::Plain {
            &text
        } else {
            ""
        };
        for joiner in plain.match_indices(['\u{200c}', '\u{200d}', '\u{fe0f}']) {
            let (before, after) = (
                plain[..joiner.0].chars().next_back(),
                &plain[joiner.0 + 3..],
            );
            let alone = before.is_none_or(|c| c.is_ascii() || is_invisible(c) && c != '\u{fe0f}');
            assert!(!alone, "{joiner:?} in {run:?}");
            assert!(
                !after.starts_with(['\u{200b}', ' '])
                    || class::is_virama(before.unwrap())
                    || joiner.1 == "\u{fe0f}"
            );
        }
    }
    let runs: String = shown.runs().map(|run| run.text).collect();
    assert_eq!(runs, shown.to_string());
}

#[track_caller]
fn assert_limits(shown: &Shown) {
    for line in shown.as_str().split('\n') {
        assert!(cluster::columns(line) <= line::MAX_COLUMNS);
        for cluster in line.graphemes(true) {
            assert!(cluster.len() <= 64 + "›".len(), "{cluster:?}");
            assert!(cluster.chars().filter(|c| context::piles_up(*c)).count() <= 8);
        }
    }
}

fn is_invisible(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Invisible by property, or by the lists of the specification; joiners and VS16 are judged by their neighbours.
fn is_forbidden(c: char) -> bool {
    match c {
        '\u{200c}' | '\u{200d}' | '\u{fe0f}' => false,
        '\u{2028}' | '\u{2029}' | '\u{2800}' | '\u{fff9}'..='\u{fffc}' => true,
        _ => c.is_control() || is_invisible(c) || is_noncharacter(c),
    }
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

fn without_flags(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\u{1f3f4}') {
        let after = at + 4;
        out.push_str(&rest[..after]);
        rest = &rest[after + smuggled::flag_len(&rest[after..]).unwrap_or(0)..];
    }
    out + rest
}

#[test]
fn newlines_and_tabs() {
    for place in [Place::Prose, Place::Code] {
        check(place, "a\r\nb\nc\n", "a\nb\nc\n");
        check(place, "\tx\ny\tz\n1234\t5", "    x\ny   z\n1234    5");
        check(place, "漢\tx", "漢  x");
        check(place, "\u{7}\tx", "⟦␇⟧   x");
        assert_eq!(Shown::new("a\r\nb\t", place).hidden(), 0);
    }
    check(Place::Label, "a\r\nb\nc", "a⟦␊⟧b⟦␊⟧c");
    check(Place::Prose, "", "");
    assert!(!is_plain("a\nb", Place::Label));
    assert!(is_plain("a\nb", Place::Code));
}

#[test]
fn every_control_everywhere() {
    for code in (0..0x20)
        .chain(0x7f..0xa0)
        .filter(|code| !matches!(code, 0x9 | 0xa))
    {
        let control = char::from_u32(code).unwrap();
        let name = names::control(control);
        for (before, after) in [("", ""), ("", "é"), ("é", "é"), ("é", "")] {
            let expected = format!("{before}⟦{name}⟧{after}");
            check_all(&format!("{before}{control}{after}"), &expected);
        }
    }
    check_all("a\u{1b}", "a⟦␛⟧");
    check_all("\u{7f}", "⟦␡⟧");
    check_all("\u{9b}", "⟦‹9B CSI›⟧");
    check_all("\u{85}", "⟦‹85 NEL›⟧");
}

#[test]
fn lone_carriage_returns() {
    check_all("50%\r60%", "50%⟦␍⟧60%");
    check_all("\r", "⟦␍⟧");
    check(Place::Code, "a\r\r\nb", "a⟦␍⟧\nb");
}

#[test]
fn every_csi_final() {
    for last in '@'..='~' {
        for introducer in ["\u{1b}[", "\u{9b}"] {
            for params in ["", "2", "1;31", "?25", ">4;2", "0 ", "!", "?1$"] {
                let shown = Shown::code(&format!("a{introducer}{params}{last}b"));
                assert_eq!((shown.hidden(), shown.badges.len()), (1, 1));
                let start = format!("a‹CSI {params}{last}");
                assert!(
                    shown.as_str().starts_with(&start) && shown.as_str().ends_with("›b"),
                    "{shown}"
                );
                assert_holds(&format!("a{introducer}{params}{last}b"), Place::Code);
            }
        }
    }
    check_all("\u{1b}[2J", "⟦‹CSI 2J clear›⟧");
    check_all(
        "\u{9b}31mred\u{1b}[0m",
        "⟦‹CSI 31m colour›⟧red⟦‹CSI 0m colour›⟧",
    );
    check_all("\u{1b}[?1049h", "⟦‹CSI ?1049h mode on›⟧");
    check_all("\u{1b}[>4;2m", "⟦‹CSI >4;2m›⟧");
    check_all("\u{1b}[4 q", "⟦‹CSI 4 q cursor shape›⟧");
    check_all("\u{1b}[!p", "⟦‹CSI !p soft reset›⟧");
}

#[test]
fn csi_cut_short() {
    check_all("\u{1b}[31", "⟦‹CSI 31, unfinished›⟧");
    check_all("\u{1b}[3é", "⟦‹CSI 3, unfinished›⟧é");
    check_all("\u{1b}[3\u{7}1m", "⟦‹CSI 3, unfinished›⟧⟦␇⟧1m");
    check_all("\u{9b}31", "⟦‹9B CSI›⟧31");
    let long = format!("\u{1b}[{}m", "1;".repeat(4000));
    check_all(&long[..60], "⟦‹CSI 1;1;1;1;1;1;1;1;1;1;1;1;…, unfinished›⟧");
    assert!(Shown::code(&long).as_str().ends_with(";1;m"));
}

#[test]
fn every_osc_and_terminator() {
    let numbers = (0..=133).chain([633, 777, 1337, 5522, 99999]);
    for number in numbers {
        for introducer in ["\u{1b}]", "\u{9d}"] {
            for end in ["\u{7}", "\u{1b}\\", "\u{9c}"] {
                let raw = format!("a{introducer}{number};payload é{end}b");
                let shown = Shown::prose(&raw);
                assert_eq!((shown.hidden(), shown.badges.len()), (1, 1), "{shown}");
                assert!(shown.as_str().starts_with(&format!("a‹OSC {number}")));
                assert!(shown.as_str().ends_with(", 10 B›b"), "{shown}");
                assert_holds(&raw, Place::Code);
            }
        }
        let open = Shown::code(&format!("a\u{1b}]{number};payload\nb"));
        assert!(open.as_str().ends_with(", 7 B, unterminated›\nb"), "{open}");
    }
    check_all("\u{1b}]52;c;aGVsbG8=\u{7}", "⟦‹OSC 52 clipboard, 10 B›⟧");
    check_all("\u{1b}]0;title\u{1b}\\x", "⟦‹OSC 0 title, 5 B›⟧x");
    check_all(
        "\u{1b}]8;;http://a\u{9c}x\u{1b}]8;;\u{7}",
        "⟦‹OSC 8 link, 9 B›⟧x⟦‹OSC 8 link, 1 B›⟧",
    );
    check_all("\u{1b}]9;4;1;50\u{7}", "⟦‹OSC 9 progress, 6 B›⟧");
    check_all("\u{1b}]P0000000\u{7}", "⟦‹OSC 8 B›⟧");
    check_all("\u{1b}]", "⟦‹OSC 0 B, unterminated›⟧");
}

#[test]
fn other_string_sequences() {
    for (escape, c1, name) in [
        ("\u{1b}P", '\u{90}', "DCS"),
        ("\u{1b}_", '\u{9f}', "APC"),
        ("\u{1b}^", '\u{9e}', "PM"),
        ("\u{1b}X", '\u{98}', "SOS"),
    ] {
        for end in ["\u{7}", "\u{1b}\\", "\u{9c}"] {
            check_all(&format!("a{escape}xyz{end}b"), &format!("a⟦‹{name} 3 B›⟧b"));
            check_all(&format!("a{c1}xyz{end}b"), &format!("a⟦‹{name} 3 B›⟧b"));
        }
        check_all(
            &format!("a{escape}xyz"),
            &format!("a⟦‹{name} 3 B, unterminated›⟧"),
        );
        check_all(
            &format!("a{c1}xyz"),
            &format!("a⟦{}⟧xyz", names::control(c1)),
        );
    }
    check_all("\u{1b}_Ga=T;AAAA\u{1b}\\", "⟦‹APC kitty graphics, 9 B›⟧");
    check_all("\u{1b}P0;1q\"1\u{1b}\\", "⟦‹DCS sixel image, 6 B›⟧");
    check_all("\u{1b}Ptmux;x\u{1b}\\", "⟦‹DCS tmux passthrough, 6 B›⟧");
}

#[test]
fn short_sequences() {
    check_all("\u{1b}c", "⟦‹ESC c reset›⟧");
    check_all("\u{1b}(0", "⟦‹ESC (0 character set›⟧");
    check_all("\u{1b}(é", "⟦␛⟧(é");
    check_all("\u{1b}q", "⟦␛⟧q");
    check_all("\u{1b}\u{1b}[m", "⟦␛⟧⟦‹CSI m colour›⟧");
}

#[test]
fn a_string_ends_at_a_newline_and_at_its_longest() {
    check(
        Place::Prose,
        "\u{1b}]0;a\nb\u{7}",
        "⟦‹OSC 0 title, 1 B, unterminated›⟧\nb⟦␇⟧",
    );
    check(
        Place::Label,
        "\u{1b}]0;a\nb\u{7}",
        "⟦‹OSC 0 title, 1 B, unterminated›⟧⟦␊⟧b⟦␇⟧",
    );
    let raw = format!("\u{1b}]{}\u{7}", "é".repeat(4100));
    check_all(&raw, "⟦‹OSC 8192 B, unterminated›⟧éééé⟦␇⟧");
    for end in ["\u{1b}[m", "\u{18}", "\u{1a}", "\u{9b}m", "\u{85}"] {
        let shown = Shown::code(&format!("\u{1b}]0;abc{end}"));
        assert_eq!(shown.hidden(), 2);
        assert!(
            shown
                .as_str()
                .starts_with("‹OSC 0 title, 3 B, unterminated›")
        );
    }
}

#[test]
fn mojibake_stays_readable() {
    // A closing quotation mark in UTF-8, read as Latin-1.
    check_all("â\u{80}\u{9d} and so on", "â⟦‹80 PAD›⟧⟦‹9D OSC›⟧ and so on");
}

#[test]
fn nothing_splices() {
    check_all("\u{1b}\u{1b}[31m[32m", "⟦␛⟧⟦‹CSI 31m colour›⟧[32m");
    check(Place::Prose, "\u{1b}\u{200e}[31m", "⟦␛⟧[31m");
    check_all(
        "\u{1b}]0;\u{1b}]0;x\u{7}\u{7}",
        "⟦‹OSC 0 title, 0 B, unterminated›⟧⟦‹OSC 0 title, 1 B›⟧⟦␇⟧",
    );
    assert_eq!(copyable("\u{1b}\u{1b}[31m[32m\u{9b}\u{9b}1m2m"), "[32m2m");
    assert_eq!(copyable("\r\u{1b}[m\n"), "\n");
    // A bidi mark that is left out does not bring a selector to its emoji, nor a mark over the limit to its base.
    let pile = format!("e{}\u{200e}{}", "\u{301}".repeat(8), "\u{301}".repeat(3));
    check(
        Place::Prose,
        &pile,
        &format!("e{}⟦‹+3 marks›⟧", "\u{301}".repeat(8)),
    );
    check(Place::Prose, "漢\u{e0100}\u{200e}\u{e0101}", "漢");
}

#[test]
fn separators() {
    check_both(
        "a\u{2028}b\u{2029}\tc",
        "a⟦‹LS›⟧\nb⟦‹PS›⟧\n    c",
        "a⟦‹LS›⟧b⟦‹PS›⟧  c",
    );
}

#[test]
fn bidi_controls() {
    let names = ["LRE", "RLE", "PDF", "LRO", "RLO"]
        .into_iter()
        .zip('\u{202a}'..);
    let isolates = ["LRI", "RLI", "FSI", "PDI"].into_iter().zip('\u{2066}'..);
    for (name, c) in names.chain(isolates) {
        check_all(&format!("a{c}b"), &format!("a⟦‹{name}›⟧b"));
    }
    for (name, c) in [("ALM", '\u{61c}'), ("LRM", '\u{200e}'), ("RLM", '\u{200f}')] {
        check_both(&format!("a{c}b"), "ab", &format!("a⟦‹{name}›⟧b"));
        assert_eq!(Shown::prose(&format!("a{c}b")).hidden(), 1);
    }
}

#[test]
fn joiners_at_home_are_kept() {
    for text in [
        "👨\u{200d}👩\u{200d}👧\u{200d}👦",
        "👩🏽\u{200d}🚀",
        "❤\u{fe0f}\u{200d}🔥",
        "🏴\u{200d}☠\u{fe0f}",
        "👩🏻\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👨🏿",
        "می\u{200c}خواهم",
        "کَ\u{200c}ها",
        "क\u{94d}\u{200d}ष",
        "ന\u{d4d}\u{200d} ",
        "র\u{200d}\u{9cd}য",
    ] {
        check_all(text, text);
        assert!(is_plain(text, Place::Code));
    }
}

#[test]
fn joiners_elsewhere_are_named() {
    check_all("a\u{200d}b\u{200c}", "a⟦‹ZWJ›⟧b⟦‹ZWNJ›⟧");
    check_all("👩\u{200d}", "👩⟦‹ZWJ›⟧");
    check_all("👩\u{200c}👩", "👩⟦‹ZWNJ›⟧👩");
    check_all("می\u{200c}\u{200c}خ", "می⟦‹ZWNJ›⟧⟦‹ZWNJ›⟧خ");
    check_all("م\u{200c}a", "م⟦‹ZWNJ›⟧a");
    check_all("👩\u{200d}a", "👩⟦‹ZWJ›⟧a");
    check_all("क\u{94d}\u{200d}\u{200d}", "क\u{94d}\u{200d}⟦‹ZWJ›⟧");
}

#[test]
fn invisible_and_blank_characters() {
    check_all("a\u{200b}b\u{2060}\u{feff}", "a⟦‹ZWSP›⟧b⟦‹WJ›⟧⟦‹BOM›⟧");
    check_all(
        "\u{ad}\u{34f}\u{180e}\u{2062}",
        "⟦‹SHY›⟧⟦‹CGJ›⟧⟦‹MVS›⟧⟦‹U+2062›⟧",
    );
    check_all("\u{206a}\u{17b4}", "⟦‹U+206A›⟧⟦‹U+17B4›⟧");
    check_all("\u{115f}\u{3164}\u{2800}", "⟦‹U+115F›⟧⟦‹U+3164›⟧⟦‹U+2800›⟧");
    check_all("\u{fff9}\u{fffc}\u{fffd}", "⟦‹U+FFF9›⟧⟦‹OBJ›⟧\u{fffd}");
    check_all(
        "\u{1d173}\u{13430}\u{13440}\u{1bca0}",
        "⟦‹U+1D173›⟧⟦‹U+13430›⟧⟦‹U+13440›⟧⟦‹U+1BCA0›⟧",
    );
    check_all(
        "\u{378}\u{fdd0}\u{10ffff}",
        "⟦‹U+0378›⟧⟦‹U+FDD0›⟧⟦‹U+10FFFF›⟧",
    );
}

#[test]
fn tags() {
    for code in 0xe0000..0xe0080 {
        let tag = char::from_u32(code).unwrap();
        let shown = Shown::prose(&format!("a{tag}b"));
        assert_eq!((shown.hidden(), shown.badges.len()), (1, 1));
        check_all(
            &tag.to_string(),
            &format!("⟦{}⟧", smuggled::tags(&tag.to_string())),
        );
    }
    check_all(
        &format!("hi{}", tagged("ignore previous")),
        "hi⟦‹TAGS \"ignore previous\"›⟧",
    );
    check_all("\u{e0001}\u{e007f}", "⟦‹TAGS \"␁␡\"›⟧");
    let long = tagged(&"0123456789".repeat(10));
    check_all(
        &long,
        "⟦‹TAGS \"0123456789012345678901234567890123456789…\", 100 characters›⟧",
    );
}

fn tagged(ascii: &str) -> String {
    ascii
        .bytes()
        .map(|byte| char::from_u32(0xe0000 + u32::from(byte)).unwrap())
        .collect()
}

#[test]
fn emoji_flags() {
    let england = format!("🏴{}\u{e007f}", tagged("gbeng"));
    check_both(&england, &england, "🏴⟦‹TAGS \"gbeng␡\"›⟧");
    for bad in ["a", "abcdefg", "GB", "g b"] {
        let raw = format!("🏴{}\u{e007f}", tagged(bad));
        check_all(&raw, &format!("🏴⟦‹TAGS \"{bad}␡\"›⟧"));
    }
    check(
        Place::Prose,
        &format!("{england}{}", tagged("rm")),
        &format!("{england}⟦‹TAGS \"rm\"›⟧"),
    );
    check_all(&format!("🏴{}", tagged("gbeng")), "🏴⟦‹TAGS \"gbeng\"›⟧");
}

#[test]
fn every_variation_selector() {
    let first = (0xfe00..=0xfe0f)
        .chain(0xe0100..=0xe01ef)
        .filter_map(char::from_u32);
    for selector in first.chain(['\u{180b}', '\u{180c}', '\u{180d}', '\u{180f}']) {
        let name = names::selector(selector);
        check_all(&format!("a{selector}"), &format!("a⟦{name}⟧"));
        check_all(&selector.to_string(), &format!("⟦{name}⟧"));
        check_both(&format!("漢{selector}"), "漢", &format!("漢⟦{name}⟧"));
        assert_eq!(Shown::prose(&format!("漢{selector}字")).hidden(), 1);
        let run = Shown::prose(&format!("😀{selector}{selector}"));
        assert_eq!((run.hidden(), run.badges.len()), (1, 1));
        assert_holds_everywhere(&format!("😀{selector}{selector}b"));
    }
    check_both("ᠠ\u{180b}", "ᠠ", "ᠠ⟦‹FVS1›⟧");
}

#[test]
fn presentation_selectors() {
    check_all("❤\u{fe0f}!", "❤!");
    check_both("❤\u{fe0e}!", "❤!", "❤⟦‹VS15›⟧!");
    check_all("1\u{fe0f}\u{20e3}", "1\u{20e3}");
    check_all("1\u{fe0f}", "1⟦‹VS16›⟧");
    check_all("क\u{94d}\u{200d}㊗\u{fe0f}", "क\u{94d}\u{200d}㊗");
    check_all(" \u{fe0f}", " ⟦‹VS16›⟧");
    assert_eq!(Shown::prose("❤\u{fe0f}").hidden(), 0);
}

#[test]
fn bytes_in_variation_selectors() {
    let smuggled = |bytes: &[u8]| -> String {
        let select = |byte: &u8| match *byte {
            0..16 => char::from_u32(0xfe00 + u32::from(*byte)),
            _ => char::from_u32(0xe0100 + u32::from(*byte) - 16),
        };
        bytes.iter().filter_map(select).collect()
    };
    check_all(&format!("x{}", smuggled(b"eval(1)")), "x⟦‹VS \"eval(1)\"›⟧");
    check_all(&smuggled(&[0, 15, 16, 255]), "⟦‹VS 00 0F 10 FF›⟧");
    check_all(
        &smuggled(&[7; 30]),
        &format!("⟦‹VS{}…, 30 B›⟧", " 07".repeat(20)),
    );
    check_all("\u{180b}\u{fe00}", "⟦‹2 variation selectors›⟧");
}

#[test]
fn unusual_spaces() {
    check_both("a\u{2003}b\u{1680}c\u{205f}", "a b c ", "a⟦·⟧b⟦·⟧c⟦·⟧");
    check_both("a\u{a0}b\u{3000}", "a\u{a0}b\u{3000}", "a⟦·⟧b⟦·⟧");
    assert_eq!(Shown::prose("a\u{2003}\u{3000}").hidden(), 0);
    assert_eq!(Shown::prose("\u{3000}").width(), 2);
}

#[test]
fn private_use() {
    check_both("\u{e0a0}", "\u{e0a0}", "⟦‹U+E0A0›⟧");
    check_both("\u{10fffd}", "\u{10fffd}", "⟦‹U+10FFFD›⟧");
}

#[test]
fn pile_ups() {
    let marks = "\u{301}".repeat(8);
    check_all(&format!("e{marks}"), &format!("e{marks}"));
    check_all(
        &format!("e{marks}\u{302}f"),
        &format!("e{marks}⟦‹+1 marks›⟧f"),
    );
    check_all(
        &format!("e{}f", "\u{301}".repeat(5000)),
        &format!("e{marks}⟦‹+4992 marks›⟧f"),
    );
    check_all("\u{301}a", "⟦‹U+0301›⟧a");
    check_all("\u{7}\u{301}a", "⟦␇⟧⟦‹U+0301›⟧a");
    check_all(&"🏻".repeat(9), &format!("{}⟦‹+1 marks›⟧", "🏻".repeat(8)));
    // An Indic conjunct goes on behind the marks that were cut.
    check_all(
        &format!("क{}\u{94d}ष", "\u{93c}".repeat(9)),
        &format!("क{}⟦‹+2 marks›⟧ष", "\u{93c}".repeat(8)),
    );
}

#[test]
fn giant_clusters() {
    let family = ["👨"; 40].join("\u{200d}");
    let kept = ["👨"; 9].join("\u{200d}");
    check_all(&family, &format!("{kept}⟦‹+217 bytes›⟧"));
    let hearts = "❤\u{fe0f}\u{200d}".repeat(40) + "🔥";
    assert_holds_everywhere(&hearts);
    check_all(
        &"\u{1100}".repeat(30),
        &format!("{}⟦‹+27 bytes›⟧", "\u{1100}".repeat(21)),
    );
    check_all("\u{1161}", "⟦‹U+1161›⟧");
    check_all("\u{600}1", "\u{600}1");
    check_all("\u{600}\u{600}1\u{600}", "⟦‹U+0600›⟧\u{600}1⟦‹U+0600›⟧");
}

#[test]
fn giant_lines() {
    let full = "x".repeat(20_000);
    check_all(&full, &full);
    let note = "‹cut: line of 20001 characters›";
    let cut = format!("{}⟦{note}⟧", "x".repeat(20_000 - note.chars().count()));
    check_all(&format!("{full}y"), &cut);
    check(
        Place::Code,
        &format!("a\n{full}y\nb"),
        &format!("a\n{cut}\nb"),
    );
    for piece in [
        "漢",
        "\u{7}",
        "\t",
        "e\u{301}",
        "م\u{200c}",
        "\u{2028}x",
        "\u{200e}",
    ] {
        let raw = piece.repeat(66_000 / piece.chars().count());
        assert_holds(&raw, Place::Prose);
        assert!(
            Shown::prose(&raw).as_str().contains("‹cut: line of "),
            "{piece:?}"
        );
    }
}

#[test]
fn invalid_bytes() {
    let shown = Shown::code_bytes(b"a\xff\xfe\x1b[2J\xe2\x80\r\n\xc0\tz\x9b1m");
    assert_eq!(
        marked(&shown),
        "a⟦‹FF›⟧⟦‹FE›⟧⟦‹CSI 2J clear›⟧⟦‹E2›⟧⟦‹80›⟧\n⟦‹C0›⟧    z⟦‹9B›⟧1m"
    );
    assert_eq!(Shown::code_bytes(b"ok\t"), Shown::code("ok\t"));
    let giant = Shown::code_bytes(&vec![0xff; 100_000]);
    assert!(giant.as_str().ends_with("‹cut: line of 100000 characters›"));
    assert_safe(&giant, Place::Code);
}

#[test]
fn frames_in_text_are_allowed() {
    check_all("┌─┐ █▓▒░", "┌─┐ █▓▒░");
}

#[test]
fn ordinary_text_is_plain() {
    for text in [
        "plain",
        "naïve café",
        "“quotes” — and dashes…",
        "日本語テキスト",
        "한국어",
        "العربية بِسْمِ",
        "עברית שָׁלוֹם",
        "हिन्दी में",
        "ไทยน้ำ",
        "😀👍🏽🇩🇪",
        "e\u{301}",
        "←→",
        "x² ≤ ∑",
        "ខ្មែរ",
        "தமிழ்",
    ] {
        for place in PLACES {
            assert!(is_plain(text, place), "{text}");
            assert_holds(text, place);
        }
    }
}

#[test]
fn every_character_alone() {
    // Beyond, there are ideographs and what is not assigned.
    for c in ('\0'..='\u{1ffff}')
        .chain('\u{e0000}'..='\u{e0fff}')
        .chain('\u{10fff0}'..=char::MAX)
    {
        let raw = format!("a{c}b");
        for place in [Place::Prose, Place::Code] {
            let shown = Shown::new(&raw, place);
            assert_safe(&shown, place);
            let changed =
                shown.as_str() != raw && !matches!(Class::of(c), Class::Tab | Class::Space);
            assert!(!changed || shown.hidden() > 0, "{c:?} at {place:?}");
            assert!(
                !is_forbidden(c) || changed || c == '\n' || c == '\t',
                "{c:?}"
            );
        }
    }
}

#[test]
fn copies_carry_no_controls() {
    assert_eq!(copyable("a\tb\r\nc\n"), "a\tb\r\nc\n");
    assert_eq!(copyable("a\u{1b}]52;c;x\u{7}b\rc\u{7f}\u{85}d"), "abcd");
    assert_eq!(copyable("keeps\u{200b}\u{202e}"), "keeps\u{200b}\u{202e}");
}

#[test]
fn cells() {
    for safe in [
        "",
        " ",
        "a",
        "│",
        "漢",
        "❤",
        "e\u{301}",
        "\u{e0a0}",
        "م\u{200c}",
        "👩\u{200d}🚀",
        "\u{a0}",
        "\u{2003}",
        "🇩🇪",
    ] {
        assert!(cell_is_safe(safe), "{safe:?}");
    }
    for unsafe_symbol in [
        "\n",
        "\t",
        "\u{1b}]0;x\u{7}",
        "\u{202e}",
        "a\u{200b}",
        "\u{e0041}",
        "❤\u{fe0f}",
        "a\u{200d}",
        "\u{9b}",
    ] {
        assert!(!cell_is_safe(unsafe_symbol), "{unsafe_symbol:?}");
    }
}

#[test]
fn runs_and_width() {
    let shown = Shown::code("a\u{7}\u{7}b\n");
    let kinds: Vec<_> = shown.runs().map(|run| (run.text, run.kind)).collect();
    let expected = [
        ("a", RunKind::Plain),
        ("␇", RunKind::Badge),
        ("␇", RunKind::Badge),
        ("b\n", RunKind::Plain),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(shown.width(), 4);
    assert_eq!(Shown::prose("漢字\nab").width(), 6);
    assert_eq!(Shown::default().runs().count(), 0);
}

/// Pieces that act on each other.
fn hostile() -> impl Strategy<Value = String> {
    let named = || proptest::sample::select(HOSTILE.chars().collect::<Vec<_>>());
    let any_of = |codes: std::ops::Range<u32>| codes.prop_filter_map("a surrogate", char::from_u32);
    let character = prop_oneof![
        4 => any::<char>(),
        8 => named(),
        1 => any_of(0..0xa0),
        1 => any_of(0x300..0x36f),
        1 => any_of(0xe0000..0xe01f0),
    ];
    let opening = [
        "\r\n",
        "\u{1b}[",
        "\u{1b}]52;",
        "\u{9d}0;",
        "क\u{94d}\u{200d}",
    ];
    let piece = prop_oneof![
        9 => character.prop_map(String::from),
        1 => proptest::sample::select(opening.to_vec()).prop_map(String::from),
        1 => (named(), 1usize..40).prop_map(|(c, times)| c.to_string().repeat(times)),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Controls, escape sequences, joiners, selectors, marks, prefixes, jamo, tags, emoji, and what they stand beside.
const HOSTILE: &str = "a1m;\\ \n\r\t\u{1b}\u{7}\u{9b}\u{9c}\u{200b}\u{200c}\u{200d}\u{200e}\u{202e}\u{2028}\u{feff}\
    \u{fe0f}\u{fe0e}\u{fe00}\u{e0100}\u{180b}\u{20e3}\u{301}\u{64b}\u{93c}\u{94d}\u{903}\u{17d2}\u{2d7f}\u{102b}\u{c32}\
    \u{ff9e}\u{e33}\u{600}\u{d4e}\u{110bd}\u{1100}\u{1161}\u{11a8}\u{e0067}\u{e0062}\u{e007f}\u{1f1e9}\u{1f1ea}\
    \u{a0}\u{2003}\u{3000}\u{e000}\u{378}\u{a8fa}املकषরᠠ漢가ក㊗❤☠👩🏻🏴🔥‹›␛";

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(1000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_safe_stable_and_shown_by_lines(raw in hostile()) {
        assert_holds_everywhere(&raw);
    }

    #[test]
    fn any_bytes_are_shown(raw in proptest::collection::vec(any::<u8>(), 0..200)) {
        let shown = Shown::code_bytes(&raw);
        assert_safe(&shown, Place::Code);
        assert_limits(&shown);
    }

    #[test]
    fn ascii_is_unchanged(raw in "[ -~\n]{0,200}") {
        for place in [Place::Prose, Place::Code] {
            let shown = Shown::new(&raw, place);
            prop_assert_eq!(shown.as_str(), &raw);
            prop_assert_eq!(shown.hidden(), 0);
            prop_assert!(is_plain(&raw, place));
        }
        prop_assert_eq!(copyable(&raw), raw);
    }

    #[test]
    fn copies_are_free_of_controls_and_stable(raw in hostile()) {
        let copy = copyable(&raw);
        let rest = copy.replace("\r\n", "").replace(['\n', '\t'], "");
        prop_assert!(!rest.contains(char::is_control));
        prop_assert_eq!(copyable(&copy), copy);
    }
}
