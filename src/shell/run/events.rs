//! What tasks, threads and signals tell the loop.

use super::{Flow, Loop};
use crate::shell::event::Event;

impl Loop {
    /// Takes in what one of them tells.
    pub(super) fn event(&mut self, event: Event) -> Flow {
        match event {
            Event::Signal(signal) => self.signal(signal),
            Event::Outside(step) => self.outside(step),
            Event::Pictures(news) => self.pictured(news),
            Event::Colours(news) => self.coloured(news),
            Event::Terminal(news) => self.introduced(&news),
            Event::Code(done) => {
                let msg = self.colourist.take(*done);
                self.tell(msg)
            }
            Event::ClipboardHeard(id) => self.ask_for_clipboard(id),
            Event::RoundTrip(time) => self.measured(time),
            Event::Reached => self.answered(),
            other => {
                let (msg, effects) = self.hands.translate(other, &self.state);
                if let Flow::End(code) = self.carry_out(effects) {
                    return Flow::End(code);
                }
                msg.map_or(Flow::On, |msg| self.tell(msg))
            }
        }
    }
}
