//! Markdown of a message as HTML. HTML in it is text like any other.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::escape::{address, escape};
use crate::chat::export::clean::clean;
use crate::chat::export::markdown::options;

/// Writes the words of a message.
pub(super) fn write(text: &str, out: &mut String) {
    let text = clean(text);
    let mut writer = Writer {
        out,
        open: Vec::new(),
        columns: Vec::new(),
        column: 0,
    };
    for event in Parser::new_ext(&text, options()) {
        writer.event(event);
    }
}

struct Writer<'a> {
    out: &'a mut String,
    /// How each element that is open ends.
    open: Vec<String>,
    /// How the columns of the table are aligned.
    columns: Vec<Alignment>,
    /// The column of the next cell.
    column: usize,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.out.push_str(&escape(&text)),
            Event::Code(text) => {
                let code = format!("<code>{}</code>", escape(&text));
                self.out.push_str(&code);
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.out.push_str(if done { "☑ " } else { "☐ " }),
        }
    }

    /// Begins an element, and keeps in mind how it ends.
    fn element(&mut self, start: &str, end: &str) {
        self.out.push_str(start);
        self.open.push(end.to_owned());
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.element("<p>", "</p>\n"),
            Tag::Heading { level, .. } => {
                // The page's own headings are above those of its messages.
                let level = (level as usize + 2).min(6);
                self.element(&format!("<h{level}>"), &format!("</h{level}>\n"));
            }
            Tag::BlockQuote(_) => self.element("<blockquote>\n", "</blockquote>\n"),
            Tag::CodeBlock(kind) => self.code_block(&kind),
            Tag::HtmlBlock => self.element("<pre>", "</pre>\n"),
            Tag::List(None) => self.element("<ul>\n", "</ul>\n"),
            Tag::List(Some(first)) => {
                self.element(&format!("<ol start=\"{first}\">\n"), "</ol>\n");
            }
            Tag::Item => self.element("<li>", "</li>\n"),
            Tag::Table(columns) => {
                self.columns = columns;
                self.element("<table>\n", "</tbody></table>\n");
            }
            Tag::TableHead => {
                self.column = 0;
                self.element("<thead><tr>", "</tr></thead>\n<tbody>\n");
            }
            Tag::TableRow => {
                self.column = 0;
                self.element("<tr>", "</tr>\n");
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.element("<em>", "</em>"),
            Tag::Strong => self.element("<strong>", "</strong>"),
            Tag::Strikethrough => self.element("<del>", "</del>"),
            Tag::Link { dest_url, .. } => self.link(&dest_url),
            Tag::Image { dest_url, .. } => {
                // Nothing is loaded: the words stand there, and the address behind them.
                self.element("🖼 ", &format!(" ({})", escape(&dest_url)));
            }
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => self.element("", ""),
        }
    }

    fn end(&mut self, _: TagEnd) {
        let end = self.open.pop().unwrap_or_default();
        self.out.push_str(&end);
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>) {
        if let CodeBlockKind::Fenced(info) = kind
            && !info.trim().is_empty()
        {
            let info = format!("<div class=\"info\">{}</div>\n", escape(info));
            self.out.push_str(&info);
        }
        self.element("<pre><code>", "</code></pre>\n");
    }

    fn cell(&mut self) {
        let class = match self.columns.get(self.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Left | Alignment::None) | None => "",
        };
        self.column += 1;
        self.element(&format!("<td{class}>"), "</td>");
    }

    fn link(&mut self, to: &str) {
        match address(to) {
            Some(to) => {
                let start = format!("<a href=\"{to}\" rel=\"noopener noreferrer\">");
                self.element(&start, "</a>");
            }
            None => self.element("", ""),
        }
    }
}
