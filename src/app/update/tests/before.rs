//! Before and after a refusal: what is told, mended, remembered and forgotten; presets and pictures.

use std::sync::Arc;

use crate::app::chips::Wanted;
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::menu::{MenuKind, Pick};
use crate::app::msg::{ListingAge, Msg};
use crate::app::overlay::Overlay;
use crate::app::preferences::Preferences;
use crate::app::settings::row::Row;
use crate::app::state::Start;
use crate::chat::catalog::ModelId;
use crate::chat::content::ContentBlock;
use crate::chat::record::{Entry, Record};
use crate::chat::refusal::Refusal;
use crate::chat::request::Request;
use crate::chat::settings::{Decimal, Field, Param, Wire};

/// In the sandbox, with a model that takes neither temperature nor prefill.
fn at_modern() -> Play {
    let mut play = Play::new();
    play.tell(Msg::Connected(Ok(sandbox())));
    play.tell(Msg::Listed(listing(), ListingAge::Fresh));
    play.tell(Msg::ModelData(abilities(), None));
    let mut settings = play.settings();
    settings.model = Some(modern());
    play.set(settings);
    play
}

fn with_temperature() -> Play {
    let mut play = at_modern();
    heat(&mut play);
    play
}

/// The menu on top.
fn menu(play: &Play) -> Option<(MenuKind, Vec<String>)> {
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        return None;
    };
    let rows = menu.chooser.rows();
    let rows = rows.map(|entry| format!("{} {}", entry.label, entry.detail));
    Some((menu.kind, rows.collect()))
}

fn request(effects: &[Effect]) -> Arc<Request> {
    effects
        .iter()
        .find_map(|effect| {
            let Effect::Prepare(_, _, request) = effect else {
                return None;
            };
            Some(Arc::clone(request))
        })
        .unwrap()
}

fn forgets(effects: &[Effect]) -> bool {
    effects
        .iter()
        .any(|effect| matches!(effect, Effect::SaveRefusals(all) if all.all().is_empty()))
}

#[test]
fn what_will_be_refused_is_told_and_nothing_is_sent_yet() {
    let mut play = with_temperature();
    assert_eq!(prepares(&play.say("hello")), []);
    let (kind, rows) = menu(&play).unwrap();
    assert_eq!(kind, MenuKind::BeforeSending);
    assert!(rows[0].contains("temperature"), "{rows:?}");
    play.key("esc");
    assert_eq!(play.text(), "hello");
}

#[test]
fn mending_sends_without_it() {
    let mut play = with_temperature();
    play.say("hello");
    let sent = request(&play.key("enter"));
    assert_eq!(sent.settings.sampling.temperature, None);
    assert_eq!(play.settings().sampling.temperature, None);
}

#[test]
fn sent_anyway_the_same_is_not_told_again() {
    let mut play = with_temperature();
    play.say("hello");
    play.key("ctrl-end");
    let effects = play.key("enter");
    assert!(request(&effects).settings.sampling.temperature.is_some());
    play.key("esc");
    assert_eq!(prepares(&play.say("again")).len(), 1);
}

#[test]
fn a_blank_at_the_end_of_the_prefill_is_trimmed_on_one_key() {
    let mut play = Play::connected();
    play.key("ctrl-x f");
    play.typed("{ ");
    play.key("ctrl-x f");
    play.say("json");
    let (kind, rows) = menu(&play).unwrap();
    assert_eq!(kind, MenuKind::BeforeSending);
    assert!(
        rows.iter().any(|row| row.contains("white space")),
        "{rows:?}"
    );
    assert_eq!(request(&play.key("enter")).prefill, "{");
}

#[test]
fn what_the_wire_cannot_carry_is_listed_first() {
    let mut play = Play::connected();
    let mut settings = play.settings();
    settings.wire = Wire::Completions;
    settings.betas = vec!["a-beta".to_owned()];
    play.set(settings);
    play.say("hello");
    let (_, rows) = menu(&play).unwrap();
    let all = rows.join("\n");
    assert!(all.contains("the completions wire leaves out"), "{all}");
    assert!(all.contains("betas"), "{all}");
}

#[test]
fn a_refused_field_is_remembered_pointed_at_and_left_out() {
    let mut play = Play::connected();
    let mut settings = play.settings();
    settings.sampling.top_p = Decimal::parse("0.9").ok();
    play.set(settings);
    let id = play.ask("hello");
    let effects = play.refused(id, "`top_p` is deprecated for this model.");
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::SaveRefusals(all) if all.all().len() == 1))
    );
    play.appended();
    let refusal = play.state.memory.refusals.all()[0].clone();
    assert_eq!(refusal.field, Field::Param(Param::TopP));
    assert_eq!(refusal.on, "2026-11-21");
    play.key("f2");
    assert_eq!(
        play.state.view.side.as_ref().unwrap().row,
        Row::Slider(Param::TopP)
    );
    let sent = request(&play.key("f6"));
    assert_eq!(sent.settings.sampling.top_p, None);
}

