//! Files that tools are taken from: request bodies and descriptions of services, JSON or YAML.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use super::import::{self, yaml};
use crate::chat::json::Value;
use crate::chat::tool::source::{self, ToolSource};

/// The largest file that is read, in bytes. The largest descriptions that are known have 15 MB.
const MAX_BYTES: u64 = 32_000_000;

/// Finds the tools of a file. What it is shows in it.
///
/// # Errors
/// It cannot be read, or there is no tool in it; a sentence with the path.
pub(crate) fn of_file(path: &Path) -> Result<ToolSource, String> {
    let shown = path.display();
    let bytes = bytes_of(path).map_err(|why| format!("cannot read {shown}: {why}"))?;
    let name = path.file_name().map_or_else(
        || shown.to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    of_bytes(&name, &bytes).map_err(|why| format!("{shown}: {why}"))
}

fn of_bytes(name: &str, bytes: &[u8]) -> Result<ToolSource, String> {
    let text = import::text(bytes).map_err(|error| error.to_string())?;
    let document = if text.trim_start().starts_with(['{', '[']) {
        Value::parse(text).map_err(|error| error.to_string())?
    } else {
        yaml::value(text)?
    };
    source::read(name, &document)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    // Before it is opened: a pipe would be waited for.
    let about = fs::metadata(path).map_err(|error| error.to_string())?;
    if !about.is_file() {
        return Err("it is no regular file".to_owned());
    }
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let read = file.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("it has more than {} MB", MAX_BYTES / 1_000_000));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn yaml_and_json_say_the_same() {
        let yaml = "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      operationId: a\n      parameters:\n        - {name: n, in: query, schema: {type: integer, minimum: 1}}\n";
        let json = r#"{"openapi":"3.0.0","paths":{"/a":{"get":{"operationId":"a","parameters":[{"name":"n","in":"query","schema":{"type":"integer","minimum":1}}]}}}}"#;
        let [yaml, json] = [yaml, json].map(|text| of_bytes("x", text.as_bytes()).unwrap());
        assert_eq!(yaml, json);
    }

    #[test]
    fn files_that_cannot_be_read_say_why() {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path| of_file(path).unwrap_err();
        assert!(told(folder.path()).contains("no regular file"));
        let path = folder.path().join("a.json");
        assert!(told(&path).starts_with(&format!("cannot read {}", path.display())));
        fs::write(&path, "{\"a\": }").unwrap();
        assert!(told(&path).contains("line 1, column 7"));
        fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(told(&path).contains("no text in UTF-8"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            of_bytes("x", &bytes).ok();
        }
    }
}
