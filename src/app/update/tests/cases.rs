//! A table of cases over lanes: who is asked, what comes of it, what is asked again.

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::grid::{self, Told};
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::chat::content::ContentBlock;
use crate::chat::conversation::Conversation;
use crate::chat::failure::FailureKind;
use crate::chat::ids::{CaseNo, GenerationId, LaneId, MessageId};
use crate::chat::message::Message;
use crate::chat::record::{Body, Entry, Record};

/// A core, and all that it has written.
struct Stage {
    play: Play,
    written: Vec<Entry>,
}

impl Stage {
    /// Two lanes, a prompt, and the grid of a table.
    fn with(prompt: &str) -> Self {
        let mut play = Play::connected();
        play.key("ctrl-x c");
        play.typed("2 samples");
        play.key("enter");
        play.typed(prompt);
        play.key("ctrl-x #");
        let effects = play.typed("towns.csv");
        assert_eq!(effects, []);
        let effects = play.key("enter");
        assert_eq!(effects, [Effect::ReadCases("towns.csv".into())]);
        let effects = play.tell(Msg::CasesRead(Ok(Box::new(towns()))));
        assert_eq!(entries(&effects), [], "they wait for the first message");
        let written = Vec::new();
        Self { play, written }
    }

    fn new() -> Self {
        Self::with("Is {{city}} nice?")
    }

    fn key(&mut self, keys: &str) -> Vec<Effect> {
        let effects = self.play.key(keys);
        self.written.extend(entries(&effects));
        effects
    }

    fn tell(&mut self, msg: Msg) -> Vec<Effect> {
        let effects = self.play.tell(msg);
        self.written.extend(entries(&effects));
        effects
    }

    /// The cells that are on their way, all of them sent.
    fn sent(&mut self) -> Vec<GenerationId> {
        let flight = self.play.state.flight.iter();
        let building = flight.filter(|flying| flying.id().is_none());
        let building: Vec<_> = building
            .map(|flying| (flying.lane, flying.parent))
            .collect();
        for (lane, parent) in building {
            self.tell(Msg::Prepared(lane, parent, sent()));
        }
        cells_sent(&mut self.play)
    }

    fn end(&mut self, id: GenerationId) {
        self.tell(Msg::Generation(id, deltas("Yes.\nAnd more.")));
        let ended = crate::chat::generation::GenerationEvent::Ended(done());
        self.tell(Msg::Generation(id, ended));
    }

    fn fail(&mut self, id: GenerationId, kind: FailureKind) {
        let ended = crate::chat::generation::GenerationEvent::Ended(failure(kind));
        self.tell(Msg::Generation(id, ended));
    }

    /// Lets all cells be answered; says how many these were.
    fn finish(&mut self) -> usize {
        let mut count = 0;
        loop {
            let cells = self.sent();
            if cells.is_empty() {
                return count;
            }
            count += cells.len();
            for id in cells {
                self.end(id);
            }
        }
    }

    fn conversation(&self) -> &Conversation {
        &self.play.state.conversation
    }

    fn lanes(&self) -> Vec<LaneId> {
        self.conversation().lanes().map(|lane| lane.id).collect()
    }

    fn told(&self, case: u32, lane: usize) -> Told {
        let lane = self.conversation().lanes().nth(lane).unwrap();
        grid::told(&self.play.state, CaseNo(case), lane)
    }

    fn cell(&self, case: u32, lane: usize) -> &Message {
        let lane = self.lanes()[lane];
        self.conversation().cell(CaseNo(case), lane).unwrap()
    }

    fn notice(&self) -> String {
        let passing = self.play.state.notices.passing();
        passing.map(|text| format!("{text:?}")).unwrap_or_default()
    }
}

#[test]
fn each_lane_works_on_one_cell_at_a_time_until_all_have_replies() {
    let mut stage = Stage::new();
    assert_eq!(stage.told(0, 0), Told::Empty);
    stage.key("shift-r");
    assert_eq!(stage.told(0, 1), Told::Waiting);
    assert_eq!(stage.told(1, 1), Told::Queued);
    let cells = stage.sent();
    assert_eq!(cells.len(), 2);
    stage.tell(Msg::Generation(cells[0], deltas("Yes")));
    assert_eq!(stage.told(0, 0), Told::Streaming(1));
    stage.end(cells[0]);
    assert_eq!(
        stage.told(1, 0),
        Told::Waiting,
        "the other lane is not waited for"
    );
    stage.end(cells[1]);
    assert_eq!(stage.finish(), 6);
    assert_eq!(stage.told(3, 1), Told::Done("Yes.".to_owned()));
    assert!(
        stage.notice().contains("all cases were asked"),
        "{}",
        stage.notice()
    );
    assert!(stage.play.state.flight.desk.run.is_none());
}

