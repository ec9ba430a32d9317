//! What each wire leaves out, in words. That it is exactly what is not sent is tested at the bodies.

use super::*;
use crate::chat::abilities::{Ability, ReasoningStyle};
use crate::chat::catalog::ModelId;
use crate::chat::content::{ContentBlock, ToolUse};
use crate::chat::message::Role;
use crate::chat::request::{Form, Turned};
use crate::chat::settings::service::Caching;
use crate::chat::settings::{ModelChoice, Route, Settings, Thinking};
use crate::chat::tool::{CustomTool, Tool, ToolChoice, Which};

fn request(wire: Wire, content: Vec<ContentBlock>) -> Request {
    let role = Role::User;
    Request {
        model: ModelChoice {
            model: ModelId::new("anthropic.claude").unwrap(),
            name: "Claude".to_owned(),
            route: Route::OnDemand("anthropic.claude".to_owned()),
        },
        settings: Settings {
            wire,
            ..Settings::default()
        },
        messages: vec![Turned { role, content }],
        prefill: String::new(),
        form: Form::default(),
        stayed: Vec::new(),
    }
}

fn said(text: &str) -> ContentBlock {
    ContentBlock::Text(text.to_owned())
}

fn words(request: &Request) -> Vec<String> {
    let left = left_out(request).into_iter();
    left.map(|left| left.what).collect()
}

fn add() -> Tool {
    Tool::Custom(CustomTool {
        name: "add".to_owned(),
        schema: Json("{}".to_owned()),
        ..CustomTool::default()
    })
}

#[test]
fn a_plain_request_is_carried_whole() {
    for wire in Wire::ALL {
        let request = request(wire, vec![said("hi")]);
        let Carried {
            request: same,
            left,
        } = carried(&request);
        assert_eq!((same, left), (request, vec![]));
    }
}

#[test]
fn what_stayed_is_named_first_and_each_thing_once() {
    let picture = || ContentBlock::Image {
        hash: "aa".to_owned(),
        format: "png".to_owned(),
    };
    let content = vec![picture(), said("hi"), picture()];
    let mut request = request(Wire::Completions, content);
    let stayed = LeftOut::new(Field::Thinking, "what another model thought");
    request.stayed = vec![stayed.clone(), stayed];
    assert_eq!(words(&request), ["what another model thought", "a picture"]);
}

#[test]
fn messages_that_lose_everything_go_and_their_neighbours_are_joined() {
    let mut request = request(Wire::Completions, vec![said("one")]);
    let turn = |role, block| Turned {
        role,
        content: vec![block],
    };
    let thought = ContentBlock::Redacted("AA".to_owned());
    request.messages.push(turn(Role::Assistant, thought));
    request.messages.push(turn(Role::User, said("two")));
    let cut = carried(&request).request.messages;
    assert_eq!(cut.len(), 1);
    assert_eq!(cut[0].content, [said("one"), said("two")]);
}

#[test]
fn marks_need_something_before_them() {
    let points = vec![
        ContentBlock::CachePoint,
        said("a"),
        ContentBlock::CachePoint,
    ];
    let mut messages = request(Wire::Messages, points.clone());
    assert_eq!(words(&messages), ["a cache point"]);
    assert_eq!(carried(&messages).request.messages[0].content.len(), 2);
    assert_eq!(words(&request(Wire::Converse, points)), [""; 0]);
    messages.messages[0].content = vec![said("a")];
    messages.settings.cache.tools = Caching::Default;
    messages.settings.cache.system = Caching::Default;
    messages.settings.cache.messages = Caching::Default;
    let expected = [
        "the cache point after the tools",
        "the cache point after the system prompt",
    ];
    assert_eq!(words(&messages), expected);
    messages.settings.tools.offered = vec![add()];
    messages.settings.system = "brief".to_owned();
    assert_eq!(words(&messages), [""; 0]);
}

