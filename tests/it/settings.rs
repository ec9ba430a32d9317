//! Settings of a lane: turned on screen, found in the request, kept in the file.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::harness::screen::Screen;
use crate::harness::{Button, Home, Running, Service, eventually, outcrop};

/// A run that talks to the test's sandbox, tall enough for all rows of the settings.
fn ready(service: &Service, model: &str) -> Running {
    let outcrop = outcrop().service(service).model(model).size(130, 60);
    let outcrop = outcrop.ready();
    if model != "echo" {
        outcrop.informed();
    }
    outcrop
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
    outcrop
        .keys("<ctrl-c>")
        .see("Ctrl-C again")
        .keys("<ctrl-c>")
        .see_no("Extra request fields");
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
    eventually("it is kept", || kept.exists());
    assert_eq!(
        std::fs::read_to_string(kept).unwrap(),
        "You know rocks.\nAll of them.\n"
    );
}

/// A preset with a comment of its owner.
const CAREFUL: &str = "# mine\nwire = \"messages\"\ntemperature = 0.70\nmax_tokens = 1024\nsystem = \"Be careful.\"\n";

/// A home with a preset.
fn home_with(name: &str, text: &str) -> Arc<Home> {
    let home = Arc::new(Home::empty());
    home.write(&format!(".config/outcrop/presets/{name}.toml"), text);
    home
}

/// Checks that the last request was made with the preset.
#[track_caller]
fn was_careful(service: &Service) {
    let body = service.last().body;
    assert_eq!(service.last().operation, "invoke-with-response-stream");
    assert_eq!(body["system"], "Be careful.");
    assert_eq!(body["max_tokens"], 1024);
    assert!(
        service.last().raw.contains("\"temperature\":0.70"),
        "{body}"
    );
}

#[test]
fn a_preset_is_a_whole_set_and_keeps_model_and_conversation() {
    let service = Service::start();
    let home = home_with("careful", CAREFUL);
    let start = outcrop().home(&home).service(&service).model("guide");
    let outcrop = start.size(130, 60).ready();
    outcrop.set("top_k", "7").say("granite rate=9999");
    outcrop
        .keys("<ctrl-p>")
        .see("Commands")
        .keys("preset careful");
    outcrop
        .see("/ preset careful")
        .keys("<enter>")
        .see("preset careful");
    outcrop.say("basalt rate=9999");
    was_careful(&service);
    let asked = service.last();
    assert_eq!(asked.body["top_k"], json!(null));
    assert_eq!(asked.route, "outcrop.guide-v1%3A0");
    assert_eq!(asked.messages()[0].1, "granite rate=9999");
    assert_eq!(asked.messages()[2].1, "basalt rate=9999");
}

#[test]
fn the_list_of_presets_takes_and_keeps_them() {
    let service = Service::start();
    let home = home_with("careful", CAREFUL);
    let start = outcrop().home(&home).service(&service).model("guide");
    let outcrop = start.size(130, 60).ready();
    outcrop
        .keys("<ctrl-x>g")
        .see("Presets")
        .see("messages · temperature 0.70");
    outcrop
        .keys("careful<enter>")
        .see("preset careful")
        .say("granite rate=9999");
    was_careful(&service);
    outcrop.set("top_p", "0.950").turn("streaming", "off");
    outcrop
        .keys("<ctrl-x>g")
        .see("save these settings")
        .keys("save<enter>");
    outcrop
        .see("Save these settings as the preset")
        .keys("mine<enter>")
        .see("mine is kept");
    let kept = home.path().join(".config/outcrop/presets/mine.toml");
    eventually("it is kept", || kept.exists());
    let kept = std::fs::read_to_string(kept).unwrap();
    for line in [
        "model = \"outcrop.guide-v1:0\"",
        "wire = \"messages\"",
        "stream = false",
        "system = \"Be careful.\"",
        "temperature = 0.70",
        "top_p = 0.950",
    ] {
        assert!(kept.lines().any(|other| other == line), "{line}: {kept}");
    }
    // It is in the list at once, and the next run takes it.
    outcrop
        .keys("<ctrl-x>g")
        .see("Presets")
        .see("top_p 0.950")
        .keys("<esc>");
    let second = resumed(&service, &outcrop);
    second.keys("<ctrl-x>g").see("top_p 0.950");
    second
        .keys("mine<enter>")
        .see_no("Presets")
        .see("preset mine");
}

