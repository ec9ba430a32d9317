//! Looking through the index.
//!
//! Documents that were indexed last come first, a page at a time; those of a page are put in order by
//! how good they are and how young. So the first hits of a word that stands everywhere come as fast as
//! those of a rare one.

use std::fmt::Write as _;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::refresh::path;
use super::{Index, is_damaged, rows, told};
use crate::chat::failure::StoreError;
use crate::chat::ids::MessageId;
use crate::chat::search::document::Part;
use crate::chat::search::filter::{Bound, Filter};
use crate::chat::search::hit::{Cursor, Hit, Page, Places};
use crate::chat::search::query::{Ending, Query, Term, Wanted};
use crate::chat::search::words::folded;
use crate::chat::time::Wall;

/// How many hits come at once.
pub(crate) const PAGE: usize = 100;

/// After how many steps of `SQLite` it is asked whether the search is still wanted.
const STEPS: i32 = 1000;

/// Over how many milliseconds a hit loses half of what it gains by being young.
const HALF_LIFE: f64 = 30.0 * 24.0 * 3600.0 * 1000.0;

/// What a title counts more than what stands in a conversation.
const TITLE: f64 = 1.0;

/// Why there are no hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotSearched {
    /// It came too late.
    Interrupted,
    /// The index cannot be read.
    Failed(StoreError),
}

impl Index {
    /// The hits of a query, from a place on; `None` = from the beginning. It is given up once
    /// `is_late` says so.
    ///
    /// # Errors
    /// It was given up, or the index cannot be read. A damaged one is made anew, without hits.
    pub(crate) fn search(
        &mut self,
        query: &Query,
        from: Option<Cursor>,
        is_late: impl FnMut() -> bool + Send + 'static,
    ) -> Result<Page, NotSearched> {
        if query.is_empty() {
            return Ok(Page::default());
        }
        self.db.progress_handler(STEPS, Some(is_late)).ok();
        match search(&self.db, query, from) {
            Ok(page) => Ok(page),
            Err(error) if is_interrupted(&error) => Err(NotSearched::Interrupted),
            Err(error) if is_damaged(&error) => match self.again() {
                Ok(()) => Ok(Page::default()),
                Err(error) => Err(NotSearched::Failed(told(&self.path, &error))),
            },
            Err(error) => Err(NotSearched::Failed(told(&self.path, &error))),
        }
    }
}

fn is_interrupted(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted)
}

/// Tells `SQLite` how texts of filters are compared: without case and accents, anywhere in the text.
pub(super) fn prepare(db: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("holds", 2, flags, |call| {
        let text = call.get_raw(0).as_str_or_null().unwrap_or_default();
        let sought = call.get_raw(1).as_str_or_null().unwrap_or_default();
        let Some(text) = text else {
            return Ok(false);
        };
        Ok(plain(text).contains(sought.unwrap_or_default()))
    })
}

/// A text as filters compare it.
fn plain(text: &str) -> String {
    folded(text).join(" ")
}

/// A page, found and put in order.
fn search(db: &Connection, query: &Query, from: Option<Cursor>) -> rusqlite::Result<Page> {
    let mut select = Select::of(query, from);
    let sql = select.text();
    let mut found = db.prepare_cached(&sql)?;
    let rows = found.query_map(params_from_iter(&select.values), |row| {
        candidate(row, query)
    })?;
    let mut candidates: Vec<Candidate> = rows.collect::<Result<_, _>>()?;
    let next = candidates.last().map(|last| Cursor(last.id));
    let next = next.filter(|_| candidates.len() == PAGE);
    let newest = candidates.iter().map(|it| it.hit.at).max();
    for candidate in &mut candidates {
        candidate.score += youth(candidate.hit.at, newest);
    }
    candidates.sort_by(|one, other| {
        let by_score = other.score.total_cmp(&one.score);
        by_score.then_with(|| other.hit.at.cmp(&one.hit.at))
    });
    let hits = candidates.into_iter().map(|it| it.hit).collect();
    Ok(Page { hits, next })
}

/// What a hit gains by being young: 1 for the newest, less for older ones.
fn youth(at: Wall, newest: Option<Wall>) -> f64 {
    let age = newest.map_or(0, |newest| newest.0.saturating_sub(at.0).max(0));
    #[expect(
        clippy::cast_precision_loss,
        reason = "an age in milliseconds is far below 2^52"
    )]
    let age = age as f64;
    HALF_LIFE / (HALF_LIFE + age)
}

struct Candidate {
    id: i64,
    hit: Hit,
    score: f64,
}

fn candidate(row: &Row<'_>, query: &Query) -> rusqlite::Result<Candidate> {
    let text = row.get_ref(7)?.as_str()?;
    let places = Places::of(query, text);
    let part = part(row.get(3)?);
    let message: Option<i64> = row.get(2)?;
    let model: Option<String> = row.get(5)?;
    let title = if part == Part::Title { TITLE } else { 0.0 };
    Ok(Candidate {
        id: row.get(0)?,
        score: places.score() + title,
        hit: Hit {
            path: path(row.get(1)?),
            conversation: row.get(8)?,
            title: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
            message: message.map(|id| MessageId(id.cast_unsigned())),
            part,
            at: Wall(row.get(4)?),
            model: model.and_then(|it| it.lines().next().map(str::to_owned)),
            snippet: places.snippet(text),
        },
    })
}

