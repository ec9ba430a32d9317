//! Scripts: conversations to text and back.

use proptest::prelude::*;

use super::print::print_body;
use super::*;
use crate::chat::content::{Cited, Json, ToolUse};
use crate::chat::conversation::Conversation;
use crate::chat::ids::{ConversationId, Number};
use crate::chat::message::Message;
use crate::chat::record::{Entry, Record};
use crate::chat::time::Wall;

fn text(said: &str) -> ContentBlock {
    ContentBlock::Text(said.to_owned())
}

fn picture() -> ContentBlock {
    ContentBlock::Image {
        hash: format!("sha256:{}", "ab".repeat(32)),
        format: "png".to_owned(),
    }
}

fn thinking() -> ContentBlock {
    ContentBlock::Reasoning {
        text: "granite?".to_owned(),
        signature: Some("signed".to_owned()),
    }
}

fn call(name: &str) -> ContentBlock {
    ContentBlock::ToolUse(ToolUse {
        id: "call-1".to_owned(),
        name: name.to_owned(),
        input: "{}".to_owned(),
    })
}

/// Messages in a row, the first with the number 10; user and assistant by turns.
fn conversation(contents: Vec<Vec<ContentBlock>>) -> Conversation {
    let mut conversation = Conversation::new(ConversationId::from_random([1; 6]));
    let mut parent = None;
    for (at, content) in contents.into_iter().enumerate() {
        let n = 10 + at as u64;
        let role = [Role::User, Role::Assistant][at % 2];
        conversation.apply(&Entry {
            n: Number(n),
            at: Wall(0),
            act: Number(n),
            record: Record::Message {
                parent,
                role,
                turn: None,
                case: None,
                body: crate::chat::record::Body::New(content),
            },
        });
        parent = Some(MessageId(n));
    }
    conversation
}

fn messages(conversation: &Conversation) -> Vec<&Message> {
    let path = conversation.path_to(conversation.newest());
    let message = |id: MessageId| conversation.message(id).unwrap();
    path.into_iter().map(message).collect()
}

/// Two messages: a question with a picture, and a reply with a thought.
fn rocks() -> Conversation {
    conversation(vec![
        vec![picture(), text("What is this?")],
        vec![thinking(), text("# Gneiss\n\nIt is banded."), text("See?")],
    ])
}

fn printed(conversation: &Conversation) -> String {
    print("You are a geologist.", &messages(conversation))
}

