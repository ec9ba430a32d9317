//! TOML values as JSON: keys keep their order, numbers their digits.

use toml::Spanned;
use toml::de::DeValue;

use super::Fault;
use crate::chat::content::Json;
use crate::store::format::object::text_of;

/// The value as JSON, on one line.
pub(super) fn json(value: &Spanned<DeValue<'_>>) -> Result<Json, Fault> {
    let at = value.span().start;
    let text = match value.get_ref() {
        DeValue::String(text) => text_of(&**text),
        DeValue::Boolean(value) => text_of(value),
        number @ (DeValue::Integer(_) | DeValue::Float(_)) => digits(number)
            .ok_or_else(|| Fault::at(at, "JSON has no such number; put it in quotes"))?,
        DeValue::Datetime(_) => {
            return Err(Fault::at(
                at,
                "JSON has no dates and times; put it in quotes",
            ));
        }
        DeValue::Array(values) => {
            let values: Vec<String> = values
                .iter()
                .map(|value| json(value).map(|json| json.0))
                .collect::<Result<_, _>>()?;
            format!("[{}]", values.join(","))
        }
        DeValue::Table(table) => {
            let members: Vec<String> = table
                .iter()
                .map(|(key, value)| Ok(format!("{}:{}", text_of(&**key.get_ref()), json(value)?.0)))
                .collect::<Result<_, Fault>>()?;
            format!("{{{}}}", members.join(","))
        }
    };
    Ok(Json(text))
}

/// The digits of a number as JSON has them; `None` if it has no such number.
pub(super) fn digits(number: &DeValue<'_>) -> Option<String> {
    let text = match number {
        DeValue::Integer(number) if number.radix() != 10 => {
            return i128::from_str_radix(number.as_str(), number.radix())
                .ok()
                .map(|number| number.to_string());
        }
        DeValue::Integer(number) => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => return None,
    };
    let text = text.replace('_', "");
    let text = text.strip_prefix('+').unwrap_or(&text);
    let is_json = serde_json::from_str::<serde_json::Number>(text).is_ok();
    is_json.then(|| text.to_owned())
}