#[test]
fn lanes_share_the_message_of_a_case_and_stay_where_they_are() {
    let mut stage = Stage::new();
    stage.key("shift-r");
    stage.finish();
    for case in 0..4 {
        let (one, other) = (stage.cell(case, 0), stage.cell(case, 1));
        assert_eq!(one.parent, other.parent);
        assert_eq!(one.turn, other.turn);
    }
    let question = stage
        .conversation()
        .message(stage.cell(3, 0).parent.unwrap());
    assert_eq!(question.unwrap().text(), "Is Bodø, N nice?");
    assert_eq!(question.unwrap().case, Some(CaseNo(3)));
    assert!(
        stage
            .conversation()
            .lanes()
            .all(|lane| lane.path.is_empty())
    );
    assert_eq!(stage.conversation().len(), 12);
    assert_eq!(stage.play.text(), "Is {{city}} nice?", "the prompt stays");
}

#[test]
fn what_is_written_is_what_is_shown() {
    let mut stage = Stage::new();
    stage.key("shift-r");
    let cells = stage.sent();
    stage.fail(cells[0], FailureKind::Cut);
    stage.finish();
    stage.key("f");
    stage.finish();
    let mut again = Conversation::new(conversation_id(1));
    for entry in &stage.written {
        again.apply(entry);
    }
    assert!(again.looks_like(stage.conversation()));
    let kinds: Vec<bool> = stage
        .written
        .iter()
        .map(|entry| matches!(entry.record, Record::Cases(_)))
        .collect();
    assert_eq!(kinds.iter().filter(|is| **is).count(), 1);
}

#[test]
fn failed_cells_and_single_ones_are_asked_again_as_siblings() {
    let mut stage = Stage::new();
    stage.key("shift-r");
    let cells = stage.sent();
    stage.fail(cells[0], FailureKind::Cut);
    assert_eq!(stage.finish(), 7);
    assert!(matches!(stage.told(0, 0), Told::Failed(_)));
    let parent = stage.cell(0, 0).parent;
    stage.key("f");
    assert_eq!(stage.finish(), 1);
    assert_eq!(stage.told(0, 0), Told::Done("Yes.".to_owned()));
    assert_eq!(stage.cell(0, 0).parent, parent);
    stage.key("f");
    assert!(
        stage.notice().contains("no cell has failed"),
        "{}",
        stage.notice()
    );
    let before = stage.cell(1, 1).id;
    stage.key("j");
    stage.key("l");
    stage.key("r");
    assert_eq!(stage.finish(), 1);
    assert_ne!(stage.cell(1, 1).id, before);
    assert_eq!(
        stage.conversation().children(stage.cell(1, 1).parent).len(),
        3
    );
}

#[test]
fn stopping_ends_those_on_their_way_and_forgets_the_others() {
    for keys in ["s", "esc esc", "esc ctrl-c"] {
        let mut stage = Stage::new();
        stage.key("shift-r");
        let cells = stage.sent();
        let effects = stage.key(keys);
        let aborted: Vec<Effect> = cells.into_iter().map(Effect::Abort).collect();
        for abort in aborted {
            assert!(effects.contains(&abort), "{keys}: {effects:?}");
        }
        assert_eq!(stage.finish(), 0, "{keys}");
        assert!(matches!(stage.told(0, 0), Told::Stopped(_)));
        assert_eq!(stage.told(1, 0), Told::Empty);
        // What has no reply goes on.
        if keys == "s" {
            stage.key("shift-r");
            assert_eq!(stage.finish(), 6);
        }
    }
}

#[test]
fn a_run_ends_when_the_credentials_do() {
    let mut stage = Stage::new();
    stage.key("shift-r");
    let cells = stage.sent();
    stage.fail(cells[0], FailureKind::NoCredentials);
    assert_eq!(stage.told(1, 0), Told::Empty);
}

#[test]
fn the_chat_goes_on_beside_the_cells() {
    let mut stage = Stage::new();
    stage.key("shift-r");
    stage.sent();
    stage.key("esc");
    for _ in 0..20 {
        stage.key("backspace");
    }
    let effects = stage.play.say("hello");
    assert_eq!(prepares(&effects).len(), 2, "nothing is queued");
    let effects = stage.key("esc");
    assert_eq!(
        stage.play.state.flight.cells(),
        2,
        "Esc stops the chat first: {effects:?}"
    );
}

#[test]
fn undo_takes_no_cell_away() {
    let mut stage = Stage::new();
    stage.key("shift-r");
    stage.finish();
    stage.key("esc");
    for _ in 0..5 {
        stage.key("ctrl-x z");
    }
    assert_eq!(stage.conversation().len(), 12);
    assert_eq!(stage.conversation().cells().count(), 8);
}

