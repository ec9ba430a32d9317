//! The theme picker, and what the terminal says of its background.

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::themes::{Background, Choice, Known, Origin, Themes};

fn known(name: &str, background: Result<Background, &str>) -> Known {
    Known {
        name: name.to_owned(),
        origin: Origin::BuiltIn,
        background: background.map_err(str::to_owned),
    }
}

fn all() -> Vec<Known> {
    vec![
        known("dark", Ok(Background::Dark)),
        known("light", Ok(Background::Light)),
        known("nord", Ok(Background::Dark)),
    ]
}

fn opened() -> Play {
    let mut play = Play::connected();
    play.state.view.appearance.themes.known = all();
    assert_eq!(play.key("ctrl-x h"), [Effect::ReadThemes]);
    play
}

fn themes(play: &Play) -> &Themes {
    &play.state.view.appearance.themes
}

#[test]
fn the_selected_theme_is_seen_at_once_and_esc_goes_back() {
    let mut play = opened();
    assert_eq!(themes(&play).shown(), "dark");
    play.key("down");
    assert_eq!(themes(&play).shown(), "dark");
    play.key("down");
    assert_eq!(themes(&play).shown(), "light");
    play.key("down");
    assert_eq!(themes(&play).shown(), "nord");
    // Back at the top: the terminal is followed.
    play.key("down");
    assert_eq!(themes(&play).shown(), "dark");
    play.key("up");
    assert_eq!(themes(&play).shown(), "nord");
    assert_eq!(play.key("esc"), []);
    assert_eq!(themes(&play).shown(), "dark");
    assert_eq!(themes(&play).chosen, Choice::Auto);
}

#[test]
fn enter_keeps_the_theme() {
    let mut play = opened();
    play.typed("nrd");
    assert_eq!(themes(&play).shown(), "nord");
    let nord = Choice::of("nord");
    assert_eq!(play.key("enter"), [Effect::KeepTheme(nord.clone())]);
    assert!(play.state.overlays.is_empty());
    assert_eq!(
        (themes(&play).shown(), &themes(&play).chosen),
        ("nord", &nord)
    );
    // It is selected when the list is opened again, and taking it again changes nothing.
    play.key("ctrl-x h");
    assert_eq!(themes(&play).shown(), "nord");
    assert_eq!(play.key("enter"), []);
    play.key("ctrl-x h");
    play.key("down");
    assert_eq!(play.key("enter"), [Effect::KeepTheme(Choice::Auto)]);
}

#[test]
fn a_click_looks_and_a_second_one_keeps() {
    let mut play = opened();
    assert_eq!(play.tell(Msg::Clicked(Target::Row(3))), []);
    assert_eq!(themes(&play).shown(), "nord");
    let effects = play.tell(Msg::Clicked(Target::Row(3)));
    assert_eq!(effects, [Effect::KeepTheme(Choice::of("nord"))]);
}

#[test]
fn files_that_were_read_come_into_the_open_list() {
    let mut play = opened();
    play.typed("o");
    let before = themes(&play).shown().to_owned();
    let mut more = all();
    more.insert(0, known("ore", Ok(Background::Light)));
    more.push(known(
        "broken",
        Err("line 3, column 1: unknown member `txet`"),
    ));
    play.tell(Msg::ThemesRead(more));
    assert_eq!(
        themes(&play).shown(),
        before,
        "the selection stays where it was"
    );
    play.key("ctrl-u");
    play.typed("broken");
    // Nothing can be seen of a faulty one: all looks as before.
    assert_eq!(themes(&play).shown(), "dark");
    assert_eq!(play.key("enter"), []);
    let Some(Overlay::Page(page)) = play.state.overlays.last() else {
        panic!("{:?}", play.state.overlays);
    };
    assert!(
        page.text().contains("themes/broken.toml"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("line 3, column 1"), "{}", page.text());
    play.key("esc");
    play.key("esc");
    assert!(play.state.overlays.is_empty());
}

#[test]
fn the_terminal_is_followed_unless_a_theme_is_named() {
    let mut play = Play::connected();
    assert_eq!(themes(&play).shown(), "dark");
    play.tell(Msg::Background(Background::Light));
    assert_eq!(themes(&play).shown(), "light");
    play.tell(Msg::Background(Background::Dark));
    assert_eq!(themes(&play).shown(), "dark");
    play.state.view.appearance.themes.light = "nord".to_owned();
    play.tell(Msg::Background(Background::Light));
    assert_eq!(themes(&play).shown(), "nord");
    play.state.view.appearance.themes.chosen = Choice::of("dark");
    play.tell(Msg::Background(Background::Light));
    assert_eq!(themes(&play).shown(), "dark");
}

#[test]
fn of_themes_that_are_saved_the_one_in_use_is_told() {
    let mut play = Play::connected();
    play.state.view.appearance.themes.chosen = Choice::of("mine");
    let mut save = |background: Result<Background, &str>, changed: &str| {
        let mut all = all();
        all.push(Known {
            origin: Origin::Own,
            ..known("mine", background)
        });
        let changed = vec![changed.to_owned()];
        play.state.notices.clear();
        assert_eq!(play.tell(Msg::ThemesSaved(all, changed)), []);
        play.state.notices.passing().unwrap_or_default().to_owned()
    };
    let fault = "line 3, column 1: unknown member `txet`";
    assert_eq!(
        save(Err(fault), "mine"),
        format!("themes/mine.toml changes nothing: {fault}")
    );
    assert_eq!(save(Err(fault), "other"), "");
    assert_eq!(
        save(Ok(Background::Dark), "mine"),
        "themes/mine.toml was read: it counts now"
    );
}
