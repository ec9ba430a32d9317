//! Reading the clipboard of the terminal: its packets come among the keys.
//!
//! An answer that nobody waits for any more still comes, perhaps much later, when the user has at last
//! told the terminal that it may. Keys are told from it until it is over.

use std::io;
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::Instant;

use super::packets::{Content, Copied, Packet, Says, Unfit, refusal};
use crate::app::chips::{ArrivalId, NotAttached};
use crate::shell::event::{Event, Terminal};
use crate::shell::input::Keys;
use crate::shell::probe::{self, Heard, Line};

/// How long the first packet may take: the terminal may ask the user whether it is allowed.
const PERMISSION: Duration = Duration::from_mins(1);

/// How long each other packet may take.
const NEXT: Duration = Duration::from_secs(5);

/// Something about the clipboard of the terminal.
#[derive(Debug)]
pub(in crate::shell) enum News {
    /// Whether the terminal lets it be read at all.
    Offered(bool),
    /// It was read.
    Copied(ArrivalId, Copied),
}

/// The questions that the terminal was asked.
#[derive(Debug)]
pub(in crate::shell) struct Reading {
    events: Sender<Event>,
    /// What has come so far for the last question, while somebody waits for it, and until when.
    waiting: Option<(ArrivalId, Content, Instant)>,
    /// All whose answers are not over.
    owed: Vec<ArrivalId>,
}

impl Reading {
    /// Nothing was asked.
    pub(in crate::shell) fn new(events: Sender<Event>) -> Self {
        Self {
            events,
            waiting: None,
            owed: Vec::new(),
        }
    }

    /// Lets a question be asked. Nobody waits for an earlier one any more.
    pub(in crate::shell) async fn begin(&mut self, id: ArrivalId) {
        let until = Instant::now() + PERMISSION;
        self.waiting = Some((id, Content::default(), until));
        self.owed.push(id);
        self.tell(Event::ClipboardHeard(id)).await;
    }

    /// Hears keys, packets and what else the terminal tells, as long as it is there.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(in crate::shell) async fn keep_listening(
        &mut self,
        mut line: Line,
        keys: &Keys,
        asked: &mut Receiver<ArrivalId>,
    ) -> io::Result<()> {
        loop {
            self.listen_once(&mut line, keys, asked).await?;
        }
    }

    /// Hears keys and packets until all answers are over. Keys go where crossterm's would.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(in crate::shell) async fn listen(
        &mut self,
        mut line: Line,
        keys: &Keys,
        asked: &mut Receiver<ArrivalId>,
    ) -> io::Result<()> {
        while !self.owed.is_empty() || line.is_open() {
            self.listen_once(&mut line, keys, asked).await?;
        }
        Ok(())
    }

    async fn listen_once(
        &mut self,
        line: &mut Line,
        keys: &Keys,
        asked: &mut Receiver<ArrivalId>,
    ) -> io::Result<()> {
        let until = self.waiting.as_ref().map(|(_, _, until)| *until);
        tokio::select! {
            heard = line.hear(until) => {
                for one in heard? {
                    self.heard(one, keys).await;
                }
                self.look_at_time().await;
            }
            Some(id) = asked.recv() => self.begin(id).await,
        }
        Ok(())
    }

    async fn heard(&mut self, heard: Heard, keys: &Keys) {
        match heard {
            Heard::Input(event) => {
                keys.send(Ok(event)).await.ok();
            }
            Heard::Packet(body) => self.take(&body).await,
            Heard::Background(_) | Heard::Turned(_) | Heard::Follows(_) | Heard::AllColours => {
                if let Some(news) = probe::news(&heard) {
                    self.tell(Event::Colours(news)).await;
                }
            }
            Heard::Keyboard => self.tell(Event::Terminal(Terminal::Keyboard)).await,
            Heard::Name(name) => self.tell(Event::Terminal(Terminal::Name(name))).await,
            Heard::Answer(answer) => self.tell(answer.into()).await,
            Heard::Reached => self.tell(Event::Reached).await,
            Heard::Clipboard(has) => self.tell(Event::Clipboard(News::Offered(has))).await,
        }
    }

    /// Takes a packet.
    async fn take(&mut self, body: &[u8]) {
        let Some(packet) = Packet::of(body) else {
            return;
        };
        if packet.is_last() {
            // The last one, if the terminal does not say.
            let over = self.owed.iter().rposition(|id| packet.answers(*id));
            over.map(|at| self.owed.remove(at));
        }
        let Some((id, content, until)) = &mut self.waiting else {
            return;
        };
        if !packet.answers(*id) {
            return;
        }
        *until = Instant::now() + NEXT;
        let result = match packet.says {
            Says::Begins => Ok(()),
            Says::Holds(kind, part) => content.take(kind, part).map_err(told),
            Says::Ends => {
                let (id, content) = (*id, std::mem::take(content));
                self.waiting = None;
                let news = News::Copied(id, content.whole());
                return self.tell(Event::Clipboard(news)).await;
            }
            Says::Refuses(code) => Err(refusal(code)),
            Says::Nonsense => Err(told(Unfit::Nonsense)),
        };
        if let Err(why) = result {
            self.give_up(&why).await;
        }
    }

    async fn look_at_time(&mut self) {
        let late = |(_, _, until): &(ArrivalId, Content, Instant)| *until <= Instant::now();
        if self.waiting.as_ref().is_some_and(late) {
            let why = "the terminal did not give its clipboard in time: try again, drop the file, or \
                       ^X a picks one";
            self.give_up(why).await;
        }
    }

    /// Nobody waits any more.
    pub(in crate::shell) async fn give_up(&mut self, why: &str) {
        if let Some((id, ..)) = self.waiting.take() {
            self.refuse(id, why).await;
        }
    }

    /// Says why a question is not answered.
    pub(in crate::shell) async fn refuse(&self, id: ArrivalId, why: &str) {
        let refused = Err(NotAttached::unfit(why));
        self.tell(Event::Attached(id, Box::new(refused))).await;
    }

    async fn tell(&self, event: Event) {
        self.events.send(event).await.ok();
    }
}

