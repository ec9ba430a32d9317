//! Runs from the plan to the end, with real programs.

mod servers;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::*;
use crate::bedrock::stream::Timers;
use crate::chat::call::Status;
use crate::chat::ids::MessageId;
use crate::chat::preset::{Shelf, ShelfName};
use crate::chat::tool::Tool;
use crate::chat::tool::invocation::{Edit, Output, RunEnd, ServerReach};
use crate::chat::tool::set::{
    self, Command, Limits, Part, Passing, Program, ResultForm, Runner, ToolSet,
};
use crate::shell::blobs::Blobs;

/// Texts that a model may send to be taken for something else.
const HOSTILE: [&str; 14] = [
    "\u{1b}[2J\u{1b}]0;x\u{7}",
    "\u{202e}gpj.exe\u{2066}",
    "аpple",
    "$(id) `id` ${HOME} ; rm -rf / && | > < & ! # ~ * ? []",
    "' \" ''' \"\"\" \\ \\\\",
    "-rf --help -",
    "a\nb\r\nc\n\n",
    "\t \u{a0}\u{2028}\u{feff}",
    "%s%n%d %%",
    "\u{1}\u{2}\u{7f}\u{80}\u{9b}",
    "e\u{301}\u{200b}\u{200d}\u{fe0f}",
    "",
    "{\"a\": \"\\u0000\\ud83d\"}",
    "日本\u{1f9ed}",
];

struct Stage {
    tasks: Tasks,
    events: mpsc::Receiver<Event>,
    calls: u32,
}

fn stage() -> Stage {
    let (sender, events) = mpsc::channel(64);
    let (replies, _) = mpsc::channel(4);
    let tasks = Tasks::new(sender, replies, Timers::default(), Blobs::default());
    Stage {
        tasks,
        events,
        calls: 0,
    }
}

impl Stage {
    async fn plan(&mut self, tool: Tool, args: &str, program: Program) -> Result<Plan, String> {
        self.plan_in(tool, args, (program, Limits::default())).await
    }

    async fn plan_in(
        &mut self,
        tool: Tool,
        args: &str,
        (program, limits): (Program, Limits),
    ) -> Result<Plan, String> {
        self.calls += 1;
        self.tasks.plan_run(RunOrder {
            call: CallId {
                message: MessageId(1),
                block: self.calls,
            },
            number: u64::from(self.calls),
            tool,
            args: args.to_owned(),
            set: ToolSet {
                name: ShelfName::new("a").unwrap(),
                path: "/config/tools/a.toml".to_owned(),
                tools: Vec::new(),
                runners: Vec::new(),
                servers: Vec::new(),
            },
            runner: Runner { program, limits },
        });
        self.planned().await
    }

    async fn planned(&mut self) -> Result<Plan, String> {
        match self.events.recv().await {
            Some(Event::Core(Msg::RunPlanned(_, plan))) => plan,
            Some(Event::Core(Msg::RunRefused(_, _, why))) => Err(format!("refused: {why}")),
            other => panic!("{other:?}"),
        }
    }

    fn begin(&mut self, plan: &Plan) {
        self.tasks
            .run(Arc::clone(&plan.invocation), plan.sha256.clone());
    }

    async fn end(&mut self) -> Result<RunEnd, String> {
        let Some(Event::Ran(id, result)) = self.events.recv().await else {
            panic!("nothing has run");
        };
        match self.tasks.run_ended(id, result) {
            Some(Msg::RunEnded(_, end)) => end.map(|end| *end),
            other => panic!("{other:?}"),
        }
    }

    async fn run(&mut self, plan: &Plan) -> Result<RunEnd, String> {
        self.begin(plan);
        self.end().await
    }

    async fn command(&mut self, words: &[&str], args: &str) -> RunEnd {
        let plan = self.plan(custom(), args, program(words)).await.unwrap();
        self.run(&plan).await.unwrap()
    }
}