fn part(number: i64) -> Part {
    let part = Part::ALL.into_iter().find(|it| rows::number(*it) == number);
    part.unwrap_or(Part::User)
}

/// A query in SQL, in the making.
struct Select {
    /// Conditions that all have to hold.
    conditions: Vec<String>,
    values: Vec<Value>,
    /// Whether words are looked for, so that the index of words leads.
    leads: Lead,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    Words,
    Documents,
}

impl Select {
    fn of(query: &Query, from: Option<Cursor>) -> Self {
        let mut select = Self {
            conditions: Vec::new(),
            values: Vec::new(),
            leads: Lead::Documents,
        };
        select.words(&query.terms);
        for (wanted, filter) in &query.filters {
            select.filter(*wanted, filter);
        }
        if let Some(Cursor(id)) = from {
            let before = select.value(id);
            let of = select.id();
            select.conditions.push(format!("{of} < {before}"));
        }
        select
    }

    /// The column that tells documents apart.
    fn id(&self) -> &'static str {
        match self.leads {
            Lead::Words => "words.rowid",
            Lead::Documents => "document.id",
        }
    }

    fn text(&mut self) -> String {
        let from = match self.leads {
            Lead::Words => "words CROSS JOIN document ON document.id = words.rowid",
            Lead::Documents => "document",
        };
        let conditions = self.conditions.join(" AND ");
        format!(
            "SELECT document.id, path, message, part, at, model, title, said.text, conversation
             FROM {from} JOIN file ON file.id = document.file JOIN said ON said.id = document.id
             WHERE {conditions} ORDER BY {} DESC LIMIT {PAGE}",
            self.id()
        )
    }

    /// Takes a value in; gives what stands for it.
    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn words(&mut self, terms: &[Term]) {
        let side = |wanted| {
            let terms = terms.iter().filter(move |term| term.wanted == wanted);
            terms.map(matched).collect::<Vec<_>>()
        };
        let (wanted, unwanted) = (
            side(Wanted::Yes).join(" AND "),
            side(Wanted::No).join(" OR "),
        );
        match (wanted.is_empty(), unwanted.is_empty()) {
            (true, true) => {}
            (true, false) => {
                let words = self.value(unwanted);
                self.conditions.push(format!(
                    "document.id NOT IN (SELECT rowid FROM words WHERE words MATCH {words})"
                ));
            }
            (false, _) => {
                let words = if unwanted.is_empty() {
                    wanted
                } else {
                    format!("({wanted}) NOT ({unwanted})")
                };
                let words = self.value(words);
                self.leads = Lead::Words;
                self.conditions.push(format!("words MATCH {words}"));
            }
        }
    }

    fn filter(&mut self, wanted: Wanted, filter: &Filter) {
        let condition = self.condition(filter);
        self.conditions.push(match wanted {
            Wanted::Yes => condition,
            Wanted::No => format!("NOT ifnull(({condition}), 0)"),
        });
    }

    fn condition(&mut self, filter: &Filter) -> String {
        match filter {
            Filter::Model(text) => self.holds("model", text),
            Filter::Tool(text) => self.holds("tools", text),
            Filter::Stop(text) => self.holds("stop", text),
            Filter::Error(text) if text.is_empty() => "error IS NOT NULL".to_owned(),
            Filter::Error(text) => self.holds("error", text),
            Filter::Tag(text) => self.of_file("tags", text),
            Filter::Title(text) => self.of_file("title", text),
            Filter::Role(part) => format!("part = {}", rows::number(*part)),
            Filter::Has(has) => format!("(has & {}) <> 0", has.0),
            Filter::Cost(bound, amount) => {
                let sign = match bound {
                    Bound::Over => ">",
                    Bound::AtLeast => ">=",
                    Bound::Under => "<",
                    Bound::AtMost => "<=",
                };
                let amount = self.value(amount.0);
                format!("document.cost {sign} {amount}")
            }
            Filter::After(day) => format!("at >= {}", begin(*day)),
            Filter::Before(day) => format!("at < {}", begin(*day)),
        }
    }

    fn holds(&mut self, column: &str, text: &str) -> String {
        let text = self.value(plain(text));
        format!("holds({column}, {text})")
    }

    /// Asked once for each file, not for each of its messages.
    fn of_file(&mut self, column: &str, text: &str) -> String {
        let holds = self.holds(column, text);
        format!("document.file IN (SELECT id FROM file WHERE {holds})")
    }
}

/// A term as the index of words takes it.
fn matched(term: &Term) -> String {
    let mut text = String::new();
    // Words are letters and digits: nothing in them could end the quotes.
    let _ = write!(text, "\"{}\"", term.words.join(" "));
    if term.ending == Ending::Open {
        text.push('*');
    }
    text
}

/// When a day begins where the user is, in milliseconds since 1970.
fn begin(day: Date) -> i64 {
    let start = day.to_zoned(TimeZone::system());
    start.map_or(0, |start| start.timestamp().as_millisecond())
}
