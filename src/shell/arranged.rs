//! How the panes are arranged, between the state and its file.

use crate::app::arrangement::{Arrangement, Fold, Wing, Zoom};
use crate::app::layout::Side;
use crate::chat::failure::StoreError;
use crate::store::paths::Folders;
use crate::store::state::arrangement::{KeptPane, KeptPanes};

/// What is remembered; what is to be said about it goes to the notes.
pub(super) fn load(folders: &Folders, notes: &mut Vec<String>) -> Arrangement {
    let kept = KeptPanes::load(folders).noted(notes);
    Arrangement {
        library: wing(kept.library),
        settings: wing(kept.settings),
        composer: wing(kept.composer),
        beside: if kept.settings_open {
            Side::Open
        } else {
            Side::Closed
        },
        zoom: Zoom::Off,
    }
}

/// Remembers it.
///
/// # Errors
/// What the system says.
pub(super) fn save(arrangement: &Arrangement, folders: &Folders) -> Result<(), StoreError> {
    let kept = KeptPanes {
        library: pane(arrangement.library),
        settings: pane(arrangement.settings),
        composer: pane(arrangement.composer),
        settings_open: arrangement.beside == Side::Open,
    };
    kept.save(folders)
}

fn wing(pane: KeptPane) -> Wing {
    Wing {
        wanted: pane.size,
        fold: if pane.folded {
            Fold::Folded
        } else {
            Fold::Open
        },
    }
}

fn pane(wing: Wing) -> KeptPane {
    KeptPane {
        size: wing.wanted,
        folded: wing.fold == Fold::Folded,
    }
}
