//! Exports: a conversation in another form, for the screen and for the command line alike.

use std::path::Path;

use super::blobs::Blobs;
use super::event::{Event, expand};
use super::tasks::Tasks;
use crate::app::export::{ExportOrder, Exported, NotExported};
use crate::app::msg::Msg;
use crate::bedrock::wires;
use crate::chat::abilities::AbilityTable;
use crate::chat::attachment::Attachments;
use crate::chat::carried;
use crate::chat::catalog::ModelId;
use crate::chat::content::ContentBlock;
use crate::chat::conversation::{Conversation, Included};
use crate::chat::export::html::Look;
use crate::chat::export::{self, Format, Subject, What};
use crate::chat::ids::{LaneId, MessageId};
use crate::chat::json::Value;
use crate::chat::progress::{Monitor, Stopped};
use crate::chat::record::Record;
use crate::chat::request::{Form, Request};
use crate::chat::settings::{ModelChoice, Route, Wire};
use crate::chat::time::Wall;
use crate::store::fork::Fork;
use crate::store::{export as copies, load};

/// Headers that every call has.
const USUAL: [&str; 3] = ["content-type", "accept", "x-amzn-bedrock-accept"];

/// A conversation to export, and what is needed for it.
pub(crate) struct Source<'a> {
    /// The conversation.
    pub(crate) conversation: &'a Conversation,
    /// Its file, for copies of its records.
    pub(crate) file: &'a Path,
    /// The bytes of its attachments.
    pub(crate) blobs: &'a Blobs,
    /// Prices, and how models differ.
    pub(crate) table: &'a AbilityTable,
    /// The colours of a page.
    pub(crate) look: &'a Look,
    /// When the export is made.
    pub(crate) at: Wall,
    /// Whoever waits for it.
    pub(crate) monitor: &'a dyn Monitor,
}

/// An export.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Made {
    /// What goes into the file.
    pub(crate) bytes: Vec<u8>,
    /// What of the exported part is not in it, a thing each.
    pub(crate) lost: Vec<String>,
}

/// Makes an export. Reads the file for attachments and copies.
///
/// # Errors
/// Why there is none, in a sentence.
pub(crate) fn made(source: &Source<'_>, what: What, format: Format) -> Result<Made, String> {
    match format {
        Format::Markdown | Format::Html | Format::Text => {
            text(source, what, format).map_err(|why| why.to_string())
        }
        Format::Converse => body(source, what, Wire::Converse),
        Format::Messages => body(source, what, Wire::Messages),
        Format::Native => native(source, what),
    }
}

fn text(source: &Source<'_>, what: What, format: Format) -> Result<Made, Stopped> {
    let conversation = source.conversation;
    let attachments = match format {
        Format::Html => source.blobs.of_blocks(shown(conversation, what)),
        _ => Attachments::default(),
    };
    let subject = Subject {
        conversation,
        what,
        table: source.table,
        attachments: &attachments,
        monitor: source.monitor,
    };
    let text = match format {
        Format::Html => export::html(&subject, source.look),
        Format::Text => export::text(&subject),
        _ => export::markdown(&subject),
    };
    Ok(Made {
        bytes: text?.into_bytes(),
        lost: export::lost(&subject, format),
    })
}

/// The blocks of all messages of a part.
fn shown(conversation: &Conversation, what: What) -> impl Iterator<Item = &ContentBlock> {
    let sections = export::sections(conversation, what);
    let ids = sections.into_iter().flat_map(|section| section.messages);
    let messages = ids.filter_map(|id| conversation.message(id));
    messages.flat_map(|message| &message.content)
}

/// The body of the request that goes on from the end of a path.
fn body(source: &Source<'_>, what: What, wire: Wire) -> Result<Made, String> {
    let conversation = source.conversation;
    let nothing = || "there is nothing in it that can be sent".to_owned();
    let ends = what.ends(conversation).ok_or_else(nothing)?;
    let lane = what.lane(conversation).ok_or_else(nothing)?;
    let cut = cut(conversation, ends.0);
    let cut = cut.as_ref().unwrap_or(conversation);
    let request = request(cut, lane, ends.1, (wire, source.table)).ok_or_else(nothing)?;
    let attachments = source.blobs.of_request(&request);
    let call = wires::call(&request, &attachments).map_err(|error| error.to_string())?;
    let subject = Subject {
        conversation,
        what,
        table: source.table,
        attachments: &attachments,
        monitor: source.monitor,
    };
    let left = carried::left_out(&request).into_iter();
    let mut lost: Vec<String> = left.map(|left| left.what).collect();
    let headers = call.headers.iter();
    let headers = headers.filter(|(name, _)| !USUAL.contains(name));
    lost.extend(headers.map(|(name, value)| format!("the header {name}: {value}")));
    lost.extend(export::lost_of_body(&subject, ends));
    let mut body = match Value::parse(&call.body) {
        Ok(value) => value.pretty(),
        Err(_) => call.body,
    };
    body.push('\n');
    Ok(Made {
        bytes: body.into_bytes(),
        lost,
    })
}

