//! Terminals of every size, while a reply streams.

use crate::harness::screen::Screen;
use crate::harness::{Records, Running, Service, outcrop};

fn streaming(service: &Service) -> Running {
    let outcrop = outcrop().service(service).model("rush").ready();
    outcrop
        .keys("tokens=3000 rate=200 shape=prose<enter>")
        .see("streaming · ttft");
    outcrop
}

/// The longest row of text that the screen shows.
fn widest(screen: &Screen) -> usize {
    let rows = &screen.rows;
    let inner = &rows[1..rows.len().saturating_sub(4)];
    inner
        .iter()
        .map(|row| row.chars().count())
        .max()
        .unwrap_or(0)
}

#[test]
fn text_is_wrapped_anew_at_each_size() {
    let service = Service::start();
    let outcrop = streaming(&service);
    for (columns, rows) in [
        (50, 15),
        (200, 50),
        (1, 1),
        (20, 6),
        (19, 5),
        (300, 10),
        (110, 34),
    ] {
        outcrop.resize(columns, rows);
        let words = ["╭─ Message", "ou", "…"];
        let sign = if columns >= 20 {
            words[0]
        } else {
            words[usize::from(columns == 1) + 1]
        };
        outcrop.until("it is drawn", |screen| screen.has(sign));
    }
    outcrop.see("streaming").resize(60, 30);
    outcrop.until("rows are short", |screen| {
        screen.has("╭─ Message") && screen.rows[0].chars().count() <= 60
    });
    outcrop.until("lines fill the width", |screen| {
        (40..=60).contains(&widest(screen))
    });
    outcrop.resize(150, 30);
    outcrop.until("rows are long", |screen| {
        screen.rows[1..20]
            .iter()
            .any(|row| row.chars().count() > 100)
    });
    outcrop.keys("<esc>").see("stopped by you");
}

#[test]
fn a_terminal_that_is_too_small_says_so() {
    let outcrop = outcrop().sandbox().ready();
    outcrop.resize(30, 5).see("outcrop needs 20x6");
    outcrop.resize(80, 24).see("type a message");
}

#[test]
fn many_resizes_in_a_row_end_at_the_last() {
    let service = Service::start();
    let outcrop = streaming(&service);
    for at in 0..100_u16 {
        outcrop.resize(1 + at * 7 % 130, 1 + at * 5 % 40);
    }
    outcrop.resize(100, 30).see("╭─ Message");
    outcrop.keys("<esc>").see("stopped by you");
    let ended = |records: &Records| records.outcome() == "cancelled";
    Records::until(&outcrop.file(), "the end is cancelled", ended);
}

#[test]
fn every_overlay_survives_a_small_screen() {
    let outcrop = outcrop().sandbox().ready();
    for keys in ["<f1>", "<ctrl-p>", "<ctrl-x>m", "<ctrl-r>", "<ctrl-x>!"] {
        outcrop.keys(keys);
        for (columns, rows) in [(20, 6), (1, 1), (21, 7), (40, 12), (110, 34)] {
            outcrop.resize(columns, rows);
        }
        outcrop.keys("<esc>").see("type a message");
    }
}

#[test]
fn a_key_that_comes_with_a_resize_is_not_lost() {
    let outcrop = outcrop().sandbox().ready();
    let mut typed = String::new();
    for at in 0..60_u16 {
        typed.push('a');
        outcrop.resize(80 + at % 3, 24).keys("a");
        outcrop.until("the key is seen", |screen| {
            screen.editor() == [typed.as_str()]
        });
    }
}
