//! What the service does around the model, as far as a wire carries it.

use std::mem;

use super::Carried;
use super::blocks::takes_mark;
use crate::chat::message::Role;
use crate::chat::settings::{Delivery, Field, Wire};

impl Carried {
    pub(super) fn cut_service(&mut self) {
        self.cut_guardrail_mode();
        self.cut_metadata();
        if self.wire() != Wire::Completions {
            return;
        }
        if self.request.settings.service.user_id.take().is_some() {
            self.leave_out(Field::UserId, "the user id");
        }
        for beta in mem::take(&mut self.request.settings.betas) {
            self.leave_out(Field::Betas, format!("the beta {beta}"));
        }
    }

    /// Only `ConverseStream` has a member for it.
    fn cut_guardrail_mode(&mut self) {
        let settings = &mut self.request.settings;
        if settings.wire == Wire::Converse && settings.delivery == Delivery::Streaming {
            return;
        }
        let guardrail = settings.service.guardrail.as_mut();
        if let Some(mode) = guardrail.and_then(|guardrail| guardrail.mode.take()) {
            let what = format!("the guardrail's mode {}", mode.name());
            self.leave_out(Field::GuardrailMode, what);
        }
    }

    /// It is a map on every wire, so of two values under one name the later one counts.
    fn cut_metadata(&mut self) {
        let pairs = mem::take(&mut self.request.settings.service.metadata);
        for (at, (name, value)) in pairs.iter().enumerate() {
            if pairs[at + 1..].iter().any(|(later, _)| later == name) {
                self.leave_out(Field::Metadata, format!("{name}: {value}, set again later"));
            } else {
                let pair = (name.clone(), value.clone());
                self.request.settings.service.metadata.push(pair);
            }
        }
    }

    /// A mark needs something that it stands behind, and a wire that has marks.
    pub(super) fn cut_cache_points(&mut self) {
        let marks = self.wire() != Wire::Completions;
        let system = marks && !self.request.settings.system.trim().is_empty();
        // On Converse, marks stand among the tools that can be chosen from.
        let tools = marks && self.has_choice();
        let messages = marks && self.has_markable_message();
        let cache = &mut self.request.settings.cache;
        let points = [
            (tools, &mut cache.tools, Field::CacheTools, "the tools"),
            (
                system,
                &mut cache.system,
                Field::CacheSystem,
                "the system prompt",
            ),
            (
                messages,
                &mut cache.messages,
                Field::CacheMessages,
                "the last message",
            ),
        ];
        let mut left = Vec::new();
        for (carried, point, field, place) in points {
            if !carried && mem::take(point).is_on() {
                left.push((field, format!("the cache point after {place}")));
            }
        }
        for (field, what) in left {
            self.leave_out(field, what);
        }
    }

    fn has_markable_message(&self) -> bool {
        let messages = self.request.messages.iter();
        let last = messages.rev().find(|turn| turn.role == Role::User);
        let block = last.and_then(|turn| turn.content.last());
        block.is_some_and(|block| self.wire() == Wire::Converse || takes_mark(block))
    }
}
