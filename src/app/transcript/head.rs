//! The line above a message: who speaks, by which model, and which version it is.

use crate::chat::call::rounds::brings_results;
use crate::chat::message::{Message, Origin, Role as Speaker};
use crate::chat::settings::ModelChoice;
use crate::chat::shown::Shown;
use crate::chat::vote::Sight;

use super::line::{Face, Line, Marks, Role, Span, columns, cut};
use super::message::{About, Context, Rank};

/// Columns for a model's name that what stands behind the versions does not take.
const NAME: usize = 16;

/// The line in so many columns. The model gives way to the rest: what it is called ends with `…` then, and how it is
/// reached is left out.
pub(super) fn line(message: &Message, hidden: usize, about: &About<'_>, width: u16) -> Line {
    let standing = &about.standing;
    let tells = about.sight == Sight::Open;
    let (name, role) = match message.role {
        Speaker::User if brings_results(message) => ("results", Role::User),
        Speaker::User => ("you", Role::User),
        Speaker::Assistant => ("assistant", Role::Assistant),
    };
    let face = Face::of(role).marked(Marks::STRONG);
    let text = name.to_owned();
    let mut spans = vec![Span { text, face }];
    let mut versions = Vec::new();
    if !message.prefill().is_empty() {
        versions.push(Span::new(" · prefilled", Role::Prefill));
    }
    // The replies of the lanes are siblings, in the order of the lanes.
    if standing.rank.of > 1 && tells {
        versions.push(Span::new(" ", Role::Faint));
        let Rank { place, of } = standing.rank;
        versions.push(Span::new(format!("‹{place}/{of}›"), Role::Siblings));
    }
    let rest = beside(message, hidden, about);
    if let Some(model) = standing.model.filter(|_| tells) {
        let left = usize::from(width).saturating_sub(wide(&spans) + wide(&versions));
        let room = left.saturating_sub(wide(&rest)).max(left.min(NAME));
        spans.extend(by(model, room));
    }
    spans.extend(versions);
    spans.extend(rest);
    Line { spans }
}

fn wide(spans: &[Span]) -> usize {
    spans.iter().map(Span::width).sum()
}

/// Which model has made it, and how that is reached.
fn by(model: &ModelChoice, room: usize) -> Option<Span> {
    let name = format!(" · {}", model.name);
    let whole = format!("{name} · {}", model.route_label());
    let whole = Shown::label(&whole).to_string();
    if columns(&whole) <= room {
        return Some(Span::new(whole, Role::Faint));
    }
    let name = Shown::label(&name).to_string();
    // Less than a letter and the sign says nothing.
    (room > 4).then(|| Span::new(cut(&name, room).into_owned(), Role::Faint))
}

/// What is to be said of the message besides.
fn beside(message: &Message, hidden: usize, about: &About<'_>) -> Vec<Span> {
    let standing = &about.standing;
    let mut spans: Vec<Span> = made_of(message).into_iter().collect();
    if let Some(name) = standing.name {
        let name = format!(" ★ {name}");
        spans.push(Span::new(Shown::label(&name).to_string(), Role::Heading(2)).ours());
    }
    if standing.context == Context::LeftOut {
        spans.push(Span::new(" ⊘ left out of the context", Role::Warning));
    }
    if hidden > 0 {
        spans.push(Span::new(format!("  ⚠ {hidden} hidden"), Role::Hazard));
    }
    spans
}

/// What a message was made of, in a word.
fn made_of(message: &Message) -> Option<Span> {
    let word = match message.origin? {
        Origin::Edited(_) => " ✎ edited",
        Origin::Same(_) => " ≡ copy",
    };
    Some(Span::new(word, Role::Faint))
}
