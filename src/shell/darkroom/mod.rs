//! Pictures made for the terminal: bytes of the file to cells, beside the loop.
//!
//! A frame tells which pictures it shows or is about to; those that are not ready are made, at most
//! two at once. Nothing waits in a line: what scrolled by before its turn came is never made.

mod develop;
mod marking;
pub(super) mod means;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use image::DynamicImage;

use super::event::Event;
use super::tasks::Tasks;
use crate::app::msg::Msg;
use crate::app::pictures::{Form, Means, Measured, Shot};
use crate::chat::attached::Attached;
use crate::chat::conversation::Conversation;
use crate::ui::pictures::{Beside, Gallery, Placed, Print};
use develop::{Job, Source};
use means::{Answer, Answers, Surroundings};

/// How many pictures are made at once. Each takes the memory of its pixels meanwhile.
const AT_ONCE: usize = 2;

/// Where pictures are made and kept.
#[derive(Debug)]
pub(super) struct Darkroom {
    gallery: Gallery,
    surroundings: Surroundings,
    answers: Answers,
    means: Means,
    /// What is being made.
    busy: Vec<Shot>,
    /// The picture in the viewer.
    viewed: Option<String>,
    /// The same, decoded.
    plate: Option<Plate>,
    /// Names the last picture in the terminal.
    named: u32,
}

/// A decoded picture, to make other parts of it at once.
#[derive(Debug, Clone)]
pub(super) struct Plate {
    /// Which one.
    hash: String,
    /// Its pixels, turned as the camera says.
    image: Arc<DynamicImage>,
    measured: Measured,
}

/// What came of making a picture.
#[derive(Debug)]
pub(super) struct Developed {
    shot: Shot,
    /// What it was made for. The terminal may have told something else meanwhile.
    means: Means,
    result: Result<Made, String>,
}

/// Something that comes for the pictures.
#[derive(Debug)]
pub(super) enum News {
    /// One was made, or cannot be.
    Developed(Box<Developed>),
    /// The terminal has told something of itself.
    Answered(Answer),
    /// tmux passes on what is wrapped for it.
    PassesOn,
    /// Nothing after all.
    Nothing,
}

/// A picture that was made.
#[derive(Debug)]
struct Made {
    measured: Measured,
    print: Print,
    /// The whole picture, if the viewer shows it.
    plate: Option<Plate>,
}

impl Darkroom {
    /// An empty one, in these surroundings.
    pub(super) fn new(surroundings: Surroundings) -> Self {
        let answers = Answers::default();
        Self {
            gallery: Gallery::default(),
            means: means::choose(&surroundings, answers),
            surroundings,
            answers,
            busy: Vec::new(),
            viewed: None,
            plate: None,
            named: 0,
        }
    }

    /// The pictures that are ready.
    pub(super) fn gallery(&self) -> &Gallery {
        &self.gallery
    }

    /// How the terminal shows pictures, for the core.
    pub(super) fn told(&self) -> Msg {
        Msg::ShowsPictures(self.means)
    }

    /// What is known of the terminal without asking it.
    pub(super) fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// Takes note of a frame; gives what the terminal needs beside its cells.
    pub(super) fn saw(&mut self, pictures: &[Placed]) -> Beside {
        let viewed = pictures
            .iter()
            .rev()
            .find(|placed| matches!(placed.shot.form, Form::Part(..)))
            .map(|placed| &placed.shot.hash);
        if self.viewed.as_ref() != viewed {
            self.viewed = viewed.cloned();
            self.plate = None;
        }
        self.gallery.saw(pictures)
    }

    /// Begins to make what a frame would show and does not have: what is in sight first, and what
    /// was drawn last before what it lies over. They are those of a conversation, and the one in the
    /// file that is looked at.
    pub(super) fn make(
        &mut self,
        pictures: &[Placed],
        of: (&Conversation, Option<&Attached>),
        tasks: &mut Tasks,
    ) {
        let seen = |placed: &&Placed| !placed.area.is_empty();
        let near = pictures.iter().filter(|placed| !seen(placed));
        for placed in pictures.iter().rev().filter(seen).chain(near) {
            let shot = &placed.shot;
            if self.busy.len() >= AT_ONCE {
                return;
            }
            if !self.gallery.has(shot) && !self.busy.contains(shot) {
                self.begin(placed, of, tasks);
            }
        }
    }

    fn begin(
        &mut self,
        placed: &Placed,
        of: (&Conversation, Option<&Attached>),
        tasks: &mut Tasks,
    ) {
        let shot = &placed.shot;
        self.named = self.named.wrapping_add(1);
        let plate = self.plate.clone();
        let job = Job {
            plate: plate.filter(|plate| plate.hash == shot.hash),
            shot: shot.clone(),
            means: self.means,
            id: means::id(self.surroundings.process, self.named),
        };
        let source = Source::of(placed, of, &tasks.blobs);
        self.busy.push(shot.clone());
        tasks.aside(move || Event::Pictures(News::Developed(Box::new(job.done(&source)))));
    }

    /// Takes a picture that was made; gives what the core is told.
    pub(super) fn take(&mut self, developed: Developed) -> Msg {
        let Developed {
            shot,
            means,
            result,
        } = developed;
        self.busy.retain(|other| *other != shot);
        let hash = shot.hash.clone();
        let result = result.map(|made| {
            if means == self.means {
                self.gallery.add(shot, made.print);
                // One that is made ahead would be decoded again, and so would be the one in sight.
                let plate = made
                    .plate
                    .filter(|it| self.viewed.as_ref() == Some(&it.hash));
                self.plate = plate.or(self.plate.take());
            }
            made.measured
        });
        Msg::Pictured(hash, result)
    }

    /// The terminal has told something of itself.
    pub(super) fn answered(&mut self, answer: Answer) -> Option<Msg> {
        self.answers.take(answer);
        self.choose()
    }

    /// The terminal has another size. Its font may be another one too.
    pub(super) fn resized(&mut self) -> Option<Msg> {
        if let Some(cell) = means::cell() {
            self.surroundings.cell = Some(cell);
            self.answers.forget_cell();
        }
        self.choose()
    }

    /// tmux passes on what is wrapped for it.
    pub(super) fn passes_on(&mut self) -> Option<Msg> {
        self.surroundings.passes_on = true;
        self.choose()
    }

    fn choose(&mut self) -> Option<Msg> {
        let means = means::choose(&self.surroundings, self.answers);
        if means == self.means {
            return None;
        }
        self.means = means;
        self.gallery.clear();
        Some(self.told())
    }

    /// What the terminal is told before it is left. It gets the pictures again with the next frame.
    pub(super) fn leave(&mut self) -> Vec<u8> {
        self.gallery.leave()
    }
}
