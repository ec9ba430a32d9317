//! Properties of the findings, over generated requests.

use proptest::prelude::*;

use super::*;

fn abilities_word() -> impl Strategy<Value = Ability> {
    prop::sample::select(vec![YES, NO, Ability::Unknown])
}

fn numbers() -> impl Strategy<Value = Decimal> {
    "[0-9]{1,3}(\\.[0-9]{1,3})?".prop_map(|text| number(&text))
}

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "", " ", "low", "high", "max", "flex", "a b", "ä", "{}", "x",
    ])
    .prop_map(str::to_owned)
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 0..3)
}

prop_compose! {
    fn param_ability()(
        taken in abilities_word(),
        ends in prop::array::uniform3(prop::option::of(numbers())),
    ) -> ParamAbility {
        let [min, max, default] = ends;
        ParamAbility { taken, min, max, default }
    }
}

prop_compose! {
    fn any_sampling_abilities()(
        params in prop::array::uniform3(param_ability()),
        exclusive in abilities_word(),
        stop_sequences in prop::option::of(0_u32..3),
    ) -> SamplingAbilities {
        let [temperature, top_p, top_k] = params;
        SamplingAbilities { temperature, top_p, top_k, exclusive, top_k_form: None, stop_sequences }
    }
}

prop_compose! {
    fn any_reasoning()(
        style in prop::option::of(prop::sample::select(vec![
            ReasoningStyle::None, ReasoningStyle::Anthropic, ReasoningStyle::Nova,
        ])),
        answers in prop::array::uniform4(abilities_word()),
        efforts in prop::option::of(texts()),
    ) -> ReasoningAbilities {
        let [budget, adaptive, can_disable, default_on] = answers;
        ReasoningAbilities { style, budget, adaptive, can_disable, default_on, efforts }
    }
}

prop_compose! {
    fn any_takes()(
        answers in prop::collection::vec(abilities_word(), 10),
        kinds in prop::option::of(prop::sample::subsequence(vec!["auto", "any", "tool", "none"], 0..=4)),
    ) -> Takes {
        let [system, images, documents, video, audio, prefill, tools, stream_tools, tool_result_images, tool_result_status] =
            answers.try_into().unwrap();
        Takes {
            system, images, documents, video, audio, prefill, tools, stream_tools, tool_result_images, tool_result_status,
            max_images: None, longest_seen: None,
            tool_choice: kinds.map(|kinds| words(&kinds)), own_tools: None,
        }
    }
}

prop_compose! {
    fn any_abilities()(
        max_output in prop::option::of(0_u32..9000),
        takes in any_takes(),
        sampling in any_sampling_abilities(),
        reasoning in any_reasoning(),
        answers in prop::array::uniform3(abilities_word()),
        min_tokens in prop::option::of(any::<u64>()),
        wires in prop::option::of(prop::sample::subsequence(Wire::ALL.to_vec(), 0..=3)),
    ) -> Abilities {
        let [taken, one_hour, in_tools] = answers;
        Abilities {
            max_output, takes, sampling, reasoning, wires,
            cache: CacheAbilities { taken, min_tokens, one_hour, in_tools },
            ..Abilities::default()
        }
    }
}

fn any_tool() -> impl Strategy<Value = Tool> {
    (0..3, text()).prop_map(|(kind, name)| match kind {
        0 => tool(&name),
        1 => Tool::Typed {
            kind: "bash".to_owned(),
            name,
            json: Json::default(),
        },
        _ => Tool::Foreign(Json::default()),
    })
}

fn any_choice() -> impl Strategy<Value = Option<ToolChoice>> {
    let which = prop_oneof![
        Just(Which::Auto),
        Just(Which::Any),
        Just(Which::None),
        text().prop_map(Which::Tool)
    ];
    prop::option::of(
        (which, any::<Option<bool>>()).prop_map(|(which, parallel)| ToolChoice { which, parallel }),
    )
}

