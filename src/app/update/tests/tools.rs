//! Tools of a lane: sets, Anthropic's own, those of files, and the check of what is written.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one of many"
)]

use std::sync::Arc;

use super::notice;
use crate::app::editor::Subject;
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::menu::{Asked, MenuKind};
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::app::settings::row::Row;
use crate::chat::json::Value;
use crate::chat::preset::{Shelf, ShelfKind, ShelfName};
use crate::chat::tool::remark::{Remark, RemarkWeight};
use crate::chat::tool::set::{
    Command, Limits, Part, Program, Reach, Runner, Server, ToolSet, Unready,
};
use crate::chat::tool::{self, Which, source};

const TWO: &str = r#"[{"name":"dig","description":"Digs.","input_schema":{"type":"object"}},
    {"name":"sift","description":"Sifts.","input_schema":{"type":"object"}}]"#;

fn set() -> ToolSet {
    ToolSet {
        name: ShelfName::new("rocks").unwrap(),
        path: "/tools/rocks.toml".to_owned(),
        tools: tool::parse(TWO).unwrap(),
        runners: vec![(
            "dig".to_owned(),
            Runner {
                program: Program::Shell {
                    folder: "/tmp".to_owned(),
                },
                limits: Limits::default(),
            },
        )],
        servers: Vec::new(),
    }
}

/// The menu of tools with a set.
fn menu() -> Play {
    let mut play = Play::connected();
    let shelf = Shelf {
        tools: vec![set()],
        ..Shelf::default()
    };
    play.tell(Msg::Shelf(Arc::new(shelf)));
    play.key("ctrl-x shift-t");
    play
}

fn kind(play: &Play) -> Option<MenuKind> {
    match play.state.overlays.last() {
        Some(Overlay::Menu(menu)) => Some(menu.kind),
        _ => None,
    }
}

fn names(play: &Play) -> Vec<String> {
    let settings = play.settings();
    let tools = settings.tools.offered.iter();
    tools.map(|tool| tool.name().to_owned()).collect()
}

#[test]
fn a_whole_set_or_single_tools_are_offered() {
    let mut play = menu();
    play.key("enter");
    assert_eq!(names(&play), ["dig", "sift"]);
    assert_eq!(kind(&play), Some(MenuKind::Tools));
    play.key("down enter");
    assert_eq!(names(&play), ["sift"]);
    play.key("up enter");
    assert_eq!(names(&play), ["sift", "dig"]);
    play.key("enter");
    assert_eq!(names(&play), [""; 0]);
}

/// What a task finds of the set.
fn unready() -> Vec<Unready> {
    let of = |part, what: &str| Unready {
        set: set().name,
        part,
        what: what.to_owned(),
    };
    vec![
        of(Part::Runner("dig".to_owned()), "folder not found: /tmp"),
        of(Part::Server("air".to_owned()), "program not found: npx"),
    ]
}

fn details(play: &Play) -> Vec<(String, String)> {
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("it has closed");
    };
    let rows = menu.chooser.rows().map(|entry| {
        let warned = menu.warning_of(&entry.pick);
        (entry.label.clone(), entry.detail[..warned].to_owned())
    });
    rows.collect()
}

#[test]
fn a_program_that_is_not_there_is_told_in_the_list_once_a_task_has_looked() {
    let mut play = menu();
    let shelf = Arc::new(Shelf {
        tools: vec![set()],
        ..Shelf::default()
    });
    let looks = Effect::LookForPrograms(Arc::clone(&shelf));
    assert_eq!(play.tell(Msg::Shelf(Arc::clone(&shelf))), [looks]);
    play.typed("i");
    let told = Msg::ProgramsLookedFor(Arc::clone(&shelf), unready());
    assert_eq!(play.tell(told), []);
    let rows = details(&play);
    let warned = rows.iter().filter(|(_, warning)| !warning.is_empty());
    assert_eq!(
        warned.cloned().collect::<Vec<_>>(),
        [
            ("  [ ] dig".to_owned(), "folder not found: /tmp".to_owned()),
            ("○ rocks".to_owned(), "folder not found: /tmp".to_owned()),
        ]
    );
    // The filter stays; what was found of sets that were read before those that are there is not taken.
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("it has closed");
    };
    assert_eq!(menu.chooser.list.filter, "i");
    let older = Msg::ProgramsLookedFor(Arc::new((*shelf).clone()), Vec::new());
    play.tell(older);
    assert_eq!(details(&play), rows);
    play.tell(Msg::ProgramsLookedFor(shelf, Vec::new()));
    assert!(details(&play).iter().all(|(_, warning)| warning.is_empty()));
    // Where nobody looks at the list, nobody looks for programs.
    play.key("esc");
    assert_eq!(play.tell(Msg::Shelf(Arc::new(Shelf::default()))), []);
}