fn custom() -> Tool {
    crate::chat::tool::parse(r#"{"name":"t","input_schema":{"type":"object"}}"#)
        .unwrap()
        .remove(0)
}

fn typed(kind: &str, name: &str) -> Tool {
    crate::chat::tool::parse(&format!(r#"{{"type":"{kind}","name":"{name}"}}"#))
        .unwrap()
        .remove(0)
}

fn command(words: &[&str]) -> Command {
    Command {
        argv: words.iter().map(|word| (*word).to_owned()).collect(),
        ..Command::default()
    }
}

fn program(words: &[&str]) -> Program {
    Program::Command(command(words))
}

fn limits(seconds: u64, output: u64) -> Limits {
    Limits {
        time: Duration::from_secs(seconds),
        output,
    }
}

fn text(end: &RunEnd) -> &str {
    match &end.output[..] {
        [Output::Text(text)] => text,
        other => panic!("{other:?}"),
    }
}

/// The descriptors beyond the first three that this process itself was started with.
fn inherited() -> Vec<String> {
    let all = fs::read_dir("/proc/self/fdinfo").unwrap().flatten();
    let kept = all.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let info = fs::read_to_string(entry.path()).ok()?;
        let flags = info.lines().find_map(|line| line.strip_prefix("flags:"))?;
        let flags = u32::from_str_radix(flags.trim(), 8).ok()?;
        let kept = flags & rustix::fs::OFlags::CLOEXEC.bits() == 0;
        (kept && name.parse::<u32>().ok()? > 2).then_some(name)
    });
    kept.collect()
}

/// Waits until a process is gone, or is only waited for.
fn gone(pid: &str) {
    let until = Instant::now() + Duration::from_secs(20);
    while let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) {
        let state = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .trim()
            .chars()
            .next();
        if matches!(state, Some('Z' | 'X')) {
            return;
        }
        assert!(Instant::now() < until, "{pid} lives on: {stat}");
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn hostile_arguments_reach_the_program_byte_for_byte() {
    let mut stage = stage();
    for hostile in HOSTILE {
        let end = stage.command(&["cat"], hostile).await;
        let expected = if hostile.is_empty() {
            "(it wrote nothing)"
        } else {
            hostile
        };
        assert_eq!(text(&end), expected, "{hostile:?}");
        let as_argument = Program::Command(Command {
            arguments: Passing::Argument,
            ..command(&["printf", "%s"])
        });
        let plan = stage.plan(custom(), hostile, as_argument).await.unwrap();
        let Run::Process(process) = &plan.invocation.run else {
            panic!("{plan:?}");
        };
        assert_eq!(process.argv.last().unwrap(), hostile);
        let end = stage.run(&plan).await.unwrap();
        assert_eq!(text(&end), expected, "{hostile:?}");
    }
    let long = "ä\n".repeat(400_000);
    let much = (program(&["cat"]), limits(60, 4 << 20));
    let plan = stage.plan_in(custom(), &long, much).await.unwrap();
    assert_eq!(text(&stage.run(&plan).await.unwrap()), long);
    let as_argument = Program::Command(Command {
        arguments: Passing::Argument,
        ..command(&["printf", "%s"])
    });
    let why = stage.plan(custom(), &long, as_argument).await.unwrap_err();
    assert!(why.contains("stdin"), "{why}");
}

#[tokio::test]
async fn the_environment_and_the_descriptors_are_those_that_were_shown() {
    let mut stage = stage();
    let plan = stage
        .plan(custom(), "{}", program(&["env", "-0"]))
        .await
        .unwrap();
    let end = stage.run(&plan).await.unwrap();
    let Run::Process(process) = &plan.invocation.run else {
        panic!("{plan:?}");
    };
    let told = process.env.iter();
    let mut shown: Vec<String> = told
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    shown.sort();
    let mut found: Vec<String> = text(&end)
        .split_terminator('\0')
        .map(str::to_owned)
        .collect();
    found.sort();
    assert_eq!(found, shown);
    assert!(found.contains(&"TERM=dumb".to_owned()), "{found:?}");
    if Path::new("/proc/self/fd").exists() {
        let before = inherited();
        let end = stage.command(&["ls", "/proc/self/fd"], "{}").await;
        let new = text(&end)
            .lines()
            .filter(|fd| !before.iter().any(|it| it == fd));
        // The last is the folder that ls reads.
        assert_eq!(new.count(), 4, "{end:?} {before:?}");
    }
    let end = stage.command(&["pwd"], "{}").await;
    assert!(text(&end).contains("/outcrop-"), "{end:?}");
    assert!(!Path::new(text(&end).trim()).exists());
}

#[tokio::test]
async fn time_and_output_have_limits_and_nothing_of_the_group_lives_on() {
    let mut stage = stage();
    let script = "sleep 1000 & echo $!; trap '' TERM; wait; sleep 1000";
    let slow = (program(&["sh", "-c", script]), limits(1, 1000));
    let plan = stage.plan_in(custom(), "{}", slow).await.unwrap();
    let end = stage.run(&plan).await.unwrap();
    assert_eq!((end.status, end.exit), (Status::Error, None));
    let (pid, told) = text(&end).split_once('\n').unwrap();
    assert!(told.contains("after 1 s, its time limit"), "{told}");
    gone(pid);

    let left = (
        program(&["sh", "-c", "sleep 1000 & echo $!"]),
        limits(60, 1000),
    );
    let plan = stage.plan_in(custom(), "{}", left).await.unwrap();
    let end = stage.run(&plan).await.unwrap();
    gone(text(&end).trim());

    let endless = (
        program(&["head", "-c", "1000000", "/dev/zero"]),
        limits(60, 10),
    );
    let plan = stage.plan_in(custom(), "{}", endless).await.unwrap();
    let end = stage.run(&plan).await.unwrap();
    assert!(text(&end).contains("cut off after 10 bytes"), "{end:?}");
    assert!(text(&end).contains("999990 more"), "{end:?}");
}

#[tokio::test]
async fn a_stopped_program_takes_its_children_along() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let fifo = folder.path().join("pids");
    rustix::fs::mkfifoat(
        rustix::fs::CWD,
        &fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
    )
    .unwrap();
    let script = format!("sleep 1000 & echo $$ $! > '{}'; wait", fifo.display());
    let program = program(&["sh", "-c", &script]);
    for close in [false, true] {
        let plan = stage.plan(custom(), "{}", program.clone()).await.unwrap();
        stage.begin(&plan);
        // Opening it waits until the program has come so far.
        let path = fifo.clone();
        let read = tokio::task::spawn_blocking(move || fs::read_to_string(path));
        let pids = read.await.unwrap().unwrap();
        if close {
            stage.tasks.runs.close();
        } else {
            stage.tasks.stop_run(plan.invocation.call.unwrap());
            let Some(Event::Ran(id, result)) = stage.events.recv().await else {
                panic!("nothing has run");
            };
            let end = &result.as_ref().unwrap().end;
            assert!(text(end).contains("it was stopped"), "{end:?}");
            assert!(stage.tasks.run_ended(id, result).is_none());
        }
        for pid in pids.split_whitespace() {
            gone(pid);
        }
    }
}

#[tokio::test]
async fn what_has_changed_since_it_was_shown_does_not_run() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("tool");
    let write = |text: &str| {
        fs::write(&script, text).unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).unwrap();
    };
    let path = script.display().to_string();
    let direct = program(&[&path]);
    let as_word = program(&["sh", &path]);
    for program in [direct, as_word] {
        write("#!/bin/sh\necho one\n");
        let plan = stage.plan(custom(), "{}", program.clone()).await.unwrap();
        assert_eq!(text(&stage.run(&plan).await.unwrap()), "one\n");
        let plan = stage.plan(custom(), "{}", program).await.unwrap();
        write("#!/bin/sh\necho two\n");
        let why = stage.run(&plan).await.unwrap_err();
        assert!(
            why.contains("is not what it was when you were asked"),
            "{why}"
        );
        fs::remove_file(&script).unwrap();
        assert!(stage.run(&plan).await.is_err());
    }
    // A link that leads elsewhere now is another program.
    let link = folder.path().join("link");
    symlink("/bin/echo", &link).unwrap();
    let words = [link.to_str().unwrap(), "a"];
    let plan = stage.plan(custom(), "{}", program(&words)).await.unwrap();
    assert_eq!(text(&stage.run(&plan).await.unwrap()), "a\n");
    fs::remove_file(&link).unwrap();
    symlink("/bin/cat", &link).unwrap();
    assert!(stage.run(&plan).await.is_err());
    // Another invocation under the hash of this one.
    let plan = stage
        .plan(custom(), "{}", program(&["echo", "a"]))
        .await
        .unwrap();
    let mut other = (*plan.invocation).clone();
    other.args = "{\"a\":1}".to_owned();
    stage.tasks.run(Arc::new(other), plan.sha256);
    let why = stage.end().await.unwrap_err();
    assert!(why.contains("not what you were shown"), "{why}");
}

