//! The sessions of which the pictures are made.

use std::time::Duration;

use super::cast::Camera;
use super::stage::Stage;
use super::svg::{Shot, Svg};
use crate::ui::theme::BUILT_IN;

/// A picture: the name of its file, what stands above it, and what it shows in words.
pub(super) struct Picture {
    pub(super) name: &'static str,
    pub(super) file: String,
}

const INDEX: &str = "The list of a customer's open orders takes 9 s; the table has 40 million rows. Which index helps, and can I add it while writes go on?";

const RETRY: &str = "Retry or not? One service calls another one over HTTP.";

/// All of them.
pub(super) const PICTURES: [fn() -> Picture; 6] = [chat, compare, settings, tools, map, themes];

/// One window.
fn picture(name: &'static str, shot: &Shot, title: &str, description: &str) -> Picture {
    let mut svg = Svg::default();
    svg.window(shot, (0, 0), 100, title);
    let (wide, high) = shot.size();
    Picture {
        name,
        file: svg.file((wide.into(), high.into()), title, description),
    }
}

fn chat() -> Picture {
    let mut stage = Stage::open(112, 37);
    stage.asks(INDEX);
    stage.types("and how large will it get?");
    picture(
        "chat",
        &stage.shot("dark"),
        "outcrop: a chat",
        "outcrop in a terminal: a question about a slow query, and the reply with an SQL code block, a numbered list \
         and a table. Below it stand its speed, tokens and cost.",
    )
}

/// Three lanes, in which three models have answered the same question.
fn compared(width: u16, height: u16) -> Stage {
    let mut stage = Stage::open(width, height);
    stage.asks(RETRY);
    for model in ["gneiss", "slate"] {
        another_lane(&mut stage, model);
        stage.settle();
    }
    stage
}

fn another_lane(stage: &mut Stage, model: &str) {
    stage.keys("ctrl-x c enter");
    stage.types(model);
    stage.keys("enter");
}

fn compare() -> Picture {
    let mut stage = compared(120, 36);
    picture(
        "compare",
        &stage.shot("dark"),
        "outcrop: three models side by side",
        "outcrop with three lanes: the same question answered by three models of the sandbox, each with its speed, \
         tokens and cost.",
    )
}

fn settings() -> Picture {
    let mut stage = Stage::open(120, 36);
    stage.asks(RETRY);
    stage.keys("f2");
    picture(
        "settings",
        &stage.shot("dark"),
        "outcrop: settings of a lane",
        "outcrop with its settings open beside the conversation: model, prompt, sampling as sliders, reasoning, tools \
         and cache. What is not sent is said to be so.",
    )
}

fn tools() -> Picture {
    let mut stage = Stage::open(120, 36);
    stage.keys("ctrl-x shift-t enter esc");
    stage.asks("Why is checkout slow since this morning?");
    stage.keys("ctrl-x t");
    picture(
        "tools",
        &stage.shot("dark"),
        "outcrop: the calls of tools",
        "outcrop's list of tool calls: the arguments of a call as a tree, their check against the JSON Schema of the \
         tool, and the result.",
    )
}

fn map() -> Picture {
    let mut stage = Stage::open(112, 30);
    stage.asks("A name for our cache, please.");
    stage.keys("ctrl-x j");
    picture(
        "map",
        &stage.shot("dark"),
        "outcrop: the map of a conversation",
        "outcrop's map of a conversation: all messages as a tree, with branches and their names.",
    )
}

/// All themes, each in a small window.
fn themes() -> Picture {
    const ACROSS: u32 = 3;
    const PERCENT: u32 = 60;
    const GAP: u32 = 12;
    let mut stage = Stage::open(56, 15);
    stage.asks(RETRY);
    let mut svg = Svg::default();
    let (mut right, mut bottom) = (0, 0);
    for (at, (theme, _)) in (0..).zip(BUILT_IN) {
        let shot = stage.shot(theme);
        let (wide, high) = shot.size();
        let [wide, high] = [wide, high].map(|it| u32::from(it) * PERCENT / 100);
        let (x, y) = (at % ACROSS * (wide + GAP), at / ACROSS * (high + GAP));
        svg.window(&shot, (x, y), PERCENT, theme);
        (right, bottom) = (right.max(x + wide), bottom.max(y + high));
    }
    Picture {
        name: "themes",
        file: svg.file(
            (right, bottom),
            "outcrop: its themes",
            "The same conversation in each of the 13 built-in themes.",
        ),
    }
}

/// The film.
pub(super) fn film() -> Camera {
    let mut stage = Stage::open(100, 30);
    stage.roll();
    stage.pass(Duration::from_millis(800));
    stage.types(RETRY);
    stage.keys("enter");
    stage.settle();
    another_lane(&mut stage, "slate");
    stage.settle();
    stage.cut()
}
