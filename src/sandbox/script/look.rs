//! What is attached to the last user turn, told in numbers: for the models that look, and for the guide.

use super::guide::continued;
use crate::sandbox::media::{
    Bytes, Container, Exif, FIELDS, Finding, Found, Kind, Location, Motion, Paper, Part, Passage,
    Picture, Seen, Sheet, Tally, Whereabouts,
};
use crate::sandbox::reply::Block;
use crate::sandbox::request::Request;

const NOTHING: &str = "There is nothing to look at: your last message holds text alone. Attach a picture or a document, \
                       and I tell what arrived of it.";

/// The order of the blocks, a list for each attachment, and quotes from the documents that are to be cited.
pub(super) fn blocks(request: &Request) -> Vec<Block> {
    let seen = &request.seen;
    if seen.found.is_empty() {
        return vec![Block::Text(continued(request, NOTHING))];
    }
    let mut said = vec![Block::Text(continued(request, &described(seen)))];
    for found in &seen.found {
        if let Finding::Paper(paper) = &found.finding {
            said.extend(
                paper
                    .passages
                    .iter()
                    .flat_map(|passage| cited(found, paper, passage)),
            );
        }
    }
    said
}

/// The order of the blocks and a list for each attachment, as Markdown.
pub(super) fn described(seen: &Seen) -> String {
    let lists = seen.found.iter().map(list);
    format!(
        "Your message: {}.\n\n{}",
        order(&seen.parts),
        lists.collect::<Vec<_>>().join("\n\n")
    )
}

/// The blocks of a message in a few words, in order.
fn order(parts: &[Part]) -> String {
    let words = parts.iter().map(|part| match part {
        Part::Text => "text".to_owned(),
        Part::Attached(kind, number) => format!("{} {number}", kind.name()),
        Part::ToolResult(inner) => format!("tool result ({})", order(inner)),
        Part::Other(name) => name.clone(),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// One attachment: a heading, and a line for each thing that is known.
fn list(found: &Found) -> String {
    let mut rows = Vec::new();
    if let Finding::Paper(Paper {
        name: Some(name), ..
    }) = &found.finding
    {
        rows.push(("name", name.clone()));
    }
    rows.push(("format", found.format.clone()));
    match &found.bytes {
        Bytes::Sent { size, sha256 } => {
            rows.push(("bytes", size.to_string()));
            rows.push(("sha256", sha256.clone()));
        }
        Bytes::S3(uri) => rows.push(("lies at", format!("{uri}, which is not reached from here"))),
    }
    match &found.finding {
        Finding::Picture(picture) => rows.extend(picture_rows(picture)),
        Finding::Paper(paper) => rows.extend(paper_rows(&paper.tally)),
        Finding::Film(film) => {
            let looks = film.looks_like.unwrap_or("nothing known");
            rows.push(("looks like", looks.to_owned()));
        }
        Finding::Unseen => {}
    }
    let rows = rows
        .iter()
        .map(|(name, value)| format!("- {name}: {value}"));
    format!(
        "**{} {}**\n\n{}",
        heading(found.kind),
        found.number,
        rows.collect::<Vec<_>>().join("\n")
    )
}

fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Image => "Image",
        Kind::Document => "Document",
        Kind::Video => "Video",
        Kind::Audio => "Audio",
    }
}

fn picture_rows(picture: &Picture) -> Vec<(&'static str, String)> {
    let head = picture.head;
    let mut rows = vec![("pixels", format!("{}x{}", head.width, head.height))];
    if picture.motion == Motion::Animated {
        rows.push(("animated", "yes; I see the first frame only".to_owned()));
    }
    rows.extend(picture.exif.map(|exif| ("metadata", metadata(exif))));
    let colours = picture.colours.iter();
    let colours = colours.map(|(name, share)| format!("{name} {share}%"));
    rows.push(("colours", colours.collect::<Vec<_>>().join(", ")));
    rows.push(("where", fields(&picture.fields)));
    rows
}

fn metadata(exif: Exif) -> String {
    let orientation = match exif.orientation {
        Some(orientation) => format!("orientation {orientation}, which I do not apply"),
        None => "no orientation".to_owned(),
    };
    match exif.location {
        Whereabouts::Told => format!("EXIF, {orientation}, with the place where it was taken"),
        Whereabouts::Absent => format!("EXIF, {orientation}, without a place"),
    }
}

/// What is where; in one word if it is the same everywhere.
fn fields(fields: &[String; 9]) -> String {
    if fields.iter().all(|field| *field == fields[0]) {
        return format!("everywhere: {}", fields[0]);
    }
    let named = FIELDS.iter().zip(fields);
    let named = named.map(|(name, field)| format!("{name}: {field}"));
    named.collect::<Vec<_>>().join("; ")
}

fn paper_rows(tally: &Tally) -> Vec<(&'static str, String)> {
    let number = |name, count: usize| (name, count.to_string());
    match tally {
        Tally::Pages { pages, words } => vec![number("pages", *pages), number("words", *words)],
        Tally::Text { words, lines } => vec![number("words", *words), number("lines", *lines)],
        Tally::Chunks { chunks, words } => vec![number("chunks", *chunks), number("words", *words)],
        Tally::Sheets(sheets) => sheets.iter().map(|sheet| ("sheet", told(sheet))).collect(),
        Tally::Binary(Container::Ole) => vec![("container", "OLE file".to_owned())],
        Tally::Binary(Container::Unknown) => vec![("container", "no OLE file".to_owned())],
    }
}

fn told(sheet: &Sheet) -> String {
    let size = format!("{} rows, {} columns", sheet.rows, sheet.columns);
    match &sheet.name {
        Some(name) => format!("{name}, {size}"),
        None => size,
    }
}

/// A quote: words that say where it stands, then the quote itself with its citation.
fn cited(found: &Found, paper: &Paper, passage: &Passage) -> [Block; 2] {
    let place = match passage.location {
        Location::Chars { start, .. } => format!("from character {start}"),
        Location::Pages { start, .. } => format!("on page {start}"),
        Location::Chunks { start, .. } => format!("in chunk {start}"),
    };
    let words = format!("\n\nDocument {} says {place}: ", found.number);
    let quote = Block::Cited {
        text: passage.text.clone(),
        citations: vec![passage.citation(paper)],
    };
    [Block::Text(words), quote]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_picture_is_told_in_a_word() {
        let red = [(); 9].map(|()| "red".to_owned());
        assert_eq!(fields(&red), "everywhere: red");
        let mut flag = red;
        flag[8] = "blue".to_owned();
        assert!(fields(&flag).starts_with("top left: red; top: red; top right: red; left: red;"));
        assert!(fields(&flag).ends_with("bottom right: blue"));
    }

    #[test]
    fn the_order_is_told_with_what_tools_brought() {
        let inner = vec![Part::Text, Part::Attached(Kind::Image, 2)];
        let parts = [
            Part::Text,
            Part::Attached(Kind::Image, 1),
            Part::ToolResult(inner),
        ];
        assert_eq!(order(&parts), "text, image 1, tool result (text, image 2)");
    }
}
