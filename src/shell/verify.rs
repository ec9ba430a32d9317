//! Arguments of calls, checked in a task.

use super::event::Event;
use super::tasks::Tasks;
use crate::app::effect::VerifyOrder;
use crate::app::msg::Msg;
use crate::store::verify;

impl Tasks {
    /// Checks arguments against the schema of their tool.
    pub(super) fn verify(&mut self, order: VerifyOrder) {
        self.aside(move || {
            let verdict = verify::verify(&order.schema, &order.args);
            Event::Core(Msg::Verified(order.call, order.key, verdict))
        });
    }
}
