//! Citations as Converse writes them.

use serde_json::{Value, json};

use super::{Location, Paper, Passage};

impl Passage {
    /// The citation of this passage of a document.
    pub(crate) fn citation(&self, paper: &Paper) -> Value {
        let (name, start, end) = match self.location {
            Location::Chars { start, end } => ("documentChar", start, end),
            Location::Pages { start, end } => ("documentPage", start, end),
            Location::Chunks { start, end } => ("documentChunk", start, end),
        };
        let mut citation = json!({});
        if let Some(title) = &paper.name {
            citation["title"] = json!(title);
        }
        citation["sourceContent"] = json!([{"text": self.text}]);
        citation["location"] =
            json!({name: {"documentIndex": paper.index, "start": start, "end": end}});
        citation
    }
}
