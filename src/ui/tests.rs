//! Screens as a person sees them, at three sizes; and every screen at every small size.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use crate::app::action::{Action, OnLane};
use crate::app::calls::{Plan, Stage, TalkId};
use crate::app::chips::{NotAttached, Wanted};
use crate::app::consent::QUIET;
use crate::app::effect::Effect;
use crate::app::export::{Exported, Imported, ImportedOne};
use crate::app::file::Hold;
use crate::app::file_picker::{Browse, Browsed, EntryKind, FileEntry, Glimpse};
use crate::app::fixture::*;
use crate::app::layout::Size;
use crate::app::library::{News, Presence};
use crate::app::mention::{Found, Offer, Place, Search};
use crate::app::msg::{ListingAge, Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::pictures::peek;
use crate::app::prepare;
use crate::app::search::Indexing;
use crate::app::state::State;
use crate::chat::abilities::{Abilities, Ability, AbilityTable, Price};
use crate::chat::attached::format::{DocumentFormat, PictureFormat};
use crate::chat::attached::{Attached, Kind};
use crate::chat::call::CallId;
use crate::chat::content::{Cited, ContentBlock};
use crate::chat::conversation::Layout;
use crate::chat::failure::{FailureKind, FileChange};
use crate::chat::generation::Outcome;
use crate::chat::ids::LaneId;
use crate::chat::json::Value;
use crate::chat::library::Volume;
use crate::chat::message::Role;
use crate::chat::preset::{Shelf, ShelfName};
use crate::chat::record::{Body, Record};
use crate::chat::search::hit::Page;
use crate::chat::settings::{Decimal, Settings};
use crate::chat::time::Wall;
use crate::chat::tool::invocation::{Invocation, Process, Run, ServerReach};
use crate::chat::tool::remark::{Remark, RemarkWeight};
use crate::chat::tool::set::{Command, Limits, Part, Reach, Server, ToolSet, Unready};
use crate::chat::tool::verdict::{Fault, Verdict};
use crate::chat::tool::{self as chat_tool, source};

use super::draw;
use super::pictures::Gallery;
use super::theme::Wardrobe;
use crate::app::themes::Richness;

/// The sizes of the snapshots.
pub(super) const SIZES: [Size; 3] = [
    Size {
        width: 80,
        height: 24,
    },
    Size {
        width: 200,
        height: 50,
    },
    Size {
        width: 50,
        height: 15,
    },
];

/// A little of everything that Markdown has.
const REPLY: &str = "# Outcrops\n\nAn **outcrop** is where `bedrock` shows.\n\n- granite\n- gneiss\n\n```rust\nlet rock = 1;\n```\n";

/// The parts that can be exported.
fn export() -> Play {
    exporting("")
}

/// The same after these keys.
fn exporting(keys: &str) -> Play {
    let mut play = finished();
    play.tell(Msg::Created(PathBuf::from("/home/me/rocks.jsonl")));
    play.key("ctrl-x e");
    if !keys.is_empty() {
        play.key(keys);
    }
    play
}

fn exported() -> Play {
    let mut play = finished();
    play.tell(Msg::Exported(Ok(Exported {
        path: PathBuf::from("/home/me/rocks.html"),
        size: 12_345,
        lost: vec!["the bytes of 2 documents".to_owned()],
    })));
    play
}

fn imported() -> Play {
    let mut play = finished();
    let one = |title: &str, messages, left: &[&str]| ImportedOne {
        path: PathBuf::from("/home/me/.local/share/outcrop/conversations/a.jsonl"),
        title: title.to_owned(),
        messages,
        left: left.iter().map(|it| (*it).to_owned()).collect(),
    };
    play.tell(Msg::Imported(Ok(Imported {
        notes: vec!["a conversation, which has no message".to_owned()],
        unmade: 0,
        from: PathBuf::from("/home/me/conversations.json"),
        source: "ChatGPT",
        made: vec![
            one("Rocks", 12, &["a picture (2 times)"]),
            one("Shells", 1, &[]),
        ],
        problems: vec!["conversation 3 of the file, line 99: a value is missing".to_owned()],
    })));
    play
}

/// The file picker over a folder, after these keys. Every file that is looked at is known.
fn picking(keys: &[&str]) -> Play {
    let mut play = finished();
    play.key("ctrl-x a");
    let day = 86_400_000;
    let now = play.state.input.now.wall.0;
    let entry = |name: &str, kind, size, days: i64| {
        FileEntry::new(name.into(), kind, size, Some(Wall(now - days * day)))
    };
    let entries = vec![
        entry("old", EntryKind::Folder, 0, 3),
        entry(".cache", EntryKind::Folder, 0, 3),
        entry("basalt.png", EntryKind::File, 91_700, 0),
        entry("gneiss \u{1b}[31m.png", EntryKind::File, 2_340_000, 40),
        entry("pipe", EntryKind::Other, 0, 0),
        entry("readme.md", EntryKind::File, 640, 1),
        entry("zeros.bin", EntryKind::File, 12, 9),
    ];
    let folder = PathBuf::from("/home/me/pictures/of/rocks");
    let read = Browsed::Folder(1, folder, Ok(entries));
    play.tell(Msg::Browsed(read));
    for key in keys {
        let effects = play.key(key);
        for effect in effects {
            if let Effect::Browse(Browse::File(path)) = effect {
                let glimpse = glimpse(&path);
                play.tell(Msg::Browsed(Browsed::File(path, glimpse)));
            }
        }
    }
    play
}

fn glimpse(path: &std::path::Path) -> Glimpse {
    let name = path.to_string_lossy();
    let fit = |kind, size| {
        let attached = Attached {
            size,
            kind,
            ..picture()
        };
        Box::new(attached)
    };
    if name.ends_with(".md") {
        let kind = Kind::Document {
            format: DocumentFormat::Md,
            pages: None,
            cited: Cited::Off,
        };
        let lines = ["# Rocks", "", "All about \u{1b}]0;them\u{7}."];
        return Glimpse::Fit {
            attached: fit(kind, 640),
            lines: lines.map(str::to_owned).into(),
        };
    }
    if name.ends_with(".png") {
        return Glimpse::Fit {
            attached: fit(picture().kind, 91_700),
            lines: Vec::new(),
        };
    }
    let why = "zeros.bin is nothing that Bedrock takes: no picture and no document, by its content";
    Glimpse::Unfit(NotAttached::unfit(why))
}

fn files_failed() -> Play {
    let mut play = over("ctrl-x a");
    let why = "/root cannot be read: Permission denied (os error 13)".to_owned();
    play.tell(Msg::Browsed(Browsed::Folder(1, "/root".into(), Err(why))));
    play
}

/// A path that is typed into the message.
fn mention_looking() -> Play {
    let mut play = Play::connected();
    play.typed("look at @");
    play
}

fn mention(typed: &str) -> Play {
    let mut play = mention_looking();
    let files = [
        "rock.png",
        "src/rocks/gran\u{202e}ite.rs",
        "docs/a b.md",
        "src/pro/",
    ];
    let offers = files.map(|file| Offer::new(file.into(), file.to_owned()));
    play.tell(Msg::Offered(Found {
        place: Place::Below,
        offers: offers.into(),
        search: Search::Full,
    }));
    play.typed(typed);
    play
}

/// What messages of the conversation hold.
fn again() -> Play {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.turn("what is on it?", "gneiss");
    play.key("ctrl-x shift-a");
    play
}

/// Arguments that are not what they look like, scrolled through to their end.
fn consent_hostile() -> Play {
    let input = "{\"sign\":\"\u{202e}WZPZ\u{1b}]52;c;AA\u{7} p\u{430}ypal\n  \\n \"}";
    let mut play = asked_to_run(input);
    play.wait(QUIET);
    for _ in 0..4 {
        play.key("pagedown");
    }
    play.key("right");
    play
}

/// The first of two questions, about arguments that do not keep to the schema.
fn consent_faulty() -> Play {
    let mut play = asked_to_run("{\"sign\":12}");
    let mut other = play.state.calls.runs[0].clone();
    if let Stage::Asking(plan) = &mut other.stage {
        let call = CallId {
            block: 1,
            ..other.call
        };
        let invocation = Invocation {
            call: Some(call),
            ..(*plan.invocation).clone()
        };
        plan.invocation = Arc::new(invocation);
        other.call = call;
    }
    play.state.calls.runs.push(other);
    let Some(Overlay::Consent(question)) = play.state.overlays.last() else {
        panic!("nothing is asked");
    };
    let (call, key) = (question.call().unwrap(), question.key);
    let fault = Fault {
        path: "/sign".to_owned(),
        what: "12 is not of type string".to_owned(),
    };
    play.tell(Msg::Verified(call, key, Verdict::Faults(vec![fault])));
    play
}

/// What may follow the leader, once one has waited.
fn which() -> Play {
    let mut play = over("ctrl-x");
    play.tick(Duration::from_millis(300));
    play
}

fn help_found() -> Play {
    let mut play = over("f1");
    play.typed("/lane");
    play
}

/// The palette after two actions were taken from it.
fn palette_recent() -> Play {
    let mut play = over("ctrl-p");
    play.typed("hand the mouse");
    play.key("enter ctrl-p");
    play.typed("begin a new");
    play.key("enter ctrl-p");
    play
}

/// Every state that a person can see, with its name.
#[expect(clippy::too_many_lines, reason = "one line for each screen")]
pub(super) fn scenes() -> Vec<(&'static str, Play)> {
    vec![
        ("welcome", welcome()),
        ("empty", Play::connected()),
        ("streaming", streaming()),
        ("finished", finished()),
        ("failed", failed()),
        ("retrying", retrying()),
        ("banner", banner()),
        ("file_elsewhere", held(Hold::Elsewhere)),
        ("file_damaged", file_menu(held(Hold::Damaged))),
        ("file_flaws", flaws()),
        ("file_replaced", file_menu(replaced())),
        ("notice_cut", notice_cut()),
        ("picker", picker()),
        ("picker_denied", picker_denied()),
        ("picker_tools", picker_tools()),
        ("palette", over("ctrl-p")),
        ("slash", slash()),
        ("help", over("f1")),
        ("save_as", over("ctrl-x w")),
        ("history", over("ctrl-r")),
        ("sequence", over("ctrl-x")),
        ("which", which()),
        ("help_found", help_found()),
        ("palette_recent", palette_recent()),
        ("queue", queue()),
        ("raw", over("ctrl-x v")),
        ("scrolled", scrolled()),
        ("sandbox", in_sandbox()),
        ("settings", over("f2")),
        ("consent", asked_to_run("{\"sign\":\"WZPZ\"}")),
        ("consent_hostile", consent_hostile()),
        ("consent_faulty", consent_faulty()),
        ("settings_turned", settings_turned()),
        ("settings_refused", settings_refused()),
        ("before_sending", before_sending()),
        ("presets", presets()),
        ("tools", tools("")),
        ("tools_own", tools("anthropic")),
        ("tools_form", own_form()),
        ("themes", themes(&[])),
        ("themes_tried", themes(&["down", "down", "down"])),
        ("themes_faulty", themes(&["end", "up"])),
        ("tools_choice", tools("choice")),
        ("tools_found", tools_found()),
        ("server_in_menu", server_in_menu()),
        ("server_unready", server_unready()),
        ("server_asked", server_asked()),
        ("tools_editor", tools_editor()),
        ("refusals", refusals()),
        ("editor", editor()),
        ("variables", variables()),
        ("request", request()),
        ("prefill", prefill()),
        ("prefill_taken", prefill_taken()),
        ("prefill_refused", prefill_refused()),
        ("prefill_before", prefill_before()),
        ("prefill_ways", prefill_ways()),
        ("prefilled", prefilled()),
        ("thoughts_live", thoughts(Thoughts::Live)),
        ("thoughts_folded", thoughts(Thoughts::Folded)),
        ("thoughts_unfolded", thoughts(Thoughts::Unfolded)),
        ("attached", attached()),
        ("smaller", smaller()),
        ("chips", chips()),
        ("attachments", attachments()),
        ("export", export()),
        ("export_as", exporting("enter")),
        ("export_to", exporting("enter enter")),
        ("exported", exported()),
        ("import", over("ctrl-x shift-e")),
        ("imported", imported()),
        ("siblings", siblings()),
        ("lanes", lanes()),
        ("voted", two_models(&["ctrl-x 5"])),
        ("blind", two_models(&["ctrl-x 6"])),
        ("blind_voted", two_models(&["ctrl-x 6", "ctrl-x 5"])),
        ("votes", two_models(&["ctrl-x 6", "ctrl-x 5", "ctrl-x *"])),
        ("judge", judge()),
        ("edit_reply", edit_reply()),
        ("lanes_two", compared(2)),
        ("lanes_four", compared(4)),
        ("lanes_eight", compared(8)),
        ("pinned", pinned()),
        ("map", map()),
        ("map_trash", map_trash()),
        ("summary_one", summary_of(&[])),
        ("summary", summary_of(&[cooler])),
        ("summary_four", summary_four()),
        ("cited", cited()),
        ("note_open", note_open()),
        ("diff_menu", diff_menu()),
        ("diff_words", diff_words()),
        ("diff_lines", diff_lines()),
        ("diff_beside", diff_beside()),
        ("diff_structure", diff_structure()),
        ("diff_equal", diff_equal()),
        ("find", find(&["enter"])),
        ("find_typed", find(&[])),
        ("find_nothing", find(&["x", "enter"])),
        ("asked", asked()),
        ("grid", grid()),
        ("library", library(&[])),
        ("library_reading", over("ctrl-o")),
        ("library_empty", library_of(Vec::new(), &[])),
        ("library_filter", library(&["#", "g", "e", "o"])),
        ("library_marked", library(&["tab", "down", "tab"])),
        ("library_pane", library_pane()),
        ("library_trash", library_trash(&[])),
        ("library_empty_trash", library_trash(&["ctrl-k"])),
        ("library_rename", library(&["ctrl-r"])),
        ("file_picker", picking(&["down", "down"])),
        ("file_picker_reading", over("ctrl-x a")),
        ("file_picker_marked", picking(&["down", "space", "ctrl-s"])),
        ("file_picker_unfit", picking(&["end", "up"])),
        ("file_picker_text", picking(&["r", "e", "a"])),
        ("file_picker_nothing", picking(&["z", "z"])),
        ("file_picker_failed", files_failed()),
        ("mention", mention("ro")),
        ("mention_looking", mention_looking()),
        ("again", again()),
        ("search", search("", 0)),
        ("search_hits", search("granite role:assistant", 9)),
        ("search_nothing", search("granite", 0)),
        ("search_wrong", search("granite modle:x", 3)),
        ("search_reading", search_reading()),
        ("files", files()),
        ("dropped", dropped()),
    ]
}

/// The search with this query and so many hits.
fn search(text: &str, hits: u64) -> Play {
    let mut play = finished();
    play.key("ctrl-x /");
    for effect in play.typed(text) {
        if let Effect::Search(sought) = effect {
            let names = ["trip", "rocks"].into_iter().cycle();
            let hits = names.zip(0..hits).map(|(name, at)| hit(name, at));
            let hits = hits.collect();
            let next = None;
            play.tell(Msg::Found(sought, Ok(Page { hits, next })));
        }
    }
    play.key("down");
    play
}

/// The search while the index is made.
fn search_reading() -> Play {
    let mut play = search("granite", 2);
    let (done, files) = (128, 10_000);
    play.tell(Msg::Indexing(Indexing::Running { done, files }));
    play
}

/// The library with some conversations, and keys that were pressed in it.
fn library(keys: &[&str]) -> Play {
    library_of(volumes(), keys)
}

fn library_of(volumes: Vec<Volume>, keys: &[&str]) -> Play {
    let mut play = finished();
    play.tell(Msg::Created(PathBuf::from("/home/me/rocks.jsonl")));
    play.key("ctrl-o");
    play.tell(Msg::Library(News::Shelf(volumes)));
    for key in keys {
        play.key(key);
    }
    play
}

/// The library beside the conversation, where there is room.
fn library_pane() -> Play {
    let mut play = finished();
    play.tell(Msg::Created(PathBuf::from("/home/me/rocks.jsonl")));
    play.tell(Msg::Resized(SIZES[1]));
    play.key("ctrl-o");
    play.tell(Msg::Library(News::Shelf(volumes())));
    play
}

fn library_trash(keys: &[&str]) -> Play {
    let mut play = library(&["ctrl-b"]);
    let thrown = volumes().into_iter().skip(1).take(2);
    play.tell(Msg::Library(News::Trash(thrown.collect())));
    for key in keys {
        play.key(key);
    }
    play
}

/// Files that were opened lately; one is not there any more.
fn files() -> Play {
    let mut play = Play::connected();
    play.key("ctrl-x shift-o");
    let file = |name: &str| PathBuf::from(format!("/home/me/{name}.jsonl"));
    play.tell(Msg::Library(News::Opened(vec![
        (file("rocks"), Presence::There),
        (file("gone"), Presence::Missing),
    ])));
    play
}

fn dropped() -> Play {
    let mut play = Play::connected();
    play.tell(Msg::Paste("'/home/me/two words.jsonl'".to_owned()));
    play
}

/// Two turns; the first question was edited, and its reply left out, so that the order is wrong.
fn siblings() -> Play {
    let mut play = Play::connected();
    play.turn("What is an outcrop?", "Rock that shows.");
    play.turn("And a scree?", "Stones that fell.");
    for key in ["tab", "home", "e"] {
        play.key(key);
    }
    play.typed(" In a word?");
    play.key("esc");
    play.key("x");
    play.key("n");
    play.key("n");
    play.key("b");
    play.typed("the loose one");
    play.key("enter");
    play.tell(Msg::Tick);
    play
}

/// A word is looked for in two lanes.
fn find(keys: &[&str]) -> Play {
    let mut play = compared(2);
    play.tell(Msg::Do(Action::OpenFind));
    play.typed("rock");
    for key in keys {
        play.key(key);
    }
    play
}

/// The list of what was asked.
fn asked() -> Play {
    let mut play = siblings();
    play.key("'");
    play
}

/// The second lane ends earlier.
/// The list of themes, two of them the user's, of which one is faulty; and these keys.
fn themes(keys: &[&str]) -> Play {
    let mut play = finished();
    let mut wardrobe = wardrobe();
    let own = [("broken", "txet = {}"), ("mine", "base = \"nord\"")];
    let own = own.map(|(name, text)| (name.to_owned(), Ok(text.to_owned())));
    wardrobe.restock(own.into());
    play.key("ctrl-x h");
    play.tell(Msg::ThemesRead(wardrobe.known()));
    for key in keys {
        play.key(key);
    }
    play
}

fn lanes() -> Play {
    let mut play = siblings();
    for key in ["home", "n", "ctrl-x |"] {
        play.key(key);
    }
    play
}

/// So many lanes that answer the same; the last one still does.
pub(super) fn compared(count: usize) -> Play {
    let mut play = finished();
    let mut effects = Vec::new();
    for _ in 1..count {
        effects = play.tell(Msg::Do(Action::OnLane(OnLane::Compare)));
        play.typed("2 samples");
        effects.extend(play.key("enter"));
        let id = play.sent(&effects);
        play.streamed(id, REPLY);
        play.ended(id);
    }
    assert_eq!(effects.len(), 2);
    let effects = play.say("And a scree?");
    for effect in effects {
        if let Effect::Prepare(lane, parent, _) = effect {
            play.tell(Msg::Prepared(lane, parent, sent()));
        }
    }
    let ids = generates(&play.appended());
    for id in &ids[..count - 1] {
        play.streamed(*id, "Stones that fell.");
        play.ended(*id);
    }
    play.streamed(ids[count - 1], "Stones that");
    play
}

/// The replies of two models side by side, and these keys.
pub(super) fn two_models(keys: &[&str]) -> Play {
    let mut play = Play::connected();
    play.turn("What is an outcrop?", "Rock that shows.");
    play.key("ctrl-x c");
    play.key("enter");
    play.typed("opus");
    let effects = play.key("enter");
    let id = play.sent(&effects);
    play.streamed(id, "Where bedrock comes to the surface.");
    play.ended(id);
    play.appended();
    for key in keys {
        play.key(key);
    }
    play.tell(Msg::Tick);
    play
}

/// The replies of two models, and what a third one says of them.
fn judge() -> Play {
    let mut play = two_models(&["ctrl-x 7", "esc"]);
    play.typed("opus");
    let effects = play.key("enter");
    let id = play.sent(&effects);
    play.streamed(id, "**B** says where it comes from.\n\nWinner: B");
    play.ended(id);
    play
}

#[test]
fn no_model_is_named_while_lanes_are_hidden() {
    let names = [
        "nova",
        "opus",
        "claude",
        "converse",
        "tok/s",
        "ttft",
        "on demand",
        " in /",
    ];
    let keys = [
        "tab",
        "f2",
        "ctrl-x j",
        "ctrl-x m",
        "ctrl-x i",
        "ctrl-x =",
        "ctrl-x s",
        "ctrl-x !",
        "ctrl-x 3",
        "ctrl-x 4",
        "ctrl-x %",
        "ctrl-x 9",
        "ctrl-x f",
        "shift-r",
        "m",
        "left",
        "=",
        "ctrl-x ctrl-s",
        "ctrl-x #",
        "ctrl-x c",
        "ctrl-x |",
    ];
    let told = |play: &Play, after: &str| {
        let wide = Size {
            width: 160,
            height: 40,
        };
        for size in SIZES.into_iter().chain([wide]) {
            let text = text(&drawn(play, size)).to_lowercase();
            let found = names.iter().find(|name| text.contains(**name));
            assert_eq!(found, None, "after {after}\n{text}");
        }
    };
    let begin = two_models(&["ctrl-x 6"]);
    told(&begin, "ctrl-x 6");
    for key in keys {
        let mut play = begin.clone();
        play.key("tab");
        play.key(key);
        told(&play, key);
        play.typed("x");
        told(&play, key);
    }
}

fn edit_reply() -> Play {
    let mut play = finished();
    for key in ["tab", "e", "left", "left"] {
        play.key(key);
    }
    play
}

fn pinned() -> Play {
    let mut play = finished();
    play.key("ctrl-x f");
    play.typed("{\"rocks\": [");
    play.key("ctrl-x ctrl-f");
    play
}

fn welcome() -> Play {
    let mut play = Play::new();
    play.tell(Msg::Connected(Err(no_credentials())));
    play
}

fn streaming() -> Play {
    let mut play = Play::connected();
    let id = play.ask("What is an outcrop?");
    play.streamed(id, &REPLY[..60]);
    play
}

fn finished() -> Play {
    let mut play = Play::connected();
    play.turn("What is an outcrop?", REPLY);
    play
}

fn failed() -> Play {
    let mut play = Play::connected();
    let id = play.ask("What is an outcrop?");
    play.streamed(id, "An outcrop is");
    play.failed(id, FailureKind::Cut);
    play.appended();
    play
}

fn retrying() -> Play {
    let mut play = Play::connected();
    let id = play.ask("What is an outcrop?");
    play.failed(id, FailureKind::Throttled);
    play.appended();
    play
}

fn banner() -> Play {
    let mut play = finished();
    play.say("And where?");
    play.not_appended();
    play
}

fn file_menu(mut play: Play) -> Play {
    play.key("ctrl-x ctrl-w");
    play
}

fn flaws() -> Play {
    let mut play = held(Hold::Damaged);
    play.key("ctrl-x ctrl-d");
    play
}

fn replaced() -> Play {
    let mut play = finished();
    play.tell(Msg::Created("/home/me/talk.jsonl".into()));
    play.say("And where?");
    let n = play.state.file.handed;
    play.tell(Msg::Appended(n, Err(changed(FileChange::Replaced))));
    play
}

/// An error that is longer than a line of most terminals.
fn notice_cut() -> Play {
    let mut play = finished();
    let long = "top_song: program not found: song; install it or mend the tool set (looked in /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/home/me/.local/bin) (/home/me/.config/outcrop/tools/radio.toml)";
    play.state.notices.error(long, play.now.mono);
    play
}

fn picker() -> Play {
    let mut play = Play::connected();
    play.key("ctrl-x m");
    play.key("down");
    play.key("ctrl-f");
    play
}

/// The data file comes while the picker is open: one model takes tools, and one does not.
fn picker_tools() -> Play {
    let mut play = Play::connected();
    play.key("ctrl-x m");
    let takes = |tools| {
        let mut abilities = Abilities::default();
        abilities.takes.tools = tools;
        abilities
    };
    let table = AbilityTable::new(vec![
        ("amazon.nova".to_owned(), takes(Ability::Yes)),
        ("anthropic.claude-v2".to_owned(), takes(Ability::No)),
    ]);
    play.tell(Msg::ModelData(Arc::new(table), None));
    play
}

fn picker_denied() -> Play {
    let mut play = Play::new();
    play.tell(Msg::Connected(Ok(bedrock())));
    play.tell(Msg::Listed(denied(), ListingAge::Fresh));
    play.key("ctrl-x m");
    play.typed("eu.amazon.nova-lite-v1:0");
    play
}

fn slash() -> Play {
    let mut play = finished();
    play.typed("/mod");
    play
}

/// A finished reply, and then these keys.
fn over(keys: &str) -> Play {
    let mut play = finished();
    play.key(keys);
    play
}

fn queue() -> Play {
    let mut play = streaming();
    play.say("And where is one?");
    play.typed("two\\");
    play.key("enter");
    play.typed("lines");
    play
}

fn scrolled() -> Play {
    let mut play = finished();
    for n in 0..4 {
        play.turn(&format!("question {n}"), REPLY);
    }
    play.key("pageup");
    play.key("esc");
    play
}

fn in_sandbox() -> Play {
    let mut play = Play::new();
    play.tell(Msg::Connected(Ok(sandbox())));
    play
}

/// The settings with one slider set, one being typed, and words chosen.
fn settings_turned() -> Play {
    let mut play = over("ctrl-p");
    play.typed("set temperature");
    play.key("enter");
    play.typed("0.70");
    for key in ["enter", "down", "end", "down"] {
        play.key(key);
    }
    play.typed("4");
    play
}

/// A model that takes no temperature, with a temperature.
fn settings_refused() -> Play {
    let mut play = over("f2");
    let mut settings = play.settings();
    settings.sampling.temperature = Decimal::parse("0.5").ok();
    settings.model = Some(modern());
    play.set(settings);
    play.tell(Msg::ModelData(abilities(), None));
    play
}

fn before_sending() -> Play {
    let mut play = settings_refused();
    play.tell(Msg::Connected(Ok(sandbox())));
    play.tell(Msg::Listed(listing(), ListingAge::Fresh));
    play.key("f2");
    play.say("hello");
    play
}

fn presets() -> Play {
    let mut play = finished();
    play.tell(Msg::Shelf(shelf()));
    play.key("ctrl-x g");
    play
}

/// The menu of tools with a set of two, one of which is offered; then what this leads to.
fn tools(then: &str) -> Play {
    let mut play = finished();
    let set = ToolSet {
        name: ShelfName::new("rocks").unwrap(),
        path: "/tools/rocks.toml".to_owned(),
        tools: chat_tool::parse(ROCKS).unwrap(),
        runners: Vec::new(),
        servers: Vec::new(),
    };
    play.tell(Msg::Shelf(Arc::new(Shelf {
        tools: vec![set],
        ..Shelf::default()
    })));
    play.key("ctrl-x shift-t down enter");
    if !then.is_empty() {
        play.typed(then);
        play.key("enter");
    }
    play
}

const ROCKS: &str = r#"[{"name":"dig","description":"Digs a hole.\nDeep.","input_schema":{"type":"object","properties":{"depth":{"type":"number"}}}},
    {"type":"bash_20250124","name":"bash"}]"#;

