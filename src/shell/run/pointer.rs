//! The mouse: what the core is told, and what the terminal is asked for.

use crossterm::event::MouseEvent;

use super::{Flow, Loop};

impl Loop {
    /// The mouse was used.
    pub(super) fn pointed(&mut self, event: MouseEvent) -> Flow {
        let told = self.mouse.told(event, &self.clicks);
        if let Some(motion) = told.motion {
            self.hands.terminal.motion(motion).ok();
        }
        for msg in told.msgs {
            if let Flow::End(code) = self.tell(msg) {
                return Flow::End(code);
            }
        }
        Flow::On
    }
}
