//! The beginning of a reply, where a model refuses it: what works instead, as changes of the settings.
//!
//! Nothing here knows whether a way works with a model: the rules of [`check`](super::check) say that of the settings
//! that a way makes.

use super::abilities::{Abilities, Ability};
use super::content::Json;
use super::settings::{Delivery, Settings, Wire};
use super::tool::{CustomTool, Tool, ToolChoice, Which};

/// What is done instead of letting the model go on with the beginning of its reply as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instead {
    /// White space is taken off its end.
    Trim,
    /// The system prompt asks for this beginning.
    Instruction,
    /// The reply comes as the input of a tool, for a beginning of JSON.
    Tool(Choice),
    /// The request goes over another wire, with the beginning.
    Wire(Wire),
    /// Nothing: it is left away.
    Nothing,
}

/// How a model is brought to take the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// It must.
    Forced,
    /// It chooses, and the system prompt asks for it.
    Auto,
    /// The same with a model to which no choice can be sent.
    NotSent,
}

/// What a beginning of JSON has opened first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opened {
    Object,
    Array,
}

impl Instead {
    /// The ways in which something like this beginning may be had, the best first. Of those with a tool, the first
    /// that works is enough.
    pub(crate) fn ways(prefill: &str) -> Vec<Self> {
        let is_blank_at_its_end = prefill.trim_end().len() < prefill.len();
        let tools = [Choice::Forced, Choice::Auto, Choice::NotSent].map(Self::Tool);
        let mut ways = Vec::new();
        ways.extend(is_blank_at_its_end.then_some(Self::Trim));
        ways.push(Self::Instruction);
        ways.extend(opened_json(prefill).iter().flat_map(|_| tools));
        ways.extend([Wire::Converse, Wire::Messages, Wire::Completions].map(Self::Wire));
        ways.push(Self::Nothing);
        ways
    }

    /// Its name in a list.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Trim => "trim",
            Self::Instruction => "instruct",
            Self::Tool(_) => "tool",
            Self::Wire(_) => "wire",
            Self::Nothing => "without",
        }
    }

    /// What it does, as an order.
    pub(crate) fn order(self) -> String {
        match self {
            Self::Trim => "take the white space off its end".to_owned(),
            Self::Instruction => "ask for it in the system prompt".to_owned(),
            Self::Tool(Choice::Forced) => "make it reply as JSON, by a tool".to_owned(),
            Self::Tool(Choice::Auto | Choice::NotSent) => {
                "ask it to reply as JSON, by a tool".to_owned()
            }
            Self::Wire(wire) => format!("take the {} wire, which takes it", wire.name()),
            Self::Nothing => "leave it away".to_owned(),
        }
    }

    /// What is different from here on, where it is.
    pub(crate) fn told(self) -> Option<String> {
        match self {
            Self::Trim | Self::Nothing => None,
            Self::Instruction => {
                Some("from here on the system prompt asks for it; ^X s edits it".to_owned())
            }
            Self::Tool(_) => Some(format!(
                "from here on the tool {TOOL} is offered; F2 shows it"
            )),
            Self::Wire(wire) => Some(format!(
                "from here on requests take the {} wire; F2 shows it",
                wire.name()
            )),
        }
    }

    /// The beginning that the model still gets.
    pub(crate) fn keeps(self, prefill: &str) -> &str {
        match self {
            Self::Trim | Self::Wire(_) => prefill.trim_end(),
            Self::Instruction | Self::Tool(_) | Self::Nothing => "",
        }
    }

    /// Changes the settings, for this beginning.
    pub(crate) fn change(self, prefill: &str, abilities: &Abilities, settings: &mut Settings) {
        match self {
            Self::Trim | Self::Nothing => (),
            Self::Instruction => add_to_system(&instruction(prefill), settings),
            Self::Tool(choice) => offer(prefill, choice, abilities, settings),
            Self::Wire(wire) => settings.wire = wire,
        }
    }
}

/// What every instruction begins with, so that a later one takes the place of an earlier one.
const ASK: &str = "Begin your reply with exactly the text between ";

/// Asks for a reply by the tool, where it cannot be forced.
const ASK_FOR_TOOL: &str =
    "Give your whole reply by calling the tool reply_as_json, and write nothing beside that call.";

/// Asks in the system prompt for a reply that begins with this text.
pub(crate) fn instruction(prefill: &str) -> String {
    let tag = tag(prefill);
    format!(
        "{ASK}<{tag}> and </{tag}>, character for character and without the tags, and go on right behind its last \
         character. Write nothing before it, and do not mention this instruction.\n<{tag}>{prefill}</{tag}>"
    )
}

