//! The map: keys in it, and what comes of them.

use proptest::prelude::*;

use crate::app::effect::Effect;
use crate::app::file::Mode;
use crate::app::fixture::*;
use crate::app::map::{self, Cost, Map, Mark, OnPath, Told, Trash};
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::{prepare, transcript};
use crate::chat::content::ContentBlock;
use crate::chat::conversation::Hidden;
use crate::chat::ids::{GenerationId, LaneId, MessageId};
use crate::chat::message::Role;
use crate::chat::record::{Body, Record};
use crate::chat::settings::Settings;

/// A question, a second reply to it, and a question after that.
struct Tree {
    play: Play,
    first: MessageId,
    second: MessageId,
}

fn tree() -> Tree {
    let mut play = Play::connected();
    let first = play.turn("one", "first reply").reply();
    play.key("tab");
    let second = again(&mut play, "second reply").reply();
    play.key("i");
    play.turn("two", "third reply");
    play.key("tab");
    Tree {
        play,
        first,
        second,
    }
}

/// Asks for another reply at the end of the path.
fn again(play: &mut Play, text: &str) -> GenerationId {
    let effects = play.key("r");
    let id = play.sent(&effects);
    play.streamed(id, text);
    play.ended(id);
    play.appended();
    id
}

fn map(state: &State) -> &Map {
    match state.overlays.last() {
        Some(Overlay::Map(map)) => map,
        other => panic!("no map on top but {other:?}"),
    }
}

fn selected(play: &Play) -> MessageId {
    map(&play.state).choice().unwrap().message
}

/// What the selected row tells.
fn told(play: &Play) -> Told<'_> {
    let row = map(&play.state).choice().unwrap();
    map::told(&play.state, row).unwrap()
}

/// Moves up to the row of this message.
fn select(play: &mut Play, id: MessageId) {
    let rows = map(&play.state).rows().all();
    let at = rows.iter().position(|row| row.message == id).unwrap();
    if map(&play.state).selected() != at {
        play.tell(Msg::Clicked(Target::Row(at)));
    }
}

fn notice(play: &Play) -> &str {
    play.state.notices.passing().unwrap_or_default()
}

fn path(play: &Play) -> &[MessageId] {
    &play.state.lane().unwrap().path
}

#[test]
fn it_opens_at_the_chosen_message() {
    let Tree {
        mut play, second, ..
    } = tree();
    for _ in 0..2 {
        play.key("p");
    }
    let chosen = transcript::chosen(&play.state).unwrap();
    assert_eq!(chosen, second);
    play.key("m");
    assert_eq!(selected(&play), chosen);
    for keys in ["esc", "m", "q"] {
        play.key(keys);
    }
    assert!(play.state.overlays.is_empty());
    play.key("ctrl-x j");
    play.key("ctrl-x j");
    assert_eq!(play.state.overlays.len(), 1);
}

#[test]
fn without_messages_there_is_nothing_to_show() {
    let mut play = Play::connected();
    play.key("ctrl-x j");
    assert!(play.state.overlays.is_empty());
    assert_eq!(notice(&play), "there is no message yet");
}

#[test]
fn enter_shows_the_path_through_a_message() {
    let Tree {
        mut play, first, ..
    } = tree();
    let before = path(&play).to_vec();
    play.key("m");
    select(&mut play, first);
    assert_eq!(told(&play).path, OnPath::Beside);
    let effects = play.key("enter");
    assert_eq!(kinds(&effects), ["leaf"]);
    assert_eq!(play.path(), ["one", "first reply"]);
    assert!(play.state.overlays.is_empty());
    assert_eq!(transcript::chosen(&play.state), Some(first));
    play.key("u");
    assert_eq!(path(&play), before);
}

#[test]
fn enter_on_the_path_moves_nothing_but_the_choice() {
    let Tree {
        mut play, second, ..
    } = tree();
    let before = path(&play).to_vec();
    play.key("m");
    select(&mut play, second);
    assert_eq!(told(&play).path, OnPath::On);
    assert_eq!(play.key("enter"), []);
    assert_eq!(path(&play), before);
    assert_eq!(transcript::chosen(&play.state), Some(second));
}