fn own_form() -> Play {
    let mut play = tools("anthropic");
    play.typed("computer_20251124");
    play.key("enter");
    play
}

fn tools_found() -> Play {
    let mut play = tools("");
    let api = r#"{"openapi":"3.0.0","paths":{"/stations/{city}":{"get":{"operationId":"listStations","summary":"Lists stations.",
        "parameters":[{"name":"city","in":"path","required":true,"schema":{"type":"string"}},{"name":"sid","in":"cookie"}]},
        "delete":{}}}}"#;
    let api = Value::parse(api).unwrap();
    let found = source::read("radio.json", &api).unwrap();
    play.tell(Msg::ToolsRead(Ok(Box::new(found))));
    play.key("down enter");
    play
}

/// The menu of tools with a set that names a server.
fn server_in_menu() -> Play {
    let mut play = Play::connected();
    let set = ToolSet {
        name: ShelfName::new("air").unwrap(),
        path: "/home/u/.config/outcrop/tools/air.toml".to_owned(),
        tools: Vec::new(),
        runners: Vec::new(),
        servers: vec![Server {
            name: "radio".to_owned(),
            reach: Reach::Command(Command {
                argv: vec!["npx".to_owned(), "radio-server".to_owned()],
                ..Command::default()
            }),
            limits: Limits::default(),
        }],
    };
    play.tell(Msg::Shelf(Arc::new(Shelf {
        tools: vec![set],
        ..Shelf::default()
    })));
    play.key("ctrl-x shift-t");
    play
}

