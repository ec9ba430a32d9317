//! Help, palette, views.

use crate::harness::{Running, outcrop};

fn ready() -> Running {
    outcrop().sandbox().ready()
}

#[test]
fn help_tells_the_keys_of_the_place_first() {
    let outcrop = ready();
    outcrop
        .keys("<f1>")
        .see("Keys · Message")
        .see("send the message; queue it while a reply streams");
    outcrop
        .keys("<pagedown>")
        .see("choose a model")
        .keys("<esc>")
        .see_no("Keys ·");
    outcrop
        .keys("<tab>?")
        .see("Keys · Conversation")
        .keys("q")
        .see_no("Keys ·");
}

#[test]
fn the_palette_finds_and_runs() {
    let outcrop = ready();
    outcrop
        .keys("<ctrl-p>")
        .see("Commands")
        .see("begin a new conversation")
        .keys("raw");
    outcrop
        .keys("<esc>")
        .see_no("Commands")
        .keys("<ctrl-p>")
        .see("Commands")
        .keys("hidden char");
    outcrop
        .see("show the source")
        .see_no("begin a new conversation")
        .keys("<enter>");
    outcrop.see_no("Commands").see("[hidden characters]");
}

#[test]
fn the_palette_is_moved_in_with_arrows() {
    let outcrop = ready();
    outcrop
        .keys("<ctrl-p>")
        .see("Commands")
        .keys("<down><down><up>theme")
        .see("choose a theme");
    outcrop.keys("<enter>").see_no("Commands").see("Themes");
}

#[test]
fn raw_view_shows_the_source() {
    let outcrop = outcrop()
        .sandbox()
        .arg("--model")
        .arg("outcrop.echo-v1:0")
        .ready();
    outcrop.say("**bold** `code` rate=9999").see("assistant");
    let stars = |outcrop: &Running| {
        outcrop.screen().rows[1..]
            .join(" ")
            .matches("**bold**")
            .count()
    };
    let before = stars(&outcrop);
    outcrop.keys("<ctrl-x>v").see("[hidden characters]");
    assert_eq!((before, stars(&outcrop)), (1, 2), "{}", outcrop.screen());
    outcrop.keys("<ctrl-x>v").see_no("[hidden characters]");
}

#[test]
fn another_theme_draws_the_same_text() {
    let start = outcrop().sandbox().env("COLORTERM", "truecolor");
    let outcrop = start.ready();
    outcrop.keys("hello").see("hello");
    let (before, bytes) = (outcrop.screen().rows, outcrop.raw().len());
    outcrop.keys("<ctrl-x>h").see("Themes").keys("light<enter>");
    outcrop.until_raw("it is drawn again", |raw| raw.len() > bytes + 500);
    outcrop.until("the text is the same", |screen| screen.rows == before);
}

#[test]
fn no_color_is_obeyed() {
    let outcrop = outcrop().sandbox().env("NO_COLOR", "1");
    let outcrop = outcrop.env("COLORTERM", "truecolor").ready();
    outcrop.say("hello rate=9999");
    let raw = String::from_utf8_lossy(&outcrop.raw()).into_owned();
    let coloured = raw
        .split("\x1b[")
        .filter_map(|rest| rest.split_once('m'))
        .any(|(codes, _)| {
            codes
                .split(';')
                .filter_map(|code| code.parse::<u8>().ok())
                .any(|code| {
                    (30..=38).contains(&code)
                        || (40..=48).contains(&code)
                        || (90..=107).contains(&code)
                })
        });
    assert!(!coloured);
}

#[test]
fn the_mouse_can_be_handed_to_the_terminal() {
    let outcrop = ready();
    outcrop.keys("<ctrl-x>k").see("the terminal has the mouse");
    assert!(String::from_utf8_lossy(&outcrop.raw()).contains("\x1b[?1000l"));
    outcrop.keys("<ctrl-x>k").see("outcrop has the mouse");
}

#[test]
fn the_last_error_can_be_read_in_full() {
    let outcrop = outcrop().sandbox().model("fault").ready();
    outcrop
        .keys("access denied<enter>")
        .see("IAM does not allow this")
        .keys("<ctrl-x>!");
    outcrop
        .see("Last error")
        .see("no identity-based policy allows")
        .keys("<esc>")
        .see_no("Last error");
}

#[test]
fn redraw_repairs_the_screen() {
    let outcrop = ready();
    let bytes = outcrop.raw().len();
    outcrop.keys("<ctrl-l>");
    outcrop.until_raw("everything is written", |raw| {
        String::from_utf8_lossy(&raw[bytes..]).contains("Message")
    });
    outcrop.see("type a message");
}
