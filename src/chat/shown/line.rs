//! One line of a text, character by character.

use unicode_segmentation::UnicodeSegmentation;

use super::class::{self, Bond, Class};
use super::context::{self, Selector};
use super::{Place, Shown, cluster, escape, mixed, names, smuggled};

/// Longest line that is shown whole, in columns.
pub(super) const MAX_COLUMNS: usize = 20_000;

/// Longest line that is shown whole, in characters: bounds the work on a line whose characters take no column.
const MAX_CHARACTERS: usize = 65_536;

const TAB_STOP: usize = 4;

/// A line while it is shown.
///
/// Whether a character is at home is asked of the text that is already shown before it, not of the raw text. So what
/// was left out cannot bring its neighbours together unseen, and shown text shows as itself.
pub(super) struct Line<'a> {
    shown: &'a mut Shown,
    place: Place,
    /// Where the line begins in the shown text.
    start: usize,
    /// Where the plain text behind the last badge begins; its clusters are not yet limited.
    stretch: usize,
    /// Whether that text holds clusters of more than one character.
    has_clusters: bool,
    /// A place in the shown text, and its column.
    column: (usize, usize),
    /// Characters of the raw line so far.
    taken: usize,
}

impl<'a> Line<'a> {
    /// Begins a line at the end of `shown`.
    pub(super) fn new(shown: &'a mut Shown, place: Place) -> Self {
        let start = shown.text.len();
        Self {
            shown,
            place,
            start,
            stretch: start,
            has_clusters: false,
            column: (start, 0),
            taken: 0,
        }
    }

    /// Shows more of the line.
    pub(super) fn text(&mut self, source: &str) {
        let room = MAX_CHARACTERS.saturating_sub(self.taken);
        self.taken += source.chars().count();
        let end = source
            .char_indices()
            .nth(room)
            .map_or(source.len(), |(at, _)| at);
        let mut rest = &source[..end];
        while let Some(first) = rest.chars().next() {
            rest = &rest[self.step(first, rest)..];
        }
    }

    /// Says that the word that ends here mixes scripts.
    pub(super) fn mark_mixed(&mut self) {
        self.badge(mixed::MARK);
    }

    /// Shows a byte that is not UTF-8.
    pub(super) fn byte(&mut self, byte: u8) {
        if self.taken < MAX_CHARACTERS {
            self.badge(&format!("‹{byte:02X}›"));
        }
        self.taken += 1;
    }

    /// Ends the line, which is cut if it is too long.
    pub(super) fn end(mut self) {
        self.settle();
        let line = &self.shown.text[self.start..];
        // No character takes more columns than bytes.
        let is_short = line.len() <= MAX_COLUMNS;
        let fits = is_short
            || (line.chars().count() <= MAX_CHARACTERS && cluster::columns(line) <= MAX_COLUMNS);
        if self.taken > MAX_CHARACTERS || !fits {
            self.cut();
        }
    }

    /// Shows what `rest` begins with; returns its length in bytes.
    fn step(&mut self, first: char, rest: &str) -> usize {
        let len = first.len_utf8();
        let after = &rest[len..];
        match Class::of(first) {
            Class::Plain if first.is_ascii() => return self.ascii(rest),
            Class::Plain => self.plain(first, after),
            Class::Tab => self.tab(),
            Class::Control => return self.control(first, rest),
            Class::Separator => self.separator(first),
            Class::BidiMark => self.bidi_mark(first),
            Class::Joiner => self.joiner(first, after),
            Class::Tag => return self.tags(rest),
            Class::Selector => return self.selectors(first, rest),
            Class::Space => self.space(first),
            Class::Private => self.private(first),
            Class::Hazard => self.badge(&names::badge(first)),
        }
        len
    }

    fn ascii(&mut self, rest: &str) -> usize {
        let len = rest
            .bytes()
            .take_while(|byte| matches!(byte, b' '..=b'~'))
            .count();
        self.shown.text.push_str(&rest[..len]);
        len
    }

    fn plain(&mut self, c: char, after: &str) {
        let bond = Bond::of(c);
        let is_at_home = match bond {
            Bond::Alone | Bond::Composes => true,
            // A mark without a base would sit on the badge before it, or on the frame.
            Bond::Attaches => !self.before().is_empty() || !class::is_mark(c),
            Bond::Precedes => context::precedes_letter(after),
        };
        if is_at_home {
            self.keep(c);
            self.has_clusters |= bond != Bond::Alone;
        } else {
            self.badge(&names::badge(c));
        }
    }

    fn tab(&mut self) {
        self.settle();
        let (at, column) = self.column;
        let column = column + cluster::columns(&self.shown.text[at..]);
        let spaces = TAB_STOP - column % TAB_STOP;
        self.shown.text.extend(std::iter::repeat_n(' ', spaces));
        self.column = (self.shown.text.len(), column + spaces);
    }

