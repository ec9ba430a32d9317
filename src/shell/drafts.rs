//! Drafts between the core and their files.

use crate::app::composer::Draft;
use crate::app::view::Audience;
use crate::chat::ids::LaneId;
use crate::store::state::draft::{self, To};

/// A draft as its file has it.
pub(super) fn kept(draft: Draft) -> draft::Draft {
    draft::Draft {
        text: draft.text,
        prefill: draft.prefill,
        pictures: draft.pictures,
        queued: draft.queued,
        settings: draft.settings.as_deref().and_then(draft::written),
        variables: draft.variables,
        lane: draft.lane.map(|lane| lane.0),
        to: match draft.audience {
            Audience::All => To::All,
            Audience::Focus => To::Focus,
            Audience::Marked(lanes) => To::Lanes(lanes.iter().map(|lane| lane.0).collect()),
        },
    }
}

/// A draft as the core has it. Settings that cannot be read are as if they were not there.
pub(super) fn taken(kept: draft::Draft) -> Draft {
    let settings = kept.settings.as_deref().and_then(draft::settings);
    Draft {
        text: kept.text,
        prefill: kept.prefill,
        pictures: kept.pictures,
        queued: kept.queued,
        settings: settings.map(Box::new),
        variables: kept.variables,
        lane: kept.lane.map(LaneId),
        audience: match kept.to {
            To::All => Audience::All,
            To::Focus => Audience::Focus,
            To::Lanes(lanes) => Audience::Marked(lanes.into_iter().map(LaneId).collect()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_comes_back_with_those_it_goes_to() {
        let marked = Audience::Marked([LaneId(2), LaneId(7)].into());
        for audience in [Audience::All, Audience::Focus, marked] {
            let draft = Draft {
                text: "half".to_owned(),
                lane: Some(LaneId(7)),
                audience,
                ..Draft::default()
            };
            assert_eq!(taken(kept(draft.clone())), draft);
        }
    }
}
