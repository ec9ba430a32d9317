//! The question whether something may run.

use ratatui::layout::Rect;

use crate::app::consent::truth::Kind;
use crate::app::consent::{BELOW, BOX, Choice, INDENT, OnConsent, Question, Row};
use crate::app::msg::Target;
use crate::app::state::State;
use crate::app::transcript::line::columns;
use crate::chat::tool::verdict::Verdict;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::frame;
use crate::ui::theme::Tone;

/// Draws all that would run, as far as there is room, and the choices below.
pub(crate) fn draw(state: &State, question: &Question, canvas: &mut Canvas<'_>) {
    let size = state.view.size;
    let title = title(state, question);
    let inner = frame::overlay(size, BOX.width, BOX.height, &title, canvas);
    let rows = inner.height.saturating_sub(BELOW);
    for (at, line) in (0..rows).zip(question.visible()) {
        value(line, after(row(inner, at), 1), canvas);
    }
    below(state, question, after(row(inner, rows), 1), canvas);
    choices(question, after(row(inner, rows + 1), 1), canvas);
    let (choose, later) = (("← →", "choose"), ("Esc", "later"));
    let (take, scroll) = (("Enter", "take"), ("↓", "scroll"));
    let all = [take, ("↓ PgDn", "scroll"), choose, later];
    let few = [take, scroll, choose, later];
    frame::hints_of(inner, &[&all, &few, &[scroll, choose, later]], canvas);
}

/// Says what has not been on the screen, and how much is wrong with the arguments: in fewer words where
/// there is little room.
fn below(state: &State, question: &Question, area: Rect, canvas: &mut Canvas<'_>) {
    let unseen = question.unseen();
    let [long, short, shortest] = match unseen {
        _ if question.is_narrow() => ["too narrow to show all of it", "too narrow", "too narrow"],
        0 => ["all of it was on the screen", "all was seen", "all seen"],
        1 => [
            "1 more line below, to be seen first",
            "1 more line to be seen first",
            "1 more line",
        ],
        _ => [
            "{} more lines below, to be seen first",
            "{} more lines to be seen first",
            "{} more lines",
        ],
    }
    .map(|told| told.replace("{}", &unseen.to_string()));
    let fault = match against_schema(state, question) {
        None => [""; 2].map(str::to_owned),
        Some(1) => [" · ✗ 1 fault against the schema", " · ✗ 1 fault"].map(str::to_owned),
        Some(count) => {
            let few = format!(" · ✗ {count} faults");
            [format!("{few} against the schema"), few]
        }
    };
    let [whole, few] = &fault;
    let forms = [
        (&long, whole),
        (&long, few),
        (&short, few),
        (&shortest, few),
    ];
    let fits = |(told, fault): &&(&String, &String)| {
        columns(told) + columns(fault) <= usize::from(area.width)
    };
    let (told, fault) = forms.iter().find(fits).unwrap_or(&forms[3]);
    let tone = if unseen > 0 {
        Tone::Warning
    } else {
        Tone::Faint
    };
    let used = canvas.words(area, told, tone);
    canvas.words(after(area, used), fault, Tone::Error);
}

/// What is asked, and which of several questions it is.
fn title(state: &State, question: &Question) -> String {
    let tool = &question.plan.invocation.tool;
    match (question.call(), state.calls.order(question.call())) {
        (Some(_), Some((at, all))) => format!("{at} of {all}: may this run for {tool}?"),
        (Some(_), None) => format!("May this run for {tool}?"),
        (None, _) => format!("May the server {tool} be asked for its tools?"),
    }
}

/// How much is wrong with the arguments of the call, once they were checked.
fn against_schema(state: &State, question: &Question) -> Option<usize> {
    let verdict = state.calls.verdict(question.call()?, question.key)?;
    match verdict {
        Verdict::Faults(faults) => Some(faults.len()),
        Verdict::Valid | Verdict::Unknown(_) | Verdict::BadSchema(_) => None,
    }
}