prop_compose! {
    fn sampling_and_reasoning()(
        numbers in prop::array::uniform3(prop::option::of(numbers())),
        max_tokens in prop_oneof![0_u32..3, 1000_u32..5000, 20_000_u32..30_000],
        stop_sequences in texts(),
        thinking in prop_oneof![
            Just(Thinking::NotSent), Just(Thinking::Off), Just(Thinking::Adaptive),
            (0_u32..6000).prop_map(Thinking::Budget),
        ],
        words in prop::array::uniform2(prop::option::of(text())),
    ) -> Settings {
        let mut settings = Settings::default();
        for (param, value) in Param::ALL.into_iter().zip(numbers) {
            settings.sampling.set(param, value);
        }
        settings.sampling.max_tokens = max_tokens;
        settings.sampling.stop_sequences = stop_sequences;
        settings.reasoning.thinking = thinking;
        [settings.reasoning.effort, settings.reasoning.display] = words;
        settings
    }
}

prop_compose! {
    fn any_settings()(
        settings in sampling_and_reasoning(),
        wire in prop::sample::select(Wire::ALL.to_vec()),
        is_whole in any::<bool>(),
        cache in prop::array::uniform3(prop::sample::select(Caching::ALL.to_vec())),
        tools in prop::collection::vec(any_tool(), 0..3),
        choice in any_choice(),
        [system, extra, id, version] in prop::array::uniform4(text()),
        optional in prop::array::uniform3(prop::option::of(text())),
        metadata in prop::collection::vec((text(), text()), 0..19),
        betas in texts(),
    ) -> Settings {
        let mut settings = settings;
        settings.model = Some(chosen_model("a.b"));
        settings.wire = wire;
        settings.delivery = if is_whole { Delivery::Whole } else { Delivery::Streaming };
        [settings.cache.tools, settings.cache.system, settings.cache.messages] = cache;
        settings.tools.offered = tools;
        settings.tools.choice = choice;
        settings.system = system;
        settings.extra = Json(extra);
        settings.service.guardrail = Some(Guardrail { id, ..guarded(&version) });
        [settings.service.tier, settings.service.latency, settings.service.user_id] = optional;
        settings.service.metadata = metadata;
        settings.betas = betas;
        settings
    }
}

prop_compose! {
    fn any_content()(
        [images, documents, video, audio, tool_blocks, tool_result_images, cache_points] in prop::array::uniform7(0_usize..8),
        [cited, office] in prop::array::uniform2(0_usize..8),
        prefill in prop::sample::select(vec!["", "a", "a "]),
    ) -> ContentKinds {
        let (cited, office) = (cited.min(documents), office.min(documents));
        ContentKinds {
            images, documents, cited, office, video, audio, tool_blocks, tool_result_images,
            cache_points,
            prefill: Prefill::of(prefill),
            load: Load::default(),
        }
    }
}

fn any_refusals() -> impl Strategy<Value = Vec<Refusal>> {
    let message = prop::sample::select(vec![
        "no",
        "cannot both be specified",
        "model limit of 7.",
        "did not allow prompt caching",
        "`top_k` is deprecated",
    ]);
    let one = (prop::sample::select(Field::ALL.to_vec()), message)
        .prop_map(|(field, message)| refusal(field, message));
    prop::collection::vec(one, 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_fix_ends_its_finding(
        settings in any_settings(),
        abilities in any_abilities(),
        content in any_content(),
        refusals in any_refusals(),
    ) {
        for finding in findings(&settings, &abilities, &refusals, content) {
            let is_quoted = finding.text.starts_with("refused on");
            prop_assert!(is_quoted || !finding.text.ends_with('.'), "{}", finding.text);
            let Some(fix) = &finding.fix else { continue };
            let mut fixed = settings.clone();
            apply(fix, &mut fixed);
            prop_assert_ne!(&fixed, &settings, "{:?} changes nothing", finding);
            let left = findings(&fixed, &abilities, &refusals, content);
            let is_left = left
                .iter()
                .any(|other| (other.field, &other.text) == (finding.field, &finding.text));
            prop_assert!(!is_left, "{:?} is still there", finding);
        }
    }

    #[test]
    fn what_is_not_sent_is_not_found(abilities in any_abilities()) {
        let wires = vec![Wire::Converse];
        let abilities = Abilities { wires: Some(wires), max_output: None, ..abilities };
        let found = findings(&Settings::default(), &abilities, &[], ContentKinds::default());
        prop_assert_eq!(found, []);
    }
}
