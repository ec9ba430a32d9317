//! The line on top: file, whether it is saved, whom outcrop talks to.

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::file::Saved;
use crate::app::msg::Target;
use crate::app::service::{AccountKind, Link};
use crate::app::state::State;
use crate::app::transcript::line::columns;
use crate::ui::canvas::{Canvas, after};
use crate::ui::theme::Tone;

/// Draws the line.
pub(crate) fn draw(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.fill(area, Tone::Header);
    let mut used = canvas.words(area, " outcrop  ", Tone::Header);
    let right = right(state);
    let width: usize = right.iter().map(|(text, _)| columns(text)).sum();
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(area.width);
    let left = Rect {
        width: area.width.saturating_sub(width + 1),
        ..area
    };
    used += canvas.label(after(left, used), &name(state), Tone::Header);
    let (text, tone) = saved(state);
    canvas.words(after(left, used), text, tone);
    let mut at = area.width - width;
    for (text, tone) in right {
        at += canvas.label(after(area, at), &text, tone);
    }
    canvas.click(
        Rect {
            x: area.x + area.width - width,
            width,
            ..area
        },
        Target::Do(Action::OpenPicker),
    );
}

/// The title, or the file's name.
fn name(state: &State) -> String {
    if let Some(title) = state.conversation.title() {
        return title.to_owned();
    }
    let file = state.file.path.as_ref().and_then(|path| path.file_name());
    file.map_or_else(
        || "new conversation".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// What is said of the file. While a reply streams something is always on its way to the disk.
fn saved(state: &State) -> (&'static str, Tone) {
    match state.file.saved() {
        Saved::Yes | Saved::Soon if !state.flight.is_empty() => (" ●saving", Tone::HeaderFaint),
        Saved::Nothing => ("", Tone::HeaderFaint),
        Saved::Yes => (" ●saved", Tone::HeaderFaint),
        Saved::Soon => (" ○saving", Tone::HeaderFaint),
        Saved::Failed => (" ✗ NOT SAVED", Tone::Banner),
        Saved::ReadOnly => (" read-only", Tone::Sandbox),
    }
}

/// Whom outcrop talks to, in pieces from left to right.
fn right(state: &State) -> Vec<(String, Tone)> {
    match &state.service.link {
        Link::Connecting => vec![("looking for credentials… ".to_owned(), Tone::HeaderFaint)],
        Link::StartingSandbox => vec![("starting the sandbox… ".to_owned(), Tone::HeaderFaint)],
        Link::Failed(_) => vec![("not connected ".to_owned(), Tone::Sandbox)],
        Link::Ready(account) => {
            let model = state.settings().model;
            let model = model.map_or_else(
                || "no model ".to_owned(),
                |choice| format!("{} · {} ", choice.name, choice.route_label()),
            );
            let mut pieces = vec![(model, Tone::Header)];
            match account.kind {
                AccountKind::Sandbox => pieces.push((" SANDBOX ".to_owned(), Tone::Sandbox)),
                AccountKind::Bedrock => {
                    let place = account.endpoint.as_ref().unwrap_or(&account.region);
                    pieces.push((format!("· {} · {place} ", account.label), Tone::HeaderFaint));
                }
            }
            pieces
        }
    }
}
