//! What is found.

use super::*;
use crate::chat::catalog::ModelId;
use crate::chat::content::{Cited, ContentBlock, Json};
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::generation::{End, Micros, Outcome, Sent, StopReason};
use crate::chat::ids::{GenerationId, LaneId, MessageId, Number, Turn};
use crate::chat::library::FileMark;
use crate::chat::message::Role;
use crate::chat::record::{Blob, Body, Entry, Record, TitleBy};
use crate::chat::search::hit::Page;
use crate::chat::search::query::Query;
use crate::chat::settings::{ModelChoice, Route, Settings, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Wall;
use crate::store::blobs::BlobBytes;

impl Desk {
    /// The first page of hits.
    fn page(&mut self, query: &str) -> Page {
        let query = Query::parse(query).unwrap();
        self.index.search(&query, None, || false).unwrap()
    }

    /// Its snippets.
    fn hits(&mut self, query: &str) -> Vec<String> {
        let hits = self.page(query).hits.into_iter();
        hits.map(|hit| hit.snippet.text).collect()
    }
}

#[test]
fn words_phrases_and_beginnings_are_found() {
    let mut desk = Desk::new();
    for (name, words) in [
        ("a", "old Gránite rock"),
        ("b", "granite and old gneiss"),
        ("c", "basalt"),
    ] {
        fs::write(desk.path(&format!("{name}.jsonl")), talk(words)).unwrap();
    }
    desk.refresh();
    assert_eq!(desk.hits("granite ").len(), 2);
    assert_eq!(desk.hits("gran").len(), 2);
    assert_eq!(desk.hits("bas* ").len(), 1);
    assert_eq!(desk.hits("\"old granite\""), ["old Gránite rock"]);
    assert_eq!(desk.hits("granite -gneiss "), ["old Gránite rock"]);
    assert_eq!(desk.hits("-granite role:user"), ["basalt"]);
    assert_eq!(desk.hits("title:basalt "), ["basalt"]);
    assert!(desk.hits("lava ").is_empty());
}

/// The lines of these records behind those of a talk, which has two.
fn with(records: Vec<Record>) -> String {
    let mut bytes = BlobBytes::default();
    bytes.add(PICTURE.into());
    let mut text = talk("the question");
    for (n, record) in (3..).zip(records) {
        let entry = Entry {
            n: Number(n),
            at: Wall(1_795_246_345_678),
            act: Number(n),
            record,
        };
        text += &crate::store::format::encode(&entry, &bytes).unwrap().text;
        text.push('\n');
    }
    text
}

/// Its base64 has the word `granite` in it.
const PICTURE: &[u8] = &[0x82, 0xb6, 0xa7, 0x8a, 0xd7, 0x9f];

/// A conversation with all that a message can have.
fn rich() -> String {
    let hash = crate::store::blobs::hash(PICTURE);
    let settings = Settings {
        model: Some(ModelChoice {
            model: ModelId::new("anthropic.claude-sonnet-4").unwrap(),
            name: "Claude Sonnet 4".to_owned(),
            route: Route::OnDemand("x".to_owned()),
        }),
        system: "be a geologist".to_owned(),
        ..Settings::default()
    };
    let message = |content| Record::Message {
        parent: Some(MessageId(2)),
        role: Role::User,
        turn: None,
        case: None,
        body: Body::New(content),
    };
    let piece = |block, piece| Delta {
        us: Micros(1),
        block,
        piece,
    };
    let text = str::to_owned;
    with(vec![
        Record::Blob(Blob {
            hash: hash.clone(),
            media: text("image/png"),
            size: PICTURE.len() as u64,
            name: Some(text("quarry.png")),
            pixels: None,
        }),
        message(vec![
            ContentBlock::Image {
                hash,
                format: text("png"),
            },
            ContentBlock::Document {
                hash: text("sha256:0"),
                format: text("pdf"),
                name: text("survey.pdf"),
                cited: Cited::Off,
            },
            ContentBlock::ToolResult {
                id: text("1"),
                status: None,
                content: Json(text("[{\"text\": \"thirty \\u0063ores\"}]")),
            },
        ]),
        Record::Title {
            text: text("Down in the mine"),
            by: TitleBy::Hand,
        },
        Record::FileMark(FileMark {
            pin: None,
            tags: Some(vec![text("Field work")]),
        }),
        Record::Generation {
            lane: LaneId(1),
            parent: Some(MessageId(2)),
            turn: Turn(2),
            case: None,
            settings,
            prefill: Vec::new(),
            sent: Sent {
                wire: Wire::Converse,
                model: text("m"),
                region: text("r"),
                sha256: String::new(),
            },
        },
        Record::Deltas {
            generation: GenerationId(7),
            deltas: vec![
                piece(0, Piece::Reasoning(text("pondering"))),
                piece(1, Piece::Text(text("it is "))),
                piece(1, Piece::Text(text("feldspar"))),
                piece(
                    2,
                    Piece::ToolStart {
                        id: text("2"),
                        name: text("drill_down"),
                    },
                ),
                piece(2, Piece::ToolInput(text("{\"dep"))),
                piece(2, Piece::ToolInput(text("th\": \"deepest\"}"))),
            ],
        },
        Record::End {
            generation: GenerationId(7),
            end: End {
                us: Micros(9),
                outcome: Outcome::Done(StopReason(text("tool_use"))),
                usage: None,
                latency_ms: None,
                metadata: None,
            },
        },
    ])
}

#[test]
fn everything_that_is_said_is_found_where_it_stands() {
    let mut desk = Desk::new();
    fs::write(desk.path("a.jsonl"), rich()).unwrap();
    desk.refresh();
    for (query, message, part) in [
        ("quarry", Some(4), "user"),
        ("survey.pdf", Some(4), "user"),
        ("\"thirty cores\"", Some(4), "user"),
        ("pondering", Some(7), "assistant"),
        ("\"it is feldspar\"", Some(7), "assistant"),
        ("drill_down", Some(7), "assistant"),
        ("\"depth deepest\"", Some(7), "assistant"),
        ("geologist", Some(7), "system"),
        ("mine", None, "title"),
    ] {
        let hits = desk.page(query).hits;
        let told = hits.iter().map(|hit| (hit.message, hit.part.name()));
        let expected = [(message.map(MessageId), part)];
        assert_eq!(told.collect::<Vec<_>>(), expected, "{query}");
        assert_eq!(hits[0].title, "Down in the mine");
    }
    let base64 = desk.hits("granite* ");
    assert!(base64.is_empty(), "{base64:?}");
}

#[test]
fn filters_look_at_what_a_message_is() {
    let mut desk = Desk::new();
    fs::write(desk.path("a.jsonl"), rich()).unwrap();
    desk.refresh();
    for (query, count) in [
        ("model:SONNET", 1),
        ("model:anthropic", 1),
        ("model:opus", 0),
        ("-model:sonnet", 4),
        ("role:assistant", 1),
        ("role:user", 2),
        ("role:system", 1),
        ("tool:drill", 1),
        ("stop:tool_use", 1),
        ("-stop:tool_use role:assistant", 0),
        ("error:*", 0),
        ("has:image", 1),
        ("has:document", 1),
        ("has:tool", 2),
        ("has:reasoning feldspar", 1),
        ("-has:tool role:assistant", 0),
        ("tag:\"field WORK\"", 5),
        ("tag:other", 0),
        ("title:mine role:user", 2),
        ("after:2026-11-01 before:2026-12", 5),
        ("before:2026-11-01", 0),
        ("cost:>0", 0),
    ] {
        assert_eq!(desk.hits(query).len(), count, "{query}");
    }
}

#[test]
fn what_a_reply_cost_and_why_it_failed_are_known() {
    let mut desk = Desk::new();
    let failed = rich()
        .lines()
        .take(8)
        .fold(String::new(), |all, line| all + line + "\n");
    let failure = Failure::new(FailureKind::Throttled, "too many tokens");
    let end = Record::End {
        generation: GenerationId(7),
        end: End {
            us: Micros(9),
            outcome: Outcome::Failed(failure),
            usage: None,
            latency_ms: None,
            metadata: None,
        },
    };
    let entry = Entry {
        n: Number(9),
        at: Wall(1_795_246_345_678),
        act: Number(9),
        record: end,
    };
    fs::write(
        desk.path("a.jsonl"),
        failed + &generate::line(&entry) + "\n",
    )
    .unwrap();
    desk.refresh();
    assert_eq!(desk.hits("error:*").len(), 1);
    assert_eq!(desk.hits("error:\"too many\"").len(), 1);
    assert_eq!(desk.hits("error:throttled stop:failed").len(), 1);
    assert_eq!(desk.hits("error:denied").len(), 0);
}

#[test]
fn pages_have_every_hit_once() {
    let mut desk = Desk::new();
    for number in 0..250 {
        let path = desk.path(&format!("{number}.jsonl"));
        fs::write(path, talk(&format!("granite {number}"))).unwrap();
    }
    desk.refresh();
    for query in ["granite ", "role:user"] {
        let query = Query::parse(query).unwrap();
        let mut all = Vec::new();
        let mut from = None;
        loop {
            let page = desk.index.search(&query, from, || false).unwrap();
            all.extend(page.hits.into_iter().map(|hit| hit.path));
            match page.next {
                Some(next) => from = Some(next),
                None => break,
            }
        }
        assert_eq!(all.len(), 250);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 250);
    }
}