#[test]
fn a_broken_preset_is_listed_with_its_line_and_what_was_meant() {
    let service = Service::start();
    let home = home_with("careful", CAREFUL);
    let broken = "wire = \"converse\"\ntemperatur = 0.5\n";
    home.write(".config/outcrop/presets/broken.toml", broken);
    let outcrop = outcrop()
        .home(&home)
        .service(&service)
        .model("echo")
        .ready();
    outcrop
        .keys("<ctrl-x>g")
        .see("✗ broken")
        .see("line 2, column 1");
    outcrop.see("unknown key `temperatur`").see("careful");
    outcrop.keys("broken<enter>").see("What is wrong");
    outcrop
        .see("did you mean `temperature`")
        .see("broken.toml")
        .keys("<esc>");
    outcrop.see_no("What is wrong").say("granite rate=9999");
}

#[test]
fn new_conversations_begin_with_the_preset_of_the_configuration() {
    let service = Service::start();
    let home = home_with("careful", CAREFUL);
    let start = outcrop().home(&home).config("preset = \"careful\"\n");
    let first = start.service(&service).model("guide").ready();
    first.see("preset careful").say("granite rate=9999");
    was_careful(&service);
    first
        .turn("wire", "converse")
        .unset("temperature")
        .say("basalt rate=9999");
    assert_eq!(service.last().operation, "converse-stream");
    // A conversation that goes on keeps what it had.
    let second = resumed(&service, &first);
    second.say("gneiss rate=9999");
    let sent = &service.last().body["inferenceConfig"];
    assert_eq!(sent, &json!({"maxTokens": 1024}));
    second
        .keys("<ctrl-n>")
        .see("new conversation")
        .say("slate rate=9999");
    was_careful(&service);
    quit(&second);
    let third = outcrop().home(&home).service(&service).ready();
    third.see("preset careful").asks(|third| {
        third.keys("schist rate=9999<enter>");
    });
    was_careful(&service);
}

/// Types a message that something stands in the way of.
#[track_caller]
fn hindered<'a>(outcrop: &'a Running, text: &str) -> &'a Running {
    outcrop.keys(text).keys("<enter>").see("Before sending")
}

/// Sends in spite of what was told.
#[track_caller]
fn anyway(outcrop: &Running) -> &Running {
    outcrop.asks(|outcrop| {
        outcrop.keys("as it is<enter>").see_no("Before sending");
    })
}

#[test]
fn what_a_model_does_not_take_is_mended_before_sending() {
    let service = Service::start();
    let outcrop = ready(&service, "modern");
    outcrop.set("temperature", "0.5");
    hindered(&outcrop, "granite rate=9999")
        .see("✗ temperature")
        .see("does not take temperature");
    assert!(service.asked().is_empty());
    outcrop.asks(|outcrop| {
        outcrop.keys("<enter>").see_no("Before sending");
    });
    let parameters = r#""maxTokens":4096"#;
    assert_eq!(service.last().raw, plain("granite rate=9999", parameters));
    outcrop
        .row("temperature")
        .see_setting("temperature", "not sent");
}

#[test]
fn a_refused_field_is_left_out_on_a_key_remembered_and_forgotten() {
    let service = Service::start();
    let first = ready(&service, "modern");
    first.set("temperature", "0.5");
    hindered(&first, "granite rate=9999");
    anyway(&first)
        .see("`temperature` is deprecated")
        .see("F6 sends it without temperature");
    assert_eq!(
        service.last().body["inferenceConfig"]["temperature"],
        json!(0.5)
    );
    first.asks(|first| {
        first.keys("<f6>");
    });
    first.see("end_turn").see_no("F6 sends it");
    let parameters = r#""maxTokens":4096"#;
    assert_eq!(service.last().raw, plain("granite rate=9999", parameters));
    assert!(first.home().state().contains("deprecated"));

    let second = resumed(&service, &first);
    second.informed().set("temperature", "0.6");
    hindered(&second, "basalt rate=9999")
        .see("refused on 20")
        .see("is deprecated for this model");
    second
        .keys("<esc>")
        .see_no("Before sending")
        .keys("<ctrl-x>0")
        .see("Remembered refusals");
    second
        .see("outcrop.modern-v1:0 · temperature")
        .see("refused on 20");
    second.keys("<delete>").see("no model has refused anything");
    eventually("it is forgotten", || {
        !second.home().state().contains("deprecated")
    });
    second
        .keys("<esc>")
        .see_no("Remembered")
        .keys("<enter>")
        .see("Before sending");
    second.see("does not take temperature");
}

