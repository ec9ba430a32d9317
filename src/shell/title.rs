//! A title by a model: a request beside the conversation, whose reply is told as a whole.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Receiver as Settled;

use tokio::sync::mpsc::{Receiver, channel};

use crate::app::library::{News, Order};
use crate::app::msg::Msg;
use crate::bedrock::client::Client;
use crate::bedrock::stream::{Sink, Timers, Told};
use crate::bedrock::wires;
use crate::chat::attachment::Attachments;
use crate::chat::content::ContentBlock;
use crate::chat::generation::{GenerationEvent, Outcome};
use crate::chat::ids::GenerationId;
use crate::chat::library;
use crate::chat::request::Request;
use crate::chat::stream::Piece;
use crate::store::load;

use super::event::Event;
use super::tasks::Tasks;

impl Tasks {
    /// Reads the conversation, asks for its title, and tells it.
    pub(super) fn ask_title(&mut self, order: Order, after: Option<Settled<()>>) {
        let Order::AskTitle(path, request) = order else {
            return;
        };
        let client = self.client().cloned();
        let timers = self.timers();
        self.beside(async move {
            let title = match client {
                Some(client) => title(&client, timers, (path.clone(), request, after)).await,
                None => Err("not connected".to_owned()),
            };
            Event::Core(Msg::Library(News::Titled(path, title)))
        });
    }
}

async fn title(
    client: &Client,
    timers: Timers,
    (path, request, after): (PathBuf, Arc<Request>, Option<Settled<()>>),
) -> Result<String, String> {
    let read = tokio::task::spawn_blocking(move || {
        if let Some(after) = after {
            after.recv().ok();
        }
        filled(&path, &request)
    });
    let request = read.await.map_err(|error| error.to_string())??;
    let call = wires::call(&request, &Attachments::default());
    let call = call.map_err(|error| error.to_string())?;
    let (replies, told) = channel(16);
    let sink = Sink::new(GenerationId(0), replies);
    let client = client.in_region(request.settings.region.as_ref());
    let ((), text) = tokio::join!(client.generate(&request, call, timers, sink), gather(told));
    text
}

/// The request with the beginning of the conversation in it.
fn filled(path: &Path, request: &Request) -> Result<Request, String> {
    let loaded = load::read(path).map_err(|error| error.to_string())?;
    let excerpt = library::excerpt(&loaded.conversation);
    let excerpt = excerpt.ok_or_else(|| "nothing was said in it yet".to_owned())?;
    let mut request = request.clone();
    for turn in &mut request.messages {
        turn.content = vec![ContentBlock::Text(excerpt.clone())];
    }
    Ok(request)
}

/// The text of the reply, once it has ended well.
async fn gather(mut told: Receiver<Told>) -> Result<String, String> {
    let mut text = String::new();
    while let Some((_, event)) = told.recv().await {
        match event {
            GenerationEvent::Accepted { .. } => {}
            GenerationEvent::Deltas(deltas) => {
                for delta in deltas {
                    if let Piece::Text(piece) = delta.piece {
                        text.push_str(&piece);
                    }
                }
            }
            GenerationEvent::Ended(end) => {
                return match end.outcome {
                    Outcome::Done(_) => Ok(text),
                    Outcome::Failed(failure) => Err(failure.to_string()),
                    Outcome::Cancelled | Outcome::Interrupted => Err("it was stopped".to_owned()),
                };
            }
        }
    }
    Err("the reply broke off".to_owned())
}
