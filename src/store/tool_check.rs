//! The schemas of tools against JSON Schema, with the places of what is wrong in the text.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::tools::elements;
use crate::chat::place::place;
use crate::chat::tool::remark::{Remark, RemarkWeight, remarks};
use crate::chat::tool::{self, CustomTool, Tool};

/// How many faults of one schema are told.
const FAULTS: usize = 5;

/// How many characters of a fault are told; it may quote the whole schema.
const LONGEST: usize = 160;

/// What is to be said about the tools that stand in a text, the worst first. A text that is no list of
/// tools has none: [`tool::parse`] says what is wrong with it.
pub(crate) fn check(text: &str) -> Vec<Remark> {
    let Ok(tools) = tool::parse(text) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for tool in &tools {
        if let Tool::Custom(tool) = tool {
            schema(tool, &mut found);
        }
    }
    found.extend(remarks(&tools));
    let elements = elements(text);
    for remark in &mut found {
        let at = tools.iter().position(|tool| tool.name() == remark.tool);
        let element = at.and_then(|at| elements.get(at));
        remark.place = element.map(|element| {
            let found = descend(element, &remark.pointer);
            place(text, found.as_ptr().addr() - text.as_ptr().addr())
        });
    }
    found.sort_by_key(|remark| remark.weight);
    found
}

/// The faults of a schema by the draft that it names, else by 2020-12; then what keeps a validator
/// from being made of it, such as a reference to nothing.
fn schema(tool: &CustomTool, found: &mut Vec<Remark>) {
    let mut say = |pointer: &str, what: String| {
        found.push(Remark {
            weight: RemarkWeight::Wrong,
            tool: tool.name.clone(),
            pointer: pointer.to_owned(),
            place: None,
            what: what.chars().take(LONGEST).collect(),
        });
    };
    let schema: Value = match serde_json::from_str(&tool.schema.0) {
        Ok(schema) => schema,
        Err(error) => return say("", error.to_string()),
    };
    let draft = match jsonschema::meta::validator_for(&schema) {
        Ok(draft) => draft,
        Err(error) => return say("/$schema", error.to_string()),
    };
    let mut is_sound = true;
    for error in draft.iter_errors(&schema).take(FAULTS) {
        is_sound = false;
        let pointer = error.instance_path().as_str();
        say(pointer, in_words(pointer, &error.to_string()));
    }
    if is_sound && let Err(error) = jsonschema::validator_for(&schema) {
        let pointer = error.instance_path().as_str().to_owned();
        say(&pointer, error.to_string());
    }
}

fn in_words(pointer: &str, told: &str) -> String {
    if pointer.ends_with("/type") && !pointer.ends_with("/properties/type") {
        return "no such type; take object, array, string, number, integer, boolean or null"
            .to_owned();
    }
    told.to_owned()
}

/// What stands at a pointer into the schema of a tool: as much of the way as there is.
fn descend<'a>(tool: &'a str, pointer: &str) -> &'a str {
    let mut here = tool;
    for way in [&["input_schema"][..], &["toolSpec", "inputSchema", "json"]] {
        let found = way.iter().try_fold(tool, |here, step| member(here, step));
        here = found.unwrap_or(here);
    }
    if pointer.is_empty() {
        return tool;
    }
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        match member(here, &step) {
            Some(inner) => here = inner,
            None => break,
        }
    }
    here
}