#[test]
fn two_fields_that_exclude_each_other_are_told_and_one_is_left_out() {
    let service = Service::start();
    let outcrop = ready(&service, "either");
    outcrop.set("temperature", "0.5").set("top_p", "0.9");
    hindered(&outcrop, "granite rate=9999").see("temperature or top_p, not both");
    anyway(&outcrop)
        .see("cannot both be specified")
        .see("F6 sends it without");
    outcrop.asks(|outcrop| {
        outcrop.keys("<f6>");
    });
    outcrop.see("end_turn");
    let config = service.last().body["inferenceConfig"].clone();
    let left = [&config["temperature"], &config["topP"]].map(Value::is_null);
    assert!(left[0] != left[1], "{config}");
    outcrop
        .keys("<ctrl-x>0")
        .see("outcrop.either-v1:0 ·")
        .see("refused on 20");
}

#[test]
fn a_refused_prefill_is_left_out_on_a_key() {
    let service = Service::start();
    let outcrop = ready(&service, "modern");
    outcrop
        .keys("granite rate=9999<ctrl-x>f")
        .see("assistant:")
        .keys("So<ctrl-x>f<enter>");
    anyway(outcrop.see("Before sending")).see("F6 shows what works instead");
    assert_eq!(service.last().messages().len(), 2);
    outcrop.asks(|outcrop| {
        outcrop
            .keys("<f6>")
            .see("leave it away")
            .keys("without<enter>");
    });
    outcrop.see("end_turn");
    assert_eq!(service.last().messages().len(), 1);
}

#[test]
fn a_correction_of_the_users_changes_what_is_refused() {
    let service = Service::start();
    let home = Arc::new(Home::empty());
    let mine = "as_of = \"2026-11-21\"\nsource = \"tried\"\n\n[[model]]\nmatch = \"outcrop.modern\"\n\
                sampling.temperature = { taken = true, min = 0, max = 1 }\ntakes.system = false\n";
    home.write(".config/outcrop/models.toml", mine);
    let start = outcrop().home(&home).service(&service).model("modern");
    let outcrop = start.size(130, 60).ready();
    outcrop
        .informed()
        .set("temperature", "0.5")
        .asks(|outcrop| {
            outcrop.keys("granite rate=9999<enter>");
        });
    // Nothing was said before; the service knows better, and that is remembered.
    outcrop
        .see("F6 sends it without temperature")
        .see_no("Before sending");
    assert_eq!(
        service.last().body["inferenceConfig"]["temperature"],
        json!(0.5)
    );
    hindered(&outcrop, "basalt rate=9999").see("is deprecated for this model");
    outcrop
        .keys("<esc>")
        .see_no("Before sending")
        .unset("temperature");
    outcrop
        .write("system", "Be brief.")
        .keys("<enter>")
        .see("Before sending");
    outcrop.see("does not take system");
}

#[test]
fn a_broken_file_of_model_data_is_told_with_its_place() {
    let service = Service::start();
    let home = Arc::new(Home::empty());
    let mine = "as_of = \"2026-11-21\"\nsource = \"tried\"\n\n[[model]]\nmatch = \"outcrop.modern\"\n\
                sampling.temperatur = { taken = true }\n";
    home.write(".config/outcrop/models.toml", mine);
    let start = outcrop().home(&home).service(&service).model("modern");
    let outcrop = start.size(130, 60).open();
    outcrop.see("models.toml").see("line 6, column 10");
    outcrop
        .keys("<ctrl-x>!")
        .see("Last error")
        .see("temperature")
        .keys("<esc>");
    // None of it is used.
    outcrop.see("type a message").set("temperature", "0.5");
    hindered(&outcrop, "granite rate=9999").see("does not take temperature");
}

