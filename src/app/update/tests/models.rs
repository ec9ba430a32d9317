//! Connection and models.

use std::time::Duration;

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::memory::Memory;
use crate::app::msg::{ListingAge, Msg};
use crate::app::overlay::Overlay;
use crate::app::service::Link;
use crate::app::state::Start;
use crate::chat::catalog::ModelId;
use crate::chat::listing::Listing;
use crate::chat::settings::{ModelChoice, Route};

fn route(play: &Play) -> Option<String> {
    let model = play.settings().model?;
    Some(model.route.id().to_owned())
}

fn fresh(listing: Listing) -> Msg {
    Msg::Listed(listing, ListingAge::Fresh)
}

fn sandbox_listing() -> Listing {
    Listing {
        models: Ok(vec![
            model("outcrop.echo-v1:0", "Echo", &["ON_DEMAND"]),
            model("outcrop.guide-v1:0", "Guide", &["ON_DEMAND"]),
        ]),
        profiles: Ok(Vec::new()),
    }
}

/// In the sandbox, begun at Bedrock.
fn in_sandbox(mut play: Play) -> Play {
    play.key("ctrl-x b");
    play.tell(Msg::SandboxStarted(Ok("http://127.0.0.1:1".to_owned())));
    play.tell(Msg::Connected(Ok(sandbox())));
    play.tell(fresh(sandbox_listing()));
    play
}

#[test]
fn the_model_of_the_command_line_comes_first() {
    let mut play = Play::begin(Start {
        memory: remembered(),
        model: Some("anthropic.claude-opus-5".to_owned()),
        ..start()
    });
    play.tell(Msg::Connected(Ok(bedrock())));
    assert_eq!(route(&play), None);
    play.tell(fresh(listing()));
    assert_eq!(route(&play).as_deref(), Some("anthropic.claude-opus-5"));
}

#[test]
fn a_base_id_on_the_command_line_finds_its_profile() {
    let mut play = Play::begin(Start {
        model: Some("amazon.nova-pro-v1:0".to_owned()),
        ..start()
    });
    play.tell(Msg::Connected(Ok(bedrock())));
    play.tell(fresh(listing()));
    assert_eq!(play.settings().model, Some(nova()));
}

#[test]
fn an_old_list_without_the_wanted_model_waits_for_the_new_one() {
    let mut play = Play::begin(Start {
        model: Some("amazon.nova-pro-v1:0".to_owned()),
        ..start()
    });
    play.tell(Msg::Connected(Ok(bedrock())));
    let kept = ListingAge::Kept(Duration::from_hours(1));
    play.tell(Msg::Listed(sandbox_listing(), kept));
    assert_eq!(route(&play), None);
    play.tell(fresh(listing()));
    assert_eq!(play.settings().model, Some(nova()));
}

#[test]
fn a_wanted_model_that_no_list_has_is_taken_as_typed() {
    let mut play = Play::begin(Start {
        model: Some("my.model".to_owned()),
        ..start()
    });
    play.tell(Msg::Connected(Ok(bedrock())));
    play.tell(fresh(denied()));
    let model = play.settings().model.unwrap();
    assert_eq!(model.route, Route::Typed("my.model".to_owned()));
}

#[test]
fn the_last_model_needs_no_list() {
    let mut play = Play::begin(Start {
        memory: remembered(),
        ..start()
    });
    play.tell(Msg::Connected(Ok(bedrock())));
    assert_eq!(play.settings().model, Some(nova()));
}

#[test]
fn at_bedrock_nothing_is_chosen_that_was_not_chosen_before() {
    let play = Play::without_model();
    assert_eq!(route(&play), None);
}

#[test]
fn the_sandbox_begins_with_its_guide() {
    let play = in_sandbox(Play::new());
    assert_eq!(route(&play).as_deref(), Some("outcrop.guide-v1:0"));
}

#[test]
fn a_model_of_bedrock_is_not_taken_into_the_sandbox() {
    let play = in_sandbox(Play::connected());
    assert_eq!(route(&play).as_deref(), Some("outcrop.guide-v1:0"));
}

