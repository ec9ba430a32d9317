//! Arguments of calls, checked in a task.

use std::panic::catch_unwind;

use super::event::Event;
use super::tasks::Tasks;
use crate::app::effect::VerifyOrder;
use crate::app::msg::Msg;
use crate::chat::tool::verdict::Verdict;
use crate::store::verify;

impl Tasks {
    /// Checks arguments against the schema of their tool.
    pub(super) fn verify(&mut self, order: VerifyOrder) {
        self.aside(move || {
            // A schema that its checker breaks over must not be on its way to be checked for good.
            let verdict = catch_unwind(|| verify::verify(&order.schema, &order.args));
            let verdict = verdict.unwrap_or_else(|_| {
                Verdict::Unknown("outcrop cannot check arguments against this schema".to_owned())
            });
            Event::Core(Msg::Verified(order.call, order.key, verdict))
        });
    }
}
