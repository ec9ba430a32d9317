//! Credentials, the sandbox, the model list.

use std::sync::Arc;

use crate::app::composer::Waits;
use crate::app::effect::Effect;
use crate::app::memory::Home;
use crate::app::msg::ListingAge;
use crate::app::overlay::Overlay;
use crate::app::picker::Then;
use crate::app::service::{Account, Link, Models};
use crate::app::state::State;
use crate::chat::abilities::AbilityTable;
use crate::chat::catalog::Catalog;
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::listing::Listing;
use crate::chat::record::Record;
use crate::chat::settings::{ModelChoice, Route};

use super::{file, overlay, retry, send, settings};

/// The model that the sandbox begins with.
const SANDBOX_MODEL: &str = "outcrop.guide-v1:0";

/// Credentials were loaded, or there are none.
pub(super) fn connected(state: &mut State, result: Result<Account, Failure>) -> Vec<Effect> {
    match result {
        Ok(account) => {
            state
                .overlays
                .retain(|overlay| !matches!(overlay, Overlay::Welcome));
            end_notice_of_failure(state);
            if let Some(note) = account.region_note {
                let text = format!("region {}: {note}", account.region);
                state.notices.say(text, state.input.now.mono);
            }
            state.service.link = Link::Ready(account);
            state.service.models = Models::Loading;
            let mut effects = vec![Effect::ListModels];
            effects.extend(choose_last(state));
            effects.extend(retry::retry_later(state));
            effects.extend(send::release_queued(state));
            effects
        }
        Err(failure) => {
            not_connected(state, failure);
            Vec::new()
        }
    }
}

/// Says that there is no connection and offers the sandbox; but nobody who is typing right now gets
/// a screen below the fingers on which letters are commands.
fn not_connected(state: &mut State, failure: Failure) {
    let typing = !state.composer.is_empty();
    let none = failure.kind == FailureKind::NoCredentials;
    state.notices.last_error = Some(failure.in_full());
    if typing || !none {
        state.notices.failure(&failure, state.input.now.mono);
    }
    state.service.link = Link::Failed(failure);
    let shown = state
        .overlays
        .iter()
        .any(|overlay| matches!(overlay, Overlay::Welcome));
    if !typing && !shown {
        state.overlays.insert(0, Overlay::Welcome);
    }
}

/// Takes the offer of the sandbox away from somebody who has begun to write; what it told is told in
/// passing.
pub(super) fn begin_to_write(state: &mut State) {
    let before = state.overlays.len();
    state
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::Welcome));
    if let Link::Failed(failure) = &state.service.link
        && state.overlays.len() < before
    {
        state.notices.failure(failure, state.input.now.mono);
    }
}

/// What told that there is no connection goes once there is one, or another is made.
fn end_notice_of_failure(state: &mut State) {
    if let Link::Failed(failure) = &state.service.link
        && state.notices.passing() == Some(failure.to_string().as_str())
    {
        state.notices.clear();
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
    end_notice_of_failure(state);
    state.service.link = Link::StartingSandbox;
    state.service.models = Models::None;
    replace_catalog(state, Catalog::default());
    vec![Effect::StartSandbox]
}

/// Takes another catalog; an open picker follows.
fn replace_catalog(state: &mut State, catalog: Catalog) {
    state.service.catalog = catalog;
    picker_follows(state);
}

fn picker_follows(state: &mut State) {
    for overlay in &mut state.overlays {
        if let Overlay::Picker(picker) = overlay {
            picker.catalog_changed(&state.service, &state.memory);
        }
    }
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
    if state.service.is_sandbox() {
        replace_catalog(state, Catalog::default());
    }
    state.service.link = Link::Connecting;
    state.service.models = Models::None;
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
        state.notices.last_error = Some(problem.in_full());
    }
    replace_catalog(state, catalog);
    state.service.models = match age {
        ListingAge::Fresh => Models::Fresh,
        ListingAge::Kept(ago) => Models::Kept(ago),
    };
    let mut effects = choose_first(state);
    effects.extend(retry::retry_later(state));
    effects.extend(send::release_queued(state));
    if age == ListingAge::Fresh && waits_for_model(state) {
        effects.extend(overlay::open_picker(state, Then::Stay));
    }
    effects
}

