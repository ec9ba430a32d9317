//! The clipboard: a picture to be attached, a text to be pasted, a text that is copied.
//!
//! That of the terminal is read where there is no desktop, or one that is not the user's, if the terminal
//! lets it be read. That of the desktop is asked in a thread of its own, which begins with the first question and keeps its connection
//! to the desktop: asking can take long, and on some desktops what was copied is lost with it.

mod copy;
mod packets;
mod terminal;

use std::ffi::OsString;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender as Orders, channel};
use std::thread;

use image::{ImageFormat, RgbaImage};
use tokio::sync::mpsc::Sender;

use super::attach::{Desk, Fetched, Recognized};
use super::event::Event;
use super::hands::Hands;
use crate::app::chips::{ArrivalId, NotAttached};
use crate::app::copying::Copying;
use crate::app::msg::Msg;
use crate::chat::attached::Kind;
use crate::chat::attached::format::PictureFormat;

pub(super) use copy::NotCopied;
use packets::Copied;
pub(super) use packets::{BEGIN, question, question_through_tmux};
pub(super) use terminal::{News, Reading};

/// What a picture of the clipboard is called.
const NAME: &str = "clipboard.png";

/// Whose clipboard is asked.
#[derive(Debug)]
pub(super) enum Clipboard {
    /// That of the desktop.
    System,
    /// One that holds just this.
    #[cfg(test)]
    Memory(Content),
}

/// What is on a clipboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// A picture: columns, rows, and four bytes a pixel.
    Picture(usize, usize, Vec<u8>),
    /// A text.
    Text(String),
    /// Nothing of both.
    Nothing,
}

/// What the thread is to do.
#[derive(Debug)]
enum Order {
    /// Read the clipboard of the desktop.
    Read(ArrivalId),
    /// Give it a text.
    Copy(Copying),
    /// Give tmux a text, and why nobody else has it.
    Tmux(Copying, Option<String>),
}

/// The way to the thread.
#[derive(Debug)]
pub(super) struct Clerk {
    orders: Option<Orders<Order>>,
    /// Whether the terminal lets its clipboard be read.
    offered: bool,
    pub(super) desk: Desk,
    events: Sender<Event>,
}

impl Clerk {
    /// Nothing was asked yet, so there is no thread.
    pub(super) fn new(desk: Desk, events: Sender<Event>) -> Self {
        Self {
            orders: None,
            offered: false,
            desk,
            events,
        }
    }

    /// Whether the clipboard to be read is that of the terminal.
    pub(super) fn takes_the_terminals(&self) -> bool {
        self.offered && is_far(|name| std::env::var_os(name))
    }

    /// Reads the clipboard of the desktop; gives what the core is told if it cannot be asked.
    ///
    /// Not by an event: the loop, which calls this, is the one that takes events in, and there may be no
    /// room for one.
    pub(super) fn read(&mut self, id: ArrivalId) -> Option<Msg> {
        match in_reach(|name| std::env::var_os(name)) {
            Ok(()) => self.ask(id),
            Err(why) => Some(refused(id, why)),
        }
    }

    /// Asks the thread.
    fn ask(&mut self, id: ArrivalId) -> Option<Msg> {
        let why = "the clipboard was not read; try again";
        self.order(Order::Read(id)).err().map(|_| refused(id, why))
    }

    /// Gives the thread something to do; gives it back if there is none. The next order starts another one.
    fn order(&mut self, order: Order) -> Result<(), Order> {
        let Some(orders) = self.orders.take().or_else(|| self.start()) else {
            return Err(order);
        };
        orders.send(order).map_err(|unsent| unsent.0)?;
        self.orders = Some(orders);
        Ok(())
    }

    fn start(&self) -> Option<Orders<Order>> {
        let (orders, todo) = channel();
        let (desk, events) = (self.desk.clone(), self.events.clone());
        let thread = thread::Builder::new().name("clipboard".to_owned());
        let work = move || work(&Clipboard::System, &desk, &todo, &events);
        thread.spawn(work).ok().map(|_| orders)
    }
}

fn refused(id: ArrivalId, why: &str) -> Msg {
    Msg::Attached(id, Err(NotAttached::unfit(why)))
}

/// Whether the user sits before another machine, or before a terminal without a desktop.
fn is_far(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let display = set("DISPLAY") || set("WAYLAND_DISPLAY") || cfg!(target_os = "macos");
    set("SSH_CONNECTION") || set("SSH_TTY") || !display
}

