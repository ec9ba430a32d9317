//! Lines of input: what they are for, and what is told of them.

use crate::chat::call::CallId;
use crate::chat::export::{Format, What};
use crate::chat::ids::MessageId;
use crate::chat::tool::own::{OwnField, OwnForm};

/// What a line of input is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The path to save the conversation to.
    SaveAs,
    /// What an attachment is called, by its place.
    ChipName(usize),
    /// The name of a preset.
    PresetName,
    /// The name of a system prompt.
    PromptName,
    /// The name of a variable.
    VariableName,
    /// The name of a message and the branch that it begins.
    BranchName(MessageId),
    /// What to look for in the map.
    Find,
    /// The path of a table of cases.
    Cases,
    /// The path to write cases and replies to.
    CasesTo,
    /// The path of a conversation.
    OpenFile,
    /// The tags of conversations.
    Tags,
    /// The title of a conversation.
    Title,
    /// The path to write this part of the conversation to, in this form.
    ExportTo(What, Format),
    /// The path of a file to make conversations of.
    Import,
    /// The path of a file to find tools in.
    ImportTools,
    /// The name of a tool set.
    ToolSetName,
    /// What is said of a tool of Anthropic's.
    OwnField(OwnForm, OwnField),
    /// Why a call is not wanted; may be empty.
    DenyCall(CallId),
    /// Of how many turns pictures go along.
    ImageTurns,
}

impl Asked {
    /// What stands above the line.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::SaveAs => "Save as",
            Self::ChipName(_) => "Call the attachment",
            Self::PresetName => "Save these settings as the preset",
            Self::PromptName => "Keep the system prompt as",
            Self::VariableName => "Name of the variable",
            Self::BranchName(_) => "Name of the branch",
            Self::Find => "Find in the map",
            Self::Cases => "Table of cases",
            Self::CasesTo => "Export cases and replies",
            Self::OpenFile => "Open the conversation",
            Self::Tags => "Tags of the conversation",
            Self::Title => "Title of the conversation",
            Self::ExportTo(..) => "Export to",
            Self::Import => "Import a file",
            Self::ImportTools => "Import tools",
            Self::ToolSetName => "Keep these tools as the set",
            Self::OwnField(form, _) => form.kind.kind,
            Self::DenyCall(_) => "Deny the call",
            Self::ImageTurns => "Pictures of the last turns go along",
        }
    }

    /// What stands before the line.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::SaveAs
            | Self::Cases
            | Self::CasesTo
            | Self::ExportTo(..)
            | Self::OpenFile
            | Self::Import
            | Self::ImportTools => "path",
            Self::ImageTurns => "turns",
            Self::OwnField(_, field) => field.label(),
            Self::DenyCall(_) => "why",
            Self::Tags => "tags",
            Self::Title => "title",
            Self::Find => "text",
            Self::PresetName
            | Self::PromptName
            | Self::ToolSetName
            | Self::VariableName
            | Self::ChipName(_)
            | Self::BranchName(_) => "name",
        }
    }

    /// What comes of it.
    pub(crate) fn help(self) -> &'static str {
        match self {
            Self::SaveAs => "the conversation is copied there and goes on there",
            Self::ChipName(_) => "the service gets another one; the file keeps its own",
            Self::PresetName | Self::PromptName | Self::ToolSetName => {
                "a file in the configuration folder; one of this name is replaced"
            }
            Self::BranchName(_) => "this message begins it; - takes the name away",
            Self::Find => "in messages and names; n goes to the next one, N back",
            Self::Cases => "CSV or JSON Lines; a row for each case, columns fill {{name}}",
            Self::OpenFile => "a .jsonl file; one that is not there is made with the first message",
            Self::Tags => "words with blanks between them; - takes all away",
            Self::Title => "it is kept in the file, whose name stays",
            Self::CasesTo => "a new file, .csv or .jsonl: a row for each case",
            Self::ExportTo(..) => "a new file; one that exists is never replaced",
            Self::Import => "an export of outcrop, Claude, ChatGPT, aichat, Claude Code or Codex",
            Self::ImportTools => "a request body, or OpenAPI 3.0 or 3.1; JSON or YAML",
            Self::OwnField(_, field) => field.help(),
            Self::DenyCall(_) => "the model is told so; nothing runs",
            Self::ImageTurns => "older ones are left out of requests; all sends them again",
            Self::VariableName => "letters, digits and _; texts name it as {{name}}",
        }
    }
}