/// A member of an object, or an element of an array, as it stands in the text.
fn member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    if json.starts_with('[') {
        let list: Vec<&RawValue> = serde_json::from_str(json).ok()?;
        return Some(list.get(name.parse::<usize>().ok()?)?.get());
    }
    let members: HashMap<Cow<'_, str>, &'a RawValue> = serde_json::from_str(json).ok()?;
    members.get(name).map(|value| value.get())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::json;
    use crate::chat::tool::source;

    fn told(text: &str) -> Vec<String> {
        check(text).iter().map(Remark::told).collect()
    }

    #[test]
    fn faults_of_schemas_are_told_with_their_place() {
        let text = "[\n {\"name\": \"a\", \"description\": \"A.\", \"input_schema\": {\"type\": \"object\",\n  \"properties\": {\"x\": {\"type\": \"strng\"}}}}\n]";
        assert_eq!(
            told(text),
            [
                "line 3, column 32: a /properties/x/type: no such type; take object, array, string, number, integer, boolean or null"
            ]
        );
        let spec = r#"{"toolSpec":{"name":"a","description":"A.","inputSchema":{"json":{"type":"object","required":"x"}}}}"#;
        let found = told(spec);
        assert!(
            found[0].starts_with("line 1, column 94: a /required: \"x\" is not of type \"array\""),
            "{found:?}"
        );
        let lost = told(
            r##"{"name":"a","description":"A.","input_schema":{"type":"object","properties":{"x":{"$ref":"#/$defs/y"}}}}"##,
        );
        assert_eq!(lost.len(), 1, "{lost:?}");
        assert!(lost[0].contains("$defs/y"), "{lost:?}");
    }

    #[test]
    fn the_draft_that_a_schema_names_counts() {
        let tool = |draft: &str| {
            format!(
                r#"{{"name":"a","description":"A.","input_schema":{{"$schema":"{draft}","type":"object","properties":{{"x":{{"type":"number","minimum":0,"exclusiveMinimum":true}}}}}}}}"#
            )
        };
        assert_eq!(
            told(&tool("http://json-schema.org/draft-04/schema#")),
            [""; 0]
        );
        assert_eq!(
            told(&tool("http://json-schema.org/draft-07/schema#")).len(),
            1
        );
        assert_eq!(told(&tool("https://example.org/none")).len(), 1);
    }

    #[test]
    fn warnings_stand_behind_faults() {
        let found =
            check(r#"{"name":"a","input_schema":{"type":"object","properties":{"x":{"type":1}}}}"#);
        let weights: Vec<RemarkWeight> = found.iter().map(|remark| remark.weight).collect();
        assert_eq!(weights, [RemarkWeight::Wrong, RemarkWeight::Warning]);
    }

    /// Any JSON whose members are often keywords, so that descriptions of services come about.
    fn messy() -> impl Strategy<Value = json::Value> {
        use json::Value as V;
        let words = prop::sample::select(vec![
            "type",
            "object",
            "string",
            "$ref",
            "#/components/schemas/A",
            "#/components/schemas/B",
            "#/nowhere",
            "properties",
            "required",
            "items",
            "enum",
            "nullable",
            "allOf",
            "anyOf",
            "minimum",
            "exclusiveMinimum",
            "pattern",
            "schema",
            "name",
            "in",
            "query",
            "path",
            "additionalProperties",
            "const",
            "multipleOf",
            "minLength",
            "x-own",
            "example",
            "oneOf",
        ]);
        let leaf = prop_oneof![
            words.clone().prop_map(|text| V::Text(text.to_owned())),
            any::<bool>().prop_map(V::Bool),
            (-3_i64..9).prop_map(|number| V::Number(number.to_string())),
            Just(V::Null),
        ];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            let name = words.clone().prop_map(str::to_owned);
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(V::List),
                prop::collection::vec((name, inner), 0..6).prop_map(V::Object),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_made_of_a_description_is_always_a_schema(
            a in messy(), b in messy(), parameter in messy(), body in messy(), first in any::<bool>(),
        ) {
            let version = if first { "3.0.0" } else { "3.1.0" };
            let text = format!(
                r#"{{"openapi":"{version}","paths":{{"/x":{{"post":{{"parameters":[{p},{{"name":"q","in":"query","schema":{p}}}],
                "requestBody":{{"content":{{"application/json":{{"schema":{body}}}}}}}}},"get":{p}}}}},
                "components":{{"schemas":{{"A":{a},"B":{b}}}}}}}"#,
                p = parameter.compact().0, body = body.compact().0, a = a.compact().0, b = b.compact().0,
            );
            let document = json::Value::parse(&text).unwrap();
            let found = source::read("x", &document).unwrap();
            for found in &found.tools {
                let Tool::Custom(tool) = &found.tool else { panic!("{found:?}") };
                let schema: Value = serde_json::from_str(&tool.schema.0).unwrap();
                prop_assert!(jsonschema::draft202012::meta::validate(&schema).is_ok(), "{}", tool.schema.0);
            }
        }

        #[test]
        fn any_document_is_read_or_refused(document in messy()) {
            source::read("x", &document).ok();
        }

        #[test]
        fn no_text_makes_the_check_panic(text in any::<String>()) {
            check(&text);
        }
    }
}