/// Whether there is a clipboard of a desktop that is the user's.
///
/// # Errors
/// There is none; what works instead.
fn in_reach(variable: impl Fn(&str) -> Option<OsString>) -> Result<(), &'static str> {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    if set("DISPLAY") || set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    if set("SSH_CONNECTION") || set("SSH_TTY") {
        return Err(
            "over SSH the clipboard here is not yours: drop the file, ^X a picks one here (f for a \
             call), or outcrop --attach",
        );
    }
    if cfg!(target_os = "macos") {
        return Ok(());
    }
    Err(
        "no clipboard without a display: drop the file, ^X a picks one (f for a call), \
         or outcrop --attach",
    )
}

impl Hands {
    /// Something about the clipboard of the terminal; gives what the core is told.
    pub(super) fn clipboard_told(&mut self, news: News) -> Option<Msg> {
        match news {
            News::Offered(has) => {
                self.clerk.offered = has;
                None
            }
            News::Copied(id, Copied::Text(text)) => Some(Msg::ClipboardText(id, text)),
            News::Copied(id, Copied::Picture(name, bytes)) => {
                let desk = self.tasks.desk();
                let job = move || Event::Attached(id, Box::new(desk.copied(name, bytes)));
                self.tasks.aside(job);
                None
            }
            News::Copied(id, Copied::Nothing) => {
                let why = "there is neither a picture nor a text on the clipboard of the terminal";
                Some(Msg::Attached(id, Err(NotAttached::nothing(why))))
            }
        }
    }
}

/// Does one order after the other, over one connection: on some desktops what was copied is gone with it.
fn work(clipboard: &Clipboard, desk: &Desk, todo: &Receiver<Order>, events: &Sender<Event>) {
    let mut connection = None;
    for order in todo {
        let event = match order {
            Order::Read(id) => {
                let content = match clipboard {
                    Clipboard::System => unharmed(|| of_system(&mut connection)),
                    #[cfg(test)]
                    Clipboard::Memory(content) => Ok(content.clone()),
                };
                read(id, content, desk)
            }
            Order::Copy(copying) => copy::to_desktop(copying, |text| match clipboard {
                Clipboard::System => unharmed(|| set(&mut connection, text)),
                #[cfg(test)]
                Clipboard::Memory(_) => Ok(()),
            }),
            Order::Tmux(copying, why) => copy::to_tmux(copying, why),
        };
        if events.blocking_send(event).is_err() {
            return;
        }
    }
}

/// What is told of a clipboard that was read.
fn read(id: ArrivalId, content: Result<Content, String>, desk: &Desk) -> Event {
    match content {
        Ok(Content::Text(text)) => Event::Core(Msg::ClipboardText(id, text)),
        Ok(Content::Picture(width, height, bytes)) => {
            Event::Attached(id, Box::new(picture((width, height), bytes, desk)))
        }
        Ok(Content::Nothing) => {
            let why = "there is neither a picture nor a text on the clipboard";
            Event::Attached(id, Box::new(Err(NotAttached::nothing(why))))
        }
        Err(why) => Event::Attached(id, Box::new(Err(NotAttached::unfit(why)))),
    }
}

/// A picture that another program has copied may be one over which its decoder panics. Whoever waits is
/// told all the same, and so is whoever asks next.
fn unharmed<T>(asks: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(asks)).unwrap_or_else(|_| {
        Err("what is on the clipboard is damaged; copy it again, or drop the file".to_owned())
    })
}

/// The connection to the desktop, which is made once.
fn connected(
    connection: &mut Option<arboard::Clipboard>,
) -> Result<&mut arboard::Clipboard, arboard::Error> {
    Ok(match connection {
        Some(clipboard) => clipboard,
        None => connection.insert(arboard::Clipboard::new()?),
    })
}

/// Gives a text to the desktop.
fn set(connection: &mut Option<arboard::Clipboard>, text: &str) -> Result<(), String> {
    let set = connected(connection).and_then(|clipboard| clipboard.set_text(text));
    set.map_err(|error| error.to_string())
}

fn of_system(connection: &mut Option<arboard::Clipboard>) -> Result<Content, String> {
    let told = |error: arboard::Error| format!("the clipboard cannot be read: {error}");
    let clipboard = connected(connection).map_err(told)?;
    match clipboard.get_image() {
        Ok(picture) => Ok(Content::Picture(
            picture.width,
            picture.height,
            picture.bytes.into_owned(),
        )),
        Err(arboard::Error::ContentNotAvailable) => match clipboard.get_text() {
            Ok(text) => Ok(Content::Text(text)),
            Err(arboard::Error::ContentNotAvailable) => Ok(Content::Nothing),
            Err(error) => Err(told(error)),
        },
        Err(error) => Err(told(error)),
    }
}

