//! Pictures: what was found out about them, whether they are shown, and the viewer.

use crate::app::effect::Effect;
use crate::app::overlay::Overlay;
use crate::app::pictures::inline::pictures_of;
use crate::app::pictures::viewer::{Exhibit, OnPicture, Stage, Viewer};
use crate::app::pictures::{Known, Means, Measured, Protocol, Thumbnails};
use crate::app::state::State;
use crate::app::transcript;
use crate::chat::attached::Kind;
use crate::chat::ids::MessageId;
use crate::chat::message::Message;

use super::film;

/// A picture was looked at.
pub(super) fn looked_at(
    state: &mut State,
    hash: String,
    result: Result<Measured, String>,
) -> Vec<Effect> {
    let known = match result {
        Ok(measured) => Known::Measured(measured),
        Err(why) => Known::Failed(why),
    };
    state.view.pictures.learn(hash, known);
    Vec::new()
}

/// It is known how the terminal shows pictures.
pub(super) fn means(state: &mut State, means: Means) -> Vec<Effect> {
    state.view.pictures.means = means;
    Vec::new()
}

/// Shows thumbnails, or no longer.
pub(super) fn toggle(state: &mut State) -> Vec<Effect> {
    let pictures = &mut state.view.pictures;
    pictures.try_again();
    let protocol = pictures.means.protocol;
    let says = match (protocol, pictures.thumbnails) {
        (Protocol::Off, _) => {
            "pictures are off in this terminal; OUTCROP_IMAGES=halfblocks shows them as characters"
                .to_owned()
        }
        (_, Thumbnails::Shown) => {
            pictures.thumbnails = Thumbnails::Hidden;
            "pictures are a line each now".to_owned()
        }
        (_, Thumbnails::Hidden) => {
            pictures.thumbnails = Thumbnails::Shown;
            format!("pictures are shown again, by {}", protocol.name())
        }
    };
    state.notices.say(says, state.input.now.mono);
    Vec::new()
}

/// Does something with the picture in the viewer, or opens it.
pub(super) fn act(state: &mut State, what: OnPicture) -> Vec<Effect> {
    if what == OnPicture::Open {
        return open_chosen(state);
    }
    if film::look(state, what) {
        return Vec::new();
    }
    let scene = Stage {
        means: state.view.pictures.means,
        size: state.view.size,
    };
    let pictures = &state.view.pictures;
    if let Some(Overlay::Viewer(viewer)) = state.overlays.last_mut() {
        let measured = match pictures.known(&viewer.exhibit().hash) {
            Some(Known::Measured(measured)) => Some(*measured),
            Some(Known::Failed(_)) | None => None,
        };
        viewer.act(what, measured, scene);
        return Vec::new();
    }
    let says = "this is done in the viewer; ^X shift-V opens it";
    state.notices.say(says, state.input.now.mono);
    Vec::new()
}

/// Opens the first picture of the chosen message, else the last one of the conversation.
fn open_chosen(state: &mut State) -> Vec<Effect> {
    let exhibits = exhibits(state);
    let chosen = transcript::chosen(state);
    let first = exhibits
        .iter()
        .position(|one| one.message.is_some() && one.message == chosen);
    let at = first.unwrap_or(exhibits.len().saturating_sub(1));
    open(state, exhibits, at)
}

/// Opens a picture of a message, by its place among those.
pub(super) fn open_at(state: &mut State, message: MessageId, nth: usize) -> Vec<Effect> {
    let exhibits = exhibits(state);
    let first = exhibits.iter().position(|one| one.message == Some(message));
    let at = first.map_or(0, |first| first + nth);
    open(state, exhibits, at)
}

/// Opens the picture with this hash.
pub(super) fn open_hash(state: &mut State, hash: &str) -> Vec<Effect> {
    let exhibits = exhibits(state);
    let at = exhibits.iter().rposition(|one| one.hash == hash);
    open(state, exhibits, at.unwrap_or(0))
}

fn open(state: &mut State, exhibits: Vec<Exhibit>, at: usize) -> Vec<Effect> {
    state
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::Viewer(_)));
    match Viewer::new(exhibits, at) {
        _ if state.view.pictures.means.protocol == Protocol::Off => {
            let says = "pictures are off in this terminal; OUTCROP_IMAGES names what it shows";
            state.notices.say(says, state.input.now.mono);
        }
        Some(viewer) => {
            state.view.pictures.try_again();
            state.overlays.push(Overlay::Viewer(Box::new(viewer)));
        }
        None => {
            let says = "there is no picture in this conversation";
            state.notices.say(says, state.input.now.mono);
        }
    }
    Vec::new()
}

/// The pictures of what the lane shows, in their order, and those that go along with the next message.
fn exhibits(state: &State) -> Vec<Exhibit> {
    let path = state.lane().map_or(&[][..], |lane| lane.path.as_slice());
    let messages = path.iter().filter_map(|id| state.conversation.message(*id));
    let shown = messages.flat_map(of_message);
    let own = state.composer.chips.list.iter().filter_map(|own| {
        let Kind::Picture { format, .. } = own.kind else {
            return None;
        };
        Some(Exhibit {
            message: None,
            hash: own.hash.clone(),
            format: format.name().to_owned(),
        })
    });
    shown.chain(own).collect()
}

fn of_message(message: &Message) -> Vec<Exhibit> {
    let all = message.content.iter().flat_map(pictures_of);
    let pictures = all.map(|(hash, format)| Exhibit {
        message: Some(message.id),
        hash,
        format,
    });
    pictures.collect()
}
