//! Settings with all that they can have.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::{json, text};
use crate::chat::catalog::ModelId;
use crate::chat::content::Json;
use crate::chat::settings::reasoning::{Reasoning, Thinking};
use crate::chat::settings::service::{
    CachePoints, Caching, Guardrail, GuardrailMode, ServiceOptions, Trace,
};
use crate::chat::settings::{
    Decimal, Delivery, ModelChoice, Region, Route, Sampling, Settings, Wire,
};
use crate::chat::tool::{CustomTool, LoopLimits, Tool, ToolChoice, Tools, Which};

/// Any settings.
pub(in crate::store) fn settings() -> impl Strategy<Value = Settings> {
    let how = (
        select(Wire::ALL.to_vec()),
        select(vec![Delivery::Streaming, Delivery::Whole]),
        text(),
        of("[a-z0-9]{1,4}-[0-9]".prop_map(|text| Region::new(&text).unwrap())),
    );
    let what = (sampling(), reasoning(), cache(), tools(), service());
    let more = (vec(text(), 0..3), extra(), other(), of(0_u32..40));
    (of(model()), how, what, more).prop_map(
        |(
            model,
            (wire, delivery, system, region),
            (sampling, reasoning, cache, tools, service),
            (betas, extra, other, image_turns),
        )| {
            Settings {
                model,
                region,
                wire,
                delivery,
                system,
                sampling,
                reasoning,
                cache,
                image_turns,
                tools,
                service,
                betas,
                extra,
                other,
            }
        },
    )
}

fn model() -> impl Strategy<Value = ModelChoice> {
    let routes = prop_oneof![
        text().prop_map(Route::OnDemand),
        text().prop_map(Route::Profile),
        text().prop_map(Route::Application),
        text().prop_map(Route::Typed),
    ];
    ("[a-z.:0-9-]{1,9}", text(), routes).prop_map(|(id, name, route)| ModelChoice {
        model: ModelId::new(&id).unwrap(),
        name,
        route,
    })
}

fn sampling() -> impl Strategy<Value = Sampling> {
    let number =
        || of("[0-9]{1,5}(\\.[0-9]{1,5})?".prop_map(|text| Decimal::parse(&text).unwrap()));
    let stops = vec(text(), 0..3);
    (number(), number(), number(), any::<u32>(), stops).prop_map(
        |(temperature, top_p, top_k, max_tokens, stop_sequences)| Sampling {
            temperature,
            top_p,
            top_k,
            max_tokens,
            stop_sequences,
        },
    )
}

fn reasoning() -> impl Strategy<Value = Reasoning> {
    let thinking = prop_oneof![
        Just(Thinking::NotSent),
        Just(Thinking::Off),
        any::<u32>().prop_map(Thinking::Budget),
        Just(Thinking::Adaptive),
    ];
    (thinking, of(text()), of(text())).prop_map(|(thinking, effort, display)| Reasoning {
        thinking,
        effort,
        display,
    })
}

fn cache() -> impl Strategy<Value = CachePoints> {
    let mark = || select(Caching::ALL.to_vec());
    (mark(), mark(), mark()).prop_map(|(tools, system, messages)| CachePoints {
        tools,
        system,
        messages,
    })
}

fn tools() -> impl Strategy<Value = Tools> {
    let schema = prop_oneof![json(), Just(Json::default())];
    let custom = (text(), text(), schema, of(any::<bool>())).prop_map(
        |(name, description, schema, strict)| {
            Tool::Custom(CustomTool {
                name,
                description,
                schema,
                strict,
            })
        },
    );
    let typed = ("[a-z_0-9]{1,9}", text(), json()).prop_map(|(kind, name, Json(more))| {
        let quoted = serde_json::to_string(&name).unwrap();
        let json = Json(format!(
            r#"{{"type": "{kind}","z":{more},"name":{quoted}}}"#
        ));
        Tool::Typed { kind, name, json }
    });
    let foreign =
        json().prop_map(|Json(of)| Tool::Foreign(Json(format!(r#"{{"systemTool":{of}}}"#))));
    let which = prop_oneof![
        Just(Which::Auto),
        Just(Which::Any),
        text().prop_map(Which::Tool),
        Just(Which::None),
    ];
    let choice =
        (which, of(any::<bool>())).prop_map(|(which, parallel)| ToolChoice { which, parallel });
    let offered = vec(prop_oneof![custom, typed, foreign], 0..3);
    let dollars = "[0-9]{1,5}(\\.[0-9]{1,5})?".prop_map(|text| Decimal::parse(&text).unwrap());
    let limits = (of(any::<u32>()), of(dollars))
        .prop_map(|(rounds, dollars)| LoopLimits { rounds, dollars });
    (offered, of(choice), limits).prop_map(|(offered, choice, limits)| Tools {
        offered,
        choice,
        limits,
    })
}

fn service() -> impl Strategy<Value = ServiceOptions> {
    let modes = of(select(vec![GuardrailMode::Sync, GuardrailMode::Async]));
    let traces = select(Trace::ALL.to_vec());
    let guardrail =
        (text(), text(), traces, modes).prop_map(|(id, version, trace, mode)| Guardrail {
            id,
            version,
            trace,
            mode,
        });
    let metadata = vec((text(), text()), 0..3);
    (of(guardrail), of(text()), of(text()), metadata, of(text())).prop_map(
        |(guardrail, tier, latency, metadata, user_id)| ServiceOptions {
            guardrail,
            tier,
            latency,
            metadata,
            user_id,
        },
    )
}

fn extra() -> impl Strategy<Value = Json> {
    let object = (text(), json()).prop_map(|(name, Json(value))| {
        let name = serde_json::to_string(&name).unwrap();
        Json(format!("{{{name}: {value}}}"))
    });
    prop_oneof![Just(Json::default()), object]
}

/// Members of a later version. No known one has such a name.
fn other() -> impl Strategy<Value = Vec<(String, Json)>> {
    vec(("x_[a-l]{1,4}", json()), 0..3)
}