/// The same, where its program is not there.
fn server_unready() -> Play {
    let mut play = server_in_menu();
    let shelf = Arc::clone(&play.state.memory.shelf);
    let unready = Unready {
        set: ShelfName::new("air").unwrap(),
        part: Part::Server("radio".to_owned()),
        what: "program not found: npx".to_owned(),
    };
    play.tell(Msg::ProgramsLookedFor(shelf, vec![unready]));
    play
}

/// The question whether that server may be asked for its tools.
fn server_asked() -> Play {
    let mut play = server_in_menu();
    play.key("down enter");
    let process = Process {
        argv: vec!["/usr/bin/npx".to_owned(), "radio-server".to_owned()],
        folder: "/tmp/outcrop-0123456789abcdef/0123456789abcdef".to_owned(),
        env: vec![("LANG".to_owned(), "C.UTF-8".to_owned())],
        files: vec![("/usr/bin/npx".to_owned(), "0f".repeat(32))],
        ..Process::default()
    };
    let invocation = Invocation {
        call: None,
        tool: "radio".to_owned(),
        source: "/home/u/.config/outcrop/tools/air.toml".to_owned(),
        args: String::new(),
        run: Run::Server {
            server: "radio".to_owned(),
            reach: ServerReach::Process(process),
            tool: None,
        },
        limits: Limits::default(),
    };
    let shown = Plan {
        invocation: Arc::new(invocation),
        sha256: "5e".repeat(32),
    };
    let id = TalkId(play.state.calls.planned);
    play.tell(Msg::TalkPlanned(id, Ok(shown)));
    play
}

