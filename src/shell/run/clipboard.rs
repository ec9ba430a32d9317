//! Whose clipboard is read: that of the desktop, or that of the terminal.

use super::{Flow, Loop};
use crate::app::chips::ArrivalId;
use crate::app::msg::Msg;
use crate::shell::clipboard::{question, question_through_tmux};

impl Loop {
    /// Reads the clipboard that is the user's.
    pub(super) fn read_clipboard(&mut self, id: ArrivalId) {
        if self.hands.clerk.takes_the_terminals() && self.holder.expect_clipboard(id) {
            self.tell(Msg::ClipboardOfTerminal(id));
        } else {
            let refused = self.hands.clerk.read(id);
            refused.map(|msg| self.tell(msg));
        }
    }

    /// Asks the terminal for its clipboard, now that its answer is heard.
    pub(super) fn ask_for_clipboard(&mut self, id: ArrivalId) -> Flow {
        let question = if self.darkroom.surroundings().asks_tmux() {
            question_through_tmux(id)
        } else {
            question(id)
        };
        self.hands.terminal.write(question.as_bytes()).ok();
        Flow::On
    }
}
