//! The rules and the wires agree on what a wire cannot carry.

use std::collections::BTreeSet;

use super::*;
use crate::chat::carried::left_out;
use crate::chat::content::ContentBlock;
use crate::chat::message::Role;
use crate::chat::request::{Form, Request, Turned};

/// A tool as it stands in a body.
const DIG: &str = r#"{"name":"dig","input_schema":{"type":"object"}}"#;

/// Settings with something in every field that some wire cannot carry.
fn full(wire: Wire) -> Settings {
    let mut settings = Settings {
        wire,
        system: "Be brief.".to_owned(),
        betas: words(&["a-beta"]),
        ..Settings::default()
    };
    settings.reasoning.thinking = Thinking::Budget(2048);
    settings.reasoning.effort = Some("high".to_owned());
    settings.reasoning.display = Some("summarized".to_owned());
    settings.cache.tools = Caching::Default;
    settings.cache.system = Caching::Default;
    settings.cache.messages = Caching::Default;
    settings.tools.offered = crate::chat::tool::parse(DIG).unwrap();
    settings.tools.choice = Some(ToolChoice {
        which: Which::Auto,
        parallel: None,
    });
    settings.service.user_id = Some("me".to_owned());
    settings.service.tier = Some("flex".to_owned());
    settings.service.guardrail = Some(guarded("1"));
    settings
}

fn request(settings: Settings) -> Request {
    let id = "anthropic.claude-x";
    Request {
        model: ModelChoice {
            model: ModelId::new(id).unwrap(),
            name: id.to_owned(),
            route: Route::OnDemand(id.to_owned()),
        },
        settings,
        messages: vec![Turned {
            role: Role::User,
            content: vec![ContentBlock::Text("hello".to_owned())],
        }],
        prefill: String::new(),
        form: Form::default(),
        stayed: Vec::new(),
    }
}

#[test]
fn what_the_rules_call_ignored_is_what_the_wire_leaves_out() {
    for wire in Wire::ALL {
        let settings = full(wire);
        let told = findings(&settings, &able(), &[], ContentKinds::default());
        let told = told.iter().filter(|finding| {
            finding.level == Level::Ignored && finding.text.contains("wire cannot carry")
        });
        let told: BTreeSet<&str> = told.map(|finding| finding.field.name()).collect();
        let left = left_out(&request(settings.clone()));
        let left: BTreeSet<&str> = left.iter().map(|left| left.field.name()).collect();
        assert_eq!(told, left, "{}", wire.name());
    }
}
