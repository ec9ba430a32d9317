//! What comes out for any conversation.

use std::sync::Arc;

use proptest::prelude::*;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};

use super::html::{Colours, Look, html};
use super::markdown::{contained, options};
use super::{Format, Subject, What, lost, lost_of_body, markdown, sections, text};
use crate::chat::abilities::AbilityTable;
use crate::chat::attachment::{Attachment, Attachments};
use crate::chat::content::{Cited, ContentBlock, Json, ToolUse};
use crate::chat::conversation::{Conversation, Hidden};
use crate::chat::ids::{ConversationId, LaneId, MessageId, Number};
use crate::chat::message::Role;
use crate::chat::progress::Patient;
use crate::chat::progress::tests::Clerk;
use crate::chat::record::{Blob, Body, FORMAT_BY, Header, Record, TitleBy, VERSION};
use crate::chat::settings::Settings;
use crate::chat::time::Wall;

const LANE: LaneId = LaneId(2);

/// A conversation with a lane and nothing in it.
fn empty(system: &str) -> Conversation {
    let id = ConversationId::from_random([1; 6]);
    let mut conversation = Conversation::new(id.clone());
    let header = Header {
        version: VERSION,
        id,
        by: "outcrop".to_owned(),
        origin: None,
    };
    let settings = Settings {
        system: system.to_owned(),
        ..Settings::default()
    };
    push(&mut conversation, Record::Header(header));
    let lane = Record::Lane {
        parent: None,
        settings,
        index: 0,
        name: None,
    };
    push(&mut conversation, lane);
    conversation
}

fn push(conversation: &mut Conversation, record: Record) -> Number {
    let entry = conversation.entry(record, Wall(1_795_246_345_678), None);
    conversation.apply(&entry);
    entry.n
}

/// Adds a message, which the lane then shows.
fn say(
    conversation: &mut Conversation,
    parent: Option<MessageId>,
    role: Role,
    content: Vec<ContentBlock>,
) -> MessageId {
    let record = Record::Message {
        parent,
        role,
        turn: None,
        case: None,
        body: Body::New(content),
    };
    let id = MessageId(push(conversation, record).0);
    let leaf = Record::Leaf {
        lane: LANE,
        message: Some(id),
    };
    push(conversation, leaf);
    id
}

fn words(text: &str) -> Vec<ContentBlock> {
    vec![ContentBlock::Text(text.to_owned())]
}

fn colours() -> Colours {
    let grey = || "#888888".to_owned();
    Colours {
        text: grey(),
        back: grey(),
        faint: grey(),
        user: grey(),
        assistant: grey(),
        tool: grey(),
        heading: grey(),
        code: grey(),
        link: grey(),
        rule: grey(),
    }
}

