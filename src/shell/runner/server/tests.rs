//! Servers that are slow to begin.

use std::fs;
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

fn process(folder: &Path, script: &str) -> Process {
    Process {
        argv: vec!["/bin/sh".to_owned(), "-c".to_owned(), script.to_owned()],
        folder: folder.display().to_string(),
        env: vec![("PATH".to_owned(), "/usr/bin:/bin".to_owned())],
        ..Process::default()
    }
}

/// This takes the ten seconds after which the library that speaks to servers asks in another way.
#[tokio::test]
async fn a_server_that_was_too_slow_for_the_first_question_is_begun_once_more() {
    let folder = tempfile::tempdir().unwrap();
    let slow = process(folder.path(), SLOW);
    let other = tempfile::tempdir().unwrap();
    let strange = process(other.path(), STRANGE);
    let (slow, strange) = tokio::join!(Connection::start(&slow), Connection::start(&strange));
    assert!(slow.unwrap().is_alive());
    let asked = fs::read_to_string(folder.path().join("asked")).unwrap();
    assert!(asked.contains("\"initialize\""), "{asked}");
    assert_eq!(strange.unwrap_err(), "it answers what it was not asked");
}
