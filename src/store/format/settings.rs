//! Settings of a lane, in files. What is absent is not sent.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::form::{Form, Raw};
use crate::chat::content::Json;
use crate::chat::settings::{Decimal, Field, Param, Settings, Wire};

impl Serialize for Form<'_, Settings> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let settings = self.get();
        let mut map = to.serialize_map(None)?;
        if let Some(model) = &settings.model {
            map.serialize_entry("model", &Form::of(model))?;
        }
        // A wire of a later version is among the others, and stays what it was.
        if settings.other.iter().all(|(name, _)| name != "wire") {
            map.serialize_entry("wire", settings.wire.name())?;
        }
        if !settings.system.is_empty() {
            map.serialize_entry("system", &settings.system)?;
        }
        map.serialize_entry("max_tokens", &settings.sampling.max_tokens)?;
        for param in [Param::Temperature, Param::TopP, Param::TopK] {
            if let Some(value) = settings.sampling.get(param) {
                let json = Json(value.text().to_owned());
                map.serialize_entry(param.name(), &Raw::of(&json))?;
            }
        }
        for (name, json) in &settings.other {
            if let Some(raw) = Raw::of(json) {
                map.serialize_entry(name, &raw)?;
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Form<'_, Settings> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Members).map(Self::owned)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Settings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("settings of a lane")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Settings, A::Error> {
        let mut settings = Settings::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "model" => {
                    let model: Option<Form<'_, _>> = map.next_value()?;
                    settings.model = model.map(Form::into_inner);
                }
                "system" => settings.system = map.next_value()?,
                "max_tokens" => settings.sampling.max_tokens = map.next_value()?,
                "temperature" | "top_p" | "top_k" => {
                    let raw: Raw<'de> = map.next_value()?;
                    match (Field::named(&name), Decimal::parse(raw.get())) {
                        (Some(Field::Param(param)), Ok(value)) => {
                            settings.sampling.set(param, Some(value));
                        }
                        _ => settings.other.push((name, raw.json())),
                    }
                }
                "wire" => {
                    let raw: Raw<'de> = map.next_value()?;
                    match wire(raw.get()) {
                        Some(wire) => settings.wire = wire,
                        None => settings.other.push((name, raw.json())),
                    }
                }
                _ => {
                    let json = map.next_value::<Raw<'de>>()?.json();
                    settings.other.push((name, json));
                }
            }
        }
        Ok(settings)
    }
}

/// The wire whose name is this JSON string, if this version has it.
fn wire(json: &str) -> Option<Wire> {
    let name: String = serde_json::from_str(json).ok()?;
    Wire::named(&name)
}
