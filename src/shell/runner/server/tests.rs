//! Servers that are slow to begin.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::*;

/// Answers the first question once there is a second one, and only when it is begun for the first time.
const SLOW: &str = r#"
if [ -e begun ]; then
    read -r first; echo "$first" > asked
    echo '{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"slow","version":"1"}}}'
    read -r last; read -r last
else
    touch begun
    read -r first; read -r second
    echo '{"jsonrpc":"2.0","id":0,"error":{"code":-32601,"message":"Method not found"}}'
    read -r last
fi
"#;

/// Answers what it was not asked.
const STRANGE: &str = r#"
[ -e begun ] || { touch begun; read -r first; }
read -r second
echo '{"jsonrpc":"2.0","id":9,"error":{"code":-32601,"message":"Method not found"}}'
read -r last
"#;

/// As slow as the first one, and another one when it is begun again.
const CHANGING: &str = r#"#!/bin/sh
read -r first; read -r second
echo '# changed' >> "$0"
echo '{"jsonrpc":"2.0","id":0,"error":{"code":-32601,"message":"Method not found"}}'
read -r last
"#;

fn way(folder: &Path, argv: &[&str]) -> Way {
    let mut process = Process {
        argv: argv.iter().map(|word| (*word).to_owned()).collect(),
        folder: folder.display().to_string(),
        env: vec![("PATH".to_owned(), "/usr/bin:/bin".to_owned())],
        ..Process::default()
    };
    process.files = proof::files_of(&process, Folder::Given).unwrap();
    Way {
        reach: ServerReach::Process(process),
        folder: Folder::Given,
    }
}

/// This takes the ten seconds after which the library that speaks to servers asks in another way.
#[tokio::test]
async fn a_server_that_was_too_slow_for_the_first_question_is_begun_once_more() {
    let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let [slow, strange, changing] = folders.each_ref().map(tempfile::TempDir::path);
    let script = changing.join("server");
    fs::write(&script, CHANGING).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).unwrap();
    let ways = [
        way(slow, &["/bin/sh", "-c", SLOW]),
        way(strange, &["/bin/sh", "-c", STRANGE]),
        way(changing, &[&script.display().to_string()]),
    ];
    let [begun, answers, changes] = ways.each_ref().map(|way| async move {
        let server = Slot::new("/tools/a.toml", "slow");
        let (stop, _open) = std::io::pipe().unwrap();
        let connection = server.connection(way, &stop).await;
        connection.map(|connection| connection.is_alive())
    });
    let (begun, answers, changes) = tokio::join!(begun, answers, changes);
    assert!(begun.unwrap());
    let asked = fs::read_to_string(slow.join("asked")).unwrap();
    assert!(asked.contains("\"initialize\""), "{asked}");
    let why = |not: Not| match not {
        Not::Why(why) => why,
        Not::Cut(cut) => panic!("{cut:?}"),
    };
    let told = why(answers.unwrap_err());
    assert_eq!(told, "the server slow: it answers what it was not asked");
    let told = why(changes.unwrap_err());
    assert!(
        told.contains("is not what it was when you were asked"),
        "{told}"
    );
}
