//! A query in words, for the line below it.

use super::filter::{Bound, Filter, name_of};
use super::query::{Ending, Query, Term, Wanted};

impl Query {
    /// What is looked for, in a line. Empty if it is nothing.
    pub(crate) fn explained(&self) -> String {
        let terms = self.terms.iter().map(term);
        let filters = self.filters.iter().map(|(wanted, filter)| {
            let told = told(filter);
            match wanted {
                Wanted::Yes => told,
                Wanted::No => format!("not: {told}"),
            }
        });
        let all: Vec<String> = terms.chain(filters).collect();
        all.join(" · ")
    }
}

fn term(term: &Term) -> String {
    let words = term.words.join(" ");
    let more = match term.ending {
        Ending::Whole => "",
        Ending::Open => "…",
    };
    let not = match term.wanted {
        Wanted::Yes => "",
        Wanted::No => "not ",
    };
    format!("{not}“{words}{more}”")
}

fn told(filter: &Filter) -> String {
    match filter {
        Filter::Model(text) => format!("by a model like “{text}”"),
        Filter::Role(part) => format!("in {}", part.name()),
        Filter::Tool(text) => format!("calls a tool like “{text}”"),
        Filter::Stop(text) => format!("ended by “{text}”"),
        Filter::Error(text) if text.is_empty() => "failed".to_owned(),
        Filter::Error(text) => format!("failed with “{text}”"),
        Filter::Has(has) => format!("has {}", name_of(*has)),
        Filter::Cost(bound, amount) => {
            let bound = match bound {
                Bound::Over => "over",
                Bound::AtLeast => "at least",
                Bound::Under => "under",
                Bound::AtMost => "at most",
            };
            format!("cost {bound} {amount}")
        }
        Filter::After(day) => format!("from {day} on"),
        Filter::Before(day) => format!("before {day}"),
        Filter::Tag(text) => format!("tagged like “{text}”"),
        Filter::Title(text) => format!("titled like “{text}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_told_in_words() {
        let told = |text| Query::parse(text).unwrap().explained();
        assert_eq!(told(""), "");
        assert_eq!(
            told("granite \"a b\" -x role:user -has:image cost:>0.5 after:2026"),
            "“granite” · “a b” · not “x” · in user · not: has image · cost over $0.5000 · from 2026-01-01 on"
        );
        assert_eq!(told("gran"), "“gran…”");
    }
}