#[tokio::test]
async fn errors_begin_with_what_happened_and_what_to_do() {
    // What is read where a line has 80 columns.
    let begins = |why: &str, with: &str| {
        assert!(with.len() <= 70, "{with}");
        assert!(why.starts_with(with), "{why}");
    };
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let deep = folder
        .path()
        .join("a folder with quite a long name, as they are");
    fs::create_dir(&deep).unwrap();
    let path = deep.join("weather-cli");
    let words = [path.to_str().unwrap()];
    let missing = "t: program not found: weather-cli; install it or mend the tool set";
    for words in [&words, &["weather-cli"]] {
        let why = stage.plan(custom(), "{}", program(words)).await;
        let why = why.unwrap_err();
        begins(&why, missing);
        assert!(why.contains("/config/tools/a.toml"), "{why}");
    }
    fs::write(&path, "#!/bin/sh\n").unwrap();
    let why = stage.plan(custom(), "{}", program(&words)).await;
    begins(
        &why.unwrap_err(),
        "t: weather-cli is no program that can be run; chmod +x makes it one",
    );
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    let plan = stage.plan(custom(), "{}", program(&words)).await.unwrap();
    fs::write(&path, "#!/bin/sh\necho\n").unwrap();
    begins(
        &stage.run(&plan).await.unwrap_err(),
        "t did not run: its files have changed; ^X t, r asks you again",
    );
    fs::remove_file(&path).unwrap();
    begins(
        &stage.run(&plan).await.unwrap_err(),
        "t did not run: program not found: weather-cli; put it back",
    );
    let elsewhere = Program::Command(Command {
        folder: Some(deep.join("none").display().to_string()),
        ..command(&["cat"])
    });
    let why = stage.plan(custom(), "{}", elsewhere).await.unwrap_err();
    begins(&why, "t: folder not found; make it or mend the tool set");
    let edits = Program::TextEditor {
        folder: deep.display().to_string(),
    };
    let file = deep.join("a.txt");
    fs::write(&file, "one\n").unwrap();
    let args = format!(
        r#"{{"command":"str_replace","path":{:?},"old_str":"one","new_str":"two"}}"#,
        file.display().to_string()
    );
    let editor = typed("text_editor_20250728", "str_replace_based_edit_tool");
    let plan = stage.plan(editor, &args, edits).await.unwrap();
    fs::write(&file, "one\nmore\n").unwrap();
    begins(
        &stage.run(&plan).await.unwrap_err(),
        "a.txt was not edited: it has changed; ^X t, r asks you again",
    );
}

