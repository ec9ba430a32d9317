//! What a call of a computer tool does on the screen: where, and in words.

use crate::app::pictures::Region;
use crate::app::pictures::mark::Mark;
use crate::chat::content::Json;
use crate::chat::json::Value;

/// Columns and rows of a screen, or a place on it.
pub(crate) type Pixels = (u32, u32);

/// How long the arrow of a scroll is: a so-manieth part of the shorter side of the picture.
const SCROLLED: u32 = 8;

/// An action on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deed {
    /// Its name, as the model says it.
    pub(crate) name: String,
    /// What it does, in a line.
    pub(crate) told: String,
    /// Where it does it, in the pixels of the display that the model was told of.
    pub(crate) place: Place,
}

/// Where something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// At no place of its own.
    Nowhere,
    /// At a point.
    At(Pixels),
    /// From a point to another one.
    Along(Pixels, Pixels),
    /// At a point, into a direction.
    Toward(Pixels, Direction),
    /// In a part: its first corner and the one across.
    Within(Pixels, Pixels),
}

/// Where to something is scrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Towards the top.
    Up,
    /// Towards the bottom.
    Down,
    /// Towards the left.
    Left,
    /// Towards the right.
    Right,
}

impl Deed {
    /// What arguments ask for; `pointer` is where the mouse was left, if that is known.
    pub(crate) fn read(input: &str, pointer: Option<Pixels>) -> Self {
        let args = Value::parse(input).ok();
        let name = args.as_ref().and_then(|args| args.get("action")?.as_text());
        let (Some(args), Some(name)) = (args.as_ref(), name) else {
            return Self {
                name: "?".to_owned(),
                told: input.to_owned(),
                place: Place::Nowhere,
            };
        };
        let place = place(name, args, pointer);
        Self {
            name: name.to_owned(),
            told: told(name, args, place),
            place,
        }
    }

    /// Where the mouse is afterwards; `None` = where it was.
    pub(crate) fn leaves_pointer(&self) -> Option<Pixels> {
        match self.place {
            Place::At(at) | Place::Along(_, at) | Place::Toward(at, _) => Some(at),
            Place::Within(..) | Place::Nowhere => None,
        }
    }
}

fn place(name: &str, args: &Value, pointer: Option<Pixels>) -> Place {
    let point = |member: &str| args.get(member).and_then(point);
    let at = point("coordinate").or(pointer);
    match name {
        "left_click" | "right_click" | "middle_click" | "double_click" | "triple_click"
        | "left_mouse_down" | "left_mouse_up" => at.map_or(Place::Nowhere, Place::At),
        "mouse_move" => point("coordinate").map_or(Place::Nowhere, Place::At),
        "left_click_drag" => {
            let from = point("start_coordinate").or(pointer);
            match (from, point("coordinate")) {
                (Some(from), Some(to)) => Place::Along(from, to),
                (None, Some(to)) => Place::At(to),
                (_, None) => Place::Nowhere,
            }
        }
        "scroll" => match (at, direction(args)) {
            (Some(at), Some(direction)) => Place::Toward(at, direction),
            (Some(at), None) => Place::At(at),
            (None, _) => Place::Nowhere,
        },
        "zoom" => match args.get("region").and_then(corners) {
            Some((first, last)) => Place::Within(first, last),
            None => Place::Nowhere,
        },
        _ => Place::Nowhere,
    }
}

fn told(name: &str, args: &Value, place: Place) -> String {
    let text = |member: &str| args.get(member).and_then(Value::as_text);
    let number = |member: &str| match args.get(member) {
        Some(Value::Number(digits)) => Some(digits.as_str()),
        Some(_) | None => None,
    };
    let with = text("text").map_or_else(String::new, |keys| format!(" with {keys}"));
    match (name, place) {
        ("scroll", _) => {
            let amount = number("scroll_amount").unwrap_or("?");
            let to = text("scroll_direction").unwrap_or("?");
            let at = point_of(place).map_or_else(String::new, |at| format!(" at {}", words(at)));
            format!("scroll {to} by {amount}{at}{with}")
        }
        (_, Place::Along(from, to)) => {
            format!("{name} from {} to {}{with}", words(from), words(to))
        }
        (_, Place::Within(first, last)) => {
            format!("{name} into {} to {}", words(first), words(last))
        }
        (_, Place::At(at)) => {
            let here = args.get("coordinate").is_none();
            let here = if here { ", where the mouse is" } else { "" };
            format!("{name} at {}{here}{with}", words(at))
        }
        ("type" | "key", _) => format!("{name} {}", text("text").unwrap_or_default()),
        ("hold_key", _) => {
            let seconds = number("duration").unwrap_or("?");
            format!("hold {} for {seconds} s", text("text").unwrap_or_default())
        }
        ("wait", _) => format!("wait {} s", number("duration").unwrap_or("?")),
        ("screenshot" | "cursor_position", _) => name.to_owned(),
        _ => args.compact().0,
    }
}

