//! Tools of a description of a service in `OpenAPI` 3.0 or 3.1: one for each operation.
//!
//! Source: `OpenAPI` Specification 3.0.4 and 3.1.1.

use super::schema::Schemas;
use super::{SourceKind, Sourced, ToolSource, name};
use crate::chat::json::Value;
use crate::chat::tool::{CustomTool, Tool};

/// The members of a path that are operations.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Headers that the specification says are not described as parameters.
const NOT_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// How many references are followed until the thing itself is there.
const REFERENCES: usize = 32;

pub(super) fn read(document: &Value) -> Result<ToolSource, String> {
    let version = document.get("openapi").and_then(Value::as_text);
    let version = version.filter(|version| version.starts_with("3."));
    let version = version.ok_or(
        "only OpenAPI 3.0 and 3.1 are read; a converter makes 3.0 of what Swagger 2.0 says",
    )?;
    let api = Api {
        document,
        is_first: version.starts_with("3.0"),
    };
    let mut source = ToolSource {
        kind: SourceKind::OpenApi,
        name: String::new(),
        tools: Vec::new(),
        problems: Vec::new(),
    };
    let Some(Value::Object(paths)) = document.get("paths") else {
        return Err("it has no paths, so there is no operation to call".to_owned());
    };
    for (path, item) in paths {
        api.path(path, item, &mut source);
    }
    Ok(source)
}

/// A description, and which form its schemas have.
struct Api<'a> {
    document: &'a Value,
    /// 3.0, whose schemas are not quite JSON Schema.
    is_first: bool,
}

/// A tool that is being made of an operation.
struct Making<'a> {
    schemas: Schemas<'a>,
    properties: Vec<(String, Value)>,
    required: Vec<Value>,
    left: Vec<String>,
}

impl<'a> Api<'a> {
    fn path(&self, path: &str, item: &'a Value, source: &mut ToolSource) {
        let Some(item) = self.resolved(item) else {
            let text = format!("{path}: what it refers to is not in the document");
            source.problems.push(text);
            return;
        };
        for method in METHODS {
            let Some(operation @ Value::Object(_)) = item.get(method) else {
                continue;
            };
            let told = format!("{} {path}", method.to_ascii_uppercase());
            let own = operation.get("operationId").and_then(Value::as_text);
            let called = own.map_or_else(|| format!("{method}_{path}"), str::to_owned);
            let taken = |name: &str| source.tools.iter().any(|it| it.tool.name() == name);
            let called = name::free(name::fitting(&called), taken);
            source
                .tools
                .push(self.tool(called, told, (item, operation)));
        }
    }

    fn tool(
        &self,
        name: String,
        told: String,
        (item, operation): (&'a Value, &'a Value),
    ) -> Sourced {
        let mut making = Making {
            schemas: Schemas::new(self.document, self.is_first),
            properties: Vec::new(),
            required: Vec::new(),
            left: Vec::new(),
        };
        for parameter in self.parameters(item, operation) {
            making.parameter(parameter);
        }
        if let Some(body) = operation.get("requestBody") {
            match self.resolved(body) {
                Some(body) => making.body(body),
                None => making
                    .left
                    .push("its body, which is not in the document".to_owned()),
            }
        }
        if operation.get("security").is_some() || self.document.get("security").is_some() {
            making.left.push("how one signs in".to_owned());
        }
        let description = described(operation, &told);
        let (schema, left) = making.done();
        Sourced {
            tool: Tool::Custom(CustomTool {
                name,
                description,
                schema: schema.compact(),
                strict: None,
            }),
            told,
            left,
        }
    }

    /// The parameters of an operation and those of its path that it does not say otherwise.
    fn parameters(&self, item: &'a Value, operation: &'a Value) -> Vec<&'a Value> {
        let list = |of: &'a Value| match of.get("parameters") {
            Some(Value::List(list)) => list.as_slice(),
            _ => &[],
        };
        let mut found: Vec<&Value> = Vec::new();
        for parameter in list(operation).iter().chain(list(item)) {
            let Some(parameter) = self.resolved(parameter) else {
                continue;
            };
            let key = |of: &Value| (of.get("name").cloned(), of.get("in").cloned());
            if !found.iter().any(|other| key(other) == key(parameter)) {
                found.push(parameter);
            }
        }
        found
    }

    /// The thing itself, where a reference stands for it.
    fn resolved(&self, value: &'a Value) -> Option<&'a Value> {
        let mut value = value;
        for _ in 0..REFERENCES {
            match value.get("$ref").and_then(Value::as_text) {
                Some(reference) => value = at(self.document, reference)?,
                None => return Some(value),
            }
        }
        None
    }
}