#[test]
fn a_refusal_can_be_forgotten() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.refused(id, "`temperature` is deprecated for this model.");
    play.appended();
    play.key("ctrl-x 0");
    assert!(forgets(&play.key("delete")));
    assert_eq!(menu(&play).unwrap().1.len(), 0);
}

#[test]
fn without_a_refused_field_there_is_nothing_to_leave_out() {
    let mut play = Play::connected();
    play.turn("hello", "hi");
    assert_eq!(play.key("f6"), []);
    assert!(play.state.notices.passing().is_some());
}

#[test]
fn a_preset_is_taken_from_the_palette_and_told_when_it_is_broken() {
    let mut play = Play::connected();
    play.turn("hello", "hi");
    play.tell(Msg::Shelf(shelf()));
    play.key("ctrl-p");
    play.typed("preset brief");
    play.key("enter");
    let settings = play.settings();
    assert_eq!(settings.system, "Be brief.");
    assert_eq!(settings.sampling.temperature.unwrap().text(), "0.20");
    assert_eq!(settings.model, Some(nova()));
    play.key("ctrl-x g");
    let (_, rows) = menu(&play).unwrap();
    assert!(rows[1].contains("line 2, column 1"), "{rows:?}");
}

#[test]
fn a_new_conversation_takes_the_default_preset_and_an_old_one_does_not() {
    let begin = || {
        Play::begin(Start {
            memory: remembered(),
            preferences: Preferences {
                preset: Some("brief".to_owned()),
                ..Preferences::default()
            },
            ..start()
        })
    };
    let mut play = begin();
    play.tell(Msg::Shelf(shelf()));
    assert_eq!(play.settings().system, "Be brief.");
    let mut older = begin();
    older.tell(Msg::Connected(Ok(bedrock())));
    older.tell(Msg::Listed(listing(), ListingAge::Fresh));
    older.turn("hello", "hi");
    older.tell(Msg::Shelf(shelf()));
    assert_eq!(older.settings().system, "");
}

#[test]
fn an_unknown_default_preset_is_told_with_the_nearest_name() {
    let mut play = Play::begin(Start {
        memory: remembered(),
        preferences: Preferences {
            preset: Some("breif".to_owned()),
            ..Preferences::default()
        },
        ..start()
    });
    play.tell(Msg::Shelf(shelf()));
    let notice = play.state.notices.passing().unwrap();
    assert!(
        notice.contains("breif") && notice.contains("brief"),
        "{notice}"
    );
}

#[test]
fn settings_are_kept_as_a_preset_by_name() {
    let mut play = with_temperature();
    play.key("ctrl-x g");
    play.key("enter");
    play.typed("../sly");
    assert_eq!(play.key("enter"), []);
    for _ in 0..6 {
        play.key("backspace");
    }
    play.typed("mine");
    let effects = play.key("enter");
    let [Effect::KeepPreset(preset)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(preset.name.as_str(), "mine");
    assert!(preset.settings.settings.sampling.temperature.is_some());
}

#[test]
fn a_picture_goes_along_with_the_message_and_its_bytes_once() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    let effects = play.say("what is this?");
    let blobs = |effects: &[Effect]| {
        let mut count = 0;
        for effect in effects {
            if let Effect::Append(entries) = effect {
                let blob = |entry: &&Entry| matches!(entry.record, Record::Blob(_));
                count += entries.iter().filter(blob).count();
            }
        }
        count
    };
    assert_eq!(blobs(&effects), 1);
    let content = &request(&effects).messages[0].content;
    assert!(matches!(content[0], ContentBlock::Image { .. }));
    assert!(play.state.composer.chips.is_empty());
    let id = play.sent(&effects);
    play.ended(id);
    play.appended();
    play.attach(Ok(picture()));
    assert_eq!(blobs(&play.say("and now?")), 0);
}

#[test]
fn a_picture_that_cannot_go_along_is_told_and_one_can_be_taken_off() {
    let mut play = Play::connected();
    play.attach(Err("no picture"));
    assert_eq!(play.state.notices.passing(), Some("no picture"));
    play.attach(Ok(picture()));
    play.attach(Ok(picture()));
    assert_eq!(play.state.composer.chips.list.len(), 1);
    play.key("ctrl-x d");
    assert!(play.state.composer.chips.is_empty());
}

#[test]
fn the_palette_finds_every_row_of_the_settings() {
    let palette = crate::app::palette::palette(&[], std::iter::empty());
    let rows = palette.rows().filter(|pick| matches!(pick, Pick::Row(_)));
    assert_eq!(rows.count(), crate::app::settings::row::all().count());
}

#[test]
fn what_will_be_refused_is_told_of_a_message_that_waits_too() {
    let mut play = with_temperature();
    play.state.notices.accepted.clear();
    play.say("hello");
    play.key("enter");
    heat(&mut play);
    play.say("next");
    assert_eq!(menu(&play).unwrap().0, MenuKind::BeforeSending);
    assert!(play.state.composer.queue.is_empty());
}

#[test]
fn a_picture_is_named_in_the_draft() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    let effects = play.tick(std::time::Duration::from_secs(1));
    let named = effects.iter().any(|effect| {
        matches!(effect, Effect::SaveDraft(_, draft) if draft.attached == [Wanted::again(&picture())])
    });
    assert!(named, "{effects:?}");
}

