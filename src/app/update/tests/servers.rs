//! Servers that are asked for their tools, and what comes of that.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one of many"
)]

use std::sync::Arc;
use std::time::Duration;

use super::notice;
use crate::app::calls::{Plan, TalkId};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::layout::Size;
use crate::app::menu::MenuKind;
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::chat::content::Json;
use crate::chat::preset::{Shelf, ShelfName};
use crate::chat::tool::Tool;
use crate::chat::tool::invocation::{Invocation, Process, Run, ServerReach};
use crate::chat::tool::set::{Command, Limits, Program, Reach, Runner, Server, ToolSet};
use crate::chat::tool::source::Origin;
use crate::chat::tool::source::server::{Declared, Told, read};

fn origin() -> Origin {
    Origin {
        set: ShelfName::new("air").unwrap(),
        server: "radio".to_owned(),
    }
}

fn set() -> ToolSet {
    ToolSet {
        name: origin().set,
        path: "/tools/air.toml".to_owned(),
        tools: Vec::new(),
        runners: vec![(
            "fail".to_owned(),
            Runner {
                program: Program::Shell {
                    folder: "/tmp".to_owned(),
                },
                limits: Limits::default(),
            },
        )],
        servers: vec![Server {
            name: "radio".to_owned(),
            reach: Reach::Command(Command {
                argv: vec!["/bin/radio".to_owned()],
                ..Command::default()
            }),
            limits: Limits::default(),
        }],
    }
}

fn plan() -> Plan {
    let process = Process {
        argv: vec!["/bin/radio".to_owned()],
        folder: "/tmp".to_owned(),
        ..Process::default()
    };
    Plan {
        invocation: Arc::new(Invocation {
            call: None,
            tool: "radio".to_owned(),
            source: "/tools/air.toml".to_owned(),
            args: String::new(),
            run: Run::Server {
                server: "radio".to_owned(),
                reach: ServerReach::Process(process),
                tool: None,
            },
            limits: Limits::default(),
        }),
        sha256: "5e".repeat(32),
    }
}

fn told() -> Told {
    let declared = |name: &str| Declared {
        name: name.to_owned(),
        description: "About.".to_owned(),
        schema: Json("{\"type\":\"object\"}".to_owned()),
    };
    let all = ["radio.top-song", "radio/top-song", "fail"].map(declared);
    Told {
        tools: all.to_vec(),
        has_more: false,
    }
}

/// The user wants the tools of the server, and it is found out what would be done.
fn wanted() -> Play {
    let mut play = Play::connected();
    let shelf = Shelf {
        tools: vec![set()],
        ..Shelf::default()
    };
    play.tell(Msg::Shelf(Arc::new(shelf)));
    play.key("ctrl-x shift-t");
    play.typed("from radio");
    let effects = play.key("enter");
    let plans =
        |effect: &Effect| matches!(effect, Effect::PlanTalk(_, _, server) if server == "radio");
    assert!(effects.iter().any(plans), "{effects:?}");
    assert!(play.state.overlays.is_empty());
    play
}

/// The number of the talk that was begun last.
fn id(play: &Play) -> TalkId {
    TalkId(play.state.calls.planned)
}

fn asks(effects: &[Effect]) -> bool {
    let asks = |effect: &Effect| matches!(effect, Effect::AskServer(..));
    effects.iter().any(asks)
}

fn is_asking(play: &Play) -> bool {
    matches!(play.state.overlays.last(), Some(Overlay::Consent(_)))
}

/// The user is asked, and has seen all of it.
fn asking() -> Play {
    let mut play = wanted();
    play.tell(Msg::TalkPlanned(id(&play), Ok(plan())));
    assert!(is_asking(&play));
    for _ in 0..20 {
        play.key("pagedown");
    }
    play.wait(Duration::from_millis(500));
    play
}

