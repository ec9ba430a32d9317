//! What the service or a model will not take of a request, before it is sent.
//!
//! Rules come from the data file, from what models have refused, and from the service's own limits.
//! Each one is a function of a file here; all of them see the settings as the wire will carry them.

mod cache;
mod content;
mod fix;
mod load;
mod message;
mod sampling;
mod sent;
mod service;
mod taken;
mod thinking;
mod tools;
mod wire;

use super::abilities::{Abilities, Ability};
use super::refusal::Refusal;
use super::settings::{Field, Settings, Wire};
pub(crate) use content::{ContentKinds, Prefill};
pub(crate) use fix::apply;
pub(crate) use fix::{Change, Fix, can_leave_out};
pub(crate) use load::Load;
pub(crate) use message::BLANK_END;
use sent::is_sent;
pub(crate) use taken::taken;

/// Something that is to be said about a field before a request is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The field that it is about.
    pub(crate) field: Field,
    /// How bad it is.
    pub(crate) level: Level,
    /// What it is and what to do, a short sentence in lower case.
    pub(crate) text: String,
    /// A change of the settings that ends it; `None` = only the user can.
    pub(crate) fix: Option<Fix>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Level {
    /// The service will refuse the request.
    Refused,
    /// Nobody knows whether the model takes it; it can be sent.
    Unknown,
    /// The model or the wire does nothing with it.
    Ignored,
    /// Good to know.
    Note,
}

impl Finding {
    fn refused(field: Field, text: impl Into<String>) -> Self {
        Self::new(field, Level::Refused, text)
    }

    fn unknown(field: Field, text: impl Into<String>) -> Self {
        Self::new(field, Level::Unknown, text)
    }

    fn ignored(field: Field, text: impl Into<String>) -> Self {
        Self::new(field, Level::Ignored, text)
    }

    fn note(field: Field, text: impl Into<String>) -> Self {
        Self::new(field, Level::Note, text)
    }

    fn new(field: Field, level: Level, text: impl Into<String>) -> Self {
        Self {
            field,
            level,
            text: text.into(),
            fix: None,
        }
    }

    /// With a change that ends it.
    fn fixed_by(mut self, change: Change) -> Self {
        self.fix = Some(Fix::new(change));
        self
    }

    /// With "send without it" as the change that ends it.
    fn or_without_it(self) -> Self {
        let field = self.field;
        self.fixed_by(Change::Unset(field))
    }
}

/// What the rules look at: a request as the wire will carry it.
struct Case<'a> {
    settings: &'a Settings,
    abilities: &'a Abilities,
    content: ContentKinds,
}

impl Case<'_> {
    /// The finding about a field of which the data file knows whether the model takes it.
    fn taken(&self, ability: Ability, field: Field) -> Option<Finding> {
        let name = field.name();
        match ability {
            _ if !is_sent(field, self.settings, self.content) => None,
            Ability::Yes => None,
            Ability::No if is_attached(field) => Some(Finding::refused(
                field,
                format!(
                    "this model does not take {name}: choose another one, or leave out the messages \
                     that have some"
                ),
            )),
            Ability::No => Some(Finding::refused(
                field,
                format!("this model does not take {name}; send the request without"),
            )),
            Ability::Unknown => Some(Finding::unknown(
                field,
                format!("nobody knows whether this model takes {name}; it can be tried"),
            )),
        }
    }
}

/// Whether it goes along in messages, and is no setting that could be left out.
fn is_attached(field: Field) -> bool {
    matches!(
        field,
        Field::Images | Field::Documents | Field::Video | Field::Audio
    )
}

/// Everything that is to be said about a request with these settings and this content, in the order
/// of the settings pane, the worst first.
pub(crate) fn findings(
    settings: &Settings,
    abilities: &Abilities,
    refusals: &[Refusal],
    content: ContentKinds,
) -> Vec<Finding> {
    let refusals = of_its_model(refusals, settings);
    let mut learned = abilities.clone();
    for refusal in &refusals {
        refusal.teach(&mut learned);
    }
    let (carried, carried_content) = wire::carried(settings, content);
    let case = Case {
        settings: &carried,
        abilities: &learned,
        content: carried_content,
    };
    let mut found = wire::ignored(settings, content);
    for rule in RULES {
        rule(&case, &mut found);
    }
    quote(&refusals, &case, &mut found);
    found.sort_by_key(|finding| (position(finding.field), finding.level));
    found
}

/// A rule adds what it finds.
type Rule = fn(&Case<'_>, &mut Vec<Finding>);

const RULES: [Rule; 8] = [
    wire::check,
    sampling::check,
    thinking::check,
    tools::check,
    cache::check,
    message::check,
    load::check,
    service::check,
];

fn of_its_model<'a>(refusals: &'a [Refusal], settings: &Settings) -> Vec<&'a Refusal> {
    let model = settings.model.as_ref().map(|choice| &choice.model);
    let its = |refusal: &&Refusal| Some(&refusal.model) == model;
    refusals.iter().filter(its).collect()
}

/// Puts the service's own words in place of ours, where it has refused a field for good.
fn quote(refusals: &[&Refusal], case: &Case<'_>, found: &mut Vec<Finding>) {
    for refusal in refusals.iter().filter(|refusal| refusal.is_final()) {
        let field = refusal.field;
        // It was refused on another wire; this one takes it of every model.
        let is_taken = field == Field::Prefill && case.settings.wire == Wire::Completions;
        if is_taken || !is_sent(field, case.settings, case.content) {
            continue;
        }
        found.retain(|finding| {
            finding.field != field || matches!(finding.level, Level::Ignored | Level::Note)
        });
        let finding = Finding::refused(field, refusal.text());
        found.push(if fix::can_unset(field) {
            finding.or_without_it()
        } else {
            finding
        });
    }
}

fn position(field: Field) -> Option<usize> {
    Field::ALL.iter().position(|other| *other == field)
}

#[cfg(test)]
mod tests;
