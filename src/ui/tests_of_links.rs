//! Screens of links and of what lasts; and which cells lead somewhere.

use std::time::Duration;

use ratatui::buffer::Buffer;

use crate::app::fixture::*;
use crate::app::layout::Size;
use crate::app::msg::Msg;
use crate::app::prepare;
use crate::app::progress::Task;
use crate::chat::progress::{Progress, Unit};

use super::pictures::Gallery;
use super::tests::{SIZES, drawn, text, wardrobe};
use super::{Drawn, draw};

/// A reply with links, one of them wrapped over lines, and a host that looks like another one.
fn replied() -> Play {
    let mut play = Play::connected();
    let text = "See [the docs](https://docs.example/a), or the whole of \
                https://b.example/a/very/long/path/that/does/not/fit/on/one/line/of/the/smallest/screen?q=1 \
                and [a bank](https://www.аpple.example/login).";
    play.turn("hello", text);
    play.key("esc");
    play
}

fn listed() -> Play {
    let mut play = replied();
    play.key("shift-l");
    play
}

fn asked() -> Play {
    let mut play = listed();
    play.key("down down");
    play.key("enter");
    play
}

fn lasting() -> Play {
    let mut play = replied();
    play.key("ctrl-x shift-e");
    play.typed("/home/a.json");
    play.key("enter");
    play.tick(Duration::from_secs(3));
    play
}

fn far() -> Play {
    let mut play = lasting();
    let far = Progress {
        done: 120,
        of: 2000,
        unit: Unit::Conversations,
    };
    play.tell(Msg::Progressed(Task::Importing, far));
    play
}

#[test]
fn screens_of_links_and_of_what_lasts() {
    let screens = [
        ("links_in_a_reply", Box::new(replied())),
        ("links_listed", Box::new(listed())),
        ("links_asked", Box::new(asked())),
        ("lasting", Box::new(lasting())),
        ("lasting_so_far", Box::new(far())),
    ];
    for (name, play) in screens {
        for size in SIZES {
            let name = format!("{name}_{}x{}", size.width, size.height);
            insta::assert_snapshot!(name, text(&drawn(&play, size)));
        }
    }
}

fn cells(play: &Play, size: Size) -> (Drawn, Buffer) {
    let mut play = play.clone();
    play.tell(Msg::Resized(size));
    prepare(&mut play.state);
    let mut buf = Buffer::empty(size.area());
    let drawn = draw(&play.state, &wardrobe(), &Gallery::default(), &mut buf);
    (drawn, buf)
}

/// What stands in the cells that lead to each address.
fn leads(play: &Play, size: Size) -> Vec<(String, String)> {
    let (drawn, buf) = cells(play, size);
    let mut all: Vec<(String, String)> = Vec::new();
    for linked in &drawn.links {
        let text: String = linked.cells.iter().map(|it| buf[*it].symbol()).collect();
        let address = linked.link.address().to_owned();
        match all.iter_mut().find(|(other, _)| *other == address) {
            Some((_, cells)) => cells.push_str(&text),
            None => all.push((address, text)),
        }
    }
    all
}

#[test]
fn the_cells_of_a_link_lead_there_and_no_others_do() {
    for size in SIZES {
        let all = leads(&replied(), size);
        let long = "https://b.example/a/very/long/path/that/does/not/fit/on/one/line/of/the/smallest/screen?q=1";
        let expected = [
            (
                "https://docs.example/a",
                "the docs (https://docs.example/a)",
            ),
            (long, long),
            (
                "https://www.xn--pple-43d.example/login",
                "a bank (https://www.аpple.example/login)",
            ),
        ];
        let squeezed = |text: &str| text.replace(' ', "");
        let all: Vec<(String, String)> = all
            .into_iter()
            .map(|(address, text)| (address, squeezed(&text)))
            .collect();
        let expected = expected.map(|(address, text)| (address.to_owned(), squeezed(text)));
        assert_eq!(all, expected, "{size:?}");
    }
}

#[test]
fn what_lies_over_a_link_leads_nowhere() {
    let mut play = replied();
    play.key("?");
    for size in SIZES {
        let (drawn, buf) = cells(&play, size);
        for linked in &drawn.links {
            let text: String = linked.cells.iter().map(|it| buf[*it].symbol()).collect();
            let shown = "the docs (https://docs.example/a) https://b.example/a/very/long/path/that/does/not/fit/on/one/line/of/the/smallest/screen?q=1 a bank (https://www.аpple.example/login)";
            assert!(shown.contains(text.trim()), "{text:?}");
        }
    }
}

#[test]
fn the_host_of_a_long_address_stands_where_it_is_opened() {
    let mut play = Play::connected();
    let path = "path/".repeat(380);
    let label = "safe.example.".repeat(8);
    play.turn(
        "hello",
        &format!("https://b.example/{path} and https://{label}evil.example/{path}"),
    );
    play.key("esc");
    play.key("shift-l");
    let listed = play.clone();
    for (step, end) in [
        (0, "open     b.example in the browser"),
        (1, "evil.example in the browser"),
    ] {
        for size in SIZES {
            let mut play = listed.clone();
            play.tell(Msg::Resized(size));
            for _ in 0..step {
                play.key("down");
            }
            play.key("enter");
            let screen = text(&drawn(&play, size));
            let row = screen.lines().find(|line| line.contains("│ open"));
            assert!(row.is_some_and(|row| row.contains(end)), "{screen}");
        }
    }
}