/// Lends a conversation to an export.
fn with<T>(conversation: &Conversation, what: What, then: impl Fn(&Subject<'_>) -> T) -> T {
    let mut attachments = Attachments::default();
    let picture = Attachment {
        media: "image/png".to_owned(),
        bytes: Arc::from(&b"png"[..]),
    };
    attachments.insert("sha256:aa".to_owned(), picture);
    then(&Subject {
        conversation,
        what,
        table: &AbilityTable::default(),
        attachments: &attachments,
        monitor: &Patient,
    })
}

fn page(conversation: &Conversation, what: What) -> String {
    let look = Look {
        light: colours(),
        dark: colours(),
    };
    with(conversation, what, |subject| html(subject, &look)).unwrap()
}

/// Words as people, models and attackers write them.
fn wording() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~\n]{0,12}",
        any::<String>(),
        prop::sample::select(vec![
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "</style><script>",
            "[a](javascript:alert(1))",
            "![a](https://x/y.png \"t\")",
            "<javascript:alert(1)>",
            "[b]: javascript:alert(1)\n",
            "[a][b]",
            "https://a.b/\"onclick=\"x",
            "<a href='javascript:x'>",
            "```",
            "````",
            "~~~ info\n",
            "<!--",
            "<pre>",
            "<?php",
            "<![CDATA[",
            "- list\n  ```\n",
            "> quote\n",
            "| a | b |\n|--:|:-:|\n| 1 | 2 |\n",
            "&lt;script&gt;",
            "\u{1b}]0;x\u{7}",
            "---\n",
            "# heading\n",
            "\n\n",
            "    indented\n",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn block() -> impl Strategy<Value = ContentBlock> {
    let word = || wording();
    prop_oneof![
        4 => word().prop_map(ContentBlock::Text),
        1 => (word(), any::<bool>()).prop_map(|(format, known)| ContentBlock::Image {
            hash: if known { "sha256:aa" } else { "sha256:bb" }.to_owned(),
            format,
        }),
        1 => (word(), word()).prop_map(|(name, format)| ContentBlock::Document {
            hash: "sha256:cc".to_owned(),
            format,
            name,
            cited: Cited::Off,
        }),
        1 => (word(), word(), word()).prop_map(|(id, name, input)| {
            ContentBlock::ToolUse(ToolUse { id, name, input })
        }),
        1 => (word(), word(), prop::option::of(word())).prop_map(|(id, content, status)| {
            ContentBlock::ToolResult { id, status, content: Json(content) }
        }),
        1 => word().prop_map(|text| ContentBlock::Reasoning { text, signature: None }),
        1 => word().prop_map(ContentBlock::Redacted),
        1 => Just(ContentBlock::CachePoint),
        1 => (word(), word()).prop_map(|(wire, json)| ContentBlock::Unknown {
            wire,
            json: Json(json),
        }),
    ]
}

/// A conversation of messages one after the other, and one beside the second.
fn conversation() -> impl Strategy<Value = Conversation> {
    let contents = prop::collection::vec(prop::collection::vec(block(), 0..4), 1..4);
    (contents, wording(), wording()).prop_map(|(contents, title, system)| {
        let mut made = empty(&system);
        let by = TitleBy::Hand;
        push(
            &mut made,
            Record::Title {
                text: title.clone(),
                by,
            },
        );
        push(
            &mut made,
            Record::Blob(Blob {
                hash: "sha256:aa".to_owned(),
                media: "image/png".to_owned(),
                size: 3,
                name: Some(title),
                pixels: None,
            }),
        );
        let mut parent = None;
        for (at, content) in contents.into_iter().enumerate() {
            let role = if at % 2 == 0 {
                Role::User
            } else {
                Role::Assistant
            };
            if at == 1 {
                say(&mut made, parent, role, content.clone());
            }
            parent = Some(say(&mut made, parent, role, content));
        }
        made
    })
}

/// The tags of a page, without their brackets. Text has no brackets.
fn tags(page: &str) -> Vec<&str> {
    let pieces = page.split('<').skip(1);
    pieces
        .map(|piece| piece.split_once('>').expect("a tag ends").0)
        .collect()
}

/// Checks one tag: a known element with known attributes.
fn check_tag(tag: &str) -> Result<(), TestCaseError> {
    const ELEMENTS: &str = " !DOCTYPE html head meta title style body header main section article \
        h1 h2 h3 h4 h5 h6 p a br hr em strong del code pre ul ol li table thead tbody tr td div \
        blockquote details summary img ";
    const ATTRIBUTES: &str = " lang charset http-equiv content name dir class id href rel start open \
        alt src html ";
    let (name, rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let name = name.trim_start_matches('/');
    prop_assert!(ELEMENTS.contains(&format!(" {name} ")), "{tag}");
    // Values are in double quotes, and none has one inside.
    for (at, part) in rest.split('"').enumerate() {
        if at % 2 == 1 {
            continue;
        }
        for attribute in part.split_whitespace() {
            let attribute = attribute.trim_end_matches('=');
            prop_assert!(
                ATTRIBUTES.contains(&format!(" {attribute} ")),
                "{attribute} of {tag}"
            );
        }
    }
    if let Some((_, to)) = rest.split_once("href=\"") {
        let to = to.to_ascii_lowercase();
        let leads = ["http://", "https://", "mailto:"];
        prop_assert!(leads.into_iter().any(|with| to.starts_with(with)), "{tag}");
    }
    if let Some((_, from)) = rest.split_once("src=\"") {
        prop_assert!(from.starts_with("data:image/png;base64,"), "{tag}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_page_holds_nothing_but_known_tags(conversation in conversation(), tree in any::<bool>()) {
        let what = if tree { What::Tree } else { What::Path(LANE) };
        let page = page(&conversation, what);
        for tag in tags(&page) {
            check_tag(tag)?;
        }
        prop_assert!(!page.to_ascii_lowercase().contains("<script"));
        let plain = |c: char| !c.is_control() || c == '\n' || c == '\t';
        prop_assert!(page.chars().all(plain));
    }

    #[test]
    fn every_message_of_the_markdown_has_its_heading(conversation in conversation()) {
        let out = with(&conversation, What::Tree, markdown).unwrap();
        let body = out.split_once("\n---\n").expect("front matter ends").1;
        let found = message_headings(body);
        let mut wanted: Vec<u64> = conversation.messages().map(|message| message.id.0).collect();
        wanted.sort_unstable();
        let mut told: Vec<u64> = found.into_iter().filter(|id| wanted.contains(id)).collect();
        told.sort_unstable();
        prop_assert_eq!(told, wanted, "{}", out);
    }

    #[test]
    fn words_stay_as_they_are_where_they_end_by_themselves(text in "[a-z \n]{0,40}") {
        prop_assert_eq!(contained(&text), text);
    }

    #[test]
    fn plain_text_has_all_words(word in "[a-z]{1,20}", conversation in conversation()) {
        let mut conversation = conversation;
        say(&mut conversation, None, Role::User, words(&word));
        let out = with(&conversation, What::Tree, text).unwrap();
        prop_assert!(out.contains(&word));
        prop_assert!(out.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'));
    }
}

/// The numbers of messages whose heading stands outside of everything.
fn message_headings(body: &str) -> Vec<u64> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut is_heading = false;
    for event in Parser::new_ext(body, options()) {
        if let Event::Start(Tag::Heading { level, .. }) = &event {
            is_heading = depth == 0 && *level == HeadingLevel::H2;
        }
        if let Event::Start(_) = event {
            depth += 1;
        } else if let Event::End(_) = event {
            depth -= 1;
        } else if let Event::Text(text) = event
            && depth == 2
            && is_heading
        {
            let digits = text
                .strip_prefix("message ")
                .and_then(|rest| rest.split(' ').next());
            if let Some(number) = digits.and_then(|digits| digits.parse().ok()) {
                found.push(number);
                is_heading = false;
            }
        }
    }
    found
}

#[test]
fn a_path_is_told_with_settings_and_words() {
    let mut conversation = empty("Be brief.");
    let first = say(
        &mut conversation,
        None,
        Role::User,
        words("What is *this*?"),
    );
    say(
        &mut conversation,
        Some(first),
        Role::Assistant,
        words("```rust\nfn f() {"),
    );
    let unversioned = |text: String| text.replace(FORMAT_BY, "outcrop");
    let out = with(&conversation, What::Path(LANE), markdown).unwrap();
    insta::assert_snapshot!("markdown", unversioned(out));
    let out = with(&conversation, What::Path(LANE), text).unwrap();
    insta::assert_snapshot!("text", out);
    let page = page(&conversation, What::Path(LANE));
    insta::assert_snapshot!("html", unversioned(page));
}

#[test]
fn a_tree_has_each_message_once_and_tells_where_paths_part() {
    let mut conversation = empty("");
    let question = say(&mut conversation, None, Role::User, words("q"));
    let reply = say(
        &mut conversation,
        Some(question),
        Role::Assistant,
        words("a"),
    );
    let more = say(&mut conversation, Some(reply), Role::User, words("more"));
    let other = say(
        &mut conversation,
        Some(question),
        Role::Assistant,
        words("b"),
    );
    let hidden = say(&mut conversation, Some(other), Role::User, words("hidden"));
    push(&mut conversation, Record::Trash(hidden, Hidden::Yes));
    let tree = sections(&conversation, What::Tree);
    assert_eq!(tree.len(), 2);
    assert_eq!(tree[0].messages, [question, reply, more]);
    assert_eq!(tree[1].messages, [other]);
    let heading = format!("Version 2 of 2, after message {}", question.0);
    assert_eq!(tree[1].heading.as_deref(), Some(heading.as_str()));
    let branch = sections(&conversation, What::Branch(LANE, reply));
    assert_eq!(branch[0].messages, [reply, more]);
    let left = with(&conversation, What::Tree, |subject| {
        lost(subject, Format::Text)
    });
    assert_eq!(
        left,
        ["a message of another branch, of another lane or in the trash"]
    );
    let ends = What::Branch(LANE, reply).ends(&conversation);
    assert_eq!(ends, Some((reply, more)));
    let left = with(&conversation, What::Branch(LANE, reply), |subject| {
        lost_of_body(subject, (reply, more))
    });
    assert!(
        left.contains(&"3 messages of other branches, of other lanes or in the trash".to_owned()),
        "{left:?}"
    );
}

#[test]
fn a_conversation_deeper_than_the_stack_is_told() {
    let mut conversation = empty("");
    let mut parent = None;
    for _ in 0..20_000 {
        let record = Record::Message {
            parent,
            role: Role::User,
            turn: None,
            case: None,
            body: Body::New(words("x")),
        };
        parent = Some(MessageId(push(&mut conversation, record).0));
    }
    let tree = sections(&conversation, What::Tree);
    assert_eq!((tree.len(), tree[0].messages.len()), (1, 20_000));
}

#[test]
fn pictures_are_inside_of_a_page_and_named_elsewhere() {
    let mut conversation = empty("");
    let picture = ContentBlock::Image {
        hash: "sha256:aa".to_owned(),
        format: "png".to_owned(),
    };
    let result = ContentBlock::ToolResult {
        id: "t".to_owned(),
        status: None,
        content: Json(r#"[{"image":{"hash":"sha256:aa","format":"png"}}]"#.to_owned()),
    };
    say(&mut conversation, None, Role::User, vec![picture, result]);
    let page = page(&conversation, What::Path(LANE));
    assert_eq!(
        page.matches("src=\"data:image/png;base64,cG5n\"").count(),
        2
    );
    let left = |format| {
        with(&conversation, What::Path(LANE), |subject| {
            lost(subject, format)
        })
    };
    assert_eq!(left(Format::Html), Vec::<String>::new());
    assert_eq!(left(Format::Markdown), ["the bytes of 2 pictures"]);
}

#[test]
fn forms_are_told_by_the_name_of_the_file() {
    for format in Format::ALL {
        assert_eq!(
            Format::of_name(&format!("a{}", format.ending())),
            Some(format)
        );
    }
    assert_eq!(Format::of_name("A.JSON"), Some(Format::Converse));
    assert_eq!(Format::of_name("a.pdf"), None);
}

#[test]
fn messages_are_counted_until_nobody_waits() {
    let mut conversation = empty("");
    let mut parent = None;
    for text in ["one", "two", "three"] {
        parent = Some(say(&mut conversation, parent, Role::User, words(text)));
    }
    let look = Look {
        light: colours(),
        dark: colours(),
    };
    let made = |clerk: &Clerk| {
        let subject = Subject {
            conversation: &conversation,
            what: What::Tree,
            table: &AbilityTable::default(),
            attachments: &Attachments::default(),
            monitor: clerk,
        };
        [html(&subject, &look), markdown(&subject), text(&subject)]
    };
    let clerk = Clerk::patient();
    assert!(made(&clerk).iter().all(Result::is_ok));
    let steps: Vec<String> = (0..=3).map(|no| format!("{no} of 3 messages")).collect();
    assert_eq!(clerk.told(), [&steps[..], &steps, &steps].concat());
    let clerk = Clerk::until(2);
    assert!(made(&clerk).iter().all(Result::is_err));
}
