//! Anthropic's computer tool: looks at the screen, moves, clicks, types, drags, and says what stands where it clicked.

use serde_json::{Value, json};

use super::quote::quoted;
use super::turn::Turn;
use super::{Call, Next, Tool, report};
use crate::sandbox::media::Screen;

/// What is typed if nothing is quoted.
const TYPED: &str = "radio station";

/// An action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Screenshot,
    Move,
    Click,
    Type,
    Return,
    Scroll,
    Wait,
    Zoom,
    Drag,
}

/// The screen: its size as the request says it, and the last picture of it.
struct Desk {
    /// Width and height of the display.
    display: [u32; 2],
    screen: Option<Screen>,
}

/// The next action, or what came of them. Nothing if the tool is not offered, or another one is meant.
pub(super) fn next<'a>(turn: &Turn<'a>) -> Option<Next<'a>> {
    let tool = turn.kind_of("computer")?;
    let is_for_another = turn.named().iter().any(|named| *named != tool);
    if is_for_another || turn.question.trim().is_empty() {
        return None;
    }
    if turn.error().is_some() {
        return Some(Next::Say(report::stopped(turn)));
    }
    let desk = Desk::of(tool, turn);
    let Some(step) = steps(tool).get(turn.rounds).copied() else {
        return Some(Next::Say(format!(
            "{}\n\n{}",
            desk.ending(turn),
            report::told(turn)
        )));
    };
    let (text, input) = desk.act(step, turn, tool);
    let seen = match (step, turn.rounds) {
        (_, 0) => String::new(),
        _ => desk.seen(turn),
    };
    Some(Next::Call(
        format!("{seen}{text}"),
        vec![Call::new(tool, input)],
    ))
}

/// The actions in order. Newer versions of the tool know more of them.
fn steps(tool: &Tool) -> Vec<Step> {
    let mut steps = vec![
        Step::Screenshot,
        Step::Move,
        Step::Click,
        Step::Type,
        Step::Return,
    ];
    if version(tool) >= "20250124" {
        steps.extend([Step::Scroll, Step::Wait]);
    }
    if version(tool) >= "20251124" && tool.get("enable_zoom") == Some(&Value::Bool(true)) {
        steps.push(Step::Zoom);
    }
    steps.extend([Step::Drag, Step::Screenshot]);
    steps
}

/// The date in the type of a tool.
fn version(tool: &Tool) -> &str {
    let kind = tool.get("type").and_then(Value::as_str).unwrap_or_default();
    kind.rsplit_once('_').map_or("", |(_, date)| date)
}

impl Desk {
    fn of(tool: &Tool, turn: &Turn<'_>) -> Self {
        let side = |name: &str| {
            let side = tool.get(name).and_then(Value::as_u64);
            side.and_then(|side| u32::try_from(side).ok())
                .unwrap_or(1)
                .max(1)
        };
        let picture = turn.picture();
        Self {
            display: [side("display_width_px"), side("display_height_px")],
            screen: picture.and_then(|bytes| Screen::read(&bytes).ok()),
        }
    }

    /// A sentence and the arguments of an action.
    fn act(&self, step: Step, turn: &Turn<'_>, tool: &Tool) -> (String, Value) {
        let action = |text: &str, input: Value| (text.to_owned(), input);
        match step {
            Step::Screenshot => action("I take a screenshot.", json!({"action": "screenshot"})),
            Step::Return => action(
                "I press Return.",
                json!({"action": "key", "text": "Return"}),
            ),
            Step::Wait => action("I wait a second.", json!({"action": "wait", "duration": 1})),
            Step::Type => {
                let text = quoted(&turn.question).first().copied().unwrap_or(TYPED);
                let said = format!("I type “{text}”.");
                (said, json!({"action": "type", "text": text}))
            }
            Step::Move => self.point(step, self.landmark()),
            Step::Click | Step::Scroll | Step::Zoom => self.point(step, self.here(turn)),
            Step::Drag => self.drag(self.here(turn), tool),
        }
    }

    /// An action at a place.
    fn point(&self, step: Step, place: [u32; 2]) -> (String, Value) {
        let ([x, y], colour) = (place, self.colour(place));
        match step {
            Step::Click => (
                format!("I click at ({x}, {y}), where the screen is {colour}."),
                json!({"action": "left_click", "coordinate": place}),
            ),
            Step::Scroll => (
                format!("I scroll down at ({x}, {y})."),
                json!({"action": "scroll", "coordinate": place, "scroll_direction": "down", "scroll_amount": 3}),
            ),
            Step::Zoom => (
                format!("I look closer at what is around ({x}, {y})."),
                json!({"action": "zoom", "region": self.around(place)}),
            ),
            _ => (
                format!("I move the pointer to ({x}, {y}), where something {colour} stands out."),
                json!({"action": "mouse_move", "coordinate": place}),
            ),
        }
    }

