//! Code blocks of replies: going to them, copying them, lines that are longer than the column.

use crate::app::code::{CodeId, CodeLines, Coloured, OnCode};
use crate::app::copying::{Copying, What};
use crate::app::effect::Effect;
use crate::app::state::State;
use crate::app::transcript::{self, code_blocks, code_of};
use crate::app::view::{Anchor, Pane};
use crate::chat::content::ContentBlock;
use crate::chat::ids::{LaneId, MessageId};
use crate::chat::message::{Message, Role};

use super::{find, lanes};

/// Columns of one step to the side.
const STEP: isize = 8;

/// Carries out what the user means.
pub(super) fn act(state: &mut State, what: OnCode) -> Vec<Effect> {
    match what {
        OnCode::Previous => go(state, Toward::Up),
        OnCode::Next => go(state, Toward::Down),
        OnCode::Copy => copy_chosen(state),
        OnCode::CopyNumber(number) => match transcript::chosen(state) {
            Some(message) => copy(state, message, usize::from(number)),
            None => say(state, "there is no message yet"),
        },
        OnCode::ToggleLines => toggle(state),
        OnCode::Left => roll_chosen(state, -STEP),
        OnCode::Right => roll_chosen(state, STEP),
    }
}

/// The shell has looked at some code.
pub(super) fn coloured(state: &mut State, told: Coloured) -> Vec<Effect> {
    let conversation = &state.conversation;
    let is_there = |id: MessageId| conversation.message(id).is_some();
    state.view.modes.code.colours.keep_only(is_there);
    if is_there(told.id.message) {
        state.view.modes.code.colours.learn(told);
    }
    Vec::new()
}

/// The head of a block was clicked.
pub(super) fn clicked(state: &mut State, lane: LaneId, id: CodeId) -> Vec<Effect> {
    lanes::focus(state, lane);
    state.view.focus = Pane::Transcript;
    choose(state, id);
    match number_of(state, id) {
        Some(number) => copy(state, id.message, number),
        None => Vec::new(),
    }
}

