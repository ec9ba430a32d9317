//! Citations of Converse in the provider's form.

use serde_json::{Value, json};

/// The citation of a `citations_delta`. A kind of location that nobody knows keeps its members.
pub(super) fn citation(converse: &Value) -> Value {
    let cited = &converse["sourceContent"][0]["text"];
    let title = &converse["title"];
    let location = &converse["location"];
    if let Some(span) = location.get("documentChar") {
        return json!({"type": "char_location", "cited_text": cited, "document_title": title,
            "document_index": span["documentIndex"], "start_char_index": span["start"], "end_char_index": span["end"]});
    }
    if let Some(span) = location.get("documentPage") {
        return json!({"type": "page_location", "cited_text": cited, "document_title": title,
            "document_index": span["documentIndex"], "start_page_number": span["start"], "end_page_number": span["end"]});
    }
    if let Some(span) = location.get("documentChunk") {
        return json!({"type": "content_block_location", "cited_text": cited, "document_title": title,
            "document_index": span["documentIndex"], "start_block_index": span["start"], "end_block_index": span["end"]});
    }
    if let Some(web) = location.get("web") {
        return json!({"type": "web_search_result_location", "cited_text": cited, "title": title, "url": web["url"]});
    }
    json!({"type": "unknown_location", "cited_text": cited, "location": location})
}
