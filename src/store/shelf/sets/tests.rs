//! Files of tool sets: taken, refused with their place, written and read again.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use proptest::prelude::*;

use super::*;
use crate::chat::tool::set::{
    Command, Limits, Passing, Program, Reach, ResultForm, Runner, Server,
};

const FULL: &str = r#"
tools = [
  { name = "weather", description = "of a city", input_schema = { type = "object" } },
  { type = "bash_20250124", name = "bash" },
  { type = "text_editor_20250728", name = "str_replace_based_edit_tool" },
  { name = "find", input_schema = { type = "object" } },
]

[runners.weather]
command = ["/usr/bin/weather", "--json"]
arguments = "argv"
folder = "/tmp"
pass = ["EDITOR"]
set = { MODE = "quick" }
result = "json"
time_limit = 5
output_limit = 1_000

[runners.bash]
shell = "/work"

[runners.str_replace_based_edit_tool]
text_editor = "/work"

[runners.find]
server = "files"
tool = "search"

[servers.files]
command = ["npx", "files"]

[servers.far]
url = "https://example.com/mcp"
headers = { Authorization = "FAR_TOKEN" }
"#;

const JSON: &str = r#"{
  "tools": [{"name": "weather", "input_schema": {"type": "object"}}],
  "runners": {"weather": {"command": ["weather"], "time_limit": 7}}
}"#;

#[track_caller]
fn refused(text: &str, at: (usize, usize), part: &str) {
    let read = if text.trim_start().starts_with('{') {
        read::json(text)
    } else {
        read::toml(text)
    };
    let Fault { at: byte, what } = read.unwrap_err();
    assert!(what.contains(part), "{what}");
    assert_eq!(byte.map(|byte| place(text, byte)), Some(at), "{what}");
}

#[test]
fn a_set_says_what_answers_each_tool() {
    let set = read::toml(FULL).unwrap();
    assert_eq!(set.tools.len(), 4);
    let (name, runner) = &set.runners[0];
    assert_eq!(name, "weather");
    let Program::Command(command) = &runner.program else {
        panic!("{runner:?}");
    };
    assert_eq!(command.argv, ["/usr/bin/weather", "--json"]);
    assert_eq!(command.arguments, Passing::Argument);
    assert_eq!(command.set, [("MODE".to_owned(), "quick".to_owned())]);
    assert_eq!(
        (runner.limits.time.as_secs(), runner.limits.output),
        (5, 1000)
    );
    assert_eq!(set.servers.len(), 2);
    let json = read::json(JSON).unwrap();
    assert_eq!(json.runners[0].1.limits.time.as_secs(), 7);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    refused(
        "[runners.a]\ncomand = [\"x\"]",
        (2, 1),
        "did you mean `command`?",
    );
    refused("tool = 1", (1, 1), "did you mean `tools`?");
    refused(
        "[runners.a]\ncommand = \"x\"",
        (2, 11),
        "an array of strings",
    );
    refused("[runners.a]\ncommand = [\"./x\"]", (2, 12), "no program");
    refused("[runners.a]\ncommand = []", (2, 11), "wants a program");
    refused("[runners.a]\nshell = \"x\"", (2, 9), "absolute path");
    refused(
        "[runners.a]\ncommand = [\"x\"]\nfolder = \"~/x\"",
        (3, 10),
        "absolute path",
    );
    refused(
        "[runners.a]\nshell = \"/x\"\npass = [\"A\"]",
        (3, 1),
        "does not go with `shell`",
    );
    refused(
        "[runners.a]\nshell = \"/x\"\ncommand = [\"x\"]",
        (1, 1),
        "has several",
    );
    refused("[runners.a]\ntime_limit = 1", (1, 1), "has none");
    refused(
        "[runners.a]\nshell = \"/x\"\ntime_limit = 3601",
        (3, 14),
        "from 1 to 3600",
    );
    refused(
        "[runners.a]\nshell = \"/x\"\noutput_limit = 4194305",
        (3, 16),
        "to 4194304",
    );
    refused("[runners.a]\nserver = \"b\"", (2, 10), "no server `b`");
    refused(
        "[runners.a]\ncommand = [\"x\"]\nresult = \"jsn\"",
        (3, 10),
        "did you mean `json`?",
    );
    refused(
        "[runners.a]\ncommand = [\"x\"]\npass = [\"AWS_PROFILE\"]",
        (3, 9),
        "kept from programs",
    );
    refused(
        "[runners.a]\ncommand = [\"x\"]\nset = { my_api_key = \"\" }",
        (3, 9),
        "kept from programs",
    );
    refused("[servers.a]\nurl = \"ftp://x\"", (2, 7), "https://");
    for open in ["http://x", "http://localhost.x:1/", "http://localhost:1@x/"] {
        let text = format!("[servers.a]\nurl = \"{open}\"\nheaders = {{ A = \"B\" }}");
        refused(&text, (2, 7), "https:// only");
    }
    for here in [
        "http://localhost/x",
        "http://127.0.0.1:80/x",
        "http://[::1]:8",
    ] {
        let text = format!("[servers.a]\nurl = \"{here}\"\nheaders = {{ A = \"B\" }}");
        assert!(read::toml(&text).is_ok(), "{here}");
    }
    refused(
        "[servers.a]\ncommand = [\"x\"]\nurl = \"http://x\"",
        (1, 1),
        "either",
    );
    refused("[runners.a]\ncommand = [\"a\\u0000\"]", (2, 12), "U+0000");
    let tools = "tools = [{ name = \"weather\", input_schema = { type = \"object\" } }]\n";
    refused(
        &format!("{tools}[runners.weathr]\nshell = \"/x\""),
        (2, 10),
        "did you mean `weather`?",
    );
    refused("[runners.a]\n[runners.a]\n", (2, 10), "duplicate key");
    refused(
        "{\n \"runners\": {\"a\": {\"comand\": []}}}",
        (2, 20),
        "did you mean `command`?",
    );
    refused("{\n \"runners\": {\"a\": 1, \"a\": 2}}", (2, 22), "twice");
    refused(
        "{\n \"tools\": [\n {\"name\": \"a b\"}]}",
        (3, 2),
        "no name for a tool",
    );
    refused("{\n \"tools\": [,]}", (2, 12), "");
}

