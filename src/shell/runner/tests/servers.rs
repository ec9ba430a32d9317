//! Servers of the Model Context Protocol: one that is built with the tests, over pipes and over HTTP,
//! and those of registries where what they need is there.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use super::*;
use crate::app::calls::TalkId;
use crate::chat::tool::set::{Reach, Server};
use crate::chat::tool::source::ToolSource;
use crate::chat::tool::source::server::{Told, read};

/// The server of the tests, which `cargo test` builds before it runs them.
fn built() -> String {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap();
    let path: PathBuf = folder.join("examples/mcp_server");
    let told = "`cargo build --example mcp_server` makes what this test starts";
    assert!(path.is_file(), "{}: {told}", path.display());
    path.display().to_string()
}

fn by_command(words: &[&str]) -> Reach {
    Reach::Command(command(words))
}

fn set(reach: Reach, limits: Limits) -> ToolSet {
    ToolSet {
        name: ShelfName::new("a").unwrap(),
        path: "/config/tools/a.toml".to_owned(),
        tools: Vec::new(),
        runners: Vec::new(),
        servers: vec![Server {
            name: "radio".to_owned(),
            reach,
            limits,
        }],
    }
}

impl Stage {
    async fn plan_call(&mut self, set: &ToolSet, tool: &str, args: &str) -> Result<Plan, String> {
        self.calls += 1;
        self.tasks.plan_run(RunOrder {
            call: CallId {
                message: MessageId(1),
                block: self.calls,
            },
            number: u64::from(self.calls),
            tool: custom(),
            args: args.to_owned(),
            set: set.clone(),
            runner: Runner {
                program: Program::Server {
                    server: "radio".to_owned(),
                    tool: tool.to_owned(),
                },
                limits: set.servers[0].limits,
            },
        });
        self.planned().await
    }

    async fn call(&mut self, set: &ToolSet, tool: &str, args: &str) -> RunEnd {
        let plan = self.plan_call(set, tool, args).await.unwrap();
        self.run(&plan).await.unwrap()
    }

    async fn plan_talk(&mut self, set: &ToolSet) -> Result<Plan, String> {
        let set = Box::new(set.clone());
        self.tasks.plan_talk(TALK, set, "radio".to_owned());
        match self.events.recv().await {
            Some(Event::Core(Msg::TalkPlanned(TALK, plan))) => plan,
            other => panic!("{other:?}"),
        }
    }

    async fn tools(&mut self, set: &ToolSet) -> Result<ToolSource, String> {
        let plan = self.plan_talk(set).await?;
        self.ask(plan);
        read(set, "radio", self.told().await?)
    }

    fn ask(&mut self, plan: Plan) {
        self.tasks.ask_server(TALK, plan.invocation, plan.sha256);
    }

    async fn told(&mut self) -> Result<Told, String> {
        match self.events.recv().await {
            Some(Event::Core(Msg::ServerTold(TALK, told))) => told,
            other => panic!("{other:?}"),
        }
    }
}

const TALK: TalkId = TalkId(1);

fn minute() -> Limits {
    limits(60, 64 * 1024)
}

/// Waits for something that another program does.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < until, "{what}: not yet");
        tokio::task::yield_now().await;
    }
}

/// The server of the tests, listening.
struct Listening {
    child: Child,
    url: String,
}

