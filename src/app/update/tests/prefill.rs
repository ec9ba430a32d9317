//! A beginning of the reply that a model refuses: the lamp, and the ways that are left, before and after.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::menu::MenuKind;
use crate::app::msg::{ListingAge, Msg};
use crate::app::overlay::Overlay;
use crate::app::prefill::{Lamp, lamp};
use crate::chat::abilities::{Abilities, Ability, AbilityTable, ReasoningStyle};
use crate::chat::prefill::instruction;
use crate::chat::request::Request;
use crate::chat::settings::{Delivery, Thinking, Wire};
use crate::chat::tool::Which;

/// What the service says.
const REFUSAL: &str = "This model does not support assistant message prefill. The conversation must end with a user message.";

/// A model of Anthropic's kind that refuses prefill.
fn refusing() -> Abilities {
    let mut abilities = Abilities::default();
    abilities.takes.prefill = Ability::No;
    abilities.takes.system = Ability::Yes;
    abilities.takes.tools = Ability::Yes;
    abilities.takes.stream_tools = Ability::Yes;
    let kinds = ["auto", "any", "tool", "none"];
    abilities.takes.tool_choice = Some(kinds.map(str::to_owned).to_vec());
    abilities.wires = Some(vec![Wire::Converse, Wire::Messages]);
    abilities
}

/// At Nova Pro, of which this is known.
fn with(abilities: Abilities) -> Play {
    let mut play = Play::connected();
    let table = AbilityTable::new(vec![("amazon.nova".to_owned(), abilities)]);
    play.tell(Msg::ModelData(Arc::new(table), None));
    play
}

/// Writes a message whose reply begins so.
fn write(play: &mut Play, prefill: &str) {
    play.typed("describe it");
    play.key("ctrl-x f");
    play.tell(Msg::Paste(prefill.to_owned()));
    play.key("ctrl-x f");
}

/// Takes the row with this name in the menu on top.
fn take(play: &mut Play, name: &str) -> Vec<Effect> {
    let rows = rows(play);
    let at = rows.iter().position(|row| row == name);
    let at = at.unwrap_or_else(|| panic!("{name} is not in {rows:?}"));
    play.key("ctrl-home");
    for _ in 0..at {
        play.key("down");
    }
    play.key("enter")
}

/// The names of the rows in the menu on top.
fn rows(play: &Play) -> Vec<String> {
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        return Vec::new();
    };
    let rows = menu.chooser.rows();
    rows.map(|entry| entry.label.trim().to_owned()).collect()
}

fn request(effects: &[Effect]) -> Arc<Request> {
    let mut requests = effects.iter().filter_map(|effect| {
        let Effect::Prepare(_, _, request) = effect else {
            return None;
        };
        Some(Arc::clone(request))
    });
    requests.next_back().unwrap()
}

/// A message whose reply begins so was refused.
fn refused(prefill: &str) -> Play {
    let mut play = Play::connected();
    write(&mut play, prefill);
    let effects = play.key("enter");
    let id = play.sent(&effects);
    play.refused(id, REFUSAL);
    play.appended();
    play
}

#[test]
fn the_lamp_tells_what_is_known() {
    let mut taking = refusing();
    taking.takes.prefill = Ability::Yes;
    for (abilities, expected) in [
        (refusing(), Lamp::Refuses),
        (taking.clone(), Lamp::Takes),
        (Abilities::default(), Lamp::Unknown),
    ] {
        let mut play = with(abilities);
        assert_eq!(lamp(&play.state), None);
        play.key("ctrl-x f");
        assert_eq!(lamp(&play.state), Some(expected));
        let mut settings = play.settings();
        settings.wire = Wire::Completions;
        play.set(settings);
        assert_eq!(lamp(&play.state), Some(Lamp::Takes));
    }
    taking.reasoning.style = Some(ReasoningStyle::Anthropic);
    taking.reasoning.adaptive = Ability::Yes;
    let mut play = with(taking);
    play.key("ctrl-x f");
    let mut settings = play.settings();
    settings.reasoning.thinking = Thinking::Adaptive;
    play.set(settings);
    assert_eq!(lamp(&play.state), Some(Lamp::BesideThinking));
}

#[test]
fn the_lamp_remembers_a_refusal() {
    let mut play = refused("So");
    play.key("ctrl-x f");
    assert_eq!(lamp(&play.state), Some(Lamp::Refuses));
}

#[test]
fn the_instruction_is_the_first_way() {
    let mut play = with(refusing());
    write(&mut play, "So,\nhere");
    assert_eq!(prepares(&play.key("enter")), []);
    let expected = ["✗ prefill", "instruct", "model", "without", "send"];
    assert_eq!(rows(&play), expected);
    let effects = play.key("enter");
    let sent = request(&effects);
    assert_eq!(sent.prefill, "");
    assert_eq!(sent.settings.system, instruction("So,\nhere"));
    assert_eq!(play.settings().system, instruction("So,\nhere"));
    assert!(kinds(&effects).contains(&"lane_set"));
    assert_eq!(play.state.composer.prefill(), "");
}

#[test]
fn a_beginning_of_json_may_become_a_tool() {
    let mut play = with(refusing());
    write(&mut play, "Here is my JSON description:\n{");
    play.key("enter");
    let sent = request(&take(&mut play, "tool"));
    assert_eq!(
        (sent.prefill.as_str(), sent.settings.system.as_str()),
        ("", "")
    );
    let tools = &sent.settings.tools;
    let name = tools.offered[0].name().to_owned();
    assert_eq!(tools.choice.as_ref().unwrap().which, Which::Tool(name));
}

