//! Tools of a server that come into the tool set which names it.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::chat::tool::source::server::names;
use crate::chat::tool::source::{Origin, SourceKind, ToolSource};

/// Keeps tools of a server in its set, each with the server as what answers it: these, and those of it that
/// are offered, since what was read from disk meanwhile may not have all of them yet. Nothing is done for
/// tools of files, or where the set has them already.
pub(super) fn keep(
    state: &mut State,
    source: &ToolSource,
    wanted: impl Fn(usize) -> bool,
) -> Vec<Effect> {
    let SourceKind::Server(origin) = &source.kind else {
        return Vec::new();
    };
    let offered = state.settings().tools.offered.clone();
    let source = source.those(|at, tool| wanted(at) || offered.contains(tool));
    let shelf = Arc::make_mut(&mut state.memory.shelf);
    let Some(set) = shelf.tools.iter_mut().find(|set| set.name == origin.set) else {
        return Vec::new();
    };
    if !names(set, &origin.server) {
        let Origin { set, server } = origin;
        let text = format!("not kept: the tool set {set} has no server {server} any more");
        state.notices.error(text, state.input.now.mono);
        return Vec::new();
    }
    let kept = source.kept_in(set, &origin.server);
    if kept == *set {
        return Vec::new();
    }
    // The next tool is added to this one, though the file is still being written.
    *set = kept;
    let said = format!(
        "kept in the tool set {}: {} answers",
        origin.set, origin.server
    );
    state.notices.say(said, state.input.now.mono);
    vec![Effect::KeepOfServer(Box::new(source))]
}