#[test]
fn a_server_that_cannot_be_started_is_told_with_the_tools_that_it_answers() {
    let mut play = menu();
    let by_server = Runner {
        program: Program::Server {
            server: "air".to_owned(),
            tool: "dig".to_owned(),
        },
        limits: Limits::default(),
    };
    let shelf = Arc::new(Shelf {
        tools: vec![ToolSet {
            runners: vec![("sift".to_owned(), by_server)],
            servers: vec![Server {
                name: "air".to_owned(),
                reach: Reach::Command(Command::default()),
                limits: Limits::default(),
            }],
            ..set()
        }],
        ..Shelf::default()
    });
    play.tell(Msg::Shelf(Arc::clone(&shelf)));
    play.tell(Msg::ProgramsLookedFor(shelf, unready()[1..].to_vec()));
    let warned = details(&play);
    let labels = warned
        .iter()
        .filter(|(_, warning)| warning == "program not found: npx")
        .map(|(label, _)| label.as_str());
    assert_eq!(
        labels.collect::<Vec<_>>(),
        ["○ rocks", "  [ ] sift", "  ＋ from air"]
    );
}

#[test]
fn what_is_filtered_stays_filtered() {
    let mut play = menu();
    play.typed("sift");
    play.key("enter");
    assert_eq!(names(&play), ["sift"]);
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("it has closed");
    };
    assert_eq!(menu.chooser.list.filter, "sift");
}

#[test]
fn tools_of_one_name_are_told_apart_by_their_sets() {
    let mut play = Play::connected();
    let mut other = set();
    other.name = ShelfName::new("sands").unwrap();
    let shelf = Shelf {
        tools: vec![set(), other],
        ..Shelf::default()
    };
    play.tell(Msg::Shelf(Arc::new(shelf)));
    play.key("ctrl-x shift-t");
    play.typed("sift");
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("it has closed");
    };
    let details: Vec<&str> = menu.chooser.rows().map(|row| row.detail.as_str()).collect();
    assert_eq!(details[..2], ["of rocks · Sifts.", "of sands · Sifts."]);
}

#[test]
fn a_set_is_removed_and_its_tools_stay() {
    let mut play = menu();
    play.key("enter");
    let effects = play.key("delete");
    let removed = Effect::RemoveKept(ShelfKind::ToolSet, set().name);
    assert!(effects.contains(&removed), "{effects:?}");
    assert_eq!(names(&play).len(), 2);
}

#[test]
fn keeping_tools_under_the_name_of_a_set_keeps_its_programs() {
    let mut play = menu();
    play.key("down enter");
    play.typed("keep");
    play.key("enter");
    assert!(matches!(
        play.state.overlays.last(),
        Some(Overlay::Ask(Asked::ToolSetName, _))
    ));
    play.typed("rocks");
    let effects = play.key("enter");
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::KeepToolSet(set) => Some(set),
        _ => None,
    });
    let kept = kept.unwrap();
    assert_eq!((kept.tools.len(), kept.runners.len()), (1, 1));
}

#[test]
fn a_computer_is_described_and_its_beta_follows() {
    let mut play = menu();
    play.typed("anthropic");
    play.key("enter");
    assert_eq!(kind(&play), Some(MenuKind::OwnTools));
    play.typed("computer_20250124");
    play.key("enter");
    assert_eq!(kind(&play), Some(MenuKind::OwnForm));
    play.key("down enter ctrl-u");
    play.typed("1280");
    play.key("enter");
    assert_eq!(kind(&play), Some(MenuKind::OwnForm));
    play.key("enter");
    assert_eq!(names(&play), ["computer"]);
    assert_eq!(play.settings().betas, ["computer-use-2025-01-24"]);
    assert!(notice(&play).contains("with the beta"), "{}", notice(&play));
    let json = tool::print(&play.settings().tools.offered);
    assert!(json.contains("\"display_width_px\": 1280"), "{json}");
    play.typed("this lane only");
    play.key("enter");
    assert_eq!(play.settings().betas, [""; 0]);
}