fn value(line: &Row, area: Rect, canvas: &mut Canvas<'_>) {
    match line {
        Row::Label(label) => {
            canvas.words(area, label, Tone::Strong);
        }
        Row::Value(glyphs) => {
            let mut used = INDENT;
            for piece in glyphs {
                let tone = match piece.kind {
                    Kind::Plain => Tone::Text,
                    Kind::Written => Tone::Hazard,
                };
                used += canvas.literal(after(area, used), &piece.text, tone);
            }
        }
    }
}

/// The choices, in the longest words that all have room in; where there are none, from the one in focus
/// on.
fn choices(question: &Question, area: Rect, canvas: &mut Canvas<'_>) {
    let all = question.choices();
    let forms: [fn(Choice) -> String; 3] = [
        |it| format!("[ {} ]", it.name()),
        |it| format!("[ {} ]", it.short_name()),
        |it| format!("[{}]", it.shortest_name()),
    ];
    let room = usize::from(area.width);
    let fits = |form: &&fn(Choice) -> String| {
        let wide = |it: &Choice| columns(&form(*it)) + 1;
        all.iter().map(wide).sum::<usize>() <= room + 1
    };
    let whole = forms.iter().find(fits);
    let first = match whole {
        Some(_) => None,
        None => all.iter().position(|it| *it == question.choice),
    };
    let (form, first) = (whole.unwrap_or(&forms[2]), first.unwrap_or(0));
    let mut used = 0;
    for choice in &all[first..] {
        let tone = if *choice == question.choice {
            Tone::Selected
        } else if question.unseen() > 0 && *choice != Choice::Deny {
            Tone::Faint
        } else {
            Tone::Text
        };
        let place = after(area, used);
        let width = canvas.words(place, &form(*choice), tone);
        let take = Target::Do(crate::app::action::Action::OnConsent(OnConsent::Choose(
            *choice,
        )));
        canvas.click(Rect { width, ..place }, take);
        used += width + 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::app::bar::Glyphs;
    use crate::app::consent::truth::read;
    use crate::app::fixture::asked_to_run;
    use crate::app::layout::Size;
    use crate::app::msg::Msg;
    use crate::ui::tests::{drawn_state, text, wardrobe};

    /// The lines below a label, cell by cell as they are drawn.
    fn drawn(value: &str, glyphs: Glyphs) -> Vec<String> {
        let mut play = asked_to_run(value);
        play.tell(Msg::Resized(Size {
            width: 120,
            height: 60,
        }));
        play.state.view.appearance.look.glyphs = glyphs;
        let screen = text(&drawn_state(&mut play.state, &wardrobe()));
        let mut lines = screen
            .lines()
            .map(|line| line.chars().collect::<Vec<char>>());
        let at = |line: &Vec<char>| {
            let line: String = line.iter().collect();
            let at = line.find("standard input")?;
            Some(line[..at].chars().count())
        };
        let label = lines.by_ref().find_map(|line| at(&line)).unwrap();
        let value = |line: Vec<char>| {
            let is_value = line[label] == ' ';
            let cells = line[label + 2..label + 106].iter().collect::<String>();
            is_value.then(|| cells.trim_end().to_owned())
        };
        lines.map_while(value).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn the_cells_say_which_bytes_it_is_whatever_may_be_drawn(
            other in prop::collection::vec(any::<char>(), 0..30),
            near in "[a _<>.s\"\\\\«»␣…\n]{0,20}",
        ) {
            for value in [other.into_iter().collect::<String>(), near] {
                for glyphs in [Glyphs::Blocks, Glyphs::Ascii] {
                    let lines = drawn(&value, glyphs);
                    prop_assert_eq!(read(&lines, glyphs), Some(value.clone()), "{:?}", lines);
                }
            }
        }
    }

    #[test]
    fn blanks_are_no_underlines_where_only_ascii_is_drawn() {
        let one = drawn("rm -rf /srv/data  backup", Glyphs::Ascii);
        let other = drawn("rm -rf /srv/data__backup", Glyphs::Ascii);
        assert_eq!(one, ["\"rm -rf /srv/data\\s\\sbackup\""]);
        assert_eq!(other, ["\"rm -rf /srv/data__backup\""]);
    }
}