fn tools_editor() -> Play {
    let mut play = tools("edit");
    let text = match play.state.overlays.last() {
        Some(Overlay::Editor(editor)) => editor.text(),
        _ => panic!("no editor"),
    };
    let remark = |weight, pointer: &str, place, what: &str| Remark {
        weight,
        tool: "dig".to_owned(),
        pointer: pointer.to_owned(),
        place,
        what: what.to_owned(),
    };
    let remarks = vec![
        remark(
            RemarkWeight::Wrong,
            "/properties/depth/type",
            Some((8, 17)),
            "no such type; take object, array, string, number, integer, boolean or null",
        ),
        remark(
            RemarkWeight::Warning,
            "",
            Some((2, 3)),
            "it has no description, so the model has to guess what it is for",
        ),
    ];
    play.tell(Msg::ToolsChecked(text, remarks));
    play
}

fn refusals() -> Play {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.refused(id, "`temperature` is deprecated for this model.");
    play.appended();
    play.key("ctrl-x 0");
    play
}

fn editor() -> Play {
    let mut play = over("ctrl-p");
    play.typed("set extra");
    play.key("enter");
    play.key("enter");
    play.typed("{\"top_a\": 0.5,");
    play.key("enter");
    play.typed("  oops}");
    play
}

fn variables() -> Play {
    let mut play = finished();
    play.key("ctrl-x s");
    play.typed("You live in {{city}} and speak {{language}}.");
    for key in ["esc", "ctrl-x {", "enter"] {
        play.key(key);
    }
    play.typed("Oslo");
    play.key("esc");
    play.key("ctrl-x {");
    play
}

