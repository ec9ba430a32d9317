//! Cache points. Order on the wire: tools, system, messages.
//!
//! Source: AWS user guide and Anthropic, prompt caching.

use super::{Case, Change, Finding};
use crate::chat::abilities::Ability;
use crate::chat::settings::Field;
use crate::chat::settings::service::Caching;

/// The most cache points of a request.
const MOST_POINTS: usize = 4;

pub(super) fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (empty, points): (Vec<_>, Vec<_>) = set(case)
        .into_iter()
        .partition(|(field, _)| is_empty(case, *field));
    found.extend(empty.iter().map(|(field, _)| {
        let text = "there is nothing to cache; it is left out";
        Finding::ignored(*field, text).or_without_it()
    }));
    let taken = case.abilities.cache.taken;
    found.extend(
        points
            .iter()
            .filter_map(|(field, _)| untaken(taken, *field)),
    );
    if taken == Ability::No {
        return;
    }
    for (field, caching) in &points {
        found.extend(one_hour(case, *field, *caching));
    }
    found.extend(order(&points));
    found.extend(too_many(case, &points));
    found.extend(in_tools(case, &points));
    found.extend(minimum(case, &points));
}

/// The points that are set, in the order of the wire.
fn set(case: &Case<'_>) -> Vec<(Field, Caching)> {
    let cache = case.settings.cache;
    let all = [
        (Field::CacheTools, cache.tools),
        (Field::CacheSystem, cache.system),
        (Field::CacheMessages, cache.messages),
    ];
    all.into_iter()
        .filter(|(_, caching)| caching.is_on())
        .collect()
}

/// Whether nothing stands before a point of this part.
fn is_empty(case: &Case<'_>, field: Field) -> bool {
    (field == Field::CacheTools && case.settings.tools.offered.is_empty())
        || (field == Field::CacheSystem && case.settings.system.is_empty())
}

fn untaken(taken: Ability, field: Field) -> Option<Finding> {
    let finding = match taken {
        Ability::Yes => return None,
        Ability::No => Finding::refused(
            field,
            "this model has no prompt cache, and refuses cache points; leave them out",
        ),
        Ability::Unknown => Finding::unknown(
            field,
            "nobody knows whether this model has a prompt cache; one without refuses the request",
        ),
    };
    Some(finding.or_without_it())
}

fn one_hour(case: &Case<'_>, field: Field, caching: Caching) -> Option<Finding> {
    if caching != Caching::OneHour {
        return None;
    }
    let finding = match case.abilities.cache.one_hour {
        Ability::Yes => return None,
        Ability::No => Finding::refused(field, "this model caches for five minutes only; take 5m"),
        Ability::Unknown => Finding::unknown(
            field,
            "nobody knows whether this model caches for an hour; it can be sent",
        ),
    };
    Some(finding.fixed_by(Change::Cache(field, Caching::FiveMinutes)))
}

/// Points of an hour must stand before those of five minutes.
fn order(points: &[(Field, Caching)]) -> Option<Finding> {
    let is_short = |(_, caching): &(Field, Caching)| *caching != Caching::OneHour;
    let first_short = points.iter().position(is_short)?;
    let mut later = points[first_short..].iter();
    let (field, _) = later.find(|point| !is_short(point))?;
    let text = "a cache point of an hour must stand before those of five minutes; take 5m here, or 1h before it";
    let change = Change::Cache(*field, Caching::FiveMinutes);
    Some(Finding::refused(*field, text).fixed_by(change))
}

fn too_many(case: &Case<'_>, points: &[(Field, Caching)]) -> Option<Finding> {
    let count = points.len() + case.content.cache_points;
    let (field, _) = points.last()?;
    if count <= MOST_POINTS {
        return None;
    }
    let text = format!(
        "at most {MOST_POINTS} cache points are taken, and there are {count}; take some out"
    );
    let finding = Finding::refused(*field, text);
    Some(finding.or_without_it())
}

fn in_tools(case: &Case<'_>, points: &[(Field, Caching)]) -> Option<Finding> {
    let cache = &case.abilities.cache;
    let field = Field::CacheTools;
    let is_set = points.iter().any(|(set, _)| *set == field);
    if !is_set || cache.taken != Ability::Yes {
        return None;
    }
    let finding = match cache.in_tools {
        Ability::Yes => return None,
        Ability::No => Finding::refused(
            field,
            "this model takes no cache point after the tools; leave it out",
        ),
        Ability::Unknown => Finding::unknown(
            field,
            "nobody knows whether this model takes a cache point after the tools; it can be sent",
        ),
    };
    Some(finding.or_without_it())
}

/// How long the prefix is cannot be known here, so this is said in any case.
fn minimum(case: &Case<'_>, points: &[(Field, Caching)]) -> Option<Finding> {
    let least = case.abilities.cache.min_tokens?;
    let (field, _) = points.first()?;
    let text = format!("what is shorter than {least} tokens is silently not cached");
    Some(Finding::note(*field, text))
}
