//! What a form cannot hold.

use super::{Format, Section, Subject, attachments_of, sections};
use crate::chat::content::ContentBlock;
use crate::chat::ids::MessageId;
use crate::chat::message::Message;

/// What of the exported part is not in a text, a thing each. Empty = everything is.
pub(crate) fn lost(subject: &Subject<'_>, format: Format) -> Vec<String> {
    let sections = sections(subject.conversation, subject.what);
    let messages = all(subject, &sections);
    let mut lost = Vec::new();
    let mut tell = |count: usize, one: &str, many: &str| {
        if let Some(text) = counted(count, one, many) {
            lost.push(text);
        }
    };
    let pictures = count(&messages, |block| {
        let mut found = attachments_of(block).into_iter();
        let gone = |(hash, media): (String, String)| {
            let there = format == Format::Html && subject.attachments.get(&hash).is_ok();
            media.starts_with("image/") && !there
        };
        found.any(gone)
    });
    tell(
        pictures,
        "the bytes of a picture",
        "the bytes of {} pictures",
    );
    let documents = count(&messages, |block| {
        matches!(block, ContentBlock::Document { .. })
    });
    let many = "the bytes of {} documents";
    tell(documents, "the bytes of a document", many);
    let signed = count(&messages, |block| {
        matches!(
            block,
            ContentBlock::Redacted(_)
                | ContentBlock::Reasoning {
                    signature: Some(_),
                    ..
                }
        )
    });
    let one = "what the service needs to take back a thought: its signature or encrypted form";
    let many = "what the service needs to take back {} thoughts: signatures and encrypted forms";
    tell(signed, one, many);
    let replies = messages.iter().filter(|it| it.generation.is_some()).count();
    let one = "how the reply came: its pieces with their times, and what was tried";
    let many = "how {} replies came: their pieces with their times, and what was tried";
    tell(replies, one, many);
    lost.extend(votes(subject));
    lost.extend(kept_back(subject, &sections));
    lost
}

/// How many messages of the conversation are not in these sections.
fn kept_back(subject: &Subject<'_>, sections: &[Section]) -> Option<String> {
    let mut shown: Vec<MessageId> = sections.iter().flat_map(|it| it.messages.clone()).collect();
    shown.sort_unstable();
    shown.dedup();
    let count = subject.conversation.len().saturating_sub(shown.len());
    let one = "a message of another branch, of another lane or in the trash";
    let many = "{} messages of other branches, of other lanes or in the trash";
    counted(count, one, many)
}

/// What the body of a request has no place for, beside what its wire leaves out: all but the path
/// between two messages, and what is known of it.
pub(crate) fn lost_of_body(
    subject: &Subject<'_>,
    (from, to): (MessageId, MessageId),
) -> Vec<String> {
    let conversation = subject.conversation;
    let path = conversation.path_to(Some(to));
    let messages: Vec<MessageId> = path.into_iter().filter(|id| *id >= from).collect();
    let section = Section {
        heading: None,
        messages,
    };
    let mut gone = Vec::new();
    let lane = subject.what.lane(conversation);
    if let Some(lane) = lane {
        let out = section.messages.iter();
        let out = out
            .filter(|id| conversation.is_left_out(**id, lane))
            .count();
        let one = "a message that is left out of the context";
        let many = "{} messages that are left out of the context";
        gone.extend(counted(out, one, many));
    }
    let settings = lane.and_then(|lane| conversation.lane(lane));
    if let Some(model) = settings.and_then(|lane| lane.settings.model.as_ref()) {
        let id = model.route.id();
        gone.push(format!(
            "the model, which stands in the address of a request: {id}"
        ));
    }
    if conversation.title().is_some() {
        gone.push("the title".to_owned());
    }
    gone.extend(votes(subject));
    gone.push("dates, tokens, costs, and how the replies came".to_owned());
    gone.extend(kept_back(subject, &[section]));
    gone
}

fn votes(subject: &Subject<'_>) -> Option<String> {
    let count = subject.conversation.votes().len();
    counted(count, "the vote on a turn", "the votes on {} turns")
}

fn all<'a>(subject: &Subject<'a>, sections: &[Section]) -> Vec<&'a Message> {
    let mut ids: Vec<MessageId> = sections.iter().flat_map(|it| it.messages.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    let conversation = subject.conversation;
    let found = ids.into_iter();
    found.filter_map(|id| conversation.message(id)).collect()
}

fn count(messages: &[&Message], is: impl Fn(&ContentBlock) -> bool) -> usize {
    let blocks = messages.iter().flat_map(|message| &message.content);
    blocks.filter(|block| is(block)).count()
}

/// `{}` in `many` is the number.
fn counted(count: usize, one: &str, many: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(one.to_owned()),
        _ => Some(many.replace("{}", &count.to_string())),
    }
}