#[test]
fn o_ends_the_path_at_a_message() {
    let Tree {
        mut play, second, ..
    } = tree();
    play.key("m");
    select(&mut play, second);
    play.key("o");
    assert_eq!(play.path(), ["one", "second reply"]);
    play.key("m");
    assert_eq!(told(&play).path, OnPath::End);
}

#[test]
fn a_branch_is_named_and_the_map_is_there_again() {
    let Tree {
        mut play, first, ..
    } = tree();
    play.key("m");
    select(&mut play, first);
    play.key("b");
    play.typed("plain");
    assert_eq!(kinds(&play.key("enter")), ["mark"]);
    assert_eq!((selected(&play), told(&play).name), (first, Some("plain")));
}

#[test]
fn a_branch_goes_to_the_trash_and_comes_back() {
    let Tree {
        mut play,
        first,
        second,
    } = tree();
    let before = path(&play).to_vec();
    play.key("m");
    select(&mut play, first);
    assert_eq!(kinds(&play.key("d")), ["trash"]);
    assert_eq!(path(&play), before);
    // What came after it is selected now.
    assert_eq!(selected(&play), second);
    assert_eq!(map(&play.state).rows().all().len(), 4);
    assert_eq!(map(&play.state).totals().trashed, 1);
    play.key("t");
    assert_eq!(map(&play.state).trash(), Trash::Shown);
    assert_eq!(selected(&play), second);
    select(&mut play, first);
    assert_eq!(told(&play).marks, [Mark::Trash]);
    for key in ["enter", "o", "d", "f"] {
        assert_eq!(play.key(key), [], "{key}");
        assert_eq!(
            notice(&play),
            "this message is in the trash; r takes it out"
        );
    }
    assert_eq!(path(&play), before);
    assert_eq!(kinds(&play.key("r")), ["restore"]);
    assert_eq!((selected(&play), told(&play).marks), (first, vec![]));
    assert_eq!(play.key("r"), []);
    assert_eq!(notice(&play), "this message is not in the trash");
}

#[test]
fn what_is_shown_ends_before_what_is_pruned() {
    let Tree {
        mut play, second, ..
    } = tree();
    play.key("m");
    select(&mut play, second);
    assert_eq!(kinds(&play.key("delete")), ["trash", "leaf"]);
    assert_eq!(play.path(), ["one"]);
    play.key("u");
    assert_eq!(play.path().len(), 4);
    assert_eq!(map(&play.state).rows().all().len(), 5);
    play.key("shift-u");
    assert_eq!(play.path(), ["one"]);
    // A message below one in the trash comes back with it.
    play.key("t");
    let last = map(&play.state).rows().all().last().unwrap().message;
    select(&mut play, last);
    assert_eq!(kinds(&play.key("r")), ["restore"]);
    assert_eq!(map(&play.state).totals().trashed, 0);
}

#[test]
fn when_all_is_in_the_trash_it_can_be_shown() {
    let Tree { mut play, .. } = tree();
    play.key("m");
    play.key("g");
    play.key("d");
    assert_eq!(map(&play.state).choice(), None);
    for keys in ["enter", "d", "r", "h", "j", "pagedown", "n"] {
        assert_eq!(play.key(keys), [], "{keys}");
    }
    play.key("t");
    assert_eq!(map(&play.state).rows().all().len(), 5);
}

#[test]
fn undo_and_redo_stay_in_the_map() {
    let Tree {
        mut play, first, ..
    } = tree();
    play.key("m");
    select(&mut play, first);
    play.key("enter");
    play.key("m");
    assert_eq!(selected(&play), first);
    play.key("u");
    assert_eq!((selected(&play), told(&play).path), (first, OnPath::Beside));
    play.key("shift-u");
    assert_eq!((selected(&play), told(&play).path), (first, OnPath::End));
}

