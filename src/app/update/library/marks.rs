//! Pins, tags and titles: records of the conversation, whether it is open or not.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::library::Order;
use crate::app::menu::Asked;
use crate::app::state::State;
use crate::chat::content::ContentBlock;
use crate::chat::library::{self, FileMark, Pinned};
use crate::chat::message::Role;
use crate::chat::record::{Record, TitleBy};
use crate::chat::request::{Form, Request, Turned};
use crate::chat::settings::Settings;

use super::{Subject, in_focus, relist, say, subjects};
use crate::app::update::{file, menu, settings};

/// What a model is told that is asked for a title.
const TITLE_SYSTEM: &str = "You name conversations. Answer with a title of at most eight words for \
    the conversation between the marks, in its language, and with nothing else: no quotes, no final period.";

/// How many tokens a title may take. Some models think before they answer.
const TITLE_TOKENS: u32 = 200;

/// Keeps the chosen conversations on top of others; no longer, if all of them are.
pub(super) fn pin(state: &mut State) -> Vec<Effect> {
    let subjects = subjects(state);
    let is_pinned = |subject: &Subject| match subject {
        Subject::Open => state.conversation.pin() == Pinned::Yes,
        Subject::File(volume) => volume.pinned,
    };
    let pin = if subjects.iter().all(is_pinned) {
        Pinned::No
    } else {
        Pinned::Yes
    };
    let text = match pin {
        Pinned::Yes => "pinned: it stays on top",
        Pinned::No => "not pinned any more",
    };
    let mark = FileMark {
        pin: Some(pin),
        tags: None,
    };
    note(state, &subjects, &Record::FileMark(mark), text)
}

/// Asks for the tags of the chosen conversations.
pub(super) fn ask_tags(state: &mut State) -> Vec<Effect> {
    let subjects = subjects(state);
    let Some(first) = subjects.first() else {
        return Vec::new();
    };
    let tags = match first {
        Subject::Open => state.conversation.tags().join(" "),
        Subject::File(volume) => volume.tags.join(" "),
    };
    menu::ask_with(state, Asked::Tags, tags)
}

/// Gives the chosen conversations these tags instead of those that they have.
pub(in crate::app::update) fn set_tags(state: &mut State, typed: &str) -> Vec<Effect> {
    let tags = match typed {
        "-" => Vec::new(),
        typed => library::tags(typed),
    };
    let subjects = subjects(state);
    let text = match tags.len() {
        0 => "it has no tags any more".to_owned(),
        _ => format!("tagged #{}", tags.join(" #")),
    };
    let mark = FileMark {
        pin: None,
        tags: Some(tags),
    };
    note(state, &subjects, &Record::FileMark(mark), &text)
}

/// Asks for the title of one conversation.
pub(super) fn ask_title(state: &mut State) -> Vec<Effect> {
    match &subjects(state)[..] {
        [] => Vec::new(),
        [subject] => {
            let title = subject.title(state);
            menu::ask_with(state, Asked::Title, title)
        }
        _ => say(
            state,
            "a title is for one conversation; Tab takes marks away",
        ),
    }
}

/// Gives one conversation this title.
pub(in crate::app::update) fn set_title(state: &mut State, title: &str) -> Vec<Effect> {
    let subjects = subjects(state);
    let record = Record::Title {
        text: title.to_owned(),
        by: TitleBy::Hand,
    };
    let text = format!("it is called {title}");
    note(state, &subjects, &record, &text)
}

/// Makes a record happen in each of these conversations.
fn note(state: &mut State, subjects: &[Subject], record: &Record, text: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for subject in subjects {
        match subject {
            Subject::Open if file::refuses(state) => return effects,
            Subject::Open => {
                effects.extend(file::record_quietly(state, record.clone()));
                effects.extend(relist(state));
            }
            Subject::File(volume) => {
                let order = Order::Note(volume.path.clone(), vec![record.clone()]);
                effects.push(Effect::Library(order));
            }
        }
    }
    if let Some(library) = in_focus(state) {
        library.unmark();
    }
    if !subjects.is_empty() {
        say(state, text);
    }
    effects
}

/// Asks the model of the lane for a title: one small request beside the conversation.
pub(super) fn let_model_name(state: &mut State) -> Vec<Effect> {
    let subjects = subjects(state);
    let [subject] = &subjects[..] else {
        return say(
            state,
            "a title is for one conversation; Tab takes marks away",
        );
    };
    let Some(path) = subject.path(state).map(PathBuf::from) else {
        return say(state, "there is nothing to name yet");
    };
    if matches!(subject, Subject::Open) && file::refuses(state) {
        return Vec::new();
    }
    if state.service.account().is_none() {
        return say(state, "not connected; a title can be typed");
    }
    let Some(request) = title_request(state) else {
        return say(state, "no model is chosen; ^X m chooses one");
    };
    let model = request.model.name.clone();
    say(
        state,
        format!("asking {model} for a title, in a request of its own …"),
    );
    vec![Effect::Library(Order::AskTitle(path, Arc::new(request)))]
}

/// A request for a title, in which the words of the conversation are still to be put.
fn title_request(state: &State) -> Option<Request> {
    let lane = state.settings();
    let model = lane.model.clone()?;
    let mut own = Settings {
        model: Some(model.clone()),
        region: lane.region.clone(),
        wire: lane.wire,
        delivery: lane.delivery,
        system: TITLE_SYSTEM.to_owned(),
        ..Settings::default()
    };
    own.sampling.max_tokens = TITLE_TOKENS;
    settings::fit_max_tokens(&state.abilities_of(&model), &mut own);
    Some(Request {
        model,
        settings: own,
        messages: vec![Turned {
            role: Role::User,
            content: vec![ContentBlock::Text(String::new())],
        }],
        prefill: String::new(),
        form: Form::of(&state.abilities()),
        stayed: Vec::new(),
    })
}

/// A model has given a title, or why it has not.
pub(super) fn titled(
    state: &mut State,
    path: PathBuf,
    answer: Result<String, String>,
) -> Vec<Effect> {
    let title = answer.and_then(|text| {
        library::given_title(&text).ok_or_else(|| "the model gave no title".to_owned())
    });
    let text = match title {
        Ok(title) => title,
        Err(why) => {
            let text = format!("no title: {why}");
            state.notices.error(text, state.input.now.mono);
            return Vec::new();
        }
    };
    say(state, format!("the model calls it {text}"));
    let by = TitleBy::Model;
    let record = Record::Title { text, by };
    if state.file.path.as_ref() != Some(&path) {
        return vec![Effect::Library(Order::Note(path, vec![record]))];
    }
    if file::refuses(state) {
        return Vec::new();
    }
    let mut effects = file::record_quietly(state, record);
    effects.extend(relist(state));
    effects
}
