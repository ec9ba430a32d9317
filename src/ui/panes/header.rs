//! The line on top: file, whether it is saved, whom outcrop talks to.

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::blind;
use crate::app::file::Saved;
use crate::app::msg::Target;
use crate::app::service::{AccountKind, Link};
use crate::app::state::State;
use crate::app::transcript::line::{columns, cut};
use crate::chat::settings::Region;
use crate::ui::canvas::{Canvas, after, label_columns};
use crate::ui::theme::Tone;

/// Columns below which a longer title is left out: so little of it tells nothing.
const TITLE: u16 = 6;

/// Draws the line.
pub(crate) fn draw(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.fill(area, Tone::Header);
    let mut used = canvas.words(area, " outcrop  ", Tone::Header);
    let (saved, saved_tone) = saved(state.file.saved());
    let kept = used + short(columns(saved)) + 1;
    let right = fitting(right(state), area.width.saturating_sub(kept));
    let width = short(widths(&right)).min(area.width);
    let left = Rect {
        width: area.width.saturating_sub(width + 1),
        ..area
    };
    // The title gives way before the word that says whether it is saved.
    let title = Rect {
        width: left.width.saturating_sub(short(columns(saved))),
        ..left
    };
    let (title, name) = (after(title, used), name(state));
    if title.width >= TITLE || label_columns(&name) <= usize::from(title.width) {
        used += canvas.label(title, &name, Tone::Header);
    }
    canvas.words(after(left, used), saved, saved_tone);
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

/// The pieces in so many columns: the account goes first, then the end of the model's name.
fn fitting(mut pieces: Vec<(String, Tone)>, room: u16) -> Vec<(String, Tone)> {
    let room = usize::from(room);
    if widths(&pieces) > room {
        pieces.retain(|(_, tone)| *tone != Tone::HeaderFaint);
    }
    let over = widths(&pieces).saturating_sub(room);
    if let Some((text, _)) = pieces.first_mut().filter(|_| over > 0) {
        *text = match columns(text).saturating_sub(over) {
            0 => String::new(),
            left => cut(text.trim_end(), left).into_owned(),
        };
    }
    pieces
}

fn widths(pieces: &[(String, Tone)]) -> usize {
    pieces.iter().map(|(text, _)| columns(text)).sum()
}

fn short(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
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

fn saved(saved: Saved) -> (&'static str, Tone) {
    match saved {
        Saved::Nothing => ("", Tone::HeaderFaint),
        Saved::Yes => (" ●saved", Tone::HeaderFaint),
        Saved::Soon => (" ○saving", Tone::HeaderFaint),
        Saved::Failed => (" ✗ NOT SAVED", Tone::Banner),
        Saved::ReadOnly => (" read-only", Tone::Sandbox),
        Saved::Following => (" read-only, live", Tone::Sandbox),
    }
}

/// Whom outcrop talks to, in pieces from left to right.
fn right(state: &State) -> Vec<(String, Tone)> {
    match &state.service.link {
        Link::Connecting => vec![("looking for credentials… ".to_owned(), Tone::HeaderFaint)],
        Link::StartingSandbox => vec![("starting the sandbox… ".to_owned(), Tone::HeaderFaint)],
        Link::Failed(_) => vec![("not connected ".to_owned(), Tone::Sandbox)],
        Link::Ready(account) => {
            if blind::is_hidden(state) {
                let mut pieces = vec![("blind · ^X 5 votes ".to_owned(), Tone::Header)];
                if account.kind == AccountKind::Sandbox {
                    pieces.push((" SANDBOX ".to_owned(), Tone::Sandbox));
                }
                return pieces;
            }
            let model = state.model().map_or_else(
                || "no model ".to_owned(),
                |choice| format!("{} · {} ", choice.name, choice.route_label()),
            );
            let mut pieces = vec![(model, Tone::Header)];
            let tools = state.settings().tools.offered.len();
            if tools > 0 {
                pieces.push((format!("· tools: {tools} "), Tone::HeaderFaint));
            }
            match account.kind {
                AccountKind::Sandbox => pieces.push((" SANDBOX ".to_owned(), Tone::Sandbox)),
                AccountKind::Bedrock => {
                    let settings = state.settings();
                    let own = settings.region.as_ref().map(Region::as_str);
                    let region = own.unwrap_or(&account.region);
                    let place = account.endpoint.as_deref().unwrap_or(region);
                    pieces.push((format!("· {} · {place} ", account.label), Tone::HeaderFaint));
                }
            }
            pieces
        }
    }
}