#[test]
fn what_the_prompt_lacks_is_told_before_a_run() {
    for (prompt, words) in [
        ("", "write the prompt"),
        ("no names", "names no column"),
        ("{{city}} {{mood}}", "{{mood}} has no value"),
    ] {
        let mut stage = Stage::with(prompt);
        let effects = stage.key("shift-r");
        assert_eq!(prepares(&effects), []);
        assert!(stage.notice().contains(words), "{}", stage.notice());
        let effects = stage.key("shift-r");
        let asked = if prompt.is_empty() { 0 } else { 2 };
        assert_eq!(prepares(&effects).len(), asked, "{prompt}");
    }
}

#[test]
fn a_picture_and_the_beginning_of_the_reply_go_along_with_each_case() {
    let mut stage = Stage::new();
    stage.play.attach(Ok(picture()));
    stage.play.state.composer.set_prefill("In short:");
    let effects = stage.key("shift-r");
    let prefills = |effects: &[Effect]| -> Vec<String> {
        let prefill = |effect: &Effect| {
            let Effect::Prepare(_, _, request) = effect else {
                return None;
            };
            Some(request.prefill.clone())
        };
        effects.iter().filter_map(prefill).collect()
    };
    assert_eq!(prefills(&effects), ["In short:", "In short:"]);
    stage.finish();
    let blobs = |entry: &&Entry| matches!(entry.record, Record::Blob(_));
    assert_eq!(
        stage.written.iter().filter(blobs).count(),
        2,
        "table and picture, once each"
    );
    for case in 0..4 {
        let question = stage.cell(case, 0).parent.unwrap();
        let content = &stage.conversation().message(question).unwrap().content;
        assert!(matches!(
            content[..],
            [ContentBlock::Image { .. }, ContentBlock::Text(_)]
        ));
        assert_eq!(stage.cell(case, 1).prefill(), "In short:");
    }
    // Asked again, it begins as before, whatever the editor says by now.
    stage.play.state.composer.set_prefill("");
    let effects = stage.key("r");
    assert_eq!(prefills(&effects), ["In short:"]);
}

#[test]
fn the_system_prompt_has_the_values_too() {
    let mut stage = Stage::new();
    let mut settings = stage.play.settings();
    settings.system = "You know {{city}}.".to_owned();
    stage.play.set(settings);
    let effects = stage.key("shift-r");
    let systems = effects.iter().filter_map(|effect| {
        let Effect::Prepare(LANE, _, request) = effect else {
            return None;
        };
        Some(request.settings.system.clone())
    });
    assert_eq!(systems.collect::<Vec<_>>(), ["You know Oslo."]);
}

#[test]
fn another_table_has_cells_of_its_own_and_the_first_one_keeps_its_own() {
    let mut stage = Stage::new();
    stage.key("shift-r");
    stage.finish();
    let other = table("other.jsonl", "{\"city\": \"Rome\"}\n");
    stage.tell(Msg::CasesRead(Ok(Box::new(other))));
    assert_eq!(stage.told(0, 0), Told::Empty);
    stage.tell(Msg::CasesRead(Ok(Box::new(towns()))));
    assert_eq!(stage.told(0, 0), Told::Done("Yes.".to_owned()));
}

#[test]
fn a_cell_is_read_gone_to_and_exported() {
    let mut stage = Stage::new();
    stage.key("shift-r");
    stage.finish();
    stage.key("j");
    stage.key("enter");
    assert!(matches!(
        stage.play.state.overlays.last(),
        Some(Overlay::Page(_))
    ));
    stage.key("esc");
    stage.key("x");
    stage.play.typed("out.txt");
    stage.key("enter");
    let effects = stage.play.typed("\u{8}");
    assert_eq!(effects, []);
    stage.key("esc");
    stage.key("x");
    stage.play.typed("out.csv");
    let effects = stage.key("enter");
    let Some(Effect::ExportCases(order)) = effects.first() else {
        panic!("nothing is exported: {effects:?}");
    };
    assert_eq!(order.sheet.rows.len(), 4);
    let cell = order.sheet.rows[1].cells[0].as_ref().unwrap();
    assert_eq!(
        (cell.reply.as_str(), cell.figures.ms),
        ("Yes.\nAnd more.", 2_400)
    );
    let id = stage.cell(1, 0).id;
    stage.key("o");
    assert_eq!(stage.play.state.lane().unwrap().leaf(), Some(id));
    assert!(stage.play.state.overlays.is_empty());
}

#[test]
fn an_unreadable_table_is_told() {
    let mut stage = Stage::new();
    let why = "x.csv: line 3: 1 values for 2 columns".to_owned();
    stage.tell(Msg::CasesRead(Err(why.clone())));
    assert!(stage.notice().contains(&why));
    let question = Record::Message {
        parent: Some(MessageId(9)),
        role: crate::chat::message::Role::User,
        turn: None,
        case: Some(CaseNo(70)),
        body: Body::New(Vec::new()),
    };
    // A record of a case below nothing changes nothing.
    let entry = stage
        .conversation()
        .entry(question, stage.play.now.wall, None);
    let before = stage.conversation().len();
    stage.play.state.conversation.apply(&entry);
    assert_eq!(stage.conversation().len(), before);
}