#[test]
fn a_tool_is_not_forced_on_a_model_that_cannot_be_forced() {
    let mut abilities = refusing();
    abilities.takes.tool_choice = Some(vec!["auto".to_owned()]);
    abilities.takes.stream_tools = Ability::No;
    let mut play = with(abilities);
    write(&mut play, "{");
    play.key("enter");
    let sent = request(&take(&mut play, "tool"));
    assert_eq!(
        sent.settings.tools.choice.as_ref().unwrap().which,
        Which::Auto
    );
    assert!(sent.settings.system.contains("reply_as_json"));
    assert_eq!(sent.settings.delivery, Delivery::Whole);
}

#[test]
fn a_model_that_thinks_is_not_forced_either() {
    let mut abilities = refusing();
    abilities.reasoning.style = Some(ReasoningStyle::Anthropic);
    abilities.reasoning.default_on = Ability::Yes;
    let mut play = with(abilities);
    write(&mut play, "{");
    play.key("enter");
    let sent = request(&take(&mut play, "tool"));
    assert_eq!(
        sent.settings.tools.choice.as_ref().unwrap().which,
        Which::Auto
    );
}

#[test]
fn only_ways_that_can_work_are_listed() {
    let mut abilities = refusing();
    abilities.takes.system = Ability::No;
    abilities.takes.tools = Ability::No;
    let mut play = with(abilities);
    write(&mut play, "{");
    play.key("enter");
    assert_eq!(rows(&play), ["✗ prefill", "model", "without", "send"]);
}

#[test]
fn another_wire_takes_the_prefill_along() {
    let mut abilities = refusing();
    abilities.wires = Some(vec![Wire::Converse, Wire::Completions]);
    let mut play = with(abilities);
    write(&mut play, "So ");
    play.key("enter");
    let sent = request(&take(&mut play, "wire"));
    assert_eq!(
        (sent.settings.wire, sent.prefill.as_str()),
        (Wire::Completions, "So")
    );
}

#[test]
fn beside_thinking_either_may_go() {
    let mut abilities = refusing();
    abilities.takes.prefill = Ability::Yes;
    abilities.reasoning.style = Some(ReasoningStyle::Anthropic);
    abilities.reasoning.adaptive = Ability::Yes;
    let mut play = with(abilities);
    let mut settings = play.settings();
    settings.reasoning.thinking = Thinking::Adaptive;
    play.set(settings);
    write(&mut play, "So");
    play.key("enter");
    let mut without_thinking = play.clone();
    let sent = request(&take(&mut without_thinking, "mend"));
    assert_eq!(
        (sent.settings.reasoning.is_on(), sent.prefill.as_str()),
        (false, "So")
    );
    let sent = request(&take(&mut play, "instruct"));
    assert_eq!(
        (sent.settings.reasoning.is_on(), sent.prefill.as_str()),
        (true, "")
    );
}

#[test]
fn another_model_finds_the_message_as_it_was() {
    let mut play = with(refusing());
    write(&mut play, "So");
    play.key("enter");
    take(&mut play, "model");
    play.typed("opus");
    play.key("enter");
    assert_eq!(
        (play.text().as_str(), play.state.composer.prefill().as_str()),
        ("describe it", "So")
    );
    assert_eq!(request(&play.key("enter")).prefill, "So");
}

#[test]
fn after_a_refusal_each_way_asks_again_beside_the_failed_reply() {
    for (name, prefill, system) in [
        ("instruct", "", instruction("{\"a\":")),
        ("tool", "", String::new()),
        ("without", "", String::new()),
    ] {
        let mut play = refused("{\"a\":");
        let question = play.state.lane().unwrap().path[0];
        assert_eq!(prepares(&play.key("f6")), []);
        assert!(
            matches!(play.state.overlays.last(), Some(Overlay::Menu(menu)) if menu.kind == MenuKind::PrefillRefused)
        );
        let effects = take(&mut play, name);
        assert_eq!(prepares(&effects), [question], "{name}");
        let sent = request(&effects);
        assert_eq!(
            (sent.prefill.as_str(), &sent.settings.system),
            (prefill, &system)
        );
        assert_eq!(
            sent.settings.tools.offered.len(),
            usize::from(name == "tool")
        );
    }
}

#[test]
fn after_a_refusal_another_model_is_asked_with_the_same_beginning() {
    let mut play = refused("So");
    play.key("f6");
    take(&mut play, "model");
    play.typed("opus");
    let sent = request(&play.key("enter"));
    assert_eq!(sent.prefill, "So");
    assert_eq!(sent.model.name, "Claude Opus 5");
}

#[test]
fn white_space_that_was_refused_is_trimmed() {
    let mut play = Play::connected();
    write(&mut play, "So \n");
    play.key("enter");
    play.key("ctrl-end");
    let effects = play.key("enter");
    let id = play.sent(&effects);
    play.refused(
        id,
        "messages: final assistant content cannot end with trailing whitespace",
    );
    play.appended();
    play.key("f6");
    assert!(!rows(&play).contains(&"wire".to_owned()));
    assert_eq!(request(&take(&mut play, "trim")).prefill, "So");
}

/// A model that was listed as one that takes it, and has refused it since.
#[test]
fn a_refusal_counts_more_than_the_data() {
    let mut abilities = refusing();
    abilities.takes.prefill = Ability::Yes;
    let mut play = with(abilities);
    write(&mut play, "So");
    let effects = play.key("enter");
    let id = play.sent(&effects);
    play.refused(id, REFUSAL);
    play.appended();
    write(&mut play, "Well");
    assert_eq!(prepares(&play.key("enter")), []);
    assert_eq!(rows(&play)[1], "instruct");
    play.tell(Msg::Listed(listing(), ListingAge::Fresh));
    assert_eq!(
        request(&play.key("enter")).settings.system,
        instruction("Well")
    );
}
