//! stub
use super::line::{Face, Line, Role};
use super::wrap::*;
#[derive(Debug, Clone)]
pub(crate) struct Markdown {
    width: u16,
    lines: Vec<Line>,
}
impl Markdown {
    pub(crate) fn new(width: u16) -> Self {
        Self {
            width,
            lines: vec![],
        }
    }
    pub(crate) fn extend_to(&mut self, text: &str) {
        let mut w = Wrap::new(usize::from(self.width), Breaking::Words, Prefix::default());
        self.lines.clear();
        w.text(text, Face::of(Role::Text), &mut self.lines);
        w.finish(&mut self.lines);
    }
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }
    pub(crate) fn line(&self, i: usize) -> Option<&Line> {
        self.lines.get(i)
    }
    pub(crate) fn hidden(&self) -> usize {
        0
    }
    #[cfg(test)]
    pub(crate) fn laid_out(&self) -> usize {
        0
    }
}