#[tokio::test]
async fn what_cannot_run_here_is_found_without_running_anything() {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().display().to_string();
    let no_folder = folder.path().join("none").display().to_string();
    let text = folder.path().join("text").display().to_string();
    fs::write(&text, "#!/bin/sh\n").unwrap();
    let runner = |program| Runner {
        program,
        limits: Limits::default(),
    };
    let in_folder = |folder: &str| {
        Program::Command(Command {
            folder: Some(folder.to_owned()),
            ..command(&["cat"])
        })
    };
    let runners = [
        ("fine", program(&["cat"])),
        ("placed", in_folder(&there)),
        ("gone", program(&["no-such; program"])),
        ("path", program(&[&format!("{no_folder}/tool")])),
        ("text", program(&[&text])),
        ("lost", in_folder(&no_folder)),
        (
            "shell",
            Program::Shell {
                folder: no_folder.clone(),
            },
        ),
        (
            "editor",
            Program::TextEditor {
                folder: no_folder.clone(),
            },
        ),
        (
            "work",
            Program::TextEditor {
                folder: there.clone(),
            },
        ),
    ];
    let server = |name: &str, reach| set::Server {
        name: name.to_owned(),
        reach,
        limits: Limits::default(),
    };
    let url = "https://example.com/mcp".to_owned();
    let set = ToolSet {
        name: ShelfName::new("a").unwrap(),
        path: "/config/tools/a.toml".to_owned(),
        tools: Vec::new(),
        runners: runners
            .into_iter()
            .map(|(name, program)| (name.to_owned(), runner(program)))
            .collect(),
        servers: vec![
            server("here", set::Reach::Command(command(&["no-npx"]))),
            server(
                "far",
                set::Reach::Http {
                    url,
                    headers: Vec::new(),
                },
            ),
        ],
    };
    let mut stage = stage();
    let shelf = Arc::new(Shelf {
        tools: vec![set],
        ..Shelf::default()
    });
    stage.tasks.look_for_programs(Arc::clone(&shelf));
    let Some(Event::Core(Msg::ProgramsLookedFor(of, found))) = stage.events.recv().await else {
        panic!("nothing was told");
    };
    assert!(Arc::ptr_eq(&of, &shelf));
    let part = |part: &Part| match part {
        Part::Runner(name) => name.clone(),
        Part::Server(name) => format!("server {name}"),
    };
    let found: Vec<(String, &str)> = found
        .iter()
        .map(|it| (part(&it.part), it.what.as_str()))
        .collect();
    let no_folder = format!("folder not found: {no_folder}");
    let expected = [
        ("gone", "program not found: no-such; program"),
        ("path", "program not found: tool"),
        ("text", "text is no program that can be run"),
        ("lost", &no_folder),
        ("shell", &no_folder),
        ("editor", &no_folder),
        ("server here", "program not found: no-npx"),
    ];
    let expected = expected.map(|(name, what)| (name.to_owned(), what));
    assert_eq!(found, expected);
}

#[tokio::test]
async fn what_a_program_writes_is_text_json_or_a_picture() {
    let mut stage = stage();
    let form = |words: &[&str], result| {
        Program::Command(Command {
            result,
            ..command(words)
        })
    };
    let plan = stage
        .plan(custom(), "{\"a\":1.50}", form(&["cat"], ResultForm::Json))
        .await;
    let end = stage.run(&plan.unwrap()).await.unwrap();
    assert_eq!(end.output, [Output::Json("{\"a\":1.50}".to_owned())]);
    let plan = stage
        .plan(custom(), "{]", form(&["cat"], ResultForm::Json))
        .await;
    let end = stage.run(&plan.unwrap()).await.unwrap();
    assert!(
        end.status == Status::Error && text(&end).contains("no JSON"),
        "{end:?}"
    );

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("p.png");
    image::DynamicImage::new_rgb8(3, 2).save(&file).unwrap();
    let picture = form(&["cat", file.to_str().unwrap()], ResultForm::Image);
    let plan = stage.plan(custom(), "{}", picture).await.unwrap();
    let end = stage.run(&plan).await.unwrap();
    let [Output::File(attached)] = &end.output[..] else {
        panic!("{end:?}");
    };
    assert!(stage.tasks.blobs.bytes(&attached.hash).is_some());
    let plan = stage
        .plan(custom(), "no picture", form(&["cat"], ResultForm::Image))
        .await;
    assert_eq!(
        stage.run(&plan.unwrap()).await.unwrap().status,
        Status::Error
    );

    let end = stage
        .command(&["sh", "-c", "echo out; echo bad >&2; exit 3"], "{}")
        .await;
    assert_eq!((end.status, end.exit), (Status::Error, Some(3)));
    assert_eq!(text(&end), "out\n\n[standard error]\nbad\n\n[exit code 3]");
    let end = stage.command(&["printf", "a\\377b"], "{}").await;
    assert!(text(&end).contains("not all UTF-8"), "{end:?}");
    let why = stage
        .plan(custom(), "{}", program(&["no-such-program"]))
        .await
        .unwrap_err();
    assert!(
        why.contains("no-such-program") && why.contains("a.toml"),
        "{why}"
    );
}

