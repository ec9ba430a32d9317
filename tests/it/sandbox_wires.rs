//! The sandbox's other wires: `InvokeModel` with both bodies, `CountTokens`, and what Converse takes beside messages.

#![expect(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, the functions that it calls included"
)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use outcrop::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::sandbox::{Answer, ask, asking, exchange, get, request, sandbox};

/// The words that Bedrock puts before those of a provider on Converse.
const PROVIDER: &str = "The model returned the following errors: ";

async fn post(sandbox: &Sandbox, model: &str, operation: &str, body: &Value) -> Answer {
    let path = format!("/model/outcrop.{model}/{operation}");
    exchange(sandbox, &request("POST", &path, &body.to_string())).await
}

/// A body of the messages wire: a question and further members.
fn messages(text: &str, members: &Value) -> Value {
    let mut body = json!({
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 4000,
        "messages": [{"role": "user", "content": text}],
    });
    for (name, value) in members.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// A Converse request: a question and further members.
fn converse(text: &str, members: &Value) -> Value {
    let mut body: Value = serde_json::from_str(&asking(text)).unwrap();
    for (name, value) in members.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

async fn invoked(sandbox: &Sandbox, model: &str, body: &Value) -> Answer {
    post(sandbox, &format!("{model}-v1:0"), "invoke", body).await
}

async fn streamed(sandbox: &Sandbox, model: &str, body: &Value) -> Answer {
    post(
        sandbox,
        &format!("{model}-v1:0"),
        "invoke-with-response-stream",
        body,
    )
    .await
}

async fn conversed(sandbox: &Sandbox, model: &str, body: &Value) -> Answer {
    post(sandbox, &format!("{model}-v1:0"), "converse", body).await
}

/// The objects of the provider's stream.
fn objects(answer: &Answer) -> Vec<Value> {
    let chunks = answer
        .events()
        .into_iter()
        .filter(|(name, _)| name == "chunk");
    let decoded =
        chunks.map(|(_, chunk)| STANDARD.decode(chunk["bytes"].as_str().unwrap()).unwrap());
    decoded
        .map(|bytes| serde_json::from_slice(&bytes).unwrap_or_default())
        .collect()
}

/// The types of the objects, neighbours of one type as one.
fn types(objects: &[Value]) -> Vec<&str> {
    let mut types: Vec<&str> = objects
        .iter()
        .map(|object| object["type"].as_str().unwrap_or("-"))
        .collect();
    types.dedup();
    types
}

/// One member of all deltas, joined.
fn joined(objects: &[Value], member: &str) -> String {
    objects
        .iter()
        .filter_map(|object| object["delta"][member].as_str())
        .collect()
}

fn words(answer: &Answer) -> String {
    answer.json()["message"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn dig() -> Value {
    json!({"name": "dig", "description": "Digs.", "input_schema":
        {"type": "object", "properties": {"metres": {"type": "integer"}, "rock": {"enum": ["basalt"]}}}})
}

fn dig_spec() -> Value {
    json!({"toolSpec": {"name": "dig", "inputSchema": {"json": dig()["input_schema"]}}})
}

#[tokio::test]
async fn a_message_has_its_members_and_headers() {
    let sandbox = sandbox().await;
    let answer = invoked(&sandbox, "echo", &messages("granite rate=9999", &json!({}))).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/json"))
    );
    let message = answer.json();
    assert!(message["id"].as_str().unwrap().starts_with("msg_bdrk_"));
    assert_eq!(
        message["content"],
        json!([{"type": "text", "text": "granite rate=9999"}])
    );
    for (name, value) in [
        ("type", json!("message")),
        ("role", json!("assistant")),
        ("model", json!("echo-v1:0")),
        ("stop_reason", json!("end_turn")),
        ("stop_sequence", Value::Null),
    ] {
        assert_eq!(message[name], value, "{name}");
    }
    let usage = &message["usage"];
    assert_eq!(
        (&usage["input_tokens"], &usage["output_tokens"]),
        (&json!(4), &json!(4))
    );
    assert_eq!(
        (
            &usage["cache_read_input_tokens"],
            &usage["cache_creation_input_tokens"]
        ),
        (&json!(0), &json!(0))
    );
    assert_eq!(answer.header("x-amzn-bedrock-input-token-count"), Some("4"));
    assert_eq!(
        answer.header("x-amzn-bedrock-output-token-count"),
        Some("4")
    );
    assert!(
        answer
            .header("x-amzn-bedrock-invocation-latency")
            .unwrap()
            .parse::<u64>()
            .is_ok()
    );
    assert_eq!(answer.header("x-amzn-requestid").map(str::len), Some(36));
}

#[tokio::test]
async fn a_message_stream_has_its_objects_in_order() {
    let sandbox = sandbox().await;
    let answer = streamed(
        &sandbox,
        "echo",
        &messages("granite, basalt, 岩 rate=9999", &json!({})),
    )
    .await;
    assert_eq!(
        answer.header("content-type"),
        Some("application/vnd.amazon.eventstream")
    );
    assert_eq!(
        answer.header("x-amzn-bedrock-content-type"),
        Some("application/json")
    );
    assert_eq!(answer.names(), ["chunk"]);
    assert!(
        answer
            .events()
            .iter()
            .any(|(_, chunk)| chunk["p"].is_string())
    );
    let objects = objects(&answer);
    let order = [
        "message_start",
        "content_block_start",
        "ping",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ];
    assert_eq!(types(&objects), order);
    assert_eq!(joined(&objects, "text"), "granite, basalt, 岩 rate=9999");
    assert_eq!(objects[0]["message"]["content"], json!([]));
    assert_eq!(
        objects[1]["content_block"],
        json!({"type": "text", "text": ""})
    );
    let [.., delta, stop] = objects.as_slice() else {
        panic!("{objects:?}")
    };
    assert_eq!(
        delta["delta"],
        json!({"stop_reason": "end_turn", "stop_sequence": null})
    );
    let metrics = &stop["amazon-bedrock-invocationMetrics"];
    assert_eq!(metrics["outputTokenCount"], delta["usage"]["output_tokens"]);
    assert!(metrics["invocationLatency"].is_u64() && metrics["firstByteLatency"].is_u64());
}

#[tokio::test]
async fn limits_hold_on_the_messages_wire() {
    let sandbox = sandbox().await;
    let cut = invoked(
        &sandbox,
        "echo",
        &messages("one two three", &json!({"max_tokens": 2})),
    )
    .await
    .json();
    assert_eq!(
        (&cut["content"][0]["text"], &cut["stop_reason"]),
        (&json!("one two"), &json!("max_tokens"))
    );
    let stops = json!({"stop_sequences": ["three"]});
    let stopped = invoked(&sandbox, "echo", &messages("one two three", &stops))
        .await
        .json();
    assert_eq!(
        (&stopped["stop_reason"], &stopped["stop_sequence"]),
        (&json!("stop_sequence"), &json!("three"))
    );
}

#[tokio::test]
async fn the_guide_says_what_a_body_held() {
    let sandbox = sandbox().await;
    let body = messages(
        "hello rate=99999",
        &json!({"top_k": 7, "system": "be brief", "messages": [
        {"role": "user", "content": "hello"}, {"role": "user", "content": "again"}]}),
    );
    let text = invoked(&sandbox, "guide", &body).await.json()["content"][0]["text"].to_string();
    for part in [
        "| top_k | `7` |",
        "| max_tokens | `4000` |",
        "> be brief",
        "> again",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[tokio::test]
async fn refusals_of_invoke_model_are_the_providers_words_alone() {
    let sandbox = sandbox().await;
    let answer = invoked(&sandbox, "guide", &json!({"max_tokens": 1, "messages": []})).await;
    assert_eq!(
        (answer.status, words(&answer)),
        (400, "anthropic_version: Field required".to_owned())
    );
    assert!(
        answer
            .header("x-amzn-errortype")
            .unwrap()
            .starts_with("ValidationException:")
    );
    let prefill = json!({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]});
    let refused = "This model does not support assistant message prefill. The conversation must end with a user message.";
    assert_eq!(
        words(&invoked(&sandbox, "modern", &messages("", &prefill)).await),
        refused
    );
    let prefill = json!({"messages": [{"role": "user", "content": [{"text": "a"}]},
        {"role": "assistant", "content": [{"text": "b"}]}]});
    assert_eq!(
        words(&conversed(&sandbox, "modern", &prefill).await),
        format!("{PROVIDER}{refused}")
    );
    let unknown = post(&sandbox, "nobody", "invoke", &messages("a", &json!({}))).await;
    assert_eq!(words(&unknown), "The provided model identifier is invalid.");
    let broken = exchange(
        &sandbox,
        &request("POST", "/model/outcrop.echo-v1:0/invoke", "{"),
    )
    .await;
    assert_eq!(
        words(&broken),
        "Malformed input request, please reformat your input and try again."
    );
}

#[tokio::test]
async fn sampling_of_newer_models_is_refused_on_converse() {
    let sandbox = sandbox().await;
    let sampling = |config: Value| converse("a", &json!({"inferenceConfig": config}));
    let deprecated = conversed(&sandbox, "modern", &sampling(json!({"temperature": 1}))).await;
    assert_eq!(
        words(&deprecated),
        format!("{PROVIDER}`temperature` is deprecated for this model.")
    );
    let both = conversed(
        &sandbox,
        "either",
        &sampling(json!({"temperature": 1, "topP": 0.9})),
    )
    .await;
    assert_eq!(
        words(&both),
        format!(
            "{PROVIDER}`temperature` and `top_p` cannot both be specified for this model. Please use only one."
        )
    );
    let extra = converse(
        "a",
        &json!({"additionalModelRequestFields": {"guardrails": 1}}),
    );
    assert_eq!(
        words(&conversed(&sandbox, "guide", &extra).await),
        format!("{PROVIDER}guardrails: Extra inputs are not permitted")
    );
}

#[tokio::test]
async fn a_thinker_thinks_when_asked() {
    let sandbox = sandbox().await;
    let plain = invoked(
        &sandbox,
        "thinker",
        &messages("why? rate=99999", &json!({})),
    )
    .await
    .json();
    assert_eq!(plain["content"][0]["type"], "text");
    let asked = json!({"thinking": {"type": "enabled", "budget_tokens": 1024}});
    let objects =
        objects(&streamed(&sandbox, "thinker", &messages("why? rate=99999", &asked)).await);
    assert_eq!(
        objects[1]["content_block"],
        json!({"type": "thinking", "thinking": "", "signature": ""})
    );
    assert!(
        joined(&objects, "thinking").contains("why?") && !joined(&objects, "signature").is_empty()
    );
    let whole = invoked(&sandbox, "thinker", &messages("why? rate=99999", &asked))
        .await
        .json();
    assert_eq!(
        whole["content"][0]["thinking"],
        json!(joined(&objects, "thinking"))
    );
    assert_eq!(
        whole["content"][0]["signature"],
        json!(joined(&objects, "signature"))
    );
    let fields = json!({"additionalModelRequestFields": asked});
    let said = conversed(&sandbox, "thinker", &converse("why? rate=99999", &fields))
        .await
        .json();
    assert!(
        said["output"]["message"]["content"][0]["reasoningContent"]["reasoningText"]["signature"]
            .is_string()
    );
}

#[tokio::test]
async fn thoughts_can_be_redacted_or_omitted() {
    let sandbox = sandbox().await;
    let asked = json!({"thinking": {"type": "enabled", "budget_tokens": 1024}});
    let redacted = objects(
        &streamed(
            &sandbox,
            "thinker",
            &messages("/redacted rate=99999", &asked),
        )
        .await,
    );
    assert_eq!(redacted[1]["content_block"]["type"], "redacted_thinking");
    assert!(redacted[1]["content_block"]["data"].is_string());
    assert_eq!(redacted[3]["type"], "content_block_stop");
    let omitted =
        json!({"thinking": {"type": "enabled", "budget_tokens": 1024, "display": "omitted"}});
    let omitted =
        objects(&streamed(&sandbox, "thinker", &messages("why? rate=99999", &omitted)).await);
    assert_eq!(
        (
            joined(&omitted, "thinking").as_str(),
            omitted[3]["delta"]["type"].as_str()
        ),
        ("", Some("signature_delta"))
    );
    let adaptive = json!({"thinking": {"type": "adaptive"}});
    let modern = invoked(&sandbox, "modern", &messages("why? rate=99999", &adaptive))
        .await
        .json();
    assert_eq!(
        (
            &modern["content"][0]["type"],
            &modern["content"][0]["thinking"]
        ),
        (&json!("thinking"), &json!(""))
    );
}

#[tokio::test]
async fn a_tool_is_called_on_both_wires() {
    let sandbox = sandbox().await;
    let asked = "/tool dig";
    let native = objects(
        &streamed(
            &sandbox,
            "echo",
            &messages(asked, &json!({"tools": [dig()]})),
        )
        .await,
    );
    let start = native
        .iter()
        .find(|object| object["content_block"]["type"] == "tool_use")
        .unwrap();
    assert_eq!(start["content_block"]["input"], json!({}));
    assert!(
        start["content_block"]["id"]
            .as_str()
            .unwrap()
            .starts_with("toolu_bdrk_")
    );
    let pieces = native
        .iter()
        .filter(|object| object["delta"]["type"] == "input_json_delta")
        .count();
    assert!(pieces > 2, "{pieces}");
    let input: Value = serde_json::from_str(&joined(&native, "partial_json")).unwrap();
    assert_eq!(input, json!({"metres": 1, "rock": "basalt"}));
    assert_eq!(native[native.len() - 2]["delta"]["stop_reason"], "tool_use");
    let tools = json!({"toolConfig": {"tools": [dig_spec()]}});
    let said = conversed(&sandbox, "echo", &converse(asked, &tools))
        .await
        .json();
    let call = &said["output"]["message"]["content"][1]["toolUse"];
    assert_eq!(
        (&call["name"], &call["input"], &said["stopReason"]),
        (&json!("dig"), &input, &json!("tool_use"))
    );
    assert!(call["toolUseId"].as_str().unwrap().starts_with("tooluse_"));
}

#[tokio::test]
async fn a_call_takes_its_input_from_the_prompt_or_its_type() {
    let sandbox = sandbox().await;
    let screen = json!({"tools": [{"type": "computer_20241022", "name": "computer", "display_width_px": 1, "display_height_px": 1}],
        "anthropic_beta": ["computer-use-2024-10-22"]});
    let called = async |text: &str, members: &Value| {
        let content = invoked(&sandbox, "guide", &messages(text, members))
            .await
            .json()["content"]
            .clone();
        content[1].clone()
    };
    assert_eq!(
        called("/tool computer", &screen).await["input"],
        json!({"action": "screenshot"})
    );
    assert_eq!(
        called("/tool computer {\"action\": \"key\"}", &screen).await["input"],
        json!({"action": "key"})
    );
    assert_eq!(called("/tool", &screen).await["name"], "computer");
    let forced = json!({"tools": [dig()], "tool_choice": {"type": "tool", "name": "dig"}});
    assert_eq!(called("hello", &forced).await["name"], "dig");
    let missing = invoked(&sandbox, "guide", &messages("/tool fly", &screen))
        .await
        .json();
    assert_eq!(
        missing["content"][0]["text"],
        "There is no tool fly. The request offers: computer."
    );
    let fields = json!({"additionalModelRequestFields": screen});
    let said = conversed(&sandbox, "guide", &converse("/tool computer", &fields))
        .await
        .json();
    assert_eq!(
        said["output"]["message"]["content"][1]["toolUse"]["input"],
        json!({"action": "screenshot"})
    );
}

#[tokio::test]
async fn a_tool_turn_goes_on_with_its_thoughts_unchanged() {
    let sandbox = sandbox().await;
    let members = json!({"tools": [dig()], "thinking": {"type": "enabled", "budget_tokens": 1024}});
    let body = messages("/tool dig", &members);
    let mut content = invoked(&sandbox, "thinker", &body).await.json()["content"].clone();
    let result = json!({"type": "tool_result", "tool_use_id": content[2]["id"], "content": "rock"});
    let next = |content: &Value| {
        let mut body = body.clone();
        let turn = [
            json!({"role": "assistant", "content": content}),
            json!({"role": "user", "content": [result]}),
        ];
        body["messages"].as_array_mut().unwrap().extend(turn);
        body
    };
    let answer = invoked(&sandbox, "thinker", &next(&content)).await;
    assert_eq!(
        (answer.status, &answer.json()["stop_reason"]),
        (200, &json!("end_turn"))
    );
    content[0]["signature"] = json!("AAAA");
    let forged = invoked(&sandbox, "thinker", &next(&content)).await;
    assert_eq!(
        words(&forged),
        "messages.1.content.0: Invalid `signature` in `thinking` block"
    );
}

#[tokio::test]
async fn a_schema_is_kept_to() {
    let sandbox = sandbox().await;
    let schema = json!({"type": "object", "properties": {"depth": {"type": "integer"}}, "additionalProperties": false});
    let native = json!({"output_config": {"format": {"type": "json_schema", "schema": schema}}});
    let message = invoked(&sandbox, "guide", &messages("how deep?", &native))
        .await
        .json();
    assert_eq!(message["content"][0]["text"], "{\"depth\":1}");
    let format = json!({"type": "json_schema", "structure": {"jsonSchema": {"schema": schema.to_string(), "name": "depth"}}});
    let said = conversed(
        &sandbox,
        "guide",
        &converse(
            "how deep?",
            &json!({"outputConfig": {"textFormat": format}}),
        ),
    )
    .await;
    assert_eq!(
        said.json()["output"]["message"]["content"][0]["text"],
        "{\"depth\":1}"
    );
}

#[tokio::test]
async fn a_completion_has_its_members() {
    let sandbox = sandbox().await;
    let body = json!({"prompt": "Be brief.\n\nHuman: granite\n\nAssistant:"});
    let answer = post(&sandbox, "legacy-v2", "invoke", &body).await;
    assert_eq!(
        answer.json(),
        json!({"type": "completion", "completion": " granite", "stop_reason": "stop_sequence", "stop": "\n\nHuman:"})
    );
    assert_eq!(
        answer.header("x-amzn-bedrock-output-token-count"),
        Some("2")
    );
    let cut =
        json!({"prompt": "\n\nHuman: one two three\n\nAssistant:", "max_tokens_to_sample": 2});
    let cut = post(&sandbox, "legacy-v2", "invoke", &cut).await.json();
    assert_eq!(
        (&cut["completion"], &cut["stop_reason"], &cut["stop"]),
        (&json!(" one two"), &json!("max_tokens"), &Value::Null)
    );
    let prefilled =
        json!({"prompt": "\n\nHuman: granite\n\nAssistant: Well,", "stop_sequences": ["nite"]});
    let prefilled = post(&sandbox, "legacy-v2", "invoke", &prefilled)
        .await
        .json();
    assert_eq!(
        (&prefilled["completion"], &prefilled["stop"]),
        (&json!("gra"), &json!("nite"))
    );
}

#[tokio::test]
async fn a_completion_stream_has_its_objects() {
    let sandbox = sandbox().await;
    let body = json!({"prompt": "\n\nHuman: granite and basalt\n\nAssistant:"});
    let answer = post(&sandbox, "legacy-v2", "invoke-with-response-stream", &body).await;
    let objects = objects(&answer);
    let (last, before) = objects.split_last().unwrap();
    let text: String = before
        .iter()
        .filter_map(|object| object["completion"].as_str())
        .collect();
    assert_eq!(text, " granite and basalt");
    assert!(
        before
            .iter()
            .all(|object| object["stop_reason"].is_null() && object["stop"].is_null())
    );
    assert_eq!(
        (&last["stop_reason"], &last["stop"]),
        (&json!("stop_sequence"), &json!("\n\nHuman:"))
    );
    assert!(last["amazon-bedrock-invocationMetrics"]["outputTokenCount"].is_u64());
}

#[tokio::test]
async fn the_legacy_model_knows_one_wire() {
    let sandbox = sandbox().await;
    for (prompt, start) in [
        ("hello", "prompt must start with \"\n\nHuman:\" turn"),
        (
            "\n\nHuman: hello",
            "prompt must end with \"\n\nAssistant:\" turn",
        ),
    ] {
        let answer = post(&sandbox, "legacy-v2", "invoke", &json!({"prompt": prompt})).await;
        assert!(
            answer.status == 400 && words(&answer).starts_with(start),
            "{}",
            words(&answer)
        );
    }
    let said = post(
        &sandbox,
        "legacy-v2",
        "invoke",
        &messages("hello", &json!({})),
    )
    .await;
    assert!(
        words(&said).contains("#: required key [prompt] not found"),
        "{}",
        words(&said)
    );
    let said = post(
        &sandbox,
        "legacy-v2",
        "converse",
        &converse("hello", &json!({})),
    )
    .await;
    assert!(words(&said).contains("doesn't support the model that you provided"));
    let model = get(&sandbox, "/foundation-models/outcrop.legacy-v2")
        .await
        .json();
    let lifecycle = &model["modelDetails"]["modelLifecycle"];
    assert_eq!(
        (&lifecycle["status"], &lifecycle["endOfLifeTime"]),
        (&json!("LEGACY"), &json!("2025-07-21T00:00:00Z"))
    );
}

#[tokio::test]
async fn faults_happen_on_the_messages_wire() {
    let sandbox = sandbox().await;
    let refused = streamed(&sandbox, "fault", &messages("throttle me", &json!({}))).await;
    assert_eq!(
        (
            refused.status,
            words(&refused).contains("Too many requests")
        ),
        (429, true)
    );
    let broken = streamed(
        &sandbox,
        "fault",
        &messages("throttling after 2 tokens", &json!({})),
    )
    .await;
    let deltas = |answer: &Answer| types_counted(&objects(answer), "content_block_delta");
    assert_eq!(
        (deltas(&broken), broken.names().last().unwrap().as_str()),
        (2, "throttlingException")
    );
    let late = streamed(
        &sandbox,
        "fault",
        &messages("timeout after 1 token", &json!({})),
    )
    .await;
    assert_eq!(late.names().last().unwrap(), "modelTimeoutException");
    for phrase in [
        "drop after 3 tokens",
        "end after 3 tokens",
        "reset after 3 tokens",
    ] {
        let cut = streamed(&sandbox, "fault", &messages(phrase, &json!({}))).await;
        assert_eq!(
            (deltas(&cut), types(&objects(&cut)).last().copied()),
            (3, Some("content_block_delta")),
            "{phrase}"
        );
    }
    let whole = invoked(
        &sandbox,
        "fault",
        &messages("throttling after 2 tokens", &json!({})),
    )
    .await;
    assert_eq!(whole.status, 429);
}

fn types_counted(objects: &[Value], kind: &str) -> usize {
    objects
        .iter()
        .filter(|object| object["type"] == kind)
        .count()
}

#[tokio::test]
async fn odd_replies_are_odd_on_the_messages_wire() {
    let sandbox = sandbox().await;
    let said = async |phrase: &str| {
        objects(&streamed(&sandbox, "fault", &messages(phrase, &json!({}))).await)
    };
    assert!(types(&said("unknown event").await).contains(&"content_block_fossil"));
    assert!(
        said("unknown delta")
            .await
            .iter()
            .any(|object| object["delta"]["type"] == "fossil_delta")
    );
    assert!(types_counted(&said("pings between").await, "ping") > 10);
    let error = said("error object").await;
    assert_eq!(error.last().unwrap()["error"]["type"], "overloaded_error");
    assert!(
        said("extra keys")
            .await
            .iter()
            .all(|object| object["type"] == "ping" || object["strata"] != Value::Null)
    );
    let refusal = said("refusal with no content").await;
    assert_eq!(refusal[1]["delta"]["stop_details"]["type"], "refusal");
    let guarded = said("guardrail intervened").await;
    assert_eq!(
        guarded.last().unwrap()["amazon-bedrock-guardrailAction"],
        "INTERVENED"
    );
    let cited = said("citations").await;
    assert!(
        cited
            .iter()
            .any(|object| object["delta"]["citation"]["type"] == "char_location")
    );
    let searched = said("server tool").await;
    let result = searched
        .iter()
        .find(|object| object["content_block"]["type"] == "web_search_tool_result");
    assert!(result.unwrap()["content_block"]["content"][0]["json"]["layers"].is_array());
    let unnumbered = said("no metadata").await;
    assert_eq!(unnumbered.last().unwrap(), &json!({"type": "message_stop"}));
    let cached = said("cache usage").await;
    assert_eq!(
        cached[0]["message"]["usage"]["cache_read_input_tokens"],
        1000
    );
}

#[tokio::test]
async fn every_fault_can_be_asked_for_on_every_wire() {
    let sandbox = sandbox().await;
    let table = ask(&sandbox, "fault", "what can you do? rate=9999")
        .await
        .text();
    let rows = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" |"));
    for phrase in rows
        .map(|row| row.0)
        .skip(1)
        .filter(|phrase| !phrase.contains("silence"))
    {
        let phrase = format!("{} rate=99999", phrase.replace('N', "3"));
        let native = streamed(&sandbox, "fault", &messages(&phrase, &json!({}))).await;
        let prompt = json!({"prompt": format!("\n\nHuman: {phrase}\n\nAssistant:")});
        let completion = streamed(&sandbox, "fault", &prompt).await;
        assert_eq!(native.status, completion.status, "{phrase}");
        if native.status == 200 {
            assert_eq!(objects(&native)[0]["type"], "message_start", "{phrase}");
        }
    }
}

#[tokio::test]
async fn a_guardrail_intervenes_on_converse() {
    let sandbox = sandbox().await;
    let config = |id: &str, mode: &str| {
        json!({"guardrailConfig": {"guardrailIdentifier": id, "guardrailVersion": "1", "trace": "enabled",
            "streamProcessingMode": mode}})
    };
    let said = conversed(
        &sandbox,
        "echo",
        &converse("x", &config("sandbox-block", "sync")),
    )
    .await
    .json();
    assert_eq!(said["stopReason"], "guardrail_intervened");
    assert!(said["trace"]["guardrail"]["inputAssessment"]["sandbox-block"].is_object());
    assert_eq!(
        said["output"]["message"]["content"][0]["text"],
        "Sorry, the model cannot answer this question."
    );
    let quiet = conversed(&sandbox, "echo", &converse("x", &config("abc123", "sync")))
        .await
        .json();
    assert_eq!(
        (
            &quiet["stopReason"],
            quiet["trace"]["guardrail"].is_object()
        ),
        (&json!("end_turn"), true)
    );
    let body = converse("granite rate=9999", &config("sandbox-block", "async"));
    let late = post(&sandbox, "echo-v1:0", "converse-stream", &body).await;
    assert_eq!(late.text(), "granite rate=9999");
    let events = late.events();
    assert_eq!(
        events[events.len() - 2].1["stopReason"],
        "guardrail_intervened"
    );
    assert!(
        events[events.len() - 1].1["trace"]["guardrail"]["outputAssessments"]["sandbox-block"]
            .is_array()
    );
}

#[tokio::test]
async fn invoke_model_takes_its_wishes_from_headers() {
    let sandbox = sandbox().await;
    let with = async |headers: &str| {
        let body = messages("x", &json!({})).to_string();
        let plain =
            String::from_utf8(request("POST", "/model/outcrop.echo-v1:0/invoke", &body)).unwrap();
        let asked = plain.replacen("authorization", &format!("{headers}authorization"), 1);
        exchange(&sandbox, asked.as_bytes()).await
    };
    let guarded = with(
        "X-Amzn-Bedrock-GuardrailIdentifier: sandbox-block\r\nX-Amzn-Bedrock-GuardrailVersion: DRAFT\r\n\
         X-Amzn-Bedrock-Trace: ENABLED\r\n",
    )
    .await
    .json();
    assert_eq!(
        (
            &guarded["amazon-bedrock-guardrailAction"],
            &guarded["stop_reason"]
        ),
        (&json!("INTERVENED"), &json!("end_turn"))
    );
    assert!(guarded["amazon-bedrock-trace"]["guardrail"].is_object());
    let alone = with("X-Amzn-Bedrock-GuardrailIdentifier: abc\r\n").await;
    assert!(alone.status == 400 && words(&alone).contains("must be provided together"));
    let echoed = with(
        "X-Amzn-Bedrock-PerformanceConfig-Latency: optimized\r\nX-Amzn-Bedrock-Service-Tier: flex\r\n\
         X-Amzn-Bedrock-Request-Metadata: {\"team\": \"rock\"}\r\n",
    )
    .await;
    assert_eq!(
        echoed.header("x-amzn-bedrock-performanceconfig-latency"),
        Some("optimized")
    );
    assert_eq!(echoed.header("x-amzn-bedrock-service-tier"), Some("flex"));
    assert_eq!(
        with("X-Amzn-Bedrock-Service-Tier: gold\r\n").await.status,
        400
    );
}

#[tokio::test]
async fn converse_says_its_latency_and_tier_again() {
    let sandbox = sandbox().await;
    let wishes = json!({"performanceConfig": {"latency": "optimized"}, "serviceTier": {"type": "priority"},
        "requestMetadata": {"team": "rock"}});
    let said = conversed(&sandbox, "echo", &converse("x", &wishes))
        .await
        .json();
    assert_eq!(
        (&said["performanceConfig"], &said["serviceTier"]),
        (&wishes["performanceConfig"], &wishes["serviceTier"])
    );
    let stream = post(
        &sandbox,
        "echo-v1:0",
        "converse-stream",
        &converse("x", &wishes),
    )
    .await;
    let (_, metadata) = stream.events().pop().unwrap();
    assert_eq!(metadata["serviceTier"], json!({"type": "priority"}));
    let wrong = conversed(
        &sandbox,
        "echo",
        &converse("x", &json!({"requestMetadata": {}})),
    )
    .await;
    assert_eq!(wrong.status, 400);
}

#[tokio::test]
async fn some_models_refuse_tools_caching_and_images() {
    let sandbox = sandbox().await;
    let tools = converse("/tool dig", &json!({"toolConfig": {"tools": [dig_spec()]}}));
    assert_eq!(
        words(&conversed(&sandbox, "notools", &tools).await),
        "This model doesn't support tool use."
    );
    let streamed = post(&sandbox, "wholetools-v1:0", "converse-stream", &tools).await;
    assert_eq!(
        words(&streamed),
        "This model doesn't support tool use in streaming mode."
    );
    assert_eq!(
        conversed(&sandbox, "wholetools", &tools).await.json()["stopReason"],
        "tool_use"
    );
    let with =
        |block: Value| json!({"messages": [{"role": "user", "content": [{"text": "a"}, block]}]});
    let cached = conversed(
        &sandbox,
        "notools",
        &with(json!({"cachePoint": {"type": "default"}})),
    )
    .await;
    assert_eq!(cached.status, 403);
    assert!(words(&cached).starts_with(
        "You invoked an unsupported model or your request did not allow prompt caching."
    ));
    let wrong = conversed(
        &sandbox,
        "guide",
        &with(json!({"cachePoint": {"type": "default", "ttl": "2h"}})),
    )
    .await;
    assert!(words(&wrong).contains("cachePoint.ttl"));
    let image = json!({"image": {"format": "png", "source": {"bytes": "AA=="}}});
    let seen = conversed(&sandbox, "notools", &with(image)).await;
    assert!(
        words(&seen).starts_with("This model doesn't support the image field for user messages.")
    );
}

#[tokio::test]
async fn a_prefix_is_written_once_and_then_read() {
    let sandbox = sandbox().await;
    let body = |question: &str| {
        let system = json!([{"text": "one two three"}, {"cachePoint": {"type": "default"}}]);
        converse(question, &json!({"system": system}))
    };
    let usage = async |question: &str| {
        conversed(&sandbox, "echo", &body(question)).await.json()["usage"].clone()
    };
    let first = usage("a").await;
    assert_eq!(
        (
            &first["inputTokens"],
            &first["cacheWriteInputTokens"],
            &first["cacheReadInputTokens"]
        ),
        (&json!(1), &json!(3), &json!(0))
    );
    assert_eq!(first["totalTokens"], json!(5));
    let second = usage("b").await;
    assert_eq!(
        (
            &second["cacheWriteInputTokens"],
            &second["cacheReadInputTokens"]
        ),
        (&json!(0), &json!(3))
    );
    let system =
        json!([{"type": "text", "text": "one two three", "cache_control": {"type": "ephemeral"}}]);
    let answer = invoked(&sandbox, "echo", &messages("c", &json!({"system": system}))).await;
    assert_eq!(answer.json()["usage"]["cache_read_input_tokens"], 3);
    assert_eq!(answer.header("x-amzn-bedrock-input-token-count"), Some("1"));
}

#[tokio::test]
async fn tokens_are_counted_as_the_usage_counts_them() {
    let sandbox = sandbox().await;
    let body = converse(
        "granite, basalt",
        &json!({"system": [{"text": "be brief"}], "toolConfig": {"tools": [dig_spec()]}}),
    );
    let counted = post(
        &sandbox,
        "echo-v1:0",
        "count-tokens",
        &json!({"input": {"converse": body}}),
    )
    .await
    .json();
    let usage = conversed(&sandbox, "echo", &body).await.json()["usage"].clone();
    assert_eq!(counted, json!({"inputTokens": usage["inputTokens"]}));
    let native = messages("granite, basalt", &json!({"system": "be brief"}));
    let encoded = STANDARD.encode(native.to_string());
    let input = json!({"input": {"invokeModel": {"body": encoded}}});
    let counted = post(&sandbox, "echo-v1:0", "count-tokens", &input)
        .await
        .json();
    let usage = invoked(&sandbox, "echo", &native).await.json()["usage"].clone();
    assert_eq!(counted["inputTokens"], usage["input_tokens"]);
}

#[tokio::test]
async fn tokens_are_not_counted_for_everybody() {
    let sandbox = sandbox().await;
    let body = json!({"input": {"converse": converse("x", &json!({}))}});
    let text = "The provided model doesn’t support counting tokens.";
    for model in ["notools-v1:0", "embed-v1:0", "legacy-v2"] {
        let answer = post(&sandbox, model, "count-tokens", &body).await;
        assert_eq!(
            (answer.status, words(&answer)),
            (400, text.to_owned()),
            "{model}"
        );
    }
    let profile = "/model/us.outcrop.guide-v1%3A0/count-tokens";
    assert_eq!(
        words(&exchange(&sandbox, &request("POST", profile, &body.to_string())).await),
        text
    );
    let wrong = post(&sandbox, "echo-v1:0", "count-tokens", &json!({"input": {}})).await;
    assert!(words(&wrong).contains("exactly one of the members converse and invokeModel"));
    let unknown = post(&sandbox, "nobody", "count-tokens", &body).await;
    assert_eq!(words(&unknown), "The provided model identifier is invalid.");
}

#[tokio::test]
async fn the_ledger_and_the_scenarios_hold_for_all_operations() {
    let sandbox = sandbox().await;
    for operation in ["invoke", "invoke-with-response-stream", "count-tokens"] {
        let path = format!("/scenario/no-access/model/outcrop.echo-v1:0/{operation}");
        let answer = exchange(&sandbox, &request("POST", &path, "{}")).await;
        assert_eq!(
            (
                answer.status,
                words(&answer).contains("You don't have access")
            ),
            (403, true),
            "{operation}"
        );
    }
    let told = get(&sandbox, "/_requests").await.json();
    assert_eq!(told.as_array().unwrap().len(), 3);
    assert_eq!(
        sandbox.requests()[0].path,
        "/scenario/no-access/model/outcrop.echo-v1:0/invoke"
    );
    let unknown = post(&sandbox, "echo-v1:0", "sing", &json!({})).await;
    assert_eq!(
        (unknown.status, unknown.header("x-amzn-errortype")),
        (404, Some("UnknownOperationException"))
    );
}
