//! What goes along with the message that is being written, and what is still being read for it.

pub(crate) use super::wanted::{Form, Found, From, NotAttached, Wanted};

use super::smaller::{Exchanged, Offer, OfferId};
use crate::chat::attached::smaller::Making;
use crate::chat::attached::{Attached, marks};

/// What the clipboard is called while it is being read.
pub(crate) const CLIPBOARD: &str = "the clipboard";

/// What that of the terminal is called.
const CLIPBOARD_OF_TERMINAL: &str = "the clipboard of the terminal";

/// The attachments of the editor, in the order in which they are numbered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Chips {
    /// What is there.
    pub(crate) list: Vec<Attached>,
    /// What is being read. Nothing is sent before it has come.
    pub(crate) arriving: Vec<Arriving>,
    /// The ways to make one of them smaller, while they are shown.
    pub(crate) offer: Option<Offer>,
    /// What was made smaller, the latest last.
    pub(crate) exchanged: Vec<Exchanged>,
    /// What a draft names, until all of it was read.
    restoring: Option<(ArrivalId, Vec<Wanted>)>,
    /// What came meanwhile. Its marks are given after those of the draft.
    early: Vec<(ArrivalId, Result<Attached, NotAttached>)>,
    begun: u32,
    /// Texts whose marks were undone, and what went along then.
    undone: Vec<(String, Vec<Attached>)>,
}

/// Names something that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ArrivalId(pub(crate) u32);

/// Something that is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arriving {
    /// What its answer is told by.
    pub(crate) id: ArrivalId,
    /// What it is called meanwhile.
    pub(crate) name: String,
    /// What was asked for; `None` = all that a draft names.
    pub(crate) wanted: Option<Wanted>,
    /// The hash of the attachment whose place it takes.
    pub(crate) replaces: Option<String>,
    /// What it was before, if it is read again in another form.
    pub(crate) was: Option<Attached>,
    /// What stands for it in the text meanwhile.
    pub(crate) holder: Option<Holder>,
}

/// Words in the text of the editor that stand for an attachment until it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The words; a mark such as `[Image #1]` takes their place.
    pub(crate) text: String,
    /// What stands there if it does not come.
    pub(crate) otherwise: String,
}

/// What is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fetch {
    /// What its answer is told by.
    pub(crate) id: ArrivalId,
    /// Where it is to be found, and what is to be made of it.
    pub(crate) wanted: Wanted,
}

