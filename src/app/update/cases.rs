//! Cases: a table is read, its grid opened, and what is done there.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::cases::{CasesRead, Queue};
use crate::app::composer::Said;
use crate::app::effect::{Effect, SheetOrder};
use crate::app::grid::{self, Doubt, OnGrid};
use crate::app::menu::Asked;
use crate::app::overlay::Overlay;
use crate::app::page::Page;
use crate::app::service::Link;
use crate::app::state::State;
use crate::chat::cases::{CaseFormat, Sheet, SheetCell, SheetRow};
use crate::chat::generation::Outcome;
use crate::chat::ids::{CaseNo, LaneId};
use crate::chat::lane::Lane;
use crate::chat::message::Message;
use crate::chat::record::{CaseFile, Record};

use super::{branch, case_run, file, lanes, menu, pin, send};

/// Opens the grid, or asks for a table where there is none.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let Some(file) = state.conversation.cases().cloned() else {
        return menu::ask(state, Asked::Cases);
    };
    let read = state.flight.desk.table(&file.blob).is_some();
    show_grid(state);
    if read {
        Vec::new()
    } else {
        vec![Effect::LoadCases(file)]
    }
}

/// A table was read: it becomes that of the conversation, and its grid opens.
pub(super) fn read(state: &mut State, result: Result<Box<CasesRead>, String>) -> Vec<Effect> {
    let read = match result {
        Ok(read) => *read,
        Err(why) => {
            state.notices.error(why, state.input.now.mono);
            return Vec::new();
        }
    };
    let mut effects = Vec::new();
    let now = state.conversation.cases();
    if now.is_none_or(|file| file.blob != read.blob.hash) {
        effects.extend(case_run::stop(state));
        if state.conversation.blob(&read.blob.hash).is_none() {
            let blob = Record::Blob(read.blob.clone());
            effects.extend(file::record_by_itself(state, blob));
        }
        let file = CaseFile {
            blob: read.blob.hash.clone(),
            columns: read.table.columns.clone(),
            name: read.blob.name.clone(),
        };
        effects.extend(file::record_by_itself(state, Record::Cases(file)));
    }
    state.flight.desk.put(read);
    show_grid(state);
    effects
}

fn show_grid(state: &mut State) {
    close(state);
    state.overlays.push(Overlay::Grid(Box::default()));
}

fn close(state: &mut State) {
    let is_grid = |overlay: &Overlay| matches!(overlay, Overlay::Grid(_));
    state.overlays.retain(|overlay| !is_grid(overlay));
}

/// Works out again what an open grid shows, and asks for the next cells.
pub(super) fn settle(state: &mut State) -> Vec<Effect> {
    let effects = case_run::go_on(state);
    let mut overlays = std::mem::take(&mut state.overlays);
    for overlay in &mut overlays {
        if let Overlay::Grid(grid) = overlay {
            grid.refresh(state);
        }
    }
    state.overlays = overlays;
    effects
}

/// Does something in the grid.
pub(super) fn act(state: &mut State, what: OnGrid) -> Vec<Effect> {
    let Some(Overlay::Grid(grid)) = state.overlays.last_mut() else {
        return say(state, "this is done in the grid of cases; ^X # opens it");
    };
    let doubt = std::mem::take(&mut grid.doubt);
    match what {
        OnGrid::Left => {
            grid.left();
            Vec::new()
        }
        OnGrid::Right => {
            grid.right();
            Vec::new()
        }
        OnGrid::Stop => case_run::stop(state),
        OnGrid::Show => show(state),
        OnGrid::Table => menu::ask(state, Asked::Cases),
        OnGrid::Export => menu::ask(state, Asked::CasesTo),
        OnGrid::Run => run(state, doubt),
        OnGrid::Again => again(state),
        OnGrid::Failed => failed(state),
    }
}

/// Enter: the whole reply of the cell to read; where there is none, all empty cells are asked for.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    let Some((case, lane)) = selected(state) else {
        return Vec::new();
    };
    let Some(message) = state.conversation.cell(case, lane) else {
        return act(state, OnGrid::Run);
    };
    let (title, text) = (format!("Case {}", case.0 + 1), whole(message));
    let page = Page::quoting(title, text);
    state.overlays.push(Overlay::Page(Box::new(page)));
    Vec::new()
}

