//! Panes as a person sees them: folded, moved, one at a time; none writes beside its area.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;

use crate::app::fixture::*;
use crate::app::layout::Size;
use crate::app::library::News;
use crate::app::msg::Msg;
use crate::app::prepare;

use super::draw::watched;
use super::{tests, tests_of_calls};

const SIZES: [Size; 3] = [
    Size {
        width: 40,
        height: 12,
    },
    Size {
        width: 80,
        height: 24,
    },
    Size {
        width: 200,
        height: 50,
    },
];

/// Text of many writing systems, and signs that are made of several code points.
const FOREIGN: &str = "漢字かな 한국어 👩‍💻🇩🇪❤️ e\u{301} שלום مرحبا";

/// A conversation with all panes open, on a wide screen.
fn all() -> Play {
    let mut play = Play::connected();
    play.tell(Msg::Resized(SIZES[2]));
    play.turn("what is an outcrop?", "Rock that **shows**.");
    play.key("ctrl-o");
    play.tell(Msg::Library(News::Shelf(volumes())));
    play.key("f2");
    play.key("esc");
    play
}

fn after(keys: &str) -> Play {
    let mut play = all();
    play.key(keys);
    play
}

/// What stays open on a narrow screen is the pane in focus.
fn narrow(keys: &str) -> Play {
    let mut play = all();
    play.tell(Msg::Resized(SIZES[0]));
    play.key(keys);
    play
}

fn foreign() -> Play {
    let mut play = Play::connected();
    play.turn(FOREIGN, FOREIGN);
    play.tell(Msg::Paste(FOREIGN.to_owned()));
    play
}

fn folded() -> Play {
    let mut play = after("ctrl-x ( ctrl-x ) ctrl-x _");
    play.typed("on one line");
    play
}

fn scenes() -> Vec<(&'static str, Play)> {
    vec![
        ("panes_all", all()),
        ("panes_folded", folded()),
        ("panes_zoomed", after("tab z")),
        ("panes_resizing", after("ctrl-o ctrl-x ctrl-l right right")),
        ("panes_conversation", narrow("tab")),
        ("panes_settings", narrow("f2")),
        ("panes_library", narrow("ctrl-o")),
        ("panes_foreign", foreign()),
    ]
}

#[test]
fn panes_look_as_they_should() {
    for (name, play) in scenes() {
        for size in SIZES {
            let name = format!("{name}_{}x{}", size.width, size.height);
            insta::assert_snapshot!(name, tests::text(&tests::drawn(&play, size)));
        }
    }
}

fn film() -> Play {
    let mut play = computing();
    play.key("ctrl-x shift-f");
    play
}

fn viewer() -> Play {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.turn("what is on it?", "gneiss");
    play.key("ctrl-x shift-v");
    play
}

/// Each scene is looked at in every 29th small size, and the next scene in the next ones: together
/// they go through all sizes several times. That none of them panics at any of these sizes is shown
/// elsewhere; here each pane is drawn between marks, which takes much longer.
#[test]
fn no_pane_writes_beside_its_area() {
    let wardrobe = tests::wardrobe();
    let mut all = tests::scenes();
    all.extend(tests_of_calls::scenes());
    all.extend(scenes());
    all.extend([("film", film()), ("viewer", viewer())]);
    let own = [
        (20, 6),
        (40, 12),
        (50, 15),
        (79, 24),
        (80, 24),
        (96, 20),
        (151, 30),
    ];
    let (mut seen, mut sizes, mut strays) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (nth, (name, mut play)) in all.into_iter().enumerate() {
        let small = (1..=60).flat_map(|width| (1..=24).map(move |height| (width, height)));
        let turn = u16::try_from(nth % 29).unwrap();
        let small = small.filter(|(width, height)| (width * 24 + height) % 29 == turn);
        for (width, height) in small.chain(own) {
            sizes.insert((width, height));
            play.tell(Msg::Resized(Size { width, height }));
            prepare(&mut play.state);
            let mut buf = Buffer::empty(play.state.view.size.area());
            let watch = watched(&play.state, &wardrobe, &mut buf);
            seen.extend(watch.seen);
            strays.extend(watch.strays.into_iter().map(|it| format!("{name}: {it}")));
        }
    }
    assert!(
        strays.is_empty(),
        "{} in all, such as {:#?}",
        strays.len(),
        &strays[..strays.len().min(40)]
    );
    assert!(sizes.len() >= 60 * 24, "all small sizes were looked at");
    let panes = [
        "header",
        "banner",
        "lanes",
        "queue",
        "chips",
        "composer",
        "status",
        "library",
        "settings",
        "head of a lane",
        "foot of a lane",
        "transcript",
        "picker",
        "palette",
        "menu",
        "consent",
        "inspect",
        "editor",
        "film",
        "search",
        "files",
        "themes",
        "reader",
        "map",
        "summary",
        "diff",
        "grid",
        "tray",
        "mention",
        "find",
        "ask",
        "welcome",
        "slash",
        "history",
        "viewer",
        "page",
    ];
    let missing: Vec<_> = panes.into_iter().filter(|it| !seen.contains(it)).collect();
    assert!(missing.is_empty(), "never looked at: {missing:?}");
}

#[test]
fn a_pane_that_writes_beside_its_area_is_noticed() {
    use ratatui::layout::Rect;

    use super::canvas::Canvas;
    use super::theme::Tone;
    let wardrobe = tests::wardrobe();
    let play = all();
    let theme = wardrobe.worn(&play.state.view.appearance.themes);
    let mut buf = Buffer::empty(Rect::new(0, 0, 9, 2));
    let glyphs = play.state.view.appearance.look.glyphs;
    let mut canvas = Canvas::new(&mut buf, theme, glyphs, &play.state.input.keymap);
    canvas.watch = Some(super::watch::Watch::default());
    let area = Rect::new(0, 0, 4, 1);
    canvas.pane(("good", area), |canvas| {
        canvas.words(area, "as long as it likes", Tone::Text);
    });
    canvas.pane(("bad", area), |canvas| {
        canvas.words(Rect::new(0, 0, 5, 1), "five!", Tone::Text);
    });
    canvas.pane(("blank", area), |canvas| {
        canvas.fill(Rect::new(4, 1, 1, 1), Tone::Text);
    });
    let strays = canvas.watch.take().unwrap().strays;
    assert_eq!(strays.len(), 2, "{strays:?}");
    assert!(strays[0].starts_with("bad wrote at (4, 0)"), "{strays:?}");
}
