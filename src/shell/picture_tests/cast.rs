//! A film: frames as the bytes that the program would write, in asciicast v2.

use std::fmt::Write as _;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use serde_json::json;

use crate::app::fixture::Play;
use crate::app::layout::Size;
use crate::chat::time::{At, Mono};
use crate::shell::screen::Screen;
use crate::ui::draw;
use crate::ui::pictures::Gallery;
use crate::ui::theme::Wardrobe;

/// Between two frames. The program draws sooner; players do not need it.
const FRAME: Duration = Duration::from_millis(66);

/// Films the screen.
#[derive(Debug)]
pub(super) struct Camera {
    pub(super) size: Size,
    began: Mono,
    last: Option<Mono>,
    due: Option<Mono>,
    screen: Screen,
    /// What was drawn last.
    pub(super) cells: Buffer,
    pub(super) caret: Option<Position>,
    /// When each frame came, in microseconds, and its bytes.
    frames: Vec<(u64, String)>,
}

impl Camera {
    /// A camera before its first frame.
    pub(super) fn new(play: &Play) -> Self {
        // Whatever the environment of the test says about colours.
        crossterm::style::force_color_output(true);
        let size = play.state.view.size;
        Self {
            size,
            began: play.now.mono,
            last: None,
            due: None,
            screen: Screen::new(size),
            cells: Buffer::empty(size.area()),
            caret: None,
            frames: Vec::new(),
        }
    }

    /// Whether a frame is to be taken now that something has happened. If the last one is too young, it
    /// becomes due.
    pub(super) fn wants(&mut self, now: At) -> bool {
        let due = self.last.map(|last| last.after(FRAME));
        self.due = due.filter(|due| *due > now.mono);
        self.due.is_none()
    }

    /// When the next frame is to be taken.
    pub(super) fn due(&self) -> Option<Mono> {
        self.due
    }

    /// Takes a frame, if anything has changed.
    pub(super) fn shoot(&mut self, play: &Play, wardrobe: &Wardrobe) {
        let buffer = self.screen.buffer();
        let drawn = draw(&play.state, wardrobe, &Gallery::default(), buffer);
        self.cells.clone_from(buffer);
        self.caret = drawn.caret;
        let bytes = self.screen.frame(drawn.caret, &[]).unwrap();
        if !bytes.is_empty() {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            self.frames.push((play.now.mono.0 - self.began.0, text));
        }
        self.last = Some(play.now.mono);
        self.due = None;
    }

    /// The file.
    pub(super) fn file(&self, title: &str) -> String {
        let header = json!({
            "version": 2,
            "width": self.size.width,
            "height": self.size.height,
            "title": title,
            "env": { "TERM": "xterm-256color" },
        });
        let mut file = format!("{header}\n");
        for (us, text) in &self.frames {
            // Thousandths, written by hand: the same digits everywhere.
            let (seconds, thousandths) = (us / 1_000_000, us / 1000 % 1000);
            let text = json!(text);
            writeln!(file, "[{seconds}.{thousandths:03}, \"o\", {text}]").unwrap();
        }
        file
    }
}
