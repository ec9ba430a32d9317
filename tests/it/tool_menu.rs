//! Tools that are offered in a lane: from sets, Anthropic's own, and from files.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::harness::{Home, Running, Service, outcrop};

const RADIO: &str = r#"{"openapi":"3.0.3","paths":{"/songs/{sign}":{"get":{"operationId":"topSong","summary":"The top song of a station.",
    "parameters":[{"name":"sign","in":"path","required":true,"schema":{"type":"string","nullable":true}},
    {"name":"sid","in":"cookie","schema":{"type":"string"}}]}}}}"#;

const RADIO_YAML: &str = "openapi: 3.1.0\npaths:\n  /songs/{sign}:\n    get:\n      operationId: topSong\n      summary: The top song of a station.\n      parameters:\n        - {name: sign, in: path, required: true, schema: {type: [string, 'null']}}\n";

const MESSAGES: &str = r#"{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[],
    "tools":[{"name":"top_song","description":"The top song.","input_schema":{"type":"object"}}]}"#;

const CONVERSE: &str = r#"{"messages":[],"toolConfig":{"tools":[{"toolSpec":{"name":"top_song","description":"The top song.",
    "inputSchema":{"json":{"type":"object"}}}},{"cachePoint":{"type":"default"}}]}}"#;

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// A home with a tool set.
fn home_with_set() -> Arc<Home> {
    let home = Home::empty();
    let set = "[[tools]]\nname = \"top_song\"\ndescription = \"The top song.\"\ninput_schema = { type = \"object\" }\n\n[[tools]]\nname = \"stations\"\ndescription = \"All stations.\"\ninput_schema = { type = \"object\" }\n";
    let file = home.write(".config/outcrop/tools/radio.toml", set);
    mode(&file, 0o600);
    mode(file.parent().unwrap(), 0o700);
    Arc::new(home)
}

fn ready(home: &Arc<Home>, service: &Service, wire: &str) -> Running {
    let outcrop = outcrop().home(home).service(service).model("guide");
    let outcrop = outcrop.size(130, 60).ready();
    outcrop.informed();
    if wire == "messages" {
        outcrop.turn("wire", "messages");
    }
    outcrop
}

fn say<'a>(outcrop: &'a Running, text: &str) -> &'a Running {
    outcrop.asks(|outcrop| {
        outcrop.keys(text).keys("<enter>");
    })
}

#[test]
fn a_set_of_the_configuration_folder_is_offered() {
    let service = Service::start();
    let outcrop = ready(&home_with_set(), &service, "converse");
    outcrop.keys("<ctrl-x>T").see("0 of 2 offered");
    outcrop.keys("<enter>").see("2 of 2 offered");
    outcrop.keys("<down><enter>").see("1 of 2 offered");
    outcrop.keys("<esc>").see_no("╭─ Tools").see("tools: 1");
    say(&outcrop, "hello");
    let tools = &service.last().body["toolConfig"]["tools"];
    assert_eq!(tools.as_array().map(Vec::len), Some(1), "{tools}");
    assert_eq!(tools[0]["toolSpec"]["name"], "stations");
}

#[test]
fn a_computer_goes_with_its_beta_and_display_on_both_wires() {
    for (wire, holder) in [
        ("messages", ""),
        ("converse", "/additionalModelRequestFields"),
    ] {
        let service = Service::start();
        let outcrop = ready(&Arc::new(Home::empty()), &service, wire);
        outcrop.keys("<ctrl-x>T").see("＋ Anthropic's");
        outcrop.keys("anthropic<enter>").see("computer_20250124");
        outcrop
            .keys("computer_20250124<enter>")
            .see("how high the display is");
        outcrop.keys("width<enter>").see("how wide");
        outcrop.keys("<ctrl-u>1280<enter>").see("1280 pixels");
        outcrop.keys("<down><down><down><enter>").see("X11");
        outcrop.keys("1<enter>").see("1 · the number");
        outcrop
            .keys("<enter>")
            .see("with the beta computer-use-2025-01-24");
        outcrop.keys("<esc>").see_no("╭─ Tools").see("tools: 1");
        outcrop.keys("hello").keys("<ctrl-x>i");
        outcrop.see("\"display_width_px\": 1280");
        outcrop.keys("<esc>").see_no("\"display_width_px\"");
        say(&outcrop, "");
        let body = service.last().body;
        let holder = body.pointer(holder).unwrap();
        let computer = json!({"type": "computer_20250124", "name": "computer",
            "display_width_px": 1280, "display_height_px": 768, "display_number": 1});
        assert_eq!(holder["tools"], json!([computer]), "{body}");
        assert_eq!(holder["anthropic_beta"], json!(["computer-use-2025-01-24"]));
        // The beta goes with the tool.
        outcrop.keys("<ctrl-x>T").see("of this lane only");
        outcrop.keys("<enter>").see_no("tools: 1");
        outcrop.keys("<esc>").see_no("╭─ Tools");
        say(&outcrop, "again");
        let body = service.last().body;
        for gone in ["tools", "anthropic_beta", "additionalModelRequestFields"] {
            assert!(body.get(gone).is_none(), "{body}");
        }
    }
}

