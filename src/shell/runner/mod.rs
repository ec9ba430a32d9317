//! Programs that answer calls of tools.

use std::sync::Arc;

use super::event::Event;
use super::tasks::Tasks;
use crate::app::effect::RunOrder;
use crate::app::msg::Msg;
use crate::chat::call::CallId;
use crate::chat::tool::invocation::Invocation;

impl Tasks {
    /// Finds out what exactly would run for a call.
    pub(super) fn plan_run(&mut self, order: RunOrder) {
        self.aside(move || {
            let why = format!("no program runs for {} here", order.tool.name());
            Event::Core(Msg::RunPlanned(order.call, Err(why)))
        });
    }

    /// Runs what was approved, if it still is what has this hash.
    pub(super) fn run(&mut self, invocation: Arc<Invocation>, _sha256: String) {
        self.aside(move || {
            let why = format!("no program runs for {} here", invocation.tool);
            Event::Core(Msg::RunEnded(invocation.call, Err(why)))
        });
    }

    /// Stops what runs for a call.
    pub(super) fn stop_run(&mut self, _call: CallId) {}
}
