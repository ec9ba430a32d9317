//! Small listings made by hand, and real ones.

use serde_json::Value;

use super::*;
use crate::chat::failure::FailureKind;

const MODELS: &str = include_str!(
    "../../../tests/data/bedrock-models/list-foundation-models.all-regions.2026-08.json"
);
const PROFILES: &str = include_str!(
    "../../../tests/data/bedrock-models/list-inference-profiles.us-east-1.2026-08.json"
);

fn model(id: &str, inference: &[&str]) -> ModelSummary {
    ModelSummary {
        id: id.to_owned(),
        input: vec!["TEXT".to_owned()],
        output: vec!["TEXT".to_owned()],
        inference: inference.iter().map(|&kind| kind.to_owned()).collect(),
        ..ModelSummary::default()
    }
}

fn profile(id: &str, model: &str) -> ProfileSummary {
    ProfileSummary {
        id: id.to_owned(),
        arn: format!("arn:aws:bedrock:us-east-1:111122223333:inference-profile/{id}"),
        name: id.to_owned(),
        kind: ProfileKind::System,
        status: "ACTIVE".to_owned(),
        models: vec![
            format!("arn:aws:bedrock:us-west-2::foundation-model/{model}"),
            format!("arn:aws:bedrock:us-east-1::foundation-model/{model}"),
        ],
    }
}

fn join(models: Vec<ModelSummary>, profiles: Vec<ProfileSummary>) -> Catalog {
    Catalog::join(Listing {
        models: Ok(models),
        profiles: Ok(profiles),
    })
}

fn routes(catalog: &Catalog, id: &str) -> Vec<Route> {
    let model = catalog.model(&ModelId::new(id).unwrap()).unwrap();
    model
        .routes
        .iter()
        .map(|entry| entry.route.clone())
        .collect()
}

#[test]
fn a_model_has_the_routes_that_the_lists_name() {
    let models = vec![model("a.b", &["ON_DEMAND", "INFERENCE_PROFILE"])];
    let catalog = join(
        models,
        vec![profile("us.a.b", "a.b"), profile("eu.a.b", "a.b")],
    );
    let expected = [
        Route::OnDemand("a.b".to_owned()),
        Route::Profile("eu.a.b".to_owned()),
        Route::Profile("us.a.b".to_owned()),
    ];
    assert_eq!(routes(&catalog, "a.b"), expected);
    let regions = &catalog.models[0].routes[1].regions;
    assert_eq!(*regions, ["us-east-1", "us-west-2"]);
}

#[test]
fn a_model_that_needs_a_profile_has_no_route_on_demand() {
    let models = vec![model("a.b", &["INFERENCE_PROFILE"])];
    let catalog = join(models.clone(), vec![profile("us.a.b", "a.b")]);
    assert_eq!(
        routes(&catalog, "a.b"),
        [Route::Profile("us.a.b".to_owned())]
    );
    let catalog = join(models, Vec::new());
    assert_eq!(catalog.models[0].unusable, Some(Unusable::NoProfile));
}

#[test]
fn a_model_without_a_way_says_why() {
    let models = vec![
        model("a.provisioned", &["PROVISIONED"]),
        model("b.nothing", &[]),
        model("c.profile", &["INFERENCE_PROFILE"]),
    ];
    let denied = Catalog::join(Listing {
        models: Ok(models),
        profiles: Err(Failure::new(FailureKind::AccessDenied, "no")),
    });
    let why: Vec<_> = denied.models.iter().map(|model| model.unusable).collect();
    let expected = [
        Unusable::OnlyProvisioned,
        Unusable::NoWay,
        Unusable::ProfilesUnknown,
    ];
    assert_eq!(why, expected.map(Some));
    assert_eq!(denied.problems.len(), 1);
}

#[test]
fn a_profile_of_an_unlisted_model_makes_a_row() {
    let catalog = join(
        Vec::new(),
        vec![profile("us.a.b", "a.b"), profile("us.a.embed", "a.embed")],
    );
    assert_eq!(catalog.models.len(), 1);
    assert_eq!(catalog.models[0].name, "a.b");
    assert_eq!(catalog.models[0].streaming, Ability::Unknown);
}

#[test]
fn a_profile_that_is_not_active_is_no_way() {
    let mut inactive = profile("us.a.b", "a.b");
    inactive.status = "CREATING".to_owned();
    let catalog = join(vec![model("a.b", &["INFERENCE_PROFILE"])], vec![inactive]);
    assert_eq!(catalog.models[0].routes, []);
}

#[test]
fn an_application_profile_is_named_by_its_arn() {
    let mut mine = profile("abc123", "a.b");
    mine.kind = ProfileKind::Application;
    let arn = mine.arn.clone();
    let catalog = join(vec![model("a.b", &["ON_DEMAND"])], vec![mine]);
    assert_eq!(routes(&catalog, "a.b")[1], Route::Application(arn));
}

#[test]
fn legacy_models_come_last() {
    let mut old = model("a.old", &["ON_DEMAND"]);
    old.lifecycle.status = "LEGACY".to_owned();
    let catalog = join(vec![old, model("z.new", &["ON_DEMAND"])], Vec::new());
    let ids: Vec<&str> = catalog
        .models
        .iter()
        .map(|model| model.id.as_str())
        .collect();
    assert_eq!(ids, ["z.new", "a.old"]);
}

