//! The rows of a call in full, section by section.

use ratatui::layout::Rect;

use crate::app::pictures::{fit, room};
use crate::app::state::State;
use crate::app::transcript::line::{Face, Line, Marks, Role, Span, cut_spans};
use crate::app::transcript::wrap::{Breaking, Prefix, Wrap};
use crate::chat::call::items::{self, Item};
use crate::chat::call::turn::call;
use crate::chat::call::{AnsweredBy, CallId, Status};
use crate::chat::figures::short;
use crate::chat::json::Value;
use crate::chat::json::prefix::{Begun, End, begun};
use crate::chat::lane::Lane;
use crate::chat::shown::{RunKind, Shown};
use crate::chat::size::size;
use crate::chat::tool::verdict::Verdict;

use super::detail::{Part, Place, Row, json_of, measured};
use super::tree::{Folds, nodes, shown};
use super::{Form, Look, View, result_of, standing, table};

/// The title of the section of the arguments.
const ARGUMENTS: &str = "Arguments";

/// Rows that are being made.
pub(super) struct Page<'a> {
    state: &'a State,
    area: Rect,
    width: usize,
    /// Those that are made.
    pub(super) rows: Vec<Row>,
}

impl<'a> Page<'a> {
    /// No rows yet, for this area.
    pub(super) fn new(state: &'a State, area: Rect) -> Self {
        Self {
            state,
            area,
            width: usize::from(area.width.saturating_sub(2)),
            rows: Vec::new(),
        }
    }

    /// One more row.
    pub(super) fn push(&mut self, spans: Vec<Span>, place: Place) {
        self.rows.push(Row {
            line: Line { spans },
            place,
            fold: None,
        });
    }

    fn fact(&mut self, name: &str, text: &str) {
        let mut spans = vec![Span::new(format!("{name:<9}"), Role::Faint)];
        spans.extend(shown(text, Role::Text).into_iter().map(Span::ours));
        self.push(spans, Place::Plain);
    }

    fn section(&mut self, title: &str, told: Vec<Span>, place: Place) {
        self.push(Vec::new(), Place::Plain);
        let mut spans = vec![heading(title)];
        spans.extend(told.into_iter().map(Span::ours));
        self.push(spans, place);
    }

    /// What the call is.
    pub(super) fn head(&mut self, id: CallId) {
        let state = self.state;
        let Some(call) = call(&state.conversation, id) else {
            return;
        };
        let stands = standing(state, id);
        let mut spans: Vec<Span> = shown(&call.asks.name, Role::Tool);
        spans.push(Span::new(" · ", Role::Faint));
        spans.push(Span::new(stands.word(), stands.role()));
        self.push(spans, Place::Plain);
        self.fact("id", &call.asks.id);
        let maker = state.conversation.maker(id.message);
        let Some(made) = maker.and_then(|maker| maker.generation.as_deref()) else {
            return;
        };
        let number = state
            .conversation
            .lanes()
            .position(|lane| lane.id == made.lane);
        let lane = number.map_or_else(|| "closed".to_owned(), |at| (at + 1).to_string());
        let ends = state
            .conversation
            .lanes()
            .any(|lane| Lane::leaf(lane) == Some(id.message));
        let model = made.settings.model.as_ref();
        let model = model.map_or("no model", |model| model.name.as_str());
        let end = if ends { " · its path ends here" } else { "" };
        self.fact("lane", &format!("{lane} · {model}{end}"));
        if let Some(end) = made.end.as_ref().filter(|end| end.us.is_known()) {
            self.fact("reply", &format!("took {}", short(end.us.duration())));
        }
        self.answered(id);
    }

    /// Who answered.
    fn answered(&mut self, id: CallId) {
        let Some(answer) = self.state.conversation.answer(id) else {
            return;
        };
        let told = match &answer.by {
            AnsweredBy::Hand => "by hand".to_owned(),
            AnsweredBy::Replay(_) => "by a replay, as recorded".to_owned(),
            AnsweredBy::Runner(ran) => {
                let exit = ran
                    .exit
                    .map_or_else(String::new, |code| format!(" · exit {code}"));
                let took = short(ran.us.duration());
                format!("by {} · {took}{exit}", ran.runner)
            }
        };
        self.fact("answered", &told);
    }