impl Listening {
    fn begin() -> Self {
        let mut child = std::process::Command::new(built())
            .arg("--http")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut url).unwrap();
        Self {
            child,
            url: url.trim().to_owned(),
        }
    }

    fn reach(&self) -> Reach {
        Reach::Http {
            url: self.url.clone(),
            headers: Vec::new(),
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[tokio::test]
async fn a_server_tells_its_tools_and_answers_over_pipes_and_over_http() {
    let listening = Listening::begin();
    for reach in [by_command(&[&built()]), listening.reach()] {
        let mut stage = stage();
        let set = set(reach, minute());
        let source = stage.tools(&set).await.unwrap();
        assert_eq!(source.tools.len(), 14, "{source:?}");
        assert_eq!(source.tools[0].tool.name(), "radio_top-song");
        assert_eq!(source.tools[0].told, "radio.top-song");

        let end = stage
            .call(&set, "radio.top-song", r#"{"sign":"WZPZ"}"#)
            .await;
        assert_eq!(end.status, Status::Success);
        let [Output::Json(song)] = &end.output[..] else {
            panic!("{end:?}");
        };
        assert!(
            song.contains("Elemental Hotel") && song.contains("WZPZ"),
            "{song}"
        );

        let end = stage.call(&set, "fail", "{}").await;
        assert_eq!((text(&end), end.status), ("no such station", Status::Error));
        let end = stage.call(&set, "refuse", "{}").await;
        assert_eq!(text(&end), "[the server says: the sign is wrong]");
        assert_eq!(end.status, Status::Error);

        let plan = stage.plan_call(&set, "picture", "{}").await.unwrap();
        stage.begin(&plan);
        let end = stage.end().await.unwrap();
        let [Output::Text(about), Output::File(file)] = &end.output[..] else {
            panic!("{end:?}");
        };
        assert_eq!(about, "a point");
        assert!(stage.tasks.blobs.bytes(&file.hash).is_some(), "{file:?}");

        let end = stage.call(&set, "page", "{}").await;
        assert_eq!(text(&end), "file:///readme\nread me");
    }
}

#[tokio::test]
async fn a_server_lives_for_all_calls_without_terminal_and_credentials() {
    let mut stage = stage();
    let set = set(by_command(&[&built()]), minute());
    let first = stage.call(&set, "surroundings", "{}").await;
    let second = stage.call(&set, "surroundings", "{}").await;
    assert!(text(&first).starts_with("call 1\n"), "{first:?}");
    assert!(text(&second).starts_with("call 2\n"), "{second:?}");
    assert!(text(&first).contains("\nterminal false\n"), "{first:?}");
    assert!(text(&first).contains("\nvariable PATH\n"), "{first:?}");
    assert!(!text(&first).contains("CARGO"), "{first:?}");
    let folder = text(&first)
        .lines()
        .find_map(|line| line.strip_prefix("folder "));
    let folder = PathBuf::from(folder.unwrap());
    assert!(folder.starts_with(stage.tasks.runs.base.as_ref().unwrap().path()));
    stage.tasks.runs.close();
    assert!(!folder.exists());
}

#[tokio::test]
async fn a_call_that_nobody_wants_is_told_to_the_server_and_the_next_one_is_answered() {
    let listening = Listening::begin();
    let folder = tempfile::tempdir().unwrap();
    for (at, reach) in [by_command(&[&built()]), listening.reach()]
        .into_iter()
        .enumerate()
    {
        let path = folder.path().join(at.to_string());
        let args = format!("{{\"path\":{:?}}}", path.display().to_string());
        let mut stage = stage();
        let set = set(reach, minute());
        // It is there before the one that is stopped begins.
        stage.call(&set, "page", "{}").await;
        let plan = stage.plan_call(&set, "wait", &args).await.unwrap();
        stage.begin(&plan);
        until("the server waits", || path.with_extension("waits").exists()).await;
        stage.tasks.stop_run(plan.invocation.call.unwrap());
        let Some(Event::Ran(id, result)) = stage.events.recv().await else {
            panic!("nothing has run");
        };
        let end = &result.as_ref().unwrap().end;
        assert!(text(end).contains("it was stopped"), "{end:?}");
        assert!(stage.tasks.run_ended(id, result).is_none());
        until("the server was told", || path.exists()).await;
        let end = stage.call(&set, "page", "{}").await;
        assert_eq!(end.status, Status::Success);
    }
}

#[tokio::test]
async fn a_server_that_is_not_asked_any_more_is_left_and_its_folder_goes() {
    let mut stage = stage();
    let set = set(by_command(&["sleep", "1000"]), minute());
    let plan = stage.plan_talk(&set).await.unwrap();
    stage.ask(plan);
    stage.tasks.stop_talk();
    let why = stage.told().await.unwrap_err();
    assert_eq!(why, "the server radio is not asked any more");
    let base = stage.tasks.runs.base.as_ref().unwrap().path().to_owned();
    stage.tasks.runs.close();
    assert!(!base.exists());
}

#[tokio::test]
async fn the_limits_of_a_call_hold() {
    let mut stage = stage();
    let short = set(by_command(&[&built()]), limits(60, 10));
    let end = stage.call(&short, "long", "{}").await;
    assert!(
        text(&end).starts_with("xxxxxxxxxx\n[cut off after 10 bytes"),
        "{end:?}"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("told");
    let args = format!("{{\"path\":{:?}}}", path.display().to_string());
    let quick = set(by_command(&[&built()]), limits(1, 1000));
    let end = stage.call(&quick, "wait", &args).await;
    assert!(
        text(&end).contains("ended after 1 s, its time limit"),
        "{end:?}"
    );
    until("the server was told", || path.exists()).await;
}

#[tokio::test]
async fn a_server_that_ends_is_told_with_its_last_words_and_begun_again() {
    let mut stage = stage();
    let set = set(by_command(&[&built()]), minute());
    let end = stage.call(&set, "end", "{}").await;
    assert_eq!(end.status, Status::Error);
    assert!(text(&end).contains("the server radio was lost"), "{end:?}");
    assert!(
        text(&end).contains("it wrote: these are my last words"),
        "{end:?}"
    );
    let end = stage.call(&set, "surroundings", "{}").await;
    assert!(text(&end).starts_with("call 1\n"), "{end:?}");
}

#[tokio::test]
async fn what_speaks_no_protocol_is_told_with_what_it_wrote() {
    let mut stage = stage();
    let mute = set(
        by_command(&["sh", "-c", "echo no key is set >&2; exit 7"]),
        minute(),
    );
    let why = stage.tools(&mute).await.unwrap_err();
    assert!(why.starts_with("the server radio:"), "{why}");
    assert!(why.contains("it wrote: no key is set"), "{why}");
    let plan = stage.plan_call(&mute, "a", "{}").await.unwrap();
    assert!(
        stage
            .run(&plan)
            .await
            .unwrap_err()
            .contains("no key is set")
    );
    let nobody = set(
        Reach::Http {
            url: "http://127.0.0.1:9/mcp".to_owned(),
            headers: Vec::new(),
        },
        minute(),
    );
    let why = stage.tools(&nobody).await.unwrap_err();
    assert!(why.contains("http://127.0.0.1:9/mcp"), "{why}");
    let secret = set(
        Reach::Http {
            url: "http://127.0.0.1:9/mcp".to_owned(),
            headers: vec![(
                "Authorization".to_owned(),
                "NO_SUCH_VARIABLE_HERE".to_owned(),
            )],
        },
        minute(),
    );
    let why = stage.tools(&secret).await.unwrap_err();
    assert!(
        why.contains("NO_SUCH_VARIABLE_HERE") && why.contains("is not set"),
        "{why}"
    );
}

/// Writes a script that does something and becomes the server.
fn write_server(script: &Path, more: &str) {
    fs::write(script, format!("#!/bin/sh\n{more}exec '{}'\n", built())).unwrap();
    fs::set_permissions(script, fs::Permissions::from_mode(0o700)).unwrap();
}

#[tokio::test]
async fn a_server_that_has_changed_since_it_was_shown_is_neither_asked_nor_called() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("server");
    let write = |more: &str| write_server(&script, more);
    write("");
    let set = set(by_command(&[&script.display().to_string()]), minute());
    let talk = stage.plan_talk(&set).await.unwrap();
    let call = stage.plan_call(&set, "page", "{}").await.unwrap();
    let Run::Server {
        reach: ServerReach::Process(process),
        ..
    } = &call.invocation.run
    else {
        panic!("{call:?}");
    };
    let shell = fs::canonicalize("/bin/sh").unwrap().display().to_string();
    assert!(
        process.files.iter().any(|(path, _)| *path == shell),
        "{process:?}"
    );
    write("echo other >&2\n");
    let changed = "is not what it was when you were asked";
    let why = stage.run(&call).await.unwrap_err();
    assert!(why.contains(changed), "{why}");
    stage.ask(talk);
    let why = stage.told().await.unwrap_err();
    assert!(why.contains(changed), "{why}");
}

#[tokio::test]
async fn a_server_that_writes_its_own_files_stays_the_one_that_was_approved() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    fs::write(&log, "").unwrap();
    let words = [&built(), "--log", &log.display().to_string()];
    let set = set(by_command(&words), minute());
    let first = stage
        .plan_call(&set, "surroundings", r#"{"a":1}"#)
        .await
        .unwrap();
    let end = stage.run(&first).await.unwrap();
    assert!(text(&end).starts_with("call 1\n"), "{end:?}");
    assert_eq!(fs::read_to_string(&log).unwrap(), "surroundings\n");
    let second = stage.plan_call(&set, "surroundings", "{}").await.unwrap();
    assert!(first.invocation.is_same_tool(&second.invocation));
    let end = stage.run(&second).await.unwrap();
    assert!(text(&end).starts_with("call 2\n"), "{end:?}");
    assert_eq!(stage.tasks.runs.servers.len(), 1);
    // Once it has ended, what begins is what the files are now.
    stage.call(&set, "end", "{}").await;
    let third = stage.plan_call(&set, "surroundings", "{}").await.unwrap();
    assert!(!first.invocation.is_same_tool(&third.invocation));
    let end = stage.run(&third).await.unwrap();
    assert!(text(&end).starts_with("call 1\n"), "{end:?}");
    assert_eq!(stage.tasks.runs.servers.len(), 1);
}

#[tokio::test]
async fn a_server_in_place_of_another_begins_when_that_has_gone() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let pids = folder.path().join("pids");
    // The second one notes whether the first one is still there.
    let begin = format!(
        "for pid in $(cat '{pids}'); do kill -0 $pid && echo there >> '{pids}'; done 2>/dev/null
         echo $$ >> '{pids}'; exec '{}'",
        built(),
        pids = pids.display(),
    );
    let first = set(by_command(&["sh", "-c", &begin]), minute());
    let before = stage.call(&first, "surroundings", "{}").await;
    let other = set(by_command(&["sh", "-c", &begin, "other"]), minute());
    let after = stage.call(&other, "surroundings", "{}").await;
    // Both had the same folder, one after the other.
    let of = |end: &RunEnd| text(end).lines().nth(1).map(str::to_owned);
    assert_eq!(of(&before), of(&after));
    assert!(text(&after).starts_with("call 1\n"), "{after:?}");
    let pids = fs::read_to_string(&pids).unwrap();
    let pids: Vec<&str> = pids.lines().collect();
    assert_eq!(pids.len(), 2, "{pids:?}");
    assert!(Path::new("/proc").join(pids[1]).exists());
    assert_eq!(stage.tasks.runs.servers.len(), 1);
}

#[tokio::test]
async fn a_call_that_cannot_be_leaves_the_server_that_there_is_alone() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("server");
    let write = |more: &str| write_server(&script, more);
    write("");
    let set = set(by_command(&[&script.display().to_string()]), minute());
    let old = stage.plan_call(&set, "surroundings", "{}").await.unwrap();
    write("# new\n");
    let first = stage.call(&set, "surroundings", "{}").await;
    assert!(text(&first).starts_with("call 1\n"), "{first:?}");
    let why = stage.run(&old).await.unwrap_err();
    assert!(why.contains("is not what it was"), "{why}");
    let second = stage.call(&set, "surroundings", "{}").await;
    assert!(text(&second).starts_with("call 2\n"), "{second:?}");
}

#[tokio::test]
async fn what_a_server_left_in_a_folder_that_is_made_for_it_is_none_of_it() {
    let mut stage = stage();
    let words = [&built(), "--log", "log"];
    let set = set(by_command(&words), minute());
    let make = |end: &RunEnd| {
        let folder = text(end).lines().nth(1).unwrap();
        let folder = folder.trim_start_matches("folder ").to_owned();
        fs::write(Path::new(&folder).join("log"), "").unwrap();
    };
    let first = stage.plan_call(&set, "surroundings", "{}").await.unwrap();
    make(&stage.run(&first).await.unwrap());
    stage.call(&set, "end", "{}").await;
    let second = stage.plan_call(&set, "surroundings", "{}").await.unwrap();
    assert!(first.invocation.is_same_tool(&second.invocation));
    let end = stage.run(&second).await.unwrap();
    assert!(text(&end).starts_with("call 1\n"), "{end:?}");
}

#[tokio::test]
async fn answers_of_any_size_are_held_to_the_limits() {
    let mut stage = stage();
    let set_of = |output| set(by_command(&[&built()]), limits(60, output));
    let end = stage.call(&set_of(64 * 1024), "pieces", "{}").await;
    assert_eq!(end.output.len(), 1001, "{end:?}");
    let last = Output::Text("[500 more pieces were left out]".to_owned());
    assert_eq!(end.output.last(), Some(&last));
    let end = stage.call(&set_of(1000), "rant", "{}").await;
    assert!(text(&end).len() < 1200, "{end:?}");
    assert!(text(&end).contains("cut off after 1000 bytes"), "{end:?}");
    let end = stage.call(&set_of(1000), "much", "{}").await;
    assert_eq!(end.status, Status::Error);
    assert!(
        text(&end).contains("it began a message of more than 16 MiB"),
        "{end:?}"
    );
}

#[tokio::test]
async fn an_answer_that_is_not_understood_leaves_the_server_where_it_is() {
    let listening = Listening::begin();
    for reach in [by_command(&[&built()]), listening.reach()] {
        let mut stage = stage();
        let set = set(reach, minute());
        let before = stage.call(&set, "surroundings", "{}").await;
        let end = stage.call(&set, "ask", "{}").await;
        assert_eq!(end.status, Status::Error);
        assert!(
            text(&end).contains("the server radio gave no result"),
            "{end:?}"
        );
        let after = stage.call(&set, "surroundings", "{}").await;
        let count = |end: &RunEnd| {
            let line = text(end).lines().next().unwrap().to_owned();
            line.trim_start_matches("call ").parse::<u64>().unwrap()
        };
        assert_eq!(count(&after), count(&before) + 2);
    }
}

#[tokio::test]
async fn a_server_that_leaves_others_behind_holds_no_call_up() {
    let mut stage = stage();
    let set = set(by_command(&[&built()]), minute());
    let end = stage.call(&set, "desert", "{}").await;
    assert_eq!(end.status, Status::Error);
    // Its time limit is told in other words.
    assert!(text(&end).contains("the server radio was lost"), "{end:?}");
}

#[tokio::test]
async fn a_call_that_is_stopped_before_it_is_sent_is_never_sent() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    fs::write(&log, "").unwrap();
    let words = [&built(), "--log", &log.display().to_string()];
    let set = set(by_command(&words), minute());
    // It is there already, so that nothing but the call itself is to be waited for.
    stage.call(&set, "page", "{}").await;
    let plan = stage.plan_call(&set, "fail", "{}").await.unwrap();
    for _ in 0..50 {
        let (slot, way) = stage.tasks.runs.server(&plan.invocation).unwrap().unwrap();
        let (seen, stop) = std::io::pipe().unwrap();
        drop(stop);
        let desk = stage.tasks.desk();
        let call = move || slot.call(("fail", "{}", &way), minute(), (&seen, &desk));
        let ran = tokio::task::spawn_blocking(call).await.unwrap().unwrap();
        assert!(text(&ran.end).contains("it was stopped"), "{:?}", ran.end);
    }
    stage.call(&set, "page", "{}").await;
    assert_eq!(fs::read_to_string(&log).unwrap(), "page\npage\n");
}

