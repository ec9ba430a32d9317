//! The radio station: the example of the AWS user guide for tools of Anthropic's models.

use serde_json::{Value, json};

use super::turn::{Answer, Outcome, Turn};
use super::{Call, Next, Tool, name, report};

/// The tool that knows the most popular song of a station, and its parameter.
const TOOL: &str = "top_song";
const SIGN: &str = "sign";

/// Asks for each station that the question names, tells the songs, or asks back. Nothing if the tool is not offered, or
/// if the question is about another one.
pub(super) fn next<'a>(turn: &Turn<'a>, tools: &'a [Tool]) -> Option<Next<'a>> {
    let tool = tools.iter().find(|tool| is_radio(tool))?;
    if turn.forced().is_some_and(|forced| forced != TOOL) {
        return None;
    }
    let signs = signs(&turn.question);
    if !turn.results.is_empty() {
        let is_ours = turn.results.iter().all(|answer| answer.name == TOOL);
        if is_ours && !turn.is_parallel() && turn.rounds < signs.len() {
            return Some(asked(tool, signs.get(turn.rounds..=turn.rounds)?));
        }
        return is_ours.then(|| Next::Say(songs(turn)));
    }
    match signs.as_slice() {
        // Who names a tool wants it called, this one too.
        [] if turn.is_forced() || !turn.named().is_empty() => None,
        [] if tools.len() == 1 || turn.mentions(&["song", "songs", "station", "radio"]) => {
            Some(Next::Say(
                "Which radio station do you mean? Tell me its call sign, such as WZPZ or WKRP."
                    .to_owned(),
            ))
        }
        [] => None,
        [first, ..] if !turn.is_parallel() => Some(asked(tool, &[first])),
        signs => Some(asked(tool, signs)),
    }
}

/// Whether the question has the call sign of a station.
pub(super) fn is_named(turn: &Turn<'_>) -> bool {
    !signs(&turn.question).is_empty()
}

fn is_radio(tool: &Tool) -> bool {
    let schema = tool.get("input_schema").unwrap_or(&Value::Null);
    name(tool) == TOOL && schema["properties"].get(SIGN).is_some()
}

fn asked<'a>(tool: &'a Tool, signs: &[&str]) -> Next<'a> {
    let calls = signs
        .iter()
        .map(|sign| Call::new(tool, json!({SIGN: sign})));
    let text = format!(
        "I look up the most popular song on {}.",
        signs.join(" and ")
    );
    Next::Call(text, calls.collect())
}

/// The call signs in a question: words of four capitals that begin with W or K.
fn signs(question: &str) -> Vec<&str> {
    let mut signs = Vec::new();
    for word in question.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        let is_sign = word.len() == 4
            && word.starts_with(['W', 'K'])
            && word.chars().all(|letter| letter.is_ascii_uppercase());
        if is_sign && !signs.contains(&word) {
            signs.push(word);
        }
    }
    signs
}

/// A sentence for each station, and the proof that the results arrived whole.
fn songs(turn: &Turn<'_>) -> String {
    let sentences = turn.results.iter().map(|answer| sentence(turn, *answer));
    let sentences: Vec<String> = sentences.collect();
    format!("{}\n\n{}", sentences.join(" "), report::told(turn))
}

fn sentence(turn: &Turn<'_>, answer: Answer<'_>) -> String {
    let sign = turn
        .input_of(answer.id)
        .and_then(|input| input[SIGN].as_str());
    let station = sign.unwrap_or("the station");
    let text = answer.text();
    match (answer.outcome, song(answer, &text)) {
        (Outcome::Error, _) if text.is_empty() => {
            format!("I could not learn the most popular song on {station}.")
        }
        (Outcome::Error, _) => {
            let text = report::gist(&text);
            format!("I could not learn the most popular song on {station}: {text}")
        }
        (Outcome::Success, Some(song)) => format!("The most popular song on {station} is {song}."),
        (Outcome::Success, None) => format!("I was told no song for {station}."),
    }
}

/// The song in a result: its text, or the members of its JSON that name song and artist.
fn song(answer: Answer<'_>, text: &str) -> Option<String> {
    let json = answer
        .content
        .iter()
        .find_map(|block| block.get("json").cloned());
    let json = json.or_else(|| serde_json::from_str(text).ok());
    let member = |names: [&str; 3]| {
        let json = json.as_ref()?;
        names
            .iter()
            .find_map(|name| json[*name].as_str().map(str::to_owned))
    };
    match (
        member(["song", "title", "name"]),
        member(["artist", "by", "band"]),
    ) {
        (Some(song), Some(artist)) => Some(format!("“{song}” by {artist}")),
        (Some(song), None) => Some(format!("“{song}”")),
        (None, _) => (!text.trim().is_empty()).then(|| format!("“{}”", report::gist(text.trim()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn call_signs_are_four_capitals() {
        assert_eq!(
            signs("WZPZ, or WKRP? WZPZ! And KEXP."),
            ["WZPZ", "WKRP", "KEXP"]
        );
        assert!(signs("WHY? Wzpz WZPZZ AWZP").is_empty());
    }
}