/// The temperature gets a value, which the model does not take.
fn heat(play: &mut Play) {
    let mut settings = play.settings();
    settings.sampling.temperature = Decimal::parse("0.5").ok();
    play.set(settings);
}

#[test]
fn a_reply_that_is_to_be_stopped_is_stopped_when_the_message_goes_after_all() {
    // On the row of the finding stands what it is, below it the mending; at the end it goes as it is.
    for way in ["ctrl-home down", "ctrl-end"] {
        let mut play = at_modern();
        play.ask("first");
        heat(&mut play);
        play.typed("next");
        assert_eq!(prepares(&play.key("ctrl-x enter")), []);
        assert_eq!(menu(&play).unwrap().0, MenuKind::BeforeSending);
        play.key(way);
        let effects = play.key("enter");
        assert!(
            effects.iter().any(|it| matches!(it, Effect::Abort(_))),
            "{effects:?}"
        );
        assert_eq!(prepares(&effects).len(), 1);
        assert!(play.state.composer.queue.is_empty());
    }
}

#[test]
fn a_message_that_waited_is_held_back_when_the_settings_have_come_to_be_refused() {
    let mut play = at_modern();
    let id = play.ask("first");
    play.say("next");
    heat(&mut play);
    assert_eq!(prepares(&play.ended(id)), []);
    assert_eq!(play.state.composer.queue, ["next"]);
    let notice = play.state.notices.passing().unwrap();
    assert!(
        notice.contains("temperature") && notice.contains("F5"),
        "{notice}"
    );
    play.appended();
    let sent = request(&play.key("f5"));
    assert!(sent.settings.sampling.temperature.is_some());
}

#[test]
fn what_was_accepted_for_a_message_that_waits_does_not_hold_it_back() {
    let mut play = at_modern();
    let id = play.ask("first");
    heat(&mut play);
    play.say("next");
    play.key("ctrl-end");
    play.key("enter");
    assert_eq!(play.state.composer.queue, ["next"]);
    assert_eq!(prepares(&play.ended(id)).len(), 1);
}

/// A model that another lane gets.
fn opus() -> ModelId {
    ModelId::new("anthropic.claude-opus-5").unwrap()
}

/// A reply to a message with a picture, while another model is remembered to refuse pictures.
fn pictured() -> Play {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.turn("what is on it?", "gneiss");
    play.state.memory.refusals.remember(Refusal {
        model: opus(),
        field: Field::Images,
        message: "This model doesn't support the image field for user messages.".to_owned(),
        on: "2026-11-21".to_owned(),
    });
    play
}

/// Opens a lane with that model.
fn compare_with_opus(play: &mut Play) -> Vec<Effect> {
    play.key("ctrl-x c");
    play.key("enter");
    play.typed("opus");
    play.key("enter")
}

#[test]
fn a_new_lane_tells_what_will_be_refused_before_it_asks() {
    let mut play = pictured();
    let effects = compare_with_opus(&mut play);
    assert_eq!(play.state.conversation.lanes().count(), 2);
    assert_eq!(prepares(&effects), []);
    let (kind, rows) = menu(&play).unwrap();
    assert_eq!(kind, MenuKind::BeforeSending);
    assert!(rows[0].contains("images"), "{rows:?}");
    assert!(rows[0].contains("doesn't support the image"), "{rows:?}");
    play.key("ctrl-end");
    let sent = request(&play.key("enter"));
    assert_eq!(sent.model.model, opus());
    assert!(menu(&play).is_none());
}

#[test]
fn a_new_lane_waits_where_nothing_was_decided() {
    let mut play = pictured();
    compare_with_opus(&mut play);
    assert_eq!(prepares(&play.key("esc")), []);
    let notice = play.state.notices.passing().unwrap();
    assert!(notice.contains("F5"), "{notice}");
    assert_eq!(play.state.model().unwrap().model, opus());
    assert_eq!(request(&play.key("f5")).model.model, opus());
}

#[test]
fn what_was_accepted_is_not_told_again_of_another_lane() {
    let mut play = pictured();
    compare_with_opus(&mut play);
    play.key("ctrl-end");
    play.key("enter");
    assert_eq!(prepares(&compare_with_opus(&mut play)).len(), 1);
}

#[test]
fn a_mend_counts_for_all_lanes_that_wait() {
    let mut play = at_modern();
    play.turn("hello", "hi");
    heat(&mut play);
    play.key("ctrl-x c");
    play.typed("3 samples");
    assert_eq!(prepares(&play.key("enter")), []);
    assert_eq!(menu(&play).unwrap().0, MenuKind::BeforeSending);
    let effects = play.key("enter");
    assert_eq!(prepares(&effects).len(), 2);
    assert_eq!(request(&effects).settings.sampling.temperature, None);
    let lanes: Vec<_> = play.state.conversation.lanes().collect();
    let cold = |at: usize| lanes[at].settings.sampling.temperature.is_none();
    assert_eq!([cold(0), cold(1), cold(2)], [false, true, true]);
}
