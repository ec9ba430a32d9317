//! What only changes how the pane looks.

use crate::app::inspect::{Fold, Form, Inspect, Look, OnCall, Part, Place, Side};

/// What only changes how the pane looks; false if it is something else.
pub(super) fn moves(pane: &mut Inspect, what: OnCall) -> bool {
    match what {
        OnCall::Side => {
            pane.side = match pane.side {
                Side::List => Side::Detail,
                Side::Detail => Side::List,
            };
        }
        OnCall::Previous => {
            let at = pane.list.selected.saturating_sub(1);
            pane.select(at);
        }
        OnCall::Next => {
            let at = pane.list.selected + 1;
            pane.select(at);
        }
        OnCall::Into if pane.side == Side::List => pane.side = Side::Detail,
        OnCall::Into => turn(pane, Fold::Folded),
        OnCall::Out if pane.side == Side::Detail && !is_unfolded(pane) => pane.side = Side::List,
        OnCall::Out => turn(pane, Fold::Unfolded),
        OnCall::FoldAll => {
            let part = part(pane);
            pane.view.folds_mut(part).turn_all();
        }
        OnCall::Raw => {
            pane.view.look = match pane.view.look {
                Look::Tree => Look::Raw,
                Look::Raw => Look::Tree,
            };
        }
        OnCall::Form => {
            pane.view.form = match pane.view.form {
                Form::Fitting => Form::Table,
                Form::Table => Form::Text,
                Form::Text => Form::Fitting,
            };
        }
        OnCall::Left => pane.view.across = pane.view.across.saturating_sub(1),
        OnCall::Right => {
            let last = pane.detail().columns().saturating_sub(1);
            pane.view.across = (pane.view.across + 1).min(last);
        }
        OnCall::Open
        | OnCall::Copy
        | OnCall::CopyWhole
        | OnCall::CopyId
        | OnCall::CopyPath
        | OnCall::Answer
        | OnCall::File
        | OnCall::Clipboard
        | OnCall::Edit
        | OnCall::Run
        | OnCall::Skip
        | OnCall::Deny
        | OnCall::TakeBack
        | OnCall::Stop
        | OnCall::Send
        | OnCall::Meant
        | OnCall::Failed => return false,
    }
    true
}

/// The part that the selected row belongs to.
pub(super) fn part(pane: &Inspect) -> Part {
    let rows = pane.detail().rows().iter().take(pane.cursor + 1).rev();
    let mut parts = rows.filter_map(|row| match &row.place {
        Place::Whole(part) | Place::Node(part, _) => Some(*part),
        Place::Picture { item, .. } => Some(Part::Result(*item)),
        Place::Plain | Place::Fault(_) => None,
    });
    parts.next().unwrap_or(Part::Arguments)
}

fn is_unfolded(pane: &Inspect) -> bool {
    let fold = pane.row().and_then(|row| row.fold);
    fold == Some(Fold::Unfolded) && pane.side == Side::Detail
}

/// Folds or unfolds the node of the selected row, if it stands so. Its first row is selected then.
pub(super) fn turn(pane: &mut Inspect, stands: Fold) {
    let row = pane.row().filter(|row| row.fold == Some(stands));
    if let Some(Place::Node(part, path)) = row.map(|row| row.place.clone()) {
        pane.view.folds_mut(part).turn(&path);
        let place = Place::Node(part, path);
        let mut rows = pane.detail().rows().iter();
        pane.cursor = rows
            .position(|row| row.place == place)
            .unwrap_or(pane.cursor);
    }
}
