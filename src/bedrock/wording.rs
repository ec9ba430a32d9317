//! The words of an error: out of JSON, out of JSON within JSON, out of web pages.

use serde_json::{Deserializer, Value};

/// The longest text that is taken from a body which is not the service's, in characters.
const LONGEST: usize = 300;

/// How deep messages are unwrapped.
const DEEPEST: u8 = 4;

/// What an error's body says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wording {
    /// The message in plain words; empty if there is none.
    pub(super) message: String,
    /// The exception's name, if the body has one.
    pub(super) code: Option<String>,
}

impl Wording {
    /// Reads the body of an error.
    ///
    /// The service writes `{"message": …}`. Gateways write `{"error": {"message": …}}`, plain text
    /// or a web page.
    pub(super) fn of(body: &str) -> Self {
        let body = body.trim();
        match serde_json::from_str::<Value>(body) {
            Ok(Value::Object(members)) => Self {
                message: of_members(&Value::Object(members.clone())),
                code: code(&Value::Object(members)),
            },
            Ok(Value::String(text)) => Self::text(&text),
            Ok(_) | Err(_) if is_web_page(body) => Self::text(&page(body)),
            Ok(_) | Err(_) => Self::text(body),
        }
    }

    fn text(text: &str) -> Self {
        Self {
            message: short(text),
            code: None,
        }
    }
}

fn of_members(body: &Value) -> String {
    let said = message(body).map_or_else(String::new, |text| unwrap(text, DEEPEST));
    // `ModelErrorException` and its like carry the provider's own words beside their own.
    match body.get("originalMessage").and_then(Value::as_str) {
        Some(original) if !said.contains(original) => {
            let original = unwrap(original, DEEPEST);
            if said.is_empty() {
                original
            } else {
                format!("{said} ({original})")
            }
        }
        Some(_) | None => said,
    }
}

fn message(value: &Value) -> Option<&str> {
    const NAMES: [&str; 5] = ["message", "Message", "errorMessage", "detail", "error"];
    NAMES.iter().find_map(|name| match value.get(name)? {
        Value::String(text) => Some(text.as_str()),
        inner @ Value::Object(_) => message(inner),
        _ => None,
    })
}

fn code(body: &Value) -> Option<String> {
    let own = ["code", "__type"].iter().find_map(|name| body.get(name));
    let name = own?.as_str()?;
    Some(name.rsplit('#').next().unwrap_or(name).to_owned())
}

/// Takes the words out of a message whose tail is JSON.
///
/// Texts of providers come as `The model returned the following errors: {"type":"error", …}`.
fn unwrap(text: &str, depth: u8) -> String {
    let Some(at) = text.find('{').filter(|_| depth > 0) else {
        return text.trim().to_owned();
    };
    let mut values = Deserializer::from_str(&text[at..]).into_iter::<Value>();
    let inner = match values.next() {
        Some(Ok(value)) => message(&value).map(|inner| unwrap(inner, depth - 1)),
        Some(Err(_)) | None => None,
    };
    match inner {
        Some(inner) => format!("{}{inner}", &text[..at]).trim().to_owned(),
        None => text.trim().to_owned(),
    }
}

fn is_web_page(body: &str) -> bool {
    let start: String = body.chars().take(200).collect();
    let start = start.to_lowercase();
    start.starts_with("<!doctype") || start.contains("<html")
}

fn page(body: &str) -> String {
    let title = body
        .split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"));
    let from = "a web page came back and not an answer of Bedrock, as from a proxy or gateway";
    match title {
        Some((title, _)) if !title.trim().is_empty() => format!("{from}: {}", short(title)),
        Some(_) | None => from.to_owned(),
    }
}

/// On one line, and not too long.
fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(body: &str) -> String {
        Wording::of(body).message
    }

    #[test]
    fn the_message_stands_under_several_names() {
        for name in ["message", "Message", "errorMessage"] {
            assert_eq!(message(&format!("{{\"{name}\":\"too long\"}}")), "too long");
        }
        let gateway = r#"{"error":{"message":"no","code":"400"}}"#;
        assert_eq!(message(gateway), "no");
        assert_eq!(message(""), "");
        assert_eq!(message("upstream connect error"), "upstream connect error");
        assert_eq!(message("[1]"), "[1]");
    }

    #[test]
    fn json_within_a_message_is_unwrapped() {
        let inner = r#"{"type":"error","request_id":"req_1","error":{"type":"invalid_request_error","message":"max_tokens: 9 > 8"}}"#;
        let text = format!("The model returned the following errors: {inner}");
        let body = serde_json::json!({ "message": text }).to_string();
        let plain = "The model returned the following errors: max_tokens: 9 > 8";
        assert_eq!(message(&body), plain);
        let broken = serde_json::json!({ "message": "got {\"a\": and no more" }).to_string();
        assert_eq!(message(&broken), "got {\"a\": and no more");
    }

    #[test]
    fn the_providers_own_words_are_kept() {
        let body = r#"{"message":"the model failed","originalStatusCode":500,"originalMessage":"out of memory"}"#;
        assert_eq!(message(body), "the model failed (out of memory)");
    }

    #[test]
    fn a_web_page_becomes_a_sentence() {
        let body = "<!DOCTYPE html><html><head><title>502 Bad\n Gateway</title></head><body>…";
        let text = message(body);
        assert!(text.ends_with("gateway: 502 Bad Gateway"), "{text}");
        assert!(!message("<html><body>x</body></html>").contains('<'));
    }

    #[test]
    fn codes_of_the_body_lose_their_namespace() {
        let body = r#"{"__type":"com.amazon.coral#ThrottlingException","message":"m"}"#;
        assert_eq!(
            Wording::of(body).code.as_deref(),
            Some("ThrottlingException")
        );
    }

    #[test]
    fn long_texts_are_shortened() {
        assert_eq!(message(&"é".repeat(1000)).chars().count(), LONGEST + 1);
    }
}
