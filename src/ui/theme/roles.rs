//! The roles of a theme file: one table, of which the members of the file and the tests are made.

/// Makes the list of roles and their names.
macro_rules! roles {
    ($($part:ident $name:ident $kind:ident,)*) => {
        /// A role of the screen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Part { $($part,)* }

        /// All roles, as they are called in a file, with what stands in them.
        pub(super) const ALL: [(Part, &str, Kind); COUNT] = [
            $((Part::$part, stringify!($name), Kind::$kind),)*
        ];

        /// How many roles there are.
        pub(super) const COUNT: usize = [$(stringify!($name),)*].len();

        /// What a file says of each role.
        #[derive(Debug, Clone, Default, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct Members {
            pub(super) base: Option<String>,
            pub(super) background: Option<super::sheet::Side>,
            pub(super) canvas: Option<ratatui::style::Color>,
            pub(super) ink: Option<ratatui::style::Color>,
            pub(super) paint: Option<bool>,
            $($name: Option<super::Spec>,)*
        }

        impl Members {
            /// What is written of the roles, in their order.
            pub(super) fn written(&self) -> [Option<super::Spec>; COUNT] {
                [$(self.$name,)*]
            }
        }
    };
}

/// What stands in a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words.
    Words,
    /// Lines and marks, which are seen and not read.
    Lines,
}

impl Kind {
    /// The least contrast to what is behind it. Source: WCAG 2.2, 1.4.3 for text, 1.4.11 for the rest.
    pub(super) const fn least_contrast(self) -> f64 {
        match self {
            Self::Words => 4.5,
            Self::Lines => 3.0,
        }
    }
}

roles! {
    Text text Words,
    Faint faint Words,
    Strong strong Words,
    Header header Words,
    HeaderFaint header_faint Words,
    Sandbox sandbox Words,
    Frame frame Lines,
    FrameFocus frame_focus Words,
    Key key Words,
    Selected selected Words,
    Group group Words,
    Badge badge Words,
    Warning warning Words,
    Error error Words,
    Banner banner Words,
    Hazard hazard Words,
    Gutter gutter Lines,
    Slider slider Lines,
    Prefill prefill Words,
    User user Words,
    Assistant assistant Words,
    Tool tool Words,
    Heading heading Words,
    Code code Words,
    CodeBlock code_block Words,
    CodeInfo code_info Words,
    Quote quote Words,
    ListMarker list_marker Words,
    TableFrame table_frame Lines,
    TableHead table_head Words,
    Link link Words,
    Rule rule Lines,
    Added added Words,
    Removed removed Words,
    Found found Words,
    FoundHere found_here Words,
    SyntaxKeyword syntax_keyword Words,
    SyntaxString syntax_string Words,
    SyntaxComment syntax_comment Words,
    SyntaxNumber syntax_number Words,
    SyntaxFunction syntax_function Words,
    SyntaxType syntax_type Words,
    SyntaxOperator syntax_operator Words,
    SyntaxVariable syntax_variable Words,
    SyntaxInserted syntax_inserted Words,
    SyntaxDeleted syntax_deleted Words,
}
