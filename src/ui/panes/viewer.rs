//! The viewer: one picture of the conversation, as large as the screen lets it be.

use ratatui::layout::Rect;

use crate::app::pictures::viewer::{BOX, Exhibit, Stage, Viewer};
use crate::app::pictures::{Form, Known};
use crate::app::state::State;
use crate::chat::message::Role;
use crate::chat::size::size;
use crate::ui::canvas::{Canvas, row};
use crate::ui::panes::frame;
use crate::ui::pictures::{Meanwhile, Placed};
use crate::ui::theme::Tone;

/// Draws the picture and what is known of it.
pub(crate) fn draw(state: &State, viewer: &Viewer, canvas: &mut Canvas<'_>) {
    let size = state.view.size;
    let inner = frame::overlay(size, BOX.width, BOX.height, "Picture", canvas);
    let info = row(inner, inner.height.saturating_sub(1));
    canvas.label(info, &told(state, viewer), Tone::Faint);
    let hints = [
        ("+ -", "zoom"),
        ("0", "fit"),
        ("1", "1:1"),
        ("n p", "next"),
        ("Esc", "close"),
    ];
    frame::hints(inner, &hints, canvas);
    let place = Rect {
        height: inner.height.saturating_sub(1),
        ..inner
    };
    let known = state.view.pictures.known(&viewer.exhibit().hash);
    match known {
        Some(Known::Failed(why)) => {
            canvas.label(place, why, Tone::Text);
        }
        Some(Known::Measured(_)) | None => show(state, viewer, place, canvas),
    }
}

fn show(state: &State, viewer: &Viewer, place: Rect, canvas: &mut Canvas<'_>) {
    let pictures = &state.view.pictures;
    let scene = Stage {
        means: pictures.means,
        size: state.view.size,
    };
    let measured = match pictures.known(&viewer.exhibit().hash) {
        Some(Known::Measured(measured)) => Some(*measured),
        Some(Known::Failed(_)) | None => None,
    };
    let shot = viewer.shot(measured, scene);
    let cells = match shot.form {
        Form::Part(_, extent) => extent.cells(scene.means.cell),
        Form::Thumbnail(room) => room,
    };
    let width = cells.width.min(place.width);
    let height = cells.height.min(place.height);
    let area = Rect {
        x: place.x + (place.width - width) / 2,
        y: place.y + (place.height - height) / 2,
        width,
        height,
    };
    canvas.picture(Placed {
        shot,
        message: viewer.exhibit().message,
        area,
        skip: 0,
        meanwhile: Meanwhile::Before,
    });
}

/// `2/5 · rock.png · 50% · png 812×610 · 92 kB · message 3 (yours)`.
fn told(state: &State, viewer: &Viewer) -> String {
    let exhibit = viewer.exhibit();
    let (at, of) = viewer.place();
    let mut parts = vec![format!(" {at}/{of}")];
    parts.extend(named(state, exhibit));
    let pictures = &state.view.pictures;
    match pictures.known(&exhibit.hash) {
        Some(Known::Measured(measured)) => {
            let scene = Stage {
                means: pictures.means,
                size: state.view.size,
            };
            let percent = viewer.percent(*measured, scene);
            parts.push(format!("{percent}%"));
            parts.push(format!(
                "{} {}×{}",
                exhibit.format, measured.width, measured.height
            ));
            parts.push(size(measured.bytes));
            parts.extend(whose(state, exhibit));
        }
        Some(Known::Failed(_)) | None => {
            parts.push(exhibit.format.clone());
            parts.extend(whose(state, exhibit));
        }
    }
    parts.join(" · ")
}

/// What its file is called.
fn named(state: &State, exhibit: &Exhibit) -> Option<String> {
    let mut own = state.composer.chips.list.iter();
    if let Some(own) = own.find(|own| exhibit.message.is_none() && own.hash == exhibit.hash) {
        return Some(own.name.clone());
    }
    state.conversation.blob(&exhibit.hash)?.name.clone()
}

/// Which message shows it.
fn whose(state: &State, exhibit: &Exhibit) -> Option<String> {
    let Some(message) = exhibit.message else {
        return Some("goes along with the next message".to_owned());
    };
    let path = &state.lane()?.path;
    let at = path.iter().position(|id| *id == message)?;
    let who = match state.conversation.message(message)?.role {
        Role::User => "yours",
        Role::Assistant => "the model's",
    };
    Some(format!("message {} ({who})", at + 1))
}