fn request() -> Play {
    let mut play = finished();
    play.tell(Msg::Previewed(
        "POST /model/us.amazon.nova-pro-v1%3A0/converse-stream\n\n{\n  \"messages\": []\n}"
            .to_owned(),
    ));
    play
}

fn prefill() -> Play {
    let mut play = finished();
    play.typed("And as JSON?");
    play.key("ctrl-x f");
    play.typed("{\"rock\": ");
    play
}

/// The same with a model that goes on with it, and white space of all kinds at its end.
fn prefill_taken() -> Play {
    let mut play = finished();
    let mut takes = Abilities::default();
    takes.takes.prefill = Ability::Yes;
    let table = AbilityTable::new(vec![("amazon.nova".to_owned(), takes)]);
    play.tell(Msg::ModelData(Arc::new(table), None));
    play.typed("And as JSON?");
    play.key("ctrl-x f");
    play.tell(Msg::Paste("As JSON:\n{ \t\n".to_owned()));
    play
}

/// The same with a model that refuses it.
fn prefill_refused() -> Play {
    let mut play = finished();
    play.tell(Msg::Connected(Ok(sandbox())));
    play.tell(Msg::Listed(listing(), ListingAge::Fresh));
    play.tell(Msg::ModelData(abilities(), None));
    let mut settings = play.settings();
    settings.model = Some(modern());
    play.set(settings);
    play.typed("And as JSON?");
    play.key("ctrl-x f");
    play.typed("{\"rock\":");
    play
}

/// What works instead is listed before it is sent.
fn prefill_before() -> Play {
    let mut play = prefill_refused();
    play.key("enter");
    play
}

/// What works instead is listed after the service has refused it.
fn prefill_ways() -> Play {
    let mut play = prefill();
    play.key("backspace");
    let effects = play.key("enter");
    let id = play.sent(&effects);
    let words = "This model does not support assistant message prefill. The conversation must end with a user message.";
    play.refused(id, words);
    play.appended();
    play.key("f6");
    play
}

