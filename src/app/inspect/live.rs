//! Arguments while they stream. They are read anew once they have grown by an eighth, and of their text
//! only the end is laid out. So a whole stream costs in proportion to its length, and a frame without
//! new bytes nothing.

use super::Look;
use super::detail::{Part, Place};
use super::page::Page;
use crate::app::transcript::line::{Role, Span};
use crate::chat::json::Value;
use crate::chat::json::prefix::{Begun, End, begun};
use crate::chat::size::size;

/// Longer arguments are not made a tree while they stream, in bytes.
const MOST: usize = 1_000_000;

/// Arguments of up to so many bytes are read whenever they have grown.
const SHORT: usize = 4096;

/// Longer ones once they have grown by this part of themselves.
const PART: usize = 8;

/// How much of the text stands below the tree, in bytes.
const BELOW_TREE: usize = 2_000;

/// How much of it stands there without a tree.
const ALONE: usize = 16_000;

/// What was made of arguments that stream.
#[derive(Debug, Clone)]
pub(super) struct Live {
    /// How many bytes had come when they were read.
    read: usize,
    /// How the text stood then.
    end: End,
    /// The row that tells how much has come.
    title: usize,
    /// The first row of the end of the text.
    tail: usize,
    /// What stands above that.
    above: Above,
}

/// What stands above the end of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Above {
    Tree,
    Nothing,
}

impl Live {
    /// Whether so many bytes are to be read again.
    pub(super) fn is_due(&self, length: usize) -> bool {
        let grown = length.saturating_sub(self.read);
        length < self.read || length <= SHORT || grown >= self.read / PART
    }

    /// Reads arguments, and lays out all but the end of their text. Gives their value, as far as they
    /// are one.
    pub(super) fn begin(
        page: &mut Page<'_>,
        text: &str,
        view: &super::View,
    ) -> (Self, Option<Value>) {
        let Begun { value, end } = if text.len() > MOST {
            Begun {
                value: None,
                end: End::Growing,
            }
        } else {
            begun(text)
        };
        page.begin_arguments(text.len(), &end);
        let title = page.rows.len() - 1;
        let mut above = Above::Nothing;
        if let (Some(value), Look::Tree) = (&value, view.look) {
            page.tree(value, &view.arguments, Part::Arguments);
            above = Above::Tree;
        }
        let live = Self {
            read: text.len(),
            end,
            title,
            tail: page.rows.len(),
            above,
        };
        (live, value)
    }

    /// Takes back the end of the text, and tells how much has come now.
    pub(super) fn go_on(&self, page: &mut Page<'_>, length: usize) {
        page.rows.truncate(self.tail);
        if let Some(row) = page.rows.get_mut(self.title) {
            row.line.spans = Page::arguments_title(length, &self.end);
        }
    }

    /// Lays out the end of the text.
    pub(super) fn finish(&self, page: &mut Page<'_>, text: &str) {
        let whole = Place::Whole(Part::Arguments);
        let most = match self.above {
            Above::Tree => BELOW_TREE,
            Above::Nothing => ALONE,
        };
        let from = text.len().saturating_sub(most);
        let from = (from..text.len()).find(|at| text.is_char_boundary(*at));
        let from = from.unwrap_or(0);
        let note = match self.above {
            _ if text.is_empty() => "none".to_owned(),
            Above::Tree => "as it comes:".to_owned(),
            Above::Nothing if from > 0 => format!("after {}:", size(from as u64)),
            Above::Nothing => String::new(),
        };
        if !note.is_empty() {
            page.push(vec![Span::new(note, Role::Faint)], Place::Plain);
        }
        if !text.is_empty() {
            page.text(&text[from..], &whole, "");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::app::fixture::*;
    use crate::app::inspect::{Inspect, prepare};
    use crate::app::overlay::Overlay;
    use crate::chat::ids::GenerationId;

    /// A call whose arguments begin to stream, and the pane over it.
    fn begun() -> (Play, GenerationId) {
        let mut play = Play::connected();
        play.offers_top_song();
        let id = play.ask("What is played on WZPZ?");
        play.calls(id, (1, "top_song"), &["{\"list\":["]);
        play.key("ctrl-x t");
        (play, id)
    }

    fn pane(play: &Play) -> &Inspect {
        match play.state.overlays.last() {
            Some(Overlay::Inspect(pane)) => pane,
            other => panic!("{other:?}"),
        }
    }

    /// Lets so many items come, with a frame after each; gives how many bytes.
    fn stream(play: &mut Play, id: GenerationId, items: usize) -> usize {
        let item = "{\"name\":\"Gneiss\",\"text\":\"some words about a rock\"},";
        for _ in 0..items {
            play.tells(id, 1, item);
            prepare(&mut play.state);
        }
        items * item.len()
    }

    #[test]
    fn a_frame_without_new_bytes_costs_nothing() {
        let (mut play, id) = begun();
        stream(&mut play, id, 300);
        let before = pane(&play).detail().work();
        for _ in 0..10 {
            prepare(&mut play.state);
        }
        assert_eq!(pane(&play).detail().work(), before);
    }

    #[test]
    fn a_stream_twice_as_long_costs_twice_as_much() {
        let cost = |items| {
            let (mut play, id) = begun();
            // An array with so many items is folded by itself.
            play.key("*");
            let bytes = stream(&mut play, id, items);
            let work = pane(&play).detail().work();
            assert!(pane(&play).detail().rows().len() > items, "{bytes}");
            (work.bytes / bytes, work.rows / items)
        };
        let (short, long) = (cost(400), cost(1600));
        // Read anew after each eighth: 1 + 8/9 + (8/9)² + … = 9 times.
        assert!(long.0 <= 12, "{long:?} after {short:?}");
        assert!(long.1 <= short.1 + 10, "{long:?} after {short:?}");
    }

    #[test]
    fn the_end_of_the_text_is_always_there_and_the_tree_follows() {
        let (mut play, id) = begun();
        stream(&mut play, id, 200);
        play.tells(id, 1, "\"the last word\"");
        prepare(&mut play.state);
        let told = |play: &Play| {
            let rows = pane(play).detail().rows().iter();
            rows.map(|row| row.line.text()).collect::<Vec<_>>()
        };
        let text = told(&play).join("");
        assert!(text.contains("\"the last word\""), "{text}");
        assert!(pane(&play).detail().arguments().ends_with("word\""));
        // Once all has come, all of it is a tree.
        play.tells(id, 1, "]}");
        play.ended_in_calls(id);
        prepare(&mut play.state);
        let rows = told(&play);
        assert!(
            rows.iter().any(|row| row.contains("array[201]")),
            "{rows:?}"
        );
        assert!(!rows.iter().any(|row| row.contains("as it comes")));
    }
}
