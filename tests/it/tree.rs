//! The tree: editing, going on, siblings, undo, lanes, and all of it after a restart.

use serde_json::json;

use crate::harness::{Button, Records, Running, Service, outcrop};

/// A run with the model that repeats its user.
fn echo(service: &Service) -> Running {
    outcrop()
        .service(service)
        .model("echo")
        .size(110, 40)
        .ready()
}

/// Opens the same conversation again, after the program has ended.
fn again(first: &Running, service: &Service) -> Running {
    first.keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let start = outcrop().service(service).home(first.home());
    let second = start.arg("--resume").size(110, 40).open();
    second.see("Sandbox Echo");
    second
}

#[test]
fn a_stopped_reply_is_edited_in_the_middle_and_gone_on_with() {
    let service = Service::start();
    let outcrop = echo(&service);
    outcrop.keys("alpha beta gamma delta rate=4<enter>");
    outcrop.see("streaming");
    // So much of it is in the file that something can be taken away.
    let file = outcrop.file();
    Records::until(&file, "two words", |records| {
        records.count("generation") > 0 && records.reply(0).starts_with("alpha beta")
    });
    outcrop.keys("<esc>").see("stopped by you");
    let came = outcrop.finished().reply(0);
    outcrop.keys("<tab>e").see("Reply of the model");
    // The last letter of what came goes, another one comes.
    outcrop.keys("<backspace>X<ctrl-x><enter>");
    outcrop.see("2/2").see("end_turn");
    let kept = format!("{}X", &came[..came.len() - 1]);
    let sent = service.last().messages();
    assert_eq!(
        sent.last().unwrap(),
        &("assistant".to_owned(), kept.clone())
    );
    let records = outcrop.finished();
    let generations = records.of_kind("generation");
    assert_eq!(generations[1]["parent"], generations[0]["parent"]);
    assert_eq!(generations[1]["prefill"], json!([{"text": kept}]));
    // The first one is a key away, whole.
    outcrop.keys("<left>").see("1/2").see("stopped by you");
}

#[test]
fn an_edited_message_is_sent_and_the_old_path_is_there_after_a_restart() {
    let service = Service::start();
    let first = echo(&service);
    first.say("older rate=9999").say("newer rate=9999");
    first
        .keys("<tab>")
        .see("version")
        .keys("<home>e")
        .see("Your message");
    first.asks(|outcrop| {
        outcrop.keys("<ctrl-a>much <enter>");
    });
    first.see("much older").see("2/2").see_no("newer");
    assert_eq!(
        service.last().messages(),
        [("user".to_owned(), "much older rate=9999".to_owned())]
    );
    let second = again(&first, &service);
    second.see("much older").see("2/2");
    second
        .keys("<tab><home><left>")
        .see("newer rate=9999")
        .see("1/2");
    // Undo knows what was done before the restart.
    second.keys("u").see("much older");
    second.keys("u").see("newer rate=9999");
    second.keys("u").see_no("newer rate=9999");
    second.keys("U").see("newer rate=9999");
    let third = again(&second, &service);
    third.see("newer rate=9999");
}

#[test]
fn what_is_left_out_pruned_and_named_is_so_after_a_restart() {
    let service = Service::start();
    let first = echo(&service);
    first
        .say("one rate=9999")
        .say("two rate=9999")
        .say("three rate=9999");
    first.keys("<tab><home>X").see("left out of the context");
    first
        .keys("nnb")
        .see("Name of the branch")
        .keys("the second<enter>")
        .see("★ the second");
    first
        .keys("nnD")
        .see("moved to the trash")
        .see_no("three rate=9999");
    let second = again(&first, &service);
    second
        .see("★ the second")
        .see("left out of the context")
        .see_no("three rate=9999");
    second.say("four rate=9999");
    let sent: Vec<String> = service
        .last()
        .messages()
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    assert_eq!(sent[0], "two rate=9999");
    assert!(
        sent.iter()
            .all(|text| !text.contains("one") && !text.contains("three")),
        "{sent:?}"
    );
}

#[test]
fn a_lane_is_forked_off_and_closed() {
    let service = Service::start();
    let first = echo(&service);
    first.say("one rate=9999").say("two rate=9999");
    first
        .keys("<tab><home>nf")
        .see("Go on from here")
        .keys("<enter>");
    first.see("messages go to the lane in focus");
    first.keys("i").say("elsewhere rate=9999");
    assert_eq!(service.last().messages().len(), 3);
    first
        .keys("<ctrl-x>9")
        .see("elsewhere rate=9999")
        .see_no("two rate=9999")
        .keys("<ctrl-x><left>")
        .see("two rate=9999")
        .see_no("elsewhere");
    let second = again(&first, &service);
    second
        .see("2 Sandbox Echo")
        .keys("<ctrl-x><right>")
        .see("elsewhere rate=9999");
    second
        .keys("<ctrl-x><delete>")
        .see("the lane is closed")
        .see_no("2 Sandbox Echo");
    second.see("two rate=9999");
}

#[test]
fn clicks_go_to_siblings() {
    let service = Service::start();
    let outcrop = echo(&service);
    outcrop.say("one rate=9999");
    outcrop.asks(|outcrop| {
        outcrop.keys("<tab>r");
    });
    let place = |text: &str| {
        let screen = outcrop.see(text).screen();
        let mut lines = screen.rows.iter().enumerate();
        let found = lines.find_map(|(row, line)| {
            let column = line
                .split(text)
                .next()
                .filter(|before| before.len() < line.len())?;
            Some((column.chars().count(), row))
        });
        found.unwrap()
    };
    let (column, row) = place("‹2/2›");
    outcrop.mouse(Button::Down, (column, row));
    outcrop.see("‹1/2›");
    let (column, row) = place("‹1/2›");
    outcrop.mouse(Button::Down, (column + 4, row));
    outcrop.see("‹2/2›");
}

#[test]
fn what_begins_with_a_reply_is_marked_before_it_is_sent_and_mended() {
    let service = Service::start();
    let outcrop = echo(&service);
    outcrop.say("one rate=9999");
    outcrop
        .keys("<tab><home>x")
        .see("the service will refuse it");
    outcrop
        .keys("itwo rate=9999<enter>")
        .see("Before sending")
        .see("✗ order");
    outcrop.asks(|outcrop| {
        outcrop.keys("<enter>");
    });
    assert_eq!(
        service.last().messages(),
        [("user".to_owned(), "two rate=9999".to_owned())]
    );
}

#[test]
fn a_conversation_is_rewritten_in_the_users_editor() {
    let service = Service::start();
    let script = "sed -i 's/^one rate/uno rate/' \"$1\"";
    let start = outcrop().service(&service).model("echo").size(110, 40);
    let outcrop = start.editor(script).ready();
    outcrop.say("one rate=9999");
    outcrop
        .keys("<tab>E")
        .see("the conversation was changed")
        .see("uno rate=9999");
    outcrop.see("✎ edited").keys("u").see("one rate=9999");
}
