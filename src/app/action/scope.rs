//! Where keys mean something.

/// Where a key means something. An open overlay comes first, then the pane in focus, then `Global`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    /// Everywhere.
    Global,
    /// The message editor.
    Composer,
    /// The borders of panes, while the arrow keys move them.
    Resize,
    /// Any text that is edited.
    Text,
    /// The conversation.
    Transcript,
    /// The conversation, while something is looked for in it.
    Found,
    /// The conversation, while a part of it is selected.
    Selected,
    /// The same, while the selection is made by keys.
    Selecting,
    /// The settings of a lane.
    Settings,
    /// A text that is edited over the panes.
    Editor,
    /// The same, if it is a message of the user's.
    Resend,
    /// The same, if it is a reply.
    GoOn,
    /// A list whose rows can be taken away.
    Menu,
    /// Any overlay with a list and a filter.
    List,
    /// The model picker, in addition to `List`.
    Picker,
    /// The file picker, in addition to `List`.
    Files,
    /// Files that are offered while a path is typed, in addition to `List` and `Text`.
    Mention,
    /// The map of the whole tree.
    Map,
    /// The summary of all lanes.
    Summary,
    /// Two messages that are compared.
    Diff,
    /// The grid of cases.
    Grid,
    /// The list of all that goes along.
    Tray,
    /// The question whether something may run.
    Consent,
    /// The calls of tools.
    Calls,
    /// The result of a call that is typed, in addition to `Editor`.
    Result,
    /// A picture, as large as the screen.
    Viewer,
    /// The film strip.
    Film,
    /// The list of all conversations, in addition to `List`.
    Library,
    /// The links of a message, in addition to `List`.
    Links,
    /// The first screen without credentials.
    Welcome,
    /// The tour.
    Tour,
    /// Text to read: help, an error.
    Reader,
    /// One line of input.
    Prompt,
}

impl Scope {
    /// The scope's name on the help overlay.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Global => "Everywhere",
            Self::Composer => "Message",
            Self::Text => "Editing text",
            Self::Transcript => "Conversation",
            Self::Found => "Looking for a text",
            Self::Selected => "A selection",
            Self::Selecting => "Selecting lines",
            Self::Settings => "Settings",
            Self::Resize => "Resizing panes",
            Self::Editor => "Editor over the panes",
            Self::Resend => "Editing a message of yours",
            Self::GoOn => "Editing a reply",
            Self::Menu => "Lists of yours",
            Self::List => "Lists",
            Self::Picker => "Model picker",
            Self::Files => "File picker",
            Self::Mention => "A path in the message",
            Self::Map => "Map",
            Self::Summary => "Lanes compared",
            Self::Diff => "Comparison",
            Self::Grid => "Cases",
            Self::Tray => "Attachments",
            Self::Consent => "May this run?",
            Self::Calls => "Tool calls",
            Self::Result => "Result of a tool call",
            Self::Viewer => "Picture",
            Self::Film => "Film strip",
            Self::Library => "Conversations",
            Self::Links => "Links",
            Self::Welcome => "Start",
            Self::Tour => "Tour",
            Self::Reader => "Help and errors",
            Self::Prompt => "Input line",
        }
    }
}
