//! The models of a region as they were listed last, so that the picker opens at once.

use super::models_form::Members;
use super::{Remembered, read, write};
use crate::chat::failure::StoreError;
use crate::chat::listing::Listing;
use crate::chat::time::Wall;
use crate::store::paths::Folders;

/// A listing and when it was fetched.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CachedListing {
    /// When the service answered.
    pub(crate) fetched: Wall,
    /// What it answered, refusals included.
    pub(crate) listing: Listing,
}

impl CachedListing {
    /// Reads what was listed at a place: profile, region and endpoint in one text.
    pub(crate) fn load(folders: &Folders, place: &str) -> Remembered<Option<Self>> {
        let Remembered { value, note } = read::<Members>(&folders.models(place));
        Remembered {
            value: value.map(Members::into_cached),
            note,
        }
    }

    /// Saves it.
    ///
    /// # Errors
    /// What the system says; the earlier listing is then still there.
    pub(crate) fn save(&self, folders: &Folders, place: &str) -> Result<(), StoreError> {
        write(&folders.models(place), &Members::of(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::failure::{Failure, FailureKind};
    use crate::chat::listing::{Lifecycle, ModelSummary, ProfileKind, ProfileSummary};

    fn model() -> ModelSummary {
        ModelSummary {
            id: "amazon.nova-pro-v1:0".into(),
            name: Some("Nova Pro".into()),
            provider: None,
            input: vec!["TEXT".into(), "IMAGE".into()],
            output: vec!["TEXT".into()],
            inference: vec!["ON_DEMAND".into()],
            streaming: Some(true),
            lifecycle: Lifecycle {
                status: "LEGACY".into(),
                legacy: Some("2026-01-01T00:00:00Z".into()),
                extended: None,
                end: None,
            },
        }
    }

    fn profile(kind: ProfileKind) -> ProfileSummary {
        ProfileSummary {
            id: "us.amazon.nova-pro-v1:0".into(),
            arn: "arn:aws:bedrock:us-east-1:1:inference-profile/x".into(),
            name: "US Nova Pro".into(),
            kind,
            status: "ACTIVE".into(),
            models: vec!["arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-pro-v1:0".into()],
        }
    }

    #[test]
    fn listings_come_back_refusals_too() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        assert_eq!(CachedListing::load(&folders, "a"), Remembered::default());
        let kinds = [ProfileKind::System, ProfileKind::Application];
        let denied = Failure::new(FailureKind::AccessDenied, "no").at("list profiles", "dev");
        let profiles = [Ok(kinds.map(profile).to_vec()), Err(denied)];
        for profiles in profiles {
            let cached = CachedListing {
                fetched: Wall(1_795_246_345_678),
                listing: Listing {
                    models: Ok(vec![model(), ModelSummary::default()]),
                    profiles,
                },
            };
            cached.save(&folders, "dev us-east-1").unwrap();
            let back = CachedListing::load(&folders, "dev us-east-1");
            assert_eq!(back.value, Some(cached));
            assert_eq!(back.note, None);
        }
    }

    #[test]
    fn a_damaged_list_is_as_good_as_none() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        crate::store::atomic::replace(&folders.models("a"), b"[]").unwrap();
        let back = CachedListing::load(&folders, "a");
        assert_eq!(back.value, None);
        assert!(back.note.is_some());
    }
}