    /// Its arguments, all of which have come; gives them as a value, as far as they are one.
    pub(super) fn arguments(&mut self, id: CallId, text: &str, view: &View) -> Option<Value> {
        let Begun { value, end } = begun(text);
        let mut told = told_of(text.len(), &end);
        if end == End::Growing && !text.trim().is_empty() {
            told.push(Span::new(" · not whole", Role::Error));
        }
        let edited = self.edited(id);
        if edited.is_some() {
            told.push(Span::new(" · changed by you", Role::Warning));
        }
        self.section(ARGUMENTS, told, Place::Whole(Part::Arguments));
        match (&value, view.look) {
            (Some(value), Look::Tree) => self.tree(value, &view.arguments, Part::Arguments),
            (None, _) if text.is_empty() => {
                self.push(vec![Span::new("none", Role::Faint)], Place::Plain);
            }
            (_, _) => self.text(text, &Place::Whole(Part::Arguments), ""),
        }
        if let Some(asked) = edited {
            let begins: String = asked.chars().take(self.width).collect();
            let mut spans = vec![Span::new("the model's: ", Role::Faint)];
            spans.extend(shown(&begins, Role::Faint));
            if begins.len() < asked.len() {
                spans.push(Span::new(" ", Role::Faint));
            }
            self.push(cut_spans(spans, self.width), Place::Plain);
        }
        value
    }

    /// The title of arguments that stream.
    pub(super) fn begin_arguments(&mut self, length: usize, end: &End) {
        self.push(Vec::new(), Place::Plain);
        let title = Self::arguments_title(length, end);
        self.push(title, Place::Whole(Part::Arguments));
    }

    /// The same as spans.
    pub(super) fn arguments_title(length: usize, end: &End) -> Vec<Span> {
        let mut spans = vec![heading(ARGUMENTS)];
        spans.extend(told_of(length, end));
        if *end == End::Growing {
            spans.push(Span::new(" · so far", Role::Warning));
        }
        spans
    }

    /// The model's arguments, where the user has given others.
    fn edited(&self, id: CallId) -> Option<String> {
        let call = call(&self.state.conversation, id)?;
        let answered = call.answer.is_some_and(|answer| answer.args.is_some());
        let changed = answered || self.state.calls.edited.contains_key(&id);
        changed.then(|| call.asks.input.clone())
    }

    /// Whether they keep to the schema.
    pub(super) fn verdict(&mut self, verdict: Option<&Verdict>) {
        let Some(verdict) = verdict else {
            return;
        };
        let (told, role) = match verdict {
            Verdict::Valid => (" · ✓ valid".to_owned(), Role::Added),
            Verdict::Faults(faults) if faults.len() == 1 => {
                (" · ✗ 1 fault".to_owned(), Role::Error)
            }
            Verdict::Faults(faults) => (format!(" · ✗ {} faults", faults.len()), Role::Error),
            Verdict::Unknown(_) => (" · ? unknown".to_owned(), Role::Faint),
            Verdict::BadSchema(_) => (" · ✗ the schema is none".to_owned(), Role::Error),
        };
        self.section("Schema", vec![Span::new(told, role)], Place::Plain);
        match verdict {
            Verdict::Valid => {}
            Verdict::Unknown(why) => self.text(why, &Place::Plain, ""),
            Verdict::BadSchema(why) => self.text(why, &Place::Plain, "✗ "),
            Verdict::Faults(faults) => {
                for fault in faults {
                    let path = if fault.path.is_empty() {
                        "/"
                    } else {
                        &fault.path
                    };
                    let text = format!("{path}: {}", fault.what);
                    self.text(&text, &Place::Fault(fault.path.clone()), "✗ ");
                }
            }
        }
    }

    /// What was answered.
    pub(super) fn result(&mut self, id: CallId, items: &[Item], view: &View) {
        let Some((_, status)) = result_of(&self.state.conversation, id) else {
            if standing(self.state, id).waits() {
                self.section(
                    "Result",
                    vec![Span::new(" · none yet", Role::Faint)],
                    Place::Plain,
                );
                let hint = "a type  f file  v clipboard  r run  s skip  d deny";
                self.push(vec![Span::new(hint, Role::Faint)], Place::Plain);
            }
            return;
        };
        let of_blob = |hash: &str| Some(self.state.conversation.blob(hash)?.size);
        let bytes = size(items::bytes(items, of_blob));
        let mut told = vec![Span::new(format!(" · {bytes}"), Role::Faint)];
        if status == Status::Error {
            told.push(Span::new(" · error", Role::Error));
        }
        self.section("Result", told, Place::Whole(Part::Result(0)));
        for (at, item) in items.iter().enumerate() {
            self.item((at, item), view);
        }
        if items.is_empty() {
            self.push(vec![Span::new("nothing", Role::Faint)], Place::Plain);
        }
    }

