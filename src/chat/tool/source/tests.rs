//! Tools of request bodies and of descriptions of services.

use super::*;
use crate::chat::tool::CustomTool;

fn source(text: &str) -> ToolSource {
    read("file", &Value::parse(text).unwrap()).unwrap()
}

fn custom(found: &Sourced) -> &CustomTool {
    let Tool::Custom(tool) = &found.tool else {
        panic!("{found:?}");
    };
    tool
}

#[test]
fn bodies_of_both_wires_give_their_tools() {
    let messages = source(
        r#"{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[],"tools":[
            {"name":"a","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}},
            {"type":"bash_20250124","name":"bash"},{"name":"b"}]}"#,
    );
    assert_eq!(messages.kind, SourceKind::Messages);
    let names: Vec<&str> = messages.tools.iter().map(|it| it.tool.name()).collect();
    assert_eq!(names, ["a", "bash"]);
    assert_eq!(
        messages.left(),
        [
            "tool 3: b has no input_schema; {\"type\": \"object\"} takes anything",
            "a: its cache mark",
        ]
    );
    let converse = source(
        r#"{"messages":[],"toolConfig":{"tools":[{"toolSpec":{"name":"a","inputSchema":{"json":{"type":"object"}}}},
            {"cachePoint":{"type":"default"}}]}}"#,
    );
    assert_eq!(converse.kind, SourceKind::Converse);
    assert_eq!(converse.all(), messages.all()[..1]);
    assert_eq!(converse.problems.len(), 1);
}

#[test]
fn what_has_no_tools_is_refused_with_what_was_looked_for() {
    let refused = |text: &str| read("f", &Value::parse(text).unwrap()).unwrap_err();
    assert!(refused("{\"messages\":[]}").contains("neither a request body"));
    assert!(refused("{\"swagger\":\"2.0\"}").contains("only OpenAPI 3.0 and 3.1"));
    assert!(refused("{\"openapi\":\"3.1.0\"}").contains("no paths"));
    assert!(refused("{\"tools\":[]}").contains("no tool in it"));
}

const RADIO: &str = r##"{
  "openapi": "3.0.3",
  "paths": {
    "/stations/{city}": {
      "parameters": [{"$ref": "#/components/parameters/City"}],
      "get": {
        "operationId": "listStations",
        "summary": "Lists stations.",
        "description": "Of a city.",
        "parameters": [
          {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 0, "exclusiveMinimum": true, "nullable": true}},
          {"name": "city", "in": "query", "schema": {"type": "string"}},
          {"name": "session", "in": "cookie", "schema": {"type": "string"}},
          {"name": "Authorization", "in": "header", "schema": {"type": "string"}}
        ]
      },
      "post": {
        "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Station"}}}}
      }
    }
  },
  "components": {
    "parameters": {"City": {"name": "city", "in": "path", "required": true, "description": "Where.", "schema": {"type": "string", "example": "Bern"}}},
    "schemas": {
      "Station": {"type": "object", "required": ["name"], "xml": {"name": "s"}, "properties": {
        "name": {"type": "string"}, "next": {"$ref": "#/components/schemas/Station"},
        "owner": {"nullable": true, "allOf": [{"$ref": "#/components/schemas/Owner"}]},
        "far": {"$ref": "other.json#/X"}}},
      "Owner": {"type": "string", "enum": ["a"], "nullable": true}
    }
  }
}"##;

#[test]
fn operations_become_tools() {
    let found = source(RADIO);
    let get = custom(&found.tools[0]);
    assert_eq!(get.name, "listStations");
    assert_eq!(get.description, "Lists stations.\n\nOf a city.");
    assert_eq!(found.tools[0].told, "GET /stations/{city}");
    assert_eq!(
        get.schema.0,
        r#"{"type":"object","properties":{"limit":{"type":["integer","null"],"exclusiveMinimum":0},"city":{"type":"string"},"path_city":{"type":"string","examples":["Bern"],"description":"Where."}},"required":["path_city"]}"#
    );
    assert_eq!(
        found.tools[0].left,
        [
            "session, which goes as a cookie",
            "the header Authorization"
        ]
    );
}

#[test]
fn references_become_definitions_and_cycles_stay() {
    let found = source(RADIO);
    let post = custom(&found.tools[1]);
    assert_eq!(post.name, "post_stations_city");
    assert_eq!(post.description, "POST /stations/{city}");
    assert_eq!(
        post.schema.0,
        r##"{"type":"object","properties":{"city":{"type":"string","examples":["Bern"],"description":"Where."},"body":{"$ref":"#/$defs/Station"}},"required":["city","body"],"$defs":{"Station":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"next":{"$ref":"#/$defs/Station"},"owner":{"anyOf":[{"allOf":[{"$ref":"#/$defs/Owner"}]},{"type":"null"}]},"far":{}}},"Owner":{"type":["string","null"],"enum":["a",null]}}}"##
    );
    assert_eq!(
        found.tools[1].left,
        [
            "the keyword xml",
            "what other.json#/X refers to; it is not in the document"
        ]
    );
}

#[test]
fn names_keep_to_the_rules_and_stand_once() {
    assert_eq!(name::fitting("/a b/{c}"), "a_b_c");
    assert_eq!(name::fitting("é"), "tool");
    assert_eq!(name::fitting(&"x".repeat(99)).len(), 64);
    let long = "x".repeat(64);
    let free = name::free(long.clone(), |name| name == long);
    assert_eq!((free.len(), &free[62..]), (64, "_2"));
}

#[test]
fn some_tools_can_be_taken_by_name() {
    let one = source(RADIO).only(&["listStations".to_owned()]).unwrap();
    assert_eq!(one.tools.len(), 1);
    let missing = source(RADIO).only(&["listStation".to_owned()]).unwrap_err();
    assert!(missing.contains("did you mean"), "{missing}");
}
