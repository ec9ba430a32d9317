//! What has little room: it is left out whole, or ends with a sign that there is more.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::bar::Glyphs;
use crate::app::calls::Stage;
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::keymap::Keymap;
use crate::app::layout::Size;
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::app::themes::Themes;
use crate::app::transcript::line::columns;
use crate::chat::search::hit::Page;
use crate::chat::tool::invocation::{Invocation, Run, ServerReach};
use crate::chat::tool::verdict::{Fault, Verdict};

use super::canvas::{Canvas, whole_parts};
use super::tests::{drawn, text, two_models, wardrobe};
use super::theme::Tone;

/// The lines of the screen in so many columns that have these words.
fn lines(play: &Play, width: u16, words: &str) -> Vec<String> {
    let shown = text(&drawn(play, Size { width, height: 24 }));
    let lines = shown.lines().filter(|line| line.contains(words));
    lines.map(str::to_owned).collect()
}

#[test]
fn parts_are_left_out_whole() {
    let all = "▲ won this turn · 1 of 2 · more";
    for (room, left) in [
        (31, all),
        (30, "▲ won this turn · 1 of 2"),
        (23, "▲ won this turn"),
        (14, ""),
    ] {
        assert_eq!(whole_parts(all, room), left, "{room}");
    }
}

/// A canvas of one line.
fn line(width: u16, glyphs: Glyphs, draws: impl Fn(&mut Canvas<'_>, Rect)) -> String {
    let area = Rect::new(0, 0, width, 1);
    let mut buf = Buffer::empty(area);
    let (wardrobe, keymap) = (wardrobe(), Keymap::defaults());
    let theme = wardrobe.worn(&Themes::default());
    let mut canvas = Canvas::new(&mut buf, theme, glyphs, &keymap);
    draws(&mut canvas, area);
    canvas.make_safe();
    let cells = buf.content.iter();
    cells.map(ratatui::buffer::Cell::symbol).collect()
}

#[test]
fn what_has_no_room_ends_with_a_sign() {
    let words = |text: &'static str, glyphs| {
        line(8, glyphs, move |canvas, area| {
            canvas.words(area, text, Tone::Text);
        })
    };
    let blocks = |text| words(text, Glyphs::Blocks);
    assert_eq!(blocks("granites"), "granites");
    assert_eq!(blocks("granites  "), "granites");
    assert_eq!(blocks("granites !"), "granite…");
    assert_eq!(blocks("岩岩岩岩"), "岩 岩 岩 岩 ");
    assert_eq!(blocks("岩岩岩岩岩"), "岩 岩 岩 … ");
    assert_eq!(words("granites !", Glyphs::Ascii), "grani...");
    let label = |text: &'static str, glyphs| {
        line(8, glyphs, move |canvas, area| {
            canvas.label(area, text, Tone::Text);
        })
    };
    assert_eq!(label("granites !", Glyphs::Blocks), "granite…");
    assert_eq!(label("granites !", Glyphs::Ascii), "grani...");
    assert_eq!(label("岩岩岩岩岩", Glyphs::Blocks), "岩 岩 岩 … ");
    // Where a run ends at the edge, and another one follows it.
    let badges = label("rivers\u{7}\u{7}\u{7}", Glyphs::Blocks);
    assert!(badges.ends_with('…'), "{badges}");
}

#[test]
fn a_frame_takes_the_wide_sign_away_that_it_cuts_in_two() {
    let edge = line(8, Glyphs::Blocks, |canvas, area| {
        canvas.words(area, "岩岩岩岩", Tone::Text);
        let at = Rect {
            x: 3,
            width: 1,
            ..area
        };
        canvas.words(at, "│", Tone::Text);
    });
    assert_eq!(edge, "岩  │岩 岩 ");
    let blank = line(8, Glyphs::Blocks, |canvas, area| {
        canvas.words(area, "岩岩岩岩", Tone::Text);
        let at = Rect {
            x: 3,
            width: 2,
            ..area
        };
        canvas.fill(at, Tone::Text);
    });
    assert_eq!(blank, "岩     岩 ");
}

