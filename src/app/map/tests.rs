//! Rows, guides, moves, totals.

use super::*;
use crate::chat::abilities::{Abilities, Price};
use crate::chat::content::{ContentBlock, Json, ToolUse};
use crate::chat::conversation::Hidden;
use crate::chat::message::Role;
use crate::chat::record::{Body, Record};
use crate::chat::time::Wall;

/// A conversation without lanes: a tree and nothing else.
struct Desk(Conversation);

impl Desk {
    fn new() -> Self {
        Self(Conversation::new(ConversationId::from_random([0; 6])))
    }

    fn apply(&mut self, record: Record) {
        let entry = self.0.entry(record, Wall(0), None);
        self.0.apply(&entry);
    }

    /// Adds a message below this one.
    fn say(&mut self, parent: Option<MessageId>, text: &str) -> MessageId {
        let id = MessageId(self.0.next_number().0);
        let content = vec![ContentBlock::Text(text.to_owned())];
        self.apply(Record::Message {
            parent,
            role: Role::User,
            turn: None,
            case: None,
            body: Body::New(content),
        });
        id
    }

    /// The rows as a person sees them.
    fn drawn(&self, trash: Trash) -> Vec<String> {
        let rows = Rows::of(&self.0, trash);
        let line = |(at, row): (usize, &Row)| {
            let text = self.0.message(row.message).unwrap().text();
            format!("{}{text}", rows.guides(at, 3))
        };
        rows.all().iter().enumerate().map(line).collect()
    }

    fn map(&self) -> Map {
        Map::new(&self.0, &Arc::default(), None)
    }
}

/// Two questions; the first with two answers, of which the second goes on in two ways.
fn tree() -> (Desk, Vec<MessageId>) {
    let mut desk = Desk::new();
    let one = desk.say(None, "one");
    let a = desk.say(Some(one), "a");
    let b = desk.say(Some(one), "b");
    let a1 = desk.say(Some(a), "a1");
    let b1 = desk.say(Some(b), "b1");
    let b2 = desk.say(Some(b), "b2");
    let two = desk.say(None, "two");
    (desk, vec![one, a, b, a1, b1, b2, two])
}

#[test]
fn forks_are_indented_and_chains_are_not() {
    let (desk, _) = tree();
    let rows = [
        "├─one",
        "│ ├─a",
        "│ │ a1",
        "│ └─b",
        "│   ├─b1",
        "│   └─b2",
        "└─two",
    ];
    assert_eq!(desk.drawn(Trash::Hidden), rows);
    let mut plain = Desk::new();
    let mut last = None;
    for text in ["one", "two", "three"] {
        last = Some(plain.say(last, text));
    }
    assert_eq!(plain.drawn(Trash::Hidden), ["one", "two", "three"]);
}

#[test]
fn what_is_in_the_trash_is_no_fork_unless_it_is_shown() {
    let (mut desk, ids) = tree();
    desk.apply(Record::Trash(ids[2], Hidden::Yes));
    desk.apply(Record::Trash(ids[6], Hidden::Yes));
    assert_eq!(desk.drawn(Trash::Hidden), ["one", "a", "a1"]);
    assert_eq!(desk.drawn(Trash::Shown).len(), 7);
    let hidden = Rows::of(&desk.0, Trash::Shown);
    let hidden = hidden.all().iter().filter(|row| row.hidden == Hidden::Yes);
    let hidden: Vec<MessageId> = hidden.map(|row| row.message).collect();
    assert_eq!(hidden, [ids[2], ids[4], ids[5], ids[6]]);
}

#[test]
fn guides_that_do_not_fit_are_cut_on_the_outside() {
    let mut desk = Desk::new();
    let mut last = None;
    for n in 0..6 {
        desk.say(last, "beside");
        last = Some(desk.say(last, &n.to_string()));
    }
    let rows = Rows::of(&desk.0, Trash::Hidden);
    let end = rows.all().len() - 1;
    assert_eq!(rows.guides(end, 6), "          └─");
    assert_eq!(rows.guides(end, 3), "…   └─");
    assert_eq!(rows.guides(end, 1), "… ");
    assert_eq!(rows.guides(end, 0), "… ");
    assert_eq!(rows.guides(0, 3), "├─");
}