impl Stage {
    async fn shell(&mut self, folder: &Path, args: &str, limits: Limits) -> RunEnd {
        let folder = folder.display().to_string();
        let tool = typed("bash_20250124", "bash");
        let plan = self
            .plan_in(tool, args, (Program::Shell { folder }, limits))
            .await;
        self.run(&plan.unwrap()).await.unwrap()
    }

    async fn says(&mut self, folder: &Path, command: &str) -> RunEnd {
        let args = crate::chat::json::Value::Object(vec![(
            "command".to_owned(),
            crate::chat::json::Value::Text(command.to_owned()),
        )]);
        self.shell(folder, &args.compact().0, Limits::default())
            .await
    }
}

#[tokio::test]
async fn a_shell_lives_on_between_calls() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert_eq!(
        text(&stage.says(at, "mkdir d; cd d; a='x y'; pwd").await),
        format!("{}/d\n", fs::canonicalize(at).unwrap().display())
    );
    assert_eq!(text(&stage.says(at, "printf %s \"$a\"; cat").await), "x y");
    let end = stage.says(at, "echo a\necho b >&2\nfalse").await;
    assert_eq!((text(&end), end.exit), ("a\nb\n[exit code 1]", Some(1)));
    // What is left open or wrong is not mended by what comes after it.
    for broken in ["echo 'a", "cat <<X\nb", "if true; then", "echo a \\", "{"] {
        stage.says(at, broken).await;
        assert_eq!(
            text(&stage.says(at, "echo fine").await),
            "fine\n",
            "{broken}"
        );
    }
    for hostile in HOSTILE {
        let quoted = format!("printf %s '{}'", hostile.replace('\'', "'\\''"));
        let end = stage.says(at, &quoted).await;
        let expected = if hostile.is_empty() {
            "(it wrote nothing)"
        } else {
            hostile
        };
        assert_eq!(text(&end), expected);
    }
    let end = stage.says(at, "b=1; exit 7").await;
    assert_eq!(end.exit, Some(7));
    assert!(text(&end).contains("the shell has ended"), "{end:?}");
    assert_eq!(text(&stage.says(at, "echo \"[$b]\"").await), "[]\n");
    let end = stage
        .shell(at, "{\"restart\":true}", Limits::default())
        .await;
    assert_eq!(end.status, Status::Success);
    let end = stage
        .shell(at, "{\"command\":\"echo $$; sleep 1000\"}", limits(1, 100))
        .await;
    assert!(text(&end).contains("its time limit"), "{end:?}");
    gone(text(&end).lines().next().unwrap());
    let end = stage
        .shell(at, "{\"command\":\"seq 100000\"}", limits(60, 100))
        .await;
    assert!(text(&end).contains("cut off after 100 bytes"), "{end:?}");
    let tool = typed("bash_20250124", "bash");
    let folder = at.display().to_string();
    let why = stage
        .plan(tool, "{}", Program::Shell { folder })
        .await
        .unwrap_err();
    assert!(why.starts_with("refused: `command` is missing"), "{why}");
}

#[tokio::test]
async fn a_shell_is_never_taken_in_by_what_a_command_writes() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    // All variables, those of the loop too.
    let end = stage.says(at, "a=kept; set").await;
    assert_eq!(end.exit, Some(0), "{}", text(&end));
    let end = stage.says(at, "echo \"[$outcrop_mark] 0\"; false").await;
    assert_eq!((text(&end), end.exit), ("[] 0\n[exit code 1]", Some(1)));
    // Nothing of the loop is within reach of a command.
    let end = stage
        .says(at, "cat <&3 || cat >&4 </dev/null || echo none")
        .await;
    assert!(text(&end).ends_with("none\n"), "{end:?}");
    let functions = "read() { echo r; }; printf() { echo p; }; echo $a";
    assert_eq!(text(&stage.says(at, functions).await), "kept\n");
    assert_eq!(
        text(&stage.says(at, "unset -f read printf; echo $a").await),
        "kept\n"
    );
    let end = stage.says(at, "-x").await;
    assert_eq!(end.exit, Some(127), "{}", text(&end));
    // Another command's file is no end of the shell.
    let end = stage.says(at, "exec >log 2>&1; echo $a").await;
    assert_eq!((text(&end), end.exit), ("(it wrote nothing)", Some(0)));
    let end = stage.says(at, "echo b; exec >&- 2>&-").await;
    assert_eq!((text(&end), end.exit), ("(it wrote nothing)", Some(0)));
    assert_eq!(fs::read_to_string(at.join("log")).unwrap(), "kept\nb\n");
    assert_eq!(stage.says(at, "false").await.exit, Some(1));
}

