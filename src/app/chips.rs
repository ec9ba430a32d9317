//! What goes along with the message that is being written, and what is still being read for it.

use std::path::PathBuf;
use std::sync::Arc;

use super::smaller::{Exchanged, Offer, OfferId};
use crate::chat::attached::smaller::Making;
use crate::chat::attached::{Attached, Kind, Source, marks};
use crate::chat::content::Cited;

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

/// Something that goes along, as a draft names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Where it is to be found.
    pub(crate) from: From,
    /// What the user calls it; `None` = as its file is called.
    pub(crate) name: Option<String>,
    /// What it becomes.
    pub(crate) form: Form,
    /// What its kind is called, where that is known already.
    pub(crate) title: Option<&'static str>,
}

/// Where an attachment is to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum From {
    /// In a file of the user's.
    File(PathBuf),
    /// In a file that outcrop made for it, beside the drafts.
    Kept(PathBuf),
    /// In the conversation, by its hash.
    Conversation(String),
    /// It is this text.
    Text(Arc<str>),
    /// On the clipboard.
    Clipboard,
    /// In a bucket that the service reads.
    S3 {
        /// `s3://bucket/key`.
        uri: String,
        /// The account that owns the bucket, if it is another one.
        owner: Option<String>,
    },
}

/// What is made of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Form {
    /// What it is by its content.
    #[default]
    Found,
    /// A document whose passages are cited.
    Cited,
    /// Part of the message's text.
    Text,
    /// The first picture of an animated one.
    Still,
    /// A picture that was made smaller.
    Smaller(Making),
}

/// Why something was not attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotAttached {
    /// A sentence that names it, says what is wrong, and what to do.
    pub(crate) why: String,
    /// Whether anything was there.
    pub(crate) found: Found,
}

/// Whether there was anything to attach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Something that cannot go along.
    Unfit,
    /// A picture that moves, of which the first one can go along.
    Animated,
    /// Nothing: it may never have been meant as an attachment.
    Nothing,
}

impl NotAttached {
    /// Something is there and cannot go along.
    pub(crate) fn unfit(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            found: Found::Unfit,
        }
    }

    /// A picture moves.
    pub(crate) fn animated(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            found: Found::Animated,
        }
    }

    /// There is nothing.
    pub(crate) fn nothing(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            found: Found::Nothing,
        }
    }
}

impl Wanted {
    /// A file, as it is.
    pub(crate) fn file(path: PathBuf) -> Self {
        Self {
            from: From::File(path),
            name: None,
            form: Form::Found,
            title: None,
        }
    }

    /// What brings an attachment back in a later run.
    pub(crate) fn again(attached: &Attached) -> Self {
        let from = match &attached.source {
            Source::File(path) => From::File(path.clone()),
            Source::Kept(path) => From::Kept(path.clone()),
            Source::Conversation => From::Conversation(attached.hash.clone()),
            Source::Text(text) => From::Text(Arc::clone(text)),
            Source::S3 { uri, owner } => From::S3 {
                uri: uri.clone(),
                owner: owner.clone(),
            },
        };
        let form = match &attached.kind {
            Kind::Text(_) => Form::Text,
            Kind::Document {
                cited: Cited::On, ..
            } => Form::Cited,
            Kind::Document { .. } | Kind::Picture { .. } | Kind::Video(_) | Kind::Audio(_) => {
                Form::Found
            }
        };
        Self {
            from,
            name: Some(attached.name.clone()),
            form,
            title: Some(attached.kind.title()),
        }
    }

    /// What it is called until more is known.
    pub(crate) fn called(&self) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let of_path = |path: &PathBuf| {
            let name = path.file_name();
            name.map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            )
        };
        match &self.from {
            From::File(path) | From::Kept(path) => of_path(path),
            From::Conversation(_) => "an attachment of the conversation".to_owned(),
            From::Text(text) => format!("pasted text, {} lines", text.lines().count()),
            From::Clipboard => CLIPBOARD.to_owned(),
            From::S3 { uri, .. } => uri.rsplit('/').next().unwrap_or(uri).to_owned(),
        }
    }
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

    /// Notes that the ways to make an attachment smaller are being measured.
    pub(crate) fn expect_offer(&mut self, hash: String, ways: Vec<Making>) -> OfferId {
        self.begun += 1;
        let id = OfferId(self.begun);
        self.offer = Some(Offer::new(id, hash, ways));
        id
    }

    /// Notes that what a draft names is being read.
    pub(crate) fn expect_draft(&mut self) -> ArrivalId {
        self.wait_for("what goes along with the draft".to_owned(), None, None)
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
            holder,
        });
        id
    }

    /// Something has come, or not: it is waited for no more. `None` = nobody waits for it.
    pub(crate) fn arrived(&mut self, id: ArrivalId) -> Option<Arriving> {
        let at = self.arriving.iter().position(|other| other.id == id)?;
        Some(self.arriving.remove(at))
    }

    /// What brings all of them back in a later run.
    pub(crate) fn again(&self) -> Vec<Wanted> {
        self.list.iter().map(Wanted::again).collect()
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
        self.offer = None;
        self.exchanged.clear();
        self.undone.clear();
    }
}