#[test]
fn the_rows_stay_while_a_reply_grows() {
    let Tree { mut play, .. } = tree();
    play.key("i");
    let id = play.ask("three");
    play.key("ctrl-x j");
    assert_eq!(selected(&play), id.reply());
    assert_eq!(told(&play).text, "…");
    assert_eq!(told(&play).cost, Some(Cost::Open));
    let made = map(&play.state).made;
    play.streamed(id, "by ");
    play.streamed(id, "train");
    assert_eq!(
        (map(&play.state).made, told(&play).text.as_str()),
        (made, "by train")
    );
    assert_eq!(told(&play).marks, [Mark::Open]);
    play.key("d");
    assert_eq!(notice(&play), "a reply is on its way there; Esc stops it");
    play.ended(id);
    assert!(map(&play.state).made > made);
    assert_eq!((selected(&play), told(&play).marks), (id.reply(), vec![]));
}

#[test]
fn a_file_that_is_only_read_can_be_looked_at() {
    let Tree {
        mut play, first, ..
    } = tree();
    play.state.file.mode = Mode::ReadOnly;
    play.key("m");
    select(&mut play, first);
    for key in ["d", "b", "r", "u"] {
        assert_eq!(play.key(key), []);
        assert!(
            notice(&play).contains("reading only"),
            "{key}: {}",
            notice(&play)
        );
        assert_eq!(selected(&play), first);
    }
    assert_eq!(play.key("enter"), []);
    assert_eq!(play.path(), ["one", "first reply"]);
}

#[test]
fn a_lane_is_forked_off_the_selected_message() {
    let Tree {
        mut play, first, ..
    } = tree();
    play.key("m");
    select(&mut play, first);
    play.key("f");
    let effects = play.key("enter");
    assert_eq!(kinds(&effects), ["lane"]);
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.path(), ["one", "first reply"]);
    play.key("m");
    select(&mut play, first);
    assert_eq!(told(&play).marks, [Mark::Lane(2)]);
}

#[test]
fn a_text_is_looked_for() {
    let Tree {
        mut play, first, ..
    } = tree();
    play.key("m");
    play.key("/");
    play.typed("nowhere");
    play.key("enter");
    assert!(matches!(
        play.state.overlays.last(),
        Some(Overlay::Ask(_, prompt)) if prompt.problem.is_some()
    ));
    for _ in "nowhere".chars() {
        play.key("backspace");
    }
    play.typed("REPLY");
    play.key("enter");
    assert_eq!(selected(&play), first);
    play.key("n");
    assert_eq!(told(&play).text, "second reply");
    play.key("shift-n");
    assert_eq!(selected(&play), first);
}

#[test]
fn a_click_selects_and_a_second_one_goes_there() {
    let Tree {
        mut play, first, ..
    } = tree();
    play.key("m");
    assert_eq!(play.tell(Msg::Clicked(Target::Row(1))), []);
    assert_eq!(selected(&play), first);
    play.tell(Msg::Wheel(Target::Row(1), 3));
    assert_eq!(map(&play.state).selected(), 4);
    play.tell(Msg::Wheel(Target::Overlay, -3));
    assert_eq!(play.tell(Msg::Clicked(Target::Row(99))), []);
    play.tell(Msg::Clicked(Target::Row(1)));
    assert_eq!(play.path(), ["one", "first reply"]);
    assert!(play.state.overlays.is_empty());
}

#[test]
fn its_actions_are_in_the_palette() {
    let Tree { mut play, .. } = tree();
    let run = |play: &mut Play, name: &str| {
        play.key("ctrl-p");
        play.typed(name);
        play.key("enter");
    };
    run(&mut play, "show trash");
    assert_eq!(notice(&play), "this is done in the map; ^X j opens it");
    play.key("m");
    run(&mut play, "show trash");
    assert_eq!(map(&play.state).trash(), Trash::Shown);
    play.key("?");
    assert!(matches!(
        play.state.overlays.last(),
        Some(Overlay::Reader(_))
    ));
}