/// A reply that has grown out of what the user wrote.
fn prefilled() -> Play {
    let mut play = Play::connected();
    play.typed("What is an outcrop?");
    play.key("ctrl-x f");
    play.tell(Msg::Paste("# Outcrops\n\nAn **outcrop** is wh".to_owned()));
    let effects = play.key("enter");
    let id = play.sent(&effects);
    play.streamed(id, "ere `bedrock` shows.\n\n- granite\n- gneiss\n");
    play.ended(id);
    play.appended();
    play
}

/// How far reasoning is, and whether it is folded.
#[derive(Clone, Copy, PartialEq)]
enum Thoughts {
    Live,
    Folded,
    Unfolded,
}

fn thoughts(state: Thoughts) -> Play {
    let mut play = Play::connected();
    let id = play.ask("Where is one?");
    play.thought(id, "The user asks for a place. Norway has many.");
    if state == Thoughts::Live {
        return play;
    }
    play.said_after_thinking(id, "In Norway.");
    play.ended(id);
    play.appended();
    if state == Thoughts::Unfolded {
        play.key("esc");
        play.key("space");
    }
    play
}

fn attached() -> Play {
    let mut play = finished();
    play.attach(Ok(picture()));
    play.typed("What is this?");
    play
}

/// Things of every kind that go along, some of them refused, one being read.
fn chips() -> Play {
    let mut play = attached();
    let document = |name: &str, format, pages| Attached {
        hash: format!("sha256:{name}"),
        name: name.to_owned(),
        size: 1_200_000,
        kind: Kind::Document {
            format,
            pages,
            cited: Cited::On,
        },
        ..picture()
    };
    play.attach(Ok(document("survey.pdf", DocumentFormat::Pdf, Some(12))));
    play.attach(Ok(document(
        "measurements of the quarry.xlsx",
        DocumentFormat::Xlsx,
        None,
    )));
    let huge = Attached {
        hash: "sha256:huge".to_owned(),
        name: "panorama.jpg".to_owned(),
        size: 12_100_000,
        kind: Kind::Picture {
            format: PictureFormat::Jpeg,
            width: 9000,
            height: 3000,
        },
        changes: vec!["location taken out".to_owned()],
        ..picture()
    };
    play.attach(Ok(huge));
    play.key("esc");
    let wanted = Wanted::file("/films/blast.mp4".into());
    play.state.composer.chips.expect(wanted, None);
    play
}

/// A picture that is too large, and what is known of the ways to make it smaller.
fn smaller() -> Play {
    let mut play = finished();
    let large = Attached {
        size: 12_100_000,
        kind: Kind::Picture {
            format: PictureFormat::Png,
            width: 6000,
            height: 4000,
        },
        ..picture()
    };
    let effects = play.attach(Ok(large));
    let Some(Effect::Measure(measure)) = effects.first() else {
        panic!("{effects:?}");
    };
    let made = Attached {
        size: 400_000,
        kind: Kind::Picture {
            format: PictureFormat::Jpeg,
            width: 1568,
            height: 1045,
        },
        ..picture()
    };
    play.tell(Msg::Measured(measure.id, measure.ways[0], Ok(made)));
    play
}

/// The list of all that goes along, with a picture of an earlier turn.
fn attachments() -> Play {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.turn("What is this?", "Gneiss.");
    let all = chips().state.composer.chips.list;
    play.state
        .composer
        .chips
        .list
        .extend(all.into_iter().skip(1));
    play.tell(Msg::Paste("a line of text\n".repeat(29)));
    play.key("ctrl-x ctrl-a");
    play
}

/// A question that was edited, with replies that were asked for again, named, stopped and failed.
fn map() -> Play {
    let mut play = Play::connected();
    play.tell(Msg::ModelData(priced(), None));
    play.turn(
        "How do I get from Oslo to Bergen?",
        "By train: the Bergen line.",
    );
    play.turn("How long is that?", "About *seven* hours.");
    play.key("tab");
    for (keys, text) in [("p p r", "By boat, along the coast."), ("r", "By bike")] {
        let effects = play.key(keys);
        let id = play.sent(&effects);
        play.streamed(id, text);
        if keys == "r" {
            play.failed(id, FailureKind::Cut);
        } else {
            play.ended(id);
        }
        play.appended();
    }
    play.key("left");
    play.key("b");
    play.typed("coast");
    play.key("enter");
    play.key("i");
    let id = play.ask("And back?");
    play.streamed(id, "# The night train\n\nis");
    play.key("esc");
    play.key("tab");
    play.key("f enter x");
    play.key("p e end");
    play.typed(" By night!");
    play.key("esc");
    play.key("m");
    play
}

/// What a data file would say of Nova Pro's price.
fn priced() -> Arc<AbilityTable> {
    let nova = Abilities {
        price: Some(Price {
            input: 0.8,
            output: 3.2,
            ..Price::default()
        }),
        ..Abilities::default()
    };
    Arc::new(AbilityTable::new(vec![("amazon.nova".to_owned(), nova)]))
}

/// The same, with the first reply in the trash.
fn map_trash() -> Play {
    let mut play = map();
    for key in ["g", "l", "d", "t", "k"] {
        play.key(key);
    }
    play
}

fn cooler(settings: &mut Settings) {
    settings.sampling.temperature = Decimal::parse("0.2").ok();
    settings.system = "Be brief.".to_owned();
}

/// Lanes that differ so, and that have replied a few times each, the later ones more slowly.
fn summary_of(changes: &[fn(&mut Settings)]) -> Play {
    let mut play = Play::connected();
    play.tell(Msg::ModelData(priced(), None));
    play.turn("What is an outcrop?", REPLY);
    let mut lanes = vec![LANE];
    lanes.extend(changes.iter().map(|change| play.fork_lane(change)));
    for (lane, slower) in lanes.into_iter().zip([7, 0, 300, 11_000]) {
        for n in 0..5 {
            let end = done_with(150 + slower % 90 + 9 * n, 2_000 + slower + 40 * n);
            play.replied(lane, 350 + slower + 31 * n, Some(end));
        }
    }
    play.key("ctrl-x ctrl-s");
    play
}

/// Four lanes with errors, a stop, an unknown price, one on the way; the last one is closed.
fn summary_four() -> Play {
    let other: fn(&mut Settings) = |it| it.model = Some(modern());
    let mut play = summary_of(&[cooler, other, |it| it.sampling.max_tokens = 100]);
    let lanes: Vec<LaneId> = play
        .state
        .conversation
        .lanes()
        .map(|lane| lane.id)
        .collect();
    play.replied(lanes[0], 500, Some(failure(FailureKind::Cut)));
    let mut stopped = failure(FailureKind::Cut);
    stopped.outcome = Outcome::Cancelled;
    play.replied(lanes[1], 500, Some(stopped));
    play.replied(lanes[2], 500, None);
    play.apply(Record::Layout(Layout {
        lanes: lanes[..3].to_vec(),
        ..Layout::default()
    }));
    play.tell(Msg::Tick);
    play
}

