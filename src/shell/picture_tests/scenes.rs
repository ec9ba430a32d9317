//! The sessions of which the pictures are made: scripts that are read, line by line.
//!
//! A line is an order and what belongs to it: `title` and `about` tell what the picture shows, `size` opens
//! a screen of so many columns and rows, `sandbox` goes to the sandbox, `type` and `paste` give text, `keys`
//! presses keys as the table of actions writes them, `say` types a message and waits for the replies,
//! `settle` waits for them, `wait` lets milliseconds pass, `roll` begins the film.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::cast::Camera;
use super::stage::Stage;
use super::svg::{Shot, Svg};
use crate::app::msg::Msg;
use crate::ui::theme::BUILT_IN;

/// The folder of the scripts, and of what the sandbox and the core are given for them.
const FOLDER: &str = "tests/data/pictures";

/// A session at its end, and what its script says about it.
pub(super) struct Scene {
    stage: Stage,
    pub(super) title: String,
    about: String,
}

/// A file of the folder.
pub(super) fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    fs::read_to_string(path.join(name)).unwrap()
}

/// Plays a script.
pub(super) fn play(name: &str) -> Scene {
    let script = data(&format!("{name}.script"));
    let (mut title, mut about) = (String::new(), String::new());
    let mut stage = None;
    for line in script.lines().filter(|line| !line.is_empty()) {
        let (order, what) = line.split_once(' ').unwrap_or((line, ""));
        match order {
            "title" => what.clone_into(&mut title),
            "about" => what.clone_into(&mut about),
            "size" => {
                let (width, height) = what.split_once(' ').unwrap();
                let stage =
                    stage.insert(Stage::open(width.parse().unwrap(), height.parse().unwrap()));
                stage.pass(Duration::from_millis(10));
            }
            _ => act(stage.as_mut().unwrap(), order, what),
        }
    }
    Scene {
        stage: stage.unwrap(),
        title,
        about,
    }
}

fn act(stage: &mut Stage, order: &str, what: &str) {
    match order {
        "sandbox" => stage.use_sandbox(),
        "type" => stage.types(what),
        "paste" => stage.tell(Msg::Paste(what.to_owned())),
        "keys" => stage.keys(what),
        "say" => {
            stage.types(what);
            stage.keys("enter");
            stage.settle();
        }
        "settle" => stage.settle(),
        "wait" => stage.pass(Duration::from_millis(what.parse().unwrap())),
        "roll" => stage.roll(),
        _ => panic!("what is {order}?"),
    }
}

impl Scene {
    /// The last screen in one window.
    pub(super) fn picture(&self) -> String {
        let shot = self.stage.shot("dark");
        let mut svg = Svg::default();
        svg.window(&shot, (0, 0), 100, &self.title);
        let (wide, high) = shot.size();
        svg.file((wide.into(), high.into()), &self.title, &self.about)
    }

    /// The last screen in each theme, in small windows.
    pub(super) fn gallery(&self) -> String {
        const ACROSS: u32 = 3;
        const PERCENT: u32 = 60;
        const GAP: u32 = 12;
        let shots: Vec<(&str, Shot)> = BUILT_IN
            .iter()
            .map(|(theme, _)| (*theme, self.stage.shot(theme)))
            .collect();
        let (wide, high) = shots[0].1.size();
        let [wide, high] = [wide, high].map(|it| u32::from(it) * PERCENT / 100);
        let mut svg = Svg::default();
        for (at, (theme, shot)) in (0..).zip(&shots) {
            let place = (at % ACROSS * (wide + GAP), at / ACROSS * (high + GAP));
            svg.window(shot, place, PERCENT, theme);
        }
        let rows = u32::try_from(shots.len()).unwrap().div_ceil(ACROSS);
        let size = (ACROSS * (wide + GAP) - GAP, rows * (high + GAP) - GAP);
        svg.file(size, &self.title, &self.about)
    }

    /// The film, up to the last screen.
    pub(super) fn film(self) -> Camera {
        self.stage.cut()
    }
}
