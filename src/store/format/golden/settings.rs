//! Settings with all that they can have, as version 1.0 writes them.

use super::{check, settings};
use crate::chat::content::Json;
use crate::chat::ids::LaneId;
use crate::chat::record::Record;
use crate::chat::settings::reasoning::{Reasoning, Thinking};
use crate::chat::settings::service::{
    CachePoints, Caching, Guardrail, GuardrailMode, ServiceOptions, Trace,
};
use crate::chat::settings::{Decimal, Delivery, Region, Sampling, Settings, Wire};
use crate::chat::tool::{CustomTool, LoopLimits, Tool, ToolChoice, Tools, Which};

/// Settings with every member.
fn all_settings() -> Settings {
    let json = |text: &str| Json(text.into());
    let decimal = |text| Decimal::parse(text).ok();
    let custom = CustomTool {
        name: "weather".into(),
        description: "Of a city.".into(),
        schema: json(r#"{"type":"object","properties":{"city":{"type":"string"}}}"#),
        strict: Some(true),
    };
    let typed = r#"{"type":"computer_20241022","name":"computer","display_width_px":1024,"display_height_px":768}"#;
    Settings {
        region: Region::new("eu-west-1").ok(),
        wire: Wire::Messages,
        delivery: Delivery::Whole,
        sampling: Sampling {
            temperature: decimal("0.70"),
            top_p: decimal("0.9"),
            top_k: decimal("250"),
            max_tokens: 1024,
            stop_sequences: vec!["END".into(), "\n\n".into()],
        },
        reasoning: Reasoning {
            thinking: Thinking::Budget(2048),
            effort: Some("high".into()),
            display: Some("summarized".into()),
        },
        cache: CachePoints {
            tools: Caching::OneHour,
            system: Caching::Default,
            messages: Caching::FiveMinutes,
        },
        tools: Tools {
            offered: vec![
                Tool::Custom(custom),
                Tool::Typed {
                    kind: "computer_20241022".into(),
                    name: "computer".into(),
                    json: json(typed),
                },
                Tool::Foreign(json(r#"{"systemTool":{"name":"nova_grounding"}}"#)),
            ],
            choice: Some(ToolChoice {
                which: Which::Tool("weather".into()),
                parallel: Some(false),
            }),
            ..Tools::default()
        },
        service: ServiceOptions {
            guardrail: Some(Guardrail {
                id: "gr-1".into(),
                version: "DRAFT".into(),
                trace: Trace::Full,
                mode: Some(GuardrailMode::Async),
            }),
            tier: Some("flex".into()),
            latency: Some("optimized".into()),
            metadata: vec![("team".into(), "rocks".into()), ("cost".into(), "7".into())],
            user_id: Some("u-1".into()),
        },
        betas: vec!["computer-use-2024-10-22".into()],
        extra: json(r#"{"z":1.0,"a":[null]}"#),
        image_turns: Some(3),
        other: vec![("mood".into(), json(r#"{"b":1,"a":2}"#))],
        ..settings()
    }
}

#[test]
fn settings_with_every_member() {
    check(
        Record::LaneSet {
            lane: LaneId(2),
            settings: all_settings(),
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"lane_set","lane":2,"settings":{"model":{"id":"amazon.nova-pro-v1:0","name":"Nova Pro","route":"us.amazon.nova-pro-v1:0","kind":"profile"},"region":"eu-west-1","wire":"messages","stream":false,"system":"Be brief.","max_tokens":1024,"temperature":0.70,"top_p":0.9,"top_k":250,"stop_sequences":["END","\n\n"],"thinking":{"mode":"budget","budget":2048,"effort":"high","display":"summarized"},"cache":{"tools":"1h","system":"on","messages":"5m"},"image_turns":3,"tools":[{"name":"weather","description":"Of a city.","input_schema":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true},{"type":"computer_20241022","name":"computer","display_width_px":1024,"display_height_px":768},{"systemTool":{"name":"nova_grounding"}}],"tool_choice":{"which":"tool","name":"weather","parallel":false},"guardrail":{"id":"gr-1","version":"DRAFT","trace":"enabled_full","mode":"async"},"tier":"flex","latency":"optimized","metadata":{"team":"rocks","cost":"7"},"user_id":"u-1","betas":["computer-use-2024-10-22"],"extra":{"z":1.0,"a":[null]},"mood":{"b":1,"a":2}},"c":"0bccf812"}"#,
    );
    let short = |thinking, which| Settings {
        reasoning: Reasoning {
            thinking,
            ..Reasoning::default()
        },
        tools: Tools {
            offered: Vec::new(),
            choice: Some(ToolChoice {
                which,
                parallel: None,
            }),
            ..Tools::default()
        },
        ..Settings::default()
    };
    for (settings, line) in [
        (
            short(Thinking::Off, Which::None),
            r#"{"n":17,"at":1795246345678,"act":15,"k":"lane_set","lane":2,"settings":{"wire":"converse","max_tokens":4096,"thinking":{"mode":"off"},"tool_choice":{"which":"none"}},"c":"f5458f19"}"#,
        ),
        (
            short(Thinking::Adaptive, Which::Any),
            r#"{"n":17,"at":1795246345678,"act":15,"k":"lane_set","lane":2,"settings":{"wire":"converse","max_tokens":4096,"thinking":{"mode":"adaptive"},"tool_choice":{"which":"any"}},"c":"133b036e"}"#,
        ),
    ] {
        let lane = LaneId(2);
        check(Record::LaneSet { lane, settings }, line);
    }
}

#[test]
fn limits_of_the_loop() {
    let settings = Settings {
        tools: Tools {
            limits: LoopLimits {
                rounds: Some(10),
                dollars: Decimal::parse("0.50").ok(),
            },
            ..Tools::default()
        },
        ..Settings::default()
    };
    let lane = LaneId(2);
    check(
        Record::LaneSet { lane, settings },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"lane_set","lane":2,"settings":{"wire":"converse","max_tokens":4096,"tool_rounds":10,"tool_budget":0.50},"c":"46b710c9"}"#,
    );
}