/// The text of the page over the panes.
fn page(screen: &Screen) -> String {
    let rows: Vec<Vec<char>> = screen
        .rows
        .iter()
        .map(|row| row.chars().collect())
        .collect();
    let is_corner = |row: &Vec<char>| {
        row.windows(7)
            .position(|cells| cells == ['╭', '─', ' ', 'W', 'h', 'a', 't'])
    };
    let (top, left) = (0..)
        .zip(&rows)
        .find_map(|(at, row)| Some((at, is_corner(row)?)))
        .unwrap();
    let right = rows[top].iter().rposition(|cell| *cell == '╮').unwrap();
    let inner = rows[top + 1..]
        .iter()
        .map_while(|row| row.get(left..right)?.strip_prefix(&['│']));
    inner
        .map(|row| row.iter().collect::<String>().trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_preview_is_what_is_sent() {
    let service = Service::start();
    let outcrop = ready(&service, "echo");
    outcrop
        .set("temperature", "0.50")
        .write("system", "Be brief.");
    outcrop.say("granite rate=9999");
    for wire in ["converse", "messages"] {
        outcrop.turn("wire", wire);
        outcrop.keys("basalt rate=9999").keys("<ctrl-x>i");
        let shown = page(&outcrop.until("the request is shown", |screen| {
            screen.has("What would be sent")
        }));
        outcrop
            .keys("<esc>")
            .see_no("What would be sent")
            .asks(|outcrop| {
                outcrop.keys("<enter>");
            });
        let asked = service.last();
        let first = format!("POST /model/{}/{}\n", asked.route, asked.operation);
        assert!(shown.trim_start().starts_with(&first), "{first}: {shown}");
        let length = format!("content-length: {}\n", asked.raw.len());
        assert!(shown.contains(&length), "{length}: {shown}");
        assert!(shown.contains("\"temperature\": 0.50"), "{shown}");
        let body: Value = serde_json::from_str(&shown[shown.find('{').unwrap()..]).unwrap();
        assert_eq!(body, asked.body);
        // A short one fits on the page.
        outcrop.keys("<ctrl-n>").see("new conversation");
    }
}

#[test]
fn tokens_are_estimated_until_the_service_counts_them() {
    let service = Service::start();
    let outcrop = ready(&service, "guide");
    outcrop
        .keys("granite and basalt")
        .see("≈")
        .see(" tokens in");
    outcrop
        .keys("<ctrl-x>=")
        .see("input tokens, counted by the service");
    let counted = service.counted();
    assert_eq!(counted.len(), 1);
    assert!(service.asked().is_empty());
    outcrop.until("the count stands on the edge", |screen| {
        let edge = screen.rows.iter().rfind(|row| row.contains(" tokens in"));
        edge.is_some_and(|edge| !edge.contains('≈') && edge.starts_with('╰'))
    });
    outcrop.keys("!").see("≈");
}

/// A tool, as a person would paste it.
const DIG: &str =
    r#"[{"name": "dig", "description": "Digs.", "input_schema": {"type": "object"}}]"#;

#[test]
fn thoughts_are_shown_while_they_come_and_folded_when_they_are_over() {
    let service = Service::start();
    let outcrop = ready(&service, "thinker");
    outcrop.turn("thinking", "budget").write("tools", DIG);
    outcrop.keys("/tool dig rate=60<enter>").see("▾ thinking");
    outcrop
        .see("▸ thought for")
        .see("Space unfolds")
        .see("▸ dig")
        .see("tool_use");
    let thinking = json!({"type": "enabled", "budget_tokens": 1024});
    let fields = &service.last().body["additionalModelRequestFields"];
    assert_eq!(fields["thinking"], thinking);
    outcrop
        .keys("<tab> ")
        .see("Space folds")
        .keys(" ")
        .see("Space unfolds");
    // The call has no result, so it stays here, which is told before; the thought before it goes back.
    outcrop
        .keys("iand now? rate=9999<enter>")
        .see("the call of dig has no answer");
    outcrop.asks(|outcrop| {
        outcrop.keys("<ctrl-end><enter>");
    });
    outcrop
        .see("left out: calls of tools without a result")
        .see("end_turn");
    let content = &service.last().body["messages"][1]["content"];
    assert_eq!(content.as_array().map(Vec::len), Some(2), "{content}");
    assert!(content[0]["reasoningContent"]["reasoningText"]["signature"].is_string());
    assert_eq!(content[1], json!({"text": "Let me look."}));
}

#[test]
fn thoughts_go_back_with_their_signature() {
    let service = Service::start();
    let outcrop = ready(&service, "thinker");
    outcrop
        .turn("thinking", "budget")
        .say("granite rate=9999")
        .say("basalt rate=9999");
    let thought =
        &service.last().body["messages"][1]["content"][0]["reasoningContent"]["reasoningText"];
    let filled = |member: &str| {
        thought[member]
            .as_str()
            .is_some_and(|text| !text.is_empty())
    };
    assert!(filled("text") && filled("signature"), "{thought}");
}