fn told(unfit: Unfit) -> String {
    match unfit {
        Unfit::TooMuch => {
            "there is more than 64 MB on the clipboard of the terminal: save it in a file \
                           and attach that"
                .to_owned()
        }
        Unfit::Nonsense => {
            "the terminal gave its clipboard in a way that is not understood: drop the \
                            file, or ^X a picks one"
                .to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use crossterm::event::{Event as Input, KeyCode};
    use proptest::prelude::*;
    use tokio::sync::mpsc::channel;

    use super::*;

    const ID: ArrivalId = ArrivalId(7);

    /// An answer as kitty gives it, in packets.
    fn answer(kinds: &[(&str, &[u8])], size: usize) -> Vec<String> {
        let packet = |rest: &str| format!("\x1b]5522;type=read:id=outcrop-7:status={rest}\x1b\\");
        let mut packets = vec![packet("OK")];
        for (kind, bytes) in kinds {
            for part in bytes.chunks(size) {
                let (kind, part) = (STANDARD.encode(kind), STANDARD.encode(part));
                packets.push(packet(&format!("DATA:mime={kind};{part}")));
            }
        }
        packets.push(packet("DONE"));
        packets
    }

    /// What is told, and which characters are typed, when the terminal sends these pieces.
    fn heard(pieces: Vec<Vec<u8>>) -> (Vec<Event>, String) {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().unwrap();
        runtime.block_on(async {
            let (events, mut told) = channel(64);
            let (keys, mut typed) = channel(4096);
            let (_ask, mut asked) = channel(1);
            let (terminal, mut sends) = std::io::pipe().unwrap();
            let mut reading = Reading::new(events);
            reading.begin(ID).await;
            let line = Line::of(terminal.into()).unwrap();
            let writes = async {
                for piece in pieces {
                    sends.write_all(&piece).unwrap();
                    tokio::task::yield_now().await;
                }
            };
            let (result, ()) = tokio::join!(reading.listen(line, &keys, &mut asked), writes);
            result.unwrap();
            let mut text = String::new();
            while let Ok(Ok(Input::Key(key))) = typed.try_recv() {
                let KeyCode::Char(c) = key.code else {
                    panic!("{key:?}");
                };
                text.push(c);
            }
            let mut all = Vec::new();
            while let Ok(event) = told.try_recv() {
                all.push(event);
            }
            (all, text)
        })
    }

    fn is_copied(events: &[Event], wanted: &Copied) -> bool {
        let [
            Event::ClipboardHeard(ID),
            Event::Clipboard(News::Copied(ID, copied)),
        ] = events
        else {
            return false;
        };
        copied == wanted
    }

    fn why(events: &[Event]) -> String {
        let [.., Event::Attached(ID, result)] = events else {
            panic!("{events:?}");
        };
        result.as_ref().as_ref().unwrap_err().why.clone()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn an_answer_is_understood_in_any_pieces_among_any_keys(
            bytes in prop::collection::vec(any::<u8>(), 1..300),
            size in 1_usize..100,
            cuts in prop::collection::vec(1_usize..60, 1..40),
            typed in "[a-z]{0,12}",
        ) {
            let packets = answer(&[("text/plain", b"rock"), ("image/webp", &bytes)], size);
            let mut typing = typed.bytes();
            let mut all: Vec<u8> = Vec::new();
            for packet in packets {
                all.extend(typing.next());
                all.extend(packet.bytes());
            }
            let before = typed.len() - typing.len();
            let mut pieces = Vec::new();
            for cut in cuts.iter().cycle() {
                if all.is_empty() {
                    break;
                }
                let rest = all.split_off((*cut).min(all.len()));
                pieces.push(std::mem::replace(&mut all, rest));
            }
            let (events, text) = heard(pieces);
            let picture = Copied::Picture("clipboard.webp", bytes);
            prop_assert!(is_copied(&events, &picture), "{:?}", events);
            prop_assert_eq!(text, &typed[..before]);
        }
    }

    #[test]
    fn every_split_of_an_answer_means_the_same() {
        let packets = answer(&[("image/png", b"PNG"), ("text/plain", b"rock")], 2).join("x");
        let picture = Copied::Picture("clipboard.png", b"PNG".to_vec());
        for at in 1..packets.len() {
            let (first, second) = packets.as_bytes().split_at(at);
            let (events, text) = heard(vec![first.to_vec(), second.to_vec()]);
            assert!(is_copied(&events, &picture), "{at}: {events:?}");
            assert_eq!(text, "xxxxx", "{at}");
        }
    }

    #[test]
    fn a_refusal_and_nonsense_are_told_once_and_swallowed_to_the_end() {
        let refused = b"\x1b]5522;type=read:status=EPERM\x1b\\";
        let (events, _) = heard(vec![refused.to_vec()]);
        assert!(why(&events).contains("does not let"), "{events:?}");
        // An answer to another question is none to this one.
        let mut packets = vec!["\x1b]5522;type=read:id=outcrop-6:status=EBUSY\x1b\\".to_owned()];
        packets.extend(answer(&[("image/png", b"PNG")], 2));
        packets.insert(
            3,
            "\x1b]5522;type=read:status=DATA:mime=~;A\x07x".to_owned(),
        );
        let (events, text) = heard(vec![packets.concat().into_bytes()]);
        assert_eq!(events.len(), 2, "{events:?}");
        assert!(why(&events).contains("not understood"), "{events:?}");
        assert_eq!(text, "x");
    }

    #[tokio::test]
    async fn silence_is_told_and_a_late_answer_changes_nothing() {
        let (events, mut told) = channel(64);
        let mut reading = Reading::new(events);
        reading.begin(ID).await;
        reading.look_at_time().await;
        let waiting = reading.waiting.as_mut().unwrap();
        assert!(waiting.2 > Instant::now() + NEXT);
        reading.take(b"type=read:status=OK").await;
        let waiting = reading.waiting.as_mut().unwrap();
        assert!(waiting.2 <= Instant::now() + NEXT);
        waiting.2 = Instant::now();
        reading.look_at_time().await;
        let events = [told.try_recv().unwrap(), told.try_recv().unwrap()];
        assert!(why(&events).contains("in time"), "{events:?}");
        assert_eq!(reading.owed, [ID]);
        reading
            .take(b"type=read:status=DATA:mime=aW1hZ2UvcG5n;AAAA")
            .await;
        reading.take(b"type=read:status=DONE").await;
        assert!(reading.owed.is_empty() && told.try_recv().is_err());
    }
}
