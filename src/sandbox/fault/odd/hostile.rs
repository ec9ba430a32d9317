//! Text that attacks a terminal or deceives its reader, one sample of each class.

use std::fmt::Write;

use serde::Deserialize;

const TABLE: &str = include_str!("../../../../assets/sandbox/hostile.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attacks {
    #[serde(rename = "attack")]
    attacks: Vec<Attack>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attack {
    class: String,
    text: String,
}

/// All samples as a list, each with the name of its class.
pub(super) fn text() -> String {
    match toml::from_str::<Attacks>(TABLE) {
        Ok(table) => list(&table.attacks),
        Err(error) => error.to_string(),
    }
}

fn list(attacks: &[Attack]) -> String {
    let mut text = String::from("None of the following may reach the terminal as it is:\n\n");
    for (number, attack) in attacks.iter().enumerate() {
        writeln!(text, "{}. {}: {}", number + 1, attack.class, attack.text)
            .expect("writing into a String has no way to fail");
    }
    text + "\nThat was the last one."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_are_really_hostile() {
        let text = text();
        for hazard in [
            "\u{1b}]52;",
            "\u{9b}",
            "\u{202e}",
            "\u{200b}",
            "\u{e0069}",
            "\u{fe01}",
            "\u{3164}",
            "\u{7f}",
        ] {
            assert!(text.contains(hazard), "{hazard:?}");
        }
    }
}