/// A tag that the text does not close.
fn tag(text: &str) -> String {
    let numbered = (2..).map(|number| format!("reply_start_{number}"));
    std::iter::once("reply_start".to_owned())
        .chain(numbered)
        .find(|tag| !text.contains(&format!("</{tag}>")))
        .unwrap_or_default()
}

/// Puts a text at the end of the system prompt, in the place of what was put there before.
fn add_to_system(text: &str, settings: &mut Settings) {
    let system = without_instructions(&settings.system);
    settings.system = joined(&system, text);
}

/// The system prompt without what this module has put there.
fn without_instructions(system: &str) -> String {
    let mut system = system.to_owned();
    while let Some((start, end)) = find_instruction(&system) {
        system = joined(&system[..start], &system[end..]);
    }
    while let Some((before, after)) = system.split_once(ASK_FOR_TOOL) {
        system = joined(before, after);
    }
    system
}

/// Where an instruction begins and ends.
fn find_instruction(system: &str) -> Option<(usize, usize)> {
    let start = system.find(ASK)?;
    let after = system[start + ASK.len()..].strip_prefix('<')?;
    let (tag, _) = after.split_once('>')?;
    let close = format!("</{tag}>");
    // It stands in the sentence, and then behind the text.
    let (at, _) = system[start..].match_indices(&close).nth(1)?;
    Some((start, start + at + close.len()))
}

/// Two paragraphs, as far as they are there.
fn joined(before: &str, after: &str) -> String {
    let (before, after) = (before.trim_end(), after.trim_start());
    if before.is_empty() || after.is_empty() {
        [before, after].concat()
    } else {
        format!("{before}\n\n{after}")
    }
}

/// What a text has opened first of JSON and not closed, if it looks like the beginning of some. Words may stand before.
pub(crate) fn opened_json(prefill: &str) -> Option<Opened> {
    let fences = prefill.matches("```").count();
    let in_fence = fences % 2 == 1 && prefill.contains("```json");
    match first_opened(prefill) {
        Some('[') => Some(Opened::Array),
        Some(_) => Some(Opened::Object),
        None => in_fence.then_some(Opened::Object),
    }
}

/// The bracket that was opened first of those that are still open.
fn first_opened(text: &str) -> Option<char> {
    let mut open = Vec::new();
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            // Quotes in the words before are none of JSON.
            '"' if !open.is_empty() => in_string = !in_string,
            '{' | '[' if !in_string => open.push(c),
            '}' | ']' if !in_string => {
                open.pop();
            }
            _ => (),
        }
    }
    open.first().copied()
}

/// The name of the tool whose input is the reply.
const TOOL: &str = "reply_as_json";

/// Offers the tool in the place of an earlier one of its name, beside the others.
fn offer(prefill: &str, choice: Choice, abilities: &Abilities, settings: &mut Settings) {
    settings.tools.offered.retain(|tool| tool.name() != TOOL);
    settings.tools.offered.push(Tool::Custom(tool(prefill)));
    let which = match choice {
        Choice::Forced => Some(Which::Tool(TOOL.to_owned())),
        Choice::Auto => Some(Which::Auto),
        Choice::NotSent => None,
    };
    settings.tools.choice = which.map(|which| ToolChoice {
        which,
        parallel: None,
    });
    if choice != Choice::Forced {
        add_to_system(ASK_FOR_TOOL, settings);
    }
    if abilities.takes.stream_tools == Ability::No {
        settings.delivery = Delivery::Whole;
    }
}

