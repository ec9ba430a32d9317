//! What is found.

use super::*;
use crate::chat::search::query::Query;

impl Desk {
    /// The snippets of the first page.
    fn hits(&mut self, query: &str) -> Vec<String> {
        let query = Query::parse(query).unwrap();
        let page = self.index.search(&query, None, || false).unwrap();
        page.hits.into_iter().map(|hit| hit.snippet.text).collect()
    }
}

#[test]
fn words_phrases_and_beginnings_are_found() {
    let mut desk = Desk::new();
    for (name, words) in [
        ("a", "old Gránite rock"),
        ("b", "granite and old gneiss"),
        ("c", "basalt"),
    ] {
        fs::write(desk.path(&format!("{name}.jsonl")), talk(words)).unwrap();
    }
    desk.refresh();
    assert_eq!(desk.hits("granite ").len(), 2);
    assert_eq!(desk.hits("gran").len(), 2);
    assert_eq!(desk.hits("bas* ").len(), 1);
    assert_eq!(desk.hits("\"old granite\""), ["old Gránite rock"]);
    assert_eq!(desk.hits("granite -gneiss "), ["old Gránite rock"]);
    assert_eq!(desk.hits("-granite role:user"), ["basalt"]);
    assert_eq!(desk.hits("title:basalt "), ["basalt"]);
    assert!(desk.hits("lava ").is_empty());
}