    fn item(&mut self, (at, item): (usize, &Item), view: &View) {
        let part = Part::Result(at);
        let json = json_of(item);
        match (item, json) {
            (_, Some(value)) if view.form == Form::Table && table::is_table(&value) => {
                for (row, line) in table::lines(&value, view.across).into_iter().enumerate() {
                    let place = match row.checked_sub(1) {
                        Some(row) => Place::Node(part, format!("/{row}")),
                        None => Place::Whole(part),
                    };
                    self.push(line.spans, place);
                }
            }
            (_, Some(value)) if view.form != Form::Text => {
                self.tree(&value, &view.folds(part), part);
            }
            (Item::Text(text), _) => self.text(text, &Place::Whole(part), ""),
            (Item::Picture { hash, format }, _) => self.picture((hash, format), (at, item)),
            (Item::Document { hash, format }, _) => {
                let text = format!("document, {format} · {hash}");
                self.push(shown(&text, Role::Faint), Place::Whole(part));
            }
            (Item::Json(value) | Item::Other(value), _) => {
                self.text(&value.pretty(), &Place::Whole(part), "");
            }
        }
    }

    fn picture(&mut self, (hash, format): (&str, &str), (nth, item): (usize, &Item)) {
        let size_now = measured(self.state, item);
        let pixels = size_now.map_or_else(String::new, |it| format!(" {}×{}", it.width, it.height));
        let bytes = self
            .state
            .conversation
            .blob(hash)
            .map(|blob| size(blob.size));
        let bytes = bytes.map_or_else(String::new, |bytes| format!(" · {bytes}"));
        let text = format!("image, {format}{pixels}{bytes}");
        let pictures = &self.state.view.pictures;
        let space = room(self.area.width.saturating_sub(2), self.area.height);
        let cells = size_now.filter(|_| pictures.shows_thumbnails());
        let cells = cells.map(|it| fit(it, pictures.means.cell, space).1);
        let cells = cells.unwrap_or_default();
        let place = |at| Place::Picture {
            hash: hash.to_owned(),
            item: nth,
            room: space,
            cells,
            at,
        };
        self.push(shown(&text, Role::Faint), place(0));
        for at in 0..cells.height {
            self.push(Vec::new(), place(at + 1));
        }
    }

    /// A value as a tree.
    pub(super) fn tree(&mut self, value: &Value, folds: &Folds, part: Part) {
        for node in nodes(value, folds) {
            let from = self.rows.len();
            // However deep it is, there is room for its text.
            let indent = (node.depth * 2).min(self.width / 2);
            let place = Place::Node(part, node.path);
            self.node(&node.spans, &place, indent);
            if let Some(text) = node.below {
                self.text(&text, &place, &" ".repeat(indent + 2));
            }
            for row in &mut self.rows[from..] {
                row.fold = node.fold;
            }
        }
    }

    /// The row of a node; what has no room in it stands below.
    fn node(&mut self, spans: &[Span], place: &Place, indent: usize) {
        let blank = |columns| vec![Span::new(" ".repeat(columns), Role::Faint)];
        let prefix = Prefix {
            first: blank(indent),
            rest: blank(indent + 4),
        };
        let mut lines: Vec<Line> = Vec::new();
        let mut wrap = Wrap::new(self.width.max(1), Breaking::Columns, prefix);
        for span in spans {
            if span.face.role == Role::Hazard {
                wrap.atom(span.text.as_str(), span.face, &mut lines);
            } else {
                wrap.text(span.text.as_str(), span.face, &mut lines);
            }
        }
        wrap.finish(&mut lines);
        for line in lines {
            self.push(line.spans, place.clone());
        }
    }

    /// A foreign text as it is, with every hidden character as a badge.
    pub(super) fn text(&mut self, text: &str, place: &Place, begins: &str) {
        let is_fault = matches!(place, Place::Fault(_));
        let role = if is_fault {
            Role::Error
        } else {
            Role::CodeBlock
        };
        let blank = " ".repeat(begins.chars().count());
        let prefix = Prefix {
            first: vec![Span::new(begins, role)],
            rest: vec![Span::new(blank, role)],
        };
        let breaking = if is_fault || *place == Place::Plain {
            Breaking::Words
        } else {
            Breaking::Columns
        };
        let mut lines: Vec<Line> = Vec::new();
        let mut wrap = Wrap::new(self.width.max(1), breaking, prefix);
        for run in Shown::code(text).runs() {
            match run.kind {
                RunKind::Plain => wrap.text(run.text, Face::of(role), &mut lines),
                RunKind::Badge => wrap.atom(run.text, Face::of(Role::Hazard), &mut lines),
            }
        }
        wrap.finish(&mut lines);
        for line in lines {
            self.push(line.spans, place.clone());
        }
    }
}

fn heading(title: &str) -> Span {
    Span {
        text: title.to_owned(),
        face: Face::of(Role::Heading(2)).marked(Marks::STRONG),
    }
}

/// How long arguments are, and why they are no JSON.
fn told_of(length: usize, end: &End) -> Vec<Span> {
    let mut told = vec![Span::new(
        format!(" · {}", size(length as u64)),
        Role::Faint,
    )];
    if let End::Broken(why) = end {
        told.extend(shown(&format!(" · no JSON: {why}"), Role::Error));
    }
    told
}
