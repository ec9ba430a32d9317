//! What models have refused, so that it is not sent to them again.

use serde::{Deserialize, Serialize};

use super::{Remembered, read, write};
use crate::chat::catalog::ModelId;
use crate::chat::failure::StoreError;
use crate::chat::refusal::{Refusal, Refusals};
use crate::chat::settings::Field;
use crate::store::paths::Folders;

/// Reads what was remembered. Fields that this version does not know are left out.
pub(crate) fn load(folders: &Folders) -> Remembered<Refusals> {
    let Remembered { value, note } = read::<Members>(&folders.refusals());
    let members = value.unwrap_or_default().refusals;
    Remembered {
        value: members.into_iter().filter_map(Member::refusal).collect(),
        note,
    }
}

/// Saves them.
///
/// # Errors
/// What the system says; what was remembered before is then still there.
pub(crate) fn save(refusals: &Refusals, folders: &Folders) -> Result<(), StoreError> {
    let members = Members {
        refusals: refusals.all().iter().map(Member::of).collect(),
    };
    write(&folders.refusals(), &members)
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Members {
    refusals: Vec<Member>,
}

#[derive(Serialize, Deserialize)]
struct Member {
    model: String,
    field: String,
    message: String,
    on: String,
}

impl Member {
    fn of(refusal: &Refusal) -> Self {
        Self {
            model: refusal.model.as_str().to_owned(),
            field: refusal.field.name().to_owned(),
            message: refusal.message.clone(),
            on: refusal.on.clone(),
        }
    }

    fn refusal(self) -> Option<Refusal> {
        Some(Refusal {
            model: ModelId::new(&self.model)?,
            field: Field::named(&self.field)?,
            message: self.message,
            on: self.on,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_come_back() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        assert_eq!(load(&folders), Remembered::default());
        let refusals: Refusals = Field::ALL
            .into_iter()
            .map(|field| Refusal {
                model: ModelId::new("amazon.nova-pro-v1:0").unwrap(),
                field,
                message: "This model doesn\u{2019}t support it.\n".to_owned(),
                on: "2026-11-21".to_owned(),
            })
            .collect();
        save(&refusals, &folders).unwrap();
        assert_eq!(load(&folders).value, refusals);
        assert_eq!(refusals.all().len(), Field::ALL.len());
    }

    #[test]
    fn fields_of_a_later_version_are_left_out() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        std::fs::create_dir_all(&folders.state).unwrap();
        let text = r#"{"refusals":[
            {"model":"a.b","field":"telepathy","message":"no","on":"2027-01-01"},
            {"model":"a.b","field":"top_k","message":"no","on":"2027-01-01","by":"x"}]}"#;
        std::fs::write(folders.refusals(), text).unwrap();
        let loaded = load(&folders);
        assert_eq!(loaded.value.all().len(), 1);
        assert_eq!(loaded.note, None);
    }
}