#[test]
fn a_number_that_is_none_stays_with_the_reason() {
    let mut play = menu();
    play.typed("anthropic");
    play.key("enter");
    play.typed("computer_20241022");
    play.key("enter down enter ctrl-u");
    play.typed("wide");
    play.key("enter");
    let Some(Overlay::Ask(Asked::OwnField(..), prompt)) = play.state.overlays.last() else {
        panic!("{:?}", play.state.overlays.last());
    };
    assert!(prompt.problem.as_ref().unwrap().contains("no number"));
}

#[test]
fn tools_of_a_file_are_chosen_one_by_one() {
    let mut play = menu();
    play.typed("import");
    play.key("enter");
    play.typed("/tmp/api.json");
    let effects = play.key("enter");
    assert!(matches!(&effects[..], [Effect::ReadTools(path)] if path.ends_with("api.json")));
    let found = source::read("api.json", &Value::parse(TWO).unwrap()).unwrap();
    play.tell(Msg::ToolsRead(Ok(Box::new(found))));
    assert_eq!(kind(&play), Some(MenuKind::ToolSource));
    play.key("down enter");
    assert_eq!(names(&play), ["dig"]);
    assert_eq!(kind(&play), Some(MenuKind::ToolSource));
    play.key("up enter");
    assert_eq!(names(&play), ["dig", "sift"]);
    play.tell(Msg::ToolsRead(Err("there is no tool in it".to_owned())));
    assert!(notice(&play).contains("no tool"), "{}", notice(&play));
}

#[test]
fn choices_are_listed_with_what_is_said_to_them() {
    let mut play = menu();
    play.key("enter");
    play.typed("choice");
    play.key("enter");
    assert_eq!(kind(&play), Some(MenuKind::ToolChoice));
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("no menu");
    };
    let said = |word: &str| {
        let mut rows = menu.chooser.rows();
        rows.find(|row| row.label.ends_with(word))
            .unwrap()
            .detail
            .clone()
    };
    assert!(
        said(" none").contains("has no tool choice none"),
        "{}",
        said(" none")
    );
    play.typed("dig");
    play.key("enter");
    let choice = play.settings().tools.choice.unwrap();
    assert_eq!(choice.which, Which::Tool("dig".to_owned()));
}

fn remark() -> Remark {
    Remark {
        weight: RemarkWeight::Warning,
        tool: "dig".to_owned(),
        pointer: String::new(),
        place: None,
        what: "it has no description".to_owned(),
    }
}

fn checked(effects: &[Effect]) -> Vec<String> {
    let texts = effects.iter().filter_map(|effect| match effect {
        Effect::CheckTools(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

fn remarks(play: &Play) -> usize {
    let editors = play
        .state
        .overlays
        .iter()
        .filter_map(|overlay| match overlay {
            Overlay::Editor(editor) if editor.subject == Subject::Row(Row::Tools) => Some(editor),
            _ => None,
        });
    editors.map(|editor| editor.remarks.len()).sum()
}

#[test]
fn only_the_last_text_is_checked() {
    let mut play = menu();
    play.key("enter");
    play.typed("edit");
    let first = checked(&play.key("enter"));
    assert_eq!(first.len(), 1);
    // While it is being checked one writes on: nothing more is asked until it has come back.
    assert_eq!(checked(&play.typed(" ")), [""; 0]);
    assert_eq!(checked(&play.typed("  ")), [""; 0]);
    let second = checked(&play.tell(Msg::ToolsChecked(first[0].clone(), vec![remark()])));
    assert_eq!((second.len(), remarks(&play)), (1, 0));
    assert_ne!(first, second);
    play.tell(Msg::ToolsChecked(second[0].clone(), vec![remark()]));
    assert_eq!(remarks(&play), 1);
    // A text that is no JSON is not checked.
    assert_eq!(checked(&play.typed("}")), [""; 0]);
    assert_eq!(remarks(&play), 0);
}

#[test]
fn two_lanes_offer_different_tools() {
    let mut play = menu();
    play.key("enter esc");
    play.turn("hello", "hi");
    let lane = play.fork_lane(|settings| settings.tools.offered.clear());
    let of = |lane| {
        let lane = play.state.conversation.lane(lane).unwrap();
        lane.settings.tools.offered.len()
    };
    assert_eq!((of(LANE), of(lane)), (2, 0));
}