fn request(
    conversation: &Conversation,
    lane: LaneId,
    last: MessageId,
    (wire, table): (Wire, &AbilityTable),
) -> Option<Request> {
    let mut settings = conversation.lane(lane)?.settings.clone();
    settings.wire = wire;
    if settings.model.is_none() {
        // It does not stand in a body; only its abilities shape it, and nothing is known of them.
        settings.model = Some(ModelChoice {
            model: ModelId::new("unknown")?,
            name: "unknown".to_owned(),
            route: Route::Typed("unknown".to_owned()),
        });
    }
    let mut request = Request::new(conversation, lane, settings, last)?;
    request.form = Form::of(&table.of(&request.model.model));
    Some(request)
}

/// The conversation with everything before a message left out; `None` if nothing is before it.
fn cut(conversation: &Conversation, first: MessageId) -> Option<Conversation> {
    let before = conversation.path_to(Some(first));
    let (_, before) = before.split_last()?;
    let mut cut = (!before.is_empty()).then(|| conversation.clone())?;
    for message in before {
        let leave_out = Record::Context {
            message: *message,
            lane: None,
            included: Included::No,
        };
        let entry = cut.entry(leave_out, Wall(0), None);
        cut.apply(&entry);
    }
    Some(cut)
}

/// Records as they are: all of them, or those of a path.
fn native(source: &Source<'_>, what: What) -> Result<Made, String> {
    let conversation = source.conversation;
    let bytes = load::content("read", source.file).map_err(|error| error.to_string())?;
    let (What::Path(lane) | What::Branch(lane, _)) = what else {
        let records = copies::records(&bytes, source.monitor);
        let (bytes, bad) = records.map_err(|why| why.to_string())?;
        let lost = (bad > 0).then(|| format!("{bad} lines that are no records"));
        return Ok(Made {
            bytes,
            lost: lost.into_iter().collect(),
        });
    };
    let nothing = || "there is no message yet".to_owned();
    let (_, message) = what.ends(conversation).ok_or_else(nothing)?;
    let fork = Fork {
        id: super::files::draw_id().map_err(|error| error.to_string())?,
        message,
        lane,
        waiting: Vec::new(),
        at: source.at,
    };
    let bytes = copies::path(&bytes, &fork, source.monitor)?;
    let kept = conversation.path_to(Some(message)).len();
    let others = conversation.len().saturating_sub(kept);
    let lost = (others > 0).then(|| {
        format!("{others} messages beside the path, as far as none of it is made of them")
    });
    Ok(Made {
        bytes,
        lost: lost.into_iter().collect(),
    })
}

/// Makes an export of what is on the screen, in a task.
pub(super) fn start(tasks: &mut Tasks, order: ExportOrder, look: Look, at: Wall) {
    let (blobs, ticket) = (tasks.blobs.clone(), tasks.tickets.ticket());
    tasks.aside_to_the_end(move || {
        let path = expand(order.path.clone());
        let result = carry_out((&order, &ticket), &path, (&blobs, &look, at));
        // A file that was written before it could be stopped is told of.
        if result.is_err() && ticket.is_given_up() {
            return None;
        }
        Some(Event::Core(Msg::Exported(result.map_err(|why| {
            NotExported {
                what: order.what,
                format: order.format,
                path: order.path,
                why,
            }
        }))))
    });
}

fn carry_out(
    (order, monitor): (&ExportOrder, &dyn Monitor),
    path: &Path,
    (blobs, look, at): (&Blobs, &Look, Wall),
) -> Result<Exported, String> {
    let source = Source {
        conversation: &order.conversation,
        file: &order.file,
        blobs,
        table: &order.table,
        look,
        at,
        monitor,
    };
    let made = made(&source, order.what, order.format)?;
    monitor.go_on().map_err(|why| why.to_string())?;
    copies::write_new(path, &made.bytes)?;
    Ok(Exported {
        path: path.to_owned(),
        size: made.bytes.len() as u64,
        lost: made.lost,
    })
}