#[test]
fn arrows_are_named_where_only_ascii_may_be_drawn() {
    let mut play = Play::connected();
    play.turn("question", "answer");
    play.state.view.appearance.look.glyphs = Glyphs::Ascii;
    play.key("esc");
    let hints = lines(&play, 80, "version");
    assert!(hints[0].contains("Left Right version"), "{hints:?}");
    play.key("ctrl-x ctrl-l");
    let hints = lines(&play, 80, "resizing");
    assert!(
        hints[0].contains("Left Right move") || hints[0].contains("Up Down move"),
        "{hints:?}"
    );
}

#[test]
fn a_message_that_is_held_says_how_it_goes_on() {
    let mut play = Play::connected();
    play.ask("one");
    play.say("two");
    assert!(lines(&play, 80, "queued two").len() == 1);
    play.key("esc");
    let held = lines(&play, 80, "held");
    let both = "F5 sends it · Up takes it back · two";
    assert!(held[0].contains(both), "{held:?}");
    assert!(lines(&play, 50, "held two").len() == 1);
    // The one that waits longest goes first, and the last one comes back first.
    play.ask("three");
    play.say("four");
    play.key("esc");
    let held = lines(&play, 80, "held");
    assert!(held[0].contains("held · F5 sends it · two"), "{held:?}");
    assert!(
        held[1].contains("held · Up takes it back · four"),
        "{held:?}"
    );
}

#[test]
fn the_tokens_of_an_attachment_are_told_whole_or_not_at_all() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    for width in 30..100 {
        for line in lines(&play, width, "Image #1") {
            let told = line.contains('≈');
            assert_eq!(told, line.contains(" tokens "), "{width}: {line}");
        }
    }
    assert!(lines(&play, 100, "Image #1")[0].contains('≈'));
}

#[test]
fn a_blank_stands_between_a_hit_and_who_said_it() {
    let mut play = Play::connected();
    play.key("ctrl-x /");
    for effect in play.typed("granite") {
        if let Effect::Search(sought) = effect {
            let mut found = hit("rocks", 1);
            found.title = "which of these rocks are grey, and why".to_owned();
            found.model = Some("Sandbox Tool".to_owned());
            let (hits, next) = (vec![found], None);
            play.tell(Msg::Found(sought, Ok(Page { hits, next })));
        }
    }
    for width in 40..110 {
        let line = &lines(&play, width, "1 d ago")[0];
        let (left, _) = line.split_once("assistant · 1 d ago").unwrap();
        assert!(left.ends_with(' '), "{width}: {line}");
        let whole = left.contains("why ") && (left.contains("Tool ") || !left.contains("· "));
        assert!(whole || left.contains('…'), "{width}: {line}");
    }
}

#[test]
fn versions_are_told_whole_in_narrow_lanes() {
    let play = two_models(&["ctrl-x 5"]);
    for width in 48..130 {
        let told = lines(&play, width, "assistant");
        assert!(!told.is_empty(), "{width}");
        for line in told {
            let heads = line.matches("assistant").count();
            let whole = line.matches("/2›").count();
            assert_eq!(heads, whole, "{width}: {line}");
        }
        for line in lines(&play, width, "▲ won") {
            assert!(line.contains("won this turn"), "{width}: {line}");
            let counted = !line.contains(" of ") || line.contains("1 of 1");
            assert!(counted, "{width}: {line}");
        }
    }
}

#[test]
fn the_models_name_on_top_ends_with_a_sign_where_it_is_cut() {
    let mut play = Play::connected();
    play.turn("What is an outcrop?", "Rock that shows.");
    for width in 26..90 {
        let line = &lines(&play, width, " outcrop")[0];
        let (_, right) = line.split_once("●saved").unwrap();
        let whole = right.contains("Nova Pro · us.");
        assert!(whole || right.trim_end().ends_with('…'), "{width}: {line}");
        let (left, _) = line.split_once("●saved").unwrap();
        let title = left.trim_start_matches(" outcrop").trim();
        let whole = title.is_empty() || title.contains("outcrop?");
        assert!(whole || title.ends_with('…'), "{width}: {line}");
        assert!(whole || columns(title) > 4, "{width}: {line}");
    }
}

