//! The steps of a path: each screenshot, with the action that followed.

use super::deed::{Deed, Pixels, display};
use crate::app::pictures::inline::pictures_of;
use crate::chat::call::CallId;
use crate::chat::call::items::{self, Item};
use crate::chat::call::turn::{Call, calls_of, given_back};
use crate::chat::conversation::Conversation;
use crate::chat::ids::MessageId;
use crate::chat::lane::Lane;
use crate::chat::message::{Message, Role};
use crate::chat::tool::Tool;

/// A screenshot, and the action that followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// The message that the step is about: that of the action, else that of the screenshot.
    pub(crate) message: MessageId,
    /// The screenshot; `None` = there was none before the action.
    pub(crate) screen: Option<Screen>,
    /// What the model did then; `None` = nothing yet, or something else.
    pub(crate) action: Option<Action>,
}

/// A screenshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Screen {
    /// The message that brings it; a call's reply where its result has not gone back yet.
    pub(crate) message: MessageId,
    /// The place of that message in the path; beyond its end while the result has not gone back.
    pub(crate) at: usize,
    /// The hash of the picture.
    pub(crate) hash: String,
    /// Its media type's second half: `png`.
    pub(crate) format: String,
}

/// An action of the model on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Action {
    /// The call.
    pub(crate) call: CallId,
    /// What it does.
    pub(crate) deed: Deed,
    /// Its arguments, as they came.
    pub(crate) input: String,
    /// The display that the model was told of.
    pub(crate) display: Option<Pixels>,
}

/// Goes along a path and takes down what is seen and done.
struct Camera<'a> {
    conversation: &'a Conversation,
    lane: &'a Lane,
    steps: Vec<Step>,
    screen: Option<Screen>,
    pointer: Option<Pixels>,
}

/// A computer that a model acts on.
struct Computer {
    /// Columns and rows of its display, where they are told.
    display: Option<Pixels>,
}

/// The steps of the path of a lane, oldest first.
pub(super) fn of_lane(conversation: &Conversation, lane: &Lane) -> Vec<Step> {
    let mut camera = Camera {
        conversation,
        lane,
        steps: Vec::new(),
        screen: None,
        pointer: None,
    };
    for (at, id) in lane.path.iter().enumerate() {
        let Some(message) = conversation.message(*id) else {
            continue;
        };
        match message.role {
            Role::User => camera.sees(message, at),
            // What still grows has no whole arguments yet.
            Role::Assistant if message.is_open() => {}
            Role::Assistant => camera.does(message),
        }
    }
    camera.steps
}

impl Camera<'_> {
    fn sees(&mut self, message: &Message, at: usize) {
        for (hash, format) in message.content.iter().flat_map(pictures_of) {
            self.see(Screen {
                message: message.id,
                at,
                hash,
                format,
            });
        }
    }

    fn see(&mut self, screen: Screen) {
        self.screen = Some(screen.clone());
        self.steps.push(Step {
            message: screen.message,
            screen: Some(screen),
            action: None,
        });
    }

    fn does(&mut self, message: &Message) {
        let calls: Vec<Call<'_>> = calls_of(self.conversation, message).collect();
        for call in &calls {
            if let Some(computer) = self.computer(message, call) {
                self.act(call, computer.display);
            }
        }
        // Answers that wait for others, before all of them go back.
        for call in &calls {
            if given_back(self.conversation, &self.lane.path, call.id).is_none() {
                self.answered(message, call);
            }
        }
    }

    fn answered(&mut self, message: &Message, call: &Call<'_>) {
        let items = call.answer.map(|answer| items::read(&answer.content));
        for item in items.unwrap_or_default() {
            if let Item::Picture { hash, format } = item {
                self.see(Screen {
                    message: message.id,
                    at: self.lane.path.len(),
                    hash,
                    format,
                });
            }
        }
    }

    fn act(&mut self, call: &Call<'_>, display: Option<Pixels>) {
        let input = call.args();
        let deed = Deed::read(input, self.pointer);
        self.pointer = deed.leaves_pointer().or(self.pointer);
        let action = Action {
            call: call.id,
            deed,
            input: input.to_owned(),
            display,
        };
        let fresh = |step: &&mut Step| step.action.is_none() && step.screen.is_some();
        match self.steps.last_mut().filter(fresh) {
            Some(step) => {
                step.message = call.id.message;
                step.action = Some(action);
            }
            None => self.steps.push(Step {
                message: call.id.message,
                screen: self.screen.clone(),
                action: Some(action),
            }),
        }
    }

    /// The computer that is called; `None` = the tool is none.
    fn computer(&self, message: &Message, call: &Call<'_>) -> Option<Computer> {
        let made = self.conversation.maker(message.id);
        let generation = made.and_then(|made| made.generation.as_deref());
        let settings = generation.map_or(&self.lane.settings, |made| &made.settings);
        let mut offered = settings.tools.offered.iter();
        let tool = offered.find(|tool| tool.name() == call.asks.name);
        match tool {
            Some(Tool::Typed { kind, json, .. }) if kind.starts_with("computer") => {
                Some(Computer {
                    display: display(json),
                })
            }
            Some(_) | None => {
                let named = call.asks.name == "computer";
                named.then_some(Computer { display: None })
            }
        }
    }
}