impl Chips {
    /// Whether nothing goes along and nothing is being read.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty() && self.arriving.is_empty()
    }

    /// Notes that something is being read; gives what is to be fetched.
    pub(crate) fn expect(&mut self, wanted: Wanted, holder: Option<Holder>) -> Fetch {
        let id = self.wait_for(wanted.called(), Some(wanted.clone()), holder);
        Fetch { id, wanted }
    }

    /// Notes that something is being read that takes the place of an attachment.
    pub(crate) fn expect_instead(&mut self, wanted: Wanted, hash: String) -> Fetch {
        let fetch = self.expect(wanted, None);
        if let Some(arriving) = self.arriving.last_mut() {
            arriving.replaces = Some(hash);
        }
        fetch
    }

    /// Notes that an attachment is read again in another form. If that fails it stays what it was.
    pub(crate) fn expect_again(
        &mut self,
        wanted: Wanted,
        was: Attached,
        holder: Option<Holder>,
    ) -> Fetch {
        let fetch = self.expect(wanted, holder);
        if let Some(arriving) = self.arriving.last_mut() {
            arriving.was = Some(was);
        }
        fetch
    }

    /// Notes that the ways to make an attachment smaller are being measured.
    pub(crate) fn expect_offer(&mut self, hash: String, ways: Vec<Making>) -> OfferId {
        self.begun += 1;
        let id = OfferId(self.begun);
        self.offer = Some(Offer::new(id, hash, ways));
        id
    }

    /// Notes that what a draft names is being read.
    pub(crate) fn expect_draft(&mut self, wanted: Vec<Wanted>) -> ArrivalId {
        let id = self.wait_for("what goes along with the draft".to_owned(), None, None);
        self.restoring = Some((id, wanted));
        id
    }

    /// Keeps what came while a draft is read, until that is there.
    pub(crate) fn keep_early(&mut self, id: ArrivalId, result: Result<Attached, NotAttached>) {
        self.early.push((id, result));
    }

    /// What a draft names is there; gives what came meanwhile.
    pub(crate) fn has_restored(&mut self) -> Vec<(ArrivalId, Result<Attached, NotAttached>)> {
        self.restoring = None;
        std::mem::take(&mut self.early)
    }

    /// Whether what a draft names is still being read.
    pub(crate) fn is_restoring(&self) -> bool {
        self.restoring.is_some()
    }

    /// Notes that it is being found out whether a text that was pasted names files.
    pub(crate) fn expect_pasted(&mut self, text: String) -> ArrivalId {
        let holder = Holder {
            otherwise: text.clone(),
            text,
        };
        self.wait_for("what was pasted".to_owned(), None, Some(holder))
    }

    /// Notes that the clipboard is being read.
    pub(crate) fn expect_clipboard(&mut self) -> ArrivalId {
        self.wait_for(CLIPBOARD.to_owned(), None, None)
    }

    /// Whether the clipboard is being read.
    pub(crate) fn expects_clipboard(&self) -> bool {
        let names = [CLIPBOARD, CLIPBOARD_OF_TERMINAL];
        let mut waits = self.arriving.iter();
        waits.any(|one| names.contains(&one.name.as_str()))
    }

    /// Notes that the clipboard which is read is that of the terminal.
    pub(crate) fn name_terminal(&mut self, id: ArrivalId) {
        let mut waits = self.arriving.iter_mut();
        if let Some(arriving) = waits.find(|other| other.id == id) {
            CLIPBOARD_OF_TERMINAL.clone_into(&mut arriving.name);
        }
    }

    /// Waits no more for the clipboard of the terminal; whether it did.
    pub(crate) fn forget_terminal(&mut self) -> bool {
        let before = self.arriving.len();
        self.arriving
            .retain(|other| other.name != CLIPBOARD_OF_TERMINAL);
        self.arriving.len() < before
    }

    /// Names something that is read for another place than the editor.
    pub(crate) fn next_id(&mut self) -> ArrivalId {
        self.begun += 1;
        ArrivalId(self.begun)
    }

    fn wait_for(
        &mut self,
        name: String,
        wanted: Option<Wanted>,
        holder: Option<Holder>,
    ) -> ArrivalId {
        let id = self.next_id();
        self.arriving.push(Arriving {
            id,
            name,
            wanted,
            replaces: None,
            was: None,
            holder,
        });
        id
    }

    /// Something has come, or not: it is waited for no more. `None` = nobody waits for it.
    pub(crate) fn arrived(&mut self, id: ArrivalId) -> Option<Arriving> {
        let at = self.arriving.iter().position(|other| other.id == id)?;
        Some(self.arriving.remove(at))
    }

    /// All that goes along, and all that may go along again: by undo, or when what was asked for in its
    /// place does not come.
    pub(crate) fn at_hand(&self) -> impl Iterator<Item = &Attached> {
        let early = self.early.iter().filter_map(|(_, come)| come.as_ref().ok());
        let before = self.exchanged.iter().map(|exchanged| &exchanged.was);
        let was = self.arriving.iter().filter_map(|one| one.was.as_ref());
        let undone = self.undone.iter().flat_map(|(_, list)| list);
        let here = self.list.iter();
        here.chain(early).chain(before).chain(was).chain(undone)
    }

    /// What brings all of them back in a later run.
    ///
    /// What is still being read is among them, first what the draft named already.
    pub(crate) fn again(&self) -> Vec<Wanted> {
        let restoring = self.restoring.iter().flat_map(|(_, wanted)| wanted.clone());
        let here = self.list.iter().map(Wanted::again);
        let coming = self.arriving.iter().filter(|one| one.replaces.is_none());
        let coming = coming.filter_map(|one| one.wanted.clone());
        let coming = coming.filter(Wanted::can_come_back);
        restoring.chain(here).chain(coming).collect()
    }

    /// A text without the words that stand for what is still being read.
    pub(crate) fn without_holders(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for holder in self.arriving.iter().filter_map(|one| one.holder.as_ref()) {
            let with_space = format!("{} ", holder.text);
            let words = if holder.otherwise.is_empty() && text.contains(&with_space) {
                &with_space
            } else {
                &holder.text
            };
            text = text.replacen(words.as_str(), &holder.otherwise, 1);
        }
        text
    }

    /// The text of an editor was undone: what lost its mark by that goes along no more, until it is
    /// redone.
    pub(crate) fn undone(&mut self, before: &str, after: &str) {
        let marked = |text: &str| -> Vec<usize> {
            let marks = marks::marks_in(text, &self.list).into_iter();
            marks.map(|mark| mark.at).collect()
        };
        let still = marked(after);
        let mut gone = marked(before);
        gone.retain(|at| !still.contains(at));
        // Others may not change their numbers, which stand in the text.
        if gone.is_empty() || still.iter().any(|at| gone.iter().any(|gone| gone < at)) {
            return;
        }
        self.undone.push((before.to_owned(), self.list.clone()));
        let mut at = 0;
        self.list.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
    }

    /// It was redone.
    pub(crate) fn redone(&mut self, after: &str) {
        let last = self.undone.pop_if(|(text, _)| text == after);
        if let Some((_, list)) = last {
            self.list = list;
        }
    }

    /// Another draft is in the editor: what was asked for before comes too late.
    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.arriving.clear();
        self.restoring = None;
        self.early.clear();
        self.offer = None;
        self.exchanged.clear();
        self.undone.clear();
    }
}