    fn control(&mut self, c: char, rest: &str) -> usize {
        if let Some(sequence) = escape::recognise(rest) {
            self.badge(&sequence.badge);
            return sequence.len;
        }
        if rest.starts_with("\r\n") {
            self.badge(&names::control('\n'));
            return 2;
        }
        self.badge(&names::control(c));
        c.len_utf8()
    }

    fn separator(&mut self, c: char) {
        self.badge(&names::badge(c));
        match self.place {
            Place::Prose => {
                self.shown.text.push('\n');
                self.stretch = self.shown.text.len();
                self.column = (self.stretch, 0);
            }
            Place::Code | Place::Label => {}
        }
    }

    fn bidi_mark(&mut self, c: char) {
        match self.place {
            Place::Prose => self.shown.hidden += 1,
            Place::Code | Place::Label => self.badge(&names::badge(c)),
        }
    }

    fn joiner(&mut self, c: char, after: &str) {
        if context::keeps_joiner(c, self.before(), after) {
            self.keep(c);
            self.has_clusters = true;
        } else {
            self.badge(&names::badge(c));
        }
    }

    fn tags(&mut self, rest: &str) -> usize {
        if self.place == Place::Prose
            && self.before().ends_with('\u{1f3f4}')
            && let Some(len) = smuggled::flag_len(rest)
        {
            self.shown.text.push_str(&rest[..len]);
            self.has_clusters = true;
            return len;
        }
        let run = smuggled::run_of(Class::Tag, rest);
        self.badge(&smuggled::tags(run));
        run.len()
    }

    fn selectors(&mut self, first: char, rest: &str) -> usize {
        let run = smuggled::run_of(Class::Selector, rest);
        if run.len() > first.len_utf8() {
            self.badge(&smuggled::selectors(run));
        } else {
            self.selector(first, &rest[run.len()..]);
        }
        run.len()
    }

    fn selector(&mut self, c: char, after: &str) {
        let prose = self.place == Place::Prose;
        match context::selector(c, self.before(), after) {
            Selector::Kept => self.keep(c),
            Selector::Dropped if prose || c == '\u{fe0f}' => {}
            Selector::Hidden if prose => self.shown.hidden += 1,
            Selector::Dropped | Selector::Hidden | Selector::Named => {
                self.badge(&names::selector(c));
            }
        }
    }

    fn space(&mut self, c: char) {
        match (self.place, c) {
            (Place::Code | Place::Label, _) => self.badge("·"),
            // These forbid a line break, or are two columns wide, and look like a space in every terminal.
            (Place::Prose, '\u{a0}' | '\u{202f}' | '\u{3000}') => self.keep(c),
            (Place::Prose, _) => self.keep(' '),
        }
    }

    fn private(&mut self, c: char) {
        match self.place {
            Place::Prose => self.keep(c),
            Place::Code | Place::Label => self.badge(&names::code_point(c)),
        }
    }

    fn keep(&mut self, c: char) {
        self.shown.text.push(c);
    }

    fn badge(&mut self, badge: &str) {
        self.settle();
        self.shown.push_badge(badge);
        self.stretch = self.shown.text.len();
    }

    /// The plain text that the next character would follow.
    fn before(&self) -> &str {
        &self.shown.text[self.stretch..]
    }

    fn settle(&mut self) {
        if self.has_clusters {
            cluster::limit(self.shown, self.stretch);
        }
        self.stretch = self.shown.text.len();
        self.has_clusters = false;
    }

    fn cut(self) {
        let note = format!("‹cut: line of {} characters›", self.taken);
        let end = self.start + self.fitting(&note);
        let badges = &mut self.shown.badges;
        badges.retain(|badge| badge.start < end);
        // A badge is shown whole or not at all.
        let end = badges
            .pop_if(|badge| badge.end > end)
            .map_or(end, |badge| badge.start);
        self.shown.text.truncate(end);
        let kept = self.start + context::without_loose_end(&self.shown.text[self.start..]).len();
        self.shown.text.truncate(kept);
        self.shown.push_badge(&note);
    }

    /// How much of the line, in bytes, leaves room for `note` behind it.
    fn fitting(&self, note: &str) -> usize {
        let (mut columns, mut characters) = (cluster::columns(note), note.chars().count());
        let mut clusters = self.shown.text[self.start..].grapheme_indices(true);
        let first_over = clusters.find(|(_, cluster)| {
            columns += cluster::cluster_columns(cluster);
            characters += cluster.chars().count();
            columns > MAX_COLUMNS || characters > MAX_CHARACTERS
        });
        first_over.map_or(self.shown.text.len() - self.start, |(at, _)| at)
    }
}