#[tokio::test]
async fn the_end_of_what_was_stopped_is_none_of_what_runs_since() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let plan_of = async |stage: &mut Stage, command: &str| {
        let program = Program::Shell {
            folder: folder.path().display().to_string(),
        };
        let args = format!("{{\"command\":\"{command}\"}}");
        let tool = typed("bash_20250124", "bash");
        stage.plan(tool, &args, program).await.unwrap()
    };
    let slow = plan_of(&mut stage, "sleep 1000").await;
    let mut quick = plan_of(&mut stage, "echo new").await;
    // The same call, with other arguments.
    let mut invocation = (*quick.invocation).clone();
    invocation.call = slow.invocation.call;
    // It is approved for the shell that comes after the one that is stopped.
    if let Run::Shell { number, .. } = &mut invocation.run {
        *number += 1;
    }
    quick.sha256 = proof::sha256(&invocation);
    quick.invocation = Arc::new(invocation);
    stage.begin(&slow);
    stage.tasks.stop_run(slow.invocation.call.unwrap());
    stage.begin(&quick);
    let Some(Event::Ran(id, result)) = stage.events.recv().await else {
        panic!("nothing has run");
    };
    assert!(stage.tasks.run_ended(id, result).is_none());
    assert_eq!(text(&stage.end().await.unwrap()), "new\n");
    assert!(stage.tasks.runs.going.is_empty());
}

#[tokio::test]
async fn what_waits_for_a_shell_runs_though_the_one_before_did_not_begin() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let program = Program::Shell {
        folder: folder.path().display().to_string(),
    };
    let tool = typed("bash_20250124", "bash");
    let args = "{\"command\":\"echo a\"}";
    let plan = stage.plan(tool, args, program).await.unwrap();
    let id = RunId {
        call: CallId {
            block: 99,
            ..plan.invocation.call.unwrap()
        },
        number: 99,
    };
    let Run::Shell { process, .. } = &plan.invocation.run else {
        panic!("{plan:?}");
    };
    stage
        .tasks
        .runs
        .shells
        .of(&plan.invocation.source, process)
        .busy = Some(id);
    stage.begin(&plan);
    stage.tasks.run_next(id, Left::Nothing);
    assert_eq!(text(&stage.end().await.unwrap()), "a\n");
}

impl Stage {
    async fn planned_in(&mut self, folder: &Path, args: &str, seconds: u64) -> Plan {
        let program = Program::Shell {
            folder: folder.display().to_string(),
        };
        let tool = typed("bash_20250124", "bash");
        let plan = self.plan_in(tool, args, (program, limits(seconds, 1000)));
        plan.await.unwrap()
    }

    /// What is told of a run that did not begin.
    async fn refused(&mut self) -> String {
        match self.events.recv().await {
            Some(Event::Core(Msg::RunEnded(_, Err(why)))) => why,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_command_runs_in_the_shell_that_it_was_approved_for_or_not_at_all() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir(at.join("d")).unwrap();
    fs::write(at.join("kept"), "").unwrap();
    fs::write(at.join("d/gone"), "").unwrap();
    stage.says(at, "cd d").await;
    let ends = [
        ("{\"command\":\"sleep 1000\"}", "its time limit"),
        ("{\"command\":\"exit 3\"}", "exit code 3"),
        ("{\"restart\":true}", "begun again"),
    ];
    for (ends, told) in ends {
        let first = stage.planned_in(at, ends, 1).await;
        let removes = stage.planned_in(at, "{\"command\":\"rm *\"}", 60).await;
        let lists = stage.planned_in(at, "{\"command\":\"ls\"}", 60).await;
        stage.begin(&first);
        stage.begin(&removes);
        stage.begin(&lists);
        let end = stage.end().await.unwrap();
        assert!(text(&end).contains(told), "{end:?}");
        for _ in 0..2 {
            let why = stage.refused().await;
            let said = "bash did not run: the shell that it was approved for has ended";
            assert!(why.starts_with(said), "{why}");
        }
        assert!(at.join("kept").exists());
        // Who is asked again approves the shell that there is now.
        let again = stage.planned_in(at, "{\"command\":\"ls\"}", 60).await;
        assert_ne!(again.sha256, lists.sha256);
        assert_eq!(text(&stage.run(&again).await.unwrap()), "d\nkept\n");
    }
}

#[tokio::test]
async fn a_shell_that_ended_between_commands_is_not_taken_for_the_next_one() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let pid = text(&stage.says(at, "echo $$").await).trim().to_owned();
    let waits = stage.planned_in(at, "{\"command\":\"echo a\"}", 60).await;
    let killed = std::process::Command::new("kill")
        .args(["-9", &pid])
        .status();
    assert!(killed.unwrap().success());
    gone(&pid);
    stage.begin(&waits);
    assert!(stage.refused().await.contains("has ended"));
    assert_eq!(text(&stage.says(at, "echo b").await), "b\n");
}

#[tokio::test]
async fn calls_of_one_reply_share_the_shell_that_the_first_of_them_begins() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let one = stage.planned_in(at, "{\"command\":\"a=1\"}", 60).await;
    let other = stage.planned_in(at, "{\"command\":\"echo $a\"}", 60).await;
    stage.begin(&one);
    stage.begin(&other);
    stage.end().await.unwrap();
    assert_eq!(text(&stage.end().await.unwrap()), "1\n");
}