#[tokio::test]
async fn a_server_that_is_silent_for_too_long_is_told_with_what_it_wrote() {
    let mut stage = stage();
    let begin = "echo open the page to sign in >&2; exec sleep 1000";
    let set = set(by_command(&["sh", "-c", begin]), limits(2, 1000));
    let why = stage.tools(&set).await.unwrap_err();
    assert!(why.contains("did not answer within 2 s"), "{why}");
    assert!(why.contains("it wrote: open the page to sign in"), "{why}");
}

#[tokio::test]
async fn a_server_that_ends_at_once_and_leaves_others_behind_is_not_waited_for() {
    let mut stage = stage();
    let begin = "sleep 1000 & echo no key >&2";
    let set = set(by_command(&["sh", "-c", begin]), minute());
    let why = stage.tools(&set).await.unwrap_err();
    assert!(why.contains("it wrote: no key"), "{why}");
}

#[tokio::test]
async fn a_list_of_tools_ends_where_nobody_reads_on() {
    let mut stage = stage();
    let crowd = set(by_command(&[&built(), "--crowd"]), minute());
    let source = stage.tools(&crowd).await.unwrap();
    assert_eq!(source.tools.len(), 1000);
    assert!(
        source.problems.iter().any(|it| it.contains("left out")),
        "{:?}",
        source.problems
    );
    let endless = set(by_command(&[&built(), "--endless"]), minute());
    let why = stage.tools(&endless).await.unwrap_err();
    assert!(why.contains("the server radio has no tools"), "{why}");
}

