//! The style sheet of the page.

/// The colours of the page, for readers in the light and for readers in the dark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Look {
    /// Where the reader's system is set to a light look.
    pub(crate) light: Colours,
    /// Where it is set to a dark one.
    pub(crate) dark: Colours,
}

/// Colours as CSS writes them: `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Colours {
    pub(crate) text: String,
    pub(crate) back: String,
    pub(crate) faint: String,
    pub(crate) user: String,
    pub(crate) assistant: String,
    pub(crate) tool: String,
    pub(crate) heading: String,
    pub(crate) code: String,
    pub(crate) link: String,
    pub(crate) rule: String,
}

/// The sheet, the same for equal colours.
pub(super) fn sheet(look: &Look) -> String {
    let (light, dark) = (values(&look.light), values(&look.dark));
    format!(
        "\n:root{{color-scheme:light dark;{light}}}\n\
         @media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{RULES}"
    )
}

fn values(colours: &Colours) -> String {
    let pairs = [
        ("text", &colours.text),
        ("back", &colours.back),
        ("faint", &colours.faint),
        ("user", &colours.user),
        ("assistant", &colours.assistant),
        ("tool", &colours.tool),
        ("heading", &colours.heading),
        ("code", &colours.code),
        ("link", &colours.link),
        ("rule", &colours.rule),
    ];
    let written = pairs.map(|(name, value)| format!("--{name}:{value};"));
    written.concat()
}

const RULES: &str = "\
body{margin:0 auto;max-width:60rem;padding:1rem;color:var(--text);background:var(--back);\
font:1rem/1.5 system-ui,sans-serif;overflow-wrap:break-word}
h1,h2,h3,h4,h5,h6{line-height:1.25;color:var(--heading)}
article{border-left:.25rem solid var(--rule);margin:1.5rem 0;padding:0 1rem}
article.user{border-color:var(--user)}
article.assistant{border-color:var(--assistant)}
article.out{opacity:.6}
article>h2{font-size:1rem;margin:0}
article.user>h2{color:var(--user)}
article.assistant>h2{color:var(--assistant)}
.about,.note,.info,.part{color:var(--faint);font-size:.85rem;margin:.25rem 0}
.text,.about,.note,summary,pre,h1{unicode-bidi:isolate}
pre{overflow-x:auto;padding:.75rem;border:1px solid var(--rule);white-space:pre-wrap}
code{color:var(--code);font-family:ui-monospace,monospace}
blockquote{border-left:.2rem solid var(--rule);color:var(--faint);margin:0;padding-left:1rem}
a{color:var(--link)}
hr{border:0;border-top:1px solid var(--rule)}
table{border-collapse:collapse}
th,td{border:1px solid var(--rule);padding:.25rem .5rem}
thead{font-weight:bold}
.right{text-align:right}
.center{text-align:center}
img{max-width:100%;height:auto}
summary{cursor:pointer;color:var(--tool)}
.thinking summary{color:var(--faint)}
main.lanes{display:flex;gap:1rem;overflow-x:auto}
main.lanes>section{flex:1 0 24rem;min-width:0}
";
