//! Grammars by the names of languages, and what their scopes mean for us.

use std::collections::HashMap;

use syntect::parsing::{Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::app::code::Syntax;

/// Names that people and models use, and a name or file extension that the grammars know.
const ALIASES: &[(&str, &str)] = &[
    ("shell", "sh"),
    ("console", "sh"),
    ("terminal", "sh"),
    ("shell-session", "sh"),
    ("shellscript", "sh"),
    ("sh-session", "sh"),
    ("ksh", "sh"),
    ("cpp", "c++"),
    ("cxx", "c++"),
    ("hpp", "c++"),
    ("csharp", "cs"),
    ("dotnet", "cs"),
    ("golang", "go"),
    ("rustlang", "rust"),
    ("py3", "python"),
    ("python3", "python"),
    ("ipython", "python"),
    ("pycon", "python"),
    ("node", "js"),
    ("nodejs", "js"),
    ("mjs", "js"),
    ("jsx", "js"),
    ("cjs", "js"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("jsonl", "json"),
    ("ndjson", "json"),
    ("docker", "dockerfile"),
    ("make", "makefile"),
    ("terraform", "tf"),
    ("hcl", "tf"),
    ("protobuf", "proto"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("psql", "sql"),
    ("plsql", "sql"),
    ("mysql", "sql"),
    ("sqlite", "sql"),
    ("udiff", "diff"),
    ("objc", "m"),
    ("objective-c", "m"),
    ("latex", "tex"),
    ("viml", "vim"),
    ("elisp", "el"),
];

/// What a scope means for what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// It is this.
    Is(Syntax),
    /// It is nothing in particular, whatever is around it.
    Plain,
}

use Meaning::{Is, Plain};

/// Beginnings of scopes; the first that fits counts.
const MEANINGS: &[(&str, Meaning)] = &[
    ("comment", Is(Syntax::Comment)),
    ("punctuation.definition.comment", Is(Syntax::Comment)),
    ("markup.inserted", Is(Syntax::Inserted)),
    ("markup.deleted", Is(Syntax::Deleted)),
    ("meta.diff.range", Is(Syntax::Type)),
    ("meta.diff.header", Is(Syntax::Comment)),
    ("meta.mapping.key", Is(Syntax::Variable)),
    ("meta.interpolation", Plain),
    ("meta.template.expression", Plain),
    ("punctuation.definition.string", Is(Syntax::String)),
    ("constant.character", Is(Syntax::Number)),
    ("constant.other.placeholder", Is(Syntax::Number)),
    ("string", Is(Syntax::String)),
    ("constant", Is(Syntax::Number)),
    ("keyword.operator", Is(Syntax::Operator)),
    ("punctuation.accessor", Is(Syntax::Operator)),
    ("keyword", Is(Syntax::Keyword)),
    ("storage.type.numeric", Is(Syntax::Number)),
    ("storage", Is(Syntax::Keyword)),
    ("variable.language", Is(Syntax::Keyword)),
    ("variable.function", Is(Syntax::Function)),
    ("variable.annotation", Is(Syntax::Function)),
    ("entity.name.function", Is(Syntax::Function)),
    ("entity.name.macro", Is(Syntax::Function)),
    ("support.function", Is(Syntax::Function)),
    ("support.macro", Is(Syntax::Function)),
    ("entity.name.tag", Is(Syntax::Keyword)),
    ("entity.other.attribute-name", Is(Syntax::Type)),
    ("entity.name.section", Is(Syntax::Keyword)),
    ("entity.name.label", Is(Syntax::Variable)),
    ("entity.name.constant", Is(Syntax::Number)),
    ("entity", Is(Syntax::Type)),
    ("support.constant", Is(Syntax::Number)),
    ("support.type.property-name", Is(Syntax::Variable)),
    ("support", Is(Syntax::Type)),
    ("variable", Is(Syntax::Variable)),
    ("markup.heading", Is(Syntax::Keyword)),
    ("markup.raw", Is(Syntax::String)),
    ("markup.underline.link", Is(Syntax::String)),
    ("punctuation.section.interpolation", Is(Syntax::Operator)),
    ("invalid", Plain),
];

/// All grammars.
#[derive(Debug)]
pub(super) struct Grammars {
    pub(super) set: SyntaxSet,
    meanings: Vec<(Scope, Meaning)>,
    /// What was looked up before.
    known: HashMap<Scope, Option<Meaning>>,
}

impl Grammars {
    /// Reads them; a few milliseconds. Patterns are compiled when they are first used.
    pub(super) fn load() -> Self {
        let named = MEANINGS.iter();
        Self {
            set: two_face::syntax::extra_newlines(),
            meanings: named
                .filter_map(|(name, meaning)| Some((Scope::new(name).ok()?, *meaning)))
                .collect(),
            known: HashMap::new(),
        }
    }

    /// The grammar of a language; `None` = nobody knows it.
    pub(super) fn of(&self, language: &str) -> Option<&SyntaxReference> {
        if matches!(
            language,
            "" | "text" | "txt" | "plain" | "plaintext" | "output"
        ) {
            return None;
        }
        let alias = ALIASES.iter().find(|(name, _)| *name == language);
        let name = alias.map_or(language, |(_, name)| *name);
        self.set.find_syntax_by_token(name)
    }

    /// What stands in these scopes; the innermost one that means something counts.
    pub(super) fn meaning(&mut self, stack: &ScopeStack) -> Option<Syntax> {
        for scope in stack.as_slice().iter().rev() {
            match self.of_scope(*scope) {
                Some(Is(Syntax::String)) if self.is_key(stack) => return Some(Syntax::Variable),
                Some(Is(syntax)) => return Some(syntax),
                Some(Plain) => return None,
                None => {}
            }
        }
        None
    }

    /// Whether a string is the name of a member.
    fn is_key(&mut self, stack: &ScopeStack) -> bool {
        let scopes = stack.as_slice();
        scopes
            .iter()
            .any(|scope| self.of_scope(*scope) == Some(Is(Syntax::Variable)))
    }

    fn of_scope(&mut self, scope: Scope) -> Option<Meaning> {
        let meanings = &self.meanings;
        *self.known.entry(scope).or_insert_with(|| {
            let mut fitting = meanings.iter();
            let found = fitting.find(|(begins, _)| begins.is_prefix_of(scope));
            found.map(|(_, meaning)| *meaning)
        })
    }
}
