//! Looking for a text in a long conversation, and going to a prompt.

use crate::harness::outcrop;

#[test]
fn a_text_is_found_in_another_reply_and_gone_to() {
    let outcrop = outcrop().sandbox().model("echo").ready();
    // The title is made of the first words.
    let (title, long) = ("granite ".repeat(20), "basalt ".repeat(300));
    outcrop.say(&format!("{title} feldspar {long} rate=9999"));
    outcrop.say("mica rate=9999").see_no("feldspar");
    outcrop.keys("<tab>/").see("find:");
    outcrop
        .keys("feldspar ba")
        .see("1 of 2")
        .see("feldspar basalt");
    outcrop.keys("<enter>").see("feldspar ba 1 of 2");
    outcrop.keys("n").see("2 of 2").keys("n").see("1 of 2");
    outcrop.keys("N").see("2 of 2");
    outcrop.keys("<esc>").see_no("2 of 2");
    // Leaving the line goes back to where one was.
    outcrop.keys("<end>").see("mica rate").see_no("feldspar");
    outcrop
        .keys("/feldspar")
        .see("1 of 2")
        .keys("<esc>")
        .see("mica rate")
        .see_no("feldspar");
    outcrop
        .keys("<ctrl-x>'")
        .see("Your prompts")
        .keys("felds<enter>");
    outcrop.see_no("Your prompts").see("feldspar basalt");
}
