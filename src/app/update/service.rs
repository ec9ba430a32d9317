//! Credentials, the sandbox, the model list.

use crate::app::effect::Effect;
use crate::app::memory::Home;
use crate::app::msg::ListingAge;
use crate::app::overlay::Overlay;
use crate::app::service::{Account, Link, Models};
use crate::app::state::State;
use crate::chat::catalog::Catalog;
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::listing::Listing;
use crate::chat::record::Record;
use crate::chat::settings::ModelChoice;

use super::{file, send};

/// The model that the sandbox begins with.
const SANDBOX_MODEL: &str = "outcrop.guide-v1:0";

/// Credentials were loaded, or there are none.
pub(super) fn connected(state: &mut State, result: Result<Account, Failure>) -> Vec<Effect> {
    match result {
        Ok(account) => {
            state
                .overlays
                .retain(|overlay| !matches!(overlay, Overlay::Welcome));
            if let Some(note) = account.region_note {
                let text = format!("region {}: {note}", account.region);
                state.notices.say(text, state.input.now.mono);
            }
            state.service.link = Link::Ready(account);
            state.service.models = Models::Loading;
            let mut effects = vec![Effect::ListModels];
            effects.extend(choose_last(state));
            effects.extend(send::send_queued(state));
            effects
        }
        Err(failure) => {
            let none = failure.kind == FailureKind::NoCredentials;
            state.notices.last_error = Some(failure.to_string());
            if !none {
                state
                    .notices
                    .error(failure.to_string(), state.input.now.mono);
            }
            state.service.link = Link::Failed(failure);
            if !state
                .overlays
                .iter()
                .any(|overlay| matches!(overlay, Overlay::Welcome))
            {
                state.overlays.insert(0, Overlay::Welcome);
            }
            Vec::new()
        }
    }
}

/// Starts the sandbox.
pub(super) fn use_sandbox(state: &mut State) -> Vec<Effect> {
    state
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::Welcome));
    if state.service.is_sandbox() || state.service.link == Link::StartingSandbox {
        return Vec::new();
    }
    state.service.link = Link::StartingSandbox;
    state.service.catalog = Catalog::default();
    vec![Effect::StartSandbox]
}

/// The sandbox runs, or could not be started.
pub(super) fn sandbox_started(state: &mut State, result: Result<String, String>) -> Vec<Effect> {
    match result {
        Ok(_) => Vec::new(),
        Err(cause) => {
            let failure =
                Failure::new(FailureKind::Connection, cause).at("start the sandbox", "127.0.0.1");
            connected(state, Err(failure))
        }
    }
}

/// Loads the credentials again.
pub(super) fn reconnect(state: &mut State) -> Vec<Effect> {
    state
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::Welcome));
    state.service.link = Link::Connecting;
    vec![Effect::Connect]
}

/// Lists the models again.
pub(super) fn refresh(state: &mut State) -> Vec<Effect> {
    if state.service.account().is_none() {
        return Vec::new();
    }
    state.service.models = Models::Loading;
    vec![Effect::ListModels]
}

/// The models were listed. A fresh list that was denied does not push out an older one.
pub(super) fn listed(state: &mut State, listing: Listing, age: ListingAge) -> Vec<Effect> {
    let mut catalog = Catalog::join(listing);
    let denied = catalog.models.is_empty() && !catalog.problems.is_empty();
    if denied && !state.service.catalog.models.is_empty() {
        catalog.models = std::mem::take(&mut state.service.catalog.models);
    }
    if let Some(problem) = catalog.problems.first() {
        state.notices.last_error = Some(problem.to_string());
    }
    state.service.catalog = catalog;
    state.service.models = match age {
        ListingAge::Fresh => Models::Fresh,
        ListingAge::Kept(ago) => Models::Kept(ago),
    };
    let mut effects = choose_first(state);
    for overlay in &mut state.overlays {
        if let Overlay::Picker(picker) = overlay {
            picker.catalog_changed(&state.service.catalog, &state.memory);
        }
    }
    effects.extend(send::send_queued(state));
    effects
}

/// The model that was used last needs no list to be called.
fn choose_last(state: &mut State) -> Vec<Effect> {
    let home = state.service.home();
    let settled = state
        .settings()
        .model
        .is_some_and(|choice| home.has(&choice.model));
    match state.memory.last(home).cloned() {
        Some(last) if !settled && state.service.wanted.is_none() => set_model(state, last),
        _ => Vec::new(),
    }
}

/// The model of a lane that has none yet: the one that was asked for, the last one, or in the
/// sandbox its guide. At Bedrock nothing is chosen that the user has not chosen before.
fn choose_first(state: &mut State) -> Vec<Effect> {
    let wanted = state.service.wanted.take();
    if let Some(choice) = wanted.and_then(|id| state.service.catalog.resolve(&id)) {
        return set_model(state, choice);
    }
    let home = state.service.home();
    let settled = state
        .settings()
        .model
        .is_some_and(|choice| home.has(&choice.model));
    if settled {
        return Vec::new();
    }
    let last = state.memory.last(home).cloned();
    let first = match home {
        Home::Sandbox => last.or_else(|| state.service.catalog.resolve(SANDBOX_MODEL)),
        Home::Bedrock => last,
    };
    first.map_or_else(Vec::new, |choice| set_model(state, choice))
}

/// Gives the lane in focus this model.
pub(super) fn set_model(state: &mut State, choice: ModelChoice) -> Vec<Effect> {
    let Some(lane) = state.lane_id() else {
        return Vec::new();
    };
    let mut settings = state.settings();
    if settings.model.as_ref() == Some(&choice) {
        return Vec::new();
    }
    settings.model = Some(choice);
    file::record_quietly(state, Record::LaneSet { lane, settings })
}
