//! Undo and redo: what each action of the user has changed of the arrangement.

use crate::chat::ids::Number;

use super::arrangement::Change;

/// The program's own changes bear this action. They are not undone, since nobody did them.
pub(crate) const BY_ITSELF: Number = Number(0);

/// An action that can be undone or redone: the changes that take everything back to how it was
/// before, each thing once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Deed {
    pub(super) act: Number,
    pub(super) back: Vec<Change>,
}

/// Actions that were done, and those that were undone since; the latest last.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct History {
    pub(super) done: Vec<Deed>,
    pub(super) undone: Vec<Deed>,
}

impl History {
    /// Takes note that an action changed something; `back` is what takes it back.
    ///
    /// After that nothing can be redone. Of several changes of one thing within an action the first
    /// one counts: it knows what was before.
    pub(super) fn note(&mut self, act: Number, back: Change) {
        if act == BY_ITSELF {
            return;
        }
        self.undone.clear();
        let Some(deed) = self.deed(act) else {
            self.done.push(Deed {
                act,
                back: vec![back],
            });
            return;
        };
        if !deed.back.iter().any(|other| other.is_about_same(&back)) {
            deed.back.push(back);
        }
    }

    /// The deed of an action: the last one, or one before it when its records came late.
    fn deed(&mut self, act: Number) -> Option<&mut Deed> {
        let at = match self.done.last() {
            Some(last) if last.act < act => None,
            _ => self.done.binary_search_by_key(&act, |deed| deed.act).ok(),
        };
        self.done.get_mut(at?)
    }
}