#[test]
fn a_tool_that_is_none_is_told_at_the_member_that_is_wrong() {
    let after =
        |rest: &str| format!("[[tools]]\nname = \"a\"\ninput_schema.type = \"object\"\n{rest}");
    refused(
        &after("[[tools]]\ninput_schema = {}\nname = \"b c\""),
        (6, 8),
        "tool 2: \"b c\" is no name",
    );
    let alone = "[[tools]]\nname = \"a b\"\n";
    refused(alone, (2, 8), "tool 1: \"a b\" is no name");
    refused("[[tools]]\nname = 3", (2, 8), "it has no name");
    refused(
        &after("[[tools]]\ndescription = \"b\"\nstrict = true\n"),
        (5, 1),
        "no name",
    );
    refused(&after("[[tools]]\n"), (4, 1), "it has no name");
    refused("[[tools]]\nname = \"a\"\n", (2, 1), "no input_schema");
    let empty = "[[tools]]\nname = \"a\"\ninput_schema = {}\n";
    refused(empty, (3, 16), "\"type\": \"object\"");
    let wrong = "[[tools]]\nname = \"a\"\n\n[tools.input_schema]\ntitle = \"x\"\n";
    refused(wrong, (5, 1), "\"type\": \"object\"");
    refused(&format!("{wrong}type = \"array\"\n"), (6, 8), "\"object\"");
    refused(
        "[[tools]]\n[tools.toolSpec]\nname = \"a\"\ninputSchema = { json = { type = 1 } }",
        (4, 33),
        "\"type\": \"object\"",
    );
    refused(
        &after("[[tools]]\nname = \"a\"\ninput_schema.type = \"object\""),
        (5, 8),
        "two tools a",
    );
    refused(
        "tools = [\n  { name = \"a b\" },\n]",
        (2, 12),
        "no name for a tool",
    );
    refused("tools = [\n  3,\n]", (2, 3), "an object is wanted");
}

