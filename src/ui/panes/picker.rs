//! The model picker.

use ratatui::layout::Rect;

use crate::app::memory::Memory;
use crate::app::picker::{Picker, PickerRow, RouteNote, Standing, Then};
use crate::app::service::{Link, Models, Service};
use crate::chat::abilities::Ability as Takes;
use crate::chat::catalog::{Ability, CatalogModel};
use crate::chat::settings::ModelChoice;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::{frame, list};
use crate::ui::theme::Tone;

/// Draws the picker over the panes.
pub(crate) fn draw(picker: &Picker, service: &Service, memory: &Memory, canvas: &mut Canvas<'_>) {
    let area = canvas.buf.area;
    let size = crate::app::layout::Size {
        width: area.width,
        height: area.height,
    };
    let inner = frame::overlay(size, 110, 40, &title(picker, service), canvas);
    let mut area = list::filter(&picker.list, inner, canvas);
    area = problems(service, area, canvas);
    entries(picker, (service, memory), area, canvas);
    let hints = [
        ("Enter", "choose"),
        ("^F", "favourite"),
        ("^R", "refresh"),
        ("Esc", "close"),
    ];
    frame::hints(inner, &hints, canvas);
    let excerpt = list::excerpt(&picker.list, picker.rows.len(), area.height);
    frame::more(inner, &excerpt, canvas);
}

fn entries(
    picker: &Picker,
    (service, memory): (&Service, &Memory),
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    if picker.rows.is_empty() {
        canvas.words(after(row(area, 0), 3), nothing(service), Tone::Faint);
    }
    let first = list::first_visible(picker.list.selected, picker.rows.len(), area.height);
    let rows = picker.rows.iter().enumerate().skip(first);
    for (at, entry) in rows.take(usize::from(area.height)) {
        let (line, tone) = list::list_row(at, first, &picker.list, area, canvas);
        match entry {
            PickerRow::Group(name) => {
                canvas.label(after(line, 1), name, Tone::Group);
            }
            PickerRow::Model(at) => {
                let tools = picker.takes_tools(*at);
                model(&service.catalog.models[*at], tools, line, canvas);
            }
            PickerRow::Unusable(at) => unusable(&service.catalog.models[*at], line, canvas),
            PickerRow::Route(choice, note) => route(choice, note, memory, line, tone, canvas),
            PickerRow::Typed(choice) => {
                let used = canvas.words(line, "   use as typed: ", tone);
                canvas.label(after(line, used), choice.route.id(), tone);
            }
        }
    }
}

fn title(picker: &Picker, service: &Service) -> String {
    let region = service
        .account()
        .map_or(String::new(), |account| format!(" · {}", account.region));
    let age = match &service.models {
        Models::None => String::new(),
        Models::Loading => " · listing…".to_owned(),
        Models::Fresh => format!(" · {} listed", service.catalog.models.len()),
        Models::Kept(ago) => format!(" · list of {} min ago, refreshing…", ago.as_secs() / 60),
    };
    // What is chosen does something at once: that is to be known before.
    let purpose = match picker.then {
        Then::Stay => "",
        Then::Send => " · the one you choose gets your message",
        Then::Regenerate(_) | Then::AskAgain => " · the one you choose is asked again",
        Then::Compare => " · for a lane beside this one",
        Then::Judge => " · for a judge of the replies",
        Then::Replay(_) => " · for a replay of recorded calls",
    };
    format!("Models{purpose}{region}{age}")
}

fn nothing(service: &Service) -> &'static str {
    match (&service.link, &service.models) {
        (Link::Connecting | Link::StartingSandbox, _) => "looking for credentials…",
        (Link::Failed(_), _) => "not connected; type a model id or ARN, or ^X b for the sandbox",
        (Link::Ready(_), Models::Loading) => "listing the models of the region…",
        (Link::Ready(_), _) => "nothing matches; a model id or ARN can be typed here",
    }
}

