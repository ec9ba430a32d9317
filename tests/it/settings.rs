//! Settings of a lane: turned on screen, found in the request, kept in the file.

use std::sync::Arc;

use serde_json::json;

use crate::harness::{Button, Home, Running, Service, outcrop};

/// A run that talks to the test's sandbox, tall enough for all rows of the settings.
fn ready(service: &Service, model: &str) -> Running {
    let outcrop = outcrop().service(service).model(model).size(130, 60);
    outcrop.ready()
}

/// The next run in the home of an earlier one, which ends now.
fn resumed(service: &Service, earlier: &Running) -> Running {
    quit(earlier);
    let outcrop = outcrop().service(service).home(earlier.home());
    let outcrop = outcrop.arg("--resume").size(130, 60).open();
    outcrop.see("Enter send");
    outcrop
}

fn quit(outcrop: &Running) {
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
}

/// The body of a request to echo over Converse that has nothing but a message and these parameters.
fn plain(text: &str, parameters: &str) -> String {
    format!(
        r#"{{"messages":[{{"role":"user","content":[{{"text":"{text}"}}]}}],"inferenceConfig":{{{parameters}}}}}"#
    )
}

#[test]
fn a_typed_number_goes_out_to_the_byte() {
    let service = Service::start();
    let outcrop = ready(&service, "echo");
    outcrop.set("temperature", "0.95").set("max_tokens", "777");
    outcrop.say("granite rate=9999");
    let parameters = r#""maxTokens":777,"temperature":0.95"#;
    assert_eq!(service.last().raw, plain("granite rate=9999", parameters));
    outcrop.keys("<ctrl-n>").see("new conversation");
    outcrop.set("temperature", "0.50").set("top_p", "0.999");
    outcrop.say("basalt rate=9999");
    let parameters = r#""maxTokens":777,"temperature":0.50,"topP":0.999"#;
    assert_eq!(service.last().raw, plain("basalt rate=9999", parameters));
}

