//! `outcrop.tool`: calls the tools that a request offers, and says what their results held.
//!
//! `wishes` reads what the question asks for, `turn` what happened since. Of the ways to go on, `radio` asks for the song
//! of a station, `desk` sits at a screen, `shell` and `editor` use Anthropic's tools of that kind, and `schema` calls
//! anything with arguments made from its schema. `report` tells the results.

mod desk;
mod editor;
mod quote;
mod radio;
mod report;
mod schema;
mod shell;
#[cfg(test)]
mod tests;
mod turn;
mod wishes;

use serde_json::{Map, Value};

use super::tool;
use crate::sandbox::arguments::{self, Flaw};
use crate::sandbox::limit::cut;
use crate::sandbox::reply::{Block, Reply};
use crate::sandbox::request::Request;
use turn::Turn;
use wishes::Wishes;

/// What is said to a greeting, and where no tool may be called.
const HELP: &str = "I call the tools that you offer. Name one, or ask for the most popular song on a station such as \
                    WZPZ. In your message `calls=3`, `rounds=2`, `invalid`, `cut`, `deaf` and `args={…}` say how.";

/// What the model does next.
enum Next<'a> {
    /// Says this and calls tools.
    Call(String, Vec<Call<'a>>),
    /// Ends its turn with this.
    Say(String),
}

/// A call before it has its id.
struct Call<'a> {
    tool: &'a Tool,
    input: Value,
}

/// A tool as it is offered, in the provider's form.
type Tool = Map<String, Value>;

impl<'a> Call<'a> {
    fn new(tool: &'a Tool, input: Value) -> Self {
        Self { tool, input }
    }

    fn name(&self) -> &'a str {
        name(self.tool)
    }
}

/// A sentence and calls, or an answer.
pub(super) fn blocks(request: &Request) -> Vec<Block> {
    if let Some(said) = tool::commanded(request) {
        return said;
    }
    let turn = Turn::of(request);
    let wishes = Wishes::of(&turn.question);
    match next(&turn, &wishes) {
        Next::Say(text) => vec![Block::Text(text)],
        Next::Call(text, calls) => called(request, &wishes, text, calls),
    }
}

/// What the user asked last, and wrote since.
pub(super) fn question(request: &Request) -> String {
    Turn::of(request).question
}

/// The reply, cut in the middle of its last call if that is wished for.
pub(super) fn torn(reply: Reply, request: &Request) -> Reply {
    let turn = Turn::of(request);
    let is_call = matches!(
        reply.blocks.last(),
        Some(Block::ToolUse { .. } | Block::Torn { .. })
    );
    if !is_call || !Wishes::of(&turn.question).is_cut {
        return reply;
    }
    let half = reply.blocks.last().map_or(0, Block::tokens) / 2;
    let kept = reply.output_tokens().saturating_sub(half.max(1));
    cut(reply, kept)
}

fn next<'a>(turn: &Turn<'a>, wishes: &Wishes) -> Next<'a> {
    let tools = turn.tools();
    if tools.is_empty() || wishes.is_deaf {
        return Next::Say(silent(turn, wishes));
    }
    if wishes.is_for_schema() {
        // A number of rounds is one of the screen too, where nothing else is wished for.
        let at_screen = desk::next(turn).filter(|_| wishes.is_for_rounds());
        let is_left = turn.rounds < wishes.rounds.unwrap_or(1);
        return at_screen
            .filter(|_| is_left)
            .unwrap_or_else(|| schema::next(turn, wishes));
    }
    if turn.request.native.choice() == Some("tool") && turn.kind_of("computer").is_none() {
        return radio::next(turn, tools).unwrap_or_else(|| schema::next(turn, wishes));
    }
    // A station that is named is meant even at a screen.
    if let Some(next) = radio::next(turn, tools).filter(|_| radio::is_named(turn)) {
        return next;
    }
    let typed = [shell::next, editor::next, desk::next].into_iter();
    let mut ways = typed.filter_map(|next| next(turn));
    ways.next()
        .or_else(|| radio::next(turn, tools))
        .unwrap_or_else(|| schema::next(turn, wishes))
}

/// The answer of a model that calls nothing.
fn silent(turn: &Turn<'_>, wishes: &Wishes) -> String {
    if !turn.results.is_empty() {
        return report::told(turn);
    }
    let why = if wishes.is_deaf {
        "You asked me not to hear of tools."
    } else if turn.request.native.tools.is_empty() {
        "No tool is offered."
    } else {
        "The tool choice is none."
    };
    format!("{why} {HELP}")
}

/// The blocks of a sentence and of calls, which are broken if that is wished for.
fn called(request: &Request, wishes: &Wishes, text: String, calls: Vec<Call<'_>>) -> Vec<Block> {
    let mut seed = request.seed.clone();
    let (mut text, mut said) = (text, Vec::new());
    for call in calls {
        let (id, name) = (request.wire.tool_use_id(&mut seed), call.name().to_owned());
        let Some(flaw) = wishes.flaw else {
            let input = call.input;
            said.push(Block::ToolUse { id, name, input });
            continue;
        };
        let broken = broken(&call, flaw);
        text = format!(
            "{text} The arguments of `{name}` are wrong on purpose: {}.",
            broken.what
        );
        said.push(match broken.input {
            Ok(input) => Block::ToolUse { id, name, input },
            Err(input) => Block::Torn { id, name, input },
        });
    }
    said.insert(0, Block::Text(text));
    said
}

fn broken(call: &Call<'_>, flaw: Flaw) -> arguments::Broken {
    arguments::broken(&arguments::schema_of(call.tool), &call.input, flaw)
}

fn name(tool: &Tool) -> &str {
    tool.get("name").and_then(Value::as_str).unwrap_or_default()
}