#[test]
fn operations_of_a_description_are_offered_and_kept_as_a_set() {
    let service = Service::start();
    let home = Arc::new(Home::empty());
    let file = home.write("radio.json", RADIO);
    let outcrop = ready(&home, &service, "messages");
    outcrop.keys("<ctrl-x>T").see("＋ import");
    outcrop.keys("import<enter>").see("OpenAPI 3.0 or 3.1");
    outcrop.paste(&file.display().to_string()).keys("<enter>");
    outcrop.see("GET /songs/{sign}").see("without sid");
    outcrop.keys("<down><enter>").see("[x] topSong");
    outcrop
        .keys("keep<enter>")
        .see("Keep these tools as the set");
    outcrop.keys("songs<enter>").see("tool set songs is kept");
    say(&outcrop, "hello");
    let tool = service.last().body["tools"][0].clone();
    assert_eq!(tool["name"], "topSong");
    assert_eq!(
        tool["input_schema"]["properties"]["sign"]["type"],
        json!(["string", "null"])
    );
    outcrop
        .keys("<ctrl-x>T")
        .see("● songs")
        .see("1 of 1 offered");
    assert!(
        home.path()
            .join(".config/outcrop/tools/songs.toml")
            .exists()
    );
}

#[test]
fn the_editor_says_what_is_wrong_with_a_schema_while_one_writes() {
    let outcrop = outcrop().sandbox().size(130, 40).ready();
    outcrop.keys("<ctrl-x>T").see("✎ edit").keys("edit<enter>");
    outcrop.see("Tools, as JSON");
    outcrop.paste("{\"name\":\"dig\",\n\"input_schema\":{\"type\":\"object\",\"properties\":{\"depth\":{\"type\":\"nmber\"}}}}");
    outcrop.see("line 2, column 63: dig /properties/depth/type: no such type");
    outcrop.see("it has no description");
}

/// Runs a command with a home folder.
fn run(home: &Home, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outcrop"));
    command.args(args).env_clear().env("HOME", home.path());
    command.output().unwrap()
}

fn out(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn tools_of_each_kind_of_file_are_printed() {
    let home = Home::empty();
    for (name, text, tool) in [
        ("radio.json", RADIO, "topSong"),
        ("radio.yaml", RADIO_YAML, "topSong"),
        ("messages.json", MESSAGES, "top_song"),
        ("converse.json", CONVERSE, "top_song"),
    ] {
        let file = home.write(name, text).display().to_string();
        let printed = out(&run(&home, &["tools", "import", &file]));
        let printed: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(printed[0]["name"], tool, "{name}");
        let listed = out(&run(&home, &["tools", "import", "--list", &file]));
        assert!(listed.starts_with(&format!("{tool}\t")), "{listed}");
    }
}

#[test]
fn tools_of_a_file_are_kept_as_a_set_and_no_set_is_replaced() {
    let home = Home::empty();
    let file = home.write("radio.json", RADIO).display().to_string();
    let args = [
        "tools", "import", &file, "--set", "songs", "--only", "topSong",
    ];
    let first = run(&home, &args);
    out(&first);
    let told = String::from_utf8_lossy(&first.stderr).into_owned();
    assert!(
        told.contains("left out: topSong: sid, which goes as a cookie"),
        "{told}"
    );
    assert!(
        home.path()
            .join(".config/outcrop/tools/songs.toml")
            .exists()
    );
    let again = run(&home, &args);
    assert!(!again.status.success());
    let told = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(told.contains("there is a tool set songs already"), "{told}");
    let missing = run(&home, &["tools", "import", &file, "--only", "topSongs"]);
    let told = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(told.contains("did you mean `topSong`"), "{told}");
}