#[test]
fn a_search_that_is_late_is_given_up() {
    let mut desk = Desk::new();
    for number in 0..100 {
        let path = desk.path(&format!("{number}.jsonl"));
        fs::write(path, talk(&format!("granite {number}"))).unwrap();
    }
    desk.refresh();
    let query = Query::parse("granite ").unwrap();
    let late = desk.index.search(&query, None, || true);
    assert_eq!(late, Err(NotSearched::Interrupted));
    assert_eq!(desk.hits("granite ").len(), 100);
}

#[test]
fn a_title_that_is_the_first_words_is_found_once() {
    let mut desk = Desk::new();
    let title = Record::Title {
        text: "the quest…".to_owned(),
        by: TitleBy::First,
    };
    fs::write(desk.path("a.jsonl"), with(vec![title])).unwrap();
    desk.refresh();
    assert_eq!(desk.hits("question").len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// What the index finds is what has the words, however they are written.
    #[test]
    fn words_are_found_where_they_are(
        texts in prop::collection::vec("[a-cé ]{0,12}", 1..6),
        wanted in "[a-c]{1,2}",
        other in "[a-c]{1,2}",
    ) {
        use crate::chat::search::words::folded;
        let mut desk = Desk::new();
        for (number, text) in texts.iter().enumerate() {
            fs::write(desk.path(&format!("{number}.jsonl")), talk(text)).unwrap();
        }
        desk.refresh();
        let count = |has: &dyn Fn(&[String]) -> bool| texts.iter().filter(|text| has(&folded(text))).count();
        let holds = |words: &[String], word: &str| words.iter().any(|it| it == word);
        let both = desk.hits(&format!("{wanted} {other} ")).len();
        prop_assert_eq!(both, count(&|words| holds(words, &wanted) && holds(words, &other)));
        let without = desk.hits(&format!("{wanted} -{other} ")).len();
        prop_assert_eq!(without, count(&|words| holds(words, &wanted) && !holds(words, &other)));
        let phrase = desk.hits(&format!("\"{wanted} {other}\"")).len();
        let follow = |words: &[String]| words.windows(2).any(|two| two[0] == wanted && two[1] == other);
        prop_assert_eq!(phrase, count(&follow));
        let begin = desk.hits(&format!("{wanted}* ")).len();
        prop_assert_eq!(begin, count(&|words| words.iter().any(|it| it.starts_with(&wanted))));
    }
}