#[test]
fn the_selection_goes_along_the_tree() {
    let (desk, ids) = tree();
    let mut map = desk.map();
    let mut go = |toward| {
        let went = map.toward(toward);
        (went, map.choice().unwrap().message)
    };
    assert_eq!(go(Toward::Parent), (false, ids[0]));
    assert_eq!(go(Toward::SiblingBefore), (false, ids[0]));
    assert_eq!(go(Toward::Child), (true, ids[1]));
    assert_eq!(go(Toward::SiblingAfter), (true, ids[2]));
    assert_eq!(go(Toward::SiblingAfter), (false, ids[2]));
    assert_eq!(go(Toward::BranchAfter), (true, ids[4]));
    assert_eq!(go(Toward::Child), (false, ids[4]));
    assert_eq!(go(Toward::Parent), (true, ids[2]));
    assert_eq!(go(Toward::BranchBefore), (true, ids[1]));
    assert_eq!(go(Toward::Parent), (true, ids[0]));
    assert_eq!(go(Toward::SiblingAfter), (true, ids[6]));
    assert_eq!(go(Toward::BranchAfter), (false, ids[6]));
}

#[test]
fn a_row_that_goes_leaves_the_selection_to_the_next_one() {
    let (mut desk, ids) = tree();
    let abilities = Arc::default();
    let mut map = Map::new(&desk.0, &abilities, Some(ids[1]));
    desk.apply(Record::Trash(ids[1], Hidden::Yes));
    map.refresh(&desk.0, &abilities);
    assert_eq!(map.choice().unwrap().message, ids[2]);
    map.select(map.rows().all().len() - 1);
    desk.apply(Record::Trash(ids[6], Hidden::Yes));
    map.refresh(&desk.0, &abilities);
    assert_eq!(map.choice().unwrap().message, ids[5]);
    desk.apply(Record::Trash(ids[0], Hidden::Yes));
    map.refresh(&desk.0, &abilities);
    assert_eq!(map.choice(), None);
    map.go(ListMove::Down);
    map.roll(3);
    assert!(!map.toward(Toward::Child) && !map.select(0));
    map.toggle_trash();
    map.refresh(&desk.0, &abilities);
    assert_eq!(map.rows().all().len(), 7);
}

#[test]
fn a_long_chain_is_gone_through_once() {
    let mut desk = Desk::new();
    let mut last = None;
    for n in 0..5_000 {
        last = Some(desk.say(last, &n.to_string()));
    }
    let abilities = Arc::default();
    let mut map = Map::new(&desk.0, &abilities, last);
    assert_eq!((map.made, map.selected()), (5_000, 4_999));
    for _ in 0..100 {
        map.go(ListMove::Up);
        map.refresh(&desk.0, &abilities);
    }
    assert_eq!(map.made, 5_000);
    assert_eq!(map.rows().guides(4_999, 10), "");
    assert_eq!((map.totals().messages, map.totals().branches), (5_000, 1));
}

#[test]
fn a_deep_tree_costs_no_more_than_its_rows() {
    let mut desk = Desk::new();
    let mut last = None;
    for _ in 0..2_500 {
        desk.say(last, "beside");
        last = Some(desk.say(last, "on"));
    }
    let map = desk.map();
    assert_eq!((map.made, map.totals().branches), (5_000, 2_501));
    assert_eq!(map.rows().guides(4_999, 4), "…     └─");
}

#[test]
fn a_text_is_found_around_the_end() {
    let (mut desk, ids) = tree();
    desk.apply(Record::Mark {
        message: ids[4],
        name: Some("By TRAIN".to_owned()),
    });
    let mut map = desk.map();
    assert!(!map.find(&desk.0, Find::Next));
    let mut find = |text: &str, which| {
        map.seek(text);
        let found = map.find(&desk.0, which);
        found.then(|| map.choice().unwrap().message)
    };
    assert_eq!(find("train", Find::Next), Some(ids[4]));
    assert_eq!(find("train", Find::Next), Some(ids[4]));
    assert_eq!(find("A", Find::Next), Some(ids[1]));
    assert_eq!(find("a", Find::Previous), Some(ids[4]));
    assert_eq!(find("a", Find::Previous), Some(ids[3]));
    assert_eq!(find("nowhere", Find::Next), None);
    let mut empty = Desk::new().map();
    empty.seek("a");
    assert!(!empty.find(&Desk::new().0, Find::Next) && !empty.find(&Desk::new().0, Find::Previous));
}