/// Lists that could not be had, a line each. They never empty the picker.
fn problems(service: &Service, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let mut used = 0;
    for failure in &service.catalog.problems {
        let line = row(area, used);
        let text = format!(
            "{}: {} · type a model id or ARN · ^X ! tells all",
            failure.doing,
            failure.kind.summary()
        );
        let mark = canvas.words(line, " ! ", Tone::Warning);
        canvas.label(after(line, mark), &text, Tone::Warning);
        used += 1;
    }
    let used = used.min(area.height);
    Rect {
        y: area.y + used,
        height: area.height - used,
        ..area
    }
}

fn model(model: &CatalogModel, tools: Takes, line: Rect, canvas: &mut Canvas<'_>) {
    let mut used = 3 + canvas.label(after(line, 3), &model.name, Tone::Strong);
    for (text, tone) in badges(model, tools) {
        used += canvas.words(after(line, used), "  ", Tone::Text);
        used += canvas.label(after(line, used), &text, tone);
    }
    if model.name != model.id.as_str() {
        used += canvas.words(after(line, used), "  ", Tone::Text);
        canvas.label(after(line, used), model.id.as_str(), Tone::Faint);
    }
}

/// What the API says of the model, and whether it takes no tools.
fn badges(model: &CatalogModel, tools: Takes) -> Vec<(String, Tone)> {
    let mut badges = Vec::new();
    match model.images {
        Ability::Yes => badges.push(("image".to_owned(), Tone::Badge)),
        Ability::Unknown => badges.push(("image?".to_owned(), Tone::Faint)),
        Ability::No => {}
    }
    match model.streaming {
        Ability::Yes => badges.push(("stream".to_owned(), Tone::Badge)),
        Ability::No => badges.push(("no stream".to_owned(), Tone::Warning)),
        Ability::Unknown => badges.push(("stream?".to_owned(), Tone::Faint)),
    }
    if tools == Takes::No {
        badges.push(("takes no tools".to_owned(), Tone::Faint));
    }
    let lifecycle = &model.lifecycle;
    if lifecycle.is_legacy() {
        let since = lifecycle
            .legacy
            .as_ref()
            .map_or(String::new(), |date| format!(" since {date}"));
        badges.push((format!("legacy{since}"), Tone::Warning));
    }
    if let Some(date) = &lifecycle.extended {
        badges.push((format!("extended from {date}"), Tone::Faint));
    }
    if let Some(date) = &lifecycle.end {
        badges.push((format!("ends {date}"), Tone::Warning));
    }
    badges
}

fn unusable(model: &CatalogModel, line: Rect, canvas: &mut Canvas<'_>) {
    let mut used = 3 + canvas.label(after(line, 3), &model.name, Tone::Faint);
    let reason = model
        .unusable
        .map_or("", crate::chat::catalog::Unusable::reason);
    used += canvas.words(after(line, used), "  ✗ ", Tone::Warning);
    used += canvas.words(after(line, used), reason, Tone::Faint);
    used += canvas.words(after(line, used), "  ", Tone::Faint);
    canvas.label(after(line, used), model.id.as_str(), Tone::Faint);
}

fn route(
    choice: &ModelChoice,
    note: &RouteNote,
    memory: &Memory,
    line: Rect,
    tone: Tone,
    canvas: &mut Canvas<'_>,
) {
    let quiet = if tone == Tone::Selected {
        tone
    } else {
        Tone::Faint
    };
    let star = if memory.is_favourite(&choice.route) {
        "★ "
    } else {
        "  "
    };
    let mut used = 3 + canvas.words(after(line, 3), star, tone);
    if note.stands == Standing::Alone {
        used += canvas.label(after(line, used), &choice.name, tone);
        used += canvas.words(after(line, used), " · ", quiet);
    }
    used += canvas.label(after(line, used), &note.label, tone);
    used += canvas.words(after(line, used), "  ", tone);
    used += canvas.label(after(line, used), choice.route.id(), quiet);
    if !note.regions.is_empty() {
        let regions = format!("  → {}", note.regions.join(", "));
        canvas.label(after(line, used), &regions, quiet);
    }
}