/// The tool whose input is the reply: any object, with what the beginning says of it in words.
fn tool(prefill: &str) -> CustomTool {
    let items = match opened_json(prefill) {
        Some(Opened::Array) => " The array is its member `items`.",
        Some(Opened::Object) | None => "",
    };
    let tag = tag(prefill);
    CustomTool {
        name: TOOL.to_owned(),
        description: format!(
            "Gives your reply as JSON: the input of this tool is the whole reply.{items} Without the tool the reply \
             would begin like this: <{tag}>{prefill}</{tag}>"
        ),
        schema: Json(r#"{"type":"object","additionalProperties":true}"#.to_owned()),
        strict: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(instead: Instead, prefill: &str, settings: &Settings) -> Settings {
        let mut settings = settings.clone();
        instead.change(prefill, &Abilities::default(), &mut settings);
        settings
    }

    fn with_system(system: &str) -> Settings {
        Settings {
            system: system.to_owned(),
            ..Settings::default()
        }
    }

    #[test]
    fn the_instruction_quotes_every_character() {
        let prefill = "Here is my \"JSON\":\n\t{";
        let system = changed(Instead::Instruction, prefill, &with_system("Be brief.\n")).system;
        assert!(system.starts_with("Be brief.\n\nBegin your reply with exactly"));
        assert!(system.ends_with("\n<reply_start>Here is my \"JSON\":\n\t{</reply_start>"));
    }

    #[test]
    fn a_text_that_closes_the_tag_gets_another_one() {
        let text = instruction("a</reply_start>b");
        assert!(text.ends_with("<reply_start_2>a</reply_start>b</reply_start_2>"));
    }

    #[test]
    fn a_later_instruction_takes_the_place_of_an_earlier_one() {
        for first in [
            "So",
            "a</reply_start>b",
            "Begin your reply with exactly the text between ",
        ] {
            let once = changed(Instead::Instruction, first, &with_system("Be brief."));
            let twice = changed(Instead::Instruction, "Well", &once);
            let expected = format!("Be brief.\n\n{}", instruction("Well"));
            assert_eq!(twice.system, expected, "{first}");
        }
    }

    #[test]
    fn what_was_written_below_the_instruction_stays() {
        let settings = with_system(&format!("{}\nBe kind.", instruction("So")));
        let system = changed(Instead::Instruction, "Well", &settings).system;
        assert_eq!(system, format!("Be kind.\n\n{}", instruction("Well")));
    }

    #[test]
    fn beginnings_of_json_are_told_from_prose() {
        let opened = |text| opened_json(text);
        assert_eq!(
            opened("Here is my JSON description:\n{"),
            Some(Opened::Object)
        );
        assert_eq!(opened("{\"rock\": \"gra"), Some(Opened::Object));
        assert_eq!(opened("[{\"a\": 1},"), Some(Opened::Array));
        assert_eq!(opened("Say \"{\" 5\" wide: {"), Some(Opened::Object));
        assert_eq!(opened("```json\n"), Some(Opened::Object));
        assert_eq!(opened("{\"a\": \"\\\"}"), Some(Opened::Object));
        for text in [
            "",
            "Sure,",
            "see [1] and {x}",
            "```json\n{}\n```",
            "{\"a\": \"[\"}",
        ] {
            assert_eq!(opened(text), None, "{text}");
        }
    }

    #[test]
    fn the_tool_stands_beside_the_others_once() {
        let mut settings = Settings::default();
        settings.tools.offered = vec![Tool::Custom(CustomTool {
            name: "weather".to_owned(),
            ..CustomTool::default()
        })];
        let once = changed(Instead::Tool(Choice::Forced), "[", &settings);
        let twice = changed(Instead::Tool(Choice::Forced), "{\"a\":", &once);
        let names: Vec<&str> = twice.tools.offered.iter().map(Tool::name).collect();
        assert_eq!(names, ["weather", "reply_as_json"]);
        let choice = twice.tools.choice.unwrap();
        assert_eq!(choice.which, Which::Tool("reply_as_json".to_owned()));
        let [_, Tool::Custom(tool)] = &once.tools.offered[..] else {
            panic!("{once:?}");
        };
        assert!(
            tool.description.contains("`items`") && tool.description.contains("<reply_start>[")
        );
        assert_eq!(twice.system, "");
    }

    #[test]
    fn where_no_tool_can_be_forced_the_system_prompt_asks_for_it_once() {
        let once = changed(Instead::Tool(Choice::Auto), "{", &with_system("Be brief."));
        assert_eq!(once.tools.choice.as_ref().unwrap().which, Which::Auto);
        assert_eq!(once.system, format!("Be brief.\n\n{ASK_FOR_TOOL}"));
        let twice = changed(Instead::Tool(Choice::NotSent), "{", &once);
        assert_eq!((twice.tools.choice, twice.system), (None, once.system));
    }

    #[test]
    fn a_model_that_streams_no_tools_gives_the_reply_whole() {
        let mut abilities = Abilities::default();
        abilities.takes.stream_tools = Ability::No;
        let mut settings = Settings::default();
        Instead::Tool(Choice::Forced).change("{", &abilities, &mut settings);
        assert_eq!(settings.delivery, Delivery::Whole);
    }

    #[test]
    fn only_prefill_itself_is_kept() {
        let kept = Instead::ways("{ \n").into_iter();
        let kept: Vec<&str> = kept.map(|instead| instead.keeps("{ \n")).collect();
        assert_eq!(kept, ["{", "", "", "", "", "{", "{", "{", ""]);
    }
}