#[test]
fn the_documented_example_is_read() {
    let page = include_str!("../../../../docs/tools.md");
    let (_, after) = page.split_once("## Tools that run programs").unwrap();
    let (_, example) = after.split_once("```toml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let set = read::toml(example).unwrap();
    assert_eq!((set.tools.len(), set.runners.len()), (3, 3));
}

#[cfg(unix)]
#[test]
fn only_what_nobody_else_can_write_is_taken() {
    let root = tempfile::tempdir().unwrap();
    let folders = Folders::below(root.path());
    fs::create_dir_all(folders.tools()).unwrap();
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(&folders.tools(), 0o755);
    let file = folders.tools().join("a.toml");
    fs::write(&file, FULL).unwrap();
    mode(&file, 0o644);
    fs::write(folders.tools().join("b.json"), JSON).unwrap();
    mode(&folders.tools().join("b.json"), 0o600);
    fs::write(folders.tools().join("a.json"), JSON).unwrap();
    let shelf = Shelf::load(&folders);
    assert_eq!(shelf.tools.len(), 2, "{:?}", shelf.problems);
    assert!(shelf.problems[0].what.contains("another file of the name"));
    fs::remove_file(folders.tools().join("a.json")).unwrap();
    for loose in [0o664, 0o646] {
        mode(&file, loose);
        let shelf = Shelf::load(&folders);
        let told = shelf.problems[0].to_string();
        assert_eq!(shelf.tools.len(), 1);
        assert!(told.contains("chmod go-w"), "{told}");
    }
    mode(&file, 0o644);
    mode(&folders.tools(), 0o777);
    assert_eq!(Shelf::load(&folders).tools, []);
    mode(&folders.tools(), 0o700);
    assert_eq!(Shelf::load(&folders).tools.len(), 2);
}

#[test]
fn a_set_is_written_read_and_removed_and_a_copy_stays() {
    let root = tempfile::tempdir().unwrap();
    let folders = Folders::below(root.path());
    fs::create_dir_all(folders.tools()).unwrap();
    let json = folders.tools().join("a.json");
    fs::write(&json, JSON).unwrap();
    fs::set_permissions(&json, fs::Permissions::from_mode(0o600)).unwrap();
    fs::set_permissions(folders.tools(), fs::Permissions::from_mode(0o700)).unwrap();
    let shelf = Shelf::load(&folders);
    let mut set = shelf.tools.into_iter().next().unwrap();
    save_tool_set(&folders, &set).unwrap();
    assert!(folders.tools().join("a.json.bak").exists());
    set.path = folders.tools().join("a.toml").display().to_string();
    let shelf = Shelf::load(&folders);
    assert_eq!(
        (shelf.tools, shelf.problems),
        (vec![set.clone()], Vec::new())
    );
    super::super::remove(&folders, ShelfKind::ToolSet, &set.name).unwrap();
    assert_eq!(Shelf::load(&folders), Shelf::default());
    assert!(folders.tools().join("a.toml.bak").exists());
}

#[test]
fn a_set_that_could_not_be_read_again_is_not_written() {
    let root = tempfile::tempdir().unwrap();
    let folders = Folders::below(root.path());
    fs::create_dir_all(folders.tools()).unwrap();
    fs::set_permissions(folders.tools(), fs::Permissions::from_mode(0o700)).unwrap();
    let mut set = read::json(JSON).unwrap();
    save_tool_set(&folders, &set).unwrap();
    let before = Shelf::load(&folders).tools;
    let tool = |at: usize| {
        let description = "x".repeat(2000);
        let json = format!(
            r#"{{"name":"t{at}","description":"{description}","input_schema":{{"type":"object"}}}}"#
        );
        crate::chat::tool::parse(&json).unwrap().remove(0)
    };
    set.tools.extend((0..1000).map(tool));
    let error = save_tool_set(&folders, &set).unwrap_err().to_string();
    assert!(error.contains("it is larger than 1024 KiB"), "{error}");
    assert_eq!(Shelf::load(&folders).tools, before);
}

/// The tools of a server as it tells them one by one.
fn of_server(set: &ToolSet, name: &str) -> ToolSource {
    use crate::chat::tool::source::server::{Declared, Told, read};
    let declared = Declared {
        name: name.to_owned(),
        description: String::new(),
        schema: crate::chat::content::Json("{\"type\":\"object\"}".to_owned()),
    };
    let told = Told {
        tools: vec![declared],
        has_more: false,
    };
    read(set, "radio", told).unwrap()
}

#[test]
fn tools_kept_one_by_one_leave_what_their_owner_wrote_as_a_copy() {
    const MINE: &str = "# mine\n[servers.radio]\ncommand = [\"/bin/radio\"]\n";
    let root = tempfile::tempdir().unwrap();
    let folders = Folders::below(root.path());
    fs::create_dir_all(folders.tools()).unwrap();
    fs::set_permissions(folders.tools(), fs::Permissions::from_mode(0o700)).unwrap();
    let file = folders.tools().join("air.toml");
    let write = |text: &str| {
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    };
    write(MINE);
    let set = || Shelf::load(&folders).tools.remove(0);
    // What is known of the set is from before each of them.
    let before = set();
    for name in ["a", "b", "c"] {
        keep_of_server(&folders, &of_server(&before, name)).unwrap();
    }
    let names = || {
        set()
            .tools
            .iter()
            .map(|tool| tool.name().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(), ["a", "b", "c"]);
    let copy = |end: &str| fs::read_to_string(folders.tools().join(format!("air.toml.{end}")));
    assert_eq!(copy("bak").unwrap(), MINE);
    // What is written into it by hand comes along, and has a copy of its own.
    let edited = format!("# edited\n{}", fs::read_to_string(&file).unwrap());
    write(&edited);
    keep_of_server(&folders, &of_server(&before, "d")).unwrap();
    keep_of_server(&folders, &of_server(&before, "e")).unwrap();
    assert_eq!(names(), ["a", "b", "c", "d", "e"]);
    assert_eq!(copy("bak").unwrap(), MINE);
    let copies = ["bak2", "bak3"].map(|end| copy(end).unwrap_or_default());
    assert!(copies.contains(&edited), "{copies:?}");
    assert!(copy("bak4").is_err());
    // A file that cannot be read is let be.
    write("# mine\n[servers.radio\n");
    let why = keep_of_server(&folders, &of_server(&before, "f")).unwrap_err();
    assert!(why.to_string().contains("air.toml"), "{why}");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "# mine\n[servers.radio\n"
    );
}

fn limits() -> impl Strategy<Value = Limits> {
    (1..=3600_u64, 1..=4_194_304_u64).prop_map(|(time, output)| Limits {
        time: std::time::Duration::from_secs(time),
        output,
    })
}

fn word() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| text.replace('\0', ""))
}