/// A picture of the clipboard as a PNG file, which is kept for the draft.
fn picture(
    (width, height): (usize, usize),
    bytes: Vec<u8>,
    desk: &Desk,
) -> Result<Fetched, NotAttached> {
    let told = |why: &str| {
        NotAttached::unfit(format!(
            "the picture on the clipboard was not attached: {why}"
        ))
    };
    let (Ok(columns), Ok(rows)) = (u32::try_from(width), u32::try_from(height)) else {
        return Err(told("it is too large"));
    };
    let pixels = RgbaImage::from_raw(columns, rows, bytes);
    let pixels = pixels.ok_or_else(|| told("its pixels do not fill its width and height"))?;
    let mut png = Cursor::new(Vec::new());
    pixels
        .write_to(&mut png, ImageFormat::Png)
        .map_err(|error| told(&error.to_string()))?;
    let kind = Kind::Picture {
        format: PictureFormat::Png,
        width: columns,
        height: rows,
    };
    let made = Recognized {
        kind,
        bytes: png.into_inner().into(),
        changes: Vec::new(),
    };
    desk.kept(NAME, made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::attached::Source;

    /// What is told of a clipboard that holds this.
    fn told(content: Content) -> (Event, tempfile::TempDir) {
        let root = tempfile::tempdir().unwrap();
        let desk = Desk::keeping_in(root.path());
        let (orders, todo) = channel();
        let (events, mut inbox) = tokio::sync::mpsc::channel(4);
        orders.send(Order::Read(ArrivalId(7))).unwrap();
        drop(orders);
        work(&Clipboard::Memory(content), &desk, &todo, &events);
        (inbox.try_recv().unwrap(), root)
    }

    #[test]
    fn a_picture_becomes_a_file_that_a_draft_can_name() {
        let pixels = vec![200; 3 * 2 * 4];
        let (event, _root) = told(Content::Picture(3, 2, pixels.clone()));
        let Event::Attached(ArrivalId(7), fetched) = event else {
            panic!("{event:?}");
        };
        let fetched = fetched.unwrap();
        assert_eq!(fetched.attached.pixels(), Some((3, 2)));
        let Source::Kept(file) = &fetched.attached.source else {
            panic!("{fetched:?}");
        };
        let bytes = std::fs::read(file).unwrap();
        assert_eq!(bytes, *fetched.bytes);
        let read = image::load_from_memory(&bytes).unwrap().into_rgba8();
        assert_eq!(read.into_raw(), pixels);
    }

    #[test]
    fn a_text_is_pasted_and_nothing_is_told() {
        let (event, _) = told(Content::Text("rock".to_owned()));
        assert!(
            matches!(&event, Event::Core(Msg::ClipboardText(ArrivalId(7), text)) if text == "rock"),
            "{event:?}"
        );
        let (event, _) = told(Content::Nothing);
        assert!(format!("{event:?}").contains("neither a picture nor a text"));
        let (event, _) = told(Content::Picture(3, 2, vec![0; 5]));
        assert!(format!("{event:?}").contains("do not fill"), "{event:?}");
    }

    #[test]
    fn what_cannot_be_read_at_all_is_told() {
        let told =
            unharmed(|| -> Result<(), String> { panic!("a decoder is at its end") }).unwrap_err();
        assert!(told.contains("damaged"), "{told}");
    }

    #[test]
    fn a_thread_that_is_gone_is_told_at_once_and_another_one_begins() {
        let (events, _inbox) = tokio::sync::mpsc::channel(1);
        let (orders, todo) = channel();
        let mut clerk = Clerk::new(Desk::default(), events);
        clerk.orders = Some(orders);
        drop(todo);
        let msg = clerk.ask(ArrivalId(7));
        assert!(
            matches!(&msg, Some(Msg::Attached(ArrivalId(7), Err(not))) if not.why.contains("try again")),
            "{msg:?}"
        );
        assert!(clerk.orders.is_none());
    }

    #[test]
    fn it_is_said_what_works_where_there_is_no_clipboard() {
        let with = |set: &[&str]| in_reach(|name| set.contains(&name).then(|| "x".into()));
        assert!(with(&["SSH_TTY"]).unwrap_err().contains("over SSH"));
        assert_eq!(with(&["SSH_TTY", "DISPLAY"]), Ok(()));
        let far = |set: &[&str]| is_far(|name| set.contains(&name).then(|| "x".into()));
        assert!(far(&["SSH_TTY"]) && far(&["SSH_CONNECTION", "DISPLAY"]));
        assert!(!far(&["DISPLAY"]) && !far(&["WAYLAND_DISPLAY"]));
        assert_eq!(with(&["WAYLAND_DISPLAY"]), Ok(()));
        if !cfg!(target_os = "macos") {
            assert!(with(&[]).unwrap_err().contains("^X a picks one"));
        }
    }
}