    /// A drag to the place opposite. The first version of the tool has no start: it drags from where the pointer is.
    fn drag(&self, here: [u32; 2], tool: &Tool) -> (String, Value) {
        let [[x, y], [width, height]] = [here, self.display];
        let there = [width - 1 - x, height - 1 - y];
        let mut input = json!({"action": "left_click_drag"});
        if version(tool) >= "20250124" {
            input["start_coordinate"] = json!(here);
        }
        input["coordinate"] = json!(there);
        let text = format!("I drag from ({x}, {y}) to ({}, {}).", there[0], there[1]);
        (text, input)
    }

    /// What the last result showed, as a sentence with a space behind it.
    fn seen(&self, turn: &Turn<'_>) -> String {
        let has_picture = turn.results.iter().any(report::has_picture);
        match (&self.screen, has_picture) {
            (Some(screen), true) => {
                let [width, height] = screen.size();
                let [shown_width, shown_height] = self.display;
                format!(
                    "I got a picture of {width}x{height} pixels of a display of {shown_width}x{shown_height}. "
                )
            }
            (Some(_), false) => String::new(),
            (None, _) => "I have no picture of the screen, so I act blindly. ".to_owned(),
        }
    }

    fn ending(&self, turn: &Turn<'_>) -> String {
        let mut inputs = turn.inputs();
        let click = inputs.find(|input| input["action"] == "left_click");
        let [x, y] = self.place(click.and_then(|input| input.get("coordinate")));
        let colour = self.colour([x, y]);
        format!("I am done. Where I clicked, at ({x}, {y}), the screen is {colour} now.")
    }

    /// Where the pointer is.
    fn here(&self, turn: &Turn<'_>) -> [u32; 2] {
        self.place(turn.inputs().find_map(|input| input.get("coordinate")))
    }

    /// A place of the display; the middle if there is none.
    fn place(&self, coordinate: Option<&Value>) -> [u32; 2] {
        let [width, height] = self.display;
        let place = coordinate.and_then(|place| {
            let side = |at: usize| {
                let side = place[at].as_u64();
                side.and_then(|side| u32::try_from(side).ok())
            };
            Some([side(0)?.min(width - 1), side(1)?.min(height - 1)])
        });
        place.unwrap_or([width / 2, height / 2])
    }

    /// Where something stands out on the picture, on the display.
    fn landmark(&self) -> [u32; 2] {
        match &self.screen {
            Some(screen) => scaled(screen.landmark(), screen.size(), self.display),
            None => [self.display[0] / 2, self.display[1] / 2],
        }
    }

    /// The colour of a place of the display on the picture.
    fn colour(&self, place: [u32; 2]) -> &'static str {
        let screen = self.screen.as_ref();
        screen.map_or("unseen", |screen| {
            screen.colour_at(scaled(place, self.display, screen.size()))
        })
    }

    /// A quarter of the display around a place: left, top, right, bottom.
    fn around(&self, [x, y]: [u32; 2]) -> [u32; 4] {
        let [width, height] = self.display;
        let left = x.saturating_sub(width / 8);
        let top = y.saturating_sub(height / 8);
        [
            left,
            top,
            (left + width / 4).min(width),
            (top + height / 4).min(height),
        ]
    }
}

/// A pixel of one size on another one: the middle of it, so that there and back again leads to where it was.
fn scaled([x, y]: [u32; 2], from: [u32; 2], to: [u32; 2]) -> [u32; 2] {
    let side = |at: u32, from: u32, to: u32| {
        let middle = (2 * u64::from(at) + 1) * u64::from(to) / (2 * u64::from(from.max(1)));
        u32::try_from(middle)
            .unwrap_or(u32::MAX)
            .min(to.saturating_sub(1))
    };
    [side(x, from[0], to[0]), side(y, from[1], to[1])]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn places_stay_on_the_display(x in 0..8000_u32, y in 0..8000_u32, width in 1..4000_u32, height in 1..4000_u32) {
            let [x, y] = scaled([x, y], [8000, 8000], [width, height]);
            prop_assert!(x < width && y < height);
        }
    }
}
