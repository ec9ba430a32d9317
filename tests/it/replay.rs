//! Calls of tools over a recorded path: a computer that is used by hand and seen as a film, and a
//! question that is replayed in other lanes.

use crate::harness::{Running, Service, outcrop};

const RADIO: &str = r#"[{"name":"top_song","description":"Songs.","input_schema":{"type":"object","properties":{"sign":{"type":"string"}},"required":["sign"]}}]"#;

const COMPUTER: &str = r#"[{"type":"computer_20241022","name":"computer","display_width_px":800,"display_height_px":600,"display_number":1}]"#;

/// A screen with a light and a dark half and a button, half as large as the display.
fn screenshot(outcrop: &Running) {
    let colour = |x, y| {
        image::Rgb(match (x, y) {
            (300..340, 200..240) => [128, 0, 128],
            (0..200, _) => [255, 255, 0],
            _ => [0, 128, 0],
        })
    };
    let path = outcrop.home().path().join("screen.png");
    image::RgbImage::from_fn(400, 300, colour)
        .save(path)
        .unwrap();
}

#[test]
fn a_computer_is_used_by_screenshots_from_files() {
    let service = Service::start();
    let outcrop = outcrop()
        .service(&service)
        .model("tool")
        .size(120, 50)
        .ready();
    outcrop.informed();
    screenshot(&outcrop);
    outcrop
        .turn("wire", "messages")
        .write("tools", COMPUTER)
        .write("betas", "computer-use-2024-10-22");
    outcrop.asks(|outcrop| {
        outcrop.keys("Open the bookmarks and find the radio station<enter>");
    });
    outcrop.see("I take a screenshot.").keys("<ctrl-x>F");
    outcrop
        .see("Film strip")
        .see("no screenshot yet")
        .see("waits: f file, c clipboard");
    let path = outcrop.home().path().join("screen.png");
    for action in ["mouse_move at ", "left_click at "] {
        outcrop.asks(|outcrop| {
            outcrop.keys("f").see("Answer the call with a file");
            outcrop.paste(&path.display().to_string()).keys("<enter>");
        });
        outcrop.see(action).see("400×300");
    }
    outcrop
        .see("3/3")
        .see("2 of 2 along ~320 tokens")
        .keys("<home>")
        .see("1/3  screenshot")
        .keys("l")
        .see("2/3  mouse_move at ")
        .keys("n")
        .see("Pictures of the last turns go along")
        .keys("<backspace>1<enter>")
        .see("left out by image turns");
    outcrop.keys("<esc>").see_no("Film strip");
    let answers = outcrop.records();
    assert_eq!(answers.count("answer"), 2);
}

#[test]
fn a_question_is_replayed_in_two_lanes_with_what_was_recorded() {
    let service = Service::start();
    let outcrop = outcrop()
        .service(&service)
        .model("tool")
        .size(160, 50)
        .ready();
    outcrop.informed();
    outcrop.write("tools", RADIO);
    outcrop.asks(|outcrop| {
        outcrop.keys("What's the most popular song on WZPZ?<enter>");
    });
    outcrop.see("tool_use");
    answer(&outcrop);
    outcrop.see("“Elemental Hotel”");
    for lane in ["lane 2", "lane 3"] {
        // A call that is answered by itself, and the reply to its result.
        let before = outcrop.home().ends();
        outcrop
            .keys("<ctrl-x>R")
            .see("Replay calls of tools")
            .keys("this model again<enter>");
        crate::harness::eventually("the replay has ended", || {
            outcrop.home().ends() >= before + 2
        });
        outcrop.keys("<ctrl-x>&").see(lane).see("equal 1");
        outcrop.keys("<esc>");
    }
    let records = outcrop.finished();
    let by: Vec<_> = records
        .of_kind("answer")
        .iter()
        .map(|answer| answer["by"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(by, ["hand", "replay", "replay"]);
    let replayed = records.of_kind("answer")[1];
    assert_eq!(replayed["of"], records.of_kind("answer")[0]["call"]);
}

/// Answers the call at the end by hand.
fn answer(outcrop: &Running) {
    outcrop
        .keys("<ctrl-x>t")
        .see("1 tool call · 1 waits")
        .keys("a")
        .see("Result of the call, as text")
        .keys("Elemental Hotel");
    outcrop.asks(|outcrop| {
        outcrop.keys("<ctrl-s>");
    });
    outcrop
        .see("given back")
        .keys("<esc>")
        .see_no("1 tool call ·");
}