#[tokio::test]
async fn the_editor_counts_characters_of_views_and_nothing_else() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let program = || Program::TextEditor {
        folder: folder.path().display().to_string(),
    };
    let tool = || {
        let json = r#"{"type":"text_editor_20250728","name":"str_replace_based_edit_tool","max_characters":12}"#;
        crate::chat::tool::parse(json).unwrap().remove(0)
    };
    fs::write(folder.path().join("a"), "äöüäöüäöüäöüäöü\n").unwrap();
    let view = r#"{"command":"view","path":"a"}"#;
    let plan = stage.plan(tool(), view, program()).await.unwrap();
    let parts = plan.invocation.parts();
    assert!(
        parts.iter().any(|part| part.value == "12 characters"),
        "{parts:?}"
    );
    let end = stage.run(&plan).await.unwrap();
    let (seen, told) = text(&end).split_once("\n[").unwrap();
    assert_eq!(seen.chars().count(), 12, "{seen}");
    assert!(seen.len() > 12 && seen.ends_with('ö'), "{seen}");
    assert!(told.starts_with("cut off after 12 characters"), "{told}");
    // The output limit stays beside it.
    let plan = stage
        .plan_in(tool(), view, (program(), limits(60, 9)))
        .await;
    let end = stage.run(&plan.unwrap()).await.unwrap();
    assert!(text(&end).contains("cut off after 9 bytes"), "{end:?}");
    // What an edit tells is no view.
    let edit = r#"{"command":"create","path":"b","file_text":"a long text, longer than that"}"#;
    let plan = stage.plan(tool(), edit, program()).await.unwrap();
    let end = stage.run(&plan).await.unwrap();
    assert!(!text(&end).contains("cut off"), "{end:?}");
    assert_eq!(end.status, Status::Success);
}

/// Where a test finds the folder that it works in, when it is run in a process of its own.
const UMASK_FOLDER: &str = "OUTCROP_TEST_UMASK_FOLDER";

#[test]
fn new_files_of_the_editor_are_as_the_umask_wants_them() {
    if let Some(folder) = std::env::var_os(UMASK_FOLDER) {
        let folder = folder.to_str().unwrap();
        let made = Edit::Create("a".to_owned());
        editor::run((folder, "d/new"), &made, None, editor::Most::default()).unwrap();
        return;
    }
    // The umask is one of the whole process.
    for (umask, file, inner) in [("077", 0o600, 0o700), ("002", 0o664, 0o775)] {
        let folder = tempfile::tempdir().unwrap();
        let name = std::thread::current().name().unwrap().to_owned();
        let status = std::process::Command::new("sh")
            .args(["-c", "umask $0; exec \"$@\"", umask])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", &name])
            .env(UMASK_FOLDER, folder.path())
            .stdout(std::process::Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
        let mode = |path: &str| {
            let about = fs::metadata(folder.path().join(path)).unwrap();
            about.permissions().mode() & 0o777
        };
        assert_eq!((mode("d/new"), mode("d")), (file, inner), "{umask}");
    }
}

#[tokio::test]
async fn commands_of_one_reply_wait_for_each_other() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let mut plans = Vec::new();
    for command in ["a=1", "a=${a}2", "echo $a"] {
        let program = Program::Shell {
            folder: folder.path().display().to_string(),
        };
        let args = format!("{{\"command\":\"{command}\"}}");
        let tool = typed("bash_20241022", "bash");
        plans.push(stage.plan(tool, &args, program).await.unwrap());
    }
    for plan in &plans {
        stage.begin(plan);
    }
    let mut last = None;
    for _ in &plans {
        last = Some(stage.end().await.unwrap());
    }
    assert_eq!(text(&last.unwrap()), "12\n");
    stage.tasks.runs.leave();
    stage.begin(&plans[2]);
    assert_eq!(text(&stage.end().await.unwrap()), "\n");
}