/// A reply and another one at its place, which is chosen.
fn two_replies(old: &str, new: &str) -> Play {
    let mut play = Play::connected();
    play.turn("How do I get there?", old);
    play.key("tab");
    let effects = play.key("r");
    let id = play.sent(&effects);
    play.streamed(id, new);
    play.ended(id);
    play.appended();
    play
}

/// A note of a reply, with what stands around it.
fn note_open() -> Play {
    let mut play = cited();
    play.key("ctrl-x [");
    play.key("down");
    for effect in play.key("enter") {
        if let Effect::ReadAround(note) = effect {
            let text = "it begins below it flint\nand goes on.";
            let around = note.find_in(text);
            play.tell(Msg::AroundRead(note, around));
        }
    }
    play
}

fn diff_menu() -> Play {
    let mut play = two_replies("By train.", "By boat.");
    play.key("=");
    play
}

/// Two replies of several lines, compared by word.
fn diff_words() -> Play {
    let same: Vec<String> = (1..=12).map(|n| format!("{n}. stop\n")).collect();
    let same = same.concat();
    let old = format!(
        "By train: the Bergen line takes seven hours.\nIt is \u{1b}[2Jslow.\n{same}Get off at Myrdal for the Fl\u{e5}m line, and stay a night in Fl\u{e5}m.\n片麻岩 is old.\n"
    );
    let new = format!(
        "By train: the famous Bergen line takes about six hours.\n{same}Get off at Voss, and stay a night in Fl\u{e5}m.\n片麻岩 is very old.\nHave fun!\n"
    );
    let mut play = two_replies(&old, &new);
    play.key("= enter");
    play
}

/// The same by line, at the second change.
fn diff_lines() -> Play {
    let mut play = diff_words();
    for key in ["l", "n", "n"] {
        play.key(key);
    }
    play
}

/// The same in two columns, with the sides swapped.
fn diff_beside() -> Play {
    let mut play = diff_words();
    play.key("v");
    play.key("x");
    play
}

fn diff_structure() -> Play {
    let mut play = two_replies(
        "```json\n{\"rock\": \"gneiss\", \"age\": 1.50, \"at\": [\"Oslo\", \"Bergen\"], \"old\": {\"a\": 1}}\n```",
        "{\"age\": 1.5, \"at\": [\"Voss\", \"Oslo\", \"Bergen\"], \"rock\": \"gneiss\", \"new name\": null}",
    );
    play.key("= enter");
    play
}

fn diff_equal() -> Play {
    let mut play = two_replies("By train.\n\nOr not.", "By train.\n\nOr not.");
    play.key("= enter");
    play.key("l");
    play
}

/// Of two lanes, one has failed in the second case, and the other one is at the third.
fn grid() -> Play {
    let mut play = Play::connected();
    play.tell(Msg::ModelData(priced(), None));
    play.key("ctrl-x c");
    play.typed("2 samples");
    play.key("enter");
    play.typed("Is {{city}} nice?");
    play.tell(Msg::CasesRead(Ok(Box::new(towns()))));
    play.key("shift-r");
    let texts = ["Yes, by the sea.", "Rain\u{1b}[2J, but nice.", "Very", "No"];
    for (at, text) in texts.into_iter().enumerate() {
        let id = cells_sent(&mut play)[0];
        play.streamed(id, text);
        if at == 2 {
            play.failed(id, FailureKind::Cut);
        } else if at < 3 {
            play.ended(id);
        }
        play.appended();
    }
    play.tick(Duration::from_secs(1));
    play
}

pub(super) fn wardrobe() -> Wardrobe {
    Wardrobe::new(Richness::All)
}

/// The screen at this size.
pub(super) fn drawn(play: &Play, size: Size) -> Buffer {
    let mut play = play.clone();
    play.tell(Msg::Resized(size));
    drawn_state(&mut play.state, &wardrobe())
}

pub(super) fn drawn_state(state: &mut State, wardrobe: &Wardrobe) -> Buffer {
    prepare(state);
    let mut buf = Buffer::empty(state.view.size.area());
    draw(state, wardrobe, &Gallery::default(), &mut buf);
    buf
}

