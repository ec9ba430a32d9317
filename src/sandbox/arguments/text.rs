//! Texts for a schema: words, formats, patterns, lengths.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Map, Value};

use super::draft::count;
use crate::sandbox::seed::Seed;

const WORDS: [&str; 12] = [
    "granite", "basalt", "slate", "marble", "gneiss", "chert", "quartz", "schist", "tuff", "flint",
    "shale", "gabbro",
];

/// How often more than need be a repetition in a pattern is repeated, at most, to reach a length.
const MOST_REPEATS: usize = 64;

/// Longest text, in bytes: a schema may ask for more than fits into memory.
const LONGEST: usize = 100_000;

/// A text for a flat schema.
pub(super) fn text(schema: &Map<String, Value>, seed: &mut Seed) -> String {
    let limit = |name: &str| count(schema, name).map(|limit| limit.min(LONGEST));
    let least = limit("minLength").unwrap_or_default();
    let most = limit("maxLength").unwrap_or(usize::MAX);
    if let Some(found) = schema.get("pattern").and_then(Value::as_str)
        && let Some(text) = matching(found, least, most, seed)
    {
        return text;
    }
    let format = schema.get("format").and_then(Value::as_str);
    match format.and_then(|format| formatted(format, seed)) {
        Some(text) => text,
        None => words(least, most, seed),
    }
}

/// Words of a length within these limits, in characters.
fn words(least: usize, most: usize, seed: &mut Seed) -> String {
    let mut text = word(seed).to_owned();
    while text.len() < least {
        text.push(' ');
        text.push_str(word(seed));
    }
    text.truncate(most);
    // A text that ends in a space is easily taken for another one.
    if text.ends_with(' ') {
        text.pop();
        text.push('s');
    }
    text
}

fn word(seed: &mut Seed) -> &'static str {
    seed.pick(&WORDS).copied().unwrap_or("granite")
}

/// A text of a format; nothing for one that is not known.
fn formatted(format: &str, seed: &mut Seed) -> Option<String> {
    let mut below = |end| seed.below(end);
    let date = format!(
        "20{:02}-{:02}-{:02}",
        below(60) + 10,
        below(12) + 1,
        below(28) + 1
    );
    let time = format!("{:02}:{:02}:{:02}Z", below(24), below(60), below(60));
    let address = format!("192.0.2.{}", below(254) + 1);
    let word = word(seed);
    Some(match format {
        "date" => date,
        "time" => time,
        "date-time" => format!("{date}T{time}"),
        "duration" => format!("PT{}M", seed.below(59) + 1),
        "email" | "idn-email" => format!("{word}@example.com"),
        "hostname" | "idn-hostname" => format!("{word}.example.com"),
        "ipv4" => address,
        "ipv6" => format!("2001:db8::{:x}", seed.below(65_535) + 1),
        "uri" | "iri" | "url" => format!("https://example.com/{word}"),
        "uri-reference" | "iri-reference" | "json-pointer" => format!("/{word}"),
        "uri-template" => format!("https://example.com/{word}/{{id}}"),
        "uuid" => seed.uuid(),
        "relative-json-pointer" => format!("0/{word}"),
        "regex" => format!("^{word}$"),
        "byte" => "Z3Jhbml0ZQ==".to_owned(),
        _ => return None,
    })
}

/// A text that a pattern matches, of a length within these limits if there is one; nothing for a pattern that cannot
/// be read.
fn matching(pattern: &str, least: usize, most: usize, seed: &mut Seed) -> Option<String> {
    let hir = ParserBuilder::new().build().parse(pattern).ok()?;
    let mut shortest = None;
    for extra in 0..MOST_REPEATS {
        let mut text = String::new();
        write(&hir, extra, seed, &mut text);
        let length = text.chars().count();
        if (least..=most).contains(&length) {
            return Some(text);
        }
        let is_too_long = length > most || text.len() >= LONGEST;
        shortest.get_or_insert(text);
        if is_too_long {
            break;
        }
    }
    // A pattern without an end takes anything behind it.
    let text = shortest.filter(|_| !pattern.ends_with('$'))?;
    let missing = least.saturating_sub(text.chars().count());
    Some(text + &"a".repeat(missing))
}

fn write(hir: &Hir, extra: usize, seed: &mut Seed, into: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => into.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => into.extend(letter(class, seed)),
        HirKind::Repetition(repetition) => {
            let least = usize::try_from(repetition.min).unwrap_or_default();
            let most = repetition.max.and_then(|most| usize::try_from(most).ok());
            let times = most.unwrap_or(usize::MAX).min(least.saturating_add(extra));
            for _ in 0..times.min(LONGEST) {
                if into.len() >= LONGEST {
                    break;
                }
                write(&repetition.sub, 0, seed, into);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, extra, seed, into),
        HirKind::Concat(all) => {
            for one in all {
                write(one, extra, seed, into);
            }
        }
        HirKind::Alternation(all) => {
            if let Some(one) = seed.pick(all) {
                write(one, extra, seed, into);
            }
        }
    }
}

/// A letter of a class: a plain one if there is one.
fn letter(class: &Class, seed: &mut Seed) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class
            .iter()
            .map(|range| (range.start(), range.end()))
            .collect(),
        Class::Bytes(class) => {
            let ranges = class.iter();
            let ranges = ranges.map(|range| (char::from(range.start()), char::from(range.end())));
            ranges.collect()
        }
    };
    let has = |letter: &char| {
        ranges
            .iter()
            .any(|(start, end)| (*start..=*end).contains(letter))
    };
    let plain: Vec<char> = ('0'..='z')
        .filter(char::is_ascii_alphanumeric)
        .filter(has)
        .collect();
    let signs: Vec<char> = (' '..='~').filter(has).collect();
    let letter = seed
        .pick(&plain)
        .copied()
        .or_else(|| seed.pick(&signs).copied());
    letter.or_else(|| ranges.first().map(|(start, _)| *start))
}