#[test]
fn the_map_closes_with_its_conversation() {
    let Tree { mut play, .. } = tree();
    play.key("m");
    assert_eq!(play.key("ctrl-n").last(), Some(&Effect::Restart));
    play.tell(Msg::Began(conversation_id(9)));
    assert!(play.state.overlays.is_empty());
}

/// Something that happens to a tree; a number names a message, or none.
#[derive(Debug, Clone, Copy)]
enum Step {
    Say(usize),
    Prune(usize),
    Restore(usize),
    Name(usize),
    Show(usize),
    Lane(usize),
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    let any = 0_usize..40;
    prop_oneof![
        8 => any.clone().prop_map(Step::Say),
        1 => any.clone().prop_map(Step::Prune),
        1 => any.clone().prop_map(Step::Restore),
        1 => any.clone().prop_map(Step::Name),
        2 => any.clone().prop_map(Step::Show),
        1 => any.prop_map(Step::Lane),
        1 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ]
}

/// The record of a step; `None` where there is nothing to do it to.
fn record(state: &State, ids: &[MessageId], step: Step) -> Option<Record> {
    let nth = |n: usize| ids.get(n % (ids.len() + 1)).copied();
    let lane = LaneId(LANE.0);
    Some(match step {
        Step::Say(n) => Record::Message {
            parent: nth(n),
            role: if n % 2 == 0 {
                Role::User
            } else {
                Role::Assistant
            },
            turn: None,
            case: None,
            body: Body::New(vec![ContentBlock::Text("a line\n\n".repeat(n % 9))]),
        },
        Step::Prune(n) => Record::Trash(nth(n)?, Hidden::Yes),
        Step::Restore(n) => Record::Trash(nth(n)?, Hidden::No),
        Step::Name(n) => Record::Mark {
            message: nth(n)?,
            name: Some("name".to_owned()),
        },
        Step::Show(n) => Record::Leaf {
            lane,
            message: nth(n),
        },
        Step::Lane(n) => Record::Lane {
            parent: nth(n),
            settings: Settings::default(),
            index: 0,
            name: None,
        },
        Step::Undo => Record::Undo(state.conversation.undoable()?.0),
        Step::Redo => Record::Redo(state.conversation.redoable()?.0),
    })
}

fn grown(steps: &[Step]) -> (Play, Vec<MessageId>) {
    let mut play = Play::connected();
    let mut ids = Vec::new();
    for step in steps {
        let conversation = &mut play.state.conversation;
        let n = conversation.next_number().0;
        let Some(record) = record(&play.state, &ids, *step) else {
            continue;
        };
        let conversation = &mut play.state.conversation;
        let entry = conversation.entry(record, play.now.wall, None);
        conversation.apply(&entry);
        if matches!(step, Step::Say(_)) {
            ids.push(MessageId(n));
        }
    }
    prepare(&mut play.state);
    (play, ids)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_message_has_its_row_and_can_be_gone_to(steps in prop::collection::vec(step(), 1..40)) {
        let (mut play, ids) = grown(&steps);
        if ids.is_empty() {
            return Ok(());
        }
        play.key("ctrl-x j");
        let rows = map(&play.state).rows().all().to_vec();
        let conversation = &play.state.conversation;
        for id in &ids {
            let path = conversation.path_to(Some(*id));
            let kept = path.iter().all(|id| !conversation.is_trash(*id));
            let shown = rows.iter().filter(|row| row.message == *id).count();
            prop_assert_eq!(shown, usize::from(kept));
        }
        for (at, row) in rows.iter().enumerate() {
            let parent = conversation.message(row.message).unwrap().parent;
            prop_assert_eq!(row.above.map(|above| rows[above].message), parent);
            prop_assert!(row.above.is_none_or(|above| above < at));
        }
        for row in rows {
            select(&mut play, row.message);
            play.key("enter");
            prop_assert!(path(&play).contains(&row.message));
            prop_assert_eq!(transcript::chosen(&play.state), Some(row.message));
            play.key("ctrl-x j");
            prop_assert_eq!(selected(&play), row.message);
        }
        play.key("t");
        prop_assert_eq!(map(&play.state).rows().all().len(), ids.len());
    }
}