/// Whether a message was sent before there was a connection, and now has no model to go to.
fn waits_for_model(state: &State) -> bool {
    state.model().is_none()
        && !state.composer.queue.is_empty()
        && state.composer.waits == Waits::ForService
        && state.overlays.is_empty()
}

/// The model that was used last needs no list to be called.
fn choose_last(state: &mut State) -> Vec<Effect> {
    let home = state.service.home();
    let settled = state.model().is_some_and(|choice| home.has(&choice.model));
    match state.memory.last(home).cloned() {
        Some(last) if !settled && state.service.wanted.is_none() => adopt_model(state, last),
        _ => Vec::new(),
    }
}

/// The model of a lane that has none yet: the one that was asked for, the last one, or in the
/// sandbox its guide. At Bedrock nothing is chosen that the user has not chosen before.
fn choose_first(state: &mut State) -> Vec<Effect> {
    let wanted = state.service.wanted.as_deref();
    if let Some(choice) = wanted.and_then(|id| state.service.catalog.resolve(id)) {
        let listed = !matches!(choice.route, Route::Typed(_));
        if !listed && state.service.models != Models::Fresh {
            // A list of an earlier run need not have it; the new one is on its way.
            return Vec::new();
        }
        state.service.wanted = None;
        return adopt_model(state, choice);
    }
    let home = state.service.home();
    let settled = state.model().is_some_and(|choice| home.has(&choice.model));
    if settled {
        return Vec::new();
    }
    let last = state.memory.last(home).cloned();
    let first = match home {
        Home::Sandbox => last.or_else(|| state.service.catalog.resolve(SANDBOX_MODEL)),
        Home::Bedrock | Home::Elsewhere => last,
    };
    match first {
        Some(choice) => adopt_model(state, choice),
        None => forget_model(state),
    }
}

/// Takes a model away that does not exist where requests go now.
fn forget_model(state: &mut State) -> Vec<Effect> {
    let mut settings = state.settings().into_owned();
    match (state.lane_id(), settings.model.take()) {
        (Some(lane), Some(_)) => file::record_by_itself(state, Record::LaneSet { lane, settings }),
        _ => Vec::new(),
    }
}

/// Gives the lane in focus the model that the user has chosen.
pub(super) fn set_model(state: &mut State, choice: ModelChoice) -> Vec<Effect> {
    let record = model_record(state, choice);
    record.map_or_else(Vec::new, |record| file::record_quietly(state, record))
}

/// Gives the lane in focus a model that nobody has chosen just now.
fn adopt_model(state: &mut State, choice: ModelChoice) -> Vec<Effect> {
    let record = model_record(state, choice);
    record.map_or_else(Vec::new, |record| file::record_by_itself(state, record))
}

fn model_record(state: &mut State, choice: ModelChoice) -> Option<Record> {
    let lane = state.lane_id()?;
    let mut settings = state.settings().into_owned();
    if settings.model.as_ref() == Some(&choice) {
        return None;
    }
    settings::fit_max_tokens(&state.abilities_of(&choice), &mut settings);
    settings.model = Some(choice);
    // What was sent in spite of a warning was sent to another model.
    state.notices.accepted.clear();
    Some(Record::LaneSet { lane, settings })
}

/// The list of models is waited for no longer.
pub(super) fn not_listed(state: &mut State) {
    if state.service.models == Models::Loading {
        state.service.models = Models::None;
    }
}

/// What models can do was read. A file of the user's with a mistake is told, and not used.
pub(super) fn model_data(
    state: &mut State,
    table: Arc<AbilityTable>,
    problem: Option<String>,
) -> Vec<Effect> {
    state.service.abilities = table;
    picker_follows(state);
    if let Some(problem) = problem {
        let text = format!("{problem}; the built-in data is used");
        state.notices.error(text, state.input.now.mono);
    }
    let (lane, abilities) = (state.lane_id(), state.abilities());
    let mut settings = state.settings().into_owned();
    settings::fit_max_tokens(&abilities, &mut settings);
    match lane {
        Some(lane) if settings != *state.settings() => {
            file::record_by_itself(state, Record::LaneSet { lane, settings })
        }
        _ => Vec::new(),
    }
}