#[test]
fn a_model_of_the_sandbox_is_not_taken_to_bedrock() {
    let mut play = in_sandbox(Play::without_model());
    play.key("ctrl-x l");
    play.tell(Msg::Connected(Ok(bedrock())));
    play.tell(fresh(listing()));
    assert_eq!(route(&play), None);
}

#[test]
fn sending_without_a_model_opens_the_picker_and_then_sends() {
    let mut play = Play::without_model();
    assert_eq!(play.say("hello"), []);
    assert!(matches!(play.state.overlays[..], [Overlay::Picker(_)]));
    assert_eq!(play.text(), "hello");
    play.typed("nova");
    let effects = play.key("enter");
    assert_eq!(prepares(&effects).len(), 1);
    assert_eq!(play.settings().model, Some(nova()));
    assert_eq!(play.path(), ["hello"]);
}

#[test]
fn closing_that_picker_sends_nothing() {
    let mut play = Play::without_model();
    play.say("hello");
    assert_eq!(play.key("esc"), []);
    assert_eq!(play.text(), "hello");
}

#[test]
fn a_list_that_was_denied_keeps_the_older_one() {
    let mut play = Play::connected();
    let before = play.state.service.catalog.models.clone();
    assert!(!before.is_empty());
    play.tell(fresh(denied()));
    assert_eq!(play.state.service.catalog.models, before);
    assert_eq!(play.state.service.catalog.problems.len(), 2);
}

#[test]
fn a_list_that_was_denied_does_not_keep_the_models_of_the_sandbox() {
    let mut play = in_sandbox(Play::new());
    play.key("ctrl-x l");
    play.tell(Msg::Connected(Ok(bedrock())));
    play.tell(fresh(denied()));
    assert_eq!(play.state.service.catalog.models, []);
}

#[test]
fn an_open_picker_follows_the_catalog_into_the_sandbox() {
    let mut play = Play::connected();
    play.key("ctrl-x m");
    assert_eq!(play.key("ctrl-x b"), [Effect::StartSandbox]);
    let Some(Overlay::Picker(picker)) = play.state.overlays.last() else {
        panic!();
    };
    assert_eq!(picker.rows, []);
}

#[test]
fn without_credentials_the_sandbox_is_offered() {
    let mut play = Play::new();
    play.tell(Msg::Connected(Err(no_credentials())));
    assert!(matches!(play.state.overlays[..], [Overlay::Welcome]));
    assert_eq!(play.key("s"), [Effect::StartSandbox]);
    assert_eq!(play.state.service.link, Link::StartingSandbox);
    assert!(play.state.overlays.is_empty());
}

#[test]
fn who_is_typing_is_not_taken_by_surprise() {
    let mut play = Play::new();
    play.typed("a q");
    play.tell(Msg::Connected(Err(no_credentials())));
    assert_eq!(play.typed("quick fox"), []);
    assert_eq!(play.text(), "a qquick fox");
    assert!(
        play.state
            .notices
            .passing()
            .unwrap()
            .contains("no credentials")
    );
}

#[test]
fn a_favourite_is_kept() {
    let mut play = Play::connected();
    play.key("ctrl-x m");
    let effects = play.key("ctrl-f");
    let expected = Memory {
        favourites: vec![nova()],
        ..remembered()
    };
    assert_eq!(effects, [Effect::SaveMemory(expected)]);
}

#[test]
fn an_id_can_be_typed_where_no_list_can_be_had() {
    let mut play = Play::new();
    play.tell(Msg::Connected(Ok(bedrock())));
    play.tell(fresh(denied()));
    play.key("ctrl-x m");
    play.typed("eu.amazon.nova-lite-v1:0");
    play.key("enter");
    let typed = ModelChoice {
        model: ModelId::new("eu.amazon.nova-lite-v1:0").unwrap(),
        name: "eu.amazon.nova-lite-v1:0".to_owned(),
        route: Route::Typed("eu.amazon.nova-lite-v1:0".to_owned()),
    };
    assert_eq!(play.settings().model, Some(typed));
}