/// A question about a call of a server's tool, which has the most choices, with a fault told.
fn asked_about_a_tool() -> Play {
    let mut play = asked_to_run("{\"sign\":12}");
    play.state.overlays.clear();
    let Stage::Asking(asked) = &mut play.state.calls.runs[0].stage else {
        panic!("nothing is asked");
    };
    let Run::Process(process) = asked.invocation.run.clone() else {
        panic!("no program is to run");
    };
    let run = Run::Server {
        server: "radio".to_owned(),
        reach: ServerReach::Process(process),
        tool: Some("top_song".to_owned()),
    };
    let invocation = (*asked.invocation).clone();
    asked.invocation = Arc::new(Invocation { run, ..invocation });
    play.tell(Msg::Tick);
    let Some(Overlay::Consent(question)) = play.state.overlays.last() else {
        panic!("nothing is asked");
    };
    let (call, key) = (question.call().unwrap(), question.key);
    let fault = Fault {
        path: "/sign".to_owned(),
        what: "12 is not of type string".to_owned(),
    };
    play.tell(Msg::Verified(call, key, Verdict::Faults(vec![fault])));
    play
}

#[test]
fn all_choices_of_an_approval_are_read_in_40_columns() {
    for (play, wanted) in [
        (
            asked_to_run("{\"sign\":12}"),
            [
                (80, "[ Deny ] [ Approve once ] [ Approve exactly this ]"),
                (50, "[ Deny ] [ Once ] [ Exactly this ]"),
                (40, "[ Deny ] [ Once ] [ Exactly this ]"),
            ],
        ),
        (
            asked_about_a_tool(),
            [
                (
                    90,
                    "[ Deny ] [ Approve once ] [ Approve exactly this ] [ Approve this tool ]",
                ),
                (60, "[ Deny ] [ Once ] [ Exactly this ] [ This tool ]"),
                (40, "[Deny] [Once] [Exact] [This tool]"),
            ],
        ),
    ] {
        for (width, choices) in wanted {
            assert_eq!(lines(&play, width, choices).len(), 1, "{width}: {choices}");
        }
    }
}

#[test]
fn what_is_below_and_the_keys_to_it_are_told_in_40_columns() {
    let play = asked_about_a_tool();
    for width in 40..100 {
        let size = Size { width, height: 12 };
        let shown = text(&drawn(&play, size));
        let line = shown.lines().find(|line| line.contains("more line"));
        let line = line.unwrap_or_else(|| panic!("{shown}"));
        assert!(line.contains("✗ 1 fault"), "{shown}");
        let footer = shown.lines().find(|line| line.contains("Esc later"));
        let footer = footer.unwrap_or_else(|| panic!("{shown}"));
        assert!(footer.contains("← → choose"), "{shown}");
        assert!(footer.contains("scroll"), "{shown}");
    }
}

#[test]
fn files_that_go_along_are_counted_where_none_of_them_has_room() {
    let mut play = Play::connected();
    for no in 0..3 {
        let mut one = picture();
        one.hash = format!("sha256:{no}");
        play.attach(Ok(one));
    }
    let size = Size {
        width: 40,
        height: 12,
    };
    let shown = text(&drawn(&play, size));
    assert!(shown.contains(" 3 attached · ^X ^A lists them"), "{shown}");
}

#[test]
fn lists_tell_what_is_above_and_below_where_the_frame_has_room() {
    let mut play = Play::connected();
    play.key("ctrl-p");
    let told = |play: &Play, sign: &str| {
        let line = lines(play, 80, sign).pop()?;
        let (_, count) = line.split_once(sign)?;
        let (count, end) = count.split_once(" more ")?;
        assert!(end == "─╮" || end == "─╯", "{line}");
        count.parse::<usize>().ok()
    };
    let below = told(&play, "↓ ").expect("there are more below");
    assert_eq!(told(&play, "↑ "), None);
    for _ in 0..below + 30 {
        play.key("down");
    }
    play.key("ctrl-end");
    assert_eq!(told(&play, "↑ "), Some(below));
    assert_eq!(told(&play, "↓ "), None);
    // The hints are worth more.
    play.key("esc ctrl-x m");
    for width in 20..60 {
        for line in lines(&play, width, "Esc close") {
            assert!(line.ends_with('╯'), "{width}: {line}");
        }
    }
}
