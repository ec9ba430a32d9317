//! Drafts between the core and their files.

use std::path::PathBuf;

use crate::app::chips::{Form, From, Wanted};
use crate::app::composer::{Aside, Draft, Unsent};
use crate::app::view::Audience;
use crate::chat::attached;
use crate::chat::ids::LaneId;
use crate::store::state::draft::{self, To};

/// A draft as its file has it.
pub(super) fn kept(draft: Draft) -> draft::Draft {
    draft::Draft {
        text: draft.text,
        prefill: draft.prefill,
        pictures: Vec::new(),
        attached: draft.attached.into_iter().map(kept_attached).collect(),
        queued: draft.queued.into_iter().map(kept_queued).collect(),
        aside: draft.aside.into_iter().map(kept_aside).collect(),
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
        attached: attached(kept.pictures, kept.attached),
        queued: kept.queued.into_iter().map(queued).collect(),
        aside: kept.aside.into_iter().map(aside).collect(),
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

fn kept_aside(aside: Aside) -> draft::Aside {
    draft::Aside {
        text: aside.text,
        prefill: aside.prefill,
        attached: aside.attached.into_iter().map(kept_attached).collect(),
    }
}

fn aside(kept: draft::Aside) -> Aside {
    Aside {
        text: kept.text,
        prefill: kept.prefill,
        attached: kept.attached.into_iter().map(wanted).collect(),
    }
}

fn kept_queued(unsent: Unsent) -> draft::Queued {
    if unsent.attached.is_empty() {
        return draft::Queued::Text(unsent.text);
    }
    let attached = unsent.attached.into_iter().map(kept_attached).collect();
    let text = unsent.text;
    draft::Queued::With { text, attached }
}

fn queued(kept: draft::Queued) -> Unsent {
    match kept {
        draft::Queued::Text(text) => Unsent {
            text,
            attached: Vec::new(),
        },
        draft::Queued::With { text, attached } => Unsent {
            text,
            attached: attached.into_iter().map(wanted).collect(),
        },
    }
}

fn kept_attached(wanted: Wanted) -> draft::Attached {
    let from = match wanted.from {
        From::File(path) => draft::From::File(path),
        From::Kept(path) => draft::From::Kept(path),
        From::Conversation(hash) => draft::From::Conversation(hash),
        From::Text(text) => draft::From::Text(text.to_string()),
        From::Clipboard => draft::From::Clipboard,
        From::S3 { uri, owner } => draft::From::S3 { uri, owner },
    };
    draft::Attached {
        from,
        name: wanted.name,
        kind: wanted.title.map(str::to_owned),
        form: match wanted.form {
            // What was made of a picture has a file of its own.
            Form::Found | Form::Still | Form::Smaller(_) | Form::Result => draft::Form::Found,
            Form::Cited => draft::Form::Cited,
            Form::Text => draft::Form::Text,
        },
    }
}

/// What goes along. Earlier versions kept the paths of pictures and nothing else.
fn attached(pictures: Vec<PathBuf>, kept: Vec<draft::Attached>) -> Vec<Wanted> {
    let pictures = pictures.into_iter().map(Wanted::file);
    pictures.chain(kept.into_iter().map(wanted)).collect()
}

fn wanted(kept: draft::Attached) -> Wanted {
    Wanted {
        from: match kept.from {
            draft::From::File(path) => From::File(path),
            draft::From::Kept(path) => From::Kept(path),
            draft::From::Conversation(hash) => From::Conversation(hash),
            draft::From::Text(text) => From::Text(text.into()),
            draft::From::Clipboard => From::Clipboard,
            draft::From::S3 { uri, owner } => From::S3 { uri, owner },
        },
        name: kept.name,
        title: kept.kind.as_deref().and_then(attached::title),
        form: match kept.form {
            draft::Form::Found => Form::Found,
            draft::Form::Cited => Form::Cited,
            draft::Form::Text => Form::Text,
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
                aside: vec![Aside {
                    text: "later".to_owned(),
                    prefill: "{".to_owned(),
                    attached: vec![Wanted::file("/rocks/a.png".into())],
                }],
                audience,
                ..Draft::default()
            };
            assert_eq!(taken(kept(draft.clone())), draft);
        }
    }
}