/// What stands at a reference within the document.
pub(super) fn at<'a>(document: &'a Value, reference: &str) -> Option<&'a Value> {
    let pointer = reference.strip_prefix("#/")?;
    let mut value = document;
    for step in pointer.split('/') {
        let step = step.replace("%7B", "{").replace("%7D", "}");
        let step = step.replace("~1", "/").replace("~0", "~");
        value = if let Value::List(list) = value {
            list.get(step.parse::<usize>().ok()?)?
        } else {
            value.get(&step)?
        };
    }
    Some(value)
}

/// What an operation is for, in its own words.
fn described(operation: &Value, told: &str) -> String {
    let text = |name| operation.get(name).and_then(Value::as_text).map(str::trim);
    let words: Vec<&str> = [text("summary"), text("description")]
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .collect();
    match words.as_slice() {
        [] => told.to_owned(),
        [one, other] if one == other => (*one).to_owned(),
        words => words.join("\n\n"),
    }
}

impl<'a> Making<'a> {
    fn parameter(&mut self, parameter: &'a Value) {
        let text = |name| parameter.get(name).and_then(Value::as_text);
        let (Some(name), Some(place)) = (text("name"), text("in")) else {
            self.left
                .push("a parameter without a name or a place".to_owned());
            return;
        };
        let is_header = place == "header";
        let lower = name.to_ascii_lowercase();
        if is_header && NOT_PARAMETERS.contains(&lower.as_str()) {
            self.left.push(format!("the header {name}"));
            return;
        }
        if !["path", "query", "header"].contains(&place) {
            self.left.push(format!("{name}, which goes as a {place}"));
            return;
        }
        let schema = parameter
            .get("schema")
            .or_else(|| json_of(parameter)?.get("schema"));
        let mut schema = self.schema(schema);
        if let Some(words) = text("description") {
            describe(&mut schema, words);
        }
        let called = if self.has(name) {
            format!("{place}_{name}")
        } else {
            name.to_owned()
        };
        let needed = place == "path" || parameter.get("required") == Some(&Value::Bool(true));
        self.put(called, schema, needed);
    }

    fn body(&mut self, body: &'a Value) {
        let Some(content) = json_of(body) else {
            self.left
                .push("its body, which is not application/json".to_owned());
            return;
        };
        if let Some(Value::Object(forms)) = body.get("content")
            && forms.len() > 1
        {
            self.left
                .push("other forms of its body than application/json".to_owned());
        }
        let mut schema = self.schema(content.get("schema"));
        if let Some(words) = body.get("description").and_then(Value::as_text) {
            describe(&mut schema, words);
        }
        let called = if self.has("body") {
            "request_body"
        } else {
            "body"
        };
        let needed = body.get("required") == Some(&Value::Bool(true));
        self.put(called.to_owned(), schema, needed);
    }

    fn schema(&mut self, schema: Option<&'a Value>) -> Value {
        schema.map_or_else(
            || Value::Object(Vec::new()),
            |it| self.schemas.converted(it),
        )
    }

    fn has(&self, name: &str) -> bool {
        self.properties.iter().any(|(other, _)| other == name)
    }

    fn put(&mut self, name: String, schema: Value, needed: bool) {
        if self.has(&name) {
            self.left.push(format!("a second {name}"));
            return;
        }
        if needed {
            self.required.push(Value::Text(name.clone()));
        }
        self.properties.push((name, schema));
    }

    /// The schema of the arguments, and what was left out.
    fn done(mut self) -> (Value, Vec<String>) {
        let definitions = self.schemas.definitions();
        let mut members = vec![
            ("type".to_owned(), Value::Text("object".to_owned())),
            ("properties".to_owned(), Value::Object(self.properties)),
        ];
        if !self.required.is_empty() {
            members.push(("required".to_owned(), Value::List(self.required)));
        }
        if !definitions.is_empty() {
            members.push(("$defs".to_owned(), Value::Object(definitions)));
        }
        self.left.extend(self.schemas.left());
        (Value::Object(members), self.left)
    }
}

/// What a parameter or body holds as JSON.
fn json_of(holder: &Value) -> Option<&Value> {
    let Value::Object(forms) = holder.get("content")? else {
        return None;
    };
    let is_json = |name: &str| {
        let kind = name.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/json")
    };
    let found = forms.iter().find(|(name, _)| is_json(name));
    found.map(|(_, form)| form)
}

/// Adds the words of the parameter, where its schema has none of its own.
fn describe(schema: &mut Value, words: &str) {
    if let Value::Object(members) = schema
        && !words.trim().is_empty()
        && members.iter().all(|(name, _)| name != "description")
    {
        members.push(("description".to_owned(), Value::Text(words.to_owned())));
    }
}