#[test]
fn x_takes_a_value_out_again() {
    let service = Service::start();
    let outcrop = ready(&service, "echo");
    outcrop.set("temperature", "0.3").unset("temperature");
    outcrop.say("granite rate=9999");
    assert_eq!(
        service.last().raw,
        plain("granite rate=9999", r#""maxTokens":4096"#)
    );
}

#[test]
fn arrows_turn_a_slider_in_two_strides() {
    let service = Service::start();
    let outcrop = ready(&service, "echo");
    outcrop.row("temperature").keys("0.5<enter>");
    let at = |value| outcrop.see_setting("temperature", value);
    at("0.5").keys("<right><right>");
    at("0.52").keys("<left>");
    at("0.51").keys("<shift-right>");
    at("0.61").keys("<ctrl-right>");
    at("0.71").keys("<end>");
    at("1").keys("<home>");
    at("0").keys("<right>");
    at("0.01").close_settings();
    outcrop.say("granite rate=9999");
    let sent = &service.last().body["inferenceConfig"]["temperature"];
    assert_eq!(sent, &json!(0.01));
    // The turns of one sitting are one change.
    let changes = outcrop.finished().count("lane_set");
    assert!(changes <= 3, "{changes}");
}

#[test]
fn the_mouse_drags_a_slider() {
    let service = Service::start();
    let outcrop = ready(&service, "echo");
    outcrop.row("temperature");
    let screen = outcrop.screen();
    let row = screen
        .rows
        .iter()
        .position(|row| row.contains("temperature"));
    let row = row.unwrap();
    let cells: Vec<char> = screen.rows[row].chars().collect();
    let from = cells.iter().position(|cell| *cell == '─').unwrap();
    let to = cells.iter().rposition(|cell| *cell == '─').unwrap();
    outcrop.mouse(Button::Down, (from, row));
    outcrop.see_setting("temperature", "0");
    outcrop.mouse(Button::Drag, (to, row));
    outcrop.see_setting("temperature", "1");
    // The mouse may leave the row while it drags.
    outcrop.mouse(Button::Drag, (from.midpoint(to), row + 3));
    let dragged = |value: &str| {
        value
            .parse()
            .is_ok_and(|value: f64| (0.45..0.55).contains(&value))
    };
    let screen = outcrop.until("it is dragged to the middle", |screen| {
        let shown = screen.setting("temperature").unwrap_or_default();
        dragged(shown.trim_start_matches(['━', '─', ' ']))
    });
    outcrop.mouse(Button::Up, (from.midpoint(to), row + 3));
    outcrop.mouse(Button::Drag, (from, row));
    let shown = screen.setting("temperature").unwrap();
    let shown = shown.trim_start_matches(['━', '─', ' ']).to_owned();
    outcrop.close_settings().say("granite rate=9999");
    let parameters = format!(r#""maxTokens":4096,"temperature":{shown}"#);
    assert_eq!(service.last().raw, plain("granite rate=9999", &parameters));
}

#[test]
fn the_settings_of_a_lane_survive_quitting() {
    let service = Service::start();
    let first = ready(&service, "guide");
    first.say("granite rate=9999");
    first.set("temperature", "0.30").set("top_k", "40");
    first.turn("wire", "messages").turn("streaming", "off");
    first
        .write("system", "Be brief.")
        .write("stop sequences", "END\n\\n\\nHuman:");
    let second = resumed(&service, &first);
    second.row("temperature");
    for (name, value) in [
        ("temperature", "0.30"),
        ("top_k", "40"),
        ("top_p", "not sent"),
        ("wire", "messages"),
        ("streaming", "off"),
        ("system", "Be brief."),
    ] {
        second.see_setting(name, value);
    }
    second.close_settings().say("basalt rate=9999");
    let asked = service.last();
    assert_eq!(asked.operation, "invoke");
    assert!(
        asked.raw.contains(r#""temperature":0.30,"top_k":40"#),
        "{}",
        asked.raw
    );
    assert_eq!(asked.body["system"], "Be brief.");
    assert_eq!(asked.body["stop_sequences"], json!(["END", "\n\nHuman:"]));
    assert_eq!(asked.messages()[0].1, "granite rate=9999");
}

#[test]
fn a_number_out_of_range_is_told_and_the_last_good_one_is_sent() {
    let service = Service::start();
    let outcrop = ready(&service, "echo");
    outcrop.set("temperature", "0.4");
    outcrop.row("temperature").keys("7<enter>");
    outcrop.see("7 is outside 0 to 1; the value stays as it was");
    outcrop.close_settings().row("top_k").keys("4.5<enter>");
    outcrop.see("4.5 is no whole number");
    outcrop.close_settings().say("granite rate=9999");
    let parameters = r#""maxTokens":4096,"temperature":0.4"#;
    assert_eq!(service.last().raw, plain("granite rate=9999", parameters));
}

#[test]
fn json_with_an_error_is_told_with_its_place_and_the_last_good_one_is_sent() {
    let service = Service::start();
    let outcrop = ready(&service, "guide");
    outcrop.write("extra fields", "{\"top_k\": 7}");
    outcrop
        .row("extra fields")
        .keys("<enter>")
        .see("Extra request fields");
    outcrop
        .keys("<ctrl-end><backspace>, ")
        .see("✗ line 3, column");
    outcrop.keys("<esc>").see("^C leaves the value as it was");
    outcrop.keys("<ctrl-c>").see_no("Extra request fields");
    outcrop.close_settings().say("granite rate=9999");
    let sent = &service.last().body["additionalModelRequestFields"];
    assert_eq!(sent, &json!({"top_k": 7}));
}

#[test]
fn the_system_prompt_and_messages_take_variables() {
    let service = Service::start();
    let first = ready(&service, "echo");
    first.keys("<ctrl-x>s").see("System prompt");
    first
        .paste("Be {{tone}}.\nAnd {{unknown}}.")
        .keys("<esc>")
        .see_no("System prompt");
    first
        .keys("<ctrl-x>{")
        .see("Variables")
        .see("no value")
        .keys("tone<enter>");
    first
        .see("Value of {{tone}}")
        .paste("brief")
        .keys("<esc>")
        .see_no("Value of");
    first.say("Are you {{tone}}? rate=9999");
    assert_eq!(service.last().messages()[0].1, "Are you brief? rate=9999");
    let system = json!([{"text": "Be brief.\nAnd {{unknown}}."}]);
    assert_eq!(service.last().body["system"], system);
    let second = resumed(&service, &first);
    second
        .row("variables")
        .see_setting("variables", "tone=brief")
        .close_settings();
    second.say("Really {{tone}}? rate=9999");
    assert_eq!(service.last().messages()[2].1, "Really brief? rate=9999");
    assert_eq!(service.last().body["system"], system);
}

#[test]
fn a_prompt_of_the_library_becomes_the_system_prompt() {
    let service = Service::start();
    let home = Arc::new(Home::empty());
    home.write(
        ".config/outcrop/prompts/geologist.md",
        "You know rocks.\nAll of them.\n",
    );
    home.write(".config/outcrop/prompts/cook.md", "You know pots.\n");
    let first = outcrop()
        .home(&home)
        .service(&service)
        .model("echo")
        .ready();
    first
        .keys("<ctrl-x>y")
        .see("System prompts")
        .see("You know pots.");
    first.keys("geo").see_no("You know pots.").keys("<enter>");
    first.see_no("System prompts").say("granite rate=9999");
    let system = json!([{"text": "You know rocks.\nAll of them."}]);
    assert_eq!(service.last().body["system"], system);
    let second = resumed(&service, &first);
    second.say("basalt rate=9999");
    assert_eq!(service.last().body["system"], system);
    // One that was written here is kept as a file.
    second
        .keys("<ctrl-x>y")
        .see("System prompts")
        .keys("keep<enter>");
    second
        .see("Keep the system prompt as")
        .keys("rocks<enter>")
        .see("rocks is kept");
    let kept = home.path().join(".config/outcrop/prompts/rocks.md");
    crate::harness::eventually("it is kept", || kept.exists());
    assert_eq!(
        std::fs::read_to_string(kept).unwrap(),
        "You know rocks.\nAll of them.\n"
    );
}