#[test]
fn a_server_is_asked_once_that_is_approved_and_its_tools_come_into_the_set() {
    let mut play = asking();
    play.key("right");
    let effects = play.key("enter");
    assert!(asks(&effects), "{effects:?}");
    play.tell(Msg::ServerTold(id(&play), Ok(told())));
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("{:?}", play.state.overlays.last());
    };
    assert_eq!(menu.kind, MenuKind::ToolSource);
    // The row of all of them, and then that of the first one: it is offered no more, and stays kept.
    let effects = play.key("enter");
    let source = effects.iter().find_map(|effect| match effect {
        Effect::KeepOfServer(source) => Some(source),
        _ => None,
    });
    let kept = source.unwrap().put_in(&set(), "radio").unwrap();
    assert_eq!(play.state.memory.shelf.tools.len(), 1);
    assert_eq!(play.state.memory.shelf.tools[0], kept);
    let names: Vec<&str> = kept.tools.iter().map(Tool::name).collect();
    assert_eq!(names, ["radio_top-song", "radio_top-song_2", "fail_2"]);
    let program = |name: &str| {
        let found = kept.runners.iter().find(|(other, _)| other == name);
        found.map(|(_, runner)| runner.program.clone())
    };
    let of_server = |tool: &str| Program::Server {
        server: "radio".to_owned(),
        tool: tool.to_owned(),
    };
    assert_eq!(program("radio_top-song"), Some(of_server("radio.top-song")));
    assert_eq!(
        program("radio_top-song_2"),
        Some(of_server("radio/top-song"))
    );
    // Another program answers to its name already, and goes on doing so.
    assert!(matches!(program("fail"), Some(Program::Shell { .. })));
    assert_eq!(program("fail_2"), Some(of_server("fail")));
    assert_eq!(play.state.settings().tools.offered.len(), 3);
    let effects = play.key("down enter");
    assert_eq!(play.state.settings().tools.offered.len(), 2);
    let keeps = |effect: &Effect| matches!(effect, Effect::KeepOfServer(_));
    assert!(!effects.iter().any(keeps), "{effects:?}");
}

#[test]
fn a_server_is_not_asked_unless_that_is_approved() {
    for keys in ["enter", "esc"] {
        let mut play = asking();
        assert!(!asks(&play.key(keys)));
        assert!(play.state.overlays.is_empty() && play.state.calls.talk.is_none());
        assert_eq!(notice(&play), "the server was not asked");
        // A plan that comes after that asks nothing.
        play.tell(Msg::TalkPlanned(id(&play), Ok(plan())));
        assert!(!is_asking(&play));
    }
    // Before all of it was on the screen nothing can be approved.
    let mut play = wanted();
    play.tell(Msg::Resized(Size {
        width: 80,
        height: 12,
    }));
    play.tell(Msg::TalkPlanned(id(&play), Ok(plan())));
    play.wait(Duration::from_millis(500));
    play.key("right");
    assert!(!asks(&play.key("enter")));
}

#[test]
fn what_a_server_tells_too_late_is_not_shown() {
    let mut play = asking();
    play.key("right");
    assert!(asks(&play.key("enter")));
    let effects = play.key("esc");
    assert!(effects.contains(&Effect::StopTalk), "{effects:?}");
    play.tell(Msg::ServerTold(id(&play), Ok(told())));
    assert!(play.state.overlays.is_empty());

    let mut play = asking();
    play.key("right");
    assert!(asks(&play.key("enter")));
    let why = "the server radio: it wrote: no key is set".to_owned();
    play.tell(Msg::ServerTold(id(&play), Err(why.clone())));
    assert_eq!(notice(&play), why);
    assert!(play.state.calls.talk.is_none());
}

#[test]
fn what_comes_of_a_talk_that_was_left_is_not_taken_for_that_of_the_next() {
    let mut play = wanted();
    let first = id(&play);
    play.key("esc");
    play.key("ctrl-x shift-t");
    play.typed("from radio");
    play.key("enter");
    assert_ne!(first, id(&play));
    play.tell(Msg::TalkPlanned(first, Ok(plan())));
    assert!(!is_asking(&play));
    play.tell(Msg::TalkPlanned(
        first,
        Err("the program is gone".to_owned()),
    ));
    assert!(play.state.calls.talk.is_some());
    play.tell(Msg::TalkPlanned(id(&play), Ok(plan())));
    assert!(is_asking(&play));
    play.wait(Duration::from_millis(500));
    for _ in 0..20 {
        play.key("pagedown");
    }
    play.key("right");
    assert!(asks(&play.key("enter")));
    play.tell(Msg::ServerTold(first, Ok(told())));
    assert!(play.state.overlays.is_empty() && play.state.calls.talk.is_some());
    play.tell(Msg::ServerTold(id(&play), Ok(told())));
    assert!(matches!(
        play.state.overlays.last(),
        Some(Overlay::Menu(menu)) if menu.kind == MenuKind::ToolSource
    ));
}

