//! Pictures: what is found out about them, the viewer, and the ways to it.

use crate::app::fixture::*;
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::pictures::viewer::Viewer;
use crate::app::pictures::{Form, Means, Measured, Protocol};
use crate::chat::content::ContentBlock;
use crate::chat::ids::MessageId;
use crate::chat::message::Role;
use crate::chat::record::{Body, Record};

use super::notice;

/// A conversation with a picture in each of these many questions.
fn pictured(count: u64) -> Play {
    let mut play = Play::connected();
    for n in 0..count {
        let parent = play.state.conversation.newest();
        let image = ContentBlock::Image {
            hash: hash(n),
            format: "png".to_owned(),
        };
        let message = play.apply(Record::Message {
            parent,
            role: Role::User,
            turn: None,
            case: None,
            body: Body::New(vec![image]),
        });
        play.apply(Record::Leaf {
            lane: LANE,
            message: Some(MessageId(message)),
        });
    }
    play
}

fn hash(n: u64) -> String {
    format!("sha256:{n:064}")
}

fn known(play: &mut Play, n: u64, width: u32, height: u32) {
    let measured = Measured {
        width,
        height,
        bytes: 1,
    };
    play.tell(Msg::Pictured(hash(n), Ok(measured)));
}

fn viewer(play: &Play) -> &Viewer {
    match play.state.overlays.last() {
        Some(Overlay::Viewer(viewer)) => viewer,
        other => panic!("no viewer on top but {other:?}"),
    }
}

/// Rows of the pane at which pictures begin, and how many they have.
fn hung(play: &Play) -> Vec<(isize, Option<u16>)> {
    let rows = play.state.view.panes.transcript.height;
    let pictures = play.state.view.transcript.pictures(rows).into_iter();
    pictures
        .map(|one| (one.row, one.cells.map(|cells| cells.height)))
        .collect()
}

#[test]
fn rows_are_kept_free_once_it_is_known_how_many() {
    let mut play = pictured(1);
    assert_eq!(hung(&play), [(2, None)], "below its line, without rows");
    known(&mut play, 0, 400, 200);
    // 40 by 10 cells; the room is half of the pane at the most.
    let [(2, Some(rows))] = hung(&play)[..] else {
        panic!("{:?}", hung(&play));
    };
    assert!((5..=10).contains(&rows), "{rows}");
}

#[test]
fn a_picture_above_the_pane_begins_there() {
    let mut play = pictured(8);
    for n in 0..8 {
        known(&mut play, n, 400, 200);
    }
    let all = hung(&play);
    assert!(all.iter().any(|(row, _)| *row < 0), "{all:?}");
    assert!(all.len() < 8, "those far away are not asked for: {all:?}");
    play.key("tab");
    play.key("k");
    let moved = hung(&play);
    let down = all.iter().map(|(row, cells)| (row + 1, *cells));
    assert!(
        down.filter(|one| moved.contains(one)).count() >= 2,
        "{moved:?}"
    );
}

#[test]
fn a_failure_is_told_and_tried_again_when_it_is_looked_at() {
    let mut play = pictured(1);
    play.tell(Msg::Pictured(hash(0), Err("it is damaged".to_owned())));
    assert_eq!(hung(&play), []);
    play.key("tab");
    play.key("o");
    assert_eq!(viewer(&play).place(), (1, 1));
    assert_eq!(play.state.view.pictures.known(&hash(0)), None);
}

#[test]
fn the_viewer_opens_the_picture_of_the_chosen_message() {
    let mut play = pictured(3);
    let first = play.state.lane().unwrap().path[0];
    play.tell(Msg::Clicked(Target::Message(LANE, first)));
    play.key("o");
    assert_eq!(viewer(&play).place(), (1, 3));
    play.key("n");
    assert_eq!(viewer(&play).exhibit().hash, hash(1));
    play.key("p p");
    assert_eq!(viewer(&play).place(), (3, 3));
    play.key("esc");
    assert!(play.state.overlays.is_empty());
    play.tell(Msg::Clicked(Target::Picture(LANE, first, 0)));
    assert_eq!(viewer(&play).place(), (1, 3));
}

#[test]
fn keys_and_the_wheel_zoom() {
    let mut play = pictured(1);
    known(&mut play, 0, 4000, 3000);
    play.key("tab");
    play.key("o");
    let stage = |play: &Play| crate::app::pictures::viewer::Stage {
        means: Means::default(),
        size: play.state.view.size,
    };
    let part = |play: &Play| {
        let measured = Measured {
            width: 4000,
            height: 3000,
            bytes: 1,
        };
        match viewer(play).shot(Some(measured), stage(play)).form {
            Form::Part(region, _) => region,
            Form::Thumbnail(_) => panic!("a part is shown"),
        }
    };
    assert_eq!(part(&play).width, 4000);
    play.key("1");
    let middle = part(&play);
    assert!(middle.width < 4000);
    play.key("right");
    assert!(part(&play).x > middle.x);
    play.key("0");
    assert_eq!(part(&play).width, 4000);
    play.tell(Msg::Wheel(Target::Overlay, -3));
    play.tell(Msg::Wheel(Target::Overlay, -3));
    play.tell(Msg::Wheel(Target::Overlay, -3));
    assert!(part(&play).width < 4000);
}

#[test]
fn where_there_is_nothing_to_see_it_is_said() {
    let mut play = Play::connected();
    play.key("ctrl-x shift-v");
    assert!(notice(&play).contains("no picture in this conversation"));
    let mut play = pictured(1);
    play.tell(Msg::ShowsPictures(Means {
        protocol: Protocol::Off,
        ..Means::default()
    }));
    play.key("ctrl-x shift-v");
    assert!(
        notice(&play).contains("OUTCROP_IMAGES"),
        "{}",
        notice(&play)
    );
    play.key("ctrl-x ctrl-v");
    assert!(notice(&play).contains("halfblocks"), "{}", notice(&play));
}
