//! The mouse over what is drawn: cells in, state out.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind as Does};
use ratatui::buffer::Buffer;

use super::*;
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::layout::Size;
use crate::app::overlay::Overlay;
use crate::app::themes::Richness;
use crate::app::view::{Anchor, Pane};
use crate::ui::pictures::Gallery;
use crate::ui::theme::Wardrobe;

/// A screen with a mouse.
struct Desk {
    play: Play,
    mouse: Mouse,
    /// What the terminal was asked for, in order.
    motion: Vec<Motion>,
}

impl Desk {
    fn new(play: Play, width: u16, height: u16) -> Self {
        let mut desk = Self {
            play,
            mouse: Mouse::default(),
            motion: Vec::new(),
        };
        desk.play.tell(Msg::Resized(Size { width, height }));
        desk
    }

    fn drawn(&mut self) -> (Buffer, Clicks) {
        let state = &mut self.play.state;
        crate::app::prepare(state);
        let mut buf = Buffer::empty(state.view.size.area());
        let wardrobe = Wardrobe::new(Richness::All);
        let drawn = crate::ui::draw(state, &wardrobe, &Gallery::default(), &mut buf);
        (buf, drawn.clicks)
    }

    /// The first cell of a text on the screen.
    fn find(&mut self, text: &str) -> (u16, u16) {
        let buf = self.drawn().0;
        for row in 0..buf.area.height {
            let cells: Vec<&str> = (0..buf.area.width)
                .map(|column| buf[(column, row)].symbol())
                .collect();
            let found = (0..cells.len()).find(|at| cells[*at..].concat().starts_with(text));
            if let Some(column) = found {
                return (u16::try_from(column).unwrap(), row);
            }
        }
        panic!("{text} is not on the screen: {buf:?}");
    }

    fn does(&mut self, kind: Does, (column, row): (u16, u16)) -> Vec<Effect> {
        let clicks = self.drawn().1;
        let event = MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        };
        let told = self.mouse.told(event, &clicks);
        self.motion.extend(told.motion);
        let msgs = told.msgs.into_iter();
        msgs.flat_map(|msg| self.play.tell(msg)).collect()
    }

    fn down(&mut self, place: (u16, u16)) -> Vec<Effect> {
        self.does(Does::Down(MouseButton::Left), place)
    }

    fn drag(&mut self, place: (u16, u16)) -> Vec<Effect> {
        self.does(Does::Drag(MouseButton::Left), place)
    }

    fn up(&mut self, place: (u16, u16)) -> Vec<Effect> {
        self.does(Does::Up(MouseButton::Left), place)
    }

    fn click(&mut self, place: (u16, u16)) -> Vec<Effect> {
        let mut effects = self.down(place);
        effects.extend(self.up(place));
        effects
    }
}

/// A conversation longer than a screen.
fn long() -> Play {
    let mut play = Play::connected();
    for n in 0..9 {
        play.turn(&format!("question {n}"), &"a line\n\n".repeat(5));
    }
    play
}

fn anchor(desk: &Desk) -> Anchor {
    desk.play.state.view.reading.anchor
}

#[test]
fn motion_is_asked_for_only_while_the_button_is_pressed() {
    let mut desk = Desk::new(long(), 80, 24);
    desk.drag((9, 9));
    assert_eq!(desk.motion, []);
    desk.down((9, 9));
    assert_eq!(desk.motion, [Motion::Told]);
    desk.drag((12, 9));
    assert_eq!(desk.motion, [Motion::Told]);
    desk.up((12, 9));
    assert_eq!(desk.motion, [Motion::Told, Motion::Untold]);
}

#[test]
fn what_was_pressed_is_told_until_the_button_is_let_go() {
    let mut desk = Desk::new(long(), 80, 24);
    let clicks = desk.drawn().1;
    let composer = desk.play.state.view.panes.composer;
    let event = |kind, row| MouseEvent {
        kind,
        column: 5,
        row,
        modifiers: KeyModifiers::NONE,
    };
    let mut told = |kind, row| desk.mouse.told(event(kind, row), &clicks).msgs;
    told(Does::Down(MouseButton::Left), composer.y + 1);
    for (kind, gesture) in [
        (Does::Drag(MouseButton::Left), Gesture::Drag),
        (Does::Up(MouseButton::Left), Gesture::Release),
    ] {
        let msgs = told(kind, 3);
        let [Msg::Mouse(pointer)] = &msgs[..] else {
            panic!("{msgs:?}");
        };
        let expected = Pointer {
            gesture,
            cell: Cell { column: 5, row: 3 },
            target: Some(Target::Composer),
        };
        assert_eq!(*pointer, expected);
    }
    assert!(told(Does::Drag(MouseButton::Left), 3).is_empty());
    assert!(told(Does::Up(MouseButton::Left), 3).is_empty());
}

#[test]
fn the_wheel_turns_what_is_under_it_and_not_what_has_the_keys() {
    let mut desk = Desk::new(long(), 80, 24);
    assert_eq!(desk.play.state.view.focus, Pane::Composer);
    desk.does(Does::ScrollUp, (20, 5));
    let above = anchor(&desk);
    assert_ne!(above, Anchor::Follow);
    assert_eq!(desk.play.state.view.focus, Pane::Composer);
    // A menu has the keys, the conversation beside it is under the mouse.
    desk.play.key("ctrl-p");
    desk.does(Does::ScrollUp, (0, 3));
    assert_ne!(anchor(&desk), above);
    let selected = |desk: &Desk| desk.play.state.overlays.last().unwrap().selected();
    let (row, here) = (selected(&desk), anchor(&desk));
    let place = desk.find(" Commands ");
    desk.does(Does::ScrollDown, (place.0 + 3, place.1 + 3));
    assert_ne!(selected(&desk), row);
    assert_eq!(anchor(&desk), here);
}

#[test]
fn the_wheel_turns_a_long_message_in_the_editor() {
    let mut desk = Desk::new(long(), 80, 24);
    let place = (10, 21);
    desk.play.typed("short");
    desk.drawn();
    desk.does(Does::ScrollUp, place);
    assert_ne!(anchor(&desk), Anchor::Follow);
    let lines: Vec<String> = (0..40).map(|n| format!("line {n}")).collect();
    desk.play.tell(Msg::Paste("x".to_owned()));
    desk.play.state.composer.set_text(&lines.join("\n"));
    let here = anchor(&desk);
    desk.find("line 39");
    desk.does(Does::ScrollUp, place);
    desk.find("line 36");
    let seen = |desk: &mut Desk, text: &str| {
        let (buf, _) = desk.drawn();
        let cells = buf.content.iter().map(ratatui::buffer::Cell::symbol);
        cells.collect::<String>().contains(text)
    };
    assert!(!seen(&mut desk, "line 39"));
    assert_eq!(anchor(&desk), here);
}

#[test]
fn a_click_in_a_list_selects_and_another_one_takes() {
    let mut desk = Desk::new(long(), 80, 24);
    desk.play.key("ctrl-p");
    let place = desk.find(" model ");
    assert_eq!(desk.click(place), []);
    assert!(matches!(
        desk.play.state.overlays.last(),
        Some(Overlay::Palette(_))
    ));
    desk.click(place);
    assert!(matches!(
        desk.play.state.overlays.last(),
        Some(Overlay::Picker(_))
    ));
}
