//! Models that were used lately, and favourites.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Remembered, read, write};
use crate::chat::failure::StoreError;
use crate::chat::settings::ModelChoice;
use crate::store::format::form::Form;
use crate::store::paths::Folders;

/// Models that the user has come back to, or may.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct KnownModels {
    /// Newest first; each route once.
    pub(crate) recents: Vec<ModelChoice>,
    /// In the order in which they were marked.
    pub(crate) favourites: Vec<ModelChoice>,
    /// The folder from which something was attached last.
    pub(crate) folder: Option<PathBuf>,
}

impl KnownModels {
    /// Whether anything was ever remembered.
    pub(crate) fn is_there(folders: &Folders) -> bool {
        folders.recents().exists()
    }

    /// Reads what was remembered.
    pub(crate) fn load(folders: &Folders) -> Remembered<Self> {
        let Remembered { value, note } = read::<Members>(&folders.recents());
        Remembered {
            value: value.map(Self::from).unwrap_or_default(),
            note,
        }
    }

    /// Saves it.
    ///
    /// # Errors
    /// What the system says; what was remembered before is then still there.
    pub(crate) fn save(&self, folders: &Folders) -> Result<(), StoreError> {
        write(&folders.recents(), &Members::of(self))
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Members<'a> {
    recents: Vec<Form<'a, ModelChoice>>,
    favourites: Vec<Form<'a, ModelChoice>>,
    /// One that is not UTF-8 is not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
}

impl<'a> Members<'a> {
    fn of(known: &'a KnownModels) -> Self {
        Self {
            recents: known.recents.iter().map(Form::of).collect(),
            favourites: known.favourites.iter().map(Form::of).collect(),
            folder: known
                .folder
                .as_ref()
                .and_then(|folder| Some(folder.to_str()?.to_owned())),
        }
    }
}

impl From<Members<'_>> for KnownModels {
    fn from(members: Members<'_>) -> Self {
        Self {
            recents: owned(members.recents),
            favourites: owned(members.favourites),
            folder: members.folder.map(PathBuf::from),
        }
    }
}

fn owned(list: Vec<Form<'_, ModelChoice>>) -> Vec<ModelChoice> {
    list.into_iter().map(Form::into_inner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::catalog::ModelId;
    use crate::chat::settings::Route;

    fn choice(no: usize) -> ModelChoice {
        ModelChoice {
            model: ModelId::new(&format!("amazon.nova-{no}")).unwrap(),
            name: format!("Nova {no}"),
            route: Route::Profile(format!("us.amazon.nova-{no}")),
        }
    }

    #[test]
    fn recents_come_back() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        assert_eq!(KnownModels::load(&folders), Remembered::default());
        let mut recents = KnownModels::default();
        recents.recents.push(choice(1));
        recents.favourites.push(choice(2));
        recents.folder = Some(PathBuf::from("/rocks"));
        recents.save(&folders).unwrap();
        let expected = r#"{"recents":[{"id":"amazon.nova-1","name":"Nova 1","route":"us.amazon.nova-1","kind":"profile"}],"favourites":[{"id":"amazon.nova-2","name":"Nova 2","route":"us.amazon.nova-2","kind":"profile"}],"folder":"/rocks"}"#;
        let text = std::fs::read_to_string(folders.recents()).unwrap();
        assert_eq!(text, expected);
        assert_eq!(KnownModels::load(&folders).value, recents);
    }
}