#[tokio::test]
async fn the_editor_changes_files_of_its_folder_and_takes_edits_back() {
    let mut stage = stage();
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().display().to_string();
    let tool = typed("text_editor_20250124", "str_replace_editor");
    let run = async |stage: &mut Stage, args: &str| {
        let folder = at.clone();
        let plan = stage
            .plan(tool.clone(), args, Program::TextEditor { folder })
            .await?;
        stage.run(&plan).await
    };
    let args = format!(r#"{{"command":"create","path":"{at}/d/a.txt","file_text":"one\ntwo\n"}}"#);
    run(&mut stage, &args).await.unwrap();
    let file = folder.path().join("d/a.txt");
    assert_eq!(fs::read_to_string(&file).unwrap(), "one\ntwo\n");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o750)).unwrap();
    let replace = r#"{"command":"str_replace","path":"d/a.txt","old_str":"two","new_str":"2"}"#;
    let end = run(&mut stage, replace).await.unwrap();
    assert!(text(&end).ends_with("     1\tone\n     2\t2"), "{end:?}");
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o750
    );
    assert_eq!(
        run(&mut stage, replace).await.unwrap().status,
        Status::Error
    );
    let undo = r#"{"command":"undo_edit","path":"d/a.txt"}"#;
    run(&mut stage, undo).await.unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "one\ntwo\n");
    let why = run(&mut stage, undo).await.unwrap_err();
    assert!(why.contains("no edit of d/a.txt to take back"), "{why}");
    let view = format!(r#"{{"command":"view","path":"{at}"}}"#);
    assert_eq!(text(&run(&mut stage, &view).await.unwrap()), "d/\nd/a.txt");
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(folder.path().join("d")).unwrap().count(), 1);
    // What has changed since is not written over.
    let program = Program::TextEditor { folder: at.clone() };
    let plan = stage.plan(tool.clone(), replace, program).await.unwrap();
    fs::write(&file, "one\ntwo\nthree\n").unwrap();
    let why = stage.run(&plan).await.unwrap_err();
    assert!(why.contains("has changed since"), "{why}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "one\ntwo\nthree\n");
    let later = typed("text_editor_20250728", "str_replace_based_edit_tool");
    let program = Program::TextEditor { folder: at.clone() };
    let why = stage.plan(later, undo, program).await.unwrap_err();
    assert!(why.contains("no command \"undo_edit\""), "{why}");
}

#[tokio::test]
async fn no_path_leads_the_editor_out_of_its_folder() {
    let mut stage = stage();
    let root = tempfile::tempdir().unwrap();
    let outside = root.path().join("outside");
    let at = root.path().join("in");
    fs::create_dir_all(&outside).unwrap();
    fs::create_dir_all(at.join("real")).unwrap();
    fs::write(outside.join("secret"), "s").unwrap();
    fs::write(at.join("real/a"), "a").unwrap();
    symlink(&outside, at.join("link")).unwrap();
    symlink(outside.join("secret"), at.join("file")).unwrap();
    let folder = at.display().to_string();
    let tool = typed("text_editor_20241022", "str_replace_editor");
    let out = outside.join("secret").display().to_string();
    let inner = format!("{folder}/../outside/secret");
    for path in [
        "../outside/secret",
        "real/../../outside/secret",
        "link/secret",
        "file",
        "link/new",
        "/etc/passwd",
        "/repo/x",
        "..",
        &out,
        &inner,
        "real/a/b",
    ] {
        for rest in [
            r#""command":"view""#,
            r#""command":"create","file_text":"x""#,
        ] {
            let args = format!("{{{rest},\"path\":\"{path}\"}}");
            let program = Program::TextEditor {
                folder: folder.clone(),
            };
            match stage.plan(tool.clone(), &args, program).await {
                Err(why) => assert!(why.starts_with("refused: "), "{path}: {why}"),
                Ok(plan) => {
                    let end = stage.run(&plan).await;
                    assert!(
                        end.is_err() || end.unwrap().status == Status::Error,
                        "{path}"
                    );
                }
            }
        }
    }
    // Something is put in the place of a folder between the plan and the edit.
    let args = r#"{"command":"create","path":"real/secret","file_text":"x"}"#;
    let program = Program::TextEditor {
        folder: folder.clone(),
    };
    let plan = stage.plan(tool, args, program).await.unwrap();
    fs::rename(at.join("real"), at.join("was")).unwrap();
    symlink(&outside, at.join("real")).unwrap();
    let end = stage.run(&plan).await;
    assert!(end.is_err() || end.unwrap().status == Status::Error);
    assert_eq!(fs::read_to_string(outside.join("secret")).unwrap(), "s");
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
}

#[tokio::test]
async fn a_program_has_no_terminal_and_cannot_look_into_outcrop() {
    let mut stage = stage();
    let script = "if (: </dev/tty) 2>/dev/null; then echo terminal; else echo none; fi";
    let end = stage.command(&["sh", "-c", script], "{}").await;
    assert_eq!(text(&end), "none\n");
    let hidden = rustix::process::DumpableBehavior::NotDumpable;
    assert_eq!(rustix::process::dumpable_behavior().unwrap(), hidden);
}
