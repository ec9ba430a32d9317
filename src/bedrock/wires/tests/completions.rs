//! Prompts of the completions wire.

use super::*;

fn prompt(request: &Request) -> String {
    body(request)["prompt"].as_str().unwrap().to_owned()
}

fn completions(text: &str) -> Request {
    request(Wire::Completions, text)
}

#[test]
fn turns_have_their_names_and_the_system_prompt_is_in_front() {
    let mut request = completions("one");
    request.messages.push(assistant(vec![said("two")]));
    request
        .messages
        .push(user(vec![said("three"), said("four")]));
    request.settings.system = "brief".to_owned();
    request.prefill = "well \n".to_owned();
    assert_eq!(
        prompt(&request),
        "brief\n\nHuman: one\n\nAssistant: two\n\nHuman: three\n\nfour\n\nAssistant: well \n"
    );
    request.prefill.clear();
    request.messages.pop();
    request.settings.system = " ".to_owned();
    assert_eq!(prompt(&request), "\n\nHuman: one\n\nAssistant: two");
}

#[test]
fn a_prompt_that_is_written_out_is_sent_as_it_stands() {
    let mut request = completions("\n\nHuman: a ");
    request.settings.system = "brief".to_owned();
    request.prefill = "well".to_owned();
    assert_eq!(prompt(&request), "\n\nHuman: a \n\nAssistant: well");
    let whole = "Rules.\n\nHuman: a\n\nAssistant: <b> ";
    let mut request = completions(whole);
    request.prefill = "well".to_owned();
    assert_eq!(prompt(&request), whole);
    // Several messages are a conversation, whatever stands in them.
    request.prefill.clear();
    request.messages.push(assistant(vec![said("c")]));
    assert_eq!(
        prompt(&request),
        format!("\n\nHuman: {whole}\n\nAssistant: c")
    );
}

#[test]
fn what_it_has_no_form_for_is_not_there() {
    let mut request = completions("hi");
    request.messages[0].content.push(picture("gone"));
    request.settings.tools.offered = vec![adder()];
    request.settings.betas = vec!["b".to_owned()];
    request.settings.extra = json(r#"{"seed":7}"#);
    let expected = serde_json::json!({
        "prompt": "\n\nHuman: hi\n\nAssistant:",
        "max_tokens_to_sample": 4096,
        "seed": 7,
    });
    assert_eq!(body(&request), expected);
}