#[test]
fn a_conversation_is_printed_so_that_a_person_can_read_it() {
    insta::assert_snapshot!(printed(&rocks()), @r"
    <!-- Edit, add, remove or move parts: # system, # user, # assistant. -->
    <!-- {#12} names the message that a part is made from; a new one has none. -->
    <!-- (block:0) stands for what is no text. A \ before a line makes it text. -->

    # system

    You are a geologist.

    # user {#10}

    ![png](block:0)

    What is this?

    # assistant {#11}

    [thinking](block:0)

    # Gneiss

    It is banded.

    [next text](block:next)

    See?
    ");
}

#[test]
fn what_was_printed_is_unchanged_when_it_comes_back() {
    let rocks = rocks();
    let checked = parse(&printed(&rocks)).unwrap().check(&rocks).unwrap();
    assert_eq!(checked.system, "You are a geologist.");
    assert_eq!(checked.parts.len(), 2);
    for (part, message) in checked.parts.iter().zip(messages(&rocks)) {
        assert!(part.is_unchanged);
        assert_eq!(part.content, message.content);
    }
}

#[test]
fn parts_are_edited_added_removed_and_moved() {
    let rocks = rocks();
    let script = "# User\n\nWhich rock?\n# assistant {#11}\n\n\nSee!\n\n[thinking](block:0)\n";
    let checked = parse(script).unwrap().check(&rocks).unwrap();
    assert_eq!(checked.system, "");
    let [new, changed] = &checked.parts[..] else {
        panic!("{checked:?}");
    };
    assert_eq!((new.role, new.origin), (Role::User, None));
    assert_eq!(new.content, [text("Which rock?")]);
    assert_eq!(changed.origin, Some(MessageId(11)));
    assert_eq!(changed.content, [text("See!"), thinking()]);
    assert!(!changed.is_unchanged);
}

#[test]
fn another_role_is_a_change() {
    let rocks = rocks();
    let swapped = printed(&rocks).replace("# assistant {#11}", "# user {#11}");
    let checked = parse(&swapped).unwrap().check(&rocks).unwrap();
    assert!(checked.parts[0].is_unchanged && !checked.parts[1].is_unchanged);
    assert_eq!(checked.parts[1].content, messages(&rocks)[1].content);
}

#[test]
fn a_plain_text_is_its_own_script() {
    for plain in [
        "hello",
        "# A heading\n\n\n- and a list",
        "\\frac{1}{2}\n  indented",
        "# system prompt\n# user guide\n## user\n#user",
        "[a link](https://example.org)",
        "<!-- a comment -->",
    ] {
        assert_eq!(print_body(&[text(plain)]), plain);
    }
}

#[test]
fn what_would_mean_something_gets_a_backslash() {
    for (line, written) in [
        ("# user", "\\# user"),
        ("# USER  ", "\\# USER  "),
        ("# asistant", "\\# asistant"),
        ("# Intro {#intro}", "\\# Intro {#intro}"),
        ("\\# user {#1}", "\\\\# user {#1}"),
        ("[x](block:0)\r", "\\[x](block:0)\r"),
        ("<!-- outcrop: hm -->", "\\<!-- outcrop: hm -->"),
        ("", "\\"),
        ("\\\\", "\\\\\\"),
        ("\n\na\n", "\\\n\na\n\\"),
    ] {
        assert_eq!(print_body(&[text(line)]), written);
        let back = parse_body(written).unwrap();
        assert_eq!(content(&back), [text(line)], "{written:?}");
    }
}

fn content(pieces: &[Piece]) -> Vec<ContentBlock> {
    super::check::content(pieces, None).unwrap()
}

#[track_caller]
fn refuses(script: &str, line: usize, words: &str) {
    let error = parse(script)
        .and_then(|script| script.check(&rocks()))
        .unwrap_err();
    assert_eq!(error.line, line, "{error}");
    assert!(error.says.contains(words), "{error}");
}

#[test]
fn what_cannot_be_taken_is_told_with_its_line_and_what_to_do() {
    refuses("<!-- x -->\n\nhello\n# user", 3, "write a line `# user`");
    refuses("[x](block:0)\n", 1, "write a line `# user`");
    refuses(
        "# user\n\nhi\n\n# asistant\n",
        5,
        "did you mean `# assistant`?",
    );
    refuses("# tool {#12}\n", 1, "nobody is called `tool`");
    refuses("# user {12}\n\nhi", 1, "`{12}` is no number");
    refuses("# user {#12\n\nhi", 1, "`{#12` is no number");
    refuses("# user {#+10}\n\nhi", 1, "`{#+10}` is no number");
    refuses("# user {#}\n\nhi", 1, "`{#}` is no number");
    refuses("# user {#99999999999999999999}\n", 1, "is no number");
    refuses("# system {#1}\n", 1, "is no message");
    refuses("# system\n\na\n# System\n", 4, "line 1 begins it");
    refuses("# user\n\na\n# system\n\nb\n", 4, "move it above");
    refuses("# system\n\n[x](block:0)\n", 3, "is text");
    refuses("# system\na\n[next text](block:next)\nb\n", 4, "one text");
    refuses(
        "# user\n\n![png](block:0)\n",
        3,
        "Write its number behind `# user`",
    );
    refuses(
        "# user {#10}\n\n![png](block:x)\n",
        3,
        "`block:x` is no number",
    );
    refuses("# user {#10}\n\n![png](block:7)\n", 3, "has no block 7");
    refuses(
        "# user {#10}\n\n[thinking](block:0)\n",
        3,
        "is `png` and not `thinking`",
    );
    refuses("# user {#99}\n\nhi\n", 1, "there is no message 99");
    refuses("# user\n\n# assistant\n\nhi\n", 1, "says nothing");
    refuses("# user {#10}\n\n", 1, "says nothing");
}

#[test]
fn a_message_alone_has_no_heading() {
    let error = parse_body("hi\n# user\n").unwrap_err();
    assert_eq!(error.line, 2);
    assert!(parse_body("").unwrap().is_empty());
}

#[test]
fn an_empty_script_says_nothing() {
    assert_eq!(parse("").unwrap(), Script::default());
    assert_eq!(parse(&print("", &[])).unwrap(), Script::default());
}

#[test]
fn a_remark_stands_above_its_line_and_replaces_those_before() {
    let script = "# user\n\nhi\n# asistant\nho\n";
    let error = parse(script).unwrap_err();
    let first = marked(script, &error);
    assert_eq!(first.line, 5);
    let lines: Vec<&str> = first.text.split('\n').collect();
    assert!(lines[3].starts_with("<!-- outcrop: line 5: nobody is called `asistant`"));
    assert_eq!(lines[first.line - 1], "# asistant");
    let again = parse(&first.text).unwrap_err();
    assert_eq!(again.line, 5);
    assert_eq!(marked(&first.text, &again), first);
    let mended = first.text.replace("asistant\n", "assistant\n");
    assert_eq!(parse(&mended).unwrap().parts.len(), 2);
}

#[test]
fn a_remark_in_a_text_is_no_part_of_it() {
    let back = parse_body("a\n<!-- outcrop: line 3: hm -->\n\nb").unwrap();
    assert_eq!(content(&back), [text("a\n\nb")]);
}

#[test]
fn names_from_outside_stay_within_their_line() {
    let name = "weather](block:7)\n# user {#1}\u{1b}[2J".repeat(9);
    let conversation = conversation(vec![vec![text("a")], vec![call(&name)]]);
    let script = print("", &messages(&conversation));
    assert!(!script.contains('\u{1b}'), "{script}");
    let checked = parse(&script).unwrap().check(&conversation).unwrap();
    assert!(checked.parts.iter().all(|part| part.is_unchanged));
}

/// Lines that mean something, nearly do, or are hard to keep.
fn line() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\\",
        "\n",
        "\r",
        "\r\n",
        " ",
        "\t",
        "#",
        "# ",
        "# user",
        "# system",
        "# assistant",
        "# usr",
        " {#12}",
        "{#",
        "}",
        "!",
        "[",
        "](block:",
        "0)",
        "next)",
        "(block:0)",
        "[png](block:0)",
        "[next text](block:next)",
        "<!-- outcrop:",
        "<!--",
        "-->",
        "x",
        "é",
        "\u{0}",
        "\u{1b}[2J",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "---",
        "```",
    ]);
    prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

