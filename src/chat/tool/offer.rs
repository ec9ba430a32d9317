//! Offering tools in a lane: its betas and its choice follow.

use super::{Tool, Which, own};
use crate::chat::settings::Settings;

/// Offers exactly these tools. The betas that they need come, those that only older ones needed go,
/// and a choice of one that is not offered any more goes too: it would be refused.
pub(crate) fn offer(settings: &mut Settings, tools: Vec<Tool>) {
    own::follow(&settings.tools.offered, &tools, &mut settings.betas);
    settings.tools.offered = tools;
    let Some(Which::Tool(name)) = settings.tools.choice.as_ref().map(|choice| &choice.which) else {
        return;
    };
    let mut offered = settings.tools.offered.iter();
    if offered.all(|tool| tool.name() != name) {
        settings.tools.choice = None;
    }
}

/// How a tool stands to those that are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is offered.
    Offered,
    /// Another one of its name is.
    Other,
    /// Neither.
    Absent,
}

/// How a tool stands to those that are offered.
pub(crate) fn standing(tool: &Tool, offered: &[Tool]) -> Standing {
    if offered.contains(tool) {
        Standing::Offered
    } else if !tool.name().is_empty() && offered.iter().any(|other| other.name() == tool.name()) {
        Standing::Other
    } else {
        Standing::Absent
    }
}

/// The tools with these among them, each in the place of one of its name.
pub(crate) fn added(offered: &[Tool], more: &[Tool]) -> Vec<Tool> {
    let mut tools = offered.to_vec();
    for tool in more {
        let same = |other: &Tool| {
            other == tool || (!tool.name().is_empty() && other.name() == tool.name())
        };
        match tools.iter().position(same) {
            Some(at) => tools[at] = tool.clone(),
            None => tools.push(tool.clone()),
        }
    }
    tools
}

/// The tools without these.
pub(crate) fn without(offered: &[Tool], less: &[Tool]) -> Vec<Tool> {
    let kept = offered.iter().filter(|tool| !less.contains(tool));
    kept.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::tool::{ToolChoice, parse};

    fn tools(text: &str) -> Vec<Tool> {
        parse(text).unwrap()
    }

    #[test]
    fn a_tool_takes_the_place_of_one_of_its_name() {
        let old = tools(
            r#"[{"name":"a","input_schema":{"type":"object"}},{"name":"b","input_schema":{"type":"object"}}]"#,
        );
        let new = tools(r#"{"name":"a","description":"new","input_schema":{"type":"object"}}"#);
        assert_eq!(standing(&new[0], &old), Standing::Other);
        let both = added(&old, &new);
        assert_eq!(both.len(), 2);
        assert_eq!(standing(&new[0], &both), Standing::Offered);
        assert_eq!(without(&both, &new), old[1..]);
        assert_eq!(standing(&new[0], &[]), Standing::Absent);
    }

    #[test]
    fn betas_and_choice_follow() {
        let mut settings = Settings::default();
        offer(
            &mut settings,
            tools(r#"{"type":"computer_20241022","name":"computer"}"#),
        );
        assert_eq!(settings.betas, ["computer-use-2024-10-22"]);
        settings.tools.choice = Some(ToolChoice {
            which: Which::Tool("computer".to_owned()),
            parallel: None,
        });
        offer(&mut settings, Vec::new());
        assert_eq!(settings, Settings::default());
    }
}