fn point_of(place: Place) -> Option<Pixels> {
    match place {
        Place::At(at) | Place::Toward(at, _) => Some(at),
        Place::Nowhere | Place::Along(..) | Place::Within(..) => None,
    }
}

fn words((x, y): Pixels) -> String {
    format!("{x}, {y}")
}

fn direction(args: &Value) -> Option<Direction> {
    match args.get("scroll_direction")?.as_text()? {
        "up" => Some(Direction::Up),
        "down" => Some(Direction::Down),
        "left" => Some(Direction::Left),
        "right" => Some(Direction::Right),
        _ => None,
    }
}

fn point(value: &Value) -> Option<Pixels> {
    match value {
        Value::List(both) => match both.as_slice() {
            [x, y] => Some((pixel(x)?, pixel(y)?)),
            _ => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Object(_) => None,
    }
}

fn corners(value: &Value) -> Option<(Pixels, Pixels)> {
    match value {
        Value::List(four) => match four.as_slice() {
            [x, y, right, bottom] => {
                Some(((pixel(x)?, pixel(y)?), (pixel(right)?, pixel(bottom)?)))
            }
            _ => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Object(_) => None,
    }
}

/// Models write `512` and `512.0`, and now and then something beyond the screen.
fn pixel(value: &Value) -> Option<u32> {
    let Value::Number(digits) = value else {
        return None;
    };
    let number: f64 = digits.parse().ok()?;
    let number = number.clamp(0.0, 1e6);
    format!("{number:.0}").parse().ok()
}

/// The length of a display's side to a picture's, or the other way round.
fn along(at: u32, display: u32, pixels: u32) -> u32 {
    let scaled = u64::from(at) * u64::from(pixels) / u64::from(display.max(1));
    let last = u64::from(pixels.saturating_sub(1));
    u32::try_from(scaled.min(last)).unwrap_or(u32::MAX)
}

/// What is drawn onto a screenshot of so many pixels, of a display that the model was told is so
/// large; `None` = it was told nothing, so it goes by the picture.
pub(crate) fn marks(place: Place, display: Option<Pixels>, pixels: Pixels) -> Vec<Mark> {
    let display = display.unwrap_or(pixels);
    let on = |(x, y): Pixels| (along(x, display.0, pixels.0), along(y, display.1, pixels.1));
    match place {
        Place::Nowhere => Vec::new(),
        Place::At(at) => vec![Mark::Cross(on(at))],
        Place::Along(from, to) => vec![Mark::Arrow(on(from), on(to))],
        Place::Toward(at, direction) => {
            let at = on(at);
            vec![
                Mark::Cross(at),
                Mark::Arrow(at, beside(at, direction, pixels)),
            ]
        }
        Place::Within(first, last) => {
            let (first, last) = (on(first), on(last));
            let (x, y) = (first.0.min(last.0), first.1.min(last.1));
            vec![Mark::Frame(Region {
                x,
                y,
                width: first.0.abs_diff(last.0).max(1),
                height: first.1.abs_diff(last.1).max(1),
            })]
        }
    }
}

fn beside((x, y): Pixels, direction: Direction, pixels: Pixels) -> Pixels {
    let far = pixels.0.min(pixels.1) / SCROLLED;
    let last = |side: u32| side.saturating_sub(1);
    match direction {
        Direction::Up => (x, y.saturating_sub(far)),
        Direction::Down => (x, y.saturating_add(far).min(last(pixels.1))),
        Direction::Left => (x.saturating_sub(far), y),
        Direction::Right => (x.saturating_add(far).min(last(pixels.0)), y),
    }
}

/// Whether all of a place lies on the display.
pub(crate) fn is_on(place: Place, (width, height): Pixels) -> bool {
    let on = |(x, y): Pixels| x < width && y < height;
    match place {
        Place::Nowhere => true,
        Place::At(at) | Place::Toward(at, _) => on(at),
        Place::Along(from, to) => on(from) && on(to),
        // The corner across is the first pixel that is outside.
        Place::Within(from, (x, y)) => on(from) && x <= width && y <= height,
    }
}

/// The size of the display that a computer tool tells the model.
pub(crate) fn display(tool: &Json) -> Option<Pixels> {
    let tool = Value::parse(&tool.0).ok()?;
    let side = |name: &str| pixel(tool.get(name)?).filter(|side| *side > 0);
    Some((side("display_width_px")?, side("display_height_px")?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(input: &str) -> String {
        Deed::read(input, Some((7, 9))).told
    }

    #[test]
    fn actions_are_told_in_words() {
        let all = [
            (r#"{"action":"screenshot"}"#, "screenshot"),
            (
                r#"{"action":"left_click","coordinate":[12,34.0]}"#,
                "left_click at 12, 34",
            ),
            (
                r#"{"action":"left_click"}"#,
                "left_click at 7, 9, where the mouse is",
            ),
            (
                r#"{"action":"left_click","coordinate":[1,2],"text":"shift"}"#,
                "left_click at 1, 2 with shift",
            ),
            (
                r#"{"action":"left_click_drag","coordinate":[1,2]}"#,
                "left_click_drag from 7, 9 to 1, 2",
            ),
            (
                r#"{"action":"left_click_drag","start_coordinate":[3,4],"coordinate":[1,2]}"#,
                "left_click_drag from 3, 4 to 1, 2",
            ),
            (
                r#"{"action":"scroll","coordinate":[1,2],"scroll_direction":"down","scroll_amount":3}"#,
                "scroll down by 3 at 1, 2",
            ),
            (r#"{"action":"type","text":"ELO"}"#, "type ELO"),
            (r#"{"action":"key","text":"ctrl+l"}"#, "key ctrl+l"),
            (r#"{"action":"wait","duration":2}"#, "wait 2 s"),
            (
                r#"{"action":"hold_key","text":"a","duration":1.5}"#,
                "hold a for 1.5 s",
            ),
            (
                r#"{"action":"zoom","region":[0,0,100,50]}"#,
                "zoom into 0, 0 to 100, 50",
            ),
            (r#"{"action":"fly", "x":1}"#, r#"{"action":"fly","x":1}"#),
            (r#"{"action":"mouse_mo"#, r#"{"action":"mouse_mo"#),
        ];
        for (input, words) in all {
            assert_eq!(told(input), words);
        }
    }

    fn marked(input: &str) -> Vec<Mark> {
        let deed = Deed::read(input, Some((100, 100)));
        marks(deed.place, Some((1000, 500)), (2000, 500))
    }

    #[test]
    fn places_are_scaled_from_the_display_to_the_picture() {
        assert_eq!(
            marked(r#"{"action":"left_click","coordinate":[10,20]}"#),
            [Mark::Cross((20, 20))]
        );
        assert_eq!(
            marked(r#"{"action":"left_click_drag","coordinate":[10,20]}"#),
            [Mark::Arrow((200, 100), (20, 20))]
        );
        assert_eq!(
            marked(r#"{"action":"zoom","region":[100,50,10,20]}"#),
            [Mark::Frame(Region {
                x: 20,
                y: 20,
                width: 180,
                height: 30
            })]
        );
        let up = r#"{"action":"scroll","coordinate":[10,20],"scroll_direction":"up"}"#;
        assert_eq!(
            marked(up),
            [Mark::Cross((20, 20)), Mark::Arrow((20, 20), (20, 0))]
        );
        assert_eq!(marked(r#"{"action":"key","text":"a"}"#), []);
        assert_eq!(
            marks(Place::At((5, 5)), None, (10, 10)),
            [Mark::Cross((5, 5))]
        );
    }

    #[test]
    fn what_lies_beyond_the_display_is_drawn_at_its_edge_and_told() {
        assert_eq!(
            marked(r#"{"action":"left_click","coordinate":[-4,1e9]}"#),
            [Mark::Cross((0, 499))]
        );
        assert!(!is_on(Place::At((1000, 1)), (1000, 500)));
        assert!(is_on(Place::Within((0, 0), (1000, 500)), (1000, 500)));
        let tool = Json(r#"{"display_width_px":800,"display_height_px":600}"#.to_owned());
        assert_eq!(display(&tool), Some((800, 600)));
        assert_eq!(display(&Json("{".to_owned())), None);
    }

    proptest! {
        #[test]
        fn marks_lie_on_the_picture(
            x in any::<f64>(), y in any::<f64>(), input in ".*",
            action in prop::sample::select(vec!["left_click", "left_click_drag", "scroll", "zoom"]),
            display in (1_u32..5000, 1_u32..5000), pixels in (1_u32..9000, 1_u32..9000),
        ) {
            let _ = Deed::read(&input, None);
            let text = format!(
                r#"{{"action":"{action}","coordinate":[{x:e},{y:e}],"region":[{y:e},{x:e},{x:e},{y:e}],"scroll_direction":"down"}}"#
            );
            let deed = Deed::read(&text, Some((3, 3)));
            let on = |(x, y): Pixels| x < pixels.0 && y < pixels.1;
            for mark in marks(deed.place, Some(display), pixels) {
                let lies = match mark {
                    Mark::Cross(at) => on(at),
                    Mark::Arrow(from, to) => on(from) && on(to),
                    Mark::Frame(region) => on((region.x, region.y)),
                };
                prop_assert!(lies);
            }
        }
    }
}
