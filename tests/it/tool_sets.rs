//! Tool sets in the configuration folder, through the whole program.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use crate::harness::{Home, Service, outcrop};

/// A home with these files in the folder of the tool sets, which nobody else can write.
fn home(sets: &[(&str, &str)]) -> Arc<Home> {
    let home = Home::empty();
    for (name, text) in sets {
        let file = home.write(&format!(".config/outcrop/tools/{name}"), text);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        mode(file.parent().unwrap(), 0o700);
    }
    Arc::new(home)
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Runs a command with a home folder.
fn run(home: &Home, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outcrop"));
    command.args(args).env_clear().env("HOME", home.path());
    command.output().unwrap()
}

const EDITOR: &str = r#"[{"type":"text_editor_20250728","name":"str_replace_based_edit_tool"}]"#;

#[test]
fn a_path_outside_of_the_folder_is_refused_and_the_model_is_told() {
    let work = tempfile::tempdir().unwrap();
    let folder = work.path().display();
    let set = format!("[runners.str_replace_based_edit_tool]\ntext_editor = \"{folder}\"\n");
    let service = Service::start();
    let outcrop = outcrop()
        .home(&home(&[("work.toml", &set)]))
        .service(&service)
        .model("tool")
        .size(130, 60)
        .ready();
    outcrop.informed();
    outcrop.turn("wire", "messages").write("tools", EDITOR);
    outcrop.asks(|outcrop| {
        outcrop.keys("edit /etc/rocks.txt").keys("<enter>");
    });
    // Nothing has run, so nobody is asked, and the model goes on with what it was told.
    outcrop.see("The last step failed").see("lies outside of");
    assert_eq!(fs::read_dir(work.path()).unwrap().count(), 0);
    let records = outcrop.finished();
    let answers = records.of_kind("answer");
    assert_eq!(answers.len(), 1, "{answers:?}");
    let told = answers[0].to_string();
    assert!(
        told.contains("lies outside of") && told.contains("error"),
        "{told}"
    );
    assert_eq!(records.count("consent"), 0);
}

#[test]
fn a_program_that_is_not_there_is_told_in_the_list_until_it_is() {
    let home = home(&[("radio.toml", "")]);
    let song = home.path().join("bin/top-song");
    let set = format!("[runners.song]\ncommand = [\"{}\"]\n", song.display());
    fs::write(home.path().join(".config/outcrop/tools/radio.toml"), set).unwrap();
    let outcrop = outcrop().home(&home).sandbox().size(130, 40).ready();
    outcrop.keys("<ctrl-x>T").see("program not found: top-song");
    home.write("bin/top-song", "#!/bin/sh\n");
    mode(&song, 0o700);
    outcrop.keys("<esc>").see_no("program not found");
    outcrop.keys("<ctrl-x>T").see("song by command");
    outcrop.see_no("program not found");
}

#[test]
fn sets_are_checked_from_the_command_line_without_running_anything() {
    let fine = "[runners.a]\ncommand = [\"sh\"]\n";
    let gone = "[runners.a]\ncommand = [\"no-such-program\"]\n\n[runners.c]\ncommand = [\"/no-such/bin/top-song\"]\n\n[servers.b]\ncommand = [\"no-npx\"]\n";
    let wrong = "\n[[tools]]\nname = \"a b\"\n";
    let schema = "[[tools]]\nname = \"dig\"\ndescription = \"Digs.\"\n[tools.input_schema]\ntype = \"object\"\nproperties.x.type = \"strng\"\n";
    let home = home(&[
        ("fine.toml", fine),
        ("gone.toml", gone),
        ("wrong.toml", wrong),
        ("schema.toml", schema),
    ]);
    let check = |names: &[&str]| {
        let output = run(&home, &[&["tools", "check"], names].concat());
        let told = String::from_utf8(output.stdout).unwrap();
        (
            output.status.code(),
            told + &String::from_utf8(output.stderr).unwrap(),
        )
    };
    assert_eq!(
        check(&["fine"]),
        (
            Some(0),
            "fine: nothing is wrong; 0 tools, 1 program, 0 servers\n".to_owned()
        )
    );
    let (code, told) = check(&[]);
    assert_eq!(code, Some(1));
    for line in [
        "fine: nothing is wrong; 0 tools, 1 program, 0 servers\n",
        "gone: a: program not found: no-such-program\n",
        "gone: c: program not found: /no-such/bin/top-song\n",
        "gone: server b: program not found: no-npx\n",
        "schema: dig /properties/x/type: no such type; take object,",
    ] {
        assert!(told.contains(line), "{told}");
    }
    assert!(
        told.contains("wrong.toml, line 3, column 8: tool 1: \"a b\" is no name"),
        "{told}"
    );
    let (code, told) = check(&["fime"]);
    assert_eq!(code, Some(1));
    assert!(
        told.contains("there is no tool set fime; did you mean `fine`?"),
        "{told}"
    );
}

#[test]
fn a_set_that_cannot_be_used_is_told_of_at_the_start() {
    let wrong = "\n[runners.a]\ncomand = [\"x\"]\n";
    let home = home(&[("wrong.toml", wrong)]);
    let program = outcrop().home(&home).sandbox().size(200, 50).open();
    program.see("wrong.toml, line 3, column 1: unknown key `comand`; did you mean `command`?");
    drop(program);
    let file = home.write(".config/outcrop/tools/wrong.toml", "");
    mode(&file, 0o666);
    let program = outcrop().home(&home).sandbox().size(200, 50).open();
    program.see("others can write to");
}