#[test]
fn tools_that_a_set_keeps_are_known_again_by_what_answers_them() {
    let found = read(&set(), "radio", told()).unwrap();
    let kept = found.kept_in(&set(), "radio");
    assert_eq!(kept.tools.len(), 3);
    let again = read(&kept, "radio", told()).unwrap();
    assert_eq!(again.kept_in(&kept, "radio"), kept);
    // Of another server with a tool of the same name it is another tool.
    let mut two = kept.clone();
    two.servers.push(Server {
        name: "news".to_owned(),
        ..kept.servers[0].clone()
    });
    let other = read(&two, "news", told()).unwrap();
    let both = other.kept_in(&two, "news");
    assert_eq!(both.tools.len(), 6);
    assert_eq!(both.tools[..3], kept.tools[..]);
    assert_eq!(both.runners[..kept.runners.len()], kept.runners[..]);
    let names: Vec<&str> = both.tools.iter().map(Tool::name).collect();
    assert_eq!(names[3], "radio_top-song_3");
}

#[test]
fn nothing_is_kept_for_a_server_that_the_set_has_no_more() {
    let mut play = asking();
    play.key("right");
    assert!(asks(&play.key("enter")));
    play.tell(Msg::ServerTold(id(&play), Ok(told())));
    let mut other = set();
    other.servers[0].name = "news".to_owned();
    let shelf = Shelf {
        tools: vec![other.clone()],
        ..Shelf::default()
    };
    play.tell(Msg::Shelf(Arc::new(shelf)));
    let effects = play.key("enter");
    let keeps = |effect: &Effect| matches!(effect, Effect::KeepOfServer(_));
    assert!(!effects.iter().any(keeps), "{effects:?}");
    assert!(notice(&play).contains("has no server radio any more"));
    assert!(read(&other, "radio", told()).is_err());
}

#[test]
fn a_tool_that_was_allowed_is_asked_about_again_once_its_server_is_another_program() {
    let one = |files: &[&str], args: &str, tool: &str| {
        let mut plan = plan();
        let mut it = (*plan.invocation).clone();
        it.args = args.to_owned();
        if let Run::Server {
            reach: ServerReach::Process(process),
            tool: of_server,
            ..
        } = &mut it.run
        {
            process.files = files
                .iter()
                .map(|hash| ("/bin/radio".to_owned(), (*hash).to_owned()))
                .collect();
            *of_server = (!tool.is_empty()).then(|| tool.to_owned());
        }
        plan.invocation = Arc::new(it);
        plan.invocation
    };
    let allowed = one(&["a"], "{}", "song");
    assert!(allowed.is_same_tool(&one(&["a"], "{\"sign\":1}", "song")));
    assert!(!allowed.is_same_tool(&one(&["b"], "{}", "song")));
    assert!(!allowed.is_same_tool(&one(&["a"], "{}", "other")));
    assert!(!one(&["a"], "{}", "").is_same_tool(&one(&["a"], "{}", "")));
}

#[test]
fn a_tool_that_no_model_takes_is_left_out_and_told() {
    let mut all = told();
    all.tools[1].schema = Json("{}".to_owned());
    let found = read(&set(), "radio", all).unwrap();
    let told: Vec<&str> = found.tools.iter().map(|tool| tool.told.as_str()).collect();
    assert_eq!(told, ["radio.top-song", "fail"]);
    assert_eq!(found.problems.len(), 1);
    assert!(found.problems[0].starts_with("radio/top-song: the schema of"));
    assert_eq!(found.kept_in(&set(), "radio").tools.len(), 2);
}

#[test]
fn what_is_kept_goes_into_the_set_as_it_is_by_then() {
    let found = read(&set(), "radio", told()).unwrap();
    let mut by_then = set();
    by_then.tools =
        crate::chat::tool::parse(r#"{"name":"mine","input_schema":{"type":"object"}}"#).unwrap();
    let kept = found.put_in(&by_then, "radio").unwrap();
    assert_eq!(kept.tools.len(), 4);
    assert_eq!(kept.tools[0].name(), "mine");
    // A name that something else answers to by now is not taken from it.
    by_then
        .runners
        .push(("radio_top-song".to_owned(), by_then.runners[0].1.clone()));
    let why = found.put_in(&by_then, "radio").unwrap_err();
    assert!(why.contains("radio_top-song"), "{why}");
    by_then.servers.clear();
    assert!(found.put_in(&by_then, "radio").is_err());
}
