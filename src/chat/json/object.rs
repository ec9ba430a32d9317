//! A text that has to be a JSON object, such as the extra fields of a request.

use super::{NoJson, Value};
use crate::chat::place::place;

/// Reads a text that is one JSON object. A blank text is none either: it says nothing.
///
/// # Errors
/// It is no JSON, or another kind of value; with the place.
pub(crate) fn object(text: &str) -> Result<Value, NoJson> {
    let value = Value::parse(text)?;
    if let Value::Object(_) = value {
        return Ok(value);
    }
    let (line, column) = place(text, text.len() - text.trim_start().len());
    Err(NoJson {
        line,
        column,
        what: format!(
            "an object such as {{\"name\": 1}} is wanted, and this is {}",
            value.kind()
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_object_is_taken() {
        assert!(object(" {\"a\": {}} ").is_ok());
        let told = |text| object(text).unwrap_err().to_string();
        assert!(told("\n  [1]").starts_with("line 2, column 3: an object"));
        assert!(told("7").ends_with("this is a number"));
        assert!(told("{\"a\": }").starts_with("line 1, column 7"));
        assert!(told("").contains("nothing"));
    }
}
