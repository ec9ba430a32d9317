//! A text that has to be a JSON object, such as the extra fields of a request.

use super::{NoJson, Value};

/// Checks that a text is one JSON object. A blank text is none either: it says nothing.
///
/// # Errors
/// It is no JSON, or another kind of value; with the place.
pub(crate) fn check_object(text: &str) -> Result<(), NoJson> {
    let value = Value::parse(text)?;
    if let Value::Object(_) = value {
        return Ok(());
    }
    let blank = &text[..text.len() - text.trim_start().len()];
    let start = blank.rfind('\n').map_or(0, |newline| newline + 1);
    Err(NoJson {
        line: blank.matches('\n').count() + 1,
        column: blank[start..].chars().count() + 1,
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
        assert_eq!(check_object(" {\"a\": {}} "), Ok(()));
        let told = |text| check_object(text).unwrap_err().to_string();
        assert!(told("\n  [1]").starts_with("line 2, column 3: an object"));
        assert!(told("7").ends_with("this is a number"));
        assert!(told("{\"a\": }").starts_with("line 1, column 7"));
        assert!(told("").contains("nothing"));
    }
}