/// What the row of a message with this content tells.
fn said(content: Vec<ContentBlock>) -> String {
    use crate::app::fixture::Play;
    let mut play = Play::connected();
    let conversation = &mut play.state.conversation;
    let record = Record::Message {
        parent: None,
        role: Role::User,
        turn: None,
        case: None,
        body: Body::New(content),
    };
    let entry = conversation.entry(record, Wall(0), None);
    conversation.apply(&entry);
    let rows = Rows::of(conversation, Trash::Hidden);
    told(&play.state, rows.all()[0]).unwrap().text
}

#[test]
fn a_message_without_text_is_told_by_what_it_has() {
    let text = |text: &str| ContentBlock::Text(text.to_owned());
    let picture = ContentBlock::Image {
        hash: String::new(),
        format: "png".to_owned(),
    };
    let call = ContentBlock::ToolUse(ToolUse {
        name: "weather".to_owned(),
        ..ToolUse::default()
    });
    let result = ContentBlock::ToolResult {
        id: String::new(),
        status: None,
        content: Json("[]".to_owned()),
    };
    assert_eq!(
        said(vec![picture.clone(), text("\n\n what\nis it")]),
        "what"
    );
    assert_eq!(said(vec![picture, text(" \n")]), "image · png");
    assert_eq!(said(vec![call]), "calls weather");
    assert_eq!(said(vec![result]), "result of a tool");
    assert_eq!(said(vec![ContentBlock::CachePoint]), "nothing");
    assert_eq!(said(vec![text(&"x".repeat(9_000))]).len(), MOST_TOLD);
}

/// The longest that a row tells.
const MOST_TOLD: usize = 300;

#[test]
fn costs_are_added_up_and_unknown_ones_counted() {
    use crate::app::fixture::{Play, deltas, failure, nova};
    use crate::app::msg::Msg;
    use crate::chat::failure::FailureKind;
    use crate::chat::generation::GenerationEvent;

    let mut play = Play::connected();
    play.turn("one", "first");
    let id = play.ask("two");
    play.tell(Msg::Generation(id, deltas("so far")));
    let end = failure(FailureKind::Cut);
    let priced = Abilities {
        price: Some(Price {
            input: 1.0,
            output: 1.0,
            ..Price::default()
        }),
        ..Abilities::default()
    };
    let table = AbilityTable::new(vec![(nova().model.as_str().to_owned(), priced)]);
    let table = Arc::new(table);
    let conversation = &play.state.conversation;
    let mut map = Map::new(conversation, &Arc::default(), None);
    assert_eq!((map.totals().cost.0, map.totals().unknown), (0.0, 1));
    // The reply that is on its way is neither known nor unknown.
    map.refresh(conversation, &table);
    let (cost, unknown) = (map.totals().cost, map.totals().unknown);
    assert_eq!((cost.to_string().as_str(), unknown), ("$0.0002", 0));
    play.tell(Msg::Generation(id, GenerationEvent::Ended(end)));
    map.refresh(&play.state.conversation, &table);
    assert_eq!(map.totals().unknown, 1);
}

#[test]
fn replies_of_another_program_are_of_unknown_cost() {
    let mut desk = Desk::new();
    let mut parent = Some(desk.say(None, "one"));
    for text in ["first", "second"] {
        desk.apply(Record::Message {
            parent,
            role: Role::Assistant,
            turn: None,
            case: None,
            body: Body::New(vec![ContentBlock::Text(text.to_owned())]),
        });
        parent = desk.0.messages().map(|it| it.id).max();
    }
    let map = Map::new(&desk.0, &Arc::default(), None);
    assert_eq!(map.totals().unknown, 2);
}