/// All that a reply says, and why it failed if it did.
fn whole(message: &Message) -> String {
    let end = message
        .generation
        .as_ref()
        .and_then(|reply| reply.end.as_ref());
    match end.map(|end| &end.outcome) {
        Some(Outcome::Failed(failure)) => format!("{}\n\n✗ {failure}", message.text()),
        Some(_) | None => message.text(),
    }
}

/// Shows the reply of the cell in its lane, and closes the grid.
fn show(state: &mut State) -> Vec<Effect> {
    let cell = selected(state);
    let found = cell.and_then(|(case, lane)| Some((lane, state.conversation.cell(case, lane)?.id)));
    let Some((lane, id)) = found else {
        return say(state, "this cell has no reply yet");
    };
    close(state);
    lanes::focus(state, lane);
    branch::go_to(state, id)
}

/// The case and the lane of the selected cell.
fn selected(state: &State) -> Option<(CaseNo, LaneId)> {
    let Some(Overlay::Grid(grid)) = state.overlays.last() else {
        return None;
    };
    let rows = grid::table(state)?.rows.len();
    let lane = state.conversation.lanes().nth(grid.column())?.id;
    (grid.row() < rows).then(|| (grid::case(grid.row()), lane))
}

/// Asks for all cells that have no reply and are not on their way.
fn run(state: &mut State, doubt: Doubt) -> Vec<Effect> {
    if is_hindered(state) {
        return Vec::new();
    }
    let said = Arc::new(state.composer.said());
    if said.text.trim().is_empty() {
        let text = "write the prompt in the message first, with {{name}} for the columns";
        return say(state, text);
    }
    if doubt == Doubt::None
        && let Some(text) = doubtful(state)
    {
        if let Some(Overlay::Grid(grid)) = state.overlays.last_mut() {
            grid.doubt = Doubt::Told;
        }
        return say(state, &text);
    }
    let open = lanes::open(state).into_iter();
    let count: usize = open.map(|lane| fill(state, lane, &said)).sum();
    if count == 0 {
        return say(state, "all cells have replies; r asks for one again");
    }
    Vec::new()
}

/// Lets the empty cells of a lane be asked for; says how many these are.
fn fill(state: &mut State, lane: LaneId, said: &Arc<Said>) -> usize {
    let rows = grid::table(state).map_or(0, |table| table.rows.len());
    let flying = state.flight.of_cell(lane).and_then(|flying| flying.case);
    let is_empty =
        |case: &CaseNo| Some(*case) != flying && state.conversation.cell(*case, lane).is_none();
    let empty = (0..rows).map(grid::case).filter(is_empty);
    let queue = Queue {
        leaf: state.conversation.lane(lane).and_then(Lane::leaf),
        prefill: (said.prefill != pin::pinned(state)).then(|| said.prefill.clone()),
        said: Arc::clone(said),
        wanted: empty.map(|case| (case, None)).collect(),
    };
    let count = queue.wanted.len();
    if count == 0 {
        return 0;
    }
    case_run::ask_for(state, lane, queue);
    count
}

/// What the user should know before a run, if anything.
fn doubtful(state: &State) -> Option<String> {
    let Some(Overlay::Grid(grid)) = state.overlays.last() else {
        return None;
    };
    let columns = &grid::table(state)?.columns;
    if grid.fit.unused.len() == columns.len() {
        let text = "the prompt names no column, so all cases say the same; R again runs them";
        return Some(text.to_owned());
    }
    let missing = grid.fit.missing.first()?;
    Some(format!(
        "{{{{{missing}}}}} has no value and is sent as it stands; R again runs the cases"
    ))
}

/// Asks for the selected cell again.
fn again(state: &mut State) -> Vec<Effect> {
    let Some(cell) = selected(state).filter(|_| !is_hindered(state)) else {
        return Vec::new();
    };
    if ask_again(state, cell) == 0 {
        return say(
            state,
            "this cell has no reply yet; R asks for all that have none",
        );
    }
    Vec::new()
}

