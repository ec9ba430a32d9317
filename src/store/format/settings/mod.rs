//! Settings of a lane, in files. What is absent is not sent.
//!
//! What a later version wrote stays: members that are not known, and values of a known member that
//! are not, or not whole, understood. Such a value is written back as long as nobody has changed
//! what was understood of it.

mod groups;
mod member;
mod tools;

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::form::{Form, Raw};
use crate::chat::content::Json;
use crate::chat::settings::Settings;

pub(in crate::store) use member::{Member, Taken};

impl Serialize for Form<'_, Settings> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let settings = self.get();
        let kept = kept(settings);
        let mut map = to.serialize_map(None)?;
        let members = Member::ALL.iter().filter(|member| !kept.contains(member));
        for member in members {
            if let Some(json) = member.write(settings) {
                map.serialize_entry(member.name(), &Raw::of(&json))?;
            }
        }
        for (name, json) in &settings.other {
            let changed = Member::named(name).is_some_and(|member| !kept.contains(&member));
            if let Some(raw) = Raw::of(json).filter(|_| !changed) {
                map.serialize_entry(name, &raw)?;
            }
        }
        map.end()
    }
}

/// Known members whose value stands among the others and still says what the settings say.
fn kept(settings: &Settings) -> Vec<Member> {
    let known = settings.other.iter().filter_map(|(name, json)| {
        let member = Member::named(name)?;
        let mut probe = Settings::default();
        member.take(&json.0, &mut probe);
        (member.write(&probe) == member.write(settings)).then_some(member)
    });
    known.collect()
}

impl<'de> Deserialize<'de> for Form<'_, Settings> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(SettingsVisitor).map(Self::owned)
    }
}

struct SettingsVisitor;

impl<'de> Visitor<'de> for SettingsVisitor {
    type Value = Settings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("settings of a lane")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Settings, A::Error> {
        let mut settings = Settings::default();
        while let Some((name, raw)) = map.next_entry::<String, Raw<'de>>()? {
            let taken = Member::named(&name).map(|member| member.take(raw.get(), &mut settings));
            if taken != Some(Taken::Whole) {
                settings.other.push((name, Json(raw.get().to_owned())));
            }
        }
        Ok(settings)
    }
}
