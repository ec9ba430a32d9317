//! A call as text to read: what goes out, but for signature and credentials.

use super::call::Call;
use crate::chat::json::Value;

/// Longer strings without a blank are bytes in base64; their middle says nothing to a reader.
const LONGEST: usize = 2_000;

/// Method, path, headers and body of a call; the body has a line for each member.
///
/// Members, their order and the digits of numbers are those that are sent. Bytes of attachments are
/// shortened, and say how long they are.
pub(crate) fn shown(call: &Call) -> String {
    let mut text = format!("{} {}\n", call.method(), call.path());
    for (name, value) in &call.headers {
        text = format!("{text}{name}: {value}\n");
    }
    let length = call.body.len();
    format!("{text}content-length: {length}\n\n{}", body(&call.body))
}

fn body(body: &str) -> String {
    match Value::parse(body) {
        Ok(mut value) => {
            shorten(&mut value);
            value.pretty()
        }
        Err(_) => body.to_owned(),
    }
}

fn shorten(value: &mut Value) {
    match value {
        Value::Text(text) if text.len() > LONGEST && !text.contains(char::is_whitespace) => {
            let start: String = text.chars().take(40).collect();
            *text = format!("{start}… ({} characters)", text.chars().count());
        }
        Value::List(values) => values.iter_mut().for_each(shorten),
        Value::Object(members) => {
            for (_, value) in members {
                shorten(value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bedrock::fixture::request;
    use crate::bedrock::wires::call;
    use crate::chat::attachment::Attachments;

    #[test]
    fn what_is_shown_is_what_goes_out() {
        let call = call(&request("hi"), &Attachments::default()).unwrap();
        let text = shown(&call);
        assert!(
            text.starts_with("POST /model/us.amazon.nova-pro-v1%3A0/converse-stream\n"),
            "{text}"
        );
        assert!(text.contains("\"text\": \"hi\""), "{text}");
        let (_, body) = text.split_once("\n\n").unwrap();
        let sent: serde_json::Value = serde_json::from_str(&call.body).unwrap();
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(body).unwrap(),
            sent
        );
    }

    #[test]
    fn bytes_are_shortened_and_words_are_not() {
        let bytes = "A".repeat(5_000);
        let words = "rock ".repeat(1_000);
        let text = body(&format!("{{\"bytes\":\"{bytes}\",\"text\":\"{words}\"}}"));
        assert!(text.contains("… (5000 characters)") && text.contains(&words));
    }
}