fn block() -> impl Strategy<Value = ContentBlock> {
    let name = line();
    prop_oneof![
        6 => line().prop_map(ContentBlock::Text),
        1 => Just(ContentBlock::Text(String::new())),
        1 => ".*".prop_map(ContentBlock::Text),
        1 => Just(picture()),
        1 => Just(thinking()),
        1 => name.prop_map(|name| call(&name)),
        1 => line().prop_map(|name| ContentBlock::Document {
            hash: String::new(),
            format: "pdf".to_owned(),
            name,
            cited: Cited::Off,
        }),
        1 => line().prop_map(|id| ContentBlock::ToolResult {
            id,
            status: None,
            content: Json("[]".to_owned()),
        }),
        1 => Just(ContentBlock::CachePoint),
        1 => Just(ContentBlock::Redacted("c2VjcmV0".to_owned())),
        1 => line().prop_map(|wire| ContentBlock::Unknown { wire, json: Json("{}".to_owned()) }),
    ]
}

fn blocks() -> impl Strategy<Value = Vec<ContentBlock>> {
    prop::collection::vec(block(), 0..5)
}

proptest! {
    #[test]
    fn whatever_is_printed_comes_back(
        system in line(),
        contents in prop::collection::vec(blocks(), 0..5),
    ) {
        let conversation = conversation(contents);
        let script = print(&system, &messages(&conversation));
        let checked = parse(&script).unwrap().check(&conversation).unwrap();
        prop_assert_eq!(&checked.system, &system);
        let came: Vec<_> = checked.parts.iter().map(|part| part.origin.unwrap()).collect();
        prop_assert_eq!(came, conversation.path_to(conversation.newest()));
        prop_assert!(checked.parts.iter().all(|part| part.is_unchanged), "{}", script);
    }

    #[test]
    fn a_message_alone_comes_back(content in blocks()) {
        let conversation = conversation(vec![content.clone()]);
        let pieces = parse_body(&print_body(&content)).unwrap();
        let origin = conversation.message(MessageId(10));
        prop_assert_eq!(super::check::content(&pieces, origin).unwrap(), content);
    }

    #[test]
    fn no_text_is_too_much_and_a_remark_is_always_one_line(
        lines in prop::collection::vec(line(), 0..12),
    ) {
        let script = lines.join("\n");
        let conversation = rocks();
        let result = parse(&script).and_then(|script| script.check(&conversation));
        if let Err(error) = result {
            let marked = marked(&script, &error);
            let again = parse(&marked.text).and_then(|script| script.check(&conversation));
            let again = again.unwrap_err();
            prop_assert_eq!(again.line, marked.line);
            // Whatever the line cites, the remark is gone when the next one is made.
            prop_assert_eq!(super::marked(&marked.text, &again), marked);
        }
    }
}