fn command() -> impl Strategy<Value = Command> {
    let pairs = prop::collection::btree_map("[B-D_]{1,4}", word(), 0..3);
    let pass = prop::collection::vec("[B-D_]{1,4}", 0..3);
    let rest = prop::collection::vec(word(), 0..4);
    (word(), rest, pairs, pass, any::<bool>(), 0..3_usize).prop_map(
        |(program, rest, set, pass, as_argument, result)| Command {
            argv: std::iter::once(format!("/{program}")).chain(rest).collect(),
            arguments: if as_argument {
                Passing::Argument
            } else {
                Passing::Input
            },
            folder: as_argument.then(|| format!("/{program}")),
            pass,
            set: set.into_iter().collect(),
            result: [ResultForm::Text, ResultForm::Json, ResultForm::Image][result],
        },
    )
}

fn program() -> impl Strategy<Value = Program> {
    prop_oneof![
        command().prop_map(Program::Command),
        word().prop_map(|name| Program::Shell {
            folder: format!("/{name}")
        }),
        word().prop_map(|name| Program::TextEditor {
            folder: format!("/{name}")
        }),
        word().prop_map(|tool| Program::Server {
            server: "s 1".to_owned(),
            tool
        }),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        runners in prop::collection::btree_map("[a-z.\" ]{1,9}", (program(), limits()), 0..4),
        far in limits(),
    ) {
        let runners = runners.into_iter();
        let runners = runners.map(|(name, (program, limits))| (name, Runner { program, limits }));
        let url = "https://x/y".to_owned();
        let headers = vec![("A-b".to_owned(), "C".to_owned())];
        let set = ToolSet {
            name: ShelfName::new("unnamed").unwrap(),
            path: String::new(),
            tools: Vec::new(),
            runners: runners.collect(),
            servers: vec![Server {
                name: "s 1".to_owned(),
                reach: Reach::Http { url, headers },
                limits: far,
            }],
        };
        let text = write::set(&set);
        prop_assert_eq!(read::toml(&text), Ok(set), "{}", text);
    }

    #[test]
    fn no_text_brings_it_down(text in "(tools|runners|servers|command|a|\\.|\\[|\\]|=|\"|\\{|\\}|:|,|[0-9]|\n| ){0,30}") {
        let _ = read::toml(&text);
        let _ = read::json(&text);
    }
}
