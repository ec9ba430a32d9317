//! A table of cases: filled, exported, and there again after a restart.

use crate::harness::{Home, Service, outcrop};

#[test]
fn a_grid_fills_is_exported_and_opens_again() {
    let service = Service::start();
    let first = outcrop()
        .service(&service)
        .model("echo")
        .size(120, 40)
        .ready();
    let table = first.home().write(
        "towns.csv",
        "city,n\r\nOslo,1\r\n\"Bergen, N\",2\r\nVoss,3\r\n",
    );
    first.keys("<ctrl-x>c2 samples<enter>");
    first.keys(
        "Is {{{{city}} nice? rate=9999"
            .replace("{{{{", "{{")
            .as_str(),
    );
    first.keys("<ctrl-x>#").see("Table of cases");
    first.keys(&format!("{}<enter>", table.display()));
    first
        .see("towns.csv")
        .see("3 cases")
        .see("not in the prompt: n");
    first.keys("R").see("3 ✓").see("all cases were asked");
    let records = first.records();
    assert_eq!(records.count("cases"), 1);
    assert_eq!(records.count("generation"), 6);
    let mut prompts = records.prompts();
    prompts.sort();
    assert_eq!(
        prompts,
        [
            "Is Bergen, N nice? rate=9999",
            "Is Oslo nice? rate=9999",
            "Is Voss nice? rate=9999"
        ]
    );
    let target = first.home().path().join("out.csv");
    let export = format!("x{}<enter>", target.display());
    first.keys(&export).see("written to");
    let text = std::fs::read_to_string(&target).unwrap();
    assert_eq!(text.lines().count(), 4);
    assert!(text.contains("\r\n\"Bergen, N\",2,Sandbox Echo,"), "{text}");
    assert_eq!(Home::mode(&target), 0o600);
    // What is there is not replaced.
    first.keys(&export).see("cannot write");
    first.keys("<esc><ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let again = outcrop().service(&service).home(first.home());
    let second = again.arg("--resume").size(120, 40).open();
    second.see("Sandbox Echo").keys("<ctrl-x>#");
    second.see("3 cases").see("3 ✓").see("Bergen, N");
    second.keys("jo").see("Is Bergen, N nice?");
}