/// The block that was gone to, while its message is the chosen one.
pub(crate) fn chosen(state: &State) -> Option<CodeId> {
    let message = transcript::chosen(state);
    let block = state.view.modes.code.chosen;
    block.filter(|block| Some(block.message) == message)
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Toward {
    Up,
    Down,
}

/// Goes to the block beside the chosen one; beside what is in sight, if none is.
fn go(state: &mut State, toward: Toward) -> Vec<Effect> {
    state.view.focus = Pane::Transcript;
    let in_sight = state.view.transcript.code_in_sight();
    let here = chosen(state).filter(|block| in_sight.iter().any(|code| code.id == *block));
    match beside(state, here, toward) {
        Some((id, line)) => {
            choose(state, id);
            // What follows the end goes on following it, if the block is in sight.
            find::bring(state, id.message, line);
            Vec::new()
        }
        None if toward == Toward::Up => say(state, "there is no code block above"),
        None => say(state, "there is no code block below"),
    }
}

/// The next block in this direction, with its line.
fn beside(state: &mut State, here: Option<CodeId>, toward: Toward) -> Option<(CodeId, usize)> {
    let top = state.view.transcript.top()?;
    let from = here.map_or(top.message, |block| block.message);
    let follows = state.view.reading.anchor == Anchor::Follow;
    let mut path = state.lane()?.path.clone();
    if toward == Toward::Up {
        path.reverse();
    }
    let mut at = path.iter().position(|id| *id == from)?;
    if here.is_none() && toward == Toward::Up && follows {
        // Nothing was gone to: all that is in sight is above the end.
        at = 0;
    }
    for id in path.get(at..)? {
        if !has_code(state.conversation.message(*id)) {
            continue;
        }
        let mut all = code_of(state, *id);
        if toward == Toward::Up {
            all.reverse();
        }
        let found = match here.filter(|block| block.message == *id) {
            Some(block) => all
                .iter()
                .skip_while(|(id, _)| *id != block)
                .nth(1)
                .copied(),
            None if here.is_none() && *id == top.message && !follows => {
                let beyond = |(_, line): &&(CodeId, usize)| match toward {
                    Toward::Up => *line < top.first,
                    Toward::Down => *line >= top.first,
                };
                all.iter().find(beyond).copied()
            }
            None if here.is_none() && *id == top.message && toward == Toward::Down => {
                let below = |(_, line): &&(CodeId, usize)| *line >= top.first;
                all.iter().find(below).copied()
            }
            None => all.first().copied(),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Whether a message may hold code blocks. A look at its text is cheaper than laying it out.
fn has_code(message: Option<&Message>) -> bool {
    let Some(message) = message.filter(|message| message.role == Role::Assistant) else {
        return false;
    };
    let mut texts = message.content.iter().filter_map(ContentBlock::as_text);
    texts.any(|text| text.contains("```") || text.contains("~~~"))
}

fn choose(state: &mut State, id: CodeId) {
    state.view.reading.chosen = Some(id.message);
    state.view.modes.code.chosen = Some(id);
}

/// The number of a block in its message, from 1.
fn number_of(state: &mut State, id: CodeId) -> Option<usize> {
    let all = code_of(state, id.message);
    let at = all.iter().position(|(other, _)| *other == id)?;
    Some(at + 1)
}

fn copy_chosen(state: &mut State) -> Vec<Effect> {
    if let Some(block) = chosen(state)
        && let Some(number) = number_of(state, block)
    {
        return copy(state, block.message, number);
    }
    let Some(message) = transcript::chosen(state) else {
        return say(state, "there is no message yet");
    };
    match texts(state, message).len() {
        0 | 1 => copy(state, message, 1),
        count => {
            let most = count.min(9);
            let text =
                format!("{count} code blocks: c 1 to c {most} copies one, ( and ) go to them");
            say(state, &text)
        }
    }
}

/// Copies a code block as it was written.
fn copy(state: &mut State, message: MessageId, number: usize) -> Vec<Effect> {
    let mut all = texts(state, message);
    if number > all.len() {
        let text = match all.len() {
            0 => "no code block in this message".to_owned(),
            1 => "this message has one code block only".to_owned(),
            count => format!("this message has {count} code blocks"),
        };
        return say(state, &text);
    }
    let text = all.swap_remove(number - 1);
    vec![Effect::Copy(Copying::of(What::Code(number), &text))]
}

/// The code blocks of what a message says, in the order of their numbers.
fn texts(state: &State, message: MessageId) -> Vec<String> {
    let Some(message) = state.conversation.message(message) else {
        return Vec::new();
    };
    if message.role != Role::Assistant {
        return Vec::new();
    }
    let said = transcript::runs(message).into_iter().map(|run| {
        let texts = message.content[run].iter();
        texts.filter_map(ContentBlock::as_text).collect()
    });
    said.flat_map(|text: String| code_blocks(&text)).collect()
}

fn toggle(state: &mut State) -> Vec<Effect> {
    let code = &mut state.view.modes.code;
    let says = match code.lines {
        CodeLines::Wrap => {
            code.lines = CodeLines::Scroll;
            "long code lines are cut: shift-left and shift-right scroll the block"
        }
        CodeLines::Scroll => {
            code.lines = CodeLines::Wrap;
            "long code lines go on in the next row"
        }
    };
    say(state, says)
}

/// Scrolls the chosen block to the side; the first one in sight, if none is.
fn roll_chosen(state: &mut State, columns: isize) -> Vec<Effect> {
    if state.view.modes.code.lines == CodeLines::Wrap {
        return say(state, "code lines are not cut; shift-W cuts them");
    }
    let in_sight = state.view.transcript.code_in_sight();
    let is_chosen = |id: CodeId| Some(id) == chosen(state);
    let block = in_sight.iter().find(|code| is_chosen(code.id));
    match block.or(in_sight.first()).map(|code| code.id) {
        Some(id) => roll(state, id, columns),
        None => say(state, "no code block in sight"),
    }
}

/// Scrolls a block to the side, as far as its lines in sight go.
pub(super) fn roll(state: &mut State, id: CodeId, columns: isize) -> Vec<Effect> {
    let room = usize::from(state.view.panes.text_width());
    let rows = state.view.transcript.rows();
    let own = rows.filter(|row| row.code.is_some_and(|code| code.id == id));
    let widest = own.map(|row| row.line.width()).max().unwrap_or(0);
    let code = &mut state.view.modes.code;
    let now = code.shift(id);
    // A step never goes back on its own account, though the lines in sight may be shorter now.
    let most = widest.saturating_sub(room).max(now);
    let next = now.saturating_add_signed(columns).min(most);
    code.shifts.insert(id, next);
    if next == now {
        let says = if columns < 0 {
            "this is the beginning of the lines"
        } else {
            "this is the end of the lines"
        };
        return say(state, says);
    }
    Vec::new()
}

fn say(state: &mut State, text: &str) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}
