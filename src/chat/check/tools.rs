//! Tools: whether the model takes them, their names, and the choice among them.

use std::collections::HashSet;

use super::{Case, Change, Finding};
use crate::chat::abilities::Ability;
use crate::chat::settings::{Delivery, Field, Wire};
use crate::chat::tool::{Tool, ToolChoice, Which, own};

/// The longest name of a tool. Source: service model, `[a-zA-Z0-9_-]{1,64}`.
const LONGEST_NAME: usize = 64;

pub(super) fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let tools = &case.settings.tools;
    if tools.offered.is_empty() {
        found.extend(missing(case));
        found.extend(tools.choice.is_some().then(|| {
            let text = "there is nothing to choose from; offer tools or leave the choice out";
            Finding::ignored(Field::ToolChoice, text).or_without_it()
        }));
        return;
    }
    let taken = case.abilities.takes.tools;
    found.extend(case.taken(taken, Field::Tools).map(Finding::or_without_it));
    if taken == Ability::No {
        return;
    }
    found.extend(streaming(case));
    names(case, found);
    kinds(case, found);
    if let Some(choice) = &tools.choice {
        found.extend(kind_of_choice(case, choice));
        found.extend(chosen(case, choice));
        found.extend(parallel(case, choice));
    }
}

/// Source: "The toolConfig field must be defined when using toolUse and toolResult content blocks."
fn missing(case: &Case<'_>) -> Option<Finding> {
    (case.content.tool_blocks > 0).then(|| {
        Finding::refused(
            Field::Tools,
            "the conversation has calls of tools, so tools must be offered; offer them, or leave those messages out",
        )
    })
}

fn streaming(case: &Case<'_>) -> Option<Finding> {
    if case.settings.delivery == Delivery::Whole {
        return None;
    }
    let finding = match case.abilities.takes.stream_tools {
        Ability::Yes => return None,
        Ability::No => Finding::refused(
            Field::Delivery,
            "this model takes no tools while it streams; take the reply whole",
        ),
        Ability::Unknown => Finding::unknown(
            Field::Delivery,
            "nobody knows whether this model takes tools while it streams; it can be tried",
        ),
    };
    Some(finding.fixed_by(Change::Delivery(Delivery::Whole)))
}

fn names(case: &Case<'_>, found: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    for tool in &case.settings.tools.offered {
        if matches!(tool, Tool::Foreign(_)) {
            continue;
        }
        let name = tool.name();
        if !is_name(name) {
            let text = format!(
                "{name:?} is no name of a tool; take 1 to {LONGEST_NAME} letters, digits, _ and -"
            );
            found.push(Finding::refused(Field::Tools, text));
        }
        if !seen.insert(name) {
            let text = format!("two tools are called {name:?}; give one another name");
            found.push(Finding::refused(Field::Tools, text));
        }
    }
}

fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(fits)
}

/// Tools that only some models or wires have.
fn kinds(case: &Case<'_>, found: &mut Vec<Finding>) {
    for tool in &case.settings.tools.offered {
        match tool {
            Tool::Typed { kind, .. } if case.abilities.is_anthropic() == Ability::No => {
                let text = format!("only models of Anthropic take the tool {kind}; take it out");
                found.push(Finding::refused(Field::Tools, text));
            }
            Tool::Typed { kind, .. } => {
                found.extend(version(case, kind));
                found.extend(beta(case, tool));
            }
            Tool::Foreign(_) if case.settings.wire != Wire::Converse => {
                let text = "a tool of the converse wire cannot go over this one; it is left out";
                let change = Change::Wire(Wire::Converse);
                found.push(Finding::ignored(Field::Tools, text).fixed_by(change));
            }
            Tool::Custom(_) | Tool::Foreign(_) => (),
        }
    }
}

/// A version that the model is not known to take. It may, so it can be sent.
fn version(case: &Case<'_>, kind: &str) -> Option<Finding> {
    let text = match &case.abilities.takes.own_tools {
        Some(known) if known.iter().any(|known| known == kind) => return None,
        Some(known) if known.is_empty() => {
            format!("this model is not known to take tools of Anthropic's; {kind} can be tried")
        }
        Some(known) => format!(
            "this model is not known to take {kind}, but {}; it can be tried",
            known.join(", ")
        ),
        None => format!("nobody knows whether this model takes {kind}; it can be tried"),
    };
    Some(Finding::unknown(Field::Tools, text))
}

/// A tool of Anthropic's whose beta is not among those that go along.
fn beta(case: &Case<'_>, tool: &Tool) -> Option<Finding> {
    let beta = own::beta_of(tool)?;
    if case.settings.betas.iter().any(|other| other == beta) {
        return None;
    }
    let name = tool.name();
    let text = format!("the tool {name} wants the beta {beta}, which does not go along; add it");
    let finding = Finding::unknown(Field::Tools, text);
    Some(finding.fixed_by(Change::Beta(beta.to_owned())))
}

fn kind_of_choice(case: &Case<'_>, choice: &ToolChoice) -> Option<Finding> {
    let kind = choice.which.name();
    let field = Field::ToolChoice;
    let finding = match &case.abilities.takes.tool_choice {
        _ if choice.which == Which::None && case.settings.wire == Wire::Converse => {
            let text = "the converse wire has no tool choice none; offer no tools instead";
            Finding::ignored(field, text)
        }
        Some(kinds) if !kinds.iter().any(|known| known == kind) => {
            let text = format!("this model does not take the tool choice {kind}; leave it out");
            Finding::refused(field, text)
        }
        None if choice.which != Which::Auto => {
            let text = format!(
                "nobody knows whether this model takes the tool choice {kind}; it can be sent"
            );
            Finding::unknown(field, text)
        }
        Some(_) | None => return None,
    };
    Some(finding.or_without_it())
}

fn chosen(case: &Case<'_>, choice: &ToolChoice) -> Option<Finding> {
    let Which::Tool(name) = &choice.which else {
        return None;
    };
    let mut offered = case.settings.tools.offered.iter();
    if offered.any(|tool| tool.name() == name) {
        return None;
    }
    let text = format!("no tool that is offered is called {name:?}; choose another one");
    Some(Finding::refused(Field::ToolChoice, text).or_without_it())
}

fn parallel(case: &Case<'_>, choice: &ToolChoice) -> Option<Finding> {
    let is_foreign = case.abilities.is_anthropic() == Ability::No;
    (choice.parallel.is_some() && is_foreign).then(|| {
        Finding::ignored(
            Field::ToolChoice,
            "only models of Anthropic are told whether to call several tools at once",
        )
        .or_without_it()
    })
}