/// The characters of a screen, a line each; blanks at the end of a line are left out.
pub(super) fn text(buf: &Buffer) -> String {
    let mut text = String::new();
    for row in buf.area.rows() {
        let mut line = String::new();
        let mut skip = 0;
        for cell in row.positions().map(|position| &buf[position]) {
            if skip == 0 {
                line.push_str(cell.symbol());
                skip = crate::app::transcript::line::columns(cell.symbol()).max(1);
            }
            skip -= 1;
        }
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    text
}

/// The styles of a screen: a letter for each, and below what the letters mean.
fn styles(buf: &Buffer) -> String {
    let mut known: Vec<Style> = Vec::new();
    let mut map = String::new();
    for row in buf.area.rows() {
        for position in row.positions() {
            let style = buf[position].style();
            let at = known.iter().position(|other| *other == style);
            let at = at.unwrap_or_else(|| {
                known.push(style);
                known.len() - 1
            });
            map.push(char::from(b'a' + u8::try_from(at).unwrap()));
        }
        map.push('\n');
    }
    for (letter, style) in ('a'..).zip(known) {
        let (fg, bg) = (style.fg.unwrap_or_default(), style.bg.unwrap_or_default());
        writeln!(map, "{letter} = {fg} on {bg} {:?}", style.add_modifier).unwrap();
    }
    map
}

#[test]
fn screens_look_as_they_should() {
    for (name, play) in scenes() {
        for size in SIZES {
            let name = format!("{name}_{}x{}", size.width, size.height);
            insta::assert_snapshot!(name, text(&drawn(&play, size)));
        }
    }
}

#[test]
fn styles_look_as_they_should() {
    let styled = [
        "finished",
        "picker",
        "prefilled",
        "prefill_taken",
        "diff_words",
        "diff_beside",
        "search_hits",
    ];
    let scenes = scenes().into_iter();
    for (name, play) in scenes.filter(|(name, _)| styled.contains(name)) {
        insta::assert_snapshot!(format!("{name}_styles"), styles(&drawn(&play, SIZES[0])));
    }
}

#[test]
fn every_screen_can_be_drawn_at_every_small_size() {
    let wardrobe = wardrobe();
    for (name, mut play) in scenes() {
        for width in 1..=60 {
            for height in 1..=24 {
                play.tell(Msg::Resized(Size { width, height }));
                let buf = drawn_state(&mut play.state, &wardrobe);
                let cells = usize::from(width) * usize::from(height);
                assert_eq!(buf.content.len(), cells, "{name} at {width}x{height}");
            }
        }
    }
}

/// What the user may press anywhere must not end in a screen that cannot be drawn.
#[test]
fn every_overlay_can_be_drawn_over_every_screen() {
    let wardrobe = wardrobe();
    for (_, scene) in scenes() {
        for keys in [
            "ctrl-x m",
            "ctrl-x ctrl-p",
            "ctrl-r",
            "f1",
            "ctrl-x w",
            "ctrl-x !",
            "ctrl-x b",
            "ctrl-x j",
            "ctrl-x ctrl-s",
            "ctrl-x /",
        ] {
            let mut play = scene.clone();
            play.key("esc");
            play.key(keys);
            for (width, height) in [(20, 6), (33, 9), (60, 24)] {
                play.tell(Msg::Resized(Size { width, height }));
                drawn_state(&mut play.state, &wardrobe);
            }
        }
    }
}

#[test]
fn an_unchanged_state_draws_the_same_screen() {
    for (name, mut play) in scenes() {
        let first = drawn_state(&mut play.state, &wardrobe());
        assert!(drawn_state(&mut play.state, &wardrobe()) == first, "{name}");
    }
}

#[test]
fn the_caret_stands_where_text_goes() {
    let mut play = finished();
    play.typed("ab");
    let mut buf = Buffer::empty(play.state.view.size.area());
    let caret = draw(&play.state, &wardrobe(), &Gallery::default(), &mut buf)
        .caret
        .unwrap();
    assert_eq!(buf[(caret.x - 1, caret.y)].symbol(), "b");
    play.key("tab");
    assert_eq!(
        draw(&play.state, &wardrobe(), &Gallery::default(), &mut buf).caret,
        None
    );
}

#[test]
fn a_countdown_counts() {
    let mut play = retrying();
    let before = text(&drawn(&play, SIZES[0]));
    play.wait(Duration::from_millis(1));
    assert_eq!(text(&drawn(&play, SIZES[0])), before);
    assert!(before.contains("↻ attempt 2 in "), "{before}");
}

#[test]
fn what_matters_most_is_said_on_every_width() {
    let long = |mut play: Play| {
        let mut model = nova();
        model.name = "A Model With Quite A Long Name".to_owned();
        play.state.memory.used(&model);
        play.key("ctrl-x m");
        play.key("enter");
        play
    };
    let says = |play: &Play, word: &str| {
        for width in 40..=120 {
            let screen = text(&drawn(play, Size { width, height: 12 }));
            let header = screen.lines().next().unwrap();
            assert!(header.contains(word), "{width}: {header}");
        }
    };
    says(&banner(), "NOT SAVED");
    says(&long(banner()), "NOT SAVED");
    says(&in_sandbox(), "SANDBOX");
}

#[test]
fn pictures_without_room_are_counted() {
    let mut play = Play::connected();
    for at in 0..4 {
        let mut picture = picture();
        picture.hash = format!("sha256:{at}");
        play.attach(Ok(picture));
    }
    for size in SIZES {
        let text = text(&drawn(&play, size));
        let chips = text.matches("gneiss.png").count();
        let rest = format!("+{}", 4 - chips);
        assert!(chips == 4 || text.contains(&rest), "{text}");
    }
}

/// The rows of the overlay on top that a click can reach.
fn rows_in_sight(play: &Play) -> Vec<usize> {
    let size = play.state.view.size;
    let mut buf = Buffer::empty(size.area());
    let clicks = draw(&play.state, &wardrobe(), &Gallery::default(), &mut buf).clicks;
    let column = (0..size.height).filter_map(|row| clicks.at(size.width / 2, row));
    let rows = column.filter_map(|target| match target {
        Target::Row(row) => Some(row),
        _ => None,
    });
    rows.collect()
}

#[test]
fn the_map_of_a_long_conversation_shows_what_is_around_the_selection() {
    let mut play = finished();
    for n in 0..5_000 {
        let conversation = &mut play.state.conversation;
        let message = Record::Message {
            parent: conversation.newest(),
            role: Role::User,
            turn: None,
            case: None,
            body: Body::New(vec![ContentBlock::Text(format!("question {n}"))]),
        };
        let entry = conversation.entry(message, play.now.wall, None);
        conversation.apply(&entry);
    }
    play.key("ctrl-x j");
    for size in SIZES {
        play.tell(Msg::Resized(size));
        for (key, selected) in [("g", 0), ("end", 5_001), ("pageup", 4_991)] {
            play.key(key);
            let rows = rows_in_sight(&play);
            assert!(rows.contains(&selected), "{selected} of {rows:?}");
            assert!(rows.len() <= usize::from(size.height), "{rows:?}");
        }
    }
}

#[test]
fn what_a_terminal_must_not_get_is_a_badge_in_the_map() {
    let mut play = Play::connected();
    play.turn("hello", "\u{1b}[2Jgone \u{202e}back\nsecond line");
    play.key("ctrl-x j");
    let screen = text(&drawn(&play, SIZES[0]));
    assert!(!screen.contains(['\u{1b}', '\u{202e}']), "{screen}");
    let row = screen
        .lines()
        .find(|line| line.contains("assistant"))
        .unwrap();
    assert!(row.contains("‹RLO›") && !row.contains("second"), "{row}");
}

#[test]
fn what_a_terminal_must_not_get_is_a_badge_in_the_summary() {
    let mut play = summary_of(&[]);
    play.key("esc");
    play.fork_lane(|settings| {
        let mut model = nova();
        model.name = "\u{1b}[2J\u{202e}eman\nline".to_owned();
        settings.model = Some(model);
        settings.service.tier = Some("\u{1b}]52;c;eA==\u{7}\u{200b}".to_owned());
    });
    play.key("ctrl-x ctrl-s");
    for size in SIZES {
        let screen = text(&drawn(&play, size));
        assert!(
            !screen.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{200b}']),
            "{screen}"
        );
        assert!(screen.contains("‹RLO›") || size.width < 80, "{screen}");
    }
}

/// What a frame of this screen shows, and the pictures that it asks for.
fn frame(play: &mut Play) -> (String, usize) {
    prepare(&mut play.state);
    let mut buf = Buffer::empty(play.state.view.size.area());
    let drawn = draw(&play.state, &wardrobe(), &Gallery::default(), &mut buf);
    let rows = buf.area.rows().map(|row| {
        let cells = row.positions().map(|position| buf[position].symbol());
        cells.collect::<String>()
    });
    let text = rows.collect::<Vec<_>>().join("\n");
    (text, drawn.pictures.len())
}

#[test]
fn the_file_picker_asks_once_for_a_picture_that_cannot_be_shown() {
    let mut play = picking(&["down", "down"]);
    play.tell(Msg::Resized(SIZES[1]));
    assert_eq!(frame(&mut play).1, 1);
    let name = peek::name_of(&picture()).unwrap();
    let why = "it is damaged \u{1b}[2J".to_owned();
    play.tell(Msg::Pictured(name, Err(why)));
    let (text, asked) = frame(&mut play);
    assert_eq!(asked, 0, "it would be decoded with each frame");
    assert!(text.contains("✗ it is damaged"), "{text}");
}