#[tokio::test]
async fn numbers_that_would_not_arrive_as_they_stand_are_not_sent() {
    let mut stage = stage();
    let set = set(by_command(&[&built()]), minute());
    for args in [
        r#"{"sign":"a","n":1e400}"#,
        r#"{"n":12345678901234567890123}"#,
    ] {
        let why = stage
            .plan_call(&set, "radio.top-song", args)
            .await
            .unwrap_err();
        assert!(
            why.contains("is not sent to the server as it stands"),
            "{why}"
        );
    }
    let same = r#"{"n":1.50,"m":18446744073709551615,"o":-0.0e3}"#;
    assert!(stage.plan_call(&set, "radio.top-song", same).await.is_ok());
}

/// A server of a registry: what it needs, how it is got into a folder, and how it is started there.
struct Published {
    needs: &'static str,
    get: [&'static str; 2],
    start: &'static str,
    tool: &'static str,
    args: &'static str,
    answers: &'static str,
}

const PUBLISHED: [Published; 2] = [
    Published {
        needs: "node",
        get: [
            "npm install --no-audit --no-fund --fetch-retries=0 --fetch-timeout=20000 --prefix .",
            "@modelcontextprotocol/server-everything@2026.8.31",
        ],
        start: "node_modules/.bin/mcp-server-everything",
        tool: "echo",
        args: r#"{"message":"WZPZ"}"#,
        answers: "WZPZ",
    },
    Published {
        needs: "python3",
        get: [
            "python3 -m venv . && bin/pip install --quiet --retries 0 --timeout 20",
            "mcp-server-time==2026.10.19",
        ],
        start: "bin/mcp-server-time",
        tool: "get_current_time",
        args: r#"{"timezone":"Europe/Berlin"}"#,
        answers: "Europe/Berlin",
    },
];

/// Set to 1, it lets servers be got from registries, and asked. Nothing else in the tests needs the network.
const REGISTRIES: &str = "OUTCROP_TEST_REGISTRIES";

#[tokio::test]
async fn servers_of_registries_answer_if_outcrop_test_registries_is_1() {
    if std::env::var_os(REGISTRIES).is_none_or(|value| value != "1") {
        eprintln!("left out: {REGISTRIES}=1 runs it; it installs from npm and PyPI");
        return;
    }
    for published in &PUBLISHED {
        let start = got(published);
        let start = start.unwrap_or_else(|| panic!("no {}, or no registry", published.needs));
        let mut stage = stage();
        let set = set(by_command(&[&start]), minute());
        let source = stage.tools(&set).await.unwrap();
        assert!(
            source
                .tools
                .iter()
                .any(|found| found.told == published.tool),
            "{source:?}"
        );
        let end = stage.call(&set, published.tool, published.args).await;
        assert_eq!(end.status, Status::Success, "{end:?}");
        assert!(
            format!("{:?}", end.output).contains(published.answers),
            "{end:?}"
        );
    }
}

/// The program of a published server, which is got once and kept beside what is built; `None` = it
/// cannot be had here.
fn got(published: &Published) -> Option<String> {
    let test = std::env::current_exe().unwrap();
    let target = test.parent().and_then(Path::parent).unwrap();
    let name = published.get[1].replace(['/', '@'], "-");
    let folder = target.join("servers").join(name);
    let start = folder.join(published.start);
    if !start.is_file() {
        let needs = format!("command -v {} >/dev/null", published.needs);
        let [way, package] = published.get;
        fs::create_dir_all(&folder).ok()?;
        let done = std::process::Command::new("sh")
            .args(["-c", &format!("{needs} && {way} {package}")])
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        done.ok().filter(std::process::ExitStatus::success)?;
    }
    Some(start.display().to_string())
}
