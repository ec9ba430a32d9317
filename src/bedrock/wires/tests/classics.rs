//! Six requests that every client of these APIs has made.

use serde_json::json as value;

use super::*;

#[test]
fn a_chat_with_a_system_message() {
    let mut converse = request(Wire::Converse, "Hello");
    converse.settings.system = "Be brief.".to_owned();
    converse.settings.sampling.max_tokens = 1024;
    converse.settings.sampling.temperature = number("0.5");
    assert_eq!(
        sent(&converse).body,
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}],\
         \"system\":[{\"text\":\"Be brief.\"}],\
         \"inferenceConfig\":{\"maxTokens\":1024,\"temperature\":0.5}}"
    );
    let mut messages = converse;
    messages.settings.wire = Wire::Messages;
    assert_eq!(
        sent(&messages).body,
        "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":1024,\
         \"system\":\"Be brief.\",\"messages\":[{\"role\":\"user\",\"content\":\
         [{\"type\":\"text\",\"text\":\"Hello\"}]}],\"temperature\":0.5}"
    );
}

#[test]
fn a_completion() {
    let mut request = request(Wire::Completions, "Why is the sky blue?");
    let sampling = &mut request.settings.sampling;
    sampling.max_tokens = 256;
    sampling.temperature = number("1");
    sampling.top_p = number("1");
    sampling.top_k = number("250");
    sampling.stop_sequences = vec!["\n\nHuman:".to_owned()];
    assert_eq!(
        sent(&request).body,
        "{\"prompt\":\"\\n\\nHuman: Why is the sky blue?\\n\\nAssistant:\",\
         \"max_tokens_to_sample\":256,\"temperature\":1,\"top_p\":1,\"top_k\":250,\
         \"stop_sequences\":[\"\\n\\nHuman:\"]}"
    );
}

#[test]
fn a_reply_that_the_user_began() {
    let mut messages = request(Wire::Messages, "What is 2 + 2?");
    messages.prefill = "The answer is (".to_owned();
    let expected = value!({
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 4096,
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "What is 2 + 2?"}]},
            {"role": "assistant", "content": [{"type": "text", "text": "The answer is ("}]},
        ],
    });
    assert_eq!(body(&messages), expected);
    let mut completions = messages;
    completions.settings.wire = Wire::Completions;
    assert_eq!(
        body(&completions)["prompt"],
        "\n\nHuman: What is 2 + 2?\n\nAssistant: The answer is ("
    );
}

#[test]
fn a_picture() {
    let mut messages = request(Wire::Messages, "");
    messages.messages = vec![user(vec![picture("aa"), said("What is this?")])];
    let source = value!({"type": "base64", "media_type": "image/png", "data": "cG5n"});
    let expected = value!([
        {"type": "image", "source": source},
        {"type": "text", "text": "What is this?"},
    ]);
    assert_eq!(body(&messages)["messages"][0]["content"], expected);
    let mut converse = messages;
    converse.settings.wire = Wire::Converse;
    let expected = value!([
        {"image": {"format": "png", "source": {"bytes": "cG5n"}}},
        {"text": "What is this?"},
    ]);
    assert_eq!(body(&converse)["messages"][0]["content"], expected);
}

#[test]
fn a_tool() {
    let mut messages = request(Wire::Messages, "2 and 3?");
    messages.settings.tools.offered = vec![adder()];
    messages.messages.push(assistant(vec![
        said("I add."),
        tool_use("{\"b\":3, \"a\":2.0}"),
    ]));
    messages
        .messages
        .push(user(vec![tool_result(None, r#"[{"text":"5"}]"#)]));
    let schema = value!({"type": "object", "properties": {"b": {"type": "number"}, "a": {}}});
    let sent = body(&messages);
    let tool = value!({"name": "add", "description": "Adds.", "input_schema": schema});
    assert_eq!(sent["tools"], value!([tool]));
    let call = value!({"type": "tool_use", "id": "t1", "name": "add", "input": {"b": 3, "a": 2.0}});
    assert_eq!(sent["messages"][1]["content"][1], call);
    let result = value!({
        "type": "tool_result",
        "tool_use_id": "t1",
        "content": [{"type": "text", "text": "5"}],
    });
    assert_eq!(sent["messages"][2]["content"][0], result);

    let mut converse = messages;
    converse.settings.wire = Wire::Converse;
    let sent = body(&converse);
    let spec = value!({"name": "add", "description": "Adds.", "inputSchema": {"json": schema}});
    assert_eq!(sent["toolConfig"], value!({"tools": [{"toolSpec": spec}]}));
    let call = value!({"toolUse": {"toolUseId": "t1", "name": "add", "input": {"b": 3, "a": 2.0}}});
    assert_eq!(sent["messages"][1]["content"][1], call);
    let result = value!({"toolResult": {"toolUseId": "t1", "content": [{"text": "5"}]}});
    assert_eq!(sent["messages"][2]["content"][0], result);
}

#[test]
fn a_computer() {
    let tools = [
        r#"{"type":"computer_20241022","name":"computer","display_width_px":1024,"display_height_px":768,"display_number":0}"#,
        r#"{"type":"bash_20241022","name":"bash"}"#,
        r#"{"type":"text_editor_20241022","name":"str_replace_editor"}"#,
    ];
    let mut messages = request(Wire::Messages, "Find a cat.");
    messages.settings.tools.offered = tools.map(typed).to_vec();
    messages.settings.betas = vec!["computer-use-2024-10-22".to_owned()];
    let objects: Vec<Value> = tools
        .iter()
        .map(|tool| serde_json::from_str(tool).unwrap())
        .collect();
    let expected = value!({
        "anthropic_version": "bedrock-2023-05-31",
        "anthropic_beta": ["computer-use-2024-10-22"],
        "max_tokens": 4096,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Find a cat."}]}],
        "tools": objects,
    });
    assert_eq!(body(&messages), expected);
    let mut converse = messages;
    converse.settings.wire = Wire::Converse;
    let expected = value!({
        "messages": [{"role": "user", "content": [{"text": "Find a cat."}]}],
        "inferenceConfig": {"maxTokens": 4096},
        "additionalModelRequestFields": {
            "tools": objects,
            "anthropic_beta": ["computer-use-2024-10-22"],
        },
    });
    assert_eq!(body(&converse), expected);
}