#[test]
fn choices_without_a_place_are_named() {
    let choose = |wire, which, parallel, offered: Vec<Tool>| {
        let mut request = request(wire, vec![said("hi")]);
        request.settings.tools.offered = offered;
        request.settings.tools.choice = Some(ToolChoice { which, parallel });
        words(&request)
    };
    let tools = || vec![add()];
    assert_eq!(choose(Wire::Converse, Which::Auto, None, tools()), [""; 0]);
    assert_eq!(
        choose(Wire::Converse, Which::None, Some(true), tools()),
        ["tool choice none"]
    );
    assert_eq!(choose(Wire::Messages, Which::None, None, tools()), [""; 0]);
    assert_eq!(
        choose(Wire::Messages, Which::Any, None, vec![]),
        ["tool choice any"]
    );
    let at_once = ["whether tools may be called at once"];
    assert_eq!(
        choose(Wire::Converse, Which::Auto, Some(false), tools()),
        at_once
    );
    assert_eq!(
        choose(Wire::Messages, Which::None, Some(false), tools()),
        at_once
    );
}

#[test]
fn arguments_that_are_no_object_are_sent_empty_and_named() {
    let call = |input: &str| {
        let call = ContentBlock::ToolUse(ToolUse {
            id: "t1".to_owned(),
            name: "add".to_owned(),
            input: input.to_owned(),
        });
        let mut request = request(Wire::Messages, vec![call]);
        request.settings.tools.offered = vec![add()];
        words(&request)
    };
    assert_eq!(call(""), [""; 0]);
    assert_eq!(call(" {\"a\":1} "), [""; 0]);
    let named = ["the arguments of add, which are no JSON object"];
    assert_eq!(call("{\"a\":"), named);
    assert_eq!(call("[]"), named);
}

#[test]
fn a_status_is_missed_only_if_it_is_no_success() {
    let status = |ability, status: &str| {
        let result = ContentBlock::ToolResult {
            id: "t1".to_owned(),
            status: Some(status.to_owned()),
            content: Json::default(),
        };
        let mut request = request(Wire::Converse, vec![result]);
        request.form.tool_result_status = ability;
        words(&request)
    };
    assert_eq!(status(Ability::No, "success"), [""; 0]);
    assert_eq!(
        status(Ability::No, "error"),
        ["the status error of the call t1"]
    );
    assert_eq!(status(Ability::Unknown, "error"), [""; 0]);
}

#[test]
fn thinking_is_named_where_a_style_cannot_say_it() {
    let think = |style, thinking, effort: Option<&str>| {
        let mut request = request(Wire::Converse, vec![said("hi")]);
        request.form.reasoning = Some(style);
        request.settings.reasoning.thinking = thinking;
        request.settings.reasoning.effort = effort.map(str::to_owned);
        request.settings.reasoning.display = Some("omitted".to_owned());
        words(&request)
    };
    let display = "what is shown of the thoughts: omitted";
    let budget = Thinking::Budget(1024);
    assert_eq!(
        think(ReasoningStyle::Anthropic, budget, Some("low")),
        [""; 0]
    );
    assert_eq!(
        think(ReasoningStyle::Anthropic, Thinking::Off, None),
        [display]
    );
    let flat = think(ReasoningStyle::EffortFlat, budget, Some("low"));
    assert_eq!(flat, ["thinking: budget", display]);
    let nested = think(ReasoningStyle::EffortNested, Thinking::Off, Some("low"));
    assert_eq!(nested, ["thinking: off", display]);
    let nova = think(ReasoningStyle::Nova, Thinking::Off, Some("low"));
    assert_eq!(nova, ["effort low", display]);
}

#[test]
fn extra_members_must_be_an_object() {
    let extra = |text: &str| {
        let mut request = request(Wire::Converse, vec![said("hi")]);
        request.settings.extra = Json(text.to_owned());
        words(&request)
    };
    assert_eq!(extra(" "), [""; 0]);
    assert_eq!(extra("{\"a\":1}"), [""; 0]);
    assert_eq!(
        extra("{\"a\":1"),
        ["the extra members, which are no JSON object"]
    );
}
