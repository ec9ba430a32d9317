//! A recital: replies that stand in the model's entry, each to the questions that hold its words.

use crate::sandbox::models::{Model, Part};
use crate::sandbox::reply::Block;
use crate::sandbox::request::Request;

/// What is said to a question that no part is for.
const NOTHING: &str = "Nothing of what I recite is for this question.";

/// The first part that fits the question, with its call.
pub(super) fn blocks(model: &Model, request: &Request) -> Vec<Block> {
    let question = request.question();
    let fits = |part: &&Part| question.contains(&part.to);
    let Some(part) = model.says.iter().find(fits) else {
        return vec![Block::Text(NOTHING.to_owned())];
    };
    let call = part.calls.as_ref().map(|called| Block::ToolUse {
        id: request.wire.tool_use_id(&mut request.seed.clone()),
        name: called.name.clone(),
        input: called.input.clone(),
    });
    let text = Block::Text(part.text.trim().to_owned());
    std::iter::once(text).chain(call).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::models::Models;

    const TABLE: &str = r#"
        [[model]]
        id = "outcrop.slate-v1:0"
        name = "Slate"
        script = "recital"
        started = "2026-01-12T00:00:00Z"
        says = [
            { to = "stone", text = "It is slate.\n", calls = { name = "dig", input = { deep = 3 } } },
            { to = "rock", text = "It is grey." },
        ]
    "#;

    fn said(question: &str) -> Vec<Block> {
        let models = Models::read(TABLE).unwrap();
        let model = models.model("outcrop.slate-v1:0").unwrap();
        let content = serde_json::json!({"role": "user", "content": [{"text": question}]});
        let body = serde_json::json!({"messages": [content]}).to_string();
        blocks(
            model,
            &Request::converse(model, &model.id, body.as_bytes()).unwrap(),
        )
    }

    #[test]
    fn the_first_part_whose_words_are_asked_is_said() {
        let text = |text: &str| Block::Text(text.to_owned());
        assert_eq!(said("a rock?"), [text("It is grey.")]);
        assert_eq!(said("sand?"), [text(NOTHING)]);
        let both = said("which rock is this stone?");
        assert_eq!(both[0], text("It is slate."));
        let Block::ToolUse { name, input, .. } = &both[1] else {
            panic!("{both:?}");
        };
        assert_eq!((name.as_str(), input["deep"].as_i64()), ("dig", Some(3)));
    }
}