#[test]
fn an_id_is_resolved_to_its_route_or_taken_as_typed() {
    let catalog = join(
        vec![model("a.b", &["INFERENCE_PROFILE"])],
        vec![profile("us.a.b", "a.b")],
    );
    let route = |id: &str| catalog.resolve(id).map(|choice| choice.route);
    let profile = Some(Route::Profile("us.a.b".to_owned()));
    assert_eq!(route(" us.a.b "), profile);
    assert_eq!(route("a.b"), profile);
    assert_eq!(route("x.y"), Some(Route::Typed("x.y".to_owned())));
    assert_eq!(route(" "), None);
}

fn texts(value: &Value) -> Vec<String> {
    let all = value.as_array().into_iter().flatten();
    all.map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn real_models() -> Vec<ModelSummary> {
    let all: Value = serde_json::from_str(MODELS).unwrap();
    let rows = all["modelSummaries"].as_array().unwrap();
    let summary = |row: &Value| ModelSummary {
        id: text(&row["modelId"]).unwrap(),
        name: text(&row["modelName"]),
        provider: text(&row["providerName"]),
        input: texts(&row["inputModalities"]),
        output: texts(&row["outputModalities"]),
        inference: texts(&row["inferenceTypesSupported"]),
        streaming: row["responseStreamingSupported"].as_bool(),
        lifecycle: Lifecycle {
            status: text(&row["modelLifecycle"]["status"]).unwrap_or_default(),
            legacy: text(&row["modelLifecycle"]["legacyTime"]),
            extended: text(&row["modelLifecycle"]["publicExtendedAccessTime"]),
            end: text(&row["modelLifecycle"]["endOfLifeTime"]),
        },
    };
    rows.iter().map(summary).collect()
}

fn real_profiles() -> Vec<ProfileSummary> {
    let all: Value = serde_json::from_str(PROFILES).unwrap();
    let rows = all["inferenceProfileSummaries"].as_array().unwrap();
    let summary = |row: &Value| ProfileSummary {
        id: text(&row["inferenceProfileId"]).unwrap(),
        arn: text(&row["inferenceProfileArn"]).unwrap(),
        name: text(&row["inferenceProfileName"]).unwrap(),
        kind: ProfileKind::System,
        status: text(&row["status"]).unwrap(),
        models: row["models"]
            .as_array()
            .unwrap()
            .iter()
            .map(|model| text(&model["modelArn"]).unwrap())
            .collect(),
    };
    rows.iter().map(summary).collect()
}

#[test]
fn the_real_lists_make_a_catalog_of_chat_models() {
    let (models, profiles) = (real_models(), real_profiles());
    assert_eq!((models.len(), profiles.len()), (152, 71));
    let catalog = join(models.clone(), profiles.clone());
    for row in &catalog.models {
        let id = row.id.as_str();
        let none = ["embed", "rerank", "canvas", "reel", "sonic", "image"];
        assert!(
            !none.iter().any(|part| id.contains(part)),
            "{id} writes no text"
        );
        assert_eq!(row.routes.is_empty(), row.unusable.is_some(), "{id}");
        assert!(!row.name.is_empty() && !row.provider.is_empty(), "{id}");
        let Some(summary) = models.iter().find(|model| model.id == id) else {
            continue;
        };
        let on_demand = row
            .routes
            .iter()
            .any(|entry| matches!(entry.route, Route::OnDemand(_)));
        let says = summary.inference.iter().any(|kind| kind == "ON_DEMAND");
        assert_eq!(on_demand, says, "{id}");
    }
}

#[test]
fn every_real_profile_of_a_chat_model_is_a_route() {
    let (models, profiles) = (real_models(), real_profiles());
    let catalog = join(models.clone(), profiles.clone());
    for profile in &profiles {
        let base = profile.models[0].rsplit_once('/').unwrap().1;
        let writes = models
            .iter()
            .find(|model| model.id == base)
            .is_none_or(|model| model.output.iter().any(|kind| kind == "TEXT"));
        let speech = base.contains("embed") || base.contains("rerank") || base.contains("sonic");
        let found = catalog.find(&profile.id).map(|choice| choice.model);
        if let Some(model) = found {
            assert_eq!(model.as_str(), base);
        } else {
            assert!(!writes || speech, "{} leads nowhere", profile.id);
        }
    }
}

#[test]
fn odd_real_rows_survive() {
    let catalog = join(real_models(), real_profiles());
    for id in [
        "amazon.nova-premier-v1:0:1000k",
        "anthropic.claude-opus-5",
        "minimax.minimax-m2.1",
    ] {
        assert!(catalog.model(&ModelId::new(id).unwrap()).is_some(), "{id}");
    }
    let models = real_models();
    let listed: std::collections::HashSet<&str> =
        models.iter().map(|row| row.id.as_str()).collect();
    let strangers = catalog
        .models
        .iter()
        .filter(|row| !listed.contains(row.id.as_str()));
    assert!(
        strangers.count() > 0,
        "profiles of models that are not listed make rows"
    );
    let anywhere = |entry: &RouteEntry| entry.regions.iter().any(|region| region == "any region");
    assert!(
        catalog
            .models
            .iter()
            .flat_map(|row| &row.routes)
            .any(anywhere)
    );
    let ends = catalog
        .models
        .iter()
        .filter(|row| row.lifecycle.end.is_some());
    assert!(ends.count() > 0);
}