/// Asks again for all cells that have failed or were stopped.
fn failed(state: &mut State) -> Vec<Effect> {
    if is_hindered(state) {
        return Vec::new();
    }
    let open = lanes::open(state);
    let cells = state.conversation.cells();
    let broken = cells.filter(|(_, lane, message)| open.contains(lane) && is_broken(message));
    let broken: Vec<(CaseNo, LaneId)> = broken.map(|(case, lane, _)| (case, lane)).collect();
    let count: usize = broken.into_iter().map(|cell| ask_again(state, cell)).sum();
    if count == 0 {
        return say(state, "no cell has failed");
    }
    Vec::new()
}

fn is_broken(message: &Message) -> bool {
    let reply = message.generation.as_deref();
    match reply
        .and_then(|reply| reply.end.as_ref())
        .map(|end| &end.outcome)
    {
        Some(Outcome::Failed(_) | Outcome::Cancelled | Outcome::Interrupted) => true,
        Some(Outcome::Done(_)) | None => false,
    }
}

/// Lets a cell that has a reply be asked for again; says how many these are.
fn ask_again(state: &mut State, (case, lane): (CaseNo, LaneId)) -> usize {
    let question = state
        .conversation
        .cell(case, lane)
        .filter(|message| !message.is_open())
        .and_then(|message| message.parent);
    let Some(question) = question else {
        return 0;
    };
    let queue = Queue {
        wanted: [(case, Some(question))].into(),
        ..Queue::default()
    };
    case_run::ask_for(state, lane, queue);
    1
}

/// Whether nothing can be asked for now; then it is said why.
fn is_hindered(state: &mut State) -> bool {
    if file::refuses(state) {
        return true;
    }
    let text = match &state.service.link {
        Link::Ready(_) => None,
        Link::Connecting | Link::StartingSandbox => Some("not connected yet".to_owned()),
        Link::Failed(_) => Some("not connected; ^X l loads the credentials again".to_owned()),
    };
    let open = lanes::open(state).into_iter().enumerate();
    let without = |state: &mut State, lane| {
        !lanes::within(state, lane, |state| send::model_is_settled(state))
    };
    let text = text.or_else(|| {
        let mut unsettled = open.filter(|(_, lane)| without(state, *lane));
        let (at, _) = unsettled.next()?;
        Some(format!("choose a model in lane {} first: ^X m", at + 1))
    });
    let Some(text) = text else {
        return false;
    };
    say(state, &text);
    true
}

/// Asks for the table at this path.
pub(super) fn table_at(path: &str) -> Vec<Effect> {
    vec![Effect::ReadCases(PathBuf::from(path))]
}

/// Writes values, replies and figures to a new file.
pub(super) fn export(state: &mut State, path: &str) -> Result<Vec<Effect>, String> {
    let format = CaseFormat::of_name(path)
        .ok_or_else(|| "the name says what it will be: .csv or .jsonl".to_owned())?;
    let Some(sheet) = sheet(state) else {
        return Err("the table is not read yet".to_owned());
    };
    let order = SheetOrder {
        path: PathBuf::from(path),
        format,
        sheet: Arc::new(sheet),
    };
    Ok(vec![Effect::ExportCases(order)])
}

/// All that the grid has.
fn sheet(state: &State) -> Option<Sheet> {
    let table = grid::table(state)?;
    let lanes: Vec<&Lane> = state.conversation.lanes().collect();
    let cell = |case: CaseNo, lane: &Lane| {
        let message = state.conversation.cell(case, lane.id)?;
        let reply = message.generation.as_deref()?;
        Some(SheetCell {
            reply: message.text(),
            figures: grid::figures(state, reply).unwrap_or_default(),
        })
    };
    let rows = table.rows.iter().enumerate().map(|(at, values)| SheetRow {
        values: values.clone(),
        cells: lanes
            .iter()
            .map(|lane| cell(grid::case(at), lane))
            .collect(),
    });
    Some(Sheet {
        columns: table.columns.clone(),
        rows: rows.collect(),
        models: lanes.iter().map(|lane| grid::model(lane)).collect(),
    })
}

/// The file was written, or why not.
pub(super) fn exported(state: &mut State, result: Result<PathBuf, String>) -> Vec<Effect> {
    match result {
        Ok(path) => say(state, &format!("written to {}", path.display())),
        Err(why) => {
            state.notices.error(why, state.input.now.mono);
            Vec::new()
        }
    }
}

fn say(state: &mut State, text: &str) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}
