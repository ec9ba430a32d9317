//! The map of the whole tree: going through it, naming, pruning; and all of it again after a restart.

use crate::harness::{Button, Running, outcrop};

/// A conversation with three replies to one question; the last is shown, and the conversation has the
/// keys.
fn three_replies() -> Running {
    let outcrop = outcrop().sandbox().model("echo").ready();
    outcrop.say("granite rate=9999").keys("<tab>");
    for rank in ["‹2/2›", "‹3/3›"] {
        outcrop.asks(|outcrop| {
            outcrop.keys("r");
        });
        outcrop.see(rank);
    }
    outcrop
}

/// The rows of the map, from the left edge of the box to the right one.
fn rows(outcrop: &Running) -> Vec<String> {
    let screen = outcrop.screen();
    let inner = screen.rows.iter().filter_map(|row| {
        let (_, inner) = row.split_once('│')?;
        let (inner, _) = inner.rsplit_once('│')?;
        inner.contains("rate=9999").then(|| inner.to_owned())
    });
    inner.collect()
}

#[test]
fn a_tree_is_gone_through_named_and_pruned_and_is_the_same_after_a_restart() {
    let outcrop = three_replies();
    outcrop.keys("m").see("4 messages · 3 branches · ");
    let all = rows(&outcrop);
    assert!(all[0].contains("● you"), "{all:?}");
    assert!(all[3].starts_with("◉ └─assistant"), "{all:?}");
    // The first reply is named, and the second pruned.
    outcrop.keys("{{b").see("Name of the branch");
    outcrop.keys("plain<enter>").see("★ plain");
    outcrop.keys("]d").see("1 message in the trash");
    outcrop.keys("k<enter>").see_no("─ Map ");
    outcrop.see("‹1/2› ★ plain");
    assert_eq!(outcrop.keys("<ctrl-x>q").exit(), 0);

    let home = outcrop.home();
    let outcrop = crate::harness::outcrop().home(home).sandbox();
    let outcrop = outcrop.arg("--resume").open();
    outcrop.see("‹1/2› ★ plain").keys("<ctrl-x>j");
    outcrop
        .see("3 messages · 2 branches")
        .see("1 message in the trash");
    let all = rows(&outcrop);
    assert!(all[1].starts_with("◉ ├─assistant ★ plain"), "{all:?}");
    outcrop.keys("t").see(" trash ");
    outcrop.keys("]r").see("4 messages · 3 branches");
    outcrop.keys("<enter>").see("‹2/3›");
}

#[test]
fn a_click_selects_a_row_and_another_one_goes_there() {
    let outcrop = three_replies();
    outcrop.keys("m").see("─ Map ");
    let first = "├─assistant";
    let rows = outcrop.screen().rows;
    let row = rows.iter().position(|row| row.contains(first)).unwrap();
    let column = rows[row].split(first).next().unwrap().chars().count();
    outcrop.mouse(Button::Down, (column, row));
    outcrop.mouse(Button::Up, (column, row)).see("─ Map ");
    outcrop.mouse(Button::Down, (column, row)).see_no("─ Map ");
    outcrop.see("‹1/3›");
}
